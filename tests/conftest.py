"""What many tests share: the sample week, built once, and our command run as users run it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from week import ROOT, Command, order

from digest import config
from digest.pipeline import build

if TYPE_CHECKING:
    from pathlib import Path

    from digest.pipeline.order import Built


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample week's brief as Markdown and web page."""
    return build.build(order(tmp_path_factory.mktemp("out")), config.Settings())


@pytest.fixture
def digest(tmp_path: Path) -> Command:
    """Run `digest ARGUMENTS` in an empty folder, as a user does; `stdin` and `env` may be given."""

    def run_command(
        *arguments: object, stdin: str = "", env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "digest", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            timeout=120,
        )

    return run_command
