"""Chains of pieces of a dump and what is left over in, whole stories out: captions, decks, bylines find their owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.page.articles import Story
from digest.page.shingles import pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.page.chains import Chain
    from digest.page.dump.lines import Row
    from digest.page.dump.pieces import Head, Parts, Piece

# Lines that words shared with a story make up for, the cost of a story that is not beside, and the farthest deck.
_SHARED, _FARTHEST_DECK, _FARTHEST_LABEL = 30.0, 2, 2


def stories(parts: Parts, chained: Sequence[Chain], labels: Sequence[Row]) -> list[Story[Piece]]:
    """Give every caption, deck and byline to a story by its place in the dump and by its words."""
    used = {chain.head for chain in chained}
    bare: list[tuple[Head | None, tuple[Piece, ...]]] = [
        (parts.heads[chain.head] if chain.head is not None else None, tuple(parts.pieces[j] for j in chain.pieces))
        for chain in chained
    ]
    bare += [(head, ()) for k, head in enumerate(parts.heads) if k not in used]
    owned: list[dict[str, list[tuple[Row, ...]]]] = [{"caption": [], "byline": [], "deck": []} for _ in bare]
    for role, lines in parts.others:
        costs = [_cost(role, lines, head, pieces) for head, pieces in bare]
        best = min(range(len(bare)), key=costs.__getitem__, default=None)
        if best is not None and (role != "deck" or costs[best] <= _FARTHEST_DECK):
            owned[best][role].append(lines)
    sections = _sections(bare, labels)
    margins = [
        dict(zip((parts.pieces[j].lines[0].index for j in chain.pieces), chain.margins, strict=True))
        for chain in chained
    ]
    return [
        Story(
            head.lines if head else (),
            pieces,
            tuple(lines[0] for lines in owned[k]["deck"] if head and lines[0].index < head.lines[0].index),
            tuple(lines[0] for lines in owned[k]["deck"] if not (head and lines[0].index < head.lines[0].index)),
            tuple(owned[k]["byline"]),
            tuple(owned[k]["caption"]),
            sections.get(k),
            margins[k] if k < len(margins) else {},
        )
        for k, (head, pieces) in enumerate(bare)
    ]


def _cost(role: str, lines: Sequence[Row], head: Head | None, pieces: Sequence[Piece]) -> float:
    """Return how many lines a part is away from a story, less what its words speak for it."""
    first, last = lines[0].index, lines[-1].index
    if role == "deck":
        return min(abs(first - head.lines[-1].index), abs(head.lines[0].index - last)) if head else 999.0
    gaps = [max(first - piece.lines[-1].index, piece.lines[0].index - last) for piece in pieces]
    if head:
        gaps.append(max(first - head.lines[-1].index, head.lines[0].index - last))
    if role == "byline":  # under a headline, or behind the end of a text
        ends = [first - pieces[-1].lines[-1].index] if pieces else []
        near = [gap for gap in ends + ([first - head.lines[-1].index] if head else []) if gap > 0]
        return min([*near, *(gap + 3.0 for gap in gaps)], default=999.0)
    said = pairs("".join(line.ink for line in lines))
    own = frozenset().union(*(piece.pairs for piece in pieces), head.pairs if head else frozenset())
    return max(0.0, min(gaps, default=999.0)) - _SHARED * len(said & own) / max(1, len(said))


def _sections(bare: Sequence[tuple[Head | None, tuple[Piece, ...]]], labels: Sequence[Row]) -> dict[int, Row]:
    """Give each label to the story that begins right below it."""
    starts = {}
    for k, (head, pieces) in enumerate(bare):
        tops = [piece.lines[0].index for piece in pieces[:1]] + ([head.lines[0].index] if head else [])
        if tops:
            starts[min(tops)] = k
    found = {}
    for label in labels:
        below = [k for at, k in starts.items() if 0 < at - label.index <= _FARTHEST_LABEL]
        if below:
            found[below[0]] = label
    return found
