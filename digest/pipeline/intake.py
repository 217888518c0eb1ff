"""Paths in, readings out: every source opened, unpacked, read in a child and taken apart; a bad one is named.

Sources are shared out by reference: whoever reads one opens it, so that its bytes stay with its worker.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from digest import engine, files, installed, page, read, sandbox
from digest.errors import (
    DigestError,
    EmptySource,
    Encrypted,
    Malformed,
    NothingRead,
    Pictures,
    SourceError,
    Undecodable,
    UnknownFormat,
)
from digest.model import Problem
from digest.read import bundle, image
from digest.text.visible import names_of_article, names_of_document, words_of_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from digest.model import Document, Layout, ProblemKind

_RANGE: Final = 256 * 1024  # bytes of JSON lines: some hundred articles, half a second of work
_LONGEST_LINE: Final = 4 * 1024 * 1024
_HEAD: Final = 4096
_MARK: Final = 4  # bytes that tell an archive
_SHARED: Final = 4  # sources a worker is given at a time: 150 ms of pages, against 1 ms to hand them over

# What an error is to the readers of a brief; a class stands before the one it is made of.
_KINDS: Final[tuple[tuple[type[SourceError], ProblemKind], ...]] = (
    (EmptySource, "empty"),
    (Pictures, "pictures"),
    (UnknownFormat, "unknown_format"),
    (Undecodable, "undecodable"),
    (Malformed, "malformed"),
    (Encrypted, "encrypted"),
)

Progress = Callable[[str, int, int], None]  # stage, done, of


@dataclass(frozen=True, slots=True)
class Reading:
    """One source, read and taken apart."""

    document: Document
    layout: Layout


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a source stands: its name and file; where that is an archive, the archive's name and its place in it.

    Of JSON lines it may be those that begin within [`start`, `end`) bytes of the file; 0, 0 is all of them.
    """

    origin: str
    path: Path
    archive: str = ""
    member: int = 0
    start: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """The one name by which this very piece goes."""
        piece = f"!{self.origin}" if self.archive else f"@{self.start}" if self.end else ""
        return f"{os.fsencode(self.path).decode(errors='backslashreplace')}{piece}"


def silent(stage: str, done: int, of: int) -> None:
    """Take progress and show nothing."""


