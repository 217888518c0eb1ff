"""The letters owed: one row an issue and recipient, fixed when the issue closes, and what became of each.

queued → committing → sent · refused · deferred · in_doubt. `committing` stands in the database before the last dot of
a letter is written; a letter found there by the next run is in doubt, and is never sent again by the program itself.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal, Self, get_args

from digest.archive.state import RESTORED, Database
from digest.errors import StateError, UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from pathlib import Path
    from types import TracebackType

Standing = Literal["queued", "committing", "sent", "refused", "deferred", "in_doubt"]
STANDINGS: Final[tuple[str, ...]] = get_args(Standing)
TO_SOME: Final = "sent to some by name"  # the note of an issue whose other letters are not made yet

_FIRST_WAIT: Final = timedelta(minutes=30)
_LONGEST_WAIT: Final = timedelta(days=4)
# Half an hour doubled eight times is past four days: a letter put off that often has been tried for nine days.
_TRIES: Final = 9
_OF: Final = "? IN ('', issue) AND lower(?) IN ('', lower(address))"  # of an issue or all, to an address or all


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as it will go out: `head` ends with its blank line, `body` is shared by the letters of a group.

    `own` is what this letter has in its place at offsets of the body: its recipient's mark.
    """

    address: str
    audience: str
    message_id: str
    sender: str
    head: bytes
    body: bytes
    own: tuple[tuple[int, bytes], ...] = ()

    @property
    def text(self) -> bytes:
        """What follows the head: the body, with what is the letter's own."""
        parts, end = [], 0
        for at, piece in self.own:
            parts += [self.body[end:at], piece]
            end = at + len(piece)
        return b"".join((*parts, self.body[end:])) if parts else self.body

    @property
    def content(self) -> bytes:
        """The whole letter, as the recipient's server gets it."""
        return self.head + self.text


@dataclass(frozen=True, slots=True)
class Kept:
    """A letter as the outbox knows it: where it stands since when, how often it was tried, and why."""

    number: int
    issue: str
    address: str
    audience: str
    message_id: str
    standing: Standing
    tries: int
    due: datetime
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Closing:
    """An issue that is closed: its letters are fixed. `last` is the last day it covers."""

    issue: str
    last: str
    at: datetime
    note: str

    @property
    def whole(self) -> bool:
        """Say whether all letters are made; else only those asked for by name are, and the issue may still change."""
        return self.note != TO_SOME


