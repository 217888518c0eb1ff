"""Bars are as long as their figures, carry the source's words, and add nothing up in print."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import sample

from digest.model import Figure, Zone
from digest.publish.charts import charts

if TYPE_CHECKING:
    from digest.model import Brief, Fact, Item

COSTS = {"澄江高新区": "12亿元", "云岭经开区": "6亿元", "白鹭综保区": "3亿元"}


def told(brief: Brief, costs: list[tuple[str, str]], status: str = "已实现", kind: str = "money") -> Brief:
    """Give the brief's first items a cost each, and a table of them."""
    writer, items, rows = sample.Writer(), list(brief.items), []
    for place, (zone, words) in enumerate(costs):
        quote = writer.write(f"{zone}总投资{words}。")
        value = Decimal(words.rstrip("亿元%"))
        fact: Fact = replace(sample.fact(kind, quote, words, "总投资"), value=value, unit="CNY")  # type: ignore[arg-type]
        item: Item = replace(items[place], facts=(fact,))
        items[place] = item
        rows.append(Figure(zone, "总投资", fact.text, status, item.anchor, item.sources[0]))
    section = replace(brief.sections[0], items=tuple(items))
    return replace(brief, sections=(section,), figures=tuple(rows))


def test_each_zone_has_a_bar_as_long_as_its_figure(brief: Brief) -> None:
    (chart,) = charts(told(brief, list(COSTS.items())))
    assert [(row.label, row.words, row.bars[0].length) for row in chart.rows] == [
        ("澄江高新区", "12亿元", 100),
        ("云岭经开区", "6亿元", 50),
        ("白鹭综保区", "3亿元", 25),
    ]
    assert not chart.planned


def test_figures_of_one_zone_stand_end_to_end_and_no_sum_is_printed(brief: Brief) -> None:
    (chart,) = charts(told(brief, [*COSTS.items(), ("云岭经开区", "9亿元")], status="计划"))
    row = chart.rows[1]
    assert (row.words, row.bars[0].start, row.bars[1].start) == ("6亿元、9亿元", 0, 40)
    assert row.bars[-1].start + row.bars[-1].length == pytest.approx(100)
    assert chart.planned


def test_beside_a_row_of_many_figures_stand_the_first_three(brief: Brief) -> None:
    costs = [*COSTS.items(), *[("云岭经开区", f"{k}亿元") for k in (1, 2, 3)]]
    (chart,) = charts(told(brief, costs))
    assert chart.rows[1].words == "6亿元、1亿元、2亿元等"


@pytest.mark.parametrize(
    "costs",
    [
        list(COSTS.items())[:2],
        [("全省", "12亿元"), ("全国", "9亿元"), ("—", "6亿元")],
        [("澄江高新区", "12亿元"), ("澄江高新区", "9亿元"), ("澄江高新区", "6亿元")],
    ],
)
def test_what_compares_no_zones_is_not_drawn(brief: Brief, costs: list[tuple[str, str]]) -> None:
    assert charts(told(brief, costs)) == ()


def test_growths_are_not_laid_end_to_end(brief: Brief) -> None:
    twice = [("甲高新区", "12%"), ("乙高新区", "6%"), ("丙高新区", "3%"), ("甲高新区", "1%")]
    assert charts(told(brief, twice, kind="growth")) == ()
    assert len(charts(told(brief, twice[:3], kind="growth"))) == 1


def test_items_are_counted_by_section_and_by_province(brief: Brief) -> None:
    (sections,) = charts(replace(brief, figures=()))
    assert [(row.label, row.words) for row in sections.rows][:2] == [("政策", "2条"), ("项目", "2条")]
    first, second, *rest = brief.items
    there = [
        replace(
            item,
            story=replace(
                item.story, reports=(replace(item.story.reports[0], facts=(replace(item.facts[0], zone=zone),)),)
            ),
        )
        for item, zone in ((first, Zone("甲", province="江苏省")), (second, Zone("乙", province="浙江省")))
    ]
    (provinces,) = charts(replace(brief, figures=(), sections=(replace(brief.sections[0], items=(*there, *rest)),)))
    assert [(row.label, row.words) for row in provinces.rows] == [("江苏省", "1条"), ("浙江省", "1条")]
