"""Reports in, stories out: the reports of one event stand together, the best one first.

Two reports are of one event when who, where, what kind of event, which figures and when agree; words alone decide
nothing. Candidates meet in an inverted index over names and figures, so the time grows with the number of reports;
only candidates are compared exactly.
"""

from __future__ import annotations

import gc
import hashlib
import re
from array import array
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import combinations, groupby, islice
from math import log
from typing import TYPE_CHECKING, Final

from digest.edit.carried import beginning, carried
from digest.edit.figures import Amount, buckets, fine_bucket, same_measure
from digest.edit.gist import OTHER, STEM, Gist, Gists, Kind, common_words, park_name, provinces, zone_key
from digest.model import Report, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Reports of one event come within a week of each other; a later one is a follow-up.
_APART: Final = timedelta(days=7)
# A name or figure that more reports than this share tells no event from another.
_COMMON: Final = 24
_TELLING: Final = 6  # figures of a report by which its like is looked for, the longest first
# A posting of the index: 40 bits of a key's hash, 24 of a report's number. Two keys of one hash cost a comparison.
_NUMBER: Final = 24
_REPORTS: Final = (1 << _NUMBER) - 1
_HASH: Final = (1 << 40) - 1
# Kinds that one event may be told as: a rule as help for firms, a machine as research or as a start of production.
_ALLIED: Final = frozenset(
    frozenset(pair)
    for pair in (
        ("policy", "service"), ("policy", "innovation"), ("service", "innovation"), ("innovation", "finish"),
        ("sign", "promotion"), ("ranking", "data"), ("service", "start"), ("service", "finish"),
    )
)  # fmt: skip
# What a sport report tells of the weather, and a festival of its acts, does not make two events of one.
_OUTSIDE: Final = frozenset({"sport", "weather", "leisure"})
_PARK = re.compile(r"(?:产业园|产业园区|工业园|科技园|园区|片区|基地|小镇|新城)$")
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
_PROJECTS: Final = 2  # stages below are those of a policy
# Of the sample week and the invented articles measured, two events reach 1.6 at most, one event in two papers 2.2.
_ENOUGH: Final = 2.1


@dataclass(frozen=True, slots=True)
class _Index:
    """How many reports hold each name and each figure, and how many of `size` of them each common word."""

    names: Counter[str]
    terms: Counter[str]
    figures: Counter[tuple[str, int]]
    size: int


def merge(reports: tuple[Report, ...], gists: Gists | None = None) -> tuple[Story, ...]:
    """Put the reports of one event together, whatever their order; a story's id depends on its articles only.

    Stories come in the order of their lead's date and id; the best report of each leads.
    """
    made = gists or Gists()
    with uncollected():
        known = _settled([made(report) for report in sorted(reports, key=lambda report: report.article.id)])
        index = _count(known)
        links = []
        for left, right in _candidates(known):
            points = likeness(known[left], known[right], index)
            if points >= _ENOUGH:
                links.append((-points, left, right))
    seconds = carried(known)
    parted = [link for link in sorted(links) if not seconds.keys() & set(link[1:])]
    stories = [_story([known[k] for k in group]) for group in _with_seconds(_groups(known, parted), seconds)]
    return tuple(sorted(stories, key=_place))


