"""版面: a page as it was printed, or as its lines, with the articles it was taken apart into and what can be mended.

Roles and owners are read off the layout as people mended it; how sure each was is what the program said when it read.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from digest.desk.marked import Mark, Piece, pieces
from digest.desk.pictures import has_picture
from digest.edit import targets
from digest.edit.edits import holding
from digest.model import Span, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.desk.bench import Bench
    from digest.model import Article, Box, Document, Layout, Line
    from digest.pipeline.intake import Reading

Asked: TypeAlias = "Mapping[str, str]"
Shown = dict[str, Any]
COLOURS: Final = 6
_ON_A_SHEET: Final = 20  # articles of a feed or table that are shown at a time
_UNSURE_LINE: Final = 0.8  # of lines surer of their role than this one in fifty is wrong on the training pages held out
ROLES: Final = {
    "headline": "标题", "kicker": "引题", "deck": "副题", "subtitle": "副题", "subhead": "小标题", "byline": "署名",
    "body": "正文", "caption": "图片说明", "section": "栏目", "folio": "报头", "jump": "转接", "ad": "广告",
    "table": "表格", "page": "不属报道",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a picture, in points from its top left corner, and the row it leads to."""

    row: str
    colour: int
    left: float
    top: float
    width: float
    height: float
    kind: str = ""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of a page: its words, its role and how sure that is, its article and what stands above and below that."""

    number: int
    pieces: tuple[Piece, ...]
    role: str
    sure: bool
    lit: bool
    article: str
    colour: int
    begins: bool
    at: str
    target: str
    version: int
    drop: str
    figure: str


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article of a page: what it is called, its neighbours, and what can be changed of it as a whole."""

    id: str
    colour: int
    version: int
    headline: str
    kicker: str
    bylines: str
    published: str
    page: str
    above: str
    below: str


def shown(bench: Bench, asked: Asked) -> Shown:
    """Lay out a page that is asked for, the first one where none is."""
    readings = bench.readings
    if not readings:
        return {"documents": (), "chosen": None}
    name, lit = _asked_place(asked)
    k = next((k for k, one in enumerate(readings) if name and one.document.id.startswith(name)), 0)
    sheet = _Sheet(bench, readings[k], _asked_sheet(readings[k], asked, lit), lit)
    chosen = next((one for one in sheet.articles if one.id == asked.get("article")), None)
    open_elsewhere = (one for one in (*readings[k + 1 :], *readings[:k]) if unsure_lines(bench, one))
    return {
        "documents": tuple((_name(one), one.document.origin, unsure_lines(bench, one)) for one in readings),
        "chosen": _name(readings[k]),
        "before": _name(readings[k - 1]) if k else "",
        "after": _name(readings[k + 1]) if k + 1 < len(readings) else "",
        "next": next(map(_name, open_elsewhere), ""),
        "origin": readings[k].document.origin,
        "paper": paper(readings[k].document),
        "sheets": sheet.numbers,
        "sheet": sheet.number,
        "picture": has_picture(readings[k].document),
        "size": sheet.size,
        "areas": sheet.areas,
        "lines": sheet.rows,
        "articles": sheet.articles,
        "article": chosen or next(iter(sheet.articles), None),
    }


def _name(reading: Reading) -> str:
    return reading.document.id[:16]


def paper(document: Document) -> str:
    """Name a page by its paper, day and number."""
    parts = (document.publication, str(document.published or ""), document.page and f"{document.page}版")
    return "　".join(part for part in parts if part)


_PLACE: Final = re.compile(r"figure:(?P<document>[0-9a-f]{1,64}):(?P<places>\d{1,9}-\d{1,9}(?:,\d{1,9}-\d{1,9}){0,20})")


def _asked_place(asked: Asked) -> tuple[str, tuple[Span, ...]]:
    """Read where to look: a document, and the places of a figure in it where one is asked for."""
    match = _PLACE.fullmatch(asked.get("at", ""))
    if not match:
        return asked.get("of", ""), ()
    spans = (one.split("-") for one in match["places"].split(","))
    return match["document"], tuple(Span(int(start), int(end)) for start, end in spans)


def _asked_sheet(reading: Reading, asked: Asked, lit: tuple[Span, ...]) -> int:
    """Say which page of a document to show: that of the figure or article asked for, or the number asked for.

    A source that sets its articles apart by itself has no pages: so many of its articles are one.
    """
    document = reading.document
    if lit and reading.layout.traces:
        return _line_of(document, lit[0].start).page
    wanted = asked.get("sheet", "")
    if not reading.layout.traces:
        place = lit[0].start if lit else -1
        found = (
            k for k, one in enumerate(reading.layout.articles) if one.id == asked.get("article") or _has(one, place)
        )
        if not wanted.isdecimal() and (k := next(found, None)) is not None:
            return k // _ON_A_SHEET + 1
        last = _sheets_of(len(reading.layout.articles))
    else:
        last = document.lines[-1].page if document.lines else 1
    return min(max(1, int(wanted)), last) if wanted.isdecimal() and len(wanted) < len("10000") else 1


