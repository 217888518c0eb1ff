"""The paragraphs of a page in, the bodies of its articles out: where one report ends and the next begins.

No single sign decides: leads and datelines, names at the end of a text, what stands between two paragraphs,
a change of column, and the words that paragraphs share (TextTiling, Hearst 1997, on runs of characters).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from digest.page import marks
from digest.page.shingles import pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.page.stream import Item
    from digest.page.vocabulary import Grams

# What speaks for a new report between two paragraphs, in natural logarithms: a logistic regression on 5,000 gaps of 390
# typeset pages (headlines above, below, apart or lost; five kinds of texts) and of the pages at hand, rounded. On 3,400
# gaps of other pages and texts it errs 89 times, the regression on fewer signs before it erred 100 times.
_BOUNDARY = 0.0
_ANY, _UNMARKED, _DISPLAY = 1.6, -1.9, -1.7
_SURE = 2.0
_LEAD, _NEWS, _OPENER, _TODAY, _BELOW_SUBHEAD, _DATED = 7.0, 2.5, 1.2, 1.1, 0.7, 0.9
_NEWSLIKE, _OPENING, _LESS_OPENING = 1.5, 1.0, 0.8
_SIGNED, _BYLINE, _NAMES, _JUMP, _SECTION, _CAPTION = 4.0, 4.2, 2.2, 2.3, 2.6, 0.8
_COLUMN, _ANOTHER_COLUMN = 3.5, 0.15
_MANY_LINES, _ANOTHER_EM = 4, 1.2
_VERTICAL, _TWO_LINES, _WIDER, _TIGHT = 0.8, 2.8, 0.4, 1.5
_GOES_ON = re.compile(
    r"^(?:据介绍|据悉|据了解|此外|同时|与此同时|目前|下一步|接下来|其中|另外|眼下|当前|项目|企业|对此|为此|因此|不仅|不过|然而|如今|随着|该|这|他|她|它|“)"
)
_GOES_ON_WEIGHT = -1.5
_DAY = re.compile(r"\d{1,2}月\d{1,2}日")
_HEAD = 30  # characters at the beginning of a paragraph
_OPEN = -4.0
_WINDOW = 3
_COHESION, _WINDOW_COHESION, _RIGHT_COHESION, _EXPECTED = -1.4, -1.6, -0.6, 0.03
# A report has mostly more than one paragraph: right beside a gap that is this sure another one is less likely.
_CERTAIN, _AFTER_BEGINNING, _BEFORE_END = 2.5, -1.0, -1.1
# Subheads come in company: what a single display line weighs for each other one up to the next sure gaps, or alone.
_COMPANY, _MOST_COMPANY, _LONE = -1.2, 2, 0.4
_NAMING = 3.0
# Subheads of the pages measured are up to 11 ems wide, headlines on one line from 7 to 24.
_LONGER, _LONGER_THAN_SUBHEADS = ((7.5, 0.5), (9.5, 0.4), (12.0, 0.4)), 12.0
# Where headlines stand over their texts, a gap without one parts two reports less often; up to three display lines at
# the top of a page and one at its foot are no headlines that stand apart.
_NO_HEADING, _AT_TOP, _AT_FOOT = -2.5, 3, 1
_CALL, _SHORTEST_CALL, _AT_HOME = 4.0, 6, 0.6


@dataclass(frozen=True, slots=True)
class Body:
    """The paragraphs of one report, as places in the stream's items: [first, last]."""

    members: tuple[int, ...]

    @property
    def first(self) -> int:
        """Place of the first paragraph."""
        return self.members[0]

    @property
    def last(self) -> int:
        """Place of the last paragraph."""
        return self.members[-1]


def bodies(places: Sequence[int], scores: Sequence[float]) -> list[Body]:
    """Group paragraphs (places among the items) into bodies, given how surely each but the first begins a report."""
    groups: list[list[int]] = []
    for place, score in zip(places, (_BOUNDARY, *scores), strict=True):
        if score >= _BOUNDARY:
            groups.append([])
        groups[-1].append(place)
    return [Body(tuple(group)) for group in groups]


