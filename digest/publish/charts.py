"""A brief in, the bars of its charts out: investment and other figures zone by zone.

A bar is as long as the source's figure is large and carries the source's own words; several figures of one zone stand
end to end. Trends are columns, one an issue.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from digest.model import KINDS, Own, Remark, Statement
from digest.publish.evidence import time_word
from digest.publish.provenance import Length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model import Brief, FactKind, Sum, Text

_FEWEST: Final = 3  # bars that are worth a picture
_MOST: Final = 3  # charts of measures; the table has the rest
_SHARE: Final = 40.0  # per cent of a drawing that the columns of a trend take
_NAMED: Final = 3  # figures named beside a bar of several
_INVESTED: Final = "投资"  # measures that the chart of the zones' investment shows already
_ISSUES: Final = 3  # counts that make a trend worth a picture
_TRENDS: Final = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of a row: its figure, its start and length in per cent of the longest row."""

    words: Statement | Own
    start: Length
    length: Length
    planned: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a chart: whose it is, and its bars end to end."""

    label: Own
    bars: tuple[Bar, ...]

    @property
    def words(self) -> Remark:
        """The figures of the bars in one run; those beyond the third stand in the table."""
        pieces: list[Statement | Text | Own] = []
        for bar in self.bars[:_NAMED]:
            pieces += [Own("、"), bar.words]
        return Remark((*pieces[1:], *([Own("等")] if len(self.bars) > _NAMED else [])))


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of bars, ready to be drawn; `planned` tells whether any of its bars is a plan, not a result."""

    title: Own
    rows: tuple[Row, ...]

    @property
    def planned(self) -> bool:
        """Tell whether a bar stands for a plan."""
        return any(bar.planned for row in self.rows for bar in row.bars)


@dataclass(frozen=True, slots=True)
class Course:
    """How many stories something had issue by issue: `columns` are heights in per cent of the highest of all."""

    label: str
    counts: tuple[int, ...]
    columns: tuple[Length, ...]

    @property
    def width(self) -> Length:
        """How wide a column and the gap before it are, in per cent: all of them fill two fifths of the drawing."""
        return Length(_SHARE / len(self.columns))


@dataclass(frozen=True, slots=True)
class _Part:
    """One figure on its way into a chart."""

    label: str
    words: Statement | Own
    size: Fraction
    planned: bool = False


def charts(brief: Brief) -> tuple[Chart, ...]:
    """Draw what a brief can show: what its zones invest, and other measures of the table; at most three."""
    invested = list(_invested(brief))
    measures = [*_together("项目投资额", invested), *_measures(brief, without=_INVESTED if invested else "")]
    return tuple(_chart(title, parts) for title, parts in measures[:_MOST])


def courses(brief: Brief) -> tuple[Course, ...]:
    """Draw the trends of a brief that has enough issues behind it."""
    shown = [trend for trend in brief.trends if len(trend.counts) >= _ISSUES][:_TRENDS]
    highest = max((count for trend in shown for count in trend.counts), default=0)
    return tuple(
        Course(trend.name, trend.counts, tuple(Length(round(100 * count / highest, 1)) for count in trend.counts))
        for trend in shown
        if highest
    )


def _invested(brief: Brief) -> Iterator[_Part]:
    """Yield what each zone's projects cost (finished) and are to cost (signed or started); the sums never overlap."""
    for row in brief.zones:
        yield from _parts(row.zone, row.actual, planned=False)
        yield from _parts(row.zone, row.announced, planned=True)


def _parts(zone: str, amount: Sum, *, planned: bool) -> Iterator[_Part]:
    yield from (_Part(zone, one, size, planned) for one in amount.of if (size := _size(one)))


def _together(title: str, parts: list[_Part]) -> list[tuple[str, list[_Part]]]:
    """Keep parts that compare enough zones."""
    return [(title, parts)] if len({part.label for part in parts}) >= _FEWEST else []


def _measures(brief: Brief, without: str) -> Iterator[tuple[str, list[_Part]]]:
    """Yield each measure of the table that is told of enough owners in one unit."""
    groups: dict[tuple[str, str, FactKind, str], list[_Part]] = {}
    for row in brief.figures:
        one, size = row.statement, _size(row.statement)
        if size and size > 0 and one.owner and one.is_sure("chart") and not _is_of(without, one):
            part = _Part(one.owner.string, one, size, one.status != "actual")
            groups.setdefault((one.heading, one.unit or "", one.kind, time_word(one)), []).append(part)
    for (measure, _, kind, _), parts in groups.items():
        labels = {part.label for part in parts}
        if len(labels) >= _FEWEST and (KINDS[kind].adds or len(labels) == len(parts)):
            yield measure, parts


def _is_of(measure: str, one: Statement) -> bool:
    return bool(measure) and measure in one.heading


def _size(one: Statement) -> Fraction | None:
    """Give a figure's size; the middle of a range."""
    ends = [end for end in (one.low, one.high) if end is not None]
    if len(ends) > 1:
        return sum(map(Fraction, ends), Fraction()) / len(ends)
    return Fraction(one.value) if isinstance(one.value, Decimal | Fraction) else None


def _chart(title: str, parts: Iterable[_Part]) -> Chart:
    """Lay the parts of each label end to end, the longest row as long as the chart."""
    rows: dict[str, list[_Part]] = {}
    for part in parts:
        rows.setdefault(part.label, []).append(part)
    longest = max(sum(part.size for part in row) for row in rows.values())
    return Chart(
        Own(title), tuple(Row(Own(label), tuple(_bars(row, Fraction(longest)))) for label, row in rows.items())
    )


def _bars(row: list[_Part], longest: Fraction) -> Iterator[Bar]:
    start = Fraction()
    for part in row:
        place, length = (Length(round(float(share * 100), 2)) for share in (start, part.size / longest))
        yield Bar(part.words, place, length, part.planned)
        start += part.size / longest
