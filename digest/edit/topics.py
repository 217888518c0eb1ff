"""A report in, the kind of news it is out: signing, start, rule, weather … by its events and the words of its topic.

The kinds are data (`lexicon/events.toml`). Events are the facts of the report: what is still to come or did not happen
never makes it the kind that it would be had it happened.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from operator import add
from typing import TYPE_CHECKING, Any, Final

from digest import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Fact, Report, Text

_HEADLINE_WEIGHT: Final = 3.0
_KICKER_WEIGHT: Final = 1.0
_LEAD_WEIGHT: Final = 1.0
_BODY_WEIGHT: Final = 0.25
# What an event weighs against a word of a topic: 109 of 114 sections were right from 1.25 to 3, 107 at 1.
_EVENT_WEIGHT: Final = 1.5
_ASIDE_WEIGHT: Final = 0.5  # … and one that only says which thing is meant, or counts many
_ASIDE: Final = ("event.modifier", "event.count")
# An off-topic kind needs more than a passing word: one of the headline and one of the lead, or four of the lead.
_OFF_TOPIC: Final = 3.5


_DAILY_LIFE: Final = "civic"
# Of three weeks none of 17 reports of daily life has three words of business; those that belong have four and more.
_BUSINESS: Final = 3
_CHARACTERS_A_WORD: Final = 100  # … and a long report one in so many characters


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of news as the lexicon has it; `off` is the reason to drop it, `stage` its place in a thing's life."""

    name: str
    why: str
    words: tuple[str, ...] = ()
    section: str = ""
    off: str = ""
    stage: int | None = None
    points: float = 0.0
    announced: float = 1.0
    grade: str = ""


OTHER: Final = Kind("other", "其他消息")
_EVENTS: Final = ("classes", "planned", "denied")


@cache
def kinds() -> tuple[Kind, ...]:
    """Load the kinds of news in the order of the lexicon."""
    rows: list[dict[str, Any]] = lexicon.table("events")["kind"]
    traits = ({key: value for key, value in row.items() if key not in (*_EVENTS, "words")} for row in rows)
    return tuple(Kind(words=tuple(row.get("words", ())), **own) for row, own in zip(rows, traits, strict=True))


@cache
def _of_events() -> dict[tuple[str, str], list[tuple[str, re.Pattern[str]]]]:
    """The kinds that a class of events makes where they happened, are planned or denied, and what each asks of them."""
    found: dict[tuple[str, str], list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for row in lexicon.table("events")["kind"]:
        for stance in _EVENTS:
            for written in row.get(stance, ()):
                name, _, needed = written.partition(":")
                found[stance, name].append((row["name"], re.compile(needed)))
    return found


def _kind_of_event(fact: Fact) -> str | None:
    """Name the kind of news that an event makes, if any; one that asks something of it goes first."""
    stance = "denied" if fact.polarity == "denied" else "classes" if fact.modality == "actual" else "planned"
    rows = _of_events()
    name = str(fact.value)
    # What is planned of a class that no kind has as a plan is news like what happened: a rule that is to be in force.
    stance = "classes" if stance == "planned" and (stance, name) not in rows else stance
    told = f"{fact.text.string}{fact.measure or ''}"
    found = sorted(rows.get((stance, name), ()), key=lambda row: not row[1].pattern)
    return next((kind for kind, needed in found if needed.search(told)), None)


@cache
def _by_beginning() -> dict[str, list[tuple[str, str]]]:
    """The words of all kinds by their first two characters, each with the name of its kind."""
    words_of: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds():
        for word in kind.words:
            words_of.setdefault(word[:2], []).append((kind.name, word))
    return words_of


def has_topic(text: str) -> bool:
    """Say whether a text holds a word of a topic that belongs into a brief."""
    return any(word in text for kind in kinds() if not kind.off for word in kind.words)


def kind_of(report: Report, first: Text, lead: Text) -> Kind:
    """Choose the kind of news whose events and words the heads, the first sentence and the lead of a report hold."""
    weights: dict[str, float] = defaultdict(float)
    for name, weight in (*_words(report, first.string, lead.string), *_events(report, first, lead)):
        weights[name] += weight
    best, most = OTHER, 0.0
    for kind in kinds():
        weight = weights.get(kind.name, 0.0)
        if weight > most and not (kind.off and weight < _OFF_TOPIC):
            best, most = kind, weight
    return OTHER if best.name == _DAILY_LIFE and _is_business(report) else best


def _is_business(report: Report) -> bool:
    """Say whether a report of daily life is a zone's matter all the same: its words speak of firms and projects."""
    article = report.article
    text = "".join(text.string for text in (article.headline, *article.body) if text)
    spoken = sum(word in text for word in lexicon.table("desk")["business"]["words"])
    return spoken >= max(_BUSINESS, len(text) / _CHARACTERS_A_WORD)


def _words(report: Report, first: str, lead: str) -> Iterator[tuple[str, float]]:
    """Weigh the words of topics; one look a character, not one a word."""
    article = report.article
    headline = article.headline.string if article.headline else ""
    around = " ".join(text.string for text in (article.kicker, article.subtitle) if text)
    body = "\n".join(text.string for text in article.body)
    known, text = _by_beginning(), f"{headline}\n{around}\n{body}"
    for beginning in known.keys() & map(add, text, text[1:]):
        for name, word in known[beginning]:
            weight = _HEADLINE_WEIGHT * (word in headline) + _KICKER_WEIGHT * (word in around)
            weight += _LEAD_WEIGHT * (word in first) + _LEAD_WEIGHT / 2 * (word in lead) + _BODY_WEIGHT * (word in body)
            yield name, weight


def _events(report: Report, first: Text, lead: Text) -> Iterator[tuple[str, float]]:
    """Weigh the events, those of one kind once in each place."""
    article = report.article
    heads = ((_HEADLINE_WEIGHT, article.headline), (_KICKER_WEIGHT, article.kicker), (_KICKER_WEIGHT, article.subtitle))
    places = [(weight, text) for weight, text in heads if text]
    places += [(_LEAD_WEIGHT, first), (_LEAD_WEIGHT / 2, lead)]
    told = [(kind, fact) for fact in report.facts if fact.kind == "event" and (kind := _kind_of_event(fact))]
    for name in {kind for kind, _ in told}:
        facts = [fact for kind, fact in told if kind == name]
        for weight, text in places:
            shares = [_share(fact) for fact in facts if _stands_in(fact, text)]
            yield name, _EVENT_WEIGHT * weight * max(shares, default=0.0)
        yield name, _EVENT_WEIGHT * _BODY_WEIGHT * max(map(_share, facts))


def _share(fact: Fact) -> float:
    return _ASIDE_WEIGHT if fact.rule in _ASIDE else 1.0


def _stands_in(fact: Fact, text: Text) -> bool:
    return any(start <= fact.text.start < end for start, end in text.spans)
