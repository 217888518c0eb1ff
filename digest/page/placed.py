"""A document whose lines have boxes in, its articles out: columns are followed by where they stand on the page.

A headline block owns the columns under it or beside it; roles come from the size of type, the place and the words.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model import Article, Furniture, Layout, Paragraph, Text
from digest.page import blocks, bylines, flow, folio, marks, rows
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Byline, Document
    from digest.page.blocks import Block
    from digest.page.flow import Column, Head, Story
    from digest.page.rows import Row

_ENDS = re.compile(r"(?:[。！？!?]|……)[”’）》」】]{0,3}$")
_FURNITURE = frozenset({"section", "folio"})
_SHORTEST_BODY = 16  # characters; less is a notice or a stray line, not a report
_STOP = re.compile(r"[。！？!?][”’》」】]{0,3}")
_LONGEST_TAIL = 60
_INDENT, _SHORT = 1.2, 1.6
# Lines of a headline agree in size within this ratio.
_HEADLINE, _FEW_GLYPHS = 1.1, 4


def split(document: Document) -> Layout:
    """Take a document apart whose lines have boxes (a PDF, a picture): page by page, by where they stand.

    Every character that is not white space goes to one article, to the furniture or to `unread`, never to two of
    them; only the names in 本报讯（记者 …） are both in the body and among the bylines. Spans count characters of
    `Document.text`.
    """
    sheets = [_sheet(document, found) for found in rows.rows(document).values()]
    return Layout(
        tuple(article for sheet in sheets for article in sheet.articles),
        tuple(piece for sheet in sheets for piece in sheet.furniture),
        tuple(text for sheet in sheets for text in sheet.unread),
    )


def _sheet(document: Document, printed: Sequence[Row]) -> Layout:
    """Take one page apart; one of thousands of rows is no newspaper page and is given back as it is."""
    source = document.text
    if len(printed) > rows.MOST:
        return Layout((), (), (unwrap(source, [span for row in printed for span in row.spans]),))
    found = blocks.blocks(source, printed)
    told = flow.stories(source, found)
    furniture = [Furniture(block.role, _text(source, [block])) for block in found if block.role in _FURNITURE]  # type: ignore[arg-type]
    says = folio.understand(piece.text.string for piece in furniture if piece.role == "folio")
    parts = [_Parts.of(source, story) for story in told]
    kept = [part for part in parts if part.is_report]
    used = {block.place for part in kept for block in part.story.blocks}
    furniture += [Furniture("jump", jump) for part in kept for jump in part.jumps]
    return Layout(
        tuple(_article(document, says, part) for part in kept),
        tuple(sorted(furniture, key=lambda piece: piece.text.start)),
        tuple(_text(source, [block]) for block in found if block.place not in used and block.role not in _FURNITURE),
    )


def _text(source: str, parts: Iterable[Block]) -> Text:
    return unwrap(source, [span for block in parts for row in block.rows for span in row.spans])


@dataclass(frozen=True)
class _Parts:
    """A story's running text, cut: its paragraphs, the names that close it, and its jump lines."""

    story: Story
    paragraphs: tuple[Paragraph, ...]
    tail: tuple[Byline, ...]
    jumps: tuple[Text, ...]

    @classmethod
    def of(cls, source: str, story: Story) -> _Parts:
        """Cut a story's columns into paragraphs."""
        paragraphs, jumps = _without_jumps(list(_paragraphs(source, story.columns)))
        paragraphs, tail = _without_tail(source, paragraphs)
        return cls(story, tuple(paragraphs), tail, tuple(jumps))

    @property
    def is_report(self) -> bool:
        """Tell whether there is enough of it: a body, or a picture with a headline and its caption."""
        size = sum(len(paragraph.text) for paragraph in self.paragraphs if paragraph.role == "body")
        return size >= _SHORTEST_BODY or bool(self.story.head and self.story.captions)


def _article(document: Document, says: folio.Folio, part: _Parts) -> Article:
    source, story = document.text, part.story
    kicker, headline, subtitle = _titles(source, story.head)
    named = [name for block in story.bylines for name in blocks.names(source, block.rows)]
    inside = bylines.inside(source, part.paragraphs[0].text) if part.paragraphs else ()
    place = f"{document.id}:{_text(source, story.blocks).start}"
    return Article(
        id=hashlib.sha256(place.encode()).hexdigest()[:16],
        document=document.id,
        origin=document.origin,
        headline=headline,
        kicker=kicker,
        subtitle=subtitle,
        section=_text(source, [story.section]).string if story.section else None,
        bylines=(*inside, *named, *part.tail),
        paragraphs=part.paragraphs,
        captions=tuple(_text(source, [block]) for block in story.captions),
        page=says.page or document.page,
        published=says.published or document.published,
        publication=says.publication or document.publication,
    )


