"""Strings in, firms out: by legal form, by the alias a text gives them, by shortened mention.

Three ways, from the surest to the least sure: 禾芯澜电子（江苏）有限公司 (its ending makes it a firm); “禾芯澜” after
以下简称; 浩岭储能 where the text has 浩岭储能科技股份有限公司.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from digest.facts import places
from digest.facts.bodies import Found, Spans, stripped
from digest.facts.boundary import head

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LIMITED = r"(?:股份|集团|控股|责任){0,2}有限(?:责任)?公司"
# Every branch begins with a plain character: a search passes over the rest three times as fast.
_LEGAL = re.compile(
    rf"股份(?:{_LIMITED}|公司)|集团(?:{_LIMITED}|公司)?|控股{_LIMITED}|责任{_LIMITED}|有限(?:责任)?公司|总公司|分公司"
    r"|合伙企业(?:[（(]有限合伙[）)])?|公司"
)
_BRANCH = re.compile(r"[\u4e00-\u9fff]{2,10}?(?:分公司|分行|支行|营业部|研究院|分院)")
_GIVEN_NAME = 2  # characters a firm keeps besides its line of business, at the least
_ALIAS = re.compile(
    r"[（(](?:[^（()）。]{0,30}?[，,；;])?(?:以下|下)?(?:合并|统一|统)?(?:简)?称(?:为)?[：:]?[“\"‘「]?([^“”\"‘’「」（）()，,。；;]{2,14})[”\"’」]?"
    r"|[（(][“\"]([^“”\"（）()，,。]{2,12})[”\"](?:[，,或][^（()）]{0,30})?[）)]"
)
_SHORTEST_PART = 4  # of a short form: 蓝屿重工; three characters are too often the given name and a chance one
_OF_PLACES = ("新城", "新区", "园区", "省", "市", "县", "区", "镇", "湾", "港")
_IN_BRACKETS = re.compile(r"[（(][^（()）]{1,40}[）)]")
_ASIDE = re.compile(r"[（(][^（()）]{1,10}[）)]")


def firms(string: str, anchors: Spans) -> tuple[Found, ...]:
    """Find firms by their legal form; `anchors` are the zones and places of the string. Spans count its characters."""
    found: list[Found] = []
    seats = {start: end for start, end in anchors if string.endswith(_SEATS, start, end)}
    for match in _LEGAL.finditer(string):
        if _MANY.match(string, match.end()):  # 货运航空公司2家
            continue
        start = head(string, match.start())
        start = _behind_seat(string, start, match, seats)
        if found and start < found[-1].end:
            start = _touching(string, found, match)
        if not _is_firm(string[start : match.start()], match[0]):
            continue
        if found and start < found[-1].end:
            found.pop()
        found.append(Found(start, _with_branch(string, match.end()), "org.firm"))
    return tuple(found)


# Legal names have places and new areas in them (上海浦东新区…有限公司), hardly ever the kind of a zone in full.
_SEATS = (
    *("高新技术产业开发区", "技术开发区", "经济开发区", "产业开发区", "高新区", "经开区", "综合保税区", "县开发区"),
    *(
        "产业园",
        "工业园",
        "科技园",
        "软件园",
        "装备园",
        "科学城",
        "科技城",
        "经济区",
        "集中区",
        "石化基地",
        "投资区",
        "合作园",
        "汽车城",
    ),
)
_MANY = re.compile(r"[0-9]{1,4}[余多]?家")


def _behind_seat(string: str, start: int, match: re.Match[str], seats: dict[int, int]) -> int:
    """Step over the zone a firm lies in (某某高新区某某合金有限公司), where a firm's name is left behind it."""
    end = seats.get(start, start)
    return end if end < match.start() and _is_firm(string[end : match.start()], match[0]) else start


def _touching(string: str, found: list[Found], match: re.Match[str]) -> int:
    """Tell 某某集团有限公司 (one firm, seen twice) from 甲集团乙公司 (a second one)."""
    last = found[-1]
    between = string[last.end : match.start()]
    return last.start if not between or (len(between) > 1 and match[0] != "公司") else last.end


def _with_branch(string: str, end: int) -> int:
    match = _BRANCH.match(string, end)
    return match.end() if match else end


def _is_firm(title: str, ending: str) -> bool:
    """Tell whether a name is left when the line of business and what is said of any firm are taken away."""
    if not title:
        return False
    bare = _ASIDE.sub("", title)
    if ending == "集团" and len(bare) < _GIVEN_NAME:
        return False
    rest = stripped(bare, ("generic", "business"))
    if ending in {"公司", "集团", "分公司", "总公司"}:
        return len(rest) >= _GIVEN_NAME
    return len(rest) >= 1 or bare in places.division_names() or (bare.startswith("中国") and len(bare) > len("中国建"))


def aliases(string: str, ends: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """Yield (end of the full name, start, end of the alias) for each “以下简称” that follows a name directly."""
    for end in ends:
        at = end
        for _ in range(3):  # a stock code or an English name in brackets may come first
            match = _ALIAS.match(string, at)
            if match:
                group = 1 if match[1] else 2
                yield end, match.start(group), match.end(group)
                break
            aside = _IN_BRACKETS.match(string, at)
            if not aside:
                break
            at = aside.end()


class Firm(NamedTuple):
    """What a firm's full name is made of: what stands before the legal form, and where in it the given name begins."""

    full: str
    core: str
    given: int

    @property
    def given_name(self) -> str:
        """The two characters that a short form begins with."""
        return self.core[self.given : self.given + _GIVEN_NAME]


def taken_apart(full: str) -> Iterator[Firm]:
    """Yield the ways to read a full name: from its beginning, and from behind the place it begins with."""
    core = _ASIDE.sub("", full)
    match = _LEGAL.search(core)
    core = core[: match.start()] if match else core
    starts = {0, len(core) - len(_without_place(core))}
    return (Firm(full, core, start) for start in sorted(starts) if len(core) - start > _GIVEN_NAME)


def abbreviated(string: str, at: int, firm: Firm) -> int:
    """Find where a short form of a firm's name that begins at `at` ends; `at` itself if none does.

    A short form is the given name and, in their order, some of the characters behind it: 海辰重装 is
    内蒙古海辰重型装备有限公司, 浩岭储能 is 浩岭储能科技股份有限公司.
    """
    core, place, end = firm.core, firm.given + _GIVEN_NAME, at + _GIVEN_NAME
    while end < len(string) and (found := core.find(string[end], place)) >= 0:
        place, end = found + 1, end + 1
    name = string[at:end]
    whole = len(name) == _GIVEN_NAME + 1 and not stripped(
        core[firm.given + len(name) :], ("business",)
    )  # 岚山河国际控股
    return end if (len(name) >= _SHORTEST_PART or whole) and _stands_for_it(name) else at


def _stands_for_it(name: str) -> bool:
    """Tell whether a shortened name is the firm's own: neither a place nor a line of business."""
    if name in places.division_names() or name.endswith(_OF_PLACES):
        return False
    return len(stripped(name, ("generic", "business"))) >= _GIVEN_NAME


def _without_place(name: str) -> str:
    spot = next(iter(places.spots(name)), None)
    return name[spot.end :].removeprefix("省").removeprefix("市") if spot and spot.start == 0 else name
