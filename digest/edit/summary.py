"""An article and its facts in, two to four of its own sentences out; nothing is cut in the middle, nothing reworded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.edit.figures import NUMERIC
from digest.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model import Fact, Report, Text

# What opens a report and says nothing of it: 本报讯（记者 …）, 本报云州4月14日电, 新华社…电（记者 …）.
_OPENING = re.compile(
    r"^\s{0,4}(?:[▶■□◎●◆]\s{0,2})?"
    r"(?:本报综合(?:消息|报道)|综合(?:消息|报道)|本报讯|本报(?:[\u4e00-\u9fff]{1,8})?\d{1,2}月\d{1,2}日(?:电|讯)|(?:新华社|中新社|人民网|新华网)[^，。\n]{0,20}?(?:电|讯)|讯(?=[\s（]))?"
    r"\s{0,4}(?:（[^（）\n]{0,30}?(?:记者|通讯员)[^（）\n]{0,40}）|\([^()\n]{0,30}?(?:记者|通讯员)[^()\n]{0,40}\))?"
    r"(?:(?:记者|通讯员)\s{1,2}[\u4e00-\u9fff ]{2,12}报道[：:]?)?\s{0,4}"
)
_MOST: Final = 4
_FEWEST: Final = 2
_HOOK: Final = 5  # sentences a story may take to come to its news
_CHARACTERS: Final = 260  # what four printed lines of a brief hold; the lead alone may be longer
_WORTH_A_SENTENCE: Final = 0.45  # what a third and fourth sentence must add
_REDUNDANCY: Final = 0.55  # weight of what is already said against what is new (MMR's 1 − λ)
_POSITION: Final = 0.35  # worth of standing first, fading with every sentence
_DULL: Final = 0.3  # a phrase of ceremony
_QUOTED: Final = 0.25  # somebody's opinion weighs less than the paper's report


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body: its place in reading order, whether it begins a paragraph, and its facts."""

    text: Text
    index: int
    begins: bool
    facts: tuple[Fact, ...]

    @property
    def leans(self) -> bool:
        """Say whether it cannot be understood without the sentence before it."""
        string = self.text.string.lstrip("“‘")
        return string.startswith(tuple(lexicon.table("desk")["words"]["leaning"])) and not string.startswith("其他")


def without_opening(text: Text) -> Text:
    """Cut 本报讯（记者 …） and the like off the beginning of a text."""
    match = _OPENING.match(text.string)
    return text[match.end() :] if match and match.end() < len(text) else text


def told(report: Report) -> tuple[Sentence, ...]:
    """List the sentences of a report's body in order, the opening cut off the first, each with its facts."""
    found: list[Sentence] = []
    for k, paragraph in enumerate(report.article.body):
        text = without_opening(paragraph) if k == 0 else paragraph
        for number, span in enumerate(sentences(text.string)):
            piece = text[span.start : span.end]
            facts = tuple(fact for fact in report.facts if _inside(fact, piece))
            found.append(Sentence(piece, len(found), number == 0, facts))
    return tuple(found)


def _inside(fact: Fact, text: Text) -> bool:
    return bool(text.spans) and any(span.start <= fact.text.start < span.end for span in text.spans)


def summarise(report: Report, characters: int = _CHARACTERS, most: int = _MOST) -> tuple[Text, ...]:
    """Choose two to `most` sentences by the facts they hold, their place and what is said already, in reading order.

    They hold `characters` at most, or two sentences, where these are longer.

    Maximal marginal relevance (Carbonell & Goldstein 1998) over the facts a sentence adds. A sentence that leans on
    the one before it comes with that one or not at all.
    """
    whole = told(report)
    if not whole:
        return ()
    chosen: list[Sentence] = [_news(whole)]
    while len(chosen) < most:
        room = characters - sum(len(sentence.text) for sentence in chosen)
        offers = [offer for one in whole if (offer := _with_support(one, whole, chosen))]
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


def _with_support(one: Sentence, whole: tuple[Sentence, ...], chosen: list[Sentence]) -> tuple[Sentence, ...]:
    """Give the sentence and those it leans on that are not chosen yet; nothing where it is chosen or leans too far."""
    if one in chosen:
        return ()
    needed = [one]
    while needed[0].leans and needed[0].index and whole[needed[0].index - 1] not in chosen:
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
