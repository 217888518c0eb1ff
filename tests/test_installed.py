"""Advice about extras: one line that works where this program is installed, and never fetches another project."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from week import ROOT

from digest import installed
from digest.installed import Install

WHEELS = "/srv/a b"


def packages(extra: installed.Extra) -> tuple[str, ...]:
    assert extra == "ocr"
    return ("rapidocr<4,>=3.9", "onnxruntime<2,>=1.20")


@pytest.mark.parametrize(
    ("install", "line"),
    [
        (Install("clone", "/w/.venv/bin/python", "/w"), "/w/.venv/bin/python -m pip install -e '/w[ocr]'"),
        (Install("venv", "/v/bin/python"), "/v/bin/python -m pip install 'rapidocr<4,>=3.9' 'onnxruntime<2,>=1.20'"),
        (Install("pipx", "/p/bin/python"), "pipx inject jianbao 'rapidocr<4,>=3.9' 'onnxruntime<2,>=1.20'"),
        (
            Install("venv", "/v/bin/python", wheels=WHEELS),
            (
                f"/v/bin/python -m pip install --no-index --find-links '{WHEELS}'"
                " 'rapidocr<4,>=3.9' 'onnxruntime<2,>=1.20'"
            ),
        ),
        (
            Install("venv", "/v/bin/python", offline=True),
            "/v/bin/python -m pip install --no-index --find-links wheels 'rapidocr<4,>=3.9' 'onnxruntime<2,>=1.20'",
        ),
    ],
)
def test_the_advice_fits_how_it_was_installed(install: Install, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "requirements", packages)
    assert installed.advice("ocr", install) == line


def test_the_options_for_pipx_without_network_are_one_argument(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed, "requirements", packages)
    words = shlex.split(installed.advice("ocr", Install("pipx", "/p/bin/python", wheels=WHEELS)))
    assert words[words.index("--pip-args") + 1] == f"--no-index --find-links '{WHEELS}'"


def test_a_clone_is_known_by_its_project_file_and_pips_own_setting_says_there_is_no_network() -> None:
    here = installed.found({"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": WHEELS})
    assert (here.way, here.folder, here.offline, here.wheels) == ("clone", str(ROOT), True, WHEELS)
    assert not installed.found({"PIP_NO_INDEX": "0"}).offline


def test_no_module_words_such_advice_itself() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "digest").rglob("*.py")}
    assert [name for name, text in texts.items() if "pip install" in text] == []
    assert "jianbao" in Path(ROOT / "pyproject.toml").read_text(encoding="utf-8")
