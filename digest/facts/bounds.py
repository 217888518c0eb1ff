"""The words around a number that bound it or give it sign and currency: 约, 不超过, 以上, 负, 人民币."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.facts.units import AmountKind
    from digest.model import Bound


def _by_word(part: str) -> dict[str, Bound]:
    """Turn a part of the table of bound words around: word → bound."""
    return {word: bound for bound, words in lexicon.table("bounds")[part].items() for word in words}


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_BOUNDS = _by_word("before")
_LOOSE_BOUNDS = _by_word("before_loose")
_COUNT_BOUNDS = _by_word("before_count")
_AFTER_BOUNDS = _by_word("after")
_WHOLE_BOUNDS = _by_word("of_whole")
_OUTSIDE = _by_word("passes") | _by_word("before_verb")
_WORDS: dict[str, str] = lexicon.table("bounds")["part_of_a_word"]
_BOUNDED: list[str] = lexicon.table("bounds")["verbs"]["bounded"]
_LINKED = re.compile(
    rf"(?P<bound>(?<![{_WORDS['约']}])约|大约|大概|接近|超过)(?:[为达]|占(?:[^，。；：！？、（）()0-9]{{1,10}}的)?)$"
)
_LONGEST_LINK = 15
# 不超过公司总股本的2%: the whole of a share stands between the bound and the number.
_OF_WHOLE = re.compile(
    rf"(?P<bound>{_any(_WHOLE_BOUNDS)})"
    r"(?:[^，。；：！？、（）()的]{1,14}的|[^，。；：！？、（）()0-9的]{0,10}(?:总股本|股本|总数|总额|总量|定值)) ?$"
)
_LONGEST_WHOLE = 24
_DATED = re.compile(r"[0-9年月季日]")  # 不足2021年同期的一半, 不到全年的3%
_WHOLE_ENDS = frozenset("的本数额量值 ")
# 最高奖励3000万元, 首次站上50亿元: what bounds the number is no part of its words.
_OUT = re.compile(
    rf"(?:(?<![{_WORDS['约']}])(?P<verbal>{_any(_by_word('before_verb'))})[可能会还要只]{{0,2}}(?:{_any(_BOUNDED)})"
    rf"|(?P<passes>{_any(_by_word('passes'))})了?) ?$"
)
_LONGEST_OUT = 10
_OUT_ENDS = frozenset(word[-1] for word in (*_BOUNDED, *_by_word("passes"), "了"))
_NOT_BEFORE_LOOSE = frozenset("以网线路晚早马超通经跨迈登踏")
_ENDS = frozenset(word[-1] for word in (*_BOUNDS, *_LOOSE_BOUNDS, *_COUNT_BOUNDS)) | {"为", "达", "的"} | _OUT_ENDS
_LONGEST = max(map(len, _BOUNDS))
_AFTER = re.compile(
    r"(?:（含）|\(含\))?(?:及?以上|及?以下)|以内|之内|以外|出头|还多|左右|上下(?!游|级)|有余|封顶|余(?=[，。、；])|为限"
    r"|内(?!部|容|外|地|在|需|资|销|蒙|存|涵|循|控|陆|河|江|生|饰|科)"
)


def bound_before(text: str, start: int, *, loose: bool = False, counts: bool = False) -> tuple[int, Bound]:
    """Read the bound word before the number at `start`: where the fact then begins, and the bound.

    `loose` numbers are bare scales and halves, which take 上, 过 and 破 too (上百, 过千亿, 过半); numbers that `count`
    time, age or things take 满.
    """
    place = start - 1 if text[start - 1 : start] == " " else start
    if text[place - 1 : place] not in _ENDS:
        return start, "exact"
    for length in range(min(_LONGEST, place), 0, -1):
        word = text[place - length : place]
        bound = _BOUNDS.get(word) or (_COUNT_BOUNDS.get(word) if counts else None)
        if bound is not None and not _is_part_of_a_word(text, place - length):
            return place - length, bound
    # 约为5亿元, 约占全省的1/5: what lies between is no part of the fact's words
    if linked := _LINKED.search(text, max(0, place - _LONGEST_LINK), place):
        return start, _BOUNDS[linked["bound"]]
    if outside := _OUT.search(text, max(0, place - _LONGEST_OUT), place):
        return start, _OUTSIDE[outside["verbal"] or outside["passes"]]
    return _loose_bound(text, place) or (start, "exact") if loose else (start, "exact")


def _loose_bound(text: str, place: int) -> tuple[int, Bound] | None:
    for length in (2, 1):
        begin = max(0, place - length)
        bound = _LOOSE_BOUNDS.get(text[begin:place])
        if bound is not None and text[begin - 1 : begin] not in _NOT_BEFORE_LOOSE:
            return begin, bound
    return None


def bound_of_whole(text: str, start: int) -> tuple[int, Bound] | None:
    """Read a bound that the whole of a share stands behind: 不超过公司总股本的2%, 不及前者的四成.

    A whole with a number or a date of its own (不足2021年同期的一半) is no part of the share's words.
    """
    if text[start - 1 : start] not in _WHOLE_ENDS:
        return None
    match = _OF_WHOLE.search(text, max(0, start - _LONGEST_WHOLE), start)
    if match is None or _is_part_of_a_word(text, match.start()):
        return None
    return start if _DATED.search(match[0]) else match.start(), _WHOLE_BOUNDS[match["bound"]]


def _is_part_of_a_word(text: str, start: int) -> bool:
    """Tell 节约5万元 from 约5万元, 附近3家 from 近3家, 史上最高 from 最高."""
    before = text[start - 1 : start]
    return bool(before) and any(text.startswith(word, start) and before in chars for word, chars in _WORDS.items())


def sign_before(text: str, start: int) -> int:
    """Find a minus sign before the number (0 to 2 characters): 负3.9%, -22.2%, 零下20℃, but not 5-20% or A-12."""
    if text.endswith("零下", 0, start):
        return 2
    sign, before = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
    if sign == "负" and before not in tuple("担肩抱欺胜辜自减"):
        return 1
    return int(
        sign in ("-", "−") and not (before.isascii() and before.isalnum()) and before not in tuple("%亿万元年月日-—")
    )


_MOST_BLANKS = 3  # between 人民币 and its sum
_SIGN_ENDS = frozenset("￥¥$€£币B ")


def currency_before(text: str, start: int) -> tuple[int, str] | None:
    """Find a currency sign or 人民币 before the number."""
    if text[start - 1 : start] not in _SIGN_ENDS:
        return None
    place = start
    while place > 0 and start - place < _MOST_BLANKS and text[place - 1] == " ":
        place -= 1
    for sign, code in lexicon.table("units")["money_sign"].items():
        if text.endswith(sign, 0, place):
            return place - len(sign), code
    return None


def bound_after(text: str, end: int, kind: AmountKind, *, reach: bool = False) -> tuple[int, Bound] | None:
    """Read the bound words behind a unit: where the fact then ends, and the bound.

    内 bounds lengths of time and a `reach` (50公里内) only, 封顶 sums and shares.
    """
    match = _AFTER.match(text, end)
    if match is None or (match[0] == "内" and kind != "duration" and not reach):
        return None
    if match[0] == "封顶" and kind not in ("money", "percent"):  # 8栋封顶 are roofed
        return None
    if match[0].endswith(("以下", "以上")) and text.startswith(
        ("简称", "问题", "内容", "几", "方面", "统称", "措施"), match.end()
    ):
        return None
    return match.end(), _AFTER_BOUNDS[match[0].removeprefix("（含）").removeprefix("(含)")]
