"""The words of a report in, the kind of event it tells of out: signing, start, rule, weather … of the lexicon."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from operator import add
from typing import Final

from digest import lexicon

_HEADLINE_WEIGHT: Final = 3.0
_KICKER_WEIGHT: Final = 1.0
_LEAD_WEIGHT: Final = 1.0
_BODY_WEIGHT: Final = 0.25
# An off-topic kind needs more than a passing word: one of the headline and one of the lead, or four of the lead.
_OFF_TOPIC: Final = 3.5


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event as the lexicon has it; `off` is the reason to drop it, `stage` its place in a thing's life."""

    name: str
    why: str
    words: tuple[str, ...]
    section: str = ""
    off: str = ""
    stage: int | None = None


OTHER: Final = Kind("other", "其他消息", ())


@cache
def kinds() -> tuple[Kind, ...]:
    """Load the kinds of events in the order of the lexicon."""
    return tuple(
        Kind(row["name"], row["why"], tuple(row["words"]), row.get("section", ""), row.get("off", ""), row.get("stage"))
        for row in lexicon.table("desk")["kind"]
    )


@cache
def _by_beginning() -> dict[str, list[tuple[str, str]]]:
    """The words of all kinds by their first two characters, each with the name of its kind."""
    words_of: dict[str, list[tuple[str, str]]] = {}
    for kind in kinds():
        for word in kind.words:
            words_of.setdefault(word[:2], []).append((kind.name, word))
    return words_of


def _present(text: str) -> dict[str, list[str]]:
    """Find which words of which kinds stand in a text; one look a character, not one a word."""
    known = _by_beginning()
    found: dict[str, list[str]] = {}
    for beginning in known.keys() & map(add, text, text[1:]):
        for name, word in known[beginning]:
            if word in text:
                found.setdefault(name, []).append(word)
    return found


def kind_of(headline: str, around: str, first: str, lead: str, body: str) -> Kind:
    """Choose the kind of event whose words the headline, what stands `around` it, the first sentence and lead hold."""
    present = _present(f"{headline}\n{around}\n{body}")
    best, most = OTHER, 0.0
    for kind in kinds():
        if kind.name not in present:
            continue
        weight = 0.0
        for word in present[kind.name]:
            weight += _HEADLINE_WEIGHT * (word in headline) + _KICKER_WEIGHT * (word in around)
            weight += _LEAD_WEIGHT * (word in first) + _LEAD_WEIGHT / 2 * (word in lead) + _BODY_WEIGHT * (word in body)
        if weight > most and not (kind.off and weight < _OFF_TOPIC):
            best, most = kind, weight
    return best
