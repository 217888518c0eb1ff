"""A PDF in, a Document out: its printed lines in the order in which they were drawn, each with its box.

Characters, boxes and sizes come from PDFium (pypdfium2), read through its plain C functions because a page has
thousands of characters; only the ends of a line and of its gaps are measured.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import atan2, hypot, pi
from typing import TYPE_CHECKING, NamedTuple

from digest.errors import EmptySource, Encrypted, Pictures, Unreadable
from digest.model import Box, Document, Problem
from digest.read import sheet as sheets
from digest.read.sheet import Sheet, Strip

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

    from digest.model import ProblemKind

# A gap this many ems wide parts two columns that stand side by side if at least so many other lines begin behind it;
# where they do not, a gap may be the blank of a justified line (up to 2.5 ems were seen) and only a wider one parts.
_GUTTER, _EDGE, _FEWEST_LINES = 0.8, 0.3, 3
# Where a file draws its columns side by side, line by line, no line begins there; then so many words must.
_FEWEST_WORDS = 8
_SURE_GUTTER = 3.5
# Sizes that differ this much are never halves of one headline.
_OTHER_SIZE = 1.3
# A run of characters this much higher than wide is set vertically.
_TALL = 1.6
# Of a Han glyph's em square, the part above the base line.
_ABOVE_BASE = 0.88
# The fullest newspaper page measured has 9,000 characters; a hostile one may have millions.
_MOST_CHARACTERS = 200_000
# 500 pages with fonts of their own took 760 MB in one go, 200 MB opened anew after so many pages, in the same time.
_PAGES_AT_ONCE = 25
_MOST_PAGES = 2_000
# A page with a larger share of characters that have no code cannot be read from its text.
_MOST_UNCODED = 0.3
_UNCODED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff\ue000-\uf8ff]")
_LINE = re.compile(r"[^\r\n]+")
_WORD = re.compile(r"\S+")
# Code points that fonts give for others that look the same (Kangxi and other radicals, upright forms of marks).
_LOOKALIKES = {
    code: plain
    for start, end in ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0xFE10, 0xFE1A), (0xFE30, 0xFE50))
    for code in range(start, end)
    if len(plain := unicodedata.normalize("NFKC", chr(code))) == 1 and plain != chr(code)
} | str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
)
_LOOKALIKES |= {0x02: "-", 0xA0: " ", 0x200B: " ", 0xFEFF: " "}  # 0x02 is PDFium's sign for a hyphen at a line end


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
    document = sheets.document(origin, data, "pdf", _sheets(origin, data, pictures=pictures))
    if not document.lines:
        _refuse(origin, document.problems)
    return document


def _sheets(origin: str, data: bytes, *, pictures: bool) -> Iterator[Sheet]:
    """Read page after page; the file is opened anew from time to time, because PDFium keeps what pages share."""
    done, number = 0, 1
    while done < number:
        with closing(_open(origin, data)) as pdf:
            number = len(pdf)
            if number > _MOST_PAGES:
                raise Unreadable(f"{origin}: the PDF has {number} pages", f"split it into files of {_MOST_PAGES}")
            for index in range(done, min(number, done + _PAGES_AT_ONCE)):
                yield _sheet(origin, pdf, index, pictures=pictures)
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


def _sheet(origin: str, pdf: PdfDocument, index: int, *, pictures: bool) -> Sheet:
    import pypdfium2  # noqa: PLC0415  loaded by now

    try:
        with closing(pdf[index]) as page, closing(page.get_textpage()) as text:
            string = _characters(text)
            if _share_of_codes(string) < 1 - _MOST_UNCODED:
                return _pictured(origin, page, index + 1, uncoded=bool(string.strip()), pictures=pictures)
            return _printed(origin, page, text, string, index + 1)
    except pypdfium2.PdfiumError:
        return Sheet((), (sheets.problem(origin, "page_broken", index + 1, "is broken and was not read"),))


def _characters(text: PdfTextPage) -> str:
    """Read the characters of a page; the `i`-th of the string is PDFium's `i`-th."""
    from pypdfium2 import raw  # noqa: PLC0415  loaded by now

    code, handle = raw.FPDFText_GetUnicode, text.raw
    count = min(raw.FPDFText_CountChars(handle), _MOST_CHARACTERS)
    return "".join([chr(code(handle, i)) for i in range(count)]).translate(_LOOKALIKES)


