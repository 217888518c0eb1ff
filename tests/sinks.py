"""A mail server of our own on 127.0.0.1, well or ill behaved, and letters for it."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from pathlib import Path

# What a server can do wrong, by the word a test gives it.
MODES = (
    "ok", "greet421", "greet554", "no greeting", "drip", "drip ehlo", "no starttls", "bad certificate", "auth535",
    "mail450", "mail550", "mail421", "rcpt450", "rcpt550", "rcpt421", "data451", "data550", "data421",
    "drop at mail", "drop at rcpt", "drop at data", "drop before dot", "drop after dot", "silent after dot",
    "dot421", "dot451", "dot552", "drop after 250", "quit500",
)  # fmt: skip


class Sink:
    """An SMTP server in a thread; `accepted` are the letters it took, in order, with their recipients.

    `mode` is what it does wrong, from the `at`-th letter on and for at most `times` letters or connections.
    """

    def __init__(
        self,
        mode: str = "ok",
        *,
        at: int = 1,
        times: int = 10**9,
        tls: tuple[Path, Path] | None = None,
        pause: float = 0.0,
    ) -> None:
        self.mode, self._at, self._left, self._tls, self.pause = mode, at, times, tls, pause
        self.accepted: list[tuple[str, bytes]] = []
        self.heard: list[bytes] = []
        self.connections = 0
        self._letters = 0
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._ended = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()

    def _serve(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._safely, args=(connection,), daemon=True).start()

    def _safely(self, connection: socket.socket) -> None:
        with suppress(OSError, ValueError), _Talk(self, connection, self._tls) as talk:
            talk.talk()

    def wrong(self, mode: str) -> bool:
        """Say whether to do this wrong now, and count it."""
        in_hand = self._letters + (" after " not in mode)  # after the dot the letter is counted already
        if mode != self.mode or in_hand < self._at or self._left <= 0:
            return False
        self._left -= 1
        return True

    def take(self, recipient: str, content: bytes) -> None:
        """Accept a letter."""
        self._letters += 1
        self.accepted.append((recipient, content))

    def wait(self) -> None:
        """Be silent until the test ends, ten seconds at most."""
        self._ended.wait(10)


class _Talk:
    """One connection."""

    def __init__(self, sink: Sink, connection: socket.socket, tls: tuple[Path, Path] | None) -> None:
        self._sink, self._tls = sink, tls
        self._use(connection)
        self._secure = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self._socket.close()

    def _use(self, connection: socket.socket) -> None:
        connection.settimeout(20)
        self._socket = connection
        self._file = connection.makefile("rb")

    def _say(self, *lines: str) -> None:
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def _drip(self, words: str) -> None:
        for sign in words:
            self._socket.sendall(sign.encode())
            time.sleep(0.2)

    def talk(self) -> None:  # noqa: C901, PLR0911, PLR0912  a conversation is a list of cases
        """Hold the conversation."""
        sink = self._sink
        if sink.wrong("no greeting"):
            sink.wait()
            return
        if sink.wrong("drip"):
            self._drip("220-" + "x" * 60)
            return
        if sink.wrong("greet421") or sink.wrong("greet554"):
            self._say(f"{sink.mode[-3:]} not now")
            return
        self._say("220 sink")
        recipient = ""
        while line := self._file.readline():
            sink.heard.append(line)
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            match verb.upper():
                case "EHLO" | "LHLO":
                    if sink.wrong("drip ehlo"):
                        self._drip("250-" + "x" * 60)
                        return
                    offers = ["STARTTLS"] if self._tls and not self._secure and sink.mode != "no starttls" else []
                    self._say(
                        "250-sink", *(f"250-{one}" for one in [*offers, "SMTPUTF8", "AUTH PLAIN"]), "250 8BITMIME"
                    )
                case "STARTTLS" if self._tls:
                    self._say("220 go on")
                    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                    context.load_cert_chain(*self._tls)
                    self._use(context.wrap_socket(self._socket, server_side=True))
                    self._secure = True
                case "AUTH":
                    self._say(f"535 wrong: {rest}" if sink.wrong("auth535") else "235 welcome")
                case "MAIL":
                    if self._answer("mail") == "gone":
                        return
                case "RCPT":
                    recipient = rest.partition("<")[2].partition(">")[0]
                    if self._answer("rcpt") == "gone":
                        return
                case "DATA":
                    if not self._data(recipient):
                        return
                case "QUIT":
                    self._say("500 what" if sink.wrong("quit500") else "221 bye")
                    return
                case _:
                    self._say("250 ok")

    def _answer(self, step: str) -> str:
        """Answer a step: "well", "refused", or "gone" when the connection ends with it."""
        sink = self._sink
        if sink.wrong(f"drop at {step}"):
            return "gone"
        for code in ("450", "451", "550", "552", "421"):
            if sink.wrong(f"{step}{code}"):
                self._say(f"{code} said the server")
                return "gone" if code == "421" else "refused"
        self._say("354 go on" if step == "data" else "250 ok")
        return "well"

    def _data(self, recipient: str) -> bool:
        sink = self._sink
        answer = self._answer("data")
        if answer != "well":
            return answer == "refused"
        lines = []
        while (line := self._file.readline()) != b".\r\n":
            if not line:
                return False
            lines.append(line[1:] if line.startswith(b".") else line)
            if sink.wrong("drop before dot"):
                return False
        return self._dot(recipient, b"".join(lines))

    def _dot(self, recipient: str, content: bytes) -> bool:
        sink = self._sink
        if any(sink.mode == f"dot{code}" for code in ("421", "451", "552")) and sink.wrong(sink.mode):
            self._say(f"{sink.mode[3:]} said the server")
            return sink.mode != "dot421"
        time.sleep(sink.pause)
        sink.take(recipient, content)
        if sink.wrong("silent after dot"):
            sink.wait()
            return False
        if sink.wrong("drop after dot"):
            return False
        self._say("250 taken")
        return not sink.wrong("drop after 250")
