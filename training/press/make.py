"""Make the training pages: PDFs, dumps by real tools and gold by glyph, in a folder.

    python training/press/make.py OUT [--pages 60] [--seed 1] [--tools 3]

Each page gives NAME.pdf, NAME.json (its glyphs with role and article, its articles) and for some tools NAME.TOOL.json
(the text and the glyph of each character). The same arguments give the same bytes with the same tools.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import dumps
import families
import pdf

if TYPE_CHECKING:
    from sheet import Sheet

_STREAM_TOOLS = frozenset({"raw", "pypdf", "pymupdf", "spaced", "bare"})


def gold(sheet: Sheet) -> dict[str, Any]:
    """Describe a page: its glyphs in drawing order and its articles as they were printed."""
    glyphs = []
    for run in sheet.runs:
        for k, glyph in enumerate(run.glyphs):
            role = run.roles[k] if run.roles else run.role
            last = run.ends_paragraph and k == len(run.glyphs) - 1
            glyphs.append(
                [glyph.char, round(glyph.x, 2), round(glyph.y, 2), run.size, role, run.article, run.serial, int(last)]
            )
    articles = {
        key: {
            "headline": article.headline or None,
            "kicker": article.kicker or None,
            "subtitle": "".join(article.decks) or None,
            "byline": article.names,
            "subhead": [p.text for p in article.paragraphs if p.role == "subhead"],
            "paragraphs": [p.text for p in article.paragraphs if p.role == "body"],
            "caption": sheet.captions[key],
            "style": article.brief_style,
        }
        for key, article in sheet.articles.items()
    }
    return {
        "family": sheet.family,
        "traits": sorted(sheet.traits),
        "order": sheet.order,
        "width": sheet.width,
        "height": sheet.height,
        "articles": articles,
        "glyphs": glyphs,
    }


def make(out: Path, number: int, seed: int, tools: int, families_: list[str]) -> None:
    """Write `number` pages a family."""
    out.mkdir(parents=True, exist_ok=True)
    for n in range(seed, seed + number):
        for family in families_:
            sheet = families.page(n, family)
            least = 1 if family == "bands" else 2
            if sum(len(run.glyphs) for run in sheet.runs) < 400 * least or len(sheet.articles) < least:
                continue
            name = f"{family}-{n:03d}"
            (out / f"{name}.pdf").write_bytes(pdf.write(sheet))
            (out / f"{name}.json").write_text(
                json.dumps(gold(sheet), ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
            )
            fit = [tool for tool in dumps.TOOLS if sheet.order != "rows" or tool not in _STREAM_TOOLS]
            for tool in Random(f"{name}-tools").sample(fit, min(tools, len(fit))):  # noqa: S311  no secret
                text, glyphs = dumps.dump(sheet, tool)
                record = {"text": text, "glyphs": glyphs, "tool": tool}
                (out / f"{name}.{tool}.json").write_text(
                    json.dumps(record, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
                )
            print(name, len(sheet.articles), "articles", flush=True)


def main() -> None:
    """Read the arguments and make the pages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=int, default=60, help="pages a family")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tools", type=int, default=3, help="dumps a page")
    parser.add_argument("--families", nargs="*", default=list(families.FAMILIES))
    given = parser.parse_args()
    make(given.out, given.pages, given.seed, given.tools, given.families)


if __name__ == "__main__":
    main()
