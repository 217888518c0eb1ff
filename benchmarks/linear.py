"""Time every finder on hostile text of 100,000 and 200,000 characters: twice the text, at most 2.5 × the time.

    python benchmarks/linear.py      prints each finder and text that takes longer; status 1 if there is one

CPU time, the best of three; what takes less than a twentieth of a second tells nothing of growth.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from digest import facts, page
from digest.facts import amounts, bodies, dates, events, firms, market, modality, numerals, places, policies, projects
from digest.facts import zones as zone_names
from digest.facts.passages import passages
from digest.facts.sheet import Sheet
from digest.model import Span

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTILE = ("1,", "（", "“", "年", "增长1%，", "其中投资1亿元、", "开发区，")
SIZES = (100_000, 200_000)
LARGEST = 2.5
LEAST_SECONDS = 0.05


def _sheet(text: str) -> Sheet:
    passage = passages(page.plain("x\n" + text, None))[-1]
    return Sheet(passage, (), (), bytearray(len(passage.text)))


FINDERS: dict[str, Callable[[str], object]] = {
    "all": lambda text: facts.extract(page.plain(text, None), on=None),
    "fold": numerals.fold,
    "dates": lambda text: list(dates.scan(text)),
    "amounts": lambda text: list(amounts.scan(text)),
    "words": lambda text: list(amounts.scan_words(text)),
    "modalities": lambda text: modality.Modalities(text, (Span(0, len(text)),)),
    "places": places.spots,
    "zones": lambda text: zone_names.hits(text, zone_names.Setting()),
    "bodies": lambda text: bodies.bodies(text, ()),
    "firms": lambda text: firms.firms(text, ()),
    "market": lambda text: market.market("股权" + text, (Span(0, len(text) + 2),)),
    "policies": lambda text: list(policies.papers(_sheet(text))),
    "projects": lambda text: list(projects.projects(_sheet(text))),
    "events": lambda text: events.events((_sheet(text),), {}),
}


def seconds(finder: Callable[[str], object], text: str) -> float:
    """Time a finder on a text: CPU seconds, the best of three."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        finder(text)
        best = min(best, time.process_time() - start)
    return best


def main() -> int:
    """Time every finder on every hostile text."""
    slow = 0
    for name, finder in FINDERS.items():
        finder("今年")
        for piece in HOSTILE:
            once, twice = (seconds(finder, (piece * size)[:size]) for size in SIZES)
            grows = twice > LEAST_SECONDS and twice > LARGEST * once
            slow += grows
            if grows or twice > 1:
                mark = "  TOO MUCH" if grows else ""
                print(f"{name:<10} {piece}  {once:.2f} s, {twice:.2f} s: {twice / once:.1f} ×{mark}")
    print(f"{len(FINDERS) * len(HOSTILE)} pairs, {slow} grow faster than {LARGEST} ×")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
