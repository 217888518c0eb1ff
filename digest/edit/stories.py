"""Reports in, stories out: the reports of one event stand together, the best one first.

Two reports are of one event when who, where, what kind of event, which figures and when agree; words alone decide
nothing. Candidates meet in an inverted index over names and figures, so the time grows with the number of reports;
only candidates are compared exactly.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from digest.edit.continuations import beginning, continuations
from digest.edit.figures import buckets
from digest.edit.fingerprint import Fingerprint, Fingerprints, park_name, provinces, zone_key
from digest.edit.likeness import APART, COMMON, PARK, PROJECTS, counted, likeness, ruled_out
from digest.edit.postings import Postings
from digest.engine import resting
from digest.model import Report, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TELLING: Final = 6  # figures of a report by which its like is looked for, the longest first
_NAMES_ZONE: Final = 4.0  # figures that a report of a trade paper may have more than one that says whose project it is
# Of the sample week and the invented articles measured, two events reach 1.6 at most, one event in two papers 2.2.
_ENOUGH: Final = 2.1


def merge(reports: tuple[Report, ...], fingerprints: Fingerprints | None = None) -> tuple[Story, ...]:
    """Put the reports of one event together, whatever their order; a story's id depends on its articles only.

    Stories come in the order of their lead's date and id; the best report of each leads.
    """
    made = fingerprints or Fingerprints()
    with resting():
        known = _settled([made(report) for report in sorted(reports, key=_printed)])
        index = counted(known)
        links = []
        for left, right in _candidates(known):
            points = likeness(known[left], known[right], index)
            if points >= _ENOUGH:
                links.append((-points, left, right))
    seconds = continuations(known)
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


def _settled(fingerprints: list[Fingerprint]) -> list[Fingerprint]:
    """Put a report that names only a park (我区空港产业园) into the one zone the other reports name with that park."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    homes: dict[str, Fingerprint] = {}
    for one in fingerprints:
        if one.zone and not PARK.search(one.zone.name):
            homes.setdefault(zone_key(one.zone), one)
            for park in one.parks:
                owners[park].add(zone_key(one.zone))
    settled = []
    for one in fingerprints:
        owner = owners.get(park_name(one.zone), set()) if one.zone and one.zone.level == "未知" else set()
        home = homes[next(iter(owner))] if len(owner) == 1 else None
        if home and home.zone and len(one.zones) == 1:
            zones, places = one.zones | {zone_key(home.zone)}, one.places | home.places
            settled.append(replace(one, zone=home.zone, zones=zones, places=places))
        else:
            settled.append(one)
    return settled


def _printed(report: Report) -> tuple[date, str]:
    """The order in which reports are numbered: those without a day first."""
    return report.article.published or date.min, report.article.id


def _place(story: Story) -> tuple[str, str]:
    return str(story.reports[0].article.published or ""), story.id


