"""Bars are as long as their figures, carry the source's words, and add nothing up in print."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sample
from sample import COSTS, charted, words

from digest.model import Sum, Trend, ZoneRow
from digest.pipeline import receipt
from digest.publish.charts import charts, courses

if TYPE_CHECKING:
    from digest.model import Brief


def test_each_zone_has_a_bar_as_long_as_its_figure(brief: Brief) -> None:
    (chart,) = charts(charted(brief, list(COSTS.items())))
    assert [(str(row.label), str(row.words), row.bars[0].length) for row in chart.rows] == [
        ("澄江高新区", "12亿元", 100),
        ("云岭经开区", "6亿元", 50),
        ("白鹭综保区", "3亿元", 25),
    ]
    assert not chart.planned


def test_figures_of_one_zone_stand_end_to_end_and_no_sum_is_printed(brief: Brief) -> None:
    (chart,) = charts(charted(brief, [*COSTS.items(), ("云岭经开区", "9亿元")], status="expected"))
    row = chart.rows[1]
    assert (str(row.words), row.bars[0].start, row.bars[1].start) == ("6亿元、9亿元", 0, 40)
    assert row.bars[-1].start + row.bars[-1].length == pytest.approx(100)
    assert chart.planned


def test_beside_a_row_of_many_figures_stand_the_first_three(brief: Brief) -> None:
    costs = [*COSTS.items(), *[("云岭经开区", f"{k}亿元") for k in (1, 2, 3)]]
    (chart,) = charts(charted(brief, costs))
    assert str(chart.rows[1].words) == "6亿元、1亿元、2亿元等"


def test_the_figures_of_a_chart_stand_in_the_receipt(brief: Brief) -> None:
    stated = receipt.statements(charted(brief, list(COSTS.items())))
    assert [(row["owner"], row["text"]) for place, row in stated if place == "chart"] == list(COSTS.items())


@pytest.mark.parametrize(
    "costs",
    [
        list(COSTS.items())[:2],
        [("", "12亿元"), ("", "9亿元"), ("", "6亿元")],
        [("澄江高新区", "12亿元"), ("澄江高新区", "9亿元"), ("澄江高新区", "6亿元")],
    ],
)
def test_what_compares_no_zones_is_not_drawn(brief: Brief, costs: list[tuple[str, str]]) -> None:
    assert charts(charted(brief, costs)) == ()


def test_a_figure_that_is_not_sure_is_not_drawn(brief: Brief) -> None:
    assert charts(charted(brief, list(COSTS.items()), sure=0.55)) == ()


def test_growths_are_not_laid_end_to_end(brief: Brief) -> None:
    twice = [("甲高新区", "12%"), ("乙高新区", "6%"), ("丙高新区", "3%"), ("甲高新区", "1%")]
    assert charts(charted(brief, twice, words="增加值增长{}")) == ()
    assert len(charts(charted(brief, twice[:3], words="增加值增长{}"))) == 1


def test_the_zones_investment_is_drawn_from_the_figures_of_their_sums(brief: Brief) -> None:
    given = charted(brief, list(COSTS.items()))
    zones = tuple(
        ZoneRow(zone, 1, 1, 0, 0, Sum((row.statement,)), Sum()) for zone, row in zip(COSTS, given.figures, strict=True)
    )
    (chart,) = charts(replace(given, zones=zones))
    assert str(chart.title) == "项目投资额"
    assert [(str(row.words), row.bars[0].planned) for row in chart.rows] == [(cost, True) for cost in COSTS.values()]


@pytest.mark.parametrize(("counts", "drawn"), [((2, 4, 1, 3), 1), ((2, 4), 0), ((0, 0, 0), 0)])
def test_a_trend_is_drawn_from_three_issues_on(brief: Brief, counts: tuple[int, ...], drawn: int) -> None:
    trends = (Trend("开发区", "澄江高新区", counts),)
    found = courses(replace(brief, trends=trends))
    assert len(found) == drawn
    if drawn:
        assert found[0].columns == (50, 100, 25, 75)


@pytest.mark.parametrize("form", ["html", "pdf", "mail"])
def test_charts_are_told_in_words_as_well(brief: Brief, form: str) -> None:
    given = replace(charted(brief, list(COSTS.items())), trends=(Trend("开发区", "澄江高新区", (2, 4, 1, 3)),))
    text = words(sample.rendered(given, "weekly", form), form)
    assert "总投资" in text
    if form == "html":
        assert "澄江高新区2条、4条、1条、3条" in text
