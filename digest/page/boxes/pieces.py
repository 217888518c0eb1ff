"""A page's lines with their roles in, what they make up out: pieces of columns, headlines, captions, bylines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from statistics import median
from typing import TYPE_CHECKING, Literal

from digest.page import bylines, marks
from digest.page import pieces as common
from digest.page.pieces import ENDS, FLOW, is_from_jump
from digest.text.words import crosses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from digest.page.boxes.lines import Printed, Sheet

# Pitches: the next line of a piece is no further down than the first; a gap over the second parts two pieces, but for a
# subhead's or the one behind a byline.
_NEXT, _GAP, _BYLINE_GAP = 2.4, 1.55, 1.9
_OVERLAP = 0.45
# Lines of a headline agree in size within this ratio and follow each other at this distance, in ems of their own.
_ALIKE, _STEP, _BESIDE = 1.07, (0.9, 1.55), 1.6
_LARGE, _PITCHES, _SMALL_HEAD, _SAME_SIZE = 1.25, 1.1, 1.2, 0.02
_UPRIGHT_STEP = (0.9, 1.5)
_INDENT = 2.3  # ems
_FEW = 4  # glyphs: fewer at the end of a text are the rest of a word
_HEAD_OF_BODY = 4  # lines looked at for the column's own left edge


@dataclass(frozen=True)
class Piece(common.Piece["Printed"]):
    """Lines under each other in one column, with the role of each."""

    frame: int = -1
    headed: bool = False  # its heading is surely a headline, not a subhead

    @property
    def own(self) -> bool:
        """Whether it begins with a headline of its own: in brackets, 【…】, or surely one by its type."""
        return self.headed or super().own

    @cached_property
    def x0(self) -> float:
        """Its left edge, indents left out."""
        return median(line.x0 for line in self.lines)

    @cached_property
    def x1(self) -> float:
        """Its right edge."""
        return max(line.x1 for line in self.lines)

    @cached_property
    def y0(self) -> float:
        """Its upper edge."""
        return self.lines[0].y0

    @cached_property
    def y1(self) -> float:
        """Its lower edge."""
        return self.lines[-1].y1

    @cached_property
    def size(self) -> float:
        """The size of its type."""
        return median(line.size for line in self.lines)

    @cached_property
    def indent(self) -> float:
        """How far its first line is indented, in ems; -1 for a single line."""
        if len(self.body) == 1:
            return -1.0
        return (self.body[0].x0 - min(line.x0 for line in self.body[:_HEAD_OF_BODY])) / self.size

    @cached_property
    def short(self) -> float:
        """How much its last line is shorter than those before, in ems."""
        return (max(line.x1 for line in self.body[-_HEAD_OF_BODY:]) - self.body[-1].x1) / self.size


@dataclass(frozen=True)
class Head(common.Head["Printed"]):
    """The lines of one headline."""

    frame: int = -1

    @property
    def vertical(self) -> bool:
        """Whether it runs down."""
        return self.lines[0].vertical

    @cached_property
    def x0(self) -> float:
        """Its left edge."""
        return min(line.x0 for line in self.lines)

    @cached_property
    def x1(self) -> float:
        """Its right edge."""
        return max(line.x1 for line in self.lines)

    @cached_property
    def y0(self) -> float:
        """Its upper edge."""
        return min(line.y0 for line in self.lines)

    @cached_property
    def y1(self) -> float:
        """Its lower edge."""
        return max(line.y1 for line in self.lines)

    @cached_property
    def size(self) -> float:
        """The size of its type."""
        return max(line.size for line in self.lines)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one other role that belong together: a caption, a byline, a deck."""

    role: Literal["caption", "byline", "deck"]
    lines: tuple[Printed, ...]


@dataclass(frozen=True)
class Parts:
    """What a page's lines make up; lines of furniture are in none of them."""

    pieces: tuple[Piece, ...]
    heads: tuple[Head, ...]
    blocks: tuple[Block, ...]


