"""Make the training pages of both generators: PDFs, dumps by real tools and gold by glyph, in a folder.

    python -m training.press.make OUT [--pages 60] [--seed 1] [--tools 3] [--families grid strips …]

Each page gives NAME.pdf, NAME.json (its glyphs with role and article, its articles) and for some tools NAME.TOOL.json
(the text and the glyph of each character). The same arguments give the same bytes with the same tools.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from training.broadsheet import record
from training.broadsheet.gold import Misaligned
from training.broadsheet.ink import missing_fonts, pdf_of
from training.press import dumps, families, pdf
from training.tools import TOOLS, is_readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from training.press.sheet import Sheet

FAMILIES = (*families.FAMILIES, *record.FAMILIES)


@dataclass(frozen=True)
class Made:
    """A page of either generator: its PDF, its gold, and what a tool prints for it, glyph by glyph."""

    pdf: bytes
    gold: dict[str, Any]
    tools: tuple[str, ...]
    dump: Callable[[str], tuple[str, list[int]]]


def gold(sheet: Sheet) -> dict[str, Any]:
    """Describe a page: its glyphs in drawing order and its articles as they were printed."""
    glyphs = []
    for run in sheet.runs:
        for k, glyph in enumerate(run.glyphs):
            role = run.roles[k] if run.roles else run.role
            glyphs.append([glyph.char, round(glyph.x, 2), round(glyph.y, 2), run.size, role, run.article, run.serial])
    articles = {
        key: {"headline": article.headline or None, "style": article.brief_style}
        for key, article in sheet.articles.items()
    }
    return {"family": sheet.family, "order": sheet.order, "articles": articles, "glyphs": glyphs}


def page(number: int, family: str) -> Made:
    """Typeset page `number` of a family."""
    if family in record.FAMILIES:
        made = record.page(number, family)
        pdfs = pdf_of(made.sheet), pdf_of(made.sheet, marked=True)
        return Made(pdfs[0], record.described(made, family), tuple(TOOLS), lambda tool: record.dump(made, tool, pdfs))
    sheet = families.page(number, family)
    return Made(pdf.write(sheet), gold(sheet), dumps.ALL, lambda tool: dumps.dump(sheet, tool))


def write(out: Path, number: int, family: str, tools: int) -> str:
    """Write a page and some of its dumps; return its name, or nothing where it has too little on it."""
    name = f"{family}-{number:03d}"
    made = page(number, family)
    least = 1 if family == "bands" else 2
    if len(made.gold["glyphs"]) < 400 * least or len(made.gold["articles"]) < least:
        return ""
    (out / f"{name}.pdf").write_bytes(made.pdf)
    _save(out / f"{name}.json", made.gold)
    fit = [tool for tool in made.tools if is_readable(tool, made.gold["order"])]
    for tool in Random(f"{name}-tools").sample(fit, min(tools, len(fit))):  # noqa: S311  no secret
        try:
            text, glyphs = made.dump(tool)
        except Misaligned as error:
            print(f"{name} {tool}: left out, {error}", flush=True)
            continue
        _save(out / f"{name}.{tool}.json", {"text": text, "glyphs": glyphs, "tool": tool})
    return name


def _save(path: Path, record: dict[str, Any]) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def main() -> None:
    """Read the arguments and make the pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=int, default=60, help="pages a family")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tools", type=int, default=3, help="dumps a page")
    parser.add_argument("--families", nargs="*", default=list(FAMILIES))
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    if set(given.families) & set(record.FAMILIES) and (lost := missing_fonts()):
        parser.error(f"fonts are missing: {', '.join(lost)}; see training/broadsheet/README.md")
    given.out.mkdir(parents=True, exist_ok=True)
    wanted = [(n, family) for n in range(given.seed, given.seed + given.pages) for family in given.families]
    with ProcessPoolExecutor(given.jobs) as pool:
        names = pool.map(write, repeat(given.out), *zip(*wanted, strict=True), repeat(given.tools))
        print(sum(bool(name) for name in names), "pages of", *given.families, flush=True)


if __name__ == "__main__":
    main()
