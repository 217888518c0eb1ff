"""A Word file (DOCX) in, a Document out: its headings become headlines and subheads, rows of tables become lines.

The file's XML is read here and not through python-docx, which leaves out what stands in tracked insertions, content
controls, smart tags and text boxes: figures would be lost in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from digest.errors import Malformed
from digest.model import Problem
from digest.read import bundle
from digest.read.credits import credits_of, is_small_print
from digest.read.piece import Block, Piece, clean, document
from digest.read.runs import row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from zipfile import ZipFile

    from lxml.etree import _Element as Element

    from digest.model import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MAIN = "word/document.xml"
_DECLARED = re.compile(rb"<!\s{0,100}(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TITLE = re.compile(r"^(?:title|标题)$", re.IGNORECASE)
_HEADING = re.compile(r"^(?:heading|标题)\s?(\d)$", re.IGNORECASE)
_SUBTITLE = re.compile(r"^(?:subtitle|副标题)$", re.IGNORECASE)
_DASH = re.compile(r"[—–-]{1,3}\s?\S")
_NUMBERED = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.]|第.{1,3}[章节部分]|\d{1,2}[.、．)）])")
_LONGEST_HEADLINE = 60
_CREDIT_LINES = 4  # paragraphs below the headline that may be small print
_P, _T, _TBL, _TR, _TC = f"{_W}p", f"{_W}t", f"{_W}tbl", f"{_W}tr", f"{_W}tc"
_SZ, _VAL = f"{_W}sz", f"{_W}val"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_BREAKS = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Deleted and moved text is no longer in the file, a fallback repeats a text box in an older way.
_GONE = frozenset(
    {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_PICTURES = ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata")
_LONGEST_CELL = 40  # as in tables of web pages
_NOTES = frozenset({"word/footnotes.xml", "word/endnotes.xml"})
_DRAWINGS = re.compile(
    r"word/(?:charts/chart|diagrams/data)\d{0,3}\.xml"
)  # they hold words, and are painted as pictures
_BESIDES = re.compile(r"word/(?:header|footer)\d{0,3}\.xml")
_TITLE_LEVEL, _TOP_LEVEL, _SUBTITLE_LEVEL = 0, 1, -1


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph or a row of a table; `level` is 0 for a title, 1 to 9 for a heading, -1 for a subtitle, or None.

    `size` is the largest size of its type in half points, 0 where it has the size of its style; `is_row` is whether it
    is a row.
    """

    string: str
    level: int | None = None
    size: int = 0
    is_row: bool = False


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read a Word file; each heading of the first level begins an article unless the headings are numbered chapters.

    A file without headings is one article, its first line the headline if it is no sentence. A headline may have
    several lines. A row of a table is one line, empty cells included, below its head row. What stands in the margins
    of the pages is furniture; pictures and notes are not read and named in the problems.

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
    pieces[-1:] = [replace(piece, furniture=(*piece.furniture, *_margins(origin, archive))) for piece in pieces[-1:]]
    notes = [_parse(origin, bundle.part(origin, archive, name)) for name in archive.namelist() if name in _NOTES]
    drawings = sum(bool(_DRAWINGS.fullmatch(name)) for name in archive.namelist())
    return document(origin, data, "utf-8", pieces, tuple(_unread(origin, body, notes, drawings)))