def _with_seconds(groups: Iterable[tuple[int, ...]], seconds: dict[int, int]) -> Iterator[tuple[int, ...]]:
    """Put the second part of a report (上接1版) where its first is, whatever it tells of by itself."""
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for second in seconds:
        ends[beginning(seconds, second)].append(second)
    for group in groups:
        if group[0] not in seconds:
            yield (*group, *(second for first in group for second in ends[first]))


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector from walking all reports again and again: nothing here makes a cycle.

    With the facts of 8,000 articles in memory it took 40 % of the time.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _settled(gists: list[Gist]) -> list[Gist]:
    """Put a report that names only a park (我区空港产业园) into the one zone the other reports name with that park."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    homes: dict[str, Gist] = {}
    for one in gists:
        if one.zone and not _PARK.search(one.zone.name):
            homes.setdefault(zone_key(one.zone), one)
            for park in one.parks:
                owners[park].add(zone_key(one.zone))
    settled = []
    for one in gists:
        owner = owners.get(park_name(one.zone), set()) if one.zone and one.zone.level == "未知" else set()
        home = homes[next(iter(owner))] if len(owner) == 1 else None
        if home and home.zone and len(one.zones) == 1:
            zones, places = one.zones | {zone_key(home.zone)}, one.places | home.places
            settled.append(replace(one, zone=home.zone, zones=zones, places=places))
        else:
            settled.append(one)
    return settled


def _place(story: Story) -> tuple[str, str]:
    return str(story.reports[0].article.published or ""), story.id


def _count(gists: list[Gist]) -> _Index:
    names = Counter(name for one in gists for name in one.names)
    figures = Counter(key for one in gists for key in {fine_bucket(amount) for amount in one.figures})
    sample = gists[:: max(1, len(gists) // _SAMPLE)]
    terms = Counter(term for one in sample for term in common_words(one))
    return _Index(names, terms, figures, len(sample))


def _keys(one: Gist) -> Iterator[tuple[object, ...]]:
    """Under which keys a report meets those it may be one event with."""
    for name in one.names:
        yield ("name", name)
    around = {*one.zones, *one.places, *({one.scope} - {"local"})}
    telling = sorted(one.figures, key=lambda amount: -amount.digits)[:_TELLING]
    for where in around:
        yield from (("day", where, day) for day in one.days)
        if one.kind.off:
            yield ("off", where, one.kind.name)
        for amount in telling:
            for key in buckets(amount):
                yield ("figure", where, *key)


def _candidates(gists: list[Gist]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that meet under a key, each once, in order.

    A posting is one integer, the key's hash before the report's number: a list of lists takes ten times the memory.
    """
    postings = array("Q")
    for k, one in enumerate(gists):
        postings.extend({(hash(key) & _HASH) << _NUMBER | k for key in _keys(one)})
    pairs: set[int] = set()
    for _, held in groupby(sorted(postings), key=lambda posting: posting >> _NUMBER):
        numbers = [posting & _REPORTS for posting in islice(held, _COMMON + 1)]
        if 1 < len(numbers) <= _COMMON:
            pairs.update(left << _NUMBER | right for left, right in combinations(numbers, 2))
    yield from ((pair >> _NUMBER, pair & _REPORTS) for pair in sorted(pairs))


def likeness(left: Gist, right: Gist, index: _Index) -> float:
    """Weigh what speaks for one event against what speaks for two; 0 where something rules it out."""
    if _ruled_out(left, right):
        return 0.0
    names = sum(_rarity(index.names[name]) for name in left.names & right.names)
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
    if (left.kind.stage or 0) >= _PROJECTS and not left.batch and left.names and right.names and not names:
        points -= _OTHER_NAMES
    if left.article.publication and left.article.publication == right.article.publication:
        points -= _ONE_PAPER
    return points - conflicts


def _told_alike(left: Gist, right: Gist, index: _Index) -> float:
    """Weigh that reports without a common name or figure are of one zone, kind and day, where their words confirm it.

    Projects (stages from signing on) are left out: a zone may sign two on one day. The weather of one province and day
    is one event whatever the words.
    """
    if left.kind.name == right.kind.name == "weather":
        return _WEATHER * bool(left.places & right.places and _apart(left, right) <= _NEXT_DAY)
    staged = left.kind.stage is not None and left.kind.stage >= _PROJECTS
    if staged or OTHER in (left.kind, right.kind) or not _allied(left.kind, right.kind):
        return 0.0
    if left.zone is None or not left.zones & right.zones or not left.days & right.days:
        return 0.0
    rare = sum(_telling(index.terms[term], index.size) for term in common_words(left) & common_words(right))
    if left.kind.off:
        return _ALIKE_OFF * (rare >= _CONFIRMED_OFF)
    return _ALIKE * (rare >= _CONFIRMED)


def _apart(left: Gist, right: Gist) -> timedelta:
    """How long after each other two reports were printed; nothing where a day is not known."""
    one, other = left.article.published, right.article.published
    return abs(one - other) if one and other else timedelta()


def _telling(held_by: int, size: int) -> float:
    """Weigh a common word from 1 (only these two reports hold it) to 0 (every report does)."""
    return 1.0 - log(max(2, held_by) / 2) / log(max(4, size) / 2)


