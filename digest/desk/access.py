"""Who may come in: every request passes this gate before the desk sees it, and every answer leaves with its headers.

A page of a stranger's site can send requests to this machine; it cannot read the answers, and with this gate it cannot
do anything either: the name it calls us by must be ours (DNS rebinding gives it a name of its own), a browser must
have come through the start address once, and a write must carry the session's token and come from our own page.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections import deque
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from digest.desk.people import Person

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
START: Final = "/start"  # where a browser comes in with a token
SIGN_IN: Final = "/sign-in"  # where a person of an office does, with name and password
ASSETS: Final = "/assets/"
_OPEN: Final = (START, SIGN_IN)
_SAFE: Final = frozenset({"GET", "HEAD"})
_BODY: Final = 256 * 1024  # bytes of a write; a file that is handed in has a limit of its own
UPLOAD: Final = "/hand-in"
_SESSION: Final = 12 * 3600.0  # seconds without a request after which a browser has to come in again
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A page of the brief is shown inside one of ours: without scripts, without our origin, and by nobody else.
PREVIEW_POLICY: Final = "sandbox; frame-ancestors 'self'"
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


@dataclass(slots=True)
class Session:
    """A browser that came in: who sits there (None: whoever started the desk), and the token its writes carry."""

    person: Person | None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    seen: float = field(default_factory=time.monotonic)


class Sessions:
    """The browsers that came in since the desk was started, and the tokens that let one more come in, once each."""

    def __init__(self) -> None:
        self._sessions: dict[str, Session] = {}
        self._tickets: set[str] = set()

    def ticket(self) -> str:
        """Make a token that lets one browser in."""
        made = secrets.token_urlsafe(32)
        self._tickets.add(made)
        return made

    def redeem(self, ticket: str) -> str | None:
        """Let a browser in for a token, which is used up; give the name of its session, or None."""
        for one in self._tickets:
            if hmac.compare_digest(one.encode(), ticket.encode()):
                self._tickets.discard(one)
                return self.open(None)
        return None

    def open(self, person: Person | None) -> str:
        """Open a session for somebody who may come in, and give its name."""
        name = secrets.token_urlsafe(32)
        self._sessions[name] = Session(person)
        return name

    def close(self, name: str) -> None:
        """End a session."""
        self._sessions.pop(name, None)

    def of(self, name: str) -> Session | None:
        """Find the session of a name that is not too old, and note that it was used."""
        now = time.monotonic()
        found = self._sessions.get(name)
        if found is None or now - found.seen > _SESSION:
            self._sessions.pop(name, None)
            return None
        found.seen = now
        return found


class Attempts:
    """Failed sign-ins, so that nobody can try passwords: five in five minutes an address and a name each."""

    MOST: Final = 5
    WITHIN: Final = 300.0

    def __init__(self) -> None:
        self._failed: dict[str, deque[float]] = {}

    def is_barred(self, *keys: str) -> bool:
        """Tell whether one of these has failed too often of late."""
        since = time.monotonic() - self.WITHIN
        return any(sum(at > since for at in self._failed.get(key, ())) >= self.MOST for key in keys)

    def failed(self, *keys: str) -> None:
        """Note a failure."""
        for key in keys:
            self._failed.setdefault(key, deque(maxlen=self.MOST)).append(time.monotonic())

    def forget(self, *keys: str) -> None:
        """Forget the failures of somebody who came in."""
        for key in keys:
            self._failed.pop(key, None)


@dataclass(frozen=True, slots=True)
class Door:
    """Where the desk stands: the names it is called by with their port, and whether its connection is encrypted."""

    hosts: frozenset[str]
    cookie: str
    secure: bool = False

    @classmethod
    def at(cls, port: int, names: tuple[str, ...] = LOOPBACK, *, secure: bool = False) -> Door:
        """Lay out the door of a port; cookies know no ports, so its number stands in their name."""
        prefix = "__Host-" if secure else ""
        return cls(frozenset(f"{name}:{port}".lower() for name in names), f"{prefix}digest-desk-{port}", secure)

    @property
    def origins(self) -> frozenset[str]:
        """The origins of our own pages."""
        return frozenset(f"{'https' if self.secure else 'http'}://{host}" for host in self.hosts)

    def cookie_of(self, session: str) -> str:
        """Word the cookie that a browser is given."""
        return f"{self.cookie}={session}; Path=/; HttpOnly; SameSite=Strict" + ("; Secure" if self.secure else "")


class Gate:
    """Lets a request pass to the app or refuses it; what passes has its session in `scope["session"]`."""

    def __init__(self, app: ASGIApp, door: Door, sessions: Sessions, *, office: bool = False) -> None:
        self._app = app
        self._door = door
        self._sessions = sessions
        self._office = office

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # no web sockets here
            return
        headers = Headers(scope=scope)
        scope["session"] = session = self._session(headers)
        refused = self._refusal(scope, headers, session)
        closing = _closed(send)
        await (refused or self._app)(scope, receive, closing)

    def _session(self, headers: Headers) -> Session | None:
        try:
            jar = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return None
        return self._sessions.of(jar[self._door.cookie].value) if self._door.cookie in jar else None

    def _refusal(self, scope: Scope, headers: Headers, session: Session | None) -> ASGIApp | None:
        """Say why a request is not let pass; None where it is."""
        if headers.get("host", "").lower() not in self._door.hosts:
            return PlainTextResponse("this desk does not go by that name", 421)
        return self._refused_write(scope, headers) or self._refused_stranger(scope, headers, session)

    def _refused_write(self, scope: Scope, headers: Headers) -> ASGIApp | None:
        path, is_write = scope["path"], scope["method"] not in _SAFE
        if is_write and self._is_foreign(headers):
            return PlainTextResponse("a write comes from the desk's own pages only", 403)
        if is_write and _length(headers) > _BODY and path != UPLOAD:
            return PlainTextResponse("too long", 413)
        return None

    def _refused_stranger(self, scope: Scope, headers: Headers, session: Session | None) -> ASGIApp | None:
        path, is_write = scope["path"], scope["method"] not in _SAFE
        if path in _OPEN or (path.startswith(ASSETS) and not is_write):
            return None
        if session is None:
            return RedirectResponse(SIGN_IN if self._office else START, 303)
        if is_write and not hmac.compare_digest(headers.get("x-token", "").encode(), session.token.encode()):
            return PlainTextResponse("the page is from an earlier start of the desk: reload it", 403)
        return None

    def _is_foreign(self, headers: Headers) -> bool:
        """Say whether a write comes from another page than ours, as far as the browser tells."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site != "same-origin":
            return True
        return origin is not None and origin not in self._door.origins


def _length(headers: Headers) -> int:
    written = headers.get("content-length", "")
    return int(written) if written.isdecimal() else _BODY + 1 if "transfer-encoding" in headers else 0


def _closed(send: Send) -> Send:
    """Give every answer the headers that keep others out of it."""

    async def send_closed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                if name != "Cache-Control" or name not in headers:  # pictures of pages may be kept by the browser
                    headers[name] = value
            if "content-security-policy" not in headers:
                headers["Content-Security-Policy"] = _POLICY
        await send(message)

    return send_closed
