"""Sheets in, events out: who did what to what, whether it happened, is to happen or did not; and what is a first.

The classes and the words that report them are data (`lexicon/events.toml`); how an event stands is asked of
`Modalities.of_event`. The rule of an event says how it is told: `event` reports it, `event.again` reports it once more
(in the headline, or a later sentence), `event.modifier` only says which thing is meant (去年启用的卡口), `event.count`
is a number of such events over some time (全年新开工58个), `event.first` a first of its kind.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from digest import lexicon
from digest.facts.mention import Mention
from digest.facts.modality import Stance
from digest.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from digest.facts.sheet import Sheet

_OBJECT = re.compile(r"了?(?:的(?:是(?:一[份个项])?)?)?((?:[^，。；！？\n“”《》（）()]|“[^“”，。]{1,12}”){2,24})")
# What stands between the thing and the word that reports of it: 二期厂房(明年5月)竣工, 矿用卡车(在某某开发区)下线.
_BETWEEN = re.compile(
    r"(?:一次|(?:在|于|由)[^，。；]{2,24}|自[^，。；]{2,10}起|同[时步日]|正式|刚刚|顺利|相继|陆续|先后|全部|全面|集中|同步|成功|日前|近日|[昨今当][日天晚]|[本上下]月|要|即将|将|也|已经?|均|都|可|应当?|必?须|尚未|没有|未能?|不[会再予]|[尚暂仍]无|延[期后]|推迟|预计|计划|有望|拟|年底前?|[0-9一二三四五六七八九十]{1,4}[年月日](?:底前?|初|末)?"
    r"|[今明去当]年|[上下]半年|[一二三四]季度)$"
)
_MOST_BETWEEN = 4
_LEADING = re.compile(
    r"^(?:标志着|宣告|宣布|实现|随着|目前|如今|当日|现场|我[市区县省]|全[国省市区县]|其中|同时|由|对|一[栋条座个家台])+"
)
_LONGEST_THING = 18
_INTRANSITIVE = frozenset({
    "开工", "投产", "竣工", "开通", "验收", "举办", "获批", "取消", "暂停", "推迟", "施行", "废止", "搬迁", "启运",
})  # fmt: skip
_PAPER = re.compile(r"《[^《》]{2,120}》")
_AIMED = re.compile(
    r"恨不得|盼|推动|加快|促进|加速|推进|支持|鼓励|助力|保障|帮助|对于|凡|如|若|一旦|围绕|聚焦|每|积极|随着|即$|到$|从$"
)


_CEREMONY = ("仪式", "活动", "现场")
# Behind 出产品 and 拉开 stands no thing: 明年国庆前, 建设序幕.
_NO_THING = re.compile(
    r"、|上市|[^，。]{0,6}[序大]幕|台前|台上|成功|顺利|完毕|的消息|以后|阶段|举[行办]|未果|未成|受阻|失败"
)
_CONDITION = re.compile(
    r"[后时率]|当[日天]|之[日际]|那[天一]|前夕|半年"
    r"|[0-9一二两三四五六七八九十]{1,3}(?:周?年|个月|天)(?!前)|前(?![0-9一二三四五六七八九十])"
)
_OF_ITS_DAY = re.compile(r"[0-9]日|[0-9]月|[0-9]年|去年|前年|昨[天日]|今[天日]|当[天日晚]|原定|原计划")
_REWARDED = frozenset({"突破", "入选", "获批"})
_DRIVEN = frozenset({"突破"})  # 推动产值突破300亿元 is an aim, not a wish
# What the word describes may be named behind it: 去年启用的卡口; 投产的消息 and 开工的条件 are no things.
_MODIFIES = re.compile(
    r"了?的(?!是|消息|日子|条件|资格|能力|标准|要求|同时|时候|基础|情况|背景)(?=[\u4e00-\u9fff“《0-9A-Za-z])"
)
_OF_A_CLASS = re.compile(r"了?的(?:[^，。；0-9]{0,6})(?:企业|项目|单位|机构|平台|人才|客商|公司|产品|人员|者|，)")
_ADJECTIVE = re.compile(r"[^，。；]{2,16}[区园]的|项目|企业|客商|条件|标准|要求|政策|情况|仪式现场")
_WITH = ("与", "同", "跟", "联合", "会同", "携手", "协同")
_JOINT = frozenset({"签约", "发布政策", "举办", "授牌"})
_AGENT = frozenset("由经获从被")  # by whom it was granted, or from whom it came: 由国务院批准设立
_SIGNED = frozenset({"签订", "签署", "签下"})  # 签订项目协议 reports, 签约项目 names
_AT_ONCE = re.compile(r"集中|现场|当场|会上|仪式上|一举|成功|当天$|要|必须")
_THAT_MANY = re.compile(r"项目[0-9]")  # 会上集中签约项目26个 reports, 签约项目共38个 names
_SETTLED = re.compile(r"(?:[已共]|累计|现有|目前)$")
_BUILT = frozenset({"开工", "投产", "竣工"})
_AIMED_AT = frozenset({"签约", "引进", "开通"})  # of these a number that is only aimed at is no event
_CHANGES = frozenset({"取消", "暂停", "推迟", "废止"})  # what ends or puts off another event
_OUTLINE = re.compile(r"[^，。；：]{0,6}意向")  # 签了意向书
_COUNTED = re.compile(r"[^，。；]{0,10}?\d+[个项家条]")
# Over such a time 新开工项目58个，竣工41个 is a count, no report of one opening.
_STATISTIC = re.compile(r"新$|以来|截至|全年|累计|年均|上半年|[一二三]季度")
_THE_FIRM = re.compile(r"[该这]家?(?:公司|企业|集团)|(?:^|[，。；：“\n])公司(?!法|债)")
_DATED = re.compile(r"(20\d\d)年(?:(1[0-2]|[1-9])月)?")
_IN_MONTH = re.compile(r"(?<!去年)(?<![0-9年至到—-])(?:今年)?(1[0-2]|[1-9])月(?!以来|[^，。]{0,4}以来)")
_IN_QUARTER = re.compile(r"(?:今年|年内|^)([二三四])季度(?!以来|末?的)")
_MOST_MONTHS_AHEAD = 6  # 12月 read in January is last year's
_LAST_MONTH = 12
_ROUND = re.compile(r"(?:完成|获得|获|拿到)了?([^，。；的]{1,12}(?:融资|投资|贷款))$")
_LIST = re.compile(r"([^，。；、《》]{2,20})名单")
_THING = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{2,14}(?:项目|基地|工厂|产线|生产线|厂房|中心|产业园|工程|大楼|车间|厂区|装置"
    r"|机组|电站|变电站|码头|公寓|医院|学校|展馆)"
)
_OWNED = re.compile(r"[的在将了于为是座条栋]|建设|新建|实施|筹建|扩建|打造|正在|位于")
_GRANTED_BY = re.compile(r"获.+批[复准]")
_GRANTED = frozenset({"获批", "授牌", "入选", "融资", "验收"})
_ACTORS = frozenset({"org", "body", "institution", "zone"})
_NOT_OF_BODIES = frozenset({"突破", "入选", "投产", "开工", "竣工"})
_NOT_OF_INSTITUTIONS = frozenset({"突破", "开通"})  # 据某某海关统计: whoever counts is not who grows
_OF_FIRMS = frozenset({"落户", "开工", "投产", "竣工", "融资"})
_OF_PROJECTS = frozenset({"签约", "落户", "开工", "投产", "竣工", "验收"})
_MOST_NEAR = 20  # doers on either side of a report that are looked at
_FAR = 150  # characters of the sentence around a report that are read
_REACH = 16  # characters before a report, within its clause, that tell a plan or a wish


class Doer(NamedTuple):
    """Whoever may do something: a zone, an organisation or a project at characters [start, end) of a passage."""

    start: int
    end: int
    full: str
    kind: str


@dataclass(frozen=True, slots=True)
class Event:
    """A report of an event: its word, class, who, what and whether it is done."""

    mention: Mention
    who: str | None
    what: str | None
    stance: Stance


_HAPPENED = Stance("actual")
_SIGNED_OR_TO_BE = ("actual", "expected")
_GIVEN_UP = ("expected", "denied")


class _Told(NamedTuple):
    """What an article tells of a passage: its main doer, the last firm before the passage, and the article's day."""

    main: str | None
    firm: str | None
    on: date | None


@cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Compile the classes one by one: a pattern of plain words is searched far quicker than one of all groups."""
    classes: dict[str, str | list[str]] = lexicon.table("events")["classes"]
    rows = ((kind, [some] if isinstance(some, str) else some) for kind, some in classes.items())
    return tuple((kind, re.compile(pattern)) for kind, patterns in rows for pattern in patterns)


def _reports(string: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield (class, match) for every word that may report an event, in order and without overlaps."""
    found = [(kind, match) for kind, pattern in _classes() for match in pattern.finditer(string)]
    end = 0
    for kind, match in sorted(found, key=lambda report: report[1].start()):
        if match.start() >= end:
            end = match.end()
            yield kind, match


def events(sheets: tuple[Sheet, ...], doers: dict[int, list[Doer]], on: date | None = None) -> tuple[Event, ...]:
    """Find the events of an article in reading order; `doers` are the names found, in order, by the passage's index.

    `on` is the article's day: what is dated later is still to come.
    """
    actors = [doer for sheet in sheets for doer in doers.get(sheet.passage.index, ()) if doer.kind in _ACTORS]
    main = next(
        (doer.full for kind in ("zone", "org", "body", "institution") for doer in actors if doer.kind == kind), None
    )
    found: list[Event] = []
    firm: str | None = None
    for sheet in sheets:
        here = doers.get(sheet.passage.index, [])
        found += _passage(sheet, here, _Told(main, firm, on))
        firm = next((doer.full for doer in reversed(here) if doer.kind == "org"), firm)
    firsts = [first for sheet in sheets for first in _firsts(sheet, doers.get(sheet.passage.index, []), main)]
    return (*_once(found), *{first.what: first for first in reversed(firsts)}.values())


