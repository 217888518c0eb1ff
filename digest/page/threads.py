"""A stream in which two reports take turns in, the same with each report's pieces laid end to end out.

Where a page sets one report above another and is dumped column by column, their pieces alternate: A, B, A, B. Which
line belongs to which is decided for all lines at once (Viterbi 1967): every line goes on with the line that its text
had before it, and a turn costs something. What speaks for a turn is a word that lies across it, a sentence that would
otherwise break off or begin in its middle, the words that a line shares with what is known of either report, and the
width of its column.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.page.mending import cut_before, laid_behind
from digest.page.shingles import fours, pairs
from digest.text.words import crosses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.page.stream import Item

# In the rough natural logarithms of columns.py; fitted on 70 typeset pages on which reports take turns.
_TURN, _SHORT_TURN, _LEVEL = -2.5, -2.0, 1.0
_FEWEST = 3  # lines of a piece
# What stands across two line ends, as measured on 11,000 line ends of running text and as many pairs of any two lines:
# a word and a pair of characters that the page has elsewhere 24:1, both or a run of four 50:1, nothing 1:3.
_KNOWN_RUN, _KNOWN_WORD, _KNOWN_PAIR, _WORD, _NOTHING, _BROKEN_NUMBER = 3.9, 3.7, 1.6, 1.7, -1.2, -3.0
_OPEN_FIRST, _CLOSED_MORE, _FULL_MORE, _DONE, _LEFT_OPEN = -5.0, -5.0, -0.7, -8.0, -6.0
_TOPIC, _MOST_TOPIC, _UNSEEN = 0.2, 1.0, 0.3
_OTHER_WIDTH, _ALIKE = -2.0, 1.0
_INDENT = 1.5, 2.6
_SHORT = 1.2
_SUBHEAD = 11  # characters
_LEAST_GAIN, _FURTHER, _NEVER = 2.0, 6.0, -1e9
_MOST_ROWS, _MOST_STATES = 240, 24
_MOST_TRIES = 30  # the fullest pages have so many reports; a longer stream is no page
_SEED = 4  # lines of a report that are surely its own
_ROUNDS = 3
_ENDS = re.compile(r"(?:[。！？!?]|……)[”’）》」】]{0,3}$")
_HAN = re.compile(r"[\u3400-\u9fff]")
_A, _B = 0, 1

# The thread of the row before, and the last row of the other thread.
State = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of running text: its item and place in it, what it says, and what it begins and ends.

    `width` is that of its column, `full` its own.
    """

    item: int
    line: int
    ink: str
    said: frozenset[str]
    width: float
    full: float
    first: bool
    short: bool
    indented: bool
    closed: bool
    done: bool
    marked: bool  # a headline, a label or a byline stands before it


def unravelled(source: str, items: Sequence[Item]) -> Sequence[Item]:
    """Lay the pieces of reports that take turns end to end; a stream without a broken text keeps its order."""
    if not any(item.kind == "paragraph" and not item.closed and not item.bylines for item in items):
        return items
    whole, tried = list(items), set[int]()
    while len(tried) < _MOST_TRIES and (stretch := _next_stretch(whole, tried)):
        tried.add(id(whole[stretch.rows[stretch.start].item]))
        if threads := stretch.threads():
            whole = _sorted(source, whole, stretch.rows, threads)
    return whole


def _rows(items: Sequence[Item]) -> list[_Row]:
    rows: list[_Row] = []
    marked = True
    for k, item in enumerate(items):
        if item.kind != "paragraph":
            marked = marked or item.kind in {"display", "section", "from"} or item.marked
            continue
        last = len(item.lines) - 1
        done = bool(item.bylines) or _is_signed_below(items, k)
        for n, line in enumerate(item.lines):
            rows.append(
                _Row(
                    k,
                    n,
                    line.ink,
                    pairs(line.ink),
                    item.width,
                    line.width,
                    first=n == 0 and not item.torn,
                    short=line.width < item.width - _SHORT,
                    indented=_INDENT[0] <= item.width - line.width <= _INDENT[1],
                    closed=bool(_ENDS.search(line.ink)) or (done and n == last),
                    done=done and n == last,
                    marked=marked and n == 0,
                )
            )
        marked = False
    return rows


def _is_signed_below(items: Sequence[Item], k: int) -> bool:
    """Tell whether names or a jump line stand right below a paragraph: its text ends there."""
    below = items[k + 1] if k + 1 < len(items) else None
    return below is not None and (below.kind == "to" or (below.kind == "byline" and not below.marked))


def _in_column(row: _Row, width: float) -> float:
    """Cost of a line in a column `width` ems wide; the last line of a text tells nothing of its column."""
    return _OTHER_WIDTH * (row.full > width + _ALIKE or (abs(row.width - width) > _ALIKE and not row.closed))


