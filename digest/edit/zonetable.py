"""A ranking in, the zone table out: what each zone's stories come to, from facts only, and how zones and kinds move."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from digest.edit.figures import measure_of
from digest.edit.fingerprint import within, zone_key
from digest.edit.statements import ReportContext, statement
from digest.model import SURE, Fact, Sum, Trend, ZoneRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.edit.fingerprint import Fingerprint
    from digest.edit.ranking import Ranking
    from digest.model import Item, Statement

_STAGES: Final = ("sign", "start", "finish")
_WHOLE: Final = re.compile(r"^总投资$|^总金额$|^总额$")
_MOVED: Final = 1.0  # stories more or fewer than the mean that make a trend
_WEEKS: Final = 4


def zone_table(ranking: Ranking, last: Mapping[str, int] | None = None) -> tuple[ZoneRow, ...]:
    """Lay out a row for each zone that is the subject of a story, the one with most stories first.

    `announced` adds what projects signed or started are to cost, `actual` what projects finished did cost. Sums never
    overlap: each story gives one figure at most, a project told at two stages gives one, and where many projects were
    told together (集中开工) their total stands for every single one of that zone. `last` is how many stories each zone
    had in the last issue; without it `change` is None.
    """
    held: dict[str, list[tuple[Item, Fingerprint]]] = {}
    for item in ranking.items:
        one = ranking.fingerprints(item.story.reports[0])
        if one.zone:
            held.setdefault(zone_key(one.zone), []).append((item, one))
    rows = [_row(stories, last) for stories in held.values()]
    return tuple(sorted(rows, key=lambda row: (-row.stories, row.zone)))


def _row(stories: list[tuple[Item, Fingerprint]], last: Mapping[str, int] | None) -> ZoneRow:
    zone = stories[0][1].zone
    name = zone.name if zone else ""
    staged = {stage: [pair for pair in stories if pair[1].kind.name == stage] for stage in _STAGES}
    return ZoneRow(
        zone=name,
        stories=len(stories),
        signed=len(staged["sign"]),
        started=len(staged["start"]),
        finished=len(staged["finish"]),
        announced=_sum([*staged["start"], *staged["sign"]]),
        actual=_sum(staged["finish"]),
        change=None if last is None else len(stories) - last.get(name, 0),
        anchors=tuple(item.anchor for item, _ in stories),
    )


def _sum(stories: list[tuple[Item, Fingerprint]]) -> Sum:
    """Add one figure a story, none twice: the total of a batch stands for single projects that it may contain.

    A project that costs more than the batch is none of it.
    """
    counted: list[tuple[Fingerprint, Fact, Statement]] = []
    for item, one in sorted(stories, key=lambda pair: not pair[1].batch):
        fact = _cost(one)
        cost = _stated(fact, item, one) if fact else None
        if not fact or not cost or not _is_sure(cost, one):
            continue
        if not any(_overlaps(one, fact, other, known) for other, known, _ in counted):
            counted.append((one, fact, cost))
    return Sum(tuple(cost for _, _, cost in counted))


def _is_sure(cost: Statement, one: Fingerprint) -> bool:
    """Say whether a figure is surely a cost of the row's zone: what is not hides no other either."""
    return bool(cost.label) and cost.confidence >= SURE["zones"] and not _is_of_other_zone(cost, one)


def _stated(fact: Fact, item: Item, one: Fingerprint) -> Statement:
    return statement(fact, ReportContext(one.report, one, item.sources[0], item.anchor))


def _is_of_other_zone(cost: Statement, one: Fingerprint) -> bool:
    """Say whether a figure is of another zone than the row's: what was signed at a ceremony elsewhere."""
    named = {zone_key(fact.zone) for fact in one.report.facts if cost.owner and fact.zone and fact.text == cost.owner}
    return bool(named) and one.zone is not None and zone_key(one.zone) not in named


def _overlaps(one: Fingerprint, fact: Fact, other: Fingerprint, known: Fact) -> bool:
    """Say whether two stories may speak of one project: they share a name, or the figure, or one is a batch with it."""
    contained = other.batch and _number(fact) <= _number(known)
    return contained or bool(one.names & other.names) or fact.value == known.value


def _cost(one: Fingerprint) -> Fact | None:
    """The one figure that is the whole cost of a story's project, exact or rounded, never a bound upwards."""
    costs = [
        fact
        for fact in one.report.facts
        if fact.kind == "money" and fact.unit == "CNY" and isinstance(fact.value, Decimal)
        and fact.bound in ("exact", "about") and _WHOLE.match(measure_of(fact)) and not _is_of_more(fact, one)
    ]  # fmt: skip
    opening = [fact for fact in costs if within(fact, one.article.headline) or one.lead.find(fact.text.string) >= 0]
    return max(opening or costs, key=lambda fact: (_number(fact), -fact.text.start), default=None)


def _is_of_more(fact: Fact, one: Fingerprint) -> bool:
    """Say whether a cost is of the whole works where only a stage of it is finished: 一期投产, 项目总投资86亿元."""
    return bool(one.phases) and one.kind.name == _STAGES[-1] and "期" not in (fact.measure or "")


def _number(fact: Fact) -> Decimal:
    return fact.value if isinstance(fact.value, Decimal) else Decimal(0)


def last_zones(past: Sequence[Mapping[tuple[str, str], int]]) -> Mapping[str, int] | None:
    """Give how many stories each zone had in the last issue; None where there was none."""
    return {name: count for (kind, name), count in past[-1].items() if kind == "开发区"} if past else None


def trends(ranking: Ranking, past: Sequence[Mapping[tuple[str, str], int]]) -> tuple[Trend, ...]:
    """Name the zones and kinds of event that rise or fall against the mean of the last four issues, the largest first.

    `past` counts the stories of each (所属, name) of those issues, oldest first; without one there is no trend.
    """
    past = past[-_WEEKS:]
    if not past:
        return ()
    now = Counter(_subjects(ranking))
    names = sorted({*now, *(name for issue in past for name in issue)})
    found = (
        Trend(kind, name, (*(issue.get((kind, name), 0) for issue in past), now[kind, name])) for kind, name in names
    )
    moved = [one for one in found if abs(one.change) >= _MOVED]
    return tuple(sorted(moved, key=lambda one: (-abs(one.change), one.kind, one.name)))


def _subjects(ranking: Ranking) -> Iterable[tuple[str, str]]:
    def subjects() -> Iterator[tuple[str, str]]:
        for item in ranking.items:
            one = ranking.fingerprints(item.story.reports[0])
            yield "事项", one.kind.why
            if one.zone:
                yield "开发区", one.zone.name

    return subjects()
