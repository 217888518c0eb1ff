"""Bytes in, a Document out: one switch tells a format from its bytes."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal

from digest.errors import SourceError, UnknownFormat
from digest.model import Problem
from digest.read import article, bundle, table
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from digest.model import Document

# Where a format has a reader, its name is the reader's.
Format = Literal[
    "pdf",
    "image",
    "office",
    "table",
    "slides",
    "bundle",
    "feed",
    "jsonfeed",
    "jsonl",
    "letter",
    "html",
    "article",
    "dump",
    "foreign",
]

TIMEZONE = "Asia/Shanghai"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")
# What files begin with that would decode as text, or fail to with a less helpful message.
_FOREIGN = (
    (b"\xd0\xcf\x11\xe0", "an old or encrypted Office file", "save it as .docx, .xlsx or .pptx"),
    (b"{\\rtf", "an RTF file", "save it as .docx"),
    (b"\x1f\x8b", "a compressed file", "unpack it, or pack it as .zip"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file", "unpack it, or pack it as .zip"),
    (b"Rar!", "a compressed file", "unpack it, or pack it as .zip"),
    (b"RIFF", "a sound or picture", "give pictures as .png or .jpg"),
)
_HEAD = 4096  # bytes that tell a format; a PDF's own mark may stand anywhere in its first 1,024
_PDF_MARK, _PDF_HEAD = b"%PDF-", 1024
_FEED = re.compile(r"<(?:[a-z]{1,10}:)?(?:rss|feed|rdf|channel)[\s>]", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|article|section|h[1-6]|span|a|br|center|script|style)[\s>/]",
    re.IGNORECASE,
)
_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.{0,4000}?-->", re.DOTALL)
_FIELD = re.compile(
    r"^(?:From|To|Subject|Date|Message-ID|MIME-Version|Received|Return-Path|Content-Type|Delivered-To|DKIM-Signature|"
    r"X-[A-Za-z-]{1,40}|Snapshot-Content-Location):",
    re.IGNORECASE | re.MULTILINE,
)
_BLANK_LINE = re.compile(r"\r?\n\r?\n")
_JSON_FEED = re.compile(r'"version"\s{0,5}:\s{0,5}"https?:(?:\\?/){2}jsonfeed\.org')


def read(origin: str, data: bytes, timezone: str = TIMEZONE, pictures: str = "read") -> Document:
    """Read a source's bytes into a `Document`; `origin` is the name it is known by (its file name).

    The format is told from the bytes alone. `timezone` is where the newspapers' days are counted. `pictures` may be
    "name": pages of a PDF that are pictures are then named in the problems and not recognised, which takes seconds.
    Characters that could not be decoded stand as U+FFFD and are a problem.

    Raises:
        EmptySource: there is no text in it.
        UnknownFormat: the bytes are of no kind that can be read; a ZIP archive is to be unpacked first (`read.bundle`).
        Undecodable: they may be text, but no encoding gives readable characters.
        Malformed: they break the rules of their format.
        Unreadable: they are encrypted, or past a limit.
    """
    match format_of(data):
        case "foreign":
            raise _foreign(origin, data)
        case "bundle":
            raise UnknownFormat(f"{origin}: an archive inside an archive is not read", "unpack the inner one")
        case ("dump" | "image") as name:
            document = _reader(name)(origin, data)
        case "pdf":
            document = _reader("pdf")(origin, data, pictures=pictures == "read")
        case "jsonfeed":
            document = _reader("feed", "read_json")(origin, data, timezone)
        case name:
            document = _reader(name)(origin, data, timezone)
    broken = document.text.count("\ufffd")
    if not broken:
        return document
    reason, remedy = f"{broken} characters could not be decoded", "get the file again from its source"
    problem = Problem(origin, "characters", reason, remedy, (("count", str(broken)),))
    return replace(document, problems=(*document.problems, problem))


def _reader(module: str, function: str = "read") -> Callable[..., Document]:
    """Load a reader when its format turns up; parsers of markup, PDF and pictures take 20 to 400 ms each."""
    reader: Callable[..., Document] = getattr(import_module(f"{__name__}.{module}"), function)
    return reader


def is_plain(data: bytes) -> bool:
    """Tell whether reading the bytes needs no parser but the decoder: text can be read without a sandbox."""
    return format_of(data) in {"dump", "article", "jsonl", "foreign"}


def format_of(data: bytes) -> Format:
    """Tell a format from the bytes; "dump" (the text of a newspaper page) is what nothing else fits."""
    return _binary_format(data) or _markup_format(data) or _text_format(data)


def _binary_format(data: bytes) -> Format | None:
    if _PDF_MARK in data[:_PDF_HEAD]:
        return "pdf"
    if data.startswith(_PICTURES):
        return "image"
    if bundle.is_bundle(data):
        return bundle.kind(data)
    return "foreign" if any(data.startswith(mark) for mark, _, _ in _FOREIGN) else None


def _markup_format(data: bytes) -> Format | None:
    # ASCII shows in every encoding of text; in UTF-16 there are NUL bytes between.
    marks = data[:_HEAD].replace(b"\x00", b"").decode("latin-1").lstrip("\ufeff\xef\xbb\xbf\xff\xfe \t\r\n")
    head = _COMMENT.sub("", marks).lstrip()  # what a comment above the root names tells nothing
    if head.startswith("{"):
        return "jsonfeed" if _JSON_FEED.search(head) else "jsonl"
    feed, page = _FEED.search(head), (_HTML if head.startswith("<") else _HTML_ROOT).search(head)
    if feed and head.startswith("<") and not (page and page.start() < feed.start()):
        return "feed"
    if _is_letter(head):
        return "letter"
    return "html" if page else None


def _is_letter(head: str) -> bool:
    """Tell whether a text begins with the header of a letter: three of its fields above the first blank line."""
    fields = _BLANK_LINE.split(head, maxsplit=1)[0]
    return bool(_FIELD.match(fields)) and len(_FIELD.findall(fields)) > len(("From", "Subject"))


def _text_format(data: bytes) -> Format:
    try:
        text, _ = decode.decode("", data)
    except SourceError:
        return "dump"
    if table.is_table(text):
        return "table"
    return "article" if article.is_article(text) else "dump"


# Old files of Office and WPS begin alike; what to save them as is told by their names.
_OLD = {
    ".wps": ("a file of WPS Writer", "open it in WPS and save it as .docx"),
    ".et": ("a file of WPS Spreadsheets", "open it in WPS and save it as .xlsx"),
    ".dps": ("a file of WPS Presentation", "open it in WPS and save it as .pptx"),
    ".xls": ("an old Excel file", "save it as .xlsx"),
    ".ppt": ("an old PowerPoint file", "save it as .pptx"),
}


def _foreign(origin: str, data: bytes) -> UnknownFormat:
    if old := _OLD.get(PurePath(origin).suffix.lower()):
        return UnknownFormat(f"{origin}: {old[0]} cannot be read", old[1])
    found = (
        UnknownFormat(f"{origin}: {kind} cannot be read", cure)
        for mark, kind, cure in _FOREIGN
        if data.startswith(mark)
    )
    return next(found, UnknownFormat(f"{origin}: an Office file of another kind cannot be read", "save it as .docx"))
