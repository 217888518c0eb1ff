"""Write docs/commands.md from the command line itself; a test holds the two together.

python docs/make_commands.py
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from digest import translation
from digest.cli import app, language

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """# Commands

Written by `python docs/make_commands.py` from the command line itself. `-h` after any command says the same.
A flag beats the environment, which beats `digest.toml`.
"""


HEAD_ZH = """# 命令

由 `python docs/make_commands.py` 从命令行本身写成；任何命令后加 `-h` 所示相同。命令行选项优先于环境变量，环境变量优先于
`digest.toml`。
"""


def page(spoken: language.Language = "en") -> str:
    """Word every command with its arguments and options."""
    tree = typer.main.get_command(app)
    language.speak(spoken, tree)
    words = "\n".join((HEAD if spoken == "en" else HEAD_ZH, *_commands(tree, "digest")))
    translation.speak("en")
    return words if spoken == "en" else words.replace("| argument or option | meaning |", "| 参数或选项 | 说明 |")


def _commands(command: Any, name: str) -> Iterator[str]:  # noqa: ANN401  typer brings its own copy of click
    inner = getattr(command, "commands", {})
    for below, found in inner.items():
        yield from _commands(found, f"{name} {below}") if not found.hidden else ()
    if inner and not getattr(command, "invoke_without_command", False):
        return
    yield f"## {name}\n"
    yield _joined(command.help or "")
    if command.params:
        yield "| argument or option | meaning |\n|---|---|"
        yield from (_row(parameter, typer.Context(command, info_name=name)) for parameter in command.params)
        yield ""
    examples = [line for line in (command.epilog or "").split("\n") if line.startswith(("digest", "echo", "duckdb"))]
    if examples:
        yield "```sh"
        yield from examples
        yield "```\n"


def _joined(help_: str) -> str:
    """Give the paragraphs of a help text, a line each."""
    return "\n\n".join(" ".join(part.split()) for part in help_.split("\n\n")) + "\n"


def _row(parameter: Any, context: typer.Context) -> str:  # noqa: ANN401  as above
    if parameter.param_type_name == "argument":
        return f"| `{_barred(parameter.metavar or parameter.name.upper())}` | {_barred(parameter.help or '')} |"
    names, help_ = parameter.get_help_record(context)
    return f"| `{_barred(names)}` | {_barred(help_)} |"


def _barred(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


if __name__ == "__main__":
    (Path(__file__).parent / "commands.md").write_text(page(), encoding="utf-8")
    (Path(__file__).parent / "commands.zh-CN.md").write_text(page("zh"), encoding="utf-8")
