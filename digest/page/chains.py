"""How surely pieces follow each other and headlines begin them in, whole stories out: the best assignment.

Every piece takes one predecessor (a piece or a headline) or begins a story of its own. A predecessor may serve twice at
a cost, because a story that is parted by a picture goes on at two places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from digest.page.assign import assign

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

# Chosen on the folds: what a headline's first piece gains, what a piece without one loses, and what it costs to serve
# twice.
HEAD_BONUS, ALONE_COST, TWICE_COST = 2.0, 2.0, 2.0


class Chain(NamedTuple):
    """A story: its headline (a number, or None) and its pieces in reading order.

    `margins` say for each piece by how much its place was better than the best one in another story, in log-odds.
    """

    head: int | None
    pieces: tuple[int, ...]
    margins: tuple[float, ...]


class Weighed(Protocol):
    """The parts of a page as candidates of each other, known by their number, and how surely each follows which."""

    @property
    def pieces(self) -> Sequence[object]: ...  # noqa: D102
    def before(self, j: int, /) -> list[int]: ...  # noqa: D102
    def over(self, j: int, /) -> list[int]: ...  # noqa: D102
    def next_odds(self, i: int, j: int, /) -> float: ...  # noqa: D102
    def under_odds(self, k: int, j: int, /) -> float: ...  # noqa: D102
    def start_odds(self, j: int, /) -> float: ...  # noqa: D102


def of(asked: Weighed) -> list[Chain]:
    """Weigh all candidates of a page and assemble its stories."""
    count = range(len(asked.pieces))
    return chains(
        {(i, j): asked.next_odds(i, j) for j in count for i in asked.before(j)},
        {(k, j): asked.under_odds(k, j) for j in count for k in asked.over(j)},
        [asked.start_odds(j) for j in count],
    )


def chains(
    after: Mapping[tuple[int, int], float],
    under: Mapping[tuple[int, int], float],
    alone: Sequence[float],
) -> list[Chain]:
    """Assemble pieces into stories.

    `after[i, j]` are the log-odds that piece j follows piece i, `under[k, j]` that it begins under headline k,
    `alone[j]` that it begins without one; a piece without candidates does.
    """
    gains: list[dict[tuple[str, int, int], float]] = [{} for _ in alone]
    for (i, j), odds in after.items():
        gain = odds - alone[j] + ALONE_COST
        gains[j] |= {("piece", i, 0): gain, ("piece", i, 1): gain - TWICE_COST}
    for (k, j), odds in under.items():
        gain = odds - alone[j] + ALONE_COST + HEAD_BONUS
        gains[j] |= {("head", k, 0): gain, ("head", k, 1): gain - TWICE_COST - HEAD_BONUS}
    before = _assigned([{key: gain for key, gain in row.items() if gain > 0} for row in gains])
    stories = _gathered(before)
    owner = {j: key for key, members in stories.items() for j in members}
    return [
        Chain(
            key[1] if key[0] == "head" else None,
            tuple(members),
            tuple(_margin(gains[j], before[j], key, owner) for j in members),
        )
        for key, members in stories.items()
    ]


def _margin(
    row: Mapping[tuple[str, int, int], float],
    chosen: tuple[str, int] | None,
    story: tuple[str, int],
    owner: Mapping[int, tuple[str, int]],
) -> float:
    """Return by how much the place chosen is better than the best one in another story."""
    own = max((gain for key, gain in row.items() if key[:2] == chosen), default=0.0)
    others = [gain for key, gain in row.items() if (owner[key[1]] if key[0] == "piece" else key[:2]) != story]
    return own - max([*others, 0.0] if chosen else others, default=0.0)


def _assigned(gains: Sequence[Mapping[tuple[str, int, int], float]]) -> list[tuple[str, int] | None]:
    """Give each piece its predecessor; what shares no candidate is assigned apart."""
    before: list[tuple[str, int] | None] = [None] * len(gains)
    for rows, columns in _components(gains):
        table = [[gains[j].get(column, 0.0) for column in columns] for j in rows]
        for j, place in zip(rows, assign(table), strict=True):
            before[j] = None if place is None else columns[place][:2]
    return before


def _components(
    gains: Sequence[Mapping[tuple[str, int, int], float]],
) -> list[tuple[list[int], list[tuple[str, int, int]]]]:
    """Gather the pieces that compete for the same predecessors."""
    owner = list(range(len(gains)))

    def root(j: int) -> int:
        while owner[j] != j:
            owner[j] = owner[owner[j]]
            j = owner[j]
        return j

    first: dict[tuple[str, int], int] = {}
    for j, row in enumerate(gains):
        for kind, number, _ in row:
            owner[root(j)] = root(first.setdefault((kind, number), j))
    groups: dict[int, list[int]] = {}
    for j in range(len(gains)):
        groups.setdefault(root(j), []).append(j)
    return [(rows, sorted({key for j in rows for key in gains[j]})) for rows in groups.values()]


def _gathered(before: Sequence[tuple[str, int] | None]) -> dict[tuple[str, int], list[int]]:
    """Follow every story from where it begins."""
    after: dict[int, list[int]] = {}
    roots: dict[tuple[str, int], list[int]] = {}
    for j, found in enumerate(before):
        if found is None:
            roots.setdefault(("alone", j), []).append(j)
        elif found[0] == "head":
            roots.setdefault(found, []).append(j)
        else:
            after.setdefault(found[1], []).append(j)
    stories: dict[tuple[str, int], list[int]] = {}
    seen: set[int] = set()
    for key, tops in roots.items():
        stories[key] = list(_laid_out(tops, after, seen))
    for j in range(len(before)):  # what is left follows itself in a circle
        if j not in seen:
            stories["alone", j] = list(_laid_out([j], after, seen))
    return stories


def _laid_out(tops: Sequence[int], after: Mapping[int, Sequence[int]], seen: set[int]) -> Iterator[int]:
    """Yield pieces and what follows them, one branch after the other."""
    waiting = list(reversed(tops))
    while waiting:
        j = waiting.pop()
        if j not in seen:
            seen.add(j)
            yield j
            waiting += reversed(after.get(j, ()))