def _candidates(fingerprints: list[Fingerprint]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share a key and were printed within days of each other, each once, in order.

    The fingerprints come in the order of `_printed`, so that what is too late for one is too late for all before it.
    """
    postings = Postings()
    for k, one in enumerate(fingerprints):
        postings.add(_keys(one), k)
    days = [one.article.published or date.min for one in fingerprints]
    until = [bisect_right(days, day + APART) - 1 if day > date.min else len(days) for day in days]
    return postings.pairs(COMMON, until)


def _keys(one: Fingerprint) -> Iterator[tuple[object, ...]]:
    """Under which keys a report meets those it may be one event with.

    Without a name or figure in common only a zone's reports of one day can be of one event, or what is off topic. A
    project stands in a city, where one is named; a province tells too many of them apart from nothing.
    """
    for name in one.names:
        yield ("name", name)
    for zone in one.zones:
        yield from (("day", zone, day) for day in one.days)
    project = one.kind.stage is not None and one.kind.stage >= PROJECTS
    places = (one.places - provinces() if project else None) or one.places
    around = {*one.zones, *places, *({one.scope} - {"local"})}
    if one.kind.off:
        yield from (("off", where, one.kind.name) for where in {*around, *one.places})
    telling = sorted(one.figures, key=lambda amount: -amount.digits)[:_TELLING]
    keys = [key for amount in telling for key in buckets(amount)]
    yield from (("figure", where, *key) for where in around for key in keys)


def _groups(fingerprints: list[Fingerprint], links: Iterable[tuple[float, int, int]]) -> Iterator[tuple[int, ...]]:
    """Join the best links first; a group never holds two reports that rule each other out."""
    group: dict[int, tuple[int, ...]] = {}
    for _, left, right in links:
        a, b = group.get(left, (left,)), group.get(right, (right,))
        if a is b or any(ruled_out(fingerprints[x], fingerprints[y]) for x in a for y in b):
            continue
        joined = tuple(sorted(a + b))
        for k in joined:
            group[k] = joined
    yield from dict.fromkeys(group.get(k, (k,)) for k in range(len(fingerprints)))


def _story(fingerprints: list[Fingerprint]) -> Story:
    best = sorted(fingerprints, key=lambda one: (one.article.jumps_from is not None, *_quality(one)))
    return Story(story_id(one.article.id for one in fingerprints), tuple(one.report for one in best))


def story_id(articles: Iterable[str]) -> str:
    """Name a story by the ids of its articles, whatever their order."""
    return hashlib.sha256(",".join(sorted(articles)).encode()).hexdigest()[:12]


def _quality(one: Fingerprint) -> tuple[float, str, str]:
    """Order the reports of a story: hard figures, a headline, the front page and length make the lead."""
    article = one.article
    length = sum(len(text) for text in article.body)
    points = min(12, len(one.figures)) + 2.0 * bool(article.headline) + 1.5 * _front(article.page)
    points += min(3.0, length / 150) + _NAMES_ZONE * bool(one.zone) + 1.0 * bool(one.days)
    return -points, str(article.published or ""), article.id


def _front(page: str | None) -> bool:
    return (page or "").lstrip("A0第").startswith("1") and not (page or "").lstrip("A0第")[1:2].isdigit()


def same_events(
    stories: Sequence[Story], memory: Sequence[Story], fingerprints: Fingerprints | None = None
) -> dict[str, tuple[Story, ...]]:
    """Find the earlier stories that tell the event of a later one; keys are the ids of the later stories."""
    made = fingerprints or Fingerprints()
    told = [(report, story, True) for story in stories for report in story.reports]
    told += [(report, story, False) for story in memory for report in story.reports]
    told.sort(key=lambda one: _printed(one[0]))
    known = _settled([made(report) for report, _, _ in told])
    index = counted(known)
    found: defaultdict[str, dict[str, Story]] = defaultdict(dict)
    for pair in _candidates(known):
        one, other = (known[k] for k in pair)
        if told[pair[0]][2] != told[pair[1]][2] and (
            _same_report(one, other) or likeness(one, other, index) >= _ENOUGH
        ):
            later, earlier = sorted((told[k] for k in pair), key=lambda report: not report[2])
            found[later[1].id][earlier[1].id] = earlier[1]
    return {key: tuple(sorted(held.values(), key=_place)) for key, held in found.items()}


def _same_report(left: Fingerprint, right: Fingerprint) -> bool:
    one, other = left.article, right.article
    return (one.publication, one.published, left.lead) == (other.publication, other.published, right.lead)


def follows(
    stories: Sequence[Story], memory: Sequence[Story] = (), fingerprints: Fingerprints | None = None
) -> dict[str, tuple[Story, ...]]:
    """Find what each story continues: an earlier stage of the same thing, in these stories or those of earlier issues.

    A project goes from signing to start to operation, a policy from draft to rule; both reports must share a name that
    only they and a few others have, and a place. Keys are the ids of the later stories.
    """
    known = {story.id: story for story in (*memory, *stories)}
    made = fingerprints or Fingerprints()
    told = {key: tuple(made(report) for report in story.reports) for key, story in known.items()}
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    for key, ones in told.items():
        for one in ones:
            for name in one.names:
                by_name[name].add(key)
    found = {}
    for story in stories:
        names = {name for one in told[story.id] for name in one.names}
        near = {key for name in names if len(by_name[name]) <= COMMON for key in by_name[name]} - {story.id}
        earlier = [known[key] for key in sorted(near) if _any_continues(told[story.id], told[key])]
        if earlier:
            found[story.id] = tuple(sorted(earlier, key=_place))
    return found


def _any_continues(later: Iterable[Fingerprint], earlier: Iterable[Fingerprint]) -> bool:
    """Say whether a story goes on from another that came out before it: two stages of one day are two things."""
    after, before = tuple(later), tuple(earlier)
    begun, going_on = (
        min((one.article.published or date.max for one in held), default=None) for held in (before, after)
    )
    if begun is None or going_on is None or begun >= going_on:
        return False
    return any(_continues(one, other) for one in after for other in before)


def _continues(later: Fingerprint, earlier: Fingerprint) -> bool:
    one, other = earlier.article.published, later.article.published
    if earlier.kind.stage is None or later.kind.stage is None or earlier.kind.stage >= later.kind.stage:
        return False
    if earlier.phases and later.phases and not earlier.phases & later.phases:
        return False
    if (earlier.kind.stage < PROJECTS) != (later.kind.stage < PROJECTS) or not one or not other or one > other:
        return False
    where = later.zones & earlier.zones or later.places & earlier.places or later.scope == earlier.scope != "local"
    return bool(later.names & earlier.names) and bool(where)
