"""Where a name begins: a string and the end of a name's head in, the place of its first character out.

Chinese does not mark where a name begins. What marks it is what may not stand inside one: a punctuation mark, a
function word, a verb of the trade (落户, 引进), a number with its counter. The words are data
(`lexicon/boundaries.toml`); the search reads a bounded window, so it is linear on any input.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from digest import lexicon
from digest.facts.lookup import Alternatives
from digest.facts.places import division_names

# The longest official names (…股权投资合伙企业, 新疆生产建设兵团…) have 26–36 characters; their heads are shorter.
LONGEST = 30
_RUN = re.compile(r"[\u3400-\u4e27\u4e29-\u9fffA-Za-z0-9·&〇]*")  # 丨 (U+4E28) is a bar in news feeds
_OPENING = {"）": "（", ")": "("}
_LONGEST_ASIDE = 12  # （江苏）, （集团）, （有限合伙）: what stands in brackets inside a name
_NO_ASIDE = re.compile(r"记者|通讯员|[摄文图编]|简称|下称|证券|代码|股票|[，。；、：:,;“”\"《》]|\d{4}")
_COUNTED = re.compile(
    r"[0-9](?:家|个|名|位|项|批|座|所|户|届|款|支|期|年|月|日|号|时|次|成|股|元|亩|米|人|天|周|[万亿][元股])(?:[底末初]|上旬|中旬|下旬)?(?:前(?!海)|[后起])?"
    r"|[一二三四五六七八九十百千万亿余多几两数](?:家|个|名|位|项|批|座|届|款|所)"
)
# What cuts behind some characters only: 经开区同某某集团, 园区内某某公司, but 大同某某公司.
_AFTER = {"同": "区园城司局", "内": "区园市县省港城院厂"}
Kind = Literal["zone", "org"]


def head(string: str, end: int, kind: Kind = "org") -> int:
    """Find where the name whose suffix begins at `end` begins; `end` itself if it has no head.

    Offsets count characters of `string`. At most `LONGEST` characters are read.
    """
    start = _stretch(string, end)
    for match in _COUNTED.finditer(string, start, end):
        start = match.end()
    start = _after_cuts(string, start, end, kind)
    return _outside(string, start, end)


def _outside(string: str, start: int, end: int) -> int:
    """Step out of brackets that a cut has opened (… 通讯员 某某）省商务厅)."""
    closed = max(string.find("）", start, end), string.find(")", start, end))
    return closed + 1 if closed >= 0 and not any(mark in string[start:closed] for mark in _OPENING.values()) else start


def _stretch(string: str, end: int) -> int:
    """Go back over all characters a name may hold, brackets within it included."""
    floor = max(0, end - LONGEST)
    back = string[floor:end][::-1]
    size = _run(back, 0)
    while size < len(back) and (opening := _OPENING.get(back[size])):
        left = back.find(opening, size, size + _LONGEST_ASIDE) + 1
        aside = string[end - left : end - size]
        if left in {0, len(back)} or len(aside) <= len("（）") or _NO_ASIDE.search(aside):
            break
        size = _run(back, left)
    return end - size


def _run(back: str, start: int) -> int:
    match = _RUN.match(back, start)
    return match.end() if match else start


def _after_cuts(string: str, start: int, end: int, kind: Kind) -> int:
    """Go forward to behind the last boundary word; words are read from left to right, the longest first."""
    cuts, starts, candidates = _words(kind)
    at = start
    for match in candidates.finditer(string, start, end):
        if match.start() >= at and (word := starts[match[0]].match(string, match.start(), end)):
            at = word.end()
            start = at if word[0] in cuts else start
    return start


@cache
def _words(kind: Kind) -> tuple[frozenset[str], Alternatives, re.Pattern[str]]:
    """Load the boundary words: those that cut; by first character all words, the longest first; where one may begin."""
    table = lexicon.table("boundaries")
    cuts = frozenset(table["cut"].split()) | frozenset(table["verbs"].split() if kind == "zone" else ())
    holds_a_cut = re.compile("|".join(map(re.escape, sorted(cuts))))
    keep = {*table["keep"].split(), *filter(holds_a_cut.search, division_names())} - cuts
    by_first: dict[str, list[str]] = {}
    for word in sorted({*cuts, *keep}, key=len, reverse=True):
        by_first.setdefault(word[0], []).append(re.escape(word))
    for last, before in _AFTER.items():
        by_first.setdefault(last, []).append(f"{last}(?<=[{before}]{last})")
        cuts |= {last}
    return cuts, Alternatives(by_first), re.compile(f"[{re.escape(''.join(sorted(by_first)))}]")
