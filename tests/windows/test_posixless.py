"""The commands on a machine without the modules, calls and signals of POSIX, as Windows is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from browsers import fake_browser
from sources import articles, web_page, word_file
from week import ROOT

RUNNER = Path(__file__).with_name("posixless.py")
ONE, TWO, *_ = articles(3)


def run(folder: Path, *words: object, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, RUNNER, *map(str, words)],
        check=False,
        capture_output=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Settings and sources in a folder: a web page, a Word file and the text of a page."""
    assert run(tmp_path, "init", "周报").returncode == 0
    folder = tmp_path / "周报"
    (folder / "input").mkdir(exist_ok=True)
    (folder / "input/2025-04-14_江畔日报_01版.html").write_bytes(web_page(ONE).encode("gb18030"))
    (folder / "input/2025-04-15_江畔日报_02版.docx").write_bytes(word_file(TWO))
    page = (ROOT / "input/2025-04-14_江畔日报_05版.txt").read_text("utf-8")
    (folder / "input/2025-04-14_江畔日报_05版.txt").write_bytes(page.replace("\n", "\r\n").encode("gb18030"))
    return folder


def test_a_week_is_built_published_and_searched_in(office: Path) -> None:
    built = run(office, "build", "--draft")
    assert built.returncode == 0, built.stderr.decode()
    (draft,) = office.glob("out/2025-W*/draft.md")
    published = run(office, "publish", draft, "--format", "md,html,docx,pdf")
    assert published.returncode == 0, published.stderr.decode()
    for suffix in ("md", "html", "docx", "pdf"):
        assert (draft.parent / f"brief.{suffix}").stat().st_size > 0
    found = run(office, "search", "开发区")
    assert found.returncode == 0, found.stderr.decode()


def test_a_browser_prints_where_there_is_no_pango(office: Path, tmp_path: Path) -> None:
    browser = fake_browser(tmp_path)
    built = run(office, "build", "--format", "md,pdf", NO_PANGO="1", DIGEST_BROWSER=str(browser))
    (pdf,) = office.glob("out/2025-W*/brief.pdf")
    assert pdf.read_bytes().startswith(b"%PDF")
    assert b"stands in no source" not in built.stderr
    assert b"not as they were printed" not in built.stderr
    assert built.returncode == 0, built.stderr.decode()
    asked = (tmp_path / "asked").read_text("utf-8")
    assert "--headless=new" in asked
    assert "--no-pdf-header-footer" in asked
    assert "--print-to-pdf-no-header" in asked


def test_without_pango_and_browser_one_line_mends_it_and_the_rest_is_made(office: Path) -> None:
    built = run(office, "build", "--format", "md,pdf", NO_PANGO="1", PATH="/nowhere")
    assert built.returncode == 3
    (line,) = (line for line in built.stderr.decode().splitlines() if "Pango" in line)
    assert "install" in line
    assert list(office.glob("out/2025-W*/brief.md"))
    assert not list(office.glob("out/2025-W*/brief.pdf"))


def test_no_traceback_on_a_console_in_gbk(office: Path) -> None:
    for words in (("doctor",), ("show", "input/2025-04-14_江畔日报_05版.txt"), ("build",)):
        ran = run(office, *words, PYTHONIOENCODING="gbk", PYTHONUTF8="0")
        assert ran.returncode in (0, 3), ran.stderr
        assert b"Traceback" not in ran.stderr
        (ran.stdout + ran.stderr).decode("gbk")


def test_a_second_run_is_turned_away_by_the_lock(office: Path) -> None:
    hold = (
        "import sys; sys.path.insert(0, sys.argv[1]); import posixless; posixless.take_away()\n"
        "from pathlib import Path; from digest import files\n"
        "with files.lock(Path(sys.argv[2])):\n    print(flush=True); sys.stdin.readline()"
    )
    command = [sys.executable, "-c", hold, str(RUNNER.parent), str(office / "lock")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as first:
        assert first.stdout is not None
        first.stdout.readline()
        second = subprocess.run(command, check=False, capture_output=True, env=environment, input=b"\n")
        assert b"digest.errors.Locked" in second.stderr
        first.communicate(b"\n")
    assert subprocess.run(command, check=False, capture_output=True, env=environment, input=b"\n").returncode == 0
