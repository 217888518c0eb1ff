"""The bodies of a page in, a measure of what a line shares with each of them out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.page.shingles import fours, pairs, without_phrases, without_quotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_FIRST_PARAGRAPH = 0.5  # what a heading shares with the lead counts for half as much again
_RUN = 1.5  # a run of four characters found again counts for more than its three pairs


@dataclass(frozen=True, slots=True)
class Grams:
    """The pairs of characters of one paragraph, and its characters, in which longer runs are looked for."""

    pairs: frozenset[str]
    own: frozenset[str]
    whole: str

    @classmethod
    def of(cls, string: str) -> Grams:
        """Cut a paragraph; its `own` pairs are those of it alone, not of any report (同比增长, 有限公司, a year)."""
        return cls(pairs(string), pairs(without_phrases(string)), without_quotes(string))


class Vocabulary:
    """What the bodies of a page say, as pairs and runs of characters, and how telling each is.

    `bodies` are the paragraphs of each, cut; bodies count from 0.
    """

    def __init__(self, bodies: Sequence[Sequence[Grams]]) -> None:
        self._whole = [frozenset().union(*(grams.pairs for grams in body)) for body in bodies]
        self._lead = [body[0].pairs for body in bodies]
        self._said = ["\n".join(grams.whole for grams in body) for body in bodies]
        # how telling it is to be found in n bodies
        self._telling = [0.0, *(math.log((len(bodies) + 1) / found) for found in range(1, len(bodies) + 1))]

    def fit(self, string: str) -> list[float]:
        """Weigh what a heading shares with each body, and once more what it shares with its first paragraph."""
        fits = [0.0] * len(self._whole)
        for pair in sorted(pairs(string)):
            holders = [b for b, whole in enumerate(self._whole) if pair in whole]
            for b in holders:
                fits[b] += self._telling[len(holders)] * (1 + _FIRST_PARAGRAPH * (pair in self._lead[b]))
        return fits

    def echo(self, string: str) -> list[float]:
        """Weigh what a caption repeats of each body: its pairs, and above all its runs of four characters."""
        echoes = self.fit(string)
        for four in sorted(fours(string)):
            holders = [b for b, said in enumerate(self._said) if four in said]
            for b in holders:
                echoes[b] += _RUN * self._telling[len(holders)]
        return echoes

    def has_pair(self, pair: str) -> bool:
        """Tell whether two characters stand side by side in any body."""
        return any(pair in whole for whole in self._whole)

    def has_four(self, candidates: Iterable[str]) -> bool:
        """Tell whether any of some runs of four characters stands in any body."""
        return any(run in said for run in candidates for said in self._said)
