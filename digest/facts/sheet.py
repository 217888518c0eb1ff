"""A passage with what was taken down on it so far: its places and zones, and which characters are taken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.facts.passages import Passage
    from digest.facts.places import Spot
    from digest.facts.zones import Hit

_HEADS = frozenset({"headline", "kicker", "subtitle"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The passage, its places and zones in order, and a mark for every character that a name has taken."""

    passage: Passage
    spots: tuple[Spot, ...]
    zones: tuple[Hit, ...]
    taken: bytearray = field(repr=False)

    @property
    def string(self) -> str:
        """The passage's own words."""
        return self.passage.text.string

    @property
    def is_head(self) -> bool:
        """Tell whether it is one of the article's headlines."""
        return self.passage.role in _HEADS

    @property
    def anchors(self) -> tuple[tuple[int, int], ...]:
        """The spans of places and zones: where the name of a public body may begin."""
        return (*((spot.start, spot.end) for spot in self.spots), *((hit.start, hit.end) for hit in self.zones))

    def claim(self, start: int, end: int) -> bool:
        """Take characters [start, end) for a name; refuse where one of them is taken."""
        if start >= end or any(self.taken[start:end]):
            return False
        self.taken[start:end] = b"\x01" * (end - start)
        return True
