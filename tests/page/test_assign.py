"""The pairing with the greatest sum, checked against all pairings of small tables."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from digest.page.assign import assign

GAINS = st.integers(0, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(-5, 9).map(float), min_size=columns, max_size=columns), min_size=1, max_size=4
    )
)


def worth(gains: list[list[float]], pairs: tuple[int | None, ...]) -> float:
    return sum(gains[row][column] for row, column in enumerate(pairs) if column is not None)


@given(GAINS)
def test_no_other_pairing_is_worth_more(gains: list[list[float]]) -> None:
    columns = len(gains[0])
    pairs = tuple(assign(gains))
    taken = [column for column in pairs if column is not None]
    assert len(taken) == len(set(taken))
    choices = product([None, *range(columns)], repeat=len(gains))
    fair = [way for way in choices if len({c for c in way if c is not None}) == sum(c is not None for c in way)]
    assert worth(gains, pairs) == max(worth(gains, way) for way in fair)


def test_a_pair_that_gains_nothing_is_not_made() -> None:
    assert assign([[-1.0, 0.0]]) == [None]
    assert assign([]) == []
