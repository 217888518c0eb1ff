"""A document whose lines have boxes (a PDF, a scan) in, its layout out.

The steps, page by page: `lines` measures the page, `roles` says what each line is, `pieces` gathers lines into pieces
of columns, headlines and captions, `links` weighs what follows what, `digest.page.chains` assembles the stories,
`owners` gives captions, decks and bylines to them, `paragraphs` says which lines begin one, and
`digest.page.articles` writes them down.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.model import Furniture, Layout, Text, Trace
from digest.page import articles, chains, folio
from digest.page.boxes import lines, links, owners, paragraphs, pieces, roles
from digest.page.doubts import Doubts, Sure
from digest.page.signs import ROLES
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.model import Document, FurnitureRole
    from digest.page.articles import Story
    from digest.page.boxes.lines import Printed, Sheet

# A small line over a text that is this likely a headline begins a story: of 86,000 lines of made pages 36 headlines and
# subheads were taken for each other, nearly all at less.
SURE = 0.97
# How sure joins of a dump that is laid out by columns must be.
SURE_OF_CELLS = Sure(line=0.0, piece=0.9, title=0.0, head=0.7)
_FURNITURE: dict[str, FurnitureRole] = {"section": "section", "folio": "folio", "ad": "ad"}


def split(document: Document, kind: str = "box") -> Layout:
    """Take a document apart page by page, by where its lines are; `kind` is "grid" for a dump laid out by columns.

    Every character that is not white space goes to one article, to the furniture or to `unread`, never to two of
    them; only the names in 本报讯（记者 …） are both in the body and among the bylines. Spans count characters of
    `Document.text`.
    """
    sheets = [_page(document, sheet) for sheet in lines.sheets(document, kind).values()]
    return Layout(
        tuple(article for sheet in sheets for article in sheet.articles),
        tuple(piece for sheet in sheets for piece in sheet.furniture),
        tuple(text for sheet in sheets for text in sheet.unread),
        tuple(trace for sheet in sheets for trace in sheet.traces),
    )


def _page(document: Document, sheet: Sheet) -> Layout:
    """Take one page apart; one of thousands of lines is no newspaper page and is given back as it is."""
    source = document.text
    if len(sheet.lines) > lines.MOST:
        return Layout((), (), (unwrap(source, [span for line in sheet.lines for span in line.spans]),))
    chances = roles.roles(sheet)
    best = [ROLES[max(range(len(chance)), key=chance.__getitem__)] for chance in chances]
    said = pieces.corrected(sheet, best)
    headline = ROLES.index("headline")
    parts = pieces.parts(sheet, said, {k for k, chance in enumerate(chances) if chance[headline] > SURE})
    asked = links.Links(sheet, parts)
    told = owners.stories(
        sheet,
        parts,
        chains.of(asked),
        [line for line in sheet.lines if said[line.index] == "section"],
    )
    cut = [articles.Parts.of(source, story, set(paragraphs.fresh(sheet, story.pieces))) for story in told]
    kept = [part for part in cut if part.is_report]
    if not kept:
        return Layout((), (), tuple(unwrap(source, line.spans) for line in sheet.lines))
    used = {line.index for part in kept for line in part.story.lines if line.index not in part.unsigned}
    furniture = [*_furniture(source, sheet, said), *(Furniture("jump", jump) for part in kept for jump in part.jumps)]
    furniture += [Furniture("section", part.brackets) for part in kept if part.brackets]
    says = folio.understand(piece.text.string for piece in furniture if piece.role == "folio")
    left = [line for line in sheet.lines if line.index not in used and said[line.index] not in {*_FURNITURE, "table"}]
    made = [articles.article(document, says, part) for part in kept]
    if sheet.kind == "grid":
        doubts = Doubts(asked, {})
        made = [doubts.marked(article, SURE_OF_CELLS) for article in made]
    return Layout(
        tuple(made),
        tuple(sorted(furniture, key=lambda piece: piece.text.start)),
        tuple(unwrap(source, line.spans) for line in left),
        tuple(
            _traces(
                source, sheet, chances, [(part.story, article.id) for part, article in zip(kept, made, strict=True)]
            )
        ),
    )


def _furniture(source: str, sheet: Sheet, said: Sequence[str]) -> Iterator[Furniture]:
    for line in sheet.lines:
        role = _FURNITURE.get(said[line.index])
        if role:
            yield Furniture(role, unwrap(source, line.spans))
    for row in _rows([line for line in sheet.lines if said[line.index] == "table"]):
        yield Furniture("table", _cells(source, row))


def _rows(cells: Sequence[Printed]) -> Iterator[list[Printed]]:
    """Gather the cells of each row of a table, from left to right."""
    rows: list[list[Printed]] = []
    for cell in sorted(cells, key=lambda cell: (cell.base, cell.x0)):
        row = next(
            (row for row in rows if abs(row[0].base - cell.base) < cell.size / 3 and row[-1].x1 <= cell.x0 + cell.size),
            None,
        )
        if row is None:
            rows.append([cell])
        else:
            row.append(cell)
    yield from rows


def _cells(source: str, row: Sequence[Printed]) -> Text:
    """Join the cells of a row with the line end behind each for a blank, so that no two figures run together."""
    texts: list[Text] = []
    for k, cell in enumerate(row):
        text = unwrap(source, cell.spans)
        texts.append(text)
        end = cell.spans[-1].end
        if k + 1 < len(row) and source[end : end + 1].isspace():
            texts.append(replace(Text.of(source, end, end + 1), string=" "))
    return Text.join(texts)


def _traces(
    source: str, sheet: Sheet, chances: Sequence[Sequence[float]], owned: Sequence[tuple[Story[pieces.Piece], str]]
) -> Iterator[Trace]:
    """Tell of each line what it was taken for, how surely, what else it might be, and whose it is."""
    owner = {line.index: (article, story.doubt.get(line.index)) for story, article in owned for line in story.lines}
    for line, chance in zip(sheet.lines, chances, strict=True):
        best, second = sorted(range(len(chance)), key=lambda k: -chance[k])[:2]
        article, margin = owner.get(line.index, (None, None))
        yield Trace(
            unwrap(source, line.spans),
            ROLES[best],
            chance[best],
            ROLES[second],
            chance[second],
            article,
            margin,
        )
