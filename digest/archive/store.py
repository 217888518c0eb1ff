"""The archive: articles, facts, stories and issues in one SQLite file, all of which can be built again from sources."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Self, get_args

from digest.archive import record
from digest.archive.rows import ReportRows, key, to_rows
from digest.archive.state import Database
from digest.model import FactKind, Remembered, Report, Story
from digest.text.words import words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from types import TracebackType

    from digest.model import Article, Fact, Item

# A week taken in by digest backfill yields to a printed issue that has an article of it, and to the issue that asks.
_TOLD_ELSEWHERE: Final = """EXISTS (
    SELECT 1 FROM told AS mine LEFT JOIN told AS other ON other.article = mine.article AND other.story <> mine.story
    LEFT JOIN story AS theirs ON theirs.number = other.story LEFT JOIN issue AS paper ON paper.name = theirs.issue
    WHERE mine.story = story.number AND (paper.printed OR mine.article IN (SELECT number FROM same))
)"""
_COMMON: Final = 24  # a sign that more stories hold tells none from another
_KNOWN: Final = 10 * _COMMON  # … and a name that more hold does not even beside a figure
_BEFORE: Final = f"""
    WITH asked AS MATERIALIZED (
        SELECT key AS name, value AS since,
            (SELECT count(*) FROM (SELECT 1 FROM sign WHERE sign.name = key LIMIT {_KNOWN + 1})) AS held
        FROM json_each(:signs)
    ),
    names AS (SELECT name FROM asked WHERE since = :any_day AND held <= {_KNOWN}),
    same AS (SELECT number FROM article WHERE key IN (SELECT value FROM json_each(:articles))),
    near AS (
        SELECT sign.story FROM asked JOIN sign USING (name)
        JOIN story ON story.number = sign.story JOIN issue ON issue.name = story.issue
        WHERE asked.held <= {_COMMON} AND (
            issue.last >= asked.since
            OR EXISTS (SELECT 1 FROM sign AS mine WHERE mine.story = sign.story AND mine.name IN names)
        )
        UNION SELECT told.story FROM told WHERE article IN (SELECT number FROM same)
    )
    SELECT issue.name, story.id, story.number FROM near JOIN story ON story.number = near.story
    JOIN issue ON issue.name = story.issue
    WHERE issue.last < :last AND issue.last >= :since AND issue.name <> :issue
        AND (issue.printed OR NOT {_TOLD_ELSEWHERE})
    ORDER BY issue.last, issue.name, story.id
"""  # noqa: S608  of constants
# A part of a search that more articles fit is not listed but looked up, from the newest article back: what so many fit
# is found soon. Measured on a million articles (benchmarks/archive.py): 2,000 take 20 ms to rank.
_LISTED: Final = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """A story as it goes into the archive: its item, why it was cut (or None), its zone, stage and signs."""

    item: Item
    dropped: str | None
    zone: str
    stage: str
    signs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for; every part that is given must hold. `least` and `most` bound a fact's value in base units."""

    words: tuple[str, ...] = ()
    zone: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    least: float | None = None
    most: float | None = None
    limit: int = 50

    @property
    def of_facts(self) -> bool:
        """Say whether only articles with a fitting fact are wanted."""
        return bool(self.kind) or self.least is not None or self.most is not None


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact as the archive tells of it: its words, what they measure, its sentence, whether it is reached, and whose.

    `zone` is the zone that it is, or that its owner is.
    """

    kind: str
    text: str
    quote: str
    measure: str | None
    value: float | None
    unit: str | None
    status: str
    owner: str | None
    zone: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """An article that a search found, with the issues that printed it and its fitting facts."""

    id: str
    headline: str | None
    publication: str | None
    published: str | None
    page: str | None
    link: str | None
    issues: tuple[str, ...]
    facts: tuple[FoundFact, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One story of a line: the issue that told it, when it was printed first, its stage and headline."""

    issue: str
    id: str
    published: str | None
    stage: str
    zone: str | None
    headline: str
    dropped: str | None
    sources: tuple[str, ...]


