"""Fit the models of `digest.page.dump` on dumps of made pages, and measure them on folds of pages left out."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import numpy as np

from digest.page.dump import lines, links, pieces, roles
from digest.page.pieces import FLOW
from digest.page.signs import ROLES
from digest.read import dump
from training.press import boost, labels, linking

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_DUMPS = 2  # dumps of one page that are learned from: they are alike, and pages are cheap


@dataclass
class Page:
    """A dump of a made page with what each of its lines really is."""

    name: str
    tool: str
    gold: labels.Gold
    page: roles.Page
    truth: list[labels.Label | None]
    rows: list[list[float]] = field(default_factory=list)
    chances: Any = None
    opens: list[float] | None = None


def load(folder: Path, most: int | None = None) -> list[Page]:
    """Read the dumps of a folder that are not laid out by columns."""
    found = []
    for name, gold in labels.pages(folder):
        paths = sorted(path for path in folder.glob(f"{name}.*.json") if not path.stem.endswith(".layout"))
        for path in sorted(Random(name).sample(paths, min(_DUMPS, len(paths)))):  # noqa: S311  no secret
            raw = json.loads(path.read_text(encoding="utf-8"))
            document = dump.read(f"{name}.txt", raw["text"].encode())
            rows = lines.rows(document)
            truth = [_label(gold, raw["glyphs"], row) for row in rows]
            page = roles.Page(rows)
            found.append(Page(name, raw["tool"], gold, page, truth, roles.features(page)))
        if most and len(found) >= most:
            break
    return found


def _label(gold: labels.Gold, glyphs: list[int], row: lines.Row) -> labels.Label | None:
    some = [glyphs[k] for span in row.spans for k in range(*span) if glyphs[k] >= 0]
    return linking.role_of(gold, gold.vote(some), "subhead")


def fit_roles(pages: Sequence[Page], folds: Sequence[object]) -> linking.Fitted:
    """Fit both models of roles; every page keeps the chances of models that have not seen its fold."""
    return linking.fit_roles(pages, folds, (roles.FEATURES, roles.AGAIN), _context)


def ask_roles(pages: Sequence[Page], fitted: linking.Fitted) -> None:
    """Give pages the chances that both models give their lines."""
    linking.ask_roles(pages, fitted, _context)


def _context(_page: Page, chances: Any, n: int) -> list[float]:  # noqa: ANN401  arrays
    return roles.context(chances, n)


def said_of(page: Page) -> list[str]:
    """Return the role a page's lines were taken for."""
    return pieces.bracketed(page.page.rows, [ROLES[int(np.argmax(chance))] for chance in page.chances])


def fit_joins(pages: Sequence[Page], folds: Sequence[object]) -> dict[str, dict[str, Any]]:
    """Fit what says that a line goes on with the one before it, in the body and in headlines, and what opens articles.

    Every page keeps the chances of openings of a model that has not seen its fold.
    """
    joins = _fit_lines(pages)
    measured = [_measured(page, joins) for page in pages]
    for fold in {*folds}:
        model = boost.Fast(_opens([one for one, k in zip(measured, folds, strict=True) if k != fold]))
        for page, (rows, _), k in zip(pages, measured, folds, strict=True):
            if k == fold:
                page.opens = _chances(model, rows)
    return {**joins, "opens": _opens(measured)}


def ask_joins(pages: Sequence[Page], joins: dict[str, dict[str, Any]]) -> None:
    """Give pages the chances that their pieces open an article."""
    model = boost.Fast(joins["opens"])
    for page in pages:
        page.opens = _chances(model, _measured(page, joins)[0])


def _fit_lines(pages: Sequence[Page]) -> dict[str, dict[str, Any]]:
    rows, true, head_rows, head_true = [], [], [], []
    for page in pages:
        said = said_of(page)
        order = followers(page)
        last = None
        for a, b in pairwise(page.page.rows):
            if said[a.index] in FLOW and said[b.index] in FLOW:
                rows.append(pieces.join(page.page, said, a, b))
                true.append(int(order.get(a.index) == b.index))
        for row in page.page.rows:
            if said[row.index] != "headline":
                continue
            if last is not None and row.index == last.index + 1:
                one, two = page.truth[last.index], page.truth[row.index]
                head_rows.append(pieces.heading(page.page, last, row))
                head_true.append(
                    int(bool(one and two and one.article == two.article and two.role == one.role == "headline"))
                )
            last = row
    return {
        "join": boost.fit(rows, true, ("join",), pieces.JOIN, 90, 12, 0.08),
        "head": boost.fit(head_rows, head_true, ("head",), pieces.HEADING, 60, 8, 0.08),
    }


def followers(page: Page) -> dict[int, int]:
    """Return for each line the one that follows it in its article."""
    order: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row, label in zip(page.page.rows, page.truth, strict=True):
        if label and label.article and label.role in FLOW:
            order[label.article].append((label.run, label.glyphs[0], row.index))
    found = {}
    for members in order.values():
        members.sort()
        found |= {a: b for (_, _, a), (_, _, b) in pairwise(members)}
    return found


def _parts(page: Page, joins: dict[str, dict[str, Any]]) -> tuple[list[str], pieces.Parts]:
    """Return the roles of a page's lines and what they make up."""
    said = said_of(page)
    chances = [0.0] * len(page.page.rows)
    flows = [(a, b) for a, b in pairwise(page.page.rows) if said[a.index] in FLOW and said[b.index] in FLOW]
    if flows:
        odds = boost.Fast(joins["join"]).scores([pieces.join(page.page, said, a, b) for a, b in flows])[:, 0]
        for (_, b), one in zip(flows, odds, strict=True):
            chances[b.index] = 1 / (1 + np.exp(-one))
    return said, pieces.parts(page.page, said, chances, boost.model(joins["head"]))


def linked(page: Page, joins: dict[str, dict[str, Any]]) -> linking.Linked:
    """Measure a page's candidates; `page.opens` must be known (`fit_joins`, `ask_joins`)."""
    said, parts = _parts(page, joins)
    return linking.linked(page, links.Links(page.page, said, parts, page.opens))


def _measured(page: Page, joins: dict[str, dict[str, Any]]) -> tuple[list[list[float]], list[int]]:
    """Measure a page's pieces, and tell which really open an article."""
    said, parts = _parts(page, joins)
    asked = links.Links(page.page, said, parts)
    before = linking.true_links(page, asked)
    count = range(len(parts.pieces))
    return [asked.opening(j) for j in count], [int(before.get(j, ("alone", 0))[0] != "piece") for j in count]


def _opens(measured: Sequence[tuple[list[list[float]], list[int]]]) -> dict[str, Any]:
    rows = [row for some, _ in measured for row in some]
    return boost.fit(rows, [one for _, some in measured for one in some], ("opens",), links.OPENS, 110, 12, 0.07)


def _chances(model: boost.Fast, rows: list[list[float]]) -> list[float]:
    return [float(1 / (1 + np.exp(-one))) for one in model.scores(rows)[:, 0]] if rows else []


SHAPES = {
    "next": linking.Shape(links.NEXT, 140, 14),
    "under": linking.Shape(links.UNDER, 110, 12),
    "start": linking.Shape(links.START, 40, 8),
}
