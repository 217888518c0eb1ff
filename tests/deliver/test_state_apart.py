"""The database apart from the issues: moved there, locked and full told from damage, copied and put back."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from letters import owing
from sinks import Sink
from week import WEEK, Command

from digest import config
from digest.archive import state
from digest.archive.outbox import Outbox
from digest.errors import Busy, StateError
from digest.pipeline import build

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2025, 4, 21, 7, tzinfo=UTC)


def test_an_archive_stands_apart_from_its_issues_unless_settings_say_otherwise(tmp_path: Path) -> None:
    settings = config.Settings()
    assert build.archive_of(tmp_path / "out", settings) == tmp_path / "state/out/digest.db"
    assert build.archive_of(tmp_path / "周报", settings) == tmp_path / "state/周报/digest.db"
    own = config.Settings(state="档案.db", folder=tmp_path)
    assert build.archive_of(tmp_path / "out", own) == tmp_path / "档案.db"


def test_an_archive_among_its_issues_is_moved_with_its_receipts_and_all_its_letters(tmp_path: Path) -> None:
    out, settings = tmp_path / "out", config.Settings()
    out.mkdir()
    with owing(out, 3) as outbox:
        before = outbox.letters()
    (out / "delivery").mkdir()
    (out / "delivery" / "2025-W16.json").write_text("{}", encoding="utf-8")
    assert build.archive_of(out, settings) == out / "digest.db"
    build.settle(out, settings)
    there = build.archive_of(out, settings)
    assert there == tmp_path / "state/out/digest.db"
    with Outbox(there) as outbox:
        assert outbox.letters() == before
    assert (there.parent / "delivery" / "2025-W16.json").is_file()
    assert not (out / "delivery").exists()
    assert not (out / "digest.db").exists()


def test_an_archive_that_is_in_use_or_damaged_is_not_moved(tmp_path: Path) -> None:
    out, settings = tmp_path / "out", config.Settings()
    out.mkdir()
    with owing(out, 1), sqlite3.connect(out / "digest.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        build.settle(out, settings)
        assert build.archive_of(out, settings) == out / "digest.db"
    other.close()
    (out / "digest.db").write_bytes(b"no database at all" * 100)
    build.settle(out, settings)
    assert build.archive_of(out, settings) == out / "digest.db"


def test_another_program_that_holds_the_database_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "_BUSY", 0)
    path = tmp_path / "digest.db"
    with state.Database(path) as database:
        database.check()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with (
        state.Database(path) as database,
        pytest.raises(Busy, match="another program is using it") as busy,
        database.change(),
    ):
        """Nothing: the lock is not to be had."""
    other.close()
    assert busy.value.status == 75
    assert "mv" not in str(busy.value)
    with state.Database(path) as database:
        database.check()


def test_a_full_disk_is_named_with_what_is_needed_and_nothing_is_to_be_moved(tmp_path: Path) -> None:
    path = tmp_path / "digest.db"
    with state.Database(path) as database, database.asked() as db:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")  # SQLite's own word for a disk that is full
        with (
            pytest.raises(StateError, match=r"the disk is full: [0-9,]+ MB needed") as full,
            database.change() as change,
        ):
            change.execute("CREATE TABLE large AS SELECT randomblob(100000)")
    assert full.value.status == 6
    assert "mv" not in str(full.value)
    with pytest.raises(StateError, match="the disk is full"), state.Database(path) as database, database.asked():
        raise OSError(errno.ENOSPC, "No space left on device")


def test_damage_is_still_told_as_damage(tmp_path: Path) -> None:
    (tmp_path / "digest.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StateError, match="not a database") as damaged:
        state.look(tmp_path / "digest.db")
    assert "digest restore" in str(damaged.value)


def test_a_copy_is_put_back_and_what_it_owed_is_in_doubt(tmp_path: Path, digest: Command) -> None:
    there = tmp_path / "state/out"
    there.mkdir(parents=True)
    with owing(there, 3):
        """Three letters are owed when the copy is made."""
    assert digest("backup", "copy.db").returncode == 0
    with Outbox(there / "digest.db") as outbox:
        outbox.ended(outbox.letters()[0].number, "sent", NOW)
    done = digest("restore", "copy.db")
    assert done.returncode == 0, done.stderr
    assert "digest.db.aside-1" in done.stdout
    with Outbox(there / "digest.db") as outbox:
        assert {one.standing for one in outbox.letters()} == {"in_doubt"}
        assert outbox.owed(NOW) == ()
    with Outbox(there / "digest.db.aside-1") as outbox:
        assert next(one.standing for one in outbox.letters()) == "sent"


def test_what_receipts_know_to_have_gone_is_not_in_doubt_after_a_restore(tmp_path: Path, digest: Command) -> None:
    there = tmp_path / "state/out"
    there.mkdir(parents=True)
    with owing(there, 2) as outbox:
        first, _ = outbox.letters()
    assert digest("backup", "copy.db").returncode == 0
    (there / "delivery").mkdir()
    row = f'{{"address": "{first.address}", "standing": "sent"}}'
    (there / "delivery" / f"{first.issue}.json").write_text(
        f'{{"issue": "{first.issue}", "letters": [{row}]}}', encoding="utf-8"
    )
    assert "1 letters known from receipts" in digest("restore", "copy.db").stdout
    with Outbox(there / "digest.db") as outbox:
        assert [one.standing for one in outbox.letters()] == ["sent", "in_doubt"]


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100])
def test_what_is_no_copy_is_not_put_back(content: bytes, tmp_path: Path, digest: Command) -> None:
    there = tmp_path / "state/out"
    there.mkdir(parents=True)
    with owing(there, 1) as outbox:
        before = outbox.letters()
    (tmp_path / "copy.db").write_bytes(content) if content else None
    assert digest("restore", "copy.db").returncode == 6
    with Outbox(there / "digest.db") as outbox:
        assert outbox.letters() == before


def test_issues_deleted_after_sending_are_not_sent_again(tmp_path: Path, digest: Command) -> None:
    with Sink() as sink:
        toml = f"""
        sources = ["{WEEK}"]
        formats = ["md"]
        recipients = [{{ name = "甲", to = ["a@example.cn"], attach = [] }}]
        [mail]
        sender = "简报组 <b@example.cn>"
        server = "127.0.0.1"
        port = {sink.port}
        security = "none"
        """
        (tmp_path / "digest.toml").write_text(toml, encoding="utf-8")
        digest("run", "--now", "2025-04-21T07:30")
        shutil.rmtree(tmp_path / "out")
        digest("run", "--now", "2025-04-21T08:30")
        digest("build")
        digest("send", "--issue", "2025-W16")
        assert len(sink.accepted) == 1
