"""The text of a robots.txt in, the rules for us out (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONGEST = 500 * 1024  # characters; what stands behind them is not read (RFC 9309, 2.5)
_LONGEST_DELAY = 60.0  # seconds; a site that asks for more is asked as seldom as this


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site allows: patterns with whether they allow, and the seconds it wants between two requests."""

    patterns: tuple[tuple[str, bool], ...] = ()
    delay: float = 0.0

    def allow(self, target: str) -> bool:
        """Tell whether a path with its query may be fetched; the longest pattern that fits counts, a tie allows."""
        fitting = [(len(pattern), allowed) for pattern, allowed in self.patterns if _fits(pattern, target)]
        return max(fitting, default=(0, True))[1]


def understand(text: str, agent: str) -> Rules:
    """Read the rules of the groups that name `agent`, or of those for all (*) where none does."""
    lines = list(_lines(text))
    names = {value.lower() for key, value in lines if key == "user-agent"}
    wanted = agent.lower() if agent.lower() in names else "*"
    patterns: list[tuple[str, bool]] = []
    delay, ours, naming = 0.0, False, False
    for key, value in lines:
        if key == "user-agent":
            ours = (ours and naming) or value.lower() == wanted
            naming = True
            continue
        naming = False
        if ours and key in {"allow", "disallow"} and value:
            patterns.append((value, key == "allow"))
        elif ours and key == "crawl-delay":
            delay = max(delay, _seconds(value))
    return Rules(tuple(patterns), delay)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for line in text[:_LONGEST].lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _seconds(value: str) -> float:
    try:
        return min(max(float(value), 0.0), _LONGEST_DELAY)
    except ValueError:
        return 0.0


def _fits(pattern: str, target: str) -> bool:
    """Match a pattern with * (anything) and $ (the end); each piece is looked for once, from left to right."""
    ends = pattern.endswith("$")
    first, *others = (unquote(piece) for piece in pattern.removesuffix("$").split("*"))
    path = unquote(target)
    if not path.startswith(first):
        return False
    if not others:
        return not ends or path == first
    at = len(first)
    for piece in others[:-1] if ends else others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not ends or (len(path) - len(others[-1]) >= at and path.endswith(others[-1]))
