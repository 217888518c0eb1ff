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

from digest.model import Furniture, Layout, Problem, Trace
from digest.page import articles, chains, folio, layout
from digest.page.doubts import Doubts, Sure
from digest.page.dump import lines, links, owners, pieces, second
from digest.page.dump import roles as roles_
from digest.page.signs import ROLES
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digest.model import Article, Document, FurnitureRole, Text
    from digest.page.dump.lines import Row

_FURNITURE: dict[str, FurnitureRole] = {"section": "section", "folio": "folio", "ad": "ad", "table": "table"}
_ENDS = re.compile(r"(?:[。！？!?]|……)[”’）》」】]{0,3}$")
_SHORT = 1.6  # ems
# How sure joins must be. Of 3,421 figures sure enough to print, of fitted pages of two generators, 76 stand in a
# sentence of two articles and 1,135 under the headline or behind the opening of another. With pieces at 0.9 and heads
# at 0.7 1,891 are left, 5 and 80 of them so; cutting at pieces below 0.5 only leaves 182 under another's title. On
# pages of a third generator, counted once, 729 figures became 310, 31 mixed ones none, 145 under another's title 10.
# Pages that the rules agree on are not marked: on pages of their own kind these models doubt joins that are right.
SURE = Sure(line=0.97, piece=0.9, title=0.5, head=0.7)
# A page of which less text than this is sure is named: of the same dumps all 31 of plain text and all 19 of pdfminer
# whose articles at .80 are below .60 are, of the other tools, whose order is better, 24 of 37.
_NAMED_BELOW = 0.7
_UNSURE = "the order of its lines is not sure; what may be of another article is not printed"


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
        tuple(dict.fromkeys(problem for one in pages for problem in one.problems)),
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
    said = pieces.bracketed(found, [role for role, _ in sure])
    goes_on = pieces.join_chances(sheet, said)
    parts = pieces.parts(sheet, said, goes_on)
    asked = links.Links(sheet, said, parts)
    made = _fitted(document, asked, chances, said, parts)
    doubts = Doubts(asked, dict(enumerate(goes_on)) | pieces.title_chances(sheet, parts.heads))
    marked = tuple(doubts.marked(article, SURE) for article in made.articles)
    problem = Problem(document.origin, "read_across", _UNSURE, "give the PDF of the page")
    return replace(made, articles=marked, problems=(problem,) if _sure_share(marked) < _NAMED_BELOW else ())


def _sure_share(found: Sequence[Article]) -> float:
    """Return the share of the articles' text that is before their first doubtful line."""
    whole = sum(len(text) for article in found for text in article.body)
    sure = 0
    for article in found:
        for text in article.body:
            if any(start <= place < end for start, end in text.spans for place in article.doubtful):
                break
            sure += len(text)
    return sure / whole if whole else 1.0


def _texts(article: Article) -> Iterator[Text]:
    yield from (text for text in (article.headline, article.kicker, article.subtitle) if text)
    yield from (paragraph.text for paragraph in article.paragraphs)
    yield from article.captions


def _fitted(
    document: Document, asked: links.Links, chances: Sequence[Sequence[float]], said: Sequence[str], parts: pieces.Parts
) -> Layout:
    """Take a page apart by fitted links."""
    source, found = document.text, asked.page.rows
    told = owners.stories(parts, chains.of(asked), [row for row in found if said[row.index] == "section"])
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
