"""Strings in, development zones out: those of the gazetteer by any of their names, new ones by the form of their name.

The gazetteer (`lexicon/zones.txt`) gives 2,637 zones; their short names follow from the full ones (高新技术产业开发
区 → 高新区, with and without the province). A short name that several zones bear (南川工业园) is told apart by the
places the article names, or left open: the zone then carries only what all of them share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from digest import lexicon
from digest.facts import places
from digest.facts.boundary import head
from digest.facts.lookup import Endings, Names, endings, index, longest_ending, occurrences
from digest.model import Zone
from digest.text.words import tagged

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNKNOWN = "未知"
_SHORTEST = 3  # 泰达 and the like are found as bare names
_ENDING = re.compile(r"[区园城港谷地心岛]")
_LONGEST_WORD = 7  # of the generic words and lines of business
_DEVELOPMENT = frozenset({"经开区", "高新区"})
_ONLY_A_ZONE = frozenset({"雄安"})  # a bare name that is nothing else
_MOST_HEAD = 12  # characters before the ending of a new zone: 中国（江苏）自由贸易试验区…, 科左后旗…
_NO_NAME = re.compile(
    r"[省市县区]级|[厅局委部处会]$|[多个各批类]$|法院|法庭|人民政府|委员会|^[多较最更]|省份|城市$|企业|项目|产业链"
)  # 较多省级, 单个省份入榜
_ASIDE = re.compile(r"（([\u4e00-\u9fff]{2,6})）(?=跨境|自由|边境|合作)")  # 中国—某国（云岭）跨境经济合作区
_CITY = re.compile(r"[市县]")
_LONGEST_CITY = 5
_OF_CHINA = re.compile(r"中国(?=[\u4e00-\u9fff])")  # 中国（岭东）自由贸易试验区 has it in its name
_WITH_CHINA = ("中国—", "中国-", "中国－", "中国–")
_FREE_TRADE = re.compile(r"自贸(?:试验)?区|自由贸易试验区|自贸")
_FREE_TRADE_NAME = re.compile(r"中国（(.{2,5})）自由贸易试验区")
# The forms of a full name and what newspapers make of them.
_SHORTER = (
    ("农业高新技术产业示范区", ("农高区",)),
    ("高新技术产业开发区", ("高新区", "高新技术开发区")),
    ("高新技术产业园区", ("高新区", "高新园区")),
    ("高技术产业开发区", ("高新区",)),
    ("经济技术开发区", ("经开区", "经济开发区")),
    ("经济开发区", ("经开区",)),
    ("综合保税区", ("综保区",)),
    ("边境经济合作区", ("边合区",)),
    ("国家自主创新示范区", ("自创区", "自主创新示范区", "示范区")),
    ("产业园区", ("产业园",)),
    ("工业园区", ("工业园",)),
    ("工业园", ("工业园区",)),
)
# A bare name is the zone when the article names the zone or its city; these make a firm, a street or a landmark of it.
_NOT_THE_ZONE = re.compile(
    r"(?:大道|大街|广场|街道|镇|路|站|机场|银行|股份|集团|控股|投资|发展|科技|实业|生物|激光|金融|论坛|集成电路|医院|学院|小学|中学|实验室|新城|足球|队|环保|能源)"
)


class Hit(NamedTuple):
    """A zone named at characters [start, end) of a string; `full` is its official or fullest known name."""

    start: int
    end: int
    full: str
    zone: Zone
    known: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an article plays: the provinces and cities it or its paper names."""

    provinces: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names of all known zones, and the bare ones (光谷, 泰达) that need a context."""

    names: dict[str, tuple[Zone, ...]]
    bare: dict[str, Zone]


@cache
def gazetteer() -> Gazetteer:
    """Load the zones and spell out their short names; a full name is never the short name of another zone."""
    full: dict[str, Zone] = {}
    shorter: dict[str, dict[str, Zone]] = {}
    bare: dict[str, Zone] = {}
    for zone, aliases in _rows():
        if zone.name in full and full[zone.name].level == "国家级":
            continue
        full[zone.name] = zone
        for name in aliases:
            if _is_bare(name):
                bare[name] = zone
        for name in (*_short_names(zone.name), *(name for name in aliases if not _is_bare(name))):
            shorter.setdefault(name, {})[zone.name] = zone
    names: dict[str, tuple[Zone, ...]] = {name: (zone,) for name, zone in full.items()}
    for name, same in shorter.items():
        if name not in full:
            names[name] = tuple(same.values())
        elif _plain(name):
            names[name] = (full[name], *(zone for zone in same.values() if zone.name != name))
    return Gazetteer(names, bare)


def _plain(name: str) -> bool:
    """Tell whether a full name is also what newspapers call other zones (no 高新技术产业, no 经济技术)."""
    return name.endswith(("高新区", "经开区", "工业园"))


def _rows() -> list[tuple[Zone, tuple[str, ...]]]:
    rows: list[tuple[Zone, tuple[str, ...]]] = []
    level = province = city = ""
    for line in lexicon.lines("zones"):
        if line.startswith("@"):
            level, province, city = (word if word != "-" else "" for word in line[1:].split())
            continue
        name, _, aliases = line.partition(" = ")
        rows.append((Zone(name, level, zone_type(name), province, city), tuple(aliases.split())))
    return rows


def _is_bare(name: str) -> bool:
    """Tell whether a name lacks the ending of a zone (光谷, 中关村, SIP)."""
    return not zone_type(name)


def zone_type(name: str) -> str:
    """Read a zone's type off the ending of its name; "" where the ending is none of a zone's."""
    types: dict[str, str] = lexicon.table("zone_forms")["types"]
    return next((types[name[k:]] for k in range(len(name)) if name[k:] in types), "")


def _short_names(name: str) -> set[str]:
    """Spell out what newspapers call a zone of this full name."""
    if match := _FREE_TRADE_NAME.fullmatch(name):
        return {match[1] + tail for tail in ("自由贸易试验区", "自贸试验区", "自贸区")}
    bases = [name, *(_without_province(name))]
    found = set(bases)
    for base in bases:
        for ending, tails in _SHORTER:
            if base.endswith(ending):
                found.update(base.removesuffix(ending) + tail for tail in tails)
                break
    return {short for short in found if short != name and len(short) >= _SHORTEST and short not in _endings()}


def _without_province(name: str) -> list[str]:
    for short, province in _provinces():
        if name.startswith(short):
            rest = name.removeprefix(province.name if name.startswith(province.name) else short)
            rest = rest.removeprefix("省") if rest[0:1] == "省" else rest
            named = len(stem(rest)) > 1  # 天津港保税区 is not what 某某港保税区 ends with
            return [rest] if named and rest not in _endings() and len(rest) > _SHORTEST else []
    return []


@cache
def _provinces() -> tuple[tuple[str, places.Division], ...]:
    return tuple((short, same[0]) for short, same in places.short_names().items() if same[0].code.endswith("0000"))


@cache
def _endings() -> frozenset[str]:
    return frozenset(lexicon.table("zone_forms")["types"])


@cache
def _known_names() -> Endings:
    return endings((name for name in gazetteer().names if len(name) >= _SHORTEST), key=4)


@cache
def _forms() -> Endings:
    return endings(ending for ending in _endings() if len(ending) > 1)


@cache
def _tails() -> frozenset[str]:
    """Collect the last two characters of all known names and endings: most 区 are 该区, 社区, 地区."""
    return frozenset(name[-2:] for name in (*gazetteer().names, *_endings()))


@cache
def _longest_ending() -> int:
    return max(map(len, _endings()))


def setting(spots: Iterable[tuple[places.Spot, ...]]) -> Setting:
    """Take down the provinces and cities among the places that an article and its paper's name mention."""
    found = [spot.candidates[0] for some in spots for spot in some if len(spot.candidates) == 1]
    cities = (
        division.city or division.name for division in found if not division.code.endswith("0000") or division.city
    )
    return Setting(frozenset(division.province for division in found), frozenset(cities))


