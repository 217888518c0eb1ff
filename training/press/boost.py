"""Rows and labels in, a model of `digest.learned` out: gradient-boosted trees, the same bytes at every run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import lightgbm
import numpy as np

from digest.learned import trees

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DIGITS = 5  # significant digits of thresholds and leaves


def fit(
    rows: Sequence[Sequence[float]],
    labels: Sequence[int],
    classes: Sequence[str],
    features: Sequence[str],
    rounds: int = 60,
    leaves: int = 12,
    rate: float = 0.1,
) -> dict[str, Any]:
    """Fit trees; two labels 0 and 1 with one class name give a model that says yes or no."""
    many = len(classes) > 1
    settings = {
        "objective": "multiclass" if many else "binary",
        "learning_rate": rate,
        "num_leaves": leaves,
        "min_data_in_leaf": 12,
        "feature_fraction": 0.5,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 2.0,
        "verbose": -1,
        "num_threads": 1,
        "seed": 7,
        "deterministic": True,
        "force_row_wise": True,
    }
    if many:
        settings["num_class"] = len(classes)
    data = lightgbm.Dataset(np.array(rows, float), np.array(labels), free_raw_data=False)
    booster = lightgbm.train(settings, data, rounds)
    trees: list[list[Any]] = [[] for _ in classes]
    for number, tree in enumerate(booster.dump_model()["tree_info"]):
        trees[number % len(classes)].append(_node(tree["tree_structure"]))
    return {"classes": list(classes), "features": list(features), "trees": trees}


def _node(node: dict[str, Any]) -> Any:  # noqa: ANN401  JSON
    if "leaf_value" in node:
        return _short(node["leaf_value"])
    return [node["split_feature"], _short(node["threshold"]), _node(node["left_child"]), _node(node["right_child"])]


def _short(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")


def model(raw: dict[str, Any]) -> trees.Model:
    """Build the scorer of a model that was just fitted."""
    return trees.model(raw)


def text(raw: dict[str, Any]) -> str:
    """Return a model as one line of JSON."""
    return json.dumps(raw, separators=(",", ":"), ensure_ascii=False) + "\n"


def save(raw: dict[str, Any], path: Path) -> None:
    """Write a model as one line of JSON."""
    path.write_text(text(raw), encoding="utf-8")


class Fast:
    """Scores many rows at once with numpy, for the folds; the same trees as `digest.learned` asks one by one."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.trees = [[_flat(tree) for tree in trees] for trees in raw["trees"]]

    def scores(self, rows: Any) -> Any:  # noqa: ANN401  arrays
        """Return an array of rows by classes."""
        values = np.asarray(rows, float)
        return np.stack([sum(_walk(tree, values) for tree in trees) for trees in self.trees], 1)

    def chances(self, rows: Any) -> Any:  # noqa: ANN401  arrays
        """Return the probability of each class."""
        scores = self.scores(rows)
        weights = np.exp(scores - scores.max(1, keepdims=True))
        return weights / weights.sum(1, keepdims=True)


def _flat(tree: Any) -> Any:  # noqa: ANN401  JSON
    nodes: list[list[float]] = []

    def lay(node: Any) -> int:  # noqa: ANN401
        number = len(nodes)
        nodes.append([])
        if isinstance(node, list):
            nodes[number] = [node[0], node[1], lay(node[2]), lay(node[3]), 0.0]
        else:
            nodes[number] = [0, 0.0, number, number, node]
        return number

    lay(tree)
    columns = list(zip(*nodes, strict=True))
    return [
        np.array(columns[0], int),
        np.array(columns[1]),
        np.array(columns[2], int),
        np.array(columns[3], int),
        np.array(columns[4]),
    ]


def _walk(tree: Any, values: Any) -> Any:  # noqa: ANN401  arrays
    feature, threshold, left, right, leaf = tree
    at = np.zeros(len(values), int)
    for _ in range(40):
        after = np.where(values[np.arange(len(values)), feature[at]] <= threshold[at], left[at], right[at])
        if (after == at).all():
            break
        at = after
    return leaf[at]
