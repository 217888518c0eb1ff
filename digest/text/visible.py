"""Text that came from outside in, the same out with nothing in it that cannot be seen.

Control characters, lone surrogates (a file name that is no UTF-8), marks that turn the direction of writing (Unicode
Standard Annex 9) and characters of no width make a name look like another, on paper, on a web page and on a terminal.
"""

from __future__ import annotations

import unicodedata
from typing import Final

BOX: Final = "□"
_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_FIRST: Final = "\x20"


def visible(text: str) -> str:
    """Show every character that cannot be seen as □; blanks and line ends become one space each."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if _is_seen(char) else " " if char in "\t\n\r\v\f" else BOX for char in text)


def is_visible(text: str) -> bool:
    """Tell whether `visible` would leave a text as it is."""
    return visible(text) == text


def _is_seen(char: str) -> bool:
    return char >= _FIRST and unicodedata.category(char) not in _CATEGORIES
