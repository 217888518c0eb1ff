"""Strings in, firms out that only the talk of the market shows: short names beside a word of the trade.

Business news calls firms by the short names of the exchange (某某股份, 某某科技) or by bare names. What gives them
away is their place: before 发布公告, 控股股东, a stock code; after 收购, 质押给, 控股股东; or in a list with one that
is known.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from digest import lexicon
from digest.facts import places
from digest.facts.bodies import Found, stripped
from digest.facts.boundary import head

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Span

# Words that show the trade in firms; in a sentence without one nothing is looked for.
_TRADE = re.compile(
    r"收购(?=[^。]{0,40}(?:[%％]|股|亿|公司|集团))|股权|持股|控股|减持|增持|质押|公告|上市公司|股东|并购|套现|起诉|诉讼|重组|定增|领投|跟投|轮融资|估值|战略投资|个股|概念股|重仓|A股|净利润|营收|股价"
)
# What firms do and have: the name ends before it, or before what says when and how (近日, 再次, 计划).
# Every branch begins with a plain character: a search passes over the rest five times as fast.
_CODE = r"(?:\d{4,6}|证券代码|股票代码|[Nn]asdaq|[NH]YSE|HK|SH|SZ)"
_AFTER = re.compile(
    rf"（{_CODE}|\({_CODE}"
    r"|发布|公告|披露|公布|宣布|回应|回复|表示|称|控股股东|实际控制人|实控人|第[一二三]大股东|董事会|董事长|董秘|总裁|首席执行官|创始人"
    r"|持有|所持|持股|质押|减持|增持|收购|起诉|入股|并购|购买|出售|转让|受让|认购|买下|买入|卖出|拟[以通将向]|计划在|将所持"
    r"|领投|跟投|参投|联合领投|及其一致行动人|股权|股票|股份[的\d]|股价|涨停|跌停|市值|旗下"
)
_AFTER_NUMBER = re.compile(
    r"\d(?:\d?日(?:晚间?|早间|午间)?(?:公告|发布|披露|宣布)|\d{0,2}(?:\.\d{1,2})?[%％]的?(?:股|权益))"
)
_BEFORE = re.compile(
    r"(?:获得(?=[\u4e00-\u9fff]{2,8}(?:基金|资本|创投|集团))|收购了?|并购了?|购买了?|买下了?|入股了?|受让了?|认购了?|转让给|出售给?了?|质押给了?|质权人为|质押方为|质权方为|起诉了?|状告|告上|控股股东(?:为|是)?|第[一二三]大股东(?:为|是)?|股东|一致行动人(?:为|是)?"
    r"|持有的?|增持了?|减持了?|买入了?|卖出了?|新进了?|子公司|参股公司|标的公司|交易对方(?:为|是)?|旗下的?|关联方|债权人|投资了|领投方为?|投资方为?|重仓股?为?|有限公司向|公司向|股份向)"
)
_BEFORE_NAME = re.compile(
    r"[\u4e00-\u9fffA-Za-z*·&]{2,14}?(?=[，。；、：:,;.（()）\d“”%\s]|的|所持|所持有|持有|合计|累计|全部|部分|剩余|少数|控股权|股权|股份(?!有限)|股票|等\d|等多|进行|质押|支付|提起|构成|及其|以及|和|与|于|后|时|在|向|将|拟|一案|$)"
)
_ENDING = re.compile(
    r"(?:股份|科技|集团|控股|证券|基金|信托|银行|投资|资本|实业|国际|电子|信息|医药|药业|制药|生物|医疗|健康|环保|环境|能源|新能源|新能|新材|材料|汽车|重工|机械|电气|电器|化工|地产|置业|发展|传媒|影视|文化|教育|旅游|网络|软件|通信|光电|智能|食品|乳业|酒业|人寿|保险|租赁|城投|建投|金控|资产|互娱|动力|电源|锂业|锂能|矿业|钢铁|航空|物流|商业|百货|股权)"
    r"(?:(?=[，。；、：:,;（()）“”\s]|的|和|与|及|等|以|已|于|在|是|为|向|拟|将|持|发|公告|所|自|通过|$)"
    r"|(?<=股份|集团|证券|控股|信托|药业|资产|科技|人寿|汽车)(?<=[\u4e00-\u9fff]{4})(?![有公化权比数总转回质业责]|合计|合共|配套|制造|创新|成果|企业|股东))"
)
# At the head of a clause a name of three to six characters stands before what firms do.
_OPENS = re.compile(
    r"(?:(?<=[，。；：、:;,\s“])|^)([\u4e00-\u9fffA-Z*]{3,6}?)(?:(?:近日|日前|近期|此前|随后|目前)?"
    r"(?:[也已]?于(?=\d|今|去|本)|曾|又|已经|尚未|指出|近几年|基于|再投|计划自|(?=\d{4}年)|拟(?=[以定向将收增减发与对])|再次|再度|宣布|实现(?=营|净|收)|方面|作价|收到|签署|签订|与(?=[\u4e00-\u9fff]{2,14}签)|的?(?:净利润|营收|营业收入|股价|市值|总股本|控制权|子公司|全资)|及一致行动人|以(?=\d)|由于|因(?=[其自未]))|[（(：:](?=[^（()）]{0,20}(?:减持|增持|收购|质押|股份|\d{6}|简称|股东)))"
)
_MARK = re.compile(r"[，。；：、:;,\s“]")  # what the head of a clause stands behind
_SHORTEST, _LONGEST, _LONGEST_LATIN = 3, 8, 30  # two characters are an everyday word far more often than a firm
_GIVEN_NAME = 2
_NO_END = frozenset("，。；：、“”（《\n ")  # no name ends here
_ITEM = re.compile(r"[、和及与]([\u4e00-\u9fffA-Za-z*]{2,8}?)(?=[、，。；,;.（(]|和|及|等|以及|$)")
_LATIN = re.compile(r"[A-Z][A-Za-z]+(?:[ .&][A-Z][A-Za-z.]*){0,4}")


@cache
def everyday() -> frozenset[str]:
    """Load the words that stand where a firm's name might (公司, 标的公司, 科创板)."""
    return frozenset(lexicon.table("market")["everyday"].split())


