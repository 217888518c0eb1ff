"""When an issue is due, and the entries that make a machine ask for it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import pytest
from places import place, ran

from digest.pipeline import schedule
from digest.text import period

SHANGHAI = ZoneInfo("Asia/Shanghai")
TIMES = schedule.Times("Mon", "07:00", SHANGHAI)
ENTRY = schedule.Entry(
    ("/usr/bin/python3", "-m", "digest", "run", "-c", "/srv/周报 1/50%.toml"), Path("/srv/周报 1"), "ab12", "07:15"
)


@pytest.mark.parametrize(
    ("now", "issue"),
    [
        ("2025-04-21T07:00+08:00", "2025-W16"),
        ("2025-04-21T06:59+08:00", "2025-W15"),
        ("2025-04-20T23:30+00:00", "2025-W16"),  # 07:30 in Shanghai is still Sunday in UTC
        ("2025-04-20T22:30+00:00", "2025-W15"),
        ("2025-04-27T23:59+08:00", "2025-W16"),
        ("2025-01-06T07:00+08:00", "2025-W01"),
        ("2026-01-05T07:00+08:00", "2026-W01"),
    ],
)
def test_the_issue_due_is_told_by_the_newspapers_day(now: str, issue: str) -> None:
    assert TIMES.due(datetime.fromisoformat(now)).issue == issue


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Pacific/Apia", "Asia/Kathmandu"]
)
@pytest.mark.parametrize("at", ["02:30", "00:00", "23:59"])
def test_over_a_year_of_half_hours_each_week_is_due_once_and_in_order(zone: str, at: str) -> None:
    times = schedule.Times("Sun", at, ZoneInfo(zone))
    now = datetime(2025, 1, 1, tzinfo=UTC)
    seen = [times.due(now)]
    for _ in range(48 * 365):
        now += timedelta(minutes=30)
        if (due := times.due(now)) != seen[-1]:
            assert due.first - seen[-1].first == timedelta(days=7)
            assert now - times.moment(due) < timedelta(minutes=30) or now - times.moment(due) < timedelta(
                hours=1, minutes=30
            )
            seen.append(due)
    assert len(seen) in (53, 54)


def test_what_is_owed_after_weeks_off() -> None:
    due = period.week("2025-W19")
    closed = (period.week("2025-W16").last.isoformat(),)

    def issues(choice: str, *, late: bool = True, known: tuple[str, ...] = closed) -> list[str]:
        return [week.issue for week in schedule.owed(due, known, choice, late=late)]  # type: ignore[arg-type]

    assert issues("last") == ["2025-W19"]
    assert issues("all") == ["2025-W17", "2025-W18", "2025-W19"]
    assert issues("none") == []
    assert issues("none", late=False) == ["2025-W19"]
    assert issues("all", known=()) == ["2025-W19"]
    assert issues("all", known=(date(2025, 5, 11).isoformat(),)) == []
    assert issues("all", known=(date(2026, 5, 11).isoformat(),)) == []
    assert len(issues("all", known=("1999-01-03",))) == 60


def test_the_crontab_keeps_its_other_lines_and_a_second_time_changes_nothing() -> None:
    before = "MAILTO=me\n5 4 * * * other\n"
    once = schedule.crontab(ENTRY, before)
    assert schedule.crontab(ENTRY, once) == once
    assert schedule.without(ENTRY, once) == before
    assert "15,45 * * * * cd '/srv/周报 1' && /usr/bin/python3 -m digest run -c '/srv/周报 1/50\\%.toml'" in once


def test_the_units_name_what_may_be_written_and_escape_what_systemd_reads() -> None:
    units = schedule.units(ENTRY, (Path("/srv/周报 1/out"),))
    service, timer = units["digest-ab12.service"], units["digest-ab12.timer"]
    assert 'ExecStart=/usr/bin/python3 -m digest run -c "/srv/周报 1/50%%.toml"' in service
    assert 'ReadWritePaths="/srv/周报 1/out"' in service
    assert "ProtectSystem=strict" in service
    assert "OnCalendar=*:15,45" in timer
    assert "Persistent=true" in timer


def cron(folder: Path) -> dict[str, str]:
    """A crontab command of our own, which keeps its table in a file."""
    program = folder / "bin" / "crontab"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nif [ "$1" = -l ]; then cat {folder}/tab; else cat > {folder}/tab; fi\n')
    program.chmod(0o755)
    return {
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "etc"),
    }


def test_install_shows_first_writes_when_told_and_removes_what_it_wrote(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    here = place(tmp_path / "a" / "周报", 25)
    env = cron(tmp_path)
    (tmp_path / "tab").write_text("5 4 * * * other\n")
    shown = ran(here, "schedule", "install", "--cron", env=env)
    assert "nothing was written" in shown.stderr
    assert (tmp_path / "tab").read_text() == "5 4 * * * other\n"
    assert ran(here, "schedule", "status", env=env).returncode == 3
    for _ in range(2):
        assert "next issue: " in ran(here, "schedule", "install", "--cron", "--yes", env=env).stderr
    assert (tmp_path / "tab").read_text(encoding="utf-8") == "5 4 * * * other\n" + shown.stdout
    status = ran(here, "schedule", "status", env=env)
    assert status.returncode == 0
    assert "07:00 Asia/Shanghai" in status.stdout
    assert ran(here, "schedule", "remove", env=env).returncode == 0
    assert (tmp_path / "tab").read_text() == "5 4 * * * other\n"


SCHTASKS = """#!{python}
import sys
from pathlib import Path
here = Path(__file__).parent
with (here / "asked").open("a") as log:
    log.write(" ".join(sys.argv[1:4]) + chr(10))
task = here / "task"
if sys.argv[1] == "/Create":
    task.write_bytes(Path(sys.argv[sys.argv.index("/XML") + 1]).read_bytes())
if sys.argv[1] == "/Delete":
    task.unlink()
if sys.argv[1] == "/Query" and not task.exists():
    sys.exit(1)
"""


def test_the_windows_task_is_installed_found_and_removed(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    (programs / "schtasks").write_text(SCHTASKS.format(python=sys.executable))
    (programs / "schtasks").chmod(0o755)
    env = {"PATH": str(programs), "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "etc")}
    here = place(tmp_path / "周报 & 1", 25)
    shown = ran(here, "schedule", "install", "--windows", env=env)
    assert "nothing was written" in shown.stderr
    assert ran(here, "schedule", "status", env=env).returncode == 3
    assert ran(here, "schedule", "install", "--windows", "--yes", env=env).returncode == 0
    written = (programs / "task").read_bytes()
    assert written.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = written.decode("utf-16")
    assert text.replace("\r\n", "\n") == shown.stdout
    assert "\r\n" in text
    root = ET.fromstring(text.partition("?>")[2])  # noqa: S314  our own
    names = {one.tag.rpartition("}")[2]: one.text for one in root.iter()}
    assert names["Interval"] == "PT30M"
    assert names["WorkingDirectory"] == str(here)
    assert names["Command"] == sys.executable
    status = ran(here, "schedule", "status", env=env)
    assert (status.returncode, "Task Scheduler" in status.stdout) == (0, True)
    assert ran(here, "schedule", "remove", env=env).returncode == 0
    assert ran(here, "schedule", "status", env=env).returncode == 3


def test_where_no_task_scheduler_takes_it_the_task_can_be_imported_by_hand(tmp_path: Path) -> None:
    refused = ran(place(tmp_path / "a", 25), "schedule", "install", "--windows", "--yes", env={"PATH": str(tmp_path)})
    assert refused.returncode == 2
    assert "import it" in refused.stderr
