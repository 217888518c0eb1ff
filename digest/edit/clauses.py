"""A sentence in, the shorter sentences out that may be printed of it: whole clauses, the sense of each as it was.

A sentence is cut at its commas, never within quotation marks or brackets. What goes at its beginning is who told the
paper and a day that the paper alone knows (近日, 昨天); at its end, clauses from a comma on; between them, clauses that
only lead to the next. A condition is never parted from its consequence, a contrast, correction or negation never from
what it turns, and a clause that ends in the air is never the last. The stop is the sentence's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.model import Text
from digest.text.words import tagged

if TYPE_CHECKING:
    from collections.abc import Iterator


_SHORTEST: Final = 10  # characters of a sentence that says something
_STOPS: Final = "。！？!?"
_PAIRS: Final = {"“": "”", "《": "》", "（": "）", "(": ")", "‘": "’", "「": "」", "『": "』", "【": "】", "〔": "〕"}
_EXPLAINS: Final = re.compile(r"[（(](?:以下|下称|以下简称|简称|即|又称|下同)[^（）()]{1,24}[）)]")
_DEPENDENT: Final = (
    "其",
    "此",
    "这",
    "那",
    "他",
    "她",
    "它",
    "全区",
    "全园",
    "园区",
    "区内",
    "当地",
    "上述",
    "双方",
    "两地",
    "近年来",
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Characters `start` to `end` of a sentence, its comma or stop left out."""

    start: int
    end: int
    words: str


@cache
def _pattern(name: str, *, after: str = "") -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(lexicon.table("desk")["clauses"][name]) + ")" + after)


@lru_cache(maxsize=4096)
def clauses(string: str) -> tuple[Clause, ...]:
    """Cut a sentence at commas and semicolons outside its quotation marks and brackets; `string` without its stop."""
    found, start, closing = [], 0, []
    body = string.rstrip(_STOPS)
    for at, char in enumerate(body):
        if char in _PAIRS:
            closing.append(_PAIRS[char])
        elif closing and char == closing[-1]:
            closing.pop()
        elif char in "，；," and not closing and not _is_in_number(body, at):
            found.append(Clause(start, at, body[start:at]))
            start = at + 1
    return (*found, Clause(start, len(body), body[start:]))


def _is_in_number(string: str, at: int) -> bool:
    return string[at] == "," and string[at - 1 : at].isdigit() and string[at + 1 : at + 2].isdigit()


@lru_cache(maxsize=4096)
def forms(text: Text) -> tuple[Text, ...]:
    """Give what may be printed of a sentence, itself without its dispensable beginning first; all are slices of it.

    A sentence without a stop of its own (a heading that the page set as text) gives nothing shorter than itself.
    """
    string = text.string
    if string[-1:] not in _STOPS or not _is_balanced(string):
        return (text,)
    stop = text[len(string) - 1 :]
    parts = clauses(string)
    found: dict[Text, None] = {}
    start, first = _beginning(string, parts)
    for last in range(len(parts) - 1, first - 1, -1):
        if _may_end(parts, first, last):
            for pieces in _ways(text, parts, start, first, last):
                whole = Text.join((*pieces, stop))
                if len(whole) >= _SHORTEST and _is_balanced(whole.string):
                    found.setdefault(whole)
    return tuple(found) or (text,)


def _ways(text: Text, parts: tuple[Clause, ...], start: int, first: int, last: int) -> Iterator[list[Text]]:
    """Yield the stretch from `start` to the end of clause `last`, then the same without what only leads on."""
    dropped = {k for k in range(first + 1, last) if _pattern("droppable").match(parts[k].words)}
    for without in dict.fromkeys((frozenset[int](), frozenset(dropped))):
        pieces: list[Text] = []
        at = start
        for k in range(first, last + 1):
            if k in without:
                continue
            left = at if k == first else parts[k].start
            right = parts[k].end + (k < last)
            pieces += _unexplained(text[left:right])
        yield pieces


def _unexplained(piece: Text) -> Iterator[Text]:
    """Yield a stretch without the brackets that only give a short name."""
    at = 0
    for match in _EXPLAINS.finditer(piece.string):
        yield piece[at : match.start()]
        at = match.end()
    yield piece[at:]


def _beginning(string: str, parts: tuple[Clause, ...]) -> tuple[int, int]:
    """Find where the sentence begins, as a character and the clause it is in: behind all that it may do without."""
    found = (0, 0)
    start, k = 0, 0
    while k < len(parts):
        words = string[start : parts[k].end]
        told = _pattern("sources", after="$").match(words)
        day = _pattern("days").match(words)
        led = _pattern("droppable").match(words) and _pattern("leading").match(words)
        if (told or led or (day and day.end() == len(words))) and k + 1 < len(parts):
            start, k = parts[k + 1].start, k + 1
        elif day and day.end() < len(words) and not _cuts_word(string, start + day.end()):
            start += day.end()
        else:
            break
        if not string[start:].startswith(_DEPENDENT):
            found = (start, k)
    return found


def _cuts_word(string: str, at: int) -> bool:
    """Say whether a day goes on: 今日起, 近日来, 昨日的."""
    return string[at : at + 1] in tuple("的起来以至到后前")


def _may_end(parts: tuple[Clause, ...], first: int, last: int) -> bool:
    """Say whether a sentence that begins with clause `first` may end with clause `last`."""
    one = parts[last]
    if _pattern("leading").match(one.words) and last + 1 < len(parts):
        return False
    if _pattern("unfinished", after="$").search(one.words) and last + 1 < len(parts):
        return False
    if not any(_says(part.words) for part in parts[first : last + 1]):
        return False
    listed = any(_pattern("listing").match(part.words) for part in parts[first : last + 1])
    if listed and last + 1 < len(parts):
        return False
    return last + 1 == len(parts) or not _pattern("bound").match(parts[last + 1].words)


_TIME = re.compile(
    r"(?:(?:\d{4}年)?(?:今年|去年|明年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[上下]午|[一二三四]季度|以来|至今)?|到?\d{4}年(?:底|末)?)"
)


def _only_time(words: str) -> bool:
    return len(words) < _SHORTEST and bool(_TIME.fullmatch(words.strip()))


@lru_cache(maxsize=4096)
def _says(words: str) -> bool:
    """Say whether a clause says something: it has a verb or a figure; 某公司零部件项目 and 11月25日 alone do not."""
    if _only_time(words):
        return False
    return any(char.isdigit() for char in words) or any(tag[:1] == "v" and tag != "vn" for _, tag in tagged(words))


def _is_balanced(string: str) -> bool:
    return all(string.count(left) == string.count(right) for left, right in _PAIRS.items())
