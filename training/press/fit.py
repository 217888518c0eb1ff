"""Fit every model of pages on the made pages, print what the folds say, and write digest/learned/.

    python training/press/make.py build/press --pages 70 --tools 4
    python training/press/fit.py build/press [--folds]

The same pages give the same bytes. With --folds the figures of pages and of whole families left out are printed first;
those of the fit itself are not.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import boost
import boxes
import dump_fit

_MOST_DUMPS = 480  # more than so many take hours and gain little
LEARNED = Path(__file__).resolve().parents[2] / "digest" / "learned"


def fit_boxes(pages: list[boxes.Page], kind: str, *, folds: bool) -> None:
    """Fit the models of pages with boxes: PDFs ("box"), or dumps laid out by columns ("grid")."""
    known = sorted({page.name for page in pages})
    by_page = [known.index(page.name) % boxes.FOLDS for page in pages]
    first, again = boxes.fit_roles(pages, by_page)
    right, wrong = boxes.confusion(pages)
    print(
        f"{kind}: roles, pages left out: {right:.4f} of {sum(len(page.rows) for page in pages)} lines;",
        wrong.most_common(6),
        flush=True,
    )
    found = [boxes.linked(page) for page in pages]
    if folds:
        families = sorted({page.family for page in pages})
        for name, groups in (("pages", by_page), ("families", [families.index(page.family) for page in pages])):
            scores = []
            for group in sorted(set(groups)):
                models = boxes.fit_links([one for one, k in zip(found, groups, strict=True) if k != group])
                scores += [
                    boxes.score(one, boxes.decode(one, models))
                    for one, k in zip(found, groups, strict=True)
                    if k == group
                ]
            print(f"{kind}: links, {name} left out: {boxes.total(scores)}", flush=True)
    models = boxes.fit_links(found)
    for name, raw in {"lines": first, "lines_again": again, **models}.items():
        boost.save(raw, LEARNED / f"{kind}_{name}.json")


def fit_dumps(folder: Path, most: int | None, *, folds: bool) -> None:
    """Fit the models of dumps without boxes."""
    pages = dump_fit.load(folder, {"plain", "raw", "pypdf", "pdfminer", "pymupdf", "spaced", "bare"}, most)
    names = sorted({page.name for page in pages})
    group = [names.index(page.name) % boxes.FOLDS for page in pages]
    first, again, right = dump_fit.fit_roles(pages, group)
    print(f"dumps: roles, pages left out: {right:.4f} of {sum(len(page.rows) for page in pages)} lines", flush=True)
    joins, heads = dump_fit.fit_joins(pages)
    found = [dump_fit.linked(page, joins, heads) for page in pages]
    if folds:
        scores: dict[str, list[tuple[int, ...]]] = {}
        for fold in sorted(set(group)):
            models = dump_fit.fit_links([one for one, k in zip(found, group, strict=True) if k != fold])
            for one, k in zip(found, group, strict=True):
                if k == fold:
                    scores.setdefault(one.page.tool, []).append(dump_fit.score(one, dump_fit.decode(one, models)))
        for tool, some in sorted(scores.items()):
            print(f"dumps: {tool}, pages left out: {dump_fit.total(some)}", flush=True)  # type: ignore[arg-type]
    models = dump_fit.fit_links(found)
    for name, raw in {"lines": first, "lines_again": again, "join": joins, "head": heads, **models}.items():
        boost.save(raw, LEARNED / f"dump_{name}.json")


def main() -> None:
    """Read the arguments, fit and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("made", type=Path)
    parser.add_argument("--most", type=int)
    parser.add_argument("--folds", action="store_true")
    parser.add_argument("--only", choices=("boxes", "grids", "dumps"))
    given = parser.parse_args()
    if given.only in {"boxes", None}:
        fit_boxes(boxes.load(given.made, given.most), "box", folds=given.folds)
    if given.only in {"grids", None}:
        fit_boxes(boxes.load_grids(given.made, given.most), "grid", folds=given.folds)
    if given.only in {"dumps", None}:
        fit_dumps(given.made, given.most or _MOST_DUMPS, folds=given.folds)


if __name__ == "__main__":
    sys.exit(main())
