"""The glyphs of a page in, its printed lines out: glyphs of one base line, parted where two columns meet.

Everything is decided by where glyphs are; the order of drawing and the text objects of the file only settle a doubt,
because some makers draw every line at once across all columns.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import attrgetter
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from digest.read.glyphs import CLOSING, OPENING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Drawn
    from digest.read.glyphs import Glyph

# Ems. Glyphs of one line are on one base line within the first (figures of another face may be .04 lower), those of
# large type within the second; their sizes agree within the ratio.
_LEVEL, _LARGE_LEVEL, _SIZES = 0.12, 0.07, 1.38
_LARGE = 1.3
_OVERLAP = 0.7
_MARKS = 0.8  # what a closing mark and an opening one behind it leave free between them
# A gap this wide may part two columns: it does so where enough other lines begin behind it, within the window of lines
# above and below. Where one text object draws on across it, or none begins there, it may be the blank of a justified
# line (up to 2.5 ems were seen) and only a wider one parts.
_GAP, _SURE_GAP, _EDGE, _WINDOW = 0.75, 3.5, 0.35, 30.0
_FEWEST_LINES, _FEWEST_WORDS, _INDENT = 3, 8, 2.0
# In large type, side by side over two columns.
_LARGE_GAP, _LARGE_SURE_GAP, _BELOW = 0.25, 2.2, 40.0
# A headline set downwards: its glyphs have no neighbour so near at their side and follow each other at this distance.
_UPRIGHT_SIZE, _BESIDE, _UPRIGHT_STEP, _FEWEST_UPRIGHT = 1.15, 1.15, (0.85, 1.5), 3
# The blank between two Latin words, and one set on purpose between two Han characters (behind 本报讯, between names).
_LATIN_BLANK, _BLANK = 0.18, 0.32
_NEXT, _BLANKS_BETWEEN = 1, 3


class _Word(NamedTuple):
    """Glyphs of one base line without a wide gap."""

    glyphs: list[Glyph]

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def y(self) -> float:
        return self.glyphs[0].y

    @property
    def size(self) -> float:
        return self.glyphs[0].size


def _gap(before: Glyph, glyph: Glyph) -> float:
    """Return the distance between the ink of two glyphs, without what a closing and an opening mark leave free."""
    gap = glyph.left - before.right
    return gap - _MARKS * glyph.size if before.char in CLOSING and glyph.char in OPENING else gap


def rows(glyphs: Sequence[Glyph], drawn: Iterable[Drawn]) -> list[list[Glyph]]:
    """Gather glyphs into lines, each from left to right; lines are in the order of their first glyph drawn."""
    if not glyphs:
        return []
    body = median(glyph.size for glyph in glyphs)
    down = _upright([glyph for glyph in glyphs if glyph.size > _UPRIGHT_SIZE * body])
    apart = {glyph.order for line in down for glyph in line}
    glyphs = [glyph for glyph in glyphs if glyph.order not in apart]
    levels = [list(_words(level, body)) for level in _levels(glyphs, body)]
    edges = _Edges(levels, body, [one for one in drawn if one.kind == "down"])
    lines = [line for level in levels for line in _joined(level, edges)]
    return sorted([*lines, *down], key=lambda line: min(glyph.order for glyph in line))


def is_upright(line: Sequence[Glyph]) -> bool:
    """Return whether the glyphs of a line are under each other."""
    return len(line) > 1 and abs(line[-1].y - line[0].y) > line[0].size / 2


def _upright(large: Sequence[Glyph]) -> list[list[Glyph]]:
    """Gather large glyphs that are under each other and have no neighbour at their side: headlines set downwards."""
    rows_: dict[int, list[Glyph]] = {}
    for glyph in large:
        rows_.setdefault(round(glyph.y), []).append(glyph)
    lone = [
        glyph
        for glyph in large
        if not any(
            other.order != glyph.order
            and abs(other.y - glyph.y) < _LEVEL * glyph.size
            and abs(_middle(other) - _middle(glyph)) < _BESIDE * glyph.size
            for near in (-1, 0, 1)
            for other in rows_.get(round(glyph.y) + near, ())
        )
    ]
    lines: list[list[Glyph]] = []
    for glyph in sorted(lone, key=lambda glyph: glyph.y):
        line = next((line for line in lines if _is_under(line, glyph)), None)
        if line is None:
            lines.append([glyph])
        else:
            line.append(glyph)
    return [line for line in lines if len(line) >= _FEWEST_UPRIGHT]


def _is_under(line: Sequence[Glyph], glyph: Glyph) -> bool:
    last, size = line[-1], glyph.size
    step = glyph.y - last.y
    return (
        abs(_middle(glyph) - _middle(last)) < _LEVEL * size
        and abs(last.size - size) < 0.05 * size
        and _UPRIGHT_STEP[0] * size < step < _UPRIGHT_STEP[1] * size
        and (len(line) == 1 or abs(step - (line[1].y - line[0].y)) < _LEVEL * size)
    )


def _middle(glyph: Glyph) -> float:
    """Return where the middle of a glyph's square is; of a Latin one, of its ink."""
    return (glyph.left + glyph.right) / 2 if glyph.char.isascii() else glyph.x + glyph.size / 2


