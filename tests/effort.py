"""How the work of a function grows with its text, told apart from the other work of the machine.

Times are of this process's own processor use, yet a busy neighbour makes them uneven by half. So no time is compared
with seconds: a text is compared with one four times as long, and the least of several takes stands for each.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_TIMES = 4  # as much text: it takes 4 times as long where time is linear, 16 times where it is quadratic
_MOST = 8.0  # times as long, the middle of the two
_TAKES = 8  # the first two or three tell where the work is linear; the others are for a machine that is busy


def seconds(run: Callable[[], object]) -> float:
    """Give the processor seconds that one run takes."""
    start = time.process_time()
    run()
    return time.process_time() - start


def growth(run: Callable[[str], object], piece: str, size: int) -> float:
    """Give how many times as long `run` takes on four times `size` characters of a repeated piece.

    Takes go on until the least of them show linear growth, or until there were enough to believe the opposite. Each has
    a text of its own length: what was remembered of an earlier one is of no use.
    """
    least, least_of_more, ratio = float("inf"), float("inf"), float("inf")
    for take in range(_TAKES):
        text = piece * (size // len(piece) + take)
        least = min(least, seconds(partial(run, text)))
        least_of_more = min(least_of_more, seconds(partial(run, text * _TIMES)))
        ratio = least_of_more / least
        if ratio < _MOST:
            break
    return ratio


def is_linear(run: Callable[[str], object], piece: str, size: int) -> bool:
    """Tell whether time grows with the text, not with its square."""
    return growth(run, piece, size) < _MOST


def slower(run: Callable[[], object], plain: Callable[[], object]) -> float:
    """Give how many times as long as a plain piece of work this one takes, by the least of a few takes of each."""
    return min(seconds(run) for _ in range(2)) / min(seconds(plain) for _ in range(_TAKES))
