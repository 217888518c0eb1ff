"""A report in, its key facts out: the figures an editor would put under the headline, the most telling first."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from digest.edit.figures import NUMERIC, label, measure_of
from digest.edit.fingerprint import within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Article, Fact, Report

_MOST: Final = 6
_READ_BEFORE: Final = 30
# Of many projects one is told of: what it costs and covers is no figure of the many, beside which it would stand.
_ONE_OF_MANY = re.compile(r"最[大高多](?:的)?(?:单体|一个)?(?:项目|企业)?[是为]")
_PART_OF = re.compile(r"([\u4e00-\u9fff]{2,10})\d{1,4}[个家项]，(?:总投资|投资|总金额)$")
# The whole that the table names anyway, and the office that speaks: 经济运行局副局长表示，力争工业投资突破130亿元.
_NO_OWNER = re.compile(r"(?:[区园市省县局厅处署]|委员会|[管政党]委|政府|办公室)$")
_LONGEST_LABEL: Final = 18
# What readers of a brief on zones look for: size, output, growth, trade, land, jobs, funds, savings of time and money.
_WANTED = re.compile(
    r"总投资|投资|产值|产能|年产|增加值|生产总值|进出口|出口|进口|外资|营收|销售额|税收|利润|总金额|金额|总额|基金|专项资金|资金|订单"
    r"|占地|用地|面积|就业|岗位|装机|发电|比重|占比|研发|良品率|覆盖率|开工率|企业|项目|举措|条款|补助|补贴|奖励|上限"
)
_KIND: Final = {
    "money": 0.30, "percent": 0.20, "growth": 0.20, "rank": 0.15, "quantity": 0.10, "ratio": 0.05, "duration": -0.10,
}  # fmt: skip
_LIMIT: Final = -0.25  # a threshold or a cap is the small print of a rule
_TARGET: Final = -0.15
_IN_HEADLINE: Final = 0.30
_IN_LEAD: Final = 0.15
_MEASURED: Final = 0.25
_FADING: Final = 0.04  # what each further paragraph costs
_FEW: Final = Decimal(10)  # 三大板块, 四个方面: a handful counts nothing worth a line
_HANDFUL: Final = -0.35


def key_facts(report: Report) -> tuple[Fact, ...]:
    """Choose the figures that tell most of a report, each value once, best first.

    Their measures are worded to stand beside them; a measure whose words do not say it well is left out.
    """
    ranked = sorted(
        (fact for fact in report.facts if fact.kind in NUMERIC and fact.value is not None and not _is_of_one(fact)),
        key=lambda fact: (-worth(fact, report.article), fact.text.start),
    )
    kept: dict[tuple[str, str], Fact] = {}
    for fact in ranked:
        key = str(fact.value), fact.unit or ""
        if key not in kept or (not label(kept[key]) and label(fact)):
            kept[key] = fact
    return tuple(_labelled(list(kept.values())))[:_MOST]


def _is_of_one(fact: Fact) -> bool:
    """Say whether a figure is that of the largest among many: 投资最大的是松澜食品智慧工厂，占地240亩."""
    return bool(_ONE_OF_MANY.search(fact.quote.string.partition(fact.text.string)[0]))


def _labelled(facts: list[Fact]) -> Iterator[Fact]:
    """Yield the facts with their labels; one whose label is taken says whose it is, or is left out.

    A target stands beside what is reached, and is marked as one wherever it is shown.
    """
    taken: set[tuple[str, bool]] = set()
    for fact in facts:
        words, aims = label(fact), fact.modality == "target"
        if (words, aims) in taken:
            words = _whose(fact) + words
        if words and ((words, aims) in taken or len(words) > _LONGEST_LABEL):
            continue
        taken |= {(words, aims)} if words else set()
        yield replace(fact, measure=words or None)


def _whose(fact: Fact) -> str:
    """Say which part of a whole a repeated measure is of: 产业项目19个，总投资63.7亿元; "" where nothing tells."""
    match = _PART_OF.search(fact.quote.string.partition(fact.text.string)[0][-_READ_BEFORE:])
    if match:
        return match[1].removeprefix("其中")
    return "" if not fact.subject or _NO_OWNER.search(fact.subject) else fact.subject


def worth(fact: Fact, article: Article) -> float:
    """Weigh a figure for this desk: its salience, kind, what it measures and where it stands."""
    points = fact.salience + _KIND.get(fact.kind, 0.0)
    points += _LIMIT * (fact.modality == "limit")
    heads = (article.headline, article.kicker, article.subtitle)
    points += _IN_HEADLINE * any(within(fact, text) for text in heads) + _TARGET * (fact.modality == "target")
    place = next((k for k, text in enumerate(article.body) if within(fact, text)), 0)
    points += _IN_LEAD * (place == 0) - _FADING * place
    points += _MEASURED * bool(_WANTED.search(measure_of(fact)))
    counted = fact.kind == "quantity" and isinstance(fact.value, Decimal) and abs(fact.value) < _FEW
    return points + _HANDFUL * counted
