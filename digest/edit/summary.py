"""An article and its facts in, two to four of its own sentences out; nothing is cut in the middle, nothing reworded."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.edit.references import reference, refers, refers_twice
from digest.edit.sentence import Sentence, told
from digest.model import NUMERIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Fact, Reference, Report, Text

_MOST: Final = 4
_FEWEST: Final = 2
_HOOK: Final = 5  # sentences a story may take to come to its news
_CHARACTERS: Final = 260  # what four printed lines of a brief hold; the lead alone may be longer
_WORTH_A_SENTENCE: Final = 0.45  # what a third and fourth sentence must add
_REDUNDANCY: Final = 0.55  # weight of what is already said against what is new (MMR's 1 − λ)
_POSITION: Final = 0.35  # worth of standing first, fading with every sentence
_DULL: Final = 0.3  # a phrase of ceremony
_QUOTED: Final = 0.25  # somebody's opinion weighs less than the paper's report


def summarise(report: Report, characters: int = _CHARACTERS, most: int = _MOST) -> tuple[Text, ...]:
    """Choose two to `most` sentences by the facts they hold, their place and what is said already, in reading order.

    They hold `characters` at most, or two sentences, where these are longer.

    Maximal marginal relevance (Carbonell & Goldstein 1998) over the facts a sentence adds. A sentence that leans on
    the one before it comes with that one or not at all, unless all it lacks is a name that `references` fills in.
    """
    whole = told(report)
    if not whole:
        return ()
    leaning = {one.index for one in whole if _leans(one, whole, report.facts)}
    chosen: list[Sentence] = [_news(whole)]
    while len(chosen) < most:
        room = characters - sum(len(sentence.text) for sentence in chosen)
        offers = [offer for one in whole if (offer := _with_support(one, whole, leaning, chosen))]
        offers = [
            o
            for o in offers
            if len(chosen) + len(o) <= most and (sum(len(s.text) for s in o) <= room or len(chosen) < _FEWEST)
        ]
        best = max(offers, key=lambda offer: (_gain(offer, chosen), -offer[0].index), default=None)
        if best is None or (len(chosen) >= _FEWEST and _gain(best, chosen) <= _WORTH_A_SENTENCE):
            break
        chosen += best
    return tuple(sentence.text for sentence in sorted(chosen, key=lambda sentence: sentence.index))


def _news(whole: tuple[Sentence, ...]) -> Sentence:
    """The sentence that says who did what: the first, or, where that only sets a scene, one of the next."""
    early = [sentence for sentence in whole[:_HOOK] if not sentence.leans] or [whole[0]]
    return max(early, key=lambda sentence: (_newsy(sentence), -sentence.index))


def _newsy(sentence: Sentence) -> float:
    kinds = {fact.kind for fact in sentence.facts}
    points = 1.0 * bool(kinds & {"zone", "org"}) + 0.7 * bool(kinds & {"policy", "project", "event"})
    points += 0.5 * bool(kinds & {"date", "period"})
    points += 0.35 * min(2, sum(fact.kind in NUMERIC for fact in sentence.facts))
    return points + 0.4 * sentence.begins - 0.25 * sentence.index - 1.0 * sentence.text.string.startswith("“")


def _leans(one: Sentence, whole: Sequence[Sentence], facts: Sequence[Fact]) -> bool:
    """Say whether a sentence needs the one before it: it goes on from there, or its 该项目 cannot be resolved."""
    if not refers(one):
        return one.leans
    found = reference(one, whole, facts)
    return found is None or refers_twice(one) or (one.leans and found.words.start != one.text.start)


def references(report: Report, summary: Sequence[Text]) -> tuple[Reference, ...]:
    """Resolve the words of a summary's sentences that stand for a name which the sentence before them does not hold."""
    return tuple(_references(report, summary))


def _references(report: Report, summary: Sequence[Text]) -> Iterator[Reference]:
    whole = told(report)
    before = ""
    for one in whole:
        if one.text in summary:
            found = reference(one, whole, report.facts)
            if found and found.name.string not in before:
                yield found
            before = one.text.string


def _with_support(
    one: Sentence, whole: tuple[Sentence, ...], leaning: set[int], chosen: list[Sentence]
) -> tuple[Sentence, ...]:
    """Give the sentence and those it leans on that are not chosen yet; nothing where it is chosen or leans too far."""
    if one in chosen:
        return ()
    needed = [one]
    while needed[0].index in leaning and needed[0].index and whole[needed[0].index - 1] not in chosen:
        needed.insert(0, whole[needed[0].index - 1])
    return tuple(needed) if len(needed) <= _FEWEST else ()


def _gain(offer: Iterable[Sentence], chosen: Iterable[Sentence]) -> float:
    """Weigh what an offer adds: new facts, place, less what repeats the chosen and what is mere ceremony."""
    said = {_key(fact) for sentence in chosen for fact in sentence.facts}
    before = _bigrams("".join(sentence.text.string for sentence in chosen))
    offered = tuple(offer)
    worth = 0.0
    for sentence in offered:
        fresh = {
            _key(fact): fact.salience for fact in sentence.facts if fact.kind in NUMERIC and _key(fact) not in said
        }
        named = sum(0.1 for fact in sentence.facts if fact.kind not in NUMERIC and _key(fact) not in said)
        worth += min(2.0, sum(0.15 + salience for salience in fresh.values())) + min(0.3, named)
        worth += _POSITION / (1 + sentence.index) + 0.1 * sentence.begins
        worth -= _DULL * sum(word in sentence.text.string for word in lexicon.table("desk")["words"]["ceremony"])
        worth -= _QUOTED * sentence.text.string.startswith("“")
        worth -= _REDUNDANCY * _share(_bigrams(sentence.text.string), before)
    return worth / len(offered)


def _key(fact: Fact) -> tuple[str, str, str]:
    return fact.kind, str(fact.value if fact.value is not None else fact.text), fact.unit or ""


def _bigrams(string: str) -> frozenset[str]:
    return frozenset(left + right for left, right in pairwise(string))


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0
