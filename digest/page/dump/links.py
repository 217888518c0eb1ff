"""The parts of a dump in, how surely each piece follows another or begins under a headline out.

Without boxes there are only the order of the dump, the widths of the lines, what is between two pieces, whether the
words go on, and which names they share. Three fitted models: `learned/dump_next`, `dump_under`, `dump_start`.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from digest.learned import trees
from digest.page.pieces import NO_START
from digest.text.words import crosses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.page.dump.pieces import Head, Parts, Piece
    from digest.page.dump.roles import Page

_NEAREST, _TELLING, _HEADS = 8, 4, 8  # candidates weighed for each piece: by order, by shared words, headlines
# What surely opens an article follows nothing, and what surely does not is under no headline.
_SURE_TO_OPEN, _SURE_NOT_TO_OPEN = 0.99, 0.01
_BETWEEN = ("headline", "caption", "deck", "byline", "section", "folio", "ad", "table")
NEXT = (
    "away", "lines_between", "behind", "width_i", "width_j", "width_step", "last_width", "first_width", "ended",
    "short", "no_start", "comma", "begins", "crosses", "open_quote", "subhead", "named", "byline_i", "byline_j",
    "figures", "shared", "shared_rank", "lines_i", "lines_j", "characters_i", "characters_j",
    *(f"between_{role}" for role in _BETWEEN), "over_j", "over_gap", "under_i", "agree", "indent_j",
    "adjacent_agrees", "pieces", "heads", "interleaved", "blank_share", "usual_width", "headed_i", "goes_on_next",
    "comes_from_before", "closed_i", "closed_before", "opens_j", "opens_i", "opened_between", "roles_end_i",
    "share_run",
)  # fmt: skip
UNDER = (
    "away", "behind", "pieces_between", "heads_between", "width_h", "characters", "vertical", "width_j", "begins",
    "no_start", "named", "byline_j", "lines_j", "shared", "shared_mean", "shared_share", "shared_rank",
    "shared_rank_heads", "shared_first", "order_h", "order_j", "next_role", "before_role", "heads", "pieces",
    "interleaved", "blank_share", "decks", "broken_before", "is_next", "agree_before",
    "opens_j", "opened_before", "out_of_step", "out_of_step_back", "closed_before",
)  # fmt: skip
START = (
    "jump",
    "begins",
    "lines",
    "characters",
    "no_start",
    "ended",
    "named",
    "heading",
    "heading_width",
    "away_head",
    "shared_head",
    "over_j",
    "agree_before",
    "place",
    "heads",
    "pieces",
    "interleaved",
    "blank_share",
    "width",
    "ended_before",
    "byline_before",
    "opens",
    "spare",
)
OPENS = (
    "jump", "begins", "lines", "characters", "no_start", "ended", "named", "heading", "heading_width", "away_head",
    "shared_head", "over_j", "agree_before", "place", "heads", "pieces", "interleaved", "blank_share", "width",
    "ended_before", "byline_before", "closed_before", "crosses", "indent", "indent_print", "width_step", "short_before",
    "byline_j", "shared_back", "shared_on", "shared_before", "shared_after", "head_margin", "head_first", "before_role",
    "before_before_role", "after_role", "closed_last", "blank", "comma_before", "open_quote", "first",
)  # fmt: skip


class Links:
    """What can be asked of a dump's parts; pieces and headlines are known by their number."""

    def __init__(self, page: Page, roles: Sequence[str], parts: Parts, opens: Sequence[float] | None = None) -> None:
        """Prepare a page; `opens` are the chances that pieces open an article, which training has before the model."""
        self.page, self.roles, self.pieces, self.heads = page, roles, parts.pieces, parts.heads
        self._opens = opens
        counts = Counter(pair for piece in self.pieces for pair in piece.pairs)
        self._telling = {pair: math.log((len(self.pieces) + 1) / (n + 0.5)) for pair, n in counts.items()}
        self._places = {role: [k for k, said in enumerate(roles) if said == role] for role in _BETWEEN}
        self._firsts = sorted(piece.lines[0].index for piece in self.pieces)
        self._head_firsts = sorted(head.lines[0].index for head in self.heads)
        self._next: dict[tuple[int, int], float] = {}

    # ------------------------------------------------------------------ candidates

    def before(self, j: int) -> list[int]:
        """Return the pieces that may go before piece `j`: the nearest ones and those that share most with it."""
        if self.pieces[j].opens:
            return []
        if self.opens[j] > _SURE_TO_OPEN:
            return []
        near = [i for i in range(j - _NEAREST, j + _NEAREST // 2 + 1) if 0 <= i < len(self.pieces) and i != j]
        shares = self.shares[j]
        telling = sorted(
            (i for i in range(len(self.pieces)) if i != j and i not in near), key=lambda i: (-shares[i], i)
        )
        return sorted({*near, *telling[:_TELLING]})

    def over(self, j: int) -> list[int]:
        """Return the headlines that piece `j` may begin under: the nearest ones and those that share most with it."""
        if self.pieces[j].own or self.opens[j] < _SURE_NOT_TO_OPEN:
            return []
        at = self.pieces[j].lines[0].index
        near = sorted(range(len(self.heads)), key=lambda k: (abs(at - self.heads[k].lines[-1].index), k))[:_HEADS]
        telling = sorted(range(len(self.heads)), key=lambda k: (-self.head_shares[k][j][1], k))[:_TELLING]
        in_step = sorted(range(len(self.heads)), key=lambda k: (abs(self._out_of_step(k, j)), k))[:_TELLING]
        return sorted({*near, *telling, *in_step})

    # ------------------------------------------------------------------ scores

    def next_odds(self, i: int, j: int) -> float:
        """Return the log-odds that piece `j` follows piece `i`."""
        if (i, j) not in self._next:
            self._next[i, j] = trees.load("dump_next", NEXT).odds(self.next(i, j))
        return self._next[i, j]

    def under_odds(self, k: int, j: int) -> float:
        """Return the log-odds that piece `j` begins under headline `k`."""
        return trees.load("dump_under", UNDER).odds(self.under(k, j))

    def start_odds(self, j: int) -> float:
        """Return the log-odds that piece `j` begins an article without a headline."""
        return trees.load("dump_start", START).odds(self.start(j))

    # ------------------------------------------------------------------ features

    def next(self, i: int, j: int) -> list[float]:
        """Measure two pieces, the second of which may follow the first."""
        return [float(value) for part in (self._order(i, j), self._words(i, j), self._around(i, j)) for value in part]

    def _order(self, i: int, j: int) -> Iterator[float]:
        a, b = self.pieces[i], self.pieces[j]
        yield from (j - i, b.lines[0].index - a.lines[-1].index, j > i, a.width, b.width, b.width - a.width)
        yield from (a.body[-1].width - a.width, b.body[0].width - b.width)

    def _words(self, i: int, j: int) -> Iterator[float]:
        a, b = self.pieces[i], self.pieces[j]
        last, first = a.string[-1], b.string[0]
        yield from (
            a.ended,
            a.width - a.body[-1].width,
            first in NO_START,
            last in "，、；：",
            b.begins,
            self.crossing(i, j),
        )
        yield self._open_quotes[i]
        yield from (
            bool(b.heading),
            b.named,
            a.roles[-1] == "byline",
            b.roles[0] == "byline",
            last.isdigit() and first.isdigit(),
        )
        share, ordered = self.shares[j][i], self._sorted_shares[j]
        yield from (share, len(ordered) - bisect_right(ordered, share))
        yield from (len(a.lines), len(b.lines), len(a.string), len(b.string))

    def _around(self, i: int, j: int) -> Iterator[float]:
        a, b, count = self.pieces[i], self.pieces[j], len(self.pieces)
        low, high = sorted((a.lines[-1].index, b.lines[0].index))
        yield from [bisect_left(places, high) - bisect_left(places, low) for places in self._places.values()]
        yield from self._over[j]
        after = a.lines[-1].index + 1
        yield _role_number(self.roles[after]) if after < len(self.roles) else -1
        yield a.ended == self._is_opening(b)
        yield -1 if b.body[0].print.indented is None else b.body[0].print.indented
        yield j > 0 and self._agree(j - 1, j)
        yield from (count, len(self.heads), self.interleaved, self.page.common[0], self.page.common[2], bool(a.heading))
        yield i + 1 < count and i + 1 != j and self._agree(i, i + 1)
        yield j > 0 and j - 1 != i and self._agree(j - 1, j)
        yield a.closed
        yield j > 0 and self.pieces[j - 1].closed
        yield from (self.opens[j], self.opens[i])
        yield self._opened[max(i, j) + (j > i)] - self._opened[min(i, j) + 1]
        yield _role_number(a.roles[-1])
        yield max((self.shares[j][k] for k in range(max(0, i - 2), i + 1) if k != j), default=0.0)

    @cached_property
    def _over(self) -> list[tuple[float, float]]:
        """For each piece the role of what is right before it, and how many lines up the next headline is."""
        places = self._places["headline"]
        found: list[tuple[float, float]] = []
        for piece in self.pieces:
            at = piece.lines[0].index
            k = bisect_left(places, at)
            found.append((_role_number(self.roles[at - 1]) if at else -1, at - places[k - 1] if k else 99))
        return found

    def under(self, k: int, j: int) -> list[float]:
        """Measure a headline and a piece that may begin under it."""
        return [float(value) for part in (self._apart(k, j), self._said(k, j), self._placed(k, j)) for value in part]

    def _apart(self, k: int, j: int) -> Iterator[float]:
        h, b = self.heads[k], self.pieces[j]
        at, end = b.lines[0].index, h.lines[-1].index
        low, high = sorted((at, end))
        yield from (at - end, at > end)
        yield from [
            max(0, bisect_left(some, high) - bisect_right(some, low)) for some in (self._firsts, self._head_firsts)
        ]
        yield from (h.width, len(h.string), h.lines[0].print.vertical, b.width, b.begins)
        yield from (b.string[0] in NO_START, b.named, b.roles[0] == "byline", len(b.lines))

    def _said(self, k: int, j: int) -> Iterator[float]:
        h, b = self.heads[k], self.pieces[j]
        shared, mean, share = self.head_shares[k][j]
        yield from (shared, mean, share)
        yield from [
            len(means) - bisect_right(means, mean) for means in (self._means_of_head[k], self._means_of_piece[j])
        ]
        yield len(h.pairs & b.body[0].pairs)

    def _placed(self, k: int, j: int) -> Iterator[float]:
        h, at = self.heads[k], self.pieces[j].lines[0].index
        yield from (k / max(1, len(self.heads)), j / max(1, len(self.pieces)))
        after, before = h.lines[-1].index + 1, at - 1
        yield _role_number(self.roles[after]) if after < len(self.roles) else -1
        yield _role_number(self.roles[before]) if before >= 0 else -1
        yield from (len(self.heads), len(self.pieces), self.interleaved, self.page.common[0])
        yield self.count("deck", *sorted((at, h.lines[-1].index)))
        yield j > 0 and not self._agree(j - 1, j)
        yield after == at
        yield j > 0 and self._crossings[j]
        yield from (self.opens[j], self._opened[j], self._out_of_step(k, j))
        yield (len(self.heads) - k) - (self._opened[-1] - self._opened[j])
        yield j > 0 and self.pieces[j - 1].closed

    def _out_of_step(self, k: int, j: int) -> float:
        """Return how many places in their orders a headline is before the article that piece `j` may open."""
        return self._opened[j] - k

    @cached_property
    def opens(self) -> Sequence[float]:
        """The chance that each piece opens an article, with a headline or without."""
        if self._opens is not None:
            return self._opens
        model = trees.load("dump_opens", OPENS)
        return [1 / (1 + math.exp(-model.odds(self.opening(j)))) for j in range(len(self.pieces))]

    @cached_property
    def _opened(self) -> list[float]:
        """How many articles the pieces before each open, and all of them at the end."""
        return [0.0, *accumulate(self.opens)]

    def start(self, j: int) -> list[float]:
        """Measure a piece that may begin an article without a headline."""
        return [*self._alone(j), self.opens[j], self._opened[-1] - len(self.heads)]

    def opening(self, j: int) -> list[float]:
        """Measure a piece that may open an article."""
        return [*self._alone(j), *(float(value) for value in self._opening(j))]

    def _opening(self, j: int) -> Iterator[float]:
        b, a = self.pieces[j], self.pieces[j - 1] if j else None
        at, first = b.lines[0].index, b.body[0]
        yield from (bool(a and a.closed), bool(a and self._crossings[j]), b.width - first.width)
        yield -1 if first.print.indented is None else first.print.indented
        yield from (b.width - a.width if a else 0, a.width - a.body[-1].width if a else 0, b.roles[0] == "byline")
        shares = self.shares[j]
        yield from (max(shares[max(0, j - 4) : j], default=0.0), max(shares[j + 1 : j + 5], default=0.0))
        yield from (shares[j - 1] if a else 0.0, shares[j + 1] if j + 1 < len(shares) else 0.0)
        heads = sorted((row[j][1] for row in self.head_shares), reverse=True)
        yield heads[0] - heads[1] if len(heads) > 1 else 0.0
        yield max((len(head.pairs & first.pairs) for head in self.heads), default=0)
        end = b.lines[-1].index + 1
        yield from (_role_number(self.roles[k]) if 0 <= k < len(self.roles) else -1 for k in (at - 1, at - 2, end))
        yield from (b.closed, b.lines[0].blank, a is not None and a.string[-1] in "，、；：")
        yield a.string.count("“") - a.string.count("”") if a else 0
        yield j == 0

    def _alone(self, j: int) -> list[float]:
        b = self.pieces[j]
        best = max((row[j][1] for row in self.head_shares), default=0.0)
        over, gap = self._over[j]
        return [
            float(value)
            for value in (
                b.from_jump, b.begins, len(b.lines), len(b.string), b.string[0] in NO_START, b.ended, b.named,
                len(b.heading),
                b.heading[0].width if b.heading else -1, gap, best, over, j > 0 and self._agree(j - 1, j),
                j / len(self.pieces),
                len(self.heads), len(self.pieces), self.interleaved, self.page.common[0], b.width,
                j > 0 and self.pieces[j - 1].ended, j > 0 and self.pieces[j - 1].roles[-1] == "byline",
            )
        ]  # fmt: skip

    # ------------------------------------------------------------------ what is asked for many times

    def count(self, role: str, low: int, high: int) -> int:
        """Count the lines of a role between two lines."""
        places = self._places[role]
        return bisect_left(places, high) - bisect_left(places, low)

    def crossing(self, i: int, j: int) -> bool:
        """Return whether a word runs over from one piece to another."""
        a, b = self.pieces[i], self.pieces[j]
        return not a.ended and crosses(a.string[-6:], b.string[:6])

    @cached_property
    def _crossings(self) -> list[bool]:
        """For each piece whether a word runs over to it from the one before; the first has none."""
        return [j > 0 and self.crossing(j - 1, j) for j in range(len(self.pieces))]

    @cached_property
    def _open_quotes(self) -> list[int]:
        """For each piece how many quotations it leaves open."""
        return [piece.string.count("“") - piece.string.count("”") for piece in self.pieces]

    @cached_property
    def _sorted_shares(self) -> list[list[float]]:
        return [sorted(shares) for shares in self.shares]

    @cached_property
    def _means_of_head(self) -> list[list[float]]:
        return [sorted(mean for _, mean, _ in row) for row in self.head_shares]

    @cached_property
    def _means_of_piece(self) -> list[list[float]]:
        return [sorted(row[j][1] for row in self.head_shares) for j in range(len(self.pieces))]

    def _is_opening(self, piece: Piece) -> bool:
        return bool(piece.heading) or piece.begins > 0 or piece.body[0].print.indented is True

    def _agree(self, i: int, j: int) -> bool:
        """Return whether the sentences of two pieces fit: an ended one before a new one, an open one and its rest."""
        a, b = self.pieces[i], self.pieces[j]
        return a.ended if self._is_opening(b) else (not a.ended and b.begins == 0)

    @cached_property
    def interleaved(self) -> float:
        """Return the share of neighbouring pieces whose sentences do not fit: how much the dump mixes its columns."""
        count = len(self.pieces)
        return sum(not self._agree(j - 1, j) for j in range(1, count)) / count if count else 0.0

    @cached_property
    def shares(self) -> list[list[float]]:
        """For each two pieces what they share, by how telling it is."""
        count = len(self.pieces)
        table = [[0.0] * count for _ in range(count)]
        for j, b in enumerate(self.pieces):
            for i in range(j):
                a = self.pieces[i]
                weight = math.fsum(self._telling[pair] for pair in a.pairs & b.pairs)
                table[i][j] = table[j][i] = weight / math.sqrt(min(len(a.pairs), len(b.pairs)) + 1)
        return table

    @cached_property
    def head_shares(self) -> list[list[tuple[float, float, float]]]:
        """For each headline and piece what they share: in all, by the piece's length, and its share of the headline."""
        return [[self._head_share(head, piece) for piece in self.pieces] for head in self.heads]

    def _head_share(self, head: Head, piece: Piece) -> tuple[float, float, float]:
        shared = head.pairs & piece.pairs
        weight = math.fsum(self._telling[pair] for pair in shared)
        return weight, weight / math.sqrt(len(piece.pairs) + 1), len(shared) / max(1, len(head.pairs))


_NUMBERS = ("body", "headline", "deck", "byline", "subhead", "caption", "section", "jump", "folio", "ad", "table")


def _role_number(role: str) -> int:
    return _NUMBERS.index(role)
