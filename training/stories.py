"""Fit what the features of a pair of reports are worth, and report it on whole weeks left out.

    python -m training.stories                fit all weeks, write learned/stories.json, print the figures of the folds
    python -m training.stories --check        … and only compare with what is committed

A week is `gold/weeks/NAME.jsonl`, articles with the `event` they report. The model is logistic with an L2 penalty, found
by Newton's method in plain floats: it comes out byte for byte.
"""

from __future__ import annotations

import argparse
import json
import sys
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from digest import edit, facts, page, read
from digest.edit import likeness, stories
from digest.learned import linear
from digest.model import Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WEEKS: Final = Path(__file__).parent / "gold" / "weeks"
MODEL: Final = Path(linear.__file__).parent / "stories.json"
_PENALTY: Final = 3.0  # on standardised features; 1 and 10 give the same groups
_STEPS: Final = 40
_DIGITS: Final = 6  # of a weight


class Week(NamedTuple):
    """A week's reports, the event of each article, and its candidate pairs with their features."""

    name: str
    reports: tuple[Report, ...]
    events: dict[str, str]
    rows: list[list[float]]
    same: list[float]


def load(path: Path) -> Week:
    """Read a week and weigh every pair of its reports that may be of one event."""
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    bare = "\n".join(json.dumps({k: v for k, v in row.items() if k in _READ}, ensure_ascii=False) for row in gold)
    articles = page.split(read.read(path.name, bare.encode())).articles
    reports = tuple(Report(one, facts.extract(one, on=one.published)) for one in articles)
    events = {row["id"]: row["event"] for row in gold}
    rows, same = [], []
    for left, right, found in stories.weighed(reports):
        rows.append([1.0, *(found[name] for name in likeness.NAMES)])
        same.append(float(events[left.article.id] == events[right.article.id]))
    return Week(path.stem, reports, events, rows, same)


_READ: Final = ("id", "paper", "date", "page", "headline", "body")


def fit(weeks: Iterable[Week]) -> dict[str, float]:
    """Fit the weights to all pairs of some weeks."""
    held = list(weeks)
    rows = [row for week in held for row in week.rows]
    same = [value for week in held for value in week.same]
    means, spreads = _scales(rows)
    scaled = [[(x - m) / s for x, m, s in zip(row, means, spreads, strict=True)] for row in rows]
    weights = _newton(scaled, same)
    bare = [w / s for w, s in zip(weights, spreads, strict=True)]
    bias = bare[0] - sum(w * m for w, m in zip(bare[1:], means[1:], strict=True))
    named = zip(("bias", *likeness.NAMES), (bias, *bare[1:]), strict=True)
    return {name: round(weight, _DIGITS) for name, weight in named}


def _scales(rows: Sequence[Sequence[float]]) -> tuple[list[float], list[float]]:
    """Give the mean and the spread of each feature; the first is 1 everywhere and stays."""
    means, spreads = [0.0], [1.0]
    for column in list(zip(*rows, strict=True))[1:]:
        mean = sum(column) / len(column)
        means.append(mean)
        spreads.append((sum((x - mean) ** 2 for x in column) / len(column)) ** 0.5 or 1.0)
    return means, spreads


def _newton(rows: Sequence[Sequence[float]], same: Sequence[float]) -> list[float]:
    size = len(rows[0])
    weights = [0.0] * size
    for _ in range(_STEPS):
        slope = [_PENALTY * w * (k > 0) for k, w in enumerate(weights)]
        curve = [[_PENALTY * (i == j) for j in range(size)] for i in range(size)]
        for row, wanted in zip(rows, same, strict=True):
            p = linear.logistic(sum(w * x for w, x in zip(weights, row, strict=True)))
            for i, x in enumerate(row):
                slope[i] += (p - wanted) * x
                if share := p * (1 - p) * x:
                    line = curve[i]
                    for j, y in enumerate(row):
                        line[j] += share * y
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


def scored(week: Week, weights: dict[str, float]) -> dict[str, float]:
    """Merge a week by some weights and compare its pairs with the gold."""
    made = edit.merge(week.reports, model=linear.Model(weights))
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
    written = json.dumps({"weights": fit(weeks)}, indent=1, sort_keys=True) + "\n"
    if args.check:
        return int(written != MODEL.read_text(encoding="utf-8"))
    MODEL.write_text(written, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
