"""A brief in, the rows of its tables of zones, trends and problems out, worded as they are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digest.lexicon import table
from digest.model import Own, Sum

if TYPE_CHECKING:
    from digest.model import Brief, Problem, Trend, ZoneRow

_NOTHING: Final = Own("—")
_TRENDS: Final = 8


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A row of the zone table; a count of none is a dash, and `change` is empty where there was no issue before."""

    zone: str
    stories: int
    signed: int | Own
    started: int | Own
    finished: int | Own
    announced: Sum
    actual: Sum
    change: Own


@dataclass(frozen=True, slots=True)
class TrendLine:
    """A row of the table of trends: how many stories in the issues before, in this one, and the change to the mean."""

    kind: str
    name: str
    before: Own
    now: Own
    change: Own


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """What readers should know of a source: the name of its file or of its place on the web, and what is missing."""

    source: Own
    words: Own


def zone_lines(brief: Brief) -> tuple[ZoneLine, ...]:
    """Word the zones that had a plain story; none where only one had, and no sum stands beside it."""
    shown = [row for row in brief.zones if row.tells]
    compares = len(shown) > 1 or any(row.announced.of or row.actual.of for row in shown)
    return tuple(map(_zone_line, shown)) if compares else ()


def _zone_line(row: ZoneRow) -> ZoneLine:
    return ZoneLine(
        zone=row.zone,
        stories=row.stories,
        signed=row.signed or _NOTHING,
        started=row.started or _NOTHING,
        finished=row.finished or _NOTHING,
        announced=row.announced,
        actual=row.actual,
        change=Own("" if row.change is None else f"{row.change:+d}" if row.change else "持平"),
    )


def trend_lines(brief: Brief) -> tuple[TrendLine, ...]:
    """Word the trends that moved most."""
    return tuple(map(_trend_line, brief.trends[:_TRENDS]))


def _trend_line(trend: Trend) -> TrendLine:
    *before, now = (f"{count}条" for count in trend.counts)
    return TrendLine(trend.kind, trend.name, Own("、".join(before)), Own(now), Own(f"{trend.change:+.1f}"))


def problem_lines(brief: Brief) -> tuple[ProblemLine, ...]:
    """Word the problems of the sources, each once; what to do about them is not for readers."""
    return tuple(dict.fromkeys(map(_problem_line, brief.problems)))


def _problem_line(one: Problem) -> ProblemLine:
    is_file = not one.kind.startswith("source_")
    name = one.origin.rpartition("/")[2] if is_file else one.origin
    words: str = table("problems")[one.kind]
    return ProblemLine(Own(name), Own(words.format_map(dict(one.details))))
