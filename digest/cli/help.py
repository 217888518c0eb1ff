"""Help as a terminal shows it: the commands in the order of use, lines as wide as the terminal in columns.

Click orders commands by where they are defined, cuts what they are for after 45 characters, and breaks lines by their
characters: a line of Chinese is twice as wide as it believes, and a terminal of 80 columns breaks it once more.
"""

from __future__ import annotations

import re
import shutil
from typing import Any, Final
from unicodedata import east_asian_width

# Set up and hand in, make and check the issue, let it go, look back, look after it.
_ORDER: Final = (
    "init", "desk", "papers", "collect", "inbox", "build", "show", "verify", "publish", "send", "run", "schedule",
    "mail", "search", "story", "stats", "backfill", "export", "facts", "config", "doctor", "backup", "restore",
    "templates", "preview",
)  # fmt: skip
_WIDEST: Final = 80  # columns: longer lines are hard to read
_UNBROKEN: Final = 10_000
# What stays on one line: a wide character or a run of others, with the marks that may not open or end a line.
_WIDE: Final = "\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_OPENING: Final = "（《〈「『【〔“‘"
_CLOSING: Final = "，。、；：？！）》〉」』】〕”’…"
_UNIT: Final = re.compile(
    rf" *[{_OPENING}]*(?:[^\s{_WIDE}{_OPENING}{_CLOSING}]+|[{_WIDE}]|[{_CLOSING}])[{_CLOSING}]*|[{_OPENING}]+|\s+"
)
_TERM: Final = re.compile(r"\s+\S.*?\s{2,}(?=\S)")  # the left column of a list, as far as its right one


def lay_out(command: Any) -> None:  # noqa: ANN401  typer brings its own copy of click
    """Have a tree of commands list them in the order of use, and break its help by columns."""
    known = getattr(command, "commands", {})
    if "init" in known:
        command.commands = {name: known[name] for name in (*_ORDER, *(one for one in known if one not in _ORDER))}
    words = command.get_help
    command.get_help = lambda context: _broken(words, context)
    for below in known.values():
        lay_out(below)


def _broken(words: Any, context: Any) -> str:  # noqa: ANN401  as above
    context.terminal_width = _UNBROKEN
    columns = min(shutil.get_terminal_size().columns, _WIDEST)
    return "\n".join(line for whole in words(context).splitlines() for line in broken(whole, columns))


def broken(line: str, columns: int) -> list[str]:
    """Break a line of help into lines of so many columns; what follows is indented as its text is.

    A word that is wider than a line keeps one of its own.
    """
    term = _TERM.match(line)
    indent = width(term[0]) if term else len(line) - len(line.lstrip())
    lines, filled = [line[: len(term[0]) if term else indent]], indent
    for unit in _UNIT.findall(line[len(lines[0]) :]):
        if filled + width(unit) > columns and filled > indent:
            lines.append(" " * indent)
            filled = indent
        fitting = unit.lstrip() if filled == indent else unit
        lines[-1] += fitting
        filled += width(fitting)
    return lines


def width(text: str) -> int:
    """Count the columns of a text: two a Chinese character, and a mark that is as wide in Chinese fonts."""
    return sum(1 + (east_asian_width(char) in "WFA") for char in text)
