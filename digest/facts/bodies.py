"""Strings in, public bodies and institutions out: offices, commissions, courts, customs, universities, associations.

A public body is read backward: an ending (局, 管委会), words of its field (经济发展, 市场监管), a level or a place (市,
益阳市, 青汀高新区). So its left end needs no list of what may stand before it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from digest import lexicon
from digest.facts import places
from digest.facts.boundary import head
from digest.facts.lookup import Endings, endings, longest_ending

if TYPE_CHECKING:
    from collections.abc import Iterator

_LAST = re.compile(r"[会府局厅署委办室部心院队站处所班组学校行关盟社中馆视报险托券投厂联协]")
_LONGEST_ENDING = 14
_LONGEST_NAME = 32
_LONGEST_CHAIN = 4  # 湖南省 益阳市 赫山区 益阳高新区
_CONJUNCTIONS = ("和", "与", "及")  # 发展和改革 has one inside; one that leads belongs to the sentence
_DIRECT = frozenset(
    {"委", "办公室", "组织部", "宣传部", "统战部", "指挥部"}
)  # 益阳市委, 市政府办公室: no field between
# Of a place no list has, but with a head: 岱北供电中心主任, 菱塘交警大队大队长.
_STAFFED = frozenset({"中心", "大队", "支队", "派出所", "司法所", "税务所", "监管所", "总站", "监测站"})
_HEAD = re.compile(r"(?:党[委组总支]{1,2}书记、?)?(?:常务)?副?(?:主任|大队长|支队长|队长|所长|站长|负责人|书记)")
_OWNERLESS = frozenset({"局", "委员会"})  # 经发局, 投资促进局: a body though nobody's
_SHORTEST_PLACE, _LONGEST_PLACE = 2, 4  # characters of a county's name without 县
_GOES_ON = tuple(
    "化业界系生型派城科习制间卡"
)  # 证券化, 银行业, 大学生, 学院派: the word goes on behind what looks like an ending
_CENTRES = frozenset({"创新中心", "研究中心", "检测中心", "转化中心"})
_OF_STATE = re.compile(r"(?:国家|中国)(?!级|重点)")  # 国家稀土功能材料创新中心, but 省级创新中心 is a rank
_INVESTS = tuple("资产入用运放料保标影稿诉身递票篮机")  # the verb or 投资, no 产投 or 城投
_WITH_BRANCHES = ("org.body", "org.institution")
_NO_OFFICE = {"部": ("门",), "委": ("员", "托"), "协": ("委员",)}
_NOTHING: tuple[str, ...] = ()
_ALL = tuple("全各每")
_MOST_CUSTOMS = 6  # 岐岭海关, 上海浦东国际机场海关 is found by its place


class Found(NamedTuple):
    """An organisation at characters [start, end) of a string, and the rule that found it."""

    start: int
    end: int
    rule: str


Spans = tuple[tuple[int, int], ...]


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.table("organisations")[name].split())


@cache
def _longest(name: str) -> int:
    return max(map(len, _words(name)))


@cache
def _endings(name: str) -> Endings:
    return endings(_words(name))


def bodies(string: str, anchors: Spans) -> tuple[Found, ...]:
    """Find public bodies and institutions; `anchors` are the zones and places of the string, in order.

    Spans count characters of `string`. Of names that overlap the longer one counts. Linear: every ending reads a
    bounded stretch before it.
    """
    starts = {end: start for start, end in anchors}
    found: list[Found] = []
    for match in _LAST.finditer(string):
        end = match.end()
        hit = _body(string, end, starts) or _institution(string, end, starts)
        if hit is None:
            continue
        while found and hit.start <= found[-1].start:
            found.pop()
        if not found or hit.start >= found[-1].end:
            found.append(_with_branch(string, hit))
            starts[end] = hit.start
    return tuple(_grown(found))


# A branch of the body named before it: 萍水市生态环境局工业园分局, 中建三局西南分局.
_BRANCH = re.compile(r"(?<=[局厅院])[\u4e00-\u9fff]{2,8}?分(?:局|院)(?!长)")


def _with_branch(string: str, found: Found) -> Found:
    """Take in the branch that follows a body, if nothing between them parts names."""
    branch = _BRANCH.match(string, found.end)
    if branch is None or found.rule not in _WITH_BRANCHES or head(string, branch.end() - len("分局")) > found.end:
        return found
    return found._replace(end=branch.end())


def _grown(found: list[Found]) -> Iterator[Found]:
    """Join bodies that touch: 国家税务总局 and 益阳高新区税务局 are one."""
    whole: Found | None = None
    for part in found:
        if whole and part.start == whole.end:
            whole = Found(whole.start, part.end, part.rule)
            continue
        if whole:
            yield whole
        whole = part
    if whole:
        yield whole


def _ending(string: str, end: int, name: str) -> str:
    return string[end - longest_ending(string, end, _endings(name)) : end]


def _back_over(string: str, end: int, name: str) -> int:
    """Go back from `end` over as many words of a list as stand there end to end."""
    floor = max(0, end - _LONGEST_NAME)
    while end > floor and (word := _ending(string, end, name)):
        end -= len(word)
    return end


def _body(string: str, end: int, starts: dict[int, int]) -> Found | None:
    ending = _ending(string, end, "bodies")
    if not ending or _is_no_body(string, end, len(ending)):
        return None
    stem = end - len(ending)
    field = _back_over(string, stem, "fields")
    for cut in range(field, stem + 1):
        start = _owner(string, cut, starts)
        if (
            start < cut
            and not string.startswith(_CONJUNCTIONS, cut)
            and (cut < stem or ending in _words("complete") or (ending in _DIRECT and start < cut - 1))
        ):
            return Found(start, end, "org.body")
    field += string.startswith(_CONJUNCTIONS, field)
    staffed = ending in _STAFFED and _HEAD.match(string, end) is not None  # 岱北供电中心主任
    place = _new_place(string, field) if (staffed or ending in _OWNERLESS) and field < stem else field
    if place < field:
        return Found(place, end, "org.body.new")
    if ending in _OWNERLESS and stem - field >= len("经发") and _stands_alone(string, field):
        return Found(field, end, "org.body.field")
    return None


def _owner(string: str, end: int, starts: dict[int, int]) -> int:
    """Find where the owner of a body begins, if one ends at `end`: a chain of places and zones, or a level."""
    start = end
    for _ in range(_LONGEST_CHAIN):
        start = starts.get(start, start)
    if start < end:
        return start
    start = end - len(_ending(string, end, "levels"))
    if string[start - 1 : start] in _ALL:  # 全市法院
        return end
    return _new_place(string, start) if start < end else end


def _new_place(string: str, level: int) -> int:
    """Go back over the name of a place no list has (菱塘县统计局), if one stands before the level."""
    start = head(string, level, "zone")
    name = string[start:level]
    fits = _SHORTEST_PLACE <= len(name) <= _LONGEST_PLACE and len(stripped(name, ("generic", "fields"))) == len(name)
    return start if fits else level


def _stands_alone(string: str, start: int) -> bool:
    return start == 0 or not re.match(r"[\u4e00-\u9fff]", string[start - 1]) or head(string, start) == start


def _is_no_body(string: str, end: int, ending: int) -> bool:
    """Tell whether an everyday word ends here (布局, 举办, 数据中心), and not only seems to (财政局, 安全局)."""
    if string.startswith(_NO_OFFICE.get(string[end - 1], _NOTHING), end):  # 区人社部门, 省政协委员
        return True
    size = longest_ending(string, end, _endings("not_bodies"))
    return size > 1 and longest_ending(string, end - ending, _endings("fields")) + ending <= size


def _with_first_half(string: str, start: int) -> int:
    """Take in what stands before 与 in the name of a national association (中国物流与采购联合会)."""
    if string[start - 1 : start] in {"与", "和"} and string.startswith("中国", first := head(string, start - 1)):
        return first
    return start


def _works(string: str, end: int) -> str:
    """Take 厂 for an ending where the head of the works follows (某某标准件厂厂长)."""
    return "厂" if string[end - 1] == "厂" and string.startswith(("厂长", "负责人"), end) else ""


def _is_only_so_called(string: str, ending: str, start: int, end: int) -> bool:
    """Tell a rank of centres (省级创新中心) and 建成投产投用 from institutions of such endings."""
    if ending in _CENTRES:
        return _OF_STATE.match(string, start) is None
    return ending.endswith("投") and string[end : end + 1] in _INVESTS


def _institution(string: str, end: int, starts: dict[int, int]) -> Found | None:
    ending = _ending(string, end, "institutions") or _works(string, end)
    if not ending or (string[end : end + 1] in _GOES_ON and not string.startswith("科创", end)):  # 交易所科创板
        return None
    stem = end - len(ending)
    start = head(string, stem)
    if _is_only_so_called(string, ending, start, end):
        return None
    start = _with_first_half(string, start)
    title = string[start:stem]
    if len(stripped(title, ("generic",))) < len("名字") and title not in places.division_names():
        return None
    if ending == "海关" and len(title) > _MOST_CUSTOMS and stem not in starts:
        return None
    return Found(start, end, "org.institution")


@cache
def _union(lists: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_words, lists))


@lru_cache(maxsize=4096)
def stripped(title: str, lists: tuple[str, ...]) -> str:
    """Drop words of the given lists from both ends of a name's head; single characters only where all is dropped."""
    words = _union(lists)
    sizes = range(max(map(_longest, lists)), 1, -1)
    while title and title not in words:
        if size := next((size for size in sizes if title[-size:] in words), 0):
            title = title[:-size]
        elif size := next((size for size in sizes if title[:size] in words), 0):
            title = title[size:]
        else:
            return title
    return ""
