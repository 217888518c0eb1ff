"""The measure of growth itself: what it takes for linear and what it does not."""

from __future__ import annotations

from effort import is_linear


def test_work_on_each_character_is_linear_and_work_on_each_pair_is_not() -> None:
    assert is_linear(lambda text: sum(map(ord, text)), "新", 5_000)
    assert not is_linear(lambda text: [text.count(character) for character in text], "新", 5_000)
