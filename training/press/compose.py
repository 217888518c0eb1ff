"""Words in, lines out: the breaking of Chinese lines with what may not begin or end one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from training.press.sheet import CLOSING, OPENING, Glyph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from training.press.sheet import Style

_MOST_SQUEEZE = 0.6  # ems by which a line may be set tighter for a closing mark


class Full(Exception):
    """There is no room for the next line."""


class Row(NamedTuple):
    """A composed line: characters with their roles and places in ems, and whether it ends its paragraph."""

    chars: list[tuple[str, str, float]]
    last: bool


def measure(style: Style, text: str) -> float:
    """Width of a string set in one line, in ems."""
    return sum(style.advance(char) for char in text)


def compose(
    style: Style,
    chars: Sequence[tuple[str, str]],
    room: Callable[[int], float | None],
    indent: float = 0.0,
    align: str = "both",
) -> list[Row]:
    """Break characters into lines as wide as `room(i)` ems says; align is both, left, right or middle.

    Raises:
        Full: `room` has no line left.
    """
    rows: list[Row] = []
    at = 0
    while at < len(chars):
        width = room(len(rows))
        if width is None:
            raise Full
        start = indent if not rows else 0.0
        if rows:
            while at < len(chars) and chars[at][0] == " ":
                at += 1
        end, used = at, start
        while end < len(chars):
            step = style.advance(chars[end][0])
            if used + step > width + 1e-6 and not (
                chars[end][0] in CLOSING and used + step < width + _MOST_SQUEEZE and end > at
            ):
                break
            used += step
            end += 1
        if end < len(chars):
            end = _break(style, chars, at, end)
        line = list(chars[at:end])
        while line and line[-1][0] == " ":
            line.pop()
        if not line:
            break
        rows.append(_row(style, line, width, start, align, last=end >= len(chars)))
        at = end
    return rows


def _break(style: Style, chars: Sequence[tuple[str, str]], at: int, end: int) -> int:
    """Move a line's end back to where it may break."""
    best = end
    while best > at + 1 and (
        chars[best][0] in CLOSING
        or chars[best - 1][0] in OPENING
        or (not style.breaks_numbers and _is_joined(chars[best - 1][0], chars[best][0]))
    ):
        best -= 1
    return best if best > at + 1 else end


def _is_joined(left: str, right: str) -> bool:
    return left.isascii() and right.isascii() and left != " " and right != " "


def _row(style: Style, line: Sequence[tuple[str, str]], width: float, start: float, align: str, *, last: bool) -> Row:
    used = sum(style.advance(char) for char, _ in line)
    spare = width - start - used
    gap = spare / (len(line) - 1) if len(line) > 1 and ((align == "both" and not last) or spare < 0) else 0.0
    x = start + {"right": max(0.0, spare), "middle": max(0.0, spare / 2)}.get(align, 0.0)
    placed = []
    for char, role in line:
        shift = -0.5 if char in OPENING and style.marks == "pulled" else 0.0
        placed.append((char, role, x + shift))
        x += style.advance(char) + gap
    return Row(placed, last)


def glyphs(
    style: Style, row: Row, x: float, y: float, size: float, squeeze: float = 1.0, pitch: float | None = None
) -> tuple[list[Glyph], list[str]]:
    """Place a row's characters, its left end at (x, y) on the base line; blanks draw nothing."""
    pitch = pitch or size
    found, roles = [], []
    for char, role, place in row.chars:
        if char in " \u3000":
            continue
        low = style.drop * size if char.isascii() else 0.0
        found.append(Glyph(char, x + place * pitch * squeeze, y + low, style.width(char)))
        roles.append(role)
    return found, roles
