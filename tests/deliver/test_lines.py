"""Letters against a mail server that does everything wrong a server can do (rows A13 to A21)."""

from __future__ import annotations

import resource
import threading
import time
from typing import TYPE_CHECKING

import pytest
from certificates import certificate
from letters import LATER, NOW, letter, owing
from sinks import Sink

from digest.archive.outbox import Closing, Outbox
from digest.deliver.lines import Sendmail, Server, SmtpLine
from digest.deliver.post import deliver

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 1.0


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 and its key."""
    return certificate(tmp_path_factory.mktemp("tls"))


def server(sink: Sink, **more: object) -> Server:
    return Server("127.0.0.1", sink.port, "none", seconds=SECONDS, **more)  # type: ignore[arg-type]


def standings(outbox: Outbox) -> list[str]:
    return [kept.standing for kept in outbox.letters()]


# What becomes of three letters when the server does so with each of them.
EXPECTED = {
    "ok": "sent", "drop after 250": "sent", "quit500": "sent",
    "mail550": "refused", "rcpt550": "refused", "data550": "refused", "dot552": "refused",
    "mail450": "deferred", "rcpt450": "deferred", "data451": "deferred", "dot451": "deferred",
    "greet421": "deferred", "greet554": "deferred", "no greeting": "deferred", "drip": "deferred",
    "drip ehlo": "deferred", "mail421": "deferred", "rcpt421": "deferred", "data421": "deferred", "dot421": "deferred",
    "drop at mail": "deferred", "drop at rcpt": "deferred", "drop at data": "deferred", "drop before dot": "deferred",
    "drop after dot": "in_doubt", "silent after dot": "in_doubt",
}  # fmt: skip


@pytest.mark.parametrize("mode", EXPECTED)
def test_what_the_server_does_decides_what_becomes_of_the_letters(mode: str, tmp_path: Path) -> None:
    with Sink(mode) as sink, owing(tmp_path) as outbox:
        began = time.monotonic()
        deliver(outbox, outbox.owed(NOW), SmtpLine(server(sink)), NOW)
        assert time.monotonic() - began < 3 * SECONDS + 3
        assert standings(outbox) == [EXPECTED[mode]] * 3
        taken = len(sink.accepted)
        assert taken == (3 if EXPECTED[mode] in ("sent", "in_doubt") else 0)
        if EXPECTED[mode] != "deferred":
            assert not outbox.owed(LATER)


@pytest.mark.parametrize("mode", [mode for mode, end in EXPECTED.items() if end == "deferred"])
def test_when_the_server_is_well_again_each_letter_goes_once(mode: str, tmp_path: Path) -> None:
    with owing(tmp_path) as outbox:
        with Sink(mode, at=2) as sink:
            deliver(outbox, outbox.owed(NOW), SmtpLine(server(sink)), NOW)
            taken = [recipient for recipient, _ in sink.accepted]
        with Sink() as sink:
            deliver(outbox, outbox.owed(LATER), SmtpLine(server(sink)), LATER)
            taken += [recipient for recipient, _ in sink.accepted]
        assert sorted(taken) == ["r0@example.cn", "r1@example.cn", "r2@example.cn"]
        assert standings(outbox) == ["sent"] * 3


def test_without_a_server_the_letters_stay_owed(tmp_path: Path) -> None:
    with Sink() as sink:
        gone = server(sink)
    with owing(tmp_path) as outbox:
        done = deliver(outbox, outbox.owed(NOW), SmtpLine(gone), NOW)
        assert done.trouble
        assert standings(outbox) == ["deferred"] * 3


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_nothing_goes_in_clear_where_tls_is_asked_for(security: str, tmp_path: Path) -> None:
    with Sink("no starttls") as sink, owing(tmp_path) as outbox:
        strict = Server("127.0.0.1", sink.port, security, user="u", password="geheim", seconds=SECONDS)  # type: ignore[arg-type]  # noqa: S106
        deliver(outbox, outbox.owed(NOW), SmtpLine(strict), NOW)
        assert standings(outbox) == ["deferred"] * 3
        heard = b"".join(sink.heard)
        assert b"MAIL" not in heard
        assert b"AUTH" not in heard


def test_over_starttls_the_letters_go(tls: tuple[Path, Path], tmp_path: Path) -> None:
    with Sink(tls=tls) as sink, owing(tmp_path) as outbox:
        trusting = Server("127.0.0.1", sink.port, "starttls", ca=tls[0], seconds=5, user="u", password="geheim")  # noqa: S106
        deliver(outbox, outbox.owed(NOW), SmtpLine(trusting), NOW)
        assert standings(outbox) == ["sent"] * 3


def test_a_certificate_that_nobody_vouches_for_is_refused(tls: tuple[Path, Path], tmp_path: Path) -> None:
    with Sink(tls=tls) as sink, owing(tmp_path) as outbox:
        done = deliver(outbox, outbox.owed(NOW), SmtpLine(Server("127.0.0.1", sink.port, "starttls", seconds=5)), NOW)
        assert "certificate" in done.trouble.lower()
        assert standings(outbox) == ["deferred"] * 3


def test_a_wrong_password_puts_the_letters_off_and_is_shown_nowhere(tls: tuple[Path, Path], tmp_path: Path) -> None:
    with Sink("auth535", tls=tls) as sink, owing(tmp_path) as outbox:
        wrong = Server("127.0.0.1", sink.port, "starttls", ca=tls[0], seconds=5, user="u", password="geheim")  # noqa: S106
        done = deliver(outbox, outbox.owed(NOW), SmtpLine(wrong), NOW)
        assert "535" in done.trouble
        assert standings(outbox) == ["deferred"] * 3
        assert "geheim" not in repr(wrong) + done.trouble + str(outbox.letters())


@pytest.mark.parametrize("mode", ["rcpt421", "dot421", "drop before dot"])
def test_one_421_in_the_middle_costs_nothing(mode: str, tmp_path: Path) -> None:
    with Sink(mode, at=17, times=1) as sink, owing(tmp_path, 50) as outbox:
        deliver(outbox, outbox.owed(NOW), SmtpLine(server(sink)), NOW)
        late = [kept for kept in outbox.letters() if kept.standing != "sent"]
        deliver(outbox, outbox.owed(LATER), SmtpLine(server(sink)), LATER)
        assert len({recipient for recipient, _ in sink.accepted}) == len(sink.accepted) == 50
        assert len(late) == (mode == "dot421")  # the server said: not this one, not now
        assert standings(outbox) == ["sent"] * 50


def test_a_server_that_closes_at_the_17th_of_50_gets_exactly_the_rest_next_time(tmp_path: Path) -> None:
    with owing(tmp_path, 50) as outbox:
        with Sink("rcpt421", at=17) as sink:
            deliver(outbox, outbox.owed(NOW), SmtpLine(server(sink)), NOW)
            first = [recipient for recipient, _ in sink.accepted]
        assert not outbox.owed(NOW)
        with Sink() as sink:
            deliver(outbox, outbox.owed(LATER), SmtpLine(server(sink)), LATER)
            rest = [recipient for recipient, _ in sink.accepted]
        assert (len(first), len(rest)) == (16, 34)
        assert not set(first) & set(rest)


def test_a_letter_arrives_byte_for_byte_with_its_dots(tmp_path: Path) -> None:
    with Sink() as sink, owing(tmp_path, 1) as outbox:
        (kept,) = outbox.letters()
        content = outbox.letter(kept.number).content
        deliver(outbox, outbox.owed(NOW), SmtpLine(server(sink)), NOW)
        assert sink.accepted == [("r0@example.cn", content)]


def test_told_to_stop_the_letter_in_hand_ends_and_the_others_stay_owed(tmp_path: Path) -> None:
    with Sink() as sink, owing(tmp_path) as outbox:
        done = deliver(outbox, outbox.owed(NOW), SmtpLine(server(sink)), NOW, lambda: len(sink.accepted) == 1)
        assert done.left == 2
        assert standings(outbox) == ["sent", "queued", "queued"]


def test_an_address_beyond_ascii_goes_where_the_server_takes_it(tmp_path: Path) -> None:
    with Sink() as sink, Outbox(tmp_path / "digest.db") as outbox:
        outbox.close(Closing("2025-W16", "2025-04-20", NOW, ""), [letter("张三@example.cn")])
        deliver(outbox, outbox.owed(NOW), SmtpLine(server(sink)), NOW)
        assert sink.accepted[0][0] == "张三@example.cn"
        assert any(b"SMTPUTF8" in line for line in sink.heard)


def test_lmtp_hands_letters_over_as_smtp_does(tmp_path: Path) -> None:
    with Sink() as sink, owing(tmp_path) as outbox:
        deliver(outbox, outbox.owed(NOW), SmtpLine(server(sink, protocol="lmtp")), NOW)
        assert standings(outbox) == ["sent"] * 3
        assert sink.heard[0].startswith(b"lhlo") or sink.heard[0].startswith(b"LHLO")


@pytest.mark.parametrize(
    ("script", "end"),
    [("cat > letter", "sent"), ("exit 75", "deferred"), ("exit 67", "refused"), ("sleep 20", "in_doubt")],
)
def test_the_machines_own_mail_program_says_what_became_of_a_letter(script: str, end: str, tmp_path: Path) -> None:
    program = tmp_path / "sendmail"
    program.write_text(f'#!/bin/sh\ncd {tmp_path}\necho "$@" > arguments\nexec 2>&1\n{script}\n')
    program.chmod(0o755)
    with owing(tmp_path, 1) as outbox:
        content = outbox.letter(1).content
        deliver(outbox, outbox.owed(NOW), Sendmail((str(program), "-i"), 0.5), NOW)
        assert standings(outbox) == [end]
    assert (tmp_path / "arguments").read_text() == "-i -f brief@example.cn -- r0@example.cn\n"
    if end == "sent":
        assert (tmp_path / "letter").read_bytes() == content.replace(b"\r\n", b"\n")


def test_no_thread_is_left_behind(tmp_path: Path) -> None:
    before = threading.active_count()
    with owing(tmp_path) as outbox:
        with Sink() as sink:
            deliver(outbox, outbox.owed(NOW), SmtpLine(server(sink)), NOW)
        time.sleep(0.2)
    assert threading.active_count() <= before + 1


@pytest.mark.faults
def test_a_thousand_letters_go_once_through_a_421_and_take_no_more_memory_than_a_few(tmp_path: Path) -> None:
    with Sink("rcpt421", at=500, times=1) as sink, owing(tmp_path, 1_000) as outbox:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        deliver(outbox, outbox.owed(NOW), SmtpLine(Server("127.0.0.1", sink.port, "none")), NOW)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        assert standings(outbox) == ["sent"] * 1_000
        assert len({recipient for recipient, _ in sink.accepted}) == len(sink.accepted) == 1_000
        assert sink.connections == 2
        print(f"{grown:.0f} MB more")  # noqa: T201  a figure
        assert grown < 30  # of which the sink, in this process, keeps 8 MB of letters


pytestmark = pytest.mark.runs  # whole processes and servers: minutes together
