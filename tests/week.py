"""Where the sample week stands, and how a brief of it is ordered."""

from __future__ import annotations

import subprocess
from atexit import register
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from shutil import copy, rmtree
from tempfile import mkdtemp

from digest.pipeline.order import By, Order

ROOT = Path(__file__).resolve().parent.parent
WEEK = ROOT / "input"
BY = By("周敏", datetime(2025, 4, 21, 9, tzinfo=UTC))  # who decides in the tests

Command = Callable[..., subprocess.CompletedProcess[str]]


# Two reports whose sums are surely the zone's: what the sample week says of sums stands beside a city's ceremony.
_SUMS = """砚坪经济开发区8个项目集中开工

　　本报讯（记者 宋砚）4月15日，砚坪经济开发区8个项目集中开工。砚坪经济开发区开工项目总投资40亿元。

　　砚坪经济开发区管委会主任石青说，开工项目将按月调度，手续由专班代办。
"""
_MORE = """砚坪经济开发区冷链物流园开工

　　本报讯（记者 宋砚）4月16日，砚坪经济开发区冷链物流园开工建设。砚坪经济开发区冷链物流园项目总投资25亿元。

　　物流园建在铁路货场旁，果农的苹果当天就能入库。
"""


@cache
def summed() -> Path:
    """Make a folder of the sample week and two reports more, from which a zone has a sum of two parts."""
    folder = Path(mkdtemp())
    register(rmtree, folder, ignore_errors=True)
    for page in WEEK.glob("*.txt"):
        copy(page, folder)
    (folder / "2025-04-16_岚州经济报_02版.txt").write_text(_SUMS, encoding="utf-8")
    (folder / "2025-04-17_岚州经济报_02版.txt").write_text(_MORE, encoding="utf-8")
    return folder


def order(out: Path, *sources: Path, formats: tuple[str, ...] = ("md", "html")) -> Order:
    """Order a brief of some sources as the command line would."""
    return Order(
        sources=sources or (WEEK,),
        out=out,
        formats=formats,
        period=None,
        top=30,
        explain=False,
        template="weekly",
        today=date(2025, 4, 21),
    )
