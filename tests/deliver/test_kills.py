"""`digest run` killed at any instant: no letter goes twice, none is lost, no output is torn (rows A1 to A3, A10)."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import time
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pytest
from places import MONDAY, place, ran, started
from sinks import Sink
from warm import Warm

from digest.archive.outbox import Outbox

if TYPE_CHECKING:
    from pathlib import Path

LATER = "2025-04-21T08:30"
_AT_ONCE = 5  # kills of one place of issues, one after the other
SHORT, LONG = 1, 200  # places of five kills; kills


@dataclass(slots=True)
class Tally:
    """What came of the kills of one place."""

    kills: int = 0
    twice: int = 0
    lost: int = 0
    in_doubt: int = 0


def looked_at(folder: Path, sink: Sink, recipients: int) -> tuple[int, int, int]:
    """Count the letters that arrived twice, were lost, and are in doubt; the database and the outputs are whole."""
    database = sqlite3.connect(folder / "state/out/digest.db")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    with Outbox(folder / "state/out/digest.db") as outbox:
        kept = outbox.letters("2025-W16")
    assert len(kept) == recipients
    arrived = Counter(recipient for recipient, _ in sink.accepted)
    named = {one.address: one.standing for one in kept}
    lost = sum(1 for address, standing in named.items() if standing == "sent" and not arrived[address])
    assert set(named.values()) <= {"sent", "in_doubt"}
    for name in ("2025-W16", "latest"):
        files = sorted(path.name for path in (folder / "out" / name).iterdir())
        assert files == ["brief.md", "receipt.json"]
    assert (folder / "out/2025-W16/brief.md").read_text(encoding="utf-8").endswith("\n")
    return sum(number - 1 for number in arrived.values()), lost, Counter(named.values())["in_doubt"]


def killed_again_and_again(warm: Warm, folder: Path, seed: int, took: float) -> Tally:
    """Kill runs of a place at instants spread over what a whole run `took`, which grows shorter from kill to kill."""
    dice = random.Random(seed)  # noqa: S311  repeatable, no secret
    tally = Tally()
    with Sink(pause=0.01) as sink:
        place(folder, sink.port, recipients=40)
        for _ in range(_AT_ONCE):
            instant = dice.uniform(0.01, took) * (1 - 0.5 * bool(sink.accepted))
            if warm.run(folder, "run", "--now", MONDAY, after=instant).status != -signal.SIGKILL:
                break
            tally.kills += 1
        end = warm.run(folder, "run", "--now", LATER)
        assert end.status in (0, 3), end.said
        assert "Traceback" not in end.said
        tally.twice, tally.lost, tally.in_doubt = looked_at(folder, sink, 40)
    shutil.rmtree(folder)
    return tally


def whole_run(warm: Warm, folder: Path) -> float:
    """Say how many seconds a run takes here and now that nobody kills."""
    with Sink(pause=0.01) as sink:
        place(folder, sink.port, recipients=40)
        began = time.monotonic()
        assert warm.run(folder, "run", "--now", MONDAY).status == 0
        return time.monotonic() - began


@pytest.mark.parametrize("seed", range(SHORT))
def test_killed_at_any_instant_nothing_goes_twice_and_nothing_is_lost(seed: int, tmp_path: Path) -> None:
    with Warm() as warm:
        tally = killed_again_and_again(warm, tmp_path / "a", seed, whole_run(warm, tmp_path / "b"))
    assert (tally.twice, tally.lost) == (0, 0)
    assert tally.in_doubt <= tally.kills


@pytest.mark.faults
def test_two_hundred_kills(tmp_path: Path) -> None:
    total: Counter[str] = Counter()
    with Warm() as warm:
        took, seed = whole_run(warm, tmp_path / "whole"), 100
        while total["kills"] < LONG:
            one = killed_again_and_again(warm, tmp_path / str(seed), seed, took)
            assert (one.twice, one.lost) == (0, 0), seed
            assert one.in_doubt <= one.kills, seed
            total.update(asdict(one))
            print(dict(total), flush=True)  # noqa: T201  figures
            seed += 1


def every_step(folder: Path, first: int, stride: int) -> int:
    """Kill at every step in turn, or at some; give how many there are."""
    with Warm() as warm:
        with Sink() as sink:
            count = warm.run(place(folder / "whole", sink.port), "run", "--now", MONDAY, step=0).steps
        for number in range(first, count + 1, stride):
            here = folder / str(number)
            with Sink() as sink:
                place(here, sink.port)
                status = warm.run(here, "run", "--now", MONDAY, step=number).status
                end = warm.run(here, "run", "--now", LATER)
                assert end.status in (0, 3), (number, end.said)
                assert "Traceback" not in end.said
                twice, lost, in_doubt = looked_at(here, sink, 3)
                assert (twice, lost) == (0, 0), number
                assert in_doubt <= (status == -signal.SIGKILL), number
            shutil.rmtree(here)
    return count


def test_killed_at_some_of_its_steps_the_next_run_needs_no_help(tmp_path: Path) -> None:
    assert every_step(tmp_path, 9, 37) > 200


@pytest.mark.faults
def test_killed_at_every_step_the_next_run_needs_no_help(tmp_path: Path) -> None:
    print("steps:", every_step(tmp_path, 1, 1))  # noqa: T201  a figure


SOON = 5  # seconds, row A10
TAKES = 3  # of a machine that others use at the same time, the best of so many tells what the program does


def stopped_softly(folder: Path, number: signal.Signals, wait: float) -> float:
    """Tell a run to stop, look that nothing is lost or sent twice, and give the seconds until it was gone."""
    with Sink(pause=0.02) as sink:
        place(folder, sink.port, recipients=40)
        process = started(folder, "run", "--now", MONDAY)
        time.sleep(wait)
        asked = time.monotonic()
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
        took = time.monotonic() - asked
        assert process.returncode in (128 + number, -number, 0), (process.returncode, said)
        assert "Traceback" not in said
        end = ran(folder, "run", "--now", LATER)
        assert end.returncode == 0, end.stderr
        assert looked_at(folder, sink, 40) == (0, 0, 0)
    return took


@pytest.mark.parametrize(("number", "wait"), [(signal.SIGTERM, 1.2), (signal.SIGINT, 2.8)])
def test_told_to_stop_it_ends_the_letter_in_hand_and_goes(number: signal.Signals, wait: float, tmp_path: Path) -> None:
    assert any(stopped_softly(tmp_path / str(take), number, wait) <= SOON for take in range(TAKES))


@pytest.mark.faults
def test_told_to_stop_fifty_times(tmp_path: Path) -> None:
    for turn in range(50):
        number = (signal.SIGTERM, signal.SIGINT)[turn % 2]
        folders = (tmp_path / f"{turn}-{take}" for take in range(TAKES))
        assert any(stopped_softly(folder, number, 0.9 + turn * 0.06) <= SOON for folder in folders), turn


def starts_at_once(warm: Warm, folder: Path, number: int) -> int:
    """Start so many at once; give how many ran."""
    with Sink(pause=0.05) as sink:
        ends = warm.runs(place(folder, sink.port), "run", "--now", MONDAY, times=number)
        # One that starts when the first has ended finds nothing to do.
        assert {end.status for end in ends} <= {0, 75}, ends
        assert all(len(end.said.splitlines()) == (end.status == 75) for end in ends)
        assert looked_at(folder, sink, 3) == (0, 0, 0)
    shutil.rmtree(folder)
    return sum(end.status == 0 for end in ends)


def test_of_many_starts_at_once_one_runs_and_the_others_leave(tmp_path: Path) -> None:
    with Warm() as warm:
        assert starts_at_once(warm, tmp_path / "a", 20) == 1


@pytest.mark.faults
def test_of_twenty_starts_at_once_one_runs_and_the_others_leave(tmp_path: Path) -> None:
    with Warm() as warm:
        print("ran:", Counter(starts_at_once(warm, tmp_path / str(turn), 20) for turn in range(50)))  # noqa: T201  a figure


pytestmark = pytest.mark.runs  # whole processes and servers: minutes together
