"""The commands of delivery: send, run, mail, schedule, backup. Signals, the clock and the environment are met here."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo

import typer

from digest.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest import schedule
    from digest.config import MailTable, Settings
    from digest.deliver.lines import Server
    from digest.outbox import Kept, Standing
    from digest.period import Period
    from digest.shift import Done, Shift

_PARTLY = 3
_GRACE = 4  # seconds a letter in hand has to end after a signal
_PING = 10  # seconds
_PASSWORD = 30  # seconds that password_command may take

mail = typer.Typer(no_args_is_help=True, help="What became of the letters, and what to do about those that did not go.")
schedule_app = typer.Typer(no_args_is_help=True, help="Have this machine ask every half hour what is due.")

Config = Annotated[
    Path | None,
    typer.Option("-c", "--config", envvar="DIGEST_CONFIG", help="Settings file; ./digest.toml where there is one."),
]
Out = Annotated[Path | None, typer.Option("-o", "--out", envvar="DIGEST_OUT", help="Folder of the issues.")]
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

    def listen(self, minutes: int) -> None:
        """Listen for SIGTERM and SIGINT, and send SIGTERM to ourselves when the run takes too long."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGALRM):
            signal.signal(number, self._heard)
        timer = threading.Timer(minutes * 60, os.kill, (os.getpid(), signal.SIGTERM))
        timer.daemon = True
        timer.start()

    def stopped(self) -> bool:
        """Tell whether to stop; asking means that letters are being handed over."""
        self.posting = True
        return bool(self.asked)

    def _heard(self, number: int, frame: object) -> None:  # noqa: ARG002  the form of a signal's function
        if number != signal.SIGALRM:
            self.asked = self.asked or number
            if self.posting:
                signal.setitimer(signal.ITIMER_REAL, _GRACE, 1)
                return
            # A library's `except Exception` may swallow nothing of this, but a C callback can: it is said again.
            signal.setitimer(signal.ITIMER_REAL, 1, 1)
        sys.exit(128 + self.asked)


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
                self(level, text=line)
            else:
                typer.echo(f"digest: {line}", err=True)


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
    from digest import job as jobs  # noqa: PLC0415  the rooms are loaded only for commands that need them

    journal = Journal(log_json)
    ending = Ending()
    wanted = catch_up
    done: Done | None = None
    try:
        shift = _shift(config, out, now, ending, journal)
        ending.listen(shift.settings.schedule.minutes)
        done = jobs.due(shift, _catch_up(wanted or shift.settings.schedule.catch_up))
    finally:
        if ping:
            _ping(ping if done is not None and not done.problems and not ending.asked else f"{ping.rstrip('/')}/fail")
    for line in done.told:
        journal.tell(line, "info")
    _leave(done.problems, ending, journal)


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


