"""The commands of digest.toml: config check, config show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from digest.cli import terminal
from digest.cli.options import PARTLY, Config

if TYPE_CHECKING:
    from collections.abc import Iterator

config = typer.Typer(no_args_is_help=True, help="The settings: whether they hold, and what they come to.")


@config.command(epilog="Example\n\ndigest config check -c 周报/digest.toml")
def check(*, config: Config = None) -> None:
    """Name every mistake in digest.toml, and every name in it that nothing goes by; nothing is built."""
    from digest import config as settings_file  # noqa: PLC0415  pydantic is loaded only for commands that need it
    from digest.pipeline import settings_names  # noqa: PLC0415  so are the rooms

    problems = settings_names.unknown(settings_file.load(config))
    for problem in problems:
        terminal.echo(f"digest: {problem}", err=True)
    if problems:
        raise typer.Exit(PARTLY)
    terminal.echo(f"{config or settings_file.DEFAULT_FILE}: well")


@config.command(epilog="Example\n\ndigest config show")
def show(*, config: Config = None) -> None:
    """Print all settings that hold, those of the file and the defaults, as digest.toml has them."""
    from digest import config as settings_file  # noqa: PLC0415  as above

    terminal.echo("\n".join(_toml(settings_file.load(config).model_dump(mode="json", exclude_none=True))))


def _toml(values: dict[str, Any]) -> Iterator[str]:
    """Write settings as TOML: what belongs to no table first."""
    yield from (f"{name} = {_value(value)}" for name, value in values.items() if not isinstance(value, dict))
    for name, table in values.items():
        if isinstance(table, dict):
            yield f"\n[{name}]"
            yield from (f"{key} = {_value(value)}" for key, value in table.items())


def _value(value: Any) -> str:  # noqa: ANN401  whatever stands in a settings file
    if isinstance(value, dict):
        return (
            "{ " + ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items()) + " }" if value else "{}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("_", "").isalnum() else json.dumps(name, ensure_ascii=False)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(config, name="config")
