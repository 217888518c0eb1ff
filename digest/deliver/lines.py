"""A letter in, what became of it out: over SMTP or LMTP with the last dot in our own hands, or through sendmail.

What the far side does decides the verdict: before the last dot nothing can have been accepted, so the letter is tried
again; after it only an answer tells, so without one the letter is in doubt; trouble after the answer is nothing.
"""

from __future__ import annotations

import re
import smtplib
import ssl
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from digest.archive.outbox import Letter

_OK: Final = 250
_GO_ON: Final = 354
_CLOSING: Final = 421
_FOR_GOOD: Final = 500
_LOGIN_WANTED: Final = (530, 534, 535, 538)
_LONGEST_ANSWER: Final = 512  # characters of a server's answer that are kept
_UNUSABLE: Final = (smtplib.SMTPException, OSError, UnicodeError, ValueError)
# sysexits.h: what sendmail says of a letter it will never take (data, user, host); anything else may pass later.
_NEVER: Final = (65, 67, 68)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a letter, and the far side's words."""

    standing: Literal["sent", "refused", "deferred", "in_doubt"]
    note: str = ""


class Trouble(Exception):
    """The server takes no letters now (unreachable, closing, no TLS, wrong password); no letter is to blame."""


class Lost(Exception):
    """The connection ended before the last dot; the letter was not accepted."""


class Line(Protocol):
    """A way to hand letters over, one after the other."""

    def letter(self, letter: Letter, before_dot: Callable[[], None]) -> Verdict:
        """Hand a letter over; `before_dot` is called when from now on it may be accepted.

        Raises:
            Trouble: no letters can be handed over now.
            Lost: the connection ended, and this letter was not accepted.
        """

    def close(self) -> None:
        """End the connection; nothing that goes wrong now concerns a letter."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where letters are handed over, and how; `seconds` is the most that one exchange may take."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    protocol: Literal["smtp", "lmtp"] = "smtp"
    helo: str = "localhost"
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None
    seconds: float = 60.0


class _Answers:
    """A file of a server's lines with a deadline: a socket's own timeout starts anew at every byte."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._held = b""
        self.deadline = 0.0

    def readline(self, limit: int) -> bytes:
        while b"\n" not in self._held and len(self._held) < limit:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("no whole answer in time")
            self._sock.settimeout(left)
            got = self._sock.recv(4096)
            if not got:
                break
            self._held += got
        end = min(self._held.find(b"\n") + 1 or len(self._held), limit)
        line, self._held = self._held[:end], self._held[end:]
        return line

    def early(self) -> bool:
        """Tell whether the server spoke, or hung up, before it was asked; what it said is kept."""
        self._sock.settimeout(0)
        try:
            got = self._sock.recv(4096)
        except (BlockingIOError, ssl.SSLWantReadError):
            return bool(self._held)
        except OSError:
            return True
        self._held += got
        return True

    def close(self) -> None:
        """Leave the socket to its owner."""


class _Bounded:
    """What makes smtplib's exchanges end in time, and lets the last dot be written apart."""

    sock: Any
    file: Any
    timeout: float

    def spoke(self) -> bool:
        """Tell whether the server spoke, or hung up, before it was asked."""
        try:
            return self.file is None or self.file.early()
        finally:
            self.sock.settimeout(self.timeout)

    def getreply(self) -> tuple[int, bytes]:
        """Read an answer within the time of one exchange."""
        if self.file is None:
            self.file = _Answers(self.sock)
        self.file.deadline = time.monotonic() + self.timeout
        try:
            return super().getreply()  # type: ignore[misc,no-any-return]
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)


class _Smtp(_Bounded, smtplib.SMTP):
    pass


class _Lmtp(_Bounded, smtplib.LMTP):
    pass


class _SmtpTls(_Bounded, smtplib.SMTP_SSL):
    pass


_Client = _Smtp | _Lmtp | _SmtpTls