def _titles(source: str, head: Head | None) -> tuple[Text | None, Text | None, Text | None]:
    """Tell kicker, headline and subtitle apart: the largest type is the headline, what is above it the kicker."""
    if head is None:
        return None, None, None
    sized = [
        (row, block.box.size if block.is_vertical else row.size)
        for block in sorted(head.blocks, key=_reading)
        for row in block.rows
    ]
    lines = [row for row, _ in sized]
    sizes = _steadied(sized)
    large = [k for k, size in enumerate(sizes) if size * _HEADLINE > max(sizes)]
    first, last = large[0], large[-1] + 1
    while last < len(lines) and _is_open("".join(row.words for row in lines[first:last])):
        last += 1
    parts = lines[:first], lines[first:last], lines[last:]
    kicker, headline, subtitle = (
        unwrap(source, [span for row in part for span in row.spans]) if part else None for part in parts
    )
    return kicker, headline, subtitle


def _steadied(sized: Sequence[tuple[Row, float]]) -> list[float]:
    """Give the last few glyphs of a broken headline the size of the line before: so short a line is measured badly."""
    sizes: list[float] = []
    for row, size in sized:
        before = sizes[-1] if sizes else size
        blurred = len(row.words) < _FEW_GLYPHS and max(size, before) < rows.ALIKE * min(size, before)
        sizes.append(before if blurred else size)
    return sizes


def _is_open(words: str) -> bool:
    """Tell whether a bracket or quotation mark is still to be closed."""
    return any(words.count(a) > words.count(b) for a, b in ("“”", "《》", "（）", "‘’"))


def _reading(block: Block) -> tuple[float, float]:
    return (-block.box.right, block.box.top) if block.is_vertical else (block.box.top, block.box.left)


def _paragraphs(source: str, columns: Sequence[Column]) -> Iterator[Paragraph]:
    """Gather the lines of a story into paragraphs: an indent, or a short line before, begins a new one."""
    lines: list[Row] = []
    before: tuple[Row, Column] | None = None
    for column in columns:
        for block in column.blocks:
            if block.role == "subhead":
                yield from _paragraph(source, lines)
                lines, before = [], None
                yield Paragraph("subhead", _text(source, [block]))
                continue
            for row in block.rows:
                if lines and _begins(row, column, before):
                    yield from _paragraph(source, lines)
                    lines = []
                lines.append(row)
                before = row, column
    yield from _paragraph(source, lines)


def _without_jumps(paragraphs: list[Paragraph]) -> tuple[list[Paragraph], list[Text]]:
    """Cut the jump lines off: 上接 at the head of the first paragraph, 下转 at the end of the last."""
    jumps: list[Text] = []
    for place, way in ((0, "from"), (-1, "to")):
        if not paragraphs:
            break
        paragraph = paragraphs[place]
        found = marks.jump(paragraph.text.string)
        if found and found[2] == way:
            start, end, _ = found
            rest = Text.join((paragraph.text[:start], paragraph.text[end:]))
            jumps.append(paragraph.text[start:end])
            paragraphs[place : place + 1 or None] = [Paragraph(paragraph.role, rest)] if rest.strip() else []
    return paragraphs, jumps


def _without_tail(source: str, paragraphs: list[Paragraph]) -> tuple[list[Paragraph], tuple[Byline, ...]]:
    """Cut the names off that close a report, behind its last sentence."""
    if not paragraphs or paragraphs[-1].role != "body":
        return paragraphs, ()
    text = paragraphs[-1].text
    stops = [match.end() for match in _STOP.finditer(text.string, max(0, len(text) - _LONGEST_TAIL))]
    rest = text[stops[-1] :] if stops else text[len(text) :]
    named = bylines.parse(source, rest.spans) if rest else ()
    if not named:
        return paragraphs, ()
    return [*paragraphs[:-1], Paragraph("body", text[: stops[-1]])], named


def _begins(row: Row, column: Column, before: tuple[Row, Column] | None) -> bool:
    if row.box.left - column.left > _INDENT * row.size:
        return True
    if before is None:
        return False
    last, its = before
    return bool(_ENDS.search(last.words)) and its.right - last.box.right > _SHORT * last.size


def _paragraph(source: str, lines: Sequence[Row]) -> Iterator[Paragraph]:
    if lines:
        yield Paragraph("body", unwrap(source, [span for row in lines for span in row.spans]))
