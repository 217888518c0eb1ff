"""What came back of letters, noted in the outbox: from the bytes of one message or from a mailbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.deliver.bounces import bounce
from digest.deliver.returns import Returns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from digest.archive.outbox import Outbox
    from digest.deliver.returns import Mailbox


def note(outbox: Outbox, content: bytes, at: datetime) -> str:
    """Mark the letter that a message says came back, and say so; "" where it says so of no letter from here."""
    found = bounce(content)
    if not found:
        return ""
    words = f"came back: {found.status} {found.words}".strip()
    address = outbox.bounced(found.message_id, words, at, hard=found.is_hard)
    return f"{address} {words}{', paused' if found.is_hard else ''}" if address else ""


def fetch(outbox: Outbox, box: Mailbox, at: datetime) -> Iterator[str]:
    """Note what lies unseen in a mailbox and yield a line of each message, "" where it is none of a letter from here.

    A message of one is marked as seen once it is noted; what breaks off later has lost nothing.

    Raises:
        UsageError: the mailbox does not let us in, or has no such folder.
        Unreachable: it does not answer.
    """
    with Returns(box) as returns:
        for number, content in returns.unseen():
            words = note(outbox, content, at)
            if words:
                returns.mark(number)
            yield words