def called(heads: Sequence[tuple[str, int | None]], paragraphs: Sequence[Grams], found: Sequence[Body]) -> list[float]:
    """Weigh, for each paragraph but the first, whether a heading that stands elsewhere calls for a report there.

    It calls for one where it shares with a paragraph what it shares with none of the body before it. Each heading
    comes with the body it stands above, if any, which it then most likely belongs to. `paragraphs` are those of
    `found`, laid end to end.
    """
    said = [grams.pairs for grams in paragraphs]
    owners = [b for b, body in enumerate(found) for _ in body.members]
    calls = [0.0] * len(paragraphs)
    for head, home in heads:
        shares = _shares(head, said)
        if not shares:
            continue
        best = max(range(len(shares)), key=shares.__getitem__)
        if (
            home is not None
            and max(share for share, b in zip(shares, owners, strict=True) if b == home) > _AT_HOME * shares[best]
        ):
            continue
        start = owners.index(owners[best])
        if start < best:
            calls[best] = max(calls[best], _CALL * (shares[best] - max(shares[start:best])))
    return calls[1:]


def _shares(head: str, said: Sequence[frozenset[str]]) -> list[float]:
    """Share of a heading that each paragraph says too; pairs that many paragraphs have weigh less. [] if too short."""
    heard = [(pair, [k for k, pair_set in enumerate(said) if pair in pair_set]) for pair in sorted(pairs(head))]
    if len(heard) < _SHORTEST_CALL:
        return []
    shares, total = [0.0] * len(said), 0.0
    for _, holders in heard:
        weight = math.log((len(said) + 1) / max(1, len(holders)))
        total += weight
        for k in holders:
            shares[k] += weight
    return [share / total for share in shares]


def boundaries(items: Sequence[Item], places: Sequence[int], grams: Sequence[Grams]) -> list[float]:
    """Weigh, for each two neighbouring paragraphs, how surely a new report begins with the second."""
    spread = Counter(chain.from_iterable(gram.own for gram in grams))
    said = [gram.own for gram in grams]
    missing = _UNMARKED + _NO_HEADING * _in_place(items, places)
    signs = [
        _between(items, a, b, missing)
        + _COHESION * _cohesion(said[k], said[k + 1], spread)
        + _naming(items[a + 1 : b], grams, k)
        for k, (a, b) in enumerate(pairwise(places))
    ]
    sure = [True, *(score >= _CERTAIN for score in signs), True]
    shown = [sum(item.kind == "display" for item in items[a + 1 : b]) for a, b in pairwise(places)]
    others = _others([count == 1 for count in shown], sure)
    return [
        score if sure[k + 1] else score + _around(said, spread, sure, k) + _beside(sure, k, shown[k], others[k])
        for k, score in enumerate(signs)
    ]


def _others(lone: Sequence[bool], sure: Sequence[bool]) -> list[int]:
    """Count for each gap the others up to the next sure ones that hold a single display line: subheads, likely."""
    counts: list[int] = []
    start = 0
    for end in (k for k in range(1, len(sure)) if sure[k]):
        stretch = lone[start:end]
        counts += [sum(stretch) - own for own in stretch]
        start = end
    return counts


def _beside(sure: Sequence[bool], k: int, shown: int, others: int) -> float:
    """Weigh the sure gaps right beside the one behind paragraph `k`, or the company of its display line."""
    if shown == 1:
        return _COMPANY * min(others, _MOST_COMPANY) if others else _LONE
    return 0.0 if shown else _AFTER_BEGINNING * sure[k] + _BEFORE_END * sure[k + 2]


def _around(said: Sequence[frozenset[str]], spread: Counter[str], sure: Sequence[bool], k: int) -> float:
    """Weigh what stands around the gap behind paragraph `k`: where the next sure gaps are, and what both sides share.

    `sure[k]` tells of the gap before paragraph `k`.
    """
    first, last = k, k + 1
    while first > k + 1 - _WINDOW and not sure[first]:
        first -= 1
    while last < k + _WINDOW and not sure[last + 1]:
        last += 1
    before, after = said[k].union(*said[first:k]), said[k + 1].union(*said[k + 2 : last + 1])
    score = _WINDOW_COHESION * _cohesion(before, after, spread)
    return score + _RIGHT_COHESION * _cohesion(before, said[k + 1], spread)


