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
# What goes within a clause: a short name or unit in brackets, a day that only the paper's readers know, and the 今天 of
# 今天(11月7日), which says its day.
_UNNEEDED: Final = re.compile(
    r"[（(](?:(?:以下|下称|以下简称|简称|即|又称|下同)[^（）()]{1,24}|[^（）()]{0,10}(?:，|,|、)?下同)[）)]"
    r"|(?<=[\u4e00-\u9fff》”）)])(?<!截至)(?:日前|近日|不久前|前不久)(?=[\u4e00-\u9fff《“])(?![来起以内的])"
    r"|[今昨][日天][（(](?=\d{1,2}月\d{1,2}日[）)])|"
    + "|".join(rf"(?<=[今昨][日天][（(]\d{{{m}}}月\d{{{d}}}日)[）)]" for m in (1, 2) for d in (1, 2))
)
# … and, where it is long, an explanation in brackets.
_ASIDE: Final = re.compile(_UNNEEDED.pattern + r"|（[^（）]{20,160}）|\([^()]{20,160}\)")
_DEPENDENT: Final = (
    "其",
    "该",
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
        elif not closing and (
            (char in "，；,;" and not _is_in_number(body, at))
            or (char == "：" and _pattern("sources", after="$").match(body[start:at]))
        ):
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
    if not string.rstrip("”").endswith(tuple(_STOPS)) or not _is_balanced(string):
        return (text,)
    parts = clauses(string)
    start, first = _beginning(string, parts)
    if start and _WHOSE.search(string, start):
        return tuple(dict.fromkeys((*_forms(text, parts, start, first), *_forms(text, parts, 0, 0)))) or (text,)
    return tuple(dict.fromkeys(_forms(text, parts, start, first))) or (text,)


_WHOSE: Final = re.compile("该(?:区|市|县|省|园区|开发区|高新区|经开区|新区|公司|企业)")


def _forms(text: Text, parts: tuple[Clause, ...], start: int, first: int) -> Iterator[Text]:
    """Yield what may be printed of a sentence from a character and the clause it is in on."""
    string, end = text.string, len(text.string.rstrip("”")) - 1
    parts = (*parts[:first], Clause(start, parts[first].end, string[start : parts[first].end]), *parts[first + 1 :])
    for last in range(len(parts) - 1, first - 1, -1):
        if _may_end(string, parts, first, last):
            for pieces in _ways(text, parts, start, first, last):
                stop = text[end : end + 1] if last + 1 < len(parts) or end + 1 == len(text) else text[len(text) :]
                whole = Text.join((*pieces, stop))
                if len(whole) >= _SHORTEST and _is_balanced(whole.string):
                    yield whole


def _ways(text: Text, parts: tuple[Clause, ...], start: int, first: int, last: int) -> Iterator[list[Text]]:
    """Yield the stretch from `start` to the end of clause `last`, then the same without what only leads on."""
    dropped = {k for k in range(first + 1, last) if _pattern("droppable").match(parts[k].words)}
    aside = _ASIDE if _ASIDE.search(text.string) else None
    for without, unneeded in dict.fromkeys(
        ((frozenset[int](), _UNNEEDED), (frozenset(dropped), _UNNEEDED), (frozenset[int](), aside or _UNNEEDED))
    ):
        pieces: list[Text] = []
        at = start
        for k in range(first, last + 1):
            if k in without:
                continue
            left = at if k == first else parts[k].start
            right = parts[k].end + (k < last)
            pieces += _without(unneeded, text[left:right])
        yield pieces


def _without(unneeded: re.Pattern[str], piece: Text) -> Iterator[Text]:
    """Yield a stretch without what it may do without."""
    at = 0
    for match in unneeded.finditer(piece.string):
        yield piece[at : match.start()]
        at = match.end()
    yield piece[at:]


def _beginning(string: str, parts: tuple[Clause, ...]) -> tuple[int, int]:
    """Find where the sentence begins, as a character and the clause it is in: behind all that it may do without."""
    found = (0, 0)
    start, k = 0, 0
    while k < len(parts):
        words = string[start : parts[k].end]
        day = _pattern("days").match(words)
        past = _past(parts, k, words)
        if past:
            k += past
            start = parts[k].start
        elif day and day.end() < len(words) and not _cuts_word(string, start + day.end()):
            start += day.end()
        else:
            break
        if not string[start:].startswith(_DEPENDENT):
            found = (start, k)
    return found


def _past(parts: tuple[Clause, ...], k: int, words: str) -> int:
    """Count the clauses from `k` on, the first of them `words`, that the sentence may do without before another one."""
    rest = len(parts) - k
    if rest > 1 and _tells(words):
        return 1
    if rest > _SOURCE_AFTER and (_only_time(words) or _pattern("occasions", after="$").match(words)):
        return _SOURCE_AFTER if _tells(parts[k + 1].words) else 0
    day = _pattern("days").match(words)
    if rest > 1 and day and day.end() == len(words):
        return 1
    if rest > 1 and _pattern("droppable").match(words) and _pattern("leading").match(words):
        ahead = range(1, min(_PURPOSES, rest - 1))
        return next((n for n in ahead if _pattern("days").match(parts[k + n].words)), 1)
    return 0


_SOURCE_AFTER: Final = 2  # 11月20日，记者从某会上了解到，…
_PURPOSES: Final = 4  # clauses that 为… may go on for until the day that the news begins with


def _tells(words: str) -> bool:
    """Say whether a clause only tells who told it; one that says of which time the figures are stays."""
    return bool(_pattern("sources", after="$").match(words)) and not _OF_A_TIME.search(_NAMED.sub("", words))


def opens_with_source(string: str) -> bool:
    """Say whether a sentence begins with who told it."""
    return _tells(clauses(string)[0].words)


_NAMED: Final = re.compile(r"“[^“”]*”|《[^《》]*》|[（(][^（）()]*[）)]")
_OF_A_TIME: Final = re.compile(r"季度|上半年|下半年|前\d|[今去上]年|\d年(?!\d{1,2}月\d)|\d月(?!\d)")


def _cuts_word(string: str, at: int) -> bool:
    """Say whether a day goes on: 今日起, 近日来, 昨日的."""
    return string[at : at + 1] in tuple("的起来以至到后前")


def _is_example(string: str, parts: tuple[Clause, ...], begun: int, last: int) -> bool:
    """Say whether a list with 其中 is cut at a semicolon: what is left is true of one, and says it is of several."""
    return last > begun and parts[begun].words.startswith("其中") and string[parts[last].end] in "；;"


def _may_end(string: str, parts: tuple[Clause, ...], first: int, last: int) -> bool:
    """Say whether a sentence that begins with clause `first` may end with clause `last`."""
    one = parts[last]
    if _pattern("leading").match(one.words) and last + 1 < len(parts):
        return False
    if last + 1 < len(parts) and (_pattern("unfinished", after="$").search(one.words) or _only_time(one.words)):
        return False
    if not any(_says(part.words) for part in parts[first : last + 1]):
        return False
    begun = max((k for k in range(first, last + 1) if _pattern("listing").match(parts[k].words)), default=None)
    if begun is not None and last + 1 < len(parts) and not _is_example(string, parts, begun, last):
        return False
    return last + 1 == len(parts) or not _pattern("bound").match(parts[last + 1].words)


_TIME = re.compile(
    r"(?:预计|力争|计划|到|至)?(?:(?:\d{4}年)?(?:今年|去年|明年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[至—\-～](?:\d{1,2}月)?\d{1,2}日)?(?:[上下]午|[一二三四]季度|以来|至今)?|到?\d{4}年(?:底|末)?|\d{4}年?[至—\-～]\d{4}年"
    r"|(?:今年|去年|\d{4}年)?(?:[上下]半年|前[一二三四两]个?季度|前?(?:\d{1,2}[—\-～至])?\d{1,2}个?月份?))"
)


_LONGEST_TIME: Final = 20


def _is_thing(words: str) -> bool:
    """Say whether a clause only names a thing: 聚集百家企业的某开发区, 位于某市的建设现场."""
    before, said, after = words.rpartition("的")
    if not said or not after or any(word in before for word in ("是", "有", "为")):
        return False
    first, rest = next(iter(tagged(before)), ("", "")), list(tagged(after))
    return first[1][:1] == "v" and not any(tag in _VERBS or tag[:1] in "mu" for _, tag in rest)


_VERBS: Final = frozenset({"v", "vd", "vi", "vq", "zg"})


def _only_time(words: str) -> bool:
    words = words.rpartition("”")[2] if words.startswith("“") else words
    return len(words) < _LONGEST_TIME and bool(_TIME.fullmatch(words.strip()))


@lru_cache(maxsize=4096)
def _says(words: str) -> bool:
    """Say whether a clause says something: it has a verb or a figure; 某公司零部件项目 and 11月25日 alone do not."""
    if _only_time(words) or _is_thing(words):
        return False
    return any(char.isdigit() for char in words) or any(tag[:1] == "v" and tag != "vn" for _, tag in tagged(words))


def _is_balanced(string: str) -> bool:
    return all(string.count(left) == string.count(right) for left, right in _PAIRS.items())
