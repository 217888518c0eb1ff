"""What each screen shows, laid out so that its page computes nothing: the bench in, plain rows out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from digest import edit, lexicon
from digest.desk.marked import Mark, Piece, pieces
from digest.model import SURE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from digest.desk.bench import Bench
    from digest.model import Article, Document, Item, Problem, Report, Statement, Text
    from digest.pipeline.intake import Reading

Asked = "Mapping[str, str]"
Shown = dict[str, Any]
COLOURS: Final = 6
_UNSURE_LINE: Final = 0.8  # of lines surer of their role than this one in fifty is wrong on the training pages held out
UNSURE: Final = SURE["figures"]


@dataclass(frozen=True, slots=True)
class Screen:
    """One of the seven: its name in addresses, and its title."""

    name: str
    title: str


def issue_name(issue: str, language: str = "zh") -> str:
    """Word the name of an issue: 2025年第16期."""
    year, week, number = issue.partition("-W")
    if not week:
        return issue.replace("_", "—")
    return f"{year}年第{int(number)}期" if language == "zh" else f"No. {int(number)} of {year}"


def frame(bench: Bench) -> Shown:
    """Lay out what stands around every screen."""
    proof = bench.proof
    return {
        "issue": proof.brief.issue if proof else "",
        "weeks": (),
        "reading": bench.progress,
        "fault": bench.fault,
        "last": "",
        "can_undo": False,
        "can_redo": False,
        "counts": _counts(bench),
    }


def _counts(bench: Bench) -> dict[str, int]:
    return dict.fromkeys((*SHOWN,), 0)


# 来稿


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source: what it is called, what was made of it, and what is wrong with it."""

    name: str
    title: str
    articles: int
    used: int
    problems: tuple[tuple[str, str], ...]
    id: str = ""


def _sources(bench: Bench, _asked: Asked) -> Shown:
    proof = bench.proof
    if proof is None:
        return {"rows": (), "refused": (), "folder": _folder(bench)}
    used = {report.article.id for item in proof.ranking.items for report in item.story.reports}
    by_origin = {
        origin: tuple(found) for origin, found in groupby(sorted(proof.problems, key=_origin), key=_origin)
    }
    rows = tuple(
        SourceRow(
            name=one.document.origin,
            title=_paper(one.document),
            articles=len(one.layout.articles),
            used=sum(article.id in used for article in one.layout.articles),
            problems=tuple(_worded(problem) for problem in by_origin.pop(one.document.origin, ())),
            id=one.document.id[:16],
        )
        for one in proof.readings
    )
    refused = tuple((origin, tuple(map(_worded, found))) for origin, found in by_origin.items())
    return {"rows": rows, "refused": refused, "folder": _folder(bench)}


def _origin(problem: Problem) -> str:
    return problem.origin


def _folder(bench: Bench) -> str:
    return "、".join(bench.settings.sources)


def _paper(document: Document) -> str:
    parts = (document.publication, str(document.published or ""), document.page and f"{document.page}版")
    return "　".join(part for part in parts if part)


def _worded(problem: Problem) -> tuple[str, str]:
    """Word a problem in Chinese, as a brief does, and what to do about it."""
    words = lexicon.table("problems").get(problem.kind)
    said = str(words).format(**dict(problem.details)) if words else problem.reason
    return said, problem.remedy


