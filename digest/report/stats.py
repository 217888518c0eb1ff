"""What an archive holds, counted: articles, papers, zones, months, facts by kind, stories, issues, size on disk."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from digest.archive.state import Database

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

_BESIDE: Final = ("", "-wal", "-shm")  # the files of a database in use


@dataclass(frozen=True, slots=True)
class Inventory:
    """What an archive holds; `papers` and `months` (2025-04) name how many articles each has, None where not known.

    `zones` counts the names by which articles call zones, `backfilled` the weeks taken in by digest backfill, `faults`
    the sources that it set aside. `size` is in bytes.
    """

    articles: int
    papers: dict[str, int]
    zones: int
    months: dict[str, int]
    facts: dict[str, int]
    stories: int
    issues: int
    backfilled: int
    faults: int
    size: int


def take(path: Path) -> Inventory:
    """Count what an archive holds; it is gone through whole, a minute for some million articles.

    Raises:
        StateError: it cannot be used.
    """
    with Database(path) as database, database.asked() as db:
        return Inventory(
            articles=_number(db, "SELECT count(*) FROM article"),
            papers=_counted(
                db, "SELECT coalesce(publication, ''), count(*) FROM article GROUP BY 1 ORDER BY 2 DESC, 1"
            ),
            zones=_number(db, "SELECT count(*) FROM zone"),
            months=_counted(
                db, "SELECT substr(coalesce(published, ''), 1, 7), count(*) FROM article GROUP BY 1 ORDER BY 1"
            ),
            facts=_counted(db, "SELECT kind, count(*) FROM fact GROUP BY 1 ORDER BY 2 DESC, 1"),
            stories=_number(db, "SELECT count(*) FROM story"),
            issues=_number(db, "SELECT count(*) FROM issue WHERE printed"),
            backfilled=_number(db, "SELECT count(*) FROM issue WHERE NOT printed"),
            faults=_number(db, "SELECT count(*) FROM taken WHERE fault IS NOT NULL"),
            size=sum(os.path.getsize(f"{path}{end}") for end in _BESIDE if os.path.exists(f"{path}{end}")),  # noqa: PTH110, PTH202  names beside a path
        )


def _number(db: sqlite3.Connection, question: str) -> int:
    return int(db.execute(question).fetchone()[0])


def _counted(db: sqlite3.Connection, question: str) -> dict[str, int]:
    return {str(name): int(count) for name, count in db.execute(question).fetchall()}
