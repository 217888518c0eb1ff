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

from digest.cli import terminal
from digest.cli.options import PARTLY, Config, Engine, Jobs, Out, Quiet
from digest.errors import UsageError
from digest.translation import named, translated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from digest.config import Settings
    from digest.pipeline.backfill.passes import Progress
    from digest.report.stats import Inventory

_MB: Final = 1_000_000
_NAMED: Final = 5  # papers that are named, those with most articles
_EVERY: Final = 30.0  # seconds between two lines of progress where there is no terminal


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command(
        epilog="Examples\n\ndigest backfill 2015/ 2016/ 旧闻.jsonl\n\ndigest backfill 旧报/ --engine dask://10.0.0.5:8786"
    )(backfill)
    app.command(epilog="Example\n\ndigest inbox")(inbox)
    app.command(epilog="Examples\n\ndigest stats\n\ndigest stats --json | jq .facts.money")(stats)
    app.command(
        epilog="Example\n\ndigest export --parquet 开发区档案\n\n"
        """duckdb -c "select month, count(*) from '开发区档案/articles/*/*.parquet' group by month\""""
    )(export)


def backfill(  # noqa: PLR0913  one parameter an option of the command line
    sources: Annotated[list[Path], typer.Argument(help="Folders of pages, archives, JSON lines of articles.")],
    *,
    jobs: Jobs = 0,
    engine: Engine = "",
    out: Out = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Take the papers of many years into the archive; broken off at any time, it goes on where it was.

    A source that cannot be used is tried once more and then set aside; changed, it is tried anew.
    """
    from digest import engine as place  # noqa: PLC0415  the rooms are loaded only for commands that need them

    if not engine:
        place.prepare()  # the workers load the rooms while this process does
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.pipeline import build as building  # noqa: PLC0415  as above
    from digest.pipeline.backfill import passes as filling  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    building.settle(out or settings.path(settings.out), settings)
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
        terminal.echo(f"{filled.articles:,} articles taken in, {filled.weeks:,} weeks merged: {order.archive}")
    for problem in filled.problems:
        terminal.echo(f"digest: {problem}", err=True)
    if filled.problems:
        raise typer.Exit(PARTLY)


def stats(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    out: Out = None,
    config: Config = None,
) -> None:
    """Count what the archive holds: articles, papers, zones, months, facts by kind, size on disk."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.report import stats as counting  # noqa: PLC0415  as above

    archive = _archive(out, settings_file.load(config))
    _expected(archive)
    held = counting.take(archive)
    if as_json:
        typer.echo(json.dumps(asdict(held), ensure_ascii=False, indent=1))
    else:
        terminal.echo("\n".join(_table(held)))


def export(
    *,
    parquet: Annotated[Path, typer.Option(metavar="FOLDER", help="A new folder for Parquet files, by month.")],
    out: Out = None,
    config: Config = None,
    quiet: Quiet = False,
) -> None:
    """Write articles, facts and stories as Parquet, for DuckDB, Spark or pandas; needs the extra parquet."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.report import parquet as tables  # noqa: PLC0415  as above

    archive = _archive(out, settings_file.load(config))
    _expected(archive)
    count = tables.export(archive, parquet, lambda *_: None)
    if not quiet:
        terminal.echo(f"{parquet}: {count} files")


def inbox(
    sources: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders; by default those of digest.toml.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    out: Out = None,
    config: Config = None,
) -> None:
    """List what lies in input/: the issue each file belongs to, and why one is not used."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.archive.outbox import Outbox  # noqa: PLC0415  as above
    from digest.pipeline import inbox as looking  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    paths = tuple(sources) if sources else tuple(settings.path(name) for name in settings.sources)
    archive, closed = _archive(out, settings), frozenset[str]()
    if archive.is_file():
        with Outbox(archive) as outbox:
            closed = frozenset(one.issue for one in outbox.closings() if one.whole)
    entries = looking.listed(paths, settings.timezone, closed)
    if as_json:
        rows = [{"name": one.name, "issue": one.issue or None, "why": one.why or None} for one in entries]
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one in entries:
        terminal.echo(f"{one.issue or '-':8}  {one.name}" + (f" — {one.why}" if one.why else ""))


def _expected(archive: Path) -> None:
    if not archive.is_file():
        raise UsageError(f"{archive}: no archive there", "it is made by: digest build, digest backfill")


def _table(held: Inventory) -> Iterator[str]:
    """Word an inventory for people."""
    months = [month for month in held.months if month]
    since = f"  {months[0]} … {months[-1]}" if months else ""
    yield f"articles    {held.articles:>12,}{since}"
    yield f"papers      {sum(1 for paper in held.papers if paper):>12,}  {'、'.join(list(held.papers)[:_NAMED])}"
    yield f"zones       {held.zones:>12,}"
    yield f"stories     {held.stories:>12,}"
    yield f"issues      {held.issues:>12,}"
    yield f"weeks       {held.backfilled:>12,}  taken in by digest backfill"
    yield f"set aside   {held.faults:>12,}"
    yield f"on disk     {held.size / _MB:>12,.1f}  MB"
    yield f"facts       {sum(held.facts.values()):>12,}"
    yield from (f"  {kind:<10}{count:>12,}" for kind, count in held.facts.items())


def _archive(out: Path | None, settings: Settings) -> Path:
    from digest.pipeline import build as building  # noqa: PLC0415  as above

    return building.archive_of(out or settings.path(settings.out), settings)


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
        yield lambda at: bar.update(
            task, description=named(at.stage, "stage"), completed=at.done, total=at.of, more=_more(at)
        )


def _more(at: Progress) -> str:
    parts = [f"{at.rate:,.0f}/s"]
    parts += [] if at.remaining is None else [f"still to go: {time.strftime('%H:%M:%S', time.gmtime(at.remaining))}"]
    parts += [f"{at.faults} set aside"] if at.faults else []
    return translated(", ".join(parts))


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
