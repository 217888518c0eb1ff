"""A document in, its articles out: lines, columns, bodies, headings, and who belongs to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model import Layout
from digest.page import dump, jumps
from digest.page.datelines import dated
from digest.page.plain import plain

if TYPE_CHECKING:
    from digest.model import Document

__all__ = ["dated", "plain", "split"]


def split(document: Document) -> Layout:
    """Take a document apart: by its own entries where it has them, otherwise as a newspaper page.

    A page whose lines have boxes is followed by where they stand, any other by its words. See
    `digest.page.dump.split` for what is promised of a page.
    """
    if document.entries:
        from digest.page import entries  # noqa: PLC0415  most pages have none

        return Layout(entries.articles(document), tuple(entries.furniture(document)))
    if document.lines and document.lines[0].box:
        from digest.page import boxes  # noqa: PLC0415  0.05 s, which a dump need not wait for

        # A text with boxes is a dump laid out by columns, whose boxes are cells of a grid.
        found = boxes.split(document, "box" if document.encoding in {"pdf", "ocr"} else "grid")
    else:
        found = dump.split(document)
    return jumps.join(document, found)
