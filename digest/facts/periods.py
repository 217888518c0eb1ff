"""The dates of an article in, the time each figure holds for out, in one ISO-like form.

Candidates are the dates of the figure's sentence, the period that the text goes on with, and none; a fitted model ranks
them. What a figure is compared with (去年同期) and when something was founded stand nearby as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections import Counter
from datetime import date
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.facts.clause import Figure, Sentence
    from digest.facts.finding import Finding
    from digest.facts.owners import Scene

_DECEMBER = 12
_QUARTER, _HALF = 3, 6  # months
_MONTH, _YEAR = 32, 360  # days: fewer are a month at most, so many a year
_MOST = 3  # dates of a sentence that are looked at
_MOST_BEFORE = 8  # … of the passage before it
_start = attrgetter("start")


class Period(NamedTuple):
    """A candidate: the date or period, None for none, where it stands from the figure, and how it is written."""

    finding: Finding | None
    where: str
    value: str | None


class Times(NamedTuple):
    """The times that an article goes by: the first stretch it names, the one it names most, and what held last."""

    lead: Finding | None
    main: Finding | None
    last: Period | None = None


def times(passages: Iterable[Sequence[Finding]]) -> Times:
    """Find the times that an article goes by: stretches longer than a day that nothing is compared with."""
    stretches = [
        one
        for findings in passages
        for one in findings
        if one.first and one.last and one.first < one.last and not _is_compared(one)
    ]
    counts = Counter(map(value_of, stretches))
    main = max(stretches, key=lambda one: counts[value_of(one)], default=None)
    return Times(next(iter(stretches), None), main)


def _is_compared(one: Finding) -> bool:
    """Whether something is measured against a date: 比去年同期增长, 较2020年."""
    return one.passage.text.string.endswith(_words("compares"), 0, one.start)


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(table("periods")[name])


def is_no_time_of(one: Finding, start: int) -> bool:
    """Whether a date cannot be the time of the figure at `start` of its passage, which stands behind it.

    It is what the figure is compared with, when its old value held, or a part of a name.
    """
    text = one.passage.text.string
    if text.startswith(_words("names"), one.end):
        return True
    between = text[one.end : start]
    if _is_compared(one):
        return between not in _AT_ONCE
    if not text.endswith(_words("from"), 0, one.start):
        return False
    return any(mark.isdigit() for mark in between) and any(word in between for word in _words("until"))


_AT_ONCE = frozenset(("", "的"))


def is_over(one: Finding, start: int) -> bool:
    """Whether the text has come back to now between a date and the figure at `start`: 去年…，目前拥有…."""
    between = one.passage.text.string[one.end : start]
    return any(word in between for word in _words("now"))


def iso(first: date, last: date) -> str:
    """Write the days from `first` to `last`: 2025, 2025-Q1, 2025-H1, 2025-04, 2025-04-14, else both ends and `..`."""
    if first == last:
        return first.isoformat()
    if first.day != 1 or last.day != monthrange(last.year, last.month)[1]:
        return f"{first.isoformat()}..{last.isoformat()}"
    if (first.month, last.month) == (1, _DECEMBER):
        return str(first.year) if first.year == last.year else f"{first.year}..{last.year}"
    months = (last.year - first.year) * _DECEMBER + last.month - first.month + 1
    letter = {_QUARTER: "Q", _HALF: "H"}.get(months, "") if last.month % months == 0 else ""
    if letter:
        return f"{first.year}-{letter}{last.month // months}"
    end = "" if months == 1 else f"..{last.year}-{last.month:02}"
    return f"{first.year}-{first.month:02}{end}"


def value_of(one: Finding) -> str | None:
    """Write the days of a date; a count since New Year (今年以来) is one of the year, 过去一年 in January the last."""
    if one.first is None or one.last is None:
        return None
    if one.rule == "period.rolling" and (one.last - one.first).days >= _YEAR and one.last.month <= _QUARTER:
        return iso(date(one.first.year, 1, 1), date(one.last.year - 1, _DECEMBER, 31))  # told in January
    if one.rule == "period.since" and (one.first.month, one.first.day) == (1, 1):
        same = one.first.year == one.last.year
        return str(one.first.year) if same else f"{one.first.year}..{one.last.year}-{one.last.month:02}"
    return iso(one.first, one.last)


def candidates(
    sentence: Sentence, figure: Figure, dated: Sequence[Finding], earlier: Sequence[Finding], known: Times
) -> list[Period]:
    """List the times a figure may hold for: `dated` are those of its passage, `earlier` of the passages before.

    What holds now is of the year or month that the article is of; no word of the text says so.
    """
    start = sentence.reading.plain.span(sentence.start, sentence.start + 1)[0]
    end = sentence.reading.plain.span(sentence.end - 1, sentence.end)[1]
    low, middle, high = (bisect_left(dated, place, key=_start) for place in (start, figure.finding.start, end))
    before = [one for one in dated[low:middle] if not is_no_time_of(one, figure.finding.start)][-_MOST:]
    passage = dated[max(0, low - _MOST_BEFORE) : low]
    found = [Period(one, f"before {k}", value_of(one)) for k, one in enumerate(reversed(before))]
    found += [Period(one, "after", value_of(one)) for one in dated[middle : min(middle + 1, high)]]
    found += [Period(one, "passage", value_of(one)) for one in passage[-1:]]
    longer = [one for one in passage if one.first != one.last]
    found += [Period(one, "passage period", value_of(one)) for one in longer[-1:]]
    found += [Period(one, "earlier", value_of(one)) for one in earlier[-1:]]
    longer = [one for one in earlier if one.first != one.last]
    found += [Period(one, "earlier period", value_of(one)) for one in longer[-1:]]
    found += [Period(known.last.finding, "last", known.last.value)] if known.last else []
    found += [Period(one, name, value_of(one)) for name, one in (("lead", known.lead), ("main", known.main)) if one]
    if day := sentence.reading.on:
        found += [Period(None, "own year", str(day.year)), Period(None, "own month", f"{day.year}-{day.month:02}")]
    first = {one.value: one for one in reversed(found) if one.value}
    return [*reversed(first.values()), Period(None, "none", None)]


def features(period: Period, scene: Scene, known: Times, before: Period | None, others: int) -> list[str]:
    """Describe a candidate to the model; `before` is what the figure before holds for, `others` counts candidates."""
    sentence, figure, label = scene.sentence, scene.figure, scene.label
    finding, one, where = figure.finding, period.finding, period.where
    string = label.string(sentence.text) if label else ""
    head, unit, source = string[-2:], figure.unit_class, label.source[:6] if label else ""
    found = [
        where,
        f"{where} {unit}",
        f"{where} {finding.kind}",
        f"{where} {head}",
        f"{where} {finding.modality}",
        f"{where} of {others}",
        f"{where} {source}",
        f"{where} role {sentence.reading.passage.role}",
    ]
    if before is not None:
        same = before.value == period.value
        found += [f"last {same} {where[:6]}", f"last {same} {unit}", f"last {same} {source}"]
    for name, other in (("lead", known.lead), ("main", known.main)):
        if other is not None and period.value is not None and value_of(other) == period.value:
            found += [f"is {name}", f"is {name} {unit}", f"is {name} {finding.modality}", f"is {name} {where[:6]}"]
    if known.last is not None:
        same = known.last.value == period.value
        found += [f"went on {same} {where[:6]}", f"went on {same} {unit}", f"went on {same} {head}"]
    if one is None or one.first is None or one.last is None:
        return found
    text = one.passage.text.string
    days = (one.last - one.first).days
    size = "day" if days == 0 else "month" if days < _MONTH else "year" if days >= _YEAR else "months"
    after, back = text[one.end : one.end + 2], text[max(0, one.start - 2) : one.start]
    found += [
        f"{size} {where}",
        f"{size} {unit}",
        f"{size} {head}",
        f"{size} {finding.modality} {where[:6]}",
        f"after {after}",
        f"after {after[:1]} {where[:6]}",
        f"back {back[-1:]}",
        f"word {one.string[-2:]}",
        f"word {one.string[-2:]} {where[:6]}",
        f"rule {one.rule} {where[:6]}",
        f"compared {_is_compared(one)} {where[:6]}",
        f"mood {one.modality} {finding.modality}",
        f"{size} {finding.modality} {one.modality} {unit}",
    ]
    if where.startswith("before"):
        between = text[max(one.end, finding.start - 80) : finding.start]
        found += [
            f"commas {min(between.count('，') + 2 * between.count('；'), 5)} {size}",
            f"{where} commas {min(between.count('，'), 3)}",
            f"over {is_over(one, finding.start)} {size}",
            f"up to {text.endswith(_words('up_to'), 0, one.start)} {size}",
        ]
        found.append(f"figures {min(between.count('元') + between.count('%'), 3)} {size}")
    return found


def parts(model: Finding, period: Period | None, finding: Finding, dated: Sequence[Finding]) -> bool:
    """Whether a figure does not hold for the time of the one that measures the same before it.

    Another time stands between them (去年43人，今年前5月23人), or the first is the old value (由2022年9人增至12人).
    """
    own = period.finding if period else None
    here = own is not None and own.passage is finding.passage and own.end <= finding.start
    if own is not None and here and is_no_time_of(own, finding.start):
        return True
    low, high = (bisect_left(dated, place, key=_start) for place in (model.end, finding.start))
    return any(not is_no_time_of(one, finding.start) for one in dated[low:high])


_NEAR = 8  # characters behind a date


def running(sentence: Sentence, figure: Figure, dated: Sequence[Finding]) -> tuple[int, int] | None:
    """Return where the words of a stretch stand that goes on until now and that a figure is counted over, None if none.

    They stand before the figure in its sentence (近3年来, 自2015年8月获批设立以来); offsets count the passage's text.
    What is counted from New Year has a year to print, and what is there now (总量, 现有) is counted over nothing.
    """
    begin = sentence.reading.plain.span(sentence.start, sentence.start + 1)[0]
    low, high = (bisect_left(dated, place, key=_start) for place in (begin, figure.finding.start))
    before = [one for one in dated[low:high] if not is_no_time_of(one, figure.finding.start)]
    if not before or _is_of_year(before[-1]):
        return None
    one, text = before[-1], before[-1].passage.text.string
    since = _since().match(text, one.end)
    end = since.end() if since else one.end
    if (since is None and one.rule != "period.rolling") or any(
        word in text[end : figure.finding.start] for word in _words("now")
    ):
        return None
    return one.start - text.endswith(_words("from_then"), 0, one.start), end


def _is_of_year(one: Finding) -> bool:
    """Whether a stretch is counted from New Year of its year: 今年以来."""
    return one.first is not None and one.last is not None and one.first == date(one.last.year, 1, 1)


@cache
def _since() -> re.Pattern[str]:
    return re.compile(table("periods")["running"])


def is_told(period: Period, figure: Figure) -> bool:
    """Whether a time may be printed beside its figure: a stretch of its passage, or a day it is counted up to.

    The day of the news (3月10日，…开工) says nothing of the figure, and a time of another passage is a guess.
    """
    one = period.finding
    if one is None or period.where.startswith(("earlier", "lead", "main", "after")):
        return False
    if any(word in one.passage.text.string[one.end : one.end + _NEAR] for word in _words("since")):
        return False  # 自2月推出以来: it is only the beginning
    if one.first and one.last and (one.last - one.first).days > _YEAR and (one.first.month, one.first.day) != (1, 1):
        return False  # 近5年 was not counted from the day to the day
    here, text = one.passage is figure.finding.passage, one.passage.text.string
    counted = one.first != one.last or text.endswith(_words("up_to"), 0, one.start)
    return here and counted and one.start < figure.finding.start and not is_over(one, figure.finding.start)
