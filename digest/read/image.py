"""A picture of a page in, a Document out: its printed lines as character recognition reads them, each with its box.

Recognition is RapidOCR (PP-OCR models on ONNX Runtime), an extra: ocr.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from importlib.util import find_spec
from itertools import pairwise
from math import atan, degrees, sqrt
from statistics import median, median_low
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.errors import EmptySource, Pictures, Unreadable
from digest.model import Box, Document
from digest.read import printed_page
from digest.read.printed_page import PrintedLine, PrintedPage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from PIL.Image import Image

    from digest.model import Problem

_Edges = tuple[float, float, float, float]

REMEDY = "install the extra ocr"  # whoever is not confined puts the line there that does it here

# A newspaper page is read best at 200 dots an inch: its body is 9 to 11 points, 25 to 30 dots, what the models are
# trained on. Pictures seldom say their resolution truly, so it is measured from the type itself.
_DOTS, _POINTS = 200, 72
_BODY_DOTS = 28.0
# A picture whose body is outside this range is made larger or smaller and read again: below 16 dots the error rate
# climbs, above 60 the detector tears large type apart.
_SMALLEST, _LARGEST = 17.0, 56.0
_MOST_DOTS = 60_000_000
# Lines are found on a picture of this share of its sides and read in full: the same lines were found on pages of
# 28-dot type, in a third of the time and of the memory (1.9 GB for a page of 11 million dots before, 0.8 after).
_SHARE, _STEP = 0.6, 128
# The detector draws its boxes this much higher than the type, and so many dots more (fitted on the lines of eight made
# pages; what is left is a tenth); the width of a line is blurred by justification and by marks. Their mean is within a
# tenth; a short line's smaller one is.
_BOX_HEIGHT, _BOX_MARGIN = 1.13, 4.5
# Justification only makes lines wider: the body is as large as the narrowest lines say, all but so many, of those that
# are long and near the median. On those pages that is the size in print within 3 %; the median is 8 % more.
_NARROWEST, _NEAR_MEDIAN, _FEWEST_LONG = 0.15, 1.2, 8
_MARGIN = 0.08  # ems at each end of a line
# Sizes this near to the body's are taken for it: heights of one type differ that much.
_BLUR, _MOST_BLUR, _STRETCHED_BLUR = 1.15, 1.5, 1.2
_MARKS = re.compile(r"[，。、；：？！“”‘’（）《》…—]")
_MARK, _NARROW = 0.25, 0.5  # ems by which a mark is narrower on the average, and a figure
_FEWEST_GLYPHS = 8
# A gap this many ems wide parts two columns, a narrower one where at least so many lines begin behind it; in a line
# stretched by justification it must also be this much wider than the line's other gaps. Half an em is a blank.
_GUTTER, _LEAST_GUTTER, _MUCH_WIDER, _BLANK = 1.25, 0.75, 2.5, 0.5
_EDGE, _FEWEST_LINES = 0.4, 3
# Glyphs in the middle of a long line are seen up to this many ems off their place.
_DRIFT = 1.6
# Readings less sure than this are specks and ornaments.
_LEAST_SURE = 0.5
_TALL = 1.6
# Slope is measured on the dots, at a quarter of the resolution, that are darker than this share of the paper, up to
# four degrees either way, in steps of a fifth and then of a seventieth of a degree; less than a tenth is
# left, and so are less than so many of these dots from edge to edge.
_PROFILE, _INK, _LEAST_INK = 4, 0.7, 100
_STEEPEST, _COARSE, _FINE, _LEAST_SLOPE, _LEAST_DROP = 0.07, 0.0035, 0.00025, 0.0017, 1.5


class Reading(NamedTuple):
    """What was read in one box of a picture; left, top, right, bottom in dots."""

    string: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def is_tall(self) -> bool:
        """Tell whether a line runs down."""
        return len(self.string) > 1 and self.bottom - self.top > _TALL * (self.right - self.left)

    @property
    def sizes(self) -> tuple[float, float]:
        """Size of the type in dots, as the width of the line tells it and as its height does."""
        width, height = self.right - self.left, self.bottom - self.top
        if self.is_tall:
            width, height = height, width
        high = max(height - _BOX_MARGIN, height / 2) / _BOX_HEIGHT
        narrow = sum(glyph < "\u2000" for glyph in self.string)
        ems = len(self.string) - _NARROW * narrow - _MARK * len(_MARKS.findall(self.string))
        return (width - 2 * _MARGIN * high) / ems, high

    @property
    def size(self) -> float:
        """Size of the type in dots, where nothing is known of the page: a stretched line is wider, a speck higher."""
        wide, high = self.sizes
        return min(wide, high) if len(self.string) < _FEWEST_GLYPHS else (wide * min(high, wide)) ** 0.5


class Page(NamedTuple):
    """What a page's lines have in common, in dots: the size of its body, and where its lines begin and end."""

    body: float
    lefts: list[float]
    rights: list[float]

    @classmethod
    def of(cls, found: Sequence[Reading]) -> Page:
        """Measure the level lines of a page."""
        level = [one for one in found if not one.is_tall] or found
        body = median(one.size for one in level for _ in one.string)
        long = sorted(one.sizes[0] for one in level if len(one.string) >= _FEWEST_GLYPHS)
        near = [wide for wide in long if 1 / _NEAR_MEDIAN < wide / body < _NEAR_MEDIAN]
        body = near[int(_NARROWEST * len(near))] if len(near) >= _FEWEST_LONG else body
        return cls(body, sorted(one.left for one in level), sorted(one.right for one in level))

    def size(self, one: Reading) -> float:
        """Tell the size of a line: the body's where its width says so, or where it is stretched from edge to edge."""
        wide, high = (size / self.body for size in one.sizes)
        if one.is_tall:
            return self.body * min(wide, high)
        if 1 / _BLUR < wide < _BLUR and high < _MOST_BLUR:
            return self.body
        if wide >= _BLUR and high < _STRETCHED_BLUR and self._is_flush(one):
            return self.body
        size = one.size / self.body
        return self.body if 1 / _BLUR < size < _BLUR else one.size

    def _is_flush(self, one: Reading) -> bool:
        near = _EDGE * self.body
        return all(
            bisect_right(edges, place + near) - bisect_left(edges, place - near) > _FEWEST_LINES
            for edges, place in ((self.lefts, one.left), (self.rights, one.right))
        )


