"""A story in, an article out: titles in the order of reading, paragraphs by indents and short lines, jump lines apart."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model import Article, Paragraph, Text
from digest.page import bylines, marks
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Byline, Document
    from digest.page import folio
    from digest.page.boxes.lines import Printed, Sheet
    from digest.page.boxes.owners import Story
    from digest.page.boxes.pieces import Block, Piece

_ENDS = re.compile(r"(?:[。！？!?]|……)[”’）》」】]{0,3}$")
_OWN_HEAD = re.compile(r"【[^】]{2,40}】")
_STOP = re.compile(r"[。！？!?][”’》」】]{0,3}")
_SHORTEST_BODY = 16  # characters; less is a notice or a stray line, not a report
_LONGEST_TAIL, _LONGEST_BYLINE = 60, 40
_INDENT, _SHORT = 1.2, 1.6  # ems


@dataclass(frozen=True)
class Parts:
    """A story's running text, cut: its paragraphs, the names that close it, and its jump lines.

    `head` is the small headline at its beginning, in `brackets` (【…】) or on lines of its own, where it has one. `signed` are the bylines that are
    apart from the text, `unsigned` the lines (by index) that look like one and name nobody.
    """

    story: Story
    paragraphs: tuple[Paragraph, ...]
    named: tuple[Byline, ...]
    jumps: tuple[Text, ...]
    head: Text | None = None
    brackets: Text | None = None
    signed: tuple[Byline, ...] = ()
    unsigned: frozenset[int] = frozenset()

    @classmethod
    def of(cls, source: str, sheet: Sheet, story: Story) -> Parts:
        """Cut a story's pieces into paragraphs."""
        head = brackets = None
        heading = 0 if story.head or not story.pieces else len(story.pieces[0].heading)
        if heading:
            head = _text(source, story.pieces[0].heading)
        paragraphs: list[Paragraph] = []
        named: list[Byline] = []
        for found in _flow(source, sheet, story.pieces, heading):
            if isinstance(found, Paragraph):
                paragraphs.append(found)
            else:
                named += found
        if paragraphs and (own := _OWN_HEAD.match(paragraphs[0].text.string)):
            head, brackets, paragraphs[0] = _own_head(paragraphs[0], own.end())
        paragraphs, jumps = _without_jumps([paragraph for paragraph in paragraphs if paragraph.text])
        paragraphs, tail = _without_tail(source, paragraphs)
        read = [(block, names(source, block)) for block in story.bylines]
        signed = tuple(name for _, found in read for name in found)
        unsigned = frozenset(line.index for block, found in read if not found for line in block.lines)
        return cls(story, tuple(paragraphs), (*named, *tail), tuple(jumps), head, brackets, signed, unsigned)

    @property
    def is_report(self) -> bool:
        """Whether there is enough of it: a body, or a picture with a headline and its caption."""
        size = sum(len(paragraph.text) for paragraph in self.paragraphs if paragraph.role == "body")
        return size >= _SHORTEST_BODY or bool(self.story.head and self.story.captions)


def article(document: Document, says: folio.Folio, part: Parts) -> Article:
    """Make the article of a story."""
    source, story = document.text, part.story
    inside = bylines.inside(source, part.paragraphs[0].text) if part.paragraphs else ()
    first = min(line.start for line in story.lines)
    return Article(
        id=hashlib.sha256(f"{document.id}:{first}".encode()).hexdigest()[:16],
        document=document.id,
        origin=document.origin,
        headline=_text(source, story.head.lines) if story.head else part.head,
        kicker=_text(source, story.kicker) if story.kicker else None,
        subtitle=_text(source, story.subtitle) if story.subtitle else None,
        section=_text(source, [story.section]).string if story.section else None,
        bylines=(*inside, *part.signed, *part.named),
        paragraphs=part.paragraphs,
        captions=tuple(_text(source, block.lines) for block in story.captions),
        page=says.page or document.page,
        published=says.published or document.published,
        publication=says.publication or document.publication,
    )


def _text(source: str, lines: Iterable[Printed]) -> Text:
    return unwrap(source, [span for line in lines for span in line.spans])


def names(source: str, block: Block) -> tuple[Byline, ...]:
    """Read a byline; what was read from a picture may have lost the blanks between its names."""
    spans = [span for line in block.lines for span in line.spans]
    words = "".join(line.ink for line in block.lines)
    if len(words) > _LONGEST_BYLINE:
        return ()
    if named := bylines.parse(source, spans):
        return named
    return bylines.parse_glued(unwrap(source, spans)[len(words) - len(words.lstrip(bylines.MARKS)) :])


def _flow(source: str, sheet: Sheet, pieces: Sequence[Piece], heading: int) -> Iterator[Paragraph | tuple[Byline, ...]]:
    """Gather the lines of a story into paragraphs: an indent, or a short line before, begins a new one.

    The first `heading` lines are the story's headline and are left out.
    """
    lines: list[Printed] = []
    before: tuple[Printed, float] | None = None
    for number, piece in enumerate(pieces):
        left, right = _edges(sheet, piece)
        skipped = heading if number == 0 else 0
        for line, role in zip(piece.lines[skipped:], piece.roles[skipped:], strict=True):
            if role in {"subhead", "byline"}:
                named = bylines.parse(source, line.spans) if role == "byline" else ()
                if named or role == "subhead":
                    yield from _paragraph(source, lines)
                    lines, before = [], None
                    yield named or Paragraph("subhead", _text(source, [line]))
                    continue
            if lines and _begins(line, left, before, indents=piece.size > 0):
                yield from _paragraph(source, lines)
                lines = []
            lines.append(line)
            before = line, right
    yield from _paragraph(source, lines)


def _edges(sheet: Sheet, piece: Piece) -> tuple[float, float]:
    """Return the edges of a piece's column: its own, or those of a longer line near it where it has one line only."""
    left, right = min(line.x0 for line in piece.lines), max(line.x1 for line in piece.lines)
    if len(piece.lines) > 1:
        return left, right
    line = piece.lines[0]
    for place in (sheet.above[line.index], sheet.below[line.index]):
        if place is not None and abs(sheet.lines[place].x0 - line.x0) < 3 * line.size and abs(sheet.lines[place].size - line.size) < 1:
            left, right = min(left, sheet.lines[place].x0), max(right, sheet.lines[place].x1)
    return left, right


def _begins(line: Printed, left: float, before: tuple[Printed, float] | None, *, indents: bool) -> bool:
    if indents and line.x0 - left > _INDENT * line.size:
        return True
    if before is None:
        return False
    last, right = before
    return bool(_ENDS.search(last.ink)) and right - last.x1 > _SHORT * last.size


def _paragraph(source: str, lines: Sequence[Printed]) -> Iterator[Paragraph]:
    if lines:
        yield Paragraph("body", _text(source, lines))


def _own_head(paragraph: Paragraph, size: int) -> tuple[Text, Text, Paragraph]:
    """Cut the headline in brackets off the first paragraph; return it, its brackets and the rest."""
    text, at = paragraph.text, size
    brackets = Text.join((text[:1], text[at - 1 : at]))
    return text[1 : at - 1], brackets, Paragraph(paragraph.role, text[at:].strip())


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
