"""Stories are assembled by the best assignment of all pieces at once."""

from __future__ import annotations

from digest.page.chains import chains


def _stories(*args: object) -> set[tuple[int | None, tuple[int, ...]]]:
    return {(chain.head, chain.pieces) for chain in chains(*args)}  # type: ignore[arg-type]


def test_pieces_follow_each_other_under_their_headline() -> None:
    after = {(0, 1): 3.0, (1, 2): 3.0, (0, 2): -1.0}
    assert _stories(after, {(0, 0): 3.0}, [-3.0, -3.0, -3.0]) == {(0, (0, 1, 2))}


def test_a_piece_that_fits_nowhere_begins_a_story_without_a_headline() -> None:
    assert _stories({(0, 1): -6.0}, {(0, 0): 3.0}, [-3.0, 2.0]) == {(0, (0,)), (None, (1,))}


def test_two_pieces_that_want_one_predecessor_share_it_out_where_one_has_another() -> None:
    after = {(0, 1): 2.0, (0, 2): 3.0, (1, 2): 2.5}
    assert _stories(after, {(0, 0): 3.0}, [-3.0, -3.0, -3.0]) == {(0, (0, 1, 2))}


def test_a_headline_may_stand_over_two_pieces_at_a_cost() -> None:
    assert _stories({}, {(0, 0): 5.0, (0, 1): 5.0}, [-5.0, -5.0]) == {(0, (0, 1))}


def test_the_margin_says_how_much_better_a_place_was_than_the_next_best() -> None:
    (chain,) = chains({(0, 1): 2.0}, {(0, 0): 3.0, (0, 1): -4.0}, [-3.0, -3.0])
    assert chain.pieces == (0, 1)
    assert chain.margins[0] > chain.margins[1] > 0


def test_pieces_that_follow_each_other_in_a_circle_are_one_story() -> None:
    assert _stories({(0, 1): 5.0, (1, 0): 5.0}, {}, [-5.0, -5.0]) == {(None, (0, 1))}
