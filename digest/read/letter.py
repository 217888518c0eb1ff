"""A letter (EML) or a page saved as one file (MHTML) in, a Document with one entry out."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.utils import parseaddr
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from digest.errors import DigestError, EmptySource, Malformed
from digest.model import Problem
from digest.read import charset, html
from digest.read.day import day
from digest.read.html import Laid
from digest.read.piece import Block, Piece, clean, document
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

    from digest.model import Document

_MOST_PARTS = 200
_VERSIONS = "multipart/alternative"
_LONGEST_NAME = 80  # characters of the name of something attached
_LETTER_INSIDE = "a letter inside the letter"
_FORWARDED = re.compile(r"^(?:(?:转发|回复|答复|Fwd?|Re)\s?[:：]\s?){1,5}", re.IGNORECASE)


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read a letter as one article: subject, date, sender, and its HTML or else its plain text.

    What other texts a letter shows below that one, a list's notice or a signature, is furniture. A web page saved as
    one file (MHTML) is read as that page. What is attached is not read and named in the problems.

    Raises:
        EmptySource: there is no text in it.
        Malformed: its parts cannot be told apart, or there are too many.
    """
    try:
        letter = message_from_bytes(data)
        header = {key.lower(): words(value) for key, value in reversed(list(letter.raw_items()))}
        leaves = list(islice(letter.walk(), _MOST_PARTS + 1))
        alternatives = [part for part in leaves if part.get_content_type() == _VERSIONS]
        versions = {id(leaf) for part in alternatives for leaf in islice(part.walk(), _MOST_PARTS)}
        parts = [_part(part, id(part) in versions) for part in leaves]
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise Malformed(f"{origin}: a damaged letter ({type(error).__name__})", "save it again") from error
    if len(parts) > _MOST_PARTS:
        raise Malformed(f"{origin}: more than {_MOST_PARTS} parts", "save what matters as files of their own")
    problems = [_attached(origin, part.name) for part in parts if part.name]
    piece, encoding, more = _article(origin, header, parts, timezone)
    return document(origin, data, encoding, (piece,), (*problems, *more))


def _attached(origin: str, name: str) -> Problem:
    reason, remedy = f"attached and not read: {name}", "save it beside the letter"
    if name == _LETTER_INSIDE:
        return Problem(origin, "attached_letter", reason, remedy)
    return Problem(origin, "attached", reason, remedy, (("name", name),))


class _Part(NamedTuple):
    """A leaf of a letter; `name` is set for what is attached, `version` for one of several that say the same."""

    kind: str
    content: bytes
    label: str | None
    name: str
    version: bool = False


def _part(part: Message, version: bool) -> _Part:  # noqa: FBT001  a fact of the part
    kind = part.get_content_type()
    if part.is_multipart():
        return _Part(kind, b"", None, _LETTER_INSIDE if kind == "message/rfc822" else "")
    content = part.get_payload(decode=True)
    attached = part.get_content_disposition() == "attachment" or not kind.startswith(("text/", "image/"))
    name = clean(words(part.get_filename() or kind))[:_LONGEST_NAME] if attached else ""
    return _Part(kind, content if isinstance(content, bytes) else b"", part.get_content_charset(), name, version)


def _article(
    origin: str, header: dict[str, str], parts: Sequence[_Part], timezone: str
) -> tuple[Piece, str, tuple[Problem, ...]]:
    texts = {part.kind: part for part in reversed(parts) if _is_text(part)}
    page, plain = texts.get("text/html"), texts.get("text/plain")
    if page is None and plain is None:
        raise EmptySource(f"{origin}: a letter without text", "save what is attached to it")
    saved = header.get("snapshot-content-location", "")
    chosen = page or plain
    assert chosen is not None  # noqa: S101  one of the two is there
    text, encoding = charset.read(origin, chosen.content, [chosen.label])
    if page is not None and (saved or "multipart/related" in {part.kind for part in parts[:1]}):
        piece, problems = html.article(origin, text, timezone)
        return replace(piece, link=piece.link or saved or None), encoding, problems
    laid = _laid(chosen.kind, text)
    others = [part for part in parts if _is_text(part) and part is not chosen and not part.version]
    besides = [_laid(other.kind, charset.read(origin, other.content, [other.label])[0]) for other in others]
    sender, address = parseaddr(header.get("from", ""))
    piece = Piece(
        headline=_FORWARDED.sub("", header.get("subject", "")),
        blocks=laid.blocks,
        furniture=(*laid.furniture, *(line for other in besides for line in _lines(other))),
        published=day(header.get("date", ""), timezone),
        publication=sender or address or None,
    )
    return piece, encoding, ()


def _is_text(part: _Part) -> bool:
    return part.kind in {"text/html", "text/plain"} and not part.name and bool(part.content.strip())


def _laid(kind: str, text: str) -> Laid:
    return html.laid_out(text) if kind == "text/html" else Laid(tuple(Block(line) for line in text.split("\n")))


def _lines(laid: Laid) -> Iterator[str]:
    yield from (block.string for block in laid.blocks)
    yield from laid.furniture


def words(raw: str) -> str:
    """Read a header's value: encoded words (RFC 2047), and bytes of any encoding that stand there raw."""
    try:
        chunks = decode_header(raw.encode("ascii", "surrogateescape").decode("ascii", "surrogateescape"))
    except (MessageError, ValueError, UnicodeError):
        chunks = [(raw, None)]
    return clean("".join(_chunk(chunk, label) for chunk, label in chunks))


def _chunk(chunk: bytes | str, label: str | None) -> str:
    content = chunk.encode("utf-8", "surrogateescape") if isinstance(chunk, str) else chunk
    try:
        return content.decode(decode.meant(label)) if label else decode.decode("", content)[0]
    except (DigestError, UnicodeDecodeError, LookupError):
        return content.decode("utf-8", "replace")
