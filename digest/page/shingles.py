"""Strings in, the runs of characters they are made of out: the cheapest way to see what two texts share."""

from __future__ import annotations

import re

# Quotation marks do not part what they stand between: “双链”融合 is found again in 双链融合.
_THROUGH = str.maketrans("", "", "“”‘’《》")
_RUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")


def shingles(string: str, size: int = 4) -> frozenset[str]:
    """Cut a string into all its runs of `size` characters that no punctuation mark interrupts."""
    return frozenset(
        run[k : k + size] for run in _RUN.findall(string.translate(_THROUGH)) for k in range(len(run) - size + 1)
    )
