"""The units of `lexicon/units.toml`: what may stand behind a number, and what one of it is in its dimension's base."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

from digest import lexicon

UnitKind = Literal["money", "quantity", "percent", "ratio", "duration", "bare"]


class Unit(NamedTuple):
    """What a number counts: the kind and unit of the fact, whose value is the number multiplied by `times`.

    `factor` is what one is in `base`, the base unit of its `dimension`; base "" where nothing is compared. A `counter`
    counts things: three of them are a number, one (一个) is an article. `not_before` makes another word of it;
    `behind`, where there is any, must stand before the number, and with `digits` that is in Arabic digits. Kind "bare"
    is no unit at all, which its reader must judge.
    """

    kind: UnitKind
    name: str | None
    times: Decimal = Decimal(1)
    dimension: str = ""
    base: str = ""
    factor: Fraction = Fraction(1)
    counter: bool = False
    not_before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    digits: bool = False


@cache
def units() -> dict[str, Unit]:
    """Return every unit by what is written."""
    table = lexicon.table("units")
    return {
        written: Unit(
            of["kind"],
            row.get("in", written),
            Decimal(row.get("times", 1)),
            dimension,
            of.get("base", "") if "factor" in row else "",
            _factor(row.get("factor", "1")),
            of.get("counter", False),
            tuple(row.get("not_before", "").split()),
            tuple(row.get("behind", "").split()),
            row.get("digits", False),
        )
        for dimension, of in table["dimension"].items()
        for written, row in table[dimension].items()
    }


def _factor(written: str) -> Fraction:
    above, _, below = written.partition("/")
    return Fraction(above) / Fraction(below or 1)


def in_base(name: str) -> tuple[str, float]:
    """Return the base unit of a unit and what one is in it: 公顷 is 10,000 平方米; a lone unit is its own base."""
    unit = units().get(name)
    return (unit.base, float(unit.factor)) if unit and unit.base else (name, 1.0)


COUNTED = frozenset({"", "persons", "things", "counters"})  # dimensions of what is counted, not measured


def dimension(name: str | None) -> str:
    """Return the dimension of a fact's unit (area, persons …): "per" for 吨/日, "" for one that the table lacks."""
    unit = units().get(name or "")
    return unit.dimension if unit else "per" if name and "/" in name else ""
