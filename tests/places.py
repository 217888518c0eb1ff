"""A place of issues with one small page of invented news and recipients at a sink, and our command run there."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from week import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = (
    "江畔高新区一季度工业增加值增长9.4%\n\n"
    "本报讯（记者李青）4月14日，江畔高新区发布数据，一季度规模以上工业增加值同比增长9.4%，完成工业投资58.3亿元。\n"
)
MONDAY = "2025-04-21T07:30"
PASSWORD = "geheim-9f3c"  # noqa: S105  a secret to look for


def place(folder: Path, port: int, recipients: int = 3, more: str = "", mail: str = 'security = "none"') -> Path:
    """Lay out a folder as `digest init` does, with a page of 2025-W16 and so many recipients."""
    (folder / "input").mkdir(parents=True)
    (folder / "input" / "2025-04-14_江畔日报_05版.txt").write_text(PAGE, encoding="utf-8")
    addresses = ", ".join(f'"r{number}@example.cn"' for number in range(recipients))
    (folder / "digest.toml").write_text(
        f'formats = ["md"]\n[mail]\nsender = "简报组 <brief@example.cn>"\nserver = "127.0.0.1"\nport = {port}\n'
        f'seconds = 5\n{mail}\n[[recipients]]\nname = "领导"\nto = [{addresses}]\nattach = ["md"]\n{more}',
        encoding="utf-8",
    )
    return folder


def add_page(folder: Path, day: str, name: str) -> None:
    """Put a page of another day there, with news of another place that is invented, too."""
    page = PAGE.replace("江畔", name).replace("4月14日", f"{int(day[5:7])}月{int(day[8:])}日")
    (folder / "input" / f"{day}_{name}日报_05版.txt").write_text(page, encoding="utf-8")


def started(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.Popen[str]:
    """Start our command in a place of issues."""
    return subprocess.Popen(
        [sys.executable, "-m", "digest", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def ran(folder: Path, *arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run our command there to its end."""
    process = started(folder, *arguments, env=env)
    out, err = process.communicate(timeout=600)
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own, with room at first."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here: that takes root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def sized(disk: Path, size: str) -> None:
    """Give a disk another size, while it is in use."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)