def words(line: Sequence[Glyph]) -> str:
    """Write a line's characters, with a blank where the line has one."""
    if is_upright(line):
        return "".join(glyph.char for glyph in line)
    out = [line[0].char]
    for a, b in pairwise(line):
        gap = b.left - a.right
        blank = _NEXT < b.order - a.order <= _BLANKS_BETWEEN  # the file has a blank there itself
        if blank or (gap > _LATIN_BLANK * a.size and _is_blank(a, b, gap)):
            out.append(" ")
        out.append(b.char)
    return "".join(out)


def _is_blank(a: Glyph, b: Glyph, gap: float) -> bool:
    """Return whether there is a blank between two glyphs whose ink is `gap` apart."""
    end = a.x + (a.size if a.char >= "\u2010" else a.right - a.left)
    wide = _LATIN_BLANK if a.char.isascii() and b.char.isascii() else _BLANK
    return b.x - end > wide * a.size and gap > wide * a.size


def _levels(glyphs: Sequence[Glyph], body: float) -> Iterator[list[Glyph]]:
    """Gather the glyphs of one height, large type apart from small."""
    by_size: tuple[list[Glyph], list[Glyph]] = ([], [])
    for glyph in sorted(glyphs, key=attrgetter("y")):
        by_size[glyph.size > _LARGE * body].append(glyph)
    for large, some in enumerate(by_size):
        level: list[Glyph] = []
        last = 0.0
        for glyph in some:
            if level and glyph.y - last > (_LARGE_LEVEL * glyph.size if large else _LEVEL * body):
                yield level
                level = []
            level.append(glyph)
            last = glyph.y
        if level:
            yield level


def _words(level: Sequence[Glyph], body: float) -> Iterator[_Word]:
    """Cut one height into words; type of other sizes makes words of its own."""
    open_words: list[list[Glyph]] = []
    for glyph in sorted(level, key=attrgetter("left")):
        for word in open_words[:-13:-1]:
            if _follows(word[-1], glyph, body):
                word.append(glyph)
                break
        else:
            open_words.append([glyph])
    yield from map(_Word, open_words)


def _follows(before: Glyph, glyph: Glyph, body: float) -> bool:
    size, other = before.size, glyph.size
    if size != other:
        size, other = max(size, other), min(size, other)
    if not (-_OVERLAP * size < glyph.left - before.right and size < _SIZES * other):
        return False
    gap = _LARGE_GAP if size > _LARGE * body and before.face != glyph.face else _GAP
    return abs(glyph.y - before.y) < _LEVEL * size and _gap(before, glyph) < gap * size


