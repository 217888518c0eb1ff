"""A report in, its summary out: whole clauses of its own sentences, the headline's matter first, nothing reworded.

A summary answers for its headline: the words of the headline that it holds weigh most, then the figures an editor looks
for, then names. Each further sentence must add something (maximal marginal relevance, Carbonell & Goldstein 1998), and
what is shorter wins among what says the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.edit.clauses import forms
from digest.edit.references import days, reference, refers, refers_twice
from digest.edit.sentence import Sentence, told
from digest.model import NUMERIC
from digest.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Fact, Reference, Report, Text

CHARACTERS: Final = 110  # three printed lines; the editors' measure of one matter
_MOST: Final = 4
_HOOK: Final = 5  # sentences a story may take to come to its news
_WORTH_IT: Final = 0.35  # what a further sentence must add, its length paid
_LONG: Final = 1.1  # what 110 characters cost
_REDUNDANCY: Final = 0.55  # weight of what is already said against what is new (MMR's 1 − λ)
_HEADLINE: Final = 2.0  # the headline's words, all of them
_POSITION: Final = 0.35  # worth of standing first, fading with every sentence
_DULL: Final = 0.5  # a phrase of ceremony
_OCCASION: Final = 0.8  # who was there
_QUOTED: Final = 0.6  # somebody's opinion weighs less than the paper's report
_SCENE: Final = 0.6  # a first sentence without a figure or a word of the headline
_FEATURE: Final = 0.5  # how much less the headline's words weigh in the lead: a colour story's headline is of its scene
_HOOKED: Final = 0.8  # a lead that opens with a scene: 厂房图纸画到第三稿时，…
_HOOK_CLAUSE: Final = re.compile(r"[^，。\d]{4,30}(?:时|之际|声中|里|旁|前)，")
_UNNAMED: Final = 1.2  # a lead whose subject was named before it
_NO_STOP: Final = 2.0  # a heading that the page set as text
_DIGITS: Final = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class _Offer:
    """What may be printed next: one form of a sentence, with those it leans on before it."""

    sentences: tuple[Sentence, ...]
    texts: tuple[Text, ...]

    def __len__(self) -> int:
        return sum(map(len, self.texts))


@dataclass(frozen=True, slots=True)
class _Said:
    """What the chosen sentences say already."""

    facts: frozenset[tuple[str, str, str]] = frozenset()
    words: frozenset[str] = frozenset()
    bigrams: frozenset[str] = field(default_factory=frozenset)


def summarise(report: Report, characters: int = CHARACTERS, most: int = _MOST) -> tuple[Text, ...]:
    """Choose clauses by the headline they answer for, the facts they hold and their place, in reading order.

    They hold `characters` at most, or one sentence where its shortest form is longer, and are of `most` sentences at
    most. A sentence that leans on the one before it comes with that one or not at all, unless all it lacks is a name
    that `references` fills in.
    """
    whole = told(report)
    if not whole:
        return ()
    head = _content(str(report.article.headline or ""))
    leaning = {one.index for one in whole if _leans(one, whole, report.facts)}
    chosen: list[_Offer] = [_news(whole, head, characters)]
    while len(held := _sentences(chosen)) < most:
        room = characters - sum(map(len, chosen))
        said = _said(chosen)
        offers = [o for one in whole if one not in held for o in _offers(one, whole, leaning, held) if len(o) <= room]
        best = max(offers, key=lambda offer: (_gain(offer, said, head), -offer.sentences[0].index), default=None)
        if best is None or len(held) + len(best.sentences) > most or _gain(best, said, head) <= _WORTH_IT:
            break
        chosen.append(best)
    chosen = _extended(chosen, head, characters)
    texts = [(one.index, text) for offer in chosen for one, text in zip(offer.sentences, offer.texts, strict=True)]
    return tuple(text for _, text in sorted(texts, key=lambda pair: pair[0]))


def _extended(chosen: list[_Offer], head: frozenset[str], characters: int) -> list[_Offer]:
    """Use the room that is left for longer forms of the chosen sentences, where these tell a figure or name more."""
    for k, offer in enumerate(chosen):
        others = [*chosen[:k], *chosen[k + 1 :]]
        room = characters - sum(map(len, others))
        longer = [
            longer
            for position, one in enumerate(offer.sentences)
            for form in forms(one.text)
            if len(form) > len(offer.texts[position])
            if len(longer := _Offer(offer.sentences, _replaced(offer.texts, position, form))) <= room
        ]
        said = _said(others)
        best = max(
            (offer, *longer), key=lambda one: (_gain(one, said, head) + _LONG * len(one) / CHARACTERS, -len(one))
        )
        chosen = [*chosen[:k], best, *chosen[k + 1 :]]
    return chosen


def _replaced(texts: tuple[Text, ...], at: int, text: Text) -> tuple[Text, ...]:
    return (*texts[:at], text, *texts[at + 1 :])


def _sentences(chosen: Iterable[_Offer]) -> list[Sentence]:
    return [one for offer in chosen for one in offer.sentences]


def _said(chosen: Sequence[_Offer]) -> _Said:
    string = "".join(text.string for offer in chosen for text in offer.texts)
    facts = {_key(fact) for offer in chosen for fact in _facts(offer)}
    return _Said(frozenset(facts), _content(string), _bigrams(string))


def _news(whole: tuple[Sentence, ...], head: frozenset[str], characters: int) -> _Offer:
    """The sentence that says who did what: the first, or, where that only sets a scene, one of the next."""
    early = [sentence for sentence in whole[:_HOOK] if not sentence.leans and not refers(sentence)] or [whole[0]]
    offers = [_Offer((one,), (form,)) for one in early for form in forms(one.text)]
    fitting = [offer for offer in offers if len(offer) <= characters] or [min(offers, key=len)]
    return max(fitting, key=lambda offer: (_newsy(offer, head), -offer.sentences[0].index))


def _newsy(offer: _Offer, head: frozenset[str]) -> float:
    kinds = {fact.kind for fact in _facts(offer)}
    sentence = offer.sentences[0]
    points = (
        0.8 * ("zone" in kinds)
        + 0.4 * bool(kinds & {"org", "place"})
        + 0.5 * bool(kinds & {"policy", "project", "event"})
    )
    points -= _UNNAMED * offer.texts[0].string.startswith(tuple(lexicon.table("desk")["clauses"]["unnamed"]))
    points += 0.3 * bool(kinds & {"date", "period"}) + 0.4 * sentence.begins - 0.25 * sentence.index
    points -= _HOOKED * (bool(_HOOK_CLAUSE.match(offer.texts[0].string)) and not kinds & {"zone", "policy"})
    points -= _FEATURE * _HEADLINE * len(_content(offer.texts[0].string) & head) / max(1, len(head))
    return points + _gain(offer, _Said(), head)


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
        printed = next((text for text in summary if text in forms(one.text)), None)
        if printed is not None:
            yield from days(printed, report.article.published)
            found = reference(one, whole, report.facts)
            if found and found.name.string not in before and found.after(printed) is not None:
                yield found
            before = printed.string


def _offers(one: Sentence, whole: tuple[Sentence, ...], leaning: set[int], chosen: list[Sentence]) -> Iterator[_Offer]:
    """Yield the forms of a sentence with the one it leans on; nothing where it leans too far."""
    before: tuple[Sentence, ...] = ()
    if one.index in leaning and one.index:
        needed = whole[one.index - 1]
        if needed not in chosen:
            if needed.index in leaning:
                return
            before = (needed,)
    for form in forms(one.text):
        if not before:
            yield _Offer((one,), (form,))
        for first in forms(before[0].text) if before else ():
            yield _Offer((*before, one), (first, form))


def _gain(offer: _Offer, said: _Said, head: frozenset[str]) -> float:
    """Weigh what an offer adds: the headline's words, new facts, place, less length, repetition and ceremony."""
    string = "".join(text.string for text in offer.texts)
    content = _content(string)
    fresh = {_key(fact): fact for fact in _facts(offer) if _key(fact) not in said.facts}
    worth = min(2.4, sum(0.2 + one.salience for one in fresh.values() if one.kind in NUMERIC))
    worth += min(0.4, sum(0.1 for one in fresh.values() if one.kind not in NUMERIC))
    worth += _HEADLINE * len((content & head) - said.words) / max(1, len(head))
    for one, text in zip(offer.sentences, offer.texts, strict=True):
        worth += (_POSITION / (1 + one.index) + 0.1 * one.begins) / len(offer.sentences) - _dull(text.string)
    worth -= _SCENE * (not fresh and not content & head)
    return worth - _REDUNDANCY * _share(_bigrams(string), said.bigrams) - _LONG * len(string) / CHARACTERS