class SmtpLine:
    """A connection to a mail server, made when the first letter needs it."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: _Client | None = None

    def letter(self, letter: Letter, before_dot: Callable[[], None]) -> Verdict:
        """Hand a letter over, as `Line` says."""
        client = self._client or self.open()
        try:
            verdict = self._envelope(client, letter)
            if verdict:
                client.rset()
                return verdict
            _write(client, letter)
        except Trouble:
            raise
        except _UNUSABLE as error:
            self._drop()
            raise Lost(self._said(error)) from error
        before_dot()
        if client.spoke():  # nobody answers an unfinished letter but to end the connection
            self._drop()
            raise Lost("the server ended the connection before the letter's end")
        return self._end(client)

    def open(self) -> _Client:
        """Connect, greet, secure and log in.

        Raises:
            Trouble: one of these fails; in clear go neither password nor letter where TLS was asked for.
        """
        server = self._server
        client: _Client | None = None
        try:
            client = self._connected()
            self._greet(client)
            if server.security == "starttls":
                self._secure(client)
            if server.user:
                client.login(server.user, server.password)
        except Trouble:
            self._end_of(client)
            raise
        except _UNUSABLE as error:
            self._end_of(client)
            raise Trouble(f"{server.host}:{server.port}: {self._said(error)}") from error
        self._client = client
        return client

    def _connected(self) -> _Client:
        server = self._server
        if server.security == "tls":
            return _SmtpTls(server.host, server.port, server.helo, timeout=server.seconds, context=_context(server.ca))
        kind = _Lmtp if server.protocol == "lmtp" else _Smtp
        return kind(server.host, server.port, server.helo, timeout=server.seconds)

    def _greet(self, client: _Client) -> None:
        code, words = client.ehlo()
        if code >= _FOR_GOOD and self._server.security != "starttls" and self._server.protocol == "smtp":
            code, words = client.helo()
        if code != _OK:
            raise smtplib.SMTPHeloError(code, words)

    def _secure(self, client: _Client) -> None:
        if not client.has_extn("starttls"):
            raise Trouble(f"{self._server.host} offers no STARTTLS; nothing was sent")
        client.starttls(context=_context(self._server.ca))
        self._greet(client)

    def _envelope(self, client: _Client, letter: Letter) -> Verdict | None:
        """Say from whom and to whom; a verdict if the server does not want the letter's text."""
        options = []
        if not letter.address.isascii():
            if not client.has_extn("smtputf8"):
                return Verdict("refused", "the server takes no addresses beyond ASCII (SMTPUTF8)")
            options = ["SMTPUTF8", "BODY=8BITMIME"]
            client.command_encoding = "utf-8"
        steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
            lambda: client.mail(letter.sender, options),
            lambda: client.rcpt(letter.address),
            lambda: client.docmd("DATA"),
        )
        for step in steps:
            code, words = step()
            if code not in (_OK, 251, 252, _GO_ON):
                return self._verdict(code, words)
        return None

    def _verdict(self, code: int, words: bytes) -> Verdict:
        note = self._clean(f"{code} {words.decode('utf-8', 'replace')}")
        if code == _CLOSING or code < 0:
            self._drop()
            raise Lost(note)
        if code in _LOGIN_WANTED:
            self._drop()
            raise Trouble(note)
        return Verdict("refused" if code >= _FOR_GOOD else "deferred", note)

    def _end(self, client: _Client) -> Verdict:
        """Write the last dot and wait for the answer to it."""
        try:
            client.send(b".\r\n")
            code, words = client.getreply()
        except _UNUSABLE as error:
            self._drop()
            return Verdict("in_doubt", f"no answer to the last dot: {self._said(error)}")
        note = self._clean(f"{code} {words.decode('utf-8', 'replace')}")
        if code == _CLOSING:
            self._drop()
        if code // 100 == 2:  # noqa: PLR2004  RFC 5321 4.2.1: done
            return Verdict("sent", note)
        return Verdict("refused" if code >= _FOR_GOOD else "deferred", note)

    def close(self) -> None:
        """Say goodbye; what goes wrong with that is nothing."""
        client, self._client = self._client, None
        if client is not None:
            client.timeout = min(self._server.seconds, 5.0)
            with suppress(*_UNUSABLE):
                client.quit()
            self._end_of(client)

    def _drop(self) -> None:
        client, self._client = self._client, None
        self._end_of(client)

    def _end_of(self, client: _Client | None) -> None:
        if client is not None:
            with suppress(*_UNUSABLE):
                client.close()

    def _said(self, error: BaseException) -> str:
        if isinstance(error, smtplib.SMTPResponseException):
            words = error.smtp_error
            text = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
            return self._clean(f"{error.smtp_code} {text}")
        return self._clean(str(error) or type(error).__name__)

    def _clean(self, words: str) -> str:
        """Make a server's words fit for a log: one line, no secret."""
        words = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", words).split())[:_LONGEST_ANSWER]
        return words.replace(self._server.password, "***") if self._server.password else words


def _write(client: _Client, letter: Letter) -> None:
    """Write a letter's lines, dots doubled (RFC 5321 4.5.2), without the last dot."""
    for part in (letter.head, letter.text):
        client.send(part.replace(b"\r\n.", b"\r\n..") if b"\r\n." in part else part)


def _context(ca: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(ca) if ca else None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Sendmail:
    """The machine's own mail program; `command` is called with sender and recipient, the letter on its input."""

    def __init__(self, command: tuple[str, ...], seconds: float) -> None:
        self._command = command
        self._seconds = seconds

    def letter(self, letter: Letter, before_dot: Callable[[], None]) -> Verdict:
        """Hand a letter over, as `Line` says.

        Its input ends, and so the letter may be accepted, when this program dies: it is in doubt from the start.
        """
        try:
            program = subprocess.Popen(  # noqa: S603  the command of digest.toml
                [*self._command, "-f", letter.sender, "--", letter.address],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise Trouble(f"{self._command[0]}: {error.strerror}") from error
        before_dot()
        try:
            _, said = program.communicate(letter.content.replace(b"\r\n", b"\n"), timeout=self._seconds)
        except subprocess.TimeoutExpired:
            program.kill()
            program.communicate()
            return Verdict("in_doubt", f"{self._command[0]} took longer than {self._seconds:g} seconds")
        note = " ".join(said.decode("utf-8", "replace").split())[:_LONGEST_ANSWER]
        if program.returncode == 0:
            return Verdict("sent")
        standing: Literal["refused", "deferred"] = "refused" if program.returncode in _NEVER else "deferred"
        return Verdict(standing, f"{self._command[0]} left with {program.returncode} {note}".strip())

    def close(self) -> None:
        """Hold nothing open."""
