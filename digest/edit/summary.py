"""A report in, its summary out: whole clauses of its own sentences, the headline's matter first, nothing reworded.

A summary answers for its headline: the words of the headline that it holds weigh most, then the figures an editor looks
for, then names. Each further sentence must add something (maximal marginal relevance, Carbonell & Goldstein 1998), and
what is shorter wins among what says the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.edit.clauses import forms, opens_with_source
from digest.edit.fingerprint import within
from digest.edit.references import dangles, day_written, days, inner, reference, refers, refers_twice, stands_alone
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
_QUOTED: Final = 0.9  # somebody's opinion weighs less than the paper's report
_SAME_FIGURE: Final = 0.8  # a figure that the headline has
_MOOD: Final = 0.6  # what paints a scene or speaks to the reader
_STANCE: Final = 0.35  # what is wished, promised or praised
_FIRST_PERSON: Final = 1.0
_DANGLING: Final = 0.8  # 该区 of no district that is named
_BACKGROUND: Final = 0.4  # of a year before the last, or what something is and where it lies
_HISTORY: Final = 0.4  # … more for a lead
_HOLLOW: Final = 0.6  # a lead that says only that people met
_SCENE: Final = 0.6  # a first sentence without a figure or a word of the headline
_FEATURE: Final = 0.5  # how much less the headline's words weigh in the lead: a colour story's headline is of its scene
_HOOKED: Final = 0.8  # a lead that opens with a scene: 厂房图纸画到第三稿时，…
_HOOK_CLAUSE: Final = re.compile(r"[^，。\d]{4,30}(?:时|之际|声中|里|旁|前)，")
_UNNAMED: Final = 1.2  # a lead whose subject was named before it
_NO_STOP: Final = 2.0  # a heading that the page set as text
_TAIL: Final = 6  # characters that a sentence is known to end by
_DIGITS: Final = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class _Offer:
    """What may be printed next: one form of a sentence, with those it leans on before it."""

    sentences: tuple[Sentence, ...]
    texts: tuple[Text, ...]
    dangling: bool = False

    def __len__(self) -> int:
        return sum(map(len, self.texts))


@dataclass(frozen=True, slots=True)
class _Said:
    """What the chosen sentences say already."""

    facts: frozenset[tuple[str, str, str]] = frozenset()
    words: frozenset[str] = frozenset()
    bigrams: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Head:
    """What a summary answers for: the words and figures of its headline; `year` is that of the paper."""

    words: frozenset[str]
    figures: frozenset[tuple[str, str, str]]
    year: int | None

    @classmethod
    def of(cls, report: Report) -> _Head:
        """Take down the headline of a report."""
        article = report.article
        figures = (_key(fact) for fact in report.facts if fact.kind in NUMERIC and within(fact, article.headline))
        return cls(
            _content(str(article.headline or "")),
            frozenset(figures),
            article.published.year if article.published else None,
        )

    def share(self, words: frozenset[str]) -> float:
        """Say what share of the headline's words are among some."""
        return len(words & self.words) / max(1, len(self.words))

    def is_past(self, string: str) -> bool:
        """Say whether all years a sentence names are before the last one: it tells of how things came about."""
        years = [int(year) for year in _YEAR.findall(string)]
        return bool(years) and self.year is not None and max(years) < self.year - 1


_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年)")


def summarise(report: Report, characters: int = CHARACTERS, most: int = _MOST) -> tuple[Text, ...]:
    """Choose clauses by the headline they answer for, the facts they hold and their place, in reading order.

    They hold `characters` at most, or one sentence where its shortest form is longer, and are of `most` sentences at
    most. A sentence that leans on the one before it comes with that one or not at all, unless all it lacks is a name
    that `references` fills in. The lead is tried in its shorter forms too, so that what it trails on with does not take
    the room of a figure that is told further on.
    """
    whole = told(report)
    if not whole:
        return ()
    leaning = frozenset(one.index for one in whole if _leans(one, whole, report.facts))
    task = _Task(whole, leaning, _Head.of(report), characters, most)
    _, chosen = max((_told_on(lead, task) for lead in _leads(task)), key=lambda pair: pair[0])
    chosen = _extended(chosen, task)
    texts = [(one.index, text) for offer in chosen for one, text in zip(offer.sentences, offer.texts, strict=True)]
    return tuple(text for _, text in sorted(texts, key=lambda pair: pair[0]))


@dataclass(frozen=True, slots=True)
class _Task:
    """The sentences of a report, those that lean on the one before, what they answer for, and the length."""

    whole: tuple[Sentence, ...]
    leaning: frozenset[int]
    head: _Head
    characters: int
    most: int


