"""The brief's body in, a Word document out: real styles, tables that repeat their heads, footnotes, page numbers.

What the printed page shows the document shows: it is made of the same tree (`paper.arranged`). Geometry and type come
from the template's `word.toml`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm

from digest.errors import TemplateError
from digest.publish.body import text_of
from digest.publish.charts import charts
from digest.publish.escape import one_line
from digest.publish.wordml import Package, bookmark_name, field, part, run, tab

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from xml.etree.ElementTree import Element

    from digest.model import Brief, Item
    from digest.publish.charts import Bar
    from digest.publish.templates import Shelf

# The roles of word.toml and what Word calls the styles they are.
_STYLES: Final = {
    "body": "Normal",
    "name": "Title",
    "number": "Subtitle",
    "line": "报头线",
    "section": "Heading 1",
    "headline": "Heading 2",
    "source": "来源",
    "facts": "数据",
    "label": "数据名",
    "note": "编者注",
    "entry": "目录行",
    "table": "表文",
    "foot": "footnote text",
    "page": "footer",
    "tail": "版记",
}
_KINDS: Final = {"source": "source", "reasons": "source"}
_NARROW: Final = 3  # ems below which no column shrinks
_SIDE: Final = 57  # twentieths of a point that are kept free at each side of a cell: 1 mm
_MARGINS: Final = 2 * _SIDE
_LATIN, _HALF = 0x2E7F, 0.6  # the last character before the Han ones; the width of bold digits, in ems
_TABLES: Final = ("figures", "zones", "trends")  # the charts stand behind them
_LAST: Final = "colophon"  # … or, where there are none, before this
_CHART: Final = (0.3, 0.25, 0.45)  # the width of the text shared among the columns of a chart
_PLAIN: Final = ("numbers", "tail", "grid", "strip")  # of word.toml: what is taken as it stands
_AFTER_KEEP: Final = ("w:keepLines", "w:spacing", "w:ind", "w:jc", "w:rPr")  # what stands behind keepNext
_BAR: Final = 160  # twentieths of a point: how high a bar is
_LEAST: Final = 20  # … and how long it is at least
_REACHED, _PLANNED = "B30C1C", "E5A49B"  # as in print; dark and light part in grey as well
_CONTENTS: Final = 5  # items from which on a table of contents helps
_ACROSS: Final = ("top", "bottom", "insideH")
_PROPERTY: Final = 255  # characters of a property, ISO/IEC 29500-2
_TENS: Final = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Style:
    """How a role is set: in points, `indent` and `left` in characters, the `rule` below in eighths of a point."""

    east: str
    latin: str
    size: float
    line: float
    bold: bool = False
    colour: str = ""
    align: Literal["left", "right", "center", "both"] = "left"
    indent: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    spread: float = 0
    rule: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The paper: millimetres, and `pitch` points from line to line."""

    top: float
    bottom: float
    left: float
    right: float
    pitch: float
    sides: bool = False

    @property
    def measure(self) -> int:
        """The width of the text in twentieths of a point."""
        return _twips(Mm(210 - self.left - self.right).pt)


@dataclass(frozen=True, slots=True)
class Design:
    """A template's word.toml."""

    page: Sheet
    styles: dict[str, Style]
    numbers: Literal["rank", "official"] = "rank"
    last: tuple[str, ...] = ()
    tail: bool = False
    grid: bool = False
    strip: int = 0


def design(shelf: Shelf) -> Design:
    """Read a template's word.toml.

    Raises:
        TemplateError: it is no TOML, or has an unknown key or lacks one.
    """
    try:
        values = tomllib.loads(shelf.text("word.toml"))
        styles = {role: Style(**values["styles"][role]) for role in _STYLES}
        rest = {one.name: values[one.name] for one in fields(Design) if one.name in _PLAIN}
        return Design(Sheet(**values["page"]), styles, last=tuple(values["last"]), **rest)
    except (ValueError, TypeError, KeyError) as error:
        msg = f"template {shelf.name}, word.toml: {error}"
        raise TemplateError(msg, "compare it with that of weekly") from error


