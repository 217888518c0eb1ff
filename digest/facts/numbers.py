"""Passages and names in, numeric facts out: each number with its mood, what it measures and whose it is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from digest.facts import amounts, dates
from digest.facts.clauses import Moods
from digest.facts.measures import measure
from digest.facts.numerals import Folded, fold
from digest.model import Fact, FactKind, Modality, Span, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from digest.facts.passages import Passage
    from digest.facts.units import Amount

# Titles hold no figures of the report (《…500强》), nor do short quotations, which are names or slogans (“一网通办”); a
# plan of some years keeps its length (三年行动). The longest slogan of the pages read had 12 characters.
_NAMES = re.compile(
    r"《[^《》]{1,80}》|[“‘][^“”‘’，。！？；]{1,12}[”’]|(?:https?://|www\.)[!-~]{1,300}|〔[0-9]{4}〕[0-9]{1,5}号"
)
_YEARS_OF_ACTION = re.compile(r"年(?:行动|攻坚|计划|规划|倍增|提升|滚动|大变样)")

_RISE = r"增长|上升|提高|提升|增加|扩大|上涨|上调|增幅|增速|涨幅|回升|攀升|激增|大增|猛增|劲增|净增|多增|增|涨|拉高|快于|高于|升"
_FALL = r"下降|降低|减少|下滑|回落|负增长|缩减|压减|压缩|压降|缩短|精简|减|跌|下跌|降|降幅|跌幅|下调|收窄|萎缩|少增|同比少|低于|缩小|下挫|减幅|降本|节约"
_CHANGE = re.compile(
    rf"(?:(?P<fall>{_FALL})|(?P<rise>{_RISE}))(?:了|率|幅度?|约?)?(?:为|达到?|在|近|超过?|约|整整|了|逾|高达|\s)?$"
)
_AGAINST = re.compile(
    r"(?P<way>同比|环比)|(?:较|比|是|为|相当于)(?P<base>[^，。；：！？、是为较比]{1,14}?)(?:同期)?(?:的|年?均?(?:实际|名义)?(?:净|大幅)?(?:增|升|提|扩|上|涨|下|降|减|跌|回|缩|多|少|高|低|翻|快|前|收)|$)"
)
_WINDOW = 12  # characters before a number in which its verb stands
_TIME = re.compile(r"年|月|期|季|初|末|底|日|前")
_MONEY_TALK = re.compile(
    r"资金|债权|投资|收购|套现|净流|融资|市值|营收|收入|利润|净利|金额|作价|贷款|成交|资产|负债|注资|估值|出资|现金|定增|募资|募集|买入|卖出|余额|耗资|斥资|债务|价格|对价|净买|净卖|净减持|流入|流出|产值|销售额|税收|纳税|资本|费用|成本|预算"
)
_SHARE_TALK = re.compile(r"股|份额|人|次|户|粉丝|册|条|吨|亩|平方|占比")


FALL = ".fall"  # ends the rule of a percentage whose verb, outside its own words, makes it negative


class Named(NamedTuple):
    """A name found in a passage: [start, end) of its string, what kind it is and the full name it stands for."""

    start: int
    end: int
    kind: FactKind
    name: str


class Setting(NamedTuple):
    """What the passages of one article share: its day, and the names found in each passage (sorted by place)."""

    on: date | None
    names: dict[int, tuple[Named, ...]]


class _Reading(NamedTuple):
    """One passage made ready: its plain text, its sentences in that text, its moods and names."""

    passage: Passage
    plain: Folded
    sentences: tuple[Span, ...]
    moods: Moods
    masked: tuple[Span, ...]
    names: tuple[Named, ...]

    def sentence(self, place: int) -> Span:
        """Find the sentence of the plain text that holds `place`."""
        if not self.sentences:
            return Span(0, len(self.plain.text))
        return self.sentences[max(0, bisect_right(self.sentences, (place, len(self.plain.text) + 1)) - 1)]

    def mood(self, amount: Amount, sentence: Span) -> Modality:
        """Say whether an amount has happened, is expected, aimed at or a limit."""
        bound = "exact" if amount.kind == "rank" else amount.bound
        return self.moods.of(sentence, amount.start, amount.end, bound, lasting=amount.kind == "duration")

    def quote(self, sentence: Span) -> Text:
        """Cut a sentence of the plain text out of the passage."""
        return self.words(*sentence)

    def words(self, start: int, end: int) -> Text:
        """Cut a stretch of the plain text out of the passage."""
        start, end = self.plain.span(start, end)
        whole = self.passage.text
        if len(whole.spans) > 1:
            return whole[start:end]
        first = whole.start  # laid in the source in one piece, as most are: no need to look for the pieces
        return Text(whole.string[start:end], (Span(first + start, first + end),))


def find(passage: Passage, setting: Setting) -> Iterator[Fact]:
    """Yield the numbers, dates and periods of a passage in reading order."""
    plain = fold(passage.text.string)
    sentences = tuple(Span(plain.index(s.start), plain.index(s.end)) for s in passage.sentences)
    masked = tuple(Span(*match.span()) for match in _NAMES.finditer(plain.text))
    names = setting.names.get(passage.index, ())
    reading = _Reading(passage, plain, sentences, Moods(plain.text, sentences), masked, names)
    moments = [m for m in dates.scan(plain.text) if m.rule == "period.plan" or not _inside(masked, m.start, m.end)]
    yield from _dated(reading, moments, setting)
    yield from _counted(reading, moments)


def _inside(spans: Sequence[Span], start: int, end: int) -> bool:
    """Tell whether [start, end) touches one of the spans (sorted, apart)."""
    i = bisect_left(spans, (end, 0)) - 1
    return i >= 0 and spans[i][1] > start


# --- dates ----------------------------------------------------------------------------------------------------------


def _dated(reading: _Reading, moments: list[dates.Moment], setting: Setting) -> Iterator[Fact]:
    told = dates.Setting(setting.on)
    sentence = quoted = Span(-1, -1)
    quote = Text("", ())
    for moment in moments:
        here = reading.sentence(moment.start)
        if here != sentence:
            sentence, told = here, told._replace(year=None, month=None)
        mood, _ = reading.moods.at(here, moment.start)
        days = dates.resolve(moment, told._replace(ahead=mood != "actual"))
        told = _after(told, moment, days)
        quote = quote if here == quoted else reading.quote(here)
        quoted = here
        yield _dated_fact(reading, moment, days, _mood_of_days(mood, days, setting.on), quote)


def _after(told: dates.Setting, moment: dates.Moment, days: dates.Days) -> dates.Setting:
    """Remember what a date says for the dates behind it: an explicit year, the month of a day, the period."""
    if days.first is None or days.last is None or not days.precise:
        return told
    if "y" in moment.parts or told.year is not None:
        told = told._replace(year=days.last.year)
    if "m" in moment.parts or "d" in moment.parts:
        told = told._replace(month=days.last.month, year=days.last.year if "d" in moment.parts else told.year)
    return told if moment.parts.get("part") == "同期" else told._replace(period=(days.first, days.last))


def _mood_of_days(mood: Modality, days: dates.Days, on: date | None) -> Modality:
    """A day that has passed is a fact whatever the sentence hopes for; one that has not can only be expected."""
    if on is None or days.first is None or days.last is None:
        return mood
    if days.last < on or not days.precise:
        return "actual"
    if days.first > on:
        return "target" if mood == "target" else "expected"
    return mood


def _dated_fact(reading: _Reading, moment: dates.Moment, days: dates.Days, mood: Modality, quote: Text) -> Fact:
    kind: FactKind = "date" if days.first == days.last or moment.rule.startswith("date") else "period"
    value = None
    if days.first and days.last:
        value = days.first.isoformat() if days.first == days.last else f"{days.first}/{days.last}"
    return Fact(
        kind, reading.words(moment.start, moment.end), quote, moment.rule,
        value=value, modality=mood, first=days.first, last=days.last,
    )  # fmt: skip


# --- amounts --------------------------------------------------------------------------------------------------------


class _Told(NamedTuple):
    """What the amount before says to the next one: its sentence, where it ended, what it measured."""

    sentence: Span
    end: int
    measure: str | None
    kind: str | None
    unit: str | None


def _counted(reading: _Reading, moments: list[dates.Moment]) -> Iterator[Fact]:
    text = reading.plain.text
    taken = [Span(m.start, m.end) for m in moments if m.rule != "period.window"]
    found = [a for a in amounts.scan(text) if not _inside(taken, a.start, a.end) and _is_free(reading, a)]
    found = sorted([*found, *(a for a in amounts.scan_words(text) if not _inside(reading.masked, a.start, a.end))])
    told = _Told(Span(-1, -1), 0, None, None, None)
    quote = Text("", ())
    for k, amount in enumerate(found):
        following = found[k + 1] if k + 1 < len(found) else None
        amount = _with_unit(text, amount, told, following)
        here = reading.sentence(amount.start)
        if here != told.sentence:
            quote = reading.quote(here)
            told = _Told(here, here.start, None, None, None)
        nearby = [
            t
            for t in taken[bisect_left(taken, (told.end, 0)) : bisect_left(taken, (amount.start, 0))]
            if t.end <= amount.start
        ]
        measured = measure(text, amount, told.end, nearby, told.measure, same=told.unit == amount.unit)
        told = _Told(here, amount.end, measured, amount.kind, amount.unit)
        yield _amount_fact(reading, amount, here, measured, quote)


def _is_free(reading: _Reading, amount: Amount) -> bool:
    """Tell a number of the report from one that is part of a name."""
    if _inside(reading.masked, amount.start, amount.end):
        return amount.kind == "duration" and _YEARS_OF_ACTION.match(reading.plain.text, amount.end - 1) is not None
    if not reading.names:
        return True
    start, end = reading.plain.span(amount.start, amount.end)
    return not any(n.start <= start and end <= n.end and n.kind in ("org", "zone", "policy") for n in reading.names)


def _with_unit(text: str, amount: Amount, told: _Told, following: Amount | None) -> Amount:
    """Find the unit of a bare number of 万 or 亿: that of the number it is listed with, or money by the talk around it."""
    if amount.kind != "bare":
        return amount
    if (
        following
        and following.kind != "bare"
        and text[amount.end : following.start] in ("和", "、", "及", "与", "至", "到")
    ):
        return amount._replace(kind=following.kind, unit=following.unit, rule=f"{following.kind}.list")
    if told.kind == "money" and text[told.end : amount.start] in ("、", "和", "及", "与", "，"):
        return amount._replace(kind="money", unit=told.unit, rule="money.list")
    around = text[max(0, amount.start - 10) : amount.end + 6]
    if _MONEY_TALK.search(around) and not _SHARE_TALK.match(text, amount.end):
        return amount._replace(kind="money", unit="CNY", rule="money.bare")
    return amount._replace(kind="quantity", rule="quantity.bare")


def _amount_fact(reading: _Reading, amount: Amount, sentence: Span, measured: str | None, quote: Text) -> Fact:
    amount, kind, against = _grown(reading.plain.text, amount, sentence)
    return Fact(
        kind, reading.words(amount.start, amount.end), quote, amount.rule,
        value=amount.value, unit=amount.unit, low=amount.low, high=amount.high, bound=amount.bound,
        modality=reading.mood(amount, sentence),
        measure=measured or None, subject=_subject(reading, amount, sentence), against=against,
    )  # fmt: skip


def _grown(text: str, amount: Amount, sentence: Span) -> tuple[Amount, FactKind, str | None]:
    """Tell growth (同比增长8.7%, 是2005年的5.2倍) from a share or a level, and give a fall its sign."""
    if amount.kind == "bare":
        return amount, "quantity", None
    if amount.kind not in ("percent", "ratio"):
        return amount, amount.kind, None
    change = _CHANGE.search(text, max(sentence.start, amount.start - _WINDOW), amount.start)
    against = _compared_with(text, amount, sentence)
    if not change and not (against and amount.unit == "倍"):
        return amount, amount.kind, None
    if change and change["fall"] and amount.kind == "percent":
        amount = fallen(amount)
    return amount, "growth", against


def fallen(amount: Amount) -> Amount:
    """Give a fall its sign."""
    low, high = (None if x is None else -x for x in (amount.high, amount.low))
    value = -abs(amount.value) if amount.value is not None else None
    return amount._replace(value=value, low=low, high=high, rule=amount.rule + FALL)


def _compared_with(text: str, amount: Amount, sentence: Span) -> str | None:
    """Find what a growth compares with in its clause: 同比, 环比, 上年, 2005年."""
    start = max(sentence.start, amount.start - 2 * _WINDOW)
    found = None
    for match in _AGAINST.finditer(text, start, amount.start):
        found = match["way"] or (match["base"] if match["base"] and _TIME.search(match["base"]) else found)
    return found


def _subject(reading: _Reading, amount: Amount, sentence: Span) -> str | None:
    """Find whose a number is: the nearest name before it in its sentence, else in its passage."""
    place = reading.plain.span(amount.start, amount.start + 1)[0]
    before = [name for name in reading.names if name.end <= place]
    del sentence
    return before[-1].name if before else None
