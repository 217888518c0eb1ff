"""Word lists and tables kept as data files beside this loader: one file, one subject."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def lines(name: str) -> tuple[str, ...]:
    """Read `lexicon/NAME.txt`: one entry a line, blank lines and `#` comments left out."""
    text = (files(__name__) / f"{name}.txt").read_text(encoding="utf-8")
    return tuple(line for raw in text.splitlines() if (line := raw.split("#")[0].strip()))


@cache
def table(name: str) -> dict[str, Any]:
    """Read `lexicon/NAME.toml`; the table is shared and must not be changed."""
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))
