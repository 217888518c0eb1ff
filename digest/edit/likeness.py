"""Two fingerprints in, what speaks for one event against two out: who, where, what kind, which figures and when.

Words alone decide nothing: without a name, a figure or one zone, kind and day in common nothing is alike.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from math import log
from typing import TYPE_CHECKING, Final

from digest.edit.figures import Amount, fine_bucket, same_measure
from digest.edit.fingerprint import STEM, Fingerprint, common_words, provinces, zone_key
from digest.edit.postings import common
from digest.edit.topics import OTHER, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

# Reports of one event come within a week of each other; a later one is a follow-up.
APART: Final = timedelta(days=7)
# A name or figure that more reports than this share tells no event from another.
COMMON: Final = 24
_HELD_BY_FEW: Final = 3  # … and one that so many share is as good as unique
# Kinds that one event may be told as: a rule as help for firms, a machine as research or as a start of production.
_ALLIED: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("policy", "service"), ("policy", "innovation"), ("service", "innovation"), ("innovation", "finish"),
        ("sign", "promotion"), ("ranking", "data"), ("service", "start"), ("service", "finish"),
        ("planned", "sign"), ("planned", "start"), ("planned", "finish"), ("planned", "promotion"),
        ("planned", "policy"), ("reform", "policy"), ("meeting", "data"), ("meeting", "promotion"),
        ("ranking", "innovation"), ("data", "finish"),
    )
)  # fmt: skip
# What a sport report tells of the weather, and a festival of its acts, does not make two events of one.
_OUTSIDE: Final = frozenset({"sport", "weather", "leisure"})
PARK = re.compile(r"(?:产业园|产业园区|工业园|科技园|园区|片区|基地|小镇|新城)$")
# What agreement is worth; a pair is one event from _ENOUGH on, and never without who and what.
_ZONE, _PLACE, _NAME, _KIND, _DAY = 1.0, 0.6, 1.5, 0.6, 0.6
_FIGURE: Final = 0.6  # a figure that agrees: 6亿元 and 6亿元
_FIGURE_DIGIT: Final = 0.4  # … and for each further significant digit: 127.6亿元 gives 1.8
_SAME_MEASURE: Final = 1.4
_LEAST_RARE: Final = 0.3
_CONFLICT: Final = 0.7  # two versions of one figure
_OTHER_FIGURE: Final = 1.5  # … and two figures too far apart to be versions of one
_VERSIONS: Final = 1.5
_SURE: Final = 1.5  # figures that speak for one event though no place does
_OTHER_KIND: Final = 0.8  # a colour story is easily taken for another kind of event
_OTHER_NAMES: Final = 1.0  # projects that share no name
_ALIKE, _ALIKE_OFF, _WEATHER = 0.6, 0.9, 2.2
_NEXT_DAY: Final = timedelta(days=1)
_SAMPLE: Final = 400  # reports that tell how rare a common word is
_CONFIRMED, _CONFIRMED_OFF = 2.0, 1.0  # words that confirm what zone, kind and day say: some three rare ones
_OTHER_DAY: Final = 1.2
_ONE_PAPER: Final = 0.6  # a paper reports an event once; its second report needs more than a zone and a kind in common
PROJECTS: Final = 2  # stages below are those of a policy


@dataclass(frozen=True, slots=True)
class Index:
    """How many reports hold each name, each figure and, of `size` of them, each common word.

    Names and figures that few hold are as rare as any and are not in it; their keys are hashes.
    """

    names: dict[int, int]
    figures: dict[int, int]
    terms: Counter[str]
    size: int


def counted(fingerprints: Sequence[Fingerprint]) -> Index:
    """Count what the reports hold."""
    sample = fingerprints[:: max(1, len(fingerprints) // _SAMPLE)]
    return Index(
        names=common((name for one in fingerprints for name in one.names), _HELD_BY_FEW + 1),
        figures=common(
            (key for one in fingerprints for key in {fine_bucket(amount) for amount in one.figures}), _HELD_BY_FEW + 1
        ),
        terms=Counter(term for one in sample for term in common_words(one)),
        size=len(sample),
    )


def likeness(left: Fingerprint, right: Fingerprint, index: Index) -> float:
    """Weigh what speaks for one event against what speaks for two; 0 where something rules it out."""
    if ruled_out(left, right):
        return 0.0
    names = sum(_rarity(index.names.get(hash(name), 1)) for name in left.names & right.names)
    figures, conflicts = _compare(left.figures, right.figures, index)
    where = _where(left, right)
    alike = 0.0 if names or figures else _told_alike(left, right, index)
    if not (names or figures or alike) or not (where or (names and figures >= _SURE)):
        return 0.0
    points = min(_NAME * names, 2 * _NAME) + figures + where + alike
    points += _KIND * (left.kind.name == right.kind.name) - _OTHER_KIND * (not _allied(left.kind, right.kind))
    if left.days and right.days:
        points += _DAY if left.days & right.days else -_OTHER_DAY
    points += _DAY * bool(left.periods & right.periods and left.kind.name == "data")
    if (left.kind.stage or 0) >= PROJECTS and not left.batch and left.names and right.names and not names:
        points -= _OTHER_NAMES
    if left.article.publication and left.article.publication == right.article.publication:
        points -= _ONE_PAPER
    return points - conflicts


def _told_alike(left: Fingerprint, right: Fingerprint, index: Index) -> float:
    """Weigh that reports without a common name or figure are of one zone, kind and day, where their words confirm it.

    Projects (stages from signing on) are left out: a zone may sign two on one day. The weather of one province and day
    is one event whatever the words.
    """
    if left.kind.name == right.kind.name == "weather":
        return _WEATHER * bool(left.places & right.places and _apart(left, right) <= _NEXT_DAY)
    staged = left.kind.stage is not None and left.kind.stage >= PROJECTS
    if staged or OTHER in (left.kind, right.kind) or not _allied(left.kind, right.kind):
        return 0.0
    if left.zone is None or not left.zones & right.zones or not left.days & right.days:
        return 0.0
    rare = sum(_telling(index.terms[term], index.size) for term in common_words(left) & common_words(right))
    if left.kind.off:
        return _ALIKE_OFF * (rare >= _CONFIRMED_OFF)
    return _ALIKE * (rare >= _CONFIRMED)


def _apart(left: Fingerprint, right: Fingerprint) -> timedelta:
    """How long after each other two reports were printed; nothing where a day is not known."""
    one, other = left.article.published, right.article.published
    return abs(one - other) if one and other else timedelta()


def _telling(held_by: int, size: int) -> float:
    """Weigh a common word from 1 (only these two reports hold it) to 0 (every report does)."""
    return 1.0 - log(max(2, held_by) / 2) / log(max(4, size) / 2)


def _where(left: Fingerprint, right: Fingerprint) -> float:
    """Weigh that both are of one zone, one place, or the whole of one province or country."""
    if left.zones & right.zones:
        return _ZONE
    if left.places & right.places or _told_in(left, right) or _told_in(right, left):
        return _PLACE + _PLACE * (left.scope == right.scope != "local")
    return _PLACE * (left.scope == right.scope != "local")


def _told_in(one: Fingerprint, other: Fingerprint) -> bool:
    """Say whether a report that names no zone speaks of the city of the other's (望沧市, 望沧临港产业园)."""
    if one.zone is None or other.zone is not None:
        return False
    return zone_key(one.zone)[:STEM] in other.lead + str(other.article.headline or "")


