"""The commands of a large archive: backfill, stats and export."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.backfill import Progress
    from digest.config import Settings

PARTLY = 3  # done, but a source was set aside
_EVERY: Final = 30.0  # seconds between two lines of progress where there is no terminal

Out = Annotated[Path | None, typer.Option("-o", "--out", envvar="DIGEST_OUT", help="Folder of the issues.")]
Config = Annotated[
    Path | None,
    typer.Option("-c", "--config", envvar="DIGEST_CONFIG", help="Settings file; ./digest.toml where there is one."),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        epilog="Examples\n\ndigest backfill 2015/ 2016/ 旧闻.jsonl\n\ndigest backfill 旧报/ --engine dask://10.0.0.5:8786"
    )(backfill)


def backfill(  # noqa: PLR0913  one parameter an option of the command line
    sources: Annotated[list[Path], typer.Argument(help="Folders of pages, archives, JSON lines of articles.")],
    *,
    jobs: Annotated[int, typer.Option(min=0, help="Processes that share the work; 0: one a core.")] = 0,
    engine: Annotated[
        str, typer.Option(envvar="DIGEST_ENGINE", metavar="dask://host:8786", help="A cluster that does the work.")
    ] = "",
    out: Out = None,
    config: Config = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but errors.")] = False,
) -> None:
    """Take the papers of many years into the archive; broken off at any time, it goes on where it was.

    A source that cannot be used is tried once more and then set aside; changed, it is tried anew.
    """
    from digest import backfill as filling  # noqa: PLC0415  the rooms are loaded only for commands that need them
    from digest import config as settings_file  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    order = filling.Order(
        sources=tuple(sources),
        archive=_archive(out, settings),
        timezone=settings.timezone,
        today=datetime.now(ZoneInfo(settings.timezone)).date(),
        jobs=jobs,
        engine=engine,
    )
    with _told(quiet=quiet) as told:
        filled = filling.fill(order, told)
    if not quiet:
        typer.echo(f"{filled.articles:,} articles taken in, {filled.weeks:,} weeks merged: {order.archive}")
    for problem in filled.problems:
        typer.echo(f"digest: {problem}", err=True)
    if filled.problems:
        raise typer.Exit(PARTLY)


def _archive(out: Path | None, settings: Settings) -> Path:
    from digest import run  # noqa: PLC0415  as above

    return run.archive_of(out or settings.path(settings.out), settings)


@contextmanager
def _told(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Show progress: a bar on a terminal, else a line of JSON on stderr now and then."""
    if quiet:
        yield lambda _: None
        return
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console  # noqa: PLC0415  as above
    from rich.progress import BarColumn, TextColumn  # noqa: PLC0415  as above
    from rich.progress import Progress as Bar  # noqa: PLC0415  as above

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} % {task.fields[more]}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", more="")
        yield lambda at: bar.update(task, description=at.stage, completed=at.done, total=at.of, more=_more(at))


def _more(at: Progress) -> str:
    left = "" if at.remaining is None else f", {time.strftime('%H:%M:%S', time.gmtime(at.remaining))} left"
    faults = f", {at.faults} set aside" if at.faults else ""
    return f"{at.rate:,.0f}/s{left}{faults}"


def _lines() -> Callable[[Progress], None]:
    """Give what writes a line of JSON when the last one is some time ago, or a pass is done."""
    last = [0.0]

    def told(at: Progress) -> None:
        if at.done < at.of and time.monotonic() - last[0] < _EVERY:
            return
        last[0] = time.monotonic()
        remaining = None if at.remaining is None else round(at.remaining)
        line = {**asdict(at), "seconds": round(at.seconds, 1), "rate": round(at.rate, 1), "remaining": remaining}
        typer.echo(json.dumps(line), err=True)

    return told
