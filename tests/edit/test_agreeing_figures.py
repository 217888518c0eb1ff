"""Rounding, bounds and units are seen through; another figure is another figure."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from newspaper import article, fact

from digest.edit.figures import amounts, measure_of
from digest.model import Fact

CASES = tomllib.loads((Path(__file__).parent / "amounts.toml").read_text(encoding="utf-8"))["case"]


def figure(words: str, value: str, unit: str, bound: str) -> Fact:
    written = article("a", "岚北日报", 15, "数字", f"总额{words}。")
    return fact(written, "money" if unit in {"CNY", "USD"} else "quantity", words, value=value, unit=unit, bound=bound)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_figures_agree_when_one_value_can_stand_behind_both(case: dict[str, Any]) -> None:
    (left,), (right,) = amounts([figure(*case["left"])]), amounts([figure(*case["right"])])
    assert left.agrees(right) is right.agrees(left) is case["agree"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("项目计划投资额", "总投资"), ("工厂总投资", "总投资"), ("占地面积", "占地"), ("一期投资", "一期投资"),
        ("年度计划投资", "年度计划投资"), ("固定资产投资", "固定资产投资"),
    ],
)  # fmt: skip
def test_measures_have_one_wording_and_parts_stay_parts(written: str, meant: str) -> None:
    found = figure("86亿元", "8600000000", "CNY", "exact")
    assert measure_of(Fact(found.kind, found.text, found.quote, "by hand", measure=written)) == meant
