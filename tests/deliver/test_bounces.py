"""Letters that came back: read from what servers write, counted only for a letter of ours, hard ones paused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from letters import notification, owing

from digest.archive.outbox import Outbox
from digest.deliver.bounces import bounce

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_notification_names_the_letter_its_status_and_the_servers_words(returned: str) -> None:
    found = bounce(notification("<a@b>", returned=returned).encode())
    assert found
    assert (found.message_id, found.status, found.words) == ("<a@b>", "5.1.1", "smtp; 550 no such user here")


@pytest.mark.parametrize(
    ("status", "hard"),
    [("5.1.1", True), ("5.1.10", True), ("5.2.1", True), ("5.2.2", False), ("5.7.1", False), ("4.4.1", False)],
)
def test_only_what_is_the_addresss_own_fault_is_hard(status: str, hard: bool) -> None:  # noqa: FBT001  expected value
    found = bounce(notification("<a@b>", status).encode())
    assert found
    assert found.is_hard is hard


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff", "Subject: 自动回复\n\n休假中。".encode(), notification("<a@b>", action="delivered").encode()],
)
def test_a_message_that_is_no_notification_of_failure_is_none(content: bytes) -> None:
    assert bounce(content) is None


def test_a_hard_bounce_pauses_its_address_until_it_is_subscribed_again(tmp_path: Path, digest: Command) -> None:
    there, back = tmp_path / "state/out", tmp_path / "退信"
    there.mkdir(parents=True)
    back.mkdir()
    with owing(there, 2) as outbox:
        first, second = outbox.letters()
    (back / "1.eml").write_text(notification(first.message_id), encoding="utf-8")
    (back / "2.eml").write_text(notification(second.message_id, "5.2.2"), encoding="utf-8")
    (back / "3.eml").write_text(notification("<forged@example.org>"), encoding="utf-8")
    done = digest("mail", "bounces", back)
    assert done.returncode == 0, done.stderr
    assert "3.eml: no letter from here" in done.stdout
    with Outbox(there / "digest.db") as outbox:
        assert outbox.silenced() == {first.address.lower()}
        assert [one.standing for one in outbox.letters()] == ["refused", "refused"]
    assert f"came back: {first.address}, paused" in digest("mail", "status").stdout
    assert digest("mail", "subscribe", first.address).returncode == 0
    with Outbox(there / "digest.db") as outbox:
        assert outbox.silenced() == frozenset()


def test_an_address_that_nobody_knows_is_said_at_unsubscribing(tmp_path: Path, digest: Command) -> None:
    there = tmp_path / "state/out"
    there.mkdir(parents=True)
    with owing(there, 1) as outbox:
        (one,) = outbox.letters()
    done = digest("mail", "unsubscribe", "tippfehler@example.cn")
    assert (done.returncode, "is no recipient" in done.stderr) == (3, True)
    done = digest("mail", "unsubscribe", one.address)
    assert (done.returncode, done.stderr) == (0, "")
