"""What a run is told and what it gives back: settings, place, clock, password; issues built, letters sent, problems."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast
from zoneinfo import ZoneInfo

from digest import files
from digest.deliver import lines
from digest.deliver.addresses import mailbox
from digest.errors import UsageError
from digest.pipeline import build, schedule

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from digest.config import Settings
    from digest.deliver.returns import Mailbox
    from digest.model import Problem


def _unlogged(event: str, **parts: object) -> None:
    """Take an event and log nothing."""


@dataclass(frozen=True, slots=True)
class JobContext:
    """What a run is told: settings, place of the issues, the time it takes for now, and how letters leave.

    `stopped` is asked between letters. `log` takes the name of an event and what belongs to it. `mailbox` lays out the
    mailbox that letters come back to, or None; it raises UsageError where its password cannot be had.
    """

    settings: Settings
    out: Path
    now: datetime
    password: str = field(default="", repr=False)
    stopped: Callable[[], bool] = lambda: False
    log: Callable[..., None] = _unlogged
    mailbox: Callable[[], Mailbox | None] = lambda: None

    @property
    def state(self) -> Path:
        """The database: archive and outbox."""
        return build.archive_of(self.out, self.settings)

    @property
    def receipts(self) -> Path:
        """Where runs and deliveries are written down, beside the database."""
        return self.state.parent / build.RECEIPTS

    @property
    def times(self) -> schedule.Times:
        """When issues are due."""
        table = self.settings.schedule
        return schedule.Times(table.day, table.at, ZoneInfo(self.settings.timezone))

    @property
    def sources(self) -> tuple[Path, ...]:
        """The folders and files of the settings."""
        return tuple(self.settings.path(name) for name in self.settings.sources)

    def server(self) -> lines.Server:
        """Lay out the settings of the mail server."""
        mail = self.settings.mail
        return lines.Server(
            host=mail.server,
            port=mail.port,
            security=mail.security,
            protocol=cast('Literal["smtp", "lmtp"]', mail.through),
            helo=mail.helo or (mailbox(mail.sender).domain if mail.sender else "localhost"),
            user=mail.user,
            password=self.password,
            ca=self.settings.path(mail.ca) if mail.ca else None,
            seconds=mail.seconds,
        )

    def line(self) -> lines.Line:
        """Give the way letters leave by."""
        mail = self.settings.mail
        return (
            lines.Sendmail(mail.sendmail, mail.seconds) if mail.through == "sendmail" else lines.SmtpLine(self.server())
        )

    def refuse_without_sender(self) -> None:
        """Refuse to make letters that come from nobody.

        Raises:
            UsageError: the settings name no sender.
        """
        if not self.settings.mail.sender:
            remedy = 'set sender in digest.toml: [mail] sender = "简报组 <brief@example.cn>"'
            raise UsageError("no letters without a sender", remedy)


@dataclass(frozen=True, slots=True)
class Done:
    """What a run did: issues built, letters by what became of them, and what a person should know."""

    built: tuple[str, ...] = ()
    standings: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    told: tuple[str, ...] = ()


def locked(context: JobContext) -> ExitStack:
    """Take the lock of a place of issues; use it in a `with`.

    Raises:
        Locked: another run holds it.
    """
    build.settle(context.out, context.settings)
    while True:  # an archive that was moved meanwhile has another lock
        with ExitStack() as stack:
            held = build.lock_of(context.state)
            stack.enter_context(files.lock(held))
            if held == build.lock_of(context.state):
                return stack.pop_all()
