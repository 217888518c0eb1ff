"""Where the sample week stands, and how a brief of it is ordered."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import cast

from digest.model import SURE
from digest.pipeline.order import Order

ROOT = Path(__file__).resolve().parent.parent
WEEK = ROOT / "input"

Command = Callable[..., subprocess.CompletedProcess[str]]


@contextmanager
def sums() -> Iterator[None]:
    """Let sums and highlights be printed that are less sure than a brief's: the sample week has no others."""
    bounds, lowered = cast("dict[str, float]", SURE), ("zones", "points")
    before = {place: bounds[place] for place in lowered}
    bounds.update(dict.fromkeys(lowered, 0.5))
    try:
        yield
    finally:
        bounds.update(before)


def order(out: Path, *sources: Path, formats: tuple[str, ...] = ("md", "html")) -> Order:
    """Order a brief of some sources as the command line would."""
    return Order(
        sources=sources or (WEEK,),
        out=out,
        formats=formats,
        period=None,
        top=30,
        explain=False,
        template="weekly",
        today=date(2025, 4, 21),
    )
