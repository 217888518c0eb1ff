"""E-papers by address: six platforms with their traps, against a publisher on this machine."""

# ruff: noqa: E501  markup stands on one line

from __future__ import annotations

import json
import re
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from collect.publisher import FAMILIES, PAPER, SOFT_404, Publisher
from places import ran
from site_of_tests import Site, Visitor, giving, serving

from digest import collect, config
from digest.collect import known_papers
from digest.collect.papers import classic, reader, sheet
from digest.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from site_of_tests import Page

NOW = datetime(2025, 4, 20, 8, tzinfo=UTC)
WEEK = [date(2025, 4, 14) + timedelta(days=n) for n in range(7)]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as here:
        yield here


def shown(site: Site, publisher: Publisher) -> None:
    """Put a publisher on the site; whatever else is asked for is a soft 404."""
    for path, content in publisher.pages.items():
        site.pages |= {path + query: giving(content) for query in ("", "?div=-1", "?v=1")}
    site.pages["*"] = giving(SOFT_404)
    site.pages["/robots.txt"] = giving("")


def settings(folder: Path, site: Site, **table: object) -> config.Settings:
    quick = {"delay": 0.0, "seconds": 5.0, "allow_private": True, "requests": 100_000, "picture_megabytes": 0.0}
    paper = {"name": PAPER, "url": f"{site.url}/", **table}
    return config.check({"collect": quick, "paper": [paper]}, folder / "digest.toml")


