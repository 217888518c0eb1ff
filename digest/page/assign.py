"""A table of gains in, the pairing with the greatest sum out (Hungarian method, Kuhn 1955, in O(n²m))."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_INFINITE = float("inf")


def assign(gains: Sequence[Sequence[float]]) -> list[int | None]:
    """Pair each row with at most one column so that the gains add up to the most; rows better left alone get None.

    All rows have the same length; a pair with a gain of 0 or less is never made.
    """
    if not gains:
        return []
    columns = len(gains[0])
    # One spare column a row, worth nothing: taking it means staying alone.
    costs = [[-max(gain, 0.0) for gain in row] + [0.0] * len(gains) for row in gains]
    pairs = _hungarian(costs)
    return [column if column < columns and gains[row][column] > 0 else None for row, column in enumerate(pairs)]


def _hungarian(costs: Sequence[Sequence[float]]) -> list[int]:
    """Give each row a column of its own at the least total cost; there are at least as many columns as rows."""
    rows, columns = len(costs), len(costs[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    owner = [0] * (columns + 1)  # the row that holds a column; rows and columns count from 1, 0 is nobody
    for row in range(1, rows + 1):
        owner[0] = row
        column, came_from = _augment(costs, owner, row_price, column_price)
        while column:
            before = came_from[column]
            owner[column] = owner[before]
            column = before
    held = [0] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            held[owner[column] - 1] = column - 1
    return held


def _augment(
    costs: Sequence[Sequence[float]], owner: list[int], row_price: list[float], column_price: list[float]
) -> tuple[int, list[int]]:
    """Find the cheapest alternating path from `owner[0]` to a free column (Dijkstra on reduced costs)."""
    columns = len(costs[0])
    least, came_from = [_INFINITE] * (columns + 1), [0] * (columns + 1)
    done = [False] * (columns + 1)
    column = 0
    while owner[column] or not column:
        done[column] = True
        row, delta, nearest = owner[column], _INFINITE, 0
        for k in range(1, columns + 1):
            if done[k]:
                continue
            reduced = costs[row - 1][k - 1] - row_price[row] - column_price[k]
            if reduced < least[k]:
                least[k], came_from[k] = reduced, column
            if least[k] < delta:
                delta, nearest = least[k], k
        for k in range(columns + 1):
            if done[k]:
                row_price[owner[k]] += delta
                column_price[k] -= delta
            else:
                least[k] -= delta
        column = nearest
    return column, came_from