def _told_on(lead: tuple[float, _Offer], task: _Task) -> tuple[float, list[_Offer]]:
    """Add to a lead, one after the other, what adds most within the length; give what all of it is worth."""
    worth, chosen = lead[0], [lead[1]]
    while len(held := _held(chosen)) < task.most:
        room = task.characters - sum(map(len, chosen))
        said = _said(chosen)
        others = [one for one in task.whole if one.index not in held]
        offers = [offer for one in others for offer in _offers(one, task, held) if len(offer) <= room]
        gains = [(_gain(offer, said, task.head), -offer.sentences[0].index, offer) for offer in offers]
        gain, _, best = max(gains, key=lambda one: one[:2], default=(0.0, 0, None))
        if best is None or len(held) + len(best.sentences) > task.most or gain <= _WORTH_IT:
            break
        worth += gain
        chosen.append(best)
    return worth, chosen


def _extended(chosen: list[_Offer], task: _Task) -> list[_Offer]:
    """Use the room that is left for longer forms of the chosen sentences, where these tell a figure or name more."""
    for k, offer in enumerate(chosen):
        others = [*chosen[:k], *chosen[k + 1 :]]
        room = task.characters - sum(map(len, others))
        longer = [
            longer
            for position, one in enumerate(offer.sentences)
            for form in _forms(one, task.whole)
            if len(form) > len(offer.texts[position])
            if len(longer := replace(offer, texts=_replaced(offer.texts, position, form))) <= room
        ]
        said = _said(others)
        best = max(
            (offer, *longer), key=lambda one: (_gain(one, said, task.head) + _LONG * len(one) / CHARACTERS, -len(one))
        )
        chosen = [*chosen[:k], best, *chosen[k + 1 :]]
    return chosen


def _forms(one: Sentence, whole: Sequence[Sentence]) -> tuple[Text, ...]:
    """Give what may be printed of a sentence; who told it is none where 该区〔江畔高新区〕 says what it is kept for."""
    offered = forms(one.text)
    if not any(inner(one, form, whole) for form in offered):
        return offered
    return tuple(form for form in offered if not opens_with_source(form.string)) or offered


def _replaced(texts: tuple[Text, ...], at: int, text: Text) -> tuple[Text, ...]:
    return (*texts[:at], text, *texts[at + 1 :])


def _held(chosen: Iterable[_Offer]) -> dict[int, Text]:
    """Lay out what is chosen of each sentence by the place of that."""
    return {one.index: text for offer in chosen for one, text in zip(offer.sentences, offer.texts, strict=True)}


def _said(chosen: Sequence[_Offer]) -> _Said:
    string = "".join(text.string for offer in chosen for text in offer.texts)
    facts = {_key(fact) for offer in chosen for fact in _facts(offer)}
    return _Said(frozenset(facts), _content(string), _bigrams(string))


def _leads(task: _Task) -> list[tuple[float, _Offer]]:
    """Give the best forms of the sentence that says who did what: the first, or, after a scene, one of the next."""
    early = [sentence for sentence in task.whole[:_HOOK] if stands_alone(sentence)] or [task.whole[0]]
    offers = [
        _Offer((one,), (form,), dangles(one, form, task.whole)) for one in early for form in _forms(one, task.whole)
    ]
    fitting = [offer for offer in offers if len(offer) <= task.characters] or [min(offers, key=len)]
    ranked = sorted(
        ((_newsy(offer, task.head), -offer.sentences[0].index, k) for k, offer in enumerate(fitting)), reverse=True
    )
    best = fitting[ranked[0][2]]
    shorter = [
        (worth, fitting[k])
        for worth, _, k in ranked
        if fitting[k].sentences == best.sentences
        and len(fitting[k]) < len(best)
        and _holds(fitting[k], best, task.head)
    ]
    return [(ranked[0][0], best), *shorter]


def _holds(short: _Offer, long: _Offer, head: _Head) -> bool:
    """Say whether a shorter form tells all the figures and words of the headline that a longer one does."""
    lost = {
        _key(fact) for fact in _facts(long) if fact.kind == "money" or (fact.kind in NUMERIC and fact.salience >= _TOLD)
    } - {_key(fact) for fact in _facts(short)}
    return not lost and (_content(long.texts[0].string) - _content(short.texts[0].string)).isdisjoint(head.words)


_TOLD: Final = 0.3  # salience of a figure that a lead does not lose: 12个分现场 and 40多个行业 are below