class Outbox:
    """The letters of one place of issues; use it in a `with`, which closes it.

    `at` is its file, or a database that is open already and stays so.

    Raises:
        StateError: the database cannot be used; it is left as it is.
    """

    def __init__(self, at: Path | Database) -> None:
        self._database, self._own = (at, False) if isinstance(at, Database) else (Database(at), True)
        self._body = ("", b"")
        self._database.check()
        self.id = self._name()
        with suppress(OSError):  # it names recipients; where it is another's file, that one decides
            self._database.path.chmod(0o600)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._own:
            self._database.close()

    def _name(self) -> str:
        """Give the outbox a name of its own: message ids and unsubscribe marks are made with it."""
        with self._database.asked() as db:
            if known := db.execute("SELECT id FROM outbox").fetchone():
                return str(known[0])
        with self._database.change() as db:
            db.execute("INSERT INTO outbox SELECT ? WHERE NOT EXISTS (SELECT 1 FROM outbox)", (secrets.token_hex(16),))
            return str(db.execute("SELECT id FROM outbox").fetchone()[0])

    def close(self, closing: Closing, letters: Iterable[Letter]) -> bool:
        """Close an issue and owe its letters, in one step; False, and nothing done, if it is closed already.

        One that was sent to some by name is closed still; they keep the letter they have.
        """
        with self._database.change() as db:
            row = (closing.issue, closing.last, _stamp(closing.at), closing.note, TO_SOME)
            again = "ON CONFLICT (issue) DO UPDATE SET at = excluded.at, note = excluded.note WHERE note = ?"
            if not db.execute(f"INSERT INTO closing VALUES (?, ?, ?, ?) {again}", row).rowcount:  # noqa: S608  a constant
                return False
            for letter in letters:
                _owe(db, closing, letter)
            return True

    def closings(self) -> tuple[Closing, ...]:
        """List the closed issues, the one with the latest last day last."""
        with self._database.asked() as db:
            rows = db.execute("SELECT issue, last, at, note FROM closing ORDER BY last, issue").fetchall()
            return tuple(Closing(issue, last, datetime.fromisoformat(at), note) for issue, last, at, note in rows)

    def doubt(self, at: datetime) -> tuple[Kept, ...]:
        """Put the letters an earlier run left between dot and answer in doubt, and name them.

        Call it only while holding the run's lock.
        """
        with self._database.change() as db:
            left = _kept(db, "standing = 'committing'", ())
            db.execute(
                "UPDATE letter SET standing = 'in_doubt', at = ?, note = 'the run ended before the server answered'"
                " WHERE standing = 'committing'",
                (_stamp(at),),
            )
        return left

    def doubted(self) -> tuple[Kept, ...]:
        """List the letters in doubt that nobody has settled yet."""
        with self._database.asked() as db:
            return _kept(db, "standing = 'in_doubt'", ())

    def confirm(self, kept: Iterable[tuple[str, str, str]], at: datetime) -> int:
        """Take a receipt's word for letters of a restored copy (issue, address, standing); say for how many."""
        known = [one for one in kept if one[2] in ("sent", "refused")]
        with self._database.change() as db:
            return sum(
                db.execute(
                    "UPDATE letter SET standing = ?, at = ?, note = 'taken over from the receipt'"
                    " WHERE issue = ? AND address = ? AND standing = 'in_doubt' AND note = ?",
                    (standing, _stamp(at), issue, address, RESTORED),
                ).rowcount
                for issue, address, standing in known
            )

    def owed(self, at: datetime, issue: str = "", address: str = "") -> tuple[Kept, ...]:
        """List the letters to be tried now.

        A letter that is due later than any wait allows was put off by a clock that ran ahead: it is due now.
        """
        asked = f"standing IN ('queued', 'deferred') AND (due <= ? OR due > ?) AND {_OF}"
        values = (_stamp(at), _stamp(at + _LONGEST_WAIT), issue, address)
        with self._database.asked() as db:
            return _kept(db, asked, values)

    def letters(self, issue: str = "", address: str = "") -> tuple[Kept, ...]:
        """List the letters of an issue or all, in the order they were made."""
        with self._database.asked() as db:
            return _kept(db, _OF, (issue, address))

    def letter(self, number: int) -> Letter:
        """Fetch a letter to be sent, as it was fixed.

        Raises:
            StateError: it is not what was written.
        """
        with self._database.asked() as db:
            address, audience, message, sender, head, own, digest, body = db.execute(
                "SELECT address, audience, message, sender, head, own, digest, body FROM letter WHERE number = ?",
                (number,),
            ).fetchone()
            if self._body[0] != body:
                content = db.execute("SELECT content FROM body WHERE digest = ?", (body,)).fetchone()[0]
                self._body = (self._sound(body, content), content)
            self._sound(digest, head + own.encode())
            pieces = tuple((at, piece.encode("ascii")) for at, piece in json.loads(own or "[]"))
        return Letter(address, audience, message, sender, head, self._body[1], pieces)

    def _sound(self, digest: str, content: bytes) -> str:
        if sha256(content).hexdigest() != digest:
            raise StateError(f"{self._database.path}: damaged: a letter is not what was written", "put back a backup")
        return digest

    def committing(self, number: int, at: datetime) -> None:
        """Write down that the letter's last dot comes next; it is on disk when this returns."""
        with self._database.change() as db:
            _mark(db, number, "committing", at, "")

    def ended(self, number: int, standing: Standing, at: datetime, note: str = "") -> None:
        """Write down what became of a letter; one that is put off is due after half an hour, doubled each time.

        A kill loses nothing of this. A power failure may, and the letter is then in doubt, which is the safe side: so
        it need not wait for the disk, as `committing` must. That is half of the time a letter takes.
        """
        with self._database.change(wait=False) as db:
            if standing == "deferred":
                _put_off(db, number, at, note)
            else:
                _mark(db, number, standing, at, note)

    def postpone(self, numbers: Iterable[int], at: datetime, note: str) -> None:
        """Put letters off because the server itself is in trouble; that gives up none of them."""
        with self._database.change() as db:
            for number in numbers:
                (tries,) = db.execute("SELECT tries FROM letter WHERE number = ?", (number,)).fetchone()
                db.execute(
                    "UPDATE letter SET standing = 'deferred', tries = ?, due = ?, at = ?, note = ? WHERE number = ?",
                    (min(tries + 1, _TRIES - 1), _stamp(at + _wait(tries)), _stamp(at), note, number),
                )

    def retry(self, at: datetime, issue: str, address: str, standings: tuple[Standing, ...]) -> int:
        """Queue letters anew that stand so and whose text is still kept; say how many."""
        marks = ", ".join("?" for _ in standings)
        with self._database.change() as db:
            return db.execute(
                "UPDATE letter SET standing = 'queued', tries = 0, due = ?, at = ?, note = ''"  # noqa: S608  marks
                f" WHERE standing IN ({marks}) AND head <> x'' AND {_OF}",
                (_stamp(at), _stamp(at), *standings, issue, address),
            ).rowcount

    def settle(self, at: datetime, issue: str, address: str, standing: Literal["sent", "queued"]) -> int:
        """Decide letters in doubt as a person found out: they arrived, or they are to be sent again; say how many."""
        with self._database.change() as db:
            return db.execute(
                "UPDATE letter SET standing = ?, tries = 0, due = ?, at = ?, note = 'settled by hand'"  # noqa: S608  a constant
                " WHERE standing = 'in_doubt' AND (?1 = 'sent' OR head <> x'')"
                f" AND {_OF}",
                (standing, _stamp(at), _stamp(at), issue, address),
            ).rowcount

    def restore(self, closing: Closing, kept: Iterable[tuple[Letter, Standing]]) -> bool:
        """Take over an issue from its receipt, after the database was lost; what was not ended then is in doubt."""
        with self._database.change() as db:
            row = (closing.issue, closing.last, _stamp(closing.at), closing.note)
            if not db.execute("INSERT OR IGNORE INTO closing VALUES (?, ?, ?, ?)", row).rowcount:
                return False
            for letter, standing in kept:
                _owe(db, closing, letter)
                put = standing if standing in ("sent", "refused") else "in_doubt"
                db.execute(
                    "UPDATE letter SET standing = ?, note = 'taken over from the receipt'"
                    " WHERE issue = ? AND address = ?",
                    (put, closing.issue, letter.address),
                )
            return True

    def unsubscribed(self) -> frozenset[str]:
        """Name the addresses that want no more letters, in small letters."""
        with self._database.asked() as db:
            return frozenset(address for (address,) in db.execute("SELECT address FROM unsubscribed").fetchall())

    def silenced(self) -> frozenset[str]:
        """Name the addresses that no letter is made for, in small letters: unsubscribed, or at fault themselves."""
        with self._database.asked() as db:
            paused = db.execute("SELECT address FROM bounced WHERE hard").fetchall()
        return self.unsubscribed() | {address for (address,) in paused}

    def bounces(self) -> tuple[tuple[str, bool, str], ...]:
        """List the addresses whose letters came back: address, whether it is paused for it, and why."""
        with self._database.asked() as db:
            rows = db.execute("SELECT address, hard, note FROM bounced ORDER BY address").fetchall()
            return tuple((address, bool(hard), note) for address, hard, note in rows)

    def bounced(self, message: str, note: str, at: datetime, *, hard: bool) -> str:
        """Mark the letter with a Message-ID as come back, and pause its address if `hard`; give the address, or ''.

        What a paused address is still owed is refused, too: it would come back for the same reason.
        """
        with self._database.change() as db:
            found = db.execute("SELECT number, lower(address) FROM letter WHERE message = ?", (message,)).fetchone()
            if not found:
                return ""
            number, address = found
            _mark(db, number, "refused", at, note)
            db.execute(
                "INSERT INTO bounced VALUES (?, ?, ?, ?) ON CONFLICT (address) DO UPDATE"
                " SET at = excluded.at, hard = max(hard, excluded.hard), note = excluded.note",
                (address, _stamp(at), hard, note),
            )
            if hard:
                db.execute(
                    "UPDATE letter SET standing = 'refused', at = ?, note = ?"
                    " WHERE lower(address) = ? AND standing IN ('queued', 'deferred')",
                    (_stamp(at), note, address),
                )
            return str(address)

    def unsubscribe(self, address: str, at: datetime) -> int:
        """Send an address no more letters; say how many that were owed are refused for it.

        Raises:
            UsageError: it is no address.
        """
        if "@" not in address:
            raise UsageError(f"{address!r} is no address", "write it like a@example.cn")
        with self._database.change() as db:
            db.execute("INSERT OR IGNORE INTO unsubscribed VALUES (?, ?)", (address.lower(), _stamp(at)))
            return db.execute(
                "UPDATE letter SET standing = 'refused', at = ?, note = 'unsubscribed'"
                " WHERE lower(address) = ? AND standing IN ('queued', 'deferred')",
                (_stamp(at), address.lower()),
            ).rowcount

    def subscribe(self, address: str) -> bool:
        """Let an address have letters again; False if it had not unsubscribed and is not paused."""
        with self._database.change() as db:
            gone = db.execute("DELETE FROM unsubscribed WHERE address = ?", (address.lower(),)).rowcount
            paused = db.execute("DELETE FROM bounced WHERE address = ?", (address.lower(),)).rowcount
            return bool(gone or paused)

    def forget(self, before: str) -> int:
        """Drop the text of letters of issues that ended before a day (ISO); their rows stay: none is sent twice."""
        with self._database.change() as db:
            old = "standing IN ('sent', 'refused') AND issue IN (SELECT issue FROM closing WHERE last < ?)"
            empty = sha256(b"").hexdigest()
            db.execute("INSERT OR IGNORE INTO body VALUES (?, x'')", (empty,))
            gone = db.execute(
                f"UPDATE letter SET body = ?, head = x'', own = '', digest = ? WHERE {old} AND body <> ?",  # noqa: S608  a constant
                (empty, empty, before, empty),
            ).rowcount
            db.execute("DELETE FROM body WHERE digest NOT IN (SELECT body FROM letter)")
            return gone


