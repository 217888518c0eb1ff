"""What a command of delivery meets outside: options, signals, the clock, the environment, and where it tells things."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self
from zoneinfo import ZoneInfo

import typer

from digest.cli import terminal
from digest.cli.options import PARTLY
from digest.errors import UsageError
from digest.text.visible import visible
from digest.translation import named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from digest.config import BouncesTable, MailTable, Settings
    from digest.deliver.lines import Server
    from digest.deliver.returns import Mailbox
    from digest.pipeline.job.job_context import JobContext
    from digest.pipeline.order import Built

_GRACE = 4  # seconds a letter in hand has to end after a signal
_LAST = 4.5  # seconds after a signal at which nothing is waited for any more, no process that shares the work either
_PASSWORD = 30  # seconds that password_command may take

Now = Annotated[
    str | None,
    typer.Option(metavar="2025-04-21T07:00", help="Take this for now, to try things out.", show_default=False),
]
Issue = Annotated[str, typer.Option(metavar="2025-W16", help="Only letters of this issue.")]
To = Annotated[str, typer.Option(metavar="ADDRESS", help="Only the letter to this address.")]
LogJson = Annotated[bool, typer.Option("--log-json", help="Log what happens to stderr, a JSON object a line.")]


class Ending:
    """What a signal does: between letters it ends the run at once, a letter in hand has four seconds to end."""

    def __init__(self) -> None:
        self.asked = 0
        self.posting = False
        self._since = 0.0

    def listen(self, minutes: int) -> None:
        """Listen for SIGTERM and SIGINT, and send SIGTERM to ourselves when the run takes too long."""
        for name in ("SIGTERM", "SIGINT", "SIGALRM"):
            if hasattr(signal, name):  # Windows has no alarms
                signal.signal(getattr(signal, name), self._heard)
        timer = threading.Timer(minutes * 60, os.kill, (os.getpid(), signal.SIGTERM))
        timer.daemon = True
        timer.start()

    def stopped(self) -> bool:
        """Tell whether to stop; asking means that letters are being handed over."""
        self.posting = True
        return bool(self.asked)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is SystemExit:
            self.end()

    def end(self) -> None:
        """Leave if a signal asked for it, and wait for nothing: processes that share the work are killed.

        That is safe at any instant, as a kill is; and they have no chance to complain that their work is gone.
        """
        if self.asked:
            for child in multiprocessing.active_children():
                child.kill()
            sys.stderr.flush()
            os._exit(128 + self.asked)

    def _heard(self, number: int, frame: object) -> None:  # noqa: ARG002  the form of a signal's function
        is_alarm = number == getattr(signal, "SIGALRM", None)
        if is_alarm and time.monotonic() - self._since > _LAST:
            self.end()
        if not is_alarm:
            self.asked, self._since = self.asked or number, self._since or time.monotonic()
            if self.posting:
                self._remind(_GRACE)
                return
            # A library's `except Exception` may swallow nothing of this, but a C callback can: it is said again.
            self._remind(1)
        sys.exit(128 + self.asked)

    def _remind(self, seconds: int) -> None:
        """Be heard again after some seconds; where a system has no alarms, the run ends then at the latest."""
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, seconds, 1)
            return
        timer = threading.Timer(_LAST, self.end)
        timer.daemon = True
        timer.start()


@dataclass(frozen=True, slots=True)
class Journal:
    """Where events are logged: JSON lines on stderr, or nowhere."""

    as_json: bool

    def __call__(self, event: str, **parts: object) -> None:
        """Log an event; no secret is ever among its parts."""
        if self.as_json:
            at = datetime.now().astimezone().isoformat(timespec="milliseconds")
            line = {"at": at, "event": event, **{name: part for name, part in parts.items() if part != ""}}
            print(json.dumps(line, ensure_ascii=False, default=str), file=sys.stderr, flush=True)  # noqa: T201  the log

    def tell(self, words: object, level: str = "warning") -> None:
        """Tell a person something, a line each."""
        for line in str(words).splitlines():
            if self.as_json:
                self(level, text=visible(line))
            else:
                terminal.echo(f"digest: {line}", err=True)


def job_context(  # noqa: PLR0913  what stands outside of a run
    config: Path | None, out: Path | None, now: str | None, ending: Ending, journal: Journal, *, secret: bool = True
) -> JobContext:
    """Lay out what a run is told; without its `secret`, the password, it can send nothing.

    Raises:
        UsageError: the settings have mistakes, the time is none, or there is a user and no password.
    """
    from digest import config as settings_file  # noqa: PLC0415  the rooms are loaded only for commands that need them
    from digest.pipeline.job.job_context import JobContext  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    return JobContext(
        settings=settings,
        out=out or settings.path(settings.out),
        now=_moment(now, settings),
        password=password(settings.mail) if secret else "",
        stopped=ending.stopped,
        log=journal,
        mailbox=lambda: returns_mailbox(settings) if secret else None,
    )


def _moment(written: str | None, settings: Settings) -> datetime:
    zone = ZoneInfo(settings.timezone)
    if written is None:
        return datetime.now(zone).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError as error:
        raise UsageError(f"--now {written}: no time", "write it like 2025-04-21T07:00") from error
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)


def password(table: MailTable | BouncesTable) -> str:
    """Find the password of a mail server: in the environment, as the first line of a file, or of what a command prints.

    Raises:
        UsageError: there is a user and no password.
    """
    if not table.user:
        return ""
    if found := os.environ.get(table.password_env):
        return found
    if table.password_file:
        return _in_file(Path(table.password_file).expanduser())
    if not table.password_command:
        raise UsageError(f"no password for {table.user}", f"set {table.password_env} in the environment")
    try:
        ran = subprocess.run(  # noqa: S603  the command of digest.toml
            table.password_command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            text=True,
            timeout=_PASSWORD,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise UsageError(
            f"password_command: {table.password_command[0]} fails ({type(error).__name__})", "try it by hand"
        ) from error
    return ran.stdout.partition("\n")[0]


def returns_mailbox(settings: Settings) -> Mailbox | None:
    """Lay out the mailbox that letters come back to, password and all; None where the settings name none.

    Raises:
        UsageError: there is a user and no password.
    """
    from digest.deliver.returns import Mailbox  # noqa: PLC0415  as above

    table = settings.bounces
    if not table.server:
        return None
    ca = str(settings.path(table.ca)) if table.ca else None
    return Mailbox(
        table.server, table.port, table.security, table.user, password(table), table.folder, ca, table.seconds
    )


def _in_file(path: Path) -> str:
    """Read a password from the first line of a file that nobody else may read.

    Raises:
        UsageError: it is not there, it is empty, or others may read it.
    """
    try:
        mode = path.stat().st_mode
        words = path.read_text(encoding="utf-8").partition("\n")[0].strip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"password_file {path}: {type(error).__name__}", "write the password into it") from error
    if os.name == "posix" and mode & 0o077:
        raise UsageError(f"password_file {path}: others may read it", f"chmod 600 {path}")
    if not words:
        raise UsageError(f"password_file {path}: its first line is empty", "write the password into it")
    return words


def mail_server(settings: Settings) -> Server | None:
    """Lay out the mail server of the settings, password and all; None where a program takes the letters.

    Raises:
        UsageError: there is a user and no password, or the sender is no address.
    """
    from digest.pipeline.job.job_context import JobContext  # noqa: PLC0415  as above

    if settings.mail.through == "sendmail":
        return None
    now = datetime.now().astimezone()
    return JobContext(settings, settings.path(settings.out), now, password(settings.mail)).server()


def leave(problems: Iterable[object], ending: Ending, journal: Journal) -> None:
    """Tell what should be known, and leave with the status that fits."""
    told = tuple(problems)
    for problem in told:
        journal.tell(problem)
    ending.end()
    if told:
        raise typer.Exit(PARTLY)


def summed_up(built: Built) -> str:
    """Word in one line what a build made."""
    brief = built.brief
    parts = [f"{len(brief.items)} items from {len(brief.sources)} articles"]
    parts += [f"{brief.elsewhere} articles of other issues"] if brief.elsewhere else []
    named = len(set(map(str, (*brief.problems, *built.problems))))
    return f"{brief.issue}: {', '.join((*parts, f'{named} problems' if named else 'no problem'))}"


def counted(standings: dict[str, int]) -> str:
    """Word how many letters stand how."""
    return ", ".join(f"{number} {named(name, 'letter').replace('_', ' ')}" for name, number in standings.items())
