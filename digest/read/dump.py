"""A text dump of a newspaper page in, a Document out: its lines are the physical lines that are not blank."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from digest.model import Document, Line, Problem, Span
from digest.read import grid
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-._年]?)(\d{1,2})[-._月]?(\d{1,2})日?(?!\d)")
_PAGE = re.compile(r"第?([A-Za-z]?\d{1,3})[版面]")
_NAME = re.compile(r"[\u3400-\u9fff][\u3400-\u9fffA-Za-z0-9·]*[\u3400-\u9fff]")
_PAPER = re.compile(r"[报刊讯志]$")
_ACROSS = "its columns are side by side on one line; they were cut apart at the blanks, and articles may be mixed"
_FORM_FEED = "\f"


class Name(NamedTuple):
    """What a file name says of the page in it; unknown parts are None."""

    published: date | None
    publication: str | None
    page: str | None


def read(origin: str, data: bytes) -> Document:
    """Read the text dump of a page; a form feed begins a new page.

    The lines of a dump that is laid out by columns are cut apart and have boxes (see `digest.read.grid`).

    Date, paper and page come from a file name such as `2025-04-14_某报_05版.txt`; what the page itself says
    of them is left to the room that understands pages.

    Raises:
        EmptySource, UnknownFormat, Undecodable: as `digest.text.decode.decode` does.
    """
    text, encoding = decode.decode(origin, data)
    name = understand(origin)
    lines = tuple(_lines(text))
    problems: tuple[Problem, ...] = ()
    if grid.is_grid(text, lines):
        lines = tuple(grid.parts(text, lines))
        problems = (Problem(origin, "read_across", _ACROSS, "give the PDF of the page"),)
    return Document(
        id=hashlib.sha256(data).hexdigest(),
        origin=origin,
        text=text,
        encoding=encoding,
        lines=lines,
        published=name.published,
        publication=name.publication,
        page=name.page,
        problems=problems,
    )


def understand(origin: str) -> Name:
    """Take date, paper and page from a file name."""
    stem = PurePath(origin.replace("\\", "/")).name
    stem = stem.rsplit(".", 1)[0] if "." in stem[1:] else stem
    day = _DATE.search(stem)
    rest = stem[: day.start()] + "_" + stem[day.end() :] if day else stem
    page = _PAGE.search(rest)
    rest = rest[: page.start()] + "_" + rest[page.end() :] if page else rest
    names = [name for name in _NAME.findall(rest) if _PAPER.search(name)]
    return Name(_date(day) if day else None, names[0] if names else None, page.group(1) if page else None)


def _date(found: re.Match[str]) -> date | None:
    year, mark, month, day = found.groups()
    if not mark and len(month + day) != len("0414"):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _lines(text: str) -> Iterator[Line]:
    """Yield the lines that are not blank, without the white space at their ends."""
    page, start = 1, 0
    for line in text.split("\n"):
        page += line.count(_FORM_FEED)
        if stripped := line.strip():
            left = start + line.index(stripped[0])
            yield Line(Span(left, left + len(stripped)), page)
        start += len(line) + 1
