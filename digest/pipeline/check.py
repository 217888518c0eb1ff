"""The one check before a brief is printed: everything it says is made again from its sources and compared.

Goes in: a brief and the evidence it was made of. Comes out: the same brief without what could not be found again, the
only kind of brief that `publish.render` takes, and the name of everything that was left out. What fails costs itself,
never a format or the issue. Each check answers for one kind of error; `tests/test_check.py` removes them one by one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from digest import edit, facts
from digest.model import NUMERIC, Checked, Own, Problem, Statement, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from digest.model import (
        Brief,
        Edit,
        Fact,
        Figure,
        Highlight,
        Item,
        Reference,
        Remark,
        Report,
        Span,
        Sum,
        Trend,
        ZoneRow,
    )

_SHOWN: Final = 40  # characters of what was left out that its problem shows
Counts = tuple["Mapping[tuple[str, str], int]", ...]


@dataclass(frozen=True)
class Evidence:
    """What a brief was made of: texts of documents by id, the ranked stories, the counts of the issues before it."""

    documents: Mapping[str, str]
    ranking: edit.Ranking
    past: Counts = ()

    @cached_property
    def contexts(self) -> dict[str, edit.ReportContext]:
        """The reports of the stories that are printed, by the id of their article."""
        stories = (item.story for item in self.ranking.items)
        found = (one for story in stories for one in edit.contexts(story, self.ranking.fingerprints))
        return {one.report.article.id: one for one in found}

    @cached_property
    def zones(self) -> frozenset[ZoneRow]:
        """The rows of the zone table, counted and added again."""
        return frozenset(edit.zone_table(self.ranking, edit.last_zones(self.past)))

    def recounted(self, anchors: frozenset[str]) -> tuple[tuple[ZoneRow, ...], tuple[Trend, ...]]:
        """Count and add the rows of zones and trends again for the items of some anchors alone."""
        left = replace(self.ranking, items=tuple(item for item in self.ranking.items if item.anchor in anchors))
        rows = edit.zone_table(left, edit.last_zones(self.past))
        sums = (one for row in rows for amount in (row.announced, row.actual) for one in amount.of)
        wrong = {one.anchor for one in sums if self.again(one) != one}
        return tuple(row for row in rows if wrong.isdisjoint(row.anchors)), edit.trends(left, self.past)

    def fact(self, one: Statement) -> Fact | None:
        """Find the fact that a statement is of, by its place and kind."""
        context = self.contexts.get(one.article)
        return self._facts(context.report).get((one.kind, one.spans)) if context else None

    def _facts(self, report: Report) -> dict[tuple[str, tuple[Span, ...]], Fact]:
        key = report.article.id
        if key not in self._by_place:
            self._by_place[key] = {(fact.kind, fact.spans): fact for fact in report.facts if fact.kind in NUMERIC}
        return self._by_place[key]

    def sentences(self, report: Report) -> frozenset[Text]:
        """Cut a report into its sentences, once."""
        key = report.article.id
        if key not in self._sentences:
            self._sentences[key] = edit.sentences_of(report)
        return self._sentences[key]

    @cached_property
    def _sentences(self) -> dict[str, frozenset[Text]]:
        return {}

    @cached_property
    def _by_place(self) -> dict[str, dict[tuple[str, tuple[Span, ...]], Fact]]:
        return {}

    def again(self, one: Statement) -> Statement | None:
        """Make a statement again from its report; None where no figure stands at its place."""
        fact = self.fact(one)
        return edit.statement(fact, self.contexts[one.article]) if fact else None

    def holds(self, text: Text, article: str) -> bool:
        """Tell whether the characters at a text's places are the text, blanks aside."""
        context = self.contexts.get(article)
        source = self.documents.get(context.report.article.document, "") if context else ""
        return _bare("".join(source[start:end] for start, end in text.spans)) == _bare(text.string)


def _bare(words: str) -> str:
    return "".join(words.split())


