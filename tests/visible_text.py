"""What a source shows, counted without the readers that are tested: by the standard library and by PDFium itself."""

from __future__ import annotations

import io
import json
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pypdfium2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Document

# What a browser without scripts paints nothing of.
UNPAINTED = {
    "script", "style", "noscript", "template", "head", "title", "select", "option", "textarea", "svg", "canvas",
    "audio", "video", "map", "datalist", "iframe", "object", "applet", "noframes",
}  # fmt: skip
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TEXTS = {f"{_W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"}
_GONE = {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}


def characters(string: str) -> Counter[str]:
    """Count the characters that have ink."""
    return Counter(
        char for char in unicodedata.normalize("NFC", string) if unicodedata.category(char) not in _INVISIBLE
    )


class _Painted(HTMLParser):
    """The text that is painted of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag == "body":
            self.open = [one for one in self.open if one not in UNPAINTED]  # it ends a head that nothing ended
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not UNPAINTED & set(self.open):
            self.parts.append(data)


def html(markup: str) -> Counter[str]:
    """Count what a page paints."""
    parser = _Painted()
    parser.feed(markup)
    parser.close()
    return characters("".join(parser.parts))


def word(file: bytes) -> Counter[str]:
    """Count the text of a Word file: its body, margins, notes and drawings, without what was deleted."""
    archive = zipfile.ZipFile(io.BytesIO(file))
    shown = ("word/document", "word/header", "word/footer", "word/footnotes", "word/endnotes")
    names = [name for name in archive.namelist() if name.endswith(".xml") and name.startswith(shown)]
    return characters("".join(text for name in names for text in _written(ET.fromstring(archive.read(name)))))  # noqa: S314


def _written(element: ET.Element) -> Iterator[str]:
    if element.tag in _GONE:
        return
    if element.tag in _TEXTS:
        yield element.text or ""
    for child in element:
        yield from _written(child)


def feed(source: bytes) -> Counter[str]:
    """Count the title and the longest text of each item of a feed that is well formed."""
    found: Counter[str] = Counter()
    for item in ET.fromstring(source).iter():  # noqa: S314  invented by the tests
        if _local(item) in {"item", "entry"}:
            texts = {
                name: max((html(_inner(one)) for one in item if _local(one) == name), key=Counter.total, default=None)
                for name in ("title", "description", "summary", "content", "encoded")
            }
            found += texts.pop("title") or Counter()
            found += max((one for one in texts.values() if one), key=Counter.total, default=Counter())
    return found


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _inner(element: ET.Element) -> str:
    return (element.text or "") + "".join(ET.tostring(child, encoding="unicode", method="html") for child in element)


def letter(file: bytes) -> Counter[str]:
    """Count the subject of a letter and what its body shows, of several versions the richest, and its other texts."""
    message = message_from_bytes(file, policy=policy.default)
    body = message.get_body(("related", "html", "plain"))
    inline = [part for part in message.walk() if part.get_content_maintype() == "text" and not part.is_attachment()]
    versions = [
        one for part in message.walk() if part.get_content_type() == "multipart/alternative" for one in part.walk()
    ]
    shown = [part for part in inline if part is body or part not in versions]
    found = characters(str(message["subject"] or ""))
    for part in shown:
        text = part.get_content()
        found += html(text) if part.get_content_subtype() == "html" else characters(text)
    return found


def lines(file: bytes) -> Counter[str]:
    """Count headline, body and author of each JSON line that is an article."""
    found: Counter[str] = Counter()
    for line in file.decode().splitlines():
        one = json.loads(line)
        body = one.get("body", "")
        found += characters(one.get("headline", "") + ("".join(body) if isinstance(body, list) else body))
    return found


def pdf(file: bytes) -> Counter[str]:
    """Count PDFium's characters; those that look alike (⽂ for 文) are one, a hyphen at a line's end is a hyphen."""
    found: Counter[str] = Counter()
    for page in pypdfium2.PdfDocument(file):
        found += alike(page.get_textpage().get_text_range().replace("\x02", "-").replace("\ufffe", "-"))
    return found


def alike(string: str) -> Counter[str]:
    """Count the characters of a string by how they look."""
    return characters(unicodedata.normalize("NFKC", string))


def held(document: Document) -> Counter[str]:
    """Count what the reader holds: what its lines and entries are made of."""
    return characters("".join(map(document.text.__getitem__, _slices(document))))


def _slices(document: Document) -> Iterator[slice]:
    spans = {line.span for line in document.lines}
    for entry in document.entries:
        heads = (entry.headline, entry.kicker, entry.subtitle, entry.byline)
        spans |= {span for span in (*heads, *entry.paragraphs, *entry.captions) if span}
    yield from (slice(*span) for span in sorted(spans))