class Archive:
    """The archive of one place of issues; use it in a `with`, which closes it.

    `at` is its file, or a database that is open already and stays so: what is kept in a change of that is part of it.

    Raises:
        StateError: at first use: it cannot be opened, is another program's, newer than this program, or damaged.
    """

    def __init__(self, at: Path | Database) -> None:
        self._database, self._own = (at, False) if isinstance(at, Database) else (Database(at), True)
        self._path = self._database.path

    @property
    def database(self) -> Database:
        """The database it is kept in."""
        return self._database

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._own:
            self._database.close()

    def keep(self, issue: str, first: date, last: date, entries: Iterable[Entry]) -> None:
        """Write an issue in place of the one of its name, whole or not at all.

        Raises:
            StateError: the database cannot be written.
        """
        with self._database.change() as db:
            _put(db, issue, first, last, entries)

    def before(
        self, issue: str, last: date, signs: Mapping[str, date], articles: Iterable[Article], since: date | None = None
    ) -> tuple[Remembered, ...]:
        """Recall the stories of issues that ended before `last` and share a rare sign or a report, oldest first.

        A sign finds a story of an issue that ended before its day only if the two share a name as well (a sign whose
        day is `date.min`); nothing is found of issues that ended before `since`.
        """
        if not self._path.exists():
            return ()
        asked = {
            "signs": json.dumps({sign: str(day) for sign, day in sorted(signs.items())}),
            "articles": json.dumps(sorted({key(article) for article in articles})),
            "any_day": str(date.min),
            "issue": issue,
            "since": str(since or ""),
            "last": last.isoformat(),
        }
        with self._database.asked() as db:
            rows = db.execute(_BEFORE, asked).fetchall()
            return tuple(Remembered(name, _story(db, story, number)) for name, story, number in rows)

    def counts(self, last: date, issues: int = 4) -> tuple[dict[tuple[str, str], int], ...]:
        """Count the stories of each zone and kind of event in the issues that ended before `last`, oldest first."""
        if not self._path.exists():
            return ()
        question = """
            SELECT issue.name, '开发区', zone, count(*) FROM story JOIN issue ON issue.name = story.issue
                WHERE zone <> '' AND dropped IS NULL AND issue.name = ?1 GROUP BY zone
            UNION ALL SELECT issue.name, '事项', stage, count(*) FROM story JOIN issue ON issue.name = story.issue
                WHERE dropped IS NULL AND issue.name = ?1 GROUP BY stage
        """
        with self._database.asked() as db:
            asked = "SELECT name FROM issue WHERE last < ? AND printed ORDER BY last DESC, name DESC LIMIT ?"
            names = [name for (name,) in db.execute(asked, (last.isoformat(), issues)).fetchall()]
            return tuple(
                {(kind, named): count for _, kind, named, count in db.execute(question, (name,)).fetchall()}
                for name in reversed(names)
            )

    def search(self, query: Query) -> tuple[Found, ...]:
        """Find articles by their words and facts.

        The best match of the words comes first where up to 2,000 articles have them, the last taken in where more do;
        without words the newest.
        """
        if not self._path.exists():
            return ()
        with self._database.asked() as db:
            question, values = _worded(db, query)
            rows = db.execute(f"{question} LIMIT ?", (*values, query.limit))
            return tuple(_found(db, row, query) for row in rows.fetchall())

    def line(self, story: str) -> tuple[Told, ...]:
        """Tell a story's whole line: all that it takes up and that takes it up, the oldest first; () if unknown.

        `story` is the beginning of a story's id.
        """
        if not self._path.exists():
            return ()
        question = """
            WITH RECURSIVE line (issue, story) AS (
                SELECT issue, id FROM story
                WHERE id = (SELECT min(id) FROM story WHERE id >= ?1 AND id < ?1 || char(1114111))
                UNION SELECT earlier_issue, earlier FROM line JOIN story AS later
                    ON later.issue = line.issue AND later.id = line.story JOIN follow ON follow.story = later.number
                UNION SELECT later.issue, later.id FROM line JOIN follow
                    ON follow.earlier_issue = line.issue AND follow.earlier = line.story
                    JOIN story AS later ON later.number = follow.story
            )
            SELECT story.issue, story.id, min(article.published), stage, zone, story.headline, dropped,
                group_concat(coalesce(publication, origin) || ' ' || coalesce(published, ''), '；')
            FROM line JOIN story ON story.issue = line.issue AND story.id = line.story
            JOIN told ON told.story = story.number JOIN article ON article.number = told.article
            GROUP BY story.issue, story.id ORDER BY min(article.published), story.issue
        """
        with self._database.asked() as db:
            rows = db.execute(question, (story,)).fetchall()
        return tuple(_told(row) for row in rows)


