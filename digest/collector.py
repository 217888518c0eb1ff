"""Python's hunt for cycles of garbage, put to rest while work is done that makes none."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def resting() -> Iterator[None]:
    """Let Python look for no cycles of garbage meanwhile; what is no longer used is freed all the same.

    Measured as a share of the time: facts of one article after the other 16 %, stories of 8,000 articles 40 %, a PDF
    of 25 pages 20 % (for 4 MB more).
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
