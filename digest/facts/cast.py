"""The names of an article in, whom and what it speaks of out: every entity with all its mentions, by reference too.

A short name (微流科技), the office of a zone (…管委会), a definite noun (该公司, 全区) and a bare one that opens a
clause (工厂设计年产能…) are mentions of the entity they stand for.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from digest.facts.zones import zone_type
from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.facts.finding import Finding
    from digest.facts.nouns import Topics
    from digest.facts.reading import Reading
    from digest.model import Text

Mention = tuple[int, int, int]  # the index of a passage, and [start, end) in characters of its plain text

_KINDS = frozenset(("zone", "org", "project", "policy", "place"))
_HEADS = frozenset(("headline", "kicker", "subtitle"))
_MOST = 60  # entities of an article; the longest of the gold has 31
_MOST_THINGS = 40
_MOST_FIRMS = 20  # whose short names are looked for
_MOST_REFERENCES = 300
_LEGAL_END = re.compile(r"(?:（[^（）]{2,8}）)?(?:股份|集团|控股|有限|责任|公司|合伙企业|总)+$")
_OFFICE = re.compile(r"(?:管委会|管理委员会|党工委|工委)$")
_SHORTEST = 4  # characters of a short name that is looked for
_NO_PROJECT = re.compile(r"^(?:主要|重点|重大|新|在建|签约|.{0,2}[”、])|签订|签约|列入|安排|[”“]项目$|^[^“]*”")
NO_THING = re.compile(
    r"[0-9]|[二两三四五六七八九十]季度|[一二三四五六七八九十百]+[个家条项宗座]|重大项目|重点项目|签约|签订|签署|招商|首[个条座家季]|独资|园内|区内|[该本此全]"
)
_BUILDS = re.compile(
    r".{0,12}(?:地块|园区|将|拟|计划)?(?:建设|投建|新建|实施)(?=.{4,}项目)"
)  # …地块建设高纯电子化学品项目


@dataclass(slots=True)
class Entity:
    """Whoever may own a figure: its kind, full name, its best mention as a Text, and its mentions in reading order."""

    kind: str
    name: str
    text: Text
    mentions: list[Mention] = field(default_factory=list)
    in_head: bool = False
    has_parts: bool = False  # a firm that the text names beside its own 子公司 or 分公司

    @property
    def is_firm(self) -> bool:
        """Whether it is a firm, by its name or by its parts."""
        return self.has_parts or (self.kind == "org" and _LEGAL_END.search(self.name) is not None)

    @property
    def may_be_firm(self) -> bool:
        """Whether a name without a legal form may be that of a firm: no office's, school's or bank's."""
        return self.kind == "org" and not self.name.endswith(tuple(table("references")["no_firms"]))

    @property
    def is_part(self) -> bool:
        """Whether it is a part of a firm, which 公司 alone does not mean."""
        return self.kind == "org" and _PART.fullmatch(self.name) is not None

    def ends_with(self, noun: str) -> bool:
        """Whether its name, or the words the article has for it, ends with a noun."""
        return self.name.endswith(noun) or self.text.string.endswith(noun)

    def last_before(self, place: Mention) -> Mention | None:
        """Return its last mention before a place."""
        k = bisect_left(self.mentions, place) - 1
        return self.mentions[k] if k >= 0 else None


class Cast(NamedTuple):
    """The entities of an article, the zone it speaks of most, and all mentions of each passage in order."""

    entities: tuple[Entity, ...]
    main: Entity | None
    mentions: Mapping[int, list[tuple[int, int, int]]]  # by passage: start, end, which entity
    topics: Topics

    def at(self, passage: int, start: int, end: int) -> Entity | None:
        """Return the entity that is mentioned at [start, end) of a passage."""
        row = self.mentions.get(passage, [])
        k = bisect_left(row, (end, 0, 0)) - 1
        return self.entities[row[k][2]] if k >= 0 and row[k][1] > start else None

    def between(self, passage: int, start: int, end: int) -> int:
        """Count the mentions that begin within [start, end) of a passage."""
        row = self.mentions.get(passage, [])
        return bisect_left(row, (end, 0, 0)) - bisect_left(row, (start, 0, 0))


