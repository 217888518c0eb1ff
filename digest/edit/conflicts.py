"""A story in, what its reports disagree on out: same measure, figures that no rounding, unit or bound explains."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from digest.edit.figures import Amount, amounts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Report, Story

# Figures further apart than this are not two versions of one figure: the first stage of a project and the whole of it.
_FARTHEST: Final = Fraction(2)
_FARTHEST_COUNTS: Final = Fraction(4, 3)  # 家, 个, 项 count many things of one story
_NO_VERSIONS: Final = frozenset({"rank"})


def conflicts(story: Story) -> tuple[str, ...]:
    """Name each measure on which reports disagree, with what each paper has.

    One note a measure: 多报比对：总投资，《甲报》128亿元，《乙报》182亿元。
    """
    by_report = [(report, _by_measure(report)) for report in story.reports]
    measures = dict.fromkeys(measure for _, held in by_report for measure in held)
    notes = (_note(measure, [(r, held[measure]) for r, held in by_report if measure in held]) for measure in measures)
    return tuple(note for note in notes if note)


def _by_measure(report: Report) -> dict[tuple[str, str], tuple[Amount, ...]]:
    found: dict[tuple[str, str], tuple[Amount, ...]] = {}
    for amount in sorted(amounts(report.facts), key=lambda one: one.fact.text.start):
        if amount.measure and amount.fact.kind not in _NO_VERSIONS:
            key = (amount.measure, amount.unit)
            found[key] = (*found.get(key, ()), amount)
    return found


def _note(measure: tuple[str, str], held: list[tuple[Report, tuple[Amount, ...]]]) -> str:
    """Word the note for one measure; "" where all agree."""
    lead, *others = held
    said = [(lead[0], lead[1][0])]
    said += [(report, amount) for report, theirs in others for amount in _versions(lead[1], theirs)]
    if len(said) == 1:
        return ""
    words = "，".join(f"《{_paper(report)}》{amount.fact.text}" for report, amount in said)
    return f"多报比对：{measure[0]}，{words}。"


def _versions(ours: tuple[Amount, ...], theirs: tuple[Amount, ...]) -> Iterator[Amount]:
    """Yield their first figure where none of theirs agrees with any of ours and it may still be the same thing."""
    if any(one.agrees(other) for one in ours for other in theirs):
        return
    one, other = abs(ours[0].middle), abs(theirs[0].middle)
    if one and other and max(one, other) <= _farthest(ours[0]) * min(one, other):
        yield theirs[0]


def _farthest(amount: Amount) -> Fraction:
    return _FARTHEST if amount.fact.kind == "money" else _FARTHEST_COUNTS


def _paper(report: Report) -> str:
    return report.article.publication or report.article.origin