def is_installed() -> bool:
    """Tell whether character recognition is installed."""
    return find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None


def read(origin: str, data: bytes) -> Document:
    """Read a picture of a page (PNG, JPEG, GIF, TIFF; each frame of a TIFF is a page).

    Raises:
        Pictures: character recognition is not installed.
        Unreadable: the picture is broken or too large.
        EmptySource: no text is seen in it.
    """
    if not is_installed():
        raise Pictures(f"{origin}: a picture is read by character recognition, which is not installed", REMEDY)
    document = printed_page.document(
        origin, data, "ocr", [_page(origin, k, frame) for k, frame in _frames(origin, data)]
    )
    if not document.lines:
        raise EmptySource(f"{origin}: no text is seen in the picture", "scan it again at 200 dots an inch or more")
    return document


def _page(origin: str, number: int, picture: Image) -> PrintedPage:
    picture = levelled(picture)
    found = lines(picture)
    empty = () if found.lines else (printed_page.problem(origin, "page_empty", number, "shows no text"),)
    problems = (*empty, *unreadable(origin, number, found.unsure))
    return PrintedPage(found.lines, problems, size=found.size(picture))


def draw(origin: str, data: bytes, number: int, side: int) -> Image:
    """Give a page of a picture as the boxes of its lines have it, level; numbers and `side` as those of `pdf.draw`.

    Raises:
        Unreadable: the picture is broken or too large, or has no such page.
    """
    for at, frame in _frames(origin, data):
        if at == number:
            picture = levelled(frame)
            picture.thumbnail((side, side))
            return picture
    raise Unreadable(f"{origin}: there is no page {number}", "")


def unreadable(origin: str, number: int, count: int) -> tuple[Problem, ...]:
    """Name the places of a page that could not be read for sure."""
    reason = f"has {count} places that could not be read for sure; they were left out"
    said = printed_page.problem(origin, "page_unsure", number, reason, "look at the page", count=count)
    return (said,) if count else ()


