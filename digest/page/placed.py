"""A document whose lines have boxes in, its articles out: columns are followed by where they stand on the page.

A headline block owns the columns under it or beside it; roles come from the size of type, the place and the words.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from digest.model import Article, Furniture, Layout, Paragraph, Span, Text
from digest.page import blocks, bylines, flow, marks, rows
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Byline, Document
    from digest.page.blocks import Block
    from digest.page.flow import Column, Head, Story
    from digest.page.rows import Row

_ENDS = re.compile(r"(?:[。！？!?]|……)[”’）》」】]{0,3}$")
_STOP = re.compile(r"[。！？!?][”’》」】]{0,3}")
_LONGEST_TAIL = 60
_INDENT, _SHORT = 1.2, 1.6
# Lines of a headline agree in size within this ratio.
_HEADLINE = 1.1


def split_placed(document: Document) -> Layout:
    """Take a document apart whose lines have boxes (a PDF, a picture): page by page, by where they stand."""
    source = document.text
    articles: list[Article] = []
    furniture: list[Furniture] = []
    unread: list[Text] = []
    for found in rows.rows(document).values():
        page = blocks.blocks(source, found)
        for story in flow.stories(source, page):
            if story.columns or story.captions:
                articles.append(_article(document, story, len(articles)))
            elif story.head:
                unread.append(_text(source, story.head.blocks))
        furniture += [
            Furniture("folio" if block.role == "folio" else "section", _text(source, [block]))
            for block in page
            if block.role in {"folio", "section"}
        ]
    return Layout(tuple(articles), tuple(furniture), tuple(unread))


def _text(source: str, parts: Iterable[Block]) -> Text:
    return unwrap(source, [span for block in parts for row in block.rows for span in row.spans])


def _article(document: Document, story: Story, number: int) -> Article:
    source = document.text
    kicker, headline, subtitle = _titles(source, story.head)
    paragraphs = list(_paragraphs(source, story.columns))
    paragraphs, tail = _without_tail(source, paragraphs)
    named = [*tail] + [
        by for block in story.bylines for by in bylines.parse(source, [s for row in block.rows for s in row.spans])
    ]
    if paragraphs:
        named += bylines.inside(source, paragraphs[0].text)
    return Article(
        id=hashlib.sha256(f"{document.id}:{number}".encode()).hexdigest()[:16],
        document=document.id,
        origin=document.origin,
        headline=headline,
        kicker=kicker,
        subtitle=subtitle,
        section=_text(source, [story.section]).string if story.section else None,
        bylines=tuple(named),
        paragraphs=tuple(paragraphs),
        captions=tuple(_text(source, [block]) for block in story.captions),
        page=document.page,
        published=document.published,
        publication=document.publication,
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
    largest = max(size for _, size in sized)
    large = [k for k, (_, size) in enumerate(sized) if size * _HEADLINE > largest]
    first, last = large[0], large[-1] + 1
    while last < len(lines) and _is_open("".join(row.words for row in lines[first:last])):
        last += 1
    parts = lines[:first], lines[first:last], lines[last:]
    kicker, headline, subtitle = (
        unwrap(source, [span for row in part for span in row.spans]) if part else None for part in parts
    )
    return kicker, headline, subtitle


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
