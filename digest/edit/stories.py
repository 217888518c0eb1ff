"""Reports in, stories out: the reports of one event stand together, the best one first.

Candidates meet in an inverted index over names, rare words, numbers and figures, so the time grows with the number of
reports; only candidates are compared, each pair by itself and then among its rivals. Groups are joined by the mean of
the odds between their reports (average linkage), the best first, so that one report that is like two events does not
make one of them.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from datetime import date
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Final

from digest.edit.continuations import beginning, continuations
from digest.edit.figures import buckets
from digest.edit.fingerprint import Fingerprint, Fingerprints, park_name, zone_key
from digest.edit.likeness import APART, COMMON, PARK, PROJECTS, RULED_OUT, counted, features, likeness, ruled_out
from digest.edit.postings import Postings
from digest.edit.rivals import LEAST, Rivals
from digest.edit.terms import digits
from digest.engine import resting
from digest.model import Report, Story

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from digest.edit.likeness import Index
    from digest.edit.rivals import Pair
    from digest.learned.linear import Model

    Models = tuple[Model, Model]  # of a pair alone, and among its rivals

_TELLING: Final = 6  # figures of a report by which its like is looked for, the longest first
_NAMES_ZONE: Final = 4.0  # figures that a report of a trade paper may have more than one that says whose project it is
# Of eight weeks by other hands, each left out of the fit in turn, .813 of the pairs of one event are found at a
# precision of .978; at 0.5 it is .793 at .981, at 0.0 .813 at .976.
_ENOUGH: Final = 0.15
_WORTH_A_LOOK: Final = _ENOUGH - 1.5  # pairs that may be joined where the others of their groups agree
_TOLD_BEFORE: Final = 0.0  # an earlier story is looked at alone, without its rivals
_CLIPPED: Final = (-5.0, 6.0)  # one pair says no more than this about two groups
_ASKED: Final = 8  # reports of a group that its mean is taken of
_RAREST: Final = 28  # words of a report by which its like is looked for
# Of two weeks 9 of 11 stories that go on from another share as much with it; of those that do not hardly one does.
_GOES_ON: Final = 0.2
_GOES_ON_IN_ORDER: Final = 0.15  # … where one is the next stage: two provinces' drafts share a word no dictionary has
_RARE_WORDS: Final = 2.5
_SURE_NAMES: Final = 2.0  # rare names that tell one project where no zone or place does
_PLANNED: Final = "planned"
_SERIES: Final = frozenset({"data", "ranking"})  # the next month of a series goes on from nothing
_NEAR: Final = 4  # days: reports printed so near to each other always meet under a word


def merge(
    reports: tuple[Report, ...], fingerprints: Fingerprints | None = None, models: Models | None = None
) -> tuple[Story, ...]:
    """Put the reports of one event together, whatever their order; a story's id depends on its articles only.

    Stories come in the order of their lead's date and id; the best report of each leads. `models` weigh pairs, for a
    fit; else the committed ones do.
    """
    made = fingerprints or Fingerprints()
    with resting():
        known = _settled([made(report) for report in sorted(reports, key=_printed)])
        seconds = continuations(known)
        groups = _with_seconds(_Groups(_Odds(known, models), seconds.keys()).joined(), seconds)
    stories = [_story([known[k] for k in group]) for group in groups]
    return tuple(sorted(stories, key=_place))


def weighed(reports: tuple[Report, ...]) -> Iterator[tuple[Report, Report, dict[str, float]]]:
    """Yield the pairs of reports that may be of one event with their features, for a fit."""
    made = Fingerprints()
    known = _settled([made(report) for report in sorted(reports, key=_printed)])
    index = counted(known)
    for left, right in _candidates(known):
        if not ruled_out(known[left], known[right]):
            yield known[left].report, known[right].report, features(known[left], known[right], index)


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
    """Yield the keys under which a report meets those it may be one event with.

    A word or number must be shared by reports printed within days of each other: in a year every word is common.
    """
    for name in one.names:
        yield ("name", name)
    telling = sorted(one.figures, key=lambda amount: -amount.digits)[:_TELLING]
    around = {*one.zones, *one.places, *({one.scope} - {"local"})}
    yield from (("figure", where, *key) for amount in telling for key in buckets(amount) for where in around)
    words = sorted(zip(one.terms.weights, one.terms.words, strict=True), reverse=True)[:_RAREST]
    day = (one.article.published or date.min).toordinal()
    for stretch in ((0, day // APART.days), (1, (day + _NEAR) // APART.days)):
        yield from (("word", word, *stretch) for _, word in words)
        yield from (("number", number, *stretch) for number in one.terms.numbers if digits(number) > 1)


class _Odds:
    """The odds of any two of some reports, each found once, in the light of their rivals."""

    def __init__(self, known: list[Fingerprint], models: Models | None) -> None:
        self._known, self._index = known, counted(known)
        self._alone: Model | None = models[0] if models else None
        self._among: Model | None = models[1] if models else None
        found = ((pair, self._by_itself(*pair)) for pair in _candidates(known))
        self._single = {pair: odds for pair, odds in found if odds > LEAST}
        self._rivals = Rivals(self._single)
        self._found: dict[Pair, float] = {}

    def __len__(self) -> int:
        return len(self._known)

    def links(self) -> Iterator[tuple[Pair, float]]:
        """Yield the pairs that may be joined where the others of their groups agree."""
        for pair in self._rivals.pairs():
            if (odds := self.between(*pair)) >= _WORTH_A_LOOK:
                yield pair, odds

    def between(self, one: int, other: int) -> float:
        """Give the log-odds that two reports are of one event."""
        pair = (min(one, other), max(one, other))
        if pair not in self._found:
            alone = self._single.get(pair)
            alone = self._by_itself(*pair) if alone is None else alone
            self._found[pair] = self._rivals.weigh(*pair, alone, self._among) if alone > RULED_OUT else RULED_OUT
        return self._found[pair]

    def ruled_out(self, a: tuple[int, ...], b: tuple[int, ...]) -> bool:
        """Say whether something rules out that two groups of reports are of one event."""
        return any(ruled_out(self._known[x], self._known[y]) for x in a for y in b)

    def _by_itself(self, left: int, right: int) -> float:
        return likeness(self._known[left], self._known[right], self._index, self._alone)


class _Groups:
    """Groups of reports, joined by the mean of the odds between their members."""

    def __init__(self, odds: _Odds, apart: Collection[int]) -> None:
        self._odds = odds
        self._links = {pair: value for pair, value in odds.links() if not set(pair) & set(apart)}
        self._groups: dict[int, tuple[int, ...]] = {k: (k,) for k in range(len(odds))}
        self._near: defaultdict[int, set[int]] = defaultdict(set)
        for left, right in self._links:
            self._near[left].add(right)
            self._near[right].add(left)

    def joined(self) -> list[tuple[int, ...]]:
        """Join the two groups whose mean is best until none is good enough; each group by its first report."""
        heap = [(-odds, left, right, 1, 1) for (left, right), odds in self._links.items()]
        heapify(heap)
        while heap:
            worse, left, right, *sizes = heappop(heap)
            if -worse < _ENOUGH:
                break
            held = [self._groups.get(left, ()), self._groups.get(right, ())]
            if [len(group) for group in held] == sizes and not self._odds.ruled_out(*held):
                for near in self._join(left, right):
                    heappush(heap, self._entry(left, near))
        return sorted(self._groups.values())

    def _join(self, left: int, right: int) -> list[int]:
        """Make one group of two under the first's name; give the groups that are near it."""
        self._groups[left] = tuple(sorted((*self._groups[left], *self._groups.pop(right))))
        near = (self._near.pop(right, set()) | self._near[left]) - {left, right}
        for other in near:
            self._near[other] = (self._near[other] - {right}) | {left}
        self._near[left] = near
        return sorted(near)

    def _entry(self, one: int, other: int) -> tuple[float, int, int, int, int]:
        left, right = sorted((one, other))
        a, b = self._groups[left], self._groups[right]
        low, high = _CLIPPED
        odds = [min(high, max(low, self._odds.between(x, y))) for x in a[:_ASKED] for y in b[:_ASKED]]
        return -sum(odds) / len(odds), left, right, len(a), len(b)


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
            _same_report(one, other) or likeness(one, other, index) >= _TOLD_BEFORE
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

    A project goes from signing to start to operation, a policy from draft to rule. Both reports must have a fifth of
    their words in common, by weight, and a place. Keys are the ids of the later stories.
    """
    known = {story.id: story for story in (*memory, *stories)}
    made = fingerprints or Fingerprints()
    told = [(key, made(report)) for key, story in known.items() for report in story.reports]
    index = counted([one for _, one in told])
    later = {story.id for story in stories}
    found: defaultdict[str, dict[str, Story]] = defaultdict(dict)
    for a, b in _meeting([one for _, one in told]):
        for (after, one), (before, other) in ((told[a], told[b]), (told[b], told[a])):
            if after in later and after != before and before not in found[after] and _continues(one, other, index):
                found[after][before] = known[before]
    out = {key: [one for one in held.values() if _is_before(one, known[key])] for key, held in found.items()}
    return {key: tuple(sorted(held, key=_place)) for key, held in out.items() if held}


def _meeting(ones: Sequence[Fingerprint]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that share a name, a rare word or a number, whenever they were printed, each once, in order."""
    postings = Postings()
    for k, one in enumerate(ones):
        words = sorted(zip(one.terms.weights, one.terms.words, strict=True), reverse=True)[:_RAREST]
        postings.add((*(("name", name) for name in one.names), *(("word", word) for _, word in words)), k)
    return postings.pairs(COMMON, [len(ones)] * len(ones))


