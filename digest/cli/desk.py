"""The commands of the desk: open it, and say who may come in over the network."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from digest.cli import terminal
from digest.cli.common import password
from digest.cli.options import Config, Out
from digest.translation import translated

if TYPE_CHECKING:
    from digest.config import Settings
    from digest.pipeline.order import Order

app = typer.Typer(
    invoke_without_command=True, help="Look at the week, mend it, sign it and send it, in a browser on this machine."
)
people_app = typer.Typer(no_args_is_help=True, help="Say who may come in over the network, and as what.")
app.add_typer(people_app, name="people")


@app.callback(invoke_without_command=True, epilog="Examples\n\ndigest desk\n\ndigest desk --port 8800 --no-open")
def desk(  # noqa: PLR0913  one parameter an option of the command line
    context: typer.Context,
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 is any free one.")] = 8765,
    opening: Annotated[bool, typer.Option("--open/--no-open", help="Open the browser.")] = True,
    week: Annotated[str | None, typer.Option(metavar="2025-W16", help="The week; that of the newest page.")] = None,
    listen: Annotated[str, typer.Option(metavar="ADDRESS", help="Let an office in at this address.")] = "127.0.0.1",
    certificate: Annotated[Path | None, typer.Option(help="For --listen: the certificate (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(help="For --listen: its key (PEM).")] = None,
    behind: Annotated[str, typer.Option(metavar="NAME", help="For --listen: the proxy that encrypts, by name.")] = "",
    out: Out = None,
    config: Config = None,
) -> None:
    """Open the desk: one page where sources are handed in, looked over, mended, signed, printed and sent."""
    if context.invoked_subcommand:
        return
    from digest import config as settings_file  # noqa: PLC0415  the rooms are loaded only for commands that need them
    from digest.desk import server  # noqa: PLC0415  as above
    from digest.desk.bench import Bench  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    order = _order(settings, week, out)
    listening = server.Listening(port, listen, certificate, key, behind)
    with Bench(settings, order, lambda: _now(settings), password) as bench:
        server.serve(bench, listening, lambda address: terminal.echo(f"{address}\nCtrl-C ends it"), opening=opening)


def _order(settings: Settings, week: str | None, out: Path | None) -> Order:
    from digest.pipeline.order import Order  # noqa: PLC0415  as above
    from digest.text import period  # noqa: PLC0415  as above

    return Order(
        sources=tuple(settings.path(name) for name in settings.sources),
        out=out or settings.path(settings.out),
        formats=settings.formats,
        period=period.week(week) if week else None,
        top=settings.brief.top,
        explain=False,
        template=settings.brief.template,
        today=_now(settings).date(),
    )


@app.command("export-gold")
def export_gold(
    folder: Annotated[Path, typer.Argument(help="Where the files go: ISSUE.facts.jsonl and ISSUE.week.jsonl.")],
    *,
    week: Annotated[str | None, typer.Option(metavar="2025-W16", help="The week; that of the newest page.")] = None,
    out: Out = None,
    config: Config = None,
) -> None:
    """Write what people decided of an issue as lines that the models can be fitted on (training/gold)."""
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest import files  # noqa: PLC0415  as above
    from digest.desk.bench import Bench  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    with Bench(settings, _order(settings, week, out), lambda: _now(settings)) as bench:
        issue, found = bench.gold()
    for kind, lines in (("facts", found.facts), ("week", found.week)):
        if lines:
            files.publish(folder / f"{issue}.{kind}.jsonl", "".join(f"{line}\n" for line in lines).encode())
        terminal.echo(f"{issue}.{kind}.jsonl: {len(lines)} articles" if lines else f"{kind}: nothing was decided")


@app.command("install")
def install(
    *,
    remove: Annotated[bool, typer.Option("--remove", help="Take it away again.")] = False,
    config: Config = None,
) -> None:
    """Put the desk into the menu of the desktop (Linux) or onto the desktop (Windows), to be opened by a click."""
    from digest.desk import shortcut  # noqa: PLC0415  as above

    path = shortcut.remove() if remove else shortcut.install((config or Path("digest.toml")).absolute())
    terminal.echo(f"{path}: removed" if remove else f"{path}: opens the desk of this folder")


def _now(settings: Settings) -> datetime:
    return datetime.now(ZoneInfo(settings.timezone)).replace(microsecond=0)


@people_app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The name as it stands beside what the person signs.")],
    *,
    role: Annotated[list[str] | None, typer.Option(help="editor, reviewer, publisher; all without this.")] = None,
    out: Out = None,
    config: Config = None,
) -> None:
    """Let somebody come in over the network, or give them another password."""
    from digest.desk import people  # noqa: PLC0415  as above

    password = typer.prompt(translated("Password"), hide_input=True, confirmation_prompt=True)
    people.add(_people(config, out), name, tuple(role or people.ROLES), password)


@people_app.command("list")
def listed(*, out: Out = None, config: Config = None) -> None:
    """Name those who may come in, with their roles."""
    from digest.desk import people  # noqa: PLC0415  as above

    for one in people.load(_people(config, out)):
        terminal.echo(f"{one.name}　{', '.join(one.roles)}")


@people_app.command("remove")
def remove(name: str, *, out: Out = None, config: Config = None) -> None:
    """Let somebody come in no more; who is in leaves when the desk is started anew."""
    from digest.desk import people  # noqa: PLC0415  as above

    people.remove(_people(config, out), name)


def _people(config: Path | None, out: Path | None) -> Path:
    from digest import config as settings_file  # noqa: PLC0415  as above
    from digest.desk import server  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    return server.people_file(settings, out or settings.path(settings.out))
