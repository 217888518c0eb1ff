"""An editor's desk that is killed while decisions come in: what was answered is kept, and the log is never torn."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing
from random import Random
from typing import TYPE_CHECKING, Final

import pytest

from digest.archive.edit_log import EditLog
from digest.archive.state import Database

if TYPE_CHECKING:
    from pathlib import Path

KILLS: Final = 100
ISSUE: Final = "2025-W16"
MOST: Final = 3  # decisions of one act
LATEST: Final = 0.25  # seconds: some hundred decisions are entered until then
EDITING: Final = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from digest.archive.edit_log import EditLog
from digest.archive.state import Database
from digest.model import Decision

now = datetime(2025, 4, 21, 9, tzinfo=UTC)
rng = Random(int(sys.argv[2]))
with Database(Path(sys.argv[1])) as database:
    log = EditLog(database)
    number = 0
    print("[]", flush=True)
    while True:
        what = rng.randrange(5)
        if what == 0:
            done = log.undo("2025-W16", "周敏", now)
            told = ["undo", done.sequence] if done else []
        elif what == 1:
            done = log.redo("2025-W16", "周敏", now)
            told = ["redo", done.sequence] if done else []
        else:
            many = rng.randrange(1, int(sys.argv[3]) + 1)
            act = f"{sys.argv[2]}-{number}", str(many), "新题" * 40
            made = [Decision("item.title", f"story:{number + k}", act) for k in range(many)]
            number += many
            told = ["made", *(one.sequence for one in log.append("2025-W16", made, "周敏", now))]
        print(json.dumps(told), flush=True)
"""


def killed(path: Path, seed: int, after: float) -> list[list[object]]:
    """Enter decisions in a process that is killed a while after its first answer, and give what it answered."""
    editor = subprocess.Popen(
        [sys.executable, "-c", EDITING, str(path), str(seed), str(MOST)],
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert editor.stdout
    editor.stdout.readline()
    timer = threading.Timer(after, editor.kill)
    timer.start()
    answered = [line for line in editor.stdout if line.endswith("\n")]
    editor.wait()
    timer.join()
    editor.stdout.close()
    return [told for line in answered if (told := json.loads(line))]


@pytest.mark.faults
def test_no_decision_that_was_answered_is_lost_by_a_kill_and_none_is_half_there(tmp_path: Path) -> None:
    path, rng = tmp_path / "digest.db", Random(7)  # noqa: S311  repeatable instants
    before: set[int] = set()
    for seed in range(KILLS):
        answers = killed(path, seed, rng.uniform(0, LATEST))
        with closing(Database(path)) as database:
            with database.asked() as db:
                assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",), seed
            held = {one.sequence: one for one in EditLog(database).of(ISSUE)}
        assert before <= held.keys(), seed
        last: dict[int, bool] = {}
        for kind, *numbers in answers:
            last |= {int(str(number)): kind != "undo" for number in numbers}
        assert last.keys() <= held.keys(), seed
        turned = [number for number, holds in last.items() if (held[number].undone_by is None) != holds]
        assert len(turned) <= 1, seed  # the one whose turn was entered and not answered any more
        fresh = held.keys() - before - last.keys()
        assert len(fresh) <= MOST, seed  # at most one act was entered and not answered any more
        acts = Counter(one.value[:2] for one in held.values())
        assert all(count == int(many) for (_, many), count in acts.items()), seed  # each is there whole
        before = set(held)
    assert len(before) > KILLS
