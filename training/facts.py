"""Fit the models of attribution on training/gold, and report how right they are on articles left out.

    python -m training.facts            fit, write the models of facts in digest/learned and the report
    python -m training.facts --check    fit, and fail if the files differ from those written

What is linear is fitted by AdaGrad on the cross entropy with a penalty of squares, from one seed, in pure Python; the
trees of confidence by LightGBM with one thread and one seed: the same files come out at every run. The report
(training/facts.json) holds figures of texts left out only: each file of gold, written by other hands than the rest, is
scored by models that have not seen it, confidence included.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from digest.facts.attribution import Attribution, Chosen, attributions, ranked
from digest.facts.confidence import Model, doubts, is_refused
from digest.learned import linear
from training.judging import Example, are_right, articles, examples, modality_is_right, names_of
from training.press import boost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from digest.facts.clause import Figure
    from training.judging import Article, Features, Gold

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "training" / "gold"
LEARNED = ROOT / "digest" / "learned"
REPORT = ROOT / "training" / "facts.json"
RELATIONS = ("label", "owner", "period")
EPOCHS, RATE, PENALTY = 20, 0.15, 0.01  # penalties from .002 to .03 gave the same within .005 on the folds
EPOCHS_CONFIDENCE, RATE_CONFIDENCE, PENALTY_CONFIDENCE = 10, 0.1, 0.05  # from .001 to .05 the same within .01
SMALLEST = 0.08  # weights below it are left out; with them the folds are the same within .002
LEAST = 2  # figures that must have a feature; 1 makes the files four times as large and the folds no better
# Trees of confidence: of the surest fifth .102 is wrong with these, .105 with columns of 10 figures, .113 with 300.
TREES, LEAVES, RATE_TREES = 150, 8, 0.05
LEAST_COLUMN = 25  # figures that must have a word for it to be a column
THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)  # confidences that the report is cut at


# --- fitting ---------------------------------------------------------------------------------------------------------


class _Weights:
    """Weights by feature, moved against the slope of the loss: AdaGrad (Duchi, Hazan and Singer 2011)."""

    def __init__(self, rate: float, penalty: float) -> None:
        self.of: dict[str, float] = defaultdict(float)
        self._squares: dict[str, float] = defaultdict(float)
        self._rate, self._penalty = rate, penalty

    def score(self, features: Iterable[str]) -> float:
        """Add the weights of the features."""
        return sum([self.of[feature] for feature in features])

    def step(self, features: Iterable[str], slope: float) -> None:
        """Move the weights of the features a step."""
        for feature in features:
            gradient = slope + self._penalty * self.of[feature]
            self._squares[feature] += gradient * gradient
            self.of[feature] -= self._rate * gradient / math.sqrt(0.01 + self._squares[feature])


def fit_ranker(rows: Sequence[Example]) -> dict[str, float]:
    """Fit weights so that the softmax over the candidates gives the right ones as much as can be."""
    weights = _Weights(RATE, PENALTY)
    rows = _frequent(rows)
    for epoch in range(EPOCHS):
        for row in _shuffled(rows, epoch):
            chances = linear.softmax([weights.score(features) for features in row.features])
            right = sum(chances[k] for k in row.right)
            for k, features in enumerate(row.features):
                slope = chances[k] - (chances[k] / right if k in row.right else 0.0)
                if abs(slope) > 1e-4:
                    weights.step(features, slope)
    return weights.of


def _frequent(rows: Sequence[Example]) -> list[Example]:
    """Leave out the features that fewer than `LEAST` figures have."""
    counts = Counter(
        feature for row in rows for feature in {feature for features in row.features for feature in features}
    )
    return [
        Example([[f for f in features if counts[f] >= LEAST] for features in row.features], row.right) for row in rows
    ]


def fit_logistic(rows: Sequence[tuple[list[str], bool]]) -> dict[str, float]:
    """Fit weights so that the logistic of a sum gives the share that is right."""
    weights = _Weights(RATE_CONFIDENCE, PENALTY_CONFIDENCE)
    for epoch in range(EPOCHS_CONFIDENCE):
        for features, right in _shuffled(rows, epoch):
            weights.step(features, linear.logistic(weights.score(features)) - right)
    return weights.of


_Row = TypeVar("_Row")


def _shuffled(rows: Sequence[_Row], epoch: int) -> list[_Row]:
    order = list(rows)
    random.Random(epoch).shuffle(order)  # noqa: S311  the same order every time is what is wanted
    return order


def isotonic(scored: Iterable[tuple[float, bool]], least: int = 40) -> list[list[float]]:
    """Fit steps that only rise: (score, share right), at least `least` figures a step, one more wrong in each."""
    pools: list[list[float]] = []  # sum of scores, right, many
    for score, right in sorted(scored):
        pools.append([score, float(right), 1.0])
        while len(pools) > 1 and (pools[-2][2] < least or pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]):
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    return [[round(total / many, 3), round(right / (many + 1), 4)] for total, right, many in pools]


# --- folds -----------------------------------------------------------------------------------------------------------


class Judged(NamedTuple):
    """One figure of an article left out: what was chosen, its gold, what is right, and what makes doubtful."""

    article: str
    source: str
    one: Attribution
    gold: Gold
    label: bool
    owner: bool
    modality: bool
    period: bool
    doubts: list[str]  # none where the statement is refused

    @property
    def is_printable(self) -> bool:
        """Whether an editor would print the figure."""
        return bool(self.gold["print"]) and not self.gold["condition"]

    @property
    def joint(self) -> bool:
        """Whether label, owner and modality are right together."""
        return self.label and self.owner and self.modality

    @property
    def is_true(self) -> bool:
        """Whether the statement is right and worth print: what confidence is the chance of."""
        return self.joint and self.is_printable


def judge(article: Article, models: dict[str, dict[str, float]]) -> Iterator[Judged]:
    """Attribute the figures of an article with some models and judge them by its gold."""

    def choose(relation: str, _: Figure, __: Sequence[Any], describe: Callable[[], Features]) -> Chosen:
        get = models[relation].get
        return ranked([sum([get(feature, 0.0) for feature in features]) for features in describe()])

    for one in attributions(article.passages, article.named, choose):
        gold = article.gold_of(one.figure)
        if gold is None:
            continue
        text = one.sentence.text
        whole = one.whole_label.string(text) if one.whole_label else ""
        owner, label = are_right(names_of(one.owner) if one.owner else set(), whole, gold)
        period = (one.period.value if one.period else None) == gold["period"]
        stated = one.label and one.owner and not is_refused(one, one.label, one.owner)
        found = doubts(one, one.label, one.owner) if stated and one.label and one.owner else []
        yield Judged(article.id, article.source, one, gold, label, owner, modality_is_right(one, gold), period, found)


def fit(rows: Sequence[Article]) -> dict[str, dict[str, float]]:
    """Fit the three rankers on some articles."""
    seed = random.Random(5)  # noqa: S311  as above
    found: dict[str, list[Example]] = {relation: [] for relation in RELATIONS}
    for article in rows:
        for relation, example in examples(article, seed):
            found[relation].append(example)
    return {relation: _pruned(fit_ranker(found[relation])) for relation in RELATIONS}


def _pruned(weights: dict[str, float]) -> dict[str, float]:
    return {feature: round(weight, 3) for feature, weight in sorted(weights.items()) if abs(weight) >= SMALLEST}


def out_of_fold(rows: Sequence[Article]) -> list[Judged]:
    """Judge every article with rankers that have seen nothing of its file: what new texts are to them."""
    found: list[Judged] = []
    for source in sorted({article.source for article in rows}):
        models = fit([article for article in rows if article.source != source])
        for article in rows:
            if article.source == source:
                found += judge(article, models)
    return found


def fit_confidence(judged: Iterable[Judged]) -> tuple[Model, dict[str, Any]]:
    """Fit the linear model and the trees of confidence on the statements that are not refused; give the trees as data.

    What an editor would not print counts as wrong: fitted on the printable ones alone, .131 of the surest fifth was
    wrong or not to be printed where hands were left out, and .212 with what is refused among them.
    """
    rows = [one for one in judged if one.doubts]
    counts = Counter(word for one in rows for word in set(one.doubts))
    columns = tuple(sorted(word for word, count in counts.items() if count >= LEAST_COLUMN))
    values = [[float(column in known) for column in columns] for known in (set(one.doubts) for one in rows)]
    raw = boost.fit(values, [int(one.is_true) for one in rows], ("true",), columns, TREES, LEAVES, RATE_TREES)
    words = _pruned(fit_logistic([(one.doubts, one.is_true) for one in rows]))
    return Model(linear.Model(words), columns, boost.model(raw)), raw


def confidences(judged: Sequence[Judged]) -> list[tuple[float, Judged]]:
    """Score the figures of every file with models of confidence that have not seen it, what is refused left out."""
    found = []
    for source in sorted({one.source for one in judged}):
        model, _ = fit_confidence(one for one in judged if one.source != source)
        found += [(model.score(one.doubts), one) for one in judged if one.source == source and one.doubts]
    return sorted(found, key=lambda pair: -pair[0])


def report(
    judged: Sequence[Judged], scored: Sequence[tuple[float, Judged]], steps: list[list[float]]
) -> dict[str, Any]:
    """Count what is right, of all figures and of those worth printing, and of what is surest and so printed."""
    printable = [one for one in judged if one.is_printable]
    found: dict[str, Any] = {"figures": len(judged), "printable": len(printable)}
    for name, some in (("all", judged), ("printable", printable)):
        for key in ("label", "owner", "modality", "period", "joint"):
            found[f"{name} {key}"] = _share(getattr(one, key) for one in some)
    model = linear.Model({}, tuple((a, b) for a, b in steps))
    sure = [(linear.calibrated(model, score), one) for score, one in scored if not one.gold["condition"]]
    for least in THRESHOLDS:
        top = [one for chance, one in sure if chance >= least]
        found[f"at confidence {least}"] = {
            "true": _share(one.is_true for one in top),
            "not to be printed": _share(not one.is_printable for one in top),
            "printable kept": round(sum(one.is_true for one in top) / len(printable), 4),
        }
    return found


def _share(marks: Iterable[bool]) -> float:
    all_ = list(marks)
    return round(sum(all_) / max(1, len(all_)), 4)


def main() -> int:
    """Fit, report, and write or check the files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file would change")
    parser.add_argument("--errors", action="store_true", help="print the surest figures that are wrong")
    args = parser.parse_args()
    files = sorted(GOLD.glob("*.jsonl"))
    rows = list(articles(files))
    judged = out_of_fold(rows)
    scored = confidences(judged)
    steps = isotonic((score, one.is_true) for score, one in scored)
    models: dict[str, dict[str, Any]] = {name: {"weights": weights} for name, weights in fit(rows).items()}
    model, shapes = fit_confidence(judged)
    models["confidence"] = {"weights": model.words.weights, "steps": steps}
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    texts = {LEARNED / f"{name}.json": _text({"gold": digest, **content}) for name, content in models.items()}
    texts[LEARNED / "confidence_trees.json"] = boost.text({"gold": digest, **shapes})
    texts[REPORT] = _text({"gold": digest, "articles": len(rows), **report(judged, scored, steps)})
    sys.stdout.write(texts[REPORT])
    if args.errors:
        sys.stdout.writelines(_errors(scored))
    if args.check:
        return int(any(path.read_text(encoding="utf-8") != text for path, text in texts.items()))
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    return 0


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _errors(scored: Sequence[tuple[float, Judged]]) -> Iterator[str]:
    for score, one in scored:
        if not one.joint and one.gold["print"]:
            sentence, figure, gold = one.one.sentence, one.one.figure, one.gold
            marks = "".join(
                mark for mark, good in (("L", one.label), ("O", one.owner), ("M", one.modality)) if not good
            )
            before = sentence.text[max(sentence.start, figure.start - 45) : figure.start]
            after = sentence.text[figure.end : figure.end + 8]
            label = one.one.label and one.one.label.string(sentence.text)
            wanted = (gold["owner"] and gold["owner"]["text"], *gold["owner_alt"][:2], gold["label"], gold["modality"])
            chosen = (one.one.owner and one.one.owner.name, label, one.one.modality)
            where = f"{score:.2f} {marks} {one.article} {before}【{figure.finding.string}】{after}"
            yield f"{where} | {' '.join(map(str, wanted))} | {' '.join(map(str, chosen))}\n"


if __name__ == "__main__":
    sys.exit(main())
