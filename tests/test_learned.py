"""Models as data: trees are asked as they were fitted, and never with other features than those they were fitted on."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.learned import trees
from digest.page.boxes import links as box_links
from digest.page.boxes import roles as box_roles
from digest.page.dump import links as dump_links
from digest.page.dump import pieces as dump_pieces
from digest.page.dump import roles as dump_roles

if TYPE_CHECKING:
    from collections.abc import Sequence

LINEAR = {"confidence", "label", "owner", "period", "rivals", "stories"}  # weights of features by name
BOXES = {
    "lines": box_roles.FEATURES,
    "lines_again": box_roles.AGAIN,
    "next": box_links.NEXT,
    "under": box_links.UNDER,
    "start": box_links.START,
}
DUMPS = {
    "lines": dump_roles.FEATURES,
    "lines_again": dump_roles.AGAIN,
    "join": dump_pieces.JOIN,
    "head": dump_pieces.HEADING,
    "next": dump_links.NEXT,
    "under": dump_links.UNDER,
    "start": dump_links.START,
    "opens": dump_links.OPENS,
}
FEATURES = {
    **{f"{kind}_{name}": features for kind in ("box", "grid") for name, features in BOXES.items()},
    **{f"dump_{name}": features for name, features in DUMPS.items()},
}
TREES = {"classes": ["yes"], "features": ["a", "b"], "trees": [[[0, 1.5, -2.0, [1, 0.0, 0.5, 3.0]], 0.25]]}


@pytest.mark.parametrize(("values", "odds"), [((1.5, 9), -1.75), ((2, 0), 0.75), ((2, 1), 3.25)])
def test_a_tree_goes_left_where_the_value_is_at_most_the_threshold(values: tuple[float, ...], odds: float) -> None:
    assert trees.model(TREES).odds(values) == odds


def walked(node: Any, values: Sequence[float]) -> float:  # noqa: ANN401  JSON
    """Walk a tree from its root, as its file writes it."""
    while isinstance(node, list):
        feature, threshold, left, right = node
        node = left if values[feature] <= threshold else right
    return float(node)


NUMBERS = st.sampled_from([-1.0, 0.0, 1e-35, 0.5, 1.0, 2.0])
NODES = st.recursive(NUMBERS, lambda tree: st.tuples(st.integers(0, 2), NUMBERS, tree, tree).map(list), max_leaves=40)


@given(st.lists(NODES, min_size=1, max_size=6), st.tuples(NUMBERS, NUMBERS, NUMBERS))
def test_all_trees_at_once_say_what_each_of_them_says(roots: list[Any], values: tuple[float, ...]) -> None:
    model = trees.model({"classes": ["yes"], "features": ["a", "b", "c"], "trees": [roots]})
    assert model.odds(values) == sum(walked(root, values) for root in roots)


def test_the_chances_of_all_classes_add_up_to_one() -> None:
    model = trees.model({**TREES, "classes": ["x", "y"], "trees": [[1.0], [3.0]]})
    assert model.chances(()) == pytest.approx([1 / (1 + exp(2)), exp(2) / (1 + exp(2))])


@pytest.mark.parametrize("name", sorted(FEATURES))
def test_every_model_of_pages_was_fitted_on_the_features_that_are_computed(name: str) -> None:
    model = trees.load(name, FEATURES[name])
    assert len(model.sizes) == len(model.classes)
    assert all(model.sizes)


def test_a_model_that_was_fitted_on_other_features_is_refused() -> None:
    with pytest.raises(ValueError, match="fit it again"):
        trees.load("box_next", ("width",))


def test_no_model_is_left_that_nobody_asks() -> None:
    names = {path.stem for path in Path(trees.__file__).parent.glob("*.json")}
    assert names == set(FEATURES) | LINEAR | {"confidence_trees"}
    for name in names - LINEAR:
        raw = json.loads((Path(trees.__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
        assert set(raw) - {"gold"} == {"classes", "features", "trees"}