def _share_of_codes(string: str) -> float:
    ink = "".join(string.split())
    return 1 - len(_UNCODED.findall(ink)) / len(ink) if ink else 0.0


def _pictured(origin: str, page: PdfPage, number: int, *, uncoded: bool, pictures: bool) -> Sheet:
    """Read a page that has no text, or none with codes, from its picture."""
    from pypdfium2 import raw  # noqa: PLC0415  loaded by now

    if not uncoded and not raw.FPDFPage_CountObjects(page.raw):
        return Sheet((), (sheets.problem(origin, "page_empty", number, "is empty"),))
    from digest.read import image  # noqa: PLC0415  only where there is a picture

    what = "has characters without codes" if uncoded else "is a picture without text"
    unread: ProblemKind = "page_uncoded" if uncoded else "page_picture"
    if not (pictures and image.is_installed()):
        return Sheet((), (sheets.problem(origin, unread, number, what, image.REMEDY),))
    width, height = page.get_size()
    scale = image.scale(width, height)
    strips = image.strips(page.render(scale=scale, grayscale=False).to_pil(), scale)
    if not strips:
        return Sheet((), (sheets.problem(origin, "page_empty", number, "shows no text"),))
    reason = f"{what}; it was read by character recognition"
    return Sheet(strips, (sheets.problem(origin, "page_recognised", number, reason),))


def _printed(origin: str, page: PdfPage, text: PdfTextPage, string: str, number: int) -> Sheet:
    """Read a page from its text."""
    measure = _Measure(text)
    runs = list(_runs(measure, string, [line.span() for line in _LINE.finditer(string)]))
    turns = Counter(run.turn for run in runs for _ in run.string)
    shown = page.get_rotation() // 90
    turn = turns.most_common(1)[0][0] if turns else shown
    left, bottom, right, top = page.get_bbox()
    frame = _Frame(left, bottom, right, top, turn)
    strips = [Strip(run.string, frame.box(run)) for run in runs]
    kept = tuple(strip for strip in strips if frame.shows(strip.box))
    problem = partial(sheets.problem, origin, number=number)
    problems = []
    if turn != shown:
        problems.append(problem("page_turned", reason="lies on its side; it was read as if set upright"))
    if len(kept) < len(strips):
        hidden = len("".join(strip.string for strip in strips)) - len("".join(strip.string for strip in kept))
        reason = f"has {hidden} characters outside its visible part; they were left out"
        details = (("page", str(number)), ("count", str(hidden)))
        problems.append(replace(problem("page_cropped", reason=reason), details=details))
    if not kept:
        problems.append(problem("page_empty", reason="shows no text"))
    if len(string) >= _MOST_CHARACTERS:
        reason = f"has more than {_MOST_CHARACTERS} characters; the rest was left out"
        problems.append(problem("page_long", reason=reason))
    return Sheet(kept, tuple(problems))


class _Run(NamedTuple):
    """A stretch of a line without a wide gap; corners, base line and size in PDF units.

    `turn` is the number of quarter turns clockwise that set it upright.
    """

    string: str
    corners: tuple[float, float, float, float]
    base: tuple[float, float]
    size: float
    turn: int


class _Frame(NamedTuple):
    """The page set upright: the corners of its visible part in PDF units, and its quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Turn a point of the PDF into points from the top left corner."""
        return (
            (x - self.left, self.top - y),
            (y - self.bottom, x - self.left),
            (self.right - x, y - self.bottom),
            (self.top - y, self.right - x),
        )[self.turn]

    def box(self, run: _Run) -> Box:
        """Draw the box of a run; that of an upright one is as high as its em square, whatever its font says."""
        left, bottom, right, top = run.corners
        (x, y), (x2, y2) = self.place(left, bottom), self.place(right, top)
        x, x2, y, y2 = min(x, x2), max(x, x2), min(y, y2), max(y, y2)
        if run.turn == self.turn and (len(run.string) == 1 or y2 - y < _TALL * (x2 - x)):
            y = self.place(*run.base)[1] - _ABOVE_BASE * run.size
            y2 = y + run.size
        return Box(x, y, x2, y2, run.size)

    def shows(self, box: Box) -> bool:
        """Tell whether the middle of a box is inside the visible part."""
        across, down = self.right - self.left, self.top - self.bottom
        width, height = (down, across) if self.turn % 2 else (across, down)
        return 0 <= (box.left + box.right) / 2 <= width and 0 <= (box.top + box.bottom) / 2 <= height


