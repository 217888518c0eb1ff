"""The folders of sources: what lies there and is used or not, and where the pages of closed issues are put away.

`input/archive/2025-W16/` holds the files of the closed issue 2025-W16 under the names they had. A build of that issue
reads them there, every other passes over them.
"""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from digest import files
from digest.errors import NothingRead
from digest.pipeline.intake import read_sources
from digest.text import period

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from digest.model import Document, Layout, Problem
    from digest.pipeline.intake import Reading

_INSIDE: Final = re.compile(r"[/!]")  # between the name of an archive and that of a file in it


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the inbox: the issue that it belongs to ('' where its day is not known), and why it is not used."""

    name: str
    path: Path
    issue: str
    why: str = ""


def archived(paths: Iterable[Path], issue: str) -> tuple[Path, ...]:
    """Give the folders below `paths` in which the pages of a closed issue were put away."""
    folders = (path / files.PUT_AWAY / issue for path in paths)
    return tuple(folder for folder in folders if folder.is_dir())


def listed(paths: tuple[Path, ...], timezone: str, closed: frozenset[str]) -> tuple[Entry, ...]:
    """Read what lies in the inbox and say of each file which issue it belongs to, and why it is not used if so.

    `closed` are the issues whose letters are made; a page of one of them came late.
    """
    try:
        readings, problems = read_sources(paths, timezone)
    except NothingRead:
        readings, problems = (), ()
    return tuple(_entry(name, path, readings, problems, closed) for name, path in files.sources(paths))


def _entry(
    name: str, path: Path, readings: Iterable[Reading], problems: Iterable[Problem], closed: frozenset[str]
) -> Entry:
    held = [reading for reading in readings if _is_of(reading.document.origin, name)]
    days = [day for reading in held if (day := last_day(reading.document, reading.layout))]
    said = "; ".join(dict.fromkeys(one.reason for one in problems if _is_of(one.origin, name)))
    if not any(reading.layout.articles for reading in held):
        return Entry(name, path, "", said or "it holds no article")
    if not days:
        return Entry(name, path, "", "the day it was printed is not known: it is taken as of every issue")
    issue = period.week_of(max(days)).issue
    return Entry(name, path, issue, f"{issue} is closed" if issue in closed else "")


def _is_of(origin: str, name: str) -> bool:
    """Say whether a document is a file, or stands in it."""
    return origin == name or (origin.startswith(name) and bool(_INSIDE.match(origin[len(name) :])))


def last_day(document: Document, layout: Layout) -> date | None:
    """Give the last day on which something in a document was printed; None where no day is known."""
    days = [article.published for article in layout.articles if article.published]
    return max(days, default=document.published)


def put_away(paths: tuple[Path, ...], timezone: str, last: date) -> tuple[Path, ...]:
    """Move the files whose pages were all printed by the last day of a closed issue into the archives of their weeks.

    A file is renamed within its folder of sources, so it is in one place or the other at any instant. What has no day,
    and what could not be read, stays: a person is to see it. Gives where the files are now.
    """
    moved: list[Path] = []
    for root in (path for path in paths if path.is_dir()):
        for entry in listed((root,), timezone, frozenset()):
            if entry.issue and period.week(entry.issue).last <= last:
                target = root / files.PUT_AWAY / entry.issue / entry.path.relative_to(root.absolute())
                with suppress(OSError):  # one that cannot be moved stays, and is read and passed over as before
                    moved.append(_moved(entry.path, target))
    return tuple(moved)


def _moved(path: Path, target: Path) -> Path:
    """Rename a file to where there is none; the same name again gets a number."""
    target.parent.mkdir(parents=True, exist_ok=True)
    free = next(
        name
        for number in range(1, 10_000)
        if not (name := target if number == 1 else target.with_name(f"{target.stem}~{number}{target.suffix}")).exists()
    )
    path.rename(free)
    return free


def forget(paths: Iterable[Path], today: date, weeks: int) -> tuple[Path, ...]:
    """Delete the archives of issues that ended more than so many weeks ago; 0 keeps all."""
    gone: list[Path] = []
    for folder in (one for path in paths if weeks for one in (path / files.PUT_AWAY).glob("*") if one.is_dir()):
        if files.ISSUE.fullmatch(folder.name) and period.week(folder.name).last < today - timedelta(weeks=weeks):
            shutil.rmtree(folder, ignore_errors=True)
            gone.append(folder)
    return tuple(gone)
