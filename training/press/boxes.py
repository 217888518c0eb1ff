"""Fit the models of `digest.page.boxes` on made pages, and measure them on folds of pages and of families left out."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random
from typing import TYPE_CHECKING, Any

import boost
import labels
import numpy as np

from digest.page import chains
from digest.page.boxes import SURE, lines, links, pieces, roles
from digest.page.signs import ROLES
from digest.read import dump, pdf

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Document
    from digest.page.boxes.lines import Sheet

_ROLE = {"kicker": "deck", "subtitle": "deck", "bracket": "body"}
FOLDS = 4
_ONE_SCANNED = 3  # one page of so many is also read as a scan


@dataclass
class Page:
    """A made page as the reader sees it, with what each line really is."""

    name: str
    gold: labels.Gold
    document: Document
    sheet: Sheet
    truth: list[labels.Label | None]
    rows: list[list[float]] = field(default_factory=list)
    chances: Any = None

    @property
    def family(self) -> str:
        """The family of layouts it is of."""
        return str(self.gold.page["family"])


def load(folder: Path, most: int | None = None) -> list[Page]:
    """Read the made pages of a folder."""
    found = []
    for name, gold in labels.pages(folder):
        document = pdf.read(name, (folder / f"{name}.pdf").read_bytes())
        for sheet in lines.sheets(document).values():
            truth = [label_of(gold, document, line) for line in sheet.lines]
            found.append(Page(name, gold, document, sheet, truth, roles.features(sheet)))
        if len(found) % _ONE_SCANNED == 0:
            found += _scanned(name, gold, document)
        if most and len(found) >= most:
            break
    return found


def _scanned(name: str, gold: labels.Gold, document: Document) -> list[Page]:
    """Give a page as recognition reads it: no fonts, no rules, sizes a little off, those of short lines most."""
    random = Random(name)  # noqa: S311  no secret
    blurred = []
    for line in document.lines:
        box = line.box
        assert box is not None  # noqa: S101  lines of PDFs have boxes
        short = line.span.end - line.span.start < 5
        size = box.size * random.gauss(1.0, 0.06 if short else 0.02)
        middle = (box.top + box.bottom) / 2
        tall = box.bottom - box.top > 2 * box.size
        top, bottom = (box.top, box.bottom) if tall else (middle - size / 2, middle + size / 2)
        blurred.append(replace(line, face=None, box=replace(box, size=size, top=top, bottom=bottom)))
    seen = replace(document, lines=tuple(blurred), drawn=())
    sheets = lines.sheets(seen).values()
    truth = [[label_of(gold, document, line) for line in sheet.lines] for sheet in sheets]
    return [
        Page(name, gold, seen, sheet, some, roles.features(sheet)) for sheet, some in zip(sheets, truth, strict=True)
    ]


def load_grids(folder: Path, most: int | None = None) -> list[Page]:
    """Read the dumps of a folder that are laid out by columns."""
    found = []
    for name, gold in labels.pages(folder):
        path = folder / f"{name}.layout.json"
        if not path.exists():
            continue
        raw = json.loads(path.read_text(encoding="utf-8"))
        document = dump.read(f"{name}.txt", raw["text"].encode())
        for sheet in lines.sheets(document, "grid").values():
            truth = [
                _label_by_glyphs(gold, [raw["glyphs"][k] for span in line.spans for k in range(*span)])
                for line in sheet.lines
            ]
            found.append(Page(name, gold, document, sheet, truth, roles.features(sheet)))
        if most and len(found) >= most:
            break
    return found


def _label_by_glyphs(gold: labels.Gold, glyphs: list[int]) -> labels.Label | None:
    return _with_role(gold, gold.vote([glyph for glyph in glyphs if glyph >= 0]))


def label_of(gold: labels.Gold, document: Document, line: lines.Printed) -> labels.Label | None:
    """Label a line of the sheet; a vertical one by all its glyphs."""
    by_start = {one.span.start: one for one in document.lines}
    glyphs: list[int] = []
    for span in line.spans:
        one = by_start.get(span.start)
        if one is not None and (label := gold.of_line(one)):
            glyphs += label.glyphs
    return _with_role(gold, gold.vote(glyphs))


def _with_role(gold: labels.Gold, found: labels.Label | None) -> labels.Label | None:
    """Give a label the role that the reader knows for it."""
    if found is None:
        return None
    role = _ROLE.get(found.role, found.role)
    if role == "headline" and gold.page["articles"].get(found.article, {}).get("style") == "bracket":
        role = "body"
    return found._replace(role=role)


def truth_of(page: Page) -> list[int]:
    """Return the number of each line's role; what shows nothing known counts as folio."""
    return [ROLES.index(label.role) if label else ROLES.index("folio") for label in page.truth]


