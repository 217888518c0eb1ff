"""The database file of one place of issues: opened, looked at, brought up to date and copied, or refused unharmed.

Several parts live in one file, each with its own tables and its own list of migrations.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from digest.errors import StateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

APPLICATION: Final = 0x64696765  # "dige": no other program's database is ever written to
_BUSY: Final = 20  # seconds to wait for a build that is writing the archive
_REMEDY: Final = "keep it aside: mv it away, then put back a copy made with: digest backup"
_PARTS: Final = "CREATE TABLE IF NOT EXISTS part (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT"


def opened(path: Path, part: str, migrations: Sequence[str]) -> sqlite3.Connection:
    """Open the database at `path`, check it, and bring the tables of `part` up to date.

    Each migration is one transaction; before the first one a database that holds something is copied beside itself.

    Raises:
        StateError: it cannot be opened, is another program's, newer than this program, or damaged; it is left as it is.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, isolation_level=None, timeout=_BUSY)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(path, error) from error
    try:
        with asked(path):
            _refuse_strangers(db, path)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            _migrate(db, path, part, migrations)
    except StateError:
        with suppress(sqlite3.Error):
            db.close()
        raise
    return db


def look(path: Path) -> None:
    """Check a database without changing it.

    Raises:
        StateError: it is another program's, damaged, or cannot be read.
    """
    with asked(path):
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_BUSY)
        try:
            _refuse_strangers(db, path)
        finally:
            db.close()


@contextmanager
def asked(path: Path) -> Iterator[None]:
    """Ask the database; what is wrong with it, or with what it holds, is a StateError."""
    try:
        yield
    except (sqlite3.Error, OSError, ValueError, TypeError, OverflowError) as error:
        raise _unusable(path, error) from error


@contextmanager
def change(db: sqlite3.Connection) -> Iterator[None]:
    """Make a change whole or not at all."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def copy(path: Path, target: Path) -> None:
    """Copy the database whole, while others may be using it, to a file that is not there yet.

    Raises:
        StateError: there is none, it cannot be read, or the copy cannot be written.
    """
    if not path.is_file():
        raise StateError(f"{path}: no database there", "it is made by: digest build")
    if target.exists():
        raise StateError(f"{target}: is there already", "name another file")
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=_BUSY)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error
    try:
        with asked(path):
            _refuse_strangers(db, path)
            db.execute("VACUUM INTO ?", (str(target),))
    finally:
        db.close()


def _unusable(path: Path, error: Exception) -> StateError:
    return StateError(f"{path}: {error}", _REMEDY)


def _number(db: sqlite3.Connection, question: str) -> int:
    return int(db.execute(question).fetchone()[0])


def _refuse_strangers(db: sqlite3.Connection, path: Path) -> None:
    if not _number(db, "SELECT count(*) FROM sqlite_schema"):
        return
    if _number(db, "PRAGMA application_id") != APPLICATION:
        raise StateError(f"{path}: the database of another program", "name another file in digest.toml: state = …")
    found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise StateError(f"{path}: damaged: {' '.join(str(found).split())}", _REMEDY)


def _migrate(db: sqlite3.Connection, path: Path, part: str, migrations: Sequence[str]) -> None:
    version = _version(db, part)
    if version > len(migrations):
        raise StateError(f"{path}: written by a newer digest", "use that version, or name another file: state = …")
    if version and version < len(migrations):
        aside = path.with_name(f"{path.name}.{part}-{version}")
        if not aside.exists():
            half = aside.with_name(f".{aside.name}")
            half.unlink(missing_ok=True)
            db.execute("VACUUM INTO ?", (str(half),))
            half.rename(aside)
    for number in range(version, len(migrations)):
        with change(db):
            if _version(db, part) > number:  # another process was quicker
                continue
            db.execute(_PARTS)
            for statement in migrations[number].split(";\n"):
                db.execute(statement)
            db.execute("INSERT OR REPLACE INTO part VALUES (?, ?)", (part, number + 1))
            db.execute(f"PRAGMA application_id = {APPLICATION}")


def _version(db: sqlite3.Connection, part: str) -> int:
    """Say which version the tables of a part have; 0 where there are none."""
    if not _number(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'part'"):
        return 0
    row = db.execute("SELECT version FROM part WHERE name = ?", (part,)).fetchone()
    return int(row[0]) if row else 0
