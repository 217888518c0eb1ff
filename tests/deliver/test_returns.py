"""Bounces from a mailbox over IMAP: those of ours marked, all else left, the password nowhere to be read."""

from __future__ import annotations

import re
import socketserver
import ssl
import threading
import time
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest
from certificates import certificate
from letters import NOW, notification, owing
from places import MONDAY, add_page, place, ran
from sinks import Sink

from digest.archive.outbox import Outbox
from digest.deliver.returns import Mailbox, Returns, _quoted
from digest.errors import Unreachable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from week import Command

PASSWORD = "密-s3cret"  # noqa: S105  of the test's own server


class Post(socketserver.ThreadingTCPServer):
    """A server of one mailbox: enough of IMAP4rev1 for a client that looks, fetches and marks."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, trusted: tuple[Path, Path] | None = None, fault: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.messages: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.fault = fault
        self.asked: list[str] = []
        self.entered: list[str] = []
        if trusted:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*map(str, trusted))
            self.socket = context.wrap_socket(self.socket, server_side=True)

    @property
    def port(self) -> int:
        """The port it listens at."""
        return int(self.server_address[1])


class _Talk(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        try:
            self.talk()
        except OSError:
            return

    def talk(self) -> None:
        self.wfile.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        while line := self.rfile.readline():
            tag, _, words = line.decode().strip().partition(" ")
            self.server.asked.append(words)
            if words == "AUTHENTICATE PLAIN":
                self.wfile.write(b"+ \r\n")
                self.server.entered = b64decode(self.rfile.readline()).decode().split("\0")
            if self.server.fault == "drop" and words.startswith("UID FETCH"):
                return
            if self.server.fault == "drip" and words.startswith("UID FETCH"):
                self.drip()
            for part in self.answers(words):
                self.wfile.write(part)
            refused = (self.server.fault, words.split()[0]) in {("login", "LOGIN"), ("folder", "SELECT")}
            self.wfile.write(f"{tag} {f'NO failed: {words}' if refused else 'OK done'}\r\n".encode())

    def drip(self) -> None:
        """Send a byte every tenth of a second, as long as somebody listens."""
        while True:
            self.wfile.write(b"*")
            time.sleep(0.1)

    def answers(self, words: str) -> Iterator[bytes]:
        if words.startswith("CAPABILITY"):
            yield b"* CAPABILITY IMAP4rev1" + b" AUTH=PLAIN" * (self.server.fault != "login") + b"\r\n"
        elif words.startswith("SELECT"):
            yield f"* {len(self.server.messages)} EXISTS\r\n".encode()
        elif words == "UID SEARCH UNSEEN":
            unseen = sorted(set(self.server.messages) - self.server.seen)
            yield f"* SEARCH {' '.join(map(str, unseen))}\r\n".encode()
        elif match := re.match(r"UID FETCH (\d+) .*<0\.(\d+)>", words):
            content = self.server.messages[int(match[1])][: int(match[2])]
            yield f"* 1 FETCH (UID {match[1]} BODY[]<0> {{{len(content)}}}\r\n".encode() + content + b")\r\n"
        elif match := re.match(r"UID STORE (\d+) \+FLAGS", words):
            self.server.seen.add(int(match[1]))


@pytest.fixture
def post(request: pytest.FixtureRequest) -> Iterator[Post]:
    """A mailbox that is served while the test runs; a parameter is the fault it has."""
    with Post(fault=getattr(request, "param", "")) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def box(post: Post, **changed: object) -> Mailbox:
    given = {"host": "127.0.0.1", "port": post.port, "security": "none", "user": "brief", "password": "x", "seconds": 5}
    return Mailbox(**{**given, **changed})  # type: ignore[arg-type]


def test_the_mailbox_is_read_and_only_what_is_ours_is_marked(tmp_path: Path, digest: Command, post: Post) -> None:
    there = tmp_path / "state/out"
    there.mkdir(parents=True)
    with owing(there, 2) as outbox:
        first, second = outbox.letters()
    post.messages = {
        3: notification(first.message_id).encode(),
        5: "Subject: 自动回复\n\n休假中。".encode(),
        9: notification(second.message_id, "5.2.2").encode(),
    }
    secret = tmp_path / "imap"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    secret.chmod(0o600)
    settings = f'[bounces]\nserver = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\nuser = "brief"\n'
    (tmp_path / "digest.toml").write_text(f'{settings}password_file = "{secret}"\n', encoding="utf-8")
    done = digest("mail", "bounces")
    assert done.returncode == 0, done.stderr
    assert f"{first.address} came back: 5.1.1 smtp; 550 no such user here, paused" in done.stdout
    assert "1 other messages, left as they are" in done.stdout
    assert post.seen == {3, 9}
    with Outbox(there / "digest.db") as outbox:
        assert outbox.silenced() == {first.address.lower()}
    assert digest("mail", "bounces").stdout == "1 other messages, left as they are\n"
    assert post.entered == ["", "brief", PASSWORD]
    assert PASSWORD not in done.stdout + done.stderr


@pytest.mark.parametrize("post", ["login"], indirect=True)
def test_the_password_is_in_no_message_even_if_the_server_repeats_it(
    tmp_path: Path, digest: Command, post: Post
) -> None:
    there = tmp_path / "state/out"
    there.mkdir(parents=True)
    with owing(there, 1):
        pass
    settings = f'[bounces]\nserver = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\nuser = "brief"\n'
    (tmp_path / "digest.toml").write_text(settings, encoding="utf-8")
    done = digest("mail", "bounces", env={"DIGEST_IMAP_PASSWORD": "s3cret", "DIGEST_TRACEBACK": "1"})
    assert done.returncode == 2
    assert "it does not let brief in" in done.stderr
    assert any("s3cret" in one for one in post.asked)  # it was sent, and repeated in the answer
    assert "s3cret" not in done.stdout + done.stderr
    assert "s3cret" not in repr(box(post, password="s3cret"))  # noqa: S106  as above


@pytest.mark.parametrize(
    ("post", "error"), [("login", UsageError), ("folder", UsageError), ("drop", Unreachable)], indirect=["post"]
)
def test_what_the_mailbox_refuses_is_named(post: Post, error: type[Exception]) -> None:
    post.messages = {1: b"Subject: x\n\n"}
    with pytest.raises(error), Returns(box(post)) as returns:
        list(returns.unseen())


def test_nobody_there_and_a_certificate_of_nobody_are_named(tmp_path: Path) -> None:
    with pytest.raises(Unreachable), Returns(Mailbox("127.0.0.1", 1, "tls", "a", "b", seconds=2)):
        pass
    trusted = certificate(tmp_path)
    with Post(trusted) as server:
        server.messages = {1: b"Subject: x\n\n"}
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(Unreachable, match=r"(?i)certificate"), Returns(box(server, security="tls")):
            pass
        with Returns(box(server, security="tls", ca=str(trusted[0]))) as returns:
            assert [number for number, _ in returns.unseen()] == [1]
        server.shutdown()


def test_a_folder_goes_by_the_name_that_imap_gives_it() -> None:
    assert _quoted("INBOX") == '"INBOX"'
    assert _quoted("退信") == '"&kABP4Q-"'
    assert _quoted("a&b") == '"a&-b"'


@pytest.mark.parametrize(("mode", "words"), [(0o644, "others may read it"), (0o600, "its first line is empty")])
def test_a_file_of_a_password_is_nobody_elses_and_not_empty(
    mode: int, words: str, tmp_path: Path, digest: Command
) -> None:
    there = tmp_path / "state/out"
    there.mkdir(parents=True)
    with owing(there, 1):
        pass
    secret = tmp_path / "imap"
    secret.write_text("", encoding="utf-8")
    secret.chmod(mode)
    settings = f'[bounces]\nserver = "127.0.0.1"\nuser = "brief"\npassword_file = "{secret}"\n'
    (tmp_path / "digest.toml").write_text(settings, encoding="utf-8")
    done = digest("mail", "bounces")
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr


def mailed(post: Post, more: str = "") -> str:
    return f'[bounces]\nserver = "127.0.0.1"\nport = {post.port}\nsecurity = "none"\nuser = "brief"\n{more}'


def test_a_run_reads_what_came_back_before_it_makes_letters(tmp_path: Path, post: Post) -> None:
    secret = {"DIGEST_IMAP_PASSWORD": PASSWORD}
    with Sink() as sink:
        place(tmp_path, sink.port, more=mailed(post))
        assert ran(tmp_path, "run", "--now", MONDAY, env=secret).returncode == 0
        with Outbox(tmp_path / "state/out/digest.db") as outbox:
            hard, soft, _ = outbox.letters()
        post.messages = {
            1: notification(hard.message_id).encode(),
            2: notification(soft.message_id, "5.2.2").encode(),
            3: b"Subject: x\n\n",
        }
        add_page(tmp_path, "2025-04-22", "青澜")
        following = ran(tmp_path, "run", "--now", "2025-04-28T07:30", env=secret)
        assert (following.returncode, following.stdout, following.stderr) == (0, "", "")
        assert post.seen == {1, 2}  # the other is somebody's own letter
        sent = [recipient for recipient, _ in sink.accepted]
        assert (sent.count(hard.address), sent.count(soft.address)) == (1, 2)


@pytest.mark.parametrize("post", ["login", "folder", "drop"], indirect=True)
def test_a_mailbox_that_cannot_be_read_is_named_and_keeps_no_letter_from_going(tmp_path: Path, post: Post) -> None:
    post.messages = {1: b"Subject: x\n\n"}
    with Sink() as sink:
        place(tmp_path, sink.port, more=mailed(post))
        done = ran(tmp_path, "run", "--now", MONDAY, env={"DIGEST_IMAP_PASSWORD": "s3cret"})
        assert (done.returncode, len(sink.accepted)) == (3, 3)
        assert "[bounces]: what came back was not read" in done.stderr
        assert "s3cret" not in done.stderr


def test_a_mailbox_without_its_password_is_named_and_one_that_is_not_to_be_read_is_not_asked(
    tmp_path: Path, post: Post
) -> None:
    with Sink() as sink:
        place(tmp_path, sink.port, more=mailed(post))
        done = ran(tmp_path, "run", "--now", MONDAY)
        assert (done.returncode, len(sink.accepted)) == (3, 3)
        assert "no password for brief" in done.stderr
    with Sink() as sink:
        other = place(tmp_path / "other", sink.port, more=mailed(post, "before_sending = false\n"))
        done = ran(other, "run", "--now", MONDAY)
        assert (done.returncode, done.stderr, len(sink.accepted)) == (0, "", 3)
    assert post.asked == []


@pytest.mark.parametrize("post", ["drip"], indirect=True)
def test_a_server_that_answers_a_byte_at_a_time_is_left(post: Post) -> None:
    post.messages = {1: b"Subject: x\n\n"}
    with pytest.raises(Unreachable), Returns(box(post, whole=1)) as returns:
        list(returns.unseen())


def test_what_a_paused_address_is_still_owed_is_refused(tmp_path: Path) -> None:
    with owing(tmp_path, 2) as outbox, owing(tmp_path, 2, "2025-W17"):
        first = outbox.letters("2025-W16")[0]
        assert outbox.bounced(first.message_id, "came back: 5.1.1", NOW, hard=True) == first.address
        standing = {(one.issue, one.address): one.standing for one in outbox.letters()}
        assert standing["2025-W17", first.address] == "refused"
        assert standing["2025-W17", "r1@example.cn"] == "queued"
