"""Glyphs, fonts and the PDF file: a sheet of placed glyphs becomes a page, once as printed and once as a marked copy.

In the marked copy each glyph has a character code and a code point of its own (from U+20000 on: Han to every tool, so
that none treats it unlike the printed one), with the same shapes, widths and drawing operators.
"""

from __future__ import annotations

import functools
import io
import logging
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

if TYPE_CHECKING:
    from collections.abc import Iterable

    from training.rect import Rect

logging.getLogger("fontTools").setLevel(logging.ERROR)  # ukai.ttc has four bytes too many, which harm nobody

MARKS = 0x20000
SPACES = " \u3000"
# name: (files to try, the face inside a collection)
FACES: dict[str, tuple[str, int]] = {
    "song": ("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
    "kai": ("/usr/share/fonts/truetype/arphic/ukai.ttc", 0),
    "hei": ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    "serif": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    "serifbold": ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    "sans": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    "sansbold": ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
}


def missing_fonts() -> list[str]:
    """Return the font files that are not on this machine."""
    return [path for path, _ in FACES.values() if not Path(path).exists()]


class Element(NamedTuple):
    """What a glyph belongs to; `article` is None for furniture, `part` counts paragraphs, captions, decks."""

    article: str | None
    role: str
    part: int = 0


class Glyph(NamedTuple):
    """One character to be set in a face, at an offset from its line's origin once placed."""

    char: str
    face: str
    element: Element | None = None


@dataclass
class Line:
    """Glyphs set in one go: `x`, `y` of the first baseline from the top left, `steps` from glyph to glyph, points.

    `serial` counts lines as they are read within their element, whatever the order of drawing.
    """

    glyphs: list[Glyph]
    steps: list[float]
    x: float
    y: float
    size: float
    kind: str = "body"
    block: int = -1
    stretch: float = 1.0
    grey: float = 0.0
    down: bool = False
    serial: int = 0


@dataclass
class Sheet:
    """One page: what is drawn beneath the text, the lines in drawing order, images."""

    width: float
    height: float
    rotate: int = 0
    operators: str = "tc"
    under: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    images: list[tuple[bytes, int, int]] = field(default_factory=list)

    def box(self, at: Rect, paint: str) -> None:
        """Paint a rectangle with PDF operators: `0.9 g … f` has the rectangle in place of the dots."""
        self.under.append(
            f"q {paint.replace('…', f'{at.x:.2f} {self.height - at.bottom:.2f} {at.w:.2f} {at.h:.2f} re')} Q"
        )

    def rule(self, start: tuple[float, float], end: tuple[float, float], pen: str = "0.5 w") -> None:
        """Draw a straight rule."""
        (x, y), (x2, y2) = start, end
        self.under.append(f"q {pen} {x:.2f} {self.height - y:.2f} m {x2:.2f} {self.height - y2:.2f} l S Q")

    def picture(self, at: Rect, pixels: tuple[bytes, int, int]) -> None:
        """Place an RGB image given as bytes, width, height."""
        self.images.append(pixels)
        self.under.append(
            f"q {at.w:.2f} 0 0 {at.h:.2f} {at.x:.2f} {self.height - at.bottom:.2f} cm /I{len(self.images)} Do Q"
        )

    def glyphs(self) -> list[Glyph]:
        """Return every glyph in drawing order; marks of the copy count in this order."""
        return [glyph for line in self.lines for glyph in line.glyphs]

    def reading_ranks(self) -> list[tuple[int, int]]:
        """Return for each glyph of `glyphs` a key that sorts the glyphs of one element as they are read."""
        return [(line.serial, at) for line in self.lines for at in range(len(line.glyphs))]


@functools.cache
def _font(face: str) -> tuple[TTFont, dict[int, str]]:
    path, number = FACES[face]
    font = TTFont(path, fontNumber=number, lazy=True)
    return font, font.getBestCmap()


@functools.cache
def covering(face: str, char: str) -> str:
    """Return the face itself, or the one that has the character where it has not."""
    return face if ord(char) in _font(face)[1] else "sans"


@functools.cache
def advance(face: str, char: str) -> float:
    """Return a character's width in em."""
    font, names = _font(face)
    return float(font["hmtx"][names[ord(char)]][0] / font["head"].unitsPerEm)


@functools.cache
def _outline(face: str, char: str) -> Any:  # noqa: ANN401 — fontTools has no types
    font, names = _font(face)
    flat = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[names[ord(char)]].draw(flat)
    pen = TTGlyphPen(None)
    flat.replay(Cu2QuPen(pen, max_err=1.0, reverse_direction=True) if "CFF " in font else pen)
    return pen.glyph()


def _truetype(face: str, chars: list[str]) -> bytes:
    """Build a TrueType font of these characters; glyph n+1 is chars[n]."""
    font, _ = _font(face)
    order = [".notdef", *(f"g{i}" for i in range(len(chars)))]
    build = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    build.font.recalcTimestamp = False
    build.updateHead(created=0, modified=0)
    build.setupGlyphOrder(order)
    build.setupCharacterMap({ord(c): f"g{i}" for i, c in enumerate(chars)})
    build.setupGlyf({".notdef": TTGlyphPen(None).glyph()} | {f"g{i}": _outline(face, c) for i, c in enumerate(chars)})
    upm = font["head"].unitsPerEm
    left = {name: getattr(build.font["glyf"][name], "xMin", 0) for name in order}
    wide = {".notdef": upm} | {f"g{i}": round(advance(face, c) * upm) for i, c in enumerate(chars)}
    build.setupHorizontalMetrics({name: (wide[name], left[name]) for name in order})
    build.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    build.setupPost(keepGlyphNames=False)
    out = io.BytesIO()
    build.save(out)
    return out.getvalue()


def _to_unicode(codes: dict[int, str]) -> bytes:
    rows = [f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for code, text in sorted(codes.items())]
    parts = [rows[i : i + 100] for i in range(0, len(rows), 100)]
    body = "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{body}\nendcmap end end"
    ).encode()


