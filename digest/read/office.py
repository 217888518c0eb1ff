"""A Word file (DOCX) in, a Document out: its headings become headlines and subheads, rows of tables become lines.

The file's XML is read here and not through python-docx, which leaves out what stands in tracked insertions, content
controls, smart tags and text boxes: figures would be lost in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.errors import Malformed
from digest.model import Problem
from digest.read import bundle
from digest.read.credits import credits_of, is_small_print
from digest.read.piece import Block, Piece, clean, document
from digest.read.runs import row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lxml.etree import _Element as Element

    from digest.model import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAIN = "word/document.xml"
_DECLARED = re.compile(rb"<!\s{0,100}(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题)$", re.IGNORECASE)
_HEADING = re.compile(r"^(?:heading|标题)\s?(\d)$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.]|第.{1,3}[章节部分]|\d{1,2}[.、．)）])")
_LONGEST_HEADLINE = 60
_CREDIT_LINES = 4  # paragraphs below the headline that may be small print
_P, _T, _TR, _TC, _VAL = f"{_W}p", f"{_W}t", f"{_W}tr", f"{_W}tc", f"{_W}val"
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Deleted and moved text is no longer in the file, a fallback repeats a text box in an older way.
_GONE = frozenset(
    {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_PICTURES = ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata")
_LONGEST_CELL = 40  # as in tables of web pages


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph or a row of a table; `level` is 0 for a title, 1 to 9 for a heading, None for text."""

    string: str
    level: int | None = None


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read a Word file; each heading of the first level begins an article unless the headings are numbered chapters.

    A file without headings is one article, its first line the headline if it is no sentence. Pictures and notes are
    not read and named in the problems.

    Raises:
        EmptySource: there is no text in it.
        Malformed: it is damaged, or built to harm.
        Unreadable: it is encrypted.
    """
    archive = bundle.open_checked(origin, data)
    main = bundle.part(origin, archive, _MAIN)
    body = _parse(origin, main)
    levels = _levels(_parse(origin, bundle.part(origin, archive, "word/styles.xml") or b"<styles/>"))
    paragraphs = [paragraph for paragraph in _paragraphs(body, levels) if clean(paragraph.string)]
    pieces = [_piece(part, timezone) for part in _parts(paragraphs)]
    notes = _parse(origin, bundle.part(origin, archive, "word/footnotes.xml") or b"<footnotes/>")
    return document(origin, data, "utf-8", pieces, tuple(_unread(origin, body, notes)))


def _parse(origin: str, part: bytes) -> Element:
    from lxml import etree  # noqa: PLC0415  20 ms, paid only for markup

    if _DECLARED.search(part[:4096]) or _DECLARED.search(part):
        raise Malformed(f"{origin}: it declares entities, which a Word file may not", "save it again in Word")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(part.replace(_STRICT, _W.strip("{}").encode()), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(f"{origin}: a damaged Word file ({error})", "save it again in Word") from error


def _levels(styles: Element) -> dict[str, int]:
    """Map the ids of the heading styles to their levels."""
    levels: dict[str, int] = {}
    for style in styles.iter(f"{_W}style"):
        name = _value(style.find(f"{_W}name"))
        outline = _value(style.find(f"{_W}pPr/{_W}outlineLvl"))
        if _TITLE.match(name):
            levels[style.get(f"{_W}styleId", "")] = 0
        elif heading := _HEADING.match(name):
            levels[style.get(f"{_W}styleId", "")] = int(heading[1])
        elif outline in _OUTLINES:
            levels[style.get(f"{_W}styleId", "")] = int(outline) + 1
    return levels


_OUTLINES = frozenset("012345678")


def _value(element: Element | None) -> str:
    return "" if element is None else element.get(_VAL, "")


def _paragraphs(body: Element, levels: dict[str, int]) -> Iterator[_Paragraph]:
    taken: set[Element] = set()
    for element in body.iter(_P, _TR):
        if element in taken:
            continue
        if element.tag == _TR:
            if cells := _cells(element):
                taken.update(element.iter(_P, _TR))
                yield _Paragraph(row(cells))
            continue
        outline = _value(element.find(f"{_W}pPr/{_W}outlineLvl"))
        level = levels.get(_value(element.find(f"{_W}pPr/{_W}pStyle")))
        level = int(outline) + 1 if level is None and outline in _OUTLINES else level
        yield from (_Paragraph(line, level) for line in _string(element).split("\n"))


def _cells(element: Element) -> list[str]:
    """Read the cells of a row of figures; [] for a row that lays out the page."""
    cells = [clean(" ".join(_string(one) for one in cell.iter(_P))) for cell in element.iterchildren(_TC)]
    filled = [cell for cell in cells if cell]
    return filled if len(filled) > 1 and max(map(len, filled)) <= _LONGEST_CELL else []


def _string(paragraph: Element) -> str:
    """Read a paragraph's own text, that of text boxes inside it left out: they have paragraphs of their own."""
    parts = []
    for element in paragraph.iter(_T, *_BREAKS):
        for above in element.iterancestors():
            if above is paragraph:
                parts.append(_BREAKS.get(str(element.tag)) or element.text or "")
            if above.tag == _P or above.tag in _GONE:
                break
    return "".join(parts)


def _parts(paragraphs: Sequence[_Paragraph]) -> Iterator[Sequence[_Paragraph]]:
    """Part the file into articles."""
    tops = [at for at, one in enumerate(paragraphs) if one.level == 1]
    chapters = any(one.level == 0 for one in paragraphs) or any(_NUMBERED.match(paragraphs[at].string) for at in tops)
    if chapters or len(tops) <= 1:
        yield paragraphs
        return
    for start, end in pairwise([0 if tops[0] <= 1 else tops[0], *tops[1:], len(paragraphs)]):
        yield paragraphs[start:end]
    if tops[0] > 1:
        yield paragraphs[: tops[0]]


def _piece(paragraphs: Sequence[_Paragraph], timezone: str) -> Piece:
    at = _headline(paragraphs)
    rest = [*paragraphs[:at], *paragraphs[at + 1 :]] if at >= 0 else [*paragraphs]
    small = [one for one in rest[:_CREDIT_LINES] if is_small_print(clean(one.string))]
    said = credits_of((clean(one.string) for one in small), timezone)
    return Piece(
        headline=paragraphs[at].string if at >= 0 else "",
        blocks=tuple(Block(one.string, "body" if one.level is None else "subhead") for one in rest if one not in small),
        author=said.author,
        published=said.published,
        publication=said.publication,
    )


def _headline(paragraphs: Sequence[_Paragraph]) -> int:
    """Find the headline: the title, the first heading at the top, or a first line that is no sentence; -1 for none."""
    for level in (0, 1):
        for at, one in enumerate(paragraphs):
            if one.level == level:
                return at
    first = clean(paragraphs[0].string) if paragraphs else ""
    return 0 if first and len(first) <= _LONGEST_HEADLINE and not first.endswith(("。", "；", "，", "：")) else -1


def _unread(origin: str, body: Element, notes: Element) -> Iterator[Problem]:
    pictures = sum(1 for _ in body.iter(*_PICTURES))
    if pictures:
        reason, remedy = f"{pictures} pictures in it are not read", "give pictures of pages as files of their own"
        yield Problem(origin, "unread_pictures", reason, remedy, (("count", str(pictures)),))
    if any(text.text and text.text.strip() for text in notes.iter(_T)):
        yield Problem(origin, "unread_notes", "its footnotes are not read", "move what matters into the text")
