"""Messages that came back, fetched from a folder of a mailbox (IMAP4rev1, RFC 3501), in the order they arrived.

Nothing is deleted: what was a notification of ours is marked as seen, all else stays as it was. The password is in no
message of an error and in no log: imaplib's own trace is off, and its words are not passed on where they answer LOGIN.
"""

from __future__ import annotations

import imaplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING, Final, Literal, Self

from digest.errors import Unreachable, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_MOST: Final = 500  # messages of one call; the next call goes on
# Of each message its beginning: a notification quotes the letter it returns, with its attachments; what we look for
# stands before them. Postfix, Exim and Exchange cut what they return at 50 to 100 kB.
_LONGEST: Final = 256 * 1024
# Seconds of a whole session: a server that sends a byte at a time outlasts every time limit of a single read.
_WHOLE: Final = 300.0
_FAULTS: Final = (imaplib.IMAP4.error, OSError, ssl.SSLError)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where messages come back to: `security` as for the mail server, `ca` a file of certificates to trust.

    `seconds` is how long each answer may take, `whole` the session.
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    user: str
    password: str
    folder: str = "INBOX"
    ca: str | None = None
    seconds: float = 60
    whole: float = _WHOLE

    def __repr__(self) -> str:
        return f"Mailbox({self.user}@{self.host}:{self.port}/{self.folder})"


class Returns:
    """A session with a mailbox; use it in a `with` statement.

    Raises:
        Unreachable: it does not answer, or offers no encryption.
        UsageError: it does not let us in, or has no such folder.
    """

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._line: imaplib.IMAP4 | None = None
        self._cut = Timer(mailbox.whole, self._break)
        self._cut.daemon = True

    def __enter__(self) -> Self:
        box = self._mailbox
        where = f"{box.host}:{box.port}"
        try:
            self._line = line = self._dial(box)
        except _FAULTS as error:
            raise Unreachable(f"{where}: {_words(error)}", "check server, port and security under [bounces]") from error
        self._cut.start()
        try:
            _enter(line, box)
        except (*_FAULTS, UnicodeEncodeError) as error:
            self._end()
            raise UsageError(
                f"{where}: it does not let {box.user} in", "check user and password under [bounces]"
            ) from _Silent(type(error).__name__)
        try:
            answer, _ = line.select(_quoted(box.folder))
        except _FAULTS as error:
            self._end()
            raise Unreachable(f"{where}: {_words(error)}", "try again later") from error
        if answer != "OK":
            self._end()
            raise UsageError(f"{where}: it has no folder {box.folder}", "check folder under [bounces]")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def unseen(self) -> Iterator[tuple[int, bytes]]:
        """Yield the messages that nobody has seen, each with its number, oldest first; looking does not mark them.

        Raises:
            Unreachable: the session breaks.
        """
        line = self._connected()
        try:
            _, found = line.uid("SEARCH", "UNSEEN")
            numbers = [int(one) for one in (found[0] or b"").split()][:_MOST]
            for number in numbers:
                _, parts = line.uid("FETCH", str(number), f"(UID BODY.PEEK[]<0.{_LONGEST}>)")
                content = next((part[1] for part in parts if isinstance(part, tuple)), None)
                if content is not None:
                    yield number, content
        except _FAULTS as error:
            raise Unreachable(f"{self._mailbox.host}: {_words(error)}", "try again later") from error

    def mark(self, number: int) -> None:
        """Mark a message as seen, so that it is not looked at again."""
        with suppress(*_FAULTS):  # then it is looked at once more, which changes nothing
            self._connected().uid("STORE", str(number), "+FLAGS.SILENT", r"(\Seen)")

    def _dial(self, box: Mailbox) -> imaplib.IMAP4:
        trusted = ssl.create_default_context(cafile=box.ca)
        if box.security == "tls":
            return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=trusted, timeout=box.seconds)
        line = imaplib.IMAP4(box.host, box.port, timeout=box.seconds)
        if box.security == "starttls":
            line.starttls(trusted)
        return line

    def _connected(self) -> imaplib.IMAP4:
        if self._line is None:
            raise Unreachable(f"{self._mailbox.host}: not connected", "use it in a with statement")
        return self._line

    def _break(self) -> None:
        """End a session that takes too long: who waits for an answer finds the connection closed."""
        if self._line is not None:
            with suppress(OSError):
                self._line.socket().shutdown(socket.SHUT_RDWR)

    def _end(self) -> None:
        self._cut.cancel()
        line, self._line = self._line, None
        if line is not None:
            with suppress(*_FAULTS):
                line.logout()
            with suppress(OSError):
                line.shutdown()


def _enter(line: imaplib.IMAP4, box: Mailbox) -> None:
    """Name user and password; LOGIN, which knows ASCII alone, where the server has no PLAIN (RFC 4616)."""
    if "AUTH=PLAIN" in line.capabilities:
        line.authenticate("PLAIN", lambda _: f"\0{box.user}\0{box.password}".encode())
    else:
        line.login(box.user, box.password)


class _Silent(Exception):
    """What an answer to LOGIN was, without its words: a server may repeat what it was sent."""


def _words(error: Exception) -> str:
    return " ".join(str(getattr(error, "strerror", "") or error).split())[:120]


def _quoted(folder: str) -> str:
    """Write a folder's name as IMAP has it: modified UTF-7 (RFC 3501 section 5.1.3), in quotes."""
    out, run = "", ""
    for char in f"{folder}\0":
        if " " <= char <= "~" or char == "\0":
            out += _coded(run) + ("&-" if char == "&" else char.strip("\0"))
            run = ""
        else:
            run += char
    return '"' + out.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _coded(run: str) -> str:
    if not run:
        return ""
    import base64  # noqa: PLC0415  for folders of Chinese names only

    return "&" + base64.b64encode(run.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
