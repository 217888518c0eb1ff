"""A report in, its fingerprint out: who, where, what kind of event, which figures and when; all that is compared."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from digest import lexicon
from digest.edit.figures import Amount, amounts, distinct
from digest.edit.terms import Terms, terms, unknown_words
from digest.edit.topics import Kind, kind_of
from digest.model import Article, Fact, Report, Span, Text, Zone
from digest.text.sentences import sentences
from digest.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

_T = TypeVar("_T")
Scope = Literal["national", "provincial", "local"]
Named = tuple[tuple[Fact, Zone], ...]

STEM: Final = 2  # 澄原市 and 澄原 are told by the stem of 澄原经开区
_READ_FOR_NAMES: Final = 300  # characters of headline and lead: a firm named further down is not what the story is of
_READ_FOR_WORDS: Final = 400  # … but common words further down confirm one
_RECENT: Final = timedelta(days=12)  # an event is reported within days; an older date in the lead is its history
_TERM = re.compile(r"[“《]([^“”《》\n]{2,24})[”》]")
_NOT_A_FIRM = re.compile(
    r"(?:管委会|管理委员会|政府|党委|党工委|委员会|局|厅|部|处|署|办公室|日报|晚报|时报|早报|大学|学院|协会|法院|检察院|海关)$"
)
# Zones by the form of their name only: classes of zones, plants (…产业基地); 浙江开发区 is all zones of the province.
# What a zone becomes or is treated as (享受国家高新区政策) is the class too.
_CLASS = re.compile(r"国家级|省级|全部|参评|各|一家|基地$|(?:享受|实行|现行|升级为?|晋升|成为|全国)国家.{0,2}区$")
_PROVINCE_ZONES = re.compile(r"^[\u4e00-\u9fff]{2,3}(?:省|自治区)?开发区$")
_WITHIN_ZONE = re.compile(r"^.{0,12}区(?=[\u4e00-\u9fff]{4,10}$)")
# 五部门, 国家能源局, 文化和旅游部: whose word holds for the whole country. (国家级, 国家高新区 are what they speak of.)
_MINISTRIES = re.compile(
    r"[两二三四五六七八九十]{1,3}部(?:门|委)|国家(?!级)[\u4e00-\u9fff]{2,8}?(?:总局|委员会|[局委](?![属员]))"
    r"|(?:教育|文化和旅游|水利|民政|司法|公安|应急管理|中国证监|国家金融监管)(?:部(?![门分署长])|会|总局)"
)
_BATCH = re.compile(
    r"集中(?:开工|签约|竣工|投产|启动)|批量(?:开工|签约)|\d{1,4}个[^，。\d]{0,12}项目|(?:开工|签约|投产)[^，。]{0,4}批项目"
)
# Which stage of a works a report is of: 二期开工 is another event than 一期投产.
_PHASE = re.compile(r"(?<![学周假])([一二三四五六首])期(?!货|限|间|刊|待)")
_OF_ZONES = re.compile(r"开发区|自由贸易试验区|自贸试验区|综合保税区|综保区|高新区|经开区|产业园区")
_GIVEN_OUT = re.compile(r"印发|发文|公布|发布|出台|通报|下发|施行")
_GIVES_OUT = re.compile(r"[^，。；]{0,24}?(?:印发|出台|发布|推出|制定|公布)")
# 日前 tells no day: its fact has the day of printing only because it has to have one.
_NO_DAY = re.compile(r"日前|近日|近期|最近|不久前|刚刚|连日来|目前|当前")
_STEP = re.compile(r".{2,8}?(?:特别行政区|自治区|自治州|自治县|地区|省|市|盟|县|区|旗)")
_DIVISION = re.compile(r"(?:省|市|县|区|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
# Events with a name of their own.
_NAMED_EVENT = re.compile(r"马拉松|半马|全马|博览会|交易会|音乐节|论坛|大赛")
_NAME_BEFORE: Final = 12
_LEGAL_FORM = re.compile(r"(?:（[^（）]{1,8}）)|(?:股份|集团)?(?:有限责任|有限)?公司$|股份$|集团$")


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a report is about, in a form that can be compared.

    `zone` is the zone it is mainly about, `zones` all it names, `places` the cities and provinces (without 市 and 省),
    `names` what else may tell its event from others: firms, projects, papers, quoted terms, words no dictionary has.
    `days` are the days its head and lead give the event, `periods` the stretches its figures cover; a `batch` is many
    projects at once (集中开工), `phases` are the stages of a works (一期) that the headline or else the first sentence
    names. The zone `issues` a rule of its own where the head says so.
    """

    report: Report
    kind: Kind
    scope: Scope
    zone: Zone | None
    zones: frozenset[str]
    places: frozenset[str]
    names: frozenset[str]
    figures: tuple[Amount, ...]
    days: frozenset[date]
    periods: frozenset[tuple[date, date]]
    lead: str
    parks: frozenset[str] = frozenset()
    batch: bool = False
    phases: frozenset[str] = frozenset()
    issues: bool = False
    terms: Terms = field(default_factory=lambda: Terms(array("L"), array("d"), array("L")))

    @property
    def article(self) -> Article:
        """The article the fingerprint is of."""
        return self.report.article

    @property
    def text(self) -> str:
        """The heads and the body, kept of the reports of some days only: a year need not be in memory twice."""
        return _text(_Itself(self.report.article))


