"""Set the blocks of a page: articles with their heads, pictures and tables, boxes of briefs, advertisements."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

import jieba

from training.broadsheet.ink import Element, Glyph, Line, Sheet
from training.broadsheet.setting import (
    NO_END,
    NO_START,
    Para,
    Slot,
    columns_of,
    flow,
    glyphs_of,
    place,
    slots,
    take,
    width,
)
from training.broadsheet.texts import OPINION
from training.rect import Rect

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from training.broadsheet.texts import Story, Writer

LONGEST, SHORTEST = 1180, 90  # characters of an article's text
_MISSES = 9  # sentences tried at the end of a text for one that still fits
_FRAMES = ("0.6 w … S", "1.2 w … S", "0.93 g … f", "0.5 w [2 2] 0 d … S", "0.9 0.95 0.98 rg … f")
_LABELS = {"black": "0.08 g … f", "grey": "0.82 g … f", "open": "0.7 w … S"}


@dataclass(frozen=True)
class Style:
    """The hand of one page: faces, sizes in points, and how often it uses which device."""

    body: str
    head: tuple[str, ...]
    size: float
    lead: float
    gutter: float
    unit: float
    uneven: bool
    spaces: bool
    indent_spaces: bool
    body_first: bool
    rules: str
    often: dict[str, float]


@dataclass
class Article:
    """The gold of one article, filled while it is set."""

    headline: str | None = None
    kicker: str | None = None
    subtitle: str | None = None
    byline: list[str] = field(default_factory=list)
    subhead: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    caption: list[str] = field(default_factory=list)


@dataclass
class Plan:
    """A block while it is set: whose it is, its measure, and what is placed in it before its text flows."""

    aid: str
    story: Story
    columns: list[Rect] = field(default_factory=list)
    face: str = ""
    size: float = 0.0
    lead: float = 0.0
    lines: list[Line] = field(default_factory=list)
    obstacles: list[Rect] = field(default_factory=list)
    paint: list[Callable[[], None]] = field(default_factory=list)
    traits: set[str] = field(default_factory=set)
    heads: list[Rect] = field(default_factory=list)
    stack: tuple[int, int, list[Line]] | None = None  # the head's obstacle, columns under it, its lines
    gold: Article = field(default_factory=Article)


class Press:
    """Sets blocks on a sheet and keeps the gold of what it set."""

    def __init__(self, rng: random.Random, writer: Writer, style: Style, sheet: Sheet) -> None:
        self.rng, self.writer, self.style, self.sheet = rng, writer, style, sheet
        self.articles: dict[str, Article] = {}
        self.traits: set[str] = set()
        self.heads: list[tuple[int, Rect]] = []
        self.block = self.tables = 0
        self._ids = 0
        self._insets: list[Rect] = []  # rooms the block being set leaves to a smaller one

    def often(self, device: str) -> bool:
        """Decide whether a device of the style is used this time."""
        return self.rng.random() < self.style.often.get(device, 0.0)

    def article(self, rect: Rect, units: int, *, nested: bool = False) -> None:
        """Set an article that fills the rectangle, or an advertisement where no text would fit."""
        self.block += 1
        self._ids += 1
        aid = f"a{self._ids}"
        story = self.writer.story()
        boxed = nested or self.often("boxed")
        for attempt in range(12):
            self._insets.clear()
            plan = Plan(aid, story)
            self._prepare(plan, rect, units, boxed=boxed)
            self._furnish(plan, pictures=attempt % 4, plain=attempt > 5)
            room = slots(plan.columns, plan.lead, plan.obstacles, 6.5 * plan.size)
            if not SHORTEST * 1.2 <= sum(s.w for s in room) / plan.size <= LONGEST * 1.12:
                continue
            paras = self._fill(plan, room)
            if paras:
                room = self._spread(plan, paras, room)
                text = [line for p in paras for line in p.lines]
                plan.lines = text + plan.lines if self.style.body_first else plan.lines + text
                self._commit(plan, aid)
                self._column_rules(plan.columns, room)
                for hole in list(self._insets):
                    self.traits.add("inset")
                    self.article(hole.inset(4), min(2, units - 1), nested=True)
                return
        self.advert(rect)

    def _prepare(self, plan: Plan, rect: Rect, units: int, *, boxed: bool) -> None:
        """Choose the block's face, size and columns; draw its frame or tint."""
        rng, style = self.rng, self.style
        plan.face, plan.size, plan.lead = style.body, style.size, style.lead
        if boxed or plan.story.register in OPINION:
            plan.face = rng.choice((plan.face, "kai"))
            plan.size *= rng.choice((1.0, 1.04, 1.1))
            plan.lead *= plan.size / style.size
        if boxed:
            outer, paint = rect, rng.choice(_FRAMES)
            plan.paint.append(lambda: self.sheet.box(outer, paint))
            plan.traits.add("boxed")
            rect = rect.inset(6)
        count = max(1, min(units, int(rect.w / (7.5 * plan.size))))
        if units > 2 and self.often("odd_columns"):
            near = [n for n in (count - 1, count + 1) if n and 9 * plan.size <= rect.w / n <= 24 * plan.size]
            count = rng.choice(near or [count])
        plan.columns = columns_of(rect, count, style.gutter)

    def _furnish(self, plan: Plan, *, pictures: int, plain: bool) -> None:
        """Place what the text flows around: label, head, pictures, a table, room for a smaller block."""
        columns, lead = plan.columns, plan.lead
        rect = Rect(columns[0].x, columns[0].y, columns[-1].right - columns[0].x, columns[0].h)
        if self.often("section") and not plain:
            self._label(plan, rect, self.writer.pick("signs"))
        top = max([r.bottom for r in plan.obstacles], default=rect.y)
        once = "jump_from_headless" not in self.traits
        if self.often("headless") and not plain and rect.h < 30 * lead and once:
            plan.traits.add("jump_from_headless")
        else:
            self._head(plan, Rect(rect.x, top, rect.w, rect.bottom - top), plain=plain)
        if (pictures or self.often("picture")) and rect.h > 16 * lead:
            for _ in range(max(1, pictures)):
                self._picture(plan)
        if self.tables < 2 and self.often("table") and rect.h > 24 * lead and not plain:
            self._table(plan)
        across = min(2, len(columns) - 1)
        if across and self.often("inset") and rect.h > (18 if across > 1 else 28) * lead and not plain:
            high = lead * (self.rng.randint(9, 12) if across > 1 else self.rng.randint(13, 18))
            left = plan.columns[-across].x
            hole = Rect(left, rect.bottom - high, plan.columns[-1].right - left, high)
            if not any(hole.meets(r) for r in plan.obstacles):
                plan.obstacles.append(hole)
                self._insets.append(hole)

    def _spread(self, plan: Plan, paras: list[Para], room: list[Slot]) -> list[Slot]:
        """Give lines left empty at the end to the white around the headline, as a make-up editor does."""
        rows = (flow(paras, room) or 0) // plan.stack[1] if plan.stack else 0
        if not rows or not plan.stack:
            return room
        index, _, lines = plan.stack
        obstacles = list(plan.obstacles)
        obstacles[index] = obstacles[index]._replace(h=obstacles[index].h + rows * plan.lead)
        wider = slots(plan.columns, plan.lead, obstacles, 6.5 * plan.size)
        if flow(paras, wider) is None or any(o.meets(obstacles[index]) for o in obstacles if o is not obstacles[index]):
            flow(paras, room)
            return room
        plan.obstacles = obstacles
        for line in lines:
            line.y += rows * plan.lead / 2
        return wider

    def _label(self, plan: Plan, rect: Rect, text: str) -> None:
        size = self.rng.choice((10.5, 12.0, 14.0))
        paint = self.rng.choice(("black", "black", "grey", "open"))
        glyphs = glyphs_of(text, self.rng.choice(("hei", "sansbold", "kai")), Element(None, "section", self.block))
        wide = sum(width(g, size) for g in glyphs) + size
        x = rect.x + (self.rng.choice((0.0, 0.0, 0.5)) * (rect.w - wide))
        plan.paint.append(lambda: self.sheet.box(Rect(x, rect.y, wide, size * 1.45), _LABELS[paint]))
        line = place(glyphs, (x, rect.y + size * 0.2, wide), size, "center", kind="head")
        line.grey = 1.0 if paint == "black" else 0.0
        plan.lines.append(line)
        plan.obstacles.append(Rect(rect.x, rect.y, rect.w, size * 1.45 + 4))
        plan.traits.add("section_label")

    def _head(self, plan: Plan, area: Rect, *, plain: bool) -> None:
        rng, story, columns = self.rng, plan.story, plan.columns
        n = len(columns)
        plan.gold.headline = story.headline
        upright = [title for title in story.titles if not any((c.isascii() and c != " ") or c in "：—" for c in title)]
        if upright and not plain and area.w > 150 and self.often("vertical") and self._vertical(plan, upright[0], area):
            return
        across, start, where = n, 0, "top"
        if n > 1 and not plain:
            where = rng.choices(("top", "side", "right", "column", "under"), (6, 2, 0.6, 1 if n > 2 else 0, 1.2))[0]
        if where in ("side", "right"):
            across = rng.randint(max(1, n // 2), n - 1)
            start = n - across if where == "right" else 0
        if where == "column":
            across = 1
        if where in ("side", "right", "column"):
            plan.traits.add("side_head")
        box = Rect(columns[start].x, area.y, columns[start + across - 1].right - columns[start].x, area.h)
        y = box.y
        if where == "under":
            y = self._photo(plan, box, box.w * rng.uniform(0.34, 0.55)) + 4
            plan.traits.add("head_under_picture")
        before = len(plan.lines)
        narrow = box.w < 1.5 * self.style.unit and not self.often("decks")
        bottom = self._stack(plan, box, y, bare=plain or narrow or story.register in OPINION)
        if where == "column":
            bottom = max(bottom, min(area.bottom, area.y + area.h * rng.uniform(0.4, 0.7)))
        plan.stack = (len(plan.obstacles), across, plan.lines[before:])
        plan.obstacles.append(Rect(box.x - 4, box.y, box.w + 8, bottom - box.y))

    def _stack(self, plan: Plan, box: Rect, y: float, *, bare: bool) -> float:
        """Set kicker, headline, decks and byline one below the other; return where they end."""
        rng, gold, story, aid = self.rng, plan.gold, plan.story, plan.aid
        align = rng.choice(("center", "center", "left"))
        spans = box.w / self.style.unit
        cap = min(15 + 6.5 * spans, 46) * rng.uniform(0.82, 1.1) * (self.style.size / 9.3)
        stretch = 0.78 if self.often("condensed") else 1.0
        face = rng.choice(self.style.head)
        size, rows = fit(story.headline, (box.w - 6, 3 if spans < 1.6 else 2), (cap, 12.5), (face, stretch))
        if stretch < 1:
            plan.traits.add("condensed_head")
        y += 2
        second = max(10.0, min(size * 0.52, 19))
        deck_face = rng.choice(("kai", "song", "hei"))
        if not bare and self.often("kicker"):
            glyphs = glyphs_of(story.kicker, rng.choice(("kai", "hei", "song")), Element(aid, "kicker"))
            if sum(width(g, second) for g in glyphs) <= box.w:
                plan.lines.append(place(glyphs, (box.x, y, box.w), second, align, kind="head"))
                y += second * 1.4
                gold.kicker = story.kicker
                plan.traits.add("decks")
        first = y
        for row in rows:
            glyphs = glyphs_of(row, face, Element(aid, "headline"))
            plan.lines.append(place(glyphs, (box.x, y, box.w), size, align, stretch=stretch, kind="head"))
            y += size * 1.2
        plan.heads.append(Rect(box.x, first, box.w, y - first))
        y += 2
        if not bare and self.often("decks"):
            gold.subtitle = "".join(story.decks)
            plan.traits.add("decks")
            for part, deck in enumerate(story.decks):
                rest = glyphs_of(deck, deck_face, Element(aid, "subtitle", part))
                while rest:
                    k = take(rest, box.w, second)
                    plan.lines.append(place(rest[:k], (box.x, y, box.w), second, align, kind="head"))
                    rest, y = rest[k:], y + second * 1.3
        if self._byline_at(plan, story) == "head":
            text = rng.choice(
                ("本报记者 {}", "□ {}", "■ 本报记者 {}", "○ 记者 {} 文/图", "{}", "本报通讯员 {}")
            ).format(" ".join(story.names))
            glyphs = glyphs_of(text, rng.choice(("kai", "song")), Element(aid, "byline"))
            small = min(self.style.size, self.style.size * box.w / (sum(width(g, self.style.size) for g in glyphs) + 1))
            plan.lines.append(place(glyphs, (box.x, y + 2, box.w), small, align, kind="byline"))
            y += self.style.size * 1.5
        return y + 4

    def _byline_at(self, plan: Plan, story: Story) -> str:
        """Choose once where the author's name stands: head, lead, end, own (a line at the end) or none."""
        for where in ("head", "lead", "end", "own", "none"):
            if f"byline {where}" in plan.traits:
                return where
        weights = (5, 0, 1, 1, 0) if not story.dateline else (1.5, 5, 1.5, 1, 1)
        where = self.rng.choices(("head", "lead", "end", "own", "none"), weights)[0]
        if where == "lead" and "日电" in story.dateline:
            where = "end"
        plan.traits.add(f"byline {where}")
        plan.gold.byline = [] if where == "none" else list(story.names)
        return where

    def _vertical(self, plan: Plan, title: str, area: Rect) -> bool:
        """Set the headline downwards at the left or right edge; its lines run from right to left."""
        aid, story, columns = plan.aid, plan.story, plan.columns
        text = title.translate(str.maketrans("“”‘’", "『』『』"))
        rows = text.split(" ") if len(text) > 9 else [text.replace(" ", "")]
        size = min(30.0, (area.h - 10) / (max(map(len, rows)) * 1.08))
        if size < 15:
            return False
        kicker = story.register not in OPINION and self.often("kicker") and len(story.kicker) * 12.6 < area.h
        strip = size * 1.3 * len(rows) + (18 if kicker else 0) + 6
        right = self.rng.random() < 0.3
        x = area.right - strip if right else area.x
        face, edge = self.rng.choice(self.style.head), x + strip - 4
        if kicker:
            plan.lines.append(
                self._down(glyphs_of(story.kicker, "kai", Element(aid, "kicker")), edge - 14, area.y + 6, 12)
            )
            plan.gold.kicker, edge = story.kicker, edge - 18
        for row in rows:
            edge -= size * 1.3
            plan.lines.append(self._down(glyphs_of(row, face, Element(aid, "headline")), edge, area.y + 4, size))
        plan.gold.headline = text
        self._byline_at(plan, story)
        if "byline head" in plan.traits:
            plan.traits ^= {"byline head", "byline own"}
        # The strip's room is taken from every column alike: they are narrowed in place.
        left = area.x if right else x + strip + 4
        rest = Rect(left, columns[0].y, area.w - strip - 4, columns[0].h)
        count = max(1, min(len(columns), int(rest.w / (8 * self.style.size))))
        plan.columns = columns_of(rest, count, self.style.gutter)
        plan.traits.add("vertical_headline")
        return True

    @staticmethod
    def _down(glyphs: list[Glyph], x: float, y: float, size: float) -> Line:
        return Line(glyphs, [size * 1.08] * len(glyphs), x, y + size * 0.88, size, kind="head", down=True)

    def _photo(self, plan: Plan, box: Rect, high: float) -> float:
        """Place a picture at the top of the box with its caption; return where the caption ends."""
        rng = self.rng
        story, aid = plan.story, plan.aid
        sky, ground = ([rng.randint(*span) for _ in range(3)] for span in ((150, 235), (30, 140)))
        mixed = (
            (sky[c] * (7 - row) + ground[c] * row) // 7 + rng.randint(-14, 14)
            for row in range(8)
            for _ in range(12)
            for c in range(3)
        )
        pixels = bytes(max(0, min(255, value)) for value in mixed)
        plan.paint.append(lambda: self.sheet.picture(Rect(box.x, box.y, box.w, high), (pixels, 12, 8)))
        y, size, part = box.y + high + 4, self.style.size * 0.88, len(plan.gold.caption)
        if self.often("caption_title"):
            title = story.line("captitle")
            glyphs = glyphs_of(title, "hei", Element(aid, "caption", part))
            plan.lines.append(
                place(glyphs, (box.x, y, box.w), size * 1.15, rng.choice(("left", "center")), kind="caption")
            )
            plan.gold.caption.append(title)
            plan.traits.add("caption_title")
            y, part = y + size * 1.5, part + 1
        name = self.writer.name()
        text = story.line("cap") + rng.choice(
            (f" 本报记者 {name} 摄", f" {name}摄", f"（{name} 摄）", f" 通讯员 {name} 摄影报道", " （资料图片）")
        )
        rest = glyphs_of(text, rng.choice(("kai", "hei", "song")), Element(aid, "caption", part))
        plan.gold.caption.append(text)
        while rest:
            n = take(rest, box.w, size)
            plan.lines.append(place(rest[:n], (box.x, y, box.w), size, "justify", kind="caption", last=n == len(rest)))
            rest, y = rest[n:], y + size * 1.25
        return y + 3

    def _picture(self, plan: Plan) -> None:
        """Put a picture over some columns, below the head or at the foot; beside a narrower one lines are shortened."""
        rng, columns, lead = self.rng, plan.columns, plan.lead
        n = len(columns)
        across = rng.randint(1, max(1, n - 1))
        start = rng.randint(0, n - across)
        left, right = columns[start].x, columns[start + across - 1].right
        if across + start < n and columns[0].w > 13 * self.style.size and self.often("wrap"):
            right += columns[0].w * 0.4
            plan.traits.add("picture_wrap")
        high = min((right - left) * rng.uniform(0.5, 0.75), columns[0].h * 0.45)
        taken = [r.bottom for r in plan.obstacles if r.x < right and r.right > left]
        top = max([*taken, columns[0].y]) + (rng.randint(0, 1) * 4 * lead if n > 1 else 0)
        if rng.random() < 0.4:
            top = columns[0].bottom - high - 4.2 * lead
        box = Rect(left, top, right - left, high)
        whole = Rect(left, top, right - left, high + 4.2 * lead)
        if whole.bottom > columns[0].bottom + 1 or any(whole.meets(r) for r in plan.obstacles):
            return
        bottom = self._photo(plan, box, high)
        plan.obstacles.append(
            Rect(
                left,
                top - 2,
                right - left,
                max(bottom, whole.bottom if top > columns[0].bottom - 1.5 * high - 5 * lead else bottom) - top,
            )
        )

    def _table(self, plan: Plan) -> None:
        """Put a small table of figures at the foot of the last column; its words are in no gold."""
        rng, size = self.rng, self.style.size * 0.9
        last, lead, rows = plan.columns[-1], plan.lead, rng.randint(4, 6)
        box = Rect(last.x, last.bottom - (rows + 2.4) * lead, last.w, (rows + 2.4) * lead)
        if any(box.meets(r) for r in plan.obstacles):
            return
        plan.paint.append(lambda: self.sheet.box(box, "0.5 w … S"))
        plan.obstacles.append(box)
        plan.traits.add("table_or_figure")
        self.tables += 1
        names = rng.sample(("产值", "税收", "出口", "新签", "开工", "用电量", "就业", "专利"), rows)
        grid = [
            ("指标", "1—6月", "同比"),
            *((n, f"{rng.uniform(1, 400):.1f}", f"{rng.uniform(-9, 40):.1f}%") for n in names),
        ]
        title = place(
            glyphs_of(rng.choice(("主要指标一览", "数说园区", "半年账单")), "hei", None),
            (box.x, box.y + 6, box.w),
            size * 1.1,
            "center",
            kind="table",
        )
        plan.lines.append(title)
        for r, row in enumerate(grid):
            y = box.y + (r + 1.5) * lead
            plan.paint.append(partial(self.sheet.rule, (box.x, y - 1), (box.right, y - 1), "0.3 w"))
            for c, cell in enumerate(row):
                at = (box.x + c * box.w / 3, y + 1, box.w / 3)
                plan.lines.append(
                    place(glyphs_of(cell, "song" if r else "hei", None), at, size, "center", kind="table")
                )

    def _fill(self, plan: Plan, room: list[Slot]) -> list[Para]:
        """Write the story on until it fills the room; return its paragraphs, none where not even a short text fits."""
        rng, capacity, story = self.rng, sum(s.w for s in room) / plan.size, plan.story
        shape = [rng.choice((1, 1, 2, 2, 3)) for _ in range(40)]
        every = rng.choice((2, 3)) if capacity > 420 and self.often("subheads") else 99
        ends = (
            self.often("jump_to"),
            plan.gold.headline is None or ("jump_from_headed" not in self.traits and self.often("jump_from")),
        )
        where = self._byline_at(plan, story)
        sentences: list[str] = []
        best: list[str] = []
        misses = 0
        while misses < _MISSES and sum(map(len, best)) < LONGEST:
            sentences = [*best, story.sentence()]
            while sum(map(len, sentences)) < capacity * 0.7:
                sentences.append(story.sentence())
            if flow(self._paras(plan, (sentences, shape, every), (where, *ends))[0], room) is None:
                misses += 1
                if not best and misses > 1:
                    capacity *= 0.8
            else:
                best, misses = sentences, 0
        paras, gold = self._paras(plan, (best, shape, every), (where, *ends))
        if sum(map(len, best)) < SHORTEST or flow(paras, room) is None:
            return []
        plan.gold.paragraphs, plan.gold.subhead = gold.paragraphs, gold.subhead
        plan.traits |= {"jump_to"} if ends[0] else set()
        plan.traits |= {"jump_from_headed"} if ends[1] and plan.gold.headline else set()
        plan.traits |= {"byline_at_end"} if where in ("end", "own") else set()
        return paras

    def _paras(
        self, plan: Plan, text: tuple[list[str], list[int], int], ends: tuple[str, bool, bool]
    ) -> tuple[list[Para], Article]:
        """Make the paragraphs of a text: sentences grouped, subheads, dateline, byline, jump marks."""
        (sentences, shape, every), (byline, onward, back) = text, ends
        story, aid, size, face = plan.story, plan.aid, plan.size, plan.face
        paras: list[Para] = []
        gold = Article()
        names = " ".join(story.names)
        at = 0
        for number, count in enumerate(shape):
            part = sentences[at : at + count]
            at += count
            if not part:
                break
            if number and number % every == 0 and number // every <= len(story.subheads) and at < len(sentences):
                title = story.subheads[number // every - 1]
                gold.subhead.append(title)
                paras.append(
                    Para(
                        glyphs_of(title, "hei", Element(aid, "subhead", len(gold.subhead))),
                        size,
                        align="center",
                        before=1,
                        keep=True,
                    )
                )
            element = Element(aid, "body", number)
            intro = (
                story.dateline + (f"（记者 {names}）" if byline == "lead" else " ")
                if not number and story.dateline
                else ""
            )
            tail = f"（{names}）" if byline == "end" and at >= len(sentences) else ""
            glyphs = glyphs_of(intro, "hei", element) + glyphs_of("".join(part) + tail, face, element)
            gold.paragraphs.append((intro + "".join(part) + tail).replace(" ", ""))
            if back and not number:
                glyphs = (
                    glyphs_of(f"（上接第{'一二三四'[self._ids % 4]}版）", "kai", Element(None, "jump", self._ids))
                    + glyphs
                )
            if self.style.indent_spaces:
                glyphs = glyphs_of("\u3000\u3000", face, element) + glyphs
            paras.append(Para(glyphs, size, indent=0 if self.style.indent_spaces else 2))
        if byline == "own":
            paras.append(Para(glyphs_of(f"（{names}）", "kai", Element(aid, "byline")), size, align="right"))
        if onward:
            paras.append(
                Para(
                    glyphs_of(f"（下转第{'三四五六'[self._ids % 4]}版）", "kai", Element(None, "jump", -self._ids)),
                    size,
                    align="right",
                )
            )
        return paras, gold

    def briefs(self, rect: Rect, units: int) -> None:
        """Set a box of briefs: a name, then items with 【headlines】 or a line above each."""
        self.block += 1
        rng, style, plan = self.rng, self.style, Plan("", self.writer.story())
        paint = rng.choice(("0.8 w … S", "0.93 g … f", "0.4 w … S"))
        plan.paint.append(lambda: self.sheet.box(rect, paint))
        inner = rect.inset(6)
        name = glyphs_of(self.writer.pick("briefs"), rng.choice(style.head), Element(None, "section", self.block))
        big = rng.choice((14.0, 17.0, 21.0))
        plan.lines.append(
            place(name, (inner.x, inner.y + 2, inner.w), big, rng.choice(("center", "left")), kind="head")
        )
        if rng.random() < 0.5:
            plan.lines[-1].grey = 1.0
            plan.paint.append(lambda: self.sheet.box(Rect(inner.x - 3, inner.y, inner.w + 6, big * 1.3), "0.1 g … f"))
            plan.traits.add("section_label")
        count = max(1, min(units, int(inner.w / (9 * style.size))))
        top = inner.y + big * 1.3 + 6
        columns = columns_of(Rect(inner.x, top, inner.w, inner.bottom - top), count, style.gutter)
        room = slots(columns, style.lead, [], 6 * style.size)
        paras: list[Para] = []
        bracketed, lead_face = rng.random() < 0.5, rng.choice(("hei", "kai"))
        for _ in range(40):
            more, aid, gold = self._brief(bracketed=bracketed, face=lead_face)
            if flow([*paras, *more], room) is None:
                if len(gold.paragraphs[0]) < 105:
                    break
                continue
            paras += more
            self.articles[aid] = gold
        if not paras:
            self.advert(rect)
            return
        flow(paras, room)
        plan.lines += [line for p in paras for line in p.lines]
        plan.traits |= {"briefs", "boxed"}
        self._commit(plan, None)

    def _brief(self, *, bracketed: bool, face: str) -> tuple[list[Para], str, Article]:
        story, size = self.writer.story(), self.style.size
        self._ids += 1
        aid = f"a{self._ids}"
        texts = [story.sentence()]
        while sum(map(len, texts)) < self.rng.randint(72, 110):
            texts.append(story.sentence())
        signed = self.often("signed_brief")
        intro = story.dateline + " " if story.dateline and self.rng.random() < 0.4 else ""
        text = intro + "".join(texts) + (f"（{story.names[0]}）" if signed else "")
        gold = Article(
            headline=story.headline, byline=story.names[:1] if signed else [], paragraphs=[text.replace(" ", "")]
        )
        head, body = (
            glyphs_of(story.headline, face, Element(aid, "headline")),
            glyphs_of(text, self.style.body, Element(aid, "body")),
        )
        if bracketed:
            return (
                [Para([Glyph("【", face), *head, Glyph("】", face), *body], size, indent=self.rng.choice((0, 2)))],
                aid,
                gold,
            )
        return (
            [Para(head, size * 1.12, align="center", before=1, kind="head", keep=True), Para(body, size, indent=2)],
            aid,
            gold,
        )

    def advert(self, rect: Rect) -> None:
        """Set an advertisement: a frame, a slogan, addresses."""
        self.block += 1
        plan = Plan("", self.writer.story())
        story = plan.story
        plan.paint.append(lambda: self.sheet.box(rect, "1.5 w … S"))
        inner, y = rect.inset(8), rect.y + 12
        texts: dict[str, str] = {}  # by their first characters: no line like another
        for _ in range(12):
            text = story.line("ad")
            texts.setdefault(text[:3], text)
        for text in texts.values():
            room = inner.bottom - y
            if room < 14:
                break
            size = min(inner.w / (len(text) + 1), self.rng.choice((12, 16, 24, 32)), room * 0.6)
            face = self.rng.choice(("hei", "sansbold", "serifbold", "kai"))
            plan.lines.append(
                place(
                    glyphs_of(text, face, Element(None, "ad", self.block)),
                    (inner.x, y, inner.w),
                    size,
                    "center",
                    kind="ad",
                )
            )
            y += size * self.rng.uniform(1.4, 2.0)
        plan.traits.add("ad")
        self._commit(plan, None)

    def _column_rules(self, columns: list[Rect], room: list[Slot]) -> None:
        if self.style.rules != "columns" or len(columns) == 1:
            return
        for index, column in enumerate(columns[1:], 1):
            tops = [s.y for s in room if s.column == index and s.x < column.x + 1]
            near = [s.y for s in room if s.column == index - 1 and s.x + s.w > column.x - self.style.gutter - 1]
            both = sorted(set(tops) & set(near))
            if both:
                x = column.x - self.style.gutter / 2
                self.sheet.rule((x, both[0]), (x, both[-1] + self.style.lead), "0.3 w 0.5 G")

    def _commit(self, plan: Plan, aid: str | None) -> None:
        for paint in plan.paint:
            paint()
        for line in plan.lines:
            line.block = self.block
            if self.style.uneven and line.kind == "body":
                self._vary(line)
        self.sheet.lines += plan.lines
        self.heads += [(self.block, r) for r in plan.heads]
        self.traits |= {t for t in plan.traits if not t.startswith("byline ")}
        if aid:
            self.articles[aid] = plan.gold

    def _vary(self, line: Line) -> None:
        """Change a line's size a little and keep its length, as in text layers by recognition."""
        line.size *= self.rng.uniform(0.93, 1.06)


def fit(
    text: str, box: tuple[float, int], sizes: tuple[float, float], hand: tuple[str, float]
) -> tuple[float, list[str]]:
    """Return the largest size at which a headline goes into a box, and its lines, broken between words.

    `box` is its width and the most lines, `hand` the face and how far it is narrowed. A headline of two parts is set in
    one line with a gap, or each part begins a line.
    """
    (room, rows), (face, stretch) = box, hand

    def wide(part: str) -> float:
        return sum(width(g, 1.0, stretch) for g in glyphs_of(part, face, None))

    size = sizes[0]
    while size > sizes[1] * 0.6 and wide(text) * size > room:
        parts = text.split(" ")
        broken = [line for part in parts for line in _even(part, rows - len(parts) + 1, room / size, wide)]
        if len(broken) <= rows and all(wide(line) * size <= room for line in broken):
            return size, broken
        size -= 0.7
    return size, [text]


def _even(part: str, rows: int, room: float, wide: Callable[[str], float]) -> list[str]:
    """Break a part of a headline into as few lines as go into the room, of like length and between words."""
    if wide(part) <= room or rows < 2:
        return [part]
    words = list(jieba.cut(part))
    least, best = float("inf"), [part]
    for n in range(1, len(words)):
        head, tail = "".join(words[:n]), "".join(words[n:])
        if tail[0] in NO_START or head[-1] in NO_END or wide(head) > room:
            continue
        lines = [head, *_even(tail, rows - 1, room, wide)]
        longest = max(map(wide, lines))
        if longest < least:
            least, best = longest, lines
    return best
