"""Every command that the guides of docs/ show is run, in the order of its page, where the sample week lies."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from sinks import Sink
from test_docs import DOCS, _shown
from week import ROOT, WEEK

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command

pytestmark = pytest.mark.runs  # some eighty commands: minutes together

# What is not run here, and where it is.
ELSEWHERE = {
    "digest desk": "opens a browser: tests/desk",
    "digest preview": "runs until it is ended: tests/test_preview.py",
    "digest collect": "asks the network: tests/collect",
    "digest papers add": "asks the network: tests/collect",
    "digest schedule install": "changes this machine: tests/deliver/test_schedule.py",
    "digest backfill /papers": "asks a cluster: tests/test_cluster.py",
    "digest mail bounces": "needs a mailbox or letters: tests/deliver/test_returns.py",
}
PAGES = tuple(sorted(path.name for path in DOCS.glob("*.md") if "commands" not in path.name))
ARTICLE = {
    "id": "1",
    "date": "2025-04-14",
    "headline": "项目开工",
    "body": "青澜高新区储能项目4月13日开工，总投资35亿元。",
}


def lay(place: Path, port: int) -> None:
    """Lay a place as the guides have it: pages, old papers, settings with recipients."""
    (place / "digest.toml").write_text(
        f'formats = ["md", "docx"]\ntemplates = "templates"\n[mail]\nsender = "简报组 <a@example.cn>"\n'
        f'server = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        '[[recipients]]\nname = "领导"\nto = ["b@example.cn"]\nattach = ["md"]\n',
        encoding="utf-8",
    )
    for name in ("input", "版面", "2016"):
        shutil.copytree(WEEK, place / name)
    (place / "2015").mkdir()
    line = json.dumps(ARTICLE, ensure_ascii=False)
    for path in (place / "旧闻.jsonl", place / "old.jsonl", place / "2015/a.jsonl"):
        path.write_text(f"{line}\n", encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_guide_does_what_it_is_shown_for(page: str, tmp_path: Path, digest: Command) -> None:
    text = (DOCS / page).resolve().read_text(encoding="utf-8")
    with Sink() as sink:
        lay(tmp_path, sink.port)
        assert digest("build", "--week", "2025-W16").returncode == 0
        shutil.copytree(tmp_path / "out/2025-W16", tmp_path / "2025-W16")
        story = json.loads((tmp_path / "2025-W16/receipt.json").read_text(encoding="utf-8"))["stories"][0]["id"]
        failed = {}
        for line in dict.fromkeys(_shown(text)):
            if any(line.startswith(one) for one in ELSEWHERE):
                continue
            words, _, given = line.replace("3d5b4ff27b58", story).partition("<")
            stdin = json.dumps({"id": "1", "text": "总投资35亿元。", "date": "2025-04-14"}) if given else ""
            for made in (
                ("开发区档案", "tables", "templates/weekly", "digest-backup.db") if "restore" not in words else ()
            ):
                path = tmp_path / made
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            done = digest(*words.split()[1:], stdin=stdin)
            well = (0, 3) if line == "digest doctor" else (0,)  # nothing was sent from here yet, which it says
            if done.returncode not in well:
                failed[line] = (done.returncode, done.stderr[-300:])
    assert failed == {}


def test_what_is_run_elsewhere_is_shown_somewhere() -> None:
    pages = [*DOCS.glob("*.md"), ROOT / "README.md"]
    shown = [line for page in pages for line in _shown(page.read_text(encoding="utf-8"))]
    assert [one for one in ELSEWHERE if not any(line.startswith(one) for line in shown)] == []
