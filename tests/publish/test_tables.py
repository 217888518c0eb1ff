"""The tables of zones and trends are printed in every format and letter, with the figures behind every sum."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample
from sample import words
from week import BY, order

from digest import config, publish
from digest.model import Checked
from digest.pipeline import build
from digest.pipeline import draft as drafting
from digest.publish import fidelity
from digest.text import period

if TYPE_CHECKING:
    from pathlib import Path

    from digest.pipeline.order import Built

# Two weeks of one zone's projects and another's.
WEEKS = (
    (
        "2025-04-08",
        "砺沅储能电池项目签约合肥经开区",
        "4月7日，砺沅储能电池项目签约落户合肥经济技术开发区，总投资118.4亿元，占地1230亩。",
    ),
    (
        "2025-04-15",
        "砺沅储能电池项目在合肥经开区开工",
        "4月14日，砺沅储能电池项目在合肥经济技术开发区开工建设，总投资118.4亿元，带动就业3200人。",
    ),
    (
        "2025-04-16",
        "泓箔铜箔项目在合肥经开区开工",
        "4月15日，泓箔铜箔项目在合肥经济技术开发区开工，总投资12.6亿元，占地22公顷。",
    ),
    (
        "2025-04-16",
        "霁野模组项目在绵阳高新区投产",
        "4月15日，霁野模组项目在绵阳高新技术产业开发区投产，项目占地96亩，总投资8.2亿元。",
    ),
)
TOTAL = "合计131亿元（118.4亿元、12.6亿元）"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "weeks.jsonl"
    rows = (
        {"id": f"a{k}", "paper": "岚北日报", "date": day, "page": f"{k:02}版", "headline": headline, "body": body}
        for k, (day, headline, body) in enumerate(WEEKS, start=1)
    )
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def second_issue(source: Path, out: Path, *formats: str, template: str = "weekly") -> Built:
    settings = config.Settings()
    for week in ("2025-W15", "2025-W16"):
        asked = replace(order(out, source, formats=formats), period=period.week(week), template=template)
        built = build.build(asked, settings)
        assert not built.problems
    return built


@pytest.mark.parametrize("template", ["weekly", "official"])
@pytest.mark.parametrize("form", publish.FORMATS)
def test_every_format_has_the_table_of_zones_and_that_of_trends(
    source: Path, tmp_path: Path, form: str, template: str
) -> None:
    built = second_issue(source, tmp_path / "out", form, template=template)
    printed = re.sub(r"\s", "", words(built.files[0].read_bytes(), form))
    assert "各区一览" in printed
    assert TOTAL in printed
    assert "近期走势" in printed


@pytest.mark.parametrize("letter", publish.LETTERS)
def test_letters_have_both_tables(source: Path, tmp_path: Path, letter: str) -> None:
    brief = second_issue(source, tmp_path / "out", "md").brief
    printed = words(sample.rendered(brief, "weekly", letter), letter)
    assert TOTAL in printed
    assert "近期走势" in printed


def test_figures_of_one_measure_are_said_in_one_unit(source: Path, tmp_path: Path) -> None:
    brief = second_issue(source, tmp_path / "out", "md").brief
    markdown = sample.rendered(brief, "weekly", "md").decode()
    assert "**22公顷**" in markdown
    assert "**96亩**（约6.4公顷）" in markdown


@pytest.mark.parametrize("form", [*publish.FORMATS, *publish.LETTERS])
def test_a_sum_that_is_not_as_it_was_added_is_found_in_the_file(source: Path, tmp_path: Path, form: str) -> None:
    made = publish.render(Checked(second_issue(source, tmp_path / "out", "md").brief), "weekly", form)
    assert made.lost() == ()
    (sum_,) = {one.words for one in made.printed if one.sort == "sum" and "合计" in one.words}
    read = words(made.content, form)
    squeezed = fidelity.squeezed(read)
    assert fidelity.lost(made.printed, squeezed) == ()
    changed = squeezed.replace("合计131亿元", "合计132亿元")
    assert fidelity.lost(made.printed, changed) == (fidelity.squeezed(sum_),)


def test_a_row_struck_out_of_a_draft_is_not_printed(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    second_issue(source, out, "md")
    draft = drafting.write(replace(order(out, source), period=period.week("2025-W16")), config.Settings(), BY).files[0]
    lines = draft.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(k for k, line in enumerate(lines) if 'id="trends"' in line)
    gone = next(k for k, line in enumerate(lines[start:], start=start) if "项目签约" in line)
    draft.write_text("".join(lines[:gone] + lines[gone + 1 :]), encoding="utf-8")
    printed = drafting.publish(draft, ("md",), config.Settings(), BY).files[0].read_text(encoding="utf-8")
    table = printed.partition('id="trends"')[2].partition("##")[0]
    assert "合肥经济技术开发区" in table
    assert "项目签约" not in table
