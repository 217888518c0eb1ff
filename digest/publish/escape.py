"""Source text into Markdown that prints it literally: the same characters in CommonMark and in Python-Markdown.

A backslash goes before what both let it escape; what only one of them would understand becomes a named
entity, which both understand. A figure keeps its digits together: nothing here adds a digit to the text.
"""

from __future__ import annotations

import html
import re
import unicodedata

from markupsafe import escape

# Control characters, surrogates and the two that XML forbids have no place in text; U+2028/9 would end a line. What
# turns the direction of writing (UAX 9) would show the words of a source in an order that it has not.
_CONTROL = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_BLANK = re.compile(r"[ \t\n\x0b\f\r\u2028\u2029]+")
_MARKS = str.maketrans(
    {mark: f"\\{mark}" for mark in "\\`*_{}[]#"}
    | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&vert;", "~": "&#126;"}
)
_DIGITS = "0123456789０１２３４５６７８９"  # Python-Markdown makes lists of the full-width ones too
_NUMBERED = re.compile(r"(?<=\d)(?=[.)](?: |$))")
_PLAIN = re.compile(r"\\([\\`*_{}\[\]#.)+-])")


def one_line(text: object) -> str:
    """Lay a text on one line: blanks and line ends become one space, controls and marks of direction go."""
    return _BLANK.sub(" ", _CONTROL.sub("", str(text)))


def html_line(text: str) -> str:
    """Escape a text for HTML, on one line."""
    return str(escape(one_line(text)))


def markdown(text: str) -> str:
    """Escape every character that has a meaning in Markdown, so that the text prints as it stands.

    A lone `~` stays: only a pair of them strikes out, and only in GitHub's dialect.
    """
    line = one_line(text)
    marks = line.translate(_MARKS) if line.count("~") > 1 else line.replace("~", "\x00").translate(_MARKS)
    return _at_start(marks.replace("\x00", "~"))


def _at_start(line: str) -> str:
    """Escape what makes a list or a definition only where a line begins."""
    words = line.lstrip(" ")
    blank = line[: len(line) - len(words)]
    if words.startswith(":"):
        return f"{blank}&colon;{words[1:]}"
    if words.startswith(("-", "+")):
        return f"{blank}\\{words}"
    digits = len(words) - len(words.lstrip(_DIGITS))
    return blank + _NUMBERED.sub(r"\\", words[: digits + 2], count=1) + words[digits + 2 :] if digits else line


def plain(text: str) -> str:
    """Undo `markdown`: the text as a reader of the rendered page sees it."""
    return html.unescape(_PLAIN.sub(r"\1", text))


def strong(text: str) -> str:
    """Set a stretch in bold so that both dialects see it: no punctuation stands inside the stars at either end.

    CommonMark lets `**` close after punctuation only before a blank or more punctuation, so `**12%**以上`
    would show its stars. What is left outside is put back by the reader of the body (`publish.body`).
    """
    line = one_line(text)
    first = next((i for i, char in enumerate(line) if not _outside(char)), len(line))
    last = next((i for i in range(len(line), 0, -1) if not _outside(line[i - 1])), 0)
    if first >= last:
        return markdown(line)
    return f"{markdown(line[:first])}**{markdown(line[first:last])}**{markdown(line[last:])}"


def _outside(char: str) -> bool:
    """Tell whether a character is a blank, punctuation or a symbol in the eyes of CommonMark."""
    return char.isspace() or unicodedata.category(char)[0] in "PS"
