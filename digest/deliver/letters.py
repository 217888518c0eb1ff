"""The contents of an issue and a recipient in, the bytes of a letter out: the same for the same input.

Nothing in a letter is left to chance or to a library's folding: header words, boundaries and base64 are set here, and
the finished head is read back before it leaves.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.utils import format_datetime
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from digest.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from digest.deliver.addresses import Mailbox

_LONGEST_TEXT: Final = 200  # characters of a header: subjects are cut off by readers long before
_WORD: Final = 75  # RFC 2047 2: an encoded word has at most 75 characters
_WRAP: Final = len("=?utf-8?b??=")
_PLAIN: Final = re.compile(r"[A-Za-z0-9 ,.;:!/_+()&'-]{1,60}")
_ATOMS: Final = re.compile(r"[A-Za-z0-9 _-]{1,60}")  # a display name that needs no quotes
_BASE64_LINE: Final = 57  # bytes a line, 76 characters
_FILE_NAME: Final = 60  # characters
_NO_SUBJECT: Final = "简报"
# What stands in the texts of a group where each recipient's own mark will stand; as long as a mark, so that no line
# of base64 moves.
SOMEBODY: Final = "712bc1df40d4f240ef91"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter; `kind` is its media type."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Contents:
    """What all letters of a group hold."""

    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The part below the blank line, and the header that says how to read it.

    `gaps` are the places of `content` that differ from recipient to recipient, with the bytes that are encoded there.
    """

    kind: str
    content: bytes
    gaps: tuple[tuple[int, bytes], ...] = ()

    def own(self, mark: str) -> tuple[tuple[int, bytes], ...]:
        """Say what stands in the gaps for the recipient of a mark; nothing else of the content differs."""
        return tuple((at, _base64(raw.replace(SOMEBODY.encode(), mark.encode()))) for at, raw in self.gaps)


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the head of a letter says beside its subject.

    `unsubscribe` is an address (https: or mailto:) with the recipient's mark in it, or "".
    """

    sender: Mailbox
    recipient: Mailbox
    reply_to: str
    message_id: str
    date: datetime
    list_id: str
    unsubscribe: str


def message_id(issue: str, address: str, outbox: str, domain: str) -> str:
    """Name a letter: the same issue, recipient and outbox give the same name."""
    return f"<{_digest(issue, address, outbox)}@{domain}>"


def mark(address: str, outbox: str) -> str:
    """Give a recipient a mark for unsubscribing, which tells nobody else's."""
    return _digest("unsubscribe", address.lower(), outbox)[: len(SOMEBODY)]


def _digest(*words: str) -> str:
    return sha256("\n".join(words).encode()).hexdigest()[:32]


def clean(words: str) -> str:
    """Make words fit for a header: one line, □ for what is invisible, nothing that reads as an encoded word.

    `=?UTF-8?Q?=0ABcc:_x?=` in a headline writes a Bcc line with `EmailMessage` of Python 3.11 and 3.12.
    """
    seen = visible(words[: 4 * _LONGEST_TEXT])
    return " ".join(seen.replace("=?", "＝?").replace("?=", "?＝").split())[:_LONGEST_TEXT]


def encoded(words: str, room: int) -> str:
    """Write words as RFC 2047 words of at most 75 characters, each cut between characters, folded.

    `room` is what the first line has taken already. Python's own folding cuts characters in two (2,567 of 3,000).
    """
    if not words or _PLAIN.fullmatch(words):
        return words
    chunks: list[str] = [""]
    left = _WORD - room
    for sign in words:
        if len(base64.b64encode((chunks[-1] + sign).encode())) + _WRAP > left and (chunks[-1] or len(chunks) == 1):
            chunks.append("")
            left = _WORD
        chunks[-1] += sign
    written = (f"=?utf-8?b?{base64.b64encode(chunk.encode()).decode()}?=" for chunk in chunks if chunk)
    return "\r\n ".join(written) if chunks[0] else "\r\n " + "\r\n ".join(written)


def _shown(mailbox: Mailbox, room: int) -> str:
    name = clean(mailbox.name)
    if not name:
        return mailbox.address
    words = name if _ATOMS.fullmatch(name) else encoded(name, room) if not _PLAIN.fullmatch(name) else f'"{name}"'
    gap = "\r\n " if len(words.rpartition("\n")[2]) + len(mailbox.address) + room > _WORD else " "
    return f"{words}{gap}<{mailbox.address}>"