def fit_roles(pages: list[Page], folds: list[int]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fit both models of roles; every page keeps the chances that models give it which have not seen its fold."""
    y = [truth_of(page) for page in pages]

    def stage(rows: list[Any], names: tuple[str, ...]) -> tuple[dict[str, Any], list[Any]]:
        out: list[Any] = [None] * len(pages)
        for fold in sorted(set(folds)):
            train = [k for k in range(len(pages)) if folds[k] != fold]
            part = boost.Fast(_fit(rows, y, train, names))
            for k in range(len(pages)):
                if folds[k] == fold:
                    out[k] = part.chances(rows[k])
        return _fit(rows, y, list(range(len(pages))), names), out

    first, chances = stage([page.rows for page in pages], roles.FEATURES)
    rows = [
        [[*row, *roles.context(page.sheet, chances[k], n)] for n, row in enumerate(page.rows)]
        for k, page in enumerate(pages)
    ]
    again, chances = stage(rows, roles.AGAIN)
    for page, chance in zip(pages, chances, strict=True):
        page.chances = chance
    return first, again


def _fit(rows: list[Any], y: list[list[int]], train: list[int], names: tuple[str, ...]) -> dict[str, Any]:
    """Fit a model of roles on every line that is near another role, and on one of four in the middle of the body."""
    body = ROLES.index("body")
    kept = [
        (k, n) for k in train for n, label in enumerate(y[k]) if label != body or n % 4 == 0 or _is_at_edge(rows[k][n])
    ]
    return boost.fit([rows[k][n] for k, n in kept], [y[k][n] for k, n in kept], ROLES, names, 40, 10, 0.13)


_ABOVE, _BELOW = roles.FEATURES.index("above_step"), roles.FEATURES.index("below_step")
_SAME_ABOVE, _SAME_BELOW = roles.FEATURES.index("above_same_font"), roles.FEATURES.index("below_same_font")


def _is_at_edge(row: list[float]) -> bool:
    """Return whether a line begins or ends a run of lines of one type."""
    return row[_ABOVE] > 2 or row[_BELOW] > 2 or not row[_SAME_ABOVE] or not row[_SAME_BELOW]


def confusion(pages: list[Page]) -> tuple[float, Counter[tuple[str, str]]]:
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
    links: links.Links
    after: list[tuple[int, int]]
    under: list[tuple[int, int]]
    rows: dict[str, Any]
    true: dict[str, list[int]]
    lost: int = 0


def linked(page: Page) -> Linked:
    """Measure a page's candidates, with the roles that models gave it which have not seen it."""
    said = [ROLES[int(np.argmax(chance))] for chance in page.chances]
    asked = links.Links(page.sheet, pieces.parts(page.sheet, said, _surely(page)))
    count = range(len(asked.pieces))
    after = [(i, j) for j in count for i in asked.before(j)]
    under = [(k, j) for j in count for k in asked.over(j)]
    rows = {
        "next": [asked.next(i, j) for i, j in after],
        "head": [asked.head(k, j) for k, j in under],
        "start": [asked.start(j) for j in count],
    }
    before = true_links(page, asked)
    known = {*(("piece", i, j) for i, j in after), *(("head", k, j) for k, j in under)}
    lost = sum(
        (kind, n, j) not in known for j, (kind, n) in before.items() if kind != "alone" and not asked.pieces[j].own
    )
    true = {
        "next": [int(before.get(j) == ("piece", i)) for i, j in after],
        "head": [int(before.get(j) == ("head", k)) for k, j in under],
        "start": [int(before.get(j, ("alone", 0))[0] == "alone") for j in count],
    }
    return Linked(page, asked, after, under, rows, true, lost)


def _surely(page: Page) -> set[int]:
    """Return the lines that are surely headlines, as the reader takes them."""
    headline = ROLES.index("headline")
    return {k for k, chance in enumerate(page.chances) if chance[headline] > SURE}


def article_of(page: Page, found: Any) -> tuple[str | None, int]:  # noqa: ANN401  a piece or head
    """Return the article most of a part's lines are of, and the number of its first typeset line."""
    votes: Counter[str | None] = Counter()
    for line in found.lines:
        if label := page.truth[line.index]:
            votes[label.article] += len(label.glyphs)
    serial = min((label.run for line in found.lines if (label := page.truth[line.index])), default=0)
    return (votes.most_common(1)[0][0] if votes else None), serial


def true_links(page: Page, asked: links.Links) -> dict[int, tuple[str, int]]:
    """Return what each piece really follows: a piece, a headline, or nothing."""
    order: dict[str, list[tuple[int, int]]] = {}
    for j, piece in enumerate(asked.pieces):
        article, serial = article_of(page, piece)
        if article:
            order.setdefault(article, []).append((serial, j))
    heads: dict[str, tuple[int, int]] = {}
    for k, head in enumerate(asked.heads):
        article, serial = article_of(page, head)
        if article and page.truth[head.lines[0].index].role == "headline":  # type: ignore[union-attr]
            heads[article] = min(heads.get(article, (serial, k)), (serial, k))
    before: dict[int, tuple[str, int]] = {}
    for article, members in order.items():
        members.sort()
        before[members[0][1]] = ("head", heads[article][1]) if article in heads else ("alone", 0)
        before |= {b: ("piece", a) for (_, a), (_, b) in itertools.pairwise(members)}
    return before


_LINKS = {"next": (links.NEXT, 110, 12), "head": (links.HEAD, 110, 12), "start": (links.START, 40, 8)}


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
        dict(zip(one.under, odds["head"], strict=True)),
        list(odds["start"]),
    )


