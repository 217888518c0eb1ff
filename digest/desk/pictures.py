"""Pictures of pages: drawn in the sandbox, one at a time, and kept by the hash of their source up to a size."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from digest import files, sandbox
from digest.errors import DigestError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from digest.model import Document

SIDE: Final = 2000  # dots of the longer side: body type of a broadsheet (10 points) is 13 dots high, and can be read
MOST: Final = 256 * 1024 * 1024  # bytes that are kept: some 400 pages, two months of a weekly brief
_DRAWN: Final = frozenset({"pdf", "ocr"})  # what a document's encoding says where it has a picture


def has_picture(document: Document) -> bool:
    """Say whether the pages of a document can be drawn."""
    return document.encoding in _DRAWN and bool(document.sizes)


class Pictures:
    """The pictures of a folder; `thread` is the one on which they are drawn."""

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._folder = folder
        self._most = most
        self._child = sandbox.Child("digest.read.sheet:draw", sandbox.PICTURES)
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="desk-pictures")

    def close(self) -> None:
        """End the thread and the process that draws."""
        self.thread.shutdown(cancel_futures=True)
        self._child.close()

    def picture(self, document: Document, number: int, source: Callable[[], bytes | None]) -> bytes | None:
        """Give a page as a JPEG, kept or drawn anew from the bytes of its `source`; None where it cannot be drawn."""
        path = self._folder / f"{document.id}-{number}.jpg"
        with suppress(OSError):
            found = path.read_bytes()
            os.utime(path)
            return found
        try:
            data = source()
            if data is None:
                return None
            made = self._child.draw(document.origin, data, page=str(number), side=str(SIDE))
        except (DigestError, OSError):
            return None
        with suppress(DigestError, OSError):  # a full disk costs the keeping only
            files.publish(path, made)
            self._forget()
        return made

    def _forget(self) -> None:
        """Remove the pictures that were looked at longest ago until the rest is small enough."""
        kept = sorted(((one.stat(), one) for one in self._folder.glob("*.jpg")), key=lambda one: one[0].st_mtime_ns)
        size = sum(stat.st_size for stat, _ in kept)
        for stat, path in kept:
            if size <= self._most:
                return
            path.unlink(missing_ok=True)
            size -= stat.st_size