def body(contents: Contents) -> Body:
    """Set the body of a group's letters: plain text and web page side by side, files behind them."""
    whole = _parts("alternative", (_text("plain", contents.text), _text("html", contents.html)))
    if contents.attachments:
        whole = _parts("mixed", (_whole(whole), *(_file(one) for one in contents.attachments)))
    lines = [raw for text in (contents.text, contents.html) for raw in _marked(_encoded_text(text))]
    gaps = {found.start(): raw for raw in lines for found in re.finditer(re.escape(_base64(raw)), whole.content)}
    return Body(whole.kind, whole.content, tuple(sorted(gaps.items())))


def _marked(content: bytes) -> Iterator[bytes]:
    """Give the lines of base64, as what they encode, in which a recipient's mark stands; lines side by side as one."""
    token = SOMEBODY.encode()
    places = [found.start() for found in re.finditer(token, content)]
    lines = sorted({line for at in places for line in (at // _BASE64_LINE, (at + len(token) - 1) // _BASE64_LINE)})
    for _, run in groupby(enumerate(lines), lambda pair: pair[1] - pair[0]):
        numbers = [line for _, line in run]
        yield content[numbers[0] * _BASE64_LINE : (numbers[-1] + 1) * _BASE64_LINE]


def _parts(kind: str, parts: tuple[bytes, ...]) -> Body:
    """Lay parts between boundaries; `=_` stands in no base64, and the digest makes inner and outer differ."""
    line = "=_" + sha256(b"".join(parts)).hexdigest()[:32]
    laid = b"".join(f"--{line}\r\n".encode() + part + b"\r\n" for part in parts)
    return Body(f'multipart/{kind}; boundary="{line}"', laid + f"--{line}--\r\n".encode())


def _whole(part: Body) -> bytes:
    return f"Content-Type: {part.kind}\r\n\r\n".encode() + part.content


def _text(kind: str, text: str) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return head.encode() + _base64(_encoded_text(text))


def _encoded_text(text: str) -> bytes:
    return text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")


def _file(attachment: Attachment) -> bytes:
    """Set a file with its name in both ways: RFC 2231, and the encoded words that Outlook writes and servers search."""
    stem, dot, ending = clean(attachment.name).replace("/", "_").replace("\\", "_").rpartition(".")
    name = stem[:_FILE_NAME] + dot + ending[:8]
    words = encoded(name, len(' name="'))
    return (
        f'Content-Type: {attachment.kind};\r\n name="{words}"\r\nContent-Transfer-Encoding: base64\r\n'
        f"Content-Disposition: attachment;\r\n filename*=utf-8''{quote(name)}\r\n\r\n"
    ).encode() + _base64(attachment.content)


def _base64(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n").rstrip(b"\r\n")


def head(envelope: Envelope, subject: str, kind: str) -> bytes:
    """Set the head of a letter, its blank line included.

    Raises:
        ValueError: read back it shows other headers than were meant.
    """
    headers = [
        ("From", _shown(envelope.sender, len("From: "))),
        ("To", _shown(envelope.recipient, len("To: "))),
        ("Reply-To", envelope.reply_to),
        ("Subject", encoded(clean(subject) or _NO_SUBJECT, len("Subject: "))),
        ("Date", format_datetime(envelope.date)),
        ("Message-ID", envelope.message_id),
        ("List-Id", envelope.list_id),
        ("List-Unsubscribe", f"<{envelope.unsubscribe}>" if envelope.unsubscribe else ""),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click" if envelope.unsubscribe.startswith("https:") else ""),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", "zh-CN"),
        ("MIME-Version", "1.0"),
        ("Content-Type", kind.replace("; ", ";\r\n ")),
    ]
    kept = [(name, value) for name, value in headers if value]
    laid = "".join(f"{name}: {value}\r\n" for name, value in kept).encode() + b"\r\n"
    _read_back(laid, tuple(name for name, _ in kept))
    return laid


def _read_back(laid: bytes, meant: tuple[str, ...]) -> None:
    found = BytesHeaderParser().parsebytes(laid)
    if tuple(found.keys()) != meant or found.get_payload():
        raise ValueError(f"a letter would show the headers {', '.join(found.keys())}")
