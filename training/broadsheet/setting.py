"""Break paragraphs into lines and pour them into columns around obstacles."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from training.broadsheet.ink import Element, Glyph, Line, advance, covering
from training.rect import Rect

NO_START = set("，。；：、！？”’）》〉』」】%…·.,")
NO_END = set("“‘（《〈『「【")
_ASCII = set("0123456789.%ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:/")
_HANG = 0.62  # em a line may be squeezed by to take in one closing mark


class Slot(NamedTuple):
    """Room for one line: the top of the line and its width."""

    x: float
    y: float
    w: float
    column: int


@dataclass
class Para:
    """Glyphs that are set together; `indent` in em, `before` in empty lines above, `keep`: never last in a column."""

    glyphs: list[Glyph]
    size: float
    indent: float = 0.0
    align: str = "justify"
    before: int = 0
    kind: str = "body"
    keep: bool = False
    lines: list[Line] = field(default_factory=list)


def glyphs_of(text: str, face: str, element: Element | None) -> list[Glyph]:
    """Set a string in one face for one element."""
    return [Glyph(char, face, element) for char in text]


def width(glyph: Glyph, size: float, stretch: float = 1.0) -> float:
    """Return the advance of a glyph in points."""
    return advance(covering(glyph.face, glyph.char), glyph.char) * size * stretch


def take(glyphs: list[Glyph], room: float, size: float, stretch: float = 1.0) -> int:
    """Return how many glyphs go into a line of `room` points under the usual rules for line starts and ends."""
    used, n = 0.0, 0
    while n < len(glyphs) and used + width(glyphs[n], size, stretch) <= room + 0.05:
        used += width(glyphs[n], size, stretch)
        n += 1
    if n == len(glyphs) or n == 0:
        return max(n, 1)
    following = glyphs[n + 1].char if n + 1 < len(glyphs) else ""
    if (
        glyphs[n].char in NO_START
        and following not in NO_START
        and used + width(glyphs[n], size, stretch) - room < _HANG * size
    ):
        return n + 1
    full = n
    while n > 1 and (glyphs[n].char in NO_START or glyphs[n - 1].char in NO_END or _inside_number(glyphs, n)):
        n -= 1
    return n if n > full * 0.6 else full


def _inside_number(glyphs: list[Glyph], n: int) -> bool:
    return glyphs[n].char in _ASCII and glyphs[n - 1].char in _ASCII


def place(
    glyphs: list[Glyph],
    box: tuple[float, float, float],
    size: float,
    align: str,
    *,
    stretch: float = 1.0,
    kind: str = "body",
    last: bool = True,
) -> Line:
    """Set one line at (x, top, width): justified unless it is the last, or aligned as told."""
    x, top, room = box
    while len(glyphs) > 1 and glyphs[-1].char == " ":
        glyphs = glyphs[:-1]
    steps = [width(g, size, stretch) for g in glyphs]
    slack = room - sum(steps)
    if align == "justify" and len(glyphs) > 1 and (slack < 0 or not last):
        steps = [step + slack / (len(glyphs) - 1) for step in steps]
    elif align != "justify":
        x += max(0.0, slack) * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
    return Line(glyphs, steps, x, top + size * 0.88, size, kind=kind, stretch=stretch)


def columns_of(rect: Rect, count: int, gutter: float) -> list[Rect]:
    """Divide a rectangle into columns of one width."""
    wide = (rect.w - (count - 1) * gutter) / count
    return [Rect(rect.x + i * (wide + gutter), rect.y, wide, rect.h) for i in range(count)]


def slots(columns: list[Rect], lead: float, obstacles: list[Rect], narrowest: float) -> list[Slot]:
    """Return the lines of the columns in reading order, shortened beside an obstacle or left out under it."""
    out = []
    for index, column in enumerate(columns):
        for row in range(int((column.h + 0.2) / lead)):
            strip = Rect(column.x, column.y + row * lead, column.w, lead)
            left, right = strip.x, strip.right
            for thing in obstacles:
                if not strip.meets(thing):
                    continue
                if thing.x - left >= right - thing.right:
                    right = min(right, thing.x - 5)
                else:
                    left = max(left, thing.right + 5)
            if right - left >= narrowest:
                out.append(Slot(left, strip.y, right - left, index))
    return out


def flow(paras: list[Para], room: list[Slot]) -> int | None:
    """Set the paragraphs into the slots, filling their `lines`; return the slots left, None where they do not fit."""
    at = 0
    for para in paras:
        para.lines = []
        if at and room[at - 1].column == (room[at].column if at < len(room) else -1):
            at += para.before
        if para.keep:
            need = 2 if sum(width(g, para.size) for g in para.glyphs) <= room[min(at, len(room) - 1)].w else 3
            while at < len(room) and at + need <= len(room) and room[at].column != room[at + need - 1].column:
                at += 1
        rest, first = para.glyphs, True
        while rest:
            if at >= len(room):
                return None
            slot = room[at]
            shift = para.indent * para.size if first else 0.0
            n = take(rest, slot.w - shift, para.size)
            box = (slot.x + shift, slot.y, slot.w - shift)
            para.lines.append(place(rest[:n], box, para.size, para.align, kind=para.kind, last=n == len(rest)))
            rest, first, at = rest[n:], False, at + 1
            while rest and rest[0].char == " ":
                rest = rest[1:]
    return len(room) - at