class _Itself:
    """An article as a key: by what it is, not by what it holds."""

    __slots__ = ("article",)

    def __init__(self, article: Article) -> None:
        self.article = article

    def __hash__(self) -> int:
        return id(self.article)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.article is other.article


@lru_cache(maxsize=1 << 11)
def _text(key: _Itself) -> str:
    article = key.article
    heads = (article.kicker, article.headline, article.subtitle)
    return "\n".join(text.string for text in (*heads, *article.body) if text)


class Fingerprints:
    """The fingerprints of a run, each made once, when it is first asked for; a report goes by its article's id."""

    def __init__(self) -> None:
        self._made: dict[str, Fingerprint] = {}

    def __call__(self, report: Report) -> Fingerprint:
        """Give the fingerprint of a report."""
        key = report.article.id
        if key not in self._made:
            self._made[key] = fingerprint(report)
        return self._made[key]


def fingerprint(report: Report) -> Fingerprint:
    """Reduce a report to its fingerprint."""
    article = report.article
    lead = _lead(article)
    spans = sentences(lead.string)
    first, two = (lead[: spans[min(k, len(spans)) - 1].end] if spans else lead for k in (1, 2))
    heads = (article.headline, article.kicker, article.subtitle)
    opening = _opening(report.facts, tuple(span for text in (*heads, lead) if text for span in text.spans))
    named = _zone_facts(report)
    main = _main_zone(report, named, first)
    return Fingerprint(
        report=report,
        kind=kind_of(report, first, lead),
        scope=_scope(article, opening, two, main),
        zone=main,
        zones=_shared(zone_key(zone) for _, zone in named),
        places=_places(report, opening, named, main),
        names=_names(report, opening, lead, _read_for_names(report, named, lead)),
        figures=distinct(amounts(report.facts)),
        days=_days(article, opening),
        periods=_periods(opening),
        lead=lead.string,
        parks=_shared(park_name(zone) for _, zone in named if zone.level == "未知"),
        batch=bool(_BATCH.search(_head(article) + "\n" + lead.string)),
        phases=_phases(_head(article)) or _phases(first.string),
        issues=_issues(named, (_head(article), first.string)),
        terms=terms(article),
    )


def _shared(held: Iterable[_T]) -> frozenset[_T]:
    """Make a set that is one object wherever its like is needed: many reports have one city, one day, or nothing."""
    return _kept(frozenset(held))


@lru_cache(maxsize=1 << 12)
def _kept(held: frozenset[_T]) -> frozenset[_T]:
    return held


def _issues(named: Named, texts: Iterable[str]) -> bool:
    """Say whether a zone gives out a rule itself: its name stands right before the verb."""
    spots = ((text, text.find(name) + len(name)) for text in texts for name in _called(named) if name in text)
    return any(_GIVES_OUT.match(text, end) for text, end in spots)


def _called(named: Named) -> frozenset[str]:
    return frozenset(fact.text.string for fact, _ in named)