class Check(NamedTuple):
    """One thing that must be right of a statement, given what its sources make of it."""

    name: str
    holds: Callable[[Statement, Statement, Evidence], bool]


def _value(one: Statement, again: Statement, evidence: Evidence) -> bool:
    fact = evidence.fact(one)
    read = facts.derive(fact) if fact else None
    ends = (one.value, one.low, one.high)
    return read is not None and ends == (again.value, again.low, again.high) == tuple(read) and one.bound == again.bound


# In the order of the fields; each compares what no other does.
CHECKS: Final = (
    Check("text", lambda one, again, evidence: one.text == again.text and evidence.holds(one.text, one.article)),
    Check("value", _value),
    Check("unit", lambda one, again, _: one.unit == again.unit),
    Check("owner", lambda one, again, _: one.owner == again.owner),
    Check("label", lambda one, again, _: one.label == again.label),
    Check("status", lambda one, again, _: one.status == again.status),
    Check("period", lambda one, again, _: one.period == again.period),
    Check("quote", lambda one, again, evidence: one.quote == again.quote and evidence.holds(one.quote, one.article)),
    Check("source", lambda one, again, _: (one.source, one.anchor) == (again.source, again.anchor)),
    Check("because", lambda one, again, _: (one.because, one.confidence) == (again.because, again.confidence)),
)


def checked(brief: Brief, evidence: Evidence, checks: Sequence[Check] = CHECKS) -> tuple[Checked, tuple[Problem, ...]]:
    """Leave out of a brief what its sources do not say, and name it."""
    desk = _Desk(evidence, checks)
    sections = tuple(replace(held, items=tuple(desk.items(held.items))) for held in brief.sections)
    anchors = {item.anchor for held in sections for item in held.items}
    kept = replace(
        brief,
        sections=sections,
        highlights=tuple(one for one in brief.highlights if one.anchor in anchors and desk.highlight(one)),
        figures=tuple(one for one in brief.figures if one.anchor in anchors and desk.row(one, brief.figures)),
        zones=tuple(row for row in brief.zones if desk.zone(row)),
        trends=tuple(one for one in brief.trends if one in edit.trends(evidence.ranking, evidence.past)),
    )
    return Checked(kept), tuple(desk.problems)


def edited(checked: Checked, evidence: Evidence, edits: Iterable[Edit]) -> tuple[Checked, tuple[Problem, ...]]:
    """Apply what people decided to a brief that was checked, and name what no longer applies, with both texts.

    What they decided is looked over as it is applied: words that are the papers' are cut out of them, and a person's
    own are marked as such.
    """
    applied = edit.apply(checked.brief, edits, evidence.recounted)
    return Checked(applied.brief), tuple(map(not_applied, applied.refused))


def not_applied(one: edit.Refused) -> Problem:
    """Name a decision that does not apply, with both texts."""
    remedy = "look at it again and decide: digest build --draft"
    return Problem(one.edit.target, "not_applied", str(one), remedy)