def score(one: Linked, stories: list[chains.Chain]) -> tuple[int, int, int, int, int]:
    """Count articles matched at .80 of their characters, made, real; headlines right, real."""
    page = one.page
    real: dict[str, set[int]] = {}
    for index, glyph in enumerate(page.gold.glyphs):
        if glyph[5] in page.gold.page["articles"] and glyph[4] in {"body", "subhead"}:
            real.setdefault(glyph[5], set()).add(index)
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
    hits = heads = wanted = 0
    for key, glyphs in real.items():
        best, story = max(
            ((len(glyphs & other) / len(glyphs | other), story) for other, story in made),
            key=lambda x: x[0],
            default=(0.0, None),
        )
        hits += best >= 0.8
        headline = (page.gold.page["articles"][key]["headline"] or "").replace(" ", "")
        if headline and story is not None:
            wanted += 1
            one.links.pieces[story.pieces[0]]
            said = one.links.heads[story.head].string if story.head is not None else _own(one, story)
            heads += best > 0.3 and said == headline
    return hits, len(made), len(real), heads, wanted


def _own(one: Linked, story: chains.Chain) -> str:
    """Return the headline that a story's first piece begins with."""
    first = one.links.pieces[story.pieces[0]]
    if first.heading:
        return "".join(line.ink for line in first.heading)
    return "".join(one.links.pieces[j].string for j in story.pieces)[1:].split("】")[0] if first.own else ""


def total(scores: list[tuple[int, int, int, int, int]]) -> str:
    """Print F of articles and the share of headlines."""
    hits, made, real, heads, wanted = (sum(part) for part in zip(*scores, strict=True))
    return f"articles {2 * hits / max(1, made + real):.3f} headline {heads / max(1, wanted):.3f}"
