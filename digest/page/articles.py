"""A story in, an article out: titles, paragraphs, bylines and captions, with jump lines and brackets apart.

A story is assembled once, whether its lines have boxes or not.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from digest.model import Article, Paragraph, Text
from digest.page import bylines, marks
from digest.page.pieces import Piece
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from digest.model import Byline, Document
    from digest.page import folio
    from digest.page.pieces import Line


_P = TypeVar("_P", bound=Piece[Any])


@dataclass(frozen=True)
class Story(Generic[_P]):
    """A story with all that is its own; `doubt` is the margin with which a piece was placed, by its first line."""

    head: tuple[Line, ...]
    pieces: tuple[_P, ...]
    kicker: tuple[Line, ...] = ()
    subtitle: tuple[Line, ...] = ()
    bylines: tuple[tuple[Line, ...], ...] = ()
    captions: tuple[tuple[Line, ...], ...] = ()
    section: Line | None = None
    doubt: dict[int, float] = field(default_factory=dict)

    @property
    def lines(self) -> Iterator[Line]:
        """All its lines, without the label over it."""
        for group in (self.kicker, self.head, self.subtitle, *self.bylines, *self.captions):
            yield from group
        for piece in self.pieces:
            yield from piece.lines


_OWN_HEAD = re.compile(r"【[^】]{2,40}】")
_STOP = re.compile(r"[。！？!?][”’》」】]{0,3}")
# A piece whose place was better than the best one in another story by less than this (log-odds) begins a paragraph of
# its own, so that no sentence runs over a doubtful join.
_DOUBTFUL = 0.3
_SHORTEST_BODY = 16  # characters; less is a notice or a stray line, not a report
_LONGEST_TAIL, _LONGEST_BYLINE = 60, 40


@dataclass(frozen=True)
class Parts:
    """A story's running text, cut: its paragraphs, the names that close it, and its jump lines.

    `head` is the small headline at its beginning, in `brackets` (【…】) or on lines of its own, where it has one.
    `signed` are the bylines that are apart from the text, `unsigned` the lines (by index) that look like one and name
    nobody.
    """

    story: Story[Any]
    paragraphs: tuple[Paragraph, ...]
    named: tuple[Byline, ...]
    jumps: tuple[Text, ...]
    head: Text | None = None
    brackets: Text | None = None
    signed: tuple[Byline, ...] = ()
    unsigned: frozenset[int] = frozenset()

    @classmethod
    def of(cls, source: str, story: Story[Any], fresh: Collection[int]) -> Parts:
        """Cut a story's pieces into paragraphs; lines whose index is in `fresh` begin one."""
        fresh = {*fresh, *(index for index, margin in story.doubt.items() if margin < _DOUBTFUL)}
        head = brackets = None
        heading = 0 if story.head or not story.pieces else len(story.pieces[0].heading)
        if heading:
            head = _text(source, story.pieces[0].heading)
        paragraphs: list[Paragraph] = []
        named: list[Byline] = []
        for found in _flow(source, story.pieces, heading, fresh):
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
        unsigned = frozenset(line.index for block, found in read if not found for line in block)
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
    first = min(line.spans[0].start for line in story.lines)
    return Article(
        id=hashlib.sha256(f"{document.id}:{first}".encode()).hexdigest()[:16],
        document=document.id,
        origin=document.origin,
        headline=_text(source, story.head) if story.head else part.head,
        kicker=_text(source, story.kicker) if story.kicker else None,
        subtitle=_text(source, story.subtitle) if story.subtitle else None,
        section=_text(source, [story.section]).string if story.section else None,
        bylines=(*inside, *part.signed, *part.named),
        paragraphs=part.paragraphs,
        captions=tuple(_text(source, block) for block in story.captions),
        page=says.page or document.page,
        published=says.published or document.published,
        publication=says.publication or document.publication,
    )


def _text(source: str, lines: Iterable[Line]) -> Text:
    return unwrap(source, [span for line in lines for span in line.spans])


def names(source: str, block: Sequence[Line]) -> tuple[Byline, ...]:
    """Read a byline; what was read from a picture may have lost the blanks between its names."""
    spans = [span for line in block for span in line.spans]
    words = "".join(line.ink for line in block)
    if len(words) > _LONGEST_BYLINE:
        return ()
    if named := bylines.parse(source, spans):
        return named
    whole = unwrap(source, spans)
    marks_ = len(words) - len(words.lstrip(bylines.MARKS))
    glued = bylines.parse_glued(whole[marks_:])
    if not glued:
        return ()
    return (replace(glued[0], text=Text.join((whole[:marks_], glued[0].text))), *glued[1:])


def _flow(
    source: str, pieces: Sequence[Piece[Any]], heading: int, fresh: Collection[int]
) -> Iterator[Paragraph | tuple[Byline, ...]]:
    """Gather the lines of a story into paragraphs.

    The first `heading` lines are the story's headline and are left out.
    """
    lines: list[Line] = []
    for number, piece in enumerate(pieces):
        skipped = heading if number == 0 else 0
        for line, role in zip(piece.lines[skipped:], piece.roles[skipped:], strict=True):
            if role in {"subhead", "byline"}:
                named = bylines.parse(source, line.spans) if role == "byline" else ()
                if named or role == "subhead":
                    yield from _paragraph(source, lines)
                    lines = []
                    yield named or Paragraph("subhead", _text(source, [line]))
                    continue
            if lines and line.index in fresh:
                yield from _paragraph(source, lines)
                lines = []
            lines.append(line)
    yield from _paragraph(source, lines)


def _paragraph(source: str, lines: Sequence[Line]) -> Iterator[Paragraph]:
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
