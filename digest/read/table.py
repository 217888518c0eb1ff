"""Tables (XLSX, CSV: 项目台账, 统计表) in, a Document with an entry a row out: each value under the name of its column.

A cell says nothing alone: 30.5 is 亿元 by its head, and a project's by its row. So a row is laid out as sentences, one
a figure, of the table's own words: subject of the row, name of the column, value, unit, and sheet and cell behind it.
"""

from __future__ import annotations

import csv
import io
import mimetypes
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.errors import Malformed, SourceError, Unreadable
from digest.model import Problem
from digest.read import bundle
from digest.read.day import day
from digest.read.piece import Block, Piece, clean, document
from digest.text import decode
from digest.text.units import units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Document

_MOST_CELLS: Final = 200_000  # a ledger of 5,000 projects with 40 columns; past it a table is a database
_LARGEST_SHEET: Final = 64 * 1024 * 1024  # bytes of the XML of all parts together, unpacked
_DECLARED: Final = re.compile(rb"<!\s{0,100}(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[-+−]?(?:\d{1,3}(?:[,，]\d{3}){1,6}|\d{1,15})(?:\.\d{1,12})?%?")
_WORDS: Final = lexicon.table("tables")
_MONEY, _NO_MONEY, _DONE = (re.compile(_WORDS["values"][name]) for name in ("money", "no_money", "done"))
_ZONE, _NAME, _ITS_UNIT, _DAY, _COUNTED, _TOTAL, _STATUS = (
    re.compile(_WORDS["columns"][name]) for name in ("zone", "name", "unit", "day", "counted", "total", "status")
)
_PLANNED: Final = re.compile(_WORDS["status"]["planned"])
_INTENDED: Final = "拟建"  # what a sentence says of a project that its table has as 前期 or 洽谈
_LONGEST_STATUS: Final[int] = _WORDS["status"]["longest"]
_MOST_ABOVE: Final = 8  # rows above the head: title, unit, who made it
_DECIMALS: Final = re.compile(r"0\.(0{1,10})")
_SAMPLE: Final = 20  # lines that tell a CSV file
_FEWEST: Final = 3  # columns of a CSV file: two may be any text with a comma in each line
_DAY_OR_PLACE: Final = re.compile(r"[\d\s_.()（）-]+$|^[\d\s_.()（）-]+")


@cache
def _unit() -> str:
    """Write every unit that a column may be in, with a scale before it: 万元, 亿千瓦时."""
    return f"[百千万亿]{{0,2}}(?:{'|'.join(sorted(map(re.escape, units()), key=len, reverse=True))})"


@cache
def _head() -> re.Pattern[str]:
    return re.compile(rf"(.{{1,40}}?)\s?[（(/,，]\s?(?:单位[:：]\s?)?({_unit()})\s?[）)]?")


@cache
def _all_in() -> re.Pattern[str]:
    return re.compile(rf"(?:计量)?单位\s?[:：]\s?({_unit()})\s?[）)]?")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as it is shown; `place` is its name in the sheet (C5)."""

    shown: str
    place: str

    @property
    def is_number(self) -> bool:
        return bool(_NUMBER.fullmatch(self.shown))


_Row = tuple[_Cell, ...]


def is_table(text: str) -> bool:
    """Tell whether a text is CSV: rows of as many cells as the head has, whose names are words, and a figure below."""
    rows = _csv(text, _SAMPLE)
    if len(rows) < 2 or len(rows[0]) < _FEWEST or len({len(row) for row in rows}) > 1:  # noqa: PLR2004  head and row
        return False
    return all(cell.shown and not cell.is_number for cell in rows[0]) and any(
        cell.is_number for row in rows[1:] for cell in row
    )


def read(origin: str, data: bytes, timezone: str) -> Document:
    """Read a table; each row below its head is an article, sums over rows are furniture.

    Formulas are not computed: what the program that saved the file computed is taken, and cells without that are
    named in the problems. Links to other files are not followed.

    Raises:
        EmptySource: no row has a value below a head.
        Malformed: it is damaged, or built to harm.
        Unreadable: it has too many cells.
        UnknownFormat, Undecodable: as `digest.text.decode.decode` does, of CSV.
    """
    pieces: list[Piece] = []
    problems: list[Problem] = []
    encoding = "utf-8"
    if bundle.is_bundle(data):
        for name, rows, unknown in _sheets(origin, data):
            pieces += _pieces(origin, name, rows, timezone)
            problems += _unknown(origin, name, unknown)
    else:
        text, encoding = decode.decode(origin, data)
        pieces += _pieces(origin, "", _within(origin, _csv(text, _MOST_CELLS)), timezone)
    return document(origin, data, encoding, pieces, problems)


def _csv(text: str, most: int) -> list[_Row]:
    """Cut CSV into cells; commas or tabs, whichever the first line has more of."""
    first = text.lstrip("\ufeff\n").partition("\n")[0]
    mark = "\t" if first.count("\t") > first.count(",") else ","
    found = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=mark)
    try:
        rows = [row for row in islice(found, most) if any(map(str.strip, row))]
    except csv.Error:
        return []
    return [
        tuple(_Cell(clean(one), f"{_letters(k)}{number}") for k, one in enumerate(row))
        for number, row in enumerate(rows, 1)
    ]


def _letters(column: int) -> str:
    """Name a column as spreadsheets do: A to Z, then AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _sheets(origin: str, data: bytes) -> Iterator[tuple[str, list[_Row], list[str]]]:
    """Yield each sheet that is shown: its name, its rows, and the places of formulas without a value."""
    mimetypes.knownfiles[:] = []  # openpyxl would read the machine's list of types, which a confined reader may not
    from openpyxl import load_workbook  # noqa: PLC0415  80 ms, paid only for spreadsheets

    _check(origin, data)
    try:
        values = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        left = _MOST_CELLS
        for sheet in values.worksheets:
            if sheet.sheet_state != "visible":
                continue
            laid: list[_Row] = []
            unknown: list[str] = []
            for row, raw in zip(sheet.iter_rows(), formulas[sheet.title].iter_rows(), strict=False):
                left -= len(row)
                _afford(origin, left)
                laid.append(tuple(_cell(one) for one in row))
                unknown += [one.coordinate for one, own in zip(raw, row, strict=False) if _is_uncomputed(one, own)]
            yield clean(sheet.title), [row for row in laid if any(cell.shown for cell in row)], unknown
    except SourceError:
        raise
    except Exception as error:  # whatever openpyxl throws at a damaged file
        raise Malformed(
            f"{origin}: a damaged spreadsheet ({type(error).__name__})", "save it again as .xlsx"
        ) from error


