"""Small models as data, one loader and one scorer; `training/` makes the files, byte for byte.

A model is a sum of binary decision trees a class (gradient boosting, Friedman 2001): no boosting library is needed to
ask it. Each file names the features it was fitted on; a program that computes others is refused at once.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

# A node is (feature, threshold, left, right): left where the feature's value is at most the threshold. A leaf is a
# number.
_Node = tuple[int, float, Any, Any] | float


@dataclass(frozen=True, slots=True)
class Model:
    """The trees of each class; a model of one class says yes or no."""

    classes: tuple[str, ...]
    trees: tuple[tuple[_Node, ...], ...]

    def scores(self, values: Sequence[float]) -> list[float]:
        """Return the sum of the leaves for each class: log-odds for a model of one class."""
        return [sum(_leaf(tree, values) for tree in trees) for trees in self.trees]

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


def _leaf(node: Any, values: Sequence[float]) -> float:  # noqa: ANN401  a tree of tuples
    while node.__class__ is tuple:
        feature, threshold, left, right = node
        node = left if values[feature] <= threshold else right
    return float(node)


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
    """Build a model of what its file holds: trees as flat lists [feature, threshold, left tree, right tree]."""
    return Model(tuple(raw["classes"]), tuple(tuple(_node(tree) for tree in trees) for trees in raw["trees"]))


def _node(raw: Any) -> _Node:  # noqa: ANN401  JSON
    if isinstance(raw, list):
        feature, threshold, left, right = raw
        return feature, threshold, _node(left), _node(right)
    return float(raw)
