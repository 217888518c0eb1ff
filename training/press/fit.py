"""Fit every model of pages on the made pages, print what the folds say, and write digest/learned/: the same bytes each time.

    python training/press/make.py build/press --pages 70 --tools 4
    python training/press/fit.py build/press [--folds]

With --folds the figures of pages and of whole families left out are printed first; those of the fit itself are not.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import boost
import boxes

LEARNED = Path(__file__).resolve().parents[2] / "digest" / "learned"


def fit_boxes(folder: Path, most: int | None, *, folds: bool) -> None:
    """Fit the models of pages with boxes."""
    pages = boxes.load(folder, most)
    first, again = boxes.fit_roles(pages, [k % boxes.FOLDS for k in range(len(pages))])
    right, wrong = boxes.confusion(pages)
    print(f"roles, pages left out: {right:.4f} of {sum(len(page.rows) for page in pages)} lines; {wrong.most_common(6)}", flush=True)
    found = [boxes.linked(page) for page in pages]
    if folds:
        families = sorted({page.family for page in pages})
        for name, groups in (("pages", [k % boxes.FOLDS for k in range(len(pages))]), ("families", [families.index(page.family) for page in pages])):
            scores = []
            for group in sorted(set(groups)):
                models = boxes.fit_links([one for one, k in zip(found, groups, strict=True) if k != group])
                scores += [boxes.score(one, boxes.decode(one, models)) for one, k in zip(found, groups, strict=True) if k == group]
            print(f"links, {name} left out: {boxes.total(scores)}", flush=True)
    models = boxes.fit_links(found)
    for name, raw in {"box_lines": first, "box_lines_again": again, **{f"box_{name}": raw for name, raw in models.items()}}.items():
        boost.save(raw, LEARNED / f"{name}.json")


def main() -> None:
    """Read the arguments, fit and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("made", type=Path)
    parser.add_argument("--most", type=int)
    parser.add_argument("--folds", action="store_true")
    given = parser.parse_args()
    fit_boxes(given.made, given.most, folds=given.folds)


if __name__ == "__main__":
    sys.exit(main())