def _phases(text: str) -> frozenset[str]:
    return _shared(found.replace("首", "一") for found in _PHASE.findall(text))


def _opening(facts: tuple[Fact, ...], stretches: tuple[Span, ...]) -> tuple[Fact, ...]:
    """The facts of headline and lead."""
    found = []
    for fact in facts:
        place = fact.text.start
        for start, end in stretches:
            if start <= place < end:
                found.append(fact)
                break
    return tuple(found)


def _lead(article: Article) -> Text:
    """The first paragraph, or, where it is no more than a hook, the first two."""
    body = article.body
    if not body:
        return Text("", ())
    hook = 60
    return body[0] if len(body[0]) >= hook or len(body) == 1 else Text.join(body[:2])


def _head(article: Article) -> str:
    return " ".join(text.string for text in (article.kicker, article.headline, article.subtitle) if text)


def _scope(article: Article, opened: Iterable[Fact], two: Text, zone: Zone | None) -> Scope:
    """Say whose story it is: the country's, a province's, or one zone's or city's."""
    issuers = lexicon.table("desk")["issuers"]
    opening = _head(article) + two.string
    if zone is not None:
        return "national" if _speaks_first(opening, issuers["national"], zone) else "local"
    if _holds(opening, issuers["national"]) or _MINISTRIES.search(opening):
        return "national"
    if _holds(opening, issuers["provincial"]) or _holds(opening, issuers["province"]):
        return "provincial"
    places = frozenset(place for fact in opened for place in _named_places(fact))
    if places & provinces() and _OF_ZONES.search(opening):
        return "provincial"
    return "national" if not places and _holds(opening, issuers["nation"]) else "local"


def _speaks_first(opening: str, issuers: Iterable[str], zone: Zone) -> bool:
    """Say whether an authority of the whole country gives out a rule or list before a zone is named: 国办印发意见."""
    named = opening.find(zone_key(zone)[:STEM])
    said = [at for word in issuers if (at := opening.find(word)) >= 0]
    said += [match.start() for match in _MINISTRIES.finditer(opening)]
    given = _GIVEN_OUT.search(opening, min(said)) if said else None
    return given is not None and (named < 0 or given.end() <= named)


@cache
def provinces() -> frozenset[str]:
    """Load the names of the provinces, without 省 and 市."""
    return frozenset(
        _bare(name)
        for code, name in (line.split(" ", 1) for line in lexicon.lines("divisions"))
        if code.endswith("0000")
    )


def _holds(text: str, listed: Iterable[str]) -> bool:
    return any(word in text for word in listed)


def within(fact: Fact, text: Text | None) -> bool:
    """Say whether a fact's own words stand in a stretch of text."""
    if text is None:
        return False
    place = fact.text.start
    return any(start <= place < end for start, end in text.spans)


def zone_key(zone: Zone) -> str:
    """Name a zone alike however a paper writes it: 某经济技术开发区, if no gazetteer knows it, is 某经开区."""
    forms: dict[str, str] = lexicon.table("zone_forms")["types"]
    if zone.level != "未知":
        return zone.name
    ending = next((zone.name[k:] for k in range(1, len(zone.name)) if zone.name[k:] in forms), "")
    return zone.name.removesuffix(ending) + forms.get(ending, "")


def park_name(zone: Zone) -> str:
    """Give a park's own name without the zone it stands in: 江畔高新区空港产业园 → 空港产业园."""
    return _WITHIN_ZONE.sub("", zone.name)


def _zone_facts(report: Report) -> Named:
    """The zones a report names, in reading order, without classes of zones (全部参评经开区, 一国家级经开区)."""
    named = ((fact, fact.zone) for fact in report.facts if fact.kind == "zone" and fact.zone is not None)
    found = (
        (fact, zone) for fact, zone in named if not _CLASS.search(zone.name) and not _PROVINCE_ZONES.match(zone.name)
    )
    return tuple(sorted(found, key=lambda pair: pair[0].text.start))


def _main_zone(report: Report, named: Named, first: Text) -> Zone | None:
    """The zone the headline names, else the first of the first sentence, else the only one of the whole report."""
    article = report.article
    for stretch in (article.headline, article.kicker, article.subtitle, first):
        for fact, zone in named:
            if within(fact, stretch):
                return zone
    return named[0][1] if len({zone.name for _, zone in named}) == 1 else None


