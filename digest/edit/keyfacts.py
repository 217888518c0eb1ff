"""A report in, its key facts out: the figures an editor would put under the headline, the most telling first."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from digest.edit.figures import measure_of
from digest.edit.fingerprint import within
from digest.edit.statements import distinct, statement
from digest.model import KINDS, NUMERIC

if TYPE_CHECKING:
    from digest.edit.statements import ReportContext
    from digest.model import Article, Fact, Statement

_MOST: Final = 6
# Of many projects one is told of: what it costs and covers is no figure of the many, beside which it would stand.
_ONE_OF_MANY = re.compile(r"最[大高多](?:的)?(?:单体|一个)?(?:项目|企业)?[是为]")
# What readers of a brief on zones look for: size, output, growth, trade, land, jobs, funds, savings of time and money.
_WANTED = re.compile(
    r"总投资|投资|产值|产能|年产|增加值|生产总值|进出口|出口|进口|外资|营收|销售额|税收|利润|总金额|金额|总额|基金|专项资金|资金|订单"
    r"|占地|用地|面积|就业|岗位|装机|发电|比重|占比|研发|良品率|覆盖率|开工率|企业|项目|举措|条款|补助|补贴|奖励|上限"
)
_LIMIT: Final = -0.25  # a threshold or a cap is the small print of a rule
_TARGET: Final = -0.15
_IN_HEADLINE: Final = 0.30
_IN_LEAD: Final = 0.15
_MEASURED: Final = 0.25
_FADING: Final = 0.04  # what each further paragraph costs
_FEW: Final = Decimal(10)  # 三大板块, 四个方面: a handful counts nothing worth a line
_HANDFUL: Final = -0.35


def key_facts(context: ReportContext) -> tuple[Statement, ...]:
    """State the figures that tell most of a report, each value once, best first; those without a label among them."""
    report = context.report
    ranked = sorted(
        (fact for fact in report.facts if fact.kind in NUMERIC and fact.value is not None and _is_sayable(fact)),
        key=lambda fact: (-worth(fact, report.article), fact.text.start),
    )
    kept: dict[tuple[str, str], Fact] = {}
    for fact in ranked:
        key = str(fact.value), fact.unit or ""
        if key not in kept or kept[key].confidence < fact.confidence:
            kept[key] = fact
    return tuple(distinct(statement(fact, context) for fact in kept.values()))[:_MOST]


def _is_sayable(fact: Fact) -> bool:
    """Say whether a figure is a value of somebody here: no condition, nothing denied, not that of one among many."""
    before = fact.quote.string.partition(fact.text.string)[0]
    return not fact.condition and fact.polarity == "affirmed" and not _ONE_OF_MANY.search(before)


def worth(fact: Fact, article: Article) -> float:
    """Weigh a figure for this desk: its salience, kind, what it measures and where it stands."""
    points = fact.salience + KINDS[fact.kind].weight
    points += _LIMIT * (fact.modality == "limit")
    heads = (article.headline, article.kicker, article.subtitle)
    points += _IN_HEADLINE * any(within(fact, text) for text in heads) + _TARGET * (fact.modality == "target")
    place = next((k for k, text in enumerate(article.body) if within(fact, text)), 0)
    points += _IN_LEAD * (place == 0) - _FADING * place
    points += _MEASURED * bool(_WANTED.search(measure_of(fact)))
    counted = fact.kind == "quantity" and isinstance(fact.value, Decimal) and abs(fact.value) < _FEW
    return points + _HANDFUL * counted
