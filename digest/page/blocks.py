"""The rows of one page in, its blocks out: rows of one column and one type set under each other, and their role."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Literal

from digest.page import bylines, marks
from digest.page.rows import ALIKE, Row, around, body_size
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.model import Box, Byline

Role = Literal["body", "display", "subhead", "byline", "caption", "section", "folio"]

# Type this much larger than the body's is display; measured: kickers 1.25–1.7, section labels 1.4, headlines 1.8–4.2
# times the body, subheads 1.08.
_DISPLAY = 1.17
# Type this much smaller than the body's is a caption's (measured: .92) or a note's.
_CAPTION = 0.96
# The next row of a block is at most this many of the page's line pitches further down, or this much of large type.
_PITCHES, _DISPLAY_PITCH = 1.22, 1.75
# Rows of a block begin within this many ems of each other (an indent is two), or share their middle.
_EDGES, _OFF_MIDDLE = 2.7, 0.6
_USUAL_PITCH = 1.4
# Sizes of neighbouring lines of one type agree within this ratio (a kicker's and its headline's: 1.15 or more), but
# those of lines with fewer glyphs than this, read from a picture, do not.
_SAME_SIZE, _FEW_GLYPHS = 1.1, 8
# The last word of a paragraph may be shorter than the indent below it; no column is narrower than this.
_SHORTEST = 4.0
_LONGEST_LABEL = 8
_LONGEST_BYLINE, _MOST_NAME_ROWS, _LARGEST_NAME = 40, 2, 1.5  # the last in sizes of the body
# A label stands this many of its own ems above what it labels; a kicker is nearer (measured: .45–.6 against 1.2).
_LABEL_GAP = 0.9
_LONGEST_SUBHEAD, _MOST_SUBHEAD_ROWS = 26, 2
_OVER = 0.9
# The line below a subhead, or above one that ends its column, is this many pitches away.
_AIR = 1.15, 3.2
_LEAST_LINE = 10
# Ems: the indent of a paragraph's first line, and what it may lack at its end where a number would not fit.
_INDENT, _RAGGED = (1.6, 2.4), 3.5
_MOST_CAPTION_ROWS = 6
_ENDS = re.compile(r"(?:[。！？!?；]|……)[”’）》」】]{0,3}$")


@dataclass(frozen=True, slots=True)
class Block:
    """Rows set under each other; `box.size` is that of their type, `place` their number on the page."""

    rows: tuple[Row, ...]
    role: Role
    box: Box
    place: int = -1

    @property
    def words(self) -> str:
        """The block's words, a blank for each line end."""
        return " ".join(row.words for row in self.rows)

    @property
    def is_vertical(self) -> bool:
        """Tell whether its lines run down."""
        return self.rows[0].vertical

    def over(self, other: Block) -> float:
        """Give the share of the narrower block's width that lies over or under the other."""
        return over(self.box, other.box)


def over(a: Box, b: Box) -> float:
    """Give the share of the narrower box's width that lies over or under the other."""
    shared = min(a.right, b.right) - max(a.left, b.left)
    return shared / max(0.1, min(a.right - a.left, b.right - b.left))


def blocks(source: str, found: Sequence[Row]) -> list[Block]:
    """Gather the rows of a page into blocks and give each its role."""
    body = body_size(found)
    level = [row for row in found if not row.vertical]
    pitch = _pitch(level, body)
    stacks = [*_stacks(level, body, pitch), *_upright([row for row in found if row.vertical])]
    made = [Block(tuple(stack), "body", around([row.box for row in stack])) for stack in stacks]
    roled = [replace(block, role=_role(source, block, body)) for block in made]
    roled = _with_masthead(roled)
    ordered = sorted(_with_labels(roled), key=lambda block: (block.box.top, block.box.left))
    return [replace(block, place=place) for place, block in enumerate(_with_subheads(ordered, pitch))]


def _pitch(found: Sequence[Row], body: float) -> float:
    """Measure the usual distance between two lines of the body, in points."""
    small = [row for row in found if body / ALIKE < row.size < ALIKE * body]
    steps = []
    for row, below in _neighbours(small):
        step = below.box.bottom - row.box.bottom
        if step < 2 * body:
            steps.append(step)
    return median(steps) if steps else _USUAL_PITCH * body


