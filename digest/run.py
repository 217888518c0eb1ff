"""The order of the stages, and nothing else: sources → documents → articles → facts → stories → brief → files."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digest import edit, facts, files, page, period, publish, read
from digest.errors import DigestError, NothingRead, OutputError, SourceError
from digest.model import Brief, Document, Dropped, Fact, Layout, Masthead, Problem, Report, Source

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.period import Period

Progress = Callable[[str, int, int], None]  # stage, done, of


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: sources, period (None: the week of the newest page), formats, place and length."""

    sources: tuple[Path, ...]
    out: Path
    formats: tuple[str, ...]
    period: Period | None
    top: int
    explain: bool
    template: str
    today: date


@dataclass(frozen=True, slots=True)
class Reading:
    """One source, read and taken apart."""

    document: Document
    layout: Layout


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the brief, the files written, and what should be known about it."""

    brief: Brief
    files: tuple[Path, ...]
    problems: tuple[Problem, ...]


def read_sources(paths: Iterable[Path], progress: Progress) -> tuple[tuple[Reading, ...], tuple[Problem, ...]]:
    """Read every source under `paths`; one that cannot be used costs itself and is named in the problems.

    The readings come in an order of their own (date, paper, page, content), whatever the order of the paths;
    the same bytes twice are read once.

    Raises:
        NothingRead: not one source gave an article.
    """
    listed = files.sources(tuple(paths))
    if not listed:
        where = ", ".join(str(path) for path in paths)
        raise NothingRead(
            f"{where}: no files there", "put newspaper pages into it, or name them: digest build PAGE.txt"
        )
    readings: dict[str, Reading] = {}
    problems: list[Problem] = []
    for done, (origin, path) in enumerate(listed):
        progress("read", done, len(listed))
        try:
            reading = _read(origin, path)
        except SourceError as error:
            problems.append(
                Problem(origin, error.what.removeprefix(f"{origin}: ").removeprefix(f"{path}: "), error.remedy)
            )
            continue
        problems += reading.document.problems
        if reading.document.id in readings:
            first = readings[reading.document.id].document.origin
            problems.append(Problem(origin, f"the same content as {first}, read once", "remove one of them"))
        readings.setdefault(reading.document.id, reading)
    progress("read", len(listed), len(listed))
    if not readings:
        raise NothingRead("\n".join(str(problem) for problem in problems))
    return tuple(sorted(readings.values(), key=_place)), tuple(problems)


def _read(origin: str, path: Path) -> Reading:
    document = read.read(origin, files.read_source(path))
    layout = page.split(document)
    if not layout.articles:
        raise SourceError(f"{origin}: no article found", "see what was read with: digest show " + str(path))
    return Reading(document, layout)


def _place(reading: Reading) -> tuple[str, str, str, str]:
    document = reading.document
    return (str(document.published or ""), document.publication or "", document.page or "", document.id)
