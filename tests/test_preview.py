"""`digest preview`: what a designer sees while a template is changed, and who else can see it."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from week import ROOT, WEEK

from digest.preview import reloading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytest.importorskip("watchfiles", reason="no watchfiles here: pip install 'digest[preview]'")
pytestmark = pytest.mark.runs
PAGE = "/latest/brief.html"
SECONDS = 60


class Seen:
    """A running preview: its port, and what it says in the terminal."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.said: list[str] = []
        self._new = threading.Condition()
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()
        self.port = int(re.findall(r":(\d+)/", self.wait("Ctrl-C ends it"))[0])

    def end(self) -> None:
        """End it, if it has not ended."""
        self.process.kill()
        self.process.wait()
        self._ear.join()
        if self.process.stderr:
            self.process.stderr.close()

    def _listen(self) -> None:
        for line in self.process.stderr or ():
            with self._new:
                self.said.append(line)
                self._new.notify_all()

    def wait(self, words: str) -> str:
        """Wait for a line with these words that was not waited for before."""
        with self._new:
            assert self._new.wait_for(lambda: any(words in line for line in self.said), SECONDS), self.said
            place = next(place for place, line in enumerate(self.said) if words in line)
            line, self.said[: place + 1] = self.said[place], []
            return line

    def get(self, path: str, host: str = "127.0.0.1") -> tuple[int, str]:
        """Ask for a page as a browser does that was led here by `host`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        connection.request("GET", path, headers={"Host": f"{host}:{self.port}"})
        answer = connection.getresponse()
        try:
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()


@contextmanager
def previewed(folder: Path) -> Iterator[Seen]:
    """Run `digest preview` in a folder until the block ends."""
    process = subprocess.Popen(
        [sys.executable, "-m", "digest", "preview", "--port", "0", "--format", "html"],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    seen = Seen(process)
    try:
        yield seen
    finally:
        seen.end()


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A designer's folder: two pages of news, and a template of one's own."""
    (tmp_path / "input").mkdir()
    for page in sorted(WEEK.glob("*.txt"))[:2]:
        shutil.copy(page, tmp_path / "input")
    (tmp_path / "mine" / "weekly").mkdir(parents=True)
    (tmp_path / "digest.toml").write_text('templates = "mine"\n', encoding="utf-8")
    return tmp_path


def test_a_saved_template_is_printed_anew_and_its_mistakes_are_shown(desk: Path) -> None:
    style, body = desk / "mine/weekly/page.css", desk / "mine/weekly/brief.md.j2"
    with previewed(desk) as seen:
        status, page = seen.get(PAGE)
        assert (status, page.count("/-changes.js")) == (200, 1)
        assert "/-changes.js" not in (desk / "out" / PAGE[1:]).read_text(encoding="utf-8")

        asked = seen.get("/-changes.js")[1]
        told: list[str] = []
        address = re.findall(r'"(/-changes\?\d+)"', asked)[0]
        open_page = threading.Thread(target=lambda: told.append(seen.get(address)[1]), daemon=True)
        open_page.start()
        style.write_text("i { color: teal }", encoding="utf-8")
        seen.wait("printed ")
        open_page.join(SECONDS)
        assert told[0].endswith("data: changed\n\n")
        assert "i{color:teal}" in seen.get(PAGE)[1]

        body.write_text("# 周报\n\n{{ brief.titel }}\n", encoding="utf-8")
        assert "brief.md.j2 line 3: Brief has no 'titel' (it has issue, " in seen.wait("line 3")
        status, page = seen.get(PAGE)
        assert (status, "brief.md.j2 line 3" in page, "Traceback" in page) == (500, True, False)
        body.unlink()
        seen.wait("printed ")
        assert seen.get(PAGE)[0] == 200

        (desk / "digest.toml").write_text('templates = "mine"\n[brief]\nname = "海蓝简报"\n', encoding="utf-8")
        seen.wait("printed ")
        assert "海蓝简报" in seen.get(PAGE)[1]
        seen.process.send_signal(signal.SIGINT)
        assert seen.process.wait(SECONDS) == 0
    assert not [line for line in seen.said if "Traceback" in line]


def test_only_this_machine_sees_the_issues_and_nothing_else_of_the_folder(desk: Path) -> None:
    with previewed(desk) as seen:
        assert (desk / "state/out/digest.db").is_file()
        (desk / "out/.hidden.html").write_text("x", encoding="utf-8")
        for path in ("/digest.db", "/../digest.toml", "/%2e%2e/digest.toml", "/.hidden.html", "/nothing.html", "/a%00"):
            assert seen.get(path)[0] == 404
        assert seen.get("/")[0] == 200
        assert seen.get(PAGE, host="evil.example")[0] == 403
        with socket.socket() as other, pytest.raises(ConnectionRefusedError):
            other.connect(("127.0.0.2", seen.port))


def test_a_page_is_allowed_its_script_and_nothing_more() -> None:
    page = """<head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-x'; \
script-src 'sha256-y'; img-src data:"></head>"""
    assert reloading(page) == page.replace("default-src 'none';", "default-src 'none'; connect-src 'self';").replace(
        "script-src ", "script-src 'self' "
    ).replace("</head>", '<script src="/-changes.js" defer></script></head>')
