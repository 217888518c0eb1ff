"""Printed lines in, their part in the page's columns out: which can be lines of a body, which cannot.

A line of running text fills its column: what begins the next line would not have fitted any more. The first
line of a paragraph is two ems short at its head, the last may be short at its end and ends with a sentence.
A headline, a subhead, a caption breaks these rules. The cheapest reading of the whole page is found at once
(Viterbi 1967), over the column widths that occur on it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from digest.page import marks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from digest.page.prints import Print

Kind = Literal["fixed", "display", "caption", "first", "more"]

_INDENT = 2.0
_LEAST_INDENT = 0.8  # squeezed marks make an indent of two ems look smaller
# Cost a line from which a page is read once more as one that sets its paragraphs flush: pages with indents cost
# 0.01 to 0.32, flush pages read as if indented 0.6 to 0.9 and read as they are 0.2 to 0.5.
_STRAINED = 0.35
_MOST_COLUMNS = 7
_NARROWEST = 9.0
_FEWEST = 2.0  # lines that must agree on a column's width: a brief of four lines has them
_WIDE = 50.0  # a line this wide is a witness by itself: nothing but running text is set so wide
_GRID, _LEAST_REACH, _REACH = 0.5, 0.5, 0.025
_EXTRA = 0.8  # ems a full line may be wider than its column: marks squeezed at the line end
_HANGING = 0.5  # … and this much more where it ends with a mark
# A line counts as short from where the next glyphs would nearly have fitted, wholly so where they would easily.
_NEARLY_FITS, _SLACK = 0.4, 0.9
_ENDS = re.compile(r"(?:[。！？!?][”’）》」】]{0,3}|……)$")
_HALF_ENDS = "：；…—"
_BEGINS_BADLY = re.compile(r"^[，。、；：？！”’）》」】%的了着们]")
_STOPS = re.compile(r"[。！？；]")
_MARKS_HANGING = "，。、；：？！”’）》〉」』】"
_MIDDLE = "，、；：（《“‘"

# Costs are in rough natural logarithms of how rarely a good page does so; fitted by eye on the real page and on
# invented ones, and not sensitive: each may be halved or doubled alone without moving a line of them.
_OVERFULL, _NEARLY, _SHORT, _SHORT_MORE = 2.0, 2.0, 3.0, 2.0
_WORST = 9.0
_LEAD = 5.0
_SECTION = 2.0
_NEVER, _IMPOSSIBLE = 1e3, 1e9
# How a line comes behind the one before: it begins something, goes on with it, or goes on with what broke off before.
Manner = Literal[0, 1, 2]
_START: Manner = 0
_ON: Manner = 1
_TORN: Manner = 2
_OTHERS: tuple[Kind, ...] = ("fixed", "display", "caption")
_BODY = len(_OTHERS)
_STOP, _COMMA = 4.0, 3.0
_BROKEN_SHORT = 4.0
_SCRAP, _SHORTEST_PARAGRAPH = 2.5, 6.0  # a paragraph of one line shorter than this is the end of something else
_NAMED_END, _SPREAD_END = 0.3, 2.0
_UNEVEN = 3.0
_SHORTEST = 3
_FULL_STOPS = "。！？"
_LONGEST_CREDIT = 9
_END_OF_CREDIT = 4  # … or shorter than this where the line above has a credit by itself (资料图 / 片）)
_OPEN_END = 6.0
_HALF_END = 1.5
_FULL_END = 0.7
_NEW_COLUMN = 2.0
_AFTER_OTHER = 0.3
_TOP = 1.2  # a page begins with a headline, seldom with a text that lost its own
_FLUSH_START = 3.5
_RESUME, _ELSEWHERE = 6.0, 7.0
_NO_INDENT, _INDENTED = 4.0, 6.0
_TIGHT_BODY, _TIGHT_START = 3.0, 1.0
_DISPLAY, _MORE_DISPLAY, _TIGHT_DISPLAY = 2.2, 1.3, 0.5
_CAPTION_START, _CAPTION_EM, _TIGHT_CAPTION_EM = 4.0, 0.07, 0.0
_LOOSE_CAPTION, _UNEVEN_CAPTION, _WIDER_CAPTION = 2.5, 2.0, 1.5
_CREDIT, _PICTURED, _GATHERED = 4.0, 1.0, 1.5
_BAD_BEGIN = 8.0
_FILLS = 4.0
_MIDDLES = re.compile(r"[，。；]")


@dataclass(frozen=True, slots=True)
class Place:
    """What a line is: `first` and `more` are lines of running text in a column `width` ems wide.

    `fresh` lines begin something; the others go on with the line before. A `torn` line may go on with a text that
    broke off elsewhere: it begins in the middle of a sentence, or without the indent that the page's paragraphs have.
    """

    kind: Kind
    width: float = 0.0
    fresh: bool = True
    torn: bool = False


def place(lines: Sequence[Print], fixed: Sequence[bool], named: Callable[[int], bool]) -> list[Place]:
    """Give every line its part in the page.

    `fixed` lines are known to be none of the text; `named(i)` says that line `i` ends with names that may close a
    text (… 实施。 张三 李四).
    """
    if not lines:
        return []
    columns = widths(lines)
    cost, read = _Reading(lines, fixed, named, columns, _INDENT).best()
    if cost > _STRAINED * len(lines):
        flush, other = _Reading(lines, fixed, named, widths(lines, _GRID), 0.0).best()
        return other if flush < cost else read
    return read


def widths(lines: Sequence[Print], closer: float = 0.0) -> list[float]:
    """Find the column widths of a page: those that many neighbouring lines share, the commonest first.

    Two columns differ by more than the squeezing of marks does; `closer` lets them be so many ems more alike.
    """
    seen: defaultdict[float, float] = defaultdict(float)
    for a, b in pairwise(lines):
        if a.width >= _NARROWEST and not a.vertical:
            wider = max(a.width, b.width)
            alike = abs(a.width - b.width) <= 1.0 or -_INDENT - 0.5 <= a.width - b.width <= 0.5 - _INDENT
            seen[round(2 * wider) / 2 if alike else round(2 * a.width) / 2] += 1.0 if alike else a.width / _WIDE
    found: list[float] = []
    weight = {width: sum(seen[other] for other in seen if abs(other - width) <= _reach(width)) for width in seen}
    for width, count in sorted(weight.items(), key=lambda item: (-item[1], -item[0])):
        if count >= _FEWEST and all(abs(width - other) > 2 * _reach(width) - closer for other in found):
            found.append(max((other for other in seen if abs(other - width) <= _reach(width)), key=seen.__getitem__))
        if len(found) == _MOST_COLUMNS - 1:
            break
    widest = max(found, default=0.0)
    rest = [line.width for line in lines if line.width > widest + _REACH * widest + _INDENT]
    return [*found, max(rest, default=1.0)] if len(rest) > 1 or not found else found


def _reach(width: float) -> float:
    """How far the lines of one column differ by the squeezing of their marks."""
    return max(_LEAST_REACH, _REACH * width)


def credited(lines: Sequence[Print]) -> list[bool]:
    """Tell for each line whether a picture's credit ends with it; the credit may have begun on the line before."""
    found = [marks.has_credit(line.words) for line in lines]
    for k, (a, b) in enumerate(pairwise(lines)):
        if found[k + 1] or len(b.words) >= (_END_OF_CREDIT if found[k] else _LONGEST_CREDIT):
            continue
        found[k + 1] = marks.has_credit(a.words[-30:] + b.words)
        found[k] = found[k] and not found[k + 1]
    return found