class _Measure:
    """PDFium's measures of single characters, through buffers that are made once."""

    def __init__(self, text: PdfTextPage) -> None:
        from pypdfium2 import raw  # noqa: PLC0415  loaded by now

        self._raw, self._page = raw, text.raw
        self._rectangle, self._matrix = raw.FS_RECTF(), raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()

    def corners(self, index: int) -> tuple[float, float, float, float]:
        """Left, bottom, right, top of a character's cell."""
        cell = self._rectangle
        self._raw.FPDFText_GetLooseCharBox(self._page, index, cell)
        return cell.left, cell.bottom, cell.right, cell.top

    def base(self, index: int) -> tuple[float, float]:
        """Where a character stands on its base line."""
        self._raw.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        return self._x.value, self._y.value

    def face(self, index: int) -> tuple[float, int]:
        """Size of a character as printed, and the quarter turns clockwise that set it upright."""
        self._raw.FPDFText_GetMatrix(self._page, index, self._matrix)
        matrix = self._matrix
        size = self._raw.FPDFText_GetFontSize(self._page, index) * hypot(matrix.c, matrix.d)
        turn = round(atan2(matrix.b, matrix.a) / (pi / 2)) % 4
        return max(size, 0.1), turn

    def gap(self, before: int, after: int, turn: int) -> float:
        """Distance along the line from the end of one character to the beginning of another."""
        a, b = self.corners(before), self.corners(after)
        return (b[0] - a[2], b[1] - a[3], a[0] - b[2], a[1] - b[3])[turn]

    def start(self, index: int) -> float:
        """Where a character begins, along the direction of its line."""
        return self.corners(index)[self.face(index)[1]]

    def run(self, string: str, start: int, end: int) -> _Run:
        """Measure the characters [start, end)."""
        first, last = self.corners(start), self.corners(end - 1)
        corners = (min(first[0], last[0]), min(first[1], last[1]), max(first[2], last[2]), max(first[3], last[3]))
        return _Run(_UNCODED.sub("\ufffd", string[start:end]), corners, self.base(start), *self.face(start))


def _runs(measure: _Measure, string: str, lines: Sequence[tuple[int, int]]) -> Iterator[_Run]:
    """Cut each line where it runs over the gutter of two columns."""
    words = [[match.span() for match in _WORD.finditer(string, *line)] for line in lines]
    words = [line for line in words if line]
    starts = sorted(measure.start(line[0][0]) for line in words)
    inner = sorted(measure.start(word[0]) for line in words for word in line[1:])
    for line in words:
        begin = line[0][0]
        for before, after in pairwise(line):
            if _is_parted(measure, before[1] - 1, after[0], starts, inner):
                yield measure.run(string, begin, before[1])
                begin = after[0]
        yield measure.run(string, begin, line[-1][1])


def _is_parted(measure: _Measure, before: int, after: int, starts: Sequence[float], inner: Sequence[float]) -> bool:
    """Tell whether two neighbouring words of a line stand in two columns, or are of two kinds."""
    size, turn = measure.face(before)
    other, _ = measure.face(after)
    small, large = sorted((size, other))
    gap = abs(measure.gap(before, after, turn)) / small
    if gap < _GUTTER:
        return False
    if gap > _SURE_GUTTER or large > _OTHER_SIZE * small:
        return True
    start, near = measure.start(after), _EDGE * small
    lines, words = (
        bisect_right(places, start + near) - bisect_left(places, start - near) for places in (starts, inner)
    )
    return lines >= _FEWEST_LINES or words >= _FEWEST_WORDS