class _Desk:
    """Looks a brief over piece by piece and notes what does not hold."""

    def __init__(self, evidence: Evidence, checks: Sequence[Check]) -> None:
        self._evidence = evidence
        self._checks = checks
        self._known: dict[Statement, bool] = {}
        self.problems: list[Problem] = []

    def items(self, items: Iterable[Item]) -> Iterator[Item]:
        """Yield the items without what does not hold; one with a wrong headline or source is left out."""
        for item in items:
            if self._is_cited(item) and self._is_titled(item):
                yield replace(
                    item,
                    statements=tuple(one for one in item.statements if self.statement(one)),
                    summary=tuple(one for one in item.summary if self._is_told(one, item)),
                    notes=tuple(one for one in item.notes if self._is_remarked(one, item)),
                    references=tuple(one for one in item.references if self._is_resolved(one, item)),
                )

    def statement(self, one: Statement) -> bool:
        """Tell whether a statement holds; each is made again once."""
        if one not in self._known:
            failed = self._failed(one)
            self._known[one] = not failed
            if failed:
                self._note(one.anchor, f"{one.owner or '—'} {one.heading} {one}", "、".join(failed))
        return self._known[one]

    def _failed(self, one: Statement) -> list[str]:
        """Name the checks that a statement fails."""
        again = self._evidence.again(one)
        if again is None:
            return ["place"]
        return [check.name for check in self._checks if not check.holds(one, again, self._evidence)]

    def highlight(self, one: Highlight) -> bool:
        """Tell whether a highlight is a whole sentence of its article and its figure holds and stands in it."""
        context = self._evidence.contexts.get(one.statement.article)
        told = context is not None and one.sentence in self._evidence.sentences(context.report)
        holds = told and isinstance(one.sentence, Text) and one.statement.spans[0].start in _places(one.sentence)
        return self._noted(holds, one.anchor, one.sentence, "sentence") and self.statement(one.statement)

    def row(self, one: Figure, rows: Sequence[Figure]) -> bool:
        """Tell whether a row of the table holds, and what it says in another unit."""
        others = [other for row in rows if (other := self._evidence.fact(row.statement))]
        mine = self._evidence.fact(one.statement)
        said = {edit.in_unit_of(mine, other) for other in others if mine} if one.common else {None}
        common = one.common.string if one.common else None
        return self.statement(one.statement) and self._noted(common in said, one.anchor, one.common, "conversion")

    def zone(self, row: ZoneRow) -> bool:
        """Tell whether a row of the zone table comes out the same when it is counted and added again."""
        parts = [self.statement(one) for amount in (row.announced, row.actual) for one in amount.of]
        return all(parts) and self._noted(row in self._evidence.zones, row.zone, _sums(row), "sum")

    def _is_cited(self, item: Item) -> bool:
        again = tuple(edit.source(report) for report in item.story.reports)
        return self._noted(item.sources == again, item.anchor, item.headline, "source")

    def _is_titled(self, item: Item) -> bool:
        report = item.story.reports[0]
        same = edit.headline(report) == (item.headline, item.composed)
        holds = same and (isinstance(item.headline, Own) or self._evidence.holds(item.headline, report.article.id))
        return self._noted(holds, item.anchor, item.headline, "headline")

    def _is_told(self, one: Text | Own, item: Item) -> bool:
        report = item.story.reports[0]
        holds = (
            isinstance(one, Text)
            and one in self._evidence.sentences(report)
            and self._evidence.holds(one, report.article.id)
        )
        return self._noted(holds, item.anchor, one, "sentence")

    def _is_remarked(self, one: Remark, item: Item) -> bool:
        again = (*edit.note(item), *edit.conflicts(edit.contexts(item.story, self._evidence.ranking.fingerprints)))
        return self._noted(one in again, item.anchor, one, "remark") and all(map(self.statement, one.statements))

    def _is_resolved(self, one: Reference, item: Item) -> bool:
        report = item.story.reports[0]
        told = tuple(sentence for sentence in item.summary if isinstance(sentence, Text))
        return self._noted(one in edit.references(report, told), item.anchor, one.name, "reference")

    def _noted(self, holds: bool, where: str, what: object, why: str) -> bool:  # noqa: FBT001  the verdict
        if not holds:
            self._note(where, str(what), why)
        return holds

    def _note(self, where: str, what: str, why: str) -> None:
        reason = f"“{what[:_SHOWN]}” could not be found again in its source ({why}); left out"
        self.problems.append(Problem(where, "left_out", reason, "report it with the sources"))


def _places(text: Text) -> Iterable[int]:
    return {place for start, end in text.spans for place in range(start, end)}


def _sums(row: ZoneRow) -> str:
    amounts: tuple[Sum, ...] = (row.announced, row.actual)
    return "、".join(str(one) for one in amounts if one) or str(row.stories)
