"""Display lines in, headings out: which lines make one heading, what in it is kicker, headline and subtitle.

A heading that was broken over lines is told from two headings by what crosses the line end (a word of the
page, an open quotation mark), by the lines' widths and distances, and by the bodies their words lead to.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.page.shingles import shingles
from digest.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.page.stream import Item

_MOST_LINES = 8
_HEADING = -2.5
_AFFINITY = 0.35
_FIRST_PARAGRAPH = 0.5
_JOIN_TIGHT, _JOIN_LOOSE, _JOIN_EVEN, _JOIN_WIDER = 1.5, -1.0, 0.3, -1.5
_JOIN_OPEN, _JOIN_CROSS, _JOIN_CROSS_MORE, _JOIN_WORD, _JOIN_DASH = 6.0, 1.5, 1.5, 2.5, -4.0
_KICKER, _KICKER_TIGHT, _KICKER_LOOSE, _KICKER_DASH, _KICKER_LIKE = -1.0, -3.0, 0.5, 2.5, 1.5
_SUBTITLE, _SUBTITLE_TIGHT, _SUBTITLE_LOOSE, _SUBTITLE_DASH, _SUBTITLE_FIGURE = -1.0, 1.0, -2.0, 4.0, 2.5
_VERTICAL = -8.0
_DASH = re.compile(r"^(?:——|—|－－|--)")
_FIGURE = re.compile(r"\d")
_KICKER_WORDS = re.compile(
    r"(?:见闻|侧记|纪实|综述|述评|启示录?|开幕|闭幕|召开|举行|系列报道|之[一二三四五六七八九十]|[市省县州城区园镇乡村])$|^今年|^——"
)
_INK = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_PAIRS = {"“": "”", "《": "》", "（": "）", "‘": "’", "「": "」"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as places in the stream's items: kicker, headline and subtitle lines."""

    kicker: tuple[int, ...]
    headline: tuple[int, ...]
    subtitle: tuple[int, ...]

    @property
    def first(self) -> int:
        """Place of its first line."""
        return min((*self.kicker, *self.headline))

    @property
    def last(self) -> int:
        """Place of its last line."""
        return max((*self.headline, *self.subtitle))

    @property
    def lines(self) -> tuple[int, ...]:
        """Places of all its lines."""
        return self.kicker + self.headline + self.subtitle


class Vocabulary:
    """What the bodies of a page say, as pairs of characters, and how telling each pair is."""

    def __init__(self, bodies: Sequence[Sequence[str]]) -> None:
        self.whole = [shingles("。".join(paragraphs), 2) for paragraphs in bodies]
        self.lead = [shingles(paragraphs[0], 2) for paragraphs in bodies]
        self.runs = (
            frozenset().union(*(shingles("。".join(paragraphs)) for paragraphs in bodies)) if bodies else frozenset()
        )
        self.found = Counter(pair for pairs in self.whole for pair in pairs)

    def affinity(self, string: str, body: int) -> float:
        """Weigh what a heading shares with a body, and once more what it shares with its first paragraph."""
        pairs = shingles(string, 2)
        return self.weigh(pairs & self.whole[body]) + _FIRST_PARAGRAPH * self.weigh(pairs & self.lead[body])

    def weigh(self, pairs: Iterable[str]) -> float:
        """Add up how telling some pairs are: those in few bodies count more."""
        size = len(self.whole) + 1
        return sum(math.log(size / self.found[pair]) if self.found[pair] else math.log(size) for pair in pairs)

    def best(self, string: str) -> float:
        """Weigh a heading against the body it fits best."""
        return max((self.affinity(string, body) for body in range(len(self.whole))), default=0.0)


def headings(items: Sequence[Item], run: Sequence[int], vocabulary: Vocabulary) -> list[Heading]:
    """Divide a run of display lines (places in `items`) into headings at the least strain."""
    best: list[float] = [0.0]
    chosen: list[tuple[int, Heading] | None] = [None]
    joins = [_join(items[a], items[b], vocabulary) for a, b in zip(run, run[1:], strict=False)]
    for end in range(1, len(run) + 1):
        options: list[tuple[float, int, Heading]] = []
        for start in range(max(0, end - _MOST_LINES), end):
            score, heading = _heading(items, run[start:end], joins[start : end - 1])
            string = "".join(items[k].string for k in run[start:end])
            fit = _AFFINITY * vocabulary.best(string)
            options.append((best[start] + score + fit + _HEADING, start, heading))
        score, start, heading = max(options, key=lambda option: option[0])
        best.append(score)
        chosen.append((start, heading))
    found: list[Heading] = []
    end = len(run)
    while end and (choice := chosen[end]):
        end, heading = choice
        found.append(heading)
    return found[::-1]