# 全国首个, 全省唯一: what it is the first of stands behind it. Without a realm (首批项目) it is only an order.
_FIRST = re.compile(
    r"(?:全球|世界|亚洲|国际|全国|国内|我国|中国|全[省市区县州]|省内|市内|区内|县内|我[省市区县]|该[省市区县]|东部(?:地区)?|中部(?:地区)?|西部(?:地区)?|中西部(?:地区)?|行业|业内|同类"
    r"|东方|西方|南方|北方|华[东南北中]|西[南北]|东北|长三角|长江经济带|大湾区|京津冀)[^，。；、“”《》首唯0-9]{0,6}?"
    r"(?:首[个家份单台套例次创批款条座艘只支张宗]|唯一(?:一[个家座])?|第一[个家座条台款])"
)
_THING_ENDS = re.compile(
    r"(?<=..)(?:[在也已将由]|正式|日前|近日|[昨今当][日天晚]|[本上下]月|要|成功|获批|投[产用运]|开[工通]|竣工|揭牌|启用|落[户地]|[上下]线|成立|建成)"
)


def _firsts(sheet: Sheet, doers: list[Doer], main: str | None) -> Iterator[Event]:
    """Find what is the first or only one of a country, a province or a line of business."""
    for match in _FIRST.finditer(sheet.string):
        first, last = sheet.passage.sentence(match.start())
        thing = _OBJECT.match(sheet.string, match.end(), last)
        who = _who(sheet.string, _near(doers, first, match.start(), last), match.start(), "首创") or main
        mention = Mention(sheet.passage, match.start(), match.end(), "首创", "event.first")
        yield Event(mention, who, _THING_ENDS.split(thing[1])[0] if thing else None, _HAPPENED)


def _in_head(event: Event) -> bool:
    return event.mention.passage.role in {"headline", "kicker", "subtitle"}


def _once(found: Iterable[Event]) -> Iterator[Event]:
    """Mark what is reported again: a class and doer told before, a class twice in half a sentence, heads after all."""
    seen: set[tuple[str, str | tuple[int, int] | None]] = set()
    events = list(found)
    in_body = {event.mention.full for event in events if event.mention.rule == "event" and not _in_head(event)}
    for event in events:
        if event.mention.rule != "event":
            yield event
            continue
        passage = event.mention.passage
        start = passage.sentence(event.mention.start).start
        half = passage.text.string.rfind("；", max(start, event.mention.start - _FAR), event.mention.start)
        keys = {(event.mention.full, event.who), (event.mention.full, (passage.index, max(start, half)))}
        again = keys & seen or (_in_head(event) and event.mention.full in in_body)
        if not _in_head(event) or not again:
            seen |= keys
        yield replace(event, mention=event.mention._replace(rule="event.again")) if again else event


