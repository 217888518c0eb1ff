"""Display lines in, headings out: which lines make one heading, what in it is kicker, headline and subtitle.

A heading that was broken over lines is told from two headings by what crosses the line end (a word of the
page, an open quotation mark), by the lines' widths and distances, and by the bodies their words lead to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.text.words import crosses

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from digest.page.stream import Item
    from digest.page.vocabulary import Vocabulary

_MOST_LINES, _MOST_PART = 8, 3
_MOST_EXTRA = 2
_NEVER = -1e9
# Strains and supports, in the same rough natural logarithms as those of columns.py.
_HEADING, _EXTRA, _MISSING = -1.3, -3.0, -0.7
_AFFINITY = 0.35
_SAME, _EVEN, _NARROWER, _DROP, _REMAINDER, _FULL, _SHORT_LINE, _LONG = 0.25, 1.5, 7.2, 3.0, 3.0, 7.5, 6.5, 12.0
# What speaks for two lines being one text: a logistic regression on 2,200 pairs of neighbouring display lines, rounded.
# On 614 pairs of other pages and texts it errs 31 times; the weights set by hand before erred 60 times.
_JOIN, _JOIN_TIGHT, _JOIN_LOOSE, _JOIN_LAST = -0.2, 1.5, -1.0, 0.5
_JOIN_LONG, _JOIN_SHORT, _JOIN_WIDER, _JOIN_LONGER = -1.9, 1.5, -1.4, -0.9
_JOIN_EVEN, _JOIN_LEVEL, _JOIN_BALANCED, _JOIN_DROP, _JOIN_REMAINDER = 1.4, -0.5, 1.9, 0.3, 2.5
_JOIN_CROSS, _JOIN_CROSS_MORE, _JOIN_WORD = 2.2, 2.8, 3.2
_JOIN_NOWHERE, _JOIN_ELSEWHERE, _LEADS = -1.8, -1.0, 1.0
_JOIN_OPEN, _JOIN_UNFINISHED, _JOIN_TOPIC, _JOIN_DASH, _JOIN_FIGURE, _JOIN_KICKER = 2.2, 1.8, -1.0, -2.4, -0.8, -1.2
_KICKER, _KICKER_TIGHT, _KICKER_DASH, _KICKER_LIKE = -0.1, -2.0, 2.5, 1.5
_SUBTITLE, _SUBTITLE_TIGHT, _SUBTITLE_LOOSE, _SUBTITLE_DASH, _SUBTITLE_FIGURE = -1.0, 1.0, -2.0, 4.0, 2.5
_SHORT_SUBTITLE, _SHORT_HEADLINE, _SHORT = -2.5, -2.5, 5.0
_OPEN_PART = -3.0
_VERTICAL = -8.0
# Glyphs of a vertical headline: the longest single one measured has 22, and a page's height does not take many more.
_SHORTEST_VERTICAL, _LONGEST_VERTICAL, _SIDE_BY_SIDE, _UNBALANCED = 6, 23, 3.0, 0.05
# ends in the middle of a phrase: behind a particle, or behind a verb that wants its object
_UNFINISHED = re.compile(r"(?:[的和与为、将在对把被让使以及]|打造|构建|走进|迎来|助力|加快|推动|促进|实现|达到)$")
# begins no word, so it ends one that the line above began
_HANGS = re.compile(r"^(?:[的了着们者]|型(?![号材钢]))")
_DASH = re.compile(r"^(?:——|—|－－|--)")
_FIGURE = re.compile(r"\d")
_KICKER_WORDS = re.compile(
    r"(?:见闻|侧记|纪实|综述|述评|启示录?|开幕|闭幕|召开|举行|系列报道|之[一二三四五六七八九十]|[市省县州城区园镇乡村])$|^今年|^——"
)
_TOPIC = re.compile(r"^[\u3400-\u9fff]{2,6}：")
_HAN = re.compile(r"[\u3400-\u9fff]")
_INK = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
_QUOTES = "“”‘’《》"
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


def may_be_two(item: Item) -> bool:
    """Tell whether a line is vertical and longer than one headline is."""
    line = item.lines[0]
    return line.vertical and len(_INK.findall(line.ink)) > _LONGEST_VERTICAL


def apart(item: Item, vocabulary: Vocabulary) -> int | None:
    """Find where a vertical line is two headlines side by side: its parts lead to two bodies. None if it is one."""
    string = item.lines[0].ink
    fits = [vocabulary.fit(string[k : k + 2]) for k in range(len(string) - 1)]
    gains: list[tuple[float, int]] = []
    for cut in range(_SHORTEST_VERTICAL, len(string) - _SHORTEST_VERTICAL + 1):
        left = [sum(column) for column in zip(*fits[: cut - 1], strict=True)]
        right = [sum(column) for column in zip(*fits[cut:], strict=True)]
        if not _crossing(string[:cut], string[cut:], vocabulary) and not _is_open(string[:cut]):
            gain = max(left) + max(right) - max(a + b for a, b in zip(left, right, strict=True))
            if gain > _SIDE_BY_SIDE:
                gains.append((gain - _UNBALANCED * abs(2 * cut - len(string)), cut))
    return max(gains)[1] if gains else None


def headings(items: Sequence[Item], run: Sequence[int], vocabulary: Vocabulary, wanted: int) -> list[Heading]:
    """Divide a run of display lines (places in `items`) into headings at the least strain; about `wanted` of them."""
    fits = [vocabulary.fit(items[k].string) for k in run]
    joins = [_join(items, run, k, vocabulary, fits) for k in range(len(run) - 1)]
    spans = [(start, end) for end in range(1, len(run) + 1) for start in range(max(0, end - _MOST_LINES), end)]
    pieces = {
        (start, end): _heading(items, run[start:end], joins[start : end - 1], fits[start:end]) for start, end in spans
    }
    ways = _ways(pieces, len(run), min(len(run), wanted + _MOST_EXTRA))
    count = max(range(1, len(ways)), key=lambda n: ways[n][-1][0] + _of_count(n, wanted))
    found: list[Heading] = []
    end = len(run)
    for way in ways[count:0:-1]:
        _, start = way[end]
        found.append(pieces[start, end][1])
        end = start
    return found[::-1]


def _of_count(count: int, wanted: int) -> float:
    return _HEADING * count + (_EXTRA if count > wanted else _MISSING) * abs(count - wanted)


def _ways(
    pieces: Mapping[tuple[int, int], tuple[float, Heading]], size: int, most: int
) -> list[list[tuple[float, int]]]:
    """Find for n = 0 … `most` headings and each number of lines the best score, and where the last heading begins."""
    ways = [[(0.0, 0), *([(_NEVER, 0)] * size)]]
    for count in range(most):
        way = [(_NEVER, 0)]
        for end in range(1, size + 1):
            starts = range(max(0, end - _MOST_LINES), end)
            way.append(max((ways[count][start][0] + pieces[start, end][0], start) for start in starts))
        ways.append(way)
    return ways


def _heading(
    items: Sequence[Item], run: Sequence[int], joins: Sequence[float], fits: Sequence[Sequence[float]]
) -> tuple[float, Heading]:
    """Find the best kicker and subtitle for lines that make one heading."""
    size = len(run)
    whole = sum(joins)
    options: list[tuple[float, int, int]] = []
    kickers = [0.0, *(_as_kicker(items, run, head) for head in range(1, min(size, _MOST_PART + 1)))]
    tails = {tail: _as_subtitle(items, run, tail) for tail in range(max(1, size - _MOST_PART), size)}
    tails[size] = 0.0
    sums = [sum(column) for column in zip(*fits, strict=True)]
    for head, kicker in enumerate(kickers):
        for tail, subtitle in tails.items():
            if head < tail:
                score = whole + kicker + subtitle
                score -= (joins[head - 1] if head else 0.0) + (joins[tail - 1] if tail < size else 0.0)
                if head and tail < size:
                    below = items[run[tail]].lines[0]
                    score += _SUBTITLE_FIGURE * (not below.tight and _has_figure(below.ink))
                options.append((score, head, tail))
    score, head, tail = max(options)
    return score + _AFFINITY * max(sums, default=0.0), Heading(
        tuple(run[:head]), tuple(run[head:tail]), tuple(run[tail:])
    )


def _as_kicker(items: Sequence[Item], run: Sequence[int], head: int) -> float:
    below = items[run[head]].lines[0]
    string = "".join(items[k].string for k in run[:head])
    score = _KICKER + _KICKER_TIGHT * below.tight
    score += _KICKER_DASH * bool(_DASH.match(string)) + _KICKER_LIKE * bool(_KICKER_WORDS.search(string))
    return score + _VERTICAL * items[run[0]].lines[0].vertical + _OPEN_PART * _is_open(string)


def _as_subtitle(items: Sequence[Item], run: Sequence[int], tail: int) -> float:
    line = items[run[tail]].lines[0]
    score = _SUBTITLE + _SUBTITLE_TIGHT * line.tight + _SUBTITLE_LOOSE * line.loose
    score += _SUBTITLE_DASH * bool(_DASH.match(line.ink)) + _SUBTITLE_FIGURE * (line.tight and _has_figure(line.ink))
    above = "".join(items[k].string for k in run[:tail])
    score += _SHORT_HEADLINE * (len(above) < _SHORT) + _SHORT_SUBTITLE * (line.width < _SHORT + 1)
    return score + _VERTICAL * line.vertical + _OPEN_PART * _is_open(above)


def _has_figure(ink: str) -> bool:
    return bool(_FIGURE.search(ink))


def _join(
    items: Sequence[Item], run: Sequence[int], k: int, vocabulary: Vocabulary, fits: Sequence[Sequence[float]]
) -> float:
    """Weigh whether lines k and k + 1 of a run are one text that was broken between them."""
    a, b = items[run[k]].lines[0], items[run[k + 1]].lines[0]
    if a.vertical or b.vertical:
        return _VERTICAL
    last = k + 2 == len(run)
    apart = last or items[run[k + 2]].lines[0].width > b.width + _EVEN
    score = _JOIN + _JOIN_TIGHT * b.tight + _JOIN_LOOSE * b.loose + _JOIN_LAST * last
    score += _shape(a.width, b.width, apart=apart) + _crossing(a.ink, b.ink, vocabulary) + _led(fits[k], fits[k + 1])
    score += _JOIN_TOPIC * bool(_TOPIC.match(b.ink)) + _JOIN_DASH * bool(_DASH.match(b.ink))
    score += _JOIN_FIGURE * _has_figure(b.ink) + _JOIN_KICKER * bool(_KICKER_WORDS.search(a.ink))
    above = "".join(items[place].lines[0].ink for place in run[max(0, k - 2) : k + 1])
    score += _JOIN_OPEN * (_is_open(a.ink) or (_is_open(above) and _closes(b.ink)))
    torn = _UNFINISHED.search(a.ink) or _HANGS.match(b.ink)
    return score + _JOIN_UNFINISHED * (bool(torn) or not _HAN.search(b.ink))


def _shape(upper: float, lower: float, *, apart: bool) -> float:
    """Weigh by their widths alone whether two lines are one text.

    A headline is broken into lines of about one length, a kicker is full up to its last line.
    """
    score = _JOIN_LONG * (upper > _LONG)
    if lower > upper + _EVEN:
        return score + _JOIN_WIDER
    score += _JOIN_SHORT * (upper <= _SHORT_LINE)
    if lower <= _REMAINDER and upper >= _FULL and apart:
        return score + _JOIN_REMAINDER
    if lower > upper + _SAME:
        return score + _JOIN_LONGER
    if lower >= upper - _SAME:
        return score + (_JOIN_EVEN if upper <= _NARROWER else _JOIN_LEVEL)
    return score + (_JOIN_BALANCED if lower >= upper - 1.0 else _JOIN_DROP if lower < upper - _DROP else 0.0)


def _led(upper: Sequence[float], lower: Sequence[float]) -> float:
    """Weigh where two lines lead: a slogan above a headline leads nowhere, two headlines lead to two bodies."""
    if not upper:
        return 0.0
    score = _JOIN_NOWHERE * (max(upper) < _LEADS)
    a, b = max(range(len(upper)), key=upper.__getitem__), max(range(len(lower)), key=lower.__getitem__)
    return score + _JOIN_ELSEWHERE * (min(upper[a] - upper[b], lower[b] - lower[a]) > _LEADS / 2)


def _crossing(upper: str, lower: str, vocabulary: Vocabulary) -> float:
    """Weigh what stands across a line end: words of the page, or of the language."""
    upper, lower = upper.rstrip(_QUOTES), lower.lstrip(_QUOTES)
    if not (upper and lower and _INK.match(upper[-1]) and _INK.match(lower[0])):
        return 0.0
    score = 0.0
    if vocabulary.has_pair(upper[-1] + lower[0]):
        score += _JOIN_CROSS
        score += _JOIN_CROSS_MORE * vocabulary.has_four(upper[-k:] + lower[: 4 - k] for k in (1, 2, 3))
    return score + _JOIN_WORD * crosses(upper, lower)


def _is_open(string: str) -> bool:
    """Tell whether a quotation mark or bracket is left open."""
    return any(string.count(opening) > string.count(closing) for opening, closing in _PAIRS.items())


def _closes(string: str) -> bool:
    """Tell whether a line closes a quotation mark or bracket that it did not open."""
    return any(string.count(opening) < string.count(closing) for opening, closing in _PAIRS.items())


def subheads(items: Sequence[Item], run: Sequence[int], vocabulary: Vocabulary) -> list[tuple[int, ...]]:
    """Divide a run of display lines into what was printed as one: lines are joined where a text was broken."""
    return joined(items, run, vocabulary, 0.0)


def joined(items: Sequence[Item], run: Sequence[int], vocabulary: Vocabulary, least: float) -> list[tuple[int, ...]]:
    """Gather the lines of a run that are joined with more than `least` strength."""
    found: list[list[int]] = [[run[0]]]
    fits = [vocabulary.fit(items[k].string) for k in run] if len(run) > 1 else []
    for k, place in enumerate(run[1:]):
        if _join(items, run, k, vocabulary, fits) > least:
            found[-1].append(place)
        else:
            found.append([place])
    return [tuple(group) for group in found]