def ruled_out(left: Fingerprint, right: Fingerprint) -> bool:
    """Say what no likeness can outweigh: another time, another place, another stage, another period."""
    if _apart(left, right) > APART:
        return True
    if _other_zone(left, right) or (left.phases and right.phases and not left.phases & right.phases):
        return True
    if left.scope == right.scope == "local" and _elsewhere(left.places, right.places):
        return True
    return _other_issuer(left, right) or _other_kind(left, right)


def _other_issuer(left: Fingerprint, right: Fingerprint) -> bool:
    """Say whether a whole country and a place speak, or a province and a zone that issues a rule of its own."""
    if {left.scope, right.scope} == {"national", "local"}:
        return True
    return left.issues != right.issues and "provincial" in (left.scope, right.scope)


def _elsewhere(left: frozenset[str], right: frozenset[str]) -> bool:
    """Say whether two events are in different cities, or, where no city is named, in different provinces."""
    cities, others = left - provinces(), right - provinces()
    if cities and others:
        return not cities & others
    return bool(left and right) and not left & right


def _other_zone(left: Fingerprint, right: Fingerprint) -> bool:
    """Say whether two reports are mainly about two zones; a park without a place of its own may be part of a zone."""
    if left.zone is None or right.zone is None or left.zones & right.zones:
        return False
    one, other = zone_key(left.zone), zone_key(right.zone)
    if one in other or other in one:
        return False
    parks = [zone for zone in (left.zone, right.zone) if PARK.search(zone.name) and zone.level == "未知"]
    return len(parks) != 1 or _elsewhere(left.places, right.places)


