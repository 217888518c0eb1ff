"""Letters and an outbox for the tests; every name and sentence is invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from digest.archive.outbox import Closing, Letter, Outbox
from digest.deliver import letters
from digest.deliver.addresses import Mailbox

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2025, 4, 21, 7, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=31)
CONTENTS = letters.Contents(
    "青澜周报2025年第16期：江畔高新区首季增长9.4%",
    "江畔高新区\n.一行以点开头\n..两点\n",
    "<p>江畔高新区</p>",
    (letters.Attachment("青澜周报_2025-W16.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)) * 20),),
)


def envelope(address: str = "zhang@example.cn", name: str = "张三", unsubscribe: str = "") -> letters.Envelope:
    """The envelope of a letter to somebody."""
    return letters.Envelope(
        sender=Mailbox("brief@example.cn", "简报组，办公室"),
        recipient=Mailbox(address, name),
        reply_to="",
        message_id=letters.message_id("2025-W16", address, "outbox", "example.cn"),
        date=NOW,
        list_id="<digest.example.cn>",
        unsubscribe=unsubscribe,
    )


def letter(address: str = "zhang@example.cn", contents: letters.Contents = CONTENTS) -> Letter:
    """A whole letter."""
    body = letters.body(contents)
    one = envelope(address)
    head = letters.head(one, contents.subject, body.kind)
    return Letter(address, "群", one.message_id, "brief@example.cn", head, body.content)


def owing(folder: Path, number: int = 3, issue: str = "2025-W16") -> Outbox:
    """An outbox that owes an issue to so many people."""
    outbox = Outbox(folder / "digest.db")
    outbox.close(Closing(issue, "2025-04-20", NOW, ""), (letter(f"r{place}@example.cn") for place in range(number)))
    return outbox


def notification(
    message_id: str, status: str = "5.1.1", action: str = "failed", returned: str = "message/rfc822"
) -> str:
    """What a mail server writes back of a letter that it could not hand over."""
    return f"""From: MAILER-DAEMON@mx.example.cn
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.cn

Final-Recipient: rfc822; r0@example.cn
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user here

--b
Content-Type: {returned}

Message-ID: {message_id}
Subject: =?utf-8?b?5ZGo5oql?=

--b--
"""
