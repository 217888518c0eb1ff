"""A Dask cluster of a scheduler and two workers: the same results as here, whatever becomes of a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
import worked
from test_backfill import TODAY, lines, rows
from test_engine import CHUNKS
from week import ROOT, WEEK

from digest import engine
from digest.errors import UsageError
from digest.pipeline.backfill import passes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from week import Command

distributed: Any = pytest.importorskip("distributed", reason="Dask is an extra")
pytestmark = [pytest.mark.runs, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a scheduler and two workers of one thread each; give the address."""
    folder = tmp_path_factory.mktemp("cluster")
    port = folder / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    scheduler = [
        "dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(port),
    ]
    worker = ["dask_worker", "--scheduler-file", str(port), "--nthreads", "1", "--nworkers", "2", "--no-dashboard"]
    started: list[subprocess.Popen[bytes]] = []
    try:
        for name, *options in (scheduler, worker):
            command = [sys.executable, "-m", f"distributed.cli.{name}", *options]
            started.append(_started(command, folder, environment))
        with distributed.Client(scheduler_file=str(port), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=90)
            address = client.scheduler.address
        yield address.replace("tcp://", "dask://")
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(30)


def _started(command: list[str], folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet)


def _lost(number: int, _: Exception) -> int:
    return -number


@pytest.fixture
def years(tmp_path: Path) -> Path:
    """Forty files of lines."""
    folder = tmp_path / "years"
    folder.mkdir()
    written = lines(200)
    for k in range(40):
        (folder / f"{k:02d}.jsonl").write_text("".join(written[5 * k : 5 * k + 5]), encoding="utf-8")
    return folder


def order(sources: Path, archive: Path, address: str = "") -> passes.Order:
    return passes.Order((sources,), archive, "Asia/Shanghai", TODAY, 2, address)


def silent(_: passes.Progress) -> None:
    pass


def test_results_come_back_in_order_from_a_cluster(cluster: str) -> None:
    with engine.executor(0, cluster) as place:
        found = list(engine.each(place, worked.doubled, CHUNKS, _lost))
    assert found == [2 * number for number in range(1, 13)]


def test_a_cluster_fills_the_archive_that_this_machine_fills(cluster: str, years: Path, tmp_path: Path) -> None:
    here = passes.fill(order(years, tmp_path / "here.db"), silent)
    there = passes.fill(order(years, tmp_path / "there.db", cluster), silent)
    assert here == there
    assert rows(tmp_path / "here.db") == rows(tmp_path / "there.db")


def test_a_cluster_builds_the_brief_that_this_machine_builds(cluster: str, digest: Command, tmp_path: Path) -> None:
    for name, *options in (("here", "--jobs", "1"), ("there", "--engine", cluster)):
        made = digest("build", WEEK, "-o", tmp_path / name, "--format", "md,html", "-q", *options)
        assert made.returncode == 0, made.stderr
    for name in ("brief.md", "brief.html", "receipt.json"):
        here, there = ((tmp_path / place / "latest" / name).read_bytes() for place in ("here", "there"))
        assert here == there, name


def test_a_cluster_finds_the_facts_that_this_machine_finds(cluster: str, digest: Command) -> None:
    texts = "".join(f'{{"id": "{k}", "text": "项目总投资{k}亿元。", "date": "2025-04-14"}}\n' for k in range(1, 200))
    here, there = (digest("facts", *options, stdin=texts) for options in ((), ("--engine", cluster)))
    assert here.stdout.count("CNY") == 199
    assert (here.stdout, here.returncode) == (there.stdout, there.returncode)


def test_a_worker_of_the_cluster_killed_on_the_way_costs_only_its_chunk(
    cluster: str, years: Path, tmp_path: Path
) -> None:
    passes.fill(order(years, tmp_path / "here.db"), silent)
    with distributed.Client(cluster.replace("dask", "tcp"), set_as_default=False) as client:
        processes = list(client.run(os.getpid).values())
    killer = threading.Timer(0.5, os.kill, (processes[0], signal.SIGKILL))
    killer.start()
    passes.fill(order(years, tmp_path / "there.db", cluster), silent)
    killer.join()
    assert rows(tmp_path / "here.db") == rows(tmp_path / "there.db")


def test_a_worker_with_other_code_is_named(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "code", lambda: "9.9+other")
    with pytest.raises(UsageError, match=r"runs digest 0\..*, this is digest 9\.9\+other"), engine.executor(0, cluster):
        pass


def test_no_cluster_is_said_so() -> None:
    start = time.monotonic()
    with pytest.raises(UsageError, match="no cluster answers"), engine.executor(0, "dask://127.0.0.1:9"):
        pass
    assert time.monotonic() - start < 30
