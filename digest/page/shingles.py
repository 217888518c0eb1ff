"""Strings in, the runs of characters they are made of out: the cheapest way to see what two texts share."""

from __future__ import annotations

import re
from functools import cache
from operator import add

from digest import lexicon

# Quotation marks do not part what they stand between: “双链”融合 is found again in 双链融合.
_THROUGH = re.compile("[“”‘’《》]")
_RUN = re.compile(r"[\u3400-\u9fffA-Za-z0-9]+")


def pairs(string: str) -> frozenset[str]:
    """Cut a string into all its pairs of characters that no punctuation mark parts."""
    found: set[str] = set()
    for run in _RUN.findall(without_quotes(string)):
        found.update(map(add, run, run[1:]))
    return frozenset(found)


def fours(string: str) -> frozenset[str]:
    """Cut a string into all its runs of four characters that no punctuation mark parts."""
    found: set[str] = set()
    for run in _RUN.findall(without_quotes(string)):
        couples = list(map(add, run, run[1:]))
        found.update(map(add, couples, couples[2:]))
    return frozenset(found)


def without_quotes(string: str) -> str:
    """Drop the marks that do not part what they stand between."""
    return _THROUGH.sub("", string)


def without_phrases(string: str) -> str:
    """Put a blank for every year and every phrase that any report may use."""
    return _phrases().sub(" ", string)


@cache
def _phrases() -> re.Pattern[str]:
    longest_first = sorted(lexicon.lines("phrases"), key=len, reverse=True)
    return re.compile(r"(?:19|20)\d\d|" + "|".join(map(re.escape, longest_first)))
