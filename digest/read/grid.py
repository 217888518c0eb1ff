"""The lines of a dump laid out by columns (pdftotext -layout) in, its parts with boxes out.

Such a dump writes every character into a cell of a grid, so that a column begins at the same place of every line. Read
line by line it mixes the articles of a page; cut at its blanks and read by place, as a PDF is, it does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.model import Box, Line, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A dump is laid out where this share of its lines has a wide gap between words: of 97 made pages by -layout the least
# share was .35, in 560 dumps by other tools no line had one.
_LEAST_SHARE = 0.12
_FEWEST_LINES = 6
_WIDE = re.compile(r"\S {4,}(?=\S)|\S\u3000{3,}(?=\S)")
_PART = re.compile(r"\S+(?: \S+)*")
_TAB = 8


def is_grid(text: str, lines: Sequence[Line]) -> bool:
    """Return whether the lines of a text are laid out by columns side by side."""
    if len(lines) < _FEWEST_LINES or "    " not in text:
        return False
    wide = sum(bool(_WIDE.search(text, line.span.start, line.span.end)) for line in lines)
    return wide > _LEAST_SHARE * len(lines)


def parts(text: str, lines: Sequence[Line]) -> Iterator[Line]:
    """Cut every line at its wide blanks; the box of a part is the cells it takes, one cell being an em."""
    page, row, at = 0, 0, 0
    for line in lines:
        start = text.rfind("\n", 0, line.span.start) + 1
        row = row + text.count("\n", at, start) if line.page == page else 0
        page, at = line.page, start
        for part in _PART.finditer(text, *line.span):
            left = len(text[start : part.start()].replace("\f", "").expandtabs(_TAB))
            size = part.end() - part.start()
            yield Line(Span(*part.span()), page, Box(left, row, left + size, row + 1.0, 1.0))
