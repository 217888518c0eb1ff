"""Read gold, say what of a statement is right by it, and give the examples that rankers are fitted on.

A label is right where it says what one of the gold's labels says, an owner where it is one of the gold's by name, or
either ends with the other. Nothing here fits: none of the packages of the extra `training` is asked for.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from digest import page
from digest.facts import laid_out
from digest.facts.attribution import Chosen, attributions

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from digest.facts.attribution import Attribution
    from digest.facts.clause import Figure
    from digest.facts.finding import Finding
    from digest.facts.owners import Owner
    from digest.facts.reading import Reading

# The owner of the figure before is often wrong when the model is used: at this share of the figures it is replaced by
# another candidate while fitting. None gave .788 of the printable owners right, .2 .805, .4 .810, all .806.
WRONG_BEFORE = 0.4
NUMERIC = frozenset(("money", "quantity", "percent", "ratio", "growth", "rank", "duration"))

Features = list[list[str]]
Gold = dict[str, Any]


class Example(NamedTuple):
    """The features of the candidates of one figure, and which of them are right."""

    features: Features
    right: frozenset[int]


class Article(NamedTuple):
    """One gold article, read: its passages with their findings, its names, and the gold of its figures."""

    id: str
    source: str  # the file it is of: each was written by other hands
    passages: tuple[tuple[Reading, tuple[Finding, ...]], ...]
    named: tuple[Finding, ...]
    gold: tuple[Gold, ...]

    def gold_of(self, figure: Figure) -> Gold | None:
        """Return the gold of a figure, by overlap."""
        text = figure.finding.passage.text
        start, end = text.place(figure.finding.start), text.place(figure.finding.end - 1) + 1
        return next((gold for gold in self.gold if gold["start"] < end and start < gold["end"]), None)


def articles(files: Iterable[Path]) -> Iterator[Article]:
    """Read the gold articles of some files."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            on = date.fromisoformat(row["date"]) if row.get("date") else None
            passages, named = laid_out(page.plain(row["text"], on), on=on)
            gold = tuple(one for one in row["facts"] if one["type"] in NUMERIC and "print" in one)
            yield Article(row["id"], file.stem, passages, named, gold)


_MARKS = str.maketrans("", "", "“”‘’《》 \n")
_MORE = 6  # characters that a label may have more than the gold's


_LEADS_OVER = re.compile(r"^(?:实现|完成|预计|约|共)+(?=..)|(?<=..)(?:实现|完成|达到?|为|约|共)+$")


def plain(string: str) -> str:
    """Leave out quotation marks, blanks, and the words that only lead over to a value (实现…, …达)."""
    return _LEADS_OVER.sub("", string.translate(_MARKS))


_RISES = re.compile(r"(?:同比|环比)?(?:增长|下降|增加|减少|上升|回落|提高|下滑|增|降)$")


def _labels(gold: Gold) -> Iterator[str]:
    """Yield the labels that are right, beside any right owner; of a rise also without its verb, which is printed."""
    for one in (gold["label"] or "", *gold["label_alt"]):
        yield plain(one)
        if gold["type"] in ("percent", "growth") and (bare := _RISES.sub("", plain(one))):
            yield bare


def label_is_exact(string: str, gold: Gold) -> bool:
    """Whether a label is one of those of the gold."""
    return plain(string) in {*_labels(gold), *(plain(label) for _, label in gold.get("pairs", ()))}


def label_is_right(string: str, gold: Gold) -> bool:
    """Whether a label says what one of the gold says: it holds it and little more, or is the better half of it."""
    return _says(plain(string), _labels(gold))


def _says(string: str, wanted: Iterable[str]) -> bool:
    return bool(string) and any(_holds(string, one) or _is_better_half(string, one) for one in wanted if one)


def _holds(string: str, wanted: str) -> bool:
    return wanted in string and len(string) - len(wanted) <= _MORE


def _is_better_half(string: str, wanted: str) -> bool:
    return string in wanted and len(string) >= max(2, len(wanted) / 2)