def hits(string: str, where: Setting) -> tuple[Hit, ...]:
    """Find the zones named in a string, in order and without overlaps; spans count its characters."""
    found: list[Hit] = []
    tails = _tails()
    for match in _ENDING.finditer(string):
        if string[match.start() - 1 : match.end()] not in tails:
            continue
        hit = _known(string, match.end(), where) or _new(string, match.end())
        if hit:
            while found and hit.start < found[-1].end:
                found.pop()
            found.append(hit)
    return tuple(found)


def _known(string: str, end: int, where: Setting) -> Hit | None:
    """Look backward from `end` for the longest name of the gazetteer."""
    start = end - longest_ending(string, end, _known_names())
    return _resolved(string, start, end, gazetteer().names[string[start:end]], where) if start < end else None


def _resolved(string: str, start: int, end: int, same: tuple[Zone, ...], where: Setting) -> Hit:
    name = string[start:end]
    best = _fitting(same, where)
    if len(best) == 1:
        return Hit(start, end, best[0].name, best[0], known=True)
    shared = [_shared(best, field) for field in ("level", "type", "province", "city")]
    zone = Zone(name, shared[0] or _UNKNOWN, shared[1] or zone_type(name), shared[2], shared[3])
    return Hit(start, end, name, zone, known=True)


