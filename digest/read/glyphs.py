"""A page of a PDF in, its glyphs and what is drawn around them out: places in points from the top left corner.

Read through PDFium's plain C functions, because a page has thousands of glyphs: three calls a glyph, five an object.
Handles go in and out as numbers, through buffers that are made once: a pointer object a call took most of the time.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from itertools import repeat
from math import atan2, hypot, pi
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.model import Drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pypdfium2 import PdfPage, PdfTextPage

# The fullest newspaper page measured has 9,000 glyphs; a hostile one may have millions.
MOST = 200_000
_MOST_OBJECTS = 20_000
# A page with a larger share of characters that have no code cannot be read from its text.
UNCODED = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff\ue000-\uf8ff]")
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
# Ems: where the ink of a mark is in its square, and how wide a Latin letter is taken to be where no glyph follows it.
CLOSING, OPENING = frozenset("，。、；：？！”’）》】〕」』"), frozenset("“‘（《【〔「『")
_LATIN = 0.52
_OPENING_INK = 0.3  # half an em, but for fonts whose marks are half an em wide
# Ink within the square, which is full from a code on.
_SQUARE, _NARROW, _WIDE = (0.0, 1.0), (0.0, _LATIN), "\u2010"
_INKS = dict.fromkeys(CLOSING, (0.0, 0.5)) | {
    char: (_OPENING_INK, 1.0 if char >= _WIDE else _LATIN) for char in OPENING
}
_WHITE = 0.9
_TURNING = 4 * ctypes.sizeof(ctypes.c_float)  # bytes of a matrix: what turns and stretches, without what moves
_THIN = 2.5  # points: a filled box no wider is a rule
_LONG = 6.0


class Glyph(NamedTuple):
    """A glyph set upright: its base point, the left and right end of its ink, its size; `face` numbers its object.

    `order` is its place in the drawing order.
    """

    char: str
    x: float
    y: float
    left: float
    right: float
    size: float
    face: int
    order: int
    font: str


class Type(NamedTuple):
    """What the glyphs of one text object share: size, width of an em in points, font, quarter turns, whether white."""

    size: float
    em: float
    font: str
    turn: int
    white: bool


class Frame(NamedTuple):
    """The page set upright: the corners of its visible part in PDF units, and its quarter turns clockwise."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Turn a point of the PDF into points from the top left corner."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 1:
            return y - self.bottom, x - self.left
        return (self.right - x, y - self.bottom) if self.turn == 2 else (self.top - y, self.right - x)  # noqa: PLR2004

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as it stands upright."""
        across, down = self.right - self.left, self.top - self.bottom
        return (down, across) if self.turn % 2 else (across, down)


class Page(NamedTuple):
    """The glyphs of a page in drawing order, their types, and the frame they stand in."""

    glyphs: list[Glyph]
    types: list[Type]
    frame: Frame


def characters(text: PdfTextPage) -> str:
    """Read the characters of a page; the `i`-th of the string is PDFium's `i`-th."""
    from pypdfium2 import raw  # noqa: PLC0415  loaded by now

    code = _plain(raw.FPDFText_GetUnicode, ctypes.c_uint, ctypes.c_int)
    count = min(raw.FPDFText_CountChars(text.raw), MOST)
    return "".join(map(chr, map(code, repeat(_address(text.raw)), range(count)))).translate(_LOOKALIKES)