def parts(sheet: Sheet, said: Sequence[str], surely: Collection[int] = ()) -> Parts:
    """Gather a page's lines by their roles.

    A headline no larger than the body, in a column over its text, looks like a subhead: it becomes the first line of a
    piece, and whether that begins a story or goes on with one is decided with everything else. Lines of `surely` begin
    one in a frame that has no headline over all of it: a box of briefs.
    """
    said = corrected(sheet, said)
    roles = [
        "subhead" if role == "headline" and _is_small(sheet, said, line) else role
        for line, role in zip(sheet.lines, said, strict=True)
    ]
    runs = list(_runs(sheet, roles))
    heads = tuple(_heads(sheet, roles))
    headed = {head.frame for head in heads} | {-1}
    surely = {k for k in surely if sheet.framed[k] not in headed}
    pieces = [_piece(sheet, run, roles, surely) for run in runs if any(roles[line.index] != "byline" for line in run)]
    loose = [Block("byline", tuple(run)) for run in runs if all(roles[line.index] == "byline" for line in run)]
    return Parts(
        tuple(_by_rows(pieces, sheet.pitch)),
        heads,
        (*loose, *(Block("caption", tuple(run)) for run in _stacks(sheet, roles, "caption")), *_decks(sheet, roles)),
    )


def _by_rows(pieces: Sequence[Piece], pitch: float) -> Iterator[Piece]:
    """Yield pieces from the top down, those that begin at one height from left to right."""
    row: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.y0):
        if row and piece.y0 - row[0].y0 > pitch / 2:
            yield from sorted(row, key=lambda piece: piece.x0)
            row = []
        row.append(piece)
    yield from sorted(row, key=lambda piece: piece.x0)


def corrected(sheet: Sheet, said: Sequence[str]) -> list[str]:
    """Correct the roles that type or words decide.

    A line in the very type of the headline right above or below it is one of its lines, be it the last glyph of a word,
    and so are a few glyphs below a word they are the rest of; a label that is the name of a paper, or built like a
    folio, is one.
    """
    return [_corrected(sheet, said, line) for line in sheet.lines]


def _corrected(sheet: Sheet, said: Sequence[str], line: Printed) -> str:
    role = said[line.index]
    beside = (sheet.above[line.index], sheet.below[line.index])
    few = role == "subhead" and beside[0] is not None and _goes_on(sheet, said, line, sheet.lines[beside[0]])
    if few or (role == "byline" and not bylines.may_be(line.ink)):
        return "body"
    if role == "body" and signs(sheet, line):
        role = "byline"
    if role in FLOW or role == "headline":
        return role
    if role == "section" and (marks.is_paper(line.words) or marks.is_folio(line.words)):
        return "folio"
    if beside[0] is not None and _goes_on(sheet, said, line, sheet.lines[beside[0]]):
        return said[beside[0]]
    if role == "deck" and all(k is not None and said[k] == "body" for k in beside):
        return "subhead"
    alike = [
        other
        for other in (sheet.lines[k] for k in beside if k is not None and said[k] == "headline")
        if abs(other.size / line.size - 1)
        < (_SAME_SIZE if line.face.font else _LARGE - 1)  # sizes of a scan are blurred
        and other.face == line.face
        and abs(other.base - line.base) < _STEP[1] * line.size
    ]
    return "headline" if any(line.face.font or _breaks(line, other) for other in alike) else role


def signs(sheet: Sheet, line: Printed) -> bool:
    """Return whether a line is a name set in other type than the lines above and below it."""
    beside = [sheet.lines[k] for k in (sheet.above[line.index], sheet.below[line.index]) if k is not None]
    other = all(near.face.font != line.face.font for near in beside)
    return bool(line.face.font and beside) and other and bylines.is_name(line.ink)


def _breaks(line: Printed, other: Printed) -> bool:
    """Return whether a word runs on from one of two lines to the other: 经开区为企 | 业送来真金白银."""
    first, second = sorted((line, other), key=lambda one: one.base)
    return crosses(first.ink, second.ink)


def _goes_on(sheet: Sheet, said: Sequence[str], line: Printed, other: Printed) -> bool:
    """Return whether the few glyphs of a line are the rest of the line of text or headline right above it."""
    if said[other.index] not in {"body", "headline"} or len(line.ink) >= _FEW:
        return False
    close = 0 < line.base - other.base < _STEP[1] * other.size and overlap(other, line) > _OVERLAP
    alike = max(line.size, other.size) < (_ALIKE if line.face.font else _LARGE) * min(line.size, other.size)
    same = line.face == other.face and sheet.framed[other.index] == sheet.framed[line.index]
    return close and alike and same and not ENDS.search(other.ink) and crosses(other.ink[-6:], line.ink)


