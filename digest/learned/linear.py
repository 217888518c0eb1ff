"""Small fitted models kept as data beside this loader, and the one scorer; `training/` makes them.

A model is a table of features and their weights: what is scored is a set of features, and its score the sum of those
that have a weight. Of candidates, softmax makes probabilities; of one score, the logistic function.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Model(NamedTuple):
    """Weights by feature; `steps` are (score, probability) pairs in order, for a model whose score was calibrated."""

    weights: Mapping[str, float]
    steps: Sequence[tuple[float, float]] = ()

    def score(self, features: Iterable[str]) -> float:
        """Add the weights of the features; one without a weight counts nothing."""
        return sum(filter(None, map(self.weights.get, features)))

    def weigh(self, values: Mapping[str, float]) -> float:
        """Add the values of named features, each times its weight, and the weight of "bias"."""
        return self.weights["bias"] + sum(self.weights[name] * value for name, value in values.items())


@cache
def model(name: str) -> Model:
    """Read `learned/NAME.json`: {"weights": {feature: weight}, "steps"?: [[score, probability], …]}."""
    read = content(name)
    return Model(read["weights"], tuple((score, probability) for score, probability in read.get("steps", ())))


def content(name: str) -> dict[str, Any]:
    """Read what `learned/NAME.json` holds."""
    return dict(json.loads((files(__package__) / f"{name}.json").read_text(encoding="utf-8")))


def calibrated(fitted: Model, score: float) -> float:
    """Turn a score into the share that was right among those scored like it on articles left out of the fit.

    Between two steps the probability is interpolated (isotonic regression, Zadrozny and Elkan 2002).
    """
    steps = fitted.steps
    k = bisect_left(steps, (score, 0.0))
    if k == 0 or k == len(steps):
        return steps[0 if k == 0 else -1][1]
    (low, below), (high, above) = steps[k - 1], steps[k]
    return below + (above - below) * (score - low) / (high - low) if high > low else above


def softmax(scores: Sequence[float]) -> list[float]:
    """Turn the scores of candidates into probabilities; at least one is asked for."""
    best = max(scores)
    powers = [math.exp(score - best) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def logistic(score: float) -> float:
    """Turn one score into a probability."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else 1 - 1 / (1 + math.exp(score))
