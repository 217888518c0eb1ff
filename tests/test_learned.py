"""Models as data: trees are asked as they were fitted, and never with other features than those they were fitted on."""

from __future__ import annotations

import json
from math import exp
from pathlib import Path

import pytest

from digest.learned import trees
from digest.page.boxes import links as box_links
from digest.page.boxes import roles as box_roles
from digest.page.dump import links as dump_links
from digest.page.dump import pieces as dump_pieces
from digest.page.dump import roles as dump_roles

LINEAR = {"confidence", "label", "owner", "period"}  # the models of facts: weights of features by name
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
}
FEATURES = {
    **{f"{kind}_{name}": features for kind in ("box", "grid") for name, features in BOXES.items()},
    **{f"dump_{name}": features for name, features in DUMPS.items()},
}
TREES = {"classes": ["yes"], "features": ["a", "b"], "trees": [[[0, 1.5, -2.0, [1, 0.0, 0.5, 3.0]], 0.25]]}


@pytest.mark.parametrize(("values", "odds"), [((1.5, 9), -1.75), ((2, 0), 0.75), ((2, 1), 3.25)])
def test_a_tree_goes_left_where_the_value_is_at_most_the_threshold(values: tuple[float, ...], odds: float) -> None:
    assert trees.model(TREES).odds(values) == odds


def test_the_chances_of_all_classes_add_up_to_one() -> None:
    model = trees.model({**TREES, "classes": ["x", "y"], "trees": [[1.0], [3.0]]})
    assert model.chances(()) == pytest.approx([1 / (1 + exp(2)), exp(2) / (1 + exp(2))])


@pytest.mark.parametrize("name", sorted(FEATURES))
def test_every_model_of_pages_was_fitted_on_the_features_that_are_computed(name: str) -> None:
    model = trees.load(name, FEATURES[name])
    assert len(model.trees) == len(model.classes)
    assert all(model.trees)


def test_a_model_that_was_fitted_on_other_features_is_refused() -> None:
    with pytest.raises(ValueError, match="fit it again"):
        trees.load("box_next", ("width",))


def test_no_model_is_left_that_nobody_asks() -> None:
    names = {path.stem for path in Path(trees.__file__).parent.glob("*.json")}
    assert names == set(FEATURES) | LINEAR
    for name in names - LINEAR:
        raw = json.loads((Path(trees.__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
        assert set(raw) == {"classes", "features", "trees"}
