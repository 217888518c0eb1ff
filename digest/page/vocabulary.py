"""The bodies of a page in, a measure of what a line shares with each of them out."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from digest.page.shingles import shingles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIRST_PARAGRAPH = 0.5  # what a heading shares with the lead counts for half as much again
_RUN = 1.5  # a run of four characters found again counts for more than its three pairs


class Vocabulary:
    """What the bodies of a page say, as pairs and runs of characters, and how telling each is.

    `bodies` are the paragraphs of each; bodies count from 0.
    """

    def __init__(self, bodies: Sequence[Sequence[str]]) -> None:
        self.size = len(bodies)
        self._whole = [shingles("。".join(paragraphs), 2) for paragraphs in bodies]
        self._lead = [shingles(paragraphs[0], 2) for paragraphs in bodies]
        self._runs = [shingles("。".join(paragraphs)) for paragraphs in bodies]
        self._pairs_found = Counter(pair for pairs in self._whole for pair in pairs)
        self._runs_found = Counter(run for runs in self._runs for run in runs)

    def fit(self, string: str) -> list[float]:
        """Weigh what a heading shares with each body, and once more what it shares with its first paragraph."""
        telling = [
            (pair, self._telling(self._pairs_found[pair])) for pair in shingles(string, 2) if pair in self._pairs_found
        ]
        return [
            sum(weight * ((pair in whole) + _FIRST_PARAGRAPH * (pair in lead)) for pair, weight in telling)
            for whole, lead in zip(self._whole, self._lead, strict=True)
        ]

    def echo(self, string: str) -> list[float]:
        """Weigh what a caption repeats of each body: its pairs, and above all its runs of four characters."""
        telling = [(run, self._telling(self._runs_found[run])) for run in shingles(string) if run in self._runs_found]
        return [
            fit + _RUN * sum(weight for run, weight in telling if run in runs)
            for fit, runs in zip(self.fit(string), self._runs, strict=True)
        ]

    def _telling(self, found: int) -> float:
        return math.log((self.size + 1) / found)

    def has_pair(self, pair: str) -> bool:
        """Tell whether two characters stand side by side in any body."""
        return pair in self._pairs_found

    def has_run(self, runs: Iterable[str]) -> bool:
        """Tell whether any of some runs of four characters stands in any body."""
        return any(run in self._runs_found for run in runs)
