"""What newspapers count with, and the amount a number becomes with it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from digest import lexicon
from digest.facts.lookup import Alternatives

if TYPE_CHECKING:
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


class Unit(NamedTuple):
    """What a number counts: `kind` and the name a fact carries; the value is multiplied by `factor`."""

    kind: AmountKind
    name: str | None
    factor: Decimal = Decimal(1)
    counter: bool = False


_CHANGE = ("毛钱", "分钱")  # counted alone too: 每度电便宜6分钱
_MORE_GUARDS = {
    "成": "立员果长为功都效本品交分熟套就型绩因年活林群批败全书语县才色都",
    "折": "合叠旧算射页扇线返价腾磨损",
    "倍": "增数感率速受频加镜",
    "大": "于学会人量型街道桥厦众批家小厅都队多部幅力概约使气规地连理同米专豆坝堂数运雪雨师妈爷",
}


@cache
def _units() -> dict[str, Unit]:
    """Lay out the unit table: what may stand after a number → what it makes of it."""
    table = lexicon.table("units")
    units: dict[str, Unit] = {}
    for name in table["counter"]:
        units[name] = Unit("quantity", name, counter=True)
    for names in table["measure"].values():
        units |= {name: Unit("quantity", name) for name in names}
    units |= {written: Unit("duration", name) for written, name in table["duration"].items()}
    for code, names in table["money"].items():
        units |= {name: Unit("money", code) for name in names}
    units |= {
        part: Unit("money", "CNY", Decimal(share)) for part, share in table["money_part"].items() if part in _CHANGE
    }
    points = Unit("percent", "百分点")
    units |= {
        "%": Unit("percent", "%"),
        "‰": Unit("percent", "%", Decimal("0.1")),
        "个百分点": points,
        "百分点": points,
    }
    units |= {"成": Unit("percent", "%", Decimal(10)), "折": Unit("percent", "%"), "倍": Unit("ratio", "倍")}
    return units | {"大": Unit("quantity", "大", counter=True)}


@cache
def _unit_patterns() -> Alternatives:
    """Write one pattern for each first character a unit may have, the longest unit first."""
    table = lexicon.table("units")
    guards: dict[str, list[str]] = {**table["guard"], **table["counter"]}
    guards |= {name: list(chars) for name, chars in _MORE_GUARDS.items()}
    by_first: dict[str, list[str]] = {}
    for name in sorted(_units(), key=len, reverse=True):
        guard = "|".join(map(re.escape, guards.get(name, ())))
        if name[-1].isascii() and name[-1].isalpha():
            guard = "[A-Za-z0-9]"
        by_first.setdefault(name[0], []).append(re.escape(name) + (f"(?!{guard})" if guard else ""))
    return Alternatives(by_first)


def unit_at(text: str, place: int) -> tuple[Unit, int] | None:
    """Read the longest unit that stands at `place` (a blank may stand before it)."""
    place += text.startswith(" ", place)
    patterns, first = _unit_patterns(), text[place : place + 1]
    match = patterns[first].match(text, place) if first in patterns.words else None
    return (_units()[match[0]], match.end()) if match else None


@cache
def _idioms() -> dict[str, tuple[str, ...]]:
    by_first: dict[str, tuple[str, ...]] = {}
    for phrase in lexicon.table("units")["idioms"]["phrases"]:
        by_first[phrase[0]] = (*by_first.get(phrase[0], ()), phrase)
    return by_first


def is_idiom(text: str, start: int) -> bool:
    """Tell whether a set phrase that holds a number but counts nothing begins at `start` (四个意识, 千家万户)."""
    return any(text.startswith(phrase, start) for phrase in _idioms().get(text[start], ()))
