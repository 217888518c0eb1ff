"""Show the issues in a browser on this machine, and print them anew whenever their template or digest.toml is saved.

For people who design templates. The server listens on the loopback address only, hands out what an issue is made of
and nothing else that lies in the folder, and asks nothing of the network. The files on the disk stay as they were
printed: what lets a page reload itself is added on its way to the browser.
"""

from __future__ import annotations

import html
import json
import re
import threading
from contextlib import contextmanager, suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from digest import config, installed
from digest.archive import store
from digest.errors import DigestError, UsageError
from digest.pipeline import build, write
from digest.pipeline.intake import silent
from digest.pipeline.order import Order
from digest.publish.templates import chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from digest.config import Settings
    from digest.pipeline.order import Proof

HOST: Final = "127.0.0.1"
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/atom+xml; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # what an issue is made of; the database and its letters are nobody's to fetch
_CHANGES: Final = "/-changes"
_SCRIPT: Final = "/-changes.js"
_ALIVE: Final = 15  # seconds between two signs of life, by which a page that was closed is noticed
_POLICY: Final = re.compile(r"(?<=content=\")(default-src 'none'; )([^\"]{0,2000}?script-src )")
_FAULT: Final = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>模板有误</title>
<style>body{{max-width:44rem;margin:3rem auto;padding:0 1rem;font:1rem/1.7 sans-serif}}
pre{{white-space:pre-wrap;overflow-wrap:anywhere;border-left:4px solid #b30c1c;padding:.6rem 1rem}}</style></head>
<body><h1>没有印出来</h1><pre>{fault}</pre><p>改正并保存后，本页自动更新。</p></body></html>"""


class Wish(NamedTuple):
    """What is to be shown: as the options of the command line say it; what is None stands in digest.toml."""

    config: Path | None
    sources: tuple[Path, ...] | None = None
    out: Path | None = None
    formats: tuple[str, ...] | None = None
    template: str | None = None


class Show:
    """The issues as they stand: their folder, how often they were printed, and what is wrong with the template."""

    def __init__(self) -> None:
        self.folder = Path()
        self.fault = ""
        self.version = 0
        self._changed = threading.Condition()

    def turn(self, folder: Path, fault: str = "") -> None:
        """Show what was printed, or the fault that it was not printed for, on every page that is open."""
        with self._changed:
            self.folder, self.fault, self.version = folder, fault, self.version + 1
            self._changed.notify_all()

    def after(self, version: int, seconds: float) -> int:
        """Wait until there is another version than this one, or for so long; give the version there is."""
        with self._changed:
            self._changed.wait_for(lambda: self.version != version, seconds)
            return self.version


def preview(wish: Wish, port: int, now: datetime, tell: Callable[[str], None]) -> None:
    """Print, show at a port of the loopback address (0: any free one), and print anew at each change until Ctrl-C.

    Raises:
        UsageError: watchfiles is not installed, the port is taken, or the settings cannot be used at the start.
        NothingRead: no source could be used.
    """
    try:
        from watchfiles import watch  # noqa: PLC0415  an extra, for designers of templates only
    except ImportError as error:
        raise UsageError("digest preview needs watchfiles", installed.advice("preview")) from error
    show, desk = Show(), _Desk(wish, now, tell)
    desk.read()
    with suppress(KeyboardInterrupt), _served(show, port) as address:
        desk.print(show)
        tell(f"{address}/ — Ctrl-C ends it")
        while True:
            folders = desk.watched()
            for changed in watch(*folders, recursive=False, watch_filter=desk.concerns):
                names = {Path(name).name for _, name in changed}
                tell(f"changed: {'、'.join(sorted(names))}")
                desk.print(show, anew=desk.settings_file.name in names)
                if desk.watched() != folders:
                    break


class _Desk:
    """Where an issue is printed over and over: sources are read once, and again when digest.toml changes."""

    def __init__(self, wish: Wish, now: datetime, tell: Callable[[str], None]) -> None:
        self._wish = wish
        self._now = now
        self._tell = tell
        self.settings_file = (wish.config or config.DEFAULT_FILE).absolute()

    def read(self) -> None:
        """Read settings and sources, and lay out the brief."""
        wish, settings = self._wish, config.load(self._wish.config)
        self._settings: Settings = settings
        self._order = Order(
            sources=wish.sources or tuple(settings.path(name) for name in settings.sources),
            out=wish.out or settings.path(settings.out),
            formats=wish.formats or settings.formats,
            period=None,
            top=settings.brief.top,
            explain=False,
            template=wish.template or settings.brief.template,
            today=self._now.astimezone(ZoneInfo(settings.timezone)).date(),
        )
        with self._archive() as archive:
            self._proof: Proof = build.proof(self._order, settings, archive, silent)
        self._say(self._proof.problems)

    def print(self, show: Show, *, anew: bool = False) -> None:
        """Print the issue and show it, or the reason why it cannot be printed, in terminal and browser alike."""
        try:
            if anew:
                self.read()
            built = write.print_issue(self._proof, self._order, self._settings, silent)
            with self._archive() as archive:
                write.keep(built, archive)
        except DigestError as error:
            show.turn(self._order.out, str(error))  # before it is told: who reads it may ask for the page at once
            self._tell(str(error))
            return
        self._say(built.problems[len(self._proof.problems) :])
        show.turn(self._order.out)
        self._tell(f"printed {built.files[0].parent if built.files else self._order.out}")

    def watched(self) -> list[Path]:
        """List the folders whose files are watched: those of the template, and that of digest.toml."""
        owned = write.folders_of(self._settings)
        try:
            folders = chain(self._order.template, owned)
        except DigestError:  # the template was renamed or deleted; it may come back
            folders = ()
        there = [folder for folder in (*folders, *owned, self.settings_file.parent) if folder.is_dir()]
        return list(dict.fromkeys(folder.absolute() for folder in there))

    def concerns(self, _change: object, name: str) -> bool:
        """Tell whether a change is to digest.toml or to a file of the template, not to what an editor keeps beside."""
        path = Path(name)
        if path.parent == self.settings_file.parent and path != self.settings_file:
            return path in write.folders_of(self._settings)
        return not path.name.startswith(".") and not path.name.endswith(("~", ".swp", ".tmp"))

    def _archive(self) -> store.Archive:
        return store.Archive(build.archive_of(self._order.out, self._settings))

    def _say(self, problems: tuple[object, ...]) -> None:
        for problem in problems:
            self._tell(str(problem))


@contextmanager
def _served(show: Show, port: int) -> Iterator[str]:
    """Serve a show on the loopback address while the block runs; give the address.

    Raises:
        UsageError: the port is taken.
    """
    try:
        server = ThreadingHTTPServer((HOST, port), partial(_Answer, show))
    except OSError as error:
        raise UsageError(f"port {port}: {error.strerror}", "choose another with --port") from error
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Answer(BaseHTTPRequestHandler):
    """Answers a browser of this machine."""

    def __init__(self, show: Show, *rest: Any) -> None:  # noqa: ANN401  the server's: request, address, server
        self._show = show
        super().__init__(*rest)

    def do_GET(self) -> None:
        """Give a page, a file, the script that reloads a page, or word of the next change."""
        asked = urlsplit(self.path)
        if self.headers.get("Host", "").rpartition(":")[0] not in (HOST, "localhost"):
            self._give(HTTPStatus.FORBIDDEN, "text/plain", b"this machine only")  # a name that was made to lead here
        elif asked.path == _CHANGES:
            self._tell_changes(int(asked.query) if asked.query.isdecimal() else 0)
        elif asked.path == _SCRIPT:
            self._give(HTTPStatus.OK, "text/javascript", self._script())
        else:
            self._give_file(unquote(asked.path))

    def _script(self) -> bytes:
        since = json.dumps(f"{_CHANGES}?{self._show.version}")
        return f"new EventSource({since}).onmessage=function(){{location.reload()}}".encode()

    def _tell_changes(self, since: int) -> None:
        """Send an event as soon as there is another version (WHATWG HTML, 9.2)."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        try:
            while self._show.after(since, _ALIVE) == since:
                self.wfile.write(b":\n\n")
            self.wfile.write(b"data: changed\n\n")
        except OSError:  # the page was closed
            return

    def _give_file(self, name: str) -> None:
        """Give a file of the issues; a page comes with its script, and as the fault where there is one."""
        folder = self._show.folder.resolve()
        path = (folder / name.replace("\0", "").lstrip("/")).resolve()
        path = path / "index.html" if path.is_dir() else path
        kind = _TYPES.get(path.suffix)
        hidden = not path.is_relative_to(folder) or any(part[:1] == "." for part in path.relative_to(folder).parts)
        if self._show.fault and path.suffix == ".html":
            page = _FAULT.format(fault=html.escape(self._show.fault))
            self._give(HTTPStatus.INTERNAL_SERVER_ERROR, _TYPES[".html"], reloading(page).encode())
        elif hidden or kind is None or not path.is_file():
            self._give(HTTPStatus.NOT_FOUND, "text/plain", b"there is no such page")
        elif path.suffix == ".html":
            self._give(HTTPStatus.OK, kind, reloading(path.read_text(encoding="utf-8")).encode())
        else:
            self._give(HTTPStatus.OK, kind, path.read_bytes())

    def _give(self, status: HTTPStatus, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the standard library's name
        """Keep the terminal for what concerns the template."""


def reloading(page: str) -> str:
    """Let a page reload itself at the next change: add the script, and allow it in the page's own policy."""
    allowed = _POLICY.sub(r"\1connect-src 'self'; \2'self' ", page, count=1)
    return allowed.replace("</head>", f'<script src="{_SCRIPT}" defer></script></head>', 1)
