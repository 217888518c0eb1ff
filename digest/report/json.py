"""Clippings in, JSON values out: what `digest show --json` prints, described in docs/json.md.

Spans are [start, end) in characters of the decoded text, line ends counted as one character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digest.page.shares import shares
from digest.pipeline import fact_json

if TYPE_CHECKING:
    from digest.model import Article, Clipping, Fact, Text

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
        "problems": [str(problem) for problem in (*document.problems, *clipping.layout.problems)],
        "articles": [_article(report.article, report.facts) for report in clipping.reports],
        "furniture": [{"role": piece.role, **_text(piece.text)} for piece in clipping.layout.furniture],
        "unread": [_text(piece) for piece in clipping.layout.unread],
        "shares": {name: round(share, 4) for name, share in shares(document, clipping.layout)._asdict().items()},
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
        "facts": [{**fact_json.fact(one), "spans": [list(span) for span in one.spans]} for one in found],
    }


def _text(text: Text) -> Json:
    return {"text": text.string, "spans": [list(span) for span in text.spans]}
