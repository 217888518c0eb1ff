"""A picture of a page in, a Document out: its printed lines as character recognition reads them, each with its box.

Recognition is RapidOCR (PP-OCR models on ONNX Runtime), an extra: `pip install 'digest[ocr]'`.
"""

from __future__ import annotations

import io
import re
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING

from digest.errors import EmptySource, UnknownFormat, Unreadable
from digest.model import Box, Document, Problem
from digest.read import sheet as sheets
from digest.read.sheet import Sheet, Strip

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from PIL.Image import Image
    from rapidocr import RapidOCR

REMEDY = "pip install 'digest[ocr]'"

# A newspaper page is read best at 200 dots an inch: its body is 9 to 11 points, 25 to 30 dots, what the models are
# trained on. Pictures seldom say their resolution truly, so it is measured from the type itself.
_DOTS, _POINTS = 200, 72
_BODY_DOTS = 28.0
# A picture whose body is outside this range is made larger or smaller and read again: below 16 dots the error rate
# climbs, above 60 the detector tears large type apart.
_SMALLEST, _LARGEST = 17.0, 56.0
_MOST_DOTS = 60_000_000
# Pages are looked at in bands of this height, because the detector's memory grows with the picture; a line that the
# edge of a band cuts stands whole in the next band, which overlaps it by this much.
_BAND, _OVERLAP = 2_400, 240
# The detector draws its boxes this much higher than the type, and blurs their height by a tenth; the width of a
# line of Han characters tells its size more exactly.
_BOX_HEIGHT = 1.12
_HAN = re.compile(r"[\u3400-\u9fff]+")
_FEWEST_HAN = 4
# Readings less sure than this are specks and ornaments.
_LEAST_SURE = 0.5
_TALL = 1.6


class Reading(NamedTuple):
    """What was read in one box of a picture; left, top, right, bottom in dots."""

    string: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        """Size of the type in dots."""
        width, height = self.right - self.left, self.bottom - self.top
        if len(self.string) > 1 and height > _TALL * width:
            return min(width / _BOX_HEIGHT, height / len(self.string))
        if len(self.string) >= _FEWEST_HAN and _HAN.fullmatch(self.string):
            return min(width / len(self.string), height)
        return height / _BOX_HEIGHT


def is_installed() -> bool:
    """Tell whether character recognition is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read(origin: str, data: bytes) -> Document:
    """Read a picture of a page (PNG, JPEG, TIFF; each frame of a TIFF is a page).

    Raises:
        UnknownFormat: character recognition is not installed.
        Unreadable: the picture is broken or too large.
        EmptySource: no text is seen in it.
    """
    if not is_installed():
        raise UnknownFormat(f"{origin}: a picture is read by character recognition, which is not installed", REMEDY)
    document = sheets.document(origin, data, "ocr", [_sheet(origin, k, frame) for k, frame in _frames(origin, data)])
    if not document.lines:
        raise EmptySource(f"{origin}: no text is seen in the picture", "scan it again at 200 dots an inch or more")
    return document


def _sheet(origin: str, number: int, picture: Image) -> Sheet:
    found = strips(picture)
    return Sheet(found, () if found else (Problem(origin, f"page {number} shows no text"),))


def _frames(origin: str, data: bytes) -> Iterator[tuple[int, Image]]:
    from PIL import Image, ImageOps, ImageSequence  # noqa: PLC0415  only where there is a picture

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF")) as picture:
            for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                if frame.width * frame.height > _MOST_DOTS:
                    raise Unreadable(f"{origin}: the picture is too large", f"save it with less than {_MOST_DOTS} dots")
                yield number, ImageOps.exif_transpose(frame.convert("RGB"))
    except Unreadable:
        raise
    except Exception as error:  # Pillow's decoders raise many kinds, SyntaxError and struct.error among them
        raise Unreadable(f"{origin}: the picture is broken ({type(error).__name__})", "save it again") from None


def scale(width: float, height: float) -> float:
    """Dots a point at which a page of this size, in points, is best drawn to be read."""
    return min(_DOTS / _POINTS, (_MOST_DOTS / max(1.0, width * height)) ** 0.5)


def strips(picture: Image, dots: float | None = None) -> tuple[Strip, ...]:
    """Read the lines of a picture of `dots` dots a point; where that is unknown, its body is taken to be 10 points."""
    found = readings(picture)
    if not found:
        return ()
    body = median(reading.size for reading in found for _ in reading.string)
    if not _SMALLEST <= body <= _LARGEST:
        factor = min(_BODY_DOTS / body, (_MOST_DOTS / (picture.width * picture.height)) ** 0.5)
        resized = picture.resize((max(1, round(picture.width * factor)), max(1, round(picture.height * factor))))
        found = [Reading(one.string, *(edge / factor for edge in one[1:])) for one in readings(resized)] or found
    unit = dots or body / (_BODY_DOTS * _POINTS / _DOTS)
    return tuple(
        Strip(one.string, Box(one.left / unit, one.top / unit, one.right / unit, one.bottom / unit, one.size / unit))
        for one in found
    )


def readings(picture: Image) -> list[Reading]:
    """Read a picture band by band; boxes in dots, from the top."""
    import numpy as np  # noqa: PLC0415  comes with the recognition

    dots = np.asarray(picture)[:, :, ::-1]
    found: list[Reading] = []
    top = 0
    while True:
        last = top + _BAND >= len(dots)
        seen = _recognise(np.ascontiguousarray(dots[top : top + _BAND]), top)
        # What reaches into the overlap is left to the next band, which sees it whole.
        edge = top + _BAND - _OVERLAP
        found += [one for one in seen if last or one.top < edge] if not found else [...]
        if last:
            return found
        top += _BAND - _OVERLAP