def _is_before(one: Story, other: Story) -> bool:
    """Say whether a story came out before another: two stages of one day are two things."""
    first, second = (
        min((r.article.published or date.max for r in held.reports), default=date.max) for held in (one, other)
    )
    return first < second


def _continues(later: Fingerprint, earlier: Fingerprint, index: Index) -> bool:
    one, other = earlier.article.published, later.article.published
    if not one or not other or one >= other or {earlier.kind.name, later.kind.name} & _SERIES:
        return False
    if not _may_continue(later, earlier):
        return False
    found = features(later, earlier, index)
    where = found["zone"] or found["place"] or found["city"] or later.scope == earlier.scope != "local"
    if found["names"] < _SURE_NAMES and (not where or (found["other_zone"] and not found["city"])):
        return False
    a, b = earlier.kind.stage, later.kind.stage
    is_next = a is not None and b is not None and a < b and bool(later.names & earlier.names)
    return (is_next and found["contained"] >= _GOES_ON_IN_ORDER) or (
        found["contained"] >= _GOES_ON and found["rare"] >= _RARE_WORDS
    )


def _may_continue(later: Fingerprint, earlier: Fingerprint) -> bool:
    """Say whether the stages, works and issuers of two reports may be of one thing.

    A project begins with its signing or its plan: what its firm did before is another thing.
    """
    a, b = earlier.kind.stage, later.kind.stage
    if a is not None and b is not None and (a > b or (a < PROJECTS) != (b < PROJECTS)):
        return False
    if a is None and (b == PROJECTS and earlier.kind.name != _PLANNED):
        return False
    if a is None and b is None and not later.zones & earlier.zones:
        return False
    if earlier.phases and later.phases and not earlier.phases & later.phases:
        return False
    return later.issues == earlier.issues or "provincial" not in (later.scope, earlier.scope)
