"""What people met who tried the program as new users, each point a test."""

from __future__ import annotations

import csv
import io
import json
import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from week import ROOT, WEEK

import digest as library
from digest import config, publish
from digest.archive import store
from digest.cli.common import summed_up
from digest.model import Checked
from digest.pipeline import build
from digest.pipeline.backfill import passes
from digest.publish.listing import Issue, Told, listing
from digest.publish.styles import style_faults
from digest.report import search

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command

    from digest.pipeline.order import Built

TODAY = date(2025, 5, 1)


def silent(_: object) -> None:
    """Take progress and show nothing."""


def fill(tmp_path: Path, *sources: Path, told: object = silent) -> passes.Filled:
    order = passes.Order(sources, tmp_path / "a.db", "Asia/Shanghai", TODAY, 1, "")
    return passes.fill(order, told)  # type: ignore[arg-type]  a function of one argument


def test_backfill_names_broken_lines_bad_dates_and_folders_that_are_not_there(tmp_path: Path) -> None:
    row = {
        "id": "1",
        "date": "2025-04-14",
        "headline": "项目开工",
        "body": "青澜高新区储能项目4月13日开工，总投资35亿元。",
    }
    good = json.dumps(row, ensure_ascii=False)
    bad_day = good.replace("2025-04-14", "2025-13-99").replace('"1"', '"2"')
    (tmp_path / "old.jsonl").write_text(f"{good}\n{{broken\n{bad_day}\n", encoding="utf-8")
    filled = fill(tmp_path, tmp_path / "old.jsonl", tmp_path / "none")
    named = "\n".join(map(str, filled.problems))
    assert filled.articles >= 1
    assert f"{tmp_path / 'none'}: no such file or folder" in named
    assert "line 2" in named
    assert "2025-13-99" in named