def _neighbours(found: Sequence[Row]) -> list[tuple[Row, Row]]:
    """Pair each row with the nearest one below it that overlaps it; each row is below one other at most."""
    ordered = sorted(found, key=lambda row: row.box.bottom)
    pairs, open_rows = [], list[Row]()
    for row in ordered:
        above = [other for other in open_rows if _reach(other, row) > 0 and _is_below(other, row)]
        if above:
            best = max(above, key=lambda other: (round(other.box.bottom), _reach(other, row)))
            pairs.append((best, row))
        open_rows = [other for other in open_rows if _reach(other, row) <= 0 or not _is_below(other, row)]
        open_rows.append(row)
    return pairs


def _reach(above: Row, below: Row) -> float:
    """Width, in points, that two rows share; the last word of a paragraph stands for as much as an indent takes."""
    right = min(max(row.box.right, row.box.left + _SHORTEST * row.size) for row in (above, below))
    return right - max(above.box.left, below.box.left)


def _is_below(above: Row, below: Row) -> bool:
    return below.box.bottom - above.box.bottom > 0.5 * min(above.size, below.size)


def _stacks(found: Sequence[Row], body: float, pitch: float) -> list[list[Row]]:
    stacks: list[list[Row]] = []
    last: dict[int, list[Row]] = {}
    above = {id(below): row for row, below in _neighbours(found)}
    for row in sorted(found, key=lambda row: row.box.bottom):
        upper = above.get(id(row))
        stack = last.pop(id(upper), None) if upper and _goes_on(upper, row, body, pitch) else None
        if stack is None:
            stack = []
            stacks.append(stack)
        stack.append(row)
        last[id(row)] = stack
    return stacks


def _goes_on(above: Row, below: Row, body: float, pitch: float) -> bool:
    """Tell whether a row is the next line of what the row above it belongs to."""
    size = max(above.size, below.size)
    if size > _tolerance(above, below, body) * min(above.size, below.size):
        return False
    step = below.box.bottom - above.box.bottom
    display = min(above.size, below.size) > _DISPLAY * body
    if step > (_DISPLAY_PITCH * size if display else max(_PITCHES * pitch * size / body, 1.2 * size)):
        return False
    return abs(above.box.left - below.box.left) < _EDGES * size or abs(above.middle - below.middle) < _OFF_MIDDLE * size


def _tolerance(above: Row, below: Row, body: float) -> float:
    """Give the ratio in which sizes of neighbours agree: the sizes of short lines of a picture are blurred."""
    size = min(above.size, below.size)
    flush = abs(above.box.left - below.box.left) < size / 2 and abs(above.box.right - below.box.right) < size / 2
    short = min(len(above.words), len(below.words)) < _FEW_GLYPHS and size < _DISPLAY * body
    return ALIKE if flush or short else _SAME_SIZE


def _upright(found: Sequence[Row]) -> list[list[Row]]:
    """Gather vertical lines that stand side by side; they are read from the right."""
    groups: list[list[Row]] = []
    for row in sorted(found, key=lambda row: -row.box.right):
        group = next((group for group in groups if _is_beside(group[-1], row)), None)
        if group:
            group.append(row)
        else:
            groups.append([row])
    return groups


def _is_beside(right: Row, left: Row) -> bool:
    size = max(right.size, left.size)
    return (
        size < ALIKE * min(right.size, left.size)
        and right.box.left - left.box.right < 1.2 * size
        and min(right.box.bottom, left.box.bottom) > max(right.box.top, left.box.top)
    )


def _role(source: str, block: Block, body: float) -> Role:
    """Give a block the role that its words and its size say; what nothing is said of is body."""
    lines = [row.words for row in block.rows]
    if block.is_vertical:
        return "display"
    if any(map(marks.is_folio, lines)) and all(marks.is_folio(line) or marks.is_paper(line) for line in lines):
        return "folio"
    if len(lines) == 1 and marks.is_section("".join(lines[0].split())) and len(lines[0]) <= _LONGEST_LABEL:
        return "section"
    if len(lines) <= _MOST_NAME_ROWS and block.box.size < _LARGEST_NAME * body and names(source, block.rows):
        return "byline"
    if _is_caption(block, body):
        return "caption"
    return "display" if block.box.size > _DISPLAY * body else "body"


