"""Backfill: the archive of many years hangs on the sources only, not on interruptions, workers or poison."""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import worked
from week import ROOT, WEEK, Command

from digest.archive import store
from digest.errors import Locked
from digest.pipeline import intake
from digest.pipeline.backfill import passes

TODAY = date(2025, 4, 21)
_ZONES = ("澄原经济技术开发区", "江畔高新技术产业开发区", "望沧临港产业园")
_FIRMS = ("砺沅储能", "箬川科技", "凌帆装备", "霁岭新材", "衡晟光学", "泓图医药", "曦恩食品", "岑兰微电子")
_EVENTS = ("签约落户", "开工建设", "建成投产")


def lines(count: int, seed: int = 5) -> list[str]:
    """Draw invented articles over forty weeks, a line of JSON each."""
    draw = random.Random(seed)  # noqa: S311  no secret
    made = []
    for k in range(count):
        zone, firm, event = draw.choice(_ZONES), draw.choice(_FIRMS), draw.choice(_EVENTS)
        day = date(2024, 1, 1) + timedelta(days=draw.randrange(280))
        sum_ = draw.randrange(12, 900) / 10
        body = (
            f"{day.month}月{day.day}日，{firm}基地在{zone}{event}，总投资{sum_}亿元，占地{draw.randrange(20, 900)}亩。"
        )
        row = {
            "id": str(k % 50),
            "paper": "岚州经济报",
            "date": str(day),
            "headline": f"{firm}基地{event}",
            "body": body,
        }
        made.append(json.dumps(row, ensure_ascii=False) + "\n")
    return made


@pytest.fixture
def years(tmp_path: Path) -> Path:
    """Lay out pages, a bundle of pages, and JSON lines that are read in several ranges."""
    sources = tmp_path / "years"
    (sources / "2025").mkdir(parents=True)
    pages = sorted(WEEK.glob("*.txt"))
    for page in pages[:3]:
        (sources / "2025" / page.name).write_bytes(page.read_bytes())
    with zipfile.ZipFile(sources / "rest.zip", "w") as bundle:
        for page in pages[3:]:
            bundle.write(page, page.name)
    (sources / "old.jsonl").write_text("".join(lines(160)), encoding="utf-8")
    return sources


@pytest.fixture
def in_small_ranges(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "_RANGE", 16_000)


def order(sources: Path, archive: Path, jobs: int = 2) -> passes.Order:
    return passes.Order((sources,), archive, "Asia/Shanghai", TODAY, jobs)