def send(  # noqa: PLR0913  as above
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

    The first time closes the issue: its letters are fixed and owed. --to sends only one of them now.
    """
    from digest import job as jobs  # noqa: PLC0415  as above

    journal = Journal(log_json)
    ending = Ending()
    shift = _shift(config, out, now, ending, journal)
    week = _week(issue, shift)
    ending.listen(shift.settings.schedule.minutes)
    if dry_run:
        written, problems = jobs.dry(shift, week, to)
        for path in written:
            typer.echo(path)
        _leave(problems, ending, journal)
        return
    done = jobs.send(shift, week, to)
    if not log_json and sys.stderr.isatty():
        typer.echo(_counted(dict(done.standings)) or "nothing is owed", err=True)
    _leave(done.problems, ending, journal)


def _week(issue: str, shift: Shift) -> Period:
    """Read the issue asked for, or find the latest one built."""
    from digest import period  # noqa: PLC0415  as above

    if not issue:
        try:
            issue = json.loads((shift.out / "latest" / "receipt.json").read_bytes())["issue"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UsageError(
                f"{shift.out}: no issue was built there yet", "digest build, or name one with --issue"
            ) from error
    first, line, last = issue.partition("_")
    if line:
        try:
            return period.Period(datetime.fromisoformat(first).date(), datetime.fromisoformat(last).date())
        except ValueError as error:
            raise UsageError(f"{issue!r} is no issue", "write it like 2025-W16 or 2025-04-14_2025-04-20") from error
    return period.week(issue)


def _shift(config: Path | None, out: Path | None, now: str | None, ending: Ending, journal: Journal) -> Shift:
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.shift import Shift  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    return Shift(
        settings=settings,
        out=out or settings.path(settings.out),
        now=_moment(now, settings),
        password=password(settings.mail),
        stopped=ending.stopped,
        log=journal,
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


def password(table: MailTable) -> str:
    """Find the mail server's password: in the environment, or as the first line a command prints.

    Raises:
        UsageError: there is a user and no password.
    """
    if not table.user:
        return ""
    if found := os.environ.get(table.password_env):
        return found
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
            f"mail.password_command: {table.password_command[0]} fails ({type(error).__name__})", "try it by hand"
        ) from error
    return ran.stdout.partition("\n")[0]


def mail_server(settings: Settings) -> Server | None:
    """Lay out the mail server of the settings, password and all; None where a program takes the letters.

    Raises:
        UsageError: there is a user and no password, or the sender is no address.
    """
    from digest.shift import Shift  # noqa: PLC0415  as above

    if settings.mail.through == "sendmail":
        return None
    now = datetime.now().astimezone()
    return Shift(settings, settings.path(settings.out), now, password(settings.mail)).server()


def _leave(problems: Iterable[object], ending: Ending, journal: Journal) -> None:
    """Tell what should be known, and leave with the status that fits."""
    told = tuple(problems)
    for problem in told:
        journal.tell(problem)
    if ending.asked:
        raise typer.Exit(128 + ending.asked)
    if told:
        raise typer.Exit(_PARTLY)


def _counted(standings: dict[str, int]) -> str:
    return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in standings.items())


def backup(
    target: Annotated[Path, typer.Argument(metavar="FILE", help="Where to put the copy; it must not be there.")],
    *,
    out: Out = None,
    config: Config = None,
) -> None:
    """Copy the database whole, archive and outbox, while others may be using it."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest import run as rooms  # noqa: PLC0415  as above
    from digest import state  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    state.copy(rooms.archive_of(out or settings.path(settings.out), settings), target)


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
    if as_json:
        rows = [{**_row(one), "due": one.due.isoformat()} for one in kept]
        typer.echo(json.dumps({"letters": rows, "unsubscribed": gone}, ensure_ascii=False, indent=1))
        return
    for name in dict.fromkeys(one.issue for one in kept):
        of_issue = [one for one in kept if one.issue == name]
        counted: dict[str, int] = {}
        for one in of_issue:
            counted[one.standing] = counted.get(one.standing, 0) + 1
        typer.echo(f"{name}: {_counted(counted)}")
        for one in of_issue:
            if everything or one.standing != "sent":
                typer.echo(f"  {one.standing:<10} {one.address}" + (f" — {one.note}" if one.note else ""))
    if gone:
        typer.echo(f"unsubscribed: {', '.join(gone)}")


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
    typer.echo(f"{number} queued")


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
    typer.echo(f"{number} {'sent' if sent else 'queued'}")


@mail.command()
def unsubscribe(address: str, *, out: Out = None, config: Config = None) -> None:
    """Send an address no more letters; the mark of its unsubscribe link will do."""
    from digest.deliver import letters  # noqa: PLC0415  as above

    with _outbox(config, out) as outbox:
        if "@" not in address:
            known = {one.address for one in outbox.letters()}
            address = next((one for one in sorted(known) if letters.mark(one, outbox.id) == address), address)
        number = outbox.unsubscribe(address, _clock())
    typer.echo(f"{address} unsubscribed" + (f"; {number} letters owed are not sent" if number else ""))


@mail.command()
def subscribe(address: str, *, out: Out = None, config: Config = None) -> None:
    """Let an address that unsubscribed have letters again."""
    with _outbox(config, out) as outbox:
        if not outbox.subscribe(address):
            raise UsageError(f"{address} had not unsubscribed", "recipients stand in digest.toml: [[recipients]]")
    typer.echo(f"{address} subscribed")


def _clock() -> datetime:
    return datetime.now().astimezone()


def _outbox(config: Path | None, out: Path | None) -> Any:  # noqa: ANN401  an Outbox, whose module is loaded here
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest import run as rooms  # noqa: PLC0415  as above
    from digest.outbox import Outbox  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    path = rooms.archive_of(out or settings.path(settings.out), settings)
    if not path.exists():
        raise UsageError(f"{path}: nothing was sent from there yet", "name the settings with -c, the folder with -o")
    return Outbox(path)


Cron = Annotated[bool, typer.Option("--cron", help="A block in your crontab.")]
Systemd = Annotated[bool, typer.Option("--systemd", help="A timer of your systemd.")]


@schedule_app.command()
def install(
    *,
    cron: Cron = False,
    systemd: Systemd = False,
    windows: Annotated[bool, typer.Option("--windows", help="Print a task for the Windows Task Scheduler.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write it; without this it is only shown.")] = False,
    config: Config = None,
) -> None:
    """Show what would be written, and with --yes write it; a second time changes nothing."""
    from digest import schedule as times  # noqa: PLC0415  as above

    settings, entry = _entry(config)
    if windows or platform.system() == "Windows":
        typer.echo(times.task(entry), nl=False)
        return
    use_systemd = systemd or (not cron and times.systemctl("show-environment"))
    if use_systemd:
        _install_units(settings, entry, write=yes)
    else:
        before = times.read_crontab() if yes or shutil.which("crontab") else ""
        text = times.crontab(entry, before)
        typer.echo(times.crontab(entry, ""), nl=False)
        if yes and text != before:
            times.write_crontab(text)
    typer.echo(_next(settings) if yes else "nothing was written: add --yes", err=True)


def _install_units(settings: Settings, entry: schedule.Entry, *, write: bool) -> None:
    from digest import files  # noqa: PLC0415  as above
    from digest import run as rooms  # noqa: PLC0415  as above
    from digest import schedule as times  # noqa: PLC0415  as above

    out = settings.path(settings.out).absolute()
    writable = tuple(dict.fromkeys((out, rooms.archive_of(out, settings).absolute().parent)))
    folder = times.systemd_folder(dict(os.environ))
    units = times.units(entry, writable)
    for name, text in units.items():
        typer.echo(f"# {folder / name}\n{text}")
    if not write:
        return
    for path in writable:
        path.mkdir(parents=True, exist_ok=True)  # systemd refuses to start where one of them is missing
    for name, text in units.items():
        files.publish(folder / name, text.encode())
    if not (times.systemctl("daemon-reload") and times.systemctl("enable", "--now", f"digest-{entry.name}.timer")):
        raise UsageError(
            "the units are written, but systemd did not take them",
            f"systemctl --user enable --now digest-{entry.name}.timer, or use --cron",
        )


@schedule_app.command("status")
def schedule_status(*, config: Config = None) -> None:
    """Say whether this machine asks by itself, and when the next issue is due in the time zone of the settings."""
    from digest import schedule as times  # noqa: PLC0415  as above

    settings, entry = _entry(config)
    timer = times.systemd_folder(dict(os.environ)) / f"digest-{entry.name}.timer"
    by_cron = bool(shutil.which("crontab")) and f"# begin digest {entry.name}\n" in times.read_crontab()
    found = [name for name, there in ((f"systemd timer {timer}", timer.exists()), ("crontab", by_cron)) if there]
    typer.echo("\n".join(found) if found else "not installed")
    typer.echo(_next(settings))
    if not found:
        raise typer.Exit(_PARTLY)


@schedule_app.command()
def remove(*, config: Config = None) -> None:
    """Take out what `install` wrote; all else stays as it is."""
    from digest import schedule as times  # noqa: PLC0415  as above

    _, entry = _entry(config)
    folder = times.systemd_folder(dict(os.environ))
    if (folder / f"digest-{entry.name}.timer").exists():
        times.systemctl("disable", "--now", f"digest-{entry.name}.timer")
        for kind in ("timer", "service"):
            (folder / f"digest-{entry.name}.{kind}").unlink(missing_ok=True)
        times.systemctl("daemon-reload")
    if shutil.which("crontab"):
        before = times.read_crontab()
        after = times.without(entry, before)
        if after != before:
            times.write_crontab(after)


def _next(settings: Settings) -> str:
    from digest import schedule as times  # noqa: PLC0415  as above

    table, zone = settings.schedule, ZoneInfo(settings.timezone)
    due = times.Times(table.day, table.at, zone).following(datetime.now(zone))
    return f"next issue: {due:%Y-%m-%d %H:%M} {settings.timezone}"


def _entry(config: Path | None) -> tuple[Settings, schedule.Entry]:
    """Lay out the entry of one settings file; its name is told from the file's place, so that each has its own."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest import schedule as times  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    path = (config or settings_file.DEFAULT_FILE).absolute()
    if not path.is_file():
        raise UsageError(f"{path}: there are no settings to run with", "make them with: digest init")
    name = sha256(str(path).encode()).hexdigest()[:8]
    command = (sys.executable, "-m", "digest", "run", "-c", str(path))
    return settings, times.Entry(command, path.parent, name, settings.schedule.at)


def add_to(app: typer.Typer) -> None:
    """Add the commands of delivery to the command line."""
    app.command(epilog="Examples\n\ndigest send --dry-run\n\ndigest send --issue 2025-W16 --to li@example.cn")(send)
    app.command(epilog="Example\n\ndigest run --catch-up all --log-json")(run)
    app.command(epilog="Example\n\ndigest backup digest-2025-04-21.db")(backup)
    app.add_typer(mail, name="mail")
    app.add_typer(schedule_app, name="schedule")