def _where(left: Gist, right: Gist) -> float:
    """Weigh that both are of one zone, one place, or the whole of one province or country."""
    if left.zones & right.zones:
        return _ZONE
    if left.places & right.places or _told_in(left, right) or _told_in(right, left):
        return _PLACE + _PLACE * (left.scope == right.scope != "local")
    return _PLACE * (left.scope == right.scope != "local")


def _told_in(one: Gist, other: Gist) -> bool:
    """Say whether a report that names no zone speaks of the city of the other's (望沧市, 望沧临港产业园)."""
    if one.zone is None or other.zone is not None:
        return False
    return zone_key(one.zone)[:STEM] in other.lead + str(other.article.headline or "")


def _ruled_out(left: Gist, right: Gist) -> bool:
    """Say what no likeness can outweigh: another time, another place, another stage, another period."""
    if _apart(left, right) > _APART:
        return True
    if _other_zone(left, right) or (left.phases and right.phases and not left.phases & right.phases):
        return True
    if left.scope == right.scope == "local" and _elsewhere(left.places, right.places):
        return True
    return _other_issuer(left, right) or _other_kind(left, right)


def _other_issuer(left: Gist, right: Gist) -> bool:
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


def _other_zone(left: Gist, right: Gist) -> bool:
    """Say whether two reports are mainly about two zones; a park without a place of its own may be part of a zone."""
    if left.zone is None or right.zone is None or left.zones & right.zones:
        return False
    one, other = zone_key(left.zone), zone_key(right.zone)
    if one in other or other in one:
        return False
    parks = [zone for zone in (left.zone, right.zone) if _PARK.search(zone.name) and zone.level == "未知"]
    return len(parks) != 1 or _elsewhere(left.places, right.places)


def _other_kind(left: Gist, right: Gist) -> bool:
    """Say whether two reports tell of different kinds of event, other stages of one thing, or other periods."""
    a, b = left.kind, right.kind
    if a.name == b.name:
        batches = a.stage is not None and a.stage >= _PROJECTS and left.batch != right.batch
        periods = a.name == "data" and left.periods and right.periods and not left.periods & right.periods
        return batches or bool(periods)
    if a.off or b.off:
        return not (OTHER in (a, b) or (a.name in _OUTSIDE and b.name in _OUTSIDE))
    if not _allied(a, b) and (left.zone is None or right.zone is None):
        return True
    return a.stage is not None and b.stage is not None and not _one_day(left, right)


def _one_day(left: Gist, right: Gist) -> bool:
    """Say whether two reports give one and the same day and share a name: then their words differ, not their stages."""
    return len(left.days) == 1 and left.days == right.days and bool(left.names & right.names)


def _allied(a: Kind, b: Kind) -> bool:
    """Say whether one event is often told as either kind."""
    outside = a.name in _OUTSIDE and b.name in _OUTSIDE
    return a.name == b.name or OTHER in (a, b) or outside or frozenset({a.name, b.name}) in _ALLIED


def _rarity(held_by: int) -> float:
    """Weigh a name by how few reports share it: 1 for two of them, 0 for more than is rare."""
    return 0.0 if held_by > _COMMON else 1.0 / (1.0 + log(max(1.0, held_by / 3)))


def _compare(left: tuple[Amount, ...], right: tuple[Amount, ...], index: _Index) -> tuple[float, float]:
    """Weigh the figures that agree, each once, and the measures on which the two disagree."""
    left, right = (_once(tuple(one for one in held if one.fact.kind != "duration")) for held in (left, right))
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


