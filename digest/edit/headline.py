"""A report without a headline in, a stretch of its own words out: who did what, as short as a headline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from digest.edit.gist import kinds, within
from digest.edit.summary import told
from digest.model import Report, Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHORTEST, _LONGEST = 10, 30
# What a lead begins with before it comes to the point.
_BEFORE = re.compile(
    r"(?:近日|日前|近期|昨日|昨天|今日|今天|前天|目前|当前|连日来|近年来|据悉|据了解|据介绍|截至[^，。]{1,12}|(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:上午|下午|晚)?|\d{1,2}日|记者[^，。]{0,24}(?:获悉|了解到))[，,]?"
)
_CLAUSE = re.compile(r"[^，。；：！？,;!?\n]{1,120}")
_ALIAS = re.compile(r"（以下(?:简称|统称)[^（）]{1,24}）")
_PAIRS: Final = {"“": "”", "《": "》", "（": "）", "‘": "’"}


def headline(report: Report) -> tuple[Text, bool]:
    """Give the paper's headline, or, where the page lost it, one made of the article's words (then True).

    A composed headline is one clause of the first sentences, or two that follow each other, without the time it
    begins with and without （以下简称…）; empty where the article has no sentence.
    """
    if report.article.headline:
        return report.article.headline, False
    offers = list(_offers(report))
    if not offers:
        return Text("", ()), True
    return min(offers, key=lambda offer: (-_fitness(offer[0], report), offer[1]))[0], True


def _offers(report: Report) -> Iterator[tuple[Text, int]]:
    """Yield clauses of the first two sentences and neighbouring pairs of them, with their place."""
    place = 0
    for sentence in told(report)[:2]:
        clauses = [_trim(sentence.text[m.start() : m.end()]) for m in _CLAUSE.finditer(sentence.text.string)]
        bounds = [m.span() for m in _CLAUSE.finditer(sentence.text.string)]
        for k, clause in enumerate(clauses):
            if clause and _whole(clause.string):
                yield clause, place + k
            if k + 1 < len(clauses):
                pair = _trim(sentence.text[bounds[k][0] : bounds[k + 1][1]])
                if pair and _whole(pair.string):
                    yield pair, place + k
        place += len(clauses)


def _trim(text: Text) -> Text:
    """Drop the time a clause begins with and its （以下简称…）."""
    text = text.strip()
    while (match := _BEFORE.match(text.string)) and match.end() < len(text):
        text = text[match.end() :]
    pieces, at = [], 0
    for match in _ALIAS.finditer(text.string):
        pieces.append(text[at : match.start()])
        at = match.end()
    return Text.join([*pieces, text[at:]]).strip()


def _whole(string: str) -> bool:
    return all(string.count(left) == string.count(right) for left, right in _PAIRS.items())


def _fitness(text: Text, report: Report) -> float:
    """Judge a headline: who, did, what, a figure, and the length of a headline."""
    string = text.string
    facts = [fact for fact in report.facts if within(fact, text)]
    points = 2.0 * any(fact.kind in ("zone", "org") for fact in facts)
    points += 1.5 * any(fact.kind in ("policy", "project", "event") for fact in facts)
    points += 1.0 * any(fact.kind in ("money", "quantity", "percent", "rank") for fact in facts)
    points += 1.5 * any(word in string for kind in kinds() if not kind.off for word in kind.words)
    points -= 0.3 * max(0, len(text) - _LONGEST) + 0.3 * max(0, _SHORTEST - len(text))
    return points