class _Report(NamedTuple):
    """A word that may report an event: its class and match, where its sentence and clause begin, and who is around."""

    kind: str
    match: re.Match[str]
    sentence: Span
    clause: int
    near: list[Doer]

    @property
    def start(self) -> int:
        """Where the word begins."""
        return self.match.start()

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.match.end()


def _passage(sheet: Sheet, doers: list[Doer], article: _Told) -> Iterator[Event]:
    previous: _Report | None = None
    for kind, match in _reports(sheet.string):
        sentence = sheet.passage.sentence(match.start())
        near = _near(doers, sentence.start, match.start(), sentence.end)
        report = _Report(kind, match, sentence, _clause(sheet.string, sentence.start, match.start()), near)
        names = _within_name(report) or not _reports_it(sheet.string, report)
        if names or (previous and _is_part_of(sheet.string, report, previous)):
            continue
        previous = report
        who = _agent(sheet, doers, report, article)
        what = _what(sheet.string, near, match, kind, sentence)
        stance = _stance(sheet, report, article.on)
        mention = Mention(sheet.passage, match.start(), match.end(), kind, _rule(sheet.string, report, stance))
        yield Event(mention, who, what, stance)


def _is_part_of(string: str, report: _Report, previous: _Report) -> bool:
    """Tell what is told already: 竣工投产仪式, 集中开工仪式14日举行; 取消开工 are two events."""
    if report.start == previous.end:
        return previous.kind not in _CHANGES
    return report.kind == "举办" and previous.start >= _clause(string, report.sentence.start, report.start, _FAR)


def _stance(sheet: Sheet, report: _Report, on: date | None) -> Stance:
    """Say how an event stands: by the cues of its sentence, else by the day its clause gives it."""
    index, (first, last) = sheet.passage.plain.index, report.sentence
    here = Span(index(first), index(last))
    stance = sheet.passage.modalities.of_event(here, index(report.start), index(report.end))
    if report.kind in _CHANGES and stance[:2] == _GIVEN_UP:  # 原定4月的专列取消: the plan is gone, its end is real
        return _HAPPENED
    if report.kind == "签约" and stance.modality in _SIGNED_OR_TO_BE and _OUTLINE.match(sheet.string, report.end):
        return stance._replace(modality="intention")
    ahead = stance[:2] == _HAPPENED[:2] and _is_ahead(sheet.string[report.clause : report.start], on)
    return stance._replace(modality="expected") if ahead else stance


def _rule(string: str, report: _Report, stance: Stance) -> str:
    if _MODIFIES.match(string, report.end):
        return "event.modifier"
    if not _COUNTED.match(string, report.end):
        return "event"
    over_a_time = _STATISTIC.search(string[max(0, report.clause - _REACH) : report.start].rpartition("。")[2])
    aimed_at = report.kind in _AIMED_AT and stance.modality != "actual"
    return "event.count" if aimed_at or (report.kind in _BUILT and over_a_time) else "event"


def _agent(sheet: Sheet, doers: list[Doer], report: _Report, article: _Told) -> str | None:
    """Name who did it: whom the sentence names or means, else the firm before it, else whom the article is about."""
    string, first = sheet.string, report.sentence.start
    named = _meant(string, doers, (first, report.start), article.firm)
    named = named or _who(string, report.near, report.start, report.kind)
    if named is None and not _told_of_park(string, report.near, first, report.start):
        named = _firm_before(sheet, doers, first, report.kind, article.firm)
    return named or article.main


def _near(doers: list[Doer], first: int, at: int, last: int) -> list[Doer]:
    """Take the doers in [first, last) around a place: the first of them and the nearest."""
    low, middle, high = (bisect_left(doers, (place,)) for place in (first, at, last))
    near = max(low, middle - _MOST_NEAR)
    return doers[low : min(low + 1, near)] + doers[near : min(high, middle + _MOST_NEAR)]


def _within_name(report: _Report) -> bool:
    """Tell whether a report is part of somebody's name (梁启航, 某某投产基金); no organisation's ends with one."""
    return any(
        doer.start <= report.start < doer.end and not (doer.kind == "org" and doer.end == report.end)
        for doer in report.near
        if doer.kind != "project"
    )


