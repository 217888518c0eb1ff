"""The database: damaged, another's or newer it is refused and left as it is (row A9); full disks harm nothing (A6)."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
from letters import LATER, NOW, letter, owing
from places import MONDAY, add_page, place, ran, sized, small_disk
from sinks import Sink
from warm import Warm

from digest.archive import state
from digest.archive.outbox import Closing, Outbox
from digest.errors import StateError

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


@pytest.mark.parametrize("table", ["letter", "story", "fact"])
def test_of_a_large_database_all_is_checked_before_a_change_but_what_can_be_taken_in_again(
    table: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "digest.db"
    with state.Database(path) as database, database.asked() as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = bytes(size)
    path.write_bytes(content)
    monkeypatch.setattr(state, "_LARGE", 0)
    with state.Database(path) as database, nullcontext() if table == "fact" else pytest.raises(StateError):
        database.check()
    with pytest.raises(StateError, match="damaged"):
        state.look(path)


@pytest.mark.parametrize("kind", ["another program's", "newer", "truncated", "no database", "flipped"])
def test_a_database_that_cannot_be_used_is_left_as_it_is_with_status_6(kind: str, tmp_path: Path) -> None:
    with Sink() as sink:
        here = place(tmp_path / "a", sink.port)
        path = here / "state/out/digest.db"
        path.parent.mkdir(parents=True)
        if kind == "another program's":
            db = sqlite3.connect(path)
            db.execute("CREATE TABLE mine (a)")
            db.close()
        elif kind == "no database":
            path.write_bytes(b"not a database at all" * 100)
        else:
            with owing(path.parent, 20):
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


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def full(folder: Path, where: str, spares: list[int]) -> Counter[int]:
    """Let a disk have so few kilobytes left for the second issue; count how the runs ended."""
    statuses: Counter[int] = Counter()
    with Sink() as sink, Warm() as warm:
        first = place(folder / "first", sink.port)
        toml = first / "digest.toml"
        toml.write_text('state = "state/digest.db"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
        assert warm.run(first, "run", "--now", MONDAY).status == 0
        add_page(first, "2025-04-22", "沅岭")
        for spare in spares:
            with small_disk(folder / f"disk{spare}") as disk:
                statuses[filled(warm, sink, first, (folder / f"place{spare}", disk, where), spare)] += 1
            shutil.rmtree(folder / f"place{spare}")
    return statuses


def filled(warm: Warm, sink: Sink, first: Path, places: tuple[Path, Path, str], spare: int) -> int:
    """Run twice with the place's folders on a disk: with little room, then with enough."""
    here, disk, where = places
    shutil.copytree(first, here)
    for name in ("out", "state") if where == "both" else (where,):
        shutil.move(here / name, disk / name)
        (here / name).symlink_to(disk / name)
    used = shutil.disk_usage(disk).used
    last, before = contents(here / "out/2025-W16"), len(sink.accepted)
    sized(disk, f"{used // 1024 + spare}k")
    done = warm.run(here, "run", "--now", "2025-04-28T07:30")
    assert done.status in (0, 3, 5, 6), (spare, done.said)
    assert "Traceback" not in done.said
    assert contents(here / "out/2025-W16") == last, spare
    for path in disk.glob("out/*/brief.md"):
        assert path.read_text(encoding="utf-8").endswith("\n")
    sized(disk, "64m")
    end = warm.run(here, "run", "--now", "2025-04-28T08:30")
    assert end.status in (0, 3), (spare, end.said)
    arrived = [recipient for recipient, _ in sink.accepted[before:]]
    assert len(set(arrived)) == len(arrived), spare
    with Outbox(here / "state/digest.db") as outbox:
        kept = {one.address: one.standing for one in outbox.letters("2025-W17")}
    assert len(kept) == 3
    assert all(standing == "in_doubt" or (standing == "sent" and one in arrived) for one, standing in kept.items())
    assert contents(here / "out/2025-W16") == last
    return done.status


@pytest.mark.parametrize("where", ["out", "state", "both"])
def test_a_full_disk_damages_nothing(where: str, tmp_path: Path) -> None:
    full(tmp_path, where, [0, 48, 160])


@pytest.mark.faults
@pytest.mark.parametrize("where", ["out", "state", "both"])
def test_disks_with_sixty_four_sizes_of_room(where: str, tmp_path: Path) -> None:
    print(where, "statuses:", dict(full(tmp_path, where, [8 * number for number in range(64)])))  # noqa: T201  a figure


pytestmark = pytest.mark.runs  # whole processes and servers: minutes together
