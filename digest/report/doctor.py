"""What a run needs, looked at one by one; each finding says how to mend what is missing."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import shutil
import sqlite3
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from digest import collect, config, sandbox
from digest.archive import state
from digest.archive.outbox import Outbox
from digest.deliver.addresses import mailbox
from digest.deliver.audiences import audiences
from digest.deliver.lines import Server, SmtpLine, Trouble
from digest.errors import DigestError
from digest.pipeline import build, settings_names
from digest.publish import browser, faces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.config import Settings

_PANGO = "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0  (macOS: brew install pango)"
_ROOM: Final = 500_000_000  # bytes: a year of briefs, the copy before a migration, and the archive's journal
_SILENT: Final = timedelta(days=8)  # a weekly run and a day
_TRIAL: Final = "江畔日报\n".encode()
_HELD: Final = {
    "limits": "memory and time (limits)",
    "files": "the files it can open (files)",
    "calls": "network and programs (calls)",
    "python": "what Python itself refuses (python)",
}
_PARTLY, _USAGE, _STATE = 3, 2, 6


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it is well, the line that mends it if not, and the status that it is worth."""

    what: str
    well: bool
    remedy: str = ""
    status: int = _PARTLY


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
        *(Finding(str(one.reason), well=False, remedy=one.remedy) for one in settings_names.unknown(settings)),
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
    yield from _needed_to_deliver(settings, build.archive_of(settings.path(settings.out), settings), now, where)


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
    yield _confinement()
    libraries = ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")
    found = browser.browsers()
    if found and not all(map(_loads, libraries)):
        yield Finding(
            f"no Pango; {found[0]} prints the PDF, its notes in the text and its contents without page numbers",
            well=True,
        )
        return
    for library in libraries:
        yield Finding(f"library {library} (for the PDF)", _loads(library), _PANGO)


def _confinement() -> Finding:
    """Say what the system holds the child to that reads untrusted sources, and what it does not."""
    with sandbox.Child() as child:
        try:
            child.read("doctor.txt", _TRIAL)
        except DigestError as error:
            return Finding(f"reader: {error.what}", well=False, remedy=error.remedy)
        held = [word for word in _HELD if word in child.enforced]
    open_ = "、".join(words for word, words in _HELD.items() if word not in held)
    trial = "; on Windows this is experimental" if sys.platform == "win32" else ""
    return Finding(f"sources are read confined{f', but not in {open_}' if open_ else ''}{trial}", well=True)


def _loads(library: str) -> bool:
    """Tell whether a shared library can be loaded under any of its usual names."""
    for name in (f"lib{library}.so.0", f"lib{library}.0.dylib", f"lib{library}-0.dll"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def _needed_to_deliver(settings: Settings, database: Path, now: datetime, server: Server | None) -> Iterator[Finding]:
    """Look at what delivery needs; `server` is None where letters do not go over SMTP or LMTP."""
    yield _disk(settings.path(settings.out))
    yield from _database(database, now)
    if settings.mail.sender or settings.recipients:
        yield from _recipients(settings)
        yield _handover(settings, server)
        yield _last_run(database.parent / "delivery" / "run.json", now)


def _disk(out: Path) -> Finding:
    nearest = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    free = shutil.disk_usage(nearest).free
    return Finding(f"disk: {free // 1_000_000:,} MB free at {nearest}", free >= _ROOM, "free some space")


def _database(path: Path, now: datetime) -> Iterator[Finding]:
    if not path.exists():
        yield Finding(f"database {path}: none yet", well=True)
        return
    try:
        state.look(path)
        with Outbox(path) as outbox:
            letters, closings = outbox.letters(), outbox.closings()
    except DigestError as error:
        yield Finding(f"database {error.what}", well=False, remedy=error.remedy, status=error.status)
        return
    yield Finding(f"database {path}", well=True)
    ahead = max((closing.at for closing in closings), default=now)
    yield Finding(
        f"clock: {now:%Y-%m-%d %H:%M %Z}", ahead <= now + timedelta(days=1), "set the clock: it was later before"
    )
    for standing, remedy in (
        ("in_doubt", "ask the recipients, then: digest mail settle --sent or --resend"),
        ("refused", "correct the addresses, then: digest mail retry"),
    ):
        found = sum(one.standing == standing and one.note != "unsubscribed" for one in letters)
        if found:
            yield Finding(f"letters {standing.replace('_', ' ')}: {found}", well=False, remedy=remedy)
    owed = sum(one.standing in ("queued", "deferred") for one in letters)
    yield Finding(f"letters owed: {owed}", not owed, "digest run tries again; why they wait: digest mail status")


def _recipients(settings: Settings) -> Iterator[Finding]:
    mail = settings.mail
    try:
        if mail.sender:
            mailbox(mail.sender)
        if mail.reply_to:
            mailbox(mail.reply_to)
        groups, wrong = audiences(settings)
        number = sum(len(group.mailboxes) for group in groups)
    except DigestError as error:
        for line in error.what.splitlines():
            yield Finding(line, well=False, remedy=error.remedy or "correct it", status=_USAGE)
        return
    yield from (Finding(f"recipients: {one.reason}", well=False, remedy=one.remedy) for one in wrong)
    yield Finding(f"recipients: {number}", number > 0, "name some in digest.toml: recipients = […]", _USAGE)
    yield Finding("sender of the letters", bool(mail.sender), 'set it in digest.toml: [mail] sender = "…"', _USAGE)


def _handover(settings: Settings, server: Server | None) -> Finding:
    mail = settings.mail
    if server is None:
        there = shutil.which(mail.sendmail[0]) or os.access(mail.sendmail[0], os.X_OK)
        return Finding(f"mail program {mail.sendmail[0]}", bool(there), "install one, or set mail.through")
    where = f"mail server {server.host}:{server.port} ({server.security}{', login' if server.user else ''})"
    line = SmtpLine(server)
    try:
        line.open()
    except Trouble as error:
        return Finding(f"{where}: {error}", well=False, remedy="check mail.server, port, security, user and password")
    finally:
        line.close()
    return Finding(where, well=True)


def _last_run(path: Path, now: datetime) -> Finding:
    try:
        laid = json.loads(path.read_bytes())
        at = datetime.fromisoformat(laid["at"])
        failed = laid["failed"]
    except OSError:
        return Finding("last run: none yet", well=False, remedy="set it up: digest schedule install --yes")
    except (ValueError, KeyError, TypeError):
        return Finding(f"last run: {path} cannot be read", well=False, remedy="remove it; the next run writes it anew")
    if failed:
        return Finding(f"last run {at:%Y-%m-%d %H:%M}: {failed}", well=False, remedy="mend that, then: digest run")
    return Finding(f"last run: {at:%Y-%m-%d %H:%M}", now - at < _SILENT, "see: digest schedule status")
