"""Things that share a key meet once, whatever the key's kind; those too many share, and those too far apart, do not."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from digest.edit.postings import Postings, common

KEYS = st.lists(st.frozensets(st.integers(0, 12), max_size=4), max_size=30)


@given(KEYS, st.integers(2, 8), st.integers(0, 30))
def test_the_pairs_are_those_that_share_a_key_few_enough_hold(
    keys: list[frozenset[int]], most: int, reach: int
) -> None:
    postings = Postings()
    for number, held in enumerate(keys):
        postings.add(held, number)
    until = [number + reach for number in range(len(keys))]
    rare = {key for key in range(13) if sum(key in held for held in keys) <= most}
    near = combinations(range(len(keys)), 2)
    wanted = [(a, b) for a, b in near if keys[a] & keys[b] & rare and b <= until[a]]
    assert list(postings.pairs(most, until)) == wanted


@given(st.lists(st.integers(-5, 5) | st.text("ab", max_size=2)), st.integers(1, 5))
def test_keys_are_counted_where_enough_hold_them(keys: list[int | str], least: int) -> None:
    hashes = [hash(key) for key in keys]
    assert common(keys, least) == {one: hashes.count(one) for one in set(hashes) if hashes.count(one) >= least}
