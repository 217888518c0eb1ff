"""Glyphs and drawn marks in, the bytes of a PDF out; the fonts embedded have a bar for every glyph.

A bar is enough: no tool that reads text looks at outlines, but PDFium drops glyphs that have none.

Every glyph has a character code of its own, so that the same page can be written once with its words and once with a
code point of its own for each glyph: what a tool makes of the second copy shows which glyph is where in the first.
"""

from __future__ import annotations

import io
import struct
import zlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from training.press.sheet import Glyph, Mark, Sheet

_FIRST_TAG = 0x3400  # tags are taken from here on, all of them Han characters: tools treat them like the real ones
_CODES_A_BLOCK = 100


def tag(index: int) -> str:
    """Return the code point that stands for glyph `index` in the tagged copy."""
    return chr(_FIRST_TAG + index) if index < 0x6A00 else chr(0xAC00 + index - 0x6A00)


def untag(char: str) -> int:
    """Return the glyph a code point stands for, -1 for none."""
    code = ord(char)
    if _FIRST_TAG <= code < _FIRST_TAG + 0x6A00:
        return code - _FIRST_TAG
    return code - 0xAC00 + 0x6A00 if 0xAC00 <= code < 0xD7A4 else -1


@cache
def _bars() -> bytes:
    """Make a TrueType font of two bars, an em and half an em wide."""
    from fontTools.fontBuilder import FontBuilder  # noqa: PLC0415  only where pages are made
    from fontTools.pens.ttGlyphPen import TTGlyphPen  # noqa: PLC0415

    def bar(width: int) -> object:
        pen = TTGlyphPen(None)
        pen.moveTo((40, 0))
        for point in ((40, 760), (width - 40, 760), (width - 40, 0)):
            pen.lineTo(point)
        pen.closePath()
        return pen.glyph()

    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "full", "half"])
    builder.setupCharacterMap({0x4E00: "full", 0x30: "half"})
    builder.setupGlyf({".notdef": bar(1000), "full": bar(1000), "half": bar(500)})
    builder.setupHorizontalMetrics({".notdef": (1000, 40), "full": (1000, 40), "half": (500, 40)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Bars", "styleName": "Regular", "psName": "Bars"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    builder.setupHead(unitsPerEm=1000, created=0, modified=0)
    builder.font.recalcTimestamp = False
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


class _Objects:
    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def add(self, body: bytes = b"") -> int:
        self.bodies.append(body)
        return len(self.bodies)

    def stream(self, data: bytes) -> int:
        packed = zlib.compress(data)
        return self.add(b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream")

    def file(self) -> bytes:
        out = bytearray(b"%PDF-1.6\n")
        places = []
        for number, body in enumerate(self.bodies, 1):
            places.append(len(out))
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
        out += b"".join(b"%010d 00000 n \n" % place for place in places)
        return bytes(out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start))


def write(sheet: Sheet, *, tagged: bool = False) -> bytes:
    """Write one page; with `tagged` every glyph reads as `tag(its index)`."""
    objects = _Objects()
    root, pages, page = objects.add(), objects.add(), objects.add()
    glyphs = [(run, glyph) for run in sheet.runs for glyph in run.glyphs]
    fonts = sorted({sheet.style.font(run, glyph) for run, glyph in glyphs})
    resources = []
    for font in fonts:
        mine = [(index, glyph) for index, (run, glyph) in enumerate(glyphs) if sheet.style.font(run, glyph) == font]
        resources.append(f"/F{fonts.index(font)} {_font(objects, sheet, font, mine, tagged=tagged)} 0 R")
    content = objects.stream("\n".join([*_turned(sheet), *_marks(sheet), *_text(sheet, fonts)]).encode())
    width, height = (
        (sheet.height, sheet.width) if sheet.rotate in (90, 270) and sheet.sideways else (sheet.width, sheet.height)
    )
    objects.bodies[root - 1] = b"<< /Type /Catalog /Pages %d 0 R >>" % pages
    objects.bodies[pages - 1] = b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % page
    objects.bodies[page - 1] = (
        f"<< /Type /Page /Parent {pages} 0 R /MediaBox [0 0 {width:.2f} {height:.2f}] /Rotate {sheet.rotate} "
        f"/Resources << /Font << {' '.join(resources)} >> >> /Contents {content} 0 R >>"
    ).encode()
    return objects.file()


def _turned(sheet: Sheet) -> Iterable[str]:
    """Turn the content so that /Rotate shows it upright."""
    if sheet.sideways and sheet.rotate == 90:
        yield f"0 1 -1 0 {sheet.height:.2f} 0 cm"
    elif sheet.sideways and sheet.rotate == 270:
        yield f"0 -1 1 0 0 {sheet.width:.2f} cm"


def _font(objects: _Objects, sheet: Sheet, font: str, glyphs: Sequence[tuple[int, Glyph]], *, tagged: bool) -> int:
    name = f"ABCDEF+{font}"
    descriptor = objects.add(
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [-50 -150 1050 880] /ItalicAngle 0 "
        f"/Ascent {sheet.ascent} /Descent {sheet.ascent - 1000} /CapHeight 700 /StemV 80 "
        f"/FontFile2 {objects.stream(_bars())} 0 R >>".encode()
    )
    shapes = [1] * (len([0 for run in sheet.runs for _ in run.glyphs]) + 1)
    for index, glyph in glyphs:
        shapes[index + 1] = 1 if glyph.width > 0.8 else 2
    shape = objects.stream(struct.pack(f">{len(shapes)}H", *shapes))
    widths = " ".join(f"{index + 1} [{round(glyph.width * 1000)}]" for index, glyph in glyphs if glyph.width != 1)
    descendant = objects.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} "
        f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        f"/FontDescriptor {descriptor} 0 R /DW 1000 /W [{widths}] /CIDToGIDMap {shape} 0 R >>".encode()
    )
    codes = [(index + 1, tag(index) if tagged else glyph.char) for index, glyph in glyphs]
    cmap = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for start in range(0, len(codes), _CODES_A_BLOCK):
        block = codes[start : start + _CODES_A_BLOCK]
        cmap += [
            f"{len(block)} beginbfchar",
            *(f"<{code:04X}> <{char.encode('utf-16-be').hex()}>" for code, char in block),
            "endbfchar",
        ]
    cmap.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    unicode = objects.stream("\n".join(cmap).encode())
    return objects.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
        f"/DescendantFonts [{descendant} 0 R] /ToUnicode {unicode} 0 R >>".encode()
    )


