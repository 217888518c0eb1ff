#!/usr/bin/env python3
"""Measure a backfill by the number of articles: time, memory and size, each number in a process of its own.

    python benchmarks/scale.py [1000 10000 100000 …] [--jobs N]

Prints a line of JSON a number, then the slope of processor seconds over articles in log-log (of the numbers from ten
thousand on, where starting no longer counts) and how far memory strays; writes benchmarks/scale.json and scale.svg.
The bars are a slope of 1.05 and memory within ± 10 % from 10,000 articles on. The articles are those of merging.py,
four hundred a week, so that the largest number is ten years of them; status 1 if a bar is not kept.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from merging import articles
from watching import watched

HERE = Path(__file__).resolve().parent
SLOPE, STRAY, SETTLED = 1.05, 0.10, 10_000
_A_WEEK = 400
_FIRST = date(2005, 1, 3)


def main() -> int:
    """Measure every number, print, draw."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("counts", type=int, nargs="*", default=[1_000, 10_000, 30_000, 100_000, 200_000])
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    rows = [measured(count, given.jobs) for count in given.counts]
    settled = [row for row in rows if row["articles"] >= SETTLED]
    found = {"slope": slope(settled), "wall_slope": slope(settled, "wall_s"), "stray": stray(settled), "rows": rows}
    (HERE / "scale.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    draw(rows, HERE / "scale.svg")
    print(json.dumps({name: value for name, value in found.items() if name != "rows"}))
    return 0 if (found["slope"] or 0) <= SLOPE and found["stray"] <= STRAY else 1


def measured(count: int, jobs: int) -> dict[str, Any]:
    """Take in `count` articles and tell what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "articles.jsonl", Path(folder) / "out"
        write(source, count)
        backfill = [sys.executable, "-m", "digest", "backfill", str(source), "-o", str(out), "-q", "--jobs", str(jobs)]
        cost = watched(backfill)
        row = {
            "articles": count,
            "wall_s": round(cost.wall, 1),
            "processor_s": round(cost.processor, 1),
            "ms_each": round(1000 * cost.processor / count, 2),
            "own_mb": round(cost.own_mb),
            "worker_mb": round(cost.child_mb),
            "archive_mb": round((out.parent / "state" / out.name / "digest.db").stat().st_size / 2**20),
            "load": round(cost.load, 1),
        }
    print(json.dumps(row), flush=True)
    return row


def write(path: Path, count: int) -> None:
    """Write articles as JSON lines, day by day."""
    with path.open("w", encoding="utf-8") as file:
        for k, one in enumerate(articles(count)):
            day = _FIRST + timedelta(days=7 * k // _A_WEEK)
            drawn = one.published - timedelta(days=1) if one.published else day
            old, new = (f"{on.month}月{on.day}日" for on in (drawn, day))
            row = {
                "id": one.id,
                "paper": one.publication,
                "date": str(day + timedelta(days=1)),
                "page": one.page,
                "headline": str(one.headline),
                "body": [text.string.replace(old, new, 1) for text in one.body],
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def slope(rows: list[dict[str, Any]], of: str = "processor_s") -> float | None:
    """Fit a line through the logarithms."""
    if len(rows) < len(("one", "other")):
        return None
    fit = statistics.linear_regression([math.log(row["articles"]) for row in rows], [math.log(row[of]) for row in rows])
    return round(fit.slope, 3)


def stray(rows: list[dict[str, Any]]) -> float:
    """Tell how far memory strays from its mean, whichever process strays most."""
    found = [0.0]
    for of in ("own_mb", "worker_mb"):
        held = [row[of] for row in rows]
        found += [abs(one / statistics.mean(held) - 1) for one in held]
    return round(max(found), 3)


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Draw time and memory over the number of articles."""
    import matplotlib as mpl  # noqa: PLC0415  an extra

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "digest"
    from matplotlib import pyplot as plt  # noqa: PLC0415  as above

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    counts = [row["articles"] for row in rows]
    left.loglog(counts, [row["processor_s"] for row in rows], "o-", label="processor")
    left.loglog(counts, [row["wall_s"] for row in rows], "s--", label="wall")
    left.loglog(
        counts, [rows[0]["processor_s"] * count / counts[0] for count in counts], ":", color="grey", label="slope 1"
    )
    left.set(xlabel="articles", ylabel="seconds")
    right.semilogx(counts, [row["own_mb"] for row in rows], "o-", label="main process")
    right.semilogx(counts, [row["worker_mb"] for row in rows], "s--", label="largest worker")
    right.set(xlabel="articles", ylabel="peak memory, MB", ylim=(0, None))
    for axes in (left, right):
        axes.legend(frameon=False)
        axes.grid(visible=True, alpha=0.3)
    figure.savefig(path, metadata={"Date": None})


if __name__ == "__main__":
    sys.exit(main())
