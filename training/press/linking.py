"""Pages in pieces in, the models of links out: what follows what, under which headline, with boxes or without.

What pages with boxes and dumps have in common when `links` and `digest.page.chains` are fitted and measured.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from digest.page import chains
from digest.page.signs import ROLES
from training.press import boost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from digest.page.pieces import Head, Piece
    from training.press import labels

_SHORTEST = 8  # glyphs of body; what has fewer is no article
_HALF, _MOST = 0.5, 0.8  # shares of an article's glyphs
_WHOLE = 0.98
# Every how-manieth line in the middle of the body is learned from: they are many and all alike.
_ONE_BODY = 4
JOBS = 2  # processes that fit side by side; the models are the same with any number


class Page(Protocol):
    """A made page as the reader sees it, with what each of its lines really is."""

    gold: labels.Gold
    truth: list[labels.Label | None]
    rows: list[list[float]]
    chances: Any


class Candidates(chains.Weighed, Protocol):
    """What `links` measures of a page's parts."""

    @property
    def pieces(self) -> Sequence[Piece[Any]]: ...  # noqa: D102
    @property
    def heads(self) -> Sequence[Head[Any]]: ...  # noqa: D102
    def next(self, i: int, j: int, /) -> list[float]: ...  # noqa: D102
    def under(self, k: int, j: int, /) -> list[float]: ...  # noqa: D102
    def start(self, j: int, /) -> list[float]: ...  # noqa: D102


def role_of(gold: labels.Gold, found: labels.Label | None, small: str) -> labels.Label | None:
    """Give a label the role that the reader knows for it; `small` is that of a headline over a brief."""
    if found is None:
        return None
    role = {"kicker": "deck", "subtitle": "deck", "bracket": "body"}.get(found.role, found.role)
    style = gold.page["articles"].get(found.article, {}).get("style", "")
    if role == "headline" and style:
        role = "body" if style == "bracket" else small
    return found._replace(role=role)


def truth_of(page: Page) -> list[int]:
    """Return the number of each line's role; what shows nothing known counts as folio."""
    return [ROLES.index(label.role) if label else ROLES.index("folio") for label in page.truth]


class Fitted(NamedTuple):
    """The two models of roles: of a line alone, and with the first opinion of its neighbours."""

    first: dict[str, Any]
    again: dict[str, Any]


def fit_roles(
    pages: Sequence[Page],
    folds: Sequence[object],
    names: tuple[tuple[str, ...], tuple[str, ...]],
    context: Callable[[Any, Any, int], list[float]],
) -> Fitted:
    """Fit both models of roles; every page keeps the chances that models give it which have not seen its fold."""
    truth = [truth_of(page) for page in pages]
    first, chances = _stage(_Stage([np.array(page.rows) for page in pages], truth, folds, names[0]))
    rows = [
        np.hstack([np.array(page.rows), [context(page, chances[k], n) for n in range(len(page.rows))]])
        for k, page in enumerate(pages)
    ]
    again, chances = _stage(_Stage(rows, truth, folds, names[1]))
    for page, chance in zip(pages, chances, strict=True):
        page.chances = chance
    return Fitted(first, again)


class _Stage(NamedTuple):
    """The measured lines of all pages with their roles, and the fold of each page."""

    rows: Sequence[Any]
    truth: Sequence[list[int]]
    folds: Sequence[object]
    names: tuple[str, ...]


def _stage(stage: _Stage) -> tuple[dict[str, Any], list[Any]]:
    """Fit a model of roles on all pages, and find the chances of each by a model that has not seen its fold."""
    folds = sorted(set(stage.folds), key=str)
    whole, *parts = together(_part, stage, [None, *folds])
    out: list[Any] = [None] * len(stage.rows)
    for fold, raw in zip(folds, parts, strict=True):
        part = boost.Fast(raw)
        for k, other in enumerate(stage.folds):
            if other == fold:
                out[k] = part.chances(stage.rows[k])
    return whole, out


