"""A text with places marked in it: which stretches of its characters stand at which places of the source."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model import Span, Text


@dataclass(frozen=True, slots=True)
class Mark:
    """Places of a document that are shown, and the row they belong to."""

    of: str
    spans: tuple[Span, ...]
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: its characters, the row it belongs to ("" for none), and where it stands in the source."""

    string: str
    of: str = ""
    unsure: bool = False
    at: str = ""


def pieces(text: Text, marks: Iterable[Mark]) -> Iterator[Piece]:
    """Cut a text where marks begin and end; where two meet the first one holds."""
    owner: dict[int, Mark] = {}
    for mark in marks:
        for start, end in mark.spans:
            for place in range(start, end):
                owner.setdefault(place, mark)
    places = [place for start, end in text.spans for place in range(start, end)]
    for held_by, run in groupby(range(len(places)), key=lambda k: owner.get(places[k])):
        held = list(run)
        words = text.string[held[0] : held[-1] + 1]
        first = places[held[0]]
        yield Piece(words, held_by.of, held_by.unsure, str(first)) if held_by else Piece(words)