def _in_place(items: Sequence[Item], places: Sequence[int]) -> float:
    """Estimate which share of a page's headlines stand between its texts, not all above or below them."""
    between = sum(_is_headline(items[a + 1 : b], items[b]) for a, b in pairwise(places))
    top = sum(item.kind == "display" for item in items[: places[0]])
    foot = sum(item.kind == "display" for item in items[places[-1] + 1 :])
    return between / (between + 1 + (max(0, top - _AT_TOP) + max(0, foot - _AT_FOOT)) / 2)


def _is_headline(between: Sequence[Item], below: Item) -> bool:
    """Tell whether display lines look like a headline and not like a subhead."""
    lines = [item.lines[0] for item in between if item.kind == "display"]
    return bool(lines) and (
        len(lines) > 1 or lines[0].vertical or lines[0].width >= _LONGER_THAN_SUBHEADS or below.lines[0].tight
    )


def _cohesion(before: frozenset[str], after: frozenset[str], spread: Counter[str]) -> float:
    """Rate from 0 to 1 how much two stretches share; what many paragraphs of the page say counts little."""
    weight = math.fsum(1.0 / (spread[pair] - 1) for pair in before & after if spread[pair] > 1)
    return min(1.0, weight / (1.0 + _EXPECTED * min(len(before), len(after))))


def _naming(between: Sequence[Item], grams: Sequence[Grams], k: int) -> float:
    """Weigh whether a single display line names what follows it and not what stands before it, as headlines do."""
    lines = [item for item in between if item.kind == "display"]
    if len(lines) != 1:
        return 0.0
    said = pairs(lines[0].string)
    before = frozenset[str]().union(*(gram.pairs for gram in grams[max(0, k - _WINDOW + 1) : k + 1]))
    telling = len(said & grams[k + 1].pairs) - len(said & before)
    width = lines[0].lines[0].width
    return sum(weight for least, weight in _LONGER if width >= least) + _NAMING * max(0, telling) / max(1, len(said))


def _between(items: Sequence[Item], a: int, b: int, missing: float) -> float:
    left, right, between = items[a], items[b], items[a + 1 : b]
    score = _ANY + _opening(right, below=_is_subhead(between)) + _ending(left)
    apart = abs(left.width - right.width)
    many = min(len(left.lines), len(right.lines)) >= _MANY_LINES
    score += _COLUMN * (apart > _ANOTHER_COLUMN * left.width or (many and apart > _ANOTHER_EM))
    kinds = {item.kind for item in between}
    score += _JUMP * bool(kinds & {"to", "from"})
    score += _SECTION * ("section" in kinds)
    score += _CAPTION * ("caption" in kinds)
    names = [item.marked for item in between if item.kind == "byline"]
    score += (_BYLINE if any(names) else _NAMES) if names else 0.0
    if "display" in kinds:
        return score + _display(between, left, right)
    return score + (missing if not between else missing - _UNMARKED)


def _opening(item: Item, *, below: bool) -> float:
    lead = marks.lead(item.string)
    if lead >= _SURE:
        return _LEAD
    score = _GOES_ON_WEIGHT if _GOES_ON.match(item.string) else 0.0
    if lead < _LESS_OPENING and _DAY.search(item.string[:_HEAD]):
        score += _DATED
    if below:
        return score + _BELOW_SUBHEAD * (lead > 0)
    if lead >= _NEWSLIKE:
        return score + _NEWS
    return score + (_OPENER if lead >= _OPENING else _TODAY if lead else 0.0)


def _ending(item: Item) -> float:
    if item.bylines:
        return _SIGNED
    return 0.0 if item.closed else _OPEN


def _display(between: Sequence[Item], left: Item, right: Item) -> float:
    """Weigh the display lines between two paragraphs: a headline parts them, a subhead does not."""
    lines = [item.lines[0] for item in between if item.kind == "display"]
    score = _DISPLAY + _VERTICAL * any(line.vertical for line in lines)
    score += _TWO_LINES * (len(lines) > 1)
    score += _WIDER * any(line.width > max(left.width, right.width) + 1.0 for line in lines)
    return score + _TIGHT * right.lines[0].tight


def _is_subhead(between: Sequence[Item]) -> bool:
    """Tell whether all that stands between two paragraphs is a line that is short enough for a subhead."""
    return len(between) == 1 and between[0].kind == "display" and between[0].lines[0].width < _LONGER_THAN_SUBHEADS
