"""Cut a page into blocks that share no rows and few edges: by uneven cuts, and by pinwheels, which no cut can part."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import random

_LOWEST = 17  # lines: less holds no headline with text
_SLENDER = 62  # lines: a block of one column is not higher
_FLAT = 5  # lines a column: below this a block is cut into parts side by side


class Cell(NamedTuple):
    """A block in columns across and lines down."""

    x: int
    y: int
    w: int
    h: int


def carve(rng: random.Random, cell: Cell, biggest: int, pinwheels: float) -> list[Cell]:
    """Return the blocks of a page; none is larger than about `biggest` columns times lines."""
    if cell.w * cell.h <= biggest * rng.uniform(0.4, 1.0) and (cell.w > 1 or cell.h <= _SLENDER):
        return [cell]
    if cell.w >= 4 and cell.h >= 3.2 * _LOWEST and rng.random() < pinwheels:
        parts = _pinwheel(rng, cell)
    else:
        parts = _cut(rng, cell, biggest)
    if len(parts) == 1:
        return parts
    return [leaf for part in parts for leaf in carve(rng, part, biggest, pinwheels)]


def _pinwheel(rng: random.Random, cell: Cell) -> list[Cell]:
    x, y, w, h = cell
    a = rng.randint(1, w - 2)
    b = rng.randint(a + 1, w - 1)
    c = rng.randint(_LOWEST, h - 2 * _LOWEST)
    d = rng.randint(c + _LOWEST, h - _LOWEST)
    if rng.random() < 0.5:
        return [
            Cell(x, y, b, c), Cell(x + b, y, w - b, d), Cell(x + a, y + d, w - a, h - d),
            Cell(x, y + c, a, h - c), Cell(x + a, y + c, b - a, d - c),
        ]  # fmt: skip
    return [
        Cell(x + a, y, w - a, c), Cell(x, y, a, d), Cell(x, y + d, b, h - d),
        Cell(x + b, y + c, w - b, h - c), Cell(x + a, y + c, b - a, d - c),
    ]  # fmt: skip


def _cut(rng: random.Random, cell: Cell, biggest: int) -> list[Cell]:
    x, y, w, h = cell
    across = h < w * _FLAT or (w > 1 and rng.random() < (0.62 if h < w * 2.2 * _FLAT else 0.22))
    if (across and w > 1) or h < 2 * _LOWEST:
        if w == 1 or (w == 2 and h < 2 * _LOWEST and w * h <= biggest):
            return [cell]
        at = rng.randint(1, w - 1) if w < 4 else rng.randint(max(1, w // 3), w - max(1, w // 3))
        return [Cell(x, y, at, h), Cell(x + at, y, w - at, h)]
    at = min(max(round(h * rng.uniform(0.3, 0.7)), _LOWEST), h - _LOWEST)
    return [Cell(x, y, w, at), Cell(x, y + at, w, h - at)]
