"""Fit what the features of a pair of reports are worth, and report it on whole weeks left out.

    python -m training.stories                fit all weeks, write learned/*.json, print the figures of the folds
    python -m training.stories --check        … and only compare with what is committed

A week is `gold/weeks/NAME.jsonl`, articles with the `event` they report. The models are logistic with an L2 penalty,
found by Newton's method in plain floats: they come out byte for byte.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from digest import edit, facts, page, read
from digest.edit import likeness, rivals, stories
from digest.learned import linear
from digest.model import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.edit.rivals import Pair

WEEKS: Final = Path(__file__).parent / "gold" / "weeks"
MODELS: Final = tuple(Path(linear.__file__).parent / f"{name}.json" for name in ("stories", "rivals"))
_PENALTY: Final = 3.0  # on standardised features; with 10 as many pairs are found at a precision of .97
_PENALTY_AMONG: Final = 1.0
_STEPS: Final = 40
_DIGITS: Final = 6  # of a weight


class Week(NamedTuple):
    """A week's reports, the event of each article, and its candidate pairs: their places, features and truth."""

    name: str
    reports: tuple[Report, ...]
    events: dict[str, str]
    pairs: list[Pair]
    rows: list[list[float]]
    same: list[float]


class Models(NamedTuple):
    """What the features of a pair alone are worth, and what those of a pair among its rivals are."""

    alone: dict[str, float]
    among: dict[str, float]


def load(path: Path) -> Week:
    """Read a week and weigh every pair of its reports that may be of one event."""
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    bare = "\n".join(json.dumps({k: v for k, v in row.items() if k in _READ}, ensure_ascii=False) for row in gold)
    articles = page.split(read.read(path.name, bare.encode())).articles
    reports = tuple(Report(one, facts.extract(one, on=one.published)) for one in articles)
    events = {row["id"]: row["event"] for row in gold}
    place = {row["id"]: k for k, row in enumerate(gold)}
    pairs, rows, same = [], [], []
    for left, right, found in stories.weighed(reports):
        one, other = sorted((place[left.article.id], place[right.article.id]))
        pairs.append((one, other))
        rows.append([1.0, *(found[name] for name in likeness.NAMES)])
        same.append(float(events[left.article.id] == events[right.article.id]))
    return Week(path.stem, reports, events, pairs, rows, same)


_READ: Final = ("id", "paper", "date", "page", "headline", "body")


def fit(weeks: Iterable[Week]) -> Models:
    """Fit both models to some weeks; the rivals of a week are weighed by a model that did not see it."""
    held = list(weeks)
    among: list[list[float]] = []
    for week in held:
        among += _among(week, _fitted(tuple(other for other in held if other is not week)))
    same = [value for week in held for value in week.same]
    return Models(_fitted(held), _weights(rivals.NAMES, among, same, _PENALTY_AMONG))


def _fitted(weeks: Sequence[Week]) -> dict[str, float]:
    rows, same = ([row for week in weeks for row in week.rows], [value for week in weeks for value in week.same])
    return _weights(likeness.NAMES, rows, same, _PENALTY)


def _among(week: Week, alone: dict[str, float]) -> list[list[float]]:
    """Give the features that the pairs of a week have among their rivals."""
    worth = [alone["bias"], *(alone[name] for name in likeness.NAMES)]
    odds = [sum(w * x for w, x in zip(worth, row, strict=True)) for row in week.rows]
    known = rivals.Rivals(dict(zip(week.pairs, odds, strict=True)))
    found = (known.features(*pair, value) for pair, value in zip(week.pairs, odds, strict=True))
    return [[1.0, *(one[name] for name in rivals.NAMES)] for one in found]


def _weights(
    names: Sequence[str], rows: Sequence[Sequence[float]], same: Sequence[float], penalty: float
) -> dict[str, float]:
    means, spreads = _scales(rows)
    scaled = [[(x - m) / s for x, m, s in zip(row, means, spreads, strict=True)] for row in rows]
    weights = _newton(scaled, same, penalty)
    bare = [w / s for w, s in zip(weights, spreads, strict=True)]
    bias = bare[0] - sum(w * m for w, m in zip(bare[1:], means[1:], strict=True))
    named = zip(("bias", *names), (bias, *bare[1:]), strict=True)
    return {name: round(weight, _DIGITS) for name, weight in named}


def _scales(rows: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    """Give the mean and the spread of each feature; the first is 1 everywhere and stays."""
    means, spreads = [0.0], [1.0]
    for column in list(zip(*rows, strict=True))[1:]:
        mean = sum(column) / len(column)
        means.append(mean)
        spreads.append((sum((x - mean) ** 2 for x in column) / len(column)) ** 0.5 or 1.0)
    return means, spreads


def _newton(rows: Sequence[Sequence[float]], same: Sequence[float], penalty: float) -> list[float]:
    size = len(rows[0])
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope = [penalty * w * (k > 0) for k, w in enumerate(weights)]
        curve = [[penalty * (i == j) for j in range(size)] for i in range(size)]
        for row, wanted in zip(rows, same, strict=True):
            p = linear.logistic(sum(w * x for w, x in zip(weights, row, strict=True)))
            for i, x in enumerate(row):
                slope[i] += (p - wanted) * x
                if share := p * (1 - p) * x:
                    line = curve[i]
                    for j in range(i + 1):
                        line[j] += share * row[j]
        for i in range(size):
            for j in range(i):
                curve[j][i] = curve[i][j]
        step = _solved(curve, slope)
        weights = [w - s for w, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 10**-_DIGITS:
            break
    return weights


def _solved(matrix: list[list[float]], right: Sequence[float]) -> list[float]:
    """Solve a system of linear equations by elimination with pivots."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(rows[i][k]))
        rows[k], rows[best] = rows[best], rows[k]
        for i in range(k + 1, size):
            share = rows[i][k] / rows[k][k]
            rows[i] = [x - share * y for x, y in zip(rows[i], rows[k], strict=True)]
    found = [0.0] * size
    for k in reversed(range(size)):
        found[k] = (rows[k][-1] - sum(rows[k][j] * found[j] for j in range(k + 1, size))) / rows[k][k]
    return found


def scored(week: Week, models: Models) -> dict[str, float]:
    """Merge a week by some models and compare its pairs with the gold."""
    made = edit.merge(week.reports, models=(linear.Model(models.alone), linear.Model(models.among)))
    pairs = {p for story in made for p in combinations(sorted(one.article.id for one in story.reports), 2)}
    wanted = {p for p in combinations(sorted(week.events), 2) if week.events[p[0]] == week.events[p[1]]}
    right = len(pairs & wanted)
    met = sum(week.same)
    return {
        "met": round(met / len(wanted), 4),
        "precision": round(right / max(1, len(pairs)), 4),
        "recall": round(right / len(wanted), 4),
    }


def main() -> int:
    """Fit, compare or write, and print the figures of the folds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="compare with the committed model and write nothing")
    args = parser.parse_args()
    names = [path for path in sorted(WEEKS.glob("*.jsonl")) if "." not in path.stem]
    weeks = [load(path) for path in names]
    for week in weeks:
        fold = scored(week, fit(other for other in weeks if other is not week))
        sys.stdout.write(json.dumps({"left out": week.name, **fold}) + "\n")
    written = [json.dumps({"weights": weights}, indent=1, sort_keys=True) + "\n" for weights in fit(weeks)]
    if args.check:
        return int(any(path.read_text(encoding="utf-8") != text for path, text in zip(MODELS, written, strict=True)))
    for path, text in zip(MODELS, written, strict=True):
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
