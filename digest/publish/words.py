"""The bytes of a rendered file in, the words its reader sees out, for the last look before it is published.

What the print adds around the words is left out: the numbers of notes and pages, anchors, marks, style sheets. A
line that the print has broken stays broken, so that cells that stand side by side are not read as one figure.
"""

from __future__ import annotations

import html
import re
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# What Markdown adds around words: bold marks, note calls, anchors, the goals of links.
_ESCAPES = re.compile(r"\\([!-/:-@\[-`{-~])")
_MARKS = re.compile(r"\[\^[^\]]{1,40}\]:?|\{:[^}\n]{0,80}\}|<[^<>]{0,400}>|\]\([^()\n]{0,400}\)|\*\*")
_BLOCKS = frozenset(
    {"p", "div", "li", "td", "th", "tr", "h1", "h2", "h3", "h4", "title", "figcaption", "cite", "option", "small", "br"}
)
_UNREAD = frozenset({"style", "script"})
_EMPTY = frozenset({"br", "img", "input", "meta", "link", "hr", "col"})
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff\ufffe]")  # joiners; pdfium's sign for a hyphen
_LEADER = re.compile(r"(?<![.…·])(?<![.…·] )(?:[.…·] ?){3,400}\d{1,4}[ \r]*$", re.MULTILINE)
_NUMERALS = "〇零一二两三四五六七八九十百千万亿"
_BROKEN = re.compile(rf"(?<=[{_NUMERALS}])\r?\n(?=[{_NUMERALS}])")  # Pango breaks between any two Han characters
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = re.compile("[0-9]+")
_SMALLER = 0.9  # a note's number is set at 64 to 88 % of the text beside it, headings and labels are lines of their own


def words(content: bytes, format: str) -> str:  # noqa: A002  the command line's word
    """Give the text of a rendered file; `format` is one of `publish.FORMATS` or `publish.LETTERS`.

    Pages of a PDF are parted by a form feed. A quotation that the page shows without marks has them here.
    """
    match format:
        case "md":
            return _ESCAPES.sub(r"\1", html.unescape(_MARKS.sub("", content.decode())))
        case "html" | "mail":
            return _Page(content.decode()).text
        case "pdf":
            return "\f".join(_leaves(content))
        case "docx":
            return "\n".join(_paragraphs(content))
    return content.decode()


class _Page(HTMLParser):
    """The text of a web page as it is read: blocks on lines of their own, no scripts, no numbers of notes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._open: list[tuple[str, str]] = []  # the elements a text stands in, and what they are to it
        self.feed(page)
        self.text = _UNSEEN.sub("", "".join(self._pieces))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line with a block, a quotation with its mark; read what stands for a picture."""
        given = dict(attrs)
        self._pieces.append("\n" if tag in _BLOCKS else "")
        if given.get("alt"):
            self._pieces.append(f"\n{given['alt']}\n")
        if tag in _EMPTY:
            return
        kind = "unread" if tag in _UNREAD or given.get("class") == "call" else "slip" if "popover" in given else ""
        if tag == "p" and self._open and self._open[-1][1] == "slip":
            kind = "quote"
            self._pieces.append("“")
        self._open.append((tag, kind))

    def handle_endtag(self, tag: str) -> None:
        """End a line with a block; an end tag ends what was left open in its element as well."""
        if tag not in (name for name, _ in self._open):
            return
        name = ""
        while name != tag:
            name, kind = self._open.pop()
            self._pieces.append("”\n" if kind == "quote" else "\n" if name in _BLOCKS else "")

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if not any(kind == "unread" for _, kind in self._open):
            self._pieces.append(data)


def _leaves(content: bytes) -> Iterator[str]:
    """Yield the text of each page of a PDF, without its own number and those of notes and of the contents."""
    import pypdfium2  # noqa: PLC0415  only where a PDF was asked for

    with pypdfium2.PdfDocument(content) as document:
        for number, page in enumerate(document, start=1):
            text = _LEADER.sub("", _BROKEN.sub("", _full_sized(page.get_textpage())))
            own = re.compile(rf"^\W*{number}\W*$", re.MULTILINE)
            yield own.sub("", _UNSEEN.sub("", text))


def _full_sized(page: Any) -> str:  # noqa: ANN401  pypdfium2 has no types
    """Read a page without the digits that are set smaller than what stands beside them."""
    from pypdfium2 import raw  # noqa: PLC0415  as above

    text = "".join(chr(raw.FPDFText_GetUnicode(page.raw, place)) for place in range(page.count_chars()))

    def size(place: int) -> float:
        return float(raw.FPDFText_GetFontSize(page.raw, place)) if text[place : place + 1].strip() else 0

    def kept(run: re.Match[str]) -> str:
        """Part a run of digits where the size changes, and leave out the parts smaller than what stands beside them."""
        parts = [tuple(places) for _, places in groupby(range(*run.span()), lambda place: round(size(place), 1))]
        return "".join(
            text[part[0] : part[-1] + 1]
            for part in parts
            if size(part[0]) >= _SMALLER * max(size(part[0] - 1), size(part[-1] + 1))
        )

    return _DIGITS.sub(kept, text)


def _paragraphs(content: bytes) -> Iterator[str]:
    """Yield the paragraphs of a Word file, then those of its footnotes, heads and feet."""
    from lxml import etree  # noqa: PLC0415  as above

    with zipfile.ZipFile(BytesIO(content)) as package:
        names = [name for name in package.namelist() if re.fullmatch(r"word/[a-z]+\d*\.xml", name)]
        for name in sorted(names):
            for paragraph in etree.fromstring(package.read(name)).iter(f"{_WORD}p"):
                yield "".join(piece.text or "" for piece in paragraph.iter(f"{_WORD}t"))