def owner_is_right(owner: Owner, gold: Gold) -> bool:
    """Whether an owner is one of those of the gold, or either ends with the other and is at least half of it."""
    return owner_name_is_right(names_of(owner), gold) or _is_named(
        names_of(owner), (one for one, _ in gold.get("pairs", ()))
    )


def names_of(owner: Owner) -> set[str]:
    """Return the names of an owner: as printed, and as its entity stands in the text."""
    return {owner.name} | ({owner.entity.text.string} if owner.entity else set())


def owner_name_is_right(names: set[str], gold: Gold) -> bool:
    """Whether one of the names of an owner is one of those of the gold."""
    return _is_named(names, (gold["owner"]["text"] if gold["owner"] else "", *gold["owner_alt"]))


def _is_named(names: set[str], wanted: Iterable[str]) -> bool:
    known = {plain(one) for one in wanted if one}
    return any(
        one == other or _ends_alike(*sorted((one, other), key=len))
        for one in {plain(name) for name in names if name}
        for other in known
    )


def _ends_alike(short: str, long: str) -> bool:
    return len(short) > 1 and long.endswith(short) and 2 * len(short) >= len(long)


def are_right(names: set[str], label: str, gold: Gold) -> tuple[bool, bool]:
    """Whether an owner and a label are right: each by itself, or both as a pair that is true only together."""
    for owner, wanted in gold.get("pairs", ()):
        if _is_named(names, [owner]) and _says(plain(label), [plain(wanted)]):
            return True, True
    return owner_name_is_right(names, gold), label_is_right(label, gold)


def modality_is_right(one: Attribution, gold: Gold) -> bool:
    """Whether modality and polarity are those of the gold."""
    finding = one.figure.finding
    said = gold["condition"] and finding.condition  # a condition has no modality of its own
    return (said or one.modality in {gold["modality"], *gold.get("modality_alt", ())}) and finding.polarity == gold[
        "polarity"
    ]


_RIGHT: dict[str, Callable[[Any, str, Gold], bool]] = {
    "label": lambda option, text, gold: label_is_exact(option.string(text), gold),
    "owner": lambda option, _, gold: owner_is_right(option, gold),
    "period": lambda option, _, gold: option.value == gold["period"],
}


# --- reading ---------------------------------------------------------------------------------------------------------


def examples(article: Article, seed: random.Random) -> Iterator[tuple[str, Example]]:
    """Yield the examples of an article, by relation; what was chosen before is the gold's, the owner often wrong."""
    found: list[tuple[str, Example]] = []

    def choose(relation: str, figure: Figure, options: Sequence[Any], describe: Callable[[], Features]) -> Chosen:
        gold = article.gold_of(figure)
        if gold is None or not options:
            return Chosen(-1, 0.0, 0.0)
        text = article.passages[figure.finding.passage.index][0].plain.text
        right = [k for k, option in enumerate(options) if _RIGHT[relation](option, text, gold)]
        if relation == "label":  # the fullest: what the gold names first, where it is a candidate
            right = [k for k in right if plain(options[k].string(text)) == plain(gold["label"] or "")] or right
        if right:
            found.append((relation, Example(describe(), frozenset(right))))
        if relation in ("owner", "period") and seed.random() < WRONG_BEFORE:
            return Chosen(seed.randrange(len(options)), 1.0, 1.0)
        return Chosen(_first(relation, options, right, gold), 1.0, 1.0)

    for _ in attributions(article.passages, article.named, choose, settle=False):
        pass
    yield from found


def _first(relation: str, options: Sequence[Any], right: Sequence[int], gold: Gold) -> int:
    """Return the right candidate that the text goes on with: the owner that the gold names first."""
    if relation == "owner" and gold["owner"]:
        exact = (k for k in right if plain(options[k].name) == plain(gold["owner"]["text"]))
        return next(exact, right[0] if right else -1)
    return right[0] if right else -1