def names(source: str, found: Sequence[Row]) -> tuple[Byline, ...]:
    """Read some rows as names; what was read from a picture may have lost the blanks between them."""
    spans = [span for row in found for span in row.spans]
    words = "".join(row.words for row in found)
    if len(words) > _LONGEST_BYLINE or _ENDS.search(words):
        return ()
    if named := bylines.parse(source, spans):
        return named
    glued = bylines.parse_glued(unwrap(source, spans)[len(words) - len(words.lstrip(bylines.MARKS)) :])
    return glued if len(glued) > 1 or any(name.role for name in glued) else ()


def _is_caption(block: Block, body: float) -> bool:
    if len(block.rows) > _MOST_CAPTION_ROWS or block.box.size > _DISPLAY * body:
        return False
    said = marks.is_caption(block.rows[0].words) or marks.has_credit(block.words)
    return said or block.box.size < _CAPTION * body


def _with_masthead(found: Sequence[Block]) -> list[Block]:
    """Take the paper's and the page's names for furniture: level with a folio, or the paper's above everything."""
    top = min((block.box.top for block in found), default=0.0)
    folios = [block.box for block in found if block.role == "folio"]
    return [
        replace(block, role="folio")
        if len(block.rows) == 1
        and (block.role == "section" or marks.is_paper(block.words))
        and (
            (block.box.top <= top and block.role != "section")
            or any(box.top < block.box.bottom and block.box.top < box.bottom for box in folios)
        )
        else block
        for block in found
    ]


def _with_labels(found: Sequence[Block]) -> list[Block]:
    """Tell labels from kickers: a short line that keeps its distance from the larger type below is a label."""
    return [replace(block, role="section") if _is_label(block, found) else block for block in found]


def _is_label(block: Block, found: Sequence[Block]) -> bool:
    if block.role != "display" or block.is_vertical or len(block.rows) > 1 or len(block.words) > _LONGEST_LABEL:
        return False
    gaps = [
        (other.box.top - block.box.bottom, other.box.size)
        for other in found
        if other is not block
        and other.role == "display"
        and block.over(other) > 0
        and 0 < other.box.top - block.box.bottom < 3 * block.box.size
    ]
    if not gaps:
        return False
    gap, size = min(gaps)
    return gap > _LABEL_GAP * block.box.size and size > block.box.size


def _with_subheads(found: Sequence[Block], pitch: float) -> list[Block]:
    """Find the subheads: short lines alone in a column, with body above or below and no sentence end."""
    return [replace(block, role="subhead") if _is_subhead(block, found, pitch) else block for block in found]


def _is_first_line(line: Box, column: Box) -> bool:
    """Tell whether a line stands as a paragraph's first does: two ems in, nearly out to the right edge, off centre."""
    indent, rest = (line.left - column.left) / line.size, (column.right - line.right) / line.size
    return _INDENT[0] < indent < _INDENT[1] and rest < _RAGGED and abs(indent - rest) > _OFF_MIDDLE


def _is_subhead(block: Block, found: Sequence[Block], pitch: float) -> bool:
    if block.role not in {"body", "display"} or block.is_vertical or len(block.rows) > _MOST_SUBHEAD_ROWS:
        return False
    if len(block.words) > _LONGEST_SUBHEAD or _ENDS.search(block.words):
        return False
    columns = [
        other
        for other in found
        if other.role == "body"
        and other is not block
        and block.over(other) > _OVER
        and (len(other.rows) > 1 or len(other.words) > _LEAST_LINE)
        and block.box.right <= other.box.right + other.box.size
        and block.box.left >= other.box.left - other.box.size
        and block.box.size < 1.3 * other.box.size
    ]
    if any(_is_first_line(block.box, other.box) for other in columns):
        return False
    steps = [other.rows[0].box.bottom - block.box.bottom for other in columns if other.box.top > block.box.top]
    steps += [block.rows[0].box.bottom - other.box.bottom for other in columns if other.box.top < block.box.top]
    return any(_AIR[0] * pitch < step < _AIR[1] * pitch for step in steps)
