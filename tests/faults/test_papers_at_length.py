"""Collecting papers at length: thirty days of every platform with its traps, and what a large issue costs."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta
from subprocess import run
from typing import TYPE_CHECKING

import pytest
from collect.publisher import FAMILIES, PAPER, Publisher
from collect.test_papers import compared, rows, shown
from site_of_tests import serving

from digest import collect, config

if TYPE_CHECKING:
    from pathlib import Path

DAYS = [date(2025, 4, 1) + timedelta(days=n) for n in range(30)]
NOW = datetime(2025, 5, 1, 8, tzinfo=UTC)
MB = 1024  # kilobytes
MOST_MEMORY = 150 * MB  # of the collecting process and the child that reads, together
TABLE = "[collect]\nallow_private = true\ndelay = 0.0\npicture_megabytes = 0.0\n"
MEASURED = """
import json, resource, sys
from datetime import datetime, UTC
from pathlib import Path
from digest import collect, config
done = collect.collect(config.load(Path(sys.argv[1])), datetime(2025, 4, 1, 9, tzinfo=UTC))
own, child = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
status = Path("/proc/self/status").read_text()  # ru_maxrss would count the process that started this one
peak = int(status.split("VmHWM:")[1].split()[0])
print(json.dumps([len(done.problems), peak + child.ru_maxrss, own.ru_utime + child.ru_utime]))
"""


@pytest.mark.faults
@pytest.mark.parametrize("family", FAMILIES)
def test_thirty_days_of_every_platform_come_as_they_were_printed(tmp_path: Path, family: str) -> None:
    for variant in range(2):
        publisher = Publisher(family, DAYS, seed=11 + variant, variant=variant)
        folder = tmp_path / str(variant)
        table = {"delay": 0.0, "allow_private": True, "requests": 100_000, "picture_megabytes": 0.0}
        with serving() as site:
            shown(site, publisher)
            paper = {"name": PAPER, "url": f"{site.url}/", "days": 31}
            done = collect.collect(
                config.check({"collect": table, "paper": [paper]}, folder / "digest.toml"), NOW - timedelta(days=1)
            )
        got = rows(folder / "input")
        assert done.problems == ()
        assert {name: count for name, count in compared(publisher, DAYS, got).items() if count} == {}
        pages = {(row["date"], row["page"]) for row in got}
        assert pages == {(str(day), number) for day in publisher.days for number in publisher.numbers[day]}


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells a process's memory on Linux only")
def test_sixteen_pages_with_a_hundred_and_twenty_articles_need_little_memory(tmp_path: Path) -> None:
    publisher = Publisher("classic", DAYS[:1], seed=4, pages=17, a_page=7)
    with serving() as site:
        shown(site, publisher)
        path = tmp_path / "digest.toml"
        path.write_text(f'{TABLE}[[paper]]\nname = "{PAPER}"\nurl = "{site.url}/"\ndays = 1\n', encoding="utf-8")
        made = run([sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True)
    problems, memory, processor = json.loads(made.stdout)
    assert problems == 0
    assert len(rows(tmp_path / "input")) == len(publisher.truth[DAYS[0]]) >= 120
    assert memory <= MOST_MEMORY
    print(f"{memory // MB} MB, {processor:.2f} s")  # noqa: T201  said, never compared
