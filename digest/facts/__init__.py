"""An article in, its facts out: every figure, date and name with its evidence, the most salient first."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from digest.engine import resting
from digest.facts import amounts, numbers
from digest.facts.attribution import attribute
from digest.facts.contradictions import contradictions
from digest.facts.finding import Finding
from digest.facts.moments import period_told
from digest.facts.names import names
from digest.facts.numerals import fold_number
from digest.facts.passages import Passage, passages
from digest.facts.reading import Named, Reading, Setting
from digest.facts.salience import ranked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from digest.facts.finding import Finding
    from digest.model import Article, Fact, Value

__all__ = ["Amount", "contradictions", "derive", "extract"]

Mentions = dict[int, tuple[Named, ...]]

_NEVER_NAMED = frozenset(("money", "percent", "growth", "ratio", "date", "period"))
_SHORT_NAMES = frozenset(("org", "person", "place"))
_NUMERIC = frozenset(("money", "quantity", "percent", "ratio", "growth", "rank", "duration"))
_MOST_NAMES = 200  # looked for again in the article; the longest article of the pages read named 60
_NAMED = frozenset(("zone", "org", "project", "policy"))


def extract(article: Article, *, on: date | None) -> tuple[Fact, ...]:
    """Take down the facts of an article, sorted by salience, then by place.

    `on` is the day relative dates are counted from (the article's own day goes before it); without either, 近日 and
    7月18日 stay without days. Spans are those of the article's texts, so they count characters of `Document.text`.
    """
    with resting():
        read, named = laid_out(article, on=on)
        numeric = tuple(attribute(read, named))
        return ranked(numeric, _apart(named, numeric))


def laid_out(
    article: Article, *, on: date | None
) -> tuple[tuple[tuple[Reading, tuple[Finding, ...]], ...], tuple[Finding, ...]]:
    """Read an article: its passages with their numbers and dates, and its names, before figures are attributed."""
    found = passages(article)
    named = names(found, article)
    setting = Setting(article.published or on, *_mentions(found, named))
    return tuple(_numeric(found, setting)), named


def _numeric(found: tuple[Passage, ...], setting: Setting) -> Iterator[tuple[Reading, tuple[Finding, ...]]]:
    """Yield each passage in reading order with its numbers and dates; it is told the period of those before."""
    for passage in found:
        reading = Reading.of(passage, setting)
        numeric = tuple(numbers.find(reading, setting))
        setting = setting._replace(period=period_told(numeric) or setting.period)
        yield reading, numeric


def _apart(named: tuple[Finding, ...], numeric: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Drop the names that reach into a sum, a share or a date: those are never part of a name."""
    taken = sorted((one.passage.index, one.start, one.end) for one in numeric if one.kind in _NEVER_NAMED)
    return tuple(name for name in named if name.kind not in _SHORT_NAMES or not _touches(taken, name))


def _touches(taken: list[tuple[int, int, int]], name: Finding) -> bool:
    index = name.passage.index
    i = bisect_left(taken, (index, name.end)) - 1
    return i >= 0 and taken[i][0] == index and taken[i][2] > name.start


def _mentions(laid: tuple[Passage, ...], named: tuple[Finding, ...]) -> tuple[Mentions, Mentions]:
    """Find every mention of the names in every passage, and for every passage the latest names before it.

    The number finder asks whose a number is, and a name finder reports a name only once.
    """
    full = {fact.string: fact for fact in reversed(named[:_MOST_NAMES]) if fact.kind in _NAMED}
    names: Mentions = {}
    earlier: Mentions = {}
    latest: dict[str, Named] = {}
    for passage in laid:
        string = passage.text.string
        here = [(short, fact) for short, fact in full.items() if short in string]
        found = sorted(mention for short, fact in here for mention in _found(string, short, fact))
        names[passage.index] = tuple(found)
        earlier[passage.index] = tuple(reversed(latest.values()))
        for mention in found:
            latest.pop(mention.kind, None)
            latest[mention.kind] = mention
    return names, earlier


def _found(string: str, short: str, fact: Finding) -> Iterator[Named]:
    start = string.find(short)
    while start >= 0:
        yield Named(start, start + len(short), fact.kind, str(fact.value or short))
        start = string.find(short, start + len(short))


class Amount(NamedTuple):
    """What a numeric fact's own words say: a value, or the two ends of a range."""

    value: Value | None
    low: Value | None
    high: Value | None


def derive(fact: Fact) -> Amount | None:
    """Read a numeric fact again from nothing but its own words and its rule; None for facts that are no numbers.

    The result must equal the fact's `value`, `low` and `high`, or the fact is not to be printed.
    """
    if fact.kind not in _NUMERIC:
        return None
    amount = amounts.reread(fold_number(fact.text.string), fact.rule)
    if amount is None:
        return None
    amount = numbers.fallen(amount) if fact.rule.endswith(numbers.FALL) else amount
    return Amount(amount.value, amount.low, amount.high)
