"""Invented articles for the desk's tests, with facts written by hand; their events are found."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from digest.facts import extract
from digest.model import Article, Fact, Paragraph, Report, Text, Zone
from digest.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator


def article(name: str, paper: str, day: int, headline: str, *body: str, page: str = "02版") -> Article:
    """Lay out an article of April 2025 as a document of its own; an empty headline is a lost one."""
    whole = "\n".join((headline, *body))
    at = len(headline) + 1
    paragraphs = []
    for paragraph in body:
        paragraphs.append(Paragraph("body", Text.of(whole, at, at + len(paragraph))))
        at += len(paragraph) + 1
    return Article(
        id=name,
        document=f"document-{name}",
        origin=f"{name}.txt",
        headline=Text.of(whole, 0, len(headline)) if headline else None,
        paragraphs=tuple(paragraphs),
        page=page,
        published=date(2025, 4, day),
        publication=paper,
    )


def report(written: Article, *facts: Fact) -> Report:
    """Put an article, its facts and the events found in it together, the most salient first."""
    events = (one for one in extract(written, on=written.published) if one.kind == "event")
    return Report(written, tuple(sorted((*facts, *events), key=lambda fact: (-fact.salience, fact.text.start))))


def fact(written: Article, kind: str, words: str, **more: Any) -> Fact:  # noqa: ANN401  any field of a Fact
    """Take `words` down where the article first has them; `value` may be written as a string."""
    text, sentence = next(_found(written, words))
    if isinstance(more.get("value"), str) and kind in {"money", "quantity", "percent"}:
        more["value"] = Decimal(more["value"])
    if isinstance(more.get("first"), int):
        more["first"] = more["last"] = date(2025, 4, more["first"])
    return Fact(kind, text, sentence, "by hand", **{"salience": 0.5, **more})  # type: ignore[arg-type]


def figure(written: Article, words: str, label: str, owner: str = "", **more: Any) -> Fact:  # noqa: ANN401  as fact
    """Take a figure down as the facts attribute it, surely: `label` and `owner` where the article first has them."""
    kind = more.pop("kind", "money" if more.get("unit") == "CNY" else "quantity")
    whose = next(_found(written, owner))[0] if owner else None
    named = next(_found(written, label))[0]
    return fact(written, kind, words, **{"measure": label, "label": named, "owner": whose, "confidence": 1.0, **more})


def zone(written: Article, words: str, name: str = "", level: str = "国家级", city: str = "") -> Fact:
    """Take a zone down where the article first names it."""
    found = Zone(name or words, level, "", "", city)
    return fact(written, "zone", words, value=found.name, zone=found, salience=0.3)


def _found(written: Article, words: str) -> Iterator[tuple[Text, Text]]:
    texts = [text for text in (written.headline, *written.body) if text]
    for text in texts:
        at = text.string.find(words)
        if at >= 0:
            spans = [span for span in sentences(text.string) if span.start <= at < span.end]
            yield text[at : at + len(words)], text[slice(*spans[0])] if spans else text
