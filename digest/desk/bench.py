"""The issue that lies on the desk: read in the background, laid out with everything that people decided.

All of it is touched by one thread, the bench's own, so that what two people do at once comes one after the other.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from digest import files
from digest.archive import store
from digest.errors import DigestError, NothingRead, UsageError
from digest.pipeline import build
from digest.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from digest.config import Settings
    from digest.pipeline.order import Order, Proof

_LONGEST_NAME: Final = 120  # characters of a file's name
_STAGES: Final = {"read": "读取来稿", "facts": "摘出数据", "print": "排印"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is that takes a while."""

    stage: str = ""
    done: int = 0
    of: int = 0


class Bench:
    """What is on the desk; use it in a `with`, which ends its thread.

    `now` tells the time; `order` is what `digest build` would be asked for.
    """

    def __init__(self, settings: Settings, order: Order, now: Callable[[], datetime]) -> None:
        self.settings = settings
        self.order = order
        self.now = now
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self.version = 0
        self.fault = ""
        self._proof: Proof | None = None
        self._progress: Progress | None = None
        self._reader: threading.Thread | None = None
        self._again = False

    def __enter__(self) -> Bench:
        return self

    def __exit__(self, *_: object) -> None:
        if self._reader:
            self._reader.join()
        self.thread.shutdown()

    @property
    def proof(self) -> Proof | None:
        """The issue as the program alone would make it; None until the sources were read."""
        return self._proof

    @property
    def progress(self) -> Progress | None:
        """How far the reading is; None where nothing is read."""
        return self._progress

    def read(self) -> None:
        """Read the sources anew in the background; what is on the desk stays there until they are read."""
        if self._progress is not None:
            self._again = True
            return
        self._progress = Progress(_STAGES["read"])
        self._reader = threading.Thread(target=self._read, name="desk-reader", daemon=True)
        self._reader.start()

    def _read(self) -> None:
        again = True
        while again:
            self._again = False
            try:
                with store.Archive(build.archive_of(self.order.out, self.settings)) as archive:
                    proof: Proof | None = build.proof(self.order, self.settings, archive, self._note)
                self.thread.submit(self._lay, proof, "").result()
            except NothingRead as error:
                self.thread.submit(self._lay, None, str(error)).result()
            except DigestError as error:
                self.thread.submit(self._lay, self._proof, str(error)).result()
            again = self._again
        self._progress = None
        self.version += 1

    def _note(self, stage: str, done: int, of: int) -> None:
        self._progress = Progress(_STAGES.get(stage, stage), done, of)

    def _lay(self, proof: Proof | None, fault: str) -> None:
        self._proof, self.fault = proof, fault
        self.version += 1

    def wait(self) -> None:
        """Wait until nothing is read any more."""
        while self._reader and self._reader.is_alive():
            self._reader.join()


def place_of(name: str, folder: Path, content: bytes) -> Path:
    """Say under which name a file that is handed in goes into a folder; one of that name is never overwritten.

    Raises:
        UsageError: the very file is there already, or it has no name that can be kept.
    """
    clean = visible(name.replace("\\", "/").rpartition("/")[2]).strip().lstrip(".").strip()[-_LONGEST_NAME:]
    if not clean or clean in (".", ".."):
        raise UsageError("the file has no name", "name it like 2025-04-14_某报_05版.txt")
    stem, dot, suffix = clean.rpartition(".")
    if not dot:
        stem, suffix = clean, ""
    for number in range(1, 1000):
        path = folder / (clean if number == 1 else f"{stem} ({number}){dot}{suffix}")
        if not path.exists():
            return path
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            raise UsageError(f"{path.name}: handed in before, read once", "")
    raise UsageError(f"{clean}: too many files of that name", "name it otherwise")


def take_in(name: str, content: bytes, settings: Settings) -> Path:
    """Put a file that is handed in into the first folder of the sources.

    Raises:
        UsageError: it is empty, or as `place_of` says.
        OutputError: it cannot be written.
    """
    if not content:
        raise UsageError(f"{visible(name)}: the file is empty", "")
    folder = next((path for one in settings.sources if not (path := settings.path(one)).is_file()), None)
    if folder is None:
        raise UsageError("digest.toml names no folder of sources", 'write: sources = ["input"]')
    path = place_of(name, folder, content)
    files.publish(path, content)
    return path
