"""The dates of an article in, the time each figure holds for out, in one ISO-like form.

Candidates are the dates of the figure's sentence, the period that the text goes on with, and none; a fitted model ranks
them. What a figure is compared with (去年同期) and when something was founded stand nearby as well.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

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
    """Write the days of a date; a count since New Year (今年以来) is one of the year."""
    if one.first is None or one.last is None:
        return None
    if one.rule == "period.since" and (one.first.month, one.first.day) == (1, 1):
        same = one.first.year == one.last.year
        return str(one.first.year) if same else f"{one.first.year}..{one.last.year}-{one.last.month:02}"
    return iso(one.first, one.last)


def candidates(
    sentence: Sentence, figure: Figure, dated: Sequence[Finding], earlier: Sequence[Finding]
) -> list[Period]:
    """List the times a figure may hold for: `dated` are those of its passage, `earlier` of the passages before."""
    start = sentence.reading.plain.span(sentence.start, sentence.start + 1)[0]
    end = sentence.reading.plain.span(sentence.end - 1, sentence.end)[1]
    low, middle, high = (bisect_left(dated, place, key=_start) for place in (start, figure.finding.start, end))
    before, passage = dated[max(low, middle - _MOST) : middle], dated[max(0, low - _MOST_BEFORE) : low]
    found = [Period(one, f"before {k}", value_of(one)) for k, one in enumerate(reversed(before))]
    found += [Period(one, "after", value_of(one)) for one in dated[middle : min(middle + 1, high)]]
    found += [Period(one, "passage", value_of(one)) for one in passage[-1:]]
    longer = [one for one in passage if one.first != one.last]
    found += [Period(one, "passage period", value_of(one)) for one in longer[-1:]]
    found += [Period(one, "earlier", value_of(one)) for one in earlier[-1:]]
    longer = [one for one in earlier if one.first != one.last]
    found += [Period(one, "earlier period", value_of(one)) for one in longer[-1:]]
    first = {one.value: one for one in reversed(found) if one.value}
    return [*reversed(first.values()), Period(None, "none", None)]


def features(period: Period, scene: Scene, last: Period | None, others: int) -> list[str]:
    """Describe a candidate to the model; `last` is what the figure before holds for, `others` counts the candidates."""
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
    if last is not None:
        same = last.value == period.value
        found += [f"last {same} {where[:6]}", f"last {same} {unit}", f"last {same} {source}"]
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
        f"mood {one.modality} {finding.modality}",
        f"{size} {finding.modality} {one.modality} {unit}",
    ]
    if where.startswith("before"):
        between = text[max(one.end, finding.start - 80) : finding.start]
        found += [
            f"commas {min(between.count('，') + 2 * between.count('；'), 5)} {size}",
            f"{where} commas {min(between.count('，'), 3)}",
        ]
        found.append(f"figures {min(between.count('元') + between.count('%'), 3)} {size}")
    return found
