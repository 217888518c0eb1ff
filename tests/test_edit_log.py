"""The log of edits: entries are added, taken back and given again, and nothing of it is ever lost or changed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from digest.archive.edit_log import EditLog
from digest.archive.state import Database
from digest.errors import StaleEdit, UsageError
from digest.model import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from digest.model import Edit

NOW = datetime(2025, 4, 21, 9, tzinfo=UTC)
TITLE = Decision("item.title", "story:a", ("新题",), "旧题")
DROP = Decision("item.drop", "story:b")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(tmp_path / "digest.db") as made:
        yield made


@pytest.fixture
def log(database: Database) -> EditLog:
    return EditLog(database)


def holding(log: EditLog) -> list[Edit]:
    return [one for one in log.of("2025-W16") if one.undone_by is None]


def test_an_entry_is_read_as_it_was_made(log: EditLog) -> None:
    (made,) = log.append("2025-W16", [TITLE], "周敏", NOW)
    assert log.of("2025-W16") == (made,)
    assert (made.operation, made.target, made.value, made.was) == ("item.title", "story:a", ("新题",), "旧题")
    assert (made.who, made.when) == ("周敏", NOW.isoformat())
    assert log.of("2025-W17") == ()
    assert log.issues() == ("2025-W16",)


def test_an_undo_takes_back_ones_own_last_entry_and_a_redo_gives_it_again(log: EditLog) -> None:
    title, drop = log.append("2025-W16", [TITLE, DROP], "周敏", NOW)
    log.append("2025-W16", [Decision("item.title", "story:c", ("三",))], "何川", NOW)
    undone = log.undo("2025-W16", "周敏", NOW)
    assert undone is not None
    assert undone.sequence == drop.sequence
    assert drop.sequence not in [one.sequence for one in holding(log)]
    assert next(one for one in log.of("2025-W16") if one.sequence == drop.sequence).undone_by == 4
    log.undo("2025-W16", "周敏", NOW)
    assert [one.who for one in holding(log)] == ["何川"]
    assert log.undo("2025-W16", "周敏", NOW) is None
    first, second = log.redo("2025-W16", "周敏", NOW), log.redo("2025-W16", "周敏", NOW)
    assert [one and one.sequence for one in (first, second)] == [title.sequence, drop.sequence]
    assert log.redo("2025-W16", "周敏", NOW) is None
    assert len(holding(log)) == 3


def test_after_a_new_entry_there_is_nothing_to_redo(log: EditLog) -> None:
    log.append("2025-W16", [TITLE], "周敏", NOW)
    log.undo("2025-W16", "周敏", NOW)
    log.append("2025-W16", [DROP], "周敏", NOW)
    assert log.redo("2025-W16", "周敏", NOW) is None
    assert [one.operation for one in holding(log)] == ["item.drop"]


def test_an_entry_is_taken_back_by_its_number_once(log: EditLog) -> None:
    title, _ = log.append("2025-W16", [TITLE, DROP], "周敏", NOW)
    log.undo("2025-W16", "何川", NOW, title.sequence)
    assert [one.operation for one in holding(log)] == ["item.drop"]
    with pytest.raises(UsageError, match="does not hold"):
        log.undo("2025-W16", "何川", NOW, title.sequence)


def test_who_did_not_see_the_last_entry_of_a_target_is_refused_with_both(log: EditLog) -> None:
    seen = log.version("2025-W16", "story:a")
    assert seen == 0
    (made,) = log.append("2025-W16", [Decision("item.title", "story:a", ("甲题",), version=seen)], "周敏", NOW)
    with pytest.raises(StaleEdit, match=r"周敏.*甲题.*乙题"):
        log.append("2025-W16", [DROP, Decision("item.title", "story:a", ("乙题",), version=seen)], "何川", NOW)
    assert log.of("2025-W16") == (made,)
    log.undo("2025-W16", "周敏", NOW)
    assert log.version("2025-W16", "story:a") > made.sequence
    with pytest.raises(StaleEdit):
        log.append("2025-W16", [Decision("item.title", "story:a", ("乙题",), version=made.sequence)], "何川", NOW)
    assert log.versions("2025-W16") == {"story:a": log.version("2025-W16", "story:a")}


def test_what_the_log_held_before_an_entry_can_be_read(log: EditLog) -> None:
    title, drop = log.append("2025-W16", [TITLE, DROP], "周敏", NOW)
    log.undo("2025-W16", "周敏", NOW)
    assert [one.undone_by for one in log.of("2025-W16", until=drop.sequence)] == [None, None]
    assert log.of("2025-W16", until=title.sequence) == (title,)


def test_a_log_is_read_again_by_another_connection(database: Database, log: EditLog, tmp_path: Path) -> None:
    log.append("2025-W16", [TITLE], "周敏", NOW)
    database.close()
    with Database(tmp_path / "digest.db") as other:
        assert [one.value for one in EditLog(other).of("2025-W16")] == [("新题",)]


def test_where_there_is_no_database_nothing_was_decided_and_none_is_made(tmp_path: Path) -> None:
    with Database(tmp_path / "none.db") as database:
        log = EditLog(database)
        assert (log.of("2025-W16"), log.versions("2025-W16"), log.version("2025-W16", "issue")) == ((), {}, 0)
    assert not (tmp_path / "none.db").exists()
