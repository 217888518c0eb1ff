"""Rounding, bounds and units are seen through; another figure is another figure."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from newspaper import article, fact, report

from digest.edit.figures import amounts, in_unit, label_words, measure_of
from digest.edit.fingerprint import Fingerprints
from digest.edit.statements import contexts, statement
from digest.model import Fact, Story

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


def counted(sentence: str, words: str, measure: str, unit: str = "家", kind: str = "quantity") -> Fact:
    return fact(article("a", "岚北日报", 15, "", sentence), kind, words, value="86", unit=unit, measure=measure)


@pytest.mark.parametrize(
    ("sentence", "words", "measure", "said"),
    [
        ("一季度园区完成工业投资86亿元。", "86亿元", "园区完成工业投资", "工业投资"),
        ("政策惠及86家出口制造企业。", "86家", "惠", "出口制造企业"),
        ("园区安排专项资金86万元。", "86万元", "安排专项资金", "专项资金"),
        ("这项服务由86家一起办。", "86家", "服务由", ""),
    ],
)
def test_a_label_is_a_noun_that_can_be_large_or_small_or_nothing(
    sentence: str, words: str, measure: str, said: str
) -> None:
    assert label_words(counted(sentence, words, measure)) == said


@pytest.mark.parametrize(("value", "heading"), [("86", "工业投资增幅"), ("-86", "工业投资降幅")])
def test_a_growth_is_labelled_by_its_source_and_headed_with_its_direction(value: str, heading: str) -> None:
    written = article("a", "岚北日报", 15, "", "工业投资同比增减86%。")
    grown = fact(written, "growth", "86%", value=Decimal(value), unit="%", measure="工业投资")
    (context,) = contexts(Story("s", (report(written, grown),)), Fingerprints())
    one = statement(grown, context)
    assert str(one.label) == label_words(grown) == "工业投资"
    assert one.heading == heading


def test_a_figure_is_said_in_the_unit_of_the_one_it_stands_beside() -> None:
    (hectares,) = amounts([figure("79公顷", "79", "公顷", "exact")])
    assert in_unit(hectares, figure("1180亩", "1180", "亩", "exact")) == "约1185亩"
