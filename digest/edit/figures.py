"""Numeric facts in, amounts out that can be compared: one unit a dimension, and every value the words can stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor, log2, log10
from typing import TYPE_CHECKING, Final

from digest.model import NUMERIC
from digest.text.units import in_base

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model import Fact

_SCALES: Final = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_NUMBER = re.compile(r"(?P<whole>\d[\d,]{0,20})(?:\.(?P<decimals>\d{1,9}))?\s{0,2}(?P<scales>[十百千万亿]{0,3})")
# An exact figure may have been rounded or cut by the paper, but by no more than this share: 218亿元 for 218.6亿元 is
# the same sum in other words (0.3 %), 130亿元 for 127.6亿元 (1.9 %) or 2万吨 for 1.8万吨 (10 %) is another figure.
_EXACT: Final = 1e-9  # what binary fractions may be off
_ROUNDED: Final = 0.01
_ABOUT: Final = 0.05  # 约, 左右: 约79公顷 for 78.67, 约0.2吉瓦 for 0.206 (3 %)
_NEARLY: Final = 0.10  # 近, 接近: 接近17万亿 for 16.9
_UNDER: Final = 0.20  # 不足, 以内, 不超过: how far below the bound the figure may lie


@dataclass(frozen=True, slots=True)
class Amount:
    """What a numeric fact says of the world: it lies in [low, high] of `unit`; `digits` are its significant ones."""

    fact: Fact
    unit: str
    low: float
    high: float
    digits: int
    measure: str

    def agrees(self, other: Amount) -> bool:
        """Say whether one value can stand behind both."""
        slack = _EXACT * max(abs(self.high), abs(other.high))
        return self.unit == other.unit and self.low <= other.high + slack and other.low <= self.high + slack

    @property
    def middle(self) -> float:
        """The value itself, or the middle of what it may be."""
        return (self.low + self.high) / 2


def amounts(facts: Iterable[Fact]) -> tuple[Amount, ...]:
    """Make the numeric facts comparable; those without a value are left out."""
    found = (_amount(fact) for fact in facts if fact.kind in NUMERIC)
    return tuple(amount for amount in found if amount is not None)


def distinct(figures: Iterable[Amount]) -> tuple[Amount, ...]:
    """Keep each amount once: a headline repeats what the lead says."""
    found: dict[tuple[str, float, float], Amount] = {}
    for one in figures:
        found.setdefault((one.unit, one.low, one.high), one)
    return tuple(found.values())


def _amount(fact: Fact) -> Amount | None:
    value = _value(fact)
    if value is None:
        return None
    unit, factor = unit_of(fact)
    step = _step(fact, abs(value))
    written = str(round(abs(value) / step)).rstrip("0")
    if fact.bound == "range" and fact.low is not None and fact.high is not None:
        low, high = float(fact.low), float(fact.high)
    else:
        low, high = _bounds(fact, value, step, written)
    return Amount(fact, unit, low * factor, high * factor, max(1, len(written)), measure_of(fact))


def _value(fact: Fact) -> float | None:
    if isinstance(fact.value, Decimal) and fact.value.is_finite():
        return float(fact.value)
    if isinstance(fact.value, Fraction):
        return float(fact.value) * (100 if fact.kind == "ratio" and fact.unit in (None, "", "%") else 1)
    return None


def unit_of(fact: Fact) -> tuple[str, float]:
    """Name the base unit of a fact and what one of its units is in it; counters stay what they are."""
    if fact.kind == "ratio" and fact.unit in (None, "", "%"):
        return "%", 1.0
    unit = fact.unit or ("%" if fact.kind in ("percent", "growth") else fact.kind)
    return in_base(unit.removesuffix("/年"))  # what is made in a year may say so or not: 年产20万辆, 20万辆/年


def _step(fact: Fact, value: float) -> float:
    """Find what one unit of the last written digit is worth: 127.6亿 → a tenth of a 亿, 百亿 → a hundred 亿."""
    match = _NUMBER.search(fact.text.string)
    if not match:
        return 10.0 ** floor(log10(value)) if value else 1.0
    scale = 1
    for char in match["scales"]:
        scale *= _SCALES[char]
    return scale / float(10 ** len(match["decimals"] or ""))


def _bounds(fact: Fact, value: float, step: float, written: str) -> tuple[float, float]:
    """Spread a figure to all values its words can stand for; `written` are its digits without the zeros at the end.

    What is rounded is its last digit that is not zero: 220亿 to 10亿, 百亿 to 100亿.
    """
    size = abs(value)
    if fact.bound == "exact":
        slack = min(step, size * _ROUNDED)
        return value - slack / 2, value + slack
    coarse = step * 10.0 ** (len(str(round(size / step))) - len(written)) if written else step
    if fact.bound in ("over", "at_least"):
        return value, value + max(coarse, size * _ROUNDED)
    if fact.bound == "nearly":
        return value - min(coarse, size * _NEARLY), value
    if fact.bound in ("under", "at_most"):
        return value - size * _UNDER, value
    if fact.bound == "about":
        return value - size * _ABOUT, value + size * _ABOUT
    slack = min(step, size * _ROUNDED)
    return value - slack / 2, value + slack


# One wording for measures that papers word in many ways; a part of the whole (一期, 年度, 单体) stays what it is.
_WORDINGS: Final = (
    ("总投资", re.compile(r"(?:总投资|投资总额|投资额|投资)额?$")),
    ("年产能", re.compile(r"(?:年产能|产能|年产)$")),
    ("占地", re.compile(r"(?:占地|用地|占地面积|用地面积)$")),
)
_PART = re.compile(
    r"期|年度|单体|平均|最大|首批|固定资产|工业|产业|民间|基础设施|社会|制造业|研发|再投资|引导|配套|其中"
)
_ADVERBS = re.compile(r"^(?:计划|预计|规划|设计|累计|总计|合计|共|约|项目|新增|本次|此次|该|将|拟){1,4}")
_ADVERBS_AFTER = re.compile(r"(?:达到|达|为|约|近|逾|超过|共|的){1,3}$")


# What stands right before a figure says best what it measures: 年产2万吨4.5微米极薄铜箔 is a yearly output.
_BEFORE: Final = (
    ("年产能", re.compile(r"(?<!计)(?:年产能?|产能)(?:达到|达|约为|约|为|可达)?$")),
    # What was made last year is the output of what there is, not of the project told of.
    ("去年产值", re.compile(r"[去上]年(?:实现|完成)?(?:工业)?产值(?:达到|达|约为|约|为)?$")),
    ("年产值", re.compile(r"(?<![总今当本前])年产值(?:达到|达|约为|约|为|可达)?$")),
    ("年度投资", re.compile(r"年度(?:计划)?(?:完成)?投资(?:额)?(?:达|约为|约|为)?$")),
    ("占地", re.compile(r"(?:占地|用地)(?:面积)?(?:达|约为|约|为)?$")),
    ("总投资", re.compile(r"(?:^|[，。；、\s])(?:项目|工程)?(?:计划|预计)?总投资(?:额)?(?:达|约为|约|为)?$")),
)
_MAY_SAY = re.compile("产|投资|地")
_WORD_BEFORE: Final = 9  # 项目计划总投资约为


def measure_of(fact: Fact) -> str:
    """Bring what a fact measures into one wording (项目计划投资额 → 总投资); "" where nothing is known."""
    return _said_before(_preceding(fact)) or _worded(fact.measure or "")


def _said_before(before: str) -> str:
    """Name the measure that stands right before a figure, one look for its words before the exact one."""
    if not _MAY_SAY.search(before):
        return ""
    return next((name for name, pattern in _BEFORE if pattern.search(before)), "")


@lru_cache(maxsize=1 << 14)
def _worded(measure: str) -> str:
    bare = _ADVERBS_AFTER.sub("", _ADVERBS.sub("", measure.split("|", maxsplit=1)[0].strip())) or measure
    if _PART.search(bare):
        return bare
    return next((name for name, pattern in _WORDINGS if pattern.search(bare)), bare)


def _preceding(fact: Fact) -> str:
    """Give the words before a figure in its sentence, as many as can name its measure."""
    offset, place = 0, fact.text.start
    if isinstance(fact.quote.laid, int):
        at = place - fact.quote.laid
        return fact.quote.string[max(0, at - _WORD_BEFORE) : at] if 0 <= at < len(fact.quote) else ""
    for start, end in fact.quote.laid:
        if start <= place < end:
            at = offset + place - start
            return fact.quote.string[max(0, at - _WORD_BEFORE) : at]
        offset += end - start
    return ""


def same_measure(one: str, other: str) -> bool:
    """Say whether two measures are one: equal, or one the other with a word before it (区域评估, 评估)."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) > 1 and long.endswith(short) and not _PART.search(long))


