"""The odds of pairs in, the odds of each again out in the light of what else its two reports are like.

A short notice and a reader's-eye piece of one event share few words, but nothing else that came that week is as like
either. So a pair is weighed a second time, by how far it is ahead of the rivals of each of the two, by whether a third
report is like both, and by what the two are to each other's company. What that is worth was fitted on whole weeks too
(`learned/rivals.json`): with each of six weeks left out, the mean average precision of pairs rises from .922 to .965.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from digest.learned.linear import Model, model

if TYPE_CHECKING:
    from collections.abc import Mapping

Pair = tuple[int, int]
NAMES: Final = ("odds", "ahead", "behind", "third", "best", "closest", "farthest")
LEAST: Final = -4.0  # odds: what is less like is no rival


class Rivals:
    """The reports that may be of one event with each report, with the odds of each pair."""

    def __init__(self, odds: Mapping[Pair, float]) -> None:
        """Take the odds of pairs (left, right), left < right; those under `LEAST` may be left out."""
        self._near: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for (left, right), value in odds.items():
            if value > LEAST:
                self._near[left][right] = self._near[right][left] = value

    def pairs(self) -> list[Pair]:
        """List the pairs that are in question, in order."""
        return sorted((left, right) for left, near in self._near.items() for right in near if left < right)

    def weigh(self, left: int, right: int, odds: float, fitted: Model | None = None) -> float:
        """Give the log-odds of a pair in the light of its rivals; `odds` are those of the pair alone."""
        return (fitted or model("rivals")).weigh(self.features(left, right, odds))

    def features(self, left: int, right: int, odds: float) -> dict[str, float]:
        """Give what a pair is among its rivals, by the names of `NAMES`; the order of the two does not matter.

        `ahead` and `behind` are what it is better by than the best rival of either; it is `best` of none, one or both.
        `third` is how like the report is that is most like both; `closest` and `farthest` are the odds of one of the
        two with the least like of those that are probably of one event with the other.
        """
        odds = max(LEAST, odds)
        one, other = self._near.get(left, {}), self._near.get(right, {})
        margins = (odds - _rival(one, right), odds - _rival(other, left))
        company = (_company(one, other, right, odds), _company(other, one, left, odds))
        shared = one.keys() & other.keys() - {left, right}
        return {
            "odds": odds,
            "ahead": max(margins),
            "behind": min(margins),
            "third": max((min(one[third], other[third]) for third in shared), default=LEAST),
            "best": float(sum(margin >= 0 for margin in margins)),
            "closest": max(company),
            "farthest": min(company),
        }


def _rival(near: dict[int, float], partner: int) -> float:
    return max((odds for other, odds in near.items() if other != partner), default=LEAST)


def _company(near: dict[int, float], others: dict[int, float], partner: int, alone: float) -> float:
    """Give how like the partner is to the least like of those near a report; `alone` where the report has no others."""
    told = (others.get(third, LEAST) for third, odds in near.items() if third != partner and odds > 0)
    return min(told, default=alone)
