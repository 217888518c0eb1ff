"""Strings in, administrative divisions out: all by full name, provinces and prefectures by short name, too.

A short name shared by several divisions (朝阳区, 鼓楼区) keeps all of them as candidates: which one is meant is for
the article to say, never for a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from digest import lexicon
from digest.facts.lookup import Endings, Names, endings, index, longest_ending, occurrences

_ENDING = re.compile(r"[省市区县州盟旗]")
_SHORTEST = 2
_PEOPLES = re.compile(
    r"(?:(?:各|多)族|(?:蒙古|藏|回|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|羌|景颇|柯尔克孜|土|裕固|撒拉)族?)*自治[州区]$"
)
_COMMON_TAIL = re.compile(r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|地区|省|市|盟)$")
# Short names that are everyday words, or parts of them, more often than a place; only their full names count.
_EVERYDAY = frozenset(
    [
        "阿里",
        "山南",
        "海西",
        "海北",
        "新北",
        "雄安新",
        "四平",
        "日照",
        "伊春",
        "黄南",
        "桃园",
        "白银",
        "兴安",
        "朝阳",
        "安康",
        "大理",
        "中山",
        "大同",
        "和田",
        "长治",
        "白山",
        "海东",
        "东方",
        "保定",
        "吉安",
        "平凉",
        "大庆",
        "新余",
        "宣城",
        "贺州",
        "百色",
    ]
)
# What makes another word of a short name: (what stands before, what stands after).
_MISLEADING = {
    "海口": ("出入", ""),
    "三明": ("", "治"),
    "海南": ("上青", "岛"),
    "河南": ("黄运淮大", "岸路"),
    "河北": ("黄运淮大", "岸路"),
    "江西": ("", "岸路"),
    "湖南": ("太西东", "岸路"),
    "湖北": ("太西东", "岸路"),
    "山东": ("泰中", "路麓"),
    "山西": ("泰中", "路麓"),
    "西安": ("", "全"),
    "南京": ("", "路"),
    "北京": ("", "路"),
    "长春": ("", "花"),
    "东营": ("", "盘"),
    "上海": ("", "拔"),
}


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county with its GB/T 2260 code and those it lies in ("" where it is one itself)."""

    code: str
    name: str
    province: str
    city: str

    @property
    def path(self) -> str:
        """The full name from the province down (湖南省益阳市赫山区)."""
        parts = [self.province, self.city, self.name]
        return "".join(part for k, part in enumerate(parts) if part and part not in parts[:k])


class Spot(NamedTuple):
    """A place named at characters [start, end) of a string, and what it may be."""

    start: int
    end: int
    candidates: tuple[Division, ...]


@cache
def divisions() -> dict[str, tuple[Division, ...]]:
    """Map every full name to the divisions that bear it."""
    rows = dict(line.split(" ", 1) for line in lexicon.lines("divisions"))
    found: dict[str, list[Division]] = {}
    for code, name in rows.items():
        province, city = rows[code[:2] + "0000"], rows.get(code[:4] + "00", "")
        if code.endswith("0000"):
            city = province if name.endswith("市") else ""
        found.setdefault(name, []).append(Division(code, name, province, city))
    return {name: tuple(kept for kept in same if not _inner(kept, same)) for name, same in found.items()}


def _inner(division: Division, same: list[Division]) -> bool:
    """Tell whether it only repeats a larger one of the same name (北京市 as a prefecture of 北京市)."""
    return any(other.code != division.code and other.code == division.code[:2] + "0000" for other in same)


@cache
def short_names() -> dict[str, tuple[Division, ...]]:
    """Map the short names of provinces and prefectures (湖南, 益阳, 延边) to their divisions."""
    found: dict[str, list[Division]] = {}
    for same in divisions().values():
        for division in same:
            if division.code.endswith("00") and len(short := shorten(division.name)) >= _SHORTEST:
                found.setdefault(short, []).append(division)
    return {short: tuple(same) for short, same in found.items()}


def shorten(name: str) -> str:
    """Drop what kind of division it is: 湖南省 → 湖南, 恩施土家族苗族自治州 → 恩施, 赫山区 → 赫山 (和县 stays)."""
    short = _COMMON_TAIL.sub("", name)
    if short == name:
        short = _PEOPLES.sub("", name)
    if short == name and len(name) > len("和县"):
        short = re.sub(r"(?<=..)(?:[\u4e00-\u9fff]{1,6}族)?(?:自治)?[县区旗]$", "", name)
    return short or name


@cache
def division_names() -> frozenset[str]:
    """Collect all full and short names of divisions, counties included."""
    return frozenset({*divisions(), *short_names(), *(shorten(name) for name in divisions())})


@cache
def _met_anywhere() -> Names:
    return index(short for short in short_names() if short not in _EVERYDAY)


def spots(string: str) -> tuple[Spot, ...]:
    """Find all places named in a string, in order; of names that overlap the longer one, then the first.

    Spans count characters of `string`. Linear in its length.
    """
    found = _full(string) + _short(string)
    found.sort(key=lambda spot: (spot.start, -spot.end))
    kept: list[Spot] = []
    for spot in found:
        if not kept or spot.start >= kept[-1].end:
            kept.append(spot)
    return tuple(kept)


@cache
def _full_names() -> Endings:
    return endings(divisions(), key=3)


def _full(string: str) -> list[Spot]:
    table, names = divisions(), _full_names()
    found: list[Spot] = []
    for match in _ENDING.finditer(string):
        end = match.end()
        if size := longest_ending(string, end, names):
            found.append(Spot(end - size, end, table[string[end - size : end]]))
    return found


def _short(string: str) -> list[Spot]:
    table = short_names()
    found: list[Spot] = []
    for start, short in occurrences(string, _met_anywhere()):
        end = start + len(short)
        if not _misleads(string, start, end):
            found.append(Spot(start, end, table[short]))
    return found


def _misleads(string: str, start: int, end: int) -> bool:
    before, after = _MISLEADING.get(string[start:end], ("", ""))
    return (start > 0 and string[start - 1] in before) or string[end : end + 1] in tuple(after)
