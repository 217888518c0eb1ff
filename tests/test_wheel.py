"""The wheel carries all that the command needs."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from week import ROOT, WEEK

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.runs
def test_the_built_wheel_makes_a_brief_in_an_empty_folder(tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", site, wheel], check=True, capture_output=True)
    ran = subprocess.run(
        [sys.executable, "-m", "digest", "build", WEEK],
        check=False,
        capture_output=True,
        text=True,
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert (work / "out/2025-W16/brief.pdf").read_bytes().startswith(b"%PDF")
    where = subprocess.run(
        [sys.executable, "-c", "import digest; print(digest.__file__)"],
        check=True,
        capture_output=True,
        text=True,
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(site)},
    )
    assert where.stdout.startswith(str(site))