def _put(db: sqlite3.Connection, issue: str, first: date, last: date, entries: Iterable[Entry]) -> None:
    db.execute("DELETE FROM issue WHERE name = ?", (issue,))
    row = (issue, first.isoformat(), last.isoformat())
    db.execute("INSERT INTO issue (name, first, last) VALUES (?, ?, ?)", row)
    for entry in entries:
        _put_entry(db, issue, entry)
    _forget(db)


def _put_entry(db: sqlite3.Connection, issue: str, entry: Entry) -> None:
    item, story = entry.item, entry.item.story
    row = (issue, story.id, item.rank, item.headline.string, item.section, entry.zone, entry.stage, entry.dropped)
    number = put_story(db, row)
    for place, report in enumerate(story.reports):
        db.execute("INSERT INTO told VALUES (?, ?, ?)", (number, place, _put_report(db, to_rows(report))))
    db.executemany("INSERT INTO sign VALUES (?, ?)", [(name, number) for name in sorted(entry.signs)])
    earlier = {(number, one.issue or issue, one.story) for one in item.follows}
    db.executemany("INSERT INTO follow VALUES (?, ?, ?)", sorted(earlier))


def put_story(db: sqlite3.Connection, row: tuple[str | int | None, ...]) -> int:
    """Write a story's own row and give its number."""
    put = "INSERT INTO story (issue, id, rank, headline, section, zone, stage, dropped) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    return int(db.execute(put, row).lastrowid or 0)


def _put_report(db: sqlite3.Connection, rows: ReportRows) -> int:
    """Write a report in the place of an older reading of it, and give its number."""
    put = f"{PUT_ARTICLE} UPDATE SET id = excluded.id, origin = excluded.origin, content = excluded.content"
    db.execute(put, rows.article)
    (number,) = db.execute("SELECT number FROM article WHERE key = ?", (rows.key,)).fetchone()
    db.execute("DELETE FROM text WHERE rowid = ?", (number,))
    db.execute("DELETE FROM fact WHERE article = ?", (number,))
    db.execute("DELETE FROM named WHERE article = ?", (number,))
    put_findings(db, int(number), rows)
    return int(number)


PUT_ARTICLE: Final = (
    "INSERT INTO article (key, id, publication, published, page, headline, origin, link, content)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO"
)


def put_findings(db: sqlite3.Connection, number: int, rows: ReportRows) -> None:
    """Write what is found in an article and what it is found by."""
    put = "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    db.executemany(put, [(number, *row) for row in rows.facts])
    db.executemany("INSERT OR IGNORE INTO zone VALUES (?)", [(zone,) for zone in rows.zones])
    db.executemany("INSERT INTO named VALUES (?, ?)", [(zone, number) for zone in rows.zones])
    db.execute("INSERT INTO text (rowid, words) VALUES (?, ?)", (number, rows.words))


def _forget(db: sqlite3.Connection) -> None:
    """Drop the articles that no issue tells any more and that were not taken in for good."""
    gone = "SELECT number FROM article WHERE week IS NULL AND number NOT IN (SELECT article FROM told)"
    numbers = db.execute(gone).fetchall()
    db.executemany("DELETE FROM text WHERE rowid = ?", numbers)
    db.executemany("DELETE FROM article WHERE number = ?", numbers)


def _story(db: sqlite3.Connection, story: str, number: int) -> Story:
    """Read a story with all its reports."""
    rows = db.execute(
        "SELECT article.number, article.content FROM told JOIN article ON article.number = told.article"
        " WHERE told.story = ? ORDER BY told.place",
        (number,),
    )
    return Story(story, tuple(Report(record.loads(kept), facts_of(db, name)) for name, kept in rows.fetchall()))