# 版面


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a page: its words, its role and how sure that is, and the colour of its article."""

    number: int
    words: str
    role: str
    sure: bool
    article: str
    colour: int
    begins: bool
    at: str


ROLES: Final = {
    "headline": "标题", "kicker": "引题", "deck": "副题", "subtitle": "副题", "subhead": "小标题", "byline": "署名",
    "body": "正文", "caption": "图片说明", "section": "栏目", "folio": "报头", "jump": "转接", "ad": "广告",
    "table": "表格", "page": "页码",
}  # fmt: skip


def _pages(bench: Bench, asked: Asked) -> Shown:
    proof = bench.proof
    if proof is None or not proof.readings:
        return {"documents": (), "chosen": None}
    reading = _asked_reading(proof.readings, asked.get("of", ""))
    articles = reading.layout.articles
    colours = {article.id: number % COLOURS for number, article in enumerate(articles)}
    return {
        "documents": tuple((one.document.id[:16], one.document.origin, len(one.layout.articles)) for one in proof.readings),
        "chosen": reading.document.id[:16],
        "origin": reading.document.origin,
        "paper": _paper(reading.document),
        "lines": _lines(reading, colours),
        "articles": tuple((article, colours[article.id]) for article in articles),
    }


def _asked_reading(readings: tuple[Reading, ...], name: str) -> Reading:
    """Find the reading asked for by the beginning of its id; the first one where there is none."""
    return next((one for one in readings if name and one.document.id.startswith(name)), readings[0])


def _lines(reading: Reading, colours: Mapping[str, int]) -> tuple[LineRow, ...]:
    before, rows = None, []
    for number, trace in enumerate(reading.layout.traces, start=1):
        owner = trace.article or ""
        rows.append(
            LineRow(
                number=number,
                words=trace.text.string,
                role=ROLES.get(trace.role, trace.role),
                sure=trace.chance >= _UNSURE_LINE,
                article=owner,
                colour=colours.get(owner, -1),
                begins=owner != before,
                at=str(trace.text.start),
            )
        )
        before = owner
    return tuple(rows)


# 数据


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement as it is looked over: its words, whose, what, how real, how sure, and what decided it."""

    id: str
    one: Statement
    owner: str
    label: str
    status: str
    confidence: float
    unsure: bool
    because: str

    @property
    def tenths(self) -> int:
        """How sure it is, for the meter."""
        return round(self.confidence * 10)


def statement_id(one: Statement) -> str:
    """Name a statement for good: its article, and where its figure stands in the source."""
    return f"{one.article}:{one.kind}:{','.join(f'{start}-{end}' for start, end in one.spans)}"


def _reports(bench: Bench) -> tuple[tuple[Item, Report], ...]:
    """List the reports whose statements are looked over: those of the issue, in its order."""
    proof = bench.proof
    return tuple((item, report) for item in proof.ranking.items for report in item.story.reports) if proof else ()


def _figures(bench: Bench, asked: Asked) -> Shown:
    proof = bench.proof
    if proof is None:
        return {"articles": (), "chosen": None}
    found = []
    for item in proof.ranking.items:
        for context in edit.contexts(item.story, proof.ranking.fingerprints):
            rows = tuple(sorted(map(_statement_row, edit.statements(context)), key=_least_certain))
            found.append((context.report.article, item, rows))
    listed = sorted(found, key=lambda one: min((_least_certain(row) for row in one[2]), default=(2, 0.0)))
    chosen = next((one for one in listed if one[0].id == asked.get("of")), listed[0] if listed else None)
    if chosen is None:
        return {"articles": (), "chosen": None}
    return {
        "articles": tuple((article, sum(row.unsure for row in rows)) for article, _, rows in listed),
        "chosen": chosen[0],
        "rows": chosen[2],
        "text": _marked(chosen[0], chosen[2]),
        "next": next((article.id for article, _, rows in listed if article is not chosen[0] and any(row.unsure for row in rows)), ""),
    }


def _least_certain(row: StatementRow) -> tuple[int, float]:
    """Order statements: what may be printed and is not sure first, then what is sure, then what is no value at all."""
    return (0 if row.unsure else 1 if row.confidence else 2), row.confidence


def _statement_row(one: Statement) -> StatementRow:
    return StatementRow(
        id=statement_id(one),
        one=one,
        owner=str(one.owner or ""),
        label=one.heading,
        status=str(lexicon.table("status")[one.status]["tabled"]),
        confidence=one.confidence,
        unsure=0 < one.confidence < UNSURE,
        because=" ".join(str(span.start) for span in one.because),
    )


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of an article, cut where figures and what decided them stand."""

    role: str
    pieces: tuple[Piece, ...]


def _marked(article: Article, rows: Iterable[StatementRow]) -> tuple[Passage, ...]:
    listed = tuple(rows)
    marks = [Mark(row.id, row.one.spans, row.unsure) for row in listed]
    reasons = [Mark("", (span,)) for row in listed for span in row.one.because]
    found = [Passage("headline", tuple(pieces(article.headline, marks + reasons)))] if article.headline else []
    return (*found, *(Passage(one.role, tuple(pieces(one.text, marks + reasons))) for one in article.paragraphs))


def _nothing(_bench: Bench, _asked: Asked) -> Shown:
    return {}


SHOWN: Final[Mapping[str, Callable[[Bench, Asked], Shown]]] = {
    "sources": _sources,
    "pages": _pages,
    "figures": _figures,
    "issue": _nothing,
    "signing": _nothing,
    "printing": _nothing,
    "archive": _nothing,
}
