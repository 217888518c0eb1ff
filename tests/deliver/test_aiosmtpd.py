"""Letters against aiosmtpd, in every way a server takes them and refuses them (rows A13 to A19)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from aiosinks import AioSink
from certificates import certificate
from letters import LATER, NOW, letter, owing

from digest.archive.outbox import Closing, Outbox
from digest.deliver.lines import Server, SmtpLine
from digest.deliver.post import deliver

if TYPE_CHECKING:
    from pathlib import Path

    from digest.deliver.post import Round

SECONDS = 2.0


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 and its key."""
    return certificate(tmp_path_factory.mktemp("tls"))


def handed_over(sink: AioSink, outbox: Outbox, **more: object) -> Round:
    given = {"security": "none", "seconds": SECONDS, **more}
    return deliver(outbox, outbox.owed(NOW), SmtpLine(Server("127.0.0.1", sink.port, **given)), NOW)  # type: ignore[arg-type]


def standings(outbox: Outbox) -> list[str]:
    return [kept.standing for kept in outbox.letters()]


WAYS = {
    "plain": ({}, {}),
    "starttls": ({}, {"security": "starttls"}),
    "tls": ({"implicit": True}, {"security": "tls"}),
    "login": ({"auth_required": True}, {"security": "starttls", "user": "u", "password": "geheim"}),
    "lmtp": ({"lmtp": True}, {"protocol": "lmtp"}),
}


@pytest.mark.parametrize("way", WAYS)
def test_in_every_way_each_letter_arrives_byte_for_byte(way: str, tls: tuple[Path, Path], tmp_path: Path) -> None:
    server, client = WAYS[way]
    with AioSink(tls=None if way in ("plain", "lmtp") else tls, **server) as sink, owing(tmp_path) as outbox:
        meant = {kept.address: outbox.letter(kept.number).content for kept in outbox.letters()}
        handed_over(sink, outbox, ca=tls[0], **client)
        assert standings(outbox) == ["sent"] * 3
        assert len(sink.accepted) == 3
        assert dict(sink.accepted) == meant


EXPECTED = {
    "mail550": "refused", "rcpt550": "refused", "data550": "refused", "dot552": "refused",
    "mail450": "deferred", "rcpt450": "deferred", "data451": "deferred", "dot451": "deferred",
    "greet421": "deferred", "greet554": "deferred", "drip": "deferred",
    "mail421": "deferred", "rcpt421": "deferred", "data421": "deferred", "dot421": "deferred",
    "drop at mail": "deferred", "drop at rcpt": "deferred", "drop at data": "deferred",
    "drop after dot": "in_doubt", "silent after dot": "in_doubt",
}  # fmt: skip


@pytest.mark.parametrize("mode", EXPECTED)
def test_what_the_server_does_decides_what_becomes_of_the_letters(mode: str, tmp_path: Path) -> None:
    with AioSink(mode) as sink, owing(tmp_path) as outbox:
        began = time.monotonic()
        handed_over(sink, outbox)
        assert time.monotonic() - began < 3 * SECONDS + 3
        assert standings(outbox) == [EXPECTED[mode]] * 3
        assert len(sink.accepted) == (3 if EXPECTED[mode] == "in_doubt" else 0)
        if EXPECTED[mode] == "deferred":
            with AioSink() as well:
                deliver(outbox, outbox.owed(LATER), SmtpLine(Server("127.0.0.1", well.port, "none")), LATER)
                assert sorted(to for to, _ in well.accepted) == [f"r{place}@example.cn" for place in range(3)]
        else:
            assert not outbox.owed(LATER)


UNSAFE = {
    "no starttls": {"security": "starttls"},
    "a certificate nobody vouches for": {"security": "starttls"},
    "auth535": {"security": "starttls", "user": "u", "password": "geheim", "trusted": True},
    "login wanted": {"security": "starttls", "trusted": True},
}


@pytest.mark.parametrize("mode", UNSAFE)
def test_where_it_is_not_safe_or_not_let_in_no_letter_goes(mode: str, tls: tuple[Path, Path], tmp_path: Path) -> None:
    client = dict(UNSAFE[mode])
    ca = tls[0] if client.pop("trusted", False) else None
    with AioSink(mode, tls=tls, auth_required=mode == "login wanted") as sink, owing(tmp_path) as outbox:
        done = handed_over(sink, outbox, ca=ca, **client)
        assert standings(outbox) == ["deferred"] * 3
        assert not sink.accepted
        assert "rcpt" not in sink.commands
        assert done.trouble
        assert "geheim" not in done.trouble


def test_a_letter_too_large_for_the_server_is_refused(tmp_path: Path) -> None:
    with AioSink(data_size_limit=1_000) as sink, owing(tmp_path) as outbox:
        handed_over(sink, outbox)
        assert standings(outbox) == ["refused"] * 3
        assert "552" in outbox.letters()[0].note


@pytest.mark.parametrize(("offered", "end"), [(True, "sent"), (False, "refused")])
def test_an_address_beyond_ascii_goes_only_where_it_is_taken(offered: bool, end: str, tmp_path: Path) -> None:  # noqa: FBT001  a case
    with AioSink(enable_SMTPUTF8=offered) as sink, Outbox(tmp_path / "digest.db") as outbox:
        outbox.close(Closing("2025-W16", "2025-04-20", NOW, ""), [letter("张三@example.cn")])
        handed_over(sink, outbox)
        assert standings(outbox) == [end]
        assert [to for to, _ in sink.accepted] == ["张三@example.cn"] * offered


pytestmark = pytest.mark.runs  # whole processes and servers: minutes together
