"""A seed in, a typeset page out: four families of layouts, each block drawn by `blocks.Setter`, and a drawing order.

grid: the page is split again and again; strips: columns of articles under a lead; inset: blocks with others let in;
bands: short articles side by side over few lines, page under page as small papers and web editions print them.
"""

from __future__ import annotations

from itertools import groupby
from random import Random
from typing import TYPE_CHECKING

from training.press import texts
from training.press.blocks import Setter
from training.press.compose import Full, compose, measure
from training.press.sheet import Mark, Sheet, Style
from training.rect import Rect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from training.press.sheet import Run
    from training.press.texts import Article

FAMILIES = ("grid", "strips", "inset", "bands")
ORDERS = (
    "blocks",
    "blocks",
    "shuffle",
    "heads_first",
    "heads_last",
    "heads_by_row",
    "rows",
    "heads_after",
    "captions_last",
    "bylines_first",
)


class _Maker:
    def __init__(self, sheet: Sheet, random: Random) -> None:
        self.sheet, self.random, self.setter, self.count = sheet, random, Setter(sheet, random), 0
        self.style = sheet.style

    def key(self) -> str:
        self.count += 1
        return f"a{self.count}"

    def columns(self, box: Rect, wished: float | None = None) -> list[tuple[float, float]]:
        s, r = self.style.size, self.random
        gutter = self.style.gutter * s
        number = max(1, round((box.w + gutter) / ((wished or self.style.column) * s + gutter)))
        width = (box.w - (number - 1) * gutter) / number
        widths = [width] * number
        if number > 1 and r.random() < 0.12:
            move = width * r.choice((0.2, 0.3))
            widths[0] += move
            widths[-1] -= move
            self.sheet.traits.add("unequal_columns")
        found, x = [], box.x
        for width in widths:
            found.append((x, width))
            x += width + gutter
        if self.style.column_rules and number > 1:
            for x, width in found[:-1]:
                self.pending.append((x + width + gutter / 2, box.bottom))
        return found

    pending: list[tuple[float, float]]

    def article(self, box: Rect, *, lead: bool = False) -> None:
        """Set one article in a rectangle, with everything that may go with it."""
        r, s, sheet = self.random, self.style.size, self.sheet
        self.pending = []
        if r.random() < 0.22 and box.w > 10 * s and box.h > 8 * s:
            sheet.traits.add("boxed")
            if r.random() < 0.6:
                sheet.marks.append(Mark("frame", box.x, box.y, box.w, box.h, r.choice((0.4, 0.8))))
            else:
                sheet.marks.insert(0, Mark("fill", box.x, box.y, box.w, box.h, r.choice((0.88, 0.93))))
            box = box.inset(0.7 * s)
        if r.random() < 0.17:
            high = self.setter.label(r.choice(texts.LABELS), box.x, box.y, box.w)
            box = Rect(box.x, box.y + high, box.w, box.h - high)
        article = texts.article(
            r, self.key(), max(60, int(box.w * box.h / (s * self.style.pitch) * r.uniform(0.75, 1.0)))
        )
        article.slots["subhead_align"] = r.choice(("middle", "middle", "left"))
        article.slots["subhead_font"], article.slots["jump_font"] = (
            r.choice(("hei", "hei", "title", "kai")),
            r.choice(("kai", "song", "hei")),
        )
        self.jumps(article)
        captions: list[str] = []
        marks, runs = len(sheet.marks), len(sheet.runs)
        for attempt in range(3):
            try:
                self._article(article, box, captions, lead=lead, plain=attempt == 2)
            except Full:
                del sheet.runs[runs:], sheet.marks[marks:]
                captions.clear()
                continue
            sheet.articles[article.key], sheet.captions[article.key] = article, captions
            if self.style.hides_heads and r.random() < 0.3:
                sheet.runs[runs:] = [
                    run for run in sheet.runs[runs:] if run.role not in {"headline", "kicker", "subtitle"}
                ]
                article.headline = article.kicker = ""
                article.decks = []
                sheet.traits.add("lost_head")
            return
        self.setter.picture(article, box, [], titled=False)
        del sheet.runs[runs:]

    def jumps(self, article: Article) -> None:
        r = self.random
        if r.random() < 0.07:
            article.jump_from = r.choice(("（上接第{}版）", "（上接{}版）", "（紧接第{}版）")).format(
                r.choice(("一", "1", "01", "2"))
            )
            if r.random() < 0.6:
                article.headline = article.kicker = article.byline = ""
                article.byline_place, article.decks, article.names = "none", [], []
                article.paragraphs = [p for p in article.paragraphs[1:] if p.role == "body"] or article.paragraphs
                self.sheet.traits.add("jump_from_headless")
            else:
                self.sheet.traits.add("jump_from_headed")
        elif r.random() < 0.06:
            article.jump_to = r.choice(("（下转第{}版）", "（下转{:02d}版）", "（转第{}版）")).format(r.randint(2, 8))
            if article.byline_place != "head":
                article.byline, article.byline_place = "", "none"
            self.sheet.traits.add("jump_to")

    def _article(self, article: Article, box: Rect, captions: list[str], *, lead: bool, plain: bool) -> None:
        r, s = self.random, self.style.size
        cap = self.style.head_scale * min(54.0, (3.2 if lead else 2.6) * s + box.w / 28)
        columns = self.columns(box)
        tops = [box.y] * len(columns)
        holes: list[Rect] = []
        if article.headline:
            self._headed(article, box, columns, tops, holes, cap, captions, plain=plain)
        lowest = max(tops)
        if not plain and box.w > 14 * s and box.bottom - lowest > 14 * s and r.random() < 0.4:
            holes.append(self._pictured(article, box, columns, lowest, captions))
        elif not plain and box.bottom - lowest > 16 * s and r.random() < 0.08:
            k = r.randrange(len(columns))
            hole = Rect(columns[k][0], box.bottom - 10 * s, columns[k][1], 10 * s)
            (self.setter.chart if r.random() < 0.5 else lambda hole: self.setter.table(hole, article.key))(hole)
            holes.append(Rect(hole.x, hole.y - 0.8 * s, hole.w, hole.h + s))
        if article.byline and article.byline_place == "head" and not article.headline:
            article.byline_place = "none"
        slots = self.setter.slots(box, columns, tops, holes)
        if len(slots) < 4:
            raise Full
        used = self.setter.fill(article, slots)
        if used < 0.6 * len(slots) and not plain and len(columns) > 1:
            raise Full
        for x, bottom in self.pending:
            self.setter.rule(x, lowest, 0.4, bottom - lowest)

    def _headed(
        self,
        article: Article,
        box: Rect,
        columns: list[tuple[float, float]],
        tops: list[float],
        holes: list[Rect],
        cap: float,
        captions: list[str],
        *,
        plain: bool,
    ) -> None:
        """Set the headline at its place and move the columns' tops below it."""
        r, s = self.random, self.style.size
        align = r.choice(("middle", "middle", "left"))
        kind = (
            "top"
            if plain
            else r.choices(("top", "upright", "side", "picture", "inset"), (0.62, 0.13, 0.12, 0.1, 0.03))[0]
        )
        words = len(article.headline.replace(" ", ""))
        if kind == "upright" and box.h > 14 * s and len(columns) > 1 and words < 26:
            self._upright(article, box, columns, tops, holes, cap)
            return
        if kind == "side" and len(columns) > 2:
            number = r.randint(1, len(columns) - 1)
            first = r.choice((0, len(columns) - number, 0))
            wide = Rect(
                columns[first][0],
                box.y,
                columns[first + number - 1][0] + columns[first + number - 1][1] - columns[first][0],
                0,
            )
            high = self.setter.head(article, wide, cap, align)
            for k in range(first, first + number):
                tops[k] = box.y + high
            self.sheet.traits.add("side_head")
            return
        top = box.y
        if kind == "picture" and box.h > 26 * s:
            high = min(box.h * 0.4, box.w * 0.5)
            self.setter.picture(article, Rect(box.x, box.y, box.w, high), captions, titled=False)
            top += high + 0.5 * s
            self.sheet.traits.add("head_under_picture")
        high = self.setter.head(article, Rect(box.x, top, box.w, 0), cap, align)
        tops[:] = [top + high] * len(columns)

    def _upright(
        self,
        article: Article,
        box: Rect,
        columns: list[tuple[float, float]],
        tops: list[float],
        holes: list[Rect],
        cap: float,
    ) -> None:
        r, s = self.random, self.style.size
        words = article.headline.replace(" ", "")
        size = min(cap, 30.0)
        while size > 1.25 * s and -(-len(words) // max(1, int(box.h * 0.9 / (1.15 * size)))) > 2:
            size -= 1
        per = max(1, int(box.h * 0.9 / (1.15 * size)))
        count = -(-len(words) // per)
        step = -(-len(words) // count)
        lines = [words[k : k + step] for k in range(0, len(words), step)]
        if len(lines) > 2:
            raise Full
        wide = len(lines) * 1.25 * size + 0.6 * s
        left = r.random() < 0.6
        x = box.x if left else box.right - wide + 0.6 * s
        high = self.setter.upright(
            lines, x, box.y + 0.2 * s, size, r.choice(("hei", "title")), "headline", article.key, "head"
        )
        article.headline = "".join(lines).translate(str.maketrans("“”‘’", "『』「」"))
        article.kicker, article.decks = "", []
        if article.byline_place == "head":
            article.byline_place, article.byline = "none", ""
            article.names = []
        self.sheet.traits.add("vertical_headline")
        free = (
            Rect(box.x + wide + 0.4 * s, box.y, box.w - wide - 0.4 * s, box.h)
            if left
            else Rect(box.x, box.y, box.w - wide - 0.4 * s, box.h)
        )
        columns[:] = self.columns(free)
        tops[:] = [box.y] * len(columns)
        if high < 0.6 * box.h and r.random() < 0.4:
            holes.append(Rect(x, box.y, 0.1, high))

    def _pictured(
        self, article: Article, box: Rect, columns: list[tuple[float, float]], top: float, captions: list[str]
    ) -> Rect:
        """Put a picture over some of the columns; return the room it takes."""
        r, s = self.random, self.style.size
        number = r.randint(1, max(1, len(columns) - 1))
        first = r.randint(0, len(columns) - number)
        left = columns[first][0]
        width = columns[first + number - 1][0] + columns[first + number - 1][1] - left
        if len(columns) > 2 and r.random() < 0.25 and first + number < len(columns):
            width += columns[first + number][1] * 0.4
            self.sheet.traits.add("picture_wrap")
        high = min((box.bottom - top) * 0.6, width * r.uniform(0.5, 0.8) + 3 * s)
        y = r.choice((top, top, top + (box.bottom - top - high) * r.uniform(0.3, 0.7), box.bottom - high))
        self.setter.picture(article, Rect(left, y, width, high), captions, titled=r.random() < 0.25)
        below = 0.0 if y <= top else 0.6 * s
        return Rect(left - 0.8 * s, y - below, width + 1.6 * s, high + below + 0.5 * s)

    # ------------------------------------------------------------------ other blocks

    def briefs(self, box: Rect) -> None:
        """Set a box of briefs, each an article of its own."""
        r, s = self.random, self.style.size
        self.pending = []
        self.sheet.traits.add("briefs")
        if r.random() < 0.6:
            self.sheet.marks.append(Mark("frame", box.x, box.y, box.w, box.h, 0.6))
            box = box.inset(0.7 * s)
        name = r.choice(texts.BRIEF_NAMES)
        size = r.choice((1.5, 2.0, 2.6)) * s
        if r.random() < 0.3 and box.w > 16 * s:
            high = self.setter.upright([name], box.x, box.y, size, "hei", "section", None, "label")
            box = Rect(box.x + 1.5 * size, box.y, box.w - 1.5 * size, box.h)
            del high
        else:
            white = r.random() < 0.4
            wide = measure(self.style, name) * size
            if white:
                self.sheet.marks.append(Mark("fill", box.x, box.y, wide + size, 1.5 * size, 0.1))
            self.setter.text(
                name,
                Rect(box.x + 0.5 * size, box.y + 0.1 * size, wide * 2, 99),
                size,
                "hei",
                "section",
                None,
                "label",
                white=white,
            )
            box = Rect(box.x, box.y + 1.7 * size, box.w, box.h - 1.7 * size)
        style = r.choice(("bracket", "bracket", "above", "above_left"))
        slots = self.setter.slots(box, columns := self.columns(box), [box.y] * len(columns), [])
        at = 0
        while at < len(slots) - 3:
            at = self._brief(slots, at, style)

    def _brief(self, slots: list, at: int, style: str) -> int:  # type: ignore[type-arg]  # noqa: C901, PLR0912
        r, s = self.random, self.style.size
        item = texts.brief(r, self.key(), style)
        font = "song"
        start = at
        if style in {"above", "above_left"}:
            width = slots[at].w / s
            rows = compose(
                self.style,
                [(char, "headline") for char in item.headline],
                lambda _: width,
                0.0,
                "middle" if style == "above" else "left",
            )
            if start + len(rows) + 2 >= len(slots) or slots[start].column != slots[start + len(rows)].column:
                self.count -= 1
                return self._next_column(slots, at)
            for n, row in enumerate(rows):
                slot = slots[start + n]
                self.setter.line(
                    row,
                    slot.x,
                    slot.y + self.style.pitch / 2 + 0.36 * s,
                    s * r.choice((1.0, 1.0)),
                    "hei",
                    "headline",
                    item.key,
                    "head",
                    pitch=s,
                )
            start += len(rows)
            item_chars: list[tuple[str, str]] = []
        elif style == "bracket":
            item_chars = [("【", "bracket"), *((char, "headline") for char in item.headline), ("】", "bracket")]
        else:
            item_chars = [(char, "headline") for char in item.headline] + [(" ", "headline"), (" ", "headline")]
        while True:
            chars = item_chars + [(char, "body") for char in item.paragraphs[0].text]
            if item.byline:
                chars += [(char, "byline") for char in item.byline]
            try:
                rows = compose(
                    self.style, chars, lambda n: slots[start + n].w / s if start + n < len(slots) else None, 2.0
                )
                break
            except Full:
                from training.press.blocks import shorten  # noqa: PLC0415

                if not shorten(item):
                    self.sheet.runs[:] = [run for run in self.sheet.runs if run.article != item.key]
                    self.count -= 1
                    return len(slots)
        for n, row in enumerate(rows):
            slot = slots[start + n]
            heads = sum(role in {"headline", "bracket"} for _, role, _ in row.chars)
            y = slot.y + self.style.pitch / 2 + 0.36 * s
            if 0 < heads < len(row.chars):
                self.setter.line(
                    row._replace(chars=row.chars[:heads]), slot.x, y, s, "hei", "headline", item.key, "body", pitch=s
                )
                run = self.setter.line(
                    row._replace(chars=row.chars[heads:]), slot.x, y, s, font, "body", item.key, "body", pitch=s
                )
            else:
                run = self.setter.line(
                    row,
                    slot.x,
                    y,
                    s,
                    "hei" if heads else font,
                    "headline" if heads else "body",
                    item.key,
                    "body",
                    pitch=s,
                )
            if run:
                run.ends_paragraph = row.last
        self.sheet.articles[item.key], self.sheet.captions[item.key] = item, []
        return start + len(rows)

    @staticmethod
    def _next_column(slots: list, at: int) -> int:  # type: ignore[type-arg]
        column = slots[at].column
        while at < len(slots) and slots[at].column == column:
            at += 1
        return at

    def photo(self, box: Rect) -> None:
        """Set a picture with a headline and a caption, or with a caption only, as an article of few words."""
        self.article(box)

    def leaf(self, box: Rect, *, first: bool = False) -> None:
        """Fill a leaf of the page's plan with a block."""
        r, s = self.random, self.style.size
        self.setter.block += 1
        if box.w < 9 * s or box.h < 7 * s:
            return
        small = box.w * box.h < 26 * 26 * s * s
        kind = (
            "article"
            if first
            else r.choices(("article", "briefs", "ad", "table"), (0.82, 0.09, 0.05 if small else 0.02, 0.04))[0]
        )
        if kind == "ad":
            self.setter.advertisement(box)
        elif kind == "briefs":
            self.briefs(box)
        elif kind == "table" and r.random() < 0.5:
            self.setter.chart(box)
        elif kind == "table":
            self.setter.text(
                r.choice(("一周行情", "数据看板", "主要指标")),
                Rect(box.x, box.y, box.w, 99),
                1.5 * s,
                "hei",
                "table",
                None,
                "table",
                "middle",
                1.5,
            )
            self.setter.table(Rect(box.x, box.y + 2.4 * s, box.w, box.h - 2.4 * s), None)
        else:
            self.article(box, lead=first)


def _split(maker: _Maker, box: Rect, depth: int) -> Iterator[Rect]:
    """Split a rectangle into leaves, with rules between them where the style has them."""
    r, s, style = maker.random, maker.style.size, maker.style
    least = 20 * s
    area = box.w * box.h / (s * s)
    if depth <= 0 or (area < r.uniform(900, 2600)) or (box.w < 2 * least and box.h < 2 * least):
        yield box
        return
    gap = s * r.choice((1.2, 1.6, 2.0))
    upright = box.w > 2 * least and (
        box.h < 2 * least or r.random() < 0.45 + 0.2 * (box.w > box.h) - 0.2 * (box.h > box.w)
    )
    cut = r.choice((0.33, 0.4, 0.5, 0.5, 0.6, 0.67))
    if upright:
        unit = style.column * s + style.gutter * s
        number = max(1, min(round(box.w * cut / unit), int(box.w / unit) - 1)) if box.w > 2 * unit else 0
        width = number * unit - style.gutter * s if number and r.random() < 0.6 else box.w * cut - gap / 2
        if style.rules == "all":
            maker.setter.rule(box.x + width + gap / 2, box.y, 0.5, box.h)
        yield from _split(maker, Rect(box.x, box.y, width, box.h), depth - 1)
        yield from _split(maker, Rect(box.x + width + gap, box.y, box.w - width - gap, box.h), depth - 1)
    else:
        height = box.h * cut - gap / 2
        if style.rules in {"all", "across"}:
            maker.setter.rule(box.x, box.y + height + gap / 2, box.w, 0.5)
        yield from _split(maker, Rect(box.x, box.y, box.w, height), depth - 1)
        yield from _split(maker, Rect(box.x, box.y + height + gap, box.w, box.h - height - gap), depth - 1)


def _grid(maker: _Maker, body: Rect) -> None:
    leaves = list(_split(maker, body, 5))
    for k, box in enumerate(leaves):
        maker.leaf(box, first=k == 0)


def _strips(maker: _Maker, body: Rect) -> None:
    """Set a lead over all columns and stacks of articles of their own heights under it."""
    r, s, style = maker.random, maker.style.size, maker.style
    y = body.y
    if r.random() < 0.6:
        high = body.h * r.uniform(0.22, 0.38)
        maker.leaf(Rect(body.x, y, body.w, high), first=True)
        if style.rules != "none":
            maker.setter.rule(body.x, y + high + 0.8 * s, body.w, 0.6)
        y += high + 1.6 * s
    unit = (style.column + style.gutter) * s
    total = max(2, int((body.w + style.gutter * s) / unit))
    unit = (body.w + style.gutter * s) / total
    x = 0
    while x < total:
        wide = min(total - x, r.choice((1, 2, 2, 3)))
        left, width = body.x + x * unit, wide * unit - style.gutter * s
        at = y
        while body.bottom - at > 12 * s:
            high = min(body.bottom - at, r.uniform(14, 42) * s * (1.3 if wide == 1 else 1.0))
            if body.bottom - at - high < 14 * s:
                high = body.bottom - at
            maker.leaf(Rect(left, at, width, high))
            if style.rules != "none" and at + high < body.bottom - s:
                maker.setter.rule(left, at + high + 0.7 * s, width, 0.5)
            at += high + 1.4 * s
        x += wide


def _inset(maker: _Maker, body: Rect) -> None:
    """Set large blocks whose corner holds another block: their columns have unequal heights."""
    r, s = maker.random, maker.style.size
    for k, box in enumerate(_split(maker, body, 3)):
        columns = maker_columns(maker, box)
        if len(columns) < 3 or box.h < 40 * s:
            maker.leaf(box, first=k == 0)
            continue
        number = r.randint(1, len(columns) - 2) if len(columns) > 3 else 1
        low = r.random() < 0.7
        right = r.random() < 0.6
        first = len(columns) - number if right else 0
        left = columns[first][0]
        width = columns[first + number - 1][0] + columns[first + number - 1][1] - left
        high = box.h * r.uniform(0.3, 0.5)
        hole = Rect(left, box.bottom - high if low else box.y, width, high)
        _carved(maker, box, columns, hole, low=low)


def _bands(maker: _Maker, body: Rect) -> None:
    """Set bands of short articles, each over one to four columns of few lines."""
    r, s, style = maker.random, maker.style.size, maker.style
    unit = (style.column + style.gutter) * s
    total = max(1, int((body.w + style.gutter * s) / unit))
    y = body.y
    for _ in range(r.randint(1, 5)):
        x, deepest = 0, 0.0
        while x < total and (x == 0 or r.random() < 0.85):
            wide = min(total - x, r.choice((1, 1, 2, 2, 3, 4)))
            high = r.randint(4, 16) * style.pitch * (2.2 if wide == 1 else 1.0) + 6 * s
            if y + high > body.bottom:
                return
            maker.leaf(Rect(body.x + x * unit, y, wide * unit - style.gutter * s, high), first=True)
            deepest, x = max(deepest, high), x + wide
        y += deepest + r.uniform(1.0, 2.5) * s
        if style.rules != "none" and r.random() < 0.5:
            maker.setter.rule(body.x, y - 0.8 * s, body.w, 0.5)


def maker_columns(maker: _Maker, box: Rect) -> list[tuple[float, float]]:
    """Return the columns a block of this width would have, all of one width."""
    s = maker.style.size
    gutter = maker.style.gutter * s
    number = max(1, round((box.w + gutter) / (maker.style.column * s + gutter)))
    width = (box.w - (number - 1) * gutter) / number
    return [(box.x + k * (width + gutter), width) for k in range(number)]


def _carved(maker: _Maker, box: Rect, columns: list[tuple[float, float]], hole: Rect, *, low: bool) -> None:
    """Set an article around a hole and another block into the hole."""
    r, s, sheet = maker.random, maker.style.size, maker.sheet
    maker.pending = []
    maker.setter.block += 1
    article = texts.article(r, maker.key(), int((box.w * box.h - hole.w * hole.h) / (s * maker.style.pitch) * 0.9))
    article.slots["subhead_align"] = "middle"
    maker.jumps(article)
    tops = [box.y] * len(columns)
    runs, marks = len(sheet.runs), len(sheet.marks)
    if article.headline:
        if low:
            high = maker.setter.head(article, Rect(box.x, box.y, box.w, 0), maker.style.head_scale * 3.6 * s, "middle")
            tops = [box.y + high] * len(columns)
        else:
            free = [k for k, (x, w) in enumerate(columns) if not (x < hole.right and x + w > hole.x)]
            left, right = columns[free[0]][0], columns[free[-1]][0] + columns[free[-1]][1]
            high = maker.setter.head(
                article, Rect(left, box.y, right - left, 0), maker.style.head_scale * 3.2 * s, "middle"
            )
            for k in free:
                tops[k] = box.y + high
    try:
        slots = maker.setter.slots(box, columns, tops, [Rect(hole.x - 1, hole.y - s, hole.w + 2, hole.h + 2 * s)])
        maker.setter.fill(article, slots)
    except Full:
        del sheet.runs[runs:], sheet.marks[marks:]
        maker.leaf(box)
        return
    sheet.articles[article.key], sheet.captions[article.key] = article, []
    sheet.traits.add("inset")
    if r.random() < 0.7:
        sheet.marks.append(Mark("frame", hole.x, hole.y, hole.w, hole.h, 0.6))
    elif maker.style.rules != "none":
        maker.setter.rule(hole.x, hole.y if low else hole.bottom, hole.w, 0.5)
    maker.leaf(hole.inset(0.8 * s))


def _folio(maker: _Maker, sheet: Sheet) -> tuple[float, float]:
    """Set the page's head, and its editors at the head or foot; return the height taken at both."""
    r, s, setter = maker.random, maker.style.size, maker.setter
    setter.block = 0
    margin = 3.5 * s
    if r.random() < 0.12:
        return 2 * s, s
    big = r.choice((1.4, 1.8, 2.4, 3.0)) * s
    place = texts.place(r)
    paper = place + r.choice(texts.PAPERS)
    if r.random() < 0.3:
        paper = paper.translate(str.maketrans("报云农东经长陈泽台岭", "報雲農東經長陳澤臺嶺"))
        sheet.traits.add("traditional_masthead")
    number = r.choice(("{:02d}", "第{:02d}版", "{}版", "第{}版", "{}", "A{:02d}")).format(r.randint(1, 16))
    parts = [
        (number, big, "hei"),
        (r.choice(texts.PAGE_NAMES), big, r.choice(("hei", "title"))),
        (texts.day(r), s, "song"),
        (paper, big * r.choice((0.9, 1.0, 1.3)), r.choice(("kai", "title"))),
    ]
    if r.random() < 0.5:
        r.shuffle(parts)
    if r.random() < 0.2:
        parts.pop(r.randrange(4))
    y, width = 1.5 * s, sheet.width - 2 * margin
    step = width / len(parts)
    for k, (words, size, font) in enumerate(parts):
        setter.text(
            words,
            Rect(margin + k * step, y + (big * 1.3 - size) / 2, step, 99),
            size,
            font,
            "folio",
            None,
            "folio",
            r.choice(("left", "left", "right")),
        )
    foot = 1.5 * s
    if r.random() < 0.65:
        sheet.traits.add("editors_line")
        words = texts.editors(r)
        if r.random() < 0.5:
            setter.text(
                words,
                Rect(margin, y + big * 1.6, width, 99),
                s * 0.95,
                r.choice(("song", "kai", "hei")),
                "folio",
                None,
                "folio",
                r.choice(("left", "right")),
            )
            y += 1.4 * s
        else:
            setter.text(
                words,
                Rect(margin, sheet.height - 2.6 * s, width, 99),
                s * 0.95,
                r.choice(("song", "kai", "hei")),
                "folio",
                None,
                "folio",
                r.choice(("left", "right", "middle")),
            )
            foot += 2.2 * s
    if r.random() < 0.7:
        setter.rule(margin, y + big * 1.9, width, 0.8)
    return y + big * 1.9 + s, foot


def _ordered(sheet: Sheet, order: str, random: Random) -> list[Run]:  # noqa: PLR0911  an order a line
    """Put the runs of a page in the order in which they are drawn."""
    runs = list(sheet.runs)
    blocks = [list(group) for _, group in groupby(sorted(runs, key=lambda run: run.block), key=lambda run: run.block)]
    if order == "shuffle":
        random.shuffle(blocks)
    flat = [run for block in blocks for run in block]

    def last(test: Callable[[Run], bool], *, first: bool = False) -> list[Run]:
        some, rest = [run for run in flat if test(run)], [run for run in flat if not test(run)]
        return [*some, *rest] if first else [*rest, *some]

    if order == "heads_first":
        return last(lambda run: run.part == "head", first=True)
    if order == "heads_last":
        return last(lambda run: run.part == "head")
    if order == "heads_by_row":
        heads = sorted((run for run in flat if run.part == "head"), key=lambda run: (round(run.y / 3), run.glyphs[0].x))
        rest = [run for run in flat if run.part != "head"]
        return [*heads, *rest] if random.random() < 0.5 else [*rest, *heads]
    if order == "rows":
        return sorted(flat, key=lambda run: (round(run.y), run.glyphs[0].x))
    if order == "heads_after":
        return [run for block in blocks for run in sorted(block, key=lambda run: run.part == "head")]
    if order == "captions_last":
        return last(lambda run: run.part == "caption")
    if order == "bylines_first":
        return last(lambda run: run.role == "byline" and run.part == "head", first=True)
    return flat


def page(seed: int, family: str) -> Sheet:
    """Typeset one page of a family."""
    r = Random(f"{family}-{seed}")  # noqa: S311  a page of a test, no secret
    style = Style.draw(r)
    columns = (
        r.choice((1, 2, 3, 4, 4, 5, 5, 6))
        if family == "bands"
        else r.choice((3, 4, 4, 5, 5, 6))
        if family != "grid"
        else r.choice((4, 5, 5, 6, 6))
    )
    s = style.size
    width = columns * style.column * s + (columns - 1) * style.gutter * s + 7 * s
    width = min(max(width, 24 * s if family == "bands" else 48 * s), 110 * s)
    sheet = Sheet(width, width * r.uniform(1.2, 1.5), style, family)
    sheet.ascent = r.choice((880, 859, 1000, 800))
    sheet.single = r.random() < 0.15
    if style.ragged:
        sheet.traits.add("uneven_body")
    maker = _Maker(sheet, r)
    maker.pending = []
    top, foot = _folio(maker, sheet)
    body = Rect(3.5 * s, top, width - 7 * s, sheet.height - top - foot - s)
    {"grid": _grid, "strips": _strips, "inset": _inset, "bands": _bands}[family](maker, body)
    for serial, run in enumerate(sheet.runs):
        run.serial = serial
    if r.random() < 0.35:
        sheet.runs.sort(key=lambda run: run.block == 0)
    sheet.order = r.choice(ORDERS)
    sheet.traits.add(f"order_{sheet.order}")
    folio_last = bool(sheet.runs) and sheet.runs[0].block != 0
    sheet.runs = _ordered(sheet, sheet.order, r)
    if folio_last and sheet.order in {"blocks", "heads_after", "captions_last"}:
        sheet.runs.sort(key=lambda run: run.part == "folio")
    if r.random() < 0.08:
        sheet.rotate, sheet.sideways = r.choice((90, 270)), r.random() < 0.7
        sheet.traits.add("rotate")
    return sheet
