"""A brief in, the rows of its tables of zones and trends out, worded as they are printed.

A sum is printed with the figures it adds, so that a reader can check it; the last look knows both from the brief.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Brief, Sum, Trend, ZoneRow

_NOTHING: Final = "—"
_NAMED: Final = 3  # figures that are named beside their sum
_TRENDS: Final = 8
_LARGE, _SMALL = Decimal(10**8), Decimal(10**4)


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A row of the zone table; `change` is "" where there was no issue before."""

    zone: str
    stories: str
    signed: str
    started: str
    finished: str
    announced: str
    actual: str
    change: str


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A row of the table of trends: how many stories in the issues before, in this one, and the change to the mean."""

    kind: str
    name: str
    before: str
    now: str
    change: str


def zone_lines(brief: Brief) -> tuple[ZoneLine, ...]:
    """Word the zones that had more than one plain story; none where there is nothing to compare."""
    told = [row for row in brief.zones if row.tells]
    return tuple(map(_zone_line, told)) if len(told) > 1 else ()


def _zone_line(row: ZoneRow) -> ZoneLine:
    return ZoneLine(
        zone=row.zone,
        stories=_count(row.stories),
        signed=_count(row.signed),
        started=_count(row.started),
        finished=_count(row.finished),
        announced=_sum(row.announced),
        actual=_sum(row.actual),
        change="" if row.change is None else f"{row.change:+d}" if row.change else "持平",
    )


def _count(count: int) -> str:
    return str(count or _NOTHING)


def _sum(amount: Sum) -> str:
    """Word a sum with what it adds: 合计42.4亿元（30亿元、12.4亿元）; a single figure in the source's own words."""
    words = [text.string for _, text in amount.of]
    if len(words) < 2:  # noqa: PLR2004  one figure is no sum
        return words[0] if words else _NOTHING
    return f"合计{total(amount)}（{'、'.join(words[:_NAMED])}{'等' if len(words) > _NAMED else ''}）"


def total(amount: Sum) -> str:
    """Write the value of a sum in 亿元, or in 万元 below one."""
    scale, unit = (_LARGE, "亿元") if amount.value >= _LARGE else (_SMALL, "万元")
    number = format((amount.value / scale).normalize(), "f")
    return f"{number}{unit}"


def trend_lines(brief: Brief) -> tuple[TrendLine, ...]:
    """Word the trends that moved most."""
    return tuple(map(_trend_line, brief.trends[:_TRENDS]))


def _trend_line(trend: Trend) -> TrendLine:
    *before, now = (f"{count}条" for count in trend.counts)
    return TrendLine(trend.kind, trend.name, "、".join(before), now, f"{trend.change:+.1f}")


def counted(brief: Brief) -> Iterator[str]:
    """Yield all that the two tables count and add, for the last look."""
    for row in brief.zones:
        yield from (f"{count}" for count in (row.stories, row.signed, row.started, row.finished))
        yield from (f"{abs(row.change or 0)}", f"合计{total(row.announced)}", f"合计{total(row.actual)}")
    for trend in brief.trends:
        yield from (*(f"{count}条" for count in trend.counts), f"{trend.change:+.1f}")
