"""Files out, whole or not at all; sources in, regular files only."""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digest.errors import Locked, OutputError, StateError, Unreadable
from digest.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# A newspaper page dump is some 20 kB, a scanned issue some 100 MB; past this a file is no page.
PUT_AWAY: Final = "archive"  # below a folder of sources: the pages of closed issues, each in a folder of its own
ISSUE: Final = re.compile(r"\d{4}-W\d{2}")
LARGEST_SOURCE = 256 * 1024 * 1024


def read_source(path: Path) -> bytes:
    """Read a regular file of at most `LARGEST_SOURCE` bytes, however it grows meanwhile.

    Raises:
        Unreadable: it is missing, no regular file, too large, or may not be opened.
    """
    try:
        if path.is_symlink():
            raise Unreadable(f"{path}: a link, not a file", "put the file itself there")
        if not path.is_file():
            raise Unreadable(f"{path}: {'not a regular file' if path.exists() else 'no such file'}", "check the name")
        with path.open("rb") as file:
            content = file.read(LARGEST_SOURCE + 1)
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror}", "check the file's permissions") from error
    if len(content) > LARGEST_SOURCE:
        raise Unreadable(f"{path}: more than the limit of {LARGEST_SOURCE:,} bytes", "split it")
    return content


def sources(paths: Iterable[str | Path]) -> tuple[tuple[str, Path], ...]:
    """List the files under `paths` with the name each goes by, sorted by name, hidden ones left out.

    A file goes by its name, a file found in a folder by its path below that folder, so that `input/` and
    `input/*` name the same sources alike; what cannot be seen in a name is shown as □.
    Links found in a folder are not followed: they may lead out of it. Nor are the archives of closed issues gone into.
    """
    found: dict[Path, str] = {}
    for path in map(Path, paths):
        if path.is_dir():
            for folder, folders, names in os.walk(path):
                folders[:] = _walked(path, Path(folder), folders)
                for name in names:
                    file = Path(folder) / name
                    if not name.startswith("."):
                        found.setdefault(file.absolute(), visible(file.relative_to(path).as_posix()))
        else:
            found.setdefault(path.resolve(), visible(path.name))
    return tuple(sorted((name, path) for path, name in found.items()))


def _walked(root: Path, folder: Path, folders: list[str]) -> list[str]:
    """Give the folders of a folder that are gone into: no hidden one, and none that pages were put away in."""
    away = folder == root / PUT_AWAY
    return sorted(name for name in folders if not name.startswith(".") and not (away and ISSUE.fullmatch(name)))


def walk(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Name the files under `paths` as `sources` does, one after the other, however many: sorted within each folder."""
    for path in paths:
        if not path.is_dir():
            yield visible(path.name), path.resolve()
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(name for name in names if not name.startswith(".")):
                file = Path(folder) / name
                yield visible(file.relative_to(path).as_posix()), file.absolute()


def publish(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file whole or leave what stands there untouched.

    The bytes go to a temporary file beside it, are synced to disk, and take its name in one step. `mode` says who may
    read it: a brief is for all, a list of recipients is not.

    Raises:
        OutputError: the disk is full, or the folder may not be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise OutputError(f"{path}: {error.strerror}", "free the disk or choose another folder with -o") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)  # noqa: PTH101  mkstemp gives 0600
        os.replace(name, path)  # noqa: PTH105  the name is a string from mkstemp
    except OSError as error:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108  as above
        raise OutputError(f"{path}: {error.strerror}", "free the disk or choose another folder with -o") from error


def sweep(folder: Path) -> None:
    """Clear away what `publish` leaves in a folder when its process is killed; call it only while holding the lock."""
    if folder.is_dir():
        for path in folder.iterdir():
            whole = path.name[1:].rpartition(".")[0]
            if path.name.startswith(".") and path.is_file() and Path(whole).suffix:
                with suppress(OSError):
                    path.unlink()


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold a lock until the block or the process ends, however it ends; a forked child does not keep it.

    Raises:
        Locked: another run holds it.
        StateError: the folder cannot be written, or its file system knows no locks.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415  40 ms, paid only by commands that write

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Kept on disk: who removes a lock's file lets two hold it, each another file of that name.
        held = FileLock(path, timeout=0, mode=0o600, preserve_lock_file=True)
        held.acquire()
    except Timeout as error:
        raise Locked(f"{path}: another run holds the lock", "it is left alone; this run has nothing to do") from error
    except NotImplementedError as error:
        raise StateError(
            f"{path}: its file system knows no locks", "set state in digest.toml to a file on a local disk"
        ) from error
    except OSError as error:
        raise StateError(
            f"{path}: {error.strerror}", "make its folder writable, or set state in digest.toml"
        ) from error
    try:
        yield
    finally:
        held.release()
