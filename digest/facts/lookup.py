"""Many names and a string in, where they occur out: a look at a place or two, whatever the number of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_FEW = 24  # first pairs that are looked for one by one: quicker than to compile a pattern for one article


class Alternatives(dict[str, re.Pattern[str]]):
    """Patterns by the first character of what they match, each compiled when it is first asked for.

    An article asks for a few of hundreds.
    """

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        """Take alternatives by their first character, the longest first."""
        super().__init__()
        self.words = words

    def __missing__(self, first: str) -> re.Pattern[str]:
        """Compile the alternatives of a first character."""
        self[first] = found = re.compile("|".join(self.words[first]))
        return found


class Names(NamedTuple):
    """Names of two and more characters: all of them, their lengths by the first two, and where to look for many."""

    all: frozenset[str]
    sizes: dict[str, tuple[int, ...]]
    pattern: re.Pattern[str] | None


def index(names: Iterable[str]) -> Names:
    """Sort names by their first two characters; names of one character are left out."""
    every = frozenset(name for name in names if len(name) > 1)
    found: dict[str, set[int]] = {}
    for name in every:
        found.setdefault(name[:2], set()).add(len(name))
    sizes = {pair: tuple(sorted(lengths, reverse=True)) for pair, lengths in found.items()}
    if len(found) <= _FEW:
        return Names(every, sizes, None)
    first, second = ("".join(sorted({pair[k] for pair in found})) for k in (0, 1))
    return Names(every, sizes, re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])"))


def occurrences(string: str, names: Names) -> Iterator[tuple[int, str]]:
    """Yield (place, name) for every name that begins somewhere in a string, in order, the longest at a place first."""
    for start in _candidates(string, names):
        for size in names.sizes.get(string[start : start + 2], ()):
            if start + size <= len(string) and (name := string[start : start + size]) in names.all:
                yield start, name


class Endings(NamedTuple):
    """Names to be found by where they end: all of them, and the lengths to try by their last characters.

    `key` is how many last characters tell the lengths; `short` are the lengths of names that have not so many more.
    """

    all: frozenset[str]
    key: int
    sizes: dict[str, tuple[int, ...]]
    short: tuple[int, ...]


def endings(names: Iterable[str], key: int = 2) -> Endings:
    """Sort names by their last `key` characters; the more, the fewer lengths are tried at a place."""
    every = frozenset(names)
    short = {len(name) for name in every if len(name) < key}
    found: dict[str, set[int]] = {}
    for name in every:
        if len(name) >= key:
            found.setdefault(name[-key:], set(short)).add(len(name))
    sizes = {last: tuple(sorted(lengths, reverse=True)) for last, lengths in found.items()}
    return Endings(every, key, sizes, tuple(sorted(short, reverse=True)))


def longest_ending(string: str, end: int, names: Endings) -> int:
    """Measure the longest name that ends at a place of a string; 0 if none does."""
    for size in names.sizes.get(string[max(0, end - names.key) : end], names.short):
        if size <= end and string[end - size : end] in names.all:
            return size
    return 0


def _candidates(string: str, names: Names) -> Iterable[int]:
    if names.pattern:
        return (match.start() for match in names.pattern.finditer(string))
    return sorted(start for pair in names.sizes for start in _places(string, pair))


def _places(string: str, pair: str) -> Iterator[int]:
    at = string.find(pair)
    while at >= 0:
        yield at
        at = string.find(pair, at + 1)