def _check(origin: str, data: bytes) -> None:
    """Refuse a spreadsheet that is built to harm, before its parser sees it.

    Raises:
        Malformed: it declares entities, or its archive is not what it declares.
        Unreadable: its parts are too large.
    """
    archive = bundle.open_checked(origin, data)
    parts = [one for one in archive.infolist() if one.filename.endswith((".xml", ".rels"))]
    if sum(one.file_size for one in parts) > _LARGEST_SHEET:
        raise _too_many(origin)
    if any(_DECLARED.search(bundle.part(origin, archive, one.filename)) for one in parts):
        raise Malformed(f"{origin}: it declares entities, which a spreadsheet may not", "save it again as .xlsx")


def _afford(origin: str, left: int) -> None:
    """Stop where no cells are left to read.

    Raises:
        Unreadable: there are none.
    """
    if left < 0:
        raise _too_many(origin)


def _too_many(origin: str) -> Unreadable:
    return Unreadable(f"{origin}: more than {_MOST_CELLS:,} cells", "give the rows of the week as a file of their own")


def _within(origin: str, rows: list[_Row]) -> list[_Row]:
    if sum(map(len, rows)) > _MOST_CELLS:
        raise _too_many(origin)
    return rows


def _is_uncomputed(formula: object, value: object) -> bool:
    return getattr(formula, "data_type", "") == "f" and getattr(value, "value", None) is None


def _cell(cell: object) -> _Cell:
    value, form = getattr(cell, "value", None), str(getattr(cell, "number_format", ""))
    return _Cell(clean(_shown(value, form)), str(getattr(cell, "coordinate", "")))


def _shown(value: object, form: str) -> str:
    """Write a value as its sheet shows it: percent signs and decimals are a matter of the cell's format."""
    if value is None or isinstance(value, bool | time):
        return ""
    if isinstance(value, datetime | date):
        return f"{value.year}年{value.month}月{value.day}日"
    if not isinstance(value, int | float):
        return str(value)
    decimals = _DECIMALS.search(form)
    number = value * 100 if "%" in form else value
    if decimals or "%" in form:
        shown = f"{number:.{len(decimals[1]) if decimals else 0}f}"
    else:
        shown = f"{number:.15g}" if abs(number) < 1e15 else ""  # noqa: PLR2004  the digits a cell holds
    return shown + ("%" if "%" in form else "")


def _pieces(origin: str, sheet: str, rows: Sequence[_Row], timezone: str) -> Iterator[Piece]:
    """Lay out the rows of a sheet below its head; a sheet without a head is one piece as it stands."""
    at = next((k for k in range(min(len(rows) - 1, _MOST_ABOVE)) if _is_head(rows, k)), None)
    if at is None:
        if rows:
            yield Piece("", tuple(Block("　".join(cell.shown for cell in row if cell.shown)) for row in rows))
        return
    above = [cell.shown for row in rows[:at] for cell in row if cell.shown]
    title = next((one for one in above if not _all_in().search(one)), "") or _stem(origin)
    double = at + 2 < len(rows) and _is_second(rows[at], rows[at + 1])
    names = _names(rows[at], rows[at + 1]) if double else [cell.shown for cell in rows[at]]
    all_in = next((found[1] for one in above if (found := _all_in().search(one))), "")
    table = _Table(title, sheet, tuple(names), all_in)
    below = rows[at + 1 + double :]
    furniture = (*above, "　".join(filter(None, names)), *(_joined(row) for row in below if _is_total(row)))
    for k, row in enumerate(one for one in below if not _is_total(one)):
        yield table.piece(row, furniture if k == 0 else (), timezone)