class _Codes:
    """Hands out the character codes of one face: one a character, or one a glyph in the marked copy."""

    def __init__(self, face: str, *, marked: bool) -> None:
        self.face, self.marked = face, marked
        self.chars: list[str] = []
        self.text: dict[int, str] = {}
        self.glyph: dict[int, int] = {}
        self._of: dict[str, int] = {}

    def code(self, char: str, count: int) -> int:
        if char not in self._of:
            self.chars.append(char)
            self._of[char] = len(self.chars)
        code = len(self.glyph) + 1 if self.marked else self._of[char]
        self.glyph[code] = self._of[char]
        self.text[code] = char if char in SPACES or not self.marked else chr(MARKS + count)
        return code

    def font(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        name = pikepdf.Name(f"/AAAAAA+{self.face}")
        source, _ = _font(self.face)
        scale = 1000 / source["head"].unitsPerEm
        gids = b"".join(self.glyph.get(c, 0).to_bytes(2, "big") for c in range(max(self.glyph) + 1))
        widths = [advance(self.face, self.chars[self.glyph[c] - 1]) * 1000 for c in sorted(self.glyph)]
        descriptor = pikepdf.Dictionary(
            Type=pikepdf.Name.FontDescriptor, FontName=name, Flags=4, ItalicAngle=0, StemV=80, CapHeight=800,
            Ascent=round(source["hhea"].ascent * scale), Descent=round(source["hhea"].descent * scale),
            FontBBox=[0, -200, 1000, 900], FontFile2=pdf.make_stream(_truetype(self.face, self.chars)),
        )  # fmt: skip
        registry = pikepdf.Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        )
        below = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.CIDFontType2, BaseFont=name, FontDescriptor=descriptor,
            CIDSystemInfo=registry,
            DW=1000, W=[min(self.glyph), [round(w, 1) for w in widths]], CIDToGIDMap=pdf.make_stream(gids),
        )  # fmt: skip
        return pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type0, BaseFont=name, Encoding=pikepdf.Name("/Identity-H"),
                DescendantFonts=[pdf.make_indirect(below)], ToUnicode=pdf.make_stream(_to_unicode(self.text)),
            )
        )  # fmt: skip


def _show(line: Line, height: float, codes: list[tuple[str, int]], operators: str) -> Iterable[str]:
    """Yield the operators of one line: runs of a face with Tc or TJ, or each glyph by itself."""
    if line.grey:
        yield f"{line.grey} g"
    places, x, y = [], line.x, line.y
    for step in line.steps:
        places.append((x, y))
        x, y = (x, y + step) if line.down else (x + step, y)
    single = line.down or operators == "single"
    for _, group in groupby(range(len(codes)), key=lambda i: i if single else codes[i][0]):
        run = list(group)
        face = codes[run[0]][0]
        x, y = places[run[0]]
        yield f"/{face} {line.size:.2f} Tf {line.stretch:.3f} 0 0 1 {x:.2f} {height - y:.2f} Tm"
        wide = [line.steps[i] / line.stretch - advance(face, line.glyphs[i].char) * line.size for i in run]
        if operators == "tj":
            yield (
                "["
                + "".join(f"<{codes[i][1]:04x}>{-w / line.size * 1000:.1f}" for i, w in zip(run, wide, strict=True))
                + "] TJ"
            )
        else:
            yield f"{0 if single else wide[0]:.3f} Tc <{''.join(f'{codes[i][1]:04x}' for i in run)}> Tj"
    if line.grey:
        yield "0 g"


def pdf_of(sheet: Sheet, *, marked: bool = False) -> bytes:
    """Return the sheet as a PDF of one page; `marked` gives each glyph its own code point."""
    pdf = pikepdf.new()
    tables: dict[str, _Codes] = {}
    out, count = list(sheet.under), 0
    out.append("BT")
    for line in sheet.lines:
        codes = []
        for glyph in line.glyphs:
            face = covering(glyph.face, glyph.char)
            table = tables.setdefault(face, _Codes(face, marked=marked))
            codes.append((face, table.code(glyph.char, count)))
            count += 1
        out.extend(_show(line, sheet.height, codes, sheet.operators))
    out.append("ET")
    turn = f"0 1 -1 0 {sheet.height:.2f} 0 cm\n" if sheet.rotate else ""
    size = (sheet.height, sheet.width) if sheet.rotate else (sheet.width, sheet.height)
    page = pdf.add_blank_page(page_size=size)
    page.obj.Contents = pdf.make_stream((turn + "\n".join(out)).encode())
    if sheet.rotate:
        page.obj.Rotate = sheet.rotate
    page.obj.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary({f"/{face}": table.font(pdf) for face, table in tables.items()}),
        XObject=pikepdf.Dictionary({f"/I{i}": _image(pdf, *image) for i, image in enumerate(sheet.images, 1)}),
    )
    file = io.BytesIO()
    pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _image(pdf: pikepdf.Pdf, data: bytes, width: int, height: int) -> pikepdf.Object:
    return pikepdf.Stream(
        pdf, data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
        ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Interpolate=True,
    )  # fmt: skip