def test_progress_ends_at_a_hundred_percent_and_nothing_remains(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.bin").write_bytes(os.urandom(4000))  # it is tried twice
    (tmp_path / "in/b.txt").write_text("储能项目开工\n\n青澜高新区储能项目开工，总投资35亿元。\n", encoding="utf-8")
    steps: list[passes.Progress] = []
    fill(tmp_path, tmp_path / "in", told=steps.append)
    assert steps
    assert all(one.done <= one.of and (one.remaining or 0) >= 0 for one in steps)


def test_a_folder_of_settings_is_not_made_of_a_file_nor_of_no_name(tmp_path: Path, digest: Command) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    done = digest("init", "notes.txt")
    assert (done.returncode, "is a file" in done.stderr) == (2, True)
    done = digest("init", "")
    assert (done.returncode, "name one" in done.stderr) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.txt"]
    assert digest("init").returncode == 0


def test_a_search_that_finds_nothing_says_what_to_do() -> None:
    assert "leave out a word or a filter" in search.nothing(store.Query(words=("固态电池",)))
    assert "digest build" in search.nothing(store.Query())


def test_the_table_of_a_search_opens_in_a_spreadsheet_and_has_status_owner_and_zone(
    digest: Command,
) -> None:
    assert digest("build", WEEK, "--format", "md", "-q").returncode in (0, 3)
    text = digest("search", "--kind", "money", "--csv").stdout
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert {"status", "owner", "zone"} <= rows[0].keys()
    assert {row["status"] for row in rows} & {"actual", "expected"}
    assert any(row["zone"] for row in rows)


def test_exported_money_has_the_zone_of_its_owner_so_that_the_guides_example_groups(
    tmp_path: Path, digest: Command
) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the export needs pyarrow")
    digest("build", WEEK, "--format", "md", "-q")
    assert digest("export", "--parquet", tmp_path / "t").returncode == 0
    rows = [row for path in (tmp_path / "t/facts").rglob("*.parquet") for row in parquet.read_table(path).to_pylist()]
    sums: dict[str | None, Decimal] = {}  # select zone, sum(value) … where kind = 'money' group by zone
    for row in rows:
        if row["kind"] == "money" and row["value"] is not None:
            sums[row["zone"]] = sums.get(row["zone"], Decimal()) + row["value"]
    assert len([zone for zone in sums if zone]) > 1
    assert any(row["owner"] for row in rows)
    assert all(row["owner"] for row in rows if row["kind"] == "money" and row["zone"])


def test_the_list_of_issues_is_in_the_words_of_the_brief_and_its_texts_are_searched() -> None:
    stories = (Told("项目", "甲开工", "story-1", "总投资35亿元的储能基地"), Told("政策", "乙出台", "story-2", ""))
    issues = (
        Issue("2025-W17", date(2025, 4, 21), date(2025, 4, 27), ("brief.html",), stories),
        Issue("2025-04-01_2025-04-09", date(2025, 4, 1), date(2025, 4, 9), ("brief.html",), stories),
    )
    pages = listing(issues, name="周报", unit="编", template="weekly", sections=("政策", "项目"))
    page = pages["index.html"].decode()
    assert "2025年第17期</a>" in page
    assert "2025-04-01至2025-04-09</a>" in page
    assert page.index("乙出台") < page.index("甲开工")
    assert 'data-text="总投资35亿元的储能基地"' in page


@pytest.mark.parametrize(
    ("sheet", "fault"),
    [
        ("p { color: red; \n", "one is missing"),
        ("p { color red; }\n", "line 1"),
        ("p { margin: 0 }\n}\n", "one is missing"),
        ("@media print {\n a { color; }\n}", "line 2"),
    ],
)
def test_a_broken_style_sheet_is_named_with_its_line(sheet: str, fault: str) -> None:
    assert fault in "\n".join(style_faults(sheet))


def test_the_style_sheets_of_the_bundled_templates_hold() -> None:
    sheets = sorted((ROOT / "templates").rglob("*.css"))
    assert {path.name: style_faults(path.read_text(encoding="utf-8")) for path in sheets} == {
        path.name: () for path in sheets
    }
    assert style_faults('a::before { content: "{"; } /* } */') == ()


def test_templates_check_fails_on_a_broken_style_sheet(tmp_path: Path, digest: Command) -> None:
    (tmp_path / "digest.toml").write_text('templates = "templates"\n', encoding="utf-8")
    digest("templates", "copy", "weekly", "own")
    sheet = tmp_path / "templates/own/page.css"
    sheet.write_text(sheet.read_text(encoding="utf-8") + "\nh1 { color red }\n", encoding="utf-8")
    done = digest("templates", "check", "own")
    assert (done.returncode, "page.css: line" in done.stdout) == (4, True)


def test_paths_may_be_strings_in_the_library() -> None:
    readings, problems = library.read_sources([str(WEEK)], "Asia/Shanghai")  # type: ignore[attr-defined]
    assert readings
    assert problems is not None


def test_a_build_is_summed_up_in_one_line(built: Built) -> None:
    line = summed_up(built)
    assert line.startswith(f"2025-W16: {len(built.brief.items)} items from {len(built.brief.sources)} articles")
    assert "\n" not in line


def test_a_run_without_pages_advises_nothing_that_run_does_not_have(tmp_path: Path, digest: Command) -> None:
    (tmp_path / "digest.toml").write_text('formats = ["md"]\n', encoding="utf-8")
    (tmp_path / "input").mkdir()
    (tmp_path / "input/2025-01-06_江畔日报_05版.txt").write_text("开工\n\n青澜高新区项目开工，总投资3亿元。\n", "utf-8")
    done = digest("run", "--now", "2025-04-21T07:30")
    assert "digest inbox" in done.stderr
    assert "--week" not in done.stderr


def test_a_file_name_of_odd_bytes_costs_itself_at_most(tmp_path: Path, digest: Command) -> None:
    (tmp_path / "input").mkdir()
    page = "2025年4月14日 第05版\n\n青澜高新区储能项目开工\n\n本报讯 青澜高新区储能项目4月13日开工，总投资35亿元。\n"
    (tmp_path / "input/2025-04-14_江畔日报_05版.txt").write_text(page, encoding="utf-8")
    try:
        odd = os.path.join(os.fsencode(tmp_path / "input"), b"2025-04-15_\xff\xfe.txt")  # noqa: PTH118  bytes
        with open(odd, "wb") as file:  # noqa: PTH123  bytes
            file.write("海洋装备项目开工\n\n青澜高新区海洋装备项目4月14日开工，总投资48亿元。\n".encode())
    except OSError:
        pytest.skip("file names here are always text")
    done = digest("build", "--format", "md")
    assert done.returncode in (0, 3), done.stderr
    assert (tmp_path / "out/2025-W16/brief.md").is_file()


@pytest.mark.parametrize("number", [-1, 0])
def test_no_issue_has_a_number_below_one(number: int, tmp_path: Path) -> None:
    first = {-1: "2025-W20", 0: "2025-W17"}[number]
    settings = config.Settings(brief=config.BriefTable(first_issue=first))
    order = SimpleNamespace(first=date(2025, 4, 14), last=date(2025, 4, 20))
    head = build._masthead(settings, library.Period(order.first, order.last))  # type: ignore[attr-defined]  # noqa: SLF001
    assert (head.total, head.number) == (None, 16)
    assert tmp_path


def test_a_plan_with_two_dates_is_a_plan_for_both(digest: Command) -> None:
    said = json.dumps(
        {"id": "1", "date": "2025-04-14", "text": "储能项目计划今年9月开工、2026年底建成投产。"}, ensure_ascii=False
    )
    events = [one for one in json.loads(digest("facts", stdin=said).stdout)["facts"] if one["kind"] == "event"]
    assert {one["modality"] for one in events} == {"expected"}
    assert len(events) > 1


def test_what_was_yesterday_to_the_paper_is_not_printed_as_yesterday(tmp_path: Path, digest: Command) -> None:
    (tmp_path / "input").mkdir()
    page = "青澜高新区储能项目开工\n\n本报讯（记者沈砚）昨天，青澜高新区储能项目开工建设，总投资30.5亿元。\n"
    (tmp_path / "input/2025-04-14_江畔日报_05版.txt").write_text(page, encoding="utf-8")
    assert digest("build", "--format", "md").returncode == 0
    text, _, evidence = (tmp_path / "out/2025-W16/brief.md").read_text(encoding="utf-8").partition("\n[^story")
    assert "昨天" not in text
    assert "“昨天" in evidence  # a quotation is the paper's, whose day stands beside it


def test_a_long_title_is_one_line_in_a_pipe(tmp_path: Path, digest: Command) -> None:
    title = "青澜高新区" + "储能电池与海洋装备产业链" * 6 + "项目集中开工"
    (tmp_path / "2025-04-14_江畔日报_05版.txt").write_text(
        f"{title}\n\n本报讯（记者沈砚）4月13日，青澜高新区储能项目开工建设，总投资30.5亿元。\n", encoding="utf-8"
    )
    assert title in digest("show", "2025-04-14_江畔日报_05版.txt").stdout.splitlines()


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("a.txt",), "报纸原文"),
        (("a.xlsx",), "表格原文"),
        (("a.txt", "台账.csv", "b.html"), "报纸、表格、网页原文"),
    ],
)
def test_the_colophon_says_whose_words_are_printed(names: tuple[str, ...], words: str, built: Built) -> None:
    item = built.brief.items[0]
    sources = tuple(replace(item.sources[0], origin=name, page=None) for name in names)
    section = replace(built.brief.sections[0], items=(replace(item, sources=sources),))
    brief = replace(built.brief, sections=(section,), sources=sources, highlights=(), figures=(), zones=(), trends=())
    markdown = publish.render(Checked(brief), "weekly", "md").content.decode()
    assert f"摘要由{words}的分句组成" in markdown
