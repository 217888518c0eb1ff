"""An archive in, Parquet files out: articles, facts and stories, each by month, for DuckDB, Spark or pandas.

The columns are described in docs/operators.md; they are only ever added to.
"""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal, localcontext
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from digest import installed
from digest.archive import record
from digest.archive.state import Database
from digest.errors import OutputError, UsageError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from digest.model import Article, Fact, Zone

Row = dict[str, Any]

_BATCH: Final = 5000  # rows held at a time
_DIGITS, _PLACES = 38, 12  # decimal128: exact to a millionth of a millionth, up to a hundred quadrillion quadrillions
_UNDATED: Final = "__HIVE_DEFAULT_PARTITION__"  # what Hive, Spark and DuckDB read as NULL

COLUMNS: Final = {
    "articles": (
        ("article", "int64"), ("key", "string"), ("id", "string"), ("publication", "string"), ("published", "date32"),
        ("page", "string"), ("section", "string"), ("headline", "string"), ("kicker", "string"), ("subtitle", "string"),
        ("body", "string"), ("bylines", "strings"), ("origin", "string"), ("link", "string"), ("issues", "strings"),
    ),
    "facts": (
        ("article", "int64"), ("place", "int32"), ("kind", "string"), ("text", "string"), ("quote", "string"),
        ("measure", "string"), ("subject", "string"), ("value", "decimal"), ("low", "decimal"), ("high", "decimal"),
        ("exact", "string"), ("unit", "string"), ("bound", "string"), ("modality", "string"), ("first", "date32"),
        ("last", "date32"), ("against", "string"), ("title", "string"), ("speaker", "string"), ("zone", "string"),
        ("zone_level", "string"), ("province", "string"), ("city", "string"), ("rule", "string"),
        ("salience", "float64"), ("owner", "string"),
    ),
    "stories": (
        ("issue", "string"), ("printed", "bool"), ("story", "string"), ("first", "date32"), ("rank", "int32"),
        ("headline", "string"), ("section", "string"), ("zone", "string"), ("stage", "string"), ("dropped", "string"),
        ("articles", "int64s"), ("takes_up", "strings"),
    ),
}  # fmt: skip