@cache
def _nouns(*names: str) -> frozenset[str]:
    return frozenset(noun for name in names for noun in table("references")[name])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]]:
    """Compile what may refer, what ends the name of a thing, and load what follows a noun that refers to nothing."""
    lists = table("references")
    nouns = [
        noun for name, row in lists.items() if name.split("_")[0] in ("zone", "firm", "paper", "other") for noun in row
    ]
    either = "|".join(sorted(nouns, key=len, reverse=True))
    definite = re.compile(rf"(?P<mark>[该本此这全我](?:[个家座所项批条只款])?)?(?P<head>{either})")
    return definite, re.compile(f"(?:{'|'.join(lists['things'])})$"), tuple(lists["not_after"])


def cast(readings: Sequence[Reading], named: Iterable[Finding], topics: Topics) -> Cast:
    """Collect whom an article speaks of, with all mentions; a mention within a longer one is left out.

    `topics` are its noun phrases, of which those without a name may own a figure too.
    """
    found: dict[tuple[str, str], Entity] = {}
    aliases: dict[str, Entity] = {}
    for one in named:
        if len(found) >= _MOST:
            break
        if one.kind in _KINDS and one.string not in aliases and not _is_fragment(one):
            entity = _entity(found, one)
            aliases[one.string] = entity
            aliases.setdefault(entity.text.string, entity)
    _merge_zones(found, aliases)
    _add_listed(readings, found, aliases)
    _add_parents(readings, found, aliases)
    _shorten(readings, list(found.values()), aliases)
    _call_by_end([entity for entity in found.values() if entity.kind == "policy"], readings, aliases)
    _add_things(readings, topics, found, aliases)
    _join_offices(list(found.values()), aliases)
    for reading in readings:
        _mention(reading, aliases)
    whole = tuple(entity for entity in found.values() if entity.mentions)
    _refer(readings, whole)
    rows: dict[int, list[tuple[int, int, int]]] = {}
    for k, entity in enumerate(whole):
        for passage, start, end in entity.mentions:
            rows.setdefault(passage, []).append((start, end, k))
    return Cast(whole, _main_zone(whole), {passage: sorted(row) for passage, row in rows.items()}, topics)


def _is_fragment(one: Finding) -> bool:
    """Whether what looks like a project is a piece of a longer name, or names a set of projects."""
    before = one.passage.text.string[max(0, one.start - 1) : one.start]
    title = one.passage.text.string[max(0, one.start - _TITLE) : one.start]
    opened = title.rfind("《") > title.rfind("》")
    return one.kind == "project" and (opened or before in _JOINS or _NO_PROJECT.search(one.string) is not None)


_TITLE = 40  # characters of a title before what stands in it
_JOINS = ("及", "/", "、", "”", "和", "与", "-")
_PREFIX = 4  # characters of a province or a verb that the fuller of two names of one zone begins with


def _merge_zones(found: dict[tuple[str, str], Entity], aliases: dict[str, Entity]) -> None:
    """Let a zone's name with words before it (湖北楚窠高新区) stand for the zone that is named without them."""
    zones = sorted((one for one in found.values() if one.kind == "zone"), key=lambda one: len(one.text))
    for k, long in enumerate(zones):
        for short in zones[:k]:
            string = short.text.string
            if long.text.string.endswith(string) and 0 < len(long.text) - len(string) <= _PREFIX:
                aliases.update({alias: short for alias, entity in aliases.items() if entity is long})
                break


def _entity(found: dict[tuple[str, str], Entity], one: Finding) -> Entity:
    """Return the entity of a name, its Text being the fullest of the article."""
    verb = _BUILDS.match(one.string) if one.kind == "project" else None
    start = verb.end() if verb else 0
    text = one.passage.text.cut(one.start + start, one.end)
    key = (one.kind, text.string if verb else str(one.value or one.string))
    entity = found.setdefault(key, Entity(*key, text))
    if len(text) > len(entity.text) and entity.text.string != entity.name:
        entity.text = text
    return entity


_LISTED = re.compile(r"(?:(?<=[，。；：、\n“（ ])|^)([\u4e00-\u9fff]{2,4}股份)(?!有限|公司|制|合作|转|回|化)")

_HEADED = re.compile(
    r"(?:(?<=[，。；：、\n“”（ ])|^)([\u4e00-\u9fff]{2,8}?(?<![区园局委会办院县市省镇乡部所校厅项目企业公司该村社]))"
    r"(?:董事长|总经理|创始人|负责人|总裁|副总经理|厂长)(?=[\u4e00-\u9fff]{2,4})"
)


