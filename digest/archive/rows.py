"""A report in, its rows in the archive out: plain values, laid out by whoever found the facts."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from digest.archive import record
from digest.text import period
from digest.text.words import parts

if TYPE_CHECKING:
    from digest.model import Article, Report

Row = tuple[str | int | float | None, ...]


@dataclass(frozen=True, slots=True)
class ReportRows:
    """A report as rows: `article` and `facts` in the order of their tables, without the numbers the archive gives.

    `zones` are the names it gives zones, its own and the lexicon's; `words` what it is searched by; `week` is its ISO
    week, "" where its day is not known.
    """

    key: str
    article: Row
    facts: tuple[Row, ...]
    zones: tuple[str, ...]
    words: str
    week: str


def to_rows(report: Report) -> ReportRows:
    """Lay a report out as rows."""
    article, name = report.article, key(report.article)
    day = article.published.isoformat() if article.published else None
    headline = article.headline.string if article.headline else None
    row = (name, article.id, article.publication, day, article.page, headline, article.origin, article.link)
    named = [fact for fact in report.facts if fact.kind == "zone"]
    zones = {name for fact in named for name in (fact.zone and fact.zone.name, fact.text.string) if name}
    return ReportRows(
        name,
        (*row, record.dumps(article)),
        tuple((place, *record.fact_row(fact)) for place, fact in enumerate(report.facts)),
        tuple(sorted(zones)),
        " ".join(parts(_whole(article))),
        period.week_of(article.published).issue if article.published else "",
    )


def key(article: Article) -> str:
    """Name an article by what it says and where it was printed: the same from another file is the same."""
    parts_ = (article.publication or "", str(article.published or ""), _whole(article))
    return sha256("\n".join(parts_).encode()).hexdigest()[:16]


def _whole(article: Article) -> str:
    heads = (article.kicker, article.headline, article.subtitle)
    return "\n".join(text.string for text in (*heads, *article.body) if text)
