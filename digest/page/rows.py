"""A document's lines with boxes in, the rows of its pages out: vertical lines laid down, torn ones put together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from digest.model import Box, Span
from digest.page import marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Document

# A glyph of a vertical line stands this near, in ems, to the middle and below the end of the one before.
_OFF_MIDDLE, _NEXT_GLYPH = 0.35, 1.1
# Between two stretches of a vertical line a picture may have lost a small glyph.
_LOST_GLYPH = 1.7
_FEWEST_GLYPHS = 3
# The next glyph is at most this many ems further off than the second was from the first.
_UNEVEN = 0.4
# A box this much higher than wide holds a vertical line.
_TALL = 1.6
# Two stretches of one line of large type are at most this many ems apart.
_TORN = 2.2
_LAPPED = 0.3, 1.5  # ems by which they overlap where a glyph was seen in both
# A gutter below it, between columns of at least so many lines, is near within this many ems of the large type.
_NEAR, _FEWEST_LINES = 30.0, 3
# Sizes of one line agree within this ratio; those read from a picture are blurred.
ALIKE = 1.28
# The fullest page measured has 330 rows; one of more than this is no newspaper page, and its rows are left as they are.
MOST = 1_500


@dataclass(frozen=True, slots=True)
class Row:
    """One printed line: its stretches of `Document.text`, its words, where it stands, and whether it runs down."""

    spans: tuple[Span, ...]
    words: str
    box: Box
    page: int
    vertical: bool = False

    @property
    def size(self) -> float:
        """The size of its type in points."""
        return self.box.size

    @property
    def middle(self) -> float:
        """The middle of the line, from the left edge of the page."""
        return (self.box.left + self.box.right) / 2


def rows(document: Document) -> dict[int, list[Row]]:
    """Take out the rows of each page, in the order of the source; where there are too many, as they stand."""
    pages: dict[int, list[Row]] = {}
    for line in document.lines:
        words = " ".join(document.text[line.span.start : line.span.end].split())
        if words and line.box:
            pages.setdefault(line.page, []).append(
                Row((line.span,), words, line.box, line.page, _is_tall(words, line.box))
            )
    return {page: _put_together(found) if len(found) <= MOST else found for page, found in pages.items()}


def _put_together(found: Sequence[Row]) -> list[Row]:
    return list(_whole(list(_laid_down(found)), body_size(found)))


def body_size(found: Iterable[Row]) -> float:
    """Find the size most characters have."""
    sizes = sorted((row.size, len(row.words)) for row in found)
    half, seen = sum(count for _, count in sizes) / 2, 0
    for size, count in sizes:
        seen += count
        if seen >= half:
            return size
    return 0.0


def around(boxes: Sequence[Box], size: float | None = None) -> Box:
    """Draw one box around several; its size is the median of theirs unless given."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
        median(box.size for box in boxes) if size is None else size,
    )


def joined(parts: Sequence[Row], *, vertical: bool = False) -> Row:
    """Make one row of several, in the order given."""
    spans = tuple(span for part in parts for span in part.spans)
    words = ("" if vertical else " ").join(part.words for part in parts)
    return Row(spans, words, around([part.box for part in parts]), parts[0].page, vertical)


def _is_tall(words: str, box: Box) -> bool:
    return len(words) > 1 and box.bottom - box.top > _TALL * (box.right - box.left)


def _laid_down(found: Sequence[Row]) -> Iterator[Row]:
    """Put together the glyphs and stretches of each vertical line."""
    upright = sorted((row for row in found if _may_stand(row)), key=lambda row: row.box.top)
    lines: list[list[Row]] = []
    for row in upright:
        line = next((line for line in lines if _goes_on(line[-1], row) and _is_even(line, row)), None)
        if line:
            line.append(row)
        else:
            lines.append([row])
    vertical = {id(row): line for line in lines if _is_line(line) for row in line}
    for row in found:
        line = vertical.get(id(row))
        if line is None:
            yield row
        elif row is line[0]:
            yield joined(line, vertical=True)


def _may_stand(row: Row) -> bool:
    return row.vertical or len(row.words) == 1 or (row.words.isascii() and len(row.words) <= len("100"))


def _goes_on(above: Row, below: Row) -> bool:
    size = max(above.size, below.size)
    return (
        abs(above.middle - below.middle) < _OFF_MIDDLE * size
        and -size < below.box.top - above.box.bottom < (_LOST_GLYPH if below.vertical else _NEXT_GLYPH) * size
        and size < ALIKE * min(above.size, below.size) * (ALIKE if below.words.isascii() else 1)
    )


def _is_even(line: Sequence[Row], row: Row) -> bool:
    """Tell whether a glyph follows at the distance at which the glyphs of its line follow each other."""
    if row.vertical or len(line) == 1:
        return True
    usual, gap = line[1].box.top - line[0].box.bottom, row.box.top - line[-1].box.bottom
    return gap < usual + _UNEVEN * row.size


def _is_line(line: Sequence[Row]) -> bool:
    return any(row.vertical for row in line) or len(line) >= _FEWEST_GLYPHS


def _whole(found: Sequence[Row], body: float) -> Iterator[Row]:
    """Put together the halves of a line of large type that was torn at a blank."""
    small = [row for row in found if row.size < ALIKE * body]
    waiting: list[Row] = []
    for row in found:
        if row.vertical or row.size < ALIKE * body:
            yield row
            continue
        torn = (k for k, other in enumerate(waiting) if _is_torn(*_in_order(other, row), small))
        half = next(torn, None)
        if half is None:
            waiting.append(row)
        else:
            waiting[half] = joined(_once(*_in_order(waiting[half], row)))
    yield from waiting


def _once(left: Row, right: Row) -> tuple[Row, Row]:
    """Drop a glyph that was seen in both halves."""
    lapped = left.box.right - right.box.left > _LAPPED[0] * left.size
    if not (lapped and left.words[-1] == right.words[0] and len(right.words) > 1):
        return left, right
    first, *rest = right.spans
    return left, replace(right, spans=(Span(first.start + 1, first.end), *rest), words=right.words[1:])


def _in_order(a: Row, b: Row) -> tuple[Row, Row]:
    return (a, b) if a.box.left <= b.box.left else (b, a)


def _is_torn(left: Row, right: Row, small: Iterable[Row]) -> bool:
    """Tell whether two stretches are halves of one line; a gap over the gutter of two columns parts two headlines."""
    size = min(left.size, right.size)
    if marks.is_section(left.words) or marks.is_section(right.words):
        return False
    if not (
        max(left.size, right.size) < ALIKE * size
        and -_LAPPED[1] * size < right.box.left - left.box.right < _TORN * size
        and abs(left.box.bottom - right.box.bottom) < size / 2
    ):
        return False
    columns = [
        row
        for row in small
        if left.box.right < row.box.left + row.size / 2 < right.box.left + size
        and 0 < row.box.top - left.box.bottom < _NEAR * size
    ]
    return len(columns) < _FEWEST_LINES
