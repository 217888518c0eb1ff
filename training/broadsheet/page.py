"""Compose a page: choose its hand, cut it into blocks, set them, and order what is drawn."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from training.broadsheet.blocks import Article, Press, Style
from training.broadsheet.grid import Cell, carve
from training.broadsheet.ink import Element, Glyph, Line, Sheet
from training.broadsheet.setting import glyphs_of, place, width
from training.rect import Rect

if TYPE_CHECKING:
    import random

    from training.broadsheet.texts import Writer

ORDERS = ("blocks", "shuffle", "heads_first", "heads_last", "heads_by_row", "rows")
_WEEK = "一二三四五六日"
_NUMBERS = "一二三四五六七八"
_BETWEEN = 9.0  # points between two blocks
_BIGGEST = 1600  # characters of the largest block, its head among them


@dataclass(frozen=True)
class House:
    """A way of making pages: formats with their columns, and the weight of each device and order."""

    formats: list[tuple[float, float, int, int]]
    sizes: tuple[float, float]
    bodies: list[str]
    heads: list[str]
    pinwheels: float
    often: dict[str, tuple[float, float]]
    orders: list[float]


HOUSES = {
    name: House(**house)
    for name, house in tomllib.loads(Path(__file__).with_name("houses.toml").read_text(encoding="utf-8")).items()
}


@dataclass(frozen=True)
class Page:
    """A page ready to be written: its sheet, its gold, what it shows."""

    sheet: Sheet
    articles: dict[str, Article]
    traits: list[str]
    order: str
    columns: int


def compose(rng: random.Random, writer: Writer, house: House) -> Page:
    """Make one page from start to end."""
    wide, high, few, many = rng.choice(house.formats)
    columns = rng.randint(few, many)
    margin = rng.uniform(28, 42)
    style = _style(rng, house, (wide - 2 * margin) / columns)
    sheet = Sheet(wide, high, rotate=90 if rng.random() < 0.12 else 0, operators=rng.choice(("tc", "tj", "single")))
    press = Press(rng, writer, style, sheet)
    frame = Rect(margin, margin, wide - 2 * margin, high - 2 * margin)
    area = _masthead(press, frame)
    area = _strip_advert(press, area)
    _blocks(press, area, columns, house.pinwheels)
    traits = press.traits | ({"side_by_side_headlines"} if _side_by_side(press) else set())
    for serial, line in enumerate(sheet.lines):
        line.serial = serial
    order = rng.choices(ORDERS, house.orders)[0]
    lines = sheet.lines if style.spaces else [_without_spaces(line) for line in sheet.lines]
    sheet.lines = _ordered(rng, [line for line in lines if line.glyphs], order)
    traits |= {"order_heads_by_row" if order == "heads_by_row" else f"order_{order}"}
    traits |= {
        name
        for name, on in (
            ("uneven_body", style.uneven),
            ("rotate90", sheet.rotate),
            ("block_body_first", style.body_first),
        )
        if on
    }
    return Page(sheet, press.articles, sorted(traits), order, columns)


def _style(rng: random.Random, house: House, unit: float) -> Style:
    size = min(rng.uniform(*house.sizes), unit / 10.8)
    chance = rng.random
    return Style(
        body=rng.choice(house.bodies),
        head=tuple(rng.sample(house.heads, 3)),
        size=size,
        lead=size * rng.uniform(1.36, 1.5),
        gutter=size * rng.uniform(1.2, 1.9),
        unit=unit,
        uneven=chance() < 0.15,
        spaces=chance() < 0.6,
        indent_spaces=chance() < 0.25,
        body_first=chance() < 0.2,
        rules=rng.choice(("none", "columns", "blocks", "blocks")),
        often={device: rng.uniform(*span) for device, span in house.often.items()},
    )


def _masthead(press: Press, frame: Rect) -> Rect:
    """Print the paper's name, date, page and editors; return what is left for the blocks."""
    rng, name = press.rng, press.writer.pick("papers")
    year, month, day = rng.randint(2019, 2026), rng.randint(1, 12), rng.randint(1, 28)
    date = f"{year}年{month}月{day}日", f"星期{rng.choice(_WEEK)}"
    people = [
        f"{role}{rng.choice('：  ')}{press.writer.name()}"
        for role in rng.sample(("责编", "美编", "校对", "版式", "值班编委"), rng.choice((2, 3)))
    ]
    editors = "本版" + "  ".join(people)
    if press.often("front"):
        press.traits |= {"traditional_masthead", "editors_line"}
        big = rng.uniform(52, 74)
        _folio(press, name, (frame.x, frame.y, frame.w * 0.6), big, ("kai", rng.choice(("left", "center"))))
        small = [
            *date,
            f"第{rng.randint(1200, 9800)}期 今日{rng.choice('四八')}版",
            f"国内统一连续出版物号 CN {rng.randint(11, 65)}-00{rng.randint(11, 99)}",
            rng.choice(("中共市委机关报", "主管主办 市融媒体中心")),
        ]
        for row, text in enumerate(small):
            _folio(
                press,
                text,
                (frame.x + frame.w * 0.64, frame.y + 4 + row * big / 5.2, frame.w * 0.36),
                9.5,
                ("song", "left"),
            )
        press.sheet.rule((frame.x, frame.y + big * 1.2), (frame.right, frame.y + big * 1.2), "1.6 w")
        _folio(press, editors, (frame.x, frame.bottom - 11, frame.w), 9, ("hei", "right"))
        return Rect(frame.x, frame.y + big * 1.2 + 12, frame.w, frame.h - big * 1.2 - 30)
    number = rng.randint(2, 8)
    shown = rng.choice((f"{number:02d}", f"第{_NUMBERS[number - 1]}版", f"{number}版", f"A{number}"))
    title = press.writer.pick("pages")
    outside = rng.random() < 0.5
    _folio(press, shown, (frame.x, frame.y, frame.w), rng.choice((16, 22, 28)), ("hei", "left" if outside else "right"))
    _folio(
        press, title, (frame.x, frame.y, frame.w), rng.choice((18, 22, 26)), (rng.choice(press.style.head), "center")
    )
    at = frame.x + (frame.w * 0.07 + 40 if outside else frame.w * 0.6)
    _folio(press, " ".join(date), (at, frame.y + 14, frame.w * 0.3), 9, ("song", "left"))
    if rng.random() < 0.5:
        press.traits.add("editors_line")
        _folio(press, editors, (at, frame.y + 2, frame.w * 0.3), 8.5, ("song", "left"))
    ends = (frame.x + frame.w * 0.7, "right") if outside else (frame.x, "left")
    if rng.random() < 0.7:
        press.traits.add("traditional_masthead")
        _folio(press, name, (ends[0], frame.y + 4, frame.w * 0.3), 17, ("kai", ends[1]))
    press.sheet.rule((frame.x, frame.y + 33), (frame.right, frame.y + 33), rng.choice(("1.2 w", "0.5 w", "2.5 w")))
    return Rect(frame.x, frame.y + 44, frame.w, frame.h - 44)