def rows(folder: Path) -> list[dict[str, object]]:
    return [
        json.loads(line)
        for path in sorted(folder.rglob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def compared(publisher: Publisher, days: list[date], got: list[dict[str, object]]) -> dict[str, int]:
    """Count what differs from the truth: articles missing or invented, and each field."""
    truth = {(str(day), story.headline): story for day in days for story in publisher.truth.get(day, ())}
    found = {(str(row["date"]), str(row["headline"])): row for row in got}
    wrong = {
        "missing": len(truth.keys() - found.keys()),
        "invented": len(found.keys() - truth.keys()),
        "twice": len(got) - len(found),
    }
    for key in truth.keys() & found.keys():
        story, row = truth[key], found[key]
        same = {
            "kicker": row["kicker"] == story.kicker, "subtitle": row["subtitle"] == story.subtitle, "author": row["author"] == story.names,
            "page": row["page"] == story.page, "paper": row["paper"] == PAPER, "body": row["body"] == story.paragraphs,
            "captions": row["captions"] == story.captions, "url": str(row["url"]).endswith(story.url),
        }  # fmt: skip
        for name, right in same.items():
            wrong[name] = wrong.get(name, 0) + (not right)
    return wrong


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("variant", [0, 1])
def test_a_week_of_every_platform_comes_as_it_was_printed(
    site: Site, tmp_path: Path, family: str, variant: int
) -> None:
    publisher = Publisher(family, WEEK, seed=3, variant=variant)
    shown(site, publisher)
    done = collect.collect(settings(tmp_path, site), NOW)
    assert done.problems == ()
    got = rows(tmp_path / "input")
    assert {name: count for name, count in compared(publisher, WEEK, got).items() if count} == {}
    assert collect.collect(settings(tmp_path, site), NOW) == collect.Collected((), ())  # today's pages are seen again
    articles = [
        path for path in site.asked for stories in publisher.truth.values() for one in stories if path == one.url
    ]
    assert len(articles) == len(set(articles))
    week, later = collect.Asked(WEEK[0], WEEK[-1]), NOW + timedelta(days=4)
    collect.collect(settings(tmp_path, site), later, asked=week)
    asked = len(site.asked)
    collect.collect(settings(tmp_path, site), later, asked=week)
    assert len(site.asked) == asked  # some days after its own an issue is final, and so is that there was none


@pytest.mark.parametrize("family", FAMILIES)
def test_a_platform_is_recognised_from_its_page_alone(family: str) -> None:
    for variant in range(10):
        publisher = Publisher(family, WEEK[:1], seed=variant, variant=variant)
        number = publisher.numbers[WEEK[0]][0]
        path = publisher.page_path(WEEK[0], number)
        found = sheet.read(f"http://127.0.0.1:8081{path}", publisher.pages[path])
        assert found.family is not None, path
        assert (found.family.name, found.day) == (family, WEEK[0]), path
        assert [page.number for page in found.pages] == publisher.numbers[WEEK[0]], path


NO_PAPERS = [
    "<a href=/a/202504/14/WS67fc.html>新闻</a><a href=/2025-04/14/content_123.htm>要闻</a><a href=/node_7.htm>更多</a>",
    "<ul><li><a href=/art/2025/4/14/art_1_2.html>通知</a><li><a href=/20250414/t20250414_3.shtml>公告</a></ul>",
    "<a href=/blog/page2.html>下一页</a><a href=/2025/04/14/post.html>日志</a>",
    "<div id=app></div><script>axios.post('/api/paper')</script>",
    "<div id=root></div><script src=/static/js/main.8f.js></script>",
    "<script>$.post('/uv/article/period/date',{code:'LZRB'},function(d){show(d.obj)})</script><div id=list></div>",
    "<script>fetch('/_szb/lzrb/2026/09/27/index.json').then(r=>r.json())</script><canvas></canvas>",
    "<a href=/list.aspx?page=2>2</a><a href=/show.aspx?id=12>开发区新闻</a>",
    "<a href=/html/20250414/120318_2.html>图集</a><a href=/html/20250414/120318_3.html>下一张</a>",
    "<a href=/2025/04/14/a.html>归档</a><a href=/2025-04/page/2>下一页</a><a href=/202504/index.html>四月</a>",
    "<img src=/szb/2025/0414/01.jpg><img src=/szb/2025/0414/02.jpg>",
]


@pytest.mark.parametrize("markup", NO_PAPERS)
def test_a_site_that_is_no_e_paper_is_named_and_brings_nothing(site: Site, tmp_path: Path, markup: str) -> None:
    site.pages["/"] = giving(f"<html><body>{markup}</body></html>")
    done = collect.collect(settings(tmp_path, site), NOW)
    assert done.files == ()
    assert "no e-paper that can be read" in str(done.problems[0])
    assert "save the paper's PDF" in str(done.problems[0])
    assert ("by a script" in str(done.problems[0])) == bool(re.search(r"axios|id=root|post\(|fetch\(", markup))


def test_what_is_no_article_is_named_and_listed(site: Site, tmp_path: Path) -> None:
    shown(site, Publisher("new_tree", WEEK, seed=3))
    here = settings(tmp_path, site)
    before = list(collect.listed(here, NOW))
    assert len(before) == len(WEEK)
    assert all(line.startswith("to fetch") for line in before)
    collect.collect(here, NOW)
    after = "\n".join(collect.listed(here, NOW))
    assert "广告《广告》" in after
    assert "本版责编一类《本版责编 周一鸣》" in after
    assert "只有图片《图片新闻》" in after
    assert "articles (2025-04-20" in after


@pytest.mark.parametrize(("pages", "left"), [(["01"], {"01"}), (["开发区*", "1"], {"01", "03"}), (["9"], set())])
def test_only_the_pages_wanted_are_taken(site: Site, tmp_path: Path, pages: list[str], left: set[str]) -> None:
    shown(site, Publisher("classic", WEEK[-1:], seed=5))
    collect.collect(settings(tmp_path, site, pages=pages), NOW)
    got = {str(row["page"]) for row in rows(tmp_path / "input")}
    assert got <= left
    assert ("01" in got) == ("01" in left)


def test_a_day_alone_is_fetched_and_a_day_before_it_is_not(site: Site, tmp_path: Path) -> None:
    publisher = Publisher("page_articel", WEEK, seed=3)
    shown(site, publisher)
    day = publisher.days[2]
    collect.collect(settings(tmp_path, site), NOW, asked=collect.Asked(day, day))
    assert {str(row["date"]) for row in rows(tmp_path / "input")} == {str(day)}


def test_a_run_cut_short_by_its_budget_is_taken_up(site: Site, tmp_path: Path) -> None:
    publisher = Publisher("shtml", WEEK[-2:], seed=3)
    shown(site, publisher)
    table = {"delay": 0.0, "allow_private": True, "requests": 17, "picture_megabytes": 0.0}
    here = config.check({"collect": table, "paper": [{"name": PAPER, "url": f"{site.url}/"}]}, tmp_path / "digest.toml")
    first = collect.collect(here, NOW)
    assert "requests of this run are used up" in str(first.problems[-1])
    for _ in range(20):
        if not collect.collect(here, NOW).problems:
            break
    wrong = compared(publisher, WEEK[-2:], rows(tmp_path / "input"))
    assert {name: count for name, count in wrong.items() if count} == {}
    articles = [path for path in site.asked if path.rpartition("/")[2][:1].isdigit()]
    assert len(articles) == len(set(articles))  # what was brought is not asked for again


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_publisher_that_refuses_old_issues_is_left_alone_and_named(site: Site, tmp_path: Path, status: int) -> None:
    publisher = Publisher("new_tree", WEEK[-2:], seed=3)
    shown(site, publisher)
    site.pages["*"] = lambda visitor: visitor.give(status=status)
    done = collect.collect(settings(tmp_path, site), NOW)
    assert f"status {status}" in str(done.problems[-1])
    assert {str(row["date"]) for row in rows(tmp_path / "input")} == {str(day) for day in publisher.days}
    asked = len(site.asked)
    assert not any(path.endswith("13/node_01.html") for path in site.asked)
    assert asked == len(site.asked)


def test_http_is_asked_where_https_does_not_answer(site: Site, tmp_path: Path) -> None:
    shown(site, Publisher("classic", WEEK[-1:], seed=3))
    here = settings(tmp_path, site, url=f"https://127.0.0.1:{site.port}/", days=1)
    done = collect.collect(here, NOW)
    assert done.problems == ()
    assert rows(tmp_path / "input")


def test_force_fetches_again_and_a_mended_setting_takes_effect_at_once(site: Site, tmp_path: Path) -> None:
    publisher = Publisher("html_index", WEEK[-1:], seed=3)
    shown(site, publisher)
    collect.collect(settings(tmp_path, site, days=1, pages=["01"]), NOW)
    one = len(rows(tmp_path / "input"))
    collect.collect(settings(tmp_path, site, days=1), NOW)
    assert len(rows(tmp_path / "input")) > one
    asked = len(site.asked)
    collect.collect(settings(tmp_path, site, days=1), NOW, asked=collect.Asked(force=True))
    assert len(site.asked) > asked
    assert compared(publisher, WEEK[-1:], rows(tmp_path / "input"))["twice"] == 0


def test_the_picture_of_a_page_is_kept_with_the_regions_of_its_articles(site: Site, tmp_path: Path) -> None:
    publisher = Publisher("classic", WEEK[-1:], seed=3)
    shown(site, publisher)
    picture = b"\xff\xd8\xff" + bytes(1000)
    place = publisher.page_path(WEEK[-1], "01").rsplit("/", 2)[0]
    site.pages[f"{place}/pic/01.jpg"] = giving(picture)
    quick = {"delay": 0.0, "allow_private": True, "picture_megabytes": 1.0}
    table = {"collect": quick, "paper": [{"name": PAPER, "url": f"{site.url}/", "days": 1}]}
    collect.collect(config.check(table, tmp_path / "digest.toml"), NOW)
    folder = tmp_path / ".digest" / "pages" / PAPER / str(WEEK[-1])
    assert (folder / "01.jpg").read_bytes() == picture
    kept = json.loads((folder / "01.json").read_text(encoding="utf-8"))
    assert kept["size"] == ["350", "550"]
    assert list(kept["regions"].values())[1] == ["10,0,19,0,19,90"]
    assert not list((tmp_path / "input").rglob("*.jpg"))


def test_requests_to_a_publisher_come_one_at_a_time_with_the_pause(site: Site, tmp_path: Path) -> None:
    shown(site, Publisher("classic", WEEK[-1:], seed=3, pages=1, a_page=2))
    moments: list[tuple[float, float]] = []

    def timed(page: Page) -> Page:
        def answer(visitor: Visitor) -> None:
            begun = time.monotonic()
            page(visitor)
            moments.append((begun, time.monotonic()))

        return answer

    for path, page in list(site.pages.items()):
        site.pages[path] = timed(page)
    quick = {"delay": 0.05, "allow_private": True, "picture_megabytes": 0.0}
    paper = {"name": PAPER, "url": f"{site.url}/", "days": 1}
    collect.collect(
        config.check({"collect": quick, "paper": [paper, {**paper, "name": "另一报"}]}, tmp_path / "digest.toml"), NOW
    )
    moments.sort()
    assert len(moments) > 8
    assert all(later[0] - earlier[1] >= 0.045 for earlier, later in pairwise(moments))


def dripping(visitor: Visitor) -> None:
    """Send a byte now and then, and never end."""
    visitor.send_response(200)
    visitor.end_headers()
    while True:
        visitor.wfile.write(b" ")
        visitor.wfile.flush()
        time.sleep(0.1)


def test_hostile_publishers_cost_themselves_only(site: Site, tmp_path: Path) -> None:
    shown(site, Publisher("classic", WEEK[-1:], seed=3))
    quick = {
        "delay": 0.0, "seconds": 3.0, "allow_private": True, "requests": 150, "megabytes": 4.0, "picture_megabytes": 0.0,
    }  # fmt: skip
    bad = ("/many", "/loop", "/endless", "/slow")  # the first would use up all that may be asked for
    with serving() as other:
        other.pages["/loop"] = giving("<meta http-equiv=refresh content='0;url=/loop'>")
        links = "<a href=/2025-04/20/node_{0}.htm>第{0}版</a><a href=/2025-04/20/content_{0}.htm>x</a>"
        other.pages["/many"] = giving("".join(links.format(n) for n in range(20_000)))
        other.pages["/endless"] = lambda visitor: visitor.give(b"<a " * 3_000_000)
        other.pages["/slow"] = dripping
        papers = [{"name": f"坏{path}", "url": f"{other.url}{path}", "days": 1} for path in bad]
        papers += [{"name": PAPER, "url": f"{site.url}/", "days": 1}]
        done = collect.collect(config.check({"collect": quick, "paper": papers}, tmp_path / "digest.toml"), NOW)
        assert len(site.asked) + len(other.asked) <= 150
    assert {problem.origin for problem in done.problems} == {f"坏{path}" for path in bad}
    assert "kept for other sources" in str(done.problems)
    assert len(rows(tmp_path / "input" / PAPER)) == 13


def test_three_commands_lead_from_nothing_to_a_brief(site: Site, tmp_path: Path) -> None:
    """What README shows: init, then papers add, collect, build."""
    shown(site, Publisher("new_tree", WEEK, seed=3))
    assert ran(tmp_path, "init").returncode == 0
    path = tmp_path / "digest.toml"
    sample = path.read_text(encoding="utf-8")
    path.write_text(
        sample.replace("# allow_private", "allow_private")
        .replace("false  ", "true  ", 1)
        .replace("# delay    = 2.0", "delay = 0.0"),
        encoding="utf-8",
    )
    assert "望沧时报" in ran(tmp_path, "papers", "add", f"{site.url}/").stdout
    assert ran(tmp_path, "collect", "--since", "2025-04-14").returncode == 0
    assert not list((tmp_path / "input").rglob("*.json"))  # what collecting remembers is apart from the sources
    built = ran(tmp_path, "build", "--week", "2025-W16", "--format", "md,html,docx")
    assert built.returncode == 0, built.stderr
    brief = (tmp_path / "out" / "2025-W16" / "brief.md").read_text(encoding="utf-8")
    with ZipFile(tmp_path / "out" / "2025-W16" / "brief.docx") as word:
        text = re.sub(r"<[^>]{1,9999}>", "", word.read("word/document.xml").decode())
        links = word.read("word/_rels/document.xml.rels").decode()
    assert "《望沧时报》2025年4月18日01版" in text
    assert ".jsonl" not in text
    assert f"{site.url}/pc/" in links
    assert "《望沧时报》4月18日01版" in brief
    assert ".jsonl" not in brief
    assert f'href="{site.url}/pc/' in (tmp_path / "out" / "2025-W16" / "brief.html").read_text(encoding="utf-8")


def test_papers_are_added_listed_and_removed(tmp_path: Path) -> None:
    assert "兰州新区报" in ran(tmp_path, "papers", "list", "新区").stdout
    assert ran(tmp_path, "init").returncode == 0
    sample = (tmp_path / "digest.toml").read_text(encoding="utf-8")
    assert (
        "https://szb.gansudaily.com.cn/lzxqb" in ran(tmp_path, "papers", "add", "兰州新区报", "--pages", "01,A*").stdout
    )
    assert config.load(tmp_path / "digest.toml").paper[0].pages == ("01", "A*")
    assert "already" in ran(tmp_path, "papers", "add", "兰州新区报").stderr
    assert "did you mean" in ran(tmp_path, "papers", "add", "新区报").stderr
    exported = ran(tmp_path, "papers", "export").stdout
    assert ran(tmp_path, "papers", "remove", "兰州新区报").returncode == 0
    assert (tmp_path / "digest.toml").read_text(encoding="utf-8").rstrip() == sample.rstrip()
    feed = '<outline type="rss" text="云栖湾" xmlUrl="https://gov.example.cn/rss.xml"/></body>'
    (tmp_path / "a.opml").write_text(exported.replace("</body>", feed), encoding="utf-8")
    assert ran(tmp_path, "papers", "import", "a.opml").returncode == 0
    read = config.load(tmp_path / "digest.toml")
    assert [(one.name, one.url) for one in read.collect.source] == [("云栖湾", "https://gov.example.cn/rss.xml")]
    assert read.paper[0].url == "https://szb.gansudaily.com.cn/lzxqb"


def test_the_table_of_papers_holds_facts() -> None:
    table = known_papers.papers()
    assert len({one.name for one in table}) == len(table) >= 120
    assert all(one.url.startswith("http") and 2023 <= one.seen <= 2026 and one.place for one in table)
    assert {one.family for one in table} <= {"", *FAMILIES}


def test_pages_that_list_only_the_next_one_are_followed(site: Site, tmp_path: Path) -> None:
    publisher = Publisher("classic", WEEK[-1:], seed=6, pages=3)
    numbers = publisher.numbers[WEEK[-1]]
    for number in numbers:  # of the list of pages the link to the next is left
        path = publisher.page_path(WEEK[-1], number)
        publisher.pages[path] = (
            publisher.pages[path].replace(b"<a id=pageLink", b"<b").replace(b"</a><a class", b"</b><a class")
        )
    shown(site, publisher)
    collect.collect(settings(tmp_path, site, days=1), NOW)
    assert {str(row["page"]) for row in rows(tmp_path / "input")} == set(numbers)


class Dated:
    """Pages that say their version and answer 304 to who has it."""

    def __init__(self, site: Site) -> None:
        self.site, self.unchanged = site, 0

    def show(self, path: str, content: bytes) -> None:
        """Set a page."""
        etag = f'"{sha256(content).hexdigest()[:8]}"'

        def answer(visitor: Visitor) -> None:
            if visitor.headers.get("If-None-Match") == etag:
                self.unchanged += 1
                visitor.give(status=304, ETag=etag)
            else:
                visitor.give(content, ETag=etag)

        for query in ("", "?div=-1", "?v=1"):
            self.site.pages[path + query] = answer


def test_what_came_later_in_the_day_is_fetched_and_a_changed_text_is_a_new_version(site: Site, tmp_path: Path) -> None:
    day = WEEK[-1]
    publisher = Publisher("new_tree", [day], seed=3)
    first, last = publisher.numbers[day][0], publisher.numbers[day][-1]
    shown(site, publisher)
    dated = Dated(site)
    for path, content in publisher.pages.items():
        dated.show(path, content)
    late = next(story for story in publisher.truth[day] if story.page == last)
    page = publisher.page_path(day, last)
    dated.show(page, publisher.pages[page].replace(late.url.rpartition("/")[2].encode(), b"x.html"))
    here = settings(tmp_path, site, days=1)
    collect.collect(here, NOW)
    assert late.headline not in {row["headline"] for row in rows(tmp_path / "input")}
    changed = next(story for story in publisher.truth[day] if story.page == first and story.paragraphs)
    mended = publisher.pages[changed.url].replace("占地".encode(), "实占".encode())
    assert mended != publisher.pages[changed.url]
    dated.show(changed.url, mended)
    dated.show(page, publisher.pages[page])
    again = collect.collect(here, NOW + timedelta(hours=3))
    assert again.revised == (f"《{PAPER}》{day}《{changed.headline}》",)
    got = {row["headline"]: row for row in rows(tmp_path / "input")}
    assert len(got) == len(rows(tmp_path / "input")) == len(publisher.truth[day])
    assert late.headline in got
    assert "实占" in "".join(got[changed.headline]["body"])
    assert dated.unchanged > len(got) - 3  # all others were asked for their version only
    assert "的文字有更改，已收新版" in "".join(collect.listed(here, NOW))
    picture = next(path for path, page in publisher.pages.items() if "<p id=Title>图片新闻".encode() in page)
    dated.show(picture, publisher.pages[picture].replace(b"<div id=ozoom>", "<div id=ozoom><p>补记。</p>".encode()))
    third = collect.collect(here, NOW + timedelta(hours=4))
    assert len(third.files) == 1  # what was a picture alone has words now
    assert {row["headline"] for row in rows(tmp_path / "input")} - got.keys() == {"图片新闻"}
    fourth = collect.collect(here, NOW + timedelta(hours=5))
    assert fourth.files == fourth.revised == ()


def test_an_issue_that_is_not_there_yet_is_asked_for_again(site: Site, tmp_path: Path) -> None:
    whole = Publisher("shtml", WEEK[-2:], seed=3)
    shown(site, Publisher("shtml", WEEK[-2:-1], seed=3))
    here = settings(tmp_path, site, days=2)
    collect.collect(here, NOW)
    assert {row["date"] for row in rows(tmp_path / "input")} == {str(WEEK[-2])}
    shown(site, whole)
    collect.collect(here, NOW + timedelta(days=1))
    assert {row["date"] for row in rows(tmp_path / "input")} == {str(day) for day in WEEK[-2:]}


HOSTILE = {
    "deep": b"<div>" * 200_000,
    "attribute": b'<a href="' + b"x" * 3_000_000 + b'">\xe6\x96\x87</a>',
    "links": b"".join(b"<a href=content_%d.htm>x</a>" % n for n in range(150_000)),
    "openings": b"<!--enpcontent-->" * 200_000 + "文".encode(),
    "comments": b"<!--enpproperty " * 200_000 + "文".encode(),
    "fields": b"<!--enpproperty " + b"<title>" * 300_000 + "/enpproperty-->文".encode(),
    "nested links": b"<li onclick=\"go('content_1.htm')\">" * 40_000 + "文".encode(),
    "entities": b"&lt;" * 700_000 + "文".encode(),
    "tables": b"<table><tr><td>" * 60_000 + "文".encode(),
    "not closed": "<p>文<b>".encode() * 300_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_page_is_read_or_refused_in_the_child_and_costs_no_other(kind: str) -> None:
    url, good = (
        "http://a.cn/html/2025-04/14/content_9.htm",
        b"<h1>\xe6\x96\x87</h1><div id=ozoom><p>\xe5\xad\x97</p></div>",
    )
    with reader.Reader() as reading:
        for read in (reading.sheet, lambda url, content: reading.article(url, content, classic.FAMILY)):
            with suppress(SourceError):
                read(url, HOSTILE[kind])
        assert reading.article(url, good, classic.FAMILY).body == ("字",)


def test_hostile_articles_are_named_and_the_others_come(site: Site, tmp_path: Path) -> None:
    publisher = Publisher("classic", WEEK[-1:], seed=3)
    shown(site, publisher)
    bad = [story.url for story in publisher.truth[WEEK[-1]] if story.page == "01"][:2]
    for path in bad:
        site.pages |= {path + query: giving(b"<x>" * 400_000 + b"\x00\xff") for query in ("", "?div=-1", "?v=1")}
    done = collect.collect(settings(tmp_path, site, days=1), NOW)
    assert len(rows(tmp_path / "input")) + len(bad) == len(publisher.truth[WEEK[-1]])
    assert f"{bad[0]}: the encoding cannot be told (and 1 more)" in str(done.problems[0])
    said = "\n".join(collect.listed(settings(tmp_path, site, days=1), NOW))
    assert all(f"未能采用：{site.url}{path}" in said for path in bad)
