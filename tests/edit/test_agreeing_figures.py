"""Rounding, bounds and units are seen through; another figure is another figure."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from newspaper import article, fact

from digest import facts
from digest.edit.figures import amounts, in_unit, measure_of
from digest.edit.fingerprint import Fingerprints
from digest.edit.statements import contexts, statements
from digest.model import Fact, Report, Statement, Story

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


@pytest.mark.parametrize(
    ("sentence", "words", "label"),
    [
        ("一季度，澄原经开区完成工业投资86亿元。", "86亿元", "工业投资"),
        ("澄原经开区的政策惠及86家出口制造企业。", "86家", "出口制造企业"),
        ("澄原经开区安排专项资金86万元。", "86万元", "安排专项资金"),
    ],
)
def test_a_statement_is_labelled_by_the_noun_its_source_measures_with(sentence: str, words: str, label: str) -> None:
    (one,) = (one for one in stated(sentence) if str(one) == words)
    assert (str(one.owner), str(one.label)) == ("澄原经开区", label)


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("一季度园区完成工业投资86亿元。", "86亿元"),
        ("这项服务由86家一起办。", "86家"),
        ("省商务厅日前揭晓年度考评，全省67家开发区参评。", "67家"),
    ],
)
def test_a_figure_of_nobody_or_of_the_office_that_speaks_is_not_printed_with_a_label(sentence: str, words: str) -> None:
    (one,) = (one for one in stated(sentence) if str(one) == words)
    assert not one.is_sure("item")


@pytest.mark.parametrize(("verb", "heading"), [("增长", "工业投资增幅"), ("下降", "工业投资降幅")])
def test_a_growth_is_labelled_by_its_source_and_headed_with_its_direction(verb: str, heading: str) -> None:
    (one,) = stated(f"一季度，澄原经开区工业投资同比{verb}86%。")
    assert (str(one.label), one.heading) == ("工业投资", heading)


@pytest.mark.parametrize(
    ("told", "heading"),
    [
        ("年均增长近86%", "工业投资年均增幅"),
        ("年均下降86%", "工业投资年均降幅"),
        ("环比增长86%", "工业投资环比增幅"),
        ("两年平均增长86%", "工业投资两年平均增幅"),
        ("环比增长9%、同比增长86%", "工业投资增幅"),
    ],
)
def test_a_growth_that_is_not_against_the_year_before_says_so(told: str, heading: str) -> None:
    one = next(one for one in stated(f"澄原经开区工业投资{told}。") if "86" in str(one))
    assert one.heading == heading


def stated(sentence: str) -> tuple[Statement, ...]:
    """State the figures that the facts find in a sentence."""
    written = article("a", "岚北日报", 15, "", sentence)
    story = Story("s", (Report(written, facts.extract(written, on=None)),))
    return statements(contexts(story, Fingerprints())[0])


def test_a_figure_is_said_in_the_unit_of_the_one_it_stands_beside() -> None:
    (hectares,) = amounts([figure("79公顷", "79", "公顷", "exact")])
    assert in_unit(hectares, figure("1180亩", "1180", "亩", "exact")) == "约1185亩"
