"""The commands that keep a place of issues going: run, backup, restore."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from digest.cli import terminal
from digest.cli.common import Ending, Journal, LogJson, Now, job_context, leave
from digest.cli.options import Config, Out
from digest.errors import UsageError

if TYPE_CHECKING:
    from digest.pipeline.job.job_context import Done

_PING = 10  # seconds

Target = Annotated[Path, typer.Argument(metavar="FILE", help="Where to put the copy; it must not be there.")]


def run(  # noqa: PLR0913  one parameter an option of the command line
    *,
    catch_up: Annotated[
        str | None, typer.Option(metavar="last|all|none", help="Which of the weeks that were missed are built.")
    ] = None,
    ping: Annotated[
        str | None,
        typer.Option(envvar="DIGEST_PING", metavar="URL", help="Call this URL at the end; URL/fail if not well."),
    ] = None,
    now: Now = None,
    log_json: LogJson = False,
    out: Out = None,
    config: Config = None,
) -> None:
    """Do what is due: build the issue of the week, mail it, try again what was put off. Safe to start twice.

    Says nothing when all is well. With nothing due it ends at once; `digest schedule install` asks every half hour.
    """
    from digest.pipeline import job as jobs  # noqa: PLC0415  the rooms are loaded only for commands that need them

    journal = Journal(log_json)
    ending = Ending()
    wanted = catch_up
    done: Done | None = None
    try:
        context = job_context(config, out, now, ending, journal)
        ending.listen(context.settings.schedule.minutes)
        with ending:
            done = jobs.due(context, _catch_up(wanted or context.settings.schedule.catch_up))
    finally:
        if ping:
            _ping(ping if done is not None and not done.problems and not ending.asked else f"{ping.rstrip('/')}/fail")
    for line in done.told:
        journal.tell(line, "info")
    leave(done.problems, ending, journal)


def _catch_up(word: str) -> Literal["last", "all", "none"]:
    match word:
        case "last" | "all" | "none":
            return word
    raise UsageError(f"--catch-up {word}: no such choice", "there are: last, all, none")


def _ping(url: str) -> None:
    """Call a URL; whatever comes of it, the run is what it is."""
    from urllib import request  # noqa: PLC0415  a third of the time that --help takes

    def call() -> None:
        try:
            if url.startswith(("http://", "https://")):
                request.urlopen(url, timeout=_PING).close()  # noqa: S310  http and https only
        except Exception:  # noqa: BLE001, S110  a monitor that cannot be reached must not fail the run
            pass

    thread = threading.Thread(target=call, daemon=True)
    thread.start()
    thread.join(_PING)


def backup(
    target: Target,
    *,
    out: Out = None,
    config: Config = None,
) -> None:
    """Copy the database whole, archive and outbox, while others may be using it."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.archive import state  # noqa: PLC0415  as above
    from digest.pipeline import build as building  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    state.copy(building.archive_of(out or settings.path(settings.out), settings), target)


def restore(
    copied: Annotated[Path, typer.Argument(metavar="FILE", help="A copy made with digest backup.")],
    *,
    out: Out = None,
    config: Config = None,
) -> None:
    """Put a copy in the database's place; what stood there is kept beside it.

    Letters owed when the copy was made are in doubt, unless a receipt says that they went: none is sent twice.
    """
    from digest.pipeline.job import receipts  # noqa: PLC0415  as above

    context = job_context(config, out, None, Ending(), Journal(as_json=False), secret=False)
    aside, confirmed = receipts.put_back(context, copied)
    terminal.echo(f"{context.state}" + (f"\nkept: {aside}" if aside else ""))
    if confirmed:
        terminal.echo(f"{confirmed} letters known from receipts to have gone")


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Example\n\ndigest run --catch-up all --log-json")(run)
    app.command(epilog="Example\n\ndigest backup digest-2025-04-21.db")(backup)
    app.command(epilog="Example\n\ndigest restore digest-2025-04-21.db && digest mail status")(restore)