def _margins(origin: str, archive: ZipFile) -> Iterator[str]:
    """Yield the lines in the margins of the pages: running heads and feet."""
    for name in archive.namelist():
        if _BESIDES.fullmatch(name):
            root = _parse(origin, bundle.part(origin, archive, name))
            yield from (line for one in root.iter(_P) for line in _string(one).split("\n") if clean(line))


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
            levels[style.get(f"{_W}styleId", "")] = _TITLE_LEVEL
        elif _SUBTITLE.match(name):
            levels[style.get(f"{_W}styleId", "")] = _SUBTITLE_LEVEL
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
    tables = {table for table in body.iter(_TBL) if _is_data(table)}
    rows = {one: cells for table in tables for one, cells in _rows(table)}
    for element in body.iter(_P, _TR):
        if element in taken:
            continue
        if element.tag == _TR:
            if element.getparent() in tables:
                taken.update(element.iter(_P, _TR))
                yield _Paragraph(row(rows.get(element) or _cells(element)), is_row=True)
            continue
        outline = _value(element.find(f"{_W}pPr/{_W}outlineLvl"))
        level = levels.get(_value(element.find(f"{_W}pPr/{_W}pStyle")))
        level = int(outline) + 1 if level is None and outline in _OUTLINES else level
        yield from (_Paragraph(line, level, _size(element)) for line in _string(element).split("\n"))


def _size(paragraph: Element) -> int:
    """Read the largest size of type that a paragraph's runs are set in."""
    sizes = (_value(size) for size in paragraph.iter(_SZ))
    return max(
        (int(size) for size in sizes if size.isascii() and size.isdigit() and len(size) <= len("1638")), default=0
    )


def _is_data(table: Element) -> bool:
    """Tell a table of values from one that lays out the page: two rows and columns, most cells short, none nested."""
    rows = [[cell for cell in _cells(one) if cell] for one in table.iterchildren(_TR)]
    cells = [cell for filled in rows for cell in filled]
    wide = sum(len(filled) > 1 for filled in rows)
    short = sum(len(cell) <= _LONGEST_CELL for cell in cells)
    return wide > 0 and wide * 2 >= len(rows) and short * 2 >= len(cells) and next(table.iter(_TBL), table) is table


def _rows(table: Element) -> Iterator[tuple[Element, list[str]]]:
    """Yield the rows of a table with their cells; a cell merged over several rows counts for each of them."""
    above: dict[int, str] = {}
    for one in table.iterchildren(_TR):
        column, strings = 0, []
        for cell, own in zip(one.iter(_TC), _cells(one), strict=True):
            merge, span = cell.find(f"{_W}tcPr/{_W}vMerge"), _value(cell.find(f"{_W}tcPr/{_W}gridSpan"))
            goes_on = merge is not None and _value(merge) != "restart"
            string = above.get(column, "") if goes_on and not own else own
            above[column] = string if merge is not None else ""
            strings.append(string)
            column += int(span) if span in _SPANS else 1
        yield one, strings


_SPANS = frozenset(map(str, range(1, 64)))  # columns; Word's own limit is 63


def _cells(element: Element) -> list[str]:
    """Read the cells of a row, empty ones included."""
    return [clean(" ".join(_string(one) for one in cell.iter(_P))) for cell in element.iter(_TC)]


def _string(paragraph: Element) -> str:
    """Read a paragraph's own text, that of text boxes inside it left out: they have paragraphs of their own."""
    parts = []
    for element in paragraph.iter(_T, _MATH, *_BREAKS):
        for above in element.iterancestors():
            if above is paragraph:
                parts.append(_BREAKS.get(str(element.tag)) or element.text or "")
            if above.tag == _P or above.tag in _GONE:
                break
    return "".join(parts)


def _parts(paragraphs: Sequence[_Paragraph]) -> Iterator[Sequence[_Paragraph]]:
    """Part the file into articles; headings that follow one another directly are the lines of one headline."""
    tops = [
        at
        for at, one in enumerate(paragraphs)
        if one.level == _TOP_LEVEL and (at == 0 or paragraphs[at - 1].level != _TOP_LEVEL)
    ]
    titled = any(one.level == _TITLE_LEVEL for one in paragraphs)
    chapters = titled or any(_NUMBERED.match(paragraphs[at].string) for at in tops)
    if chapters or len(tops) <= 1:
        yield paragraphs
        return
    for start, end in pairwise([0 if tops[0] <= 1 else tops[0], *tops[1:], len(paragraphs)]):
        yield paragraphs[start:end]
    if tops[0] > 1:
        yield paragraphs[: tops[0]]


