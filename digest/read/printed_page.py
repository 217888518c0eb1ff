"""Printed lines with their places in, a Document out: what a PDF and a picture have in common."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest.model import Document, Line, Problem, Span
from digest.read import dump

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.model import Box, Drawn, Face, ProblemKind


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One printed line: its characters without blanks at the ends, and where it stands on its page."""

    string: str
    box: Box
    face: Face | None = None


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """One page as it was read: its lines in the order of the source, what went wrong, and what is drawn on it.

    `size` is its width and height in points; 0, 0 where it was not read.
    """

    lines: tuple[PrintedLine, ...]
    reasons: tuple[Problem, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    size: tuple[float, float] = (0.0, 0.0)


def problem(  # noqa: PLR0913  what a problem is made of
    origin: str, kind: ProblemKind, number: int, reason: str, remedy: str = "", *, count: int | None = None
) -> Problem:
    """Name what is wrong with a page; `count` is how many characters or places it is about, where that is known."""
    counted = () if count is None else (("count", str(count)),)
    return Problem(origin, kind, f"page {number} {reason}", remedy, (("page", str(number)), *counted))


def document(origin: str, data: bytes, encoding: str, pages: Iterable[PrintedPage]) -> Document:
    """Lay pages end to end: one line of text a printed line, an empty line between two pages; pages count from 1."""
    lines: list[Line] = []
    strings: list[str] = []
    problems: list[Problem] = []
    drawn: list[Drawn] = []
    sizes: list[tuple[float, float]] = []
    at = 0
    for number, page in enumerate(pages, start=1):
        if strings and strings[-1]:
            strings.append("")
            at += 1
        for line in page.lines:
            lines.append(Line(Span(at, at + len(line.string)), number, line.box, line.face))
            strings.append(line.string)
            at += len(line.string) + 1
        problems += page.reasons
        drawn += page.drawn
        sizes.append(page.size)
    name = dump.understand(origin)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        origin=origin,
        text="".join(f"{string}\n" for string in strings),
        encoding=encoding,
        lines=tuple(lines),
        drawn=tuple(drawn),
        sizes=tuple(sizes),
        published=name.published,
        publication=name.publication,
        page=name.page,
        problems=tuple(problems),
    )