def _part(stage: _Stage, fold: object) -> dict[str, Any]:
    """Fit a model on every line that is near another role, and on one of four in the middle of the body."""
    body = ROLES.index("body")
    kept = [
        (k, n)
        for k, truth in enumerate(stage.truth)
        if fold is None or stage.folds[k] != fold
        for n, role in enumerate(truth)
        if role != body or n % _ONE_BODY == 0 or set(truth[max(0, n - 1) : n + 2]) != {body}
    ]
    rows, truth = [stage.rows[k][n] for k, n in kept], [stage.truth[k][n] for k, n in kept]
    return boost.fit(rows, truth, ROLES, stage.names, 40, 12, 0.18)


_HELD: list[Any] = []  # what the processes of `together` find where they were forked


def together(task: Callable[[Any, Any], Any], data: object, keys: Sequence[Any]) -> list[Any]:
    """Return task(data, key) for each key, computed side by side; the data is never sent, but found in the fork."""
    _HELD[:] = [task, data]
    with get_context("fork").Pool(min(JOBS, len(keys))) as pool:
        return pool.map(_held, keys, chunksize=1)


def _held(key: object) -> Any:  # noqa: ANN401  what the task returns
    task, data = _HELD
    return task(data, key)


def ask_roles(pages: Iterable[Page], fitted: Fitted, context: Callable[[Any, Any, int], list[float]]) -> None:
    """Give pages the chances that both models of roles give their lines."""
    first, again = boost.Fast(fitted.first), boost.Fast(fitted.again)
    for page in pages:
        chances = first.chances(page.rows)
        page.chances = again.chances([[*row, *context(page, chances, n)] for n, row in enumerate(page.rows)])


def confusion(pages: Iterable[Page]) -> tuple[float, Counter[tuple[str, str]]]:
    """Return the share of lines with the right role, and the pairs of wrong ones."""
    wrong: Counter[tuple[str, str]] = Counter()
    total = 0
    for page in pages:
        for true, chance in zip(truth_of(page), page.chances, strict=True):
            total += 1
            if (said := int(np.argmax(chance))) != true:
                wrong[ROLES[true], ROLES[said]] += 1
    return 1 - sum(wrong.values()) / max(1, total), wrong


# ---------------------------------------------------------------------- links


@dataclass
class Linked:
    """A page's parts with the candidates between them, measured, and which of them are true."""

    page: Page
    asked: Candidates
    after: list[tuple[int, int]]
    under: list[tuple[int, int]]
    rows: dict[str, Any]
    true: dict[str, list[int]]


def linked(page: Page, asked: Candidates) -> Linked:
    """Measure a page's candidates."""
    count = range(len(asked.pieces))
    after = [(i, j) for j in count for i in asked.before(j)]
    under = [(k, j) for j in count for k in asked.over(j)]
    rows = {
        "next": [asked.next(i, j) for i, j in after],
        "under": [asked.under(k, j) for k, j in under],
        "start": [asked.start(j) for j in count],
    }
    before = true_links(page, asked)
    true = {
        "next": [int(before.get(j) == ("piece", i)) for i, j in after],
        "under": [int(before.get(j) == ("head", k)) for k, j in under],
        "start": [int(before.get(j, ("alone", 0))[0] == "alone") for j in count],
    }
    return Linked(page, asked, after, under, rows, true)


def article_of(page: Page, found: Piece[Any] | Head[Any]) -> tuple[str | None, tuple[int, int]]:
    """Return the article most of a part's lines are of, and where it begins there: typeset line and glyph."""
    votes: Counter[str | None] = Counter()
    for line in found.lines:
        if label := page.truth[line.index]:
            votes[label.article] += len(label.glyphs)
    article = votes.most_common(1)[0][0] if votes else None
    places = [
        (label.run, label.glyphs[0])
        for line in found.lines
        if (label := page.truth[line.index]) and label.article == article
    ]
    return article, min(places, default=(0, 0))


def true_links(page: Page, asked: Candidates) -> dict[int, tuple[str, int]]:
    """Return what each piece really follows: a piece, a headline, or nothing."""
    order: dict[str, list[tuple[tuple[int, int], int]]] = defaultdict(list)
    for j, piece in enumerate(asked.pieces):
        article, place = article_of(page, piece)
        if article:
            order[article].append((place, j))
    heads: dict[str, tuple[tuple[int, int], int]] = {}
    for k, head in enumerate(asked.heads):
        article, place = article_of(page, head)
        label = page.truth[head.lines[0].index]
        if article and label and label.role == "headline":
            heads[article] = min(heads.get(article, (place, k)), (place, k))
    before: dict[int, tuple[str, int]] = {}
    for article, members in order.items():
        members.sort()
        before[members[0][1]] = ("head", heads[article][1]) if article in heads else ("alone", 0)
        before |= {b: ("piece", a) for (_, a), (_, b) in pairwise(members)}
    return before


