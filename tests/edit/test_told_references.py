"""A name filled in for 该项目 is printed in every format, is checked, and survives an edited draft."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from week import BY, order

from digest import config, publish
from digest.pipeline import build
from digest.pipeline import draft as drafting

if TYPE_CHECKING:
    from pathlib import Path

FILLED = "该项目〔砺沅储能电池项目〕"
ARTICLE = {
    "id": "start",
    "paper": "岚北日报",
    "date": "2025-04-15",
    "page": "01版",
    "headline": "砺沅储能电池项目在合肥经开区开工",
    "body": "4月14日上午，砺沅储能电池项目在合肥经济技术开发区开工建设。\n"
    "一季度，合肥经开区规上工业增加值同比增长12.6%，进出口总值213.4亿元。\n"
    "据介绍，该项目总投资118.4亿元，占地1230亩，年产能24吉瓦时，带动就业3200人。",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "week.jsonl"
    path.write_text(json.dumps(ARTICLE, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("form", publish.FORMATS)
def test_a_filled_name_is_printed_in_every_format(source: Path, tmp_path: Path, form: str) -> None:
    built = build.build(order(tmp_path / "out", source, formats=(form,)), config.Settings())
    assert not built.problems
    assert FILLED in publish.named(form).read(built.files[0].read_bytes()).replace("\r\n", "").replace("\n", "")


@pytest.mark.parametrize("letter", publish.LETTERS)
def test_a_filled_name_is_printed_in_letters(source: Path, tmp_path: Path, letter: str) -> None:
    built = build.build(order(tmp_path / "out", source, formats=("md",)), config.Settings())
    made = publish.render(built.checked, "weekly", letter)
    assert FILLED in publish.named(letter).read(made.content)
    assert made.lost() == ()


def test_a_draft_keeps_a_filled_name_and_loses_it_where_the_editor_strikes_it_out(source: Path, tmp_path: Path) -> None:
    draft = drafting.write(order(tmp_path / "out", source), config.Settings(), BY).files[0]
    markdown = draft.read_text(encoding="utf-8")
    for kept in (FILLED, "该项目"):
        draft.write_text(markdown.replace(FILLED, kept), encoding="utf-8")
        printed = drafting.publish(draft, ("md",), config.Settings(), BY).files[0].read_text(encoding="utf-8")
        assert f"{kept}总投资" in printed
