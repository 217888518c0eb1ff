"""Fingerprints in, the reports out that are the second part of another: 上接N版 in another source of that day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from digest.edit.fingerprint import common_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.edit.fingerprint import Fingerprint

_NAME: Final = 4  # a name in both parts tells as much as some common words
# 23 of 24 reports of the sample week, cut in two, share this much; so do most other reports of a page. It is the pages
# named that tell a second part: the words choose between several, and rule out what has nothing in common.
_FEWEST_WORDS: Final = 2
_PAGE = re.compile(r"([A-Z]?)0*(\d{1,3})")


def continuations(fingerprints: Sequence[Fingerprint]) -> dict[int, int]:
    """Find for each second part its first: the report of its paper and day that jumps to its page, in its words.

    Keys and values are places in `fingerprints`. The pair that shares most comes first; each part has at most one
    other.
    """
    found: list[tuple[int, int, int]] = []
    jumping = [k for k, one in enumerate(fingerprints) if one.article.jumps_to]
    for second, one in enumerate(fingerprints):
        if one.article.jumps_from:
            firsts = [k for k in jumping if k != second and _fits(fingerprints[k], one)]
            found += [
                (-shared, k, second) for k in firsts if (shared := _shared(fingerprints[k], one)) >= _FEWEST_WORDS
            ]
    pairs: dict[int, int] = {}
    for _, first, second in sorted(found):
        if second not in pairs and first not in pairs.values() and beginning(pairs, first) != second:
            pairs[second] = first
    return pairs


def beginning(pairs: dict[int, int], part: int) -> int:
    """Go back from a part to the one that its report begins with."""
    while part in pairs:
        part = pairs[part]
    return part


def _fits(first: Fingerprint, second: Fingerprint) -> bool:
    """Tell whether each part names the page the other stands on, in one paper of one day."""
    one, other = first.article, second.article
    return (
        None not in {one.publication, one.published}
        and (one.publication, one.published) == (other.publication, other.published)
        and one.jumps_to == _number(other.page)
        and other.jumps_from == _number(one.page)
    )


def _number(page: str | None) -> str | None:
    found = _PAGE.fullmatch(page or "")
    return f"{found[1]}{found[2]}" if found else None


def _shared(first: Fingerprint, second: Fingerprint) -> int:
    return _NAME * len(first.names & second.names) + len(common_words(first) & common_words(second))
