"""A year in an office: pages late, early and twice, recipients that come and go, a full disk, a lock, a clock, kills.

Nobody helps. Each letter arrives once, or is in doubt and said so at each run; input/ holds what is still to be used.
"""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from places import add_page, place, sized, small_disk
from sinks import Sink
from warm import Warm

from digest.archive.outbox import Outbox

if TYPE_CHECKING:
    from pathlib import Path

FIRST = date(2025, 4, 21)  # the Monday on which the first issue is due
NAMES = [one + other for one in "澜沅岚砺珩溪屿" for other in "江岭川原洲浦泽湾"]
LATE = [
    one + other for one in "汀渚澧浔漪" for other in "阳阴东西南北城桥关山海"
]  # what comes late is of another place
KEEP = 6  # weeks that archives of pages are kept
STANDING = 5  # people who get every issue
HOME = f'[input]\nclosed = "archive"\nkeep_weeks = {KEEP}\n'
STATUSES = {0, 3, 5, 6, 75, -9}


@dataclass
class Office:
    """What happened in a year: runs, faults, who was to get which issue, and the most files that input/ held."""

    folder: Path
    disk: Path
    sink: Sink
    warm: Warm
    dice: random.Random
    kills: frozenset[int]
    faults: Counter[str] = field(default_factory=Counter)
    owed: dict[str, set[str]] = field(default_factory=dict)
    most: int = 0
    coming: list[str] = field(default_factory=list)

    def run(self, now: datetime, *, step: int = -1) -> str:
        """Run at a time; whatever happens, it leaves as it should."""
        end = self.warm.run(self.folder, "run", "--catch-up", "all", "--now", now.isoformat("T", "minutes"), step=step)
        self.faults["runs"] += 1
        self.faults["killed"] += end.status == -9
        assert end.status in STATUSES, (now, end)
        assert "Traceback" not in end.said, (now, end)
        return end.said

    def pages(self, monday: date, number: int) -> None:
        """Lay the pages of a week, as they come."""
        folder = self.folder / "input"
        day = monday - timedelta(days=5)
        if NAMES[number] not in self.coming:
            add_page(self.folder, str(day), NAMES[number])
        if self.dice.random() < 0.3:
            self.faults["early"] += 1
            add_page(self.folder, str(day + timedelta(days=7)), NAMES[number + 1])
            self.coming.append(NAMES[number + 1])
        if self.dice.random() < 0.3 and number:
            self.faults["late"] += 1
            add_page(self.folder, str(day - timedelta(days=7)), LATE[number])
        if self.dice.random() < 0.3:
            self.faults["twice"] += 1
            first = next(folder.glob(f"{day}_*.txt"), None)
            if first:
                shutil.copy(first, folder / f"再交_{first.name}")

    def people(self, number: int, issue: str) -> None:
        """Let somebody come, and somebody else go."""
        here = {f"r{k}@example.cn" for k in range(STANDING)} | {
            f"w{number // 4}@example.cn",
            f"v{number // 7}@example.cn",
        }
        self.faults["people changed"] += bool(number) and (number % 4 == 0 or number % 7 == 0)
        self.owed[issue] = here
        text = (self.folder / "digest.toml").read_text(encoding="utf-8")
        named = ", ".join(f'"{one}"' for one in sorted(here))
        (self.folder / "digest.toml").write_text(re.sub(r"(?m)^to = \[.*\]$", f"to = [{named}]", text), "utf-8")

    def week(self, number: int, fault: str) -> None:
        """Live through a week: its pages, its people, its fault, and the runs of two days."""
        monday = datetime.combine(FIRST + timedelta(weeks=number), datetime.min.time()).replace(hour=7, minute=30)
        year, week, _ = (monday - timedelta(days=7)).isocalendar()
        self.pages(monday.date(), number)
        self.people(number, f"{year}-W{week:02d}")
        self.faults[fault] += bool(fault)
        if fault == "clock":
            self.run(monday - timedelta(days=400))
        if fault == "disk":
            sized(self.disk, f"{shutil.disk_usage(self.disk).used // 1024 + 40}k")
        with _Holding(self.folder / "state/out/digest.db") if fault == "lock" else nullcontext():
            self.run(monday, step=self.dice.randrange(1, 260) if number in self.kills else -1)
        if fault == "disk":
            sized(self.disk, "256m")
        self.run(monday + timedelta(hours=1))
        self.run(monday + timedelta(days=self.dice.choice((1, 2, 4)), hours=self.dice.randrange(9)))
        self.most = max(self.most, sum(path.is_file() for path in (self.folder / "input").rglob("*")))


class _Holding:
    """Another program that holds the database for itself."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._db = sqlite3.connect(self._path, isolation_level=None)
        self._db.execute("BEGIN EXCLUSIVE")

    def __exit__(self, *_: object) -> None:
        self._db.execute("ROLLBACK")
        self._db.close()


def lived(folder: Path, weeks: int, kills: int, seed: int) -> tuple[Counter[str], Counter[str], int]:
    """Live through so many weeks; give what happened, how the letters stand, and the most files that input/ held."""
    dice = random.Random(seed)  # noqa: S311  repeatable, no secret
    odd = dict(zip(dice.sample(range(1, weeks - 1), 3), ("disk", "lock", "clock"), strict=True))
    with small_disk(folder) as disk, Sink() as sink, Warm() as warm:
        sized(disk, "256m")
        here = place(disk / "office", sink.port, 1, more=HOME)
        office = Office(here, disk, sink, warm, dice, frozenset(dice.sample(range(weeks), kills)))
        doubted: set[str] = set()
        for number in range(weeks):
            office.week(number, odd.get(number, ""))
        end = datetime.combine(FIRST + timedelta(weeks=weeks - 1), datetime.min.time())
        said = office.run(end + timedelta(days=5))
        with Outbox(here / "state/out/digest.db") as outbox:
            letters, closed = outbox.letters(), outbox.closings()
            doubted = {one.address for one in letters if one.standing == "in_doubt"}
        assert all(address in said for address in doubted), (doubted, said)
        arrived = Counter(
            name.decode() for _, content in sink.accepted for name in re.findall(rb"(?m)^Message-ID: (\S+)", content)
        )
        assert (disk / "office/out/latest/receipt.json").is_file()
    assert {one.issue for one in closed} == set(office.owed)
    for issue, people in office.owed.items():
        assert {one.address for one in letters if one.issue == issue} == people, issue
    assert set(arrived.values()) <= {1}
    assert all(arrived[one.message_id] for one in letters if one.standing == "sent")
    assert {one.standing for one in letters} <= {"sent", "in_doubt"}
    assert sum(one.standing == "in_doubt" for one in letters) <= office.faults["killed"]
    return office.faults, Counter(one.standing for one in letters), office.most


@pytest.mark.runs
def test_some_weeks_at_home_need_no_help(tmp_path: Path) -> None:
    lived(tmp_path / "a", 6, 2, 7)


@pytest.mark.faults
def test_a_year_at_home_needs_no_help(tmp_path: Path) -> None:
    faults, letters, most = lived(tmp_path / "a", 52, 34, 2025)
    print(dict(faults), dict(letters), f"at most {most} files in input/")  # noqa: T201  figures
    assert faults["killed"] >= 30  # some steps lie behind the end of a short run
    # In a week come at most three pages; the archives of KEEP weeks lie there, and what is of this week and the next.
    assert most <= 3 * (KEEP + 3)
