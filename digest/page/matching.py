"""Headings, captions, bylines and bodies in, who belongs to whom out: each decided over all candidates at once.

Nearness on the page and shared words are weighed together; the pairing with the greatest sum wins.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.page import marks
from digest.page.assign import assign

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.page.article_bodies import Body
    from digest.page.heads import Heading
    from digest.page.stream import Item
    from digest.page.vocabulary import Vocabulary

_AFFINITY = 0.35
_LEAST_GAIN = 0.3
_ABOVE, _BELOW, _NEAR_ABOVE, _NEAR_BELOW = 4.0, 2.0, 1.5, 0.7
_MOST_ECHO = 8.0
_ORDER, _TIE = 1.5, 0.05
_CAPTION_BELOW, _CAPTION_ABOVE, _CAPTION_INSIDE, _CAPTION_HEADING, _CAPTION_LAST = 3.5, 2.5, 5.0, 2.5, 0.7
_SECOND_CAPTION = -0.3
_BYLINE_CLOSE, _BYLINE_FAR, _BYLINE_TAKEN, _BYLINE_NO_LEAD = 5.0, 1.0, -3.0, 0.5
_DAY = re.compile(r"\d{1,2}月\d{1,2}日(?:上午|下午)?")  # the day a picture was taken is said by any report
_BESIDE = frozenset({"byline", "from", "to", "section", "caption"})


@dataclass(frozen=True, slots=True)
class Page:
    """What is to be matched on a page."""

    items: Sequence[Item]
    bodies: Sequence[Body]
    vocabulary: Vocabulary

    def string(self, places: Sequence[int]) -> str:
        """Lay the words of some items end to end."""
        return "".join(self.items[k].string for k in places)


def match_headings(page: Page, found: Sequence[Heading]) -> list[int | None]:
    """Give each heading a body of its own, or None."""
    return _match_in_order([_heading_gains(page, heading) for heading in found])


def _match_in_order(gains: Sequence[Sequence[float]]) -> list[int | None]:
    """Pair rows and columns, then once more with a bonus for pairs that keep the order of the others."""
    pairs = assign(
        [
            [
                gain - _LEAST_GAIN - _TIE * abs((r + 0.5) / len(gains) - (c + 0.5) / len(row))
                for c, gain in enumerate(row)
            ]
            for r, row in enumerate(gains)
        ]
    )
    return assign(
        [
            [gain - _LEAST_GAIN + _ORDER * _in_order(pairs, r, c) for c, gain in enumerate(row)]
            for r, row in enumerate(gains)
        ]
    )


def _in_order(pairs: Sequence[int | None], row: int, column: int) -> float:
    """Share of the other pairs that stand in the same order as this one would."""
    others = [(r, c) for r, c in enumerate(pairs) if c is not None and r != row]
    return sum((r < row) == (c < column) and c != column for r, c in others) / len(others) if others else 0.0


def _heading_gains(page: Page, heading: Heading) -> list[float]:
    fits = page.vocabulary.fit(page.string(heading.lines))
    return [_AFFINITY * fit + _nearness(page, heading, body) for fit, body in zip(fits, page.bodies, strict=True)]


def _nearness(page: Page, heading: Heading, body: Body) -> float:
    if heading.last < body.first:
        between = _kinds(page, heading.last + 1, body.first)
        return 0.0 if "paragraph" in between else _NEAR_ABOVE if "display" in between else _ABOVE
    between = _kinds(page, body.last + 1, heading.first)
    return 0.0 if "paragraph" in between else _NEAR_BELOW if "display" in between else _BELOW


def match_captions(page: Page, captions: Sequence[int], heads: Sequence[Heading | None]) -> list[int | None]:
    """Give each caption (a place in the items) a body; a body seldom has more than two."""
    size = len(page.bodies)
    rows = []
    for place in captions:
        echoes = page.vocabulary.echo(_DAY.sub(" ", page.items[place].string))
        row = [min(_AFFINITY * echo, _MOST_ECHO) + _beside(page, place, b, heads[b]) for b, echo in enumerate(echoes)]
        rows.append([*row, *(gain + _SECOND_CAPTION for gain in row)])
    if not size:
        return [None] * len(captions)
    # One that is left over, because two fit better, is of the body it fits best: captions belong to a report.
    return [
        max(range(size), key=row.__getitem__) if column is None else column % size
        for row, column in zip(rows, assign(rows), strict=True)
    ]


def _beside(page: Page, place: int, b: int, heading: Heading | None) -> float:
    """Weigh how near a caption stands to a body and its heading."""
    body = page.bodies[b]
    if body.first < place < body.last:
        return _CAPTION_INSIDE
    gain = _LEAST_GAIN
    if heading and heading.first < place and _kinds(page, heading.last + 1, place) <= _BESIDE:
        gain += _CAPTION_HEADING
    kinds = _kinds(page, body.last + 1, place) if body.last < place else _kinds(page, place + 1, body.first)
    if not _kinds(page, place + 1, len(page.items)) & {"paragraph", "display"}:
        return gain + _CAPTION_LAST * (kinds <= _BESIDE)
    beside = _CAPTION_BELOW if body.last < place else _CAPTION_ABOVE
    return gain + (beside if kinds <= _BESIDE else beside / 2 if "paragraph" not in kinds else 0.0)


def match_bylines(
    page: Page, groups: Sequence[Sequence[int]], heads: Sequence[Heading | None], signed: Sequence[bool]
) -> list[int | None]:
    """Give each byline (places in the items) a body; `signed` bodies name their writer already."""
    rows = [
        [_byline_gain(page, group, b, heads[b], signed=signed[b]) for b in range(len(page.bodies))] for group in groups
    ]
    return _match_in_order(rows)


def _byline_gain(page: Page, group: Sequence[int], b: int, heading: Heading | None, *, signed: bool) -> float:
    body, first, last = page.bodies[b], group[0], group[-1]
    marked = page.items[first].marked
    gain = _BYLINE_FAR + (_BYLINE_TAKEN if signed else 0.0)
    gain += _BYLINE_NO_LEAD * (not marks.is_lead(page.items[body.first].string))
    if heading and heading.last < first and _kinds(page, heading.last + 1, first) <= _BESIDE:
        return gain + _BYLINE_CLOSE
    if body.last < first and _kinds(page, body.last + 1, first) <= {"to", "caption"}:
        return gain + _BYLINE_CLOSE * (0.5 if marked else 1.0)
    if last < body.first and _kinds(page, last + 1, body.first) <= {"from", "section", "caption"}:
        hoisted = first > 0 and page.items[first - 1].kind == "byline"
        return gain + _BYLINE_CLOSE * (0.9 if marked and not hoisted else 0.3)
    return gain


def _kinds(page: Page, start: int, end: int) -> set[str]:
    return {item.kind for item in page.items[start:end]}