def _heading(items: Sequence[Item], run: Sequence[int], joins: Sequence[float]) -> tuple[float, Heading]:
    """Find the best kicker and subtitle for lines that make one heading."""
    size = len(run)
    options: list[tuple[float, int, int]] = []
    for head in range(size):
        for tail in range(head + 1, size + 1):
            score = sum(joins[k] for k in range(size - 1) if k + 1 not in {head, tail})
            if head:
                score += _as_kicker(items, run, head)
            if tail < size:
                score += _as_subtitle(items, run, tail)
            options.append((score, head, tail))
    score, head, tail = max(options)
    return score, Heading(tuple(run[:head]), tuple(run[head:tail]), tuple(run[tail:]))


def _as_kicker(items: Sequence[Item], run: Sequence[int], head: int) -> float:
    below = items[run[head]].lines[0]
    string = "".join(items[k].string for k in run[:head])
    score = _KICKER + _KICKER_TIGHT * below.tight + _KICKER_LOOSE * below.loose
    score += _KICKER_DASH * bool(_DASH.match(string)) + _KICKER_LIKE * bool(_KICKER_WORDS.search(string))
    return score + _VERTICAL * (items[run[0]].lines[0].vertical or _is_open(string))


def _as_subtitle(items: Sequence[Item], run: Sequence[int], tail: int) -> float:
    line = items[run[tail]].lines[0]
    score = _SUBTITLE + _SUBTITLE_TIGHT * line.tight + _SUBTITLE_LOOSE * line.loose
    score += _SUBTITLE_DASH * bool(_DASH.match(line.ink)) + _SUBTITLE_FIGURE * bool(_FIGURE.search(line.ink))
    above = "".join(items[k].string for k in run[:tail])
    return score + _VERTICAL * (line.vertical or _is_open(above))


def _join(upper: Item, lower: Item, vocabulary: Vocabulary) -> float:
    """Weigh whether two lines are one text that was broken between them."""
    a, b = upper.lines[0], lower.lines[0]
    if a.vertical or b.vertical:
        return _VERTICAL
    score = _JOIN_TIGHT * b.tight + _JOIN_LOOSE * b.loose
    if b.width > a.width + 1.5:
        score += _JOIN_WIDER
    elif b.width > a.width - 1.5:
        score += _JOIN_EVEN
    if _DASH.match(b.ink):
        return score + _JOIN_DASH
    if _is_open(a.ink):
        return score + _JOIN_OPEN
    return score + _crossing(a.ink, b.ink, vocabulary)


def _crossing(upper: str, lower: str, vocabulary: Vocabulary) -> float:
    """Weigh what stands across a line end: words of the page, or of the language."""
    if not (_INK.match(upper[-1]) and _INK.match(lower[0])):
        return 0.0
    score = 0.0
    if upper[-1] + lower[0] in vocabulary.found:
        score += _JOIN_CROSS
        score += _JOIN_CROSS_MORE * any(upper[-k:] + lower[: 4 - k] in vocabulary.runs for k in (1, 2, 3))
    return score + _JOIN_WORD * _straddles(upper[-6:], lower[:6])


def _straddles(left: str, right: str) -> bool:
    """Tell whether a word of the language lies across the place where `left` and `right` meet."""
    end = 0
    for word in words(left + right):
        start, end = end, end + len(word)
        if start < len(left) < end:
            return True
    return False


def _is_open(string: str) -> bool:
    """Tell whether a quotation mark or bracket is left open."""
    return any(string.count(opening) > string.count(closing) for opening, closing in _PAIRS.items())


def subheads(items: Sequence[Item], run: Sequence[int], vocabulary: Vocabulary) -> list[tuple[int, ...]]:
    """Divide a run of display lines inside a body into subheads: lines are joined where a text was broken."""
    found: list[list[int]] = [[run[0]]]
    for a, b in zip(run, run[1:], strict=False):
        if _join(items[a], items[b], vocabulary) > 0:
            found[-1].append(b)
        else:
            found.append([b])
    return [tuple(group) for group in found]
