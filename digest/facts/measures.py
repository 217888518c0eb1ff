"""What a number measures, read from the words around it: the noun before it, after it, or that of the number before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.facts.units import Amount
    from digest.model import Span

_EDGES = frozenset("，。；：！？、（）()《》“”‘’[]【】 \n—")
_EDGE = re.compile(f"[{re.escape(''.join(sorted(_EDGES)))}]")
_LONGEST = 18  # characters of a measure; the longest nouns of the pages read had 15
# Words at the head of a clause that name no measure.
_LEADING = re.compile(
    r"(?:其中|同时|目前|当前|截至|预计|预期|并且?|还|将|已经?(?!完成)|共有?|累计|总共|合计|力争|确保|争取|计划(?!总?投)|拟|可|每年|每月|全年|当年|全[区市县省国园]"
    r"|区内|园区|该[区市县园企项]业?目?|此次|本次|今年|去年|上年|到|由|从|在|据|按照?(?!揭)|与|和|及|以及|或|对|为|以|用|只|仅|一般|平均|分别|各|均|约|近|超过?|的|了|是(?!否)|有(?![效机色限源])"
    r"|现有?(?![代场金])|还有|另有|拥有|设有|包括|涵盖|涉及|如|即|以来|底|末|初|期间|也|又|再|更|首次|率先|总计|共计)+"
)
# Words at the end of a clause that lead over to the number.
_TRAILING = re.compile(
    r"(?:达到了?|达|为|是|至|(?<!签)到|增至|增加[至到]|降至|降到|升至|提高[至到]|提升[至到]|扩大[至到]|压减[至到]?|压缩[至到]?|缩短[至到]?|缩减[至到]?|下降[至到]|上升[至到]|超过?|近|共|合计|总计"
    r"|共计|累计|分别|各有?|均|了|(?<![所拥])有|(?<![签合节])约|仅|只有?|只用|(?<![费作使])用|的|在|由|从|实现|完成(?=.)|突破|保持|稳定|维持|预计|可|将|就|也|还|已|仍|再|较|同比|环比"
    r"|(?:年均|实际|名义|大幅|同步|逆势|平均|持续|不断|连续|成功|首次|再次|合计|整体|全部|最高|最低)|增长|上升|上涨|上调|下调|下滑|提高|提升|回落|回升|增加|减少|下降|降低|扩大|收窄|净增|大增|猛增|需要?|要|能够|比上年|占比|快于|高于|低于|好于|优于|\s)+$"
)
_COMPARED = re.compile(
    r"(?<![同环占对])[较比](?![例重率亚赛特值利亚尔])[^，。；：！？、]{0,24}?(?:增长|下降|上升|提高|提升|增加|减少|回落|净增|降低|扩大|多|少|高|低|翻|快)?(?:了)?$"
)
_AS_MUCH_AS = re.compile(r"(?:是|为|相当于|达到?)[^，。；：！？、]{0,14}的?$")
_DONE = re.compile(
    r"(?:实现|达成|形成|建成|带动|拥有|获得|引进|签约|吸纳|覆盖|惠及|集聚|推广|培育|投放|发放|提供)(?=[\u4e00-\u9fff]{2})"
)
# Words that end the noun after a number.
_NOUN_STOP = re.compile(
    r"纳入|进行|实现|给予|用于|共(?!享|同|建)|已|将|于(?!是)|在(?!线|岸)|中(?!心|国|小|央|试|医|药|介|欧|高|等|型|标|学|部|西|外|东|期|转|车|航|科|关|级|间|药)|被|从(?!业|事)|是|(?<![许认])可(?!持|再|穿|视|靠)"
    r"|就(?!业|学|诊|医|餐|地|读|近|绪)|均(?!衡)|获(?!得感)|达|同比|环比|占(?!地)|落户|开工|竣工|投产(?!业)|签约|入驻|集中|参加|参与|通过|得到|由|较|比(?!例|重|赛)|成功|正式|全部|目前|覆盖|和(?!谐)|与"
    r"|及|或(?!者)|并(?!购|网)|且|至|让|使(?!用)|帮助|推动|位列|分布|分别|超(?!算|级|市|声)|增长|下降|提升|合计|累计|为(?!民|主|先)|向(?<!方向)(?<!双向)(?<!面向)(?<!定向)(?<!导向)|被|对(?!接|外|口)|以(?!太)"
)
_NO_NOUN = re.compile(
    r"(?:压减|压缩|缩短|缩减|提高|提升|精简|增加|减少|扩大|相继|陆续|先后|同步|正(?!极|式)|返|左右|以上|以下|以内|降|增(?!值|量|材|程)|升(?!级|降)|至|到|且|并(?!购|网)|和|与|及|或|在(?!线|岸|建)|于|是|为|用(?!户|地|电|水|工|于)|能(?!源)|可|已|将|占(?!地)|同|全部|纳入|进行|不|多(?!媒|功|元)|内|后|前|来|间|就(?!业)|的|来自|属于|位于|现|也|都|还|又|均|共|以|由|从|被|把|让|使|对|向|比|较|超|达|获|等|，)"
)
_DIGIT = re.compile(r"[0-9]")
# Characters of a verb alone: 交付 in 交付800套 names less than what was counted before; 奖励 names the sum behind it.
_SHORT = 2
_VERBS = tuple(table("measures")["verbs"])


def noun_before(text: str, start: int, left: int, dates: Sequence[Span]) -> str:
    """Take the noun phrase that ends where a number begins; "" if there is none.

    It does not reach back beyond `left` nor beyond the edge of its clause, and leaves out the `dates` within.
    """
    begin = _clause(text, max(left, start - 2 * _LONGEST), start)
    phrase = ""
    for date in dates:
        if begin <= date.start and date.end <= start:
            phrase, begin = phrase + text[begin : date.start], date.end
    phrase += text[max(begin, left) : start]
    phrase = _TRAILING.sub("", _COMPARED.sub("", phrase))
    if "是" in phrase or phrase.endswith("的"):
        phrase = _AS_MUCH_AS.sub("", phrase)
    phrase = _DONE.split(phrase)[-1]
    leading = _LEADING.match(phrase)
    return phrase[leading.end() if leading else 0 :][-_LONGEST:]


def noun_after(text: str, end: int) -> str:
    """Take the noun phrase that begins behind a number and its unit; "" if there is none."""
    begin = end + (text[end : end + 1] == "的")
    if _NO_NOUN.match(text, begin):
        return ""
    edge = _EDGE.search(text, begin, begin + _LONGEST)
    last = edge.start() if edge else min(len(text), begin + _LONGEST)
    for ending in (_NOUN_STOP, _DIGIT):
        stop = ending.search(text, begin + 1, last)
        last = stop.start() if stop else last
    return text[begin:last]


class Told(NamedTuple):
    """What a number says to the next one: its sentence, where it ended, what it measured, its kind and unit."""

    sentence: Span
    end: int
    measure: str | None
    kind: str | None
    unit: str | None


def measure(text: str, amount: Amount, dates: Sequence[Span], told: Told) -> str | None:
    """Say what an amount measures; `dates` are those between the number before, of which `told` speaks, and this one.

    Counters take the noun they count, which follows (14条举措) or, in lists, precedes them (企业402家); sums and
    shares take the noun before them unless only a verb stands there (推出1亿元算力券).
    """
    same = told.unit == amount.unit
    if told.measure and same and text[told.end : amount.start] in ("、", "和", "及", "与"):
        return told.measure
    before = noun_before(text, amount.start, told.end, dates)
    after = noun_after(text, amount.end)
    linked = text.startswith("的", amount.end)
    if amount.kind in ("percent", "ratio"):
        share = _share_of(text, amount, told.end) if told.measure else ""
        if share or (linked and after):
            return f"{told.measure}{share}" if share else after
    counted = amount.kind == "quantity" and not (linked and before)
    names_it = not before.endswith(_VERBS) or (amount.kind == "duration" and len(before) > _SHORT)
    if before and names_it and not (counted and after):
        return before
    if after or len(before) > _SHORT or (before and amount.kind == "money"):
        return after or before
    return (told.measure if same or not before else None) or before


def _share_of(text: str, amount: Amount, left: int) -> str:
    """Find 占… before a share whose clause names nothing else: 占全部投资的62.6%."""
    begin = _clause(text, max(left, amount.start - _LONGEST), amount.start)
    phrase = text[begin : amount.start]
    return phrase.removesuffix("的") if phrase.startswith(("占", "约占")) else ""


def _clause(text: str, begin: int, end: int) -> int:
    """Find where the clause that ends at `end` begins, but not before `begin`."""
    for place in range(end - 1, begin - 1, -1):
        if text[place] in _EDGES:
            return place + 1
    return begin
