"""A document without boxes (a text dump) in, its layout out.

A page is taken apart by rules (`digest.page.layout`), and a fitted model says what each of its lines is; where the two
contradict each other (`second`), the fitted way is gone to its end. Its steps: `lines` measures the lines, `roles` says
what each is, `pieces` gathers those that surely run
on, `links` weighs what follows what, `digest.page.chains` assembles the stories, `owners` gives captions, decks and
bylines to them, and `digest.page.articles` writes them down.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from digest.model import Furniture, Layout, Trace
from digest.page import articles, chains, folio, layout
from digest.page.dump import lines, links, owners, pieces, second
from digest.page.dump import roles as roles_
from digest.page.signs import ROLES
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digest.model import Article, Document, FurnitureRole, Text
    from digest.page.dump.lines import Row
    from digest.page.dump.roles import Page

_FURNITURE: dict[str, FurnitureRole] = {"section": "section", "folio": "folio", "ad": "ad", "table": "table"}
_ENDS = re.compile(r"(?:[。！？!?]|……)[”’）》」】]{0,3}$")
_SHORT = 1.6  # ems


def split(document: Document) -> Layout:
    """Take a dump apart page by page: by rules where the fitted roles agree with them, by fitted links elsewhere.

    Every character that is not white space goes to one article, to the furniture or to `unread`, never to two of
    them; only the names in 本报讯（记者 …） are both in the body and among the bylines. Spans count characters of
    `Document.text`.
    """
    pages = [
        page(replace(document, lines=tuple(lines))) for _, lines in groupby(document.lines, key=lambda line: line.page)
    ]
    return Layout(
        tuple(article for one in pages for article in one.articles),
        tuple(piece for one in pages for piece in one.furniture),
        tuple(text for one in pages for text in one.unread),
        tuple(trace for one in pages for trace in one.traces),
    )


def page(document: Document) -> Layout:
    """Take one page of a dump apart; `document` has its lines only."""
    found = lines.rows(document)
    ruled = layout.page(document)
    if not found or len(found) > lines.MOST:
        return ruled
    sheet = roles_.Page(found)
    chances = roles_.roles(sheet)
    best = [max(range(len(chance)), key=chance.__getitem__) for chance in chances]
    sure = [(ROLES[k], chance[k]) for k, chance in zip(best, chances, strict=True)]
    if second.agrees(ruled, found, sure):
        owner = {
            span.start: article.id for article in ruled.articles for text in _texts(article) for span in text.spans
        }
        owners_ = {row.index: (owner[row.spans[0].start], None) for row in found if row.spans[0].start in owner}
        return replace(ruled, traces=tuple(_traces(document.text, found, chances, owners_)))
    return _fitted(document, sheet, chances, pieces.bracketed(found, [role for role, _ in sure]))


def _texts(article: Article) -> Iterator[Text]:
    yield from (text for text in (article.headline, article.kicker, article.subtitle) if text)
    yield from (paragraph.text for paragraph in article.paragraphs)
    yield from article.captions


def _fitted(document: Document, sheet: Page, chances: Sequence[Sequence[float]], said: Sequence[str]) -> Layout:
    """Take a page apart by fitted links."""
    source, found = document.text, sheet.rows
    parts = pieces.parts(sheet, said)
    told = owners.stories(
        parts, chains.of(links.Links(sheet, said, parts)), [row for row in found if said[row.index] == "section"]
    )
    cut = [articles.Parts.of(source, story, set(_fresh(story.pieces))) for story in told]
    kept = [part for part in cut if part.is_report]
    used = {row.index for part in kept for row in part.story.lines if row.index not in part.unsigned}
    furniture = [
        Furniture(_FURNITURE[said[row.index]], unwrap(source, row.spans))
        for row in found
        if said[row.index] in _FURNITURE
    ]
    furniture += [Furniture("jump", jump) for part in kept for jump in part.jumps]
    furniture += [Furniture("section", part.brackets) for part in kept if part.brackets]
    says = folio.understand(piece.text.string for piece in furniture if piece.role == "folio")
    made = [articles.article(document, says, part) for part in kept]
    owner = {
        row.index: (article.id, part.story.doubt.get(row.index))
        for part, article in zip(kept, made, strict=True)
        for row in part.story.lines
    }
    return Layout(
        tuple(made),
        tuple(sorted(furniture, key=lambda piece: piece.text.start)),
        tuple(
            unwrap(source, row.spans) for row in found if row.index not in used and said[row.index] not in _FURNITURE
        ),
        tuple(_traces(source, found, chances, owner)),
    )


def _fresh(found: Sequence[pieces.Piece]) -> Iterator[int]:
    """Yield the lines that begin a paragraph: indented ones, or those behind a short end."""
    before: tuple[Row, float] | None = None
    for piece in found:
        for row in piece.lines:
            if row.print.indented or (
                before and _ENDS.search(before[0].ink) and before[1] - before[0].width > max(_SHORT, row.print.need)
            ):
                yield row.index
            before = row, piece.width


def _traces(
    source: str, found: Sequence[Row], chances: Sequence[Sequence[float]], owner: Mapping[int, tuple[str, float | None]]
) -> Iterator[Trace]:
    for row, chance in zip(found, chances, strict=True):
        best, second = sorted(range(len(chance)), key=lambda k: -chance[k])[:2]
        article, margin = owner.get(row.index, (None, None))
        yield Trace(
            unwrap(source, row.spans), ROLES[best], chance[best], ROLES[second], chance[second], article, margin
        )
