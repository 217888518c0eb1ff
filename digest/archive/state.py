"""The database file of one place of issues: opened, looked at, brought up to date, copied; or refused unharmed.

The archive and the outbox are its two readers. They share one connection, so what belongs together is one change.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final, Self

from digest.errors import Busy, DigestError, StateError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

_APPLICATION: Final = 0x64696765  # "dige": no other program's database is ever written to
_BUSY: Final = 20  # seconds to wait for another process that is writing
# Of a larger file the tables that grow with the articles are not checked before each first change: a million articles
# took two minutes. What is in them can be taken in again; letters and issues cannot, and are checked always.
_LARGE: Final = 256 * 2**20
_GROWING: Final = frozenset({"article", "fact", "named", "sign", "text_content", "text_data", "text_docsize"})
_REMEDY: Final = "keep it aside: mv it away, then put back a copy made with digest backup: digest restore FILE"
_ROOM: Final = 64 * 2**20  # beside a copy of the database: its journal, and the issue of a week
_FULL: Final = 2**20  # bytes free below which an error of writing is that of a full disk
# SQLite's result codes, whose lowest eight bits are the class: https://www.sqlite.org/rescode.html
_IN_USE: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_UNWRITTEN: Final = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN})
_CLOSED: Final = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_AUTH})
RESTORED: Final = "from a backup; it may have gone since"
# Each step takes the tables from one version to the next; a step that was released is never changed.
MIGRATIONS: Final = (
    """
    CREATE TABLE issue (name TEXT PRIMARY KEY, first TEXT NOT NULL, last TEXT NOT NULL) STRICT;
    CREATE TABLE article (
        key TEXT PRIMARY KEY, id TEXT NOT NULL, publication TEXT, published TEXT, page TEXT, headline TEXT,
        origin TEXT NOT NULL, link TEXT, content TEXT NOT NULL
    ) STRICT;
    CREATE TABLE fact (
        article TEXT NOT NULL REFERENCES article ON DELETE CASCADE, place INTEGER NOT NULL, kind TEXT NOT NULL,
        text TEXT NOT NULL, quote TEXT NOT NULL, measure TEXT, subject TEXT, value REAL, unit TEXT, zone TEXT,
        modality TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (article, place)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE story (
        issue TEXT NOT NULL REFERENCES issue ON DELETE CASCADE, id TEXT NOT NULL, rank INTEGER NOT NULL,
        headline TEXT NOT NULL, section TEXT NOT NULL, zone TEXT, stage TEXT NOT NULL, dropped TEXT,
        PRIMARY KEY (issue, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE told (
        issue TEXT NOT NULL, story TEXT NOT NULL, place INTEGER NOT NULL, article TEXT NOT NULL REFERENCES article,
        PRIMARY KEY (issue, story, place), FOREIGN KEY (issue, story) REFERENCES story ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX told_article ON told (article);
    CREATE TABLE sign (
        name TEXT NOT NULL, issue TEXT NOT NULL, story TEXT NOT NULL, PRIMARY KEY (name, issue, story),
        FOREIGN KEY (issue, story) REFERENCES story ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sign_story ON sign (issue, story);
    CREATE TABLE follow (
        issue TEXT NOT NULL, story TEXT NOT NULL, earlier_issue TEXT NOT NULL, earlier TEXT NOT NULL,
        PRIMARY KEY (issue, story, earlier_issue, earlier),
        FOREIGN KEY (issue, story) REFERENCES story ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE text USING fts5 (article UNINDEXED, words, tokenize = "unicode61");
    """,
    # "part" is what the tables of letters were counted by before the two shared one count.
    """
    DROP TABLE IF EXISTS part;
    CREATE TABLE IF NOT EXISTS outbox (id TEXT NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS closing (
        issue TEXT PRIMARY KEY, last TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS body (digest TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS letter (
        number INTEGER PRIMARY KEY, issue TEXT NOT NULL REFERENCES closing, address TEXT NOT NULL,
        audience TEXT NOT NULL, message TEXT NOT NULL, sender TEXT NOT NULL, head BLOB NOT NULL, digest TEXT NOT NULL,
        body TEXT NOT NULL REFERENCES body,
        standing TEXT NOT NULL CHECK (standing IN ('queued', 'committing', 'sent', 'refused', 'deferred', 'in_doubt')),
        tries INTEGER NOT NULL DEFAULT 0, due TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL DEFAULT '',
        UNIQUE (issue, address)
    ) STRICT;
    CREATE INDEX IF NOT EXISTS letter_standing ON letter (standing);
    CREATE TABLE IF NOT EXISTS unsubscribed (address TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT;
    """,
    # Ten million articles: numbers in place of names, so that what is added stands at the end of its table, and an
    # index for everything that is searched. "week" is NULL for what only a printed issue holds; what digest backfill
    # took in has its ISO week, or '' where it has no day. An issue that is not printed is a week of what was taken in.
    """
    CREATE TABLE article_3 (
        number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL, publication TEXT, published TEXT,
        page TEXT, headline TEXT, origin TEXT NOT NULL, link TEXT, week TEXT, content TEXT NOT NULL
    ) STRICT;
    INSERT INTO article_3 SELECT NULL, key, id, publication, published, page, headline, origin, link, NULL, content
        FROM article ORDER BY published, key;
    CREATE TABLE fact_3 (
        article INTEGER NOT NULL REFERENCES article_3 ON DELETE CASCADE, place INTEGER NOT NULL, kind TEXT NOT NULL,
        text TEXT NOT NULL, quote TEXT NOT NULL, measure TEXT, subject TEXT, value REAL, unit TEXT, zone TEXT,
        modality TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (article, place)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO fact_3 SELECT number, place, kind, text, quote, measure, subject, value, unit, zone, modality,
        fact.content FROM fact JOIN article_3 ON key = article;
    CREATE TABLE story_3 (
        number INTEGER PRIMARY KEY, issue TEXT NOT NULL REFERENCES issue ON DELETE CASCADE, id TEXT NOT NULL,
        rank INTEGER NOT NULL, headline TEXT NOT NULL, section TEXT NOT NULL, zone TEXT, stage TEXT NOT NULL,
        dropped TEXT, UNIQUE (issue, id)
    ) STRICT;
    INSERT INTO story_3 SELECT NULL, issue, id, rank, headline, section, zone, stage, dropped FROM story;
    CREATE TABLE told_3 (
        story INTEGER NOT NULL REFERENCES story_3 ON DELETE CASCADE, place INTEGER NOT NULL,
        article INTEGER NOT NULL REFERENCES article_3, PRIMARY KEY (story, place)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO told_3 SELECT story_3.number, place, article_3.number FROM told
        JOIN story_3 ON story_3.issue = told.issue AND story_3.id = told.story
        JOIN article_3 ON article_3.key = told.article;
    CREATE TABLE sign_3 (
        name TEXT NOT NULL, story INTEGER NOT NULL REFERENCES story_3 ON DELETE CASCADE, PRIMARY KEY (name, story)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO sign_3 SELECT name, number FROM sign JOIN story_3 ON story_3.issue = sign.issue AND story_3.id = story;
    CREATE TABLE follow_3 (
        story INTEGER NOT NULL REFERENCES story_3 ON DELETE CASCADE, earlier_issue TEXT NOT NULL, earlier TEXT NOT NULL,
        PRIMARY KEY (story, earlier_issue, earlier)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO follow_3 SELECT number, earlier_issue, earlier FROM follow
        JOIN story_3 ON story_3.issue = follow.issue AND story_3.id = follow.story;
    CREATE VIRTUAL TABLE text_3 USING fts5 (words, tokenize = "unicode61");
    INSERT INTO text_3 (rowid, words) SELECT number, words FROM text JOIN article_3 ON key = text.article;
    DROP TABLE text;
    DROP TABLE follow;
    DROP TABLE sign;
    DROP TABLE told;
    DROP TABLE fact;
    DROP TABLE story;
    DROP TABLE article;
    ALTER TABLE article_3 RENAME TO article;
    ALTER TABLE fact_3 RENAME TO fact;
    ALTER TABLE story_3 RENAME TO story;
    ALTER TABLE told_3 RENAME TO told;
    ALTER TABLE sign_3 RENAME TO sign;
    ALTER TABLE follow_3 RENAME TO follow;
    ALTER TABLE text_3 RENAME TO text;
    CREATE INDEX article_published ON article (published, number);
    CREATE INDEX article_week ON article (week, number);
    CREATE INDEX fact_value ON fact (kind, value) WHERE value IS NOT NULL;
    CREATE INDEX told_article ON told (article);
    CREATE INDEX sign_story ON sign (story);
    CREATE INDEX story_id ON story (id);
    CREATE INDEX follow_earlier ON follow (earlier_issue, earlier);
    CREATE TABLE named (
        zone TEXT NOT NULL, article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE, PRIMARY KEY (zone, article)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX named_article ON named (article);
    INSERT OR IGNORE INTO named SELECT zone, article FROM fact WHERE kind = 'zone' AND zone IS NOT NULL;
    INSERT OR IGNORE INTO named SELECT text, article FROM fact WHERE kind = 'zone';
    CREATE TABLE zone (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
    INSERT OR IGNORE INTO zone SELECT DISTINCT zone FROM named;
    ALTER TABLE issue ADD COLUMN printed INTEGER NOT NULL DEFAULT 1;
    CREATE TABLE taken (
        reference TEXT PRIMARY KEY, stamp TEXT NOT NULL, articles INTEGER NOT NULL, tries INTEGER NOT NULL, fault TEXT
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE week (name TEXT PRIMARY KEY, merged INTEGER NOT NULL, recalled INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    """,
    # What a letter has in its body's place for its recipient alone: JSON of offsets and bytes, or nothing.
    """
    ALTER TABLE letter ADD COLUMN own TEXT NOT NULL DEFAULT '';
    """,
    # A kind of fact within some days: without an index all facts of all articles of the days were gone through.
    """
    CREATE INDEX fact_kind ON fact (kind, article);
    """,
    # What people decided: entries are added and never changed. An undo or redo is an entry with the target of what it
    # takes back or gives again, whose number is its "value".
    """
    CREATE TABLE edit (
        number INTEGER PRIMARY KEY AUTOINCREMENT, issue TEXT NOT NULL, operation TEXT NOT NULL, target TEXT NOT NULL,
        value TEXT NOT NULL, was TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX edit_target ON edit (issue, target, number);
    """,
    # Addresses whose letters came back: those that are at fault themselves get no more until somebody says so.
    """
    CREATE TABLE bounced (
        address TEXT PRIMARY KEY, at TEXT NOT NULL, hard INTEGER NOT NULL, note TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
)


class Database:
    """The file at `path`, opened when it is first needed; use it in a `with`, which closes it.

    It is checked before it is first changed, so that damage is never written over: whole, or where it is large all but
    the articles and what is found in them, which digest doctor and a copy check too. Each migration is one transaction;
    before the first one a database that holds something is copied beside itself.

    Raises:
        StateError: at first use: it cannot be opened, is another program's, newer than this program, or damaged.
    """

    def __init__(self, path: Path, migrations: Sequence[str] = MIGRATIONS) -> None:
        self.path = path
        self._migrations = migrations
        self._opened: sqlite3.Connection | None = None
        self._sound = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; it is opened again when it is next needed."""
        if self._opened:
            self._opened.close()
        self._opened, self._sound = None, False

    @contextmanager
    def asked(self) -> Iterator[sqlite3.Connection]:
        """Ask the database; what is wrong with it, or with what it holds, is a StateError."""
        try:
            yield self._opened or self._open()
        except (sqlite3.Error, OSError, ValueError, TypeError, OverflowError) as error:
            raise _unusable(self.path, error) from error

    def check(self) -> None:
        """Check the file, once.

        Raises:
            StateError: it is damaged.
        """
        with self.asked() as db:
            if not self._sound:
                _refuse_damaged(db, self.path, without=_GROWING if self.path.stat().st_size > _LARGE else frozenset())
            self._sound = True

    @contextmanager
    def change(self, *, wait: bool = True) -> Iterator[sqlite3.Connection]:
        """Make a change whole or not at all; a change within a change is part of it.

        It is on disk when this returns, unless it is not waited for: then a power failure may undo it, a kill not.
        """
        with self.asked() as db:
            if db.in_transaction:
                yield db
                return
            self.check()
            with _synced(db, wait=wait), _transaction(db):
                yield db

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self.path, isolation_level=None, timeout=_BUSY)
        try:
            _refuse_strangers(db, self.path, len(self._migrations))
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            _migrate(db, self.path, self._migrations)
        except BaseException:
            with suppress(sqlite3.Error):
                db.close()
            raise
        self._opened = db
        return db


def look(path: Path) -> None:
    """Check a database without changing it.

    Raises:
        StateError: it is another program's, newer than this program, damaged, or cannot be read.
    """
    with _reading(path) as db:
        _refuse_damaged(db, path)


def copy(path: Path, target: Path) -> None:
    """Copy a database whole, while others may be using it, to a file that is not there yet.

    Raises:
        StateError: there is none, it cannot be used, or the copy cannot be written.
    """
    if not path.is_file():
        raise StateError(f"{path}: no database there", "it is made by: digest build")
    if target.exists():
        raise StateError(f"{target}: is there already", "name another file")
    with _reading(path) as db:
        _refuse_damaged(db, path)
        _copy(db, target)


def restore(copied: Path, path: Path) -> Path | None:
    """Put a copy in a database's place; name where what stood there is kept, None where nothing did.

    Letters that the copy has as owed may have gone since: they are in doubt, never sent again by themselves. Call it
    only while holding the run's lock.

    Raises:
        StateError: the copy is none of ours or damaged, or cannot be written.
        Busy: another program is using the database.
    """
    if not copied.is_file():
        raise StateError(f"{copied}: no copy there", "name a file made with: digest backup")
    fresh = path.with_name(f".{path.name}.restored")
    with _reading(copied) as db:
        _refuse_damaged(db, copied)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        _copy(db, fresh)
    try:
        with Database(fresh) as database, database.change() as changed:
            changed.execute(
                "UPDATE letter SET standing = 'in_doubt', note = ?"
                " WHERE standing IN ('queued', 'deferred', 'committing')",
                (RESTORED,),
            )
        aside = _put_aside(path) if path.exists() else None
        fresh.rename(path)
    except OSError as error:
        raise _unusable(path, error) from error
    finally:
        for rest in ("", "-wal", "-shm"):
            fresh.with_name(f"{fresh.name}{rest}").unlink(missing_ok=True)
    return aside


def _put_aside(path: Path) -> Path:
    """Rename a database with its journal, whole or damaged, to a name that nothing has."""
    number = next(k for k in range(1, 10_000) if not path.with_name(f"{path.name}.aside-{k}").exists())
    aside = path.with_name(f"{path.name}.aside-{number}")
    for rest in ("-wal", "-shm", ""):
        part = path.with_name(f"{path.name}{rest}")
        if part.exists():
            part.rename(aside.with_name(f"{aside.name}{rest}"))
    return aside


def move(path: Path, target: Path) -> None:
    """Move a database to where there is none, also to another disk; what stood there is kept as NAME.moved.

    Raises:
        StateError: it cannot be used, or the target not written; it stands where it was.
        Busy: another program is using it.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(path, isolation_level=None, timeout=0)
        try:
            db.execute("PRAGMA locking_mode = EXCLUSIVE")
            _refuse_strangers(db, path, len(MIGRATIONS))
            _refuse_damaged(db, path)
            db.execute("BEGIN EXCLUSIVE")
            db.execute("COMMIT")  # the lock stays until the file is closed
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _copy(db, target)
            path.rename(path.with_name(f"{path.name}.moved"))
        finally:
            db.close()
    except (sqlite3.Error, OSError) as error:
        raise _unusable(path, error) from error
    for rest in ("-wal", "-shm"):
        path.with_name(f"{path.name}{rest}").unlink(missing_ok=True)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=_BUSY)
        try:
            _refuse_strangers(db, path, len(MIGRATIONS))
            yield db
        finally:
            db.close()
    except (sqlite3.Error, OSError) as error:
        raise _unusable(path, error) from error


@contextmanager
def _synced(db: sqlite3.Connection, *, wait: bool) -> Iterator[None]:
    if wait:
        yield
        return
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        db.execute("PRAGMA synchronous = FULL")


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _copy(db: sqlite3.Connection, target: Path) -> None:
    """Copy what a connection reads; the copy takes its name when it is whole."""
    half = target.with_name(f".{target.name}.half")
    half.unlink(missing_ok=True)
    try:
        db.execute("VACUUM INTO ?", (str(half),))
        with half.open("rb+") as file:  # SQLite does not wait for the disk here
            os.fsync(file.fileno())
        half.rename(target)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def _unusable(path: Path, error: Exception) -> DigestError:
    """Tell what keeps a database from being used: another program, a full disk, the disk itself, or damage."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in _IN_USE:
        what = f"{path}: another program is using it; {_BUSY} seconds were waited for it"
        return Busy(what, "nothing is wrong with it: end that program, or start again later")
    if _is_full(path, error, code):
        return StateError(*_full(path))
    if code in _CLOSED or isinstance(error, OSError):
        return StateError(
            f"{path}: {error}", "make the file and its folder writable; for a schedule: digest schedule install --yes"
        )
    if code == sqlite3.SQLITE_IOERR:
        return StateError(f"{path}: the disk fails: {error}", "look at the disk, then start again; move nothing yet")
    return StateError(f"{path}: {error}", _REMEDY)


def _is_full(path: Path, error: Exception, code: int) -> bool:
    if code == sqlite3.SQLITE_FULL or getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
        return True
    return code in _UNWRITTEN and _free(path) < _FULL


def _free(path: Path) -> int:
    return shutil.disk_usage(next(one for one in path.absolute().parents if one.exists())).free


def _full(path: Path) -> tuple[str, str]:
    """Say how much a database needs beside what is free; what was published stands whatever the disk has."""
    size = path.stat().st_size if path.exists() else 0
    needed, free = ((amount + 999_999) // 1_000_000 for amount in (size + _ROOM, _free(path)))
    what = f"{path}: the disk is full: {needed:,} MB needed, {free:,} MB free"
    return what, "free some space and start again; the database and what was published are as they were"


def _number(db: sqlite3.Connection, question: str) -> int:
    return int(db.execute(question).fetchone()[0])


def _refuse_strangers(db: sqlite3.Connection, path: Path, newest: int) -> None:
    """Refuse a file that holds something and is not ours to write."""
    if not _number(db, "SELECT count(*) FROM sqlite_schema"):
        return
    if _number(db, "PRAGMA application_id") != _APPLICATION:
        raise StateError(f"{path}: the database of another program", "name another file in digest.toml: state = …")
    if _number(db, "PRAGMA user_version") > newest:
        raise StateError(f"{path}: written by a newer digest", "use that version, or name another file: state = …")


def _refuse_damaged(db: sqlite3.Connection, path: Path, without: frozenset[str] = frozenset()) -> None:
    asked = ["PRAGMA quick_check(1)"]
    if without:
        names = (name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall())
        asked = [f"PRAGMA quick_check('{name}')" for name in names if name not in without]
    for question in asked:
        found = db.execute(question).fetchone()[0]
        if found != "ok":
            raise StateError(f"{path}: damaged: {' '.join(str(found).split())}", _REMEDY)


def _migrate(db: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    version = _number(db, "PRAGMA user_version")
    if version == len(migrations):
        return
    if _number(db, "SELECT count(*) FROM sqlite_schema"):
        _refuse_damaged(db, path)
        aside = path.with_name(f"{path.name}.version-{version}")
        if not aside.exists():
            _copy(db, aside)
    for number in range(version, len(migrations)):
        with _transaction(db):
            if _number(db, "PRAGMA user_version") > number:  # another process was quicker
                continue
            for statement in migrations[number].split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {_APPLICATION}")
            db.execute(f"PRAGMA user_version = {number + 1}")
