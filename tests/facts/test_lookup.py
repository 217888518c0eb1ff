"""Names looked for at a place: the longest that ends there, whatever stands before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.facts.lookup import endings, longest_ending

NAMES = ("区", "新区", "高新区", "青汀高新区", "汀")


@pytest.mark.parametrize(
    ("string", "found"),
    [
        ("青汀高新区", "青汀高新区"),
        ("某某高新区", "高新区"),
        ("新区", "新区"),
        ("区", "区"),
        ("青汀", "汀"),
        ("青", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("key", [1, 2, 3, 4])
def test_the_longest_name_that_ends_at_a_place_is_found(string: str, found: str, key: int) -> None:
    assert longest_ending(string, len(string), endings(NAMES, key)) == len(found)


@given(st.text("甲乙丙", max_size=12), st.sets(st.text("甲乙丙", min_size=1, max_size=6)), st.integers(1, 5))
def test_no_name_is_missed_whatever_its_length_and_the_key(string: str, names: set[str], key: int) -> None:
    wanted = max((len(name) for name in names if string.endswith(name)), default=0)
    assert longest_ending(string, len(string), endings(names, key)) == wanted
