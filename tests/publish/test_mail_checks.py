"""The letter in the eyes of html-validate and caniemail.com: nothing beyond what is recorded with its reason."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import sample

if TYPE_CHECKING:
    from digest.model import Brief

HERE = Path(__file__).parent
MODULES = HERE.parent.parent / ".venv" / "node" / "node_modules"  # `make runs` fills it
NODE = shutil.which("node")
RECORDED = tomllib.loads((HERE / "mail_checks.toml").read_text(encoding="utf-8"))
pytestmark = [
    pytest.mark.runs,
    pytest.mark.skipif(NODE is None or not MODULES.is_dir(), reason="no checkers of mail here: make runs gets them"),
]


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory, brief: Brief) -> Path:
    path = tmp_path_factory.mktemp("letter") / "letter.html"
    drawn = sample.charted(brief, list(sample.COSTS.items()))  # with bars
    path.write_bytes(sample.rendered(drawn, "weekly", "mail"))
    return path


def told(*command: str | Path) -> str:
    """Run a checker and give what it prints; its status says no more than that there is something."""
    ran = subprocess.run([str(NODE), *map(str, command)], capture_output=True, check=False, text=True, encoding="utf-8")
    assert not ran.stderr
    return ran.stdout


def test_html_validate_says_nothing_new(letter: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.json"  # it leaves off at 64 KB when it prints into a pipe
    told(MODULES / "html-validate" / "bin" / "html-validate.mjs", "-f", f"json={report}", letter)
    files = json.loads(report.read_text(encoding="utf-8"))
    messages = [message for file in files for message in file["messages"]]
    assert {message["ruleId"] for message in messages} == RECORDED["html-validate"].keys()


def test_caniemail_says_nothing_new(letter: Path) -> None:
    assert set(json.loads(told(HERE / "caniemail.mjs", MODULES, letter))) == RECORDED["caniemail"].keys()