def read_sources(
    paths: Iterable[str | Path], timezone: str, progress: Progress = silent, place: Executor | None = None
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """Read every source under `paths`; one that cannot be used costs itself and is named in the problems.

    The readings come in an order of their own (date, paper, page, content), whatever the order of the paths;
    the same bytes twice are read once. `timezone` is where the newspapers' days are counted, `place` where the reading
    is done.

    A source without an article is a problem, and a reading all the same: its lines can be shown.

    Raises:
        NothingRead: not one source could be read.
    """
    named = tuple(paths)
    listed = files.sources(named)
    where = ", ".join(str(path) for path in named)
    if not any(Path(path).exists() for path in named):
        advice = "check the name; digest init makes digest.toml and input/ here, and overwrites nothing"
        raise NothingRead(f"{where}: no such file or folder", advice)
    if not listed:
        raise NothingRead(
            f"{where}: no files there", "put newspaper pages into it, or name them: digest build PAGE.txt"
        )
    references = tuple(reference for origin, path in listed for reference in references_of(origin, path))
    readings: dict[str, Reading] = {}
    problems: list[Problem] = []
    chunks = (references[k : k + _SHARED] for k in range(0, len(references), _SHARED))
    try:
        found = engine.each(place or engine.InProcess(), partial(read_all, timezone), chunks, _lost)
        for done, one in enumerate(found):
            progress("read", done, len(references))
            problems += [one] if isinstance(one, Problem) else _taken(one, readings)
    finally:
        end_readers(timezone)
    progress("read", len(references), len(references))
    if not readings:
        raise NothingRead("\n".join(str(problem) for problem in problems))
    return tuple(sorted(readings.values(), key=_place)), tuple(problems)


def references_of(origin: str, path: Path) -> tuple[Reference, ...]:
    """Refer to a file, or to each file in it where it is an archive."""
    try:
        members = _members(origin, path) if _is_packed(path) else ()
    except (OSError, SourceError):
        members = ()  # whoever reads it says what is wrong with it
    return tuple(Reference(one.origin, path, origin, k) for k, one in enumerate(members)) or (Reference(origin, path),)


def pieces_of(origin: str, path: Path) -> Iterator[Reference]:
    """Refer to a file as `references_of` does, and to JSON lines of any length by ranges of bytes."""
    size = path.stat().st_size if path.is_file() else 0
    if size <= _RANGE or not _is_lines(path):
        yield from references_of(origin, path)
        return
    for start in range(0, size, _RANGE):
        yield Reference(origin, path, start=start, end=min(size, start + _RANGE))


def _is_lines(path: Path) -> bool:
    """Tell whether a file has JSON lines that can be told apart by their bytes; those of UTF-16 cannot."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return b"\x00" not in head and read.format_of(head) == "jsonl"


def _is_packed(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():  # a pipe would keep us waiting
        return False
    with path.open("rb") as file:
        return bundle.is_bundle(file.read(_MARK))


def read_all(timezone: str, references: Iterable[Reference]) -> Iterator[Reading | Problem]:
    """Read every source referred to, and take it apart; one that cannot be used is a problem."""
    return (_readers(timezone).reading(reference) for reference in references)


@cache
def _readers(timezone: str) -> _Readers:
    return _Readers(timezone)


def end_readers(timezone: str) -> None:
    """End the child processes that this process reads untrusted bytes in."""
    _readers(timezone).close()
    _members.cache_clear()


@lru_cache(maxsize=1)
def _members(origin: str, path: Path) -> tuple[bundle.Member, ...]:
    """List the files in an archive; it is kept open for those who read one after the other."""
    data = files.read_source(path)
    return bundle.unpack(origin, data) if read.format_of(data) == "bundle" else ()


def _lost(reference: Reference, error: Exception) -> Problem:
    reason = f"it ends whoever reads it ({type(error).__name__})"
    return Problem(reference.origin, "failed", reason, "report it with the file")


def _taken(reading: Reading, readings: dict[str, Reading]) -> tuple[Problem, ...]:
    """Put a reading to the others, once; return what should be known about it."""
    document = reading.document
    twin = readings.setdefault(document.id, reading).document
    if twin is not document:
        reason, details = f"the same content as {twin.origin}, read once", (("twin", twin.origin.rpartition("/")[2]),)
        return (Problem(document.origin, "same", reason, "remove one of them", details),)
    if not reading.layout.articles:
        none = Problem(document.origin, "no_article", "no article found", "see its lines with: digest show")
        return (*document.problems, none)
    return (*document.problems, *reading.layout.problems)


def _place(reading: Reading) -> tuple[str, str, str, str]:
    document = reading.document
    return (str(document.published or ""), document.publication or "", document.page or "", document.id)


class _Readers:
    """The child processes that parse untrusted bytes, started when the first such source turns up."""

    def __init__(self, timezone: str) -> None:
        self._timezone = timezone
        self._markup = sandbox.Child()
        self._pictures = sandbox.Child(limits=sandbox.PICTURES)

    def close(self) -> None:
        """End the children; the next source starts others."""
        self._markup.close()
        self._pictures.close()

    def reading(self, reference: Reference) -> Reading | Problem:
        """Read a source and take it apart; whatever names it has, nothing in them is invisible."""
        read = self._reading(reference)
        if isinstance(read, Problem):
            return words_of_problem(_advised(read))
        return replace(read, document=replace(read.document, problems=tuple(map(_advised, read.document.problems))))

    def _reading(self, reference: Reference) -> Reading | Problem:
        origin = reference.origin
        try:
            document = names_of_document(self._read(origin, bytes_of(reference)))
            layout = page.split(document)
            return Reading(document, replace(layout, articles=tuple(map(names_of_article, layout.articles))))
        except SourceError as error:
            return _problem(origin, reference.path, error)
        except DigestError:
            raise
        except Exception as error:  # noqa: BLE001  a reader that fails on one source costs that source only
            return Problem(origin, "failed", f"{type(error).__name__}: {error}", "report it with the file")

    def _read(self, origin: str, data: bytes) -> Document:
        if read.is_plain(data):
            return read.read(origin, data, self._timezone)
        match read.format_of(data):
            case "image":
                return self._pictures.read(origin, data, timezone=self._timezone)
            case "pdf" if image.is_installed():
                return self._pdf(origin, data)
        return self._markup.read(origin, data, timezone=self._timezone)

    def _pdf(self, origin: str, data: bytes) -> Document:
        """Read a PDF within the limits of text, and only if some of its pages are pictures within theirs."""
        try:
            document = self._markup.read(origin, data, timezone=self._timezone, pictures="name")
        except UnknownFormat:
            return self._pictures.read(origin, data, timezone=self._timezone)
        if all(problem.remedy != image.REMEDY for problem in document.problems):
            return document
        return self._pictures.read(origin, data, timezone=self._timezone)


def _advised(problem: Problem) -> Problem:
    """Put the line that installs character recognition here in place of the word for it."""
    return replace(problem, remedy=installed.advice("ocr")) if problem.remedy == image.REMEDY else problem


def bytes_of(reference: Reference) -> bytes:
    """Read the bytes referred to.

    Raises:
        SourceError: they are not to be had.
    """
    if reference.archive:
        return _members(reference.archive, reference.path)[reference.member].read()
    if reference.end:
        return _lines_within(reference)
    data = files.read_source(reference.path)
    if read.format_of(data) == "bundle":
        bundle.unpack(reference.origin, data)  # it says why there is nothing in it
    return data


def bytes_of_document(paths: Iterable[str | Path], document: Document) -> bytes | None:
    """Find the very bytes that a document was read from among the sources; None where they are there no more."""
    for origin, path in files.sources(paths):
        for reference in references_of(origin, path):
            if reference.origin == document.origin:
                data = bytes_of(reference)
                if hashlib.sha256(data).hexdigest() == document.id:
                    return data
    return None


def _lines_within(reference: Reference) -> bytes:
    """Read the lines that begin within a range; one longer than any article ends where it is too long."""
    before = min(1, reference.start)  # the byte before tells whether a line begins here
    with reference.path.open("rb") as file:
        file.seek(reference.start - before)
        block = file.read(before + reference.end - reference.start + _LONGEST_LINE)
    first = block.find(b"\n", 0, before + reference.end - reference.start) + 1 if before else 0
    last = block.find(b"\n", before + reference.end - reference.start - 1) + 1
    return block[first : last or len(block)] if first or not before else b""


def _problem(origin: str, path: Path, error: SourceError) -> Problem:
    kind: ProblemKind = next((kind for name, kind in _KINDS if isinstance(error, name)), "unreadable")
    return Problem(origin, kind, error.what.removeprefix(f"{origin}: ").removeprefix(f"{path}: "), error.remedy)