def _add_listed(readings: Sequence[Reading], found: dict[tuple[str, str], Entity], aliases: dict[str, Entity]) -> None:
    """Add the firms that go by a short name: the listed (澄光股份) and those with a head (重岳风力负责人)."""
    for reading in readings:
        text = reading.passage.text
        for look in (_LISTED, _HEADED):
            for match in look.finditer(text.string):
                name = match[1]
                if name not in aliases and len(found) < _MOST:
                    aliases[name] = found["org", name] = Entity("org", name, text.cut(*match.span(1)))


_PART = re.compile(r"([\u4e00-\u9fffA-Za-z]{3,}?)(?:全资|控股|参股|下属|所属|旗下)?(?:子公司|孙公司|分公司)")


def _add_parents(readings: Sequence[Reading], found: dict[tuple[str, str], Entity], aliases: dict[str, Entity]) -> None:
    """Add the firm whose 子公司 is named, where the text names it alone as well: 泓川建材 of 泓川建材子公司."""
    parents = {match[1] for _, name in found if (match := _PART.fullmatch(name))}
    for name in sorted(name for name in parents if name not in aliases or aliases[name].is_part):
        alone = re.compile(re.escape(name) + "(?!全资|控股|参股|下属|所属|旗下|子公司|孙公司|分公司)")
        for reading in readings:
            if match := alone.search(reading.passage.text.string):
                text = reading.passage.text.cut(*match.span())
                aliases[name] = found["org", name] = Entity("org", name, text, has_parts=True)
                break


def _shorten(readings: Sequence[Reading], whole: Sequence[Entity], aliases: dict[str, Entity]) -> None:
    """Add the short names of firms that the article uses: any four characters and more of the name (微流科技)."""
    text = "\n".join(reading.passage.text.string for reading in readings)
    others = "\n".join(entity.name for entity in whole if entity.kind != "org")
    for firm in [entity for entity in whole if entity.is_firm][:_MOST_FIRMS]:
        stem = _LEGAL_END.sub("", firm.name)
        known = {firm.name, firm.text.string}
        for size in range(len(stem), _SHORTEST - 1, -1):
            for start in range(len(stem) - size + 1):
                short = stem[start : start + size]
                new = (
                    short not in aliases
                    and short not in others
                    and not any(short in alias for alias in known - {firm.name, firm.text.string})
                )
                if new and text.count(short) > text.count(firm.name):
                    aliases[short] = firm
                    known.add(short)


def _call_by_end(papers: Iterable[Entity], readings: Iterable[Reading], aliases: dict[str, Entity]) -> None:
    """Add the short titles of papers: 《若干政策》 of 《关于支持智能产业的若干政策》, where no other ends so."""
    titles = {paper.text.string.strip("《》"): paper for paper in papers}
    for reading in readings if titles else ():
        for match in _SHORT_TITLE.finditer(reading.plain.text):
            ending = [paper for title, paper in titles.items() if title.endswith(match[1])]
            if len(ending) == 1 and match[0] not in aliases:
                aliases[match[0]] = ending[0]


_SHORT_TITLE = re.compile(r"《([^《》]{2,16})》")


def _add_things(
    readings: Sequence[Reading], topics: Topics, found: dict[tuple[str, str], Entity], aliases: dict[str, Entity]
) -> None:
    """Add the things an article speaks of by a noun of two words and more (…试验场, …班列)."""
    _, thing, _ = _patterns()
    passages = {reading.passage.index: reading for reading in readings}
    for index, phrase in topics.things():
        reading, name = passages[index], phrase.string
        text = reading.passage.text.cut(*reading.plain.span(phrase.start, phrase.end))
        named = len(name) > _SHORTEST and thing.search(phrase.head) and not NO_THING.search(name)
        if named and phrase.before not in _JOINS and name not in aliases and len(found) < _MOST_THINGS:
            aliases[text.string] = found["thing", name] = Entity("thing", name, text)


def _join_offices(whole: Sequence[Entity], aliases: dict[str, Entity]) -> None:
    """Let the office of a zone (…管委会) stand for the zone: its figures are the zone's."""
    zones = [entity for entity in whole if entity.kind == "zone"]
    for alias, entity in list(aliases.items()):
        stem = _OFFICE.sub("", alias)
        if entity.kind == "org" and 1 < len(stem) < len(alias):
            zone = next((one for one in zones if stem in (one.name, one.text.string) or aliases.get(stem) is one), None)
            aliases[alias] = zone or next((one for one in zones if one.name.endswith(stem)), entity)


