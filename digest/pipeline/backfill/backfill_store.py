"""What digest backfill takes in: sources and their articles, the stories of each week, and what those take up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, Self

from digest.archive import record
from digest.archive.state import Database
from digest.archive.store import PUT_ARTICLE, facts_of, put_findings, put_story
from digest.model import Problem, Report, Story

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path
    from types import TracebackType

    from digest.archive.rows import ReportRows

TRIES: Final = 2  # once, and once more by another worker


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a source: its reports laid out, or the fault for which it gave none.

    `reference` names the piece of a file, `stamp` tells the file from what it was before, `size` counts its bytes.
    `notes` are the problems of a source that gave reports all the same: lines that could not be read.
    """

    reference: str
    stamp: str
    size: int
    reports: tuple[ReportRows, ...]
    fault: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A story of a week: what it is known by, and the numbers of its articles, the best one first."""

    id: str
    headline: str
    section: str
    zone: str
    stage: str
    signs: tuple[str, ...]
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """The stories of a week (its ISO name, its first and last day)."""

    name: str
    first: date
    last: date
    stories: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class Follows:
    """What the stories of a week take up: a story's id, the earlier issue, the id of the story there."""

    week: str
    pairs: tuple[tuple[str, str, str], ...]


def issue_of(week: str) -> str:
    """Name the issue, never printed, that the stories of a week stand in."""
    return f"{week} backfill"


