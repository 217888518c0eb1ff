"""A reader in the sandbox can do nothing but read; what it breaks costs its source and nothing else."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from functools import partial
from typing import TYPE_CHECKING

import pytest
from sources import articles, rss, web_page, word_file

from digest import read, sandbox
from digest.errors import EmptySource, Malformed, SourceError, Unreadable
from digest.sandbox import wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LIMITS = sandbox.Limits(memory=512 * 1024 * 1024, processor=1, seconds=20, answer=100_000)
ONE = articles(1)[0]


@pytest.fixture(scope="module")
def child() -> Iterator[sandbox.Child]:
    with sandbox.Child("hostile_readers:obey", LIMITS) as started:
        yield started


def _said(child: sandbox.Child, order: str) -> str:
    return child.read("a.bin", order.encode()).text


def _kernel(child: sandbox.Child, what: str) -> None:
    _said(child, "say x")
    if what not in child.enforced:
        pytest.skip(f"this system does not enforce {what!r}: {child.enforced}")


@pytest.mark.parametrize(
    ("order", "limit"),
    [
        ("grow 2000000000", "more than 512 MB of memory"),
        ("spin", "more than 1 seconds of processor time"),
        ("die SIGSEGV", r"died \(SIGSEGV\)"),
        ("exit 7", "exit status 7"),
        ("nest", "nested too deep"),
        ("long 200000", "MB of text"),
    ],
)
def test_a_source_that_breaks_a_limit_is_named_with_it_and_the_next_is_read(
    child: sandbox.Child, order: str, limit: str
) -> None:
    with pytest.raises(Unreadable, match=rf"^a\.bin: .*{limit}"):
        _said(child, order)
    assert _said(child, "say the next one") == "the next one"


def test_a_source_that_only_waits_is_ended_by_the_clock() -> None:
    start = time.perf_counter()
    with sandbox.Child("hostile_readers:obey", sandbox.Limits(seconds=1)) as started:
        with pytest.raises(Unreadable, match="longer than 1 seconds"):
            _said(started, "sleep 30")
        assert time.perf_counter() - start < 20
        assert _said(started, "say the next one") == "the next one"


def test_a_bug_in_a_parser_is_a_refused_source_not_a_traceback(child: sandbox.Child) -> None:
    with pytest.raises(Malformed, match=r"^a\.bin: its reader failed \(LookupError\)"):
        _said(child, "fail")


def test_what_a_parser_prints_does_not_stand_among_the_answers(child: sandbox.Child) -> None:
    assert _said(child, "noise") == "quiet"
    assert _said(child, "say next") == "next"


def test_no_environment_and_no_working_folder_is_inherited(
    child: sandbox.Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGEST_SMTP_PASSWORD", "secret")
    child.close()
    assert "DIGEST_SMTP_PASSWORD" not in _said(child, "environment")
    assert _said(child, "folder") == os.sep


@pytest.mark.parametrize("order", ["write {path}", "run /bin/true", "connect {port}"])
def test_no_file_is_written_no_program_run_and_nobody_called(child: sandbox.Child, order: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        written = order.format(path=tmp_path / "written", port=server.getsockname()[1])
        assert _said(child, written).startswith("refused")
        with pytest.raises(TimeoutError):
            server.accept()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("order", ["read", "kernel-read", "kernel-write"])
def test_no_file_of_the_user_is_opened_even_past_python(child: sandbox.Child, order: str, tmp_path: Path) -> None:
    _kernel(child, "files")
    canary = tmp_path / "canary"
    canary.write_text("CANARY-7f3a")
    said = _said(child, f"{order} {canary}")
    assert said.startswith("refused")
    assert "CANARY" not in said


@pytest.mark.parametrize("order", ["kernel-socket", "kernel-fork"])
def test_no_socket_and_no_process_is_made_even_past_python(child: sandbox.Child, order: str) -> None:
    _kernel(child, "calls")
    assert _said(child, order) == "refused: PermissionError"


@pytest.mark.parametrize("function", ["hostile_readers:outside", "hostile_readers:surrogate"])
def test_an_answer_that_is_no_document_is_refused(function: str) -> None:
    with sandbox.Child(function, LIMITS) as started, pytest.raises(SourceError, match=r"^a\.bin: its reader gave no"):
        started.read("a.bin", b"x")


def test_every_format_comes_through_as_it_is_read_here() -> None:
    sources = (web_page(ONE).encode("gb18030"), rss(articles(3)).encode(), word_file(ONE), ONE.text.encode())
    with sandbox.Child() as started:
        for data in sources:
            assert started.read("2025-04-14_江畔日报_05版.bin", data, timezone="UTC") == read.read(
                "2025-04-14_江畔日报_05版.bin", data, "UTC"
            )


def test_an_error_of_a_reader_comes_through_with_its_class_and_remedy() -> None:
    with sandbox.Child() as started, pytest.raises(EmptySource) as caught:
        started.read("a.txt", b"")
    assert str(caught.value) == "a.txt: the file is empty — put the page's text into it or remove it"


def test_the_child_is_started_once_and_gone_at_the_end() -> None:
    with sandbox.Child("hostile_readers:obey", LIMITS) as started:
        first = started.read("a", b"environment")
        process = started._process  # noqa: SLF001  that it is the same one is the promise
        started.read("b", b"say x")
        assert process is started._process  # noqa: SLF001  as above
    assert first.text
    assert process is not None
    assert process.poll() is not None


def _best(run: Callable[[], object]) -> float:
    """Give the least of three runs' processor time in children: what else the machine does is no matter."""
    takes = []
    for _ in range(3):
        before = os.times()
        run()
        after = os.times()
        takes.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(takes)


def test_starting_a_child_and_reading_a_page_is_not_much_dearer_than_starting_python() -> None:
    def child() -> None:
        with sandbox.Child() as started:
            started.read("a.html", web_page(ONE).encode())

    bare = partial(subprocess.run, [sys.executable, "-c", "import json, lxml.html"], check=True)
    assert _best(child) < 12 * _best(bare)


@pytest.mark.parametrize("line", ["", "[]", "{}", "null", '{"text": 7}', "[" * 100_000, '{"id": "x"}'])
def test_only_a_document_is_read_back(line: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        wire.loads(line)


def test_a_document_crosses_the_wire_unchanged() -> None:
    for data in (web_page(ONE).encode(), rss(articles(3)).encode(), ONE.text.encode()):
        document = read.read("a.bin", data)
        assert wire.loads(wire.dumps(document)) == document
