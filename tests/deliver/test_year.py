"""A year of weeks, with seeded faults in most of them: each issue once, each letter sent once or listed."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from places import add_page, place
from sinks import Sink
from warm import Warm

from digest.archive.outbox import Outbox

if TYPE_CHECKING:
    from pathlib import Path

FIRST = date(2025, 4, 21)  # the Monday on which the first issue is due
RECIPIENTS = 5
NAMES = [one + other for one in "澜沅岚砺珩溪屿" for other in "江岭川原洲浦泽湾"]
SERVERS = (
    "rcpt450", "rcpt421", "dot451", "dot421", "drop before dot", "drop after dot", "mail421", "data550", "greet421",
    "auth535", "drop after 250",
)  # fmt: skip


@dataclass
class Year:
    """What happened: how many weeks, runs, kills and other faults."""

    folder: Path
    sink: Sink
    warm: Warm
    dice: random.Random
    faults: Counter[str] = field(default_factory=Counter)

    def run(self, now: datetime, *, step: int = -1, times: int = 1) -> None:
        """Run at a time; whatever happens, it leaves as it should."""
        said = ["run", "--catch-up", "all", "--now", now.isoformat(timespec="minutes")]
        for end in self.warm.runs(self.folder, *said, step=step, times=times):
            self.faults["runs"] += 1
            assert end.status in (0, 3, 75, -9), (now, end)
            assert "Traceback" not in end.said, (now, end)

    def week(self, number: int) -> None:
        """Live through a week: a page, a fault, and the runs of three days."""
        monday = datetime.combine(FIRST + timedelta(weeks=number), datetime.min.time()).replace(hour=7, minute=30)
        add_page(self.folder, str(monday.date() - timedelta(days=5)), NAMES[number])
        fault = self.dice.choice(
            ("none", "kill", "kill", "server", "server", "off", "clock", "many", "kill and server")
        )
        self.faults[fault] += 1
        if fault == "off":
            return
        if "server" in fault:
            self.sink.mode = self.dice.choice(SERVERS)
        if fault == "clock":
            self.run(monday - timedelta(days=self.dice.choice((3, 40, 400))))
        self.run(
            monday,
            step=self.dice.randrange(1, 260) if "kill" in fault else -1,
            times=5 if fault == "many" else 1,
        )
        self.run(monday + timedelta(hours=1))
        self.sink.mode = "ok"
        self.run(monday + timedelta(days=self.dice.choice((1, 2, 4)), hours=self.dice.randrange(9)))


def lived(folder: Path, weeks: int, seed: int) -> tuple[Counter[str], Counter[str]]:
    """Live through so many weeks; give what happened and how the letters stand at the end."""
    with Sink() as sink, Warm() as warm:
        place(folder, sink.port, RECIPIENTS)
        year = Year(folder, sink, warm, random.Random(seed))  # noqa: S311  repeatable, no secret
        for number in range(weeks):
            year.week(number)
        end = datetime.combine(FIRST + timedelta(weeks=weeks), datetime.min.time())
        for day in range(-3, 0):
            year.run(end + timedelta(days=day))
        with Outbox(folder / "state/out/digest.db") as outbox:
            closed, letters = outbox.closings(), outbox.letters()
        arrived = Counter(
            name.decode() for _, content in sink.accepted for name in re.findall(rb"(?m)^Message-ID: (\S+)", content)
        )
    due = [(FIRST + timedelta(weeks=number) - timedelta(days=7)).isocalendar() for number in range(weeks)]
    assert [one.issue for one in closed] == [f"{one.year}-W{one.week:02d}" for one in due]
    assert Counter(one.issue for one in letters) == dict.fromkeys((one.issue for one in closed), RECIPIENTS)
    assert set(arrived.values()) <= {1}
    assert set(arrived) <= {one.message_id for one in letters}
    assert all(arrived[one.message_id] for one in letters if one.standing == "sent")
    assert {one.standing for one in letters} <= {"sent", "refused", "in_doubt"}
    return year.faults, Counter(one.standing for one in letters)


def test_a_few_weeks_with_faults_send_each_letter_once_or_list_it(tmp_path: Path) -> None:
    lived(tmp_path / "a", 5, 3)


@pytest.mark.faults
def test_a_year_with_faults_sends_each_letter_once_or_lists_it(tmp_path: Path) -> None:
    print(*lived(tmp_path / "a", 52, 2025))  # noqa: T201  figures


pytestmark = pytest.mark.runs  # whole runs: minutes together
