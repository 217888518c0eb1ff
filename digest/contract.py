"""Nouns in, JSON values out: the shapes that other programs read, described in docs/json.md.

Spans are [start, end) in characters of the decoded text, line ends counted as one character.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import Article, Brief, Clipping, Fact, Item, Source, Sum, Text, Value, ZoneRow

Json = dict[str, Any]


def clippings(taken: tuple[Clipping, ...]) -> Json:
    """Lay out documents with their articles, facts and furniture (`digest show --json`)."""
    return {"documents": [_document(clipping) for clipping in taken]}


def _document(clipping: Clipping) -> Json:
    document = clipping.document
    return {
        "origin": document.origin,
        "id": document.id,
        "encoding": document.encoding,
        "problems": [str(problem) for problem in document.problems],
        "articles": [_article(report.article, report.facts) for report in clipping.reports],
        "furniture": [{"role": piece.role, **_text(piece.text)} for piece in clipping.layout.furniture],
        "unread": [_text(piece) for piece in clipping.layout.unread],
    }


def _article(article: Article, found: tuple[Fact, ...]) -> Json:
    def part(text: Text | None) -> Json | None:
        return None if text is None else {**_text(text), "origin": "page"}

    return {
        "id": article.id,
        "headline": part(article.headline),
        "kicker": part(article.kicker),
        "subtitle": part(article.subtitle),
        "section": article.section,
        "bylines": [{"name": by.name, "role": by.role, **_text(by.text)} for by in article.bylines],
        "paragraphs": [{"role": paragraph.role, **_text(paragraph.text)} for paragraph in article.paragraphs],
        "captions": [_text(caption) for caption in article.captions],
        "page": article.page,
        "publication": article.publication,
        "published": article.published and article.published.isoformat(),
        "facts": [{**fact(one), "spans": [list(span) for span in one.spans]} for one in found],
    }


def _text(text: Text) -> Json:
    return {"text": text.string, "spans": [list(span) for span in text.spans]}


def fact(one: Fact) -> Json:
    """Lay out a fact without its place; optional keys stand only where they say something."""
    rest: Json = {
        "first": one.first and one.first.isoformat(),
        "last": one.last and one.last.isoformat(),
        "against": one.against,
        "title": one.title,
        "speaker": one.speaker,
    }
    if one.zone:
        rest |= {"level": one.zone.level, "type": one.zone.type, "province": one.zone.province, "city": one.zone.city}
    return {
        "kind": one.kind,
        "text": one.text.string,
        "value": number(one.value),
        "unit": one.unit,
        "low": number(one.low),
        "high": number(one.high),
        "bound": one.bound,
        "modality": one.modality,
        "measure": one.measure,
        "subject": one.subject,
        "quote": one.quote.string,
        "salience": round(one.salience, 4),
        "rule": one.rule,
        **{key: value for key, value in rest.items() if value},
    }


def number(value: Value | None) -> str | None:
    """Write a value as a plain string: no exponent, no trailing zeros; a fraction as 1/3."""
    if isinstance(value, Decimal):
        plain = format(value, "f")
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return str(value) if isinstance(value, Fraction | str) else None


def receipt(brief: Brief, ranked: Sequence[tuple[Item, str | None]], written: dict[str, str]) -> Json:
    """Lay out what a build read, kept, dropped and wrote.

    `ranked` has every item, best first, with the reason it was dropped for or None; `written` is file name → sha256.
    """
    return {
        "issue": brief.issue,
        "first": brief.first.isoformat(),
        "last": brief.last.isoformat(),
        "files": written,
        "sources": [_source(one) for one in brief.sources],
        "problems": [{"origin": one.origin, "reason": one.reason, "remedy": one.remedy} for one in brief.problems],
        "stories": [_story(item, dropped) for item, dropped in ranked],
        "zones": [_zone(row) for row in brief.zones],
        "trends": [{"kind": one.kind, "name": one.name, "counts": list(one.counts)} for one in brief.trends],
    }


def _zone(row: ZoneRow) -> Json:
    def added(one: Sum) -> Json:
        of = [{"story": anchor.removeprefix("story-"), "text": text.string} for anchor, text in one.of]
        return {"value": number(one.value), "unit": "CNY", "of": of}

    return {
        "zone": row.zone,
        "stories": row.stories,
        "signed": row.signed,
        "started": row.started,
        "finished": row.finished,
        "announced": added(row.announced),
        "actual": added(row.actual),
        "change": row.change,
    }


def _story(item: Item, dropped: str | None) -> Json:
    return {
        "id": item.story.id,
        "rank": item.rank,
        "score": round(item.score, 4),
        "headline": item.headline.string,
        "section": item.section,
        "reasons": [{"name": one.name, "points": round(one.points, 4), "why": one.why} for one in item.reasons],
        "articles": [report.article.id for report in item.story.reports],
        "conflicts": list(item.conflicts),
        "follows": list(dict.fromkeys(name for one in item.follows for name in one.articles)),
        "dropped": dropped,
    }


def _source(one: Source) -> Json:
    return {
        "origin": one.origin,
        "publication": one.publication,
        "published": one.published and one.published.isoformat(),
        "page": one.page,
        "headline": one.headline,
    }
