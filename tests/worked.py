"""Work that the tests of the engine hand out: importable by workers."""

from __future__ import annotations

import os
import signal
import time
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from digest import engine
from digest.pipeline.backfill import passes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from digest.pipeline.backfill.backfill_store import Taken


def doubled(numbers: Iterable[int]) -> Iterator[int]:
    """Double numbers; the odd ones are slow."""
    for number in numbers:
        time.sleep(0.01 * (number % 2))
        yield 2 * number


def whose(numbers: Iterable[int]) -> list[int]:
    """Tell the process that was given some numbers."""
    return [os.getpid() for _ in numbers]


def slow_first(numbers: Iterable[int]) -> list[int]:
    """Tell the process that was given some numbers; 1 takes it long."""
    return [os.getpid() for number in numbers if time.sleep(0.3 if number == 1 else 0) is None]


def slowly_whose(numbers: Iterable[int]) -> list[int]:
    """Tell, after some time, the process that was given some numbers."""
    return [os.getpid() for _ in numbers if time.sleep(0.05) is None]


def poisoned(numbers: Iterable[int]) -> Iterator[int]:
    """Double numbers; 13 kills its worker, 17 keeps it busy where Python is not listened to."""
    for number in numbers:
        if number == 13:
            os.abort()
        if number == 17:
            with engine.watched(0.3):
                _ = 10**10**9
        yield 2 * number


def deadly(errands: Iterable[passes.Errand]) -> Iterator[Taken]:
    """Take sources down; the name of one kills its worker, that of another keeps it busy for good."""
    for errand in errands:
        if "poison" in errand.reference.origin:
            os.kill(os.getpid(), signal.SIGKILL)
        if "hanging" in errand.reference.origin:
            with engine.watched(0.3):
                time.sleep(1000)
        yield from passes.take_down("Asia/Shanghai", date(2025, 4, 21), (errand,))


def killed_once(mark: Path) -> Callable[[tuple[passes.Errand, ...]], Iterator[Taken]]:
    """Give what takes sources down, and whose worker is killed the first time."""
    return partial(_killed_once, mark)


def _killed_once(mark: Path, errands: tuple[passes.Errand, ...]) -> Iterator[Taken]:
    for k, errand in enumerate(errands):
        if k == 1 and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield from passes.take_down("Asia/Shanghai", date(2025, 4, 21), (errand,))
