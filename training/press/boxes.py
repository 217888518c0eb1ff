"""Fit the models of `digest.page.boxes` on made pages, and measure them on folds of pages and of families left out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from digest.page.boxes import SURE, lines, links, pieces, roles
from digest.page.signs import ROLES
from digest.read import dump, pdf
from training.press import labels, linking

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from digest.model import Document
    from digest.page.boxes.lines import Sheet

_ONE_SCANNED = 3  # one page of so many is also read as a scan


@dataclass
class Page:
    """A made page as the reader sees it, with what each line really is."""

    name: str
    gold: labels.Gold
    document: Document
    sheet: Sheet
    truth: list[labels.Label | None]
    rows: list[list[float]] = field(default_factory=list)
    chances: Any = None
    tool: str = ""


def load(folder: Path, most: int | None = None) -> list[Page]:
    """Read the made pages of a folder."""
    found = []
    for name, gold in labels.pages(folder):
        document = pdf.read(name, (folder / f"{name}.pdf").read_bytes())
        for sheet in lines.sheets(document).values():
            truth = [label_of(gold, document, line) for line in sheet.lines]
            found.append(Page(name, gold, document, sheet, truth, roles.features(sheet)))
        if len(found) % _ONE_SCANNED == 0:
            found += _scanned(name, gold, document)
        if most and len(found) >= most:
            break
    return found


def _scanned(name: str, gold: labels.Gold, document: Document) -> list[Page]:
    """Give a page as recognition reads it: no fonts, no rules, sizes a little off, those of short lines most."""
    random = Random(name)  # noqa: S311  no secret
    blurred = []
    for line in document.lines:
        box = line.box
        assert box is not None  # noqa: S101  lines of PDFs have boxes
        short = line.span.end - line.span.start < 5
        size = box.size * random.gauss(1.0, 0.06 if short else 0.02)
        middle = (box.top + box.bottom) / 2
        tall = box.bottom - box.top > 2 * box.size
        top, bottom = (box.top, box.bottom) if tall else (middle - size / 2, middle + size / 2)
        blurred.append(replace(line, face=None, box=replace(box, size=size, top=top, bottom=bottom)))
    seen = replace(document, lines=tuple(blurred), drawn=())
    sheets = lines.sheets(seen).values()
    truth = [[label_of(gold, document, line) for line in sheet.lines] for sheet in sheets]
    return [
        Page(name, gold, seen, sheet, some, roles.features(sheet)) for sheet, some in zip(sheets, truth, strict=True)
    ]


def load_grids(folder: Path, most: int | None = None) -> list[Page]:
    """Read the dumps of a folder that are laid out by columns."""
    found = []
    for name, gold in labels.pages(folder):
        path = folder / f"{name}.layout.json"
        if not path.exists():
            continue
        raw = json.loads(path.read_text(encoding="utf-8"))
        document = dump.read(f"{name}.txt", raw["text"].encode())
        for sheet in lines.sheets(document, "grid").values():
            truth = [
                _label_by_glyphs(gold, [raw["glyphs"][k] for span in line.spans for k in range(*span)])
                for line in sheet.lines
            ]
            found.append(Page(name, gold, document, sheet, truth, roles.features(sheet)))
        if most and len(found) >= most:
            break
    return found


def _label_by_glyphs(gold: labels.Gold, glyphs: list[int]) -> labels.Label | None:
    return linking.role_of(gold, gold.vote([glyph for glyph in glyphs if glyph >= 0]), "headline")


def label_of(gold: labels.Gold, document: Document, line: lines.Printed) -> labels.Label | None:
    """Label a line of the sheet; a vertical one by all its glyphs."""
    by_start = {one.span.start: one for one in document.lines}
    glyphs: list[int] = []
    for span in line.spans:
        one = by_start.get(span.start)
        if one is not None and (label := gold.of_line(one)):
            glyphs += label.glyphs
    return linking.role_of(gold, gold.vote(glyphs), "headline")


def _context(page: Page, chances: Any, n: int) -> list[float]:  # noqa: ANN401  arrays
    return roles.context(page.sheet, chances, n)


def fit_roles(pages: Sequence[Page], folds: Sequence[object]) -> linking.Fitted:
    """Fit both models of roles; every page keeps the chances that models give it which have not seen its fold."""
    return linking.fit_roles(pages, folds, (roles.FEATURES, roles.AGAIN), _context)


def ask_roles(pages: Sequence[Page], fitted: linking.Fitted) -> None:
    """Give pages the chances that both models give their lines."""
    linking.ask_roles(pages, fitted, _context)


def fit_joins(_pages: Sequence[Page], _folds: Sequence[object]) -> dict[str, dict[str, Any]]:
    """Fit nothing: where lines have boxes, geometry says which are of one piece."""
    return {}


def ask_joins(_pages: Sequence[Page], _joins: dict[str, dict[str, Any]]) -> None:
    """Ask nothing, as nothing was fitted."""


def linked(page: Page, _joins: dict[str, dict[str, Any]]) -> linking.Linked:
    """Measure a page's candidates, with the roles that models gave it which have not seen it."""
    said = [ROLES[int(np.argmax(chance))] for chance in page.chances]
    headline = ROLES.index("headline")
    surely = {k for k, chance in enumerate(page.chances) if chance[headline] > SURE}
    return linking.linked(page, links.Links(page.sheet, pieces.parts(page.sheet, said, surely)))


SHAPES = {
    "next": linking.Shape(links.NEXT, 110, 12),
    "under": linking.Shape(links.UNDER, 110, 12),
    "start": linking.Shape(links.START, 40, 8),
}