def export(archive: Path, folder: Path, told: Callable[[str, int, int], None]) -> int:
    """Write an archive's tables into `folder`/TABLE/month=YYYY-MM/; give the number of files.

    The folder is written whole or not at all; a few thousand rows are in memory at a time.

    Raises:
        UsageError: pyarrow is not installed, or the folder holds something.
        OutputError: the files cannot be written.
        StateError: the archive cannot be used.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: there is something in it", "name a new folder")
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415  an extra
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow", installed.advice("parquet")) from error
    half = folder.with_name(f".{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    try:
        with Database(archive) as database, database.asked() as db:
            written = _write(db, half, told)
        if folder.exists():
            folder.rmdir()
        half.rename(folder)
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise OutputError(f"{folder}: {error.strerror}", "free the disk or name another folder") from error
    return written


def _write(db: sqlite3.Connection, folder: Path, told: Callable[[str, int, int], None]) -> int:
    asked = "SELECT DISTINCT substr(published, 1, 7) FROM article UNION SELECT DISTINCT substr(last, 1, 7) FROM issue"
    months = [month for (month,) in db.execute(f"{asked} ORDER BY 1").fetchall()]
    written = 0
    for done, month in enumerate(months):
        told("export", done, len(months))
        for table, rows in (
            ("articles", _articles(db, month)),
            ("facts", _facts(db, month)),
            ("stories", _stories(db, month)),
        ):
            written += _put(folder / table / f"month={month or _UNDATED}" / "part-0.parquet", table, rows)
    told("export", len(months), len(months))
    return written


def _put(path: Path, table: str, rows: Iterator[Row]) -> bool:
    """Write rows in batches; no file where there is no row."""
    import pyarrow as pa  # noqa: PLC0415  an extra
    import pyarrow.parquet as pq  # noqa: PLC0415  as above

    schema, writer = _schema(table), None
    for batch in _batches(rows):
        if writer is None:
            path.parent.mkdir(parents=True)
            writer = pq.ParquetWriter(path, schema, compression="zstd")
        writer.write_table(pa.Table.from_pylist(batch, schema=schema))
    if writer is not None:
        writer.close()
    return writer is not None


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _schema(table: str) -> Any:  # noqa: ANN401  pyarrow is not typed
    import pyarrow as pa  # noqa: PLC0415  an extra

    types = {
        "int32": pa.int32(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_(), "string": pa.string(),
        "date32": pa.date32(), "decimal": pa.decimal128(_DIGITS, _PLACES), "strings": pa.list_(pa.string()),
        "int64s": pa.list_(pa.int64()),
    }  # fmt: skip
    return pa.schema([(name, types[kind]) for name, kind in COLUMNS[table]])


def _bounds(month: str | None) -> tuple[str | None, str | None, str | None]:
    """Give the days between which a month lies as SQLite compares them, and the month; all None for no day."""
    return (month, f"{month}~", month) if month else (None, None, None)


def _articles(db: sqlite3.Connection, month: str | None) -> Iterator[Row]:
    asked = """
        SELECT number, key, content, (
            SELECT group_concat(DISTINCT issue.name) FROM told JOIN story ON story.number = told.story
            JOIN issue ON issue.name = story.issue WHERE told.article = article.number AND printed
        ) FROM article WHERE published >= ? AND published < ? OR published IS NULL AND ? IS NULL
        ORDER BY published, number
    """
    for number, key, content, issues in db.execute(asked, _bounds(month)):
        yield _article_row(number, key, record.loads(content), sorted(issues.split(",")) if issues else [])


def _article_row(number: int, key: str, article: Article, issues: list[str]) -> Row:
    return {
        "article": number,
        "key": key,
        "id": article.id,
        "publication": article.publication,
        "published": article.published,
        "page": article.page,
        "section": article.section,
        "headline": article.headline and article.headline.string,
        "kicker": article.kicker and article.kicker.string,
        "subtitle": article.subtitle and article.subtitle.string,
        "body": "\n".join(paragraph.text.string for paragraph in article.paragraphs),
        "bylines": [byline.name for byline in article.bylines],
        "origin": article.origin,
        "link": article.link,
        "issues": issues,
    }


def _facts(db: sqlite3.Connection, month: str | None) -> Iterator[Row]:
    columns = ", ".join(f"fact.{name}" for name in record.FACT.split(", "))
    asked = f"""
        SELECT fact.article, place, {columns} FROM article JOIN fact ON fact.article = article.number
        WHERE published >= ? AND published < ? OR published IS NULL AND ? IS NULL ORDER BY published, number, place
    """  # noqa: S608  of constants
    rows = ((number, place, record.fact(tuple(row))) for number, place, *row in db.execute(asked, _bounds(month)))
    for number, of_article in groupby(rows, key=itemgetter(0)):
        held = tuple((place, fact) for _, place, fact in of_article)
        zones = {name: fact.zone for _, fact in held if fact.zone for name in (fact.text.string, fact.zone.name)}
        for place, fact in held:
            owner = fact.owner.string if fact.owner else fact.subject
            yield _fact_row(number, place, fact, owner, fact.zone or zones.get(owner or ""))


def _fact_row(number: int, place: int, fact: Fact, owner: str | None, zone: Zone | None) -> Row:
    """Lay out a fact; its zone is the one it names, or the one that its owner is."""
    return {
        "article": number,
        "place": place,
        "kind": fact.kind,
        "text": fact.text.string,
        "quote": fact.quote.string,
        "measure": fact.measure,
        "subject": fact.subject,
        "value": _decimal(fact.value),
        "low": _decimal(fact.low),
        "high": _decimal(fact.high),
        "exact": format(fact.value, "f") if isinstance(fact.value, Decimal) else fact.value and str(fact.value),
        "unit": fact.unit,
        "bound": fact.bound,
        "modality": fact.modality,
        "first": fact.first,
        "last": fact.last,
        "against": fact.against,
        "title": fact.title,
        "speaker": fact.speaker,
        "zone": zone and zone.name,
        "zone_level": zone and zone.level,
        "province": zone and zone.province,
        "city": zone and zone.city,
        "rule": fact.rule,
        "salience": fact.salience,
        "owner": owner,
    }


def _decimal(value: object) -> Decimal | None:
    """Give a value that the column holds exactly; None for any other, which "exact" has in full."""
    if not isinstance(value, Decimal) or not value.is_finite():
        return None
    with localcontext(prec=_DIGITS) as context:
        fits = value.adjusted() < _DIGITS - _PLACES
        scaled = value.quantize(Decimal(1).scaleb(-_PLACES), context=context) if fits else None
    return scaled if scaled == value else None


def _stories(db: sqlite3.Connection, month: str | None) -> Iterator[Row]:
    asked = """
        SELECT issue.name, printed, id, (
            SELECT min(published) FROM told JOIN article ON article.number = told.article
            WHERE told.story = story.number
        ), rank, headline, section, zone, stage, dropped, (
            SELECT group_concat(article) FROM (SELECT article FROM told WHERE told.story = story.number ORDER BY place)
        ), (
            SELECT group_concat(earlier_issue || '/' || earlier) FROM follow WHERE follow.story = story.number
        ) FROM issue JOIN story ON story.issue = issue.name WHERE last >= ? AND last < ? OR last IS NULL AND ? IS NULL
        ORDER BY last, issue.name, id
    """
    names = [name for name, _ in COLUMNS["stories"]]
    for issue, printed, story, first, *more, articles, earlier in db.execute(asked, _bounds(month)):
        told = [int(number) for number in articles.split(",")] if articles else []
        day = date.fromisoformat(first) if first else None
        takes_up = sorted(earlier.split(",")) if earlier else []
        yield dict(zip(names, (issue, bool(printed), story, day, *more, told, takes_up), strict=True))