def facts_of(db: sqlite3.Connection, article: int) -> tuple[Fact, ...]:
    """Read the facts of an article, the most salient first."""
    rows = db.execute(f"SELECT {record.FACT} FROM fact WHERE article = ? ORDER BY place", (article,))  # noqa: S608  a constant
    return tuple(record.fact(row) for row in rows.fetchall())


# The zone that a figure's owner is, where it is one that the article names.
_ZONE: Final = """
    SELECT named.zone FROM fact AS named WHERE named.article = fact.article AND named.kind = 'zone'
    AND (named.text = fact.subject OR named.zone = fact.subject) AND named.zone IS NOT NULL LIMIT 1
"""


def _found(db: sqlite3.Connection, row: tuple[Any, ...], query: Query) -> Found:
    number, title, headline, publication, published, page, link = row
    told = db.execute(
        "SELECT DISTINCT issue FROM told JOIN story ON story.number = told.story JOIN issue ON issue.name = issue"
        " WHERE article = ? AND printed ORDER BY issue",
        (number,),
    )
    asked, values = _fact_conditions(query)
    facts = db.execute(
        f"SELECT kind, text, quote, measure, value, unit, modality, subject, coalesce(fact.zone, ({_ZONE}))"  # noqa: S608
        f" FROM fact WHERE article = ? AND {asked} ORDER BY place",
        (number, *values),
    )
    issues = tuple(issue for (issue,) in told.fetchall())
    shown = tuple(FoundFact(*fact) for fact in facts.fetchall())
    return Found(title, headline, publication, published, page, link, issues, shown)


