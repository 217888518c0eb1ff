"""Passages and names in, numeric facts out: each number with its mood, what it measures and whose it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from decimal import Decimal
from sys import intern
from typing import TYPE_CHECKING

from digest.facts import amounts, dates, moments, rates
from digest.facts.finding import Finding
from digest.facts.measures import Told, each, measure
from digest.facts.reading import inside
from digest.model import FactKind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.facts.reading import Reading, Setting
    from digest.facts.units import Amount
    from digest.model import Text

# A plan of some years keeps its length, though it stands in a title (三年行动).
_YEARS_OF_ACTION = re.compile(r"年(?:行动|攻坚|计划|规划|倍增|提升|滚动|大变样)")

_RISE = (
    r"增长|上升|提高|提升|增加|扩大|上涨|上调|增幅|增速|涨幅|回升|攀升|激增|大增|猛增|劲增|净增|多增|增|涨|拉高|快于"
    r"|高于|升"
)
_FALL = (
    r"下降|降低|减少|下滑|回落|负增长|缩减|压减|压缩|压降|缩短|精简|减|跌|下跌|降"
    r"|降幅|跌幅|下调|收窄|萎缩|少增|同比少|缩小|下挫|减幅|缩水|下浮|减产|降价|降薪|便宜|再压|贬|贬值|拖累全区"
    r"|比[^，。；0-9]{1,12}?(?:少|低)|(?:再|仍|还|只|要)低|少了?"
)
_CHANGE = re.compile(
    rf"(?:(?P<fall>{_FALL})|(?P<rise>{_RISE}))(?:了|率|幅度?|约?)?(?:为|达到?|在|近|超过?|约|整整|了|逾|高达|\s)?$"
)
_AGAINST = re.compile(
    r"(?P<way>同比|环比)|(?:较|比|是|为|相当于)(?P<base>[^，。；：！？、是为较比]{1,14}?)(?:同期)?"
    r"(?:的|年?均?(?:实际|名义)?(?:净|大幅)?(?:增|升|提|扩|上|涨|下|降|减|跌|回|缩|多|少|高|低|翻|快|前|收)|$)"
)
_WINDOW = 12  # characters before a number in which its verb stands
_TIME = re.compile(r"年|月|期|季|初|末|底|日|前")
_MONEY_TALK = re.compile(
    r"资金|债权|投资|收购|套现|净流|融资|市值|营收|收入|利润|净利|金额|作价|贷款|成交|资产|负债|注资|估值|出资|现金|定增|募资|募集"
    r"|买入|卖出|余额|耗资|斥资|债务|价格|对价|净买|净卖|净减持|流入|流出|产值|销售额|税收|纳税|资本|费用|成本|预算|电费|水费|运费|花|省|补贴|补助|奖励|奖金|货款|工资|年薪|租金|罚款|货值|税款|欠款|本金|额度|存款|外资|赔|挣|赚|卖|给|贵|便宜|封顶|每公斤|进出口"
)
_AND = ("和", "、", "及", "与")
_LINKS = ("和", "、", "及", "与", "至", "到", "，")  # between the numbers of a list
_SHARE_TALK = re.compile(r"股|份额|人|次|户|粉丝|册|条|吨|亩|平方|占比")


FALL = ".fall"  # ends the rule of a percentage whose verb, outside its own words, makes it negative


def find(reading: Reading, setting: Setting) -> Iterator[Finding]:
    """Yield the numbers, dates and periods of a passage: dates first, then amounts, each in reading order."""
    found = [moment for moment in dates.scan(reading.plain.text) if _is_dated(reading, moment)]
    yield from moments.find(reading, found, setting.on, setting.period)
    yield from _counted(reading, found)


def _is_length(text: str, moment: dates.Moment) -> bool:
    """Tell a length of time that is days as well (三年内, 5天后) from a date (两年前)."""
    return moment.rule == "period.window" or (moment.rule == "date.away" and text[moment.end - 1] == "后")


def _is_dated(reading: Reading, moment: dates.Moment) -> bool:
    """Tell a date of the report from one in a name; “十四五”期间 is quoted by custom."""
    return moment.rule == "period.plan" or not inside(reading.masked, moment.start, moment.end)


def _counted(reading: Reading, moments: list[dates.Moment]) -> Iterator[Finding]:
    text = reading.plain.text
    taken = [Span(m.start, m.end) for m in moments if not _is_length(text, m)]
    dates = [Span(m.start, m.end) for m in moments if m.parts.get("term") != "年度"]  # 年度目标 is a noun
    found = [a for a in amounts.scan(text, taken) if not inside(taken, a.start, a.end) and _is_free(reading, a)]
    found = sorted([*found, *(a for a in amounts.scan_words(text) if not inside(reading.masked, a.start, a.end))])
    found = list(_pointed(text, found))
    told = Told(Span(-1, -1), 0)
    last: Finding | None = None
    row: list[str | None] = []  # what the numbers of the sentence measured so far
    dealt: list[str | None] = []  # what the next numbers measure, each its own
    for k, bare in enumerate(found):
        following = found[k + 1] if k + 1 < len(found) else None
        amount = _with_unit(text, bare, told, following)
        here = reading.sentence(amount.start)
        if here != told.sentence:
            kept = told if text.startswith("其中", here.start) else Told(here, 0)
            told = Told(here, here.start, kept.measure, kept.kind, kept.unit, told.counts)
            row, dealt = [], []
        nearby = dates[bisect_left(dates, (told.end, 0)) : bisect_left(dates, (amount.start, 0))]
        measured = measure(text, amount, nearby, told, _owner_end(reading, amount))
        if not dealt and _EACH in text[max(told.end, amount.start - _WINDOW) : amount.start]:
            many = _listed(text, found, k)
            summed = measured is not None and measured.endswith("指标")  # 用电量、货运量两项指标分别增长…
            dealt = each(text, amount, here.start if summed else told.end, many) or (
                row[-many:] if measured in (told.measure, "指标", *row[-many:]) else []
            )
        measured = dealt.pop(0) if dealt else measured
        if amount.unit != "大":  # 三大指标 sums up those before
            row.append(measured)
        told = told.after(here, amount, measured)
        last = _finding(reading, amount, here, measured, last)
        yield last


_LINK = re.compile(r"[和、及与至到，](?:提高|提升|增加|增长|减少|下降|降低|上升|扩大|多|少)?")


def _pointed(text: str, found: list[Amount]) -> Iterator[Amount]:
    """Give the first of a list of points the unit of the last: 高于全国、全省3.9个、5.3个百分点."""
    points = [amount.unit == _POINTS for amount in found]
    for k in range(len(found) - 2, -1, -1):
        if points[k + 1] and found[k].unit == "个" and text[found[k].end : found[k + 1].start] in _AND:
            points[k] = True
    for amount, point in zip(found, points, strict=True):
        yield amount._replace(kind="percent", unit=_POINTS) if point else amount


_POINTS = "百分点"
_EACH = "分别"  # 税收8亿元，企业90家，分别增长4%和6%: the first rise is that of the first number


def _listed(text: str, found: list[Amount], k: int) -> int:
    """Count the amounts of the list that begins with the k-th: those behind it that and or a comma ties to it."""
    last = k
    while last + 1 < len(found) and _LINK.fullmatch(text, found[last].end, found[last + 1].start):
        last += 1
    return last - k + 1


def _owner_end(reading: Reading, amount: Amount) -> int:
    """Find where the last name before an amount ends, in the plain text; 0 if there is none."""
    named = reading.last_before(reading.plain.span(amount.start, amount.start + 1)[0])
    return reading.plain.index(named.end) if named else 0


def _is_free(reading: Reading, amount: Amount) -> bool:
    """Tell a number of the report from one that is part of a name."""
    if inside(reading.masked, amount.start, amount.end):
        years = amount.kind == "duration" and _YEARS_OF_ACTION.match(reading.plain.text, amount.end - 1) is not None
        return years or _is_said(reading, amount)
    named = reading.name_around(*reading.plain.span(amount.start, amount.end))
    written = reading.plain.text[amount.number : amount.end]
    return named is None or amount.kind in ("money", "percent") or (_MEASURED.match(written) is not None)


_MEASURED = re.compile(r"[0-9.]+[万亿][^个家]")  # 年约12万吨送进…厂 was taken for the name of a works
_QUOTED_SUM = re.compile(r"[0-9.]{2,}|[0-9][万亿%]|[一二两三四五六七八九十][百千万]?个?亿|[一二三四五六七八九]成")


def _is_said(reading: Reading, amount: Amount) -> bool:
    """Tell a sum or a share that is quoted (“1.26亿美元”, 降薪“三成”) from the number of a slogan (“双百”)."""
    text = reading.plain.text
    if text.startswith(("《", "〔", "http", "www"), reading.masked_at(amount.start)):
        return False
    return amount.kind in ("money", "percent", "bare") and _QUOTED_SUM.match(text, amount.number) is not None


def _with_unit(text: str, amount: Amount, told: Told, following: Amount | None) -> Amount:
    """Find the unit of a bare number of 万 or 亿, or of 块: that of its list, or money where the talk is of money."""
    if amount.kind != "bare":
        paid = amount.unit == "块" and _PAID.match(text, amount.end)
        talked = paid and _MONEY_TALK.search(text, max(0, amount.start - _TALK_WINDOW), amount.start)
        return amount._replace(kind="money", unit="CNY", rule="money.bare") if talked else amount
    if following and following.kind != "bare" and text[amount.end : following.start] in _LINKS:
        return amount._replace(kind=following.kind, unit=following.unit, rule=f"{following.kind}.list")
    if told.kind == "money" and text[told.end : amount.start] in _LINKS:
        return amount._replace(kind="money", unit=told.unit, rule="money.list")
    around = text[max(0, amount.start - _TALK_WINDOW) : amount.end + 6]
    if _MONEY_TALK.search(around) and not _SHARE_TALK.match(text, amount.end):
        return amount._replace(kind="money", unit="CNY", rule="money.bare")
    people = "人口" in around
    if not people and _HUNDRED_MILLION.match(text, amount.end - 1):
        return amount._replace(kind="money", unit="CNY", rule="money.bare")
    return amount._replace(kind="quantity", unit="人" if people else None, rule="quantity.bare")


_TALK_WINDOW = 10  # characters before a number in which the talk of money is looked for
_PAID = re.compile(r"[，。；、”！？]|$")  # 多挣7000块。 but 4.6万块组件
_HUNDRED_MILLION = re.compile(r"[亿多](?=[，。；、”！？]|关口|大关)")


def _finding(reading: Reading, amount: Amount, sentence: Span, measured: str | None, before: Finding | None) -> Finding:
    """Take an amount down; behind the one before it in a list, it shares its growth (增长3%和5%)."""
    end = reading.plain.index(before.end - 1) + 1 if before else 0
    listed = before if before and reading.plain.text[end : amount.start] in _AND else None
    amount, kind, against = _grown(reading.plain.text, amount, sentence, listed)
    stance = reading.modalities.of(sentence, amount)
    return Finding(
        reading.passage, *reading.plain.span(amount.start, amount.end), kind, amount.rule,
        value=amount.value, unit=amount.unit, low=amount.low, high=amount.high, bound=amount.bound,
        modality=stance.modality, polarity=stance.polarity, condition=stance.condition,
        measure=intern(measured) if measured else None, subject=_subject(reading, amount, sentence), against=against,
        per=_per(reading.plain.text, amount, sentence, listed), restates=_restated(reading, amount, before),
    )  # fmt: skip


def _per(text: str, amount: Amount, sentence: Span, listed: Finding | None) -> str | None:
    """Say what an amount is a rate of: its words say so, those before it, or it goes on in a list of rates."""
    if amount.kind not in ("money", "quantity", "duration"):
        return None
    said = text[amount.number : amount.end].partition("/")[2]
    if said and amount.kind == "money":
        return said.replace("/", "·")
    rate = rates.told(text, sentence.start, amount.start)
    return rate.per if rate else listed.per if listed else None


_AGAIN = re.compile(r"[，,]?[（(]?(?:大?约合?|折合?|按[^，。；（）]{1,8}折合?|相当于|即)*(?:人民币)?")


def _restated(reading: Reading, amount: Amount, before: Finding | None) -> Text | None:
    """Find the foreign sum that an amount only says again in yuan: 2亿美元（约合14.3亿元人民币）."""
    if amount.kind != "money" or before is None or before.kind != "money" or {before.unit, amount.unit} == {"CNY"}:
        return None
    end = reading.plain.index(before.end - 1) + 1
    between = reading.plain.text[end : amount.number]
    again = between and before.unit != amount.unit and "CNY" in (before.unit, amount.unit) and _AGAIN.fullmatch(between)
    return before.passage.text.cut(before.start, before.end) if again and len(between) > 1 else None


def _grown(text: str, amount: Amount, sentence: Span, listed: Finding | None) -> tuple[Amount, FactKind, str | None]:
    """Tell growth (同比增长8.7%, 是2005年的5.2倍) from a share or a level, and give a fall its sign."""
    if amount.kind == "bare":
        return amount, "quantity", None
    if amount.kind not in ("percent", "ratio"):
        return amount, amount.kind, None
    if listed and listed.kind == "growth" and listed.unit == amount.unit:
        return fallen(amount) if listed.rule.endswith(FALL) else amount, "growth", listed.against
    change = _CHANGE.search(text, max(sentence.start, amount.start - _WINDOW), amount.start)
    against = _compared_with(text, amount, sentence)
    if not change and not (against and amount.unit == "倍"):
        return amount, amount.kind, None
    if change and change["fall"] and amount.kind == "ratio" and amount.unit != "倍":
        return amount, "ratio", against  # 压缩三分之一: its verb says the way
    if change and change["fall"] and amount.kind == "percent":
        amount = fallen(amount)
    return amount, "growth", against


def fallen(amount: Amount) -> Amount:
    """Give a fall its sign."""
    low, high = (None if x is None else -x for x in (amount.high, amount.low))
    value = -abs(amount.value) if isinstance(amount.value, Decimal) else amount.value
    return amount._replace(value=value, low=low, high=high, rule=amount.rule + FALL)


def _compared_with(text: str, amount: Amount, sentence: Span) -> str | None:
    """Find what a growth compares with in its clause: 同比, 环比, 上年, 2005年."""
    start = max(sentence.start, amount.start - 2 * _WINDOW)
    found = None
    for match in _AGAINST.finditer(text, start, amount.start):
        found = match["way"] or (match["base"] if match["base"] and _TIME.search(match["base"]) else found)
    return found


_PRONOUN = re.compile(
    r"[该此这本全](?:(?:(?<=[该此本])|(?<=这)一?个?)(?P<project>项目|工程|基地|园|中心|厂|线)"
    r"|(?<=[该本])(?P<org>公司|企业|厂商|集团|院|所|校|局|单位|机构|行)"
    r"|(?<=[该全本])(?P<zone>区|园区|新区|高新区|经开区|开发区|综保区|保税区|自贸区))"
)
_OWNERS = ("org", "project", "zone")


def _subject(reading: Reading, amount: Amount, sentence: Span) -> str | None:
    """Find whose a number is: what 该项目, 该企业 or 该区 stands for, else the nearest name before it.

    Names of its sentence go before those of its passage, those before the names of earlier passages; a paper (《…》) is
    taken only where nobody else is named.
    """
    place = reading.plain.span(amount.start, amount.start + 1)[0]
    start = max(sentence.start, amount.start - _SUBJECT_WINDOW)
    pronouns = list(_PRONOUN.finditer(reading.plain.text, start, amount.start))
    wanted = (pronouns[-1].lastgroup,) if pronouns else _OWNERS
    named = reading.name_before(place, wanted)
    if named is None and wanted is not _OWNERS:
        named = reading.name_before(place, _OWNERS)
    named = named or reading.name_before(place, _PAPERS)
    return named.name if named else None


_PAPERS = ("policy",)
_SUBJECT_WINDOW = 60  # characters before a number in which a pronoun may still be its subject