@cache
def _adverbs() -> tuple[str, ...]:
    return tuple(lexicon.table("market")["adverbs"].split())


@cache
def _parts() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, lexicon.table("market")["parts"].split())))


def market(string: str, sentences: tuple[Span, ...]) -> tuple[Found, ...]:
    """Find the firms that the sentences about the trade in firms name; spans count characters of `string`."""
    found: list[Found] = []
    for start, end in sentences:
        if _TRADE.search(string, start, end):
            found += sorted(_sentence(string, start, end))
    return tuple(found)


def _sentence(string: str, start: int, end: int) -> Iterator[Found]:
    places = [match.start() for look in (_AFTER, _AFTER_NUMBER) for match in look.finditer(string, start, end)]
    ends = {_before_adverbs(string, start, place) for place in places}
    for place in ends:
        yield from _ending_at(string, start, place)
    for match in _ENDING.finditer(string, start, end):
        if match.end() not in ends:
            yield from _ending_at(string, start, match.end(), formed=True)
    for match in _opening(string, start, end):
        if is_name(match[1]) and head(string, match.end(1)) == match.start(1):
            yield Found(match.start(1), match.end(1), "org.market")
    for match in _BEFORE.finditer(string, start, end):
        name = _BEFORE_NAME.match(string, match.end(), end) or _LATIN.match(string, match.end(), end)
        if name and is_name(name[0]):
            yield Found(name.start(), name.end(), "org.market")


def _opening(string: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield what `_OPENS` matches behind the marks of a sentence and where it begins; they do not overlap."""
    done = start
    for place in (start, *(mark.end() for mark in _MARK.finditer(string, start, end))):
        if place >= done and (match := _OPENS.match(string, place, end)):
            yield match
            done = match.end()


def _before_adverbs(string: str, floor: int, end: int) -> int:
    adverbs = _adverbs()
    while string.endswith(adverbs, floor, end):
        end -= next(len(word) for word in adverbs if string.endswith(word, floor, end))
    return end


def _ending_at(string: str, floor: int, end: int, *, formed: bool = False) -> Iterator[Found]:
    if _parts().search(string, max(floor, end - _SHORTEST), end):  # no name would pass; most places fail here
        return
    if string[end - 1 : end] in _NO_END:
        return
    start = max(floor, head(string, end))
    name = string[start:end]
    if is_name(name) and (not formed or len(stripped(name, ("generic", "business"))) >= _GIVEN_NAME):
        yield Found(start, end, "org.market")


def siblings(string: str, end: int) -> Iterator[Found]:
    """Yield the names that follow a known one in a list (某某、某某和某某)."""
    while match := _ITEM.match(string, end):
        if not is_name(match[1]):
            return
        yield Found(match.start(1), match.end(1), "org.list")
        end = match.end()


@lru_cache(maxsize=4096)
def is_name(name: str) -> bool:
    """Tell whether a stretch can be a firm's short name: not an everyday word, not made of them, no place."""
    if not _SHORTEST <= len(name) <= (_LONGEST_LATIN if name.isascii() else _LONGEST):
        return False
    if name[0].isdigit() or name in everyday() or name in places.division_names() or _parts().search(name):
        return False
    return len(stripped(name, ("generic", "business"))) >= _GIVEN_NAME or name.isascii()
