"""A page of this generator in, a training page out: its glyphs with role and article, its dumps glyph by glyph."""

from __future__ import annotations

import random
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from training.broadsheet import gold
from training.broadsheet.ink import SPACES, Line
from training.broadsheet.page import HOUSES, Page, compose
from training.broadsheet.texts import Writer
from training.tools import TOOLS

if TYPE_CHECKING:
    from collections.abc import Iterator

FAMILIES = tuple(f"broadsheet_{house}" for house in sorted(HOUSES))


def page(number: int, family: str) -> Page:
    """Compose page `number` of a family: one house with the word lists of both."""
    rng = random.Random(f"{family}-{number}")  # noqa: S311  no secret
    return compose(rng, Writer(rng, "both"), HOUSES[family[-1]])


def dump(made: Page, tool: str, pdfs: tuple[bytes, bytes]) -> tuple[str, list[int]]:
    """Return the text a tool gives for a page, and the glyph (its index in `described`, or -1) of each character.

    `pdfs` are the page and its marked copy.

    Raises:
        Misaligned: what the tool shows is not the glyphs of the page one by one.
    """
    text, copy = (TOOLS[tool](data).replace("\r\n", "\n").replace("\r", "\n") for data in pdfs)
    glyphs = made.sheet.glyphs()
    number = {n: k for k, n in enumerate(n for n, glyph in enumerate(glyphs) if glyph.char not in SPACES)}
    shown = gold.alignment(glyphs, text, copy)
    return text, [number[shown[place]] if place in shown else -1 for place in range(len(text))]


def described(made: Page, family: str) -> dict[str, Any]:
    """Describe a page as `training.press.make.gold` does; blanks are no glyphs."""
    owners = _owners(made)
    glyphs = [row for line in made.sheet.lines for row in _glyphs(line, owners.get(line.block))]
    briefs = {row[5]: "bracket" for row in glyphs if row[4] == "bracket"}
    above = {row[5]: "above" for row in glyphs if row[4] == "headline" and row[5] in _boxed(made)}
    articles = {
        key: {"headline": (article.headline or "").replace(" ", "") or None, "style": {**above, **briefs}.get(key, "")}
        for key, article in made.articles.items()
    }
    return {"family": family, "order": made.order, "articles": articles, "glyphs": glyphs}


def _owners(made: Page) -> dict[int, str]:
    """Return the article of each block that has one only."""
    found: dict[int, set[str]] = {}
    for line in made.sheet.lines:
        found.setdefault(line.block, set()).update(
            g.element.article for g in line.glyphs if g.element and g.element.article
        )
    return {block: next(iter(some)) for block, some in found.items() if len(some) == 1}


def _boxed(made: Page) -> set[str]:
    """Return the articles that share their block with others: items of a box of briefs."""
    owners = set(_owners(made).values())
    return set(made.articles) - owners


def _glyphs(line: Line, owner: str | None) -> Iterator[list[Any]]:
    """Yield the glyphs of a line: character, base point, size, role, article, number of the line."""
    at = list(accumulate(line.steps, initial=0.0))
    inside = next((glyph.element.article for glyph in line.glyphs if glyph.element and glyph.element.article), owner)
    for place, glyph in zip(at, line.glyphs, strict=False):
        if glyph.char in SPACES:
            continue
        x, y = (line.x, line.y + place) if line.down else (line.x + place, line.y)
        if glyph.element is None:
            role, article = ("table", None) if line.kind == "table" else ("bracket", inside)
        else:
            role, article = glyph.element.role, glyph.element.article
            article = inside if role == "jump" else article
        yield [glyph.char, round(x, 2), round(y, 2), round(line.size, 2), role, article, line.serial]
