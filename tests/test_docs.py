"""The guides: every command, option, settings key and column is in them, and every command they show is one."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, get_args

import pytest
import typer
from week import ROOT

from digest import config
from digest.cli import app
from digest.report import parquet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydantic import BaseModel

DOCS = ROOT / "docs"
_TABLE = re.compile(r"^\| (key|设置|`\[.*?\]`) \| (?:meaning|含义) \|\n\|---\|---\|\n((?:\| .*\n)+)", re.MULTILINE)


def _tables(model: type[BaseModel], heading: str = "key") -> Iterator[tuple[str, set[str]]]:
    """Walk the settings: the heading of each table, and its own keys."""
    own = set()
    for name, field in model.model_fields.items():
        inner = [one for one in (field.annotation, *get_args(field.annotation)) if hasattr(one, "model_fields")]
        path = name if heading == "key" else f"{heading.strip('`[]')}.{name}"
        if inner and heading != "`[[recipients]]`":  # its profile has the keys of [profile]
            many = field.annotation is not inner[0] and "tuple" in str(field.annotation)
            yield from _tables(inner[0], f"`[[{path}]]`" if many else f"`[{path}]`")
        if not field.exclude and (not inner or heading != "key"):
            own.add(name)
    yield heading, own


def _commands(command: object, name: str) -> Iterator[str]:
    inner = getattr(command, "commands", {})
    for below, found in inner.items():
        yield from _commands(found, f"{name} {below}")
    if not inner:
        yield name


@pytest.mark.parametrize("guide", ["operators.md", "operators.zh-CN.md"])
def test_every_key_of_the_settings_is_explained_in_its_table(guide: str) -> None:
    page = (DOCS / guide).read_text(encoding="utf-8").replace("| 设置 |", "| key |")
    explained = {
        heading: {re.match(r"\| `(\w+)` \| \S", row)[1] for row in rows.splitlines()}  # type: ignore[index]
        for heading, rows in _TABLE.findall(page)
    }
    assert explained == dict(_tables(config.Settings))


def test_the_page_of_commands_is_what_the_command_line_says() -> None:
    made = runpy.run_path(str(DOCS / "make_commands.py"))["page"]()
    assert (DOCS / "commands.md").read_text(encoding="utf-8") == made, "run: python docs/make_commands.py"
    chinese = runpy.run_path(str(DOCS / "make_commands.py"))["page"]("zh")
    assert (DOCS / "commands.zh-CN.md").read_text(encoding="utf-8") == chinese, "run: python docs/make_commands.py"


def test_every_command_has_help_and_every_option_says_what_it_is_for() -> None:
    for name in _commands(typer.main.get_command(app), "digest"):
        found: object = typer.main.get_command(app)
        for part in name.split()[1:]:
            found = found.commands[part]  # type: ignore[attr-defined]
        assert found.help, name  # type: ignore[attr-defined]
        options = [one for one in found.params if one.param_type_name == "option"]  # type: ignore[attr-defined]
        assert all(option.help for option in options), name


def test_what_the_guides_show_are_commands_and_options_that_there_are() -> None:
    known = (DOCS / "commands.md").read_text(encoding="utf-8")
    sections = {part.split("\n", 1)[0]: part for part in known.split("\n## ")[1:]}
    for page in (*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "README.zh-CN.md"):
        for line in _shown(page.read_text(encoding="utf-8")):
            words = line.split()
            section = sections.get(" ".join(words[:3])) or sections.get(" ".join(words[:2]))
            assert section, f"{page.name}: {line}"
            for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", line):
                assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", section), f"{page.name}: {line}"


def _shown(page: str) -> Iterator[str]:
    """Yield the commands of ours that a page shows, without what they are joined with."""
    for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL):
        for line in block.splitlines():
            for part in re.split(r"&&|[|;>]", line.split("#")[0]):
                if part.strip().startswith("digest "):
                    yield part.strip()


def test_every_column_of_the_tables_is_described() -> None:
    page = (DOCS / "operators.md").read_text(encoding="utf-8")
    for table, columns in parquet.COLUMNS.items():
        (row,) = re.findall(rf"^\| `{table}` \| (.*) \|$", page, re.MULTILINE)
        assert re.findall(r"`(\w+)`", row) == [name for name, _ in columns]


@pytest.mark.parametrize(
    ("planted", "passes"),
    [("", True), ("[gone](nowhere.md)", False), ("[gone](#nowhere)", False), ("[gone](editors.md#nowhere)", False)],
)
def test_a_dead_link_fails_the_site(tmp_path: Path, planted: str, *, passes: bool) -> None:
    pytest.importorskip("mkdocs")
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    page = tmp_path / "docs" / "index.md"
    page.write_text(f"{page.read_text(encoding='utf-8')}\n\n{planted}\n", encoding="utf-8")
    words = next(line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "mkdocs build" in line)
    options = words.partition("mkdocs ")[2].partition(" >")[0].split()  # as `make docs` runs it
    done = subprocess.run([sys.executable, "-m", "mkdocs", *options], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode == 0) == passes, done.stderr.decode()
