"""A report in, its statements out: for each figure whose it is, what it measures, how real it is and of when.

Owner and label are slices of the article, as the facts attribute them. A statement is a function of its report alone,
so that it can be made again from the sources and compared with what is to be printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digest.edit.sentence import without_opening
from digest.model import NUMERIC, Fact, Report, Source, Statement, Status, Story
from digest.text.units import dimension

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from digest.edit.fingerprint import Fingerprint, Fingerprints

# What a signed or begun project is to cost, yield and cover is planned, whatever tense its report is in.
_PLANNED = re.compile(r"投资|就业|岗位|设计|^年产|^[年月日]产|产值$|占地|用地|税收|建筑面积|产能")
_PLANNING: Final = frozenset({"sign", "start"})
# A year, half, quarter or month, as `Fact.period` ends with it.
_STRETCH = re.compile(r"(?P<year>\d{4})(?:-(?:H(?P<half>\d)|Q(?P<quarter>\d)|(?P<month>\d\d)))?$")
_MONTHS: Final = {"half": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True, slots=True)
class ReportContext:
    """A report of an item: its fingerprint, where it was printed, and the item it is of."""

    report: Report
    one: Fingerprint
    source: Source
    anchor: str


def source(report: Report) -> Source:
    """Say where a report was printed."""
    article = report.article
    return Source(
        origin=article.origin,
        publication=article.publication,
        published=article.published,
        page=article.page,
        bylines=tuple(byline.name for byline in article.bylines),
        headline=article.headline.string if article.headline else None,
        link=article.link,
    )


def anchor_of(story: Story) -> str:
    """Name the item of a story within its brief."""
    return f"story-{story.id}"


def contexts(story: Story, fingerprints: Fingerprints) -> tuple[ReportContext, ...]:
    """Lay each report of a story out for its statements, the lead first."""
    return tuple(
        ReportContext(report, fingerprints(report), source(report), anchor_of(story)) for report in story.reports
    )


def statements(context: ReportContext) -> tuple[Statement, ...]:
    """Make a statement of every numeric fact that has a value, in the order of the facts."""
    return tuple(
        statement(fact, context) for fact in context.report.facts if fact.kind in NUMERIC and fact.value is not None
    )


def statement(fact: Fact, context: ReportContext) -> Statement:
    """State one figure, with what its facts attribute to it."""
    return Statement(
        kind=fact.kind,
        text=fact.text,
        owner=fact.owner,
        label=fact.label,
        value=fact.value,
        unit=fact.unit,
        low=fact.low,
        high=fact.high,
        bound=fact.bound,
        status=_status(fact, context.one),
        period=fact.period if fact.dated else None,
        running=fact.running,
        article=context.report.article.id,
        anchor=context.anchor,
        source=context.source,
        quote=without_opening(fact.quote),
        because=fact.because,
        confidence=0.0 if fact.condition or fact.polarity == "denied" else fact.confidence,
    )


def _status(fact: Fact, one: Fingerprint) -> Status:
    label = fact.label.string if fact.label else ""
    # The length of what is begun is planned, whatever the label: 18公里绿氢管道开工. (Land is there before.)
    is_size = dimension(fact.unit) == "length" or bool(_PLANNED.search(label))
    is_planned = fact.modality == "actual" and one.kind.name in _PLANNING and is_size
    return "expected" if is_planned and not _is_over(fact.period, one.article.published) else fact.modality


def _is_over(period: str | None, published: date | None) -> bool:
    """Say whether a figure holds for a stretch before its report (去年产值); a day is that of the signing itself."""
    last = _STRETCH.match((period or "").rpartition("..")[2])
    if last is None or published is None:
        return False
    month = next((int(last[name]) * months for name, months in _MONTHS.items() if last[name]), 12)
    return (int(last["year"]), month) < (published.year, published.month)


def distinct(found: Iterable[Statement]) -> Iterator[Statement]:
    """Keep of statements that say the same of the same owner the first: one label, status, owner and time."""
    known: set[tuple[str, str, str, str | None]] = set()
    for one in found:
        key = str(one.owner or ""), one.heading, one.status, one.period
        if one.label and key in known:
            continue
        known.add(key)
        yield one
