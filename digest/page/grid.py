"""A dump laid out by columns (pdftotext -layout) in, the same document with boxes out: its blanks are its geometry.

Such a dump writes every character into a cell of a grid, so that a column begins at the same place of every line. Read
line by line it mixes the articles of a page; cut at its blanks and read by place, as a PDF is, it does not.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.model import Box, Line, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Document

# A dump is laid out where this share of its lines has a wide gap between words: of 97 made pages by -layout the least
# share was .35, in 560 dumps by other tools no line had one.
_LEAST_SHARE = 0.12
_FEWEST_LINES = 12
_WIDE = re.compile(r"\S {4,}(?=\S)|\S\u3000{3,}(?=\S)")
_PART = re.compile(r"\S+(?: \S+)*")
_TABS = 8


def is_grid(document: Document) -> bool:
    """Return whether a dump is laid out by columns side by side."""
    strings = [document.text[line.span.start : line.span.end] for line in document.lines]
    return len(strings) >= _FEWEST_LINES and sum(bool(_WIDE.search(string)) for string in strings) > _LEAST_SHARE * len(strings)


def placed(document: Document) -> Document:
    """Cut every line at its wide blanks and give each part the cells it takes as a box; an em is a cell."""
    return replace(document, lines=tuple(_lines(document)))


def _lines(document: Document) -> Iterator[Line]:
    text = document.text
    rows: dict[int, int] = {}
    for line in document.lines:
        start = text.rfind("\n", 0, line.span.start) + 1
        row = rows.setdefault(line.page, 0) + text.count("\n", rows.get(-line.page, start), start)
        rows[line.page], rows[-line.page] = row, start
        for part in _PART.finditer(text, *line.span):
            left = len(text[start : part.start()].replace("\f", "").expandtabs(_TABS))
            box = Box(left, row, left + part.end() - part.start(), row + 1.0, 1.0)
            yield Line(Span(*part.span()), line.page, box)
