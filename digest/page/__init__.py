"""A document in, its articles out: lines, columns, bodies, headings, and who belongs to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.model import Layout
from digest.page import entries, layout
from digest.page.plain import plain

if TYPE_CHECKING:
    from digest.model import Document

__all__ = ["plain", "split"]


def split(document: Document) -> Layout:
    """Take a document apart: by its own entries where it has them, otherwise as a newspaper page.

    See `digest.page.layout.split` for what is promised of a page.
    """
    return Layout(entries.articles(document)) if document.entries else layout.split(document)
