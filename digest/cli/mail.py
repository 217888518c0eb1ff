"""The commands of letters: send, and mail, which says what became of them."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from digest.cli import terminal
from digest.cli.common import Ending, Issue, Journal, LogJson, Now, To, counted, job_context, leave, returns_mailbox
from digest.cli.options import PARTLY, Config, Out
from digest.errors import UsageError
from digest.translation import named

if TYPE_CHECKING:
    from digest.archive.outbox import Kept, Outbox, Standing
    from digest.config import Settings
    from digest.pipeline.job.job_context import JobContext
    from digest.text.period import Period

mail = typer.Typer(no_args_is_help=True, help="What became of the letters, and what to do about those that did not go.")


def send(  # noqa: PLR0913  one parameter an option of the command line
    *,
    issue: Annotated[
        str, typer.Option(metavar="2025-W16", help="The issue; the latest one that was built without this.")
    ] = "",
    to: To = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write the letters as .eml files, and send nothing.")
    ] = False,
    now: Now = None,
    log_json: LogJson = False,
    out: Out = None,
    config: Config = None,
) -> None:
    """Mail an issue to its recipients: each gets it once, whatever happens in between.

    The first time closes the issue: its letters are fixed and owed. With --to only that letter is made and sent: an
    issue that is not closed stays open, and the others get theirs when it is sent to all or due.
    """
    from digest.pipeline import job as jobs  # noqa: PLC0415  the rooms are loaded only for commands that need them

    journal = Journal(log_json)
    ending = Ending()
    context = job_context(config, out, now, ending, journal)
    week = _week(issue, context)
    ending.listen(context.settings.schedule.minutes)
    if dry_run:
        with ending:
            written, problems = jobs.dry(context, week, to)
        for path in written:
            terminal.echo(path)
        leave(problems, ending, journal)
        return
    with ending:
        done = jobs.send(context, week, to)
    if not log_json and sys.stderr.isatty():
        terminal.echo(counted(dict(done.standings)) or "nothing is owed", err=True)
    leave(done.problems, ending, journal)


def _week(issue: str, context: JobContext) -> Period:
    """Read the issue asked for, or find the latest one built."""
    from digest.text import period  # noqa: PLC0415  as above

    if not issue:
        try:
            issue = json.loads((context.out / "latest" / "receipt.json").read_bytes())["issue"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{context.out}: no issue was built there yet", "digest build, or name one with --issue"
            ) from error
    first, line, last = issue.partition("_")
    if line:
        try:
            return period.Period(datetime.fromisoformat(first).date(), datetime.fromisoformat(last).date())
        except ValueError as error:
            raise UsageError(f"{issue!r} is no issue", "write it like 2025-W16 or 2025-04-14_2025-04-20") from error
    return period.week(issue)


@mail.command()
def status(
    *,
    issue: Issue = "",
    everything: Annotated[bool, typer.Option("--all", help="Name the letters that went, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
    out: Out = None,
    config: Config = None,
) -> None:
    """Count the letters of each issue by what became of them, and name those that did not go."""
    outbox = _outbox(config, out)
    with outbox:
        kept = outbox.letters(issue)
        gone = sorted(outbox.unsubscribed())
        back = outbox.bounces()
    if as_json:
        rows = [{**_row(one), "due": one.due.isoformat()} for one in kept]
        typer.echo(
            json.dumps(
                {"letters": rows, "unsubscribed": gone, "paused": [address for address, hard, _ in back if hard]},
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    for name in dict.fromkeys(one.issue for one in kept):
        of_issue = [one for one in kept if one.issue == name]
        numbers: dict[str, int] = {}
        for one in of_issue:
            numbers[one.standing] = numbers.get(one.standing, 0) + 1
        terminal.echo(f"{name}: {counted(numbers)}")
        for one in of_issue:
            if everything or one.standing != "sent":
                terminal.echo(
                    f"  {named(one.standing, 'letter'):<10} {one.address}" + (f" — {one.note}" if one.note else "")
                )
    if gone:
        terminal.echo(f"unsubscribed: {', '.join(gone)}")
    for address, paused, note in back:
        terminal.echo(f"came back: {address}{', paused' if paused else ''} — {note}")


def _row(one: Kept) -> dict[str, Any]:
    return {
        "issue": one.issue, "address": one.address, "group": one.audience, "message_id": one.message_id,
        "standing": one.standing, "tries": one.tries, "at": one.at.isoformat(), "note": one.note,
    }  # fmt: skip


@mail.command()
def retry(*, issue: Issue = "", to: To = "", out: Out = None, config: Config = None) -> None:
    """Queue refused and deferred letters anew; the next run sends them."""
    standings: tuple[Standing, ...] = ("refused", "deferred")
    with _outbox(config, out) as outbox:
        number = outbox.retry(_clock(), issue, to, standings)
    terminal.echo(f"{number} queued")


@mail.command()
def settle(  # noqa: PLR0913  as above
    *,
    sent: Annotated[bool, typer.Option("--sent", help="They arrived.")] = False,
    resend: Annotated[bool, typer.Option("--resend", help="They did not: queue them anew.")] = False,
    issue: Issue = "",
    to: To = "",
    out: Out = None,
    config: Config = None,
) -> None:
    """Decide letters in doubt, after asking the recipient: the program never does so by itself."""
    if sent == resend:
        raise UsageError("say what became of the letters", "give --sent or --resend")
    with _outbox(config, out) as outbox:
        number = outbox.settle(_clock(), issue, to, "sent" if sent else "queued")
    terminal.echo(f"{number} {'sent' if sent else 'queued'}")


@mail.command()
def unsubscribe(address: str, *, out: Out = None, config: Config = None) -> None:
    """Send an address no more letters; the mark of its unsubscribe link will do."""
    from digest.deliver import letters  # noqa: PLC0415  as above

    with _outbox(config, out) as outbox:
        if "@" not in address:
            known = {one.address for one in outbox.letters()}
            address = next((one for one in sorted(known) if letters.mark(one, outbox.id) == address), address)
        met = address.lower() in {one.address.lower() for one in outbox.letters()} | _listed(config)
        number = outbox.unsubscribe(address, _clock())
    terminal.echo(f"{address} unsubscribed" + (f"; {number} letters owed are not sent" if number else ""))
    if not met:
        words = f"digest: {address} is no recipient and never got a letter — noted all the same; look for a slip in it"
        terminal.echo(words, err=True)
        raise typer.Exit(PARTLY)


def _listed(config: Path | None) -> frozenset[str]:
    """Name the recipients of the settings, in small letters."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.deliver.audiences import audiences  # noqa: PLC0415  as above

    groups, _ = audiences(settings_file.load(config))
    return frozenset(one.address.lower() for group in groups for one in group.mailboxes)


