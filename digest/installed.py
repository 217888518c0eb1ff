"""How this program came onto the machine, and the one line that adds an extra to that very place."""

from __future__ import annotations

import json
import os
import re
import shlex
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

if TYPE_CHECKING:
    from collections.abc import Mapping

DISTRIBUTION: Final = "jianbao"  # what package indexes know it by; `digest` there is another project
Extra = Literal["ocr", "preview", "parquet", "cluster", "dkim"]
Way = Literal["clone", "pipx", "venv"]

_OF_EXTRA: Final = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")
_SOME_WHEELS: Final = 2  # in the folder our own wheel came from: with one alone there is nothing to install from


@dataclass(frozen=True, slots=True)
class Install:
    """How the program was installed: `folder` is the clone's, `wheels` a folder of wheels where there is no network."""

    way: Way
    python: str
    folder: str = ""
    wheels: str = ""
    offline: bool = False


def advice(extra: Extra, install: Install | None = None) -> str:
    """Write the line that installs an extra where this program is installed: pipx, an environment, a clone, offline."""
    here = install or found(os.environ)
    if here.way == "clone":
        what = [f"{here.folder}[{extra}]"]
        return shlex.join([here.python, "-m", "pip", "install", *_from(here), "-e", *what])
    packages = requirements(extra)
    if here.way == "pipx":
        options = ["--pip-args", shlex.join(_from(here))] if _from(here) else []
        return shlex.join(["pipx", "inject", DISTRIBUTION, *packages, *options])
    return shlex.join([here.python, "-m", "pip", "install", *_from(here), *packages])


def _from(here: Install) -> list[str]:
    """Give the options of pip that keep it from a network it has not."""
    if here.wheels:
        return ["--no-index", "--find-links", here.wheels]
    return ["--no-index", "--find-links", "wheels"] if here.offline else []


def requirements(extra: Extra) -> tuple[str, ...]:
    """List the packages of an extra as the installed distribution names them, else the extra of the distribution."""
    try:
        named = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        named = []
    parted = (one.partition(";") for one in named)
    asked = tuple(what.strip() for what, _, marker in parted if (of := _OF_EXTRA.search(marker)) and of[1] == extra)
    return asked or (f"{DISTRIBUTION}[{extra}]",)


def found(environment: Mapping[str, str]) -> Install:
    """Look how this program was installed; pip's own settings (PIP_NO_INDEX, PIP_FIND_LINKS) say it has no network."""
    python = sys.executable or "python3"
    offline = environment.get("PIP_NO_INDEX", "").lower() not in ("", "0", "false", "no")
    wheels = environment.get("PIP_FIND_LINKS", "") if offline else _wheels()
    root = Path(__file__).resolve().parent.parent
    if (root / "pyproject.toml").is_file():
        return Install("clone", python, str(root), wheels, offline)
    way: Way = "pipx" if (Path(sys.prefix) / "pipx_metadata.json").is_file() else "venv"
    return Install(way, python, "", wheels, offline)


def _wheels() -> str:
    """Name the folder our own wheel was installed from, where it is still there and holds others too."""
    try:
        origin = json.loads(metadata.distribution(DISTRIBUTION).read_text("direct_url.json") or "{}")
        parts = urlsplit(origin.get("url", ""))
    except (metadata.PackageNotFoundError, ValueError, AttributeError):
        return ""
    folder = Path(url2pathname(unquote(parts.path))).parent
    if parts.scheme != "file" or not parts.path.endswith(".whl") or not folder.is_dir():
        return ""
    return str(folder) if len(list(folder.glob("*.whl"))) >= _SOME_WHEELS else ""
