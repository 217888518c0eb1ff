"""Whose brief it is: what weighs more or less to its readers, and how much an issue holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTIONS = ("政策", "项目", "创新", "招商与环境", "数据")


@dataclass(frozen=True, slots=True)
class Profile:
    """The readers' interests; the defaults weigh nothing and leave nothing out that is about development zones.

    `zones` are our own, whose visits are news too, `peers` those we are compared with: names as papers print them,
    short or full. `topics` maps a word to points added when headline or lead holds it (negative points count too). A
    story with a word of `keep` never falls out as off topic; one with a word of `drop` in its headline or lead always
    does. `sections` are the titles in the order of the brief, `kinds` the kinds of event (项目签约) that a title
    gathers besides its usual ones, `limits` the most items of a section, `top` the most items of all (0: no limit),
    `summary` the most characters of an item's summary.
    """

    zones: tuple[str, ...] = ()
    peers: tuple[str, ...] = ()
    topics: Mapping[str, float] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    sections: tuple[str, ...] = SECTIONS
    kinds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)
    top: int = 30
    summary: int = 110