def _frames(origin: str, data: bytes) -> Iterator[tuple[int, Image]]:
    from PIL import Image, ImageOps, ImageSequence  # noqa: PLC0415  only where there is a picture

    try:
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "GIF")) as picture:
            _check(origin, picture)
            for number, frame in enumerate(ImageSequence.Iterator(picture), start=1):
                _check(origin, frame)
                yield number, ImageOps.exif_transpose(frame.convert("RGB"))
    except Unreadable:
        raise
    except Exception as error:  # noqa: BLE001  Pillow's decoders raise many kinds, SyntaxError and struct.error among them
        raise Unreadable(f"{origin}: the picture is broken ({type(error).__name__})", "save it again") from None


def _check(origin: str, picture: Image) -> None:
    if picture.width * picture.height > _MOST_DOTS:
        raise Unreadable(f"{origin}: the picture is too large", f"save it with less than {_MOST_DOTS} dots")


def scale(width: float, height: float) -> float:
    """Dots a point at which a page of this size, in points, is best drawn to be read."""
    return min(_DOTS / _POINTS, sqrt(_MOST_DOTS / max(1.0, width * height)))


class Recognised(NamedTuple):
    """The lines of a picture, how many of its places could not be read for sure, and how many dots a point has."""

    lines: tuple[PrintedLine, ...]
    unsure: int
    dots: float

    def size(self, picture: Image) -> tuple[float, float]:
        """Measure the picture in points."""
        return picture.width / self.dots, picture.height / self.dots


def lines(picture: Image, dots: float | None = None) -> Recognised:
    """Read the lines of a level picture of `dots` dots a point; where that is unknown, its body is taken for 10 points.

    What could not be read for sure is left out and counted.
    """
    found, unsure = readings(picture)
    if not found:
        return Recognised((), unsure, dots or _DOTS / _POINTS)
    body = Page.of(found).body
    if not _SMALLEST <= body <= _LARGEST:
        factor = min(_BODY_DOTS / body, (_MOST_DOTS / (picture.width * picture.height)) ** 0.5)
        resized = picture.resize((max(1, round(picture.width * factor)), max(1, round(picture.height * factor))))
        again, still = readings(resized)
        if again:
            found, unsure = [Reading(one.string, *(edge / factor for edge in one[1:])) for one in again], still
    page = Page.of(found)
    unit = dots or page.body / (_BODY_DOTS * _POINTS / _DOTS)
    return Recognised(tuple(PrintedLine(one.string, _box(one, page.size(one), unit)) for one in found), unsure, unit)


def _box(one: Reading, size: float, unit: float) -> Box:
    """Draw the box of a line as a PDF's is: as high as its em square, and as wide as its type."""
    left, right = one.left + _MARGIN * size, one.right - _MARGIN * size
    top, bottom = one.top, one.bottom
    if not one.is_tall:
        top = (one.top + one.bottom - size) / 2
        bottom = top + size
    return Box(left / unit, top / unit, max(left + 1, right) / unit, bottom / unit, size / unit)


def readings(picture: Image) -> tuple[list[Reading], int]:
    """Read a picture whose lines are level; boxes in dots, in the order of the recognition.

    The number is that of the boxes that something was seen in and nothing was read for sure.
    """
    import numpy as np  # noqa: PLC0415  comes with the recognition

    dots = np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
    result = _engine(_limit(max(picture.size)))(dots, return_word_box=True, return_single_char_box=True)
    if result.boxes is None:
        return [], 0
    seen = [
        _Seen(_edges(box), tuple((glyph[0], _edges(np.asarray(glyph[2]))) for glyph in glyphs))
        for box, glyphs, sure in zip(result.boxes, result.word_results, result.scores, strict=True)
        if glyphs and sure >= _LEAST_SURE
    ]
    lefts, rights = sorted(line.edges[0] for line in seen), sorted(line.edges[2] for line in seen)
    unsure = sum(
        bool(text.strip()) and sure < _LEAST_SURE for text, sure in zip(result.txts, result.scores, strict=True)
    )
    return [reading for line in seen for reading in _parted(line, lefts, rights)], unsure