def _folio(press: Press, text: str, box: tuple[float, float, float], size: float, hand: tuple[str, str]) -> None:
    glyphs = glyphs_of(text, hand[0], Element(None, "folio", len(press.sheet.lines)))
    size = min(size, size * box[2] / sum(width(g, size) for g in glyphs))
    press.sheet.lines.append(place(glyphs, box, size, hand[1], kind="folio"))


def _strip_advert(press: Press, area: Rect) -> Rect:
    """Give a strip at the foot of the page to an advertisement, on some pages."""
    if not press.often("advert") or press.rng.random() < 0.4:
        return area
    high = press.rng.uniform(0.08, 0.16) * area.h
    press.advert(Rect(area.x, area.bottom - high, area.w, high))
    return Rect(area.x, area.y, area.w, area.h - high - 10)


def _blocks(press: Press, area: Rect, columns: int, pinwheels: float) -> None:
    rng, style = press.rng, press.style
    lines = int(area.h / style.lead)
    per_line = (style.unit - style.gutter) / style.size
    cells = sorted(
        carve(rng, Cell(0, 0, columns, lines), int(_BIGGEST / per_line), pinwheels), key=lambda c: (c.y, c.x)
    )
    small = [c for c in cells if c.w <= 2 and c.w * c.h >= 40]
    box = rng.choice(small) if small and press.often("briefs") else None
    unequal = style.unit * rng.choice((0.0, 0.0, 0.12, 0.2))
    edges = [
        area.x + i * style.unit + (rng.uniform(-unequal, unequal) if 0 < i < columns else 0) for i in range(columns + 1)
    ]
    if unequal:
        press.traits.add("unequal_columns")
    for cell in cells:
        left, right = edges[cell.x], edges[cell.x + cell.w] - (style.gutter if cell.x + cell.w < columns else 0)
        top = area.y + cell.y * style.lead
        gap = _BETWEEN if cell.y + cell.h < lines else 0
        rect = Rect(left, top, right - left, cell.h * style.lead - gap)
        if cell is box:
            press.briefs(rect, cell.w)
        elif cell.w <= 2 and cell.h <= 24 and cell.y > lines * 0.45 and press.often("advert") and rng.random() < 0.3:
            press.advert(rect)
        else:
            press.article(rect, cell.w)
        if style.rules != "none":
            pen = "0.5 w 0.3 G" if cell.w > 1 else "0.4 w [2 2] 0 d"
            if cell.y:
                press.sheet.rule((left, top - _BETWEEN / 2), (right, top - _BETWEEN / 2), pen)
            if cell.x:
                press.sheet.rule((left - style.gutter / 2, top), (left - style.gutter / 2, rect.bottom), "0.4 w 0.4 G")


