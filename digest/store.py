"""The archive: articles, facts, stories and issues in one SQLite file, all of which can be built again from sources."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Self

from digest import record
from digest.model import Remembered, Report, Story
from digest.state import Database
from digest.text.words import parts, words

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path
    from types import TracebackType

    from digest.model import Article, Fact, Item

_NAMES_ZONE: Final = (
    "EXISTS (SELECT 1 FROM fact WHERE fact.article = article.key AND fact.kind = 'zone'"
    " AND (instr(fact.zone, ?) OR instr(fact.text, ?)))"
)
_COMMON: Final = 24  # a sign that more stories hold tells none from another


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
    """A fact as the archive tells of it: its words, what they measure, and the sentence they stand in."""

    kind: str
    text: str
    quote: str
    measure: str | None
    value: float | None
    unit: str | None


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
        self, issue: str, last: date, signs: Iterable[str], articles: Iterable[Article]
    ) -> tuple[Remembered, ...]:
        """Recall the stories of issues that ended before `last` and share a rare sign or a report, oldest first."""
        asked = json.dumps(sorted(signs)), json.dumps(sorted({key(article) for article in articles}))
        question = """
            WITH rare AS (
                SELECT issue, story, count(*) OVER (PARTITION BY sign.name) AS held FROM sign
                WHERE sign.name IN (SELECT value FROM json_each(?))
            ), near AS (
                SELECT issue, story FROM rare WHERE held <= ?
                UNION SELECT issue, story FROM told WHERE article IN (SELECT value FROM json_each(?))
            )
            SELECT near.issue, near.story FROM near JOIN issue ON issue.name = near.issue
            WHERE issue.last < ? AND issue.name <> ? ORDER BY issue.last, issue.name, near.story
        """
        if not self._path.exists():
            return ()
        with self._database.asked() as db:
            rows = db.execute(question, (asked[0], _COMMON, asked[1], last.isoformat(), issue)).fetchall()
            return tuple(Remembered(name, _story(db, name, story)) for name, story in rows)

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
            asked = "SELECT name FROM issue WHERE last < ? ORDER BY last DESC, name DESC LIMIT ?"
            names = [name for (name,) in db.execute(asked, (last.isoformat(), issues)).fetchall()]
            return tuple(
                {(kind, named): count for _, kind, named, count in db.execute(question, (name,)).fetchall()}
                for name in reversed(names)
            )

    def search(self, query: Query) -> tuple[Found, ...]:
        """Find articles by their words and facts, the best match first, then the newest."""
        asked, values = _conditions(query)
        if not self._path.exists():
            return ()
        order = "text.rank, article.published DESC" if query.words else "article.published DESC"
        source = "text JOIN article ON article.key = text.article" if query.words else "article"
        question = f"SELECT article.key, article.id, headline, publication, published, page, link FROM {source}"  # noqa: S608
        with self._database.asked() as db:
            rows = db.execute(f"{question} WHERE {asked} ORDER BY {order}, article.key LIMIT ?", (*values, query.limit))
            return tuple(_found(db, row, query) for row in rows.fetchall())

    def line(self, story: str) -> tuple[Told, ...]:
        """Tell a story's whole line: all that it takes up and that takes it up, the oldest first; () if unknown.

        `story` is the beginning of a story's id.
        """
        if not self._path.exists():
            return ()
        question = """
            WITH RECURSIVE line (issue, story) AS (
                SELECT issue, id FROM story WHERE id = (SELECT min(id) FROM story WHERE substr(id, 1, length(?1)) = ?1)
                UNION SELECT earlier_issue, earlier FROM follow JOIN line USING (issue, story)
                UNION SELECT follow.issue, follow.story FROM follow JOIN line
                    ON follow.earlier_issue = line.issue AND follow.earlier = line.story
            )
            SELECT story.issue, story.id, min(article.published), stage, zone, story.headline, dropped,
                group_concat(coalesce(publication, origin) || ' ' || coalesce(published, ''), '；')
            FROM line JOIN story ON story.issue = line.issue AND story.id = line.story
            JOIN told ON told.issue = story.issue AND told.story = story.id JOIN article ON article.key = told.article
            GROUP BY story.issue, story.id ORDER BY min(article.published), story.issue
        """
        with self._database.asked() as db:
            rows = db.execute(question, (story,)).fetchall()
        return tuple(_told(row) for row in rows)


def _put(db: sqlite3.Connection, issue: str, first: date, last: date, entries: Iterable[Entry]) -> None:
    db.execute("DELETE FROM issue WHERE name = ?", (issue,))
    db.execute("INSERT INTO issue VALUES (?, ?, ?)", (issue, first.isoformat(), last.isoformat()))
    for entry in entries:
        _put_story(db, issue, entry)
    _forget(db)


def _put_story(db: sqlite3.Connection, issue: str, entry: Entry) -> None:
    item, story = entry.item, entry.item.story
    row = (issue, story.id, item.rank, item.headline.string, item.section, entry.zone, entry.stage, entry.dropped)
    db.execute("INSERT INTO story VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    for place, report in enumerate(story.reports):
        _put_report(db, report)
        db.execute("INSERT INTO told VALUES (?, ?, ?, ?)", (issue, story.id, place, key(report.article)))
    db.executemany("INSERT INTO sign VALUES (?, ?, ?)", [(name, issue, story.id) for name in entry.signs])
    earlier = {(issue, story.id, one.issue or issue, one.story) for one in item.follows}
    db.executemany("INSERT INTO follow VALUES (?, ?, ?, ?)", sorted(earlier))


def _put_report(db: sqlite3.Connection, report: Report) -> None:
    article, name = report.article, key(report.article)
    db.execute("DELETE FROM text WHERE article = ?", (name,))
    db.execute("DELETE FROM fact WHERE article = ?", (name,))
    row = (
        name, article.id, article.publication, article.published and article.published.isoformat(), article.page,
        article.headline and article.headline.string, article.origin, article.link, record.dumps(article),
    )  # fmt: skip
    put = "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET"
    db.execute(f"{put} id = excluded.id, origin = excluded.origin, content = excluded.content", row)
    db.executemany(
        "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [_fact_row(name, place, fact) for place, fact in enumerate(report.facts)],
    )
    db.execute("INSERT INTO text VALUES (?, ?)", (name, " ".join(parts(_whole(article)))))


def _forget(db: sqlite3.Connection) -> None:
    """Drop the articles that no issue tells any more."""
    gone = "article NOT IN (SELECT article FROM told)"
    db.execute(f"DELETE FROM text WHERE {gone}")  # noqa: S608  a constant
    db.execute("DELETE FROM article WHERE key NOT IN (SELECT article FROM told)")


def _story(db: sqlite3.Connection, issue: str, story: str) -> Story:
    rows = db.execute(
        "SELECT article.key, article.content FROM told JOIN article ON article.key = told.article"
        " WHERE told.issue = ? AND told.story = ? ORDER BY told.place",
        (issue, story),
    )
    return Story(story, tuple(Report(record.loads(kept), _facts(db, name)) for name, kept in rows.fetchall()))


def _facts(db: sqlite3.Connection, article: str) -> tuple[Fact, ...]:
    rows = db.execute("SELECT content FROM fact WHERE article = ? ORDER BY place", (article,))
    return tuple(record.loads(content) for (content,) in rows.fetchall())


def _found(db: sqlite3.Connection, row: tuple[Any, ...], query: Query) -> Found:
    name, title, headline, publication, published, page, link = row
    told = db.execute("SELECT DISTINCT issue FROM told WHERE article = ? ORDER BY issue", (name,))
    asked, values = _fact_conditions(query)
    facts = db.execute(
        f"SELECT kind, text, quote, measure, value, unit FROM fact WHERE article = ? AND {asked} ORDER BY place",  # noqa: S608
        (name, *values),
    )
    issues = tuple(issue for (issue,) in told.fetchall())
    shown = tuple(FoundFact(*fact) for fact in facts.fetchall())
    return Found(title, headline, publication, published, page, link, issues, shown)


def _told(row: tuple[Any, ...]) -> Told:
    issue, title, published, stage, zone, headline, dropped, sources = row
    return Told(issue, title, published, stage, zone, headline, dropped, tuple(sources.split("；")))


def key(article: Article) -> str:
    """Name an article by what it says and where it was printed: the same from another file is the same."""
    parts_ = (article.publication or "", str(article.published or ""), _whole(article))
    return sha256("\n".join(parts_).encode()).hexdigest()[:16]


def _whole(article: Article) -> str:
    heads = (article.kicker, article.headline, article.subtitle)
    return "\n".join(text.string for text in (*heads, *article.body) if text)


def _fact_row(article: str, place: int, fact: Fact) -> tuple[str | int | float | None, ...]:
    value = float(fact.value) if isinstance(fact.value, Decimal | Fraction) else None
    zone = fact.zone.name if fact.zone else None
    return (
        article, place, fact.kind, fact.text.string, fact.quote.string, fact.measure, fact.subject, value, fact.unit,
        zone, fact.modality, record.dumps(fact),
    )  # fmt: skip


def _conditions(query: Query) -> tuple[str, list[str | float]]:
    """Word a search as SQL; every value is bound, none is part of it."""
    asked: list[tuple[str, tuple[str | float, ...]]] = [("TRUE", ())]
    if phrases := [" ".join(words(word)).replace('"', " ") for word in query.words if any(map(str.isalnum, word))]:
        asked.append(("text MATCH ?", (" AND ".join(f'"{phrase}"' for phrase in phrases),)))
    if query.zone:
        asked.append((_NAMES_ZONE, (query.zone, query.zone)))
    if query.since:
        asked.append(("published >= ?", (query.since.isoformat(),)))
    if query.until:
        asked.append(("published <= ?", (query.until.isoformat(),)))
    if query.of_facts:
        more, bound = _fact_conditions(query)
        asked.append((f"EXISTS (SELECT 1 FROM fact WHERE fact.article = article.key AND {more})", tuple(bound)))  # noqa: S608  as above
    return " AND ".join(word for word, _ in asked), [value for _, values in asked for value in values]


def _fact_conditions(query: Query) -> tuple[str, list[str | float]]:
    """Word which facts of an article are shown: those asked for, else its figures."""
    asked = ["kind = ?"] if query.kind else ["value IS NOT NULL"]
    values: list[str | float] = [query.kind] if query.kind else []
    for bound, word in ((query.least, "value >= ?"), (query.most, "value <= ?")):
        if bound is not None:
            asked.append(word)
            values.append(bound)
    return " AND ".join(asked), values
