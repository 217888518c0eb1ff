"""A story in, what its reports disagree on out: same measure, figures that no rounding, unit or bound explains."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING, Final

from digest.edit.figures import Amount, amounts, same_measure
from digest.edit.statements import statement
from digest.model import Own, Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.edit.statements import ReportContext
    from digest.model import Report, Statement, Text

# Figures further apart than this are not two versions of one figure: the first stage of a project and the whole of it.
_FARTHEST: Final = 2.0
_FARTHEST_COUNTS: Final = 4 / 3  # 家, 个, 项 count many things of one story
_FARTHEST_AMONG: Final = 3 / 2  # … and where another figure of the measure is the same in both
_FARTHEST_OF_MANY: Final = 5 / 4  # where a report gives the measure twice, of two things
# Two reports of one event word one measure in two ways (总投资58.4亿元, 用56.9亿元做成了量产). Figures of one unit
# that the other report lacks, so near to each other, are versions of one where no word speaks against it.
_UNWORDED: Final = Fraction(135, 100)
_CLASSES: Final = (
    ("投资", re.compile("投资|金额|总额|资金|签约|合同|花了|用$")),
    ("产出", re.compile("产值|营收|收入|销售|税收|利润|进出口|贸易|增加值")),
    ("产能", re.compile("产能|年产|能做|产量")),
    ("面积", re.compile("面积|占地|用地")),
    ("编制", re.compile("编制")),
)
_MANY: Final = frozenset(
    {"个", "家", "项", "人", "次", "年", "天", "月", "倍", "亩", "平方米", "公里", "米"}
)  # units of many things
_FEWEST_DIGITS: Final = 2
_STEM: Final = 2  # characters that a name is known by
_SWAPPED: Final = 3  # digits of figures that may be one with two of them swapped
_ANY: Final = frozenset({"项目", "企业", "产品", "岗位", "任务", "人员", "园区", "工程", "金额", "资金"})
_NO_VERSIONS: Final = frozenset({"rank"})


def conflicts(contexts: Sequence[ReportContext]) -> tuple[Remark, ...]:
    """Name each measure on which the reports of a story disagree, with what each paper has.

    One remark a measure: 多报比对：总投资，《甲报》128亿元，《乙报》182亿元。
    """
    told = [(context, _figures(context.report)) for context in contexts]
    said: dict[str, dict[str, tuple[ReportContext, Amount]]] = {}
    for (one, ours), (another, theirs) in combinations(told, 2):
        worded = list(_versions(ours, theirs))
        unworded = () if worded else _unworded(ours, theirs)
        for mine, other in (*worded, *unworded):
            measure = next((known for known in said if same_measure(known, mine.measure)), mine.measure)
            versions = said.setdefault(measure, {})
            for context, amount in ((one, mine), (another, other)):
                versions.setdefault(context.report.article.id, (context, amount))
    return tuple(Remark(tuple(_pieces(measure, list(versions.values())))) for measure, versions in said.items())


def _figures(report: Report) -> tuple[Amount, ...]:
    found = sorted(amounts(report.facts), key=lambda one: one.fact.text.start)
    return tuple(amount for amount in found if amount.measure and amount.fact.kind not in _NO_VERSIONS)


def _pieces(measure: str, versions: list[tuple[ReportContext, Amount]]) -> Iterator[Statement | Text | Own]:
    yield Own(f"多报比对：{measure}")
    for context, amount in versions:
        yield Own(f"，《{_paper(context.report)}》")
        yield statement(amount.fact, context)
    yield Own("。")


def _versions(ours: tuple[Amount, ...], theirs: tuple[Amount, ...]) -> Iterator[tuple[Amount, Amount]]:
    """Yield for each measure on which no figure of one report agrees with any of the other the two nearest figures."""
    told: set[str] = set()
    for one in ours:
        like = [each for each in ours if _comparable(one, each)]
        rivals = [each for each in theirs if _comparable(one, each)]
        if not rivals or one.measure in told:
            continue
        told |= {each.measure for each in like}
        pairs = [(each, other) for each in like for other in rivals]
        if any(each.agrees(other) for each, other in pairs):
            yield from _among_agreeing(like, rivals)
            continue
        nearest = min(pairs, key=lambda pair: _ratio(*pair))
        sure = len(_values(like)) == len(_values(rivals)) == 1
        if _ratio(*nearest) <= (_farthest(one) if sure else _FARTHEST_OF_MANY):
            yield nearest


def _among_agreeing(ours: list[Amount], theirs: list[Amount]) -> Iterator[tuple[Amount, Amount]]:
    """Yield the two figures that differ where the others of a measure agree: 材料由23份减到5份, 由23份减到7份."""
    mine = [one for one in ours if not any(one.agrees(other) for other in theirs)]
    others = [one for one in theirs if not any(one.agrees(other) for other in ours)]
    alone = len(_values(mine)) == len(_values(others)) == 1
    if alone and len(_values(ours)) == len(_values(theirs)) and _ratio(mine[0], others[0]) <= _FARTHEST_AMONG:
        yield mine[0], others[0]


def _unworded(ours: tuple[Amount, ...], theirs: tuple[Amount, ...]) -> Iterator[tuple[Amount, Amount]]:
    """Yield the one pair of figures that may be versions of one measure in two wordings, where only one pair may."""
    mine = [one for one in ours if not any(one.agrees(other) for other in theirs)]
    others = [one for one in theirs if not any(one.agrees(other) for other in ours)]
    for one in mine:
        near = [other for other in others if _may_be(one, other)]
        back = [each for each in mine for other in near[:1] if _may_be(each, other)]
        if len(_values(near)) == 1 and len(_values(back)) == 1:
            yield one, near[0]
            return


def _may_be(one: Amount, other: Amount) -> bool:
    """Say whether two figures of one unit may be one figure: near, exact, and of no two known measures."""
    if one.unit != other.unit or one.fact.kind != other.fact.kind or one.fact.kind not in ("money", "quantity"):
        return False
    digits = sorted((one.digits, other.digits))
    if digits[_class(one) == _class(other) != ""] < _FEWEST_DIGITS or {one.fact.bound, other.fact.bound} != {"exact"}:
        return False
    if _are_apart(one, other):
        return False
    if _are_swapped(one, other):
        return True
    known, another = _class(one), _class(other)
    if known and another and known != another:
        return False
    named = known == another != "" or _shares_noun(one, other)
    return _ratio(one, other) <= _UNWORDED and (named or (one.fact.kind == "quantity" and one.unit not in _MANY))


def _are_apart(one: Amount, other: Amount) -> bool:
    """Say whether both texts name the time, and not the same: a year is no version of its first nine months."""
    return one.fact.dated and other.fact.dated and one.fact.period != other.fact.period


def _are_of_others(one: Amount, other: Amount) -> bool:
    """Say whether two figures are attributed to owners that share no name: the growth of a park and of its city."""
    mine, theirs = (str(each.fact.owner or "") for each in (one, other))
    return bool(mine and theirs) and mine[:_STEM] not in theirs and theirs[:_STEM] not in mine


def _are_swapped(one: Amount, other: Amount) -> bool:
    """Say whether two figures have the same digits in another order: 5.46万亿元 and 5.64万亿元 are one, misprinted."""
    mine, theirs = ("".join(filter(str.isdigit, each.fact.text.string)) for each in (one, other))
    return len(mine) >= _SWAPPED and mine != theirs and sorted(mine) == sorted(theirs) and mine[0] == theirs[0]


def _class(one: Amount) -> str:
    words = f"{one.measure}{one.fact.measure or ''}{one.fact.label or ''}"
    return next((name for name, pattern in _CLASSES if pattern.search(words)), "")


def _shares_noun(one: Amount, other: Amount) -> bool:
    """Say whether the measures end in one noun: 承接产业转移示范平台, 示范平台."""
    noun = min(one.measure, other.measure, key=len)[-2:]
    return len(noun) == len("平台") and noun in one.measure and noun in other.measure and noun not in _ANY


def _values(figures: list[Amount]) -> set[tuple[float, float]]:
    return {(each.low, each.high) for each in figures}


def _comparable(one: Amount, other: Amount) -> bool:
    """Say whether two figures measure one thing; a bare 项目 or 企业 may be any of a report's."""
    if one.unit != other.unit or not same_measure(one.measure, other.measure):
        return False
    if _are_apart(one, other) or {one.fact.bound, other.fact.bound} != {"exact"}:
        return False  # 约40亿元 is no version of 不少于45亿元
    if one.fact.kind == "growth" and _are_of_others(one, other):
        return False
    return one.measure == other.measure or min(one.measure, other.measure, key=len) not in _ANY


def _ratio(one: Amount, other: Amount) -> float:
    """Say how many times the larger figure holds the smaller: not more than a few for two versions of one."""
    small, large = sorted((abs(one.middle), abs(other.middle)))
    return large / small if small else float("inf")


def _farthest(amount: Amount) -> float:
    return _FARTHEST if amount.fact.kind == "money" else _FARTHEST_COUNTS


def _paper(report: Report) -> str:
    return report.article.publication or report.article.origin