def _dull(string: str) -> float:
    """Weigh what a leader need not read: ceremony, who was there, what somebody thinks, a heading set as text."""
    points = _DULL * sum(word in string for word in lexicon.table("desk")["words"]["ceremony"])
    points += _OCCASION * any(word in string for word in _occasion())
    points += _QUOTED * (string.startswith("“") or "：“" in string) + _NO_STOP * (string[-1:] not in "。！？!?”…")
    formal = any(word in string for word in lexicon.table("desk")["clauses"]["formal"])
    return points + _NO_STOP * (formal or string.startswith(("……", "…")))


@cache
def _occasion() -> tuple[str, ...]:
    return tuple(lexicon.table("desk")["clauses"]["occasion"])


def _facts(offer: _Offer) -> Iterator[Fact]:
    for one, text in zip(offer.sentences, offer.texts, strict=True):
        for fact in one.facts:
            if any(span.start <= fact.text.start < span.end for span in text.spans):
                yield fact


def _content(string: str) -> frozenset[str]:
    """Cut a text into the words that carry its matter: those of two characters and more, and figures."""
    return frozenset(word for word in words(string) if len(word) > 1 or word[:1] in _DIGITS)


def _key(fact: Fact) -> tuple[str, str, str]:
    return fact.kind, str(fact.value if fact.value is not None else fact.text), fact.unit or ""


def _bigrams(string: str) -> frozenset[str]:
    return frozenset(left + right for left, right in pairwise(string))


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0