def _clause(string: str, floor: int, at: int, reach: int = _REACH) -> int:
    """Find where the clause of a report begins, or the last stretch of it that is read."""
    floor = max(floor, at - reach)
    return max(floor, *(string.rfind(mark, floor, at) + 1 for mark in "，。；！？：》"))


def _reports_it(string: str, report: _Report) -> bool:
    """Tell a report from a condition (投产后), a noun (签约项目38个), what is any such thing, and a wish (推动落地)."""
    kind, clause, start, end = report.kind, report.clause, report.start, report.end
    if _CONDITION.match(string, end) or string.startswith(("以来", "条件", "资格", "能力"), end):
        return False
    if string.startswith(("的", "了的"), end) and not (_MODIFIES.match(string, end) or string.startswith("的是", end)):
        return False
    if _OF_A_CLASS.match(string, end) and not _OF_ITS_DAY.search(string, clause, start):
        return False  # 签约的项目 is any, 去年9月签约的项目 is one
    if kind in _OF_PROJECTS and report.match[0] not in _SIGNED and _ADJECTIVE.match(string, end):
        return bool(_AT_ONCE.search(string, clause, end) and _THAT_MANY.match(string, end))
    declared = kind == "开工" and string.endswith("宣布", clause, start)  # 市长宣布开工: told already
    settled = kind == "落户" and _SETTLED.search(string, clause, start)  # 区内已落户企业260余家
    rewarded = kind in _REWARDED and string.startswith("对", clause)  # 对首次突破1亿元的企业奖励
    if declared or settled or rewarded:
        return False
    return kind in _DRIVEN or not _AIMED.search(string, clause, start)


def _meant(string: str, doers: list[Doer], sentence: tuple[int, int], earlier: str | None) -> str | None:
    """Name the firm that 该公司 or 公司 stands for, where the sentence [first, at) names no organisation itself."""
    first, at = sentence
    if not _THE_FIRM.search(string, max(0, first - 1, at - _FAR), at):
        return None
    if any(doer.kind == "org" for doer in _near(doers, first, at, at)):
        return None
    before = [doer for doer in _near(doers, 0, first, first) if doer.kind == "org"]
    return before[-1].full if before else earlier


def _is_ahead(clause: str, on: date | None) -> bool:
    """Tell a clause whose date lies behind the article's day (2027年底前投产)."""
    if "底前" in clause:
        return "去年" not in clause
    quarter = _IN_QUARTER.search(clause)
    if on is not None and quarter and "一二三四".index(quarter[1]) * 3 >= on.month:
        return True
    named = _DATED.search(clause)
    if on is None:
        return False
    if named is None:
        return (near := _IN_MONTH.search(clause)) is not None and 0 < int(near[1]) - on.month <= _MOST_MONTHS_AHEAD
    year, month = int(named[1]), int(named[2] or 1)
    return (year, month) > (on.year, on.month if named[2] else _LAST_MONTH)


def _who(string: str, here: list[Doer], at: int, kind: str) -> str | None:
    """Name the doer: the nearest before the report, a firm where firms do it, for a signing the first."""
    before = [doer for doer in here if doer.end <= at and doer.kind in _ACTORS]
    if kind in _GRANTED:
        before = [doer for doer in before if string[doer.start - 1 : doer.start] not in _AGENT]
    if kind in _NOT_OF_BODIES:
        before = [doer for doer in before if doer.kind != "body"]
    if kind in _NOT_OF_INSTITUTIONS:
        before = [doer for doer in before if doer.kind != "institution"]
    if kind == "融资":  # 在北交所上市
        before = [doer for doer in before if not doer.full.endswith("交易所")]
    if kind == "整改":  # 对某某公司作出责令停产的处罚
        place = next((k for k, doer in enumerate(before) if string[doer.start - 1 : doer.start] == "对"), len(before))
        before = before[:place] or before
    if kind in _JOINT:
        before = _without_partners(string, before, at)
    if kind in _OF_FIRMS:
        before = [doer for doer in before if doer.kind == "org"] or before
    if not before:
        return None
    return (before[0] if kind == "签约" else before[-1]).full


