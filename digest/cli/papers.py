"""digest papers: which papers have an e-paper, and which of them digest.toml collects."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from digest.cli import terminal
from digest.cli.options import PARTLY, Config
from digest.errors import UsageError

app = typer.Typer(no_args_is_help=True, help="The papers whose e-papers are collected: list, add, check, remove.")


@app.command(name="list", epilog="Example\n\ndigest papers list 新区")
def list_(
    words: Annotated[list[str] | None, typer.Argument(help="Words that must stand in name, place or note.")] = None,
    config: Config = None,
) -> None:
    """List the papers that can be added by their name; those of digest.toml are marked with *."""
    from digest import config as settings_file  # noqa: PLC0415  as in the other commands
    from digest.collect import known_papers  # noqa: PLC0415  as above

    chosen = {paper.name for paper in settings_file.load(config).paper}
    for one in known_papers.find(" ".join(words or ())):
        mark = "*" if one.name in chosen else " "
        note = f"  {one.note}" if one.note else ""
        terminal.echo(f"{mark} {one.name}  {one.place}  {one.url}  {one.family or '-'}  {one.seen}{note}")


@app.command(
    epilog="Examples\n\ndigest papers add 兰州新区报\n\ndigest papers add https://epaper.example.cn/ --name 望沧时报"
)
def add(
    paper: Annotated[str, typer.Argument(metavar="NAME|URL", help="A name of the list, or the e-paper's address.")],
    *,
    name: Annotated[str, typer.Option(help="What the paper is called; else what its page says.")] = "",
    pages: Annotated[str, typer.Option(metavar="01,开发区*", help="Take these pages only.")] = "",
    config: Config = None,
) -> None:
    """Name a paper in digest.toml; an address is looked at first, so that what cannot be read is said at once."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.collect import paper_settings  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    path = config or settings_file.DEFAULT_FILE
    added = paper_settings.add(path, settings, paper, name, tuple(filter(None, pages.replace("，", ",").split(","))))
    terminal.echo(added)


@app.command()
def check(config: Config = None) -> None:
    """Ask each paper of digest.toml for its newest issue, and say what answers; status 3 where one does not."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.collect import paper_settings  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    if not settings.paper:
        raise UsageError("no papers in digest.toml", "name one: digest papers add NAME|URL")
    failed = False
    for well, line in paper_settings.check(settings):
        terminal.echo(line, err=not well)
        failed |= not well
    if failed:
        raise typer.Exit(PARTLY)


@app.command()
def remove(paper: Annotated[str, typer.Argument(metavar="NAME|URL")], config: Config = None) -> None:
    """Take a paper out of digest.toml; its articles stay."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.collect import paper_settings  # noqa: PLC0415  as above

    terminal.echo(paper_settings.remove(config or settings_file.DEFAULT_FILE, settings_file.load(config), paper))


@app.command(name="import", epilog="Example\n\ndigest papers import feeds.opml")
def import_(opml: Annotated[Path, typer.Argument(metavar="FILE.opml")], config: Config = None) -> None:
    """Take the feeds and papers of an OPML file into digest.toml; what is there already is left as it is."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.collect import paper_settings  # noqa: PLC0415  as above

    path = config or settings_file.DEFAULT_FILE
    for line in paper_settings.import_opml(path, settings_file.load(config), opml):
        terminal.echo(line)


@app.command(name="export", epilog="Example\n\ndigest papers export > sources.opml")
def export_(config: Config = None) -> None:
    """Print the feeds and papers of digest.toml as OPML."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.collect import paper_settings  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    terminal.echo(paper_settings.opml(settings, datetime.now(ZoneInfo(settings.timezone))))
