"""Bytes in, a Document out: one switch tells a format from its bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.errors import UnknownFormat
from digest.read import dump

if TYPE_CHECKING:
    from digest.model import Document

# What files of other kinds begin with; they would decode as text, or fail to with a less helpful message.
_FOREIGN = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP or Office file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a compressed file"),
)


def read(origin: str, data: bytes) -> Document:
    """Read a source's bytes into a `Document`; `origin` is the name it is known by (its file name).

    Raises:
        EmptySource: there is nothing but white space.
        UnknownFormat: the bytes are of no kind that can be read.
        Undecodable: they may be text, but no encoding gives readable characters.
    """
    for magic, kind in _FOREIGN:
        if data.startswith(magic):
            raise UnknownFormat(f"{origin}: {kind} cannot be read", "give its text as a .txt file")
    return dump.read(origin, data)