def _plain(function: Any, result: type | None, *arguments: type) -> Callable[..., Any]:  # noqa: ANN401  a C function
    """Give a C function whose handle, its first argument, is a number, and so is any it returns (`c_void_p`).

    It does not let other threads run meanwhile, which costs more than what is asked takes.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value or 0
    return ctypes.PYFUNCTYPE(result, ctypes.c_void_p, *arguments)(address)


def _address(handle: Any) -> int | None:  # noqa: ANN401  a pointer of C
    return ctypes.cast(handle, ctypes.c_void_p).value


def glyphs(page: PdfPage, text: PdfTextPage, string: str) -> Page:
    """Measure every glyph of a page; `string` is what `characters` read. Blanks are left out."""
    types, found = _places(text, [i for i, char in enumerate(string) if not char.isspace()])
    counts = Counter(face for _, _, _, face in found)
    turns: Counter[int] = Counter()
    for face, count in counts.items():
        turns[types[face].turn] += count
    turn = turns.most_common(1)[0][0] if turns else 0
    left, bottom, right, top = page.get_bbox()
    frame = Frame(left, bottom, right, top, turn)
    return Page(list(_set_upright(found, types, frame, UNCODED.sub("\ufffd", string))), types, frame)


def _set_upright(
    found: Iterable[tuple[int, float, float, int]], types: Sequence[Type], frame: Frame, string: str
) -> Iterator[Glyph]:
    """Turn places of glyphs in PDF units into glyphs; those that are not upright are as wide as their square."""
    left, top, turn = frame.left, frame.top, frame.turn
    ems = [(kind.em, kind.size, kind.font, kind.turn == turn) for kind in types]
    for index, x_, y_, face in found:
        x, y = frame.place(x_, y_) if turn else (x_ - left, top - y_)
        em, size, font, upright = ems[face]
        char = string[index]
        start, end = _INKS.get(char) or (_SQUARE if char >= _WIDE else _NARROW) if upright else _SQUARE
        yield Glyph(char, x, y, x + start * em, x + end * em, size, face, index, font)


def _places(text: PdfTextPage, indices: Iterable[int]) -> tuple[list[Type], list[tuple[int, float, float, int]]]:
    """Return the types of a page, and for each glyph its index, its base point in PDF units and its type's number.

    What a text object says is asked for once.
    """
    from pypdfium2 import raw  # noqa: PLC0415  loaded by now

    pointer, page = ctypes.c_void_p, _address(text.raw)
    point = (ctypes.c_double * 2)()
    x, y = ctypes.addressof(point), ctypes.addressof(point) + ctypes.sizeof(ctypes.c_double)
    place = _plain(raw.FPDFText_GetCharOrigin, ctypes.c_int, ctypes.c_int, pointer, pointer)
    owner = _plain(raw.FPDFText_GetTextObject, pointer, ctypes.c_int)
    describe = _Describer(page)
    known: dict[int | None, int] = {}
    types: list[Type] = []
    found: list[tuple[int, float, float, int]] = []
    for index in indices:
        place(page, index, x, y)
        key = owner(page, index)
        face = known.get(key)
        if face is None:
            face = known[key] = len(types)
            types.append(describe.type(index, key))
        found.append((index, *point, face))
    return types, found


class _Describer:
    """PDFium's words on a text object."""

    def __init__(self, page: int | None) -> None:
        from pypdfium2 import raw  # noqa: PLC0415  loaded by now

        pointer, self._page = ctypes.c_void_p, page
        self._matrix = (ctypes.c_float * 6)()  # FS_MATRIX: a, b, c, d, e, f
        self._colour = (ctypes.c_uint * 4)()
        self._parts = [ctypes.addressof(self._colour) + k * ctypes.sizeof(ctypes.c_uint) for k in range(4)]
        self._ask_matrix = _plain(raw.FPDFText_GetMatrix, ctypes.c_int, ctypes.c_int, pointer)
        self._ask_size = _plain(raw.FPDFText_GetFontSize, ctypes.c_double, ctypes.c_int)
        self._ask_colour = _plain(raw.FPDFPageObj_GetFillColor, ctypes.c_int, pointer, pointer, pointer, pointer)
        self._ask_font = _plain(raw.FPDFTextObj_GetFont, pointer)
        self._ask_name = _plain(raw.FPDFFont_GetBaseFontName, ctypes.c_size_t, pointer, ctypes.c_size_t)
        self._fonts: dict[int | None, str] = {}
        self._known: dict[tuple[bytes, float], tuple[float, float, int]] = {}

    def type(self, index: int, target: int | None) -> Type:
        """Describe the type of a text object by one of its glyphs."""
        self._ask_matrix(self._page, index, ctypes.addressof(self._matrix))
        key = bytes(self._matrix)[:_TURNING], self._ask_size(self._page, index)
        set_ = self._known.get(key)
        if set_ is None:
            set_ = self._known[key] = self._set(key[1])
        self._colour[0] = self._colour[1] = self._colour[2] = 0
        self._ask_colour(target, *self._parts)
        red, green, blue, _ = self._colour
        high, wide, turn = set_
        return Type(high, wide, self._font(target), turn, red + green + blue > _WHITE * 3 * 255)

    def _set(self, size: float) -> tuple[float, float, int]:
        """Return the size, the width of an em and the quarter turns of type of a size that the matrix transforms."""
        a, b, c, d, _, _ = self._matrix
        turn = round(atan2(b, a) / (pi / 2)) % 4
        return max(size * hypot(c, d), 0.1), max(size * hypot(a, b), 0.1), turn

    def _font(self, target: int | None) -> str:
        font = self._ask_font(target)
        if font not in self._fonts:
            name = ctypes.create_string_buffer(128)
            self._ask_name(font, ctypes.addressof(name), 128)
            self._fonts[font] = name.value.decode("utf-8", "replace").split("+")[-1]
        return self._fonts[font]


def drawn(page: PdfPage, frame: Frame, number: int) -> Iterator[Drawn]:
    """Yield the rules, frames, filled surfaces and pictures of a page, up to a number no newspaper page has."""
    from pypdfium2 import raw  # noqa: PLC0415  loaded by now

    edges = [ctypes.c_float() for _ in range(4)]
    mode, stroke, grey = ctypes.c_int(), ctypes.c_int(), [ctypes.c_uint() for _ in range(4)]
    for i in range(min(raw.FPDFPage_CountObjects(page.raw), _MOST_OBJECTS)):
        target = raw.FPDFPage_GetObject(page.raw, i)
        kind = raw.FPDFPageObj_GetType(target)
        if kind not in {raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE}:
            continue
        if not raw.FPDFPageObj_GetBounds(target, *edges):
            continue
        (x, y), (x2, y2) = (frame.place(edges[k].value, edges[k + 1].value) for k in (0, 2))
        x, x2, y, y2 = min(x, x2), max(x, x2), min(y, y2), max(y, y2)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield Drawn("picture", number, x, y, x2, y2)
        elif x2 - x < _THIN:
            if y2 - y > _LONG:
                yield Drawn("down", number, x, y, x2, y2)
        elif y2 - y < _THIN:
            if x2 - x > _LONG:
                yield Drawn("across", number, x, y, x2, y2)
        else:
            raw.FPDFPath_GetDrawMode(target, mode, stroke)
            raw.FPDFPageObj_GetFillColor(target, *grey)
            shade = sum(part.value for part in grey[:3]) / (3 * 255)
            yield Drawn("fill" if mode.value else "frame", number, x, y, x2, y2, shade if mode.value else 0.0)