def _fitting(same: tuple[Zone, ...], where: Setting) -> tuple[Zone, ...]:
    """Keep the zones in a city the article names, else in a province it names, else all."""
    for fits in (
        [zone for zone in same if zone.city and zone.city in where.cities],
        [zone for zone in same if zone.province in where.provinces],
    ):
        if fits:
            return tuple(fits)
    return same


def _shared(same: tuple[Zone, ...], field: str) -> str:
    values = {str(getattr(zone, field)) for zone in same}
    return values.pop() if len(values) == 1 else ""


def _new(string: str, end: int) -> Hit | None:
    """Recognise a zone the gazetteer does not have by its ending and a head that is a name."""
    size = longest_ending(string, end, _forms())
    if not size or string.startswith("园项目", end - 1):  # 某某物流园项目 is what will be built there
        return None
    ending = string[end - size : end]
    start = _behind_verbs(string, head(string, end - len(ending), "zone"), end - len(ending))
    with_china = len("中国—") if string.endswith(_WITH_CHINA, 0, start) else 0
    start -= with_china  # 中国—马来西亚钦州产业园区
    if _OF_CHINA.match(string, start) and _is_name(string[start + len("中国") : end - size]):
        start += len("中国")  # 来到中国某某经济开发区
    start = string.rfind("·", start, end) + 1 or start  # 数读·砚汀高新区
    title = string[start : end - len(ending)]
    free_trade = _FREE_TRADE.search(title)
    if (
        (ending == "片区" and not free_trade)
        or (len(title) - with_china > _MOST_HEAD and not free_trade)
        or not _is_name(title)
    ):
        return None
    return Hit(start, end, string[start:end], _located(string[start:end], title, ending), known=False)


def _behind_verbs(string: str, start: int, end: int) -> int:
    """Go forward to behind the last verb before a zone's ending: 五部门发文规范开发区 names none.

    Of 2,633 names of the gazetteer 44 hold a word that is tagged a verb and is no place; it is one of `verbs_in_names`.
    """
    at = start
    for word, tag in tagged(string[start:end]):
        at += len(word)
        if tag == "v" and len(word) > 1 and word not in _verbs_in_names() and word not in places.division_names():
            start = at
    return start


@cache
def _verbs_in_names() -> frozenset[str]:
    return frozenset(lexicon.table("zone_forms")["words"]["verbs_in_names"].split())