class BackfillStore:
    """What was taken into an archive; use it in a `with`, which closes it.

    Raises:
        StateError: as `Database`.
    """

    def __init__(self, path: Path) -> None:
        self._database = Database(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.close()

    def tries(self, reference: str, stamp: str) -> int | None:
        """Tell how often a source failed: 0 if it was taken in, None if it is new or changed."""
        asked = "SELECT CASE WHEN fault IS NULL THEN 0 ELSE tries END FROM taken WHERE reference = ? AND stamp = ?"
        with self._database.asked() as db:
            found = db.execute(asked, (reference, stamp)).fetchone()
        return None if found is None else int(found[0])

    def has_failures(self) -> bool:
        """Say whether there is a source that failed and can be tried again."""
        with self._database.asked() as db:
            asked = "SELECT EXISTS (SELECT 1 FROM taken WHERE fault IS NOT NULL AND tries < ?)"
            return bool(db.execute(asked, (TRIES,)).fetchone()[0])

    def faults(self) -> tuple[Problem, ...]:
        """List the sources that are set aside, and why."""
        with self._database.asked() as db:
            rows = db.execute("SELECT reference, fault FROM taken WHERE fault IS NOT NULL ORDER BY reference")
            return tuple(Problem(reference, "set_aside", fault) for reference, fault in rows.fetchall())

    def take(self, taken: Iterable[Taken]) -> int:
        """Write sources with their articles, all or none; give the number of articles that were not there before."""
        new = 0
        with self._database.change() as db:
            for one in taken:
                new += sum(_put_report(db, rows) for rows in one.reports)
                row = (one.reference, one.stamp, len(one.reports), one.fault)
                db.execute(
                    "INSERT INTO taken VALUES (?1, ?2, ?3, 1, ?4) ON CONFLICT (reference) DO UPDATE SET articles = ?3,"
                    " tries = CASE WHEN stamp = ?2 THEN tries + 1 ELSE 1 END, stamp = ?2, fault = ?4",
                    row,
                )
        return new

    def unmerged(self) -> tuple[str, ...]:
        """List the weeks that gained an article since their stories were merged, the oldest first."""
        return self._weeks("merged")

    def unrecalled(self) -> tuple[str, ...]:
        """List the weeks whose stories are to be set behind those they take up, the oldest first."""
        return self._weeks("recalled")

    def _weeks(self, done: Literal["merged", "recalled"]) -> tuple[str, ...]:
        with self._database.asked() as db:
            rows = db.execute(f"SELECT name FROM week WHERE NOT {done} ORDER BY name")  # noqa: S608  one of two words
            return tuple(name for (name,) in rows.fetchall())

    def reports(self, week: str) -> tuple[tuple[int, Report], ...]:
        """Give the articles of a week with their numbers and facts; no two have one id."""
        with self._database.asked() as db:
            rows = db.execute("SELECT number, content FROM article WHERE week = ? ORDER BY number", (week,)).fetchall()
            found = [(number, Report(record.loads(content), facts_of(db, number))) for number, content in rows]
        return tuple(zip((number for number, _ in found), _told_apart([report for _, report in found]), strict=True))

    def keep_week(self, week: Week) -> None:
        """Write the stories of a week in place of those it had; what they and later ones take up is found anew."""
        issue = issue_of(week.name)
        with self._database.change() as db:
            db.execute("DELETE FROM issue WHERE name = ?", (issue,))
            row = (issue, week.first.isoformat(), week.last.isoformat())
            db.execute("INSERT INTO issue (name, first, last, printed) VALUES (?, ?, ?, 0)", row)
            for story in week.stories:
                number = put_story(
                    db, (issue, story.id, 0, story.headline, story.section, story.zone, story.stage, None)
                )
                told = [(number, place, article) for place, article in enumerate(story.articles)]
                db.executemany("INSERT INTO told VALUES (?, ?, ?)", told)
                db.executemany("INSERT INTO sign VALUES (?, ?)", [(sign, number) for sign in story.signs])
            db.execute("UPDATE week SET merged = 1 WHERE name = ?", (week.name,))
            db.execute("UPDATE week SET recalled = 0 WHERE name >= ?", (week.name,))

    def stories(self, week: str) -> tuple[Story, ...]:
        """Give the stories of a week with all their reports."""
        reports = dict(self.reports(week))
        asked = "SELECT id, article FROM story JOIN told ON told.story = number WHERE issue = ? ORDER BY number, place"
        told: dict[str, list[Report]] = {}
        with self._database.asked() as db:
            for story, article in db.execute(asked, (issue_of(week),)).fetchall():
                told.setdefault(story, []).append(reports[article])
        return tuple(Story(story, tuple(held)) for story, held in told.items())

    def keep_follows(self, follows: Follows) -> None:
        """Write what the stories of a week take up in place of what was known of it."""
        issue = issue_of(follows.week)
        with self._database.change() as db:
            db.execute("DELETE FROM follow WHERE story IN (SELECT number FROM story WHERE issue = ?)", (issue,))
            put = "INSERT INTO follow SELECT number, ?, ? FROM story WHERE issue = ? AND id = ?"
            db.executemany(put, [(earlier, story, issue, later) for later, earlier, story in follows.pairs])
            db.execute("UPDATE week SET recalled = 1 WHERE name = ?", (follows.week,))


def _put_report(db: sqlite3.Connection, rows: ReportRows) -> bool:
    """Write a report and say whether it was not there; one that only an issue held is held for good from now on."""
    if not db.execute(f"{PUT_ARTICLE} NOTHING", rows.article).rowcount:
        gained = db.execute(
            "UPDATE article SET week = ? WHERE key = ? AND week IS NULL", (rows.week, rows.key)
        ).rowcount
    else:
        (number,) = db.execute("SELECT number FROM article WHERE key = ?", (rows.key,)).fetchone()
        db.execute("UPDATE article SET week = ? WHERE number = ?", (rows.week, number))
        put_findings(db, number, rows)
        gained = 1
    if gained and rows.week:
        put = "INSERT INTO week VALUES (?, 0, 0) ON CONFLICT (name) DO UPDATE SET merged = 0"
        db.execute(put, (rows.week,))
    return bool(gained)


def _told_apart(reports: list[Report]) -> tuple[Report, ...]:
    """Give articles of different sources that go by one id ids of their own."""
    counted = Counter(report.article.id for report in reports)
    return tuple(
        report
        if counted[report.article.id] == 1
        else replace(report, article=replace(report.article, id=f"{report.article.id}-{k}"))
        for k, report in enumerate(reports)
    )