def _mention(reading: Reading, aliases: Mapping[str, Entity]) -> None:
    """Add the mentions of a passage to its entities: the longest first, none within another."""
    string, index = reading.passage.text.string, reading.passage.index
    spans = sorted(
        (
            (start, start + len(alias), alias)
            for alias in aliases
            if alias in string
            for start in _places(string, alias)
        ),
        key=lambda span: (span[0], -span[1]),
    )
    end = 0
    for start, stop, alias in spans:
        if start >= end:
            entity, end = aliases[alias], stop
            entity.mentions.append((index, reading.plain.index(start), reading.plain.index(stop - 1) + 1))
            entity.in_head = entity.in_head or reading.passage.role in _HEADS


def _places(string: str, name: str) -> Iterator[int]:
    at = string.find(name)
    while at >= 0:
        yield at
        at = string.find(name, at + 1)


_OPENS = frozenset("，。；：！？“‘（\n、—《》 　")
_AFTER_TIME = frozenset("年月日来前后底中")


def _refer(readings: Sequence[Reading], whole: Sequence[Entity]) -> None:
    """Add what refers back to an entity as mentions of it: 该公司, 全区, and a bare 工厂 that opens a clause."""
    definite, _, not_after = _patterns()
    marked = _nouns("zone_marked", "firm_marked", "other_marked")
    left = _MOST_REFERENCES
    for reading in readings:
        text, index = reading.plain.text, reading.passage.index
        for match in definite.finditer(text):
            (start, end), mark, noun = match.span(), match["mark"] or "", match["head"]
            before = text[start - 1 : start]
            opens = not before or before in _OPENS or (before in _AFTER_TIME and len(noun) > 1)
            if left and (mark or (opens and noun not in marked and not text.startswith(not_after, end))):
                left -= 1
                entity = _meant(noun, mark, (index, start, end), whole)
                last = entity.last_before((index, end, 0)) if entity else None
                if entity and not (last and last[0] == index and last[2] > start):
                    insort(entity.mentions, (index, start, end))


def _meant(noun: str, mark: str, at: Mention, whole: Sequence[Entity]) -> Entity | None:
    """Return the entity that was mentioned last before a place and that a noun may stand for."""
    if noun in _nouns("firm", "firm_marked"):
        firms = [one for one in whole if one.is_firm or (one.in_head and one.may_be_firm)]
        firms = [one for one in firms if noun != "集团" or "集团" in one.name] or firms
        firms = [one for one in firms if not one.is_part] or firms
        return _latest(firms, at) if mark or noun == "集团" else _foremost(firms, at)
    if noun in _nouns("zone", "zone_marked"):
        zones = [one for one in whole if one.kind == "zone"]
        alike = [one for one in zones if one.ends_with(noun) or zone_type(one.name) in _TYPES.get(noun, (noun,))]
        if alike and mark[:1] not in ("全", "我"):
            return _latest(alike, at)
        main = _main_zone(zones)
        parks = [one for one in whole if one.kind in ("zone", "thing") and one.name.endswith(_PARKS)]
        if main and noun == "园区" and not mark and parks:
            return _latest([main, *parks], at)
        return main if main and (mark or noun == "园区") else _latest(zones, at)
    if noun in _nouns("paper"):
        return _latest([one for one in whole if one.kind == "policy"], at)
    return _latest([one for one in whole if one.kind in ("org", "project", "thing") and one.ends_with(noun)], at)


_TYPES = {"开发区": ("开发区", "经开区", "高新区")}  # what a noun for a zone may mean beside its own type
_PARKS = ("产业园", "科技园", "工业园", "化工园", "创业园", "物流园", "软件园", "示范园", "园区")


def _foremost(fits: Sequence[Entity], at: Mention) -> Entity | None:
    """Return the one that was mentioned most before a place, the first of equals."""
    counts = [(bisect_left(one.mentions, at) + 2 * one.in_head, -k) for k, one in enumerate(fits)]
    many, k = max(counts, default=(0, 0))
    return fits[-k] if many else None


def _latest(fits: Sequence[Entity], at: Mention) -> Entity | None:
    """Return the one with the latest mention before a place."""
    known = [(last, k) for k, one in enumerate(fits) if (last := one.last_before(at)) is not None]
    return fits[max(known)[1]] if known else None


def _main_zone(whole: Sequence[Entity]) -> Entity | None:
    """Return the zone that an article speaks of most, the first of equals; a head counts for three mentions."""
    zones = [one for one in whole if one.kind == "zone" and one.mentions]
    return max(
        zones, key=lambda one: (len(one.mentions) + 3 * one.in_head, [-x for x in one.mentions[0]]), default=None
    )
