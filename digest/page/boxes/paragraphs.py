"""Pieces of columns in, the lines that begin a paragraph out: by an indent, or a short line before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.page.boxes.lines import Printed, Sheet
    from digest.page.boxes.pieces import Piece

_ENDS = re.compile(r"(?:[。！？!?]|……)[”’）》」】]{0,3}$")
_INDENT, _SHORT = 1.2, 1.6  # ems


def fresh(sheet: Sheet, pieces: Sequence[Piece]) -> Iterator[int]:
    """Yield the index of each line that begins a paragraph; `pieces` are those of one story in reading order."""
    before: tuple[Printed, float] | None = None
    for piece in pieces:
        left, right = _edges(sheet, piece)
        for line in piece.lines:
            if _begins(line, left, before):
                yield line.index
            before = line, right


def _edges(sheet: Sheet, piece: Piece) -> tuple[float, float]:
    """Return the edges of a piece's column: its own, or those of a longer line near it where it has one line only."""
    left, right = min(line.x0 for line in piece.lines), max(line.x1 for line in piece.lines)
    if len(piece.lines) > 1:
        return left, right
    line = piece.lines[0]
    for place in (sheet.above[line.index], sheet.below[line.index]):
        if (
            place is not None
            and abs(sheet.lines[place].x0 - line.x0) < 3 * line.size
            and abs(sheet.lines[place].size - line.size) < 1
        ):
            left, right = min(left, sheet.lines[place].x0), max(right, sheet.lines[place].x1)
    return left, right


def _begins(line: Printed, left: float, before: tuple[Printed, float] | None) -> bool:
    if line.x0 - left > _INDENT * line.size:
        return True
    if before is None:
        return False
    last, right = before
    return bool(_ENDS.search(last.ink)) and right - last.x1 > _SHORT * last.size