@lru_cache(maxsize=4096)  # an article names its zone in every other sentence
def _located(name: str, title: str, ending: str) -> Zone:
    """Describe a new zone by its name alone: its type, and where it lies if the name begins with a place."""
    spots = [spot for spot in places.spots(title) if len(spot.candidates) == 1]
    if not spots or not title.startswith((title[spots[0].start : spots[0].end], "中国（")):
        return Zone(name, type=zone_type(ending))
    province = spots[0].candidates[0].province
    within = [spot.candidates[0] for spot in spots if spot.candidates[0].province == province]
    cities = [place.city or place.name for place in within if place.city or not place.code.endswith("0000")]
    return Zone(name, type=zone_type(ending), province=province, city=cities[-1] if cities else "")


@lru_cache(maxsize=4096)
def _is_name(title: str) -> bool:
    """Tell whether what stands before the ending names one zone: it is not all generic words and lines of business."""
    if _NO_NAME.search(title):
        return False
    rest = _stripped(title)
    return len(rest) >= len("名字") or rest in places.division_names()


@cache
def _common_words() -> frozenset[str]:
    table = lexicon.table("zone_forms")["words"]
    return frozenset({*table["generic"].split(), *table["industries"].split()})


def _stripped(title: str) -> str:
    """Drop generic words and lines of business from both ends of a head, places kept; single characters only alone."""
    words = _common_words()
    sizes = range(_LONGEST_WORD, 1, -1)
    while title not in words and title not in places.division_names():
        if size := next((size for size in sizes if title[-size:] in words), 0):
            title = title[:-size]
        elif size := next((size for size in sizes if title[:size] in words), 0):
            title = title[size:]
        else:
            return title
    return title if title in places.division_names() else ""


def agreed(found: list[tuple[Hit, ...]], strings: list[str]) -> list[tuple[Hit, ...]]:
    """Settle the new zones of an article among its passages: where each begins, and its fullest name.

    A head that swallowed a word before the name (扎堆青汀高新区) is cut back to the shortest wording the article has
    standing alone; short and full wordings of one head and type (青汀高新区, 青汀高新技术产业开发区) share the longest.
    """
    texts = {string[hit.start : hit.end] for hits_, string in zip(found, strings, strict=True) for hit in hits_}
    stems = {stem(text) for text in texts}
    cut = [
        tuple(_cut_back(hit, string, texts, stems) for hit in hits_)
        for hits_, string in zip(found, strings, strict=True)
    ]
    longest: dict[tuple[str, str], str] = {}
    for hits_, string in zip(cut, strings, strict=True):
        for hit in hits_:
            if not hit.known:
                key = (stem(string[hit.start : hit.end]), hit.zone.type)
                longest[key] = max(longest.get(key, ""), hit.full, key=_officially)
    return [tuple(_fullest(hit, string, longest) for hit in hits_) for hits_, string in zip(cut, strings, strict=True)]


def _officially(name: str) -> tuple[bool, int]:
    """Order wordings: an official name is the longest that does not say its rank (国家级经济技术开发区)."""
    return bool(name) and "国家" not in name, len(name)


_OTHERS = frozenset("东西南北上下新老大小中")  # 东砚汀开发区 lies beside 砚汀高新区


def _cut_back(hit: Hit, string: str, texts: set[str], stems: set[str]) -> Hit:
    if hit.known:
        return hit
    text = string[hit.start : hit.end]
    ends = range(len(text) - _SHORTEST, 0, -1)
    start = next((k for k in ends if text[k:] in texts and text[k - 1] not in _OTHERS), 0)
    if not start:  # 活水润砚汀开发区 beside 砚汀经济开发区
        name = stem(text)
        start = next((k for k in range(1, len(name) - 1) if name[k:] in stems and name[k - 1] not in _OTHERS), 0)
    if not start:
        return hit
    return hit._replace(start=hit.start + start, full=text[start:], zone=replace(hit.zone, name=text[start:]))


