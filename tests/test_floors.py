"""Quality never falls: the figures measured on the gold stay at or above benchmarks/floors.json."""

from __future__ import annotations

import subprocess
import sys

import pytest
from week import ROOT

pytestmark = pytest.mark.runs  # many whole builds


def test_no_figure_is_below_its_floor() -> None:
    ran = subprocess.run(
        [sys.executable, "benchmarks/quality.py"], capture_output=True, check=False, text=True, cwd=ROOT
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
