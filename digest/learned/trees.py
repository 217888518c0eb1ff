"""Small models as data, one loader and one scorer; `training/` makes the files, byte for byte.

A model is a sum of binary decision trees a class (gradient boosting, Friedman 2001): no boosting library is needed to
ask it. Each file names the features it was fitted on; a program that computes others is refused at once.

All trees are asked at once, a feature at a time (QuickScorer, Lucchese and others 2015): a whole number has a bit for
each leaf of each tree; a value above thresholds clears the leaves that it leads away from, by one AND with a number
that was made beforehand; of what is left, the first leaf of each tree is the one that a walk from its root reaches.
Asking the roles of a page's lines takes a quarter of the time of such walks.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain
from math import exp
from operator import getitem
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# How wide the stretch of bits of one tree is, and how `struct` calls it: for trees of up to so many leaves.
_MOST_GAPS = 10  # leaves: 4 KB a tree; the next would be 8
_WIDTHS = ((8, "B"), (16, "H"), (32, "I"), (64, "Q"))


class _Cut(NamedTuple):
    """What one feature decides: its thresholds, the lowest apart, and the leaves left with the first n passed."""

    feature: int
    lowest: float
    thresholds: list[float]
    left: list[int]


class _Split(NamedTuple):
    """A node: with a value above the threshold the leaves `first` to `end` of its tree, those at its left, are out."""

    tree: int
    feature: int
    threshold: float
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Model:
    """The trees of each class; a model of one class says yes or no.

    `sizes` is the number of trees of each class; `leaves` has, class after class, each tree's numbers by their bit.
    """

    classes: tuple[str, ...]
    sizes: tuple[int, ...]
    leaves: tuple[tuple[float, ...] | dict[int, float], ...] = field(repr=False)
    cuts: tuple[_Cut, ...] = field(repr=False)
    firsts: int = field(repr=False)
    packing: Struct = field(repr=False)

    def scores(self, values: Sequence[float]) -> list[float]:
        """Return the sum of the leaves for each class: log-odds for a model of one class."""
        found, at, sums = self._reached(values), 0, []
        for size in self.sizes:
            sums.append(sum(found[at : at + size]))
            at += size
        return sums

    def _reached(self, values: Sequence[float]) -> list[float]:
        """Return the number of the leaf that each tree leads to: left where a value is at most the threshold."""
        left = (1 << 8 * self.packing.size) - 1
        for feature, lowest, thresholds, kept in self.cuts:
            value = values[feature]
            if value > lowest:
                left &= kept[bisect_left(thresholds, value)]
        first = left ^ (left & (left - self.firsts))  # the lowest bit of each stretch
        return list(map(getitem, self.leaves, self.packing.unpack(first.to_bytes(self.packing.size, "little"))))

    def odds(self, values: Sequence[float]) -> float:
        """Return the log-odds of yes, for a model of one class."""
        (score,) = self.scores(values)
        return score

    def chances(self, values: Sequence[float]) -> list[float]:
        """Return the probability of each class."""
        scores = self.scores(values)
        top = max(scores)
        weights = [exp(score - top) for score in scores]
        total = sum(weights)
        return [weight / total for weight in weights]


@cache
def load(name: str, features: tuple[str, ...]) -> Model:
    """Load a model by its name; `features` are those the caller computes, in its order.

    Raises:
        ValueError: the model was fitted on other features.
    """
    raw = json.loads(files(__package__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    if tuple(raw["features"]) != features:
        raise ValueError(f"learned/{name}.json was fitted on other features: fit it again (training/press/fit.py)")
    return model(raw)


def model(raw: dict[str, Any]) -> Model:
    """Build a model of what its file holds: trees as nested lists [feature, threshold, left tree, right tree]."""
    splits: list[_Split] = []
    leaves = [list(_leaves(number, tree, splits)) for number, tree in enumerate(chain.from_iterable(raw["trees"]))]
    width, letter = next(one for one in _WIDTHS if one[0] >= max(map(len, leaves)))
    return Model(
        tuple(raw["classes"]),
        tuple(map(len, raw["trees"])),
        tuple(map(_by_bit, leaves)),
        tuple(_cuts(splits, width, len(leaves))),
        sum(1 << width * number for number in range(len(leaves))),
        Struct(f"<{len(leaves)}{letter}"),
    )


def _by_bit(leaves: Sequence[float]) -> tuple[float, ...] | dict[int, float]:
    """Lay out the leaves of a tree by their bit, as whole numbers: a tuple with gaps is asked in half a dict's time."""
    places = {1 << k: value for k, value in enumerate(leaves)}
    return places if len(leaves) > _MOST_GAPS else tuple(places.get(bit, 0.0) for bit in range(max(places) + 1))


def _leaves(number: int, root: Any, splits: list[_Split]) -> Iterator[float]:  # noqa: ANN401  JSON
    """Yield the leaves of a tree from left to right, and add its nodes to `splits`."""
    count = 0

    def walk(node: Any) -> Iterator[float]:  # noqa: ANN401  JSON
        nonlocal count
        if not isinstance(node, list):
            count += 1
            yield float(node)
            return
        feature, threshold, left, right = node
        first = count
        yield from walk(left)
        splits.append(_Split(number, feature, threshold, first, count))
        yield from walk(right)

    return walk(root)


def _cuts(splits: Sequence[_Split], width: int, trees: int) -> Iterator[_Cut]:
    """Lay out, feature by feature, which leaves are left with so many of its thresholds passed."""
    of: dict[int, dict[float, int]] = {}
    for tree, feature, threshold, first, end in splits:
        out = ((1 << end) - (1 << first)) << width * tree
        cleared = of.setdefault(feature, {})
        cleared[threshold] = cleared.get(threshold, 0) | out
    for feature, cleared in sorted(of.items()):
        kept = [(1 << width * trees) - 1]
        for threshold in sorted(cleared):
            kept.append(kept[-1] & ~cleared[threshold])
        thresholds = sorted(cleared)
        yield _Cut(feature, thresholds[0], thresholds, kept)
