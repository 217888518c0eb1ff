#!/usr/bin/env python3
"""Set one process, a pool of two and a Dask cluster of two workers beside each other on mixed pages.

    python benchmarks/pool.py [5000] [--only one,pool,dask]

The pages: four of five are newspaper pages of the sample week, each made another by its last line; every fifth is a web
page, parsed in a child process. What is done is what digest backfill does: read, take apart, find the facts, lay out.

Prints a line of JSON a place: seconds of the wall, processor seconds of all processes, the load of the machine before,
and the digest of what was found; then

  wall    how many times as fast as one process. On a machine that others use it says as much about them.
  work    one process's processor seconds over half of those that all processes of the other took: what the wall says
          where two cores are free. Handing the work out, taking it back and starting count against it.

and what a pool costs until its first result, cold, against one process, with the pages from which on it pays. The bars:
1.8 for the pool, 1.7 for Dask, 0.3 s for starting; status 1 if one is not kept by "work".
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from watching import watched

from digest import engine
from digest.pipeline import intake
from digest.pipeline.backfill import passes

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
POOL, DASK, START = 1.8, 1.7, 0.3
_ZONE = "Asia/Shanghai"
_CHUNK = 8  # as digest backfill hands them out
_WEB = 5  # every fifth is a web page
_PAGE = "<html><head><title>{head}</title></head><body><article><h1>{head}</h1>{body}</article></body></html>"


def pages(folder: Path, count: int) -> None:
    """Write the pages, a hundred to a folder."""
    from merging import articles  # noqa: PLC0415  only where pages are made

    week = [
        (path.name, intake.read.read(path.name, path.read_bytes()).text)
        for path in sorted((ROOT / "input").glob("*.txt"))
    ]
    drawn = articles(count // _WEB + 1)
    for k in range(count):
        place = folder / f"{k // 100:04d}"
        place.mkdir(exist_ok=True)
        if k % _WEB == 0:
            one = next(drawn)
            body = "".join(f"<p>{text}</p>" for text in one.body)
            (place / f"{k:05d}.html").write_text(_PAGE.format(head=one.headline, body=body), encoding="utf-8")
        else:
            name, text = week[k % len(week)]
            (place / f"{name[:-4]}-{k}.txt").write_text(f"{text}\n第{k}号\n", encoding="utf-8")


STAGE = partial(passes.take_down, _ZONE, date(2026, 1, 1))


def _lost(errand: passes.Errand, error: Exception) -> NoReturn:
    raise RuntimeError(errand.reference.name) from error


def work(folder: Path, place: str) -> str:
    """Do the work in one place; give the digest of what came of it."""
    found = hashlib.sha256()
    references = [one for origin, path in intake.files.walk((folder,)) for one in intake.references_of(origin, path)]
    errands = [passes.Errand(one, "", one.path.stat().st_size) for one in references]
    chunks = (tuple(errands[k : k + _CHUNK]) for k in range(0, len(errands), _CHUNK))
    jobs, address = (1, "") if place == "one" else (2, "") if place == "pool" else (0, place)
    with engine.executor(jobs, address) as executor:
        for taken in engine.each(executor, STAGE, chunks, _lost):
            found.update(repr(taken).encode())
    intake.end_readers(_ZONE)
    return found.hexdigest()[:16]


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """Start a scheduler and two workers of one thread each; give the address."""
    file = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'benchmarks'}"}
    started = []
    for name, *options in (
        ("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)),
        ("dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--nworkers", "2", "--no-dashboard"),
    ):
        command = [sys.executable, "-m", f"distributed.cli.{name}", *options]
        started.append(subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    from distributed import Client  # noqa: PLC0415  an extra

    with Client(scheduler_file=str(file), set_as_default=False) as client:
        client.wait_for_workers(2, timeout=120)
        yield str(client.scheduler.address).replace("tcp://", "dask://")
    for process in reversed(started):
        process.terminate()
        process.wait(30)


def first_result(place: str) -> float:
    """Time a cold process until it has the facts of one page, in this process or in a pool: the best of five."""
    code = (
        "import sys, time; start = time.perf_counter(); sys.path.insert(0, sys.argv[2])\n"
        "from digest import engine; sys.argv[1] == 'one' or engine.prepare(); import pool\n"
        "from digest.pipeline import intake; from pathlib import Path; from functools import partial\n"
        "path = sorted(Path(sys.argv[3]).glob('*.txt'))[0]; one = intake.Reference(path.name, path)\n"
        "alone = sys.argv[1] == 'one'\n"
        "with engine.executor(1 if alone else 2, break_even=0.5 if alone else 0) as place:\n"
        "    list(engine.each(place, pool.STAGE, [(pool.passes.Errand(one, '', 0),)], print))\n"
        "    print(time.perf_counter() - start)\n"
    )
    command = [sys.executable, "-c", code, place, str(ROOT / "benchmarks"), str(ROOT / "input")]
    taken = [float(subprocess.run(command, capture_output=True, check=True, text=True).stdout) for _ in range(5)]
    return min(taken)


def measured(folder: Path, place: str) -> dict[str, Any]:
    """Do the work in a process of its own and watch it."""
    out = folder.with_suffix(".out")
    command = [sys.executable, __file__, "--in", str(folder), "--place", place, "--to", str(out)]
    cost = watched(command)
    row = {"wall_s": round(cost.wall, 1), "processor_s": round(cost.processor, 1), "load": round(cost.load, 1)}
    print(json.dumps({"place": place, **row, "found": out.read_text()}), flush=True)
    return {**row, "found": out.read_text()}


def main() -> int:
    """Measure every place."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", type=int, nargs="?", default=5000)
    parser.add_argument("--only", default="one,pool,dask")
    for name in ("--in", "--place", "--to"):
        parser.add_argument(name, help=argparse.SUPPRESS)
    given = vars(parser.parse_args())
    if given["in"]:
        Path(given["to"]).write_text(work(Path(given["in"]), given["place"]), encoding="utf-8")
        return 0
    one, pool = first_result("one"), first_result("pool")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "pages"
        folder.mkdir()
        pages(folder, given["count"])
        rows = {}
        for name in given["only"].split(","):
            if name == "dask":
                with cluster(Path(temporary)) as address:
                    rows[name] = measured(folder, address)
            else:
                rows[name] = measured(folder, name)
    each = rows["one"]["processor_s"] / given["count"]
    start = {"start_s": round(pool - one, 2), "bar": START, "pays_from_s": round(2 * max(0.0, pool - one), 2)}
    print(json.dumps({**start, "page_ms": round(1000 * each, 1), "cores": os.cpu_count()}))
    kept = [pool - one <= START, *(_told(name, row, rows["one"]) for name, row in rows.items() if name != "one")]
    return 0 if all(kept) else 1


def _told(name: str, row: dict[str, Any], one: dict[str, Any]) -> bool:
    """Print how a place compares, and say whether its bar is kept."""
    bar = POOL if name == "pool" else DASK
    times = {
        "wall": round(one["wall_s"] / row["wall_s"], 2),
        "work": round(one["processor_s"] / (row["processor_s"] / 2), 2),
    }
    same = row["found"] == one["found"]
    print(json.dumps({"times": name, **times, "bar": bar, "same": same}))
    return same and times["work"] >= bar


if __name__ == "__main__":
    sys.exit(main())