def _joined(row: _Row) -> str:
    return "　".join(cell.shown for cell in row if cell.shown)


def _is_head(rows: Sequence[_Row], at: int) -> bool:
    """Tell a head: two names and more, none of them a number, over a row that is as wide."""
    shown = [cell for cell in rows[at] if cell.shown]
    below = [cell for cell in rows[at + 1] if cell.shown]
    return len(shown) > 1 and not any(cell.is_number for cell in shown) and len(below) > 1


def _is_second(upper: _Row, lower: _Row) -> bool:
    """Tell the second line of a head, which stands below the gaps of the first: 投资 over 总量 and 增速."""
    gaps = any(not one.shown and two.shown for one, two in zip(upper, lower, strict=False))
    return gaps and not lower[0].shown and not any(cell.is_number for cell in lower)


def _names(upper: _Row, lower: _Row) -> list[str]:
    names, last = [], ""
    for one, two in zip(upper, lower, strict=False):
        last = one.shown or last
        names.append(f"{last}{two.shown}" if two.shown else one.shown)
    return names


def _is_total(row: _Row) -> bool:
    return any(_TOTAL.fullmatch(cell.shown) for cell in row[:3])


def _stem(origin: str) -> str:
    """Name a table after its file, without date and number."""
    return _DAY_OR_PLACE.sub("", PurePath(origin.replace("\\", "/")).stem)


@dataclass(frozen=True, slots=True)
class _Table:
    """What holds for all rows of a table: its title, the names of its columns, and the unit that one line gives."""

    title: str
    sheet: str
    names: tuple[str, ...]
    unit: str

    def piece(self, row: _Row, furniture: Iterable[str], timezone: str) -> Piece:
        """Lay out a row: what it is of, then a sentence a figure, then what else it says."""
        cells = [(name, cell) for name, cell in zip(self.names, row, strict=False) if cell.shown]
        subject = self._subject(cells)
        own = next(
            (cell.shown for name, cell in cells if _ITS_UNIT.fullmatch(name) and re.fullmatch(_unit(), cell.shown)), ""
        )
        figures = [(name, cell) for name, cell in cells if cell.is_number and not _COUNTED.search(name)]
        words = [
            f"{name}：{cell.shown}" for name, cell in cells if not cell.is_number and cell.shown not in (subject, own)
        ]
        status = next((cell.shown for name, cell in cells if _STATUS.fullmatch(name)), "")
        said = tuple(Block(self._sentence(subject, name, cell, own, status)) for name, cell in figures)
        told = (Block(f"{'；'.join(words)}{self._place(row[0])}。"),) if words else ()
        written = next((cell.shown for name, cell in cells if _DAY.fullmatch(name)), "")
        return Piece(
            headline=subject or self.title,
            blocks=(*said, *told),
            published=day(written, timezone) if written else None,
            publication=self.title or None,
            furniture=tuple(furniture),
        )

    def _subject(self, cells: Sequence[tuple[str, _Cell]]) -> str:
        """Say what a row is of: its zone and its project, firm or measure; the first words in it otherwise."""
        zone = next((cell.shown for name, cell in cells if _ZONE.fullmatch(name)), "")
        name = next((cell.shown for name, cell in cells if _NAME.fullmatch(name)), "")
        first = next((cell.shown for name, cell in cells if not cell.is_number and not _COUNTED.search(name)), "")
        return (name if zone and zone in name else zone + name) or first

    def _sentence(self, subject: str, name: str, cell: _Cell, own: str, status: str) -> str:
        found = _head().fullmatch(name)
        label, unit = (found[1], found[2]) if found else (name, own or self._unit(name))
        value = cell.shown if cell.shown.endswith("%") else f"{cell.shown}{unit}"
        return f"{subject}{_standing(status, name)}{label}{value}{self._place(cell)}。"

    def _unit(self, name: str) -> str:
        return self.unit if self.unit and _MONEY.search(name) and not _NO_MONEY.search(name) else ""

    def _place(self, cell: _Cell) -> str:
        return f"（{self.sheet}!{cell.place}）" if self.sheet else f"（{cell.place}）"


def _standing(status: str, name: str) -> str:
    """Say how a row stands before a figure of it, so that it is read as planned or as done: 拟建，总投资8亿元."""
    if not status or len(status) > _LONGEST_STATUS or _DONE.search(name) or re.search(r"[，。；\d]", status):
        return ""
    return f"{_INTENDED}（{status}），" if _PLANNED.search(status) and not status.startswith("拟") else f"{status}，"


def _unknown(origin: str, sheet: str, places: Sequence[str]) -> Iterator[Problem]:
    if places:
        shown = "、".join(places[:5])
        reason = f"{len(places)} formulas in sheet {sheet} have no value: {shown}"
        yield Problem(
            origin, "bad_line", reason, "open it, let it compute, and save it again", (("number", places[0]),)
        )