def _sheets_of(articles: int) -> int:
    return max(1, -(-articles // _ON_A_SHEET))


def _has(article: Article, place: int) -> bool:
    return any(start <= place < end for _, text in _texts(article) for start, end in text.spans)


def _line_of(document: Document, place: int) -> Line:
    at = bisect_right(document.lines, place, key=lambda line: line.span.start) - 1
    return document.lines[max(0, at)]


def unsure_lines(bench: Bench, reading: Reading) -> int:
    """Count the lines of a page that should be looked at."""
    return len(_unsure(reading.layout) - decided_lines(bench, reading.document))


def _unsure(layout: Layout) -> frozenset[int]:
    """Name the lines that the program was not sure of, by where they begin: their role, or that an article begins."""
    doubtful = {place for article in layout.articles for place in article.doubtful}
    return frozenset(one.text.start for one in layout.traces if one.chance < _UNSURE_LINE or one.text.start in doubtful)


def decided_lines(bench: Bench, document: Document) -> frozenset[int]:
    """Name the lines of a document that people decided of, by where they begin."""
    named = (part for one in holding(bench.log) for part in (one.target, *one.value))
    return frozenset(
        span.start
        for part in named
        if part.startswith("line:") and document.id.startswith(targets.document_of(part))
        for span in (targets.line_span(part),)
        if span
    )


class _Held:
    """Who has which place of a page: the number of its article (-1: none), and as what."""

    def __init__(self, layout: Layout) -> None:
        found: list[tuple[int, int, int, str, int]] = []
        signed: list[tuple[int, int, int, str, int]] = []
        for k, article in enumerate(layout.articles):
            texts = enumerate(_texts(article))
            found += [(*span, k, role, n) for n, (role, text) in texts for span in text.spans]
            signed += [(*span, k, "byline", 0) for one in article.bylines for span in one.text.spans]
        found += [(*span, -1, one.role, 0) for one in layout.furniture for span in one.text.spans]
        self._found, self._signed = sorted(found), sorted(signed)

    def of(self, spans: Sequence[Span]) -> tuple[int, str, tuple[int, int]]:
        """Say who has a line, as what, and where it is read: whoever has its first place that anybody has."""
        for found in (self._found, self._signed):
            for start, end in spans:
                at = bisect_right(found, (end - 1, 2**62, 0, "", 0)) - 1
                if at >= 0 and found[at][1] > start:
                    _, _, k, role, n = found[at]
                    return k, role, (n, start)
        return -1, "", (0, spans[0].start if spans else 0)


def _texts(article: Article) -> Iterator[tuple[str, Text]]:
    heads = (("kicker", article.kicker), ("headline", article.headline), ("subtitle", article.subtitle))
    yield from ((role, text) for role, text in heads if text)
    yield from ((one.role, one.text) for one in article.paragraphs)
    yield from (("caption", text) for text in article.captions)


@dataclass(frozen=True)
class _Sheet:
    """A page of a document, and what is to be lit up on it."""

    bench: Bench
    reading: Reading
    number: int
    lit: tuple[Span, ...]

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        if not self.reading.layout.traces:
            return tuple(range(1, _sheets_of(len(self.reading.layout.articles)) + 1))
        return tuple(sorted({line.page for line in self.reading.document.lines}))

    @property
    def size(self) -> tuple[float, float]:
        sizes = self.reading.document.sizes
        return sizes[self.number - 1] if self.number <= len(sizes) else (0.0, 0.0)

    @cached_property
    def _lines(self) -> tuple[Text, ...]:
        """The lines of the page; of a source that has none, the parts of its articles."""
        layout, document = self.reading.layout, self.reading.document
        if not layout.traces:
            first = (self.number - 1) * _ON_A_SHEET
            shown = layout.articles[first : first + _ON_A_SHEET]
            parts = [text for one in shown for _, text in _texts(one)]
            return (*parts, *(one.text for one in layout.furniture if self.number == self.numbers[-1]))
        texts = [one.text for one in layout.traces if one.text]
        if len(self.numbers) > 1:
            texts = [text for text in texts if _line_of(document, text.start).page == self.number]
        return tuple(sorted(texts, key=self._read) if has_picture(document) else texts)

    def _read(self, text: Text) -> tuple[int, tuple[int, int]]:
        """Order the lines of a PDF, which are drawn in any order, as they are read: article by article."""
        k, _, place = self._held.of(text.spans)
        return (k if k >= 0 else len(self.reading.layout.articles)), place

    @cached_property
    def _held(self) -> _Held:
        return _Held(self.reading.layout)

    @cached_property
    def _colours(self) -> dict[str, int]:
        return {one.id: k % COLOURS for k, one in enumerate(self.reading.layout.articles)}

    @cached_property
    def _figures(self) -> list[tuple[int, int, str]]:
        """The figures of the issue that stand on the page: first and last place, and where they are looked over."""
        brief, mine = self.bench.brief, {one.id for one in self.reading.layout.articles}
        if brief is None:
            return []
        found = {
            (one.spans[0].start, one.spans[-1].end, f"{one.article}#{targets.figure_target(one, item.story)}")
            for item in brief.items
            if any(report.article.id in mine for report in item.story.reports)
            for one in (*item.fresh, *item.statements)
            if one.article in mine
        }
        return sorted(found)

    def _figure(self, spans: Sequence[Span]) -> str:
        """Find the first figure that begins in a line."""
        for start, end in spans:
            at = bisect_left(self._figures, (start, 0, ""))
            if at < len(self._figures) and self._figures[at][0] < end:
                return self._figures[at][2]
        return ""

    @cached_property
    def rows(self) -> tuple[LineRow, ...]:
        layout, document = self.reading.layout, self.reading.document
        unsure = _unsure(layout) - decided_lines(self.bench, document)
        roles = {one.text.start: one.role for one in layout.traces}
        line = partial(self._row, unsure=unsure, roles=roles)
        found = [line(number, text) for number, text in enumerate(self._lines, start=1)]
        seen: set[str] = set()
        return tuple(self._begun(one, seen) for one in found)

    def _begun(self, row: LineRow, seen: set[str]) -> LineRow:
        begins = bool(row.article) and row.article not in seen
        seen.add(row.article)
        return replace(row, begins=begins) if begins else row

    def _row(self, number: int, text: Text, *, unsure: frozenset[int], roles: Mapping[int, str]) -> LineRow:
        k, role, _ = self._held.of(text.spans)
        article = self.reading.layout.articles[k].id if k >= 0 else ""
        target = targets.line_target(self.reading.document.id, Span(text.spans[0].start, text.spans[-1].end))
        role = role or roles.get(text.start, "page")
        return LineRow(
            number=number,
            pieces=tuple(pieces(text, (Mark("lit", self.lit),))),
            role=ROLES.get(role, role),
            sure=text.start not in unsure,
            lit=any(a < end and start < b for a, b in self.lit for start, end in text.spans),
            article=article,
            colour=self._colours.get(article, -1),
            begins=False,
            at=str(text.start),
            target=target,
            version=self.bench.versions.get(target, 0),
            drop=json.dumps([f"article:{article}", target]) if article else "",
            figure=self._figure(text.spans),
        )

    @cached_property
    def articles(self) -> tuple[ArticleRow, ...]:
        """The articles that have a line on the page."""
        here = {row.article for row in self.rows}
        listed = [one for one in self.reading.layout.articles if one.id in here]
        ids = [one.id for one in listed]
        above, below = ({b: a for a, b in pairwise(ids)}, dict(pairwise(ids)))
        return tuple(
            ArticleRow(
                id=one.id,
                colour=self._colours[one.id],
                version=self.bench.versions.get(targets.article_target(one.id), 0),
                headline=str(one.headline or ""),
                kicker=str(one.kicker or ""),
                bylines="\n".join(byline.name for byline in one.bylines),
                published=str(one.published or ""),
                page=one.page or "",
                above=above.get(one.id, ""),
                below=below.get(one.id, ""),
            )
            for one in listed
        )

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """What lies over the picture: each line in the colour of its article, and what is lit up."""
        document = self.reading.document
        if not has_picture(document):
            return ()
        boxes: dict[int, Line] = {one.span.start: one for one in document.lines if one.page == self.number and one.box}
        by_line = defaultdict(list)
        for row, text in zip(self.rows, self._lines, strict=True):
            for start, _ in text.spans:
                line = _line_of(document, start)
                if line.span.start in boxes:
                    by_line[line.span.start].append(row)
        found = [
            _area(row, boxes[at].box) for at, rows in by_line.items() for row in rows[:1]
        ]  # a line of two cells is one box
        lit = (_lit(boxes[at], span) for span in self.lit for at in boxes if _meets(boxes[at].span, span))
        return (*found, *lit)


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _area(row: LineRow, box: Box | None) -> Area:
    assert box is not None  # noqa: S101  only lines with one are asked for
    kind = "head" if row.role == ROLES["headline"] else ""
    return Area(row.at, row.colour, box.left, box.top, box.right - box.left, box.bottom - box.top, kind)


def _lit(line: Line, span: Span) -> Area:
    """Mark the part of a line that a figure takes, all its characters being as wide."""
    box = line.box
    assert box is not None  # noqa: S101  as above
    length = max(1, line.span.end - line.span.start)
    first = (max(span.start, line.span.start) - line.span.start) / length
    last = (min(span.end, line.span.end) - line.span.start) / length
    width, height = box.right - box.left, box.bottom - box.top
    if height > width:
        return Area("", -1, box.left, box.top + first * height, width, (last - first) * height, "lit")
    return Area("", -1, box.left + first * width, box.top, (last - first) * width, height, "lit")


def find(readings: Iterable[Reading], name: str) -> Reading | None:
    """Find a reading by the beginning of its document's id."""
    return next((one for one in readings if name and one.document.id.startswith(name)), None)
