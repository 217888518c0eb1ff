"""A report in, the sums out that its own words give to a zone: 江畔高新区25个项目集中开工，总投资254亿元.

Such a sentence says by its form how many projects the sum is of, at which stage they are, and whose they are: what is
read off it needs no attribution to be sure of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.edit.fingerprint import within, zone_key
from digest.edit.sentence import told
from digest.text.words import tagged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.edit.fingerprint import Fingerprint
    from digest.edit.sentence import Sentence
    from digest.model import Fact, Statement, Text, Zone


@dataclass(frozen=True, slots=True)
class BatchSum:
    """The sum of a zone's projects, and the stage that they are told at."""

    zone: Zone
    fact: Fact
    stage: str


_SIGNED: Final = "签约|签下|签订|签署|落户|揽金|落地"
_STARTED: Final = "开工|动工|开建|奠基|破土|启动建设"
_FINISHED: Final = "投产|竣工|投用|投运|建成|启用|下线|通车|开园|完工|交付|通过验收"
_ACTS: Final = {"sign": re.compile(_SIGNED), "start": re.compile(_STARTED), "finish": re.compile(_FINISHED)}
_ANY: Final = f"{_SIGNED}|{_STARTED}|{_FINISHED}"
_COUNT: Final = r"\d{1,4}个"
# Right before the figure: 25个项目集中开工，总投资 · 集中开工第二批13个项目，总投资将超过 · 签约9个，总投资 ·
# 二季度重大项目集中开工，总投资额约 · 28个签约项目总投资额.
_BEFORE = re.compile(
    rf"(?:(?:{_COUNT}[^，,。；]{{0,30}}|(?:{_ANY})[^，,。；]{{0,12}}{_COUNT}[^，,。；]{{0,10}}"
    rf"|项目[^，,。；]{{0,10}}集中(?:{_ANY}))[，,]|{_COUNT}[^，,。；]{{0,8}}项目)(?:项目)?(?:计划|协议|合同|预计)?"
    r"总(?:投资|金额|额|合同额)额?(?:预计|将|达到|达|为|约|逾|超过|超|近|共){0,3}$"
)
# … and right behind it: 总投资超263亿元的6个项目成功签约.
_AFTER = re.compile(rf"(?:[（(][^（）()]{{0,12}}[）)])?的?{_COUNT}[^，,。；]{{0,12}}项目[^，,。；]{{0,10}}(?:{_ANY})")
_TOTAL_BEFORE = re.compile(r"总(?:投资|金额|额)(?:达|为|约|逾|超过|超|近)?$")
# Not of this act: of a year, of what is behind, of a part, of what is only meant.
_OTHER = re.compile(
    r"累计|以来|[今去全上]年|年度|前\d{1,2}个?月|[上下]半年|季度(?!重大|重点|项目|集中)|其中|意向|历年|当前|目前|在建|拟"
)
_PART = re.compile(r"项目中[，,]|方面[，,]|类项目|资项目")  # 外资项目2个，总投资57亿元
_VENUE = re.compile(r"[^，,。；]{0,12}(?:举行|举办|召开|开幕|启幕)")
_AT: Final = ("在", "于")


def batch_sums(one: Fingerprint) -> Iterator[BatchSum]:
    """Yield the sums that the sentences of a report give to its zones, the first of each."""
    seen: set[str] = set()
    whole = told(one.report)
    for sentence in whole:
        for fact in sentence.facts:
            asked = _is_amount(fact) and not holds_intentions(fact, one)
            zone = _zone_of(fact, sentence, whole, one) if asked else None
            if zone and zone_key(zone) not in seen:
                seen.add(zone_key(zone))
                yield BatchSum(zone, fact, _stage(sentence.text.string, one))


def _is_amount(fact: Fact) -> bool:
    return _is_money(fact, "CNY") and bool(fact.label)


def _zone_of(fact: Fact, sentence: Sentence, whole: Sequence[Sentence], one: Fingerprint) -> Zone | None:
    """Find whose projects a figure is the sum of; None where its sentence does not say that it is one."""
    at = _place(fact, sentence.text)
    if at < 0 or fact.bound not in ("exact", "about", "over", "nearly"):
        return None
    string, end = sentence.text.string, at + len(fact.text)
    start = max(string.rfind(mark, 0, at) for mark in "；;。") + 1
    before = string[start:at]
    counted = _BEFORE.search(before)
    if not counted and not (_TOTAL_BEFORE.search(before) and _AFTER.match(string, end)):
        return None
    if _OTHER.search(before) or not re.search(_ANY, string):
        return None
    named = [name for name in _named(sentence, one) if name[0] < at]
    here = [(place, name, zone) for place, name, zone in named if place >= start]
    if here:
        return None if any(_is_listed(string, place, name) for place, name, _ in here) else here[-1][2]
    if _PART.search(before):
        return None
    bare = start > 0 and re.match(r"[^\d，,]{2,8}(?=\d)", before.lstrip())  # 临江县14个，总投资88.2亿元
    return None if bare or named else _told_before(sentence, whole, one)


def _is_listed(string: str, at: int, name: str) -> bool:
    """Say whether a zone is one of several that act together: 江畔高新区、榆川经开区等6家园区现场签约15个."""
    return string.startswith(_JOINS, at + len(name)) or string.endswith(_JOINS[1:], 0, at)


_JOINS: Final = ("等", "、", "和", "与", "及")


