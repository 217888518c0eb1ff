"""Slides (PPTX) in, a Document with an entry a slide out: its title is the headline, its lines are paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from digest.errors import Malformed
from digest.model import Problem
from digest.read import bundle
from digest.read.piece import Block, Piece, clean, document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

    from digest.model import Document

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_SLIDE: Final = re.compile(r"ppt/slides/slide(\d{1,4})\.xml")
_DECLARED: Final = re.compile(rb"<!\s{0,100}(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TITLES: Final = frozenset({"title", "ctrTitle"})


def read(origin: str, data: bytes, timezone: str) -> Document:  # noqa: ARG001  slides carry no day
    """Read slides in the order of their numbers; pictures are named in the problems, notes and hidden text not read.

    Raises:
        EmptySource: there is no text on them.
        Malformed: they are damaged, or built to harm.
        Unreadable: they are encrypted.
    """
    archive = bundle.open_checked(origin, data)
    numbered = sorted((int(found[1]), name) for name in archive.namelist() if (found := _SLIDE.fullmatch(name)))
    slides = [_parse(origin, bundle.part(origin, archive, name)) for _, name in numbered]
    pictures = sum(1 for slide in slides for _ in slide.iter(f"{_P}pic"))
    problems = []
    if pictures:
        reason, remedy = f"{pictures} pictures in it are not read", "give pictures of pages as files of their own"
        problems.append(Problem(origin, "unread_pictures", reason, remedy, (("count", str(pictures)),)))
    return document(origin, data, "utf-8", [_piece(slide) for slide in slides if _words(slide)], problems)


def _parse(origin: str, part: bytes) -> Element:
    from lxml import etree  # noqa: PLC0415  20 ms, paid only for markup

    if _DECLARED.search(part):
        raise Malformed(f"{origin}: it declares entities, which slides may not", "save it again as .pptx")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(part, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(f"{origin}: damaged slides ({error})", "save it again as .pptx") from error


def _words(slide: Element) -> str:
    return "".join(one.text or "" for one in slide.iter(f"{_A}t")).strip()


def _piece(slide: Element) -> Piece:
    titles = [one for one in slide.iter(f"{_P}sp") if _is_title(one)]
    taken = {paragraph for title in titles for paragraph in title.iter(f"{_A}p")}
    headline = " ".join(line for paragraph in taken if (line := clean(_line(paragraph))))
    return Piece(headline, tuple(Block(line) for line in _lines(slide, taken)))


def _is_title(shape: Element) -> bool:
    return any(one.get("type") in _TITLES for one in shape.iter(f"{_P}ph"))


def _lines(slide: Element, taken: set[Element]) -> Iterator[str]:
    """Yield the lines of a slide below its title; a row of a table is one."""
    for element in slide.iter(f"{_A}p", f"{_A}tr"):
        if element in taken:
            continue
        if element.tag == f"{_A}tr":
            taken.update(element.iter(f"{_A}p"))
            cells = [clean(" ".join(map(_line, cell.iter(f"{_A}p")))) for cell in element.iter(f"{_A}tc")]
            yield " | ".join(cells)
        elif line := clean(_line(element)):
            yield line


def _line(paragraph: Element) -> str:
    return "".join(one.text or "" for one in paragraph.iter(f"{_A}t"))
