"""The parts of a page in, how surely each piece follows another or begins under a headline out.

What is weighed: where two pieces are, what is between them (rules, headlines, other pieces, pictures), whether the
words go on, and which names they share. Three fitted models: `learned/box_next`, `box_under`, `box_start`.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from digest.learned import trees
from digest.page.pieces import NO_START
from digest.text.words import crosses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.page.boxes.lines import Printed, Sheet
    from digest.page.boxes.pieces import Head, Parts, Piece

_FAR = 99.0
_INDENTED = 1.2  # ems
_SAME = 0.4  # pieces that share this much of the narrower one's width are in one column
_HIGHEST = 40.0  # pitches a piece may go on above where the one before it began
_MOST_BEFORE, _MOST_HEADS = 14, 9  # candidates weighed for each piece, the nearest
_KINDS = ("piece", "head", "picture", "caption", "deck", "byline", "rule", "other")
NEXT = (
    "overlap", "same", "left", "gap", "top", "foot", "below", "width", "size", "same_frame", "frame_i", "frame_j",
    "rule_between", "rule_length", "rules_across", "rules_over_j", "common_head", "same_head", "head_i", "head_j",
    "heads_between", "heads_over", "pieces_between", "pieces_below", "pieces_above", "pictures_between", "lines_i",
    "lines_j", "high_i", "high_j", "up_j", "up_j_gap", "down_i", "down_i_gap", "up_i", "up_i_gap", "down_j",
    "down_j_gap", "ended", "indent", "short", "agree", "no_start", "comma", "begins", "crosses", "open_quote",
    "subhead", "byline_i", "byline_j", "figures", "shared", "shared_rank", "jump", "drawn_next", "drawn_after",
    "font", "drawn_by_rows", "named", "headed_i",
)  # fmt: skip
UNDER = (
    "vertical", "size", "width", "overlap", "left", "right", "middle", "below", "top", "foot", "same_frame",
    "frame_h", "frame_j", "rules_between", "pieces_between", "beside_top", "pieces_left", "rank", "heads_between",
    "pictures_between", "rule_down", "rule_under", "decks", "is_nearest", "nearest_gap", "lines_j", "pieces_under",
    "heads", "up_j", "up_j_gap", "down_j", "down_j_gap", "indent", "no_start", "begins", "jump", "subhead",
    "byline_j", "own", "shared", "shared_mean", "shared_share", "shared_rank", "drawn_next", "drawn_after",
    "characters", "drawn_by_rows", "named",
)  # fmt: skip
START = (
    "jump", "indent", "lines", "no_start", "begins", "ended", "has_head", "head_gap", "characters", "up", "up_gap",
    "frame", "top", "heading", "heading_font", "named", "headed_pieces", "framed_pieces", "body_characters",
)  # fmt: skip


@dataclass(frozen=True)
class _Near:
    """The nearest thing above or below a piece: its kind and the gap in points."""

    kind: str
    gap: float


class Links:
    """What can be asked of a page's parts; pieces and headlines are known by their number."""

    def __init__(self, sheet: Sheet, parts: Parts) -> None:
        self.sheet, self.pieces, self.heads, self.blocks = sheet, parts.pieces, parts.heads, parts.blocks
        counts = Counter(pair for piece in self.pieces for pair in piece.pairs)
        self._telling = {pair: math.log((len(self.pieces) + 1) / (n + 0.5)) for pair, n in counts.items()}
        self._shared_heads = [[self._head_share(head, piece) for piece in self.pieces] for head in self.heads]
        # Asked for every two parts: plain numbers, because looking up the edges of each part took most of the time.
        self._edges = [(piece.x0, piece.y0, piece.x1, piece.y1) for piece in self.pieces]
        self._level = [(head.x0, head.y0, head.x1, k) for k, head in enumerate(self.heads) if not head.vertical]
        self._decks = [
            (block.lines[0].x0, block.lines[0].x1, block.lines[0].base) for block in self.blocks if block.role == "deck"
        ]
        self._pictures = [(one.left, one.top, one.right) for one in sheet.pictures]
        self._down = [(rule.left, rule.right, rule.top, rule.bottom) for rule in sheet.down]
        self._across = sorted((rule.top, rule.left, rule.right) for rule in sheet.across)
        self._tops = [top for top, _, _ in self._across]
        self._next: dict[tuple[int, int], float] = {}

    # ------------------------------------------------------------------ candidates

    def before(self, j: int) -> list[int]:
        """Return the pieces that may go before piece `j`, the nearest ones."""
        piece, s, pitch = self.pieces[j], self.sheet.size, self.sheet.pitch
        if piece.opens:
            return []
        found = []
        for i, other in enumerate(self.pieces):
            if i == j:
                continue
            if _overlap(other, piece) > _SAME:
                if other.y0 < piece.y0:
                    found.append(((piece.y0 - other.y1) / pitch, i))
            elif other.x0 < piece.x0 - 3 * s and piece.y1 > other.y0 - _HIGHEST * pitch:
                found.append((abs(piece.x0 - other.x1) / s + abs(piece.y0 - other.y0) / pitch / 4, i))
        return [i for _, i in sorted(found)[:_MOST_BEFORE]]

    def over(self, j: int) -> list[int]:
        """Return the headlines that piece `j` may begin under, the nearest ones."""
        piece = self.pieces[j]
        if piece.own:
            return []
        some = [
            (self._distance(head, piece), k)
            for k, head in enumerate(self.heads)
            if head.y0 < piece.y1 + self.sheet.pitch
        ]
        return [k for _, k in sorted(some)[:_MOST_HEADS]]

    def _distance(self, head: Head, piece: Piece) -> float:
        across = max(head.x0 - piece.x1, piece.x0 - head.x1, 0.0)
        return across + max(piece.y0 - head.y1, head.y0 - piece.y1, 0.0) / 2

    # ------------------------------------------------------------------ scores

    def next_odds(self, i: int, j: int) -> float:
        """Return the log-odds that piece `j` follows piece `i`."""
        if (i, j) not in self._next:
            self._next[i, j] = trees.load(f"{self.sheet.kind}_next", NEXT).odds(self.next(i, j))
        return self._next[i, j]

    def under_odds(self, k: int, j: int) -> float:
        """Return the log-odds that piece `j` begins under headline `k`."""
        return trees.load(f"{self.sheet.kind}_under", UNDER).odds(self.under(k, j))

    def start_odds(self, j: int) -> float:
        """Return the log-odds that piece `j` begins an article without a headline."""
        return trees.load(f"{self.sheet.kind}_start", START).odds(self.start(j))

    # ------------------------------------------------------------------ features

    def next(self, i: int, j: int) -> list[float]:
        """Measure two pieces, the second of which may follow the first."""
        parts = self._places(i, j), self._between(i, j), self._nears(i, j), self._words(i, j)
        return list(map(float, chain.from_iterable(parts)))

    def _places(self, i: int, j: int) -> Iterator[float]:
        a, b, s, pitch = self.pieces[i], self.pieces[j], self.sheet.size, self.sheet.pitch
        over = _overlap(a, b)
        yield from (
            over,
            over > _SAME,
            (b.x0 - a.x0) / s,
            (b.x0 - a.x1) / s,
            (b.y0 - a.y0) / pitch,
            (b.y1 - a.y1) / pitch,
        )
        yield from ((b.y0 - a.y1) / pitch, (b.x1 - b.x0) / max(1.0, a.x1 - a.x0), (a.size - b.size) / s)
        yield from (a.frame == b.frame, a.frame >= 0, b.frame >= 0)

    def _between(self, i: int, j: int) -> Iterator[float]:
        a, b, s, pitch = self.pieces[i], self.pieces[j], self.sheet.size, self.sheet.pitch
        same = _overlap(a, b) > _SAME
        yield from self._upright_rules(a, b) if not same else (0.0, 0.0)
        x0, x1, y0, y1 = max(a.x0, b.x0), min(a.x1, b.x1), a.y1, b.y0
        yield (
            self._rules(x0, x1, y0 - 1, y1 + 1) if same else self._rules(a.x0, b.x1, max(a.y0, b.y0), min(a.y1, b.y1))
        )
        yield 0 if same else self._rules(b.x0, b.x1, a.y0, b.y0)
        over_a, over_b = self.head_over[i], self.head_over[j]
        yield bool(over_b and over_b[1].x0 < a.x1 - s and over_b[1].x1 > a.x0 + s)
        yield bool(over_a and over_b and over_a[1] is over_b[1])
        yield from ((over[0] / pitch if over else _FAR) for over in (over_a, over_b))
        top = y0 - s if same else a.y0 - pitch / 2
        ax0, ay0, _, ay1 = self._edges[i]
        bx0, by0, bx1, by1 = self._edges[j]
        yield sum([top < y0 for y0 in self._heads_over[j]])
        yield sum([x0 < bx1 and x1 > bx0 for x0, x1 in self._heads_beside[i]])
        high, low = min(ay0, by0), max(ay1, by1)
        if same:
            yield 0
            yield sum([y0 < by0 for y0, _, k in self._below[i] if k != j])
            yield 0
        else:
            first, last = bisect_right(self._lefts, ax0 + 2 * s), bisect_left(self._lefts, bx0 - 2 * s)
            some = self._from_left[first:last]
            yield sum([min(y1, low) - max(y0, high) > pitch for _, y0, y1, k in some if k not in (i, j)])
            yield sum([y1 < low + pitch for _, y1, k in self._below[i] if k != j])
            yield sum([high - 2 * pitch < y1 < by0 + s for y1, k in self._in_column[j] if k != i])
        yield (
            sum([left < x1 - 2 and right > x0 + 2 and y0 - s < top < y1 for left, top, right in self._pictures])
            if same
            else 0
        )
        yield from (len(a.lines), len(b.lines), (a.y1 - a.y0) / pitch, (b.y1 - b.y0) / pitch)

    def _nears(self, i: int, j: int) -> Iterator[float]:
        (up_i, down_i), (up_j, down_j) = self._near[i], self._near[j]
        yield from (*up_j, *down_i, *up_i, *down_j)

    def _words(self, i: int, j: int) -> Iterator[float]:
        a, b = self.pieces[i], self.pieces[j]
        last, first = a.string[-1], b.string[0]
        yield from (
            a.ended,
            b.indent,
            a.short,
            a.ended == (b.indent > _INDENTED),
            first in NO_START,
            last in "，、；：",
            b.begins,
        )
        yield crosses(a.string[-6:], b.string[:6]) if not a.ended else 0
        yield self._open_quotes[i]
        yield from (
            b.roles[0] == "subhead",
            a.roles[-1] == "byline",
            b.roles[0] == "byline",
            last.isdigit() and first.isdigit(),
        )
        shares = self._shares[j]
        yield from (shares[i], len(shares) - bisect_right(self._sorted_shares[j], shares[i]), b.from_jump)
        step = b.lines[0].start - a.lines[-1].spans[-1].end
        yield from (0 <= step <= 2, step > 0, a.lines[-1].face.font == b.lines[0].face.font)  # noqa: PLR2004
        yield from (self._by_rows, b.named, bool(a.heading))

    def under(self, k: int, j: int) -> list[float]:
        """Measure a headline and a piece that may begin under it."""
        return list(map(float, chain(self._apart(k, j), self._beside(k, j), self._named(k, j))))

    def _apart(self, k: int, j: int) -> Iterator[float]:
        h, b, s, pitch = self.heads[k], self.pieces[j], self.sheet.size, self.sheet.pitch
        yield from (
            h.vertical,
            h.size / s,
            (h.x1 - h.x0) / s,
            (min(h.x1, b.x1) - max(h.x0, b.x0)) / max(1.0, b.x1 - b.x0),
        )
        yield from ((b.x0 - h.x0) / s, (h.x1 - b.x1) / s, (h.x0 + h.x1 - b.x0 - b.x1) / 2 / s)
        yield from ((b.y0 - h.y1) / pitch, (b.y0 - h.y0) / pitch, (b.y1 - h.y1) / pitch)
        yield from (h.frame == b.frame, h.frame >= 0, b.frame >= 0)

    def _beside(self, k: int, j: int) -> Iterator[float]:
        h, b, s, pitch = self.heads[k], self.pieces[j], self.sheet.size, self.sheet.pitch
        x0, x1 = max(h.x0, b.x0), min(h.x1, b.x1)
        hx0, hy1 = h.x0, h.y1
        bx0, by0, bx1, by1 = self._edges[j]
        yield self._rules(x0, x1, hy1 - 1, by0 + 1)
        tops, rights, beside_it = self._around[j]
        yield len(tops) - bisect_right(tops, hy1 - s)
        yield len(rights) - bisect_right(rights, hx0 - 6 * s)
        yield beside_it
        yield self._ranks[j][k]
        yield sum(
            [n != k and left < x1 - 2 and right > x0 + 2 and hy1 < top < by0 for left, top, right, n in self._level]
        )
        yield sum([left < bx1 - 2 and right > bx0 + 2 and hy1 - s < top < by0 for left, top, right in self._pictures])
        left, right = (h.x1, b.x0) if h.x0 < b.x0 else (b.x1, h.x0)
        beside = h.vertical or x1 <= x0
        low, high, middle, hy0 = min(hy1, by1), max(h.y0, by0), (h.y0 + h.y1) / 2, h.y0
        yield sum([beside and left - s < x < right + s and top < low and foot > high for x, _, top, foot in self._down])
        yield sum([hx0 + 2 < x < bx0 + 1 and top < middle and foot > hy0 for x, _, top, foot in self._down])
        yield sum([x < x1 and right > x0 and hy1 - s < base < by0 + s for x, right, base in self._decks])
        over = self.head_over[j]
        yield from (bool(over and over[1] is h), over[0] / pitch if over else _FAR, len(b.lines))
        yield from (self._pieces_under[k], len(self.heads))

    def _named(self, k: int, j: int) -> Iterator[float]:
        h, b = self.heads[k], self.pieces[j]
        for near in self._near[j]:
            yield from near
        yield from (
            b.indent,
            b.string[0] in NO_START,
            b.begins,
            b.from_jump,
            b.roles[0] == "subhead",
            b.roles[0] == "byline",
            b.own,
        )
        shared, mean, share = self._shared_heads[k][j]
        means = self._means[k]
        yield from (shared, mean, share, len(means) - bisect_right(means, mean))
        step = b.lines[0].start - self._head_ends[k]
        yield from (0 <= step <= 2, step > 0, len(h.string), self._by_rows, b.named)  # noqa: PLR2004

    def start(self, j: int) -> list[float]:
        """Measure a piece that may begin an article without a headline."""
        b, near, over = self.pieces[j], self.up[j], self.head_over[j]
        return [
            float(value)
            for value in (
                b.from_jump, b.indent, len(b.lines), b.string[0] in NO_START, b.begins, b.ended, over is not None,
                over[0] / self.sheet.pitch if over else _FAR, len(b.string), _KINDS.index(near.kind) if near else -1,
                near.gap / self.sheet.size if near else _FAR, b.frame >= 0, b.y0 / self.sheet.height,
                len(b.heading), bool(b.heading) and b.heading[0].face.font == self.sheet.body_font, b.named,
                sum(bool(other.heading) and other.frame == b.frame for other in self.pieces),
                sum(other.frame == b.frame for other in self.pieces), len(b.lines) - len(b.heading),
            )
        ]  # fmt: skip

    # ------------------------------------------------------------------ what is asked for many times

    @cached_property
    def head_over(self) -> list[tuple[float, Head] | None]:
        """For each piece the nearest headline above it, and how far."""
        s = self.sheet.size
        level = [head for head in self.heads if not head.vertical]
        return [
            min(
                ((b.y0 - h.y1, h) for h in level if h.x0 < b.x1 - s and h.x1 > b.x0 + s and h.y1 < b.y0 + s),
                key=lambda found: found[0],
                default=None,
            )
            for b in self.pieces
        ]

    @cached_property
    def _by_rows(self) -> float:
        """Return which share of the lines was drawn right behind one at the same height in another column."""
        drawn = sorted(self.sheet.lines, key=lambda line: line.start)
        level = sum(abs(a.base - b.base) < self.sheet.size / 2 and b.x0 > a.x1 for a, b in pairwise(drawn))
        return round(level / len(drawn), 2)

    @cached_property
    def _ranks(self) -> list[dict[int, int]]:
        """For each piece the place of each headline: those over it first, then by how far they are up or down."""
        edges = [(head.x0, head.x1, head.y1) for head in self.heads]
        found = []
        for bx0, by0, bx1, _ in self._edges:
            ordered = sorted((not (x0 < bx1 and x1 > bx0), abs(by0 - y1), k) for k, (x0, x1, y1) in enumerate(edges))
            found.append({k: place for place, (_, _, k) in enumerate(ordered)})
        return found

    @cached_property
    def _heads_over(self) -> list[list[float]]:
        """For each piece where the headlines above it in its column begin."""
        s = self.sheet.size
        return [
            [y0 for x0, y0, x1, _ in self._level if x0 < bx1 - s and x1 > bx0 + s and y0 < by0]
            for bx0, by0, bx1, _ in self._edges
        ]

    @cached_property
    def _heads_beside(self) -> list[list[tuple[float, float]]]:
        """For each piece from where to where the headlines reach that begin at its height."""
        return [[(x0, x1) for x0, y0, x1, _ in self._level if ay0 < y0 < ay1] for _, ay0, _, ay1 in self._edges]

    @cached_property
    def _from_left(self) -> list[tuple[float, float, float, int]]:
        """Return the pieces from left to right: left edge, top, foot, number."""
        return sorted((x0, y0, y1, k) for k, (x0, y0, _, y1) in enumerate(self._edges))

    @cached_property
    def _lefts(self) -> list[float]:
        return [x0 for x0, _, _, _ in self._from_left]

    @cached_property
    def _below(self) -> list[list[tuple[float, float, int]]]:
        """For each piece those below it in its column: top, foot, number."""
        s = self.sheet.size
        return [
            [
                (y0, y1, k)
                for k, (x0, y0, x1, y1) in enumerate(self._edges)
                if k != i and y0 > ay1 - s and min(x1, ax1) - max(x0, ax0) > 3 * s
            ]
            for i, (ax0, _, ax1, ay1) in enumerate(self._edges)
        ]

    @cached_property
    def _in_column(self) -> list[list[tuple[float, int]]]:
        """For each piece the others in its column: foot, number."""
        s = self.sheet.size
        return [
            [(y1, k) for k, (x0, _, x1, y1) in enumerate(self._edges) if k != j and min(x1, bx1) - max(x0, bx0) > 3 * s]
            for j, (bx0, _, bx1, _) in enumerate(self._edges)
        ]

    @cached_property
    def _around(self) -> list[tuple[list[float], list[float], int]]:
        """For each piece the tops of those above it, the right edges of those level with it, and how many flank it."""
        s, pitch = self.sheet.size, self.sheet.pitch
        found = []
        for j, (bx0, by0, bx1, by1) in enumerate(self._edges):
            others = [*self._edges[:j], *self._edges[j + 1 :]]
            tops = [top for left, top, right, _ in others if left < bx1 - s and right > bx0 + s and top < by0]
            rights = [right for _, top, right, _ in others if right < bx0 + s and abs(top - by0) < 3 * pitch]
            flank = sum([left < bx0 - 2 * s and min(low, by1) > max(top, by0) for left, top, _, low in others])
            found.append((sorted(tops), sorted(rights), flank))
        return found

    @cached_property
    def _pieces_under(self) -> list[int]:
        """For each headline how many pieces begin below it in its columns."""
        s = self.sheet.size
        return [
            sum([y0 > h.y1 - s / 2 and x0 < h.x1 and x1 > h.x0 - 3 * s for x0, y0, x1, _ in self._edges])
            for h in self.heads
        ]

    @cached_property
    def _head_ends(self) -> list[int]:
        """For each headline where its last stretch of the text ends."""
        return [max(line.spans[-1].end for line in head.lines) for head in self.heads]

    @cached_property
    def _means(self) -> list[list[float]]:
        return [sorted(mean for _, mean, _ in row) for row in self._shared_heads]

    @property
    def _all_lines(self) -> Iterator[tuple[Printed, ...]]:
        yield from (piece.lines for piece in self.pieces)
        yield from (head.lines for head in self.heads)

    @cached_property
    def _things(self) -> list[tuple[float, float, float, float, str, object]]:
        things: list[tuple[float, float, float, float, str, object]] = [
            (b.x0, b.y0, b.x1, b.y1, "piece", b) for b in self.pieces
        ]
        things += [(h.x0, h.y0, h.x1, h.y1, "head", h) for h in self.heads]
        things += [(one.left, one.top, one.right, one.bottom, "picture", None) for one in self.sheet.pictures]
        things += [(one.left, one.top, one.right, one.bottom, "rule", None) for one in self.sheet.across]
        known = {line.index for lines in self._all_lines for line in lines}
        for block in self.blocks:
            known |= {line.index for line in block.lines}
            things += [(line.x0, line.y0, line.x1, line.y1, block.role, None) for line in block.lines]
        things += [
            (line.x0, line.y0, line.x1, line.y1, "other", None) for line in self.sheet.lines if line.index not in known
        ]
        return things

    @cached_property
    def up(self) -> list[_Near | None]:
        """For each piece what is next above it."""
        s = self.sheet.size
        return [
            min(
                (
                    _Near(kind, b.y0 - y1)
                    for x0, _, x1, y1, kind, own in self._things
                    if own is not b and x0 < b.x1 - s and x1 > b.x0 + s and y1 < b.y0 + 0.35 * s
                ),
                key=lambda near: near.gap,
                default=None,
            )
            for b in self.pieces
        ]

    @cached_property
    def down(self) -> list[_Near | None]:
        """For each piece what is next below it."""
        s = self.sheet.size
        return [
            min(
                (
                    _Near(kind, y0 - b.y1)
                    for x0, y0, x1, _, kind, own in self._things
                    if own is not b and x0 < b.x1 - s and x1 > b.x0 + s and y0 > b.y1 - 0.35 * s
                ),
                key=lambda near: near.gap,
                default=None,
            )
            for b in self.pieces
        ]

    @cached_property
    def _near(self) -> list[tuple[tuple[int, float], ...]]:
        """For each piece the kind and the distance, in ems, of what is next above it and below it."""
        size = self.sheet.size
        return [
            tuple((_KINDS.index(near.kind), near.gap / size) if near else (-1, _FAR) for near in both)
            for both in zip(self.up, self.down, strict=True)
        ]

    @cached_property
    def _open_quotes(self) -> list[int]:
        """For each piece how many quotations it leaves open."""
        return [piece.string.count("“") - piece.string.count("”") for piece in self.pieces]

    @cached_property
    def _sorted_shares(self) -> list[list[float]]:
        return [sorted(shares) for shares in self._shares]

    @cached_property
    def _shares(self) -> list[list[float]]:
        """For each two pieces what they share, by how telling it is."""
        count = len(self.pieces)
        table = [[0.0] * count for _ in range(count)]
        for j, b in enumerate(self.pieces):
            for i in range(j):
                a = self.pieces[i]
                weight = sum(self._telling[pair] for pair in sorted(a.pairs & b.pairs))
                table[i][j] = table[j][i] = weight / math.sqrt(min(len(a.pairs), len(b.pairs)) + 1)
        return table

    def _head_share(self, head: Head, piece: Piece) -> tuple[float, float, float]:
        shared = sorted(head.pairs & piece.pairs)
        weight = sum(self._telling[pair] for pair in shared)
        return weight, weight / math.sqrt(len(piece.pairs) + 1), len(shared) / max(1, len(head.pairs))

    def _upright_rules(self, a: Piece, b: Piece) -> tuple[float, float]:
        """Return how much of the height two pieces share is parted by a rule between them, and the rule's length."""
        left, right = (a, b) if a.x0 <= b.x0 else (b, a)
        low, high = max(a.y0, b.y0), min(a.y1, b.y1)
        y0, y1 = (low, high) if high > low else (min(a.y1, b.y1), max(a.y0, b.y0))
        s = self.sheet.size
        first, last, high = left.x1 - 0.8 * s, right.x0 + 0.8 * s, max(1.0, y1 - y0)
        between = [(top, foot) for x0, x1, top, foot in self._down if first < (x0 + x1) / 2 < last]
        parted = max(((min(foot, y1) - max(top, y0)) / high for top, foot in between), default=0.0)
        longest = max(((foot - top) / s for top, foot in between if top < y1 and foot > y0), default=0.0)
        return max(0.0, parted), longest

    def _rules(self, x0: float, x1: float, y0: float, y1: float) -> int:
        """Count the level rules that cross a box."""
        some = self._across[bisect_right(self._tops, y0) : bisect_left(self._tops, y1)]
        return sum([left < x1 - 2 and right > x0 + 2 for _, left, right in some])


def _overlap(a: Piece, b: Piece) -> float:
    return (min(a.x1, b.x1) - max(a.x0, b.x0)) / max(1.0, min(a.x1 - a.x0, b.x1 - b.x0))
