"""The lines of one page in, the same measured out: body size and pitch, frames and rules, and what is above and below.

Vertical lines are put together of their glyphs; halves of a headline that recognition tore are joined.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING

from digest.model import Box, Face, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Document, Drawn

# The fullest page measured has 330 lines; one of more than this is no newspaper page: its lines are left as they are.
MOST = 1_500
# A glyph of a vertical line is this near, in ems, to the middle and below the end of the one before.
_OFF_MIDDLE, _NEXT_GLYPH, _LOST_GLYPH, _UNEVEN, _FEWEST_GLYPHS = 0.35, 1.1, 1.7, 0.4, 3
_TALL = 1.6  # a box this much higher than wide holds a vertical line
# Two stretches of one line of large type are at most this many ems apart, and overlap where a glyph was seen in both.
_TORN, _LAPPED, _NEAR, _FEWEST_LINES = 2.2, (0.3, 1.5), 30.0, 3
ALIKE = 1.28  # sizes of one line agree within this ratio; those read from a picture are blurred
_ABOVE_BASE = 0.88
_SMALL = 1.25
_USUAL_PITCH = 1.4
_LEAST_OVERLAP = 0.3
_REACH = 6.0
_FRAME_WIDTH, _FRAME_HEIGHT, _PICTURE_WIDTH, _DARK = 4.0, 3.0, 5.0, 0.35


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed line: its stretches of `Document.text`, its words (`ink` without blanks), its place and its face."""

    spans: tuple[Span, ...]
    words: str
    ink: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    face: Face
    vertical: bool = False
    index: int = 0

    @property
    def base(self) -> float:
        """The height of its base line."""
        return self.y0 + _ABOVE_BASE * self.size

    @property
    def width(self) -> float:
        """Its width in points."""
        return self.x1 - self.x0

    @property
    def start(self) -> int:
        """The place of its first character in the document, which is its place in the drawing order."""
        return self.spans[0].start


@dataclass(frozen=True)
class Sheet:
    """A page's lines and what is drawn around them; lines are known by their index."""

    lines: list[Printed]
    size: float
    width: float
    height: float
    across: list[Drawn] = field(default_factory=list)
    down: list[Drawn] = field(default_factory=list)
    frames: list[Drawn] = field(default_factory=list)
    pictures: list[Drawn] = field(default_factory=list)
    fills: list[Drawn] = field(default_factory=list)
    kind: str = "box"  # whose models are asked: "grid" for a dump laid out by columns

    @cached_property
    def below(self) -> list[int | None]:
        """For each line the next one below it in its column."""
        return _below(self.lines, self.size)

    @cached_property
    def above(self) -> list[int | None]:
        """For each line the one it is below of, the nearest where there are several."""
        found: list[int | None] = [None] * len(self.lines)
        for k, other in enumerate(self.below):
            if other is not None:
                known = found[other]
                if known is None or self.lines[known].y1 < self.lines[k].y1:
                    found[other] = k
        return found

    @cached_property
    def pitch(self) -> float:
        """The usual distance between two lines of the body, in points."""
        steps = Counter(
            round((self.lines[other].base - line.base) / self.size, 2)
            for line, other in zip(self.lines, self.below, strict=True)
            if other is not None
            and abs(line.size / self.size - 1) < 0.12  # noqa: PLR2004  type of the body
            and abs(self.lines[other].size / self.size - 1) < 0.12  # noqa: PLR2004
            and abs(line.x1 - self.lines[other].x1) < self.size
        )
        return (steps.most_common(1)[0][0] if steps else _USUAL_PITCH) * self.size

    @cached_property
    def fonts(self) -> Counter[str]:
        """How many characters each font has."""
        count: Counter[str] = Counter()
        for line in self.lines:
            count[line.face.font] += len(line.ink)
        return count

    @cached_property
    def body_font(self) -> str:
        """The font of most of the body."""
        count: Counter[str] = Counter()
        for line in self.lines:
            if abs(line.size / self.size - 1) < 0.15:  # noqa: PLR2004  type of the body
                count[line.face.font] += len(line.ink)
        return count.most_common(1)[0][0] if count else ""

    @cached_property
    def framed(self) -> list[int]:
        """For each line the smallest frame it is in, -1 for none."""
        sizes = [(one.right - one.left) * (one.bottom - one.top) for one in self.frames]
        return [
            min((k for k, frame in enumerate(self.frames) if _inside(line, frame)), key=sizes.__getitem__, default=-1)
            for line in self.lines
        ]

    @cached_property
    def shades(self) -> list[tuple[bool, float]]:
        """For each line whether it is on a dark ground, and the shade of a pale one it is on."""
        found = []
        for line in self.lines:
            under = [fill.shade for fill in self.fills if _inside(line, fill)]
            found.append((any(shade < _DARK for shade in under), max((s for s in under if s >= _DARK), default=0.0)))
        return found