def rows(archive: Path) -> dict[str, list[Any]]:
    """Read every row of an archive; of its full-text index what stands in it, not how it is laid out."""
    with sqlite3.connect(archive) as db:
        names = [name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        own = [name for name in names if not name.startswith("text_")]
        found = {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in own}  # noqa: S608  our own
        found["text"] = sorted(map(repr, db.execute("SELECT rowid, words FROM text")))
    db.close()
    return found


def silent(_: passes.Progress) -> None:
    pass


@pytest.mark.runs
@pytest.mark.usefixtures("in_small_ranges")
def test_pages_bundles_and_lines_are_taken_in_once(years: Path, tmp_path: Path) -> None:
    archive = tmp_path / "state" / "out" / "digest.db"
    first = passes.fill(order(years, archive), silent)
    assert first.articles > 160
    before = rows(archive)
    assert len(before["taken"]) > 7
    assert {"story", "told", "sign", "follow"} <= {name for name, held in before.items() if held}
    again = passes.fill(order(years, archive), silent)
    assert (again.articles, again.weeks) == (0, 0)
    assert rows(archive) == before


@pytest.mark.runs
@pytest.mark.usefixtures("in_small_ranges")
def test_one_worker_and_three_fill_the_same_archive(years: Path, tmp_path: Path) -> None:
    for jobs in (1, 3):
        passes.fill(order(years, tmp_path / f"{jobs}.db", jobs), silent)
    assert rows(tmp_path / "1.db") == rows(tmp_path / "3.db")


def test_a_line_that_crosses_a_range_is_read_once_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    written = lines(30)
    content = "".join(written).encode()
    path.write_bytes(content)
    for size in (1, 7, 400, len(written[0].encode()), len(content) - 1, len(content)):
        pieces = [
            intake.Reference("a", path, start=start, end=min(len(content), start + size))
            for start in range(0, len(content), size)
        ]
        assert b"".join(map(intake.bytes_of, pieces)) == content


@pytest.mark.runs
def test_poison_is_tried_twice_named_and_blocks_nothing(tmp_path: Path) -> None:
    sources = tmp_path / "in"
    sources.mkdir()
    for k in range(20):
        (sources / f"{k:02d}.jsonl").write_text(lines(20)[k], encoding="utf-8")
    (sources / "07-poison.jsonl").write_text(lines(1)[0], encoding="utf-8")
    (sources / "11-hanging.jsonl").write_text(lines(1)[0], encoding="utf-8")
    (sources / "12-broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    filled = passes.fill(order(sources, tmp_path / "digest.db"), silent, worked.deadly)
    assert filled.articles == 20
    assert [problem.origin.rsplit("/", 1)[1][:2] for problem in filled.problems] == ["07", "11", "12"]
    with sqlite3.connect(tmp_path / "digest.db") as db:
        assert {tries for (tries,) in db.execute("SELECT tries FROM taken WHERE fault IS NOT NULL")} == {2}
    db.close()


@pytest.mark.runs
def test_a_worker_killed_on_the_way_costs_nothing(years: Path, tmp_path: Path) -> None:
    passes.fill(order(years, tmp_path / "quiet.db"), silent)
    passes.fill(order(years, tmp_path / "killed.db"), silent, worked.killed_once(tmp_path / "mark"))
    assert (tmp_path / "mark").exists()
    assert rows(tmp_path / "quiet.db") == rows(tmp_path / "killed.db")


@pytest.mark.runs
def test_what_was_taken_in_is_found_and_remembered(digest: Command, years: Path, tmp_path: Path) -> None:
    done = digest("backfill", years, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert '"stage": "recall"' in done.stderr
    found = digest("search", "砺沅", "-o", tmp_path / "out", "--json")
    assert len(json.loads(found.stdout)) > 10
    assert json.loads(found.stdout)[0]["issues"] == []
    built = digest("build", WEEK, "-o", tmp_path / "out", "--format", "md")
    assert built.returncode in (0, 3), built.stderr
    with store.Archive(tmp_path / "state" / "out" / "digest.db") as archive:
        assert len(archive.search(store.Query(words=("砺沅",), limit=1000))) > 10


@pytest.mark.runs
def test_a_week_that_was_printed_is_not_recalled_twice(digest: Command, years: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    digest("build", WEEK, "-o", out, "--format", "md")
    with store.Archive(tmp_path / "state" / out.name / "digest.db") as archive:
        told = archive.search(store.Query(words=("叶片",)))
        before = archive.before("2025-W20", date(2025, 5, 18), {"叶片": date.min}, ())
    digest("backfill", years, "-o", out)
    with store.Archive(tmp_path / "state" / out.name / "digest.db") as archive:
        assert archive.search(store.Query(words=("叶片",))) == told
        assert archive.before("2025-W20", date(2025, 5, 18), {"叶片": date.min}, ()) == before


def test_two_backfills_of_one_archive_do_not_run_at_once(years: Path, tmp_path: Path) -> None:
    def meanwhile(_: passes.Progress) -> None:
        with pytest.raises(Locked):
            passes.fill(order(years, tmp_path / "digest.db"), silent)

    passes.fill(order(years, tmp_path / "digest.db", 1), meanwhile)


def _killed_run(sources: Path, out: Path, after: float) -> bool:
    """Start a backfill and kill it after some seconds; say whether it was done before that."""
    command = [sys.executable, "-m", "digest", "backfill", str(sources), "-o", str(out), "-q", "--jobs", "2"]
    process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL)
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return False
    assert process.returncode == 0
    return True


def _killed_often(sources: Path, tmp_path: Path, kills: int) -> None:
    quiet = tmp_path / "quiet"
    start = time.monotonic()
    assert _killed_run(sources, quiet, 600)
    whole = time.monotonic() - start
    expected = rows(quiet.parent / "state" / quiet.name / "digest.db")
    draw, killed, rounds = random.Random(11), 0, 0  # noqa: S311  as above
    while killed < kills:
        rounds += 1
        out = tmp_path / f"killed-{rounds}"
        while killed < kills and not _killed_run(sources, out, draw.uniform(0.5, 0.8 * whole)):
            killed += 1
        assert _killed_run(sources, out, 600)
        assert rows(out.parent / "state" / out.name / "digest.db") == expected


@pytest.mark.runs
def test_a_backfill_killed_five_times_ends_with_the_archive_of_an_undisturbed_one(years: Path, tmp_path: Path) -> None:
    _killed_often(years, tmp_path, 5)


@pytest.mark.faults
def test_a_backfill_killed_a_hundred_times_ends_with_the_archive_of_an_undisturbed_one(
    years: Path, tmp_path: Path
) -> None:
    _killed_often(years, tmp_path, 100)


@pytest.mark.runs
def test_workers_end_with_the_process_they_work_for(years: Path, tmp_path: Path) -> None:
    (years / "more.jsonl").write_text("".join(lines(2000, seed=8)), encoding="utf-8")
    command = [sys.executable, "-m", "digest", "backfill", str(years), "-o", str(tmp_path), "-q", "--jobs", "2"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    workers: set[int] = set()
    until = time.monotonic() + 60
    while len(workers) < 3 and process.poll() is None and time.monotonic() < until:
        workers |= _descendants(process.pid)
        time.sleep(0.1)
    process.kill()
    process.wait()
    while any(map(_is_running, workers)) and time.monotonic() < until + 30:
        time.sleep(0.1)
    assert workers
    assert not [worker for worker in workers if _is_running(worker)]


def _descendants(parent: int) -> set[int]:
    found: set[int] = set()
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and _field(path.name, 1) == str(parent):
            found |= {int(path.name)} | _descendants(int(path.name))
    return found


def _field(process: str, number: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[number]
    except OSError:
        return ""


def _is_running(process: int) -> bool:
    return _field(str(process), 0) not in {"", "Z"}