class _Edges:
    """Where words of a page begin, and the rules between its columns."""

    def __init__(self, levels: Sequence[Sequence[_Word]], body: float, rules: Sequence[Drawn]) -> None:
        self.body, self._rules = body, rules
        firsts: list[tuple[float, float]] = []
        others: list[tuple[float, float]] = []
        for level in levels:
            reach = float("-inf")
            for word in sorted(level, key=lambda word: word.left):
                if word.size < _LARGE * body:
                    (firsts if word.left - reach > _SURE_GAP * body else others).append((word.left, word.y))
                reach = max(reach, word.right)
        self._firsts, self._others = sorted(firsts), sorted(others)
        self._lasts = sorted((word.right, word.y) for level in levels for word in level if word.size < _LARGE * body)

    def _count(
        self, places: Sequence[tuple[float, float]], left: float, right: float, above: float, below: float
    ) -> int:
        some = places[bisect_left(places, (left, float("-inf"))) : bisect_right(places, (right, float("inf")))]
        return sum(above < y < below for _, y in some)

    def part(self, a: _Word, b: _Word) -> bool:
        """Return whether two neighbouring words are of two columns."""
        gap = _gap(a.glyphs[-1], b.glyphs[0])
        size = max(a.size, b.size)
        if any(
            a.right - 1 < rule.left < b.left + 1 and rule.top < a.y - size / 3 < rule.bottom for rule in self._rules
        ):
            return True
        one = _is_one_text(a.glyphs[-1], b.glyphs[0])
        if size > _LARGE * self.body:
            return gap > _LARGE_SURE_GAP * size or (not one and self._is_over_gutter(a, b, size))
        if gap > _SURE_GAP * size or not 0 < b.glyphs[0].order - a.glyphs[-1].order <= _BLANKS_BETWEEN:
            return True  # what the file does not draw one after the other is not one line
        least = _FEWEST_WORDS if one else _FEWEST_LINES
        if _is_other_type(a.glyphs[-1], b.glyphs[0]) and self._end(a, size) >= _FEWEST_LINES:
            return True
        return max(self._begin(b.left - indent * size, b, size) for indent in (0.0, _INDENT)) >= least

    def _begin(self, left: float, word: _Word, size: float) -> int:
        """Count the words that begin at a place on the lines around one."""
        near, window = _EDGE * size, _WINDOW * size
        box = left - near, left + near, word.y - window, word.y + window
        return self._count(self._firsts, *box) + self._count(self._others, *box)

    def _end(self, word: _Word, size: float) -> int:
        """Count the lines around a word that end where it ends."""
        near, window = _EDGE * size, _WINDOW * size
        return self._count(self._lasts, word.right - near, word.right + near, word.y - window, word.y + window)

    def _is_over_gutter(self, a: _Word, b: _Word, size: float) -> bool:
        """Return whether a column of the body begins below the gap between two stretches of large type."""
        box = a.right - self.body, b.left + 0.5 * self.body, a.y, a.y + _BELOW * self.body
        return (
            self._count(self._firsts, *box) + self._count(self._others, *box) > _FEWEST_LINES
            and b.left - a.right > _LARGE_GAP * size
        )


def _is_one_text(a: Glyph, b: Glyph) -> bool:
    """Return whether two glyphs are of one text object, or of two that a change to figures or letters parted."""
    return a.face == b.face or (b.order == a.order + 1 and (a.char.isascii() or b.char.isascii()))


def _is_other_type(a: Glyph, b: Glyph) -> bool:
    """Return whether two ideographs are of two fonts; figures and letters mostly have a font of their own."""
    return a.font != b.font and min(a.char, b.char) >= "\u3400"


def _joined(level: Sequence[_Word], edges: _Edges) -> Iterator[list[Glyph]]:
    """Join the words of one height that are one line."""
    lines: list[list[_Word]] = []
    for word in sorted(level, key=lambda word: word.left):
        line = next(
            (
                line
                for line in reversed(lines)
                if max(line[-1].size, word.size) < _SIZES * min(line[-1].size, word.size)
                and abs(word.y - line[-1].y) < _LEVEL * word.size
                and line[-1].right - _OVERLAP * word.size < word.left
            ),
            None,
        )
        if line is None or edges.part(line[-1], word):
            lines.append([word])
        else:
            line.append(word)
    for line in lines:
        yield [glyph for word in line for glyph in word.glyphs]