def sheets(document: Document, kind: str = "box") -> dict[int, Sheet]:
    """Take out the lines of each page, in the order of the source; where there are too many, as they are."""
    pages: dict[int, list[Printed]] = {}
    for line in document.lines:
        words = " ".join(document.text[line.span.start : line.span.end].split())
        if words and line.box:
            box, ink = line.box, "".join(words.split())
            tall = len(ink) > 1 and box.bottom - box.top > _TALL * (box.right - box.left)
            pages.setdefault(line.page, []).append(
                Printed(
                    (line.span,),
                    words,
                    ink,
                    box.left,
                    box.top,
                    box.right,
                    box.bottom,
                    box.size,
                    line.face or Face(),
                    tall,
                )
            )
    seen = any(line.face is None for line in document.lines)
    return {
        page: replace(_sheet(found, [one for one in document.drawn if one.page == page], seen=seen), kind=kind)
        for page, found in pages.items()
    }


def _sheet(found: list[Printed], drawn: Sequence[Drawn], *, seen: bool) -> Sheet:
    size = body_size(found)
    if len(found) > MOST:
        return Sheet(found, size, 0.0, 0.0)
    lines = list(_laid_down(found))
    if seen:
        lines = list(_whole(lines, size))
    lines = [replace(line, index=k) for k, line in enumerate(sorted(lines, key=lambda line: (line.y0, line.x0)))]
    fills = [one for one in drawn if one.kind in {"fill", "picture"}]
    big = [
        one
        for one in fills
        if one.right - one.left > _PICTURE_WIDTH * size and one.bottom - one.top > _FRAME_HEIGHT * size
    ]
    return Sheet(
        lines,
        size,
        max(line.x1 for line in lines),
        max(line.y1 for line in lines),
        [one for one in drawn if one.kind == "across"],
        [one for one in drawn if one.kind == "down"],
        [
            one
            for one in drawn
            if (one.kind == "frame" or (one.kind == "fill" and one.shade >= _DARK))
            and one.right - one.left > _FRAME_WIDTH * size
            and one.bottom - one.top > _FRAME_HEIGHT * size
            and any(_inside(line, one) for line in lines)
        ],
        [one for one in big if not any(_inside(line, one) for line in lines)],
        fills,
    )


def body_size(found: Iterable[Printed]) -> float:
    """Find the size most characters have, leaving out large type; sizes of a scan's text change from line to line."""
    sizes = sorted((line.size, len(line.ink)) for line in found)
    usual = _middle(sizes)
    return _middle([(size, count) for size, count in sizes if size < _SMALL * usual])


def _middle(sizes: Sequence[tuple[float, int]]) -> float:
    half, seen = sum(count for _, count in sizes) / 2, 0
    for size, count in sizes:
        seen += count
        if seen >= half:
            return size
    return 1.0


def _inside(line: Printed, frame: Drawn) -> bool:
    return (
        frame.left - 1.5 <= line.x0
        and line.x1 <= frame.right + 2.5
        and frame.top - 2 <= (line.y0 + line.y1) / 2 <= frame.bottom + 2
    )


def _below(lines: Sequence[Printed], size: float) -> list[int | None]:
    """Find the next line below each; lines are sorted by their upper edge."""
    found: list[int | None] = [None] * len(lines)
    for k, line in enumerate(lines):
        if line.vertical:
            continue
        best: Printed | None = None
        for other in lines[k + 1 :]:
            if other.y0 - line.y1 > _REACH * size or (best and other.y0 > best.y0 + _LEAST_OVERLAP * size):
                break
            if other.vertical or other.y0 <= line.y0 + _LEAST_OVERLAP * size:
                continue
            shared = min(line.x1, other.x1) - max(line.x0, other.x0)
            if shared > _LEAST_OVERLAP * min(line.width, other.width) and (best is None or other.x0 < best.x0):
                best = other
        found[k] = best.index if best else None
    return found


