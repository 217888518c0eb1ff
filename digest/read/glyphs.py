"""A page of a PDF in, its glyphs and what is drawn around them out: places in points from the top left corner.

Read through PDFium's plain C functions, because a page has thousands of glyphs: two calls a glyph, six an object.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from math import atan2, hypot, pi
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.model import Drawn

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_WHITE = 0.9
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

    code, handle = raw.FPDFText_GetUnicode, text.raw
    count = min(raw.FPDFText_CountChars(handle), MOST)
    return "".join([chr(code(handle, i)) for i in range(count)]).translate(_LOOKALIKES)


def glyphs(page: PdfPage, text: PdfTextPage, string: str) -> Page:
    """Measure every glyph of a page; `string` is what `characters` read. Blanks are left out."""
    faces = _Faces(text)
    found = [(char, i, *faces.place(i)) for i, char in enumerate(string) if not char.isspace()]
    turns = Counter(faces.types[face].turn for *_, face in found)
    turn = turns.most_common(1)[0][0] if turns else 0
    left, bottom, right, top = page.get_bbox()
    frame = Frame(left, bottom, right, top, turn)
    made = [
        _glyph(faces.types[face], char, index, frame.place(x, y), face, upright=faces.types[face].turn == turn)
        for char, index, x, y, face in found
    ]
    return Page(made, faces.types, frame)


def _glyph(  # noqa: PLR0913  what PDFium knows of a glyph
    kind: Type, char: str, index: int, place: tuple[float, float], face: int, *, upright: bool
) -> Glyph:
    (x, y), em = place, kind.em
    start, end = (0.0, 1.0) if char >= "\u2010" else (0.0, _LATIN)
    if not upright:
        start, end = 0.0, 1.0
    elif char in CLOSING:
        end = 0.5
    elif char in OPENING:
        start = _OPENING_INK
    ink = "\ufffd" if UNCODED.match(char) else char
    return Glyph(ink, x, y, x + start * em, x + end * em, kind.size, face, index, kind.font)


class _Faces:
    """PDFium's measures, through buffers that are made once; what a text object says is asked for once."""

    def __init__(self, text: PdfTextPage) -> None:
        from pypdfium2 import raw  # noqa: PLC0415  loaded by now

        self._raw, self._page = raw, text.raw
        self._matrix = raw.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._known: dict[int | None, int] = {}
        self._fonts: dict[int | None, str] = {}
        self.types: list[Type] = []

    def place(self, index: int) -> tuple[float, float, int]:
        """Return a glyph's base point in PDF units and the number of its type."""
        raw = self._raw
        raw.FPDFText_GetCharOrigin(self._page, index, self._x, self._y)
        target = raw.FPDFText_GetTextObject(self._page, index)
        key = ctypes.cast(target, ctypes.c_void_p).value
        face = self._known.get(key)
        if face is None:
            face = self._known[key] = len(self.types)
            self.types.append(self._type(index, target))
        return self._x.value, self._y.value, face

    def _type(self, index: int, target: Any) -> Type:  # noqa: ANN401  a pointer of C
        raw, matrix = self._raw, self._matrix
        raw.FPDFText_GetMatrix(self._page, index, matrix)
        size = raw.FPDFText_GetFontSize(self._page, index)
        turn = round(atan2(matrix.b, matrix.a) / (pi / 2)) % 4
        high, wide = max(size * hypot(matrix.c, matrix.d), 0.1), max(size * hypot(matrix.a, matrix.b), 0.1)
        grey = [ctypes.c_uint() for _ in range(4)]
        raw.FPDFPageObj_GetFillColor(target, *grey)
        white = sum(part.value for part in grey[:3]) > _WHITE * 3 * 255
        return Type(high, wide, self._font(target), turn, white)

    def _font(self, target: Any) -> str:  # noqa: ANN401  a pointer of C
        raw = self._raw
        font = raw.FPDFTextObj_GetFont(target)
        key = ctypes.cast(font, ctypes.c_void_p).value
        if key not in self._fonts:
            name = ctypes.create_string_buffer(128)
            raw.FPDFFont_GetBaseFontName(font, name, 128)
            self._fonts[key] = name.value.decode("utf-8", "replace").split("+")[-1]
        return self._fonts[key]


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
