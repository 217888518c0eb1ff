"""What a number measures, read from the words around it: the noun before it, after it, or that of the number before."""

from __future__ import annotations

import re

from digest.facts.amounts import Amount
from digest.lexicon import table

_EDGE = re.compile(r"[，。；：！？、（）()《》“”‘’\[\]【】 \n—]")
_LONGEST = 18  # characters of a measure; the longest nouns of the pages read had 15
_LEADING = re.compile(
    r"^(?:其中|同时|目前|当前|截至|预计|预期|并且?|还|将|已经?|共有?|累计|总共|合计|力争|确保|争取|计划(?!总?投)|拟|可|每年|每月|全年|当年|全区|全市|全县|全省|全国|全园"
    r"|区内|园区|该[区市县园企项]业?目?|此次|本次|今年|去年|上年|到|由|从|在|据|按照?|比|较|与|和|及|以及|或|对|为|以|用|只|仅|单个|一般|平均|分别|各|均|约|近|超过?|的|了|是|有|现|现有|还有|另有|拥有|设有|包括|涵盖|涉及|如|即|以来|月|日|年|底|末|前|后|内|起|间|也|又|再|更|首次|率先|新的?|总计|共计|中)+"
)
_TRAILING = re.compile(
    r"(?:达到了?|达|为|是|至|到|增至|增加[至到]|降至|降到|升至|提高[至到]|提升[至到]|扩大[至到]|压减[至到]?|压缩[至到]?|缩短[至到]?|缩减[至到]?|超过?|近|共|合计|总计|共计|累计|分别|各|各有|均|了|有|约|仅|只有?|只用|用|的|在|由|从"
    r"|实现|完成|突破|保持|稳定|维持|预计|可|将|就|也|还|已|仍|再|较|比|同比|环比|增长|增速|增|增幅|下降|上升|上涨|上调|下调|下滑|提高|提升|回落|回升|增加|减少|降低|降|净增|大增|猛增|平均|首次|成功|逾|现|需|需要|要|会|能|又|不断|持续|高|列|居|排|名|位|升|连续|最高|最低|最大|不|大幅|多|一举|双双|全部|其中|占比|快于|高于|低于|好于|优于|\s)+$"
)
_COMPARED = re.compile(r"(?:较|比|与|相比|同)[^，。；：！？、]{0,24}?(?:增长|下降|上升|提高|提升|增加|减少|回落|净增|降低|扩大|多|少|高|低|翻|快|前移|提前|缩短)?(?:了)?$")
_AS_MUCH_AS = re.compile(r"(?:是|为|相当于|达到?)[^，。；：！？、]{0,14}的?$")
_DONE = re.compile(r".*(?:实现|完成|达成|形成|建成|带动|新增|拥有|获得|引进|签约|吸纳|覆盖|惠及|集聚|推广|培育|投放|发放|提供)(?=[\u4e00-\u9fff]{2})")
# Words that end the noun after a number.
_NOUN_STOP = re.compile(
    r"纳入|进行|实现|给予|用于|共|已|将|于|在|中(?!心|国|小|央|试|医|药|介|欧|高|等|型|标|学|部|西|外|东|期|转|车|航|科|关)|被|从|向|为(?!主)|是|可|能(?!力|源|耗|级|量)|就|均|获|达|同比|环比|占|落户|开工|竣工|投产|签约|入驻|集中|参加|参与|通过|得到|由|以|较|比|等(?!级)|成功|正式|全部|目前|覆盖|，|和(?!谐)|与|及|或|并|且|到(?!位|账)|至|让|使|把|被|对|帮|助|推|创|位列|分布|分别|超|增长|下降|提升"
)
_NO_NOUN = re.compile(r"^(?:左右|以上|以下|以内|降|增|升|至|到|且|并|和|与|及|或|在|于|是|为|用|能|可|已|将|占|同|全部|纳入|进行|不|多|内|的是|后|前|来|间|就|的?$)")
_VERBS = tuple(table("measures")["verbs"])


def noun_before(text: str, start: int, left: int) -> str:
    """Take the noun phrase that ends where a number begins, not reaching back beyond `left`; "" if there is none."""
    begin = max(left, start - 2 * _LONGEST)
    edges = [match.end() for match in _EDGE.finditer(text, begin, start)]
    phrase = text[edges[-1] if edges else begin : start]
    phrase = _COMPARED.sub("", phrase)
    phrase = _TRAILING.sub("", phrase)
    phrase = _AS_MUCH_AS.sub("", phrase) if phrase.endswith("的") or "是" in phrase else phrase
    phrase = _LEADING.sub("", _DONE.sub("", phrase))
    return phrase[-_LONGEST:]


def noun_after(text: str, end: int) -> str:
    """Take the noun phrase that begins behind a number and its unit; "" if there is none."""
    begin = end + (text[end : end + 1] == "的")
    edge = _EDGE.search(text, begin, begin + _LONGEST)
    phrase = text[begin : edge.start() if edge else begin + _LONGEST]
    if _NO_NOUN.match(phrase):
        return ""
    stop = _NOUN_STOP.search(phrase, 1)
    digit = re.search(r"[0-9]", phrase)
    cut = min(stop.start() if stop else len(phrase), digit.start() if digit else len(phrase))
    return phrase[:cut]


def measure(text: str, amount: Amount, left: int, carried: str | None) -> str | None:
    """Say what an amount measures; `carried` is what the amount before it in the sentence measured.

    Counters take the noun they count, which follows (14条举措) or, in lists, precedes them (企业402家); sums and
    shares take the noun before them unless only a verb stands there (推出1亿元算力券).
    """
    before = noun_before(text, amount.start, left)
    after = noun_after(text, amount.end)
    share = _share_of(text, amount, left)
    if share and carried:
        return carried + share
    follows = text[amount.end : amount.end + 1] != "的"
    if amount.kind == "quantity" and after and (follows or not before):
        return after
    if before and not before.endswith(_VERBS):
        return before
    return after or (carried if not before or amount.kind == "percent" else None) or before or carried


def _share_of(text: str, amount: Amount, left: int) -> str:
    """Find 占… before a share whose clause names nothing else: 占全部投资的62.6%."""
    if amount.kind not in ("percent", "ratio"):
        return ""
    begin = max(left, amount.start - _LONGEST)
    edges = [match.end() for match in _EDGE.finditer(text, begin, amount.start)]
    phrase = text[edges[-1] if edges else begin : amount.start]
    return phrase.removesuffix("的") if phrase.startswith(("占", "约占")) else ""
