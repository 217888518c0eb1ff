"""An article's facts in, what does not add up within it out: a sum that is not that of its parts, a part too large.

Only what one sentence says of numbers in one unit is compared, and only where its words leave no other reading: an
editor who is warned in vain stops reading the warnings.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from digest.model import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model import Article, Fact

_COMPARED = frozenset(("money", "quantity"))
_REMEDY = "compare it with the page, and ask the paper, before printing either"
# The total behind its parts: …和3亿元，合计9亿元. 累计 counts other things as well.
_IN_ALL = re.compile(r"^[，、；]?(?:[^，。；、0-9]{0,6})?(?:合计|总计|共计|总共|加起来)(?:[^，。；、0-9]{0,8})$")
_LISTED = re.compile(r"^(?:[、，和与及]|以及|，其中)[^，。；、0-9]{0,14}$")  # between the parts of a list
# The part behind its whole: 项目26个，其中工业项目11个. What is counted over more than the whole is no part of it.
_OF_WHICH = re.compile(r"其中(?!央|心)")
_OTHERWISE = re.compile(r"累计|总数|总量|总计|共有|达到|增至|同比|平均|每|人均|[去上]年|历年|另|此外|带动|。|；")
_FEWEST_PARTS = 2
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.([0-9]+))?")


class _Figure(NamedTuple):
    """A fact with its place in its sentence and the amount it may stand for at the least and at the most."""

    fact: Fact
    start: int
    end: int
    value: Decimal
    slack: Decimal


def contradictions(article: Article, facts: Iterable[Fact]) -> tuple[Problem, ...]:
    """Name what contradicts itself within a sentence: a total that is not the sum of its parts, a part above its whole.

    Each side is quoted in the article's own words. Figures with decimals may be rounded: each is given half of its
    last digit.
    """
    sentences: dict[tuple[int, str], list[_Figure]] = {}
    for fact in facts:
        if figure := _figure(fact):
            sentences.setdefault((fact.quote.start, fact.quote.string), []).append(figure)
    found = (
        said for (_, quote), figures in sentences.items() for said in _sentence(quote, sorted(figures, key=_start))
    )
    name = _name(article)
    return tuple(
        Problem(article.origin, one.kind, f"{name}: {one.reason}", _REMEDY, (("title", name), *one.details))
        for one in dict.fromkeys(found)
    )


class _Contradiction(NamedTuple):
    """What contradicts itself: its kind of problem, in English, and the figures for the Chinese words."""

    kind: Literal["wrong_total", "wrong_part"]
    reason: str
    details: tuple[tuple[str, str], ...]


def _start(figure: _Figure) -> int:
    return figure.start


def _name(article: Article) -> str:
    return article.headline.string if article.headline else article.id


def _figure(fact: Fact) -> _Figure | None:
    """Make an amount of a fact that is sure enough to be compared: no range, no bound, no rank."""
    if fact.kind not in _COMPARED or fact.bound != "exact" or not isinstance(fact.value, Decimal):
        return None
    number = _NUMBER.search(fact.text.string)
    start = _offset(fact)
    if number is None or start is None:
        return None
    written = Decimal(number[0].replace(",", ""))
    decimals = len(number[1] or "")  # what has none is taken as exact: 12个, 3亿元
    step = fact.value / written / 10**decimals if written and decimals else Decimal(0)
    return _Figure(fact, start, start + len(fact.text), fact.value, abs(step) / 2)


def _offset(fact: Fact) -> int | None:
    """Find where a fact's words begin in its sentence."""
    before = 0
    for span in fact.quote.spans:
        if span.start <= fact.text.start < span.end:
            return before + fact.text.start - span.start
        before += span.end - span.start
    return None


def _sentence(quote: str, figures: list[_Figure]) -> Iterator[_Contradiction]:
    yield from _sums(quote, figures)
    yield from _parts(quote, figures)


def _sums(quote: str, figures: list[_Figure]) -> Iterator[_Contradiction]:
    """Yield the totals (合计9亿元) that the list before them does not add up to."""
    parts: list[_Figure] = []
    for before, figure in pairwise(figures):
        between = quote[before.end : figure.start]
        parts = parts or [before]
        alike = figure.fact.unit == before.fact.unit
        if alike and len(parts) >= _FEWEST_PARTS and _IN_ALL.match(between):
            slack = figure.slack + sum(part.slack for part in parts)
            if abs(sum(part.value for part in parts) - figure.value) > slack:
                words = "、".join(part.fact.text.string for part in parts)
                yield _total(figure.fact.text.string, words)
            parts = []
        elif alike and _LISTED.match(between):
            parts.append(figure)
        else:
            parts = []


def _parts(quote: str, figures: list[_Figure]) -> Iterator[_Contradiction]:
    """Yield what 其中 calls a part of the figure before it and is larger.

    It may be a part of several (68名乘客和4名机组人员，其中…) or of one named earlier, so all of its unit are added up.
    """
    wholes: dict[str | None, Decimal] = {}
    read = 0
    for mark in _OF_WHICH.finditer(quote):
        while read < len(figures) and figures[read].end <= mark.start():
            figure = figures[read]
            wholes[figure.fact.unit] = wholes.get(figure.fact.unit, Decimal(0)) + figure.value + figure.slack
            read += 1
        if not 0 < read < len(figures) or figures[read].start < mark.end():
            continue
        whole, part = figures[read - 1], figures[read]
        if whole.fact.unit != part.fact.unit or whole.fact.modality != part.fact.modality:
            continue
        if part.value - part.slack > wholes[part.fact.unit] and not _OTHERWISE.search(quote, whole.end, part.start):
            yield _part(part.fact.text.string, whole.fact.text.string)


def _total(total: str, parts: str) -> _Contradiction:
    reason = f"{total} is said to be the total of {parts}, and is not"
    return _Contradiction("wrong_total", reason, (("total", total), ("parts", parts)))


def _part(part: str, whole: str) -> _Contradiction:
    reason = f"{part} is said to be a part of {whole}, and is larger"
    return _Contradiction("wrong_part", reason, (("part", part), ("whole", whole)))