def _newsy(offer: _Offer, head: _Head) -> float:
    kinds = {fact.kind for fact in _facts(offer)}
    sentence, string = offer.sentences[0], offer.texts[0].string
    points = (
        0.8 * any(fact.kind == "zone" for fact in sentence.facts)
        + 0.4 * bool(kinds & {"org", "place"})
        + 0.5 * bool(kinds & {"policy", "project", "event"})
    )
    points -= _UNNAMED * string.startswith(tuple(lexicon.table("desk")["clauses"]["unnamed"]))
    points += 0.3 * bool(kinds & {"date", "period"}) + 0.4 * sentence.begins - 0.25 * sentence.index
    points -= _HOOKED * (bool(_HOOK_CLAUSE.match(string)) and not kinds & {"zone", "policy"})
    points -= _HISTORY * _is_background(string, head) + _HOLLOW * bool(_pattern("hollow").search(string))
    points -= _FEATURE * _HEADLINE * head.share(_content(string))
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
            yield from days(printed, day_written(report.article))
            first = reference(one, whole, report.facts)
            named = (*((first,) if first else ()), *inner(one, printed, whole))
            found = {one.words.start: one for one in named if one.after(printed) is not None}
            yield from (one for one in found.values() if one.name.string not in before)
            before = printed.string


def _offers(one: Sentence, task: _Task, held: dict[int, Text]) -> Iterator[_Offer]:
    """Yield the forms of a sentence with the one it leans on; nothing where it leans too far."""
    before: tuple[Sentence, ...] = ()
    if one.index in task.leaning and one.index:
        needed = task.whole[one.index - 1]
        if needed.index in held:
            if one.leans_on_end and not _is_to_its_end(held[needed.index], needed):
                return
        else:
            if needed.index in task.leaning:
                return
            before = (needed,)
    for form in _forms(one, task.whole):
        dangling = dangles(one, form, task.whole)
        if not before:
            yield _Offer((one,), (form,), dangling)
        for first in _forms(before[0], task.whole) if before else ():
            if one.leans_on_end and not _is_to_its_end(first, before[0]):
                continue
            yield _Offer((*before, one), (first, form), dangling)


def _is_to_its_end(form: Text, sentence: Sentence) -> bool:
    """Say whether a form goes on to the last words of its sentence."""
    return form.string.endswith(sentence.text.string[-_TAIL:])


def _gain(offer: _Offer, said: _Said, head: _Head) -> float:
    """Weigh what an offer adds: the headline's words, new facts, place, less length, repetition and ceremony."""
    string = "".join(text.string for text in offer.texts)
    content = _content(string)
    fresh = {_key(fact): fact for fact in _facts(offer) if _key(fact) not in said.facts}
    worth = min(2.4, sum(0.2 + one.salience for one in fresh.values() if one.kind in NUMERIC))
    worth += min(0.4, sum(0.1 for one in fresh.values() if one.kind not in NUMERIC))
    worth += _HEADLINE * head.share(content - said.words) + _SAME_FIGURE * len(fresh.keys() & head.figures)
    for one, text in zip(offer.sentences, offer.texts, strict=True):
        worth += (_POSITION / (1 + one.index) + 0.1 * one.begins) / len(offer.sentences) - _dull(text.string)
    worth -= _SCENE * (not fresh and not content & head.words) + _DANGLING * offer.dangling
    worth -= _BACKGROUND * _is_background(string, head)
    return worth - _REDUNDANCY * _share(_bigrams(string), said.bigrams) - _LONG * len(string) / CHARACTERS


def _is_background(string: str, head: _Head) -> bool:
    return head.is_past(string) or bool(_pattern("background").match(string))


def _dull(string: str) -> float:
    """Weigh what a leader need not read: ceremony, who was there, what somebody thinks, a heading set as text."""
    points = _DULL * sum(word in string for word in lexicon.table("desk")["words"]["ceremony"])
    points += _OCCASION * any(word in string for word in _occasion())
    points += _QUOTED * (bool(_SPEECH.match(string)) or "：“" in string) + _NO_STOP * (string[-1:] not in "。！？!?”")
    points += _MOOD * (bool(_pattern("mood").search(string)) + (string[-1:] in "！？!?"))
    points += _STANCE * min(_MOST_STANCE, len(_pattern("stance").findall(string)))
    points += _FIRST_PERSON * bool(_pattern("first_person").search(_SPOKEN.sub("", string)))
    formal = any(word in string for word in lexicon.table("desk")["clauses"]["formal"])
    return points + _NO_STOP * (formal or string.startswith(("……", "…")))


def is_dull(string: str) -> bool:
    """Say whether a sentence is none for a front page: who was there, an inspection, an opinion, a scene."""
    return _dull(string) >= _TOO_DULL or is_routine(string)


def is_routine(string: str) -> bool:
    """Say whether a text is of what fills an office's days: inspections, party building."""
    return bool(_pattern("routine").search(string))


_TOO_DULL: Final = 0.5
_MOST_STANCE: Final = 3
_SPEECH: Final = re.compile(r"“[^“”]{0,200}[，。！？；…]")
_SPOKEN: Final = re.compile(r"“[^“”]{0,200}”")


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile("|".join(lexicon.table("desk")["summary"][name]))


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
