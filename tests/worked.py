"""Work that the tests of the engine hand out: importable by workers."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from digest import engine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def doubled(numbers: Iterable[int]) -> Iterator[int]:
    """Double numbers; the odd ones are slow."""
    for number in numbers:
        time.sleep(0.01 * (number % 2))
        yield 2 * number


def whose(numbers: Iterable[int]) -> list[int]:
    """Tell the process that was given some numbers."""
    return [os.getpid() for _ in numbers]


def poisoned(numbers: Iterable[int]) -> Iterator[int]:
    """Double numbers; 13 kills its worker, 17 keeps it busy where Python is not listened to."""
    for number in numbers:
        if number == 13:
            os.abort()
        if number == 17:
            with engine.watched(0.3):
                _ = 10**10**9
        yield 2 * number