def _fullest(hit: Hit, string: str, longest: dict[tuple[str, str], str]) -> Hit:
    if hit.known:
        return hit
    key = stem(string[hit.start : hit.end])
    full = longest.get((key, hit.zone.type), "")
    if full and hit.zone.type == "开发区":  # 东屏开发区 is short for 东屏经济开发区 as well as for 东屏高新区
        named = [name for (other, kind), name in longest.items() if other == key and kind in _DEVELOPMENT]
        full = named[0] if len(named) == 1 else full
    return hit._replace(full=full, zone=replace(hit.zone, name=full)) if full != hit.full else hit


@lru_cache(maxsize=4096)
def stem(name: str) -> str:
    """Drop the ending from a zone's name: 青汀高新区 → 青汀; 中国（岭东）自由贸易试验区灵渠片区 → 灵渠."""
    endings = _endings()
    if name.endswith("片区") and (free_trade := _FREE_TRADE.search(name)):
        return name[free_trade.end() : -len("片区")] or name[: free_trade.start()]
    if aside := _ASIDE.search(name):
        return aside[1]
    head_ = next((name[:k] for k in range(len(name)) if name[k:] in endings), name)
    return re.sub(r"(?<=..)(?:国家级|国家|省级)$", "", head_)  # 青汀国家高新区 is 青汀高新区 by its rank


def _called_places(strings: list[str]) -> set[str]:
    """Collect what the article calls a city or county (江畔 of 江畔市): such a head is a place by itself."""
    ends = [(string, match.start()) for string in strings for match in _CITY.finditer(string)]
    return {string[at - size : at] for string, at in ends for size in range(len("名字"), _LONGEST_CITY) if size <= at}


class Heads(NamedTuple):
    """Heads that stand for a zone by themselves, what each stands for, and their index."""

    hits: dict[str, Hit]
    names: Names


def bare(string: str, heads: Heads) -> tuple[Hit, ...]:
    """Find zones called by their head alone (澜州湾, 光谷)."""
    if not heads.hits:
        return ()
    found: list[Hit] = []
    for start, name in occurrences(string, heads.names):
        end = start + len(name)
        if not _NOT_THE_ZONE.match(string, end) and not _ending_follows(string, end):
            found.append(heads.hits[name]._replace(start=start, end=end))
    return tuple(found)


def _ending_follows(string: str, end: int) -> bool:
    return any(string[end : end + size] in _endings() for size in range(2, _longest_ending() + 1))


def heads(found: list[tuple[Hit, ...]], strings: list[str], where: Setting) -> tuple[Heads, Heads]:
    """List the heads that stand for a zone in a headline (the article's new zones, too), and below it.

    A bare name of the gazetteer (光谷, 泰达) counts only where the article names the zone in full or its city.
    """
    new: dict[str, Hit] = {}
    named: set[str] = set()
    for hits_, string in zip(found, strings, strict=True):
        for hit in hits_:
            named.add(hit.full)
            if not hit.known and len(head_ := stem(string[hit.start : hit.end])) >= len("名字"):
                new.setdefault(head_, hit)
    if new:
        called = _called_places(strings)
        new = {head_: hit for head_, hit in new.items() if head_ not in called and head_ not in places.division_names()}
    known = _bare_by_place()
    famous = dict(pair for place in (*named, *where.cities, *_ONLY_A_ZONE) for pair in known.get(place, ()))
    in_body = Heads(famous, index(famous))
    return (Heads(new | famous, index(new | famous)) if new else in_body), in_body


@cache
def _bare_by_place() -> dict[str, tuple[tuple[str, Hit], ...]]:
    """Lay out the bare names by the full name of their zone, by its city, and by themselves where they need neither."""
    found: dict[str, tuple[tuple[str, Hit], ...]] = {}
    for name, zone in gazetteer().bare.items():
        hit = Hit(0, 0, zone.name, zone, known=True)
        for place in {zone.name, zone.city, name} if name in _ONLY_A_ZONE else {zone.name, zone.city} - {""}:
            found[place] = (*found.get(place, ()), (name, hit))
    return found
