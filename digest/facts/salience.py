"""Facts in, facts in the order an editor would underline them out.

The weights were fitted (softmax over the figures of one report) to which figure of 395 newscast items their editors put
into the headline, then rounded and the weightless signs dropped: on items left out of the fit the headline's figure
came first in 79 %, among the first three in 96 % (the first figure of the body: 72 % and 94 %). Three signs and a
milder weight of the place were added by reading where it failed; over all items it comes first in 85 %, among the
first three in 97 %, and the four are chosen alike whichever fifth of the items is left out.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from digest.text.units import COUNTED, dimension

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.facts.finding import Finding
    from digest.facts.passages import Passage
    from digest.model import Fact

_NUMERIC = frozenset(("money", "quantity", "percent", "ratio", "growth", "rank", "duration"))
_HEADS = frozenset(("headline", "kicker", "subtitle"))
# What a name or a date is worth beside the figures, and what standing in the head adds.
_WORTH = {
    "event": 0.6, "policy": 0.55, "project": 0.55, "zone": 0.5, "org": 0.45, "quote": 0.35, "person": 0.3,
    "period": 0.25, "date": 0.25, "place": 0.2,
}  # fmt: skip
_IN_HEAD = 0.2
_IN_HEAD_WEIGHT = 1.5  # of a figure in the headline itself: the editor has underlined it already
_FADES_OVER = 40  # facts of a kind: one met first is worth a little more than one met late

_KIND = {"money": -0.4, "percent": -0.3, "ratio": -0.3, "rank": 0.3, "duration": -1.4}
_BOUND = {"over": 0.9, "at_least": 0.9}
_UNIT = {"百分点": -1.9, "大": -1.4, "人": 1.3, "人次": 1.3}
_FIRST, _FIRST_SENTENCE, _PLACE, _SENTENCE = 0.6, 0.6, -0.7, -0.5
_ALONE = 1.1  # divided by how many figures the sentence has
_REPEATED, _PART, _EXAMPLE, _UNREAL, _AVERAGE = 1.0, -1.1, -0.9, -0.9, -1.7
_SMALL, _LONG, _RECORD, _ENDS_CLAUSE, _DEATHS = -0.8, -1.0, 0.6, 0.9, 2.3
_SPENT, _GROWTH_FIRST, _FRESH, _BIGGEST, _WHERE = 1.2, 1.2, 0.6, 0.3, -0.5
_PLACE_SCALE = 50  # characters: the first lines weigh, then it levels off
_FEW = 6  # a count below it is seldom news
_RECENT = 40  # characters before the figure in which a sign is looked for
_CLAUSE = re.compile(r"[，。；：、！？]")
_PER = re.compile(r"每|平均|人均")
_NEW = re.compile(r"最新|首次|创|目前|截至|累计|全国|我国|共")
_HERE = re.compile(r"在[^，。]{2,8}[，、]|位于|这个|这家|这里|该")
_KILLED = re.compile(r"死|遇难|丧生")
_IN_CLAUSE = re.compile(r"每|平均|人均|死|遇难|丧生")
_ENDINGS = frozenset("，。；！？")
_SCOPE = re.compile(r"省|市|城市|地区|方面|部门|国家|县|类别|领域|环节|州|自治|区县|单位|小时|个月|批|赛区|点位")
# The first is as good from 0.8 to 1.3 (84 % first), and half as good at 0.5; the others at any weight from 0.3 up.
_RISE_OF_SUM, _TOTAL_NOW, _FIRST_TIME = 0.9, 0.9, 0.6
_BESIDE, _NOUN = 14, 12  # characters between a level and its rise, and before a level for its noun
_ACCOUNTS = re.compile(r"总值|总额|增加值|进出口|利润")
_RECORDS = ("首次", "首度", "再次", "双双")
_LEVEL = 2.5  # the middling score: it becomes a salience of one half


class _Figure(NamedTuple):
    """A numeric fact with its words and size, and where it stands.

    `order` counts the figures, `sentence` their sentences, `before` the characters of the article before it; `first`
    is where its sentence begins in its passage.
    """

    fact: Finding
    string: str
    size: float
    order: int
    sentence: int
    first: int
    before: int


def ranked(numeric: tuple[Finding, ...], named: tuple[Finding, ...]) -> tuple[Fact, ...]:
    """Make facts of all findings, each with its salience, and sort them by it, then by place."""
    figures = list(_figures([finding for finding in numeric if finding.kind in _NUMERIC]))
    others = [finding for finding in numeric if finding.kind not in _NUMERIC]
    facts = [*_weighed(figures), *(_named(finding, k) for k, finding in enumerate((*named, *others)))]
    return tuple(sorted(facts, key=lambda fact: (-fact.salience, fact.text.start)))


def _named(fact: Finding, order: int) -> Fact:
    worth = (
        _WORTH.get(fact.kind, 0.2)
        + (_IN_HEAD if fact.start == 0 and fact.passage.role in _HEADS else 0)
        + _FADES_OVER / 1000 / (1 + order)
    )
    return fact.fact(round(worth, 4))


def _figures(findings: list[Finding]) -> Iterator[_Figure]:
    """Lay the figures out in reading order with what they need to be weighed."""
    sentences: dict[tuple[int, int], int] = {}
    read = 0
    last: Passage | None = None
    for order, finding in enumerate(findings):
        passage = finding.passage
        if last is not None and passage is not last:
            read += len(last.text)
        last = passage
        first = passage.sentence(finding.start).start
        sentence = sentences.setdefault((passage.index, first), len(sentences))
        yield _Figure(finding, finding.string, _size(finding), order, sentence, first, read + finding.start)


def _weighed(figures: list[_Figure]) -> Iterator[Fact]:
    words = Counter([figure.string for figure in figures])
    crowd = Counter([figure.sentence for figure in figures])
    units = Counter([figure.fact.unit for figure in figures])
    greatest: dict[str | None, float] = {}
    for figure in figures:
        unit = figure.fact.unit
        greatest[unit] = max(greatest.get(unit, 0.0), figure.size)
    previous: _Figure | None = None
    for figure in figures:
        fact = figure.fact
        score = _own(figure) + _standing(figure) + _around(figure) + _ALONE / crowd[figure.sentence]
        score += _REPEATED * (words[figure.string] > 1)
        score += _BIGGEST * (units[fact.unit] > 1 and figure.size >= greatest[fact.unit])
        if (
            fact.kind == "money"
            and previous
            and previous.sentence == figure.sentence
            and previous.fact.kind == "quantity"
        ):
            score += _SPENT  # 向1120万户发放646亿元: the sum is the news
        if previous and _is_rise_of_sum(previous, figure):
            score += _RISE_OF_SUM
        previous = figure
        yield fact.fact(round(1 / (1 + math.exp((_LEVEL - score) / 2)), 4))


def _is_rise_of_sum(level: _Figure, rise: _Figure) -> bool:
    """Tell 进出口总值9.9万亿元，同比增长4.8%: who knows the level of such a sum by heart? Its rise is the news."""
    if rise.fact.kind != "growth" or level.fact.kind != "money" or level.sentence != rise.sentence:
        return False
    if level.fact.bound in _BOUND or rise.fact.start - level.fact.end > _BESIDE:
        return False
    string = level.fact.passage.text.string
    return _ACCOUNTS.search(string, max(level.first, level.fact.start - _NOUN), level.fact.start) is not None


def _size(fact: Finding) -> float:
    value = fact.value if fact.value is not None else fact.high
    return abs(float(value)) if value is not None else 0.0


def _own(figure: _Figure) -> float:
    """Weigh what the figure is: kind, bound, unit, size, mood."""
    fact, size = figure.fact, figure.size
    score = _KIND.get(fact.kind, 0.0) + _BOUND.get(fact.bound, 0.0) + _UNIT.get(fact.unit or "", 0.0)
    if fact.kind == "quantity" and dimension(fact.unit) in COUNTED and size < _FEW:
        score += _SMALL
    if fact.kind == "duration":
        score += _LONG * math.log10(size + 1)
    return score + _UNREAL * (fact.modality not in ("actual", "intention")) + _RECORD * ("突破" in figure.string)


def _standing(figure: _Figure) -> float:
    """Weigh where the figure stands: early is better."""
    score = _PLACE * math.log1p(figure.before / _PLACE_SCALE) + _SENTENCE * math.log1p(figure.sentence)
    score += _FIRST * (figure.order == 0) + _FIRST_SENTENCE * (figure.sentence == 0)
    score += _GROWTH_FIRST * (figure.order == 0 and figure.fact.kind == "growth")
    return score + _IN_HEAD_WEIGHT * (figure.fact.passage.role in _HEADS)


def _around(figure: _Figure) -> float:
    """Weigh the words around the figure."""
    string, start, end, first = figure.fact.passage.text.string, figure.fact.start, figure.fact.end, figure.first
    before = string[max(first, start - _RECENT) : start]
    after = string[end : end + 6]
    score = _ENDS_CLAUSE * (after[:1] in _ENDINGS) + _PART * ("其中" in before) + _FRESH * bool(_NEW.search(before))
    score += _EXAMPLE * bool(_HERE.search(string, first, min(start, first + 30)))
    if _IN_CLAUSE.search(before[-14:] + after):  # of one figure in ten; the clause need be told of these only
        clause = _CLAUSE.split(before[-14:])[-1]
        score += _AVERAGE * bool(_PER.search(clause)) + _DEATHS * bool(_KILLED.search(after + clause))
    score += _TOTAL_NOW * ("至此" in before) + _FIRST_TIME * (figure.fact.bound == "over" and before.endswith(_RECORDS))
    return score + _WHERE * bool(_SCOPE.match(after))
