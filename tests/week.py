"""Where the sample week stands, and how a brief of it is ordered."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

from digest.pipeline.order import Order

ROOT = Path(__file__).resolve().parent.parent
WEEK = ROOT / "input"

Command = Callable[..., subprocess.CompletedProcess[str]]


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