class _Head(NamedTuple):
    """The places of the lines of a headline, and of those directly above (引题) and below (副题) it; -1 for none."""

    lines: range
    kicker: int = -1
    subtitle: int = -1


def _piece(paragraphs: Sequence[_Paragraph], timezone: str) -> Piece:
    head = _head(paragraphs)
    rest = [one for at, one in enumerate(paragraphs) if at not in (*head.lines, head.kicker, head.subtitle)]
    small = [one for one in rest[:_CREDIT_LINES] if is_small_print(clean(one.string))]
    said = credits_of((clean(one.string) for one in small), timezone)
    return Piece(
        headline=" ".join(paragraphs[at].string for at in head.lines),
        blocks=tuple(Block(one.string, "body" if one.level is None else "subhead") for one in rest if one not in small),
        kicker=paragraphs[head.kicker].string if head.kicker >= 0 else "",
        subtitle=paragraphs[head.subtitle].string if head.subtitle >= 0 else "",
        author=said.author,
        published=said.published,
        publication=said.publication,
        furniture=tuple(one.string for one in small),
    )


def _head(paragraphs: Sequence[_Paragraph]) -> _Head:
    """Find the headline with the lines that belong to it."""
    first = _headline(paragraphs)
    if first < 0:
        return _Head(range(0))
    last, kicker = first, -1
    while last + 1 < len(paragraphs) and _goes_on(paragraphs, first, last + 1):
        last += 1
    sizes = [paragraphs[at].size for at in range(first, last + 1)]
    if last == first + 1 and sizes[0] < sizes[1]:
        first, kicker = last, first
    below = last + 1
    subtitle = below < len(paragraphs) and (
        paragraphs[below].level == _SUBTITLE_LEVEL
        or (_is_line(paragraphs[below]) and bool(_DASH.match(clean(paragraphs[below].string))))
    )
    return _Head(range(first, last + 1), kicker, below if subtitle else -1)


def _goes_on(paragraphs: Sequence[_Paragraph], first: int, at: int) -> bool:
    """Tell whether a headline goes on in the next paragraph: of its style, or a line without a stop as it is."""
    head, one, string = paragraphs[first], paragraphs[at], clean(paragraphs[at].string)
    if head.level is not None or one.level is not None:
        return head.level == one.level and not _NUMBERED.match(string)
    alone = at - first > 1 or at + 1 == len(paragraphs) or paragraphs[at + 1].is_row
    fits = _is_line(one) and one.size >= head.size
    return fits and not alone and not (_NUMBERED.match(string) or _DASH.match(string) or is_small_print(string))


def _headline(paragraphs: Sequence[_Paragraph]) -> int:
    """Find the headline: the title, the first heading at the top, or a first line that is no sentence; -1 for none."""
    for level in (_TITLE_LEVEL, _TOP_LEVEL):
        for at, one in enumerate(paragraphs):
            if one.level == level:
                return at
    return 0 if paragraphs and _is_line(paragraphs[0]) else -1


def _is_line(one: _Paragraph) -> bool:
    """Tell whether a paragraph is a line that may be a headline: short, no row, no sentence."""
    string = clean(one.string)
    return bool(string) and not one.is_row and len(string) <= _LONGEST_HEADLINE and not string.endswith(_STOPS)


_STOPS = tuple("。；，：")


def _unread(origin: str, body: Element, notes: Sequence[Element], drawings: int) -> Iterator[Problem]:
    """Name what is not read: pictures, charts and diagrams, notes below the pages and behind the text."""
    pictures = sum(1 for _ in body.iter(*_PICTURES)) + drawings
    if pictures:
        reason, remedy = f"{pictures} pictures in it are not read", "give pictures of pages as files of their own"
        yield Problem(origin, "unread_pictures", reason, remedy, (("count", str(pictures)),))
    if any(text.text and text.text.strip() for part in notes for text in part.iter(_T)):
        yield Problem(origin, "unread_notes", "its footnotes are not read", "move what matters into the text")
