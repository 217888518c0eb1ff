"""The dates and periods of a passage in, facts with their days out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.facts.days import YEARS_BEFORE, Days, resolve
from digest.facts.days import Setting as Told
from digest.facts.finding import Finding
from digest.model import FactKind, Modality, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from digest.facts.dates import Moment
    from digest.facts.reading import Reading


def find(
    reading: Reading, moments: Iterable[Moment], on: date | None, before: tuple[date, date] | None = None
) -> Iterator[Finding]:
    """Yield the dates and periods of a passage, each resolved against `on` and against the dates before it.

    `before` is the last period that the passages before it spoke of.
    """
    told = Told(on, period=before)
    sentence = Span(-1, -1)
    for moment in moments:
        here = reading.sentence(moment.start)
        if here != sentence:
            sentence, told = here, told._replace(year=None, month=None) if told.year or told.month else told
        mood = _mood(reading, moment, here)
        ahead = mood != "actual" or _of_a_plan(reading, moment)
        days = resolve(moment, told._replace(ahead=True) if ahead else told)
        if days.first and days.first == days.last and _DATELINE.match(reading.plain.text, moment.end):
            told = told._replace(on=days.first)  # 本报北京6月18日电: 今天 is that day
        if on and moment.rule == "period.window" and days.first is None:  # its length is a fact already
            continue
        told = told if _EDITION.match(reading.plain.text, moment.end - 2) else _after(told, moment, days)
        yield _dated(reading, moment, days, _mood_of_days(mood, days, on))


_DATELINE = re.compile(r"[电讯](?:[（(]|$|[ 　])")
_EDITION = re.compile(r"年度[\u4e00-\u9fff]")  # 2023年度评价结果: the year of what is published, not of what is told


# The cue of a plan may follow its date in the clause: 三季度两座变电站将投运; 今年，园区争取….
_AHEAD = re.compile(
    r"计划(?!单列|内|外)|将(?!军|士)|预计|预期|拟(?!人|态|合)|打算|目标|冲刺|要冲刺|要达到|力争|争取|确保|有望|可望"
    r"|可(?=完成|实现|达|建成|投)"
)
_PARTED = re.compile(r"[，。；：！？]")
_CUE_WITHIN = 14  # characters between a date and the cue of its clause


def period_told(found: Iterable[Finding]) -> tuple[date, date] | None:
    """Say which period the dates of a passage, in reading order, leave for the passages behind it."""
    told = None
    for one in found:
        compared = one.string.endswith("同期") or one.string.startswith(YEARS_BEFORE)
        if one.first and one.last and one.rule != "date.near" and not compared:
            told = (one.first, one.last)
    return told


_PLANNED = ("目标", "任务", "计划", "预期", "预算")


def _of_a_plan(reading: Reading, moment: Moment) -> bool:
    """Tell 全年目标 and 年末任务, whose days are to come though the clause says what is done."""
    return reading.plain.text.startswith(_PLANNED, moment.end)


def _mood(reading: Reading, moment: Moment, sentence: Span) -> Modality:
    """Say in what mood a date stands; the cue of its clause may follow it (年内计划完成…)."""
    stands = moment.rule == "period.since" or moment.parts.get("term") == "年度"  # 年度计划投资 is one word
    cue = None if stands else _cue(reading.plain.text, moment.end)
    return reading.modalities.at(sentence, max(moment.start, cue.end() - 1 if cue else 0))[0]


def _cue(text: str, end: int) -> re.Match[str] | None:
    """Find the cue of a plan in the clause behind a date, a comma right behind the date passed over."""
    begin = end + text.startswith("，", end)
    cue = _AHEAD.search(text, begin, begin + 2 * _CUE_WITHIN)
    near = cue and cue.start() - begin <= _CUE_WITHIN
    return cue if cue and near and not _PARTED.search(text, begin, cue.start()) else None


def _after(told: Told, moment: Moment, days: Days) -> Told:
    """Remember what a date says for the dates behind it: an explicit year, the month of a day, the period."""
    if days.first is None or days.last is None or not days.precise:
        return told
    if "y" in moment.parts or told.year is not None:
        told = told._replace(year=days.last.year)
    if "m" in moment.parts and told.on and days.first > told.on:  # 5月底完工，8月进场: of one year
        told = told._replace(year=days.last.year)
    if "m" in moment.parts or "d" in moment.parts:
        told = told._replace(month=days.last.month, year=days.last.year if "d" in moment.parts else told.year)
    if moment.parts.get("part") == "同期" or moment.parts.get("this") in YEARS_BEFORE:
        return told  # what a figure is compared with; the text goes on with the period before it
    period = (days.first, days.last)
    if moment.rule == "period.since":  # 今年以来 behind 今年1—10月 is counted over the same months
        known = told.counted
        return told._replace(period=known if known and known[0] == days.first else period)
    from_new_year = (days.first.month, days.first.day) == (1, 1) and days.first < days.last
    return told._replace(period=period, counted=period if from_new_year else told.counted)


def _mood_of_days(mood: Modality, days: Days, on: date | None) -> Modality:
    """A day that has passed is a fact whatever the sentence hopes for; one that has not can only be expected."""
    if on is None or days.first is None or days.last is None:
        return mood
    if days.last < on or not days.precise:
        return "actual"
    if days.first > on:
        return "target" if mood == "target" else "expected"
    return mood


def _dated(reading: Reading, moment: Moment, days: Days, mood: Modality) -> Finding:
    kind: FactKind = "date" if days.first == days.last or moment.rule.startswith("date") else "period"
    value = None
    if days.first and days.last:
        value = days.first.isoformat() if days.first == days.last else f"{days.first}/{days.last}"
    return Finding(
        reading.passage, *reading.plain.span(moment.start, moment.end), kind, moment.rule,
        value=value, modality=mood, first=days.first, last=days.last,
    )  # fmt: skip