def _place(fact: Fact, text: Text) -> int:
    """Find where in a sentence's string a figure stands; -1 where it does not."""
    offset = 0
    for start, end in text.spans:
        if start <= fact.text.start < end:
            return offset + fact.text.start - start
        offset += end - start
    return -1


def _named(sentence: Sentence, one: Fingerprint) -> list[tuple[int, str, Zone]]:
    """List the zones that a sentence names as who acts, in order; where something took place is none."""
    found = []
    string = sentence.text.string
    for fact in one.report.facts:
        if fact.kind == "zone" and fact.zone and is_name(fact.zone, fact.text.string):
            at = string.find(fact.text.string)
            venue = string[at - 1 : at] in _AT or fact.text.string[0] in _AT
            if at >= 0 and not (venue and _VENUE.match(string, at + len(fact.text))):
                found.append((at, fact.text.string, fact.zone))
    longest: dict[int, tuple[str, Zone]] = {}
    for at, name, zone in found:  # 赣江新区中医药科创城 is not 赣江新区
        if at not in longest or len(name) > len(longest[at][0]):
            longest[at] = name, zone
    return [(at, name, zone) for at, (name, zone) in sorted(longest.items())]


def _told_before(sentence: Sentence, whole: Sequence[Sentence], one: Fingerprint) -> Zone | None:
    """Find the zone of a sentence that names none: that of the headline, else of the sentence before."""
    heads = [fact.zone for fact in one.report.facts if fact.kind == "zone" and within(fact, one.article.headline)]
    if heads:
        return heads[0] if len({zone_key(zone) for zone in heads if zone}) == 1 else None
    named = _named(whole[sentence.index - 1], one) if sentence.index and not sentence.begins else []
    return named[0][2] if len({zone_key(zone) for _, _, zone in named}) == 1 else None


def _stage(string: str, one: Fingerprint) -> str:
    found = next((name for name, pattern in _ACTS.items() if pattern.search(string)), "")
    return one.kind.name if one.kind.name in _ACTS and _ACTS[one.kind.name].search(string) else found


def is_told_of(one: Fingerprint) -> bool:
    """Say whether headline or lead tell of the stage that a story is filed under: 签订安全生产协议 is no signing."""
    acts = _ACTS.get(one.kind.name)
    opening = f"{one.article.headline or ''}\n{one.lead}"
    return acts is None or any(not _PAPER.search(opening[match.end() :][:_NEAR]) for match in acts.finditer(opening))


_PAPER = re.compile(r"(?:管理|责任|承诺|保密|劳动|安全)[^，。]{0,6}(?:协议|书|合同)")
_NEAR: Final = 16  # characters behind 签订 that say what was signed


def is_in_headline(cost: Statement, one: Fingerprint) -> bool:
    """Say whether the headline has a cost too, of the only zone that the report names: 拟6.8亿元投建."""
    zones = {zone_key(fact.zone) for fact in one.report.facts if fact.zone and is_name(fact.zone, fact.text.string)}
    heads = (fact for fact in one.report.facts if fact.kind == "money" and within(fact, one.article.headline))
    return len(zones) == 1 and any(fact.value == cost.value for fact in heads)


def is_cumulative(fact: Fact) -> bool:
    """Say whether a sum is of a stretch of time, not of the act: 前11月累计签约281个，投资总额1690亿元."""
    before = fact.quote.string.partition(fact.text.string)[0]
    start = max(before.rfind(mark) for mark in "；;。") + 1
    return bool(_STRETCH.search(before[start:]))


_STRETCH = re.compile(r"累计|以来|今年前|去年|全年|前\d{1,2}个?月|年度")


def holds_intentions(fact: Fact, one: Fingerprint) -> bool:
    """Say whether a sum is of what is signed and what is only meant: 总额186.2亿元, 合同74.4亿元, 意向111.8亿元."""
    sums = [(other.value, other.modality) for other in one.report.facts if _is_money(other, fact.unit)]
    meant = [value for value, status in sums if status == "intention"]
    rest = [value for value, status in sums if status != "intention"]
    return any(a + b == fact.value for a in meant for b in rest if isinstance(a, Decimal) and isinstance(b, Decimal))


def _is_money(fact: Fact, unit: str | None) -> bool:
    return fact.kind == "money" and fact.unit == unit and isinstance(fact.value, Decimal)


def main_zone(one: Fingerprint) -> Zone | None:
    """Give the zone a story is of, or, where that is no name (投建麓山工业园), the first that is one."""
    zone = one.zone
    named = [fact for fact in one.report.facts if fact.kind == "zone" and fact.zone]
    if zone is None or any(is_name(zone, fact.text.string) for fact in named if fact.zone == zone):
        return zone
    opening = [fact for fact in named if one.lead.find(fact.text.string) >= 0]
    return next((fact.zone for fact in opening if fact.zone and is_name(fact.zone, fact.text.string)), None)


def is_name(zone: Zone, called: str) -> bool:
    """Say whether a zone's name is one: a zone that no gazetteer knows does not begin with what is done or how."""
    if zone.level != "未知":
        return True
    known = lexicon.table("desk")["zones"]
    before = list(tagged(called))[:-1]
    done = any(len(word) > 1 and tag in _NO_NAME and word not in known["verbs_in_names"] for word, tag in before)
    return not done and not any(word in called for word in known["no_names"])


_NO_NAME: Final = frozenset({"v", "d", "r", "p", "c"})
