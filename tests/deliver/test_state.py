"""The database: damaged, another's or newer it is refused and left as it is (row A9); full disks harm nothing (A6)."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
from typing import TYPE_CHECKING

import pytest
from letters import LATER, NOW, letter, owing
from places import MONDAY, place, ran
from sinks import Sink

from digest import state
from digest.errors import StateError
from digest.outbox import Closing, Outbox

if TYPE_CHECKING:
    from pathlib import Path

FLIPS_SHORT, FLIPS_LONG = 25, 200


def used(path: Path) -> None:
    """Do with a database all that a run does."""
    with Outbox(path) as outbox:
        outbox.doubt(NOW)
        outbox.closings()
        for kept in outbox.owed(LATER):
            outbox.letter(kept.number)
            outbox.committing(kept.number, NOW)
            outbox.ended(kept.number, "deferred", NOW, "450")
        outbox.letters()
        outbox.unsubscribed()


def flipped(folder: Path, number: int) -> int:
    """Flip bits in so many copies; count those refused."""
    with owing(folder, 20):
        """Write it; the file must be at rest."""
    whole = (folder / "digest.db").read_bytes()
    refused = 0
    for seed in range(number):
        dice = random.Random(seed)  # noqa: S311  repeatable, no secret
        damaged = bytearray(whole)
        for _ in range(dice.choice((1, 4, 64))):
            damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
        path = folder / f"{seed}.db"
        path.write_bytes(damaged)
        try:
            used(path)
        except StateError as error:
            refused += bool(error.remedy)
    return refused


def test_a_damaged_database_ends_in_a_named_error_or_is_sound(tmp_path: Path) -> None:
    assert flipped(tmp_path, FLIPS_SHORT) > 0


@pytest.mark.faults
def test_two_hundred_damaged_databases(tmp_path: Path) -> None:
    print("refused of 200:", flipped(tmp_path, FLIPS_LONG))  # noqa: T201  a figure


@pytest.mark.parametrize("kind", ["another program's", "newer", "truncated", "no database", "flipped"])
def test_a_database_that_cannot_be_used_is_left_as_it_is_with_status_6(kind: str, tmp_path: Path) -> None:
    with Sink() as sink:
        here = place(tmp_path / "a", sink.port)
        path = here / "out" / "digest.db"
        path.parent.mkdir()
        if kind == "another program's":
            db = sqlite3.connect(path)
            db.execute("CREATE TABLE mine (a)")
            db.close()
        elif kind == "no database":
            path.write_bytes(b"not a database at all" * 100)
        else:
            with owing(here / "out", 20):
                """Write it; the file must be at rest."""
        if kind == "newer":
            db = sqlite3.connect(path)
            db.execute("PRAGMA user_version = 99")
            db.close()
        if kind == "truncated":
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
        if kind == "flipped":
            content = bytearray(path.read_bytes())
            for at in range(4096, len(content), 97):
                content[at] ^= 0x55
            path.write_bytes(content)
        before = path.read_bytes()
        done = ran(here, "run", "--now", MONDAY)
        assert done.returncode == 6, done.stderr
        assert "Traceback" not in done.stderr
        assert path.read_bytes() == before
        assert not sink.accepted


def test_a_migration_copies_the_database_first(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    steps = ("CREATE TABLE one (a TEXT) STRICT", "CREATE TABLE two (a TEXT) STRICT; INSERT INTO two VALUES ('b')")
    with state.Database(path, steps[:1]) as database:
        database.check()
    with state.Database(path, steps) as database, database.asked() as db:
        assert db.execute("SELECT a FROM two").fetchall() == [("b",)]
    with state.Database(tmp_path / "a.db.version-1", steps[:1]) as before, before.asked() as db:
        assert db.execute("SELECT name FROM sqlite_schema").fetchall() == [("one",)]
    with state.Database(path, steps[:1]) as old, pytest.raises(StateError, match="newer"):
        old.check()


def test_a_migration_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    steps = ("CREATE TABLE one (a TEXT) STRICT", "CREATE TABLE two (a TEXT) STRICT; INSERT INTO none VALUES (1)")
    with state.Database(path, steps) as database, pytest.raises(StateError, match="no such table"):
        database.check()
    with state.Database(path, steps[:1]) as database, database.asked() as db:
        assert db.execute("SELECT name FROM sqlite_schema").fetchall() == [("one",)]


def test_a_change_within_a_change_is_part_of_it(tmp_path: Path) -> None:
    with state.Database(tmp_path / "a.db") as database:
        outbox = Outbox(database)

        def close_and_fail() -> None:
            with database.change():
                outbox.close(Closing("2025-W16", "2025-04-20", NOW, ""), [letter()])
                raise RuntimeError("the power went")

        with pytest.raises(RuntimeError):
            close_and_fail()
        assert outbox.closings() == ()


def test_closing_a_second_time_changes_nothing(tmp_path: Path) -> None:
    with owing(tmp_path) as outbox:
        assert not outbox.close(Closing("2025-W16", "2025-04-20", LATER, ""), [letter("new@example.cn")])
        assert len(outbox.letters()) == 3


def test_old_letters_lose_their_text_and_keep_their_row(tmp_path: Path) -> None:
    with owing(tmp_path) as outbox:
        outbox.ended(1, "sent", NOW)
        assert outbox.forget("2025-04-21") == 1
        assert [kept.standing for kept in outbox.letters()] == ["sent", "queued", "queued"]
        assert outbox.letter(2).body
        assert outbox.forget("2025-04-21") == 0


def test_a_letter_put_off_waits_twice_as_long_each_time_and_is_given_up_after_nine_tries(tmp_path: Path) -> None:
    with owing(tmp_path, 1) as outbox:
        waits = []
        for _ in range(9):
            outbox.ended(1, "deferred", NOW, "450 later")
            (kept,) = outbox.letters()
            waits.append((kept.due - NOW).total_seconds() / 3600)
        assert waits[:8] == [0.5, 1, 2, 4, 8, 16, 32, 64]
        assert kept.standing == "refused"
        assert "given up after 9 tries: 450 later" in kept.note


def full(folder: Path, sizes: list[int]) -> None:
    """Run on disks of few kilobytes: what is there stays whole, and with room the next run ends well."""
    for size in sizes:
        disk = folder / str(size)
        disk.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)],  # noqa: S607  Debian's mount
            check=False,
            capture_output=True,
        )
        if mounted.returncode:
            pytest.skip("a small disk cannot be mounted here")
        try:
            with Sink() as sink:
                here = place(folder / f"place{size}", sink.port)
                (here / "out").symlink_to(disk)
                done = ran(here, "run", "--now", MONDAY)
                assert done.returncode in (0, 3, 5, 6), (size, done.stderr)
                assert "Traceback" not in done.stderr
                for path in disk.glob("*/brief.md"):
                    assert path.read_text(encoding="utf-8").endswith("\n")
                subprocess.run(["mount", "-o", "remount,size=64m", str(disk)], check=True)  # noqa: S607  as above
                end = ran(here, "run", "--now", "2025-04-21T08:30")
                assert end.returncode in (0, 3), (size, end.stderr)
                recipients = [recipient for recipient, _ in sink.accepted]
                assert len(set(recipients)) == len(recipients), size
                with Outbox(disk / "digest.db") as outbox:
                    assert {one.standing for one in outbox.letters()} <= {"sent", "in_doubt"}, size
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=False, capture_output=True)  # noqa: S607  as above
        shutil.rmtree(folder / f"place{size}", ignore_errors=True)


def test_a_full_disk_damages_nothing(tmp_path: Path) -> None:
    full(tmp_path, [24, 180])


@pytest.mark.faults
def test_disks_of_sixty_four_sizes(tmp_path: Path) -> None:
    full(tmp_path, [8 + 12 * number for number in range(64)])


pytestmark = pytest.mark.runs  # whole processes and servers: minutes together
