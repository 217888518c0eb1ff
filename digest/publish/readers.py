"""The bytes of a rendered file in, the words its reader sees out, to be compared with what was printed into it."""

from __future__ import annotations

import zipfile
from html.parser import HTMLParser
from io import BytesIO
from typing import TYPE_CHECKING, Final

from digest.publish.escape import plain as unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNREAD: Final = frozenset({"style", "script"})
_EMPTY: Final = frozenset({"br", "img", "input", "meta", "link", "hr", "col"})
_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def plain(content: bytes) -> str:
    """Read a text file."""
    return content.decode()


def markdown(content: bytes) -> str:
    """Read Markdown without its bold marks and escapes."""
    return unescaped(content.decode().replace("**", ""))


def page(content: bytes) -> str:
    """Read a web page: what is shown, and what is said of pictures."""
    return _Page(content.decode()).text


class _Page(HTMLParser):
    """The text of a web page in the order of its source; scripts and style sheets are not read."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._open: list[str] = []
        self.feed(content)
        self.close()
        self.text = "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; keep what stands for a picture."""
        self._pieces += [value for name, value in attrs if name in ("alt", "content") and value]
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and what was left open in it."""
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keep what is read."""
        if not _UNREAD.intersection(self._open):
            self._pieces.append(data)


def pdf(content: bytes) -> str:
    """Read what a PDF says of itself, then its pages one after the other."""
    import pypdfium2  # noqa: PLC0415  only where a PDF was asked for

    with pypdfium2.PdfDocument(content) as document:
        leaves = (leaf.get_textpage().get_text_bounded() for leaf in document)
        return "\f".join((*document.get_metadata_dict().values(), *leaves))


def word(content: bytes) -> str:
    """Read a Word document: its paragraphs, then those of its footnotes, heads and feet."""
    return "\n".join(_paragraphs(content))


def _paragraphs(content: bytes) -> Iterator[str]:
    from lxml import etree  # noqa: PLC0415  as above

    with zipfile.ZipFile(BytesIO(content)) as package:
        names = (name for name in package.namelist() if name.startswith("word/") and name.count("/") == 1)
        for name in sorted(name for name in names if name.endswith(".xml")):
            for paragraph in etree.fromstring(package.read(name)).iter(f"{_WORD}p"):
                yield "".join(piece.text or "" for piece in paragraph.iter(f"{_WORD}t"))
