"""The commands of the schedule: install, status, remove."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from digest.cli import terminal
from digest.cli.options import PARTLY, Config
from digest.errors import UsageError

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.pipeline import schedule

app = typer.Typer(no_args_is_help=True, help="Have this machine ask every half hour what is due.")
Cron = Annotated[bool, typer.Option("--cron", help="A block in your crontab.")]
Systemd = Annotated[bool, typer.Option("--systemd", help="A timer of your systemd.")]


@app.command()
def install(
    *,
    cron: Cron = False,
    systemd: Systemd = False,
    windows: Annotated[bool, typer.Option("--windows", help="A task of the Windows Task Scheduler.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write it; without this it is only shown.")] = False,
    config: Config = None,
) -> None:
    """Show what would be written, and with --yes write it; a second time changes nothing."""
    from digest.pipeline import schedule as times  # noqa: PLC0415  the rooms are loaded only for commands that need them

    settings, entry = _entry(config)
    if windows or platform.system() == "Windows":
        typer.echo(times.task(entry), nl=False)
        if yes:
            _install_task(entry)
        terminal.echo(_next(settings) if yes else "nothing was written: add --yes", err=True)
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
    terminal.echo(_next(settings) if yes else "nothing was written: add --yes", err=True)


def _install_task(entry: schedule.Entry) -> None:
    """Hand a task over to Windows, by a file that is gone afterwards.

    Raises:
        UsageError: Windows does not take it.
    """
    from digest.pipeline import schedule as times  # noqa: PLC0415  as above

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "task.xml")
        path.write_bytes(times.task_file(entry))
        if not times.schtasks("/Create", "/F", "/TN", f"digest-{entry.name}", "/XML", str(path)):
            raise UsageError(
                "the Task Scheduler did not take the task",
                "save what stands above as task.xml in UTF-16 and import it in the Task Scheduler",
            )


def _install_units(settings: Settings, entry: schedule.Entry, *, write: bool) -> None:
    from digest import files  # noqa: PLC0415  as above
    from digest.pipeline import build as building  # noqa: PLC0415  as above
    from digest.pipeline import schedule as times  # noqa: PLC0415  as above

    out = settings.path(settings.out).absolute()
    building.settle(out, settings)
    writable = tuple(dict.fromkeys((out, building.archive_of(out, settings).absolute().parent)))
    folder = times.systemd_folder()
    units = times.units(entry, writable)
    for name, text in units.items():
        terminal.echo(f"# {folder / name}\n{text}")
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


@app.command("status")
def schedule_status(*, config: Config = None) -> None:
    """Say whether this machine asks by itself, and when the next issue is due in the time zone of the settings."""
    from digest.pipeline import schedule as times  # noqa: PLC0415  as above

    settings, entry = _entry(config)
    timer = times.systemd_folder() / f"digest-{entry.name}.timer"
    by_cron = bool(shutil.which("crontab")) and f"# begin digest {entry.name}\n" in times.read_crontab()
    as_task = bool(shutil.which("schtasks")) and times.schtasks("/Query", "/TN", f"digest-{entry.name}")
    ways = ((f"systemd timer {timer}", timer.exists()), ("crontab", by_cron), ("Task Scheduler", as_task))
    found = [name for name, there in ways if there]
    terminal.echo("\n".join(found) if found else "not installed")
    terminal.echo(_next(settings))
    if not found:
        raise typer.Exit(PARTLY)


@app.command()
def remove(*, config: Config = None) -> None:
    """Take out what `install` wrote; all else stays as it is."""
    from digest.pipeline import schedule as times  # noqa: PLC0415  as above

    _, entry = _entry(config)
    folder = times.systemd_folder()
    if (folder / f"digest-{entry.name}.timer").exists():
        times.systemctl("disable", "--now", f"digest-{entry.name}.timer")
        for kind in ("timer", "service"):
            (folder / f"digest-{entry.name}.{kind}").unlink(missing_ok=True)
        times.systemctl("daemon-reload")
    if shutil.which("schtasks"):
        times.schtasks("/Delete", "/F", "/TN", f"digest-{entry.name}")
    if shutil.which("crontab"):
        before = times.read_crontab()
        after = times.without(entry, before)
        if after != before:
            times.write_crontab(after)


def _next(settings: Settings) -> str:
    from digest.pipeline import schedule as times  # noqa: PLC0415  as above

    table, zone = settings.schedule, ZoneInfo(settings.timezone)
    due = times.Times(table.day, table.at, zone).following(datetime.now(zone))
    return f"next issue: {due:%Y-%m-%d %H:%M} {settings.timezone}"


def _entry(config: Path | None) -> tuple[Settings, schedule.Entry]:
    """Lay out the entry of one settings file; its name is told from the file's place, so that each has its own."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.pipeline import schedule as times  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    path = (config or settings_file.DEFAULT_FILE).absolute()
    if not path.is_file():
        raise UsageError(f"{path}: there are no settings to run with", "make them with: digest init")
    name = sha256(str(path).encode()).hexdigest()[:8]
    command = (sys.executable, "-m", "digest", "run", "-c", str(path))
    return settings, times.Entry(command, path.parent, name, settings.schedule.at)
