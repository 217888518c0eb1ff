"""An issue in, its receipt out: what a build read, kept, dropped and wrote, described in docs/json.md."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

from digest.model import Statement
from digest.page.shares import shares
from digest.pipeline.fact_json import number
from digest.publish.charts import charts
from digest.publish.evidence import listed
from digest.publish.formats import TABLE
from digest.publish.tables import zone_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.model import Brief, Edit, Item, Place, Problem, Source, Sum, ZoneRow
    from digest.pipeline.intake import Reading
    from digest.pipeline.signing import Stage

Json = dict[str, Any]


RECEIPT: Final = "receipt.json"


def receipt(  # noqa: PLR0913  the parts of an issue
    brief: Brief,
    ranked: Sequence[tuple[Item, str | None]],
    written: Mapping[str, bytes],
    *,
    problems: Iterable[Problem] = (),
    readings: Iterable[Reading] = (),
    edits: Iterable[Edit] = (),
    signed: Iterable[Stage] = (),
) -> Json:
    """Lay out what a build read, kept, dropped, stated and wrote.

    `ranked` has every item, best first, with the reason it was dropped for or None; `written` is file name → bytes;
    `problems` are those met in printing, after those of the brief; `readings` are the sources read; `edits` are what
    people decided of it, `signed` the stages of its signing. `lines` has for each file a short hash of each of its
    lines, by which `digest verify` tells which of them were changed.
    """
    printed = {item.anchor: item for item in brief.items}
    told = statements(brief)
    return {
        "issue": brief.issue,
        "first": brief.first.isoformat(),
        "last": brief.last.isoformat(),
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in written.items()},
        "documents": [_document(one) for one in readings],
        "sources": [_source(one) for one in brief.sources],
        "problems": [_problem(one) for one in (*brief.problems, *problems)],
        "stories": [_story(printed.get(item.anchor, item), dropped) for item, dropped in ranked],
        "statements": [{"place": place, **row} for place, row in told],
        "zones": [_zone(row) for row in brief.zones],
        "trends": [{"kind": one.kind, "name": one.name, "counts": list(one.counts)} for one in brief.trends],
        "edits": [_edit(one) for one in edits],
        "signatures": [{"stage": one.name, "who": one.who, "when": one.when, "valid": one.valid} for one in signed],
        "lines": {name: line_hashes(name, content) for name, content in written.items()},
    }


def line_hashes(name: str, content: bytes) -> list[str]:
    """Hash each line of the words of a file: eight hexadecimal digits of its sha256, blanks aside."""
    form = next((one for one in TABLE.values() if not one.letter and name.endswith(one.suffix)), None)
    lines = form.read(content).splitlines() if form else ()
    return [hash_of(line) for line in lines if line.strip()]


def hash_of(line: str) -> str:
    """Hash a line, blanks aside."""
    return hashlib.sha256("".join(line.split()).encode()).hexdigest()[:8]


def statements(brief: Brief) -> list[tuple[Place, Json]]:
    """Lay out every figure that a brief prints with a label, place by place, and each sum after its parts."""
    rank = {item.anchor: item.rank for item in brief.items}
    rows: list[tuple[Place, Json]] = [(place, statement(one, rank)) for place, shown in _shown(brief) for one in shown]
    for line in zone_lines(brief):
        for label, amount in (("announced", line.announced), ("actual", line.actual)):
            if amount:
                first = len(rows)
                rows += [("zones", statement(one, rank)) for one in amount.of]
                rows.append(("zones", _sum(line.zone, label, amount, first)))
    return rows


def _sum(zone: str, label: str, amount: Sum, first: int) -> Json:
    """Lay out a sum whose parts are the entries from `first` on."""
    return {
        "story": None,
        "article": None,
        "owner": zone,
        "label": label,
        "text": str(amount),
        "value": number(amount.value),
        "unit": "CNY",
        "status": "actual" if label == "actual" else "expected",
        "period": None,
        "of": [first + k for k in range(len(amount.of))],
        "confidence": min(round(one.confidence, 4) for one in amount.of),
    }


def _shown(brief: Brief) -> Iterator[tuple[Place, Iterable[Statement]]]:
    """Yield what is printed with a label; a highlight is a sentence, with one only where its figure is sure."""
    yield "points", (line.statement for line in brief.highlights if line.statement.is_sure("points"))
    yield "figures", (row.statement for row in brief.figures)
    for chart in charts(brief):
        bars = (bar.words for row in chart.rows for bar in row.bars)
        yield "chart", (words for words in bars if isinstance(words, Statement))
    for item in brief.items:
        yield "item", (fact.figure for fact in listed(item))
        yield "item", (one for remark in item.notes for one in remark.statements if one.label)


def statement(one: Statement, rank: Mapping[str, int]) -> Json:
    """Lay out one statement; `rank` gives the rank of an item by its anchor."""
    return {
        "story": rank.get(one.anchor),
        "article": one.article,
        "owner": one.owner.string if one.owner else None,
        "label": one.heading or None,
        "text": one.text.string,
        "value": number(one.value),
        "unit": one.unit,
        "bound": one.bound,
        "status": one.status,
        "period": one.period,
        "spans": [list(span) for span in one.spans],
        "quote": one.quote.string,
        "because": [list(span) for span in one.because],
        "confidence": round(one.confidence, 4),
        "decided": list(one.decided),
    }


def _zone(row: ZoneRow) -> Json:
    def added(one: Sum) -> Json:
        of = [{"story": part.anchor.removeprefix("story-"), "text": part.text.string} for part in one.of]
        return {"value": number(one.value), "unit": "CNY", "of": of}

    return {
        "zone": row.zone,
        "stories": row.stories,
        "signed": row.signed,
        "started": row.started,
        "finished": row.finished,
        "announced": added(row.announced),
        "actual": added(row.actual),
        "change": row.change,
    }


def _story(item: Item, dropped: str | None) -> Json:
    return {
        "id": item.story.id,
        "rank": item.rank,
        "score": round(item.score, 4),
        "headline": item.headline.string,
        "title": item.headline.string,
        "summary": "".join(map(str, item.summary)),
        "section": item.section,
        "reasons": [{"name": one.name, "points": round(one.points, 4), "why": one.why} for one in item.reasons],
        "articles": [report.article.id for report in item.story.reports],
        "conflicts": [str(one) for one in item.conflicts],
        "follows": list(dict.fromkeys(name for one in item.follows for name in one.articles)),
        "dropped": dropped,
    }


def _document(one: Reading) -> Json:
    given = shares(one.document, one.layout)._asdict()
    return {
        "origin": one.document.origin,
        "sha256": one.document.id,
        "shares": {name: round(share, 4) for name, share in given.items()},
    }


def _edit(one: Edit) -> Json:
    return {
        "sequence": one.sequence,
        "operation": one.operation,
        "target": one.target,
        "value": list(one.value),
        "was": one.was,
        "who": one.who,
        "when": one.when,
        "undone_by": one.undone_by,
    }


def _problem(one: Problem) -> Json:
    return {"origin": one.origin, "kind": one.kind, "reason": one.reason, "remedy": one.remedy}


def _source(one: Source) -> Json:
    return {
        "origin": one.origin,
        "publication": one.publication,
        "published": one.published and one.published.isoformat(),
        "page": one.page,
        "headline": one.headline,
    }
