"""A block of a page in, its runs and marks set on the sheet out: articles, briefs, pictures, tables, advertisements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from training.press import texts
from training.press.compose import Full, Row, compose, glyphs, measure
from training.press.sheet import Mark, Run, Sheet
from training.rect import Rect

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from training.press.texts import Article

_ABOVE = 0.86  # of an em square, the part above the base line
_HEAD_SIZES = (14, 15, 16, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40, 44, 48, 54)
_UPRIGHT_MARKS = str.maketrans("“”‘’", "『』「」")


class Slot(NamedTuple):
    """Room for one line of the body."""

    x: float
    y: float
    w: float
    column: int


class Setter:
    """Sets blocks on a sheet."""

    def __init__(self, sheet: Sheet, random: Random) -> None:
        self.sheet, self.random, self.style = sheet, random, sheet.style
        self.block = 0

    def text(
        self,
        words: str,
        box: Rect,
        size: float,
        font: str,
        role: str,
        article: str | None,
        part: str,
        align: str = "left",
        pitch: float = 1.3,
        squeeze: float = 1.0,
        *,
        white: bool = False,
    ) -> float:
        """Set words within a box from its top; return the height they take."""
        y = box.y
        for row in compose(
            self.style,
            [(char, role) for char in words],
            lambda _: box.w / size / squeeze,
            0.0,
            align if align != "both" else "left",
        ):
            self.line(
                row,
                box.x,
                y + size * (_ABOVE + (pitch - 1) / 2),
                size,
                font,
                role,
                article,
                part,
                squeeze=squeeze,
                white=white,
            )
            y += size * pitch
        return y - box.y

    def line(
        self,
        row: Row,
        x: float,
        y: float,
        size: float,
        font: str,
        role: str,
        article: str | None,
        part: str,
        *,
        squeeze: float = 1.0,
        white: bool = False,
        pitch: float | None = None,
    ) -> Run | None:
        """Set one composed line."""
        placed, roles = glyphs(self.style, row, x, y, size, squeeze, pitch)
        if not placed:
            return None
        run = Run(placed, size, self.style.fonts[font], role, article, self.block, part, roles, squeeze, white)
        self.sheet.add(run)
        return run

    def upright(
        self,
        lines: Sequence[str],
        x: float,
        y: float,
        size: float,
        font: str,
        role: str,
        article: str | None,
        part: str,
        *,
        white: bool = False,
    ) -> float:
        """Set lines downwards, the first at the right; return the height of the longest."""
        step = size * self.random.choice((1.0, 1.05, 1.1, 1.15))
        for k, words in enumerate(lines):
            left = x + (len(lines) - 1 - k) * size * 1.25
            placed = [
                (
                    char,
                    left + (size - self.style.width(char) * size) / 2 if char.isascii() else left,
                    y + n * step + _ABOVE * size,
                )
                for n, char in enumerate(words.translate(_UPRIGHT_MARKS).replace(" ", ""))
            ]
            row = [self._glyph(char, gx, gy) for char, gx, gy in placed]
            self.sheet.add(
                Run(row, size, self.style.fonts[font], role, article, self.block, part, vertical=True, white=white)
            )
        return max(len(words.replace(" ", "")) for words in lines) * step

    def _glyph(self, char: str, x: float, y: float):  # noqa: ANN202
        from training.press.sheet import Glyph  # noqa: PLC0415

        return Glyph(char, x, y, self.style.width(char))

    # ------------------------------------------------------------------ headlines

    def head_lines(self, words: str, width: float, cap: float, squeeze: float) -> tuple[float, list[str]]:
        """Choose size and lines of a headline so that it fills its width."""
        best = (0.0, [words])
        for count in (1, 2, 3):
            lines = split(words, count)
            longest = max(measure(self.style, line) for line in lines)
            size = max([s for s in _HEAD_SIZES if longest * s * squeeze <= width and s <= cap] or [0])
            worth = size * (1 - 0.2 * (len(lines) - 1))
            if worth > best[0] * (1 - 0.2 * (len(best[1]) - 1)):
                best = (size, lines)
        if best[0] == 0:
            size = max(1.3 * self.style.size, 12.0)
            return size, split(words, int(measure(self.style, words) * size * squeeze / width) + 1)
        return best

    def head(self, article: Article, box: Rect, cap: float, align: str) -> float:
        """Set kicker, headline, decks and byline from the top of a box; return their height."""
        r, s, y = self.random, self.style.size, box.y
        squeeze = r.choice((1.0, 1.0, 1.0, 0.85, 0.75))
        if squeeze != 1:
            self.sheet.traits.add("condensed_head")
        size, lines = self.head_lines(article.headline, box.w, cap, squeeze)
        small = max(1.2 * s, min(size * r.choice((0.38, 0.45, 0.55, 0.65)), 2.2 * s))
        font = r.choice(("hei", "title", "title"))
        if article.kicker:
            z = max(min(small * r.choice((0.9, 1.0, 1.3)), box.w / measure(self.style, article.kicker)), 1.05 * s)
            y += self.text(
                article.kicker,
                Rect(box.x, y, box.w, 99),
                z,
                r.choice(("kai", "hei", "song")),
                "kicker",
                article.key,
                "head",
                align,
                1.45,
            )
        for words in lines:
            y += (
                self.text(
                    words,
                    Rect(box.x, y, box.w + size, 99),
                    size,
                    font,
                    "headline",
                    article.key,
                    "head",
                    align if align == "left" else "left",
                    self.style.head_pitch,
                    squeeze,
                )
                if align == "left"
                else self._middle(words, box, y, size, font, article, squeeze)
            )
        for deck in article.decks:
            z = max(min(small, box.w / measure(self.style, deck)), 1.05 * s)
            y += self.text(
                deck,
                Rect(box.x, y, box.w, 99),
                z,
                r.choice(("kai", "song", "hei")),
                "subtitle",
                article.key,
                "head",
                align,
                1.4,
            )
            self.sheet.traits.add("decks")
        y += 0.35 * s
        if article.byline and article.byline_place == "head":
            y += self.text(
                article.byline,
                Rect(box.x, y, box.w, 99),
                s * r.choice((0.95, 1.0, 1.1)),
                r.choice(("kai", "song", "hei")),
                "byline",
                article.key,
                "head",
                r.choice(("left", "middle")),
                1.6,
            )
        return y - box.y + 0.3 * s

    def _middle(
        self, words: str, box: Rect, y: float, size: float, font: str, article: Article, squeeze: float
    ) -> float:
        width = measure(self.style, words) * size * squeeze
        left = box.x + max(0.0, (box.w - width) / 2)
        return self.text(
            words,
            Rect(left, y, box.right - left + 2 * size, 99),
            size,
            font,
            "headline",
            article.key,
            "head",
            "left",
            self.style.head_pitch,
            squeeze,
        )

    # ------------------------------------------------------------------ bodies

    def slots(
        self, box: Rect, columns: Sequence[tuple[float, float]], tops: Sequence[float], holes: Sequence[Rect]
    ) -> list[Slot]:
        """Lay out the lines of columns (left, width), each from its own top, around what stands in them."""
        pitch, s = self.style.pitch, self.style.size
        found = []
        for k, (left, width) in enumerate(columns):
            count = int((box.bottom - tops[k] + 0.25 * pitch) / pitch)
            for n in range(count):
                y = tops[k] + n * pitch
                x, right = left, left + width
                for hole in holes:
                    if hole.y < y + pitch - 0.2 * s and hole.bottom > y + 0.2 * s and hole.x < right and hole.right > x:
                        if hole.x - x > 5 * s:
                            right = hole.x
                        elif right - hole.right > 5 * s:
                            x = hole.right
                        else:
                            right = x
                if right - x > 5 * s:
                    found.append(Slot(x, y, right - x, k))
        return found

    def pieces(self, article: Article) -> list[tuple[str, list[tuple[str, str]]]]:
        """Lay out what flows through the columns: kind (p, sub, own, tail) and characters with roles."""
        out: list[tuple[str, list[tuple[str, str]]]] = []
        if article.jump_from:
            out.append(("own", [(char, "jump") for char in article.jump_from]))
        last = len(article.paragraphs) - 1
        for k, paragraph in enumerate(article.paragraphs):
            if paragraph.role == "subhead":
                out.append(("sub", [(char, "subhead") for char in paragraph.text]))
                continue
            chars = [(char, "body") for char in paragraph.text]
            if k == last and article.jump_to:
                chars += [(char, "jump") for char in article.jump_to]
            elif k == last and article.byline_place == "inline" and article.byline:
                glue = "" if article.byline.startswith("（") else self.random.choice((" ", "  "))
                chars += [(char, "byline") for char in glue + article.byline]
            out.append(("p", chars))
        if article.byline_place == "tail" and not article.jump_to:
            out.append(("tail", [(char, "byline") for char in article.byline]))
        return out

    def fill(self, article: Article, slots: Sequence[Slot]) -> int:
        """Set an article's text into slots, shortened until it fits; return the slots used.

        Raises:
            Full: not even its first sentence fits.
        """
        while True:
            try:
                rows = self._flow(article, slots)
                break
            except Full:
                if not shorten(article):
                    raise
        for row, slot, kind, font in rows:
            size = self.style.size
            if self.style.ragged and kind == "p":
                size *= 1 + self.style.ragged * self.random.choice((-2, -1, 0, 0, 1, 1.6))
            role = "body" if any(r == "body" for _, r, _ in row.chars) else row.chars[0][1]
            run = self.line(
                row,
                slot.x,
                slot.y + self.style.pitch / 2 + 0.36 * self.style.size,
                size,
                font,
                role,
                article.key,
                "body",
                pitch=self.style.size,
            )
            if run:
                run.ends_paragraph = row.last and kind == "p"
        return len(rows) if not rows else max(slots.index(slot) for _, slot, _, _ in rows) + 1

    def _flow(self, article: Article, slots: Sequence[Slot]) -> list[tuple[Row, Slot, str, str]]:
        style, at = self.style, 0
        kept = []
        for kind, chars in self.pieces(article):
            if kind == "sub":
                if style.subhead_gap and at and at < len(slots) and slots[at].column == slots[at - 1].column:
                    at += 1
                while at + 2 < len(slots) and slots[at].column != slots[at + 2].column:
                    at += 1
            start = at
            align = {"p": "both", "sub": article.slots.get("subhead_align", "middle"), "own": "left", "tail": "right"}[
                kind
            ]
            font = {
                "p": "song",
                "sub": article.slots.get("subhead_font", "hei"),
                "own": article.slots.get("jump_font", "kai"),
                "tail": "kai",
            }[kind]
            rows = compose(
                style,
                chars,
                lambda n, start=start: slots[start + n].w / style.size if start + n < len(slots) else None,
                style.indent if kind in {"p", "own"} else 0.0,
                align,
            )
            for n, row in enumerate(rows):
                kept.append((row, slots[start + n], kind, font))
            at = start + len(rows)
        return kept

    def rule(self, x: float, y: float, w: float, h: float) -> None:
        """Draw a thin rule."""
        self.sheet.marks.append(Mark("rule", x, y, w, h, 0.0, self.random.choice(("path", "fill"))))

    # ------------------------------------------------------------------ pictures, tables, advertisements

    def picture(self, article: Article, box: Rect, captions: list[str], *, titled: bool) -> None:
        """Draw a picture with its caption at its foot, inside a box."""
        r, s = self.random, self.style.size * self.style.caption_scale
        words = article.captions[len(captions) % 2]
        title = article.slots["caption_title"] if titled else ""
        rows = compose(self.style, [(char, "caption") for char in words], lambda _: box.w / s, 0.0, "left")
        high = len(rows) * s * 1.25 + (1.7 * s if title else 0) + 0.6 * s
        for n in range(r.choice((1, 1, 3))):
            part = box.w / 3 * n
            self.sheet.marks.append(
                Mark("fill", box.x + part, box.y, box.w - part, box.h - high, r.choice((0.45, 0.6, 0.75, 0.85)))
            )
        y = box.bottom - high + 0.25 * s
        if title:
            y += self.text(
                title,
                Rect(box.x, y, box.w, 99),
                1.3 * s,
                "hei",
                "caption",
                article.key,
                "caption",
                r.choice(("left", "middle")),
                1.3,
            )
            captions.append(title)
            self.sheet.traits.add("caption_title")
        self.text(
            words,
            Rect(box.x, y, box.w, 99),
            s,
            self.style.caption_font,
            "caption",
            article.key,
            "caption",
            "middle" if len(rows) == 1 and r.random() < 0.5 else "left",
            1.25,
        )
        captions.append(words)

    def table(self, box: Rect, article: str | None) -> None:
        """Draw a table with its head row and rules."""
        rows = texts.table(self.random)
        s, high = self.style.size * 0.95, self.style.size * 1.6
        self.sheet.traits.add("table_or_figure")
        step = box.w / len(rows[0])
        for k, row in enumerate(rows[: max(2, int(box.h / high))]):
            y = box.y + k * high
            for n, cell in enumerate(row):
                self.text(
                    cell,
                    Rect(box.x + n * step + 2, y, max(step - 2, 3 * s), 99),
                    s,
                    "hei" if k == 0 else "song",
                    "table",
                    article,
                    "table",
                    "left" if n == 0 else self.random.choice(("left", "middle")),
                    1.3,
                )
            self.rule(box.x, y + high - 1, box.w, 0.4)

    def chart(self, box: Rect) -> None:
        """Draw a chart: a title, bars with their values over and their names under them."""
        r, s = self.random, self.style.size
        self.sheet.traits.add("table_or_figure")
        rows = texts.table(r)
        title = r.choice(("近年产值变化（亿元）", "各园区投资额", "数据一览", "出口增速（%）"))
        y = box.y + self.text(
            title, Rect(box.x, box.y, box.w, 99), r.choice((1.0, 1.3)) * s, "hei", "table", None, "table", "middle", 1.5
        )
        high = min(box.bottom - y, 12 * s) - 3 * s
        if high < 2 * s:
            return
        step = box.w / len(rows[1:])
        years = r.random() < 0.5
        for k, row in enumerate(rows[1:]):
            part = high * r.uniform(0.3, 1.0)
            x = box.x + k * step
            self.sheet.marks.append(
                Mark("fill", x + 0.25 * step, y + s + high - part, 0.5 * step, part, r.choice((0.2, 0.5, 0.7)))
            )
            self.text(
                row[1],
                Rect(x + 0.2 * step, y + high - part - 0.2 * s, step, 99),
                0.85 * s,
                "song",
                "table",
                None,
                "table",
            )
            words = f"{2018 + k}年" if years else row[0]
            self.text(
                words, Rect(x + 0.1 * step, y + high + 1.1 * s, step, 99), 0.85 * s, "song", "table", None, "table"
            )

    def advertisement(self, box: Rect) -> None:
        """Draw an advertisement in a frame."""
        r, s = self.random, self.style.size
        self.sheet.traits.add("ad")
        inner = box.inset(0.6 * s)
        self.sheet.marks.append(
            Mark("frame", box.x + 2, box.y + 2, box.w - 4, box.h - 4, 0.8)
            if r.random() < 0.8
            else Mark("fill", box.x, box.y, box.w, box.h, 0.9)
        )
        y = inner.y
        if r.random() < 0.5:
            y += self.text("广告", Rect(inner.x, y, inner.w, 99), 0.9 * s, "song", "ad", None, "ad", "right", 1.3)
        for k, words in enumerate(texts.advertisement(r)):
            longest = inner.w / max(1.0, measure(self.style, words))
            size = max(s, min(longest, r.choice((1.0, 1.2, 1.6, 2.4, 3.2)) * s if k else 3.4 * s))
            if y + size * 1.5 > inner.bottom:
                break
            y += self.text(
                words,
                Rect(inner.x, y, inner.w + 1, 99),
                size,
                r.choice(("hei", "title", "kai")),
                "ad",
                None,
                "ad",
                r.choice(("left", "middle")),
                1.4,
            )

    def label(self, words: str, x: float, y: float, width: float) -> float:
        """Set a section label; return its height."""
        r = self.random
        size = self.style.size * r.choice((1.2, 1.4, 1.6))
        self.sheet.traits.add("section_label")
        wide = measure(self.style, words) * size
        look = r.choice(("dark", "frame", "plain", "rule"))
        if look == "dark":
            self.sheet.marks.append(Mark("fill", x, y, wide + size, size * 1.5, r.choice((0.0, 0.2, 0.3))))
        elif look == "frame":
            self.sheet.marks.append(Mark("frame", x, y, wide + size, size * 1.5, 0.6))
        elif look == "rule":
            self.rule(x, y + 1.55 * size, width, 0.6)
        self.text(
            words,
            Rect(x + size / 2, y + 0.1 * size, wide + 2 * size, 99),
            size,
            "hei",
            "section",
            None,
            "label",
            white=look == "dark",
        )
        return size * 2.1


def split(words: str, count: int) -> list[str]:
    """Split a headline into lines near its blanks and marks."""
    if count == 1:
        return [words]
    cuts, at = [], 0
    for k in range(1, count):
        ideal = round(k * len(words) / count)
        near = [
            j
            for j in range(at + 2, len(words) - 1)
            if abs(j - ideal) <= max(2, len(words) // (2 * count)) and (words[j] == " " or words[j - 1] in "，：；")
        ]
        place = min(near, key=lambda j: abs(j - ideal), default=max(at + 2, min(ideal, len(words) - 2)))
        while (
            place > at + 1
            and place < len(words)
            and (
                words[place] in "，。：！？”》）%、"
                or words[place - 1] in "“《（"
                or (words[place].isascii() and words[place - 1].isascii() and words[place] != " ")
            )
        ):
            place -= 1
        cuts.append(place)
        at = place
    parts = [words[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(words)], strict=True)]
    return [part for part in parts if part] or [words]


def shorten(article: Article) -> bool:
    """Drop the last sentence; False when one is all that is left."""
    paragraphs = article.paragraphs
    while paragraphs and paragraphs[-1].role != "body":
        paragraphs.pop()
    sentences = re.findall(r"[^。！？]*[。！？]+”?|[^。！？]+$", paragraphs[-1].text)
    if len(sentences) > 1:
        paragraphs[-1].text = "".join(sentences[:-1])
    elif len(paragraphs) > 1:
        paragraphs.pop()
    else:
        return False
    while paragraphs[-1].role != "body":
        paragraphs.pop()
    return True
