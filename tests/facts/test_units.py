"""The table of units: every line is read, one more line is a unit everywhere, and rates and restated sums are told."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, get_args

import pytest

from digest import facts, lexicon, page
from digest.facts import amounts, rates
from digest.facts import units as patterns
from digest.text import units

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Fact

UNITS = (files(lexicon) / "units.toml").read_text(encoding="utf-8")


def read(text: str) -> list[tuple[str, str | None]]:
    return [(text[one.start : one.end], one.unit) for one in amounts.scan(text)]


def figures(text: str) -> list[Fact]:
    found = [one for one in facts.extract(page.plain(text, None), on=None) if facts.derive(one)]
    return sorted(found, key=lambda one: one.spans[0].start)


def forget() -> None:
    """Forget what was built from the table, wherever it is remembered."""
    for module in (units, patterns, rates):
        for one in vars(module).values():
            if hasattr(one, "cache_clear"):
                one.cache_clear()


@pytest.fixture
def one_more_line(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read a copy of the table that has one line more."""
    copy = tomllib.loads(UNITS.replace("[area]\n", '[area]\n"顷" = { factor = "1000000/15" }\n'))
    whole = lexicon.table
    monkeypatch.setattr(lexicon, "table", lambda name: copy if name == "units" else whole(name))
    forget()
    yield
    monkeypatch.undo()
    forget()


@pytest.mark.usefixtures("one_more_line")
def test_one_line_makes_a_unit_everywhere() -> None:
    assert read("流转3顷、1.2万顷") == [("3顷", "顷"), ("1.2万顷", "顷")]
    assert read("补贴5万元/顷") == [("5万元/顷", "CNY")]
    assert rates.told("每顷收入", 0, 4) == rates.Rate("顷", "每顷", each=True)
    assert units.in_base("顷") == ("平方米", pytest.approx(10**6 / 15))
    assert units.dimension("顷") == "area"


def test_what_is_no_unit_is_not_read() -> None:
    assert read("流转3顷、1.2万顷") == [("1.2万", None)]


@pytest.mark.parametrize("written", units.units())
def test_every_line_of_the_table_is_read(written: str) -> None:
    unit = units.units()[written]
    before = unit.behind[0] if unit.behind else ""
    assert unit.name in [name for _, name in read(f"{before}7{written}。")]
    assert unit.kind in get_args(units.UnitKind)
    assert unit.times > 0
    assert unit.factor > 0


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("岚屿高新区亩均税收28万元。", "亩"),
        ("租金每平方米每月22元。", "平方米·月"),
        ("强度不低于320万元/亩。", "亩"),
        ("项目设计日处理污水3万吨。", "日"),
        ("奖励每新增1个给20万元。", "个"),
        ("对每个平台奖励5万元。", "个"),
        ("岚屿高新区税收28万元。", None),
        ("去年产值28万元。", None),  # no 年产
        ("全年用电28万度。", None),
        ("平均每人一台，共花28万元。", None),  # another clause
    ],
)
def test_a_rate_says_what_it_is_of(text: str, per: str | None) -> None:
    assert figures(text)[-1].per == per


@pytest.mark.parametrize(
    ("text", "restates"),
    [
        ("引进外资2亿美元（约合14.3亿元人民币）。", "2亿美元"),
        ("引进外资3800万欧元，按当日汇率折2.97亿元。", "3800万欧元"),
        ("引进外资1.27亿美元，折合人民币9.08亿元。", "1.27亿美元"),
        ("引进外资2亿美元，投资14.3亿元。", None),
        ("引进外资2亿美元和14.3亿元。", None),
        ("投资2亿元，相当于1.5亿元的产值。", None),
    ],
)
def test_a_sum_in_yuan_restates_a_foreign_one(text: str, restates: str | None) -> None:
    told = figures(text)[-1].restates
    assert (told.string if told else None) == restates