def _told(row: tuple[Any, ...]) -> Told:
    issue, title, published, stage, zone, headline, dropped, sources = row
    return Told(issue, title, published, stage, zone, headline, dropped, tuple(sources.split("；")))


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a search: the articles that fit it as a list, and whether one does.

    The list ends with the numbers between which its articles stand; both ask for `values`.
    """

    name: str
    listed: str
    fits: str
    values: tuple[str | float, ...]


def _worded(db: sqlite3.Connection, query: Query) -> tuple[str, list[str | float]]:
    """Word a search as SQL; every value is bound, none is part of it.

    The first part that few articles fit is listed, the others are looked up. Where many fit each, the words are gone
    through from the article taken in last, or else all articles from the newest.
    """
    reach, parts, days, shown = _numbers(db, query), _parts(db, query), _days(query), f"SELECT {_SHOWN} FROM"
    listed = next((part for part in parts if _are_few(db, part, reach)), None)
    if listed:
        order = f"listed.rank, {_NEWEST}" if listed.name == "words" else _NEWEST
        where, values = _where((*(part for part in parts if part is not listed), days))
        source = f"({listed.listed}) AS listed JOIN article ON article.number = listed.number"
        return f"{shown} {source} WHERE {where} ORDER BY {order}", [*listed.values, *reach, *values]
    if parts and parts[0].name == "words":
        where, values = _where((*parts[1:], days))
        source = "text CROSS JOIN article ON article.number = text.rowid"
        asked = (
            f"{shown} {source} WHERE text MATCH ? AND text.rowid BETWEEN ? AND ? AND {where} ORDER BY text.rowid DESC"
        )
        return asked, [*parts[0].values, *reach, *values]
    where, values = _where((*parts, days))
    return f"{shown} article WHERE {where} ORDER BY {_NEWEST}", values


def _where(parts: Iterable[_Part]) -> tuple[str, list[str | float]]:
    held = tuple(parts)
    return " AND ".join(part.fits for part in held), [value for part in held for value in part.values]


def _days(query: Query) -> _Part:
    """Word the days of a search; no index lists them."""
    asked = [(bound, word) for bound, word in ((query.since, ">="), (query.until, "<=")) if bound]
    fits = " AND ".join(("TRUE", *(f"article.published {word} ?" for _, word in asked)))
    return _Part("days", "", fits, tuple(bound.isoformat() for bound, _ in asked))


def _numbers(db: sqlite3.Connection, query: Query) -> tuple[int, int]:
    """Give the first and the last number of the articles of the days asked for: those of some days came together."""
    if not query.since and not query.until:
        return 0, _LAST
    days = _days(query)
    found = db.execute(f"SELECT min(number), max(number) FROM article WHERE {days.fits}", days.values).fetchone()  # noqa: S608  as above
    return (found[0], found[1]) if found[0] is not None else (0, 0)


_SHOWN: Final = "article.number, article.id, headline, publication, published, page, link"
_LAST: Final = 2**63 - 1
_KINDS: Final = ", ".join(f"'{kind}'" for kind in get_args(FactKind))
_NEWEST: Final = "article.published DESC, article.number DESC"


def _are_few(db: sqlite3.Connection, part: _Part, reach: tuple[int, int]) -> bool:
    """Say whether the articles that fit a part are few enough to be listed."""
    unranked = part.listed.replace(", rank", "")
    asked = f"SELECT count(*) FROM (SELECT 1 FROM ({unranked}) LIMIT {_LISTED + 1})"  # noqa: S608  as above
    return int(db.execute(asked, (*part.values, *reach)).fetchone()[0]) <= _LISTED


def _parts(db: sqlite3.Connection, query: Query) -> list[_Part]:
    """Word each part of a search both ways."""
    found = []
    if phrases := [" ".join(words(word)).replace('"', " ") for word in query.words if any(map(str.isalnum, word))]:
        match = " AND ".join(f'"{phrase}"' for phrase in phrases)
        fits = "EXISTS (SELECT 1 FROM text WHERE text MATCH ? AND text.rowid = article.number)"
        listed = "SELECT rowid AS number, rank FROM text WHERE text MATCH ? AND rowid BETWEEN ? AND ?"
        found.append(_Part("words", listed, fits, (match,)))
    if query.zone:
        asked = "SELECT name FROM zone WHERE instr(name, ?)"
        zones = json.dumps([zone for (zone,) in db.execute(asked, (query.zone,)).fetchall()])
        listed = (
            "SELECT DISTINCT article AS number FROM named WHERE zone IN (SELECT value FROM json_each(?))"
            " AND article BETWEEN ? AND ?"
        )
        fits = (
            "EXISTS (SELECT 1 FROM named WHERE named.article = article.number"
            " AND zone IN (SELECT value FROM json_each(?)))"
        )
        found.append(_Part("zone", listed, fits, (zones,)))
    if query.of_facts:
        more, bound = _fact_conditions(query)
        kinds = more if query.kind else f"kind IN ({_KINDS}) AND {more}"
        bounded = query.least is not None or query.most is not None
        # SQLite knows nothing of how many facts have a value or stand in some days: it is told where to look. A list by
        # value looks there, a list by kind and what is looked up for one article at the kinds of that article.
        by = "fact_value" if bounded else "fact_kind"
        indexed = " AND value IS NOT NULL" if bounded else ""
        listed = f"SELECT DISTINCT article AS number FROM fact INDEXED BY {by} WHERE {kinds}{indexed} AND article BETWEEN ? AND ?"  # noqa: S608, E501  as above
        one = "fact INDEXED BY fact_kind" if query.kind else "fact"
        unindexed = more.replace("value", "+value")
        fits = f"EXISTS (SELECT 1 FROM {one} WHERE fact.article = article.number AND {unindexed})"  # noqa: S608  as above
        found.append(_Part("facts", listed, fits, tuple(bound)))
    return found


def _fact_conditions(query: Query) -> tuple[str, list[str | float]]:
    """Word which facts of an article are shown: those asked for, else its figures; a rank (百强) is no amount."""
    asked = ["kind = ?"] if query.kind else ["value IS NOT NULL", *(["kind <> 'rank'"] if query.of_facts else [])]
    values: list[str | float] = [query.kind] if query.kind else []
    for bound, word in ((query.least, "value >= ?"), (query.most, "value <= ?")):
        if bound is not None:
            asked.append(word)
            values.append(bound)
    return " AND ".join(asked), values