class _Signs(NamedTuple):
    """What a line costs by its own look, found once: as the end of something, as display, as caption, as a body's."""

    end: float
    own: float
    over: float
    display: float
    caption: float
    first: float
    flush: float
    more: float
    extra: float


class _Reading:
    """The dynamic programme: per line the least cost of each state, and where it came from.

    States: 0 fixed, 1 display, 2 caption, then for each column its first lines and its other lines.
    """

    def __init__(
        self,
        lines: Sequence[Print],
        fixed: Sequence[bool],
        named: Callable[[int], bool],
        columns: list[float],
        indent: float,
    ) -> None:
        self.lines = lines
        self.fixed = fixed
        self.columns = columns
        self.indent = indent
        self.credits = credited(lines)
        self.rooms = [room for width in columns for room in (width - indent, width)]
        self.ends = [bool(_ENDS.search(line.ink)) for line in lines]
        self.names = [not end and named(i) for i, end in enumerate(self.ends)]
        self.signs = [self._signs(i) for i in range(len(lines))]

    def best(self) -> tuple[float, list[Place]]:
        """Walk through the page once, then back along the cheapest way; give its cost and the places."""
        costs = self._begin()
        back: list[list[tuple[int, Manner]]] = []
        for i in range(1, len(self.lines)):
            costs, came = self._step(i, costs)
            back.append(came)
        ends = self._ended(len(self.lines) - 1, costs)
        cost = min(ends)
        state = ends.index(cost)
        read: list[Place] = []
        for i in range(len(back), 0, -1):
            origin, manner = back[i - 1][state]
            read.append(self._place(i, state, manner))
            state = origin
        read.append(self._place(0, state, _START))
        return cost, read[::-1]

    def _place(self, i: int, state: int, manner: Manner) -> Place:
        if state < _BODY:
            return Place(_OTHERS[state], 0.0, manner != _ON)
        kind: Kind = "more" if (state - _BODY) % 2 else "first"
        width = self.columns[(state - _BODY) // 2]
        torn = manner == _TORN or (manner == _START and self._is_without_indent(i, kind, width))
        return Place(kind, width, manner != _ON, torn)

    def _is_without_indent(self, i: int, kind: Kind, width: float) -> bool:
        """Tell whether a paragraph begins without the indent that the page's paragraphs have."""
        line = self.lines[i]
        if not self.indent or line.spread or line.indented:
            return False
        return kind == "more" or line.width > width - _LEAST_INDENT

    def _begin(self) -> list[float]:
        if self.fixed[0]:
            return [0.0] + [_IMPOSSIBLE] * (2 + len(self.rooms))
        signs = self.signs[0]
        return [
            _IMPOSSIBLE,
            _DISPLAY + signs.display,
            _CAPTION_START + signs.caption,
            *(_TOP + cost for _ in self.columns for cost in (signs.first, signs.flush)),
        ]

    def _step(self, i: int, costs: list[float]) -> tuple[list[float], list[tuple[int, Manner]]]:
        """Find the least cost of each state of line `i`, and the state of the line before it comes from."""
        ended = self._ended(i - 1, costs)
        cheapest = min(ended)
        source = ended.index(cheapest)
        size = len(costs)
        if self.fixed[i]:
            return [cheapest, *([_IMPOSSIBLE] * (size - 1))], [(source, _START)] * size
        line, before, signs = self.lines[i], self.lines[i - 1], self.signs[i]
        alone, joined = cheapest + _DISPLAY + self._fills(source, line), costs[1] + _MORE_DISPLAY
        caption, later = cheapest + _CAPTION_START, costs[2] + self.signs[i - 1].over
        new = [_IMPOSSIBLE, min(alone, joined) + signs.display, min(caption, later) + signs.caption]
        came = [
            (source, _START),
            (source, _START) if alone < joined else (1, _START),
            (source, _START) if caption < later else (2, _ON),
        ]
        fresh = cheapest + (_AFTER_OTHER if source < _BODY else _NEW_COLUMN)
        least = min(costs[_BODY:], default=_IMPOSSIBLE)
        torn = min((cheapest + _RESUME, source), (least + _ELSEWHERE, costs.index(least)))
        kept = self._kept(i - 1, before, line.need)
        for k in range(_BODY, size, 2):
            start, origin = (ended[k], k) if ended[k] <= ended[k + 1] else (ended[k + 1], k + 1)
            if fresh < start:
                start, origin = fresh, source
            on, other = costs[k] + kept[k - 3], costs[k + 1] + kept[k - 2]
            more, way, manner = (on + signs.more, k, _ON) if on <= other else (other + signs.more, k + 1, _ON)
            if start + signs.flush < more:
                more, way, manner = start + signs.flush, origin, _START
            if torn[0] + signs.more < more:
                more, way, manner = torn[0] + signs.more, torn[1], _TORN
            new += [start + signs.first, more]
            came += [(origin, _START), (way, manner)]
        return new, came

    def _fills(self, state: int, line: Print) -> float:
        """Cost of taking a line for display that fills the column above it: it may begin what goes on elsewhere."""
        if state < _BODY or not _MIDDLES.search(line.ink):
            return 0.0
        width = self.columns[(state - _BODY) // 2]
        full = min(abs(width - line.width), abs(width - self.indent - line.width)) <= _LEAST_REACH
        return _FILLS * full

    def _kept(self, i: int, line: Print, need: float) -> list[float]:
        """Cost of line `i` in each room, when its paragraph goes on behind it with what needs so much room."""
        if line.spread:
            return [0.0] * len(self.rooms)
        fits = line.width + need - _NEARLY_FITS
        return [0.0 if line.width <= room < fits else self._strained(i, room - line.width, need) for room in self.rooms]

    def _strained(self, i: int, spare: float, need: float) -> float:
        """Cost of a line that is wider than its room, or that leaves room for what begins the next line."""
        if spare < 0:
            return self._over(i, spare)
        short = spare - need + _NEARLY_FITS
        return _NEARLY * short / _SLACK if short < _SLACK else min(_WORST, _SHORT + _SHORT_MORE * (short - _SLACK))

    def _over(self, i: int, spare: float) -> float:
        """Cost of a line wider than its room; a mark at its end may hang out or be squeezed."""
        extra = self.signs[i].extra
        return min(_WORST, 1.0 + _OVERFULL * (-spare - extra)) if -spare > extra else 0.0

    def _ended(self, i: int, costs: list[float]) -> list[float]:
        """Cost of each state when line `i` closes what it stands in."""
        line, end = self.lines[i], self.signs[i].end
        ended = [costs[0], costs[1], costs[2] + (0.0 if self.credits[i] else end)]
        if line.spread:
            return ended + [cost + end + _FULL_END + _SPREAD_END for cost in costs[_BODY:]]
        own = self.signs[i].own
        scrap = _SCRAP if own < _SHORTEST_PARAGRAPH else 0.0
        for state, (cost, room) in enumerate(zip(costs[_BODY:], self.rooms, strict=True)):
            spare = room - own
            if spare < -_EXTRA:
                ended.append(cost + end + self._over(i, spare))
            elif spare < 1.0:
                ended.append(cost + end + _FULL_END)
            else:
                # a text that breaks off does so at the foot of a column, with a full line
                broken = _BROKEN_SHORT if end == _OPEN_END else 0.0
                ended.append(cost + end + broken + (0.0 if state % 2 else scrap))
        return ended

    def _signs(self, i: int) -> _Signs:
        line = self.lines[i]
        lead = _LEAD if marks.is_lead(line.words) else 0.0
        bad = bool(_BEGINS_BADLY.match(line.ink))
        never = _NEVER if line.vertical else 0.0
        start = never + (_BAD_BEGIN if bad else 0.0) + (_TIGHT_START if line.tight else 0.0)
        start += _CREDIT if marks.is_caption(line.words) else 0.0
        return _Signs(
            end=self._end(i),
            own=self._own_width(i),
            over=self._caption_over(i) if i + 1 < len(self.lines) else 0.0,
            display=self._display(i, bad=bad) + lead,
            caption=self._caption(i) + lead,
            first=start + (_NO_INDENT if line.indented is False else 0.0),
            flush=start + (_NO_INDENT if line.indented is False else _FLUSH_START),
            more=never + lead + (_TIGHT_BODY if line.tight else 0.0) + (_INDENTED if line.indented else 0.0),
            extra=max(_EXTRA, 2 * _REACH * line.width) + (_HANGING if line.ink[-1] in _MARKS_HANGING else 0.0),
        )

    def _own_width(self, i: int) -> float:
        """Width of a line without the names behind its last sentence, which may hang out of the column."""
        line = self.lines[i]
        stop = max(map(line.ink.rfind, _FULL_STOPS))
        if stop < 0 or not self.names[i]:
            return line.width
        return line.width * (stop + 1) / len(line.ink)

    def _end(self, i: int) -> float:
        if self.ends[i]:
            return 0.0
        ink = self.lines[i].ink
        if i and len(ink) < _SHORTEST and _ENDS.search(self.lines[i - 1].ink + ink):
            return 0.0  # a mark that stands alone closes the sentence before it
        if self.names[i]:
            return _NAMED_END
        if ink[-1] in _HALF_ENDS:
            return _HALF_END
        return _OPEN_END

    def _caption_over(self, i: int) -> float:
        """Cost of a caption going on behind line `i`: its credit ends it, only the credit may follow a sentence."""
        if self.credits[i]:
            return _CAPTION_START
        line, after = self.lines[i], self.lines[i + 1]
        if line.width > after.width + _UNEVEN and not (self.credits[i + 1] or self.ends[i + 1]):
            return _UNEVEN_CAPTION + (_LOOSE_CAPTION if after.loose else 0.0)
        if after.width > line.width + _WIDER_CAPTION and not self.ends[i]:
            return _UNEVEN_CAPTION + (_LOOSE_CAPTION if after.loose else 0.0)
        if after.loose:
            return _LOOSE_CAPTION
        return _CAPTION_START / 2 if self.ends[i] and not self.credits[i + 1] else 0.0

    def _display(self, i: int, *, bad: bool) -> float:
        line = self.lines[i]
        cost = _TIGHT_DISPLAY - _MORE_DISPLAY if line.tight else 0.0
        cost += _STOP if _STOPS.search(line.ink) else _COMMA / 2 if "，" in line.ink else 0.0
        cost += _COMMA if line.ink[-1] in _MIDDLE else _STOP / 2 if self.ends[i] else 0.0
        cost += _STOP if bad else 0.0
        cost += _INDENTED / 2 if line.indented else 0.0
        return cost - (_SECTION if marks.is_section(line.ink) else 0.0)

    def _caption(self, i: int) -> float:
        line = self.lines[i]
        after = self.lines[i + 1] if i + 1 < len(self.lines) else None
        cost = line.width * (_TIGHT_CAPTION_EM if line.tight else _CAPTION_EM)
        cost -= _CREDIT * self.credits[i] + _CREDIT * marks.is_caption(line.words)
        if marks.is_pictured(line.words + after.words if after and not self.ends[i] else line.words):
            cost -= _PICTURED
        if after and self.ends[i] and self.credits[i + 1] and len(after.ink) < _LONGEST_CREDIT:
            cost -= _CREDIT
        return cost - (_GATHERED if after and after.tight and line.loose else 0.0)
