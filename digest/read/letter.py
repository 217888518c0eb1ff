"""A letter (EML) or a page saved as one file (MHTML) in, a Document with one entry out."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.utils import parseaddr
from itertools import islice, pairwise
from typing import TYPE_CHECKING, NamedTuple

from digest.errors import DigestError, EmptySource, Malformed
from digest.model import Problem
from digest.read import charset, html
from digest.read.article import paragraphs
from digest.read.day import day
from digest.read.html import Laid
from digest.read.piece import Piece, clean, document
from digest.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import Message

    from digest.model import Document

_MOST_PARTS = 200
_VERSIONS = "multipart/alternative"
_LONGEST_NAME = 80  # characters of the name of something attached
_LETTER_INSIDE = "a letter inside the letter"
_SIGNATURE, _LONGEST_SIGNATURE = "--", 12  # lines
_NARROWEST_WRAP, _WIDE = 60, 0x1100  # columns; mail programs break lines at 65 to 78
_LABELS = re.compile(
    r"(?:发件人|发送时间|发送日期|收件人|抄送人?|主题|日期|时间|From|Sent|To|Cc|Date|Subject)\s?[:：]", re.IGNORECASE
)
_RULE = re.compile(r"[-_=—* ]{2,40}.{0,24}[-_=—* ]{2,40}")
_SOFT = re.compile(r"(?<!^--)(\S?) \n(?!\n)(\S?)", re.MULTILINE)
_WHOLE = re.compile(r"\d\d|[\u3000-\u303f\u3400-\u9fff\uff00-\uffef].?|.[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
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
    flowed: bool = False
    delsp: bool = False


def _part(part: Message, version: bool) -> _Part:  # noqa: FBT001  a fact of the part
    kind = part.get_content_type()
    if part.is_multipart():
        return _Part(kind, b"", None, _LETTER_INSIDE if kind == "message/rfc822" else "")
    content = part.get_payload(decode=True)
    attached = part.get_content_disposition() == "attachment" or not kind.startswith(("text/", "image/"))
    name = clean(words(part.get_filename() or kind))[:_LONGEST_NAME] if attached else ""
    folded = (_says(part, "format", "flowed"), _says(part, "delsp", "yes"))
    content = content if isinstance(content, bytes) else b""
    return _Part(kind, content, part.get_content_charset(), name, version, *folded)


def _says(part: Message, key: str, value: str) -> bool:
    return str(part.get_param(key, "")).lower() == value


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
    laid = _laid(chosen, text)
    others = [part for part in parts if _is_text(part) and part is not chosen and not part.version]
    besides = [_laid(other, charset.read(origin, other.content, [other.label])[0]) for other in others]
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


def _laid(part: _Part, text: str) -> Laid:
    if part.kind == "text/html":
        return _own(html.laid_out(text))
    lines, signature = _signed(_unfolded(text, part).split("\n"))
    wrapped = max(map(_columns, lines), default=0) >= _NARROWEST_WRAP
    laid = _own(Laid(tuple(paragraphs(lines) if wrapped else (one for line in lines for one in paragraphs([line])))))
    return laid._replace(furniture=(*laid.furniture, *signature))


def _columns(line: str) -> int:
    """Count the columns that a line takes: a Chinese character takes two."""
    return sum(1 + (ord(char) >= _WIDE) for char in line)


def _unfolded(text: str, part: _Part) -> str:
    """Join the lines that a mail program broke and marked so (format=flowed, RFC 3676).

    The blank that marks a break is none of the text where the letter says so (delsp), or where it stands by a Chinese
    character or within a number.
    """

    def joined(found: re.Match[str]) -> str:
        bare = part.delsp or _WHOLE.fullmatch(found[1] + found[2])
        return found[1] + ("" if bare else " ") + found[2]

    return _SOFT.sub(joined, text) if part.flowed else text


def _signed(lines: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Part a letter's lines at the mark of its signature (RFC 3676, 4.3), if few lines stand below it."""
    at = next((at for at in range(len(lines) - 1, -1, -1) if lines[at].rstrip() == _SIGNATURE), len(lines))
    return (lines[:at], lines[at:]) if len(lines) - at <= _LONGEST_SIGNATURE else (lines, ())


def _own(laid: Laid) -> Laid:
    """Take the header of a letter that was forwarded, and the rule above it, out of its text."""
    labels = [bool(_LABELS.match(clean(block.string))) for block in laid.blocks]
    pairs = {at for at, both in enumerate(pairwise(labels)) if all(both)}
    header = pairs | {at + 1 for at in pairs}
    header |= {at for at, block in enumerate(laid.blocks) if at + 1 in header and _RULE.fullmatch(clean(block.string))}
    blocks = tuple(block for at, block in enumerate(laid.blocks) if at not in header)
    return Laid(blocks, (*laid.furniture, *(laid.blocks[at].string for at in sorted(header))))


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
