"""Parquet and counts of the archive: every row, exact values, days as days, months as folders."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from newspaper import article, fact, report, zone
from test_store import WEEK as PERIOD
from test_store import entries

from digest.archive import store
from digest.errors import UsageError
from digest.report import parquet, stats

if TYPE_CHECKING:
    from pathlib import Path

    from week import Command

dataset = pytest.importorskip("pyarrow.dataset", reason="pyarrow is an extra")


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one issue with three figures, one of which no float holds."""
    written = article(
        "exact", "岚州经济报", 15, "砺沅储能基地动工",
        "4月14日，砺沅储能基地在澄原经开区开工建设，总投资118.4亿元，占地1230亩，精度0.1。",
    )  # fmt: skip
    one = report(
        written,
        zone(written, "澄原经开区"),
        fact(written, "money", "118.4亿元", value="12345678901234567890.123456789", unit="CNY", measure="总投资"),
        fact(written, "quantity", "1230亩", value="1230", unit="亩"),
        fact(written, "percent", "0.1", value="1E-20"),
        fact(written, "date", "4月14日", first=14),
    )
    with store.Archive(tmp_path / "digest.db") as opened:
        opened.keep("2025-W16", *PERIOD, entries(one))
    return tmp_path / "digest.db"


def _rows(folder: Path, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = dataset.dataset(folder / table, partitioning="hive").to_table().to_pylist()
    return found


def test_articles_facts_and_stories_are_written_by_month(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    assert parquet.export(archive, folder, lambda *_: None) == 3
    (one,) = _rows(folder, "articles")
    assert (one["month"], one["published"], one["issues"]) == ("2025-04", date(2025, 4, 15), ["2025-W16"])
    (story,) = _rows(folder, "stories")
    assert (story["printed"], story["articles"], story["first"]) == (True, [one["article"]], date(2025, 4, 15))
    assert {row["article"] for row in _rows(folder, "facts")} == {one["article"]}


def test_values_are_exact_or_left_to_the_exact_column(archive: Path, tmp_path: Path) -> None:
    parquet.export(archive, tmp_path / "tables", lambda *_: None)
    facts = {row["text"]: row for row in _rows(tmp_path / "tables", "facts")}
    assert facts["118.4亿元"]["value"] == Decimal("12345678901234567890.123456789")
    assert (facts["0.1"]["value"], facts["0.1"]["exact"]) == (None, "0.00000000000000000001")
    assert facts["4月14日"]["first"] == date(2025, 4, 14)
    assert facts["澄原经开区"]["zone_level"] == "国家级"


def test_the_columns_are_those_that_are_promised(archive: Path, tmp_path: Path) -> None:
    parquet.export(archive, tmp_path / "tables", lambda *_: None)
    for table, columns in parquet.COLUMNS.items():
        found = dataset.dataset(tmp_path / "tables" / table, partitioning="hive").schema.names
        assert found == [*(name for name, _ in columns), "month"]


def test_a_folder_that_holds_something_is_left_alone(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thing").touch()
    with pytest.raises(UsageError, match="there is something in it"):
        parquet.export(archive, tmp_path / "mine", lambda *_: None)


def test_an_inventory_counts_what_was_kept(archive: Path) -> None:
    held = stats.take(archive)
    assert (held.articles, held.papers, held.months) == (1, {"岚州经济报": 1}, {"2025-04": 1})
    assert (held.facts["money"], held.stories, held.issues, held.backfilled, held.faults) == (1, 1, 1, 0, 0)
    assert held.size >= archive.stat().st_size


@pytest.mark.runs
def test_stats_and_export_are_commands(digest: Command, archive: Path, tmp_path: Path) -> None:
    said = digest("stats", "--json", "-o", archive.parent)
    assert json.loads(said.stdout)["articles"] == 1
    assert "articles" in digest("stats", "-o", archive.parent).stdout
    assert digest("export", "--parquet", tmp_path / "new", "-o", archive.parent).returncode == 0
    assert digest("stats", "-o", tmp_path / "nothing").returncode == 2
