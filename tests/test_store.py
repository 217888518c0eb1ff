"""The archive keeps what it is given, gives it back as it was, finds it, and never harms another program's file."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from newspaper import article, fact, report, zone
from week import ROOT

from digest import edit, facts, page, read
from digest.archive import record, store
from digest.errors import StateError, UsageError
from digest.report import search

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Fact, Report

WEEK = (date(2025, 4, 14), date(2025, 4, 20))


def started(day: int = 15) -> Report:
    written = article(
        "started", "岚州经济报", day, "砺沅储能基地动工",
        "4月14日，砺沅储能基地在澄原经开区开工建设，总投资118.4亿元，占地1230亩。",
    )  # fmt: skip
    return report(
        written,
        zone(written, "澄原经开区"),
        fact(written, "money", "118.4亿元", value="11840000000", unit="CNY", measure="总投资"),
        fact(written, "quantity", "1230亩", value="1230", unit="亩", measure="占地"),
        fact(written, "date", "4月14日", first=14),
    )


def opened() -> Report:
    written = article("opened", "望沧时报", 17, "绿氢管道通气", "望沧临港产业园绿氢管道4月16日通气，投资4.6亿元。")
    return report(written, zone(written, "望沧临港产业园"), fact(written, "money", "4.6亿元", value="460000000"))


def entries(*reports: Report) -> Iterator[store.Entry]:
    fingerprints = edit.Fingerprints()
    ranking = edit.rank(edit.merge(reports, fingerprints), fingerprints=fingerprints)
    for item in ranking.items:
        yield store.Entry(
            item, None, "", fingerprints(item.story.reports[0]).kind.why, edit.signs(item.story, fingerprints)
        )


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[store.Archive]:
    with store.Archive(tmp_path / "digest.db") as opened_archive:
        opened_archive.keep("2025-W16", *WEEK, entries(started(), opened()))
        yield opened_archive


def stored(one: Fact) -> Fact:
    names = ("kind", "text", "quote", "measure", "subject", "value", "unit", "zone", "modality", "content")
    row = dict(zip(names, record.fact_row(one), strict=True))
    return record.fact(tuple(row[name] for name in record.FACT.split(", ")))


def test_an_article_and_its_facts_come_back_as_they_were() -> None:
    for path in sorted(Path(ROOT / "input").glob("*.txt")):
        document = read.read(path.name, path.read_bytes())
        for one in page.split(document).articles:
            assert record.loads(record.dumps(one)) == one
            found = facts.extract(one, on=one.published)
            assert tuple(stored(each) for each in found) == found
            assert found


def test_a_fact_that_was_kept_whole_in_its_json_is_still_read() -> None:
    content = (
        '{"":"Fact","kind":"money","text":{"":"Text","string":"4.6亿元","spans":[[10,15]]},'
        '"quote":{"":"Text","string":"投资4.6\\n亿元。","spans":[[8,15],[17,20]]},"rule":"money",'
        '"value":{"":"Decimal","=":"460000000"},"unit":"CNY"}'
    ).replace("\\n", "  ")
    one = record.fact(("money", "4.6亿元", "投资4.6  亿元。", None, None, "CNY", "actual", content))
    assert (one.text.spans, len(one.quote.spans), one.value) == (((10, 15),), 2, Decimal(460000000))


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"at":1}', '{"at":"x","in":3}', '{"at":1,"in":2,"when":3}'])
def test_what_is_no_fact_is_said_to_be_none(content: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        record.fact(("money", "4.6亿元", "投资4.6亿元。", None, None, "CNY", "actual", content))


def test_a_story_is_recalled_by_a_name_it_shares_in_later_issues_only(archive: store.Archive) -> None:
    assert archive.before("2025-W16", WEEK[1], {"砺沅": date.min}, ()) == ()
    (found,) = archive.before("2025-W17", date(2025, 4, 27), {"砺沅": date.min}, ())
    assert (found.issue, found.story.reports) == ("2025-W16", (started(),))


def test_an_issue_built_again_stands_in_the_place_of_the_first(archive: store.Archive) -> None:
    archive.keep("2025-W16", *WEEK, entries(opened()))
    assert archive.before("2025-W17", date(2025, 4, 27), {"砺沅": date.min}, ()) == ()
    assert [one.id for one in archive.search(store.Query())] == ["opened"]


def test_what_fails_while_it_is_written_leaves_the_archive_as_it_was(archive: store.Archive) -> None:
    def failing() -> Iterator[store.Entry]:
        yield from entries(opened())
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError):
        archive.keep("2025-W16", *WEEK, failing())
    assert len(archive.search(store.Query())) == 2


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        (store.Query(words=("储能",)), ["started"]),
        (store.Query(words=("储能", "绿氢")), []),
        (store.Query(words=("砺沅",)), ["started"]),
        (store.Query(words=("“”",)), ["opened", "started"]),
        (store.Query(zone="望沧"), ["opened"]),
        (store.Query(kind="money", least=1e9), ["started"]),
        (store.Query(most=1e9), ["opened", "started"]),
        (store.Query(since=date(2025, 4, 16)), ["opened"]),
        (store.Query(until=date(2025, 4, 16)), ["started"]),
        (store.Query(zone="' OR 1=1 --"), []),
    ],
)
def test_a_search_finds_what_fits_every_part_of_it(archive: store.Archive, query: store.Query, ids: list[str]) -> None:
    assert sorted(one.id for one in archive.search(query)) == ids


def test_a_rank_is_no_amount_unless_ranks_are_asked_for(tmp_path: Path) -> None:
    written = article("ranked", "望沧时报", 17, "望沧临港产业园入围百强", "望沧临港产业园入围全国园区百强。")
    ranked = report(written, fact(written, "rank", "百强", value=Decimal(100)))
    with store.Archive(tmp_path / "digest.db") as archive:
        archive.keep("2025-W16", *WEEK, entries(ranked))
        assert archive.search(store.Query(least=50.0)) == ()
        assert archive.search(store.Query(kind="rank", least=50.0))
        assert [one.kind for one in archive.search(store.Query())[0].facts] == ["rank"]


def test_a_search_shows_only_the_facts_asked_for(archive: store.Archive) -> None:
    (found,) = archive.search(store.Query(words=("储能",), kind="money"))
    assert [(one.text, one.measure) for one in found.facts] == [("118.4亿元", "总投资")]
    assert search.as_csv([found]).splitlines()[1].startswith("started,砺沅储能基地动工,岚州经济报,2025-04-15")


def test_a_cell_is_never_a_formula(archive: store.Archive) -> None:
    (found,) = archive.search(store.Query(words=("储能",)))
    assert ",'=1+1," in search.as_csv([replace(found, headline="=1+1")])


@pytest.mark.parametrize(
    ("written", "meant"), [("50亿", 5e9), ("3000万元", 3e7), ("12.5", 12.5), ("1.2万亿元", 1.2e12)]
)
def test_an_amount_is_read_as_people_write_it(written: str, meant: float) -> None:
    assert search.amount(written) == pytest.approx(meant)


def test_what_is_no_amount_is_refused() -> None:
    with pytest.raises(UsageError, match="no amount"):
        search.amount("很多")


def test_words_are_parted_at_blanks() -> None:
    assert search.checked(store.Query(words=("储能 基地", "动工"))).words == ("储能", "基地", "动工")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (store.Query(words=("%",)), "no word"),
        (store.Query(words=('"', "*")), "no word"),
        (store.Query(kind="moneyy"), "did you mean money"),
        (store.Query(since=date(2025, 4, 2), until=date(2025, 4, 1)), "--since"),
        (store.Query(least=2.0, most=1.0), "--amount-from"),
    ],
)
def test_a_search_that_can_find_nothing_or_all_is_refused(query: store.Query, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        search.checked(query)


def test_where_nothing_is_found_it_is_said_what_to_do() -> None:
    assert "--amount-from" in search.nothing(store.Query(words=("128亿元",)))
    assert "leave out a word" in search.nothing(store.Query(words=("储能",)))
    assert "digest build" in search.nothing(store.Query())


def test_the_database_of_another_program_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (a)")
    other.close()
    before = path.read_bytes()
    with store.Archive(path) as archive, pytest.raises(StateError, match="another program"):
        archive.keep("2025-W16", *WEEK, ())
    assert path.read_bytes() == before


def test_an_archive_of_a_newer_digest_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with store.Archive(path) as archive:
        archive.keep("2025-W16", *WEEK, ())
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with store.Archive(path) as again, pytest.raises(StateError, match="newer"):
        again.search(store.Query())


def test_a_damaged_archive_is_a_state_error_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    path.write_bytes(b"SQLite format 3\0" + b"noise" * 1000)
    before = path.read_bytes()
    with store.Archive(path) as archive, pytest.raises(StateError):
        archive.search(store.Query())
    assert path.read_bytes() == before


def test_nothing_is_left_behind_by_asking_an_archive_that_is_not_there(tmp_path: Path) -> None:
    with store.Archive(tmp_path / "deep" / "digest.db") as archive:
        assert archive.search(store.Query()) == ()
        assert archive.line("abc") == ()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "query",
    [
        store.Query(words=("基地",)),
        store.Query(words=("基地", "投资")),
        store.Query(zone="经开区"),
        store.Query(kind="money", least=2e9),
        store.Query(least=100.0, most=2e9),
        store.Query(kind="zone"),
        store.Query(words=("基地",), zone="澄原", kind="money", most=5e9),
        store.Query(words=("投资",), since=date(2025, 4, 5), until=date(2025, 4, 16)),
        store.Query(since=date(2025, 4, 5), until=date(2025, 4, 16)),
        store.Query(words=("没有",), since=date(2031, 1, 1)),
    ],
)
def test_a_search_finds_the_same_however_many_articles_its_parts_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: store.Query
) -> None:
    written = []
    for k in range(1, 25):
        thing, where = ("基地", "管道")[k % 2], ("澄原经开区", "望沧高新区", "岚州经开区")[k % 3]
        one = article(f"a{k}", "岚州经济报", k, f"{thing}{k}号动工", f"{where}{thing}开工，总投资{k}亿元。")
        written.append(report(one, zone(one, where), fact(one, "money", f"{k}亿元", value=f"{k}00000000")))
    with store.Archive(tmp_path / "digest.db") as many:
        many.keep("2025-W16", *WEEK, entries(*written))
        listed = many.search(query)
        monkeypatch.setattr(store, "_LISTED", 0)
        looked_up = many.search(query)
        monkeypatch.setattr(store, "_LISTED", 9)
        mixed = many.search(query)
    assert sorted(map(repr, listed)) == sorted(map(repr, looked_up)) == sorted(map(repr, mixed))
    assert listed or query.since == date(2031, 1, 1)