def joined(parts: Sequence[Printed], *, vertical: bool = False) -> Printed:
    """Make one line of several, in the order given."""
    return Printed(
        tuple(span for part in parts for span in part.spans),
        ("" if vertical else " ").join(part.words for part in parts),
        "".join(part.ink for part in parts),
        min(part.x0 for part in parts),
        min(part.y0 for part in parts),
        max(part.x1 for part in parts),
        max(part.y1 for part in parts),
        median(part.size for part in parts),
        parts[0].face,
        vertical,
    )


def _laid_down(found: Sequence[Printed]) -> Iterator[Printed]:
    """Put together the glyphs and stretches of each vertical line."""
    upright = sorted((line for line in found if _may_stand(line)), key=lambda line: line.y0)
    columns: list[list[Printed]] = []
    for line in upright:
        column = next((one for one in columns if _goes_on(one[-1], line) and _is_even(one, line)), None)
        if column:
            column.append(line)
        else:
            columns.append([line])
    vertical = {id(line): one for one in columns if _is_line(one) for line in one}
    for line in found:
        column = vertical.get(id(line))
        if column is None:
            yield line
        elif line is column[0]:
            yield joined(column, vertical=True)


def _may_stand(line: Printed) -> bool:
    return line.vertical or len(line.ink) == 1 or (line.ink.isascii() and len(line.ink) <= len("100"))


def _goes_on(above: Printed, below: Printed) -> bool:
    size = max(above.size, below.size)
    if above.vertical and below.vertical and above.face.font:
        return False  # a PDF says itself where a line ends; recognition may lose a glyph in the middle of one
    return (
        abs(above.x0 + above.x1 - below.x0 - below.x1) / 2 < _OFF_MIDDLE * size
        and -size < below.y0 - above.y1 < (_LOST_GLYPH if below.vertical else _NEXT_GLYPH) * size
        and size < ALIKE * min(above.size, below.size) * (ALIKE if below.ink.isascii() else 1)
    )


def _is_even(column: Sequence[Printed], line: Printed) -> bool:
    """Return whether a glyph follows at the distance at which the glyphs of its line follow each other."""
    if line.vertical or len(column) == 1:
        return True
    usual, gap = column[1].y0 - column[0].y1, line.y0 - column[-1].y1
    return gap < usual + _UNEVEN * line.size


def _is_line(column: Sequence[Printed]) -> bool:
    return any(line.vertical for line in column) or len(column) >= _FEWEST_GLYPHS


def _whole(found: Sequence[Printed], body: float) -> Iterator[Printed]:
    """Put together the halves of a line of large type that was torn at a blank."""
    small = [line for line in found if line.size < ALIKE * body]
    waiting: list[Printed] = []
    for line in found:
        if line.vertical or line.size < ALIKE * body:
            yield line
            continue
        half = next((k for k, other in enumerate(waiting) if _is_torn(*_in_order(other, line), small)), None)
        if half is None:
            waiting.append(line)
        else:
            waiting[half] = joined(_once(*_in_order(waiting[half], line)))
    yield from waiting


def _once(left: Printed, right: Printed) -> tuple[Printed, Printed]:
    """Drop a glyph that was seen in both halves."""
    lapped = left.x1 - right.x0 > _LAPPED[0] * left.size
    if not (lapped and left.ink[-1] == right.ink[0] and len(right.ink) > 1):
        return left, right
    first, *rest = right.spans
    return left, replace(
        right, spans=(Span(first.start + 1, first.end), *rest), words=right.words[1:], ink=right.ink[1:]
    )


def _in_order(a: Printed, b: Printed) -> tuple[Printed, Printed]:
    return (a, b) if a.x0 <= b.x0 else (b, a)


def _is_torn(left: Printed, right: Printed, small: Iterable[Printed]) -> bool:
    """Return whether two stretches are halves of one line; a gap over the gutter of two columns parts two headlines."""
    size = min(left.size, right.size)
    if not (
        max(left.size, right.size) < ALIKE * size
        and -_LAPPED[1] * size < right.x0 - left.x1 < _TORN * size
        and abs(left.y1 - right.y1) < size / 2
    ):
        return False
    columns = [
        line
        for line in small
        if left.x1 < line.x0 + line.size / 2 < right.x0 + size and 0 < line.y0 - left.y1 < _NEAR * size
    ]
    return len(columns) < _FEWEST_LINES


def around(lines: Sequence[Printed]) -> Box:
    """Draw one box around several lines; its size is the median of theirs."""
    return Box(
        min(line.x0 for line in lines),
        min(line.y0 for line in lines),
        max(line.x1 for line in lines),
        max(line.y1 for line in lines),
        median(line.size for line in lines),
    )
