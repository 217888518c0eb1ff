"""Fit every model of pages on the made pages, print what is left out says, and write digest/learned/.

    python -m training.press.fit build/press [--only boxes] [--folds] [--generators]

The same pages give the same bytes. With --folds the figures of pages left out of the fit are printed, with --generators
those of a whole generator left out: what a page set by unknown hands may expect. Those of the fit itself are not.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from training.press import boost, boxes, labels, linking, manifest, streams

if TYPE_CHECKING:
    from collections.abc import Sequence

_FOLDS = 3


class Kind(Protocol):
    """A way of reading pages: with boxes, or as streams of lines."""

    SHAPES: dict[str, linking.Shape]

    def fit_roles(self, pages: Sequence[Any], folds: Sequence[object], /) -> linking.Fitted: ...  # noqa: D102
    def fit_joins(self, pages: Sequence[Any], folds: Sequence[object], /) -> dict[str, dict[str, Any]]: ...  # noqa: D102
    def ask_joins(self, pages: Sequence[Any], joins: dict[str, dict[str, Any]], /) -> None: ...  # noqa: D102
    def ask_roles(self, pages: Sequence[Any], fitted: linking.Fitted, /) -> None: ...  # noqa: D102
    def linked(self, page: Any, joins: dict[str, dict[str, Any]], /) -> linking.Linked: ...  # noqa: ANN401, D102


def fit(kind: Kind, pages: Sequence[Any], name: str, *, folds: bool) -> dict[str, dict[str, Any]]:
    """Fit all models of a kind; with `folds`, print what links say of pages left out."""
    groups = _folds(pages)
    roles = kind.fit_roles(pages, groups)
    right, wrong = linking.confusion(pages)
    lines = sum(len(page.rows) for page in pages)
    print(f"{name}: roles, pages left out: {right:.4f} of {lines} lines;", wrong.most_common(6), flush=True)
    joins = kind.fit_joins(pages, groups)
    found = [kind.linked(page, joins) for page in pages]
    if folds:
        scores = []
        for group in range(_FOLDS):
            models = linking.fit_links([one for one, k in zip(found, groups, strict=True) if k != group], kind.SHAPES)
            scores += _scores([one for one, k in zip(found, groups, strict=True) if k == group], models)
        _print(f"{name}: links, pages left out", scores)
    return {
        "lines": roles.first, "lines_again": roles.again, **joins, **linking.fit_links(found, kind.SHAPES)
    }  # fmt: skip


def leave_out(kind: Kind, pages: Sequence[Any], name: str) -> None:
    """Print what models fitted on one generator say of the other's pages."""
    for generator in ("press", "broadsheet"):
        known = [page for page in pages if labels.generator_of(page.name) != generator]
        unknown = [page for page in pages if labels.generator_of(page.name) == generator]
        roles = kind.fit_roles(known, _folds(known))
        joins = kind.fit_joins(known, _folds(known))
        models = linking.fit_links([kind.linked(page, joins) for page in known], kind.SHAPES)
        kind.ask_roles(unknown, roles)
        kind.ask_joins(unknown, joins)
        print(f"{name}: roles, {generator} left out: {linking.confusion(unknown)[0]:.4f}", flush=True)
        _print(f"{name}: links, {generator} left out", _scores([kind.linked(page, joins) for page in unknown], models))


def _folds(pages: Sequence[Any]) -> list[int]:
    names = sorted({page.name for page in pages})
    return [names.index(page.name) % _FOLDS for page in pages]


def _scores(found: Sequence[linking.Linked], models: dict[str, Any]) -> list[tuple[Any, linking.Score]]:
    return [(one.page, linking.score(one, linking.decode(one, models))) for one in found]


def _print(title: str, scores: Sequence[tuple[Any, linking.Score]]) -> None:
    groups: dict[str, list[linking.Score]] = defaultdict(list)
    for page, score in scores:
        groups["all"].append(score)
        groups[labels.generator_of(page.name)].append(score)
        if page.tool:
            groups[f"{labels.generator_of(page.name)} {page.tool}"].append(score)
    for group, some in sorted(groups.items()):
        print(f"{title}, {group}: {linking.total(some)}", flush=True)


KINDS = {"box": ("boxes", boxes), "grid": ("grids", boxes), "dump": ("dumps", streams)}


def main() -> int:
    """Read the arguments, fit and write; or prove what can be proved without a fit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("made", type=Path)
    parser.add_argument("--folds", action="store_true", help="print what is left out says, page by page")
    parser.add_argument("--generators", action="store_true", help="print what a left out generator says; fit nothing")
    parser.add_argument("--only", choices=[name for name, _ in KINDS.values()])
    parser.add_argument("--check", action="store_true", help="compare pages and models with the manifest; fit nothing")
    parser.add_argument("--jobs", type=int, default=linking.JOBS)
    given = parser.parse_args()
    linking.JOBS = given.jobs
    if given.check:
        print("\n".join(wrong := manifest.wrong(given.made)) or "pages and models are those of the manifest")
        return bool(wrong)
    load = {"box": boxes.load, "grid": boxes.load_grids, "dump": streams.load}
    for name, (option, kind) in KINDS.items():
        if given.only not in {option, None}:
            continue
        pages = load[name](given.made)
        if given.generators:
            leave_out(kind, pages, name)
            continue
        for part, raw in fit(kind, pages, name, folds=given.folds).items():
            boost.save(raw, manifest.LEARNED / f"{name}_{part}.json")
    if not given.generators:
        manifest.write(given.made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