def _once(figures: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """Keep each amount of a measure once: a headline repeats what the lead says."""
    return tuple({(one.unit, one.low, one.high): one for one in reversed(figures)}.values())[::-1]


def _near(one: Amount, other: Amount) -> bool:
    small, large = sorted((abs(one.middle), abs(other.middle)))
    return large <= _VERSIONS * small


def _worth(one: Amount, other: Amount, index: _Index) -> float:
    digits = min(one.digits, other.digits)
    rare = _rarity(index.figures[fine_bucket(one if one.digits >= other.digits else other)])
    same = _SAME_MEASURE if one.measure and same_measure(one.measure, other.measure) else 1.0
    return (_FIGURE + _FIGURE_DIGIT * (digits - 1)) * same * max(_LEAST_RARE, rare)


def _groups(gists: list[Gist], links: Iterable[tuple[float, int, int]]) -> Iterator[tuple[int, ...]]:
    """Join the best links first; a group never holds two reports that rule each other out."""
    group: dict[int, tuple[int, ...]] = {k: (k,) for k in range(len(gists))}
    for _, left, right in links:
        a, b = group[left], group[right]
        if a is b or any(_ruled_out(gists[x], gists[y]) for x in a for y in b):
            continue
        joined = tuple(sorted(a + b))
        for k in joined:
            group[k] = joined
    yield from dict.fromkeys(group.values())


def _story(gists: list[Gist]) -> Story:
    best = sorted(gists, key=lambda one: (one.article.jumps_from is not None, *_quality(one)))
    ids = ",".join(sorted(one.article.id for one in gists))
    return Story(hashlib.sha256(ids.encode()).hexdigest()[:12], tuple(one.report for one in best))


def _quality(one: Gist) -> tuple[float, str, str]:
    """Order the reports of a story: hard figures, a headline, the front page and length make the lead."""
    article = one.article
    length = sum(len(text) for text in article.body)
    points = min(12, len(one.figures)) + 2.0 * bool(article.headline) + 1.5 * _front(article.page)
    points += min(3.0, length / 150) + 1.5 * bool(one.zone) + 1.0 * bool(one.days)
    return -points, str(article.published or ""), article.id


def _front(page: str | None) -> bool:
    return (page or "").lstrip("A0第").startswith("1") and not (page or "").lstrip("A0第")[1:2].isdigit()


def same_events(
    stories: Sequence[Story], memory: Sequence[Story], gists: Gists | None = None
) -> dict[str, tuple[Story, ...]]:
    """Find the earlier stories that tell the event of a later one; keys are the ids of the later stories."""
    made = gists or Gists()
    owners = [story for story in (*stories, *memory) for _ in story.reports]
    known = _settled([made(report) for story in (*stories, *memory) for report in story.reports])
    later = sum(len(story.reports) for story in stories)
    index = _count(known)
    found: defaultdict[str, dict[str, Story]] = defaultdict(dict)
    for left, right in _candidates(known):
        crosses = left < later <= right
        if crosses and (
            _same_report(known[left], known[right]) or likeness(known[left], known[right], index) >= _ENOUGH
        ):
            found[owners[left].id][owners[right].id] = owners[right]
    return {key: tuple(sorted(held.values(), key=_place)) for key, held in found.items()}


def _same_report(left: Gist, right: Gist) -> bool:
    one, other = left.article, right.article
    return (one.publication, one.published, left.lead) == (other.publication, other.published, right.lead)


def follows(
    stories: Sequence[Story], memory: Sequence[Story] = (), gists: Gists | None = None
) -> dict[str, tuple[Story, ...]]:
    """Find what each story continues: an earlier stage of the same thing, in these stories or those of earlier issues.

    A project goes from signing to start to operation, a policy from draft to rule; both reports must share a name that
    only they and a few others have, and a place. Keys are the ids of the later stories.
    """
    known = {story.id: story for story in (*memory, *stories)}
    made = gists or Gists()
    told = {key: tuple(made(report) for report in story.reports) for key, story in known.items()}
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    for key, ones in told.items():
        for one in ones:
            for name in one.names:
                by_name[name].add(key)
    found = {}
    for story in stories:
        names = {name for one in told[story.id] for name in one.names}
        near = {key for name in names if len(by_name[name]) <= _COMMON for key in by_name[name]} - {story.id}
        earlier = [known[key] for key in sorted(near) if _any_continues(told[story.id], told[key])]
        if earlier:
            found[story.id] = tuple(sorted(earlier, key=_place))
    return found


def _any_continues(later: Iterable[Gist], earlier: Iterable[Gist]) -> bool:
    before = tuple(earlier)
    return any(_continues(one, other) for one in later for other in before)


def _continues(later: Gist, earlier: Gist) -> bool:
    one, other = earlier.article.published, later.article.published
    if earlier.kind.stage is None or later.kind.stage is None or earlier.kind.stage >= later.kind.stage:
        return False
    if earlier.phases and later.phases and not earlier.phases & later.phases:
        return False
    if (earlier.kind.stage < _PROJECTS) != (later.kind.stage < _PROJECTS) or not one or not other or one > other:
        return False
    where = later.zones & earlier.zones or later.places & earlier.places or later.scope == earlier.scope != "local"
    return bool(later.names & earlier.names) and bool(where)