def _next_stretch(items: Sequence[Item], tried: set[int]) -> _Stretch | None:
    """Find the next place where a report begins while the one before it, or it itself, is broken off."""
    rows = _rows(items)
    page = frozenset[str]().union(*(row.said | fours(row.ink) for row in rows))
    starts = [k for k, row in enumerate(rows) if row.marked]
    for n, start in enumerate(starts[1:], 1):
        if id(items[rows[start].item]) in tried:
            continue
        end = starts[n + 1] if n + 1 < len(starts) else len(rows)
        broken = not rows[start - 1].closed
        if broken or any(not rows[k].closed and rows[k + 1].first for k in range(start, end - 1)):
            first = _beginning(items, rows, starts[:n])
            heads = _heading(items, rows, first), _heading(items, rows, start)
            return _Stretch(tuple(rows[first : first + _MOST_ROWS]), start - first, page, heads)
    return None


def _beginning(items: Sequence[Item], rows: Sequence[_Row], starts: Sequence[int]) -> int:
    """Find the row a report begins at, over its subheads."""
    for start in reversed(starts):
        k = rows[start].item - 1
        if k < 1 or items[k].kind != "display" or items[k - 1].kind != "paragraph" or len(items[k].string) > _SUBHEAD:
            return start
    return starts[0]


