"""Make newspaper pages with gold: as PDF and as what the usual tools print for them.

    python -m training.broadsheet.make --seed 7 --n 20 --out pages           all tools that are installed
    python -m training.broadsheet.make --seed 7 --n 20 --out pages --tools pdf,plain --words b --house b

Writes OUT/TOOL/page-NN.txt beside page-NN.gold.json, and OUT/pdf/page-NN.pdf. See README.md in this folder.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path
from typing import Any

from training.broadsheet import gold
from training.broadsheet.ink import missing_fonts, pdf_of
from training.broadsheet.page import HOUSES, Page, compose
from training.broadsheet.texts import LISTS, Writer
from training.tools import TOOLS, is_readable, missing

_REBUILT = 0.999  # share of the gold's characters that a dump must give back


def main() -> int:
    """Run the command line; return 0, or 1 where a font, a tool or a label was wrong."""
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--seed", type=int, required=True)
    options.add_argument("--n", type=int, default=20, help="number of pages")
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--tools", default=",".join(("pdf", *TOOLS)), help="comma-separated; default: all")
    options.add_argument("--words", choices=LISTS, default="both", help="word list and sentence patterns")
    options.add_argument("--house", choices=(*HOUSES, "both"), default="both", help="layout parameters")
    args = options.parse_args()
    if lost := missing_fonts():
        sys.stderr.write(f"fonts are missing: {', '.join(lost)}; see training/broadsheet/README.md\n")
        return 1
    tools = args.tools.split(",")
    if absent := [tool for tool in tools if tool != "pdf" and (tool not in TOOLS or missing(tool))]:
        sys.stderr.write(f"tools are missing: {', '.join(absent)}; leave them out with --tools\n")
        return 1
    rng = random.Random(args.seed)  # noqa: S311 — pages, not secrets
    writer = Writer(rng, args.words)
    wrong = 0
    for number in range(args.n):
        house = HOUSES[rng.choice(sorted(HOUSES)) if args.house == "both" else args.house]
        wrong += write(compose(rng, writer, house), args.out, f"page-{number:02d}", tools)
    return 1 if wrong else 0


def write(page: Page, out: Path, name: str, tools: list[str]) -> int:
    """Write one page and its dumps with their gold; return the number of dumps that could not be labelled."""
    wrong = 0
    real, marked = pdf_of(page.sheet), pdf_of(page.sheet, marked=True)
    if "pdf" in tools:
        _save(out / "pdf", name, real, "pdf", gold.of_page(page))
    for tool in tools:
        if tool == "pdf" or not is_readable(tool, page.order):
            continue
        text, copy = TOOLS[tool](real), TOOLS[tool](marked)
        try:
            labelled = gold.of_dump(page, tool, text, copy)
        except gold.Misaligned as error:
            wrong += 1
            sys.stderr.write(f"{name} {tool}: {error}\n")
            continue
        if (back := gold.rebuilt(page, labelled, text, copy)) < _REBUILT:
            wrong += 1
            sys.stderr.write(f"{name} {tool}: only {back:.4f} of the gold is in the dump\n")
        _save(out / tool, name, text.encode(), "txt", labelled)
    letters = sum(len(p) for a in page.articles.values() for p in a.paragraphs)
    print(name, f"{len(page.articles)} articles, {letters} characters:", " ".join(page.traits))
    return wrong


def _save(folder: Path, name: str, data: bytes, suffix: str, answer: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.{suffix}").write_bytes(data)
    (folder / f"{name}.gold.json").write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
