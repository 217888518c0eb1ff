"""A page of a PDF or a scan in, its picture out, in the coordinates of the boxes of its lines."""

from __future__ import annotations

import io

from digest import read
from digest.errors import UnknownFormat
from digest.read import image, pdf

_QUALITY = 80  # of JPEG: newspaper type stays sharp; a page of 2,000 dots takes 400 to 900 KB


def draw(origin: str, data: bytes, page: str = "1", side: str = "2000") -> bytes:
    """Draw a page as a JPEG whose longer side has at most `side` dots; pages count from 1.

    Raises:
        UnknownFormat: the bytes are of no kind that has pages.
        Unreadable: they are broken, or have no such page.
    """
    found = read.format_of(data)
    if found not in {"pdf", "image"}:
        raise UnknownFormat(f"{origin}: it has no picture", "look at its lines")
    made = (pdf if found == "pdf" else image).draw(origin, data, int(page), int(side))
    held = io.BytesIO()
    made.convert("RGB").save(held, "JPEG", quality=_QUALITY)
    return held.getvalue()
