"""The bundled faces in; the characters each can draw, and what of a face a PDF needs, out."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from struct import iter_unpack, pack

FONTS = Path(__file__).resolve().parent.parent / "fonts"
TEXT_FACE = "NotoSerifSC-Regular.ttf"  # holds every character of the other faces
BOLD_FACE = "NotoSerifSC-Bold.ttf"
SANS_FACE = "NotoSansSC-Medium.ttf"
UNDRAWN = frozenset("\t\n\r\u00ad\u200b\u200c\u200d\u2060\ufeff")  # drawn as nothing by design

_DRAWN_BY = frozenset({b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"cvt ", b"fpgm", b"prep"})


@cache
def drawn(face: str) -> frozenset[str]:
    """List the characters a face can draw.

    The tables are read as they lie in the file (OpenType: the directory of 16-byte records, `cmap` in format 12: runs
    of first, last, glyph), since fontTools would name 10,000 glyphs first, which takes ten times as long.
    """
    with (FONTS / face).open("rb") as file:
        head = file.read(12)
        records = iter_unpack(">4sIII", file.read(16 * int.from_bytes(head[4:6])))
        place, size = next((offset, length) for tag, _, offset, length in records if tag == b"cmap")
        file.seek(place)
        table = file.read(size)
    starts = {offset for _, _, offset in iter_unpack(">HHI", table[4 : 4 + 8 * int.from_bytes(table[2:4])])}
    start = next(start for start in starts if table[start : start + 2] == b"\x00\x0c")
    runs = iter_unpack(">III", table[start + 16 : start + int.from_bytes(table[start + 4 : start + 8])])
    return frozenset(chr(code) for first, last, _ in runs for code in range(first, last + 1)) | UNDRAWN


def program(font: bytes) -> bytes:
    """Give a TrueType font without the tables that a PDF has no use for: its names, its cmap and the like.

    What stays is the list of ISO 32000-1, 9.9, for fonts whose glyphs are named by their numbers; 3 % of a brief.
    """
    records = iter_unpack(">4sIII", font[12 : 12 + 16 * int.from_bytes(font[4:6])])
    kept = [record for record in records if record[0] in _DRAWN_BY]
    place, head, body = 12 + 16 * len(kept), [], []
    for tag, checksum, offset, size in kept:
        head.append(pack(">4sIII", tag, checksum, place, size))
        body.append(font[offset : offset + size] + bytes(-size % 4))
        place += len(body[-1])
    power = len(kept).bit_length() - 1
    search = pack(">HHHH", len(kept), 16 << power, power, 16 * len(kept) - (16 << power))
    return b"".join((font[:4], search, *head, *body))
