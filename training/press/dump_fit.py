"""Fit the models of `digest.page.dump` on dumps of made pages, and measure them on folds of pages left out."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import boost
import labels
import numpy as np

from digest.page import chains
from digest.page.dump import lines, links, pieces, roles
from digest.page.signs import ROLES
from digest.read import dump

if TYPE_CHECKING:
    from pathlib import Path

_ROLE = {"kicker": "deck", "subtitle": "deck", "bracket": "body"}


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

    @property
    def family(self) -> str:
        """The family of layouts it is of."""
        return str(self.gold.page["family"])


def load(folder: Path, tools: set[str], most: int | None = None) -> list[Page]:
    """Read the dumps of a folder that some tools made."""
    found = []
    for name, gold in labels.pages(folder):
        for path in sorted(folder.glob(f"{name}.*.json")):
            raw = json.loads(path.read_text(encoding="utf-8"))
            if raw["tool"] not in tools:
                continue
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
    found = gold.vote(some)
    if found is None:
        return None
    role = _ROLE.get(found.role, found.role)
    if role == "headline" and gold.page["articles"].get(found.article, {}).get("style") == "bracket":
        role = "body"
    if role == "headline" and gold.page["articles"].get(found.article, {}).get("style", "").startswith("above"):
        role = "subhead"
    return found._replace(role=role)


def truth_of(page: Page) -> list[int]:
    """Return the number of each line's role."""
    return [ROLES.index(label.role) if label else ROLES.index("folio") for label in page.truth]


def fit_roles(pages: list[Page], folds: list[int]) -> tuple[dict[str, Any], dict[str, Any], float]:
    """Fit both models of roles; every page keeps the chances of models that have not seen its fold."""
    y = [truth_of(page) for page in pages]

    def fit(rows: list[Any], train: list[int], names: tuple[str, ...]) -> dict[str, Any]:
        body = ROLES.index("body")
        kept = [
            (k, n)
            for k in train
            for n, label in enumerate(y[k])
            if label != body or n % 3 == 0 or any(y[k][m] != body for m in (n - 1, n + 1) if 0 <= m < len(y[k]))
        ]
        return boost.fit([rows[k][n] for k, n in kept], [y[k][n] for k, n in kept], ROLES, names, 40, 10, 0.13)

    def stage(rows: list[Any], names: tuple[str, ...]) -> tuple[dict[str, Any], list[Any]]:
        out: list[Any] = [None] * len(pages)
        for fold in sorted(set(folds)):
            part = boost.Fast(fit(rows, [k for k in range(len(pages)) if folds[k] != fold], names))
            for k in range(len(pages)):
                if folds[k] == fold:
                    out[k] = part.chances(rows[k])
        return fit(rows, list(range(len(pages))), names), out

    first, chances = stage([page.rows for page in pages], roles.FEATURES)
    rows = [[[*row, *roles.context(chances[k], n)] for n, row in enumerate(page.rows)] for k, page in enumerate(pages)]
    again, chances = stage(rows, roles.AGAIN)
    wrong = total = 0
    for page, chance in zip(pages, chances, strict=True):
        page.chances = chance
        wrong += sum(np.argmax(chance, 1) != truth_of(page))
        total += len(page.rows)
    return first, again, 1 - wrong / total


def said_of(page: Page) -> list[str]:
    """Return the role a page's lines were taken for."""
    return pieces.bracketed(page.page.rows, [ROLES[int(np.argmax(chance))] for chance in page.chances])