def _is_small(sheet: Sheet, said: Sequence[str], line: Printed) -> bool:
    below = sheet.below[line.index]
    if (
        line.vertical
        or line.size > _SMALL_HEAD * sheet.size
        or below is None
        or sheet.lines[below].base - line.base > 2 * sheet.pitch
    ):
        return False
    return said[below] in FLOW or (said[below] == "headline" and _is_small(sheet, said, sheet.lines[below]))


def _decks(sheet: Sheet, roles: Sequence[str]) -> Iterator[Block]:
    return (Block("deck", (line,)) for line in sheet.lines if roles[line.index] == "deck")


def _piece(sheet: Sheet, run: Sequence[Printed], roles: Sequence[str], surely: Collection[int]) -> Piece:
    frames = [sheet.framed[line.index] for line in run]
    said = tuple(roles[line.index] for line in run)
    headed = said[0] == "subhead" and run[0].index in surely
    return Piece(tuple(run), said, max(set(frames), key=frames.count), headed)


def overlap(a: Printed, b: Printed) -> float:
    """Return the share of the narrower line's width that is over or under the other."""
    return (min(a.x1, b.x1) - max(a.x0, b.x0)) / max(1e-6, min(a.width, b.width))


_MOST_TORN = 4  # lines of one base near another in the flow
_BLANK = 1.0  # ems: justification tears rows at less, columns are further apart


def _runs(sheet: Sheet, roles: Sequence[str]) -> Iterator[list[Printed]]:
    """Follow each column down as far as nothing comes between two lines."""
    flow = [line for line in sheet.lines if roles[line.index] in FLOW and not line.vertical]
    flow.sort(key=lambda line: line.base)
    place = {line.index: k for k, line in enumerate(flow)}
    done: set[int] = set()
    for line in flow:
        if line.index in done:
            continue
        run = [line]
        done.add(line.index)
        while (after := _next(sheet, roles, flow, place[run[-1].index], done)) is not None:
            row = torn(flow, place[after.index], done)
            run += row
            done.update(part.index for part in row)
        yield run


def torn(flow: Sequence[Printed], k: int, done: Collection[int]) -> list[Printed]:
    """Return a line with the few glyphs that stand left of it in its row, a blank between: 境 三年行动方案."""
    line = flow[k]
    parts = (
        other
        for other in flow[max(0, k - _MOST_TORN) : k + _MOST_TORN]
        if other.index not in done and other.index != line.index and len(other.ink) < _FEW
    )
    before = [
        other
        for other in parts
        if abs(other.base - line.base) < 1 and other.face == line.face and 0 <= line.x0 - other.x1 < _BLANK * line.size
    ]
    return [*before[:1], line]


def _next(sheet: Sheet, roles: Sequence[str], flow: Sequence[Printed], k: int, done: set[int]) -> Printed | None:
    """Find the line that a piece goes on with below line `k` of the flow."""
    line, pitch = flow[k], sheet.pitch
    near: list[Printed] = []
    for other in flow[k + 1 :]:
        step = other.base - line.base
        if step >= _NEXT * pitch or (near and other.base > near[0].base + 0.3 * sheet.size):
            break
        if (
            step > pitch / 2
            and other.index not in done
            and (overlap(line, other) > _OVERLAP or _hangs(line, other))
            and sheet.framed[other.index] == sheet.framed[line.index]
        ):
            near.append(other)
    if not near:
        return None
    after = max(near, key=lambda other: min(line.x1, other.x1) - max(line.x0, other.x0))
    step = (after.base - line.base) / pitch
    wide = (
        roles[after.index] == "subhead"
        or roles[line.index] == "subhead"
        or (roles[line.index] == "byline" and step < _BYLINE_GAP)
    )
    if roles[line.index] == "byline" != roles[after.index]:
        return None  # a byline over a column, or over the middle of several, is no part of it
    if (
        (step > _GAP and not wide)
        or _opens(after)
        or (roles[after.index] == "subhead" != roles[line.index])
        or not _is_clear(sheet, roles, line, after)
    ):
        return None
    return after


def _hangs(line: Printed, other: Printed) -> bool:
    """Return whether a line is no longer than the indent of the one above it: a last word at the column's edge."""
    return line.x0 - _INDENT * line.size < other.x0 and other.x1 <= line.x0 and other.base - line.base < 2 * line.size


def _opens(line: Printed) -> bool:
    """Return whether a line opens a story by itself: with a headline in brackets, or with 上接."""
    return line.ink[0] == "【" or is_from_jump(line.ink)


