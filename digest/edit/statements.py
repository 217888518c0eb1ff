"""A report in, its statements out: for each figure whose it is, what it measures, how real it is and of when.

Owner and label are slices of the article. Where the facts have attributed a figure, theirs are taken; else they are
looked for here, in the sentence first. A statement is a function of its report alone, so that it can be made again from
the sources and compared with what is to be printed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

from digest.edit.figures import label_words, preceding
from digest.edit.fingerprint import Fingerprint, Fingerprints, within, zone_key
from digest.edit.sentence import without_opening
from digest.model import NUMERIC, Fact, Report, Source, Span, Statement, Status, Story, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

# What a signed or begun project is to cost, yield and cover is planned, whatever tense its report is in.
_PLANNED = re.compile(r"投资|就业|岗位|^年产|^[年月日]产|产值$|占地|用地|税收|建筑面积|产能")
_PLANNING: Final = frozenset({"sign", "start"})
_COUNTRY: Final = re.compile(r"全国|我国")
_NOT_COUNTRY: Final = re.compile(r"全省|全区|全市|我省|我市|本省")
_GROUP = re.compile(r"(?:其中[，,]?)?([\u4e00-\u9fff]{2,10})\d{1,4}[个家项]，(?:总投资|投资|总金额)$")
_READ_FOR_GROUP: Final = 30
# The whole that is named anyway, and the office that speaks: 经济运行局副局长表示，力争工业投资突破130亿元.
_NO_OWNER = re.compile(r"(?:[市省县局厅处署]|委员会|[管政党]委|政府|办公室)$")
_A_NAME: Final = 4  # 某某高新区 is five characters, 江畔 alone is the city
_GAP: Final = 16  # characters between two halves of a label: 人工智能（机器人）产业规模
_HALF: Final = 2
# How sure a statement is that the facts have not attributed, by where its owner and label stand. Figures of the 66
# invented articles of another hand that were printed: right in .86 / .70 / .52 of the cases.
_SURE, _LIKELY, _DOUBTFUL = 0.86, 0.70, 0.52
_CLAUSE_END: Final = "，,；;。：:"


@dataclass(frozen=True)
class ReportContext:
    """What a report says of owners and times, collected once for all its figures."""

    report: Report
    one: Fingerprint
    source: Source
    anchor: str

    @cached_property
    def zones(self) -> dict[str, tuple[Fact, ...]]:
        """The zones a report names: each with its mentions, in reading order."""
        found: dict[str, list[Fact]] = {}
        for fact in sorted(self.report.facts, key=lambda fact: fact.text.start):
            if fact.kind == "zone" and fact.zone and len(fact.text) >= _A_NAME:
                found.setdefault(zone_key(fact.zone), []).append(fact)
        return {key: tuple(mentions) for key, mentions in found.items()}

    @cached_property
    def times(self) -> tuple[Fact, ...]:
        """The dates and periods that have days, in reading order."""
        told = (fact for fact in self.report.facts if fact.kind in ("date", "period") and fact.first and fact.last)
        return tuple(sorted(told, key=lambda fact: fact.text.start))

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """The heads and paragraphs in which an owner may be named."""
        article = self.report.article
        heads = (article.headline, article.kicker, article.subtitle)
        return (*(text for text in heads if text), *article.body)


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
    """Collect what each report of a story says of owners and times, the lead first."""
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
        period=fact.period,
        article=context.report.article.id,
        anchor=context.anchor,
        source=context.source,
        quote=without_opening(fact.quote),
        because=fact.because,
        confidence=0.0 if fact.condition or fact.polarity == "denied" else fact.confidence,
    )


def _status(fact: Fact, one: Fingerprint) -> Status:
    planned = fact.modality == "actual" and one.kind.name in _PLANNING and fact.label and _PLANNED.search(fact.label.string)
    return "expected" if planned else fact.modality


def distinct(found: Iterable[Statement]) -> Iterator[Statement]:
    """Keep of statements that say the same of the same owner the first: one label, one status, one owner."""
    known: set[tuple[str, str, str]] = set()
    for one in found:
        key = str(one.owner or ""), one.heading, one.status
        if one.label and key in known:
            continue
        known.add(key)
        yield one
