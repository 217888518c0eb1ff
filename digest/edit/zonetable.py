"""A ranking in, the zone table out: what each zone's stories come to, from facts only, and how zones and kinds move."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from digest.edit.figures import measure_of
from digest.edit.fingerprint import within, zone_key
from digest.edit.statements import ReportContext, statement
from digest.edit.zonesums import batch_sums, holds_intentions, is_cumulative, is_in_headline, is_told_of, main_zone
from digest.model import SURE, Fact, Sum, Trend, Zone, ZoneRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.edit.fingerprint import Fingerprint
    from digest.edit.ranking import Ranking
    from digest.model import Item, Statement

_STAGES: Final = ("sign", "start", "finish")
_WHOLE: Final = re.compile(r"^总投资$|^总金额$|^总额$")
_BOUNDS: Final = ("exact", "about", "over", "nearly")
_MOVED: Final = 1.0  # stories more or fewer than the mean that make a trend
_WEEKS: Final = 4


@dataclass(frozen=True, slots=True)
class _Act:
    """What one zone did in one story: at which stage, at what cost, where the story surely tells it."""

    item: Item
    one: Fingerprint
    zone: Zone
    stage: str
    cost: Fact | None
    told: bool = False  # the sentence itself says how many projects of the zone the sum is of


def zone_table(ranking: Ranking, last: Mapping[str, int] | None = None) -> tuple[ZoneRow, ...]:
    """Lay out a row for each zone that acts in a story, the one with most stories first.

    `announced` adds what projects signed or started are to cost, `actual` what projects finished did cost. Sums never
    overlap: each zone has one figure a story at most, a project told at two stages gives one, and where many projects
    were told together (集中开工) their total stands for every single one of that zone. `last` is how many stories each
    zone had in the last issue; without it `change` is None.
    """
    held: dict[str, list[_Act]] = {}
    for item in ranking.items:
        for act in _acts(item, ranking.fingerprints(item.story.reports[0])):
            held.setdefault(zone_key(act.zone), []).append(act)
    rows = [_row(acts, last) for acts in held.values()]
    return tuple(sorted(rows, key=lambda row: (-row.stories, row.zone)))


def _acts(item: Item, one: Fingerprint) -> Iterator[_Act]:
    """Yield what each zone of a story did: the one it is of, then others that it tells a sum of."""
    sums = {zone_key(told.zone): told for told in batch_sums(one)}
    main = main_zone(one)
    if main:
        told = sums.pop(zone_key(main), None)
        stage = one.kind.name if one.kind.name in _STAGES and is_told_of(one) else ""
        if told:
            yield _Act(item, one, main, stage or told.stage, told.fact, told=True)
        else:
            yield _Act(item, one, main, stage, _cost(one))
    for told in sums.values():
        yield _Act(item, one, told.zone, told.stage, told.fact, told=True)


def _row(acts: list[_Act], last: Mapping[str, int] | None) -> ZoneRow:
    name = acts[0].zone.name
    staged = {stage: [act for act in acts if act.stage == stage] for stage in _STAGES}
    return ZoneRow(
        zone=name,
        stories=len(acts),
        signed=len(staged["sign"]),
        started=len(staged["start"]),
        finished=len(staged["finish"]),
        announced=_sum([*staged["start"], *staged["sign"]]),
        actual=_sum(staged["finish"]),
        change=None if last is None else len(acts) - last.get(name, 0),
        anchors=tuple(act.item.anchor for act in acts),
    )


def _sum(acts: list[_Act]) -> Sum:
    """Add one figure a story, none twice: the total of a batch stands for single projects that it may contain.

    A project that costs more than the batch is none of it.
    """
    counted: list[tuple[_Act, Fact, Statement]] = []
    for act in sorted(acts, key=lambda act: not act.one.batch):
        fact = act.cost
        cost = _stated(fact, act) if fact else None
        if not fact or not cost or not _is_sure(cost, act):
            continue
        if not any(_overlaps(act.one, fact, other.one, known) for other, known, _ in counted):
            counted.append((act, fact, cost))
    return Sum(tuple(cost for _, _, cost in counted))


def _is_sure(cost: Statement, act: _Act) -> bool:
    """Say whether a figure is surely a cost of the row's zone: what is not hides no other either.

    What a sentence gives to a zone by its form, and what the headline gives to the only zone, needs no attribution:
    with these .974 to 1.0 of the amounts of three sets, looked at while it was made, are right, before .77 to .98.

    Of many projects only the zone's own sum is one: what a firm among them invests is not.
    """
    if not cost.label or cost.status == "intention":
        return False
    if act.told or (not act.one.batch and is_in_headline(cost, act.one)):
        return True
    own = cost.owner is not None and _zone_of(cost, act.one) == zone_key(act.zone)
    return cost.confidence >= SURE["zones"] and not _is_of_other_zone(cost, act) and (own or not act.one.batch)


def _stated(fact: Fact, act: _Act) -> Statement:
    return statement(fact, ReportContext(act.one.report, act.one, act.item.sources[0], act.item.anchor))


def _zone_of(cost: Statement, one: Fingerprint) -> str | None:
    named = ((fact.text.string, fact.zone) for fact in one.report.facts if fact.zone)
    return next((zone_key(zone) for name, zone in named if cost.owner and name == cost.owner.string), None)


def _is_of_other_zone(cost: Statement, act: _Act) -> bool:
    """Say whether a figure is of another zone than the row's: what was signed at a ceremony elsewhere."""
    return _zone_of(cost, act.one) not in (None, zone_key(act.zone))


def _overlaps(one: Fingerprint, fact: Fact, other: Fingerprint, known: Fact) -> bool:
    """Say whether two stories may speak of one project: they share a name, or the figure, or one is a batch with it."""
    contained = other.batch and _number(fact) <= _number(known)
    return contained or bool(one.names & other.names) or fact.value == known.value


def _cost(one: Fingerprint) -> Fact | None:
    """The one figure that is the whole cost of a story's project: no sum of a year, none that holds intentions."""
    costs = [
        fact
        for fact in one.report.facts
        if fact.kind == "money" and fact.unit == "CNY" and isinstance(fact.value, Decimal) and fact.bound in _BOUNDS
        if _WHOLE.match(measure_of(fact)) and not _is_of_more(fact, one)
        if not is_cumulative(fact) and not holds_intentions(fact, one)
    ]
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
            if zone := main_zone(one):
                yield "开发区", zone.name

    return subjects()
