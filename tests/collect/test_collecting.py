"""Collecting: what is new at the sources becomes files, each page once. All sites are on this machine."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from effort import is_linear
from site_of_tests import Site, Visitor, giving, serving
from week import WEEK, order

from digest import collect, config, files, read
from digest.collect import journal
from digest.errors import Locked, StateError, UsageError
from digest.pipeline import build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from week import Command

NOW = datetime(2025, 4, 21, 8, tzinfo=UTC)
PAGE = "<html><head><title>{0}</title></head><body><h1>{0}</h1><p>{0}，总投资35亿元，占地200亩。</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as here:
        yield here


def feed(site: Site, *paths: str) -> str:
    items = "".join(
        f"<item><title>云栖湾新项目{n}</title><link>{site.url}{path}</link><description>云栖湾经开区签约{n}个项目。</description>"
        "<pubDate>Mon, 14 Apr 2025 02:00:00 GMT</pubDate></item>"
        for n, path in enumerate(paths, 1)
    )
    return f'<rss version="2.0"><channel><title>云栖湾</title>{items}</channel></rss>'


def settings(folder: Path, *sources: dict[str, object], **table: object) -> config.Settings:
    quick = {"delay": 0.0, "seconds": 2.0, "allow_private": True, "source": list(sources)}
    return config.check({"collect": {**quick, **table}}, folder / "digest.toml")


def source(site: Site, path: str, kind: str = "feed", **more: object) -> dict[str, object]:
    return {"name": "云栖湾", "url": f"{site.url}{path}", "kind": kind, "every": 0, **more}


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_feed_brings_each_page_once(site: Site, tmp_path: Path) -> None:
    site.pages |= {
        "/rss": giving(feed(site, "/1", "/2")),
        "/1": giving(PAGE.format("一")),
        "/2": giving(PAGE.format("二")),
    }
    here = settings(tmp_path, source(site, "/rss"))
    first = collect.collect(here, NOW)
    assert (len(first.files), first.problems) == (2, ())
    assert all(path.name.startswith("2025-04-14_云栖湾_") and path.suffix == ".html" for path in first.files)
    site.pages |= {"/rss": giving(feed(site, "/3", "/1", "/2")), "/3": giving(PAGE.format("三"))}
    again = collect.collect(here, NOW)
    assert [path.read_text(encoding="utf-8").endswith(PAGE.format("三")) for path in again.files] == [True]
    assert site.asked.count("/1") == 1


def test_a_feed_that_did_not_change_is_not_sent_again(site: Site, tmp_path: Path) -> None:
    body = feed(site, "/1").encode()

    def rss(visitor: Visitor) -> None:
        known = visitor.headers["If-None-Match"] == '"1"'
        visitor.give(b"" if known else body, 304 if known else 200, ETag='"1"')

    site.pages |= {"/rss": rss, "/1": giving(PAGE.format("一"))}
    here = settings(tmp_path, source(site, "/rss"))
    assert len(collect.collect(here, NOW).files) == 1
    assert collect.collect(here, NOW) == collect.Collected((), ())


def test_a_source_that_was_just_asked_waits_its_hours_unless_all_are_asked(site: Site, tmp_path: Path) -> None:
    here = settings(tmp_path, source(site, "/rss") | {"every": 6})
    site.pages |= {"/rss": giving("no feed"), "/1": giving(PAGE.format("一"))}
    assert len(collect.collect(here, NOW).problems) == 1
    site.pages |= {"/rss": giving(feed(site, "/1"))}
    assert collect.collect(here, NOW).files == ()
    assert len(collect.collect(here, NOW, asked=collect.Asked(force=True)).files) == 1


def test_a_page_that_fails_is_tried_again_and_then_taken_from_its_feed(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/rss": giving(feed(site, "/1"), ETag='"1"'), "/1": lambda visitor: visitor.give(status=503)}
    here = settings(tmp_path, source(site, "/rss"))
    for _ in range(2):
        tried = collect.collect(here, NOW)
        assert tried.files == ()
        assert "status 503" in str(tried.problems[0])
    (path,) = collect.collect(here, NOW).files
    row = json.loads(path.read_text(encoding="utf-8"))
    assert (row["headline"], row["body"], row["date"]) == ("云栖湾新项目1", ["云栖湾经开区签约1个项目。"], "2025-04-14")
    assert collect.collect(here, NOW) == collect.Collected((), ())


def test_a_page_that_is_no_page_is_not_saved_whatever_its_host_calls_it(site: Site, tmp_path: Path) -> None:
    lies = {"/1": b"MZ\x90\x00" + bytes(range(256)) * 9, "/2": b"\x89PNG\r\n\x1a\n" + bytes(200), "/3": b""}
    site.pages |= {path: giving(content, Content_Type="text/html") for path, content in lies.items()}
    site.pages["/rss"] = giving(feed(site, *lies))
    found = collect.collect(settings(tmp_path, source(site, "/rss")), NOW)
    assert {path.suffix for path in found.files} == {".jsonl"}
    assert "and 2 more" in str(found.problems[0])


def test_a_file_is_named_by_us_whatever_its_address_says(site: Site, tmp_path: Path) -> None:
    hostile = [
        "/../../../etc/passwd",
        "/%2e%2e%2f%2e%2e%2fevil.html",
        "/a/..%5c..%5cevil",
        "/CON",
        "/.hidden",
        "/" + "长" * 400,
    ]
    site.pages["/rss"] = giving(feed(site, *hostile))
    sources = [source(site, "/rss", name=name) for name in ("../../云栖湾", "..", "a\\b/c:d\n", "." * 300)]
    found = collect.collect(settings(tmp_path, *sources[:1]), NOW)
    assert len(found.files) == len(hostile)
    inside = tmp_path / "input"
    assert [path for path in names(tmp_path) if not path.startswith(("input/", ".digest/"))] == []
    for one in sources:
        folder = collect.fit(str(one["name"]))
        assert (inside / folder).resolve().parent == inside.resolve()
        assert len(folder.encode()) <= 120
    assert all(len(path.encode()) < 250 for path in names(inside))


def test_a_page_is_saved_again_when_it_has_changed(site: Site, tmp_path: Path) -> None:
    here = settings(tmp_path, source(site, "/a", "page"))
    brought = []
    for words in ("一", "一", "二"):
        site.pages["/a"] = giving(PAGE.format(words))
        brought.append(len(collect.collect(here, NOW).files))
    assert brought == [1, 0, 1]


def test_a_page_of_links_brings_those_that_fit(site: Site, tmp_path: Path) -> None:
    links = ["/xw/1.html", "2.html#top", "/about.html", "http://elsewhere.example/xw/3.html", "javascript:alert(1)"]
    site.pages["/xw/"] = giving("<html><body>" + "".join(f"<a class=x href='{link}'>新闻</a>" for link in links))
    site.pages |= {"/xw/1.html": giving(PAGE.format("一")), "/xw/2.html": giving(PAGE.format("二"))}
    found = collect.collect(settings(tmp_path, source(site, "/xw/", "list", links="*/xw/*.html")), NOW)
    assert (len(found.files), found.problems) == (2, ())
    assert sorted(site.asked) == ["/robots.txt", "/xw/", "/xw/1.html", "/xw/2.html"]


def test_a_source_brings_so_many_pages_at_a_time_and_the_rest_later(site: Site, tmp_path: Path) -> None:
    site.pages["/rss"] = giving(feed(site, "/1", "/2", "/3"), ETag='"1"')
    site.pages |= {f"/{n}": giving(PAGE.format(n)) for n in (1, 2, 3)}
    here = settings(tmp_path, source(site, "/rss"), pages=2)
    assert [len(collect.collect(here, NOW).files) for _ in range(3)] == [2, 1, 0]


def test_a_source_is_not_asked_more_often_than_set(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = giving(PAGE.format("一"))
    here = settings(tmp_path, source(site, "/a", "page", every=6))
    for hours in (0, 5, 6):
        collect.collect(here, NOW + timedelta(hours=hours))
    assert site.asked.count("/a") == 2


def test_one_bad_source_costs_that_source_only(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/html": giving(PAGE.format("一")), "/a": giving(PAGE.format("二"))}
    bad = [source(site, path, name=path[1:]) for path in ("/none", "/html")]
    found = collect.collect(settings(tmp_path, *bad, source(site, "/a", "page")), NOW)
    assert len(found.files) == 1
    assert [problem.origin for problem in found.problems] == ["none", "html"]


def test_a_source_on_ones_own_network_is_refused_unless_allowed(site: Site, tmp_path: Path) -> None:
    site.pages["/a"] = giving(PAGE.format("一"))
    found = collect.collect(settings(tmp_path, source(site, "/a", "page"), allow_private=False), NOW)
    assert "private network" in str(found.problems[0])
    assert site.asked == []


@pytest.mark.parametrize(
    ("answer", "said", "told"),
    [
        (404, "broken since 2025-04-21: status 404", "自2025年4月21日起未能获取"),
        (200, "nothing new since 2025-04-21", "自2025年4月21日起没有更新"),
    ],
)
def test_a_source_broken_or_silent_for_days_is_named_in_the_brief(
    site: Site, tmp_path: Path, answer: int, said: str, told: str
) -> None:
    site.pages["/a"] = giving(PAGE.format("一"))
    here = settings(tmp_path, source(site, "/a", "page"))
    collect.collect(here, NOW)
    site.pages["/a"] = lambda visitor: visitor.give(PAGE.format("一").encode(), answer)
    collect.collect(here, NOW + timedelta(days=13))
    assert collect.overdue(here) == ()
    late = collect.collect(here, NOW + timedelta(days=14))
    assert said in str(late.problems[-1])
    brief = build.build(replace(order(tmp_path / "out", WEEK), formats=("md",)), here)
    assert told in brief.files[0].read_text(encoding="utf-8")
    assert any(said in str(problem) for problem in brief.problems)


def test_a_damaged_journal_is_named_and_left_as_it_is(site: Site, tmp_path: Path) -> None:
    here = settings(tmp_path, source(site, "/a", "page"))
    path = collect.state_folder(here) / journal.NAME
    path.parent.mkdir()
    for rubbish in (b"", b"{}", b"[]", b'{"visits": {"a": {"asked": 5}}, "saved": {}, "tries": {}}', b"[" * 100_000):
        path.write_bytes(rubbish)
        with pytest.raises(StateError, match="damaged"):
            collect.collect(here, NOW)
        assert path.read_bytes() == rubbish


def test_a_page_no_source_lists_any_more_is_forgotten_in_time(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/rss": giving(feed(site, "/1")), "/1": giving(PAGE.format("一"))}
    here = settings(tmp_path, source(site, "/rss"))
    collect.collect(here, NOW)
    site.pages["/rss"] = giving(feed(site))
    collect.collect(here, NOW + timedelta(days=100))
    assert journal.load(tmp_path / "input").saved == {}


def test_links_are_found_in_time_that_grows_with_the_page() -> None:
    def found(markup: str) -> list[object]:
        return list(collect._links("http://a.example/", markup.encode(), "*"))  # noqa: SLF001  the finder itself is measured

    for piece in ("<a ", "<a href=", '<a href="', "<a x='", "<a  href  =  "):
        assert is_linear(found, piece, 50_000)


def test_where_new_pages_go_must_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"digest\.toml: collect\.into"):
        config.check(
            {"collect": {"into": "elsewhere", "source": [{"name": "a", "url": "http://a.example/"}]}},
            tmp_path / "digest.toml",
        )


def test_the_command_prints_what_is_new_and_names_what_is_broken(site: Site, tmp_path: Path, digest: Command) -> None:
    site.pages |= {"/a": giving(PAGE.format("一"))}
    (tmp_path / "digest.toml").write_text(
        "[collect]\nallow_private = true\ndelay = 0\n"
        f'[[collect.source]]\nname = "甲"\nurl = "{site.url}/a"\nkind = "page"\n'
        f'[[collect.source]]\nname = "乙"\nurl = "{site.url}/none"\n',
        encoding="utf-8",
    )
    ran = digest("collect")
    assert ran.returncode == 3
    assert ran.stdout.startswith("input/甲/甲_")
    assert ran.stderr.startswith("digest: 乙: status 404")
    assert digest("collect", "-c", "none.toml").returncode == 2


def test_without_sources_the_command_says_how_to_name_some(digest: Command) -> None:
    ran = digest("collect")
    assert (ran.returncode, "[[collect.source]]" in ran.stderr) == (2, True)


def test_two_runs_never_collect_into_one_folder_at_once(site: Site, tmp_path: Path) -> None:
    here = settings(tmp_path, source(site, "/a", "page"))
    with files.lock(collect.state_folder(here) / "collecting.lock"), pytest.raises(Locked):
        collect.collect(here, NOW)
    assert site.asked == []


def test_the_scheduled_run_collects_first(site: Site, tmp_path: Path, digest: Command) -> None:
    story = "4月14日，江畔高新区签约新型电池项目，总投资35亿元，占地200亩，明年投产。"
    body = (
        f"<title>江畔高新区签约新型电池项目</title><p>2025-04-14</p><h1>江畔高新区签约新型电池项目</h1><p>{story}</p>"
    )
    site.pages |= {"/rss": giving(feed(site, "/1")), "/1": giving(f"<html><body>{body}</body></html>")}
    (tmp_path / "digest.toml").write_text(
        'formats = ["md"]\n[collect]\nallow_private = true\ndelay = 0\n'
        f'[[collect.source]]\nname = "甲"\nurl = "{site.url}/rss"\n',
        encoding="utf-8",
    )
    ran = digest("run", "--now", "2025-04-21T07:30")
    assert ran.returncode in {0, 3}, ran.stderr
    assert "35亿元" in (tmp_path / "out/2025-W16/brief.md").read_text(encoding="utf-8")


pytestmark = pytest.mark.runs  # whole processes and servers: minutes together


def test_a_page_without_a_paper_is_cited_by_its_source_and_linked(site: Site, tmp_path: Path) -> None:
    site.pages |= {"/rss": giving(feed(site, "/1")), "/1": giving(PAGE.format("云栖湾产业园开工"))}
    (path,) = collect.collect(settings(tmp_path, source(site, "/rss", name="云栖湾经开区")), NOW).files
    (entry,) = read.read(path.name, path.read_bytes()).entries
    assert (entry.publication, entry.link) == ("云栖湾经开区", f"{site.url}/1")