def _heading(items: Sequence[Item], rows: Sequence[_Row], start: int) -> frozenset[str]:
    """Gather what the display lines directly above a row say."""
    k = rows[start].item - 1
    found: list[str] = []
    while k >= 0 and items[k].kind != "paragraph":
        if items[k].kind == "display":
            found.append(items[k].string)
        k -= 1
    return frozenset[str]().union(*map(pairs, found))


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Rows of two reports that may take turns: A begins at row 0, B at row `start`; what their headings say."""

    rows: tuple[_Row, ...]
    start: int
    page: frozenset[str]
    heads: tuple[frozenset[str], frozenset[str]]

    def threads(self) -> list[int]:
        """Give each row its thread, up to where both reports are at their ends; [] where they take no turns."""
        size = len(self.rows)
        labels = [_A] * self.start + [_B] * min(_SEED, size - self.start)
        best: list[int] = []
        for _ in range(_ROUNDS):
            fits = self._fits(labels)
            found = self._best(fits)
            if found in (best, []):
                break
            best = labels = found
        return best

    def _fits(self, labels: Sequence[int]) -> list[tuple[float, float]]:
        """Weigh for each row how well it goes with A and with B, by what the rows labelled so far say."""
        counts = Counter[str](), Counter[str]()
        for row, thread in zip(self.rows, labels, strict=False):
            counts[thread].update(row.said)
        for thread in (_A, _B):
            counts[thread].update(self.heads[thread])
        likelier = math.log((counts[_B].total() + 1) / (counts[_A].total() + 1))
        widths = self.rows[self.start - 1].width, self.rows[self.start].width
        fits = []
        for k, row in enumerate(self.rows):
            own = labels[k] if k < len(labels) else None
            topic = 0.0
            for pair in sorted(row.said):
                a, b = counts[_A][pair] - (own == _A), counts[_B][pair] - (own == _B)
                if a or b:
                    topic += math.log((a + _UNSEEN) / (b + _UNSEEN)) + likelier
            topic = max(-_MOST_TOPIC, min(_MOST_TOPIC, _TOPIC * topic))
            fits.append((topic + _in_column(row, widths[_A]), -topic + _in_column(row, widths[_B])))
        return fits

    def _best(self, fits: Sequence[tuple[float, float]]) -> list[int]:
        """Find the way through the rows that gains most over one without turns, up to an end of both reports."""
        states: dict[State, float] = {(_B, self.start - 1): fits[self.start][_B]}
        plain = states[_B, self.start - 1]
        came: list[dict[State, State]] = [{} for _ in self.rows]
        best, last, found = _LEAST_GAIN, 0, (_B, -1)
        for k in range(self.start + 1, len(self.rows) + 1):
            if k == len(self.rows) or self.rows[k].marked:
                state = max(states, key=lambda state: states[state] + self._left(k - 1, state))
                gain = states[state] + self._left(k - 1, state) - plain - self._left(k - 1, (_B, self.start - 1))
                if last and gain < best + _FURTHER:
                    break
                if gain > best:
                    best, last, found = gain, k, state
            if k < len(self.rows):
                plain += self._link(k - 1, k) + fits[k][_B]
                states, came[k] = self._step(k, states, fits[k])
        if not last:
            return []
        labels = [found[0]]
        for k in range(last - 1, self.start, -1):
            found = came[k][found]
            labels.append(found[0])
        return [_A] * self.start + labels[::-1]

    def _step(
        self, k: int, states: dict[State, float], fit: tuple[float, float]
    ) -> tuple[dict[State, float], dict[State, State]]:
        new: dict[State, float] = {}
        came: dict[State, State] = {}
        on = self._link(k - 1, k)
        for state, score in states.items():
            thread, other = state
            stay = score + on + fit[thread]
            turn = score + _TURN + self._link(other, k) + fit[1 - thread]
            length = k - 1 - other
            turn += _SHORT_TURN * (length < _FEWEST) + _LEVEL * (thread == _A and abs(length - self.start) <= 1)
            for target, gain in ((state, stay), ((1 - thread, k - 1), turn)):
                if gain > new.get(target, _NEVER):
                    new[target], came[target] = gain, state
        kept = sorted(new, key=new.__getitem__, reverse=True)[:_MOST_STATES]
        return {state: new[state] for state in kept}, came

    def _left(self, k: int, state: State) -> float:
        """Cost of ending behind row `k` in a state: a report that was left in the middle of a sentence."""
        return _LEFT_OPEN * ((not self.rows[k].closed) + (not self.rows[state[1]].closed))

    def _link(self, a: int, b: int) -> float:
        """Weigh whether the text of row `a` goes on in row `b`."""
        upper, lower = self.rows[a], self.rows[b]
        if lower.marked and b == a + 1:
            return 0.0 if upper.closed else _LEFT_OPEN
        if upper.done:
            return _DONE
        if upper.closed:
            if lower.first or lower.indented or (b == a + 1 and lower.item == upper.item):
                return 0.0
            return _CLOSED_MORE if upper.short else _FULL_MORE
        if lower.first:
            return _OPEN_FIRST
        return self._across(upper.ink, lower.ink)

    def _across(self, upper: str, lower: str) -> float:
        """Weigh two line ends by what stands across them: a word of the language, or what the page has elsewhere."""
        if upper[-1].isdigit() and lower[0].isdigit():
            return _BROKEN_NUMBER
        if not (_HAN.match(upper[-1]) and _HAN.match(lower[0])):
            return 0.0
        if upper[-1] + lower[0] in self.page:
            known = any(upper[-k:] + lower[: 4 - k] in self.page for k in (1, 2, 3))
            return _KNOWN_RUN if known else _KNOWN_WORD if crosses(upper, lower) else _KNOWN_PAIR
        return _WORD if crosses(upper, lower) else _NOTHING


def _sorted(source: str, items: Sequence[Item], rows: Sequence[_Row], threads: Sequence[int]) -> list[Item]:
    """Lay the items of two threads behind each other: all of A, then all of B; the rest keeps its place."""
    first, last = rows[0].item, rows[len(threads) - 1].item
    while first and items[first - 1].kind != "paragraph":
        first -= 1
    while last + 1 < len(items) and _belongs_above(items, last + 1):
        last += 1
    piles: tuple[list[Item], list[Item]] = ([], [])
    waiting: list[Item] = []
    owner, at = _A, 0
    for k in range(first, last + 1):
        item = items[k]
        if item.kind != "paragraph":
            if waiting or not _belongs_above(items, k):
                waiting.append(item)
            else:
                piles[owner].append(item)
            continue
        for thread, piece in _pieces(source, item, threads[at : at + len(item.lines)]):
            piles[thread].extend(waiting)
            waiting = []
            _lay(source, piles[thread], piece)
            owner = thread
        at += len(item.lines)
    return [*items[:first], *piles[_A], *piles[_B], *waiting, *items[last + 1 :]]


def _belongs_above(items: Sequence[Item], k: int) -> bool:
    """Tell whether what stands between paragraphs goes with the one above it."""
    item = items[k]
    if item.kind == "byline":
        return not item.marked
    return item.kind in {"to", "caption"}


def _pieces(source: str, item: Item, threads: Sequence[int]) -> Iterator[tuple[int, Item]]:
    """Cut a paragraph where its lines change from one thread to the other."""
    start = 0
    rest = item
    for n in range(1, len(threads)):
        if threads[n] != threads[n - 1]:
            piece, rest = cut_before(source, rest, n - start)
            yield threads[n - 1], piece
            start = n
    yield threads[-1], rest


def _lay(source: str, pile: list[Item], piece: Item) -> None:
    """Lay a paragraph on a pile; it goes on with the one that lies there where that broke off."""
    above = next((k for k in range(len(pile) - 1, -1, -1) if pile[k].kind != "caption"), None)
    if above is not None and pile[above].kind == "paragraph" and piece.torn and _may_go_on(pile[above]):
        pile[above] = laid_behind(source, pile[above], piece)
    else:
        pile.append(piece)


def _may_go_on(item: Item) -> bool:
    return not item.bylines and (not item.closed or item.lines[-1].width >= item.width - _SHORT)
