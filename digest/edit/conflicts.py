"""A story in, what its reports disagree on out: same measure, figures that no rounding, unit or bound explains."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from digest.edit.figures import Amount, amounts, same_measure

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
    lead, *others = ((report, _figures(report)) for report in story.reports)
    said: dict[str, list[tuple[Report, Amount]]] = {}
    for report, theirs in others:
        for ours, other in _versions(lead[1], theirs):
            said.setdefault(ours.measure, [(lead[0], ours)]).append((report, other))
    return tuple(_note(measure, versions) for measure, versions in said.items())


def _figures(report: Report) -> tuple[Amount, ...]:
    found = sorted(amounts(report.facts), key=lambda one: one.fact.text.start)
    return tuple(amount for amount in found if amount.measure and amount.fact.kind not in _NO_VERSIONS)


def _note(measure: str, versions: list[tuple[Report, Amount]]) -> str:
    words = "，".join(f"《{_paper(report)}》{amount.fact.text}" for report, amount in versions)
    return f"多报比对：{measure}，{words}。"


def _versions(ours: tuple[Amount, ...], theirs: tuple[Amount, ...]) -> Iterator[tuple[Amount, Amount]]:
    """Yield figures of one measure of which none agrees with any of the other report, the first of each."""
    told: set[str] = set()
    for other in theirs:
        like = [one for one in ours if one.unit == other.unit and same_measure(one.measure, other.measure)]
        if not like or like[0].measure in told:
            continue
        told.add(like[0].measure)
        rivals = [each for each in theirs if each.unit == other.unit and same_measure(each.measure, other.measure)]
        if not any(one.agrees(each) for one in like for each in rivals) and _near(like[0], other):
            yield like[0], other


def _near(one: Amount, other: Amount) -> bool:
    """Say whether two figures may be versions of one: not the first stage of a project and the whole of it."""
    small, large = sorted((abs(one.middle), abs(other.middle)))
    return 0 < large <= _farthest(one) * small


def _farthest(amount: Amount) -> Fraction:
    return _FARTHEST if amount.fact.kind == "money" else _FARTHEST_COUNTS


def _paper(report: Report) -> str:
    return report.article.publication or report.article.origin
