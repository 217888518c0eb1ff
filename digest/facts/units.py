"""What newspapers count with, and the amount a number becomes with it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from digest import lexicon
from digest.facts.lookup import Alternatives
from digest.text.units import Unit, units

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction

    from digest.model import Bound

AmountKind = Literal["money", "quantity", "percent", "ratio", "rank", "duration", "bare"]


class Amount(NamedTuple):
    """A number with its unit and bound as written in a plain text.

    [start, end) covers bound word, number and unit, `number` is where the number itself begins. `value` is in base
    units; a range has `low` and `high` instead. `kind` "bare" is a number of 万 or 亿 whose unit the text leaves out.
    """

    start: int
    end: int
    number: int
    kind: AmountKind
    rule: str
    value: Decimal | Fraction | None
    unit: str | None
    bound: Bound = "exact"
    low: Decimal | None = None
    high: Decimal | None = None


@cache
def _unit_patterns() -> Alternatives:
    """Write one pattern for each first character a unit may have, the longest unit first."""
    by_first: dict[str, list[str]] = {}
    for name, unit in sorted(units().items(), key=lambda row: len(row[0]), reverse=True):
        guard = "|".join(map(re.escape, unit.not_before))
        if name[-1].isascii() and name[-1].isalpha():
            guard = "[A-Za-z0-9]"
        by_first.setdefault(name[0], []).append(re.escape(name) + (f"(?!{guard})" if guard else ""))
    return Alternatives(by_first)


def unit_at(text: str, place: int) -> tuple[Unit, int] | None:
    """Read the longest unit that stands at `place` (a blank may stand before it)."""
    place += text.startswith(" ", place)
    patterns, first = _unit_patterns(), text[place : place + 1]
    match = patterns[first].match(text, place) if first in patterns.words else None
    return (units()[match[0]], match.end()) if match else None


@cache
def halved() -> re.Pattern[str]:
    """Compile the lengths of time whose 个 stands before 半: 三个半小时, 两个半月."""
    names = [name[1:] for name, unit in units().items() if unit.kind == "duration" and name.startswith("个")]
    return re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))


@cache
def _idioms() -> dict[str, tuple[str, ...]]:
    by_first: dict[str, tuple[str, ...]] = {}
    for phrase in lexicon.table("units")["idioms"]["phrases"]:
        by_first[phrase[0]] = (*by_first.get(phrase[0], ()), phrase)
    return by_first


def is_idiom(text: str, start: int) -> bool:
    """Tell whether a set phrase that holds a number but counts nothing begins at `start` (四个意识, 千家万户)."""
    return any(text.startswith(phrase, start) for phrase in _idioms().get(text[start], ()))
