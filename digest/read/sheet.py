"""Strips of print with their places in, a Document out: what a PDF and a picture have in common."""

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
class Strip:
    """One printed line: its characters without blanks at the ends, and where it stands on its page."""

    string: str
    box: Box
    face: Face | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as it was read: its strips in the order of the source, what went wrong, and what is drawn on it."""

    strips: tuple[Strip, ...]
    reasons: tuple[Problem, ...] = ()
    drawn: tuple[Drawn, ...] = ()


def problem(origin: str, kind: ProblemKind, number: int, reason: str, remedy: str = "") -> Problem:
    """Name what is wrong with a page."""
    return Problem(origin, kind, f"page {number} {reason}", remedy, (("page", str(number)),))


def document(origin: str, data: bytes, encoding: str, sheets: Iterable[Sheet]) -> Document:
    """Lay sheets end to end: one line of text a strip, an empty line between two pages; pages count from 1."""
    lines: list[Line] = []
    strings: list[str] = []
    problems: list[Problem] = []
    drawn: list[Drawn] = []
    at = 0
    for page, sheet in enumerate(sheets, start=1):
        if strings and strings[-1]:
            strings.append("")
            at += 1
        for strip in sheet.strips:
            lines.append(Line(Span(at, at + len(strip.string)), page, strip.box, strip.face))
            strings.append(strip.string)
            at += len(strip.string) + 1
        problems += sheet.reasons
        drawn += sheet.drawn
    name = dump.understand(origin)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        origin=origin,
        text="".join(f"{string}\n" for string in strings),
        encoding=encoding,
        lines=tuple(lines),
        drawn=tuple(drawn),
        published=name.published,
        publication=name.publication,
        page=name.page,
        problems=tuple(problems),
    )
