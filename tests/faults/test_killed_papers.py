"""Collecting papers, killed at random instants and run again: every article once, nothing damaged."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from collect.publisher import FAMILIES, PAPER, Publisher
from collect.test_papers import compared, rows, shown
from places import ran, started
from site_of_tests import serving

if TYPE_CHECKING:
    from pathlib import Path

KILLS = 100
DAYS = [date(2025, 4, 14) + timedelta(days=n) for n in range(4)]


@pytest.mark.faults
@pytest.mark.parametrize("family", FAMILIES)
def test_a_killed_run_is_taken_up_and_every_article_comes_once(tmp_path: Path, family: str) -> None:
    rng = random.Random(family)  # noqa: S311  instants of killing are no secret
    publisher = Publisher(family, DAYS, seed=4)
    with serving() as site:
        shown(site, publisher)
        kills = 0
        while kills < KILLS // len(FAMILIES) + 1:
            folder = tmp_path / str(kills)
            folder.mkdir()
            (folder / "digest.toml").write_text(
                "[collect]\nallow_private = true\ndelay = 0.0\npicture_megabytes = 0.0\n"
                f'[[paper]]\nname = "{PAPER}"\nurl = "{site.url}/"\n',
                encoding="utf-8",
            )
            for _ in range(4):  # killed four times on its way
                process = started(folder, "collect", "--since", str(DAYS[0]))
                time.sleep(rng.uniform(0.3, 1.6))
                process.kill()
                process.communicate()
                kills += 1
            done = ran(folder, "collect", "--since", str(DAYS[0]))
            assert done.returncode == 0, done.stderr
            wrong = compared(publisher, DAYS, rows(folder / "input"))
            assert {name: count for name, count in wrong.items() if count} == {}
