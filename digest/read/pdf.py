"""A PDF in, a Document out: its printed lines in the order in which they were drawn, each with its box and face.

Characters, sizes and what is drawn around them come from PDFium (pypdfium2).
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from digest.errors import EmptySource, Encrypted, Pictures, Unreadable
from digest.model import Box, Document, Face, Problem
from digest.read import glyphs, printed_page, rows
from digest.read.printed_page import PrintedLine, PrintedPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

    from digest.model import ProblemKind
    from digest.read.glyphs import Glyph, Type

# Of a Han glyph's em square, the part above the base line.
_ABOVE_BASE = 0.88
_MOST_HIDDEN = 0.5  # a page with a larger share of its text outside its visible part says it wrongly
# 500 pages with fonts of their own took 760 MB in one go, 200 MB opened anew after so many pages, in the same time.
_PAGES_AT_ONCE = 25
_MOST_PAGES = 2_000
# A page with a larger share of characters that have no code cannot be read from its text.
_MOST_UNCODED = 0.3


def read(origin: str, data: bytes, *, pictures: bool = True) -> Document:
    """Read the pages of a PDF; without `pictures` those that are pictures are only named, with `image.REMEDY`.

    Pages that lie on their side, are partly cropped away, have characters without codes or are pictures are named
    in the problems; pictures are read by character recognition where it is installed.

    Raises:
        Encrypted: a password is needed.
        Unreadable: the file is broken, or has too many pages.
        Pictures: its pages are pictures, and character recognition is not installed.
        EmptySource: nothing is printed on its pages.
    """
    document = printed_page.document(origin, data, "pdf", _pages(origin, data, pictures=pictures))
    if not document.lines:
        _refuse(origin, document.problems)
    return document


def _pages(origin: str, data: bytes, *, pictures: bool) -> Iterator[PrintedPage]:
    """Read page after page; the file is opened anew from time to time, because PDFium keeps what pages share."""
    done, number = 0, 1
    while done < number:
        with closing(_open(origin, data)) as pdf:
            number = len(pdf)
            if number > _MOST_PAGES:
                raise Unreadable(f"{origin}: the PDF has {number} pages", f"split it into files of {_MOST_PAGES}")
            for index in range(done, min(number, done + _PAGES_AT_ONCE)):
                yield _page(origin, pdf, index, pictures=pictures)
        done += _PAGES_AT_ONCE


def _refuse(origin: str, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        if problem.remedy:
            raise Pictures(f"{origin}: {problem.reason}", problem.remedy)
    raise EmptySource(f"{origin}: " + "; ".join(problem.reason for problem in problems[:3]))


def _open(origin: str, data: bytes) -> PdfDocument:
    import pypdfium2  # noqa: PLC0415  30 ms, paid only where there is a PDF

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in {pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY}:
            raise Encrypted(f"{origin}: the PDF is encrypted", "save it without a password") from None
        raise Unreadable(f"{origin}: the PDF is broken", "save it again, or give its text as a .txt file") from None


def _page(origin: str, pdf: PdfDocument, index: int, *, pictures: bool) -> PrintedPage:
    import pypdfium2  # noqa: PLC0415  loaded by now

    try:
        with closing(pdf[index]) as page, closing(page.get_textpage()) as text:
            string = glyphs.characters(text)
            if _share_of_codes(string) < 1 - _MOST_UNCODED:
                return _pictured(origin, page, index + 1, uncoded=bool(string.strip()), pictures=pictures)
            return _printed(origin, page, text, string, index + 1)
    except pypdfium2.PdfiumError:
        return PrintedPage((), (printed_page.problem(origin, "page_broken", index + 1, "is broken and was not read"),))


def _share_of_codes(string: str) -> float:
    ink = "".join(string.split())
    return 1 - len(glyphs.UNCODED.findall(ink)) / len(ink) if ink else 0.0


def _pictured(origin: str, page: PdfPage, number: int, *, uncoded: bool, pictures: bool) -> PrintedPage:
    """Read a page that has no text, or none with codes, from its picture."""
    from pypdfium2 import raw  # noqa: PLC0415  loaded by now

    if not uncoded and not raw.FPDFPage_CountObjects(page.raw):
        return PrintedPage((), (printed_page.problem(origin, "page_empty", number, "is empty"),))
    from digest.read import image  # noqa: PLC0415  only where there is a picture

    what = "has characters without codes" if uncoded else "is a picture without text"
    unread: ProblemKind = "page_uncoded" if uncoded else "page_picture"
    if not (pictures and image.is_installed()):
        return PrintedPage((), (printed_page.problem(origin, unread, number, what, image.REMEDY),))
    picture, scale = _pictured_level(page)
    found = image.lines(picture, scale)
    unreadable = image.unreadable(origin, number, found.unsure)
    if not found.lines:
        return PrintedPage((), (printed_page.problem(origin, "page_empty", number, "shows no text"), *unreadable))
    reason = f"{what}; it was read by character recognition"
    problems = (printed_page.problem(origin, "page_recognised", number, reason), *unreadable)
    return PrintedPage(found.lines, problems, size=found.size(picture))


def _pictured_level(page: PdfPage) -> tuple[Image, float]:
    """Draw a page as character recognition sees it, its lines level; the number is dots a point."""
    from digest.read import image  # noqa: PLC0415  only where there is a picture

    scale = image.scale(*page.get_size())
    return image.levelled(page.render(scale=scale, grayscale=False).to_pil()), scale


def draw(origin: str, data: bytes, number: int, side: int) -> Image:
    """Draw a page as the boxes of its lines have it: upright, and level where character recognition read it.

    Pages count from 1; `side` is the width and height in dots that the picture is not to pass.

    Raises:
        Encrypted, Unreadable: as `read`; or there is no such page.
    """
    import pypdfium2  # noqa: PLC0415  30 ms, paid only where there is a PDF

    with closing(_open(origin, data)) as pdf:
        if not 1 <= number <= len(pdf):
            raise Unreadable(f"{origin}: there is no page {number}", "it has " + str(len(pdf)))
        try:
            with closing(pdf[number - 1]) as page, closing(page.get_textpage()) as text:
                return _drawn(page, text, side)
        except pypdfium2.PdfiumError:
            raise Unreadable(f"{origin}: page {number} is broken", "save it again") from None


def _drawn(page: PdfPage, text: PdfTextPage, side: int) -> Image:
    from digest.read import image  # noqa: PLC0415  only where there is a picture

    string = glyphs.characters(text)
    if _share_of_codes(string) < 1 - _MOST_UNCODED and image.is_installed():
        picture, _ = _pictured_level(page)
        picture.thumbnail((side, side))
        return picture
    turn = glyphs.glyphs(page, text, string).frame.turn
    scale = side / max(1.0, *page.get_size())
    made: Image = page.render(scale=scale, rotation=(90 * turn - page.get_rotation()) % 360).to_pil()
    return made


def _printed(origin: str, page: PdfPage, text: PdfTextPage, string: str, number: int) -> PrintedPage:
    """Read a page from its text."""
    found = glyphs.glyphs(page, text, string)
    frame = found.frame
    width, height = frame.size
    shown = [
        one for one in found.glyphs if 0 <= (one.left + one.right) / 2 <= width and 0 <= one.y - one.size / 2 <= height
    ]
    hidden = len(found.glyphs) - len(shown)
    misplaced = hidden > _MOST_HIDDEN * len(found.glyphs)
    if misplaced:
        shown = found.glyphs
    drawn = tuple(glyphs.drawn(page, frame, number))
    lines = tuple(_line(line, found.types) for line in rows.rows(shown, drawn))
    problem = partial(printed_page.problem, origin, number=number)
    problems = []
    if misplaced:
        reason = "prints most of its text outside its visible part; it was read all the same"
        problems.append(problem("page_misplaced", reason=reason))
    elif frame.turn != page.get_rotation() // 90:
        problems.append(problem("page_turned", reason="lies on its side; it was read as if set upright"))
    if hidden and not misplaced:
        reason = f"has {hidden} characters outside its visible part; they were left out"
        problems.append(problem("page_cropped", reason=reason, count=hidden))
    if not shown:
        problems.append(problem("page_empty", reason="shows no text"))
    if len(string) >= glyphs.MOST:
        reason = f"has more than {glyphs.MOST} characters; the rest was left out"
        problems.append(problem("page_long", reason=reason))
    return PrintedPage(lines, tuple(problems), drawn, frame.size)


def _line(line: Sequence[Glyph], types: Sequence[Type]) -> PrintedLine:
    """Draw the box of a line as high as its em square, whatever its font says."""
    size = _middle([glyph.size for glyph in line])
    base = _middle([glyph.y for glyph in line])
    faces = [glyph.face for glyph in line if glyph.char >= "\u3400"] or [glyph.face for glyph in line]
    kind = types[faces[0] if faces.count(faces[0]) == len(faces) else Counter(faces).most_common(1)[0][0]]
    face = Face(kind.font, kind.white, round(kind.em / kind.size, 3))
    if rows.is_upright(line):
        first, last = line[0].y - _ABOVE_BASE * size, line[-1].y + (1 - _ABOVE_BASE) * size
        left = min(glyph.x for glyph in line)
        return PrintedLine(rows.words(line), Box(left, first, left + size, last, size), face)
    top = base - _ABOVE_BASE * size
    box = Box(line[0].left, top, max(glyph.right for glyph in line), top + size, size)
    return PrintedLine(rows.words(line), box, face)


def _middle(numbers: list[float]) -> float:
    """Return the median; of a line nearly all numbers are one, which need not be sorted."""
    first = numbers[0]
    return first if numbers.count(first) == len(numbers) else median(numbers)
