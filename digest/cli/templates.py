"""The commands for people who design templates: list, copy, check, and preview."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from digest.cli import terminal
from digest.cli.options import Config, Out
from digest.errors import PrintError, TemplateError, UsageError

templates = typer.Typer(no_args_is_help=True, help="The templates a brief is printed with, and your own.")

_OWN = "templates"  # where copies go that digest.toml names no folder for

Name = Annotated[str, typer.Argument(help="A template, as `digest templates list` names it.")]


@templates.command("list")
def list_(*, config: Config = None) -> None:
    """List the templates there are; your own folder's come with the folder."""
    from digest import publish  # noqa: PLC0415  the rooms are loaded only for commands that need them

    own = _folders(config)
    for name in publish.names(own):
        mine = [str(folder / name) for folder in own if (folder / name).is_dir()]
        terminal.echo("\t".join((name, *mine)))


@templates.command(epilog="Example\n\ndigest templates copy weekly 周刊 && digest templates check 周刊")
def copy(
    name: Name,
    to: Annotated[str | None, typer.Argument(help="Its new name; without one it overrides the old.")] = None,
    *,
    config: Config = None,
) -> None:
    """Copy a template into your own folder (`templates` in digest.toml), to change it; nothing is overwritten.

    Delete the files you leave as they are: what a template has not is taken from the bundled one.
    """
    from digest import files  # noqa: PLC0415  as above
    from digest.publish.templates import chain  # noqa: PLC0415  as above

    own = next(iter(_folders(config)), Path(_OWN))
    goal = own / (to or name)
    if goal.parent != own or goal.name.startswith("."):
        raise UsageError(f"{to!r} is no name for a folder", "choose one without slashes and dots")
    if goal.exists():
        raise UsageError(f"{goal} is there already", "name another: digest templates copy NAME NEW")
    copied = {
        path.name: path for folder in reversed(chain(name, _folders(config))) for path in sorted(folder.iterdir())
    }
    for file in (path for path in copied.values() if path.is_file()):
        files.publish(goal / file.name, file.read_bytes())
    terminal.echo(f"{goal}{'' if _folders(config) else f' — add to digest.toml: templates = {str(own)!r}'}")


@templates.command()
def check(name: Name, *, config: Config = None) -> None:
    """Print a small invented brief with a template in every format, and say what is wrong and where.

    A mistake in a file ends the command with status 4 and the file and line; what cannot be printed, with 5.
    """
    from digest import publish  # noqa: PLC0415  as above
    from digest.pipeline.specimen import specimen  # noqa: PLC0415  as above
    from digest.publish.styles import style_faults  # noqa: PLC0415  as above
    from digest.publish.templates import chain  # noqa: PLC0415  as above

    own = _folders(config)
    sheets = {path.name: path for folder in reversed(chain(name, own)) for path in sorted(folder.glob("*.css"))}
    faults = [f"{path}: {one}" for path in sheets.values() for one in style_faults(path.read_text(encoding="utf-8"))]
    for fault in faults:
        terminal.echo(f"FAILED  {fault}")
    checked, failed = specimen(), []
    for form in (*publish.FORMATS, *publish.LETTERS):
        try:
            size = len(publish.render(checked, name, form, folders=_folders(config)).content)
            terminal.echo(f"ok      {form:<5}{size:>8,} bytes")
        except PrintError as error:
            failed.append(error)
            terminal.echo(f"FAILED  {form}")
    publish.listing((), name=checked.brief.masthead.name, unit="", template=name, folders=_folders(config))
    terminal.echo("ok      index")
    if failed:
        raise failed[0]
    if faults:
        raise TemplateError(f"{len(faults)} mistakes in style sheets", "mend the lines named")


def preview(  # noqa: PLR0913  one parameter an option of the command line
    sources: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders; by default those of digest.toml, else input/.")
    ] = None,
    *,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of this machine to show it at; 0: any.")] = 8000,
    out: Out = None,
    formats: Annotated[
        str | None, typer.Option("--format", envvar="DIGEST_FORMAT", metavar="md,html,pdf,docx", help="What to make.")
    ] = None,
    template: Annotated[str | None, typer.Option(help="Template folder to print with.")] = None,
    config: Config = None,
) -> None:
    """Build, show it in the browser, and print anew whenever the template or digest.toml is saved; Ctrl-C ends it.

    It can be seen from this machine only. A mistake in the template is shown in the terminal and in the browser.
    """
    from digest import preview as shown  # noqa: PLC0415  as above
    from digest import publish  # noqa: PLC0415  as above

    wanted = tuple(part.strip() for part in formats.split(",")) if formats else None
    if unknown := [name for name in wanted or () if name not in publish.FORMATS]:
        raise UsageError(f"unknown format {unknown[0]!r}", f"there are: {','.join(publish.FORMATS)}")
    wish = shown.Wish(config, tuple(sources) if sources else None, out, wanted, template)
    shown.preview(wish, port, datetime.now().astimezone(), lambda line: terminal.echo(line, err=True))


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(templates, name="templates")
    app.command(epilog="Example\n\ndigest templates copy weekly && digest preview --format html")(preview)


def _folders(config: Path | None) -> tuple[Path, ...]:
    """Give the user's own folder of templates, where digest.toml names one."""
    from digest import config as settings_file  # noqa: PLC0415  as above

    settings = settings_file.load(config)
    return (settings.path(settings.templates),) if settings.templates else ()
