"""What mail servers write back of a letter that did not arrive: delivery status notifications (RFC 3464), read as told.

A notification counts only for the letter whose Message-ID it returns: nobody can have another's letters stopped by one.
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email import policy
from email.message import Message
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
# Of the permanent failures those of the address itself: no such mailbox, no such domain, mailbox disabled (RFC 3463).
# A full mailbox (5.2.2) or a refusal for the letter's content (5.7.1) says nothing of the next letter.
_HARD: Final = re.compile(r"5\.1\.\d+|5\.2\.1")
_LONGEST: Final = 120  # characters of a server's words that are kept


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a notification says of a letter: its Message-ID, the status of RFC 3463, the server's words."""

    message_id: str
    status: str
    words: str

    @property
    def is_hard(self) -> bool:
        """Tell whether the address itself is at fault, so that the next letter would fail as well."""
        return bool(_HARD.fullmatch(self.status))


def bounce(content: bytes) -> Bounce | None:
    """Read a notification that a letter failed for good or for now; None where the message is none."""
    message = email.message_from_bytes(content, policy=policy.default)
    parts = tuple(message.walk())
    status = next((found for part in parts if (found := _failure(part))), None)
    returned = next((name for part in parts for name in _returned(part)), "")
    return Bounce(returned, *status) if status and returned else None


def _failure(part: EmailMessage | Message) -> tuple[str, str] | None:
    """Give status and words of the first recipient for whom the letter failed."""
    if part.get_content_type() != "message/delivery-status":
        return None
    for block in _messages(part):
        action = str(block.get("Action", "")).strip().lower()
        status = _STATUS.search(str(block.get("Status", "")))
        if action in ("failed", "delayed") and status:
            words = " ".join(str(block.get("Diagnostic-Code", "")).split())
            return status[0], words[:_LONGEST]
    return None


def _messages(part: EmailMessage | Message) -> list[Message]:
    """Give the blocks of headers, or the message, that a part holds."""
    held = part.get_payload()
    return [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []


def _returned(part: EmailMessage | Message) -> Iterator[str]:
    """Give the Message-ID of the letter that a notification returns, whole or its headers only."""
    if part.get_content_type() == "message/rfc822":
        for inner in _messages(part):
            yield from filter(None, [str(inner.get("Message-ID", "")).strip()])
    if part.get_content_type() == "text/rfc822-headers":
        head = email.message_from_string(str(part.get_payload()), policy=policy.default)
        yield from filter(None, [str(head.get("Message-ID", "")).strip()])
