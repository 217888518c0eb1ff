"""Paths in, readings out: every source opened, unpacked, read in a child and taken apart; a bad one is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import files, page, read, sandbox
from digest.errors import DigestError, NothingRead, SourceError, UnknownFormat
from digest.model import Problem
from digest.read import bundle, image

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Self

    from digest.model import Document, Layout

Progress = Callable[[str, int, int], None]  # stage, done, of


@dataclass(frozen=True, slots=True)
class Reading:
    """One source, read and taken apart."""

    document: Document
    layout: Layout


def silent(stage: str, done: int, of: int) -> None:
    """Take progress and show nothing."""


def read_sources(
    paths: Iterable[Path], timezone: str, progress: Progress = silent
) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """Read every source under `paths`; one that cannot be used costs itself and is named in the problems.

    The readings come in an order of their own (date, paper, page, content), whatever the order of the paths;
    the same bytes twice are read once. `timezone` is where the newspapers' days are counted.

    A source without an article is a problem, and a reading all the same: its lines can be shown.

    Raises:
        NothingRead: not one source could be read.
    """
    named = tuple(paths)
    listed = files.sources(named)
    if not listed:
        where = ", ".join(str(path) for path in named)
        raise NothingRead(
            f"{where}: no files there", "put newspaper pages into it, or name them: digest build PAGE.txt"
        )
    readings: dict[str, Reading] = {}
    problems: list[Problem] = []
    with _Readers(timezone) as readers:
        for done, (origin, path) in enumerate(listed):
            progress("read", done, len(listed))
            for found in readers.readings(origin, path):
                problems += [found] if isinstance(found, Problem) else _taken(found, readings)
    progress("read", len(listed), len(listed))
    if not readings:
        raise NothingRead("\n".join(str(problem) for problem in problems))
    return tuple(sorted(readings.values(), key=_place)), tuple(problems)


def _taken(reading: Reading, readings: dict[str, Reading]) -> tuple[Problem, ...]:
    """Put a reading to the others, once; return what should be known about it."""
    document = reading.document
    twin = readings.setdefault(document.id, reading).document
    if twin is not document:
        return (Problem(document.origin, f"the same content as {twin.origin}, read once", "remove one of them"),)
    if not reading.layout.articles:
        return (*document.problems, Problem(document.origin, "no article found", "see its lines with: digest show"))
    return document.problems


def _place(reading: Reading) -> tuple[str, str, str, str]:
    document = reading.document
    return (str(document.published or ""), document.publication or "", document.page or "", document.id)


class _Readers:
    """The child processes that parse untrusted bytes, started when the first such source turns up."""

    def __init__(self, timezone: str) -> None:
        self._timezone = timezone
        self._markup = sandbox.Child()
        self._pictures = sandbox.Child(limits=sandbox.PICTURES)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._markup.close()
        self._pictures.close()

    def readings(self, origin: str, path: Path) -> Iterator[Reading | Problem]:
        """Read a file, or each file in an archive."""
        try:
            data = files.read_source(path)
            members = bundle.unpack(origin, data) if read.format_of(data) == "bundle" else ()
        except SourceError as error:
            yield _problem(origin, path, error)
            return
        if not members:
            yield self._reading(origin, path, lambda: data)
        for member in members:
            yield self._reading(member.origin, path, member.read)

    def _reading(self, origin: str, path: Path, opened: Callable[[], bytes]) -> Reading | Problem:
        try:
            document = self._read(origin, opened())
            return Reading(document, page.split(document))
        except SourceError as error:
            return _problem(origin, path, error)
        except DigestError:
            raise
        except Exception as error:  # noqa: BLE001  a reader that fails on one source costs that source only
            return Problem(origin, f"{type(error).__name__}: {error}", "report it with the file")

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


def _problem(origin: str, path: Path, error: SourceError) -> Problem:
    return Problem(origin, error.what.removeprefix(f"{origin}: ").removeprefix(f"{path}: "), error.remedy)