class _Seen(NamedTuple):
    """A line as the recognition sees it: left, top, right, bottom of all of it and of each glyph."""

    edges: _Edges
    glyphs: tuple[tuple[str, _Edges], ...]


def _edges(corners: np.ndarray) -> _Edges:
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _parted(line: _Seen, lefts: Sequence[float], rights: Sequence[float]) -> Iterator[Reading]:
    """Part a line that runs over the gutter of two columns, and put blanks where it has them."""
    left, top, right, bottom = line.edges
    whole = Reading("".join(glyph for glyph, _ in line.glyphs).strip(), *line.edges)
    if not whole.string or whole.is_tall:
        yield from [whole] if whole.string else []
        return
    size = whole.size
    gaps = [b[1][0] - a[1][2] for a, b in pairwise(line.glyphs)]
    usual = max(0.0, median_low(gaps)) if gaps else 0.0
    string = line.glyphs[0][0]
    for gap, (before, after) in zip(gaps, pairwise(line.glyphs), strict=True):
        start = _edge(after[1][0], lefts, size)
        if gap > _MUCH_WIDER * usual and (gap > _GUTTER * size or (gap > _LEAST_GUTTER * size and start is not None)):
            end = _edge(before[1][2], rights, size)
            yield Reading(string, left, top, before[1][2] if end is None else end, bottom)
            string, left = "", after[1][0] if start is None else start
        elif gap > _BLANK * size + usual and (before[0] + after[0]).isalnum():
            string += " "
        string += after[0]
    yield Reading(string, left, top, right, bottom)


def _edge(place: float, edges: Sequence[float], size: float) -> float | None:
    """Find the edge of a column near a place, where so many lines begin or end; glyphs are placed less exactly."""
    near = edges[bisect_left(edges, place - _DRIFT * size) : bisect_right(edges, place + _DRIFT * size)]
    counts = [bisect_right(near, edge + _EDGE * size) - bisect_left(near, edge) for edge in near]
    if not counts or max(counts) < _FEWEST_LINES:
        return None
    return near[counts.index(max(counts))]


def _limit(side: int) -> int:
    """Round up the longest side on which lines are found, so that pages of one paper share an engine."""
    return -(-round(_SHARE * side) // _STEP) * _STEP


@lru_cache(maxsize=1)
def _engine(limit: int) -> Callable[..., Any]:
    from rapidocr import RapidOCR  # noqa: PLC0415  1 s, paid only where there is a picture

    engine: Callable[..., Any] = RapidOCR(
        params={
            "Global.log_level": "error",
            "Global.max_side_len": 10**6,
            "Global.use_cls": False,
            "Global.text_score": 0.0,  # what is not sure is counted here, not dropped there
            "Det.limit_type": "max",
            "Det.limit_side_len": limit,
        }
    )
    return engine


def levelled(picture: Image) -> Image:
    """Turn a page laid askew on the scanner until its lines are level.

    The slope is the one at which the lines stand out most in the profile of the ink's rows (Postl 1986).
    """
    import numpy as np  # noqa: PLC0415  comes with the recognition
    from PIL.Image import Resampling  # noqa: PLC0415  as above

    small = np.asarray(picture.convert("L").reduce(_PROFILE))
    down, across = np.nonzero(small < _INK * np.median(small))
    if len(down) < _LEAST_INK:
        return picture

    def contrast(slope: float) -> float:
        rows = np.bincount(np.round(down + slope * across - min(0.0, slope * small.shape[1])).astype(int))
        return float(np.square(np.diff(rows)).sum())

    slope = max(np.arange(-_STEEPEST, _STEEPEST, _COARSE), key=contrast)
    slope = max(slope + np.arange(-_COARSE, _COARSE, _FINE), key=contrast)
    if abs(slope) < max(_LEAST_SLOPE, _LEAST_DROP / small.shape[1]):
        return picture
    return picture.rotate(-degrees(atan(slope)), Resampling.BICUBIC, expand=True, fillcolor="white")
