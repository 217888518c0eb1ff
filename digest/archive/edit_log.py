"""What people decided of the issues: a log in the database that entries are only ever added to."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Final, cast

from digest.errors import StaleEdit, UsageError
from digest.model import Edit

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from digest.archive.state import Database
    from digest.model import Decision, Operation

_UNDO: Final = "undo"
_REDO: Final = "redo"
_FIELDS: Final = "number, operation, target, value, was, who, at"


class EditLog:
    """The log of a database that is open.

    An object's version is the number of the last entry with its target: 0 where nothing was decided of it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, issue: str, made: Sequence[Decision], who: str, when: datetime) -> tuple[Edit, ...]:
        """Enter decisions in their order, all or none; they are on disk when this returns.

        Raises:
            StaleEdit: something was decided of a target since the person saw it; both are named.
            StateError: the database cannot be written.
        """
        with self._database.change() as db:
            for one in made:
                _refuse_stale(db, issue, one)
            return tuple(_enter(db, issue, one, who, when.isoformat()) for one in made)

    def undo(self, issue: str, who: str, when: datetime, sequence: int | None = None) -> Edit | None:
        """Take an entry back: the one named, or else the last of `who` that still holds; None where there is none.

        Raises:
            UsageError: the entry named is not of this issue, or does not hold.
        """
        with self._database.change() as db:
            holding = [one for one in _folded(_rows(db, issue)) if one.undone_by is None]
            mine = [one for one in holding if one.who == who] if sequence is None else _named(holding, sequence)
            return _turn(db, issue, mine[-1], _UNDO, who, when) if mine else None

    def redo(self, issue: str, who: str, when: datetime) -> Edit | None:
        """Give again what `who` took back last, unless they have decided something else since; None where nothing is.

        Raises:
            StateError: the database cannot be written.
        """
        with self._database.change() as db:
            stack = _taken_back(_rows(db, issue), who)
            gone = {one.sequence: one for one in _folded(_rows(db, issue)) if one.undone_by is not None}
            found = next((gone[number] for number in reversed(stack) if number in gone), None)
            return _turn(db, issue, found, _REDO, who, when) if found else None

    def of(self, issue: str, until: int | None = None) -> tuple[Edit, ...]:
        """Read an issue's decisions in their order, those that were taken back with the entry that did it.

        `until` is the number of the last entry to be read.
        """
        if not self._database.path.exists():
            return ()
        with self._database.asked() as db:
            return tuple(_folded(_rows(db, issue, until)))

    def version(self, issue: str, target: str) -> int:
        """Give the version of an object."""
        if not self._database.path.exists():
            return 0
        with self._database.asked() as db:
            return _version(db, issue, target)

    def versions(self, issue: str) -> dict[str, int]:
        """Give the version of every object that something was decided of."""
        if not self._database.path.exists():
            return {}
        with self._database.asked() as db:
            asked = "SELECT target, max(number) FROM edit WHERE issue = ? GROUP BY target"
            return dict(db.execute(asked, (issue,)).fetchall())

    def issues(self) -> tuple[str, ...]:
        """Name the issues that something was decided of."""
        if not self._database.path.exists():
            return ()
        with self._database.asked() as db:
            return tuple(name for (name,) in db.execute("SELECT DISTINCT issue FROM edit ORDER BY issue").fetchall())


_Row = tuple[int, str, str, str, str, str, str]


def _rows(db: sqlite3.Connection, issue: str, until: int | None = None) -> list[_Row]:
    asked = f"SELECT {_FIELDS} FROM edit WHERE issue = ? AND number <= ? ORDER BY number"  # noqa: S608  a constant
    return cast("list[_Row]", db.execute(asked, (issue, 2**62 if until is None else until)).fetchall())


def _folded(rows: Iterable[_Row]) -> list[Edit]:
    """Turn the rows of an issue into its decisions; an undo or redo is told by the one it is of."""
    made: dict[int, Edit] = {}
    for number, operation, target, value, was, who, when in rows:
        if operation in {_UNDO, _REDO}:
            of = int(json.loads(value)[0])
            made[of] = replace(made[of], undone_by=number if operation == _UNDO else None, turned=number)
        else:
            read = tuple(json.loads(value))
            made[number] = Edit(number, cast("Operation", operation), target, read, who, when, was=was)
    return list(made.values())


def _taken_back(rows: Iterable[_Row], who: str) -> list[int]:
    """Name what a person took back since their last decision, the last one last."""
    stack: list[int] = []
    for _, operation, _, value, _, by, _ in rows:
        if by != who:
            continue
        if operation == _UNDO:
            stack.append(int(json.loads(value)[0]))
        elif operation == _REDO:
            stack.remove(int(json.loads(value)[0]))
        else:
            stack.clear()
    return stack


def _named(holding: Iterable[Edit], sequence: int) -> list[Edit]:
    found = [one for one in holding if one.sequence == sequence]
    if not found:
        raise UsageError(f"entry {sequence} of the log does not hold", "name one that was not taken back")
    return found


def _turn(  # noqa: PLR0913, PLR0917  the columns of an entry
    db: sqlite3.Connection, issue: str, one: Edit, turn: str, who: str, when: datetime
) -> Edit:
    """Enter an undo or a redo and give its decision as it is now."""
    number = _put(db, (issue, turn, one.target, json.dumps([str(one.sequence)]), "", who, when.isoformat()))
    return replace(one, undone_by=number if turn == _UNDO else None, turned=number)


def _enter(db: sqlite3.Connection, issue: str, one: Decision, who: str, when: str) -> Edit:
    value = json.dumps(one.value, ensure_ascii=False)
    number = _put(db, (issue, one.operation, one.target, value, one.was, who, when))
    return Edit(number, one.operation, one.target, one.value, who, when, was=one.was)


def _put(db: sqlite3.Connection, row: tuple[str, ...]) -> int:
    put = "INSERT INTO edit (issue, operation, target, value, was, who, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
    return int(db.execute(put, row).lastrowid or 0)


def _version(db: sqlite3.Connection, issue: str, target: str) -> int:
    asked = "SELECT coalesce(max(number), 0) FROM edit WHERE issue = ? AND target = ?"
    return int(db.execute(asked, (issue, target)).fetchone()[0])


def _refuse_stale(db: sqlite3.Connection, issue: str, one: Decision) -> None:
    """Refuse a decision of a person who did not see the last one of its target.

    Raises:
        StaleEdit: so it is.
    """
    if one.version is None or (now := _version(db, issue, one.target)) == one.version:
        return
    last = next(entry for entry in reversed(_rows(db, issue)) if entry[0] == now)
    theirs = "、".join(json.loads(last[3]))
    mine = "、".join(one.value)
    what = f"{one.target}: changed meanwhile by {last[5]}: {last[1]} “{theirs}”; yours: {one.operation} “{mine}”"
    raise StaleEdit(what, "look at both and decide again")
