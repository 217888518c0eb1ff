"""Many names and a string in, where they occur out: one pass, whatever the number of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NEVER = re.compile(r"(?!)")


class Names(NamedTuple):
    """Names of two and more characters: all of them, their lengths by the first two, and where to look for one."""

    all: frozenset[str]
    sizes: dict[str, tuple[int, ...]]
    pattern: re.Pattern[str]


def index(names: Iterable[str]) -> Names:
    """Sort names by their first two characters; names of one character are left out."""
    every = frozenset(name for name in names if len(name) > 1)
    found: dict[str, set[int]] = {}
    for name in every:
        found.setdefault(name[:2], set()).add(len(name))
    if not found:
        return Names(every, {}, _NEVER)
    first, second = ("".join(sorted({pair[k] for pair in found})) for k in (0, 1))
    sizes = {pair: tuple(sorted(lengths, reverse=True)) for pair, lengths in found.items()}
    return Names(every, sizes, re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])"))


def occurrences(string: str, names: Names) -> Iterator[tuple[int, str]]:
    """Yield (place, name) for every name that begins somewhere in a string, in order, the longest at a place first."""
    for match in names.pattern.finditer(string):
        start = match.start()
        for size in names.sizes.get(string[start : start + 2], ()):
            if (name := string[start : start + size]) in names.all:
                yield start, name