def _side_by_side(press: Press) -> bool:
    """Tell whether headlines of two neighbouring blocks stand at the same height."""

    def beside(r: Rect, s: Rect) -> bool:
        level = min(r.bottom, s.bottom) - max(r.y, s.y) > 0.5 * min(r.h, s.h)
        return level and max(r.x, s.x) - min(r.right, s.right) < 40

    return any(a < b and beside(r, s) for a, r in press.heads for b, s in press.heads)


def _ordered(rng: random.Random, lines: list[Line], order: str) -> list[Line]:
    """Return the lines in the order in which the page draws them."""
    blocks = sorted({line.block for line in lines if line.block >= 0})
    folio, content = [line for line in lines if line.block < 0], [line for line in lines if line.block >= 0]
    if rng.random() < 0.4:
        folio, after = [], folio
    else:
        after = []
    if order == "shuffle":
        rng.shuffle(blocks)
        rank = {block: i for i, block in enumerate(blocks)}
        content = sorted(content, key=lambda line: rank[line.block])
    heads = [line for line in content if line.kind == "head"]
    rest = [line for line in content if line.kind != "head"]
    if order == "heads_first":
        content = heads + rest
    elif order == "heads_last":
        content = rest + heads
    elif order == "heads_by_row":
        heads = sorted(heads, key=lambda line: (round(line.y / 9), line.x))
        content = heads + rest if rng.random() < 0.5 else rest + heads
    elif order == "rows":
        content = sorted(content, key=lambda line: (round(line.y / 4), line.x))
    return folio + content + after


def _without_spaces(line: Line) -> Line:
    """Make a gap of each space glyph."""
    glyphs: list[Glyph] = []
    steps: list[float] = []
    for glyph, step in zip(line.glyphs, line.steps, strict=True):
        if glyph.char != " ":
            glyphs.append(glyph)
            steps.append(step)
        elif steps:
            steps[-1] += step
        else:
            line.x += step
    line.glyphs, line.steps = glyphs, steps
    return line