def fit_joins(pages: list[Page]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fit what says that a line goes on with the one before it: in the body, and in headlines."""
    rows, true, head_rows, head_true = [], [], [], []
    for page in pages:
        said = said_of(page)
        order = followers(page)
        last = None
        for a, b in pairwise(page.page.rows):
            if said[a.index] in pieces.FLOW and said[b.index] in pieces.FLOW:
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
    return (
        boost.fit(rows, true, ("join",), pieces.JOIN, 90, 12, 0.08),
        boost.fit(head_rows, head_true, ("head",), pieces.HEADING, 60, 8, 0.08),
    )


def followers(page: Page) -> dict[int, int]:
    """Return for each line the one that follows it in its article."""
    order: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for row, label in zip(page.page.rows, page.truth, strict=True):
        if label and label.article and label.role in pieces.FLOW:
            order[label.article].append((label.run, label.glyphs[0], row.index))
    found = {}
    for members in order.values():
        members.sort()
        found |= {a: b for (_, _, a), (_, _, b) in pairwise(members)}
    return found


@dataclass
class Linked:
    """A dump's parts with the candidates between them, measured, and which of them are true."""

    page: Page
    links: links.Links
    after: list[tuple[int, int]]
    under: list[tuple[int, int]]
    rows: dict[str, Any]
    true: dict[str, list[int]]


def linked(page: Page, joins: dict[str, Any], heads: dict[str, Any]) -> Linked:
    """Measure a page's candidates."""
    said = said_of(page)
    chances = [0.0] * len(page.page.rows)
    flows = [
        (a, b) for a, b in pairwise(page.page.rows) if said[a.index] in pieces.FLOW and said[b.index] in pieces.FLOW
    ]
    if flows:
        odds = boost.Fast(joins).scores([pieces.join(page.page, said, a, b) for a, b in flows])[:, 0]
        for (_, b), one in zip(flows, odds, strict=True):
            chances[b.index] = 1 / (1 + np.exp(-one))
    asked = links.Links(page.page, said, pieces.parts(page.page, said, chances, boost.model(heads)))
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


def article_of(page: Page, found: Any) -> tuple[str | None, int, int]:  # noqa: ANN401  a piece or head
    """Return the article most of a part's lines are of, and where it begins there."""
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
    return (article, *min(places, default=(0, 0)))


def true_links(page: Page, asked: links.Links) -> dict[int, tuple[str, int]]:
    """Return what each piece really follows: a piece, a headline, or nothing."""
    order: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for j, piece in enumerate(asked.pieces):
        article, run, glyph = article_of(page, piece)
        if article:
            order[article].append((run, glyph, j))
    heads: dict[str, tuple[int, int]] = {}
    for k, head in enumerate(asked.heads):
        article, run, _ = article_of(page, head)
        label = page.truth[head.lines[0].index]
        if article and label and label.role == "headline":
            heads[article] = min(heads.get(article, (run, k)), (run, k))
    before: dict[int, tuple[str, int]] = {}
    for article, members in order.items():
        members.sort()
        before[members[0][2]] = ("head", heads[article][1]) if article in heads else ("alone", 0)
        before |= {b: ("piece", a) for (_, _, a), (_, _, b) in pairwise(members)}
    return before


_LINKS = {"next": (links.NEXT, 140, 14), "under": (links.UNDER, 110, 12), "start": (links.START, 40, 8)}


def fit_links(found: list[Linked]) -> dict[str, dict[str, Any]]:
    """Fit the three models of links."""
    return {
        name: boost.fit(
            [row for one in found for row in one.rows[name]], [label for one in found for label in one.true[name]],
            (name,), features, rounds, leaves, 0.07,
        )
        for name, (features, rounds, leaves) in _LINKS.items()
    }  # fmt: skip


def decode(one: Linked, models: dict[str, dict[str, Any]]) -> list[chains.Chain]:
    """Assemble a page's stories with models."""
    odds = {name: (boost.Fast(models[name]).scores(one.rows[name])[:, 0] if one.rows[name] else []) for name in _LINKS}
    return chains.chains(
        dict(zip(one.after, odds["next"], strict=True)),
        dict(zip(one.under, odds["under"], strict=True)),
        list(odds["start"]),
    )


def score(one: Linked, stories: list[chains.Chain]) -> tuple[int, int, int, int, int, int]:
    """Count articles matched at .80 and .98 of their characters, made, real; headlines right, real."""
    page = one.page
    real: dict[str, set[int]] = defaultdict(set)
    for index, glyph in enumerate(page.gold.glyphs):
        if glyph[5] in page.gold.page["articles"] and glyph[4] in {"body", "subhead"}:
            real[glyph[5]].add(index)
    made = []
    for story in stories:
        glyphs = {
            n
            for j in story.pieces
            for line in one.links.pieces[j].lines
            if (label := page.truth[line.index])
            for n in label.glyphs
        }
        glyphs = {n for n in glyphs if page.gold.glyphs[n][4] in {"body", "subhead"}}
        if len(glyphs) > 8:
            made.append((glyphs, story))
    hits = exact = heads = wanted = 0
    for key, glyphs in real.items():
        best, story = max(
            ((len(glyphs & other) / len(glyphs | other), story) for other, story in made),
            key=lambda x: x[0],
            default=(0.0, None),
        )
        hits += best >= 0.8
        exact += best >= 0.98
        headline = (page.gold.page["articles"][key]["headline"] or "").replace(" ", "")
        if headline and story is not None:
            wanted += 1
            heads += best > 0.5 and _headline(one, story) == headline
    return hits, exact, len(made), len(real), heads, wanted


def _headline(one: Linked, story: chains.Chain) -> str:
    if story.head is not None:
        return one.links.heads[story.head].string
    first = one.links.pieces[story.pieces[0]]
    if first.heading:
        return "".join(line.ink for line in first.heading)
    return "".join(one.links.pieces[j].string for j in story.pieces)[1:].split("】")[0] if first.own else ""


def total(scores: list[tuple[int, int, int, int, int, int]]) -> str:
    """Print F of articles at .80 and .98 and the share of headlines."""
    hits, exact, made, real, heads, wanted = (sum(part) for part in zip(*scores, strict=True))
    both = max(1, made + real)
    return f"articles at .80 {2 * hits / both:.3f} at .98 {2 * exact / both:.3f} headline {heads / max(1, wanted):.3f}"
