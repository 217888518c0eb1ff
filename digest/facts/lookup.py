"""Many names and a string in, where they occur out: one pass, whatever the number of names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NEVER = re.compile(r"(?!)")


class Names(NamedTuple):
    """Names of two and more characters by their first two, and a pattern for places worth a look."""

    pairs: dict[str, tuple[str, ...]]
    pattern: re.Pattern[str]


def index(names: Iterable[str]) -> Names:
    """Sort names by their first two characters, the longest first; names of one character are left out."""
    found: dict[str, list[str]] = {}
    for name in names:
        if len(name) > 1:
            found.setdefault(name[:2], []).append(name)
    if not found:
        return Names({}, _NEVER)
    pairs = {pair: tuple(sorted(same, key=len, reverse=True)) for pair, same in found.items()}
    first, second = ("".join(sorted({pair[k] for pair in pairs})) for k in (0, 1))
    return Names(pairs, re.compile(f"[{re.escape(first)}](?=[{re.escape(second)}])"))


def occurrences(string: str, names: Names) -> Iterator[tuple[int, str]]:
    """Yield (place, name) for every name that begins somewhere in a string, in order, the longest at a place first."""
    for match in names.pattern.finditer(string):
        start = match.start()
        for name in names.pairs.get(string[start : start + 2], ()):
            if string.startswith(name, start):
                yield start, name
