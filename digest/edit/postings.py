"""Numbered things with their keys in, those that meet under a key out; a posting is one integer in an array.

A list of lists takes ten times the memory. The postings lie in parts, so that only one of them is ever sorted at once.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

# A posting: 40 bits of a key's hash, 24 of the number of what holds it. Two keys of one hash cost a comparison.
_NUMBER: Final = 24
_NUMBERS: Final = (1 << _NUMBER) - 1
_HASH: Final = (1 << 40) - 1
_PARTS: Final = 64
_BLOCK: Final = 9  # pairs are sorted and freed of doubles for 512 things at a time


class Postings:
    """An inverted index of up to 16 million numbered things."""

    def __init__(self) -> None:
        self._parts = tuple(array("Q") for _ in range(_PARTS))

    def add(self, keys: Iterable[Hashable], number: int) -> None:
        """Enter a thing under its keys."""
        for key in {hash(key) & _HASH for key in keys}:
            self._parts[key % _PARTS].append(key << _NUMBER | number)

    def meeting(self, most: int) -> Iterator[list[int]]:
        """Yield the numbers that stand under one key, where they are two at least and `most` at most."""
        for part in self._parts:
            held: list[int] = []
            known = -1
            for posting in sorted(part):
                key = posting >> _NUMBER
                if key != known:
                    if 1 < len(held) <= most:
                        yield held
                    held, known = [], key
                held.append(posting & _NUMBERS)
            if 1 < len(held) <= most:
                yield held

    def pairs(self, most: int, until: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield the pairs that meet under a key which `most` hold at most, each once, in order.

        A thing is paired with those after it up to the number that `until` has in its place.
        """
        blocks: dict[int, array[int]] = {}
        for held in self.meeting(most):
            for k, left in enumerate(held, start=1):
                last = until[left]
                for right in held[k:]:
                    if right > last:
                        break
                    blocks.setdefault(left >> _BLOCK, array("Q")).append(left << _NUMBER | right)
        for block in sorted(blocks):
            for pair in sorted(set(blocks.pop(block))):
                yield pair >> _NUMBER, pair & _NUMBERS


def common(keys: Iterable[Hashable], least: int) -> dict[int, int]:
    """Count keys by their hashes and keep those that occur `least` times or more."""
    parts = tuple(array("q") for _ in range(_PARTS))
    for key in keys:
        value = hash(key)
        parts[value % _PARTS].append(value)
    found: dict[int, int] = {}
    for part in parts:
        ordered = sorted(part)
        start = 0
        while start < len(ordered):
            end = start + 1
            while end < len(ordered) and ordered[end] == ordered[start]:
                end += 1
            if end - start >= least:
                found[ordered[start]] = end - start
            start = end
    return found
