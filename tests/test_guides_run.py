"""Every command that README and the guides show is run, in the order of its page, where the sample week lies."""

from __future__ import annotations

import json
import re
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
    "digest mail bounces": "needs a mailbox: tests/deliver/test_returns.py",
}
# What is shown and is no command of ours; `make` is looked up in the Makefile.
NOT_OURS = {
    "make ": "sets up and checks whole: .ci/run",
    "pipx install .": "installs from the network: release/check.py",
    "pip install 'jianbao[cluster]'": "installs from the network",
    "dask scheduler": "runs until it is ended: tests/test_cluster.py",
    "dask worker": "runs until it is ended: tests/test_cluster.py",
    "duckdb -c": "another program: its question is asked by tests/test_export.py",
}
GUIDES = tuple(sorted(path for path in DOCS.glob("*.md") if "commands" not in path.name))
PAGES = (ROOT / "README.md", ROOT / "README.zh-CN.md", *GUIDES)
AT = {
    "digest run": ("--now", "2025-04-21T08:00"),  # what is due depends on the day
    # A print that the settings do not ask for is made elsewhere: beside a published issue `verify` would name it.
    "digest build --since 2025-04-14 --until 2025-04-20 --format md,pdf --explain": ("-o", "days"),
}
ARTICLE = {
    "id": "1",
    "date": "2025-04-14",
    "headline": "项目开工",
    "body": "青澜高新区储能项目4月13日开工，总投资35亿元。",
}


def lay(place: Path, port: int) -> None:
    """Lay a place as the guides have it: pages, old papers, settings with recipients."""
    (place / "digest.toml").write_text(
        f'formats = ["md", "html", "pdf", "docx"]\ntemplates = "templates"\n[mail]\nsender = "简报组 <a@example.cn>"\n'
        f'server = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
        '[[recipients]]\nname = "领导"\nto = ["b@example.cn"]\nattach = ["md"]\n',
        encoding="utf-8",
    )
    for name in ("input", "版面", "2016"):
        shutil.copytree(WEEK, place / name)
    (place / "2015").mkdir()
    (place / "退信").mkdir()
    (place / "退信/1.eml").write_text("Subject: x\n\n", encoding="utf-8")
    line = json.dumps(ARTICLE, ensure_ascii=False)
    for path in (place / "旧闻.jsonl", place / "old.jsonl", place / "2015/a.jsonl"):
        path.write_text(f"{line}\n", encoding="utf-8")


def elsewhere(line: str) -> bool:
    """Tell whether a line is run by another test; `digest mail bounces FOLDER` is run here."""
    return line in ELSEWHERE or any(line.startswith(one) for one in ELSEWHERE if one != "digest mail bounces")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_a_page_does_what_it_is_shown_for(page: Path, tmp_path: Path, digest: Command) -> None:
    text = page.read_text(encoding="utf-8")
    with Sink() as sink:
        lay(tmp_path, sink.port)
        assert digest("build", "--week", "2025-W16").returncode == 0
        shutil.copytree(tmp_path / "out/2025-W16", tmp_path / "2025-W16")
        story = json.loads((tmp_path / "2025-W16/receipt.json").read_text(encoding="utf-8"))["stories"][0]["id"]
        failed = {}
        for line in dict.fromkeys(_shown(text)):
            if elsewhere(line):
                continue
            words, _, given = line.replace("3d5b4ff27b58", story).partition("<")
            stdin = json.dumps({"id": "1", "text": "总投资35亿元。", "date": "2025-04-14"}) if given else ""
            for made in (
                ("开发区档案", "开发区周报", "tables", "templates/weekly", "digest-backup.db")
                if "restore" not in words
                else ()
            ):
                path = tmp_path / made
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
            done = digest(*words.split()[1:], *AT.get(line, ()), stdin=stdin)
            well = (0, 3) if line == "digest doctor" else (0,)  # nothing was sent from here yet, which it says
            if done.returncode not in well:
                failed[line] = (done.returncode, done.stderr[-300:])
    assert failed == {}


def test_what_is_run_elsewhere_is_shown_somewhere() -> None:
    shown = [line for page in PAGES for line in _shown(page.read_text(encoding="utf-8"))]
    assert [one for one in ELSEWHERE if not any(line.startswith(one) for line in shown)] == []


def test_what_is_shown_and_is_no_command_of_ours_is_named_and_make_has_it() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        for block in re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in filter(None, (one.split("#")[0].strip() for one in block.splitlines())):
                assert line.startswith(("digest ", *NOT_OURS)), f"{page.name}: {line}"
                assert not line.startswith("make ") or line.split()[1] in targets, f"{page.name}: {line}"