@mail.command(epilog="Examples\n\ndigest mail bounces\n\ndigest mail bounces 退信/")
def bounces(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(help="Folders and .eml files; without one, the mailbox of [bounces] in digest.toml."),
    ] = None,
    *,
    out: Out = None,
    config: Config = None,
) -> None:
    """Mark the letters that came back; an address that is at fault itself gets no more until: digest mail subscribe.

    A message counts only with the Message-ID of a letter sent from here. In a mailbox those that count are marked as
    seen; nothing is deleted.
    """
    from digest import config as settings_file  # noqa: PLC0415  as above

    with _outbox(config, out) as outbox:
        well = _from_files(sources, outbox) if sources else _from_mailbox(settings_file.load(config), outbox)
    if not well:
        raise typer.Exit(PARTLY)


def _from_files(sources: list[Path], outbox: Outbox) -> bool:
    """Read what came back from files; tell whether all of them could be read."""
    from digest import files  # noqa: PLC0415  as above
    from digest.deliver import returned  # noqa: PLC0415  as above
    from digest.errors import DigestError  # noqa: PLC0415  as above

    well = True
    for name, path in files.sources(tuple(sources)):
        try:
            content = files.read_source(path)
        except DigestError as error:
            terminal.echo(f"digest: {error}", err=True)
            well = False
            continue
        words = returned.note(outbox, content, _clock())
        terminal.echo(f"{name}: {words or 'no letter from here that came back'}")
    return well


def _from_mailbox(settings: Settings, outbox: Outbox) -> bool:
    """Read what came back from the mailbox of the settings.

    Raises:
        UsageError: the settings name none, or it does not let us in.
        Unreachable: it does not answer.
    """
    from digest.deliver import returned  # noqa: PLC0415  as above

    box = returns_mailbox(settings)
    if box is None:
        raise UsageError("no mailbox to read", "name files, or set server and user under [bounces] in digest.toml")
    others = 0
    for words in returned.fetch(outbox, box, _clock()):
        if words:
            terminal.echo(words)
        others += not words
    if others:
        terminal.echo(f"{others} other messages, left as they are")
    return True


@mail.command()
def subscribe(address: str, *, out: Out = None, config: Config = None) -> None:
    """Let an address that unsubscribed have letters again."""
    with _outbox(config, out) as outbox:
        if not outbox.subscribe(address):
            raise UsageError(f"{address} had not unsubscribed", "recipients stand in digest.toml: [[recipients]]")
    terminal.echo(f"{address} subscribed")


def _clock() -> datetime:
    return datetime.now().astimezone()


def _outbox(config: Path | None, out: Path | None) -> Any:  # noqa: ANN401  an Outbox, whose module is loaded here
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.archive.outbox import Outbox  # noqa: PLC0415  as above
    from digest.pipeline import build as building  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    path = building.archive_of(out or settings.path(settings.out), settings)
    if not path.exists():
        raise UsageError(f"{path}: nothing was sent from there yet", "name the settings with -c, the folder with -o")
    return Outbox(path)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(epilog="Examples\n\ndigest send --dry-run\n\ndigest send --issue 2025-W16 --to li@example.cn")(send)
    app.add_typer(mail, name="mail")