def _mark(db: sqlite3.Connection, number: int, standing: Standing, at: datetime, note: str) -> None:
    db.execute(
        "UPDATE letter SET standing = ?, at = ?, note = ? WHERE number = ?", (standing, _stamp(at), note, number)
    )


def _put_off(db: sqlite3.Connection, number: int, at: datetime, note: str) -> None:
    """Put a letter off, or give it up when it was tried often enough."""
    (tries,) = db.execute("SELECT tries FROM letter WHERE number = ?", (number,)).fetchone()
    put, words = ("deferred", note) if tries + 1 < _TRIES else ("refused", f"given up after {_TRIES} tries: {note}")
    db.execute(
        "UPDATE letter SET standing = ?, tries = ?, due = ?, at = ?, note = ? WHERE number = ?",
        (put, tries + 1, _stamp(at + _wait(tries)), _stamp(at), words, number),
    )


def _owe(db: sqlite3.Connection, closing: Closing, letter: Letter) -> None:
    digest = sha256(letter.body).hexdigest()
    db.execute("INSERT OR IGNORE INTO body VALUES (?, ?)", (digest, letter.body))
    now = _stamp(closing.at)
    own = json.dumps([(at, piece.decode("ascii")) for at, piece in letter.own]) if letter.own else ""
    row = (
        closing.issue, letter.address, letter.audience, letter.message_id, letter.sender, letter.head, own,
        sha256(letter.head + own.encode()).hexdigest(), digest, now, now,
    )  # fmt: skip
    db.execute(
        "INSERT OR IGNORE INTO letter"
        " (issue, address, audience, message, sender, head, own, digest, body, standing, due, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?)",
        row,
    )


def _kept(db: sqlite3.Connection, asked: str, values: tuple[Any, ...]) -> tuple[Kept, ...]:
    rows = db.execute(
        "SELECT number, issue, address, audience, message, standing, tries, due, at, note FROM letter"  # noqa: S608  constants
        f" WHERE {asked} ORDER BY number",
        values,
    )
    return tuple(_row(*row) for row in rows)


def _row(*row: Any) -> Kept:  # noqa: ANN401  a row of the database
    number, issue, address, audience, message, standing, tries, due, at, note = row
    times = datetime.fromisoformat(due), datetime.fromisoformat(at)
    return Kept(number, issue, address, audience, message, standing, tries, *times, note)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


def _wait(tries: int) -> timedelta:
    return min(_FIRST_WAIT * (1 << min(tries, _TRIES)), _LONGEST_WAIT)
