"""A figure of a text in, what it is a rate of out: 每亩28万元, 户均2.4万元, 320万元/亩, 日产3万吨.

The words are built from the table of units: whatever can be counted or measured can have a rate.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from digest import lexicon
from digest.text.units import units


class Rate(NamedTuple):
    """What a figure is per (亩, 平方米·月), and the words that say so; `each` where it is of each of many."""

    per: str
    words: str
    each: bool = False


_CLAUSE = re.compile(r"[，。；：！？\n]")
_REACH = 24  # characters before a figure; the longest clause between 每 and its figure in the gold has 19
_SCALES = "[0-9百千万亿]{0,3}"
_TIMES = ("年", "月", "天", "日", "周", "小时")


@cache
def _counted() -> str:
    names = ("月", "季", *(name for name, unit in units().items() if unit.kind in ("quantity", "duration", "money")))
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


@cache
def _before() -> re.Pattern[str]:
    table = lexicon.table("units")["per"]
    verbs, averaged = ("|".join(table[key]) for key in ("verbs", "averaged"))
    return re.compile(
        rf"每(?:{verbs})?(?P<one>{_SCALES}(?:{_counted()}))(?:[^，。；：0-9]{{0,2}}每(?P<other>{_counted()}))?"
        rf"|(?P<mean>{averaged})均(?!{'|'.join(table['no_average'])})"
        rf"|(?<![{''.join(table['no_rate_behind'])}])(?P<through>[年月日])(?={'|'.join(table['through'])})"
    )


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"/(?P<one>{_SCALES}(?:{_counted()}))(?:/(?P<other>{_counted()}))?")


def behind(text: str, end: int) -> tuple[str, int] | None:
    """Read what stands behind the stroke of a figure that ends at `end`, and where that ends: 320万元/亩, 吨/日."""
    match = _behind().match(text, end)
    return (_named(match), match.end()) if match else None


def told(text: str, begin: int, start: int) -> Rate | None:
    """Find what the clause before a figure makes it a rate of; the last words that do so count."""
    clause = max(begin, start - _REACH)
    for edge in _CLAUSE.finditer(text, clause, start):
        clause = edge.end()
    found = None
    for match in _before().finditer(text, clause, start):
        found = Rate(_named(match), match[0], match["through"] is None)
    return found


def without_rate(phrase: str) -> str:
    """Take away the words at the head of a phrase that say of what each is (每家20万元): what for, the rest says."""
    return _opening().sub("", phrase)


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"^[按日月]?(?:每(?:{_counted()}))+$")


def _named(match: re.Match[str]) -> str:
    """Name the unit of a rate, time last: 平方米·月 for 每月每平方米 and 每平方米每月."""
    parts = [part.removeprefix("1") for part in match.groups() if part]
    parts = [part.removeprefix("个") or part for part in parts]
    parts.sort(key=lambda part: part in _TIMES)
    return "·".join(parts)