def _other_kind(left: Fingerprint, right: Fingerprint) -> bool:
    """Say whether two reports tell of different kinds of event, other stages of one thing, or other periods."""
    a, b = left.kind, right.kind
    if a.name == b.name:
        batches = a.stage is not None and a.stage >= PROJECTS and left.batch != right.batch
        periods = a.name == "data" and left.periods and right.periods and not left.periods & right.periods
        return batches or bool(periods)
    if a.off or b.off:
        return not (OTHER in (a, b) or (a.name in _OUTSIDE and b.name in _OUTSIDE))
    if not _allied(a, b) and (left.zone is None or right.zone is None):
        return True
    return a.stage is not None and b.stage is not None and not _one_day(left, right)


def _one_day(left: Fingerprint, right: Fingerprint) -> bool:
    """Say whether two reports give one and the same day and share a name: then their words differ, not their stages."""
    return len(left.days) == 1 and left.days == right.days and bool(left.names & right.names)


def _allied(a: Kind, b: Kind) -> bool:
    """Say whether one event is often told as either kind."""
    outside = a.name in _OUTSIDE and b.name in _OUTSIDE
    return a.name == b.name or OTHER in (a, b) or outside or frozenset({a.name, b.name}) in _ALLIED


def _rarity(held_by: int) -> float:
    """Weigh a name by how few reports share it: 1 for three of them, 0 for more than is rare."""
    return 0.0 if held_by > COMMON else 1.0 / (1.0 + log(max(1.0, held_by / _HELD_BY_FEW)))


def _compare(left: tuple[Amount, ...], right: tuple[Amount, ...], index: Index) -> tuple[float, float]:
    """Weigh the figures that agree and the measures on which the two disagree."""
    left, right = (tuple(one for one in held if one.fact.kind != "duration") for held in (left, right))
    points, used, agreed = 0.0, set[int](), set[str]()
    for one in left:
        fitting = [(k, other) for k, other in enumerate(right) if k not in used and one.agrees(other)]
        if fitting:
            k, other = min(fitting, key=lambda pair: (pair[1].measure != one.measure, pair[0]))
            used.add(k)
            agreed.add(one.measure)
            points += _worth(one, other, index)
    rivals: dict[str, float] = {}
    for one in left:
        for other in right:
            same = one.measure and one.measure == other.measure and one.unit == other.unit
            if same and one.measure not in agreed and not one.agrees(other):
                rivals.setdefault(one.measure, _CONFLICT if _near(one, other) else _OTHER_FIGURE)
    return points, sum(rivals.values())


def _near(one: Amount, other: Amount) -> bool:
    small, large = sorted((abs(one.middle), abs(other.middle)))
    return large <= _VERSIONS * small


def _worth(one: Amount, other: Amount, index: Index) -> float:
    digits = min(one.digits, other.digits)
    held_by = index.figures.get(hash(fine_bucket(one if one.digits >= other.digits else other)), 1)
    same = _SAME_MEASURE if one.measure and same_measure(one.measure, other.measure) else 1.0
    return (_FIGURE + _FIGURE_DIGIT * (digits - 1)) * same * max(_LEAST_RARE, _rarity(held_by))