def _is_clear(sheet: Sheet, roles: Sequence[str], line: Printed, after: Printed) -> bool:
    """Return whether no rule, picture or line of another kind is between two lines."""
    x0, x1 = max(line.x0, after.x0), min(line.x1, after.x1)
    for rule in sheet.across:
        if rule.left < x1 - 2 and rule.right > x0 + 2 and line.base - 1 < rule.top < after.y0 + 1:
            return False
    for picture in sheet.pictures:
        if (
            picture.left < x1 - 2
            and picture.right > x0 + 2
            and line.base - 1 < (picture.top + picture.bottom) / 2 < after.y0 + 1
        ):
            return False
    return not any(
        other.x0 < x1 - 1
        and other.x1 > x0 + 1
        and line.base < other.base < after.base
        and roles[other.index] not in FLOW
        for other in sheet.lines[line.index : after.index]
    )


def _heads(sheet: Sheet, roles: Sequence[str]) -> Iterator[Head]:
    """Gather the lines of each headline."""
    waiting = [line for line in sheet.lines if roles[line.index] == "headline"]
    while waiting:
        run = [waiting.pop(0)]
        grown = True
        while grown:
            grown = False
            for line in waiting:
                if any(_is_of_head(sheet, roles, known, line) for known in run):
                    run.append(line)
                    waiting.remove(line)
                    grown = True
                    break
        run.sort(key=lambda line: -line.x0 if line.vertical else (round(line.base / line.size * 2), line.x0))
        yield Head(tuple(run), sheet.framed[run[0].index])


def _is_of_head(  # noqa: PLR0911  one question after the other
    sheet: Sheet, roles: Sequence[str], a: Printed, b: Printed
) -> bool:
    """Return whether two lines are of one headline."""
    size = max(a.size, b.size)
    short = min(len(a.ink), len(b.ink)) < 4 and not a.face.font  # noqa: PLR2004  a few glyphs of a scan are measured badly
    if (
        a.vertical != b.vertical
        or size > (_LARGE if short else _ALIKE) * min(a.size, b.size)
        or sheet.framed[a.index] != sheet.framed[b.index]
    ):
        return False
    if a.vertical:
        return _UPRIGHT_STEP[0] * size < abs(a.x0 - b.x0) < _UPRIGHT_STEP[1] * size and min(a.y1, b.y1) > max(
            a.y0, b.y0
        )
    upper, lower = (a, b) if a.base < b.base else (b, a)
    step = lower.base - upper.base
    if step < 0.1 * size:
        left, right = (a, b) if a.x0 < b.x0 else (b, a)
        return 0 <= right.x0 - left.x1 < _BESIDE * size and a.face.font == "" != b.face.font
    if not (_STEP[0] * size < step < max(_STEP[1] * size, _PITCHES * sheet.pitch) and overlap(a, b) > 0.3):  # noqa: PLR2004
        return False
    if size < _LARGE * sheet.size and step > _GAP * sheet.pitch:
        return False
    x0, x1 = max(a.x0, b.x0), min(a.x1, b.x1)
    if any(
        rule.left < x1 - 2 and rule.right > x0 + 2 and upper.base < rule.top < lower.base - size / 2
        for rule in sheet.across
    ):
        return False
    return not any(
        other.x1 > x0
        and other.x0 < x1
        and upper.base < other.base < lower.base - 0.1 * size
        and roles[other.index] != "headline"
        for other in sheet.lines
    )


def _stacks(sheet: Sheet, roles: Sequence[str], role: str) -> Iterator[list[Printed]]:
    """Gather lines of one role and type that are under each other."""
    open_stacks: list[list[Printed]] = []
    for line in sheet.lines:
        if roles[line.index] != role:
            continue
        stack = next((one for one in open_stacks if _is_stacked(sheet, one[-1], line)), None)
        if stack is None:
            open_stacks.append([line])
        else:
            stack.append(line)
    yield from open_stacks


def _is_stacked(sheet: Sheet, above: Printed, below: Printed) -> bool:
    size = max(above.size, below.size)
    return (
        size < _ALIKE * min(above.size, below.size)
        and above.face.font == below.face.font
        and 0 < below.base - above.base < max(_GAP * size, 1.1 * sheet.pitch * size / sheet.size)
        and overlap(above, below) > _OVERLAP
    )