def written(shelf: Shelf, brief: Brief, root: Element) -> bytes:
    """Write the tree of `paper.arranged` as a Word document."""
    look = design(shelf)
    package = Package(Document())
    _dress(package.document, look, brief)
    writer = _Writer(package, look, brief)
    writer.masthead()
    if look.numbers == "official":
        writer.contents()
    early = [section for section in root if section.get("id") not in look.last]
    late = [section for name in look.last for section in root if section.get("id") == name]
    names = [section.get("id", "") for section in (*early, *late)]
    behind = next((name for name in reversed(names) if name in _TABLES), "")
    for section in (*early, *late):
        if not behind and section.get("id") == _LAST:
            writer.charts()
        writer.section(section)
        if section.get("id") == behind:
            writer.charts()
    if look.tail:
        writer.tail()
    return package.bytes()


class _Writer:
    """Writes a brief block by block."""

    def __init__(self, package: Package, look: Design, brief: Brief) -> None:
        self._package = package
        self._look = look
        self._brief = brief
        self._sections = 0
        self._items = 0
        self._listed = len(brief.items) < _CONTENTS

    def _paragraph(self, role: str, runs: Iterable[Any], *shape: Any) -> Any:  # noqa: ANN401
        """Add a paragraph of a role; the width of the text is the tab stop of what stands on both sides."""
        head = part("pPr", part("pStyle", val=_id(self._package.document, role)), *shape)
        return self._package.add(part("p", head, *runs))

    def _sides(self, left: str, right: str, role: str) -> None:
        stop = part("tabs", part("tab", val="right", pos=self._look.page.measure))
        self._paragraph(role, [run(left), tab(), run(right)], stop)

    def masthead(self) -> None:
        """Write name, number, unit and day."""
        head, day = self._brief.masthead, _day(self._brief)
        if self._look.tail or head.classification or head.serial:
            self._sides(head.classification, head.serial, "number")
        self._paragraph("name", [run(head.name)])
        total = f"（总第{head.total}期）" if head.total else ""
        self._paragraph("number", [run(f"第{head.number}期{total}")])
        self._sides(head.unit + ("编" if self._look.tail else ""), day, "line")

    def section(self, section: Element) -> None:
        """Write a section; the contents stand before the first that is not 本期要点."""
        if section.get("id") != "points":
            self.contents()
        title, items = text_of(section[0]), section.get("id", "").startswith("part-")
        if items:
            self._sections += 1
            self._items = 0 if self._look.numbers == "official" else self._items
            title = f"{_han(self._sections)}、{title}" if self._look.numbers == "official" else title
        self._paragraph("section", [*self._package.bookmark(section.get("id", "")), run(title)])
        for block in section[1:]:
            if block.tag == "article":
                self._article(block, numbered=items)
            else:
                self._block(block)

    def contents(self) -> None:
        """List the items with their pages, which Word and LibreOffice fill in; once, and only where there are many."""
        if self._listed:
            return
        self._listed = True
        official = self._look.numbers == "official"
        self._paragraph("section", [] if official else [run("目录")])
        before, held = 0, [section for section in self._brief.sections if section.items]
        for place, section in enumerate(held, start=1):
            if official:
                self._paragraph("section", [run(f"{_han(place)}、{section.title}")], part("outlineLvl", val=9))
            for number, item in enumerate(section.items, start=1):
                self._entry(f"（{_han(number)}）" if official else f"{before + number}　", item)
            before += len(section.items)

    def _entry(self, sign: str, item: Item) -> None:
        """Write a line of the contents."""
        page = field(f"PAGEREF {bookmark_name(item.anchor)} \\h")
        link = self._package.link(f"#{item.anchor}", [run(f"{sign}{item.headline}"), tab(), *page])
        stop = part("tabs", part("tab", val="right", leader="dot", pos=self._look.page.measure))
        self._paragraph("entry", [link], stop)

    def _article(self, article: Element, *, numbered: bool) -> None:
        """Write an item: headline, source, text, figures, notes."""
        self._items += numbered
        sign = f"（{_han(self._items)}）" if self._look.numbers == "official" else f"{self._items}　"
        runs = [*self._package.bookmark(article.get("id", "")), *([run(sign)] if numbered else [])]
        self._paragraph("headline", [*runs, *self._inline(article[0])])
        for block in article[1:]:
            self._block(block)

    def _block(self, block: Element) -> None:
        """Write a paragraph, list, quotation or table."""
        if block.tag == "table":
            self._table(block)
        elif block.tag == "ol":
            for number, line in enumerate(block, start=1):
                self._paragraph("body", [run(f"{number}. "), *self._inline(line)])
        elif block.tag == "ul":
            self._facts(block)
        elif block.tag == "blockquote":
            for line in block:
                self._paragraph("note", self._inline(line))
        else:
            self._paragraph(_KINDS.get(block.get("class", ""), "body"), self._inline(block))

    def _facts(self, block: Element) -> None:
        """Write the figures of an item side by side or in one run, problems one a line."""
        if not any(line.find("small") is not None for line in block):
            for line in block:
                self._paragraph("note", self._inline(line))
        elif self._look.strip:
            self._strip(block)
        else:
            ends = [*["；"] * (len(block) - 1), "。"]
            pieces = (piece for line, end in zip(block, ends, strict=True) for piece in (*self._inline(line), run(end)))
            self._paragraph("facts", pieces)

    def _strip(self, block: Element) -> None:
        """Write the figures of an item as a table without lines: what is measured above, the figure below."""
        across = self._look.strip
        cells = [[self._told("label", line[:1]), self._told("facts", line[1:])] for line in block]
        cells += [[self._told("facts", [])] for _ in range(-len(cells) % across)]
        rows = [cells[place : place + across] for place in range(0, len(cells), across)]
        for row in rows[:-1]:
            for paragraph in (one for cell in row for one in cell):
                paragraph.pPr.insert_element_before(part("keepNext"), *_AFTER_KEEP)
        self._rows(rows, [self._look.page.measure // across] * across, ())

    def _told(self, role: str, pieces: Sequence[Element]) -> Any:  # noqa: ANN401
        head = part("pPr", part("pStyle", val=_id(self._package.document, role)))
        return part("p", head, *(one for piece in pieces for one in self._inline(piece)))

    def _inline(self, element: Element, *, bold: bool = False, small: bool = False) -> Iterator[Any]:
        """Write an element's text and what stands in it."""
        if element.text:
            yield run(element.text, bold=bold, small=small)
        for child in element:
            yield from self._piece(child, bold=bold, small=small)
            if child.tail:
                yield run(child.tail, bold=bold, small=small)

    def _piece(self, child: Element, *, bold: bool, small: bool) -> Iterator[Any]:
        kind = child.get("class", "").split()
        if "fn" in kind:
            yield from self._package.bookmark(child.get("id", ""))
            yield self._package.footnote(list(self._inline(child)), _id(self._package.document, "foot"))
        elif "ref" in kind:
            link = child[0]
            yield self._package.link(link.get("href", ""), [run(link.text or "", raised=True)])
        elif child.tag == "a" and child.get("href"):
            yield self._package.link(child.get("href", ""), list(self._inline(child, bold=bold, small=small)))
        else:
            if child.get("id"):
                yield from self._package.bookmark(child.get("id", ""))
            yield from self._inline(child, bold=bold or child.tag == "strong", small=small or "composed" in kind)
            if child.tag == "small":
                yield run("　")

    def charts(self) -> None:
        """Write each chart as a table: whose figure, the source's words, and a bar that can be edited like any text."""
        drawn = charts(self._brief)
        if drawn:
            self._paragraph("section", [run("本期图示")])
        for chart in drawn:
            head = (str(chart.title), "数值", "浅色为计划、预计" if chart.planned else "")
            rows = [[[self._words(word, bold=place < 2)] for place, word in enumerate(head)]]  # noqa: PLR2004  a remark
            for row in chart.rows:
                for number, bar in enumerate(row.bars):
                    label = self._words("" if number else str(row.label))
                    rows.append([[label], [self._words(str(bar.words))], [self._bar(bar)]])
            self._rows(rows, [round(self._look.page.measure * share) for share in _CHART], self._lines())

    def _words(self, words: str, *, bold: bool = False) -> Any:  # noqa: ANN401
        head = part("pPr", part("pStyle", val=_id(self._package.document, "table")))
        return part("p", head, *([run(words, bold=bold)] if words else []))

    def _bar(self, bar: Bar) -> Any:  # noqa: ANN401
        """Draw a bar: an empty line with a ground, indented to where the bar begins and ends."""
        width = self._look.page.measure * _CHART[-1] - _MARGINS
        start, end = round(width * bar.start / 100), round(width * (100 - bar.start - bar.length) / 100)
        head = part(
            "pPr",
            part("pStyle", val=_id(self._package.document, "table")),
            part("shd", val="clear", color="auto", fill=_PLANNED if bar.planned else _REACHED),
            part("spacing", before=_BAR // 2, line=_BAR, lineRule="exact"),
            part("ind", left=start, right=min(end, round(width) - start - _LEAST)),
            part("rPr", part("sz", val=8)),
        )
        return part("p", head)

    def _table(self, table: Element) -> None:
        """Write a table as wide as the text; its head is repeated on every page, its rows are not broken."""
        cells = [list(row) for row in table.iter("tr")]
        rows = [[[self._cell(cell)] for cell in row] for row in cells]
        self._rows(rows, _widths(cells, self._look.page.measure, self._look.styles["table"].size), self._lines())

    def _lines(self) -> tuple[str, ...]:
        return ("top", "left", "bottom", "right", "insideH", "insideV") if self._look.grid else _ACROSS

    def _rows(self, rows: list[list[list[Any]]], widths: list[int], sides: tuple[str, ...]) -> None:
        """Add a table of cells of paragraphs; a narrow line stands between it and what follows."""
        lines = part("tblBorders", *map(_line, sides))
        free = part("tblCellMar", *(part(side, w=_SIDE, type="dxa") for side in ("left", "right")))
        made = part(
            "tbl",
            part("tblPr", part("tblW", w=sum(widths), type="dxa"), lines, part("tblLayout", type="fixed"), free),
            part("tblGrid", *(part("gridCol", w=width) for width in widths)),
        )
        for number, row in enumerate(rows):
            shape = part("trPr", part("cantSplit"), *([part("tblHeader")] if number == 0 and sides else []))
            cells = (
                part("tc", part("tcPr", part("tcW", w=width, type="dxa")), *cell)
                for cell, width in zip(row, widths, strict=False)
            )
            made.append(part("tr", shape, *cells))
        self._package.add(made)
        if sides:
            self._paragraph("source", [])

    def _cell(self, cell: Element) -> Any:  # noqa: ANN401
        shape = [part("jc", val="right")] if "right" in cell.get("class", "") and not self._look.grid else []
        head = part("pPr", part("pStyle", val=_id(self._package.document, "table")), *shape)
        return part("p", head, *self._inline(cell, bold=cell.tag == "th"))

    def tail(self) -> None:
        """Write 版记: who gets it, who printed it and when."""
        head = self._brief.masthead
        for line in head.to:
            self._paragraph("tail", [run(line)], part("pBdr", _line("top")))
        self._sides(head.unit, f"{_day(self._brief)}印发", "tail")


def _dress(document: Any, look: Design, brief: Brief) -> None:  # noqa: ANN401  python-docx builds its classes at run time
    """Give a document its paper, styles, page numbers and properties."""
    section, page = document.sections[0], look.page
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    for old in section._sectPr.findall(qn("w:docGrid")):  # noqa: SLF001  python-docx has no word for the grid
        section._sectPr.remove(old)  # noqa: SLF001  as above
    section._sectPr.append(part("docGrid", type="lines", linePitch=_twips(page.pitch)))  # noqa: SLF001  as above
    for role, style in look.styles.items():
        _shape(document, role, style)
    document.settings.odd_and_even_pages_header_footer = page.sides
    _number(section.footer, "right" if page.sides else look.styles["page"].align)
    if page.sides:
        _number(section.even_page_footer, "left")
    about, day = document.core_properties, brief.printed
    about.title = one_line(f"{brief.masthead.name}（{day.year}年第{brief.masthead.number}期）")[:_PROPERTY]
    about.author = about.last_modified_by = one_line(brief.masthead.unit)[:_PROPERTY]
    about.created = about.modified = datetime(day.year, day.month, day.day, tzinfo=UTC)
    about.language, about.comments, about.revision = "zh-CN", "", 1


def _shape(document: Any, role: str, look: Style) -> None:  # noqa: ANN401
    """Make a role's style, or make one of Word's own over."""
    name = _STYLES[role]
    if name not in document.styles:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    element = document.styles[name].element
    for tag in ("w:pPr", "w:rPr"):
        for old in element.findall(qn(tag)):
            element.remove(old)
    borders = [part("pBdr", part("bottom", val="single", sz=look.rule, space=4, color=look.colour or "C00D1E"))]
    outline = {"section": 0, "headline": 1}.get(role)
    element.append(
        part(
            "pPr",
            *([part("keepNext"), part("keepLines")] if outline is not None or role == "source" else []),
            *(borders if look.rule else []),
            *([part("autoSpaceDE", val=0), part("autoSpaceDN", val=0)] if role == "table" else []),
            *([part("snapToGrid", val=0)] if role == "table" else []),
            _spacing(look),
            _indents(look),
            part("jc", val=look.align),
            *([part("outlineLvl", val=outline)] if outline is not None else []),
        )
    )
    element.append(
        part(
            "rPr",
            part("rFonts", ascii=look.latin, hAnsi=look.latin, eastAsia=look.east, cs=look.latin),
            *([part("b")] if look.bold else [part("b", val=0)]),
            part("color", val=look.colour or "auto"),
            *([part("spacing", val=_twips(look.spread))] if look.spread else []),
            part("sz", val=round(look.size * 2)),
            part("szCs", val=round(look.size * 2)),
            part("lang", val="en-US", eastAsia="zh-CN"),
        )
    )


def _spacing(look: Style) -> Any:  # noqa: ANN401
    points = {"before": look.before, "after": look.after, "line": look.line}
    return part("spacing", lineRule="exact", **{name: _twips(size) for name, size in points.items()})


def _indents(look: Style) -> Any:  # noqa: ANN401
    """Indent by characters, as 首行缩进 2 字符 does; the length beside it is for programs that know no characters."""
    inward = {"left": look.left, "firstLine": look.indent}
    characters = {f"{name}Chars": round(size * 100) for name, size in inward.items()}
    return part("ind", **characters, **{name: _twips(size * look.size) for name, size in inward.items()})


def _number(foot: Any, side: str) -> None:  # noqa: ANN401
    """Write the page number at the foot of a page: — 1 —."""
    foot.is_linked_to_previous = False
    element = foot.paragraphs[0]._p  # noqa: SLF001  python-docx has no word for fields
    element.get_or_add_pPr().append(part("jc", val=side))
    element.extend([run("— "), *field("PAGE"), run(" —")])


def _id(document: Any, role: str) -> str:  # noqa: ANN401
    """Give the identifier of a role's style."""
    return str(document.styles[_STYLES[role]].style_id)


def _twips(points: float) -> int:
    return round(points * 20)


def _line(side: str) -> Any:  # noqa: ANN401
    return part(side, val="single", sz=4, space=0, color="808080")


def _day(brief: Brief) -> str:
    return f"{brief.printed.year}年{brief.printed.month}月{brief.printed.day}日"


def _han(number: int) -> str:
    """Write a number below a hundred in Chinese: 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _TENS[ones - 1]
    return ("" if tens == 1 else _TENS[tens - 1]) + "十" + (_TENS[ones - 1] if ones else "")


def _widths(rows: list[list[Element]], width: int, size: float) -> list[int]:
    """Share the width of the text among columns: each what its longest cell needs, or as much as the others leave."""
    columns = len(rows[0]) if rows else 0
    needs = [
        _twips(size * max(_NARROW, *(_ems(text_of(row[column])) for row in rows if column < len(row)))) + _MARGINS
        for column in range(columns)
    ]
    given, left = [0] * columns, width
    for place, column in enumerate(sorted(range(columns), key=needs.__getitem__)):
        given[column] = min(needs[column], left // (columns - place))
        left -= given[column]
    return [one + left // columns for one in given]


def _ems(words: str) -> float:
    """Say how wide words are: a Han character is one em, a Latin letter or digit about half."""
    return sum(1 if ord(char) > _LATIN else _HALF for char in words)