def _places(report: Report, opening: Iterable[Fact], named: Named, main: Zone | None) -> frozenset[str]:
    """Where the event is: the places of headline and lead and of the main zone, else all the report names."""
    told = {place for fact in opening for place in _named_places(fact)}
    if main:
        told |= {_bare(place) for place in (main.city, main.province) if place}
    if told:
        return _shared(told)
    anywhere = {place for fact in report.facts for place in _named_places(fact)}
    return _shared(anywhere | {_bare(place) for _, zone in named for place in (zone.city, zone.province) if place})


def _named_places(fact: Fact) -> tuple[str, ...]:
    """The places a fact names, from the province down: 江苏省常州市 → 江苏, 常州; 浙江开发区 → 浙江."""
    name = str(fact.value or fact.text)
    if fact.kind == "zone" and _PROVINCE_ZONES.match(name):
        return tuple(province for province in (_bare(name.removesuffix("开发区")),) if province in provinces())
    return tuple(_bare(step) for step in _STEP.findall(name) or (name,)) if fact.kind == "place" else ()


def _bare(place: str) -> str:
    return _DIVISION.sub("", place) or place


def _read_for_names(report: Report, named: Named, lead: Text) -> str:
    """Give the headline and lead without the names of places and zones."""
    text = (_head(report.article) + "\n" + lead.string)[:_READ_FOR_NAMES]
    for fact in report.facts:
        if fact.kind in ("zone", "place"):
            text = text.replace(fact.text.string, " ")
    for stem in {zone_key(zone)[:STEM] for _, zone in named}:
        text = text.replace(stem, " ")
    return text


def _names(report: Report, opening: tuple[Fact, ...], lead: Text, read: str) -> frozenset[str]:
    names = {_LEGAL_FORM.sub("", str(f.value or f.text)) for f in opening if f.kind == "org"}
    names = {name for name in names if len(name) > 1 and not _NOT_A_FIRM.search(name)}
    names |= {_bare_title(str(f.value or f.text)) for f in opening if f.kind in ("policy", "project")}
    terms = {_bare_title(term) for term in _TERM.findall(read)}
    return frozenset(names | terms | {*unknown_words(read)} | _named_events(report, lead))


def _named_events(report: Report, lead: Text) -> set[str]:
    """Name the events that are called by their place: 江畔马拉松, 岚州博览会."""
    text = (_head(report.article) + "\n" + lead.string)[:_READ_FOR_NAMES]
    found = [
        (match[0], text[max(0, match.start() - _NAME_BEFORE) : match.start()]) for match in _NAMED_EVENT.finditer(text)
    ]
    if not found:
        return set()
    places = {_bare(fact.text.string) for fact in report.facts if fact.kind == "place"}
    return {
        place + event.replace("半马", "马拉松").replace("全马", "马拉松")
        for event, before in found
        for place in places
        if place in before
    }


def _bare_title(title: str) -> str:
    return re.sub(r"[《》“”（(].{0,30}$", "", title.strip("《》“”")) or title


def common_words(one: Fingerprint) -> frozenset[str]:
    """Cut the words a report is told in out of its headline and the beginning of its body."""
    text = _head(one.article) + "\n" + "".join(text.string for text in one.article.body)
    return frozenset(word for word in words(text[:_READ_FOR_WORDS]) if len(word) > 1 and is_han(word[0]))


def is_han(char: str) -> bool:
    """Say whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff"


def _days(article: Article, opening: Iterable[Fact]) -> frozenset[date]:
    published = article.published
    told = (fact for fact in opening if fact.kind == "date" and not _NO_DAY.search(fact.text.string))
    days = {fact.first for fact in told if fact.first and fact.first == fact.last}
    return _shared(day for day in days if published is None or published - _RECENT <= day <= published)


def _periods(opening: Iterable[Fact]) -> frozenset[tuple[date, date]]:
    return _shared(
        (fact.first, fact.last)
        for fact in opening
        if fact.kind in ("date", "period") and fact.first and fact.last and fact.last > fact.first
    )