def in_unit(amount: Amount, other: Fact) -> str:
    """Say an amount in the unit of another fact of its dimension: 79公顷 as 约1185亩."""
    scale = next((char for char in "亿万" if char in other.text.string), "")
    value = (_value(amount.fact) or 0.0) * unit_of(amount.fact)[1] / unit_of(other)[1]
    value = float(f"{value / _SCALES.get(scale, 1):.4g}")
    return f"约{value:g}{scale}{other.unit or ''}"


def in_unit_of(one: Fact, other: Fact) -> str | None:
    """Say a figure in the unit of another of its dimension; None where they cannot be compared."""
    mine, theirs = amounts((one,)), amounts((other,))
    comparable = bool(mine and theirs) and mine[0].unit == theirs[0].unit and one.unit != other.unit
    return in_unit(mine[0], other) if comparable else None


_BUCKETS_AN_OCTAVE: Final = 4  # neighbouring buckets differ by 19 %
_WIDEST: Final = 6  # a figure that could be anything (上百) is no key to find its like by


def buckets(amount: Amount) -> Iterator[tuple[str, int]]:
    """Give the keys under which amounts that may agree meet in an index."""
    low, high = sorted((abs(amount.low), abs(amount.high)))
    if low <= 0:
        return
    first, last = (floor(_BUCKETS_AN_OCTAVE * log2(end)) for end in (low, high))
    if last - first <= _WIDEST:
        yield from ((amount.unit, bucket) for bucket in range(first, last + 1))


_FINE: Final = 48  # an octave in steps of 1.5 %: figures that are one for counting how rare they are


def fine_bucket(amount: Amount) -> tuple[str, int]:
    """Give the key under which equal figures are counted."""
    middle = abs(amount.middle)
    return amount.unit, floor(_FINE * log2(middle)) if middle else 0
