"""A web site on this machine for the tests of collecting: what it serves is a function of the request."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    Page = Callable[["Visitor"], None]


class Visitor(BaseHTTPRequestHandler):
    """One request; a page answers it with `give` or writes what it likes."""

    pages: dict[str, Page]
    asked: list[str]

    def do_GET(self) -> None:
        """Answer with the page at the path."""
        self.asked.append(self.path)
        page = self.pages.get(self.path) or self.pages.get("*", missing)  # "*": what a site shows for any other path
        try:
            page(self)
        except OSError:  # the other side hung up, as it should on a hostile page
            self.close_connection = True

    def give(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        """Answer in one piece."""
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def missing(visitor: Visitor) -> None:
    visitor.give(b"not here", 404)


def giving(body: str | bytes, **headers: str) -> Page:
    content = body.encode() if isinstance(body, str) else body
    return lambda visitor: visitor.give(content, **headers)


class Site:
    """The site's address, its pages by path, and the paths it was asked for."""

    def __init__(self, port: int, pages: dict[str, Page], asked: list[str], scheme: str) -> None:
        self.port, self.pages, self.asked = port, pages, asked
        self.url = f"{scheme}://127.0.0.1:{port}"


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    pages: dict[str, Page] = {}
    asked: list[str] = []
    kind = type("Here", (Visitor,), {"pages": pages, "asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Site(server.server_address[1], pages, asked, "https" if tls else "http")
    finally:
        server.shutdown()
        server.server_close()
        thread.join(2)