def _marks(sheet: Sheet) -> Iterable[str]:
    return (_mark(sheet, mark) for mark in sheet.marks)


def _mark(sheet: Sheet, mark: Mark) -> str:
    x, y, w, h = mark.x, sheet.height - mark.y - mark.h, mark.w, mark.h
    if mark.kind == "rule":
        if mark.drawn_as == "path":
            x2, y2 = (x + w, y + h / 2) if w > h else (x + w / 2, y + h)
            x1, y1 = (x, y + h / 2) if w > h else (x + w / 2, y)
            return f"{min(w, h):.2f} w 0 G {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S"
        return f"0 g {x:.2f} {y:.2f} {w:.2f} {h:.2f} re f"
    if mark.kind == "frame":
        return f"{mark.shade:.2f} w 0 G {x:.2f} {y:.2f} {w:.2f} {h:.2f} re S"
    return f"{mark.shade:.2f} g {x:.2f} {y:.2f} {w:.2f} {h:.2f} re f 0 g"


def _text(sheet: Sheet, fonts: Sequence[str]) -> Iterable[str]:
    code = 0
    for run in sheet.runs:
        out = ["1 g" if run.white else "0 g", "BT"]
        parts: list[tuple[str, float, float, list[str]]] = []
        reach, base = None, None
        for glyph in run.glyphs:
            code += 1
            y, font = sheet.height - glyph.y, sheet.style.font(run, glyph)
            if sheet.single or reach is None or base is None or abs(y - base) > 1e-6 or font != parts[-1][0]:
                parts.append((font, glyph.x, y, [f"<{code:04X}>"]))
            else:
                move = (glyph.x - reach) / (run.size * run.squeeze)
                parts[-1][3].append((f"{-move * 1000:.1f} " if abs(move) > 1e-3 else "") + f"<{code:04X}>")
            reach, base = glyph.x + round(glyph.width * 1000) / 1000 * run.size * run.squeeze, y
        out += [
            f"/F{fonts.index(font)} {run.size:.2f} Tf {run.squeeze:.3f} 0 0 1 {x:.2f} {y:.2f} Tm [{' '.join(codes)}] TJ"
            for font, x, y, codes in parts
        ]
        yield "\n".join([*out, "ET"])