class Shape(NamedTuple):
    """What a model of links is fitted with: its features, rounds and leaves."""

    features: tuple[str, ...]
    rounds: int
    leaves: int


def fit_links(found: Sequence[Linked], shapes: dict[str, Shape]) -> dict[str, dict[str, Any]]:
    """Fit the three models of links."""
    return dict(zip(shapes, together(_link, (found, shapes), list(shapes)), strict=True))


def _link(data: tuple[Sequence[Linked], dict[str, Shape]], name: str) -> dict[str, Any]:
    found, shapes = data
    rows = [row for one in found for row in one.rows[name]]
    true = [label for one in found for label in one.true[name]]
    features, rounds, leaves = shapes[name]
    return boost.fit(rows, true, (name,), features, rounds, leaves, 0.07)


def decode(one: Linked, models: dict[str, dict[str, Any]]) -> list[chains.Chain]:
    """Assemble a page's stories with models."""
    odds = {
        name: boost.Fast(model).scores(one.rows[name])[:, 0] if one.rows[name] else [] for name, model in models.items()
    }
    return chains.chains(
        dict(zip(one.after, odds["next"], strict=True)),
        dict(zip(one.under, odds["under"], strict=True)),
        list(odds["start"]),
    )


class Score(NamedTuple):
    """Articles matched at .80 and .98 of their characters, made, real; headlines right, real."""

    most: int
    whole: int
    made: int
    real: int
    heads: int
    headed: int


def score(one: Linked, stories: Sequence[chains.Chain]) -> Score:
    """Compare a page's stories with its articles, by their glyphs."""
    gold = one.page.gold
    real: dict[str, set[int]] = defaultdict(set)
    for index, glyph in enumerate(gold.glyphs):
        if glyph[5] in gold.page["articles"] and glyph[4] in {"body", "subhead"}:
            real[glyph[5]].add(index)
    made = [(glyphs, story) for story in stories if len(glyphs := _glyphs(one, story)) > _SHORTEST]
    most = whole = heads = headed = 0
    for key, glyphs in real.items():
        best, story = max(
            ((len(glyphs & other) / len(glyphs | other), story) for other, story in made),
            key=lambda found: found[0],
            default=(0.0, None),
        )
        most += best >= _MOST
        whole += best >= _WHOLE
        headline = (gold.page["articles"][key]["headline"] or "").replace(" ", "")
        if headline and story is not None:
            headed += 1
            heads += best > _HALF and _headline(one, story) == headline
    return Score(most, whole, len(made), len(real), heads, headed)


def _glyphs(one: Linked, story: chains.Chain) -> set[int]:
    lines = (line for j in story.pieces for line in one.asked.pieces[j].lines)
    labels_ = (label for line in lines if (label := one.page.truth[line.index]))
    glyphs = {n for label in labels_ for n in label.glyphs}
    return {n for n in glyphs if one.page.gold.glyphs[n][4] in {"body", "subhead"}}


def _headline(one: Linked, story: chains.Chain) -> str:
    """Return the headline of a story: the one over it, or the one its first piece begins with."""
    if story.head is not None:
        return one.asked.heads[story.head].string
    first = one.asked.pieces[story.pieces[0]]
    if first.heading:
        return "".join(line.ink for line in first.heading)
    return "".join(one.asked.pieces[j].string for j in story.pieces)[1:].split("】")[0] if first.own else ""


def total(scores: Sequence[Score]) -> str:
    """Print F of articles at .80 and .98 and the share of headlines."""
    most, whole, made, real, heads, headed = (sum(part) for part in zip(*scores, strict=True))
    both = max(1, made + real)
    return f"articles at .80 {2 * most / both:.3f} at .98 {2 * whole / both:.3f} headline {heads / max(1, headed):.3f}"
