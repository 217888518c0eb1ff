"""Words in, lines on the terminal out: whatever a source put into them, and whatever the terminal can show."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import typer

from digest.text.visible import visible_lines
from digest.translation import translated


def echo(words: object, *, err: bool = False) -> None:
    """Print lines for people in their language, with □ for what could not be seen or would steer the terminal."""
    typer.echo(visible_lines(translated(words)), err=err)


def escape_unprintable() -> None:
    """Print what the terminal's encoding has not as an escape, and never fail for it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
