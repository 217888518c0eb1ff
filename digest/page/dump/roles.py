"""A dump's lines in, the role of each out: what it says, how wide it is, and what the lines before and behind it are.

Two fitted models (`learned/dump_lines`, `learned/dump_lines_again`): the second sees the first one's opinion of three
lines on each side.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from digest.learned import trees
from digest.page import marks
from digest.page.signs import NAMES, ROLES, signs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.page.dump.lines import Row

_OWN = (
    "width", "characters", "relative", "column", "digits", "blanks", "spread", "indent", "vertical", "blank_before",
    "blank_after", "place", "section_word", "folio_word", "lead", "credit", "caption", "pictured", "echo", "tight",
    "loose",
)  # fmt: skip
_NEAR = ("width", "step", "characters", "ends", "lead", "digits", "blank", "vertical", "comma", "folio")
_PLACES = (-3, -2, -1, 1, 2, 3)
# What describes the whole page (how many lines it has, how wide most are) and where in it a line is, counted in lines,
# only tells generators apart: without it lines of a left-out generator are told better.
_BESIDE = (-2, -1, 1, 2)
FEATURES = (
    *_OWN,
    *NAMES,
    *(f"{place:+d}_{name}" for place in _PLACES for name in _NEAR),
    *(f"{place:+d}_{name}" for place in _BESIDE for name in NAMES),
)
AGAIN = (*FEATURES, *(f"{place:+d}_{role}" for place in (-3, -2, -1, 0, 1, 2, 3) for role in ROLES))
_ENDS = re.compile(r"[。！？!?][”’）》」】]{0,3}$")
_FAR = 99.0
_WINDOW = 4


class Page:
    """A page's lines with what they have in common."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._pairs = Counter(pair for row in rows for pair in row.pairs)

    @cached_property
    def common(self) -> list[float]:
        """What describes the dump as a whole: blank lines, vertical lines, the usual width, indents."""
        rows = self.rows
        widths = sorted(row.width for row in rows if len(row.ink) > 8)  # noqa: PLR2004  not a headline's last word
        usual = widths[len(widths) // 2] if widths else 0.0
        count = max(1, len(rows))
        return [
            sum(row.blank > 0 for row in rows) / count,
            sum(row.print.vertical for row in rows) / count,
            usual,
            float(len(rows)),
            sum(bool(row.print.indented) for row in rows) / count,
        ]

    def column(self, k: int) -> float:
        """Return the width of the column around a line: the widest line that has a neighbour of its width."""
        near = sorted((row.width for row in self.rows[max(0, k - _WINDOW) : k + _WINDOW + 1]), reverse=True)
        return next((a for a, b in itertools.pairwise(near) if a - b < 1.5), near[0])  # noqa: PLR2004  ems

    def own(self, k: int) -> Iterator[float]:
        """Measure a line by itself."""
        row, print_ = self.rows[k], self.rows[k].print
        column = self.column(k)
        yield from (
            row.width,
            len(row.ink),
            row.width / max(1.0, column),
            column,
            sum(char.isdigit() for char in row.ink) / len(row.ink),
        )
        yield from (
            print_.words.count(" "),
            print_.spread,
            -1 if print_.indented is None else print_.indented,
            print_.vertical,
        )
        yield from (
            row.blank,
            self.rows[k + 1].blank if k + 1 < len(self.rows) else 9,
            k / len(self.rows),
        )
        yield from (
            marks.is_section(row.ink),
            marks.is_folio(print_.words),
            marks.lead(row.ink),
            marks.has_credit(print_.words),
        )
        yield from (marks.is_caption(row.ink), marks.is_pictured(row.ink), self.echo(row), print_.tight, print_.loose)

    def echo(self, row: Row) -> float:
        """Return the share of a line's words that another line says too."""
        return sum(self._pairs[pair] > 1 for pair in row.pairs) / len(row.pairs) if row.pairs else 0.0

    def says(self, pair: str) -> int:
        """Return how many lines have two characters side by side."""
        return self._pairs[pair]

    def home(self, row: Row) -> int:
        """Return the place of the long line that shares most with a headline's line, -1 if none does."""
        best = max(
            self._long, key=lambda other: (len(other.pairs & row.pairs), -abs(other.index - row.index)), default=None
        )
        return best.index if best is not None and best.pairs & row.pairs else -1

    @cached_property
    def _long(self) -> list[Row]:
        return [row for row in self.rows if len(row.ink) > 10]  # noqa: PLR2004  lines of a body

    def near(self, k: int, place: int) -> Iterator[float]:
        """Measure a neighbour of a line."""
        at = k + place
        if not 0 <= at < len(self.rows):
            yield from [-1.0] * len(_NEAR)
            return
        row = self.rows[at]
        yield from (
            row.width,
            row.width - self.rows[k].width,
            len(row.ink),
            bool(_ENDS.search(row.ink)),
            marks.lead(row.ink),
        )
        yield from (sum(char.isdigit() for char in row.ink) / len(row.ink), row.blank, row.print.vertical)
        yield from (row.ink[-1] in "，、；", marks.is_folio(row.print.words))


def features(page: Page) -> list[list[float]]:
    """Measure every line of a page."""
    said = [signs(row.ink) for row in page.rows]
    nothing = [0.0] * len(NAMES)
    return [
        [
            float(value)
            for part in (
                page.own(k),
                said[k],
                *(page.near(k, place) for place in _PLACES),
                *(said[k + place] if 0 <= k + place < len(said) else nothing for place in _BESIDE),
            )
            for value in part
        ]
        for k in range(len(said))
    ]


def context(chances: Sequence[Sequence[float]], k: int) -> list[float]:
    """Return the first opinion of a line and of three lines on each side."""
    nobody = [0.0] * len(ROLES)
    return [x for at in range(k - 3, k + 4) for x in (chances[at] if 0 <= at < len(chances) else nobody)]


def roles(page: Page) -> list[list[float]]:
    """Return the chance of each of `ROLES` for each line."""
    first, again = trees.load("dump_lines", FEATURES), trees.load("dump_lines_again", AGAIN)
    rows = features(page)
    chances = [first.chances(row) for row in rows]
    return [again.chances([*row, *context(chances, k)]) for k, row in enumerate(rows)]
