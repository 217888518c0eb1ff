"""What a run needs, looked at one by one; each finding says how to mend what is missing."""

from __future__ import annotations

import ctypes
import os
import platform
import sqlite3
import sys
from typing import TYPE_CHECKING

from digest import checkup, collect, config
from digest.checkup import Finding
from digest.errors import DigestError
from digest.pipeline import build
from digest.publish import faces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from digest.config import Settings
    from digest.deliver.lines import Server

_PANGO = "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0  (macOS: brew install pango)"


def examine(
    settings_file: Path | None, now: datetime, server: Callable[[Settings], Server | None]
) -> tuple[Finding, ...]:
    """Look at settings, folders, fonts, Pango and what delivery needs; nothing is changed.

    `server` lays out the mail server, with the password that only the command line knows.
    """
    try:
        settings = config.load(settings_file)
    except DigestError as error:
        wrong = Finding(f"settings: {error.what}", False, error.remedy or "mend the file", error.status)  # noqa: FBT003  the form of Finding
        return (wrong, *_machine())
    named = settings_file or (config.DEFAULT_FILE if config.DEFAULT_FILE.is_file() else None)
    return (
        Finding(f"settings: {named or 'none, the defaults hold'}", well=True),
        *_folders(settings),
        *_machine(),
        *_silent(settings),
        *_delivery(settings, now, server),
    )


def _delivery(settings: Settings, now: datetime, server: Callable[[Settings], Server | None]) -> Iterator[Finding]:
    try:
        where = server(settings)
    except DigestError as error:
        yield Finding(error.what, well=False, remedy=error.remedy, status=error.status)
        return
    yield from checkup.examine(settings, build.archive_of(settings.path(settings.out), settings), now, where)


def _silent(settings: Settings) -> Iterator[Finding]:
    """Name the sources on the web that have been broken or silent too long."""
    for problem in collect.overdue(settings):
        yield Finding(f"{problem.origin}: {problem.reason}", well=False, remedy=problem.remedy)


def _folders(settings: Settings) -> Iterator[Finding]:
    for name in settings.sources:
        path = settings.path(name)
        yield Finding(f"source {path}", path.exists(), "make it, or change sources in digest.toml")
    out = settings.path(settings.out)
    nearest = next(path for path in (out, *out.resolve().parents) if path.exists())
    yield Finding(
        f"output folder {out}", os.access(nearest, os.W_OK), f"make {nearest} writable, or change out in digest.toml"
    )


def _machine() -> Iterator[Finding]:
    yield Finding(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        sys.version_info >= (3, 11),
        "use Python 3.11–3.13",
    )
    yield Finding(
        "bundled fonts", (faces.FONTS / faces.TEXT_FACE).is_file(), "install digest again: its wheel carries them"
    )
    for library in ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"):
        yield Finding(f"library {library} (for the PDF)", _loads(library), _PANGO)


def _loads(library: str) -> bool:
    """Tell whether a shared library can be loaded under any of its usual names."""
    for name in (f"lib{library}.so.0", f"lib{library}.0.dylib", f"lib{library}-0.dll"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False