def _without_partners(string: str, before: list[Doer], at: int) -> list[Doer]:
    """Leave out whoever stands behind 与 in this half of the sentence: 保税区同某某联盟、某某公司签下…."""
    half = string.rfind("；", max(before[0].end, at - _FAR), at) if before else 0
    before = [doer for doer in before if doer.start > half] or before
    place = next((k for k, doer in enumerate(before) if string.endswith(_WITH, 0, doer.start)), len(before))
    return before[:place]


_PARK = re.compile(r"园区|全区|该区|开发区|高新区|经开区|新区")


def _told_of_park(string: str, here: list[Doer], first: int, at: int) -> bool:
    """Tell what is told of a park (管委会介绍，五期厂房3月开工; 园区开园) from what goes on about a firm."""
    by_office = any(doer.kind == "body" and doer.end <= at for doer in here)
    return by_office or _PARK.search(string, max(first, at - _FAR), at) is not None


def _firm_before(sheet: Sheet, doers: list[Doer], first: int, kind: str, earlier: str | None) -> str | None:
    """Name the last firm of the sentences before, where firms do such a thing (该项目于2月开工).

    `earlier` is the last firm of the passages before.
    """
    firms = [doer for doer in _near(doers, 0, first, first) if doer.kind == "org"]
    if not firms or kind not in _OF_FIRMS:
        return earlier if kind in _OF_FIRMS else None
    start = sheet.passage.sentence(firms[-1].start).start
    return next(doer for doer in firms if doer.start >= start).full


def _what(string: str, here: list[Doer], match: re.Match[str], kind: str, sentence: tuple[int, int]) -> str | None:
    """Name what it was done to: the paper, the nearest project, or the words behind the report."""
    if kind == "发布政策":
        first, last = max(sentence[0], match.start() - _FAR), min(sentence[1], match.end() + _FAR)
        papers = list(_PAPER.finditer(string, first, last))
        if papers:
            return min(papers, key=lambda paper: abs(paper.start() - match.start()))[0].strip("《》")
    projects = [doer for doer in here if doer.kind == "project"]
    if kind in _OF_PROJECTS and projects:
        return min(projects, key=lambda doer: abs(doer.start - match.start())).full
    behind = _OBJECT.match(string, match.end(), sentence[1])
    if behind and behind[1].startswith("成立") and kind == "授牌":  # 母基金揭牌成立
        return _thing_before(string, sentence[0], match.start())
    if kind == "获批" and _GRANTED_BY.fullmatch(match[0]):  # 规划获省政府批复
        return _thing_before(string, sentence[0], match.start())
    if behind and not behind[1].startswith(_CEREMONY) and not _NO_THING.match(behind[1]):
        return behind[1]
    return _what_before(string, match, kind, sentence[0])


def _what_before(string: str, match: re.Match[str], kind: str, first: int) -> str | None:
    """Name what it was done to where nothing stands behind the report: a round of money, a list, the thing opened."""
    if kind == "融资":
        money = _ROUND.search(match[0])
        return money[1] if money else None
    if kind == "入选":
        listed = _LIST.search(string, max(first, match.start() - _FAR), match.start())
        return listed[1] if listed else None
    if kind not in _INTRANSITIVE:
        return None
    return _thing_before(string, first, match.start()) or _thing_told(string, first, match.start())


def _thing_told(string: str, first: int, at: int) -> str | None:
    """Take the last thing that is built or opened in the clauses before (…建设模组基地，一期占地90亩，明年动工)."""
    things = list(_THING.finditer(string, max(first, at - _FAR // 2), at))
    thing = _OWNED.split(things[-1][0])[-1] if things else ""
    return thing if len(thing) > len("厂房") else None


def _thing_before(string: str, first: int, at: int) -> str | None:
    """Take the noun whose building or opening is reported (二期厂房明年5月竣工), if one stands in the clause."""
    first = max(first, at - 2 * _LONGEST_THING)
    first = max(first, *(string.rfind(mark, first, at) + 1 for mark in "，。；！？：、》（）”“"))
    thing = string[first:at]
    for _ in range(_MOST_BETWEEN):
        thing = _BETWEEN.sub("", thing)
    thing = _LEADING.sub("", thing)
    return thing if len("厂房") <= len(thing) <= _LONGEST_THING and thing[0] not in "该此这其" else None
