"""Gold of a page: what is printed, and which character of a tool's dump is which glyph of it.

Nothing is guessed: a marked copy of the page (see ink.py) goes through the same tool, and the order of the marks in its
dump is the order of the glyphs in the real one. Each character is compared with its glyph.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from training.broadsheet.ink import MARKS, SPACES, Element, Glyph

if TYPE_CHECKING:
    from training.broadsheet.page import Page

FURNITURE = ("section", "folio", "jump", "ad")


class Misaligned(Exception):
    """A dump does not show the glyphs of its page in the order of the marked copy."""


def of_page(page: Page) -> dict[str, Any]:
    """Return the gold of the PDF: the articles with their parts, the page's traits."""
    return {
        "page": {"stream": [f"order_{page.order}"], "lost": [], "columns": page.columns, "rotate": page.sheet.rotate},
        "traits": page.traits,
        "articles": {aid: asdict(article) for aid, article in page.articles.items()},
    }


def of_dump(page: Page, tool: str, text: str, marked: str) -> dict[str, Any]:
    r"""Label a dump by the dump of the marked copy.

    Returns the gold of the page with `tool`, `aligned` (share of the labelled glyphs that the dump shows), `labels`
    ([start, end) in characters of the dump with line ends as \n) and `paragraph_ends`.

    Raises:
        Misaligned: a character is not its glyph's, or the two dumps differ in length.
    """
    glyphs = page.sheet.glyphs()
    at = alignment(glyphs, text, marked)
    wanted = [i for i, g in enumerate(glyphs) if g.element and g.char not in SPACES]
    shown = set(at.values())
    labels: list[dict[str, Any]] = []
    last: tuple[Element | None, int] = (None, -9)
    for place, number in sorted(at.items()):
        element = glyphs[number].element
        if element is None:
            last = (None, place)
            continue
        if element == last[0] and not text[last[1] + 1 : place].strip() and text.count("\n", last[1], place) < 2:
            labels[-1]["end"] = place + 1
        else:
            labels.append({"start": place, "end": place + 1, "article": element.article, "role": element.role})
        last = (element, place)
    finals: dict[Element, int] = {}
    for _, number in sorted(zip(page.sheet.reading_ranks(), range(len(glyphs)), strict=True)):
        element = glyphs[number].element
        if element and element.role == "body" and glyphs[number].char not in SPACES:
            finals[element] = number
    back = {number: place for place, number in at.items()}
    return of_page(page) | {
        "tool": tool,
        "aligned": sum(i in shown for i in wanted) / len(wanted),
        "labels": labels,
        "paragraph_ends": sorted(back[n] for n in finals.values() if n in back),
    }


def alignment(glyphs: list[Glyph], text: str, marked: str) -> dict[int, int]:
    """Return for each character of the dump that is no space the number of its glyph."""
    places = [i for i, c in enumerate(text) if not c.isspace()]
    marks = [c for c in marked if not c.isspace()]
    if len(places) != len(marks):
        raise Misaligned(f"the dump has {len(places)} characters, that of the marked copy {len(marks)}")
    out = {}
    for place, mark in zip(places, marks, strict=True):
        number = ord(mark) - MARKS
        if not 0 <= number < len(glyphs) or not _same(glyphs[number].char, text[place]):
            raise Misaligned(
                f"character {place} of the dump is {text[place]!r}, which its mark {number} does not print"
            )
        out[place] = number
    return out


def _same(printed: str, shown: str) -> bool:
    return printed == shown or unicodedata.normalize("NFKC", printed) == unicodedata.normalize("NFKC", shown)


def rebuilt(page: Page, gold: dict[str, Any], text: str, marked: str) -> float:
    """Return the share of the gold's characters that come back when the dump's labels are put in printing order."""
    at, ranks = alignment(page.sheet.glyphs(), text, marked), page.sheet.reading_ranks()
    inside = {i for label in gold["labels"] for i in range(label["start"], label["end"])}
    parts: dict[tuple[str, str], dict[int, list[tuple[tuple[int, int], str]]]] = defaultdict(lambda: defaultdict(list))
    for place, number in at.items():
        element = page.sheet.glyphs()[number].element if place in inside else None
        if element and element.article:
            parts[element.article, element.role][element.part].append((ranks[number], text[place]))
    right = total = 0
    for aid, article in gold["articles"].items():
        wants = {
            "headline": [article["headline"]],
            "kicker": [article["kicker"]],
            "subhead": article["subhead"],
            "body": article["paragraphs"],
            "caption": article["caption"],
        }
        for role, texts in wants.items():
            got = ["".join(c for _, c in sorted(part)) for _, part in sorted(parts[aid, role].items())]
            for want in texts:
                squeezed = "".join((want or "").split())
                total += len(squeezed)
                right += len(squeezed) * (squeezed in got)
    return right / max(1, total)


def as_prediction(gold: dict[str, Any], text: str = "") -> dict[str, Any]:
    """Return the gold as a reader's answer would be that made no mistake, for the scorer's own test."""
    spans: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
    for label in gold.get("labels", []):
        if label["article"]:
            spans[label["article"], label["role"]].append([label["start"], label["end"]])
    ends = gold.get("paragraph_ends", [])

    def part(words: str | None) -> dict[str, Any] | None:
        return {"text": words, "spans": [], "origin": "page"} if words else None

    answers = []
    for aid, article in gold["articles"].items():
        answer: dict[str, Any] = {
            "headline": part(article["headline"]),
            "kicker": part(article["kicker"]),
            "subtitle": part(article["subtitle"]),
            "bylines": [{"name": name, "text": name, "spans": []} for name in article["byline"]],
            "captions": [part(words) for words in article["caption"]],
            "paragraphs": [{"role": "subhead", "text": words, "spans": []} for words in article["subhead"]],
        }
        for role, key in (("headline", "headline"), ("kicker", "kicker"), ("subtitle", "subtitle")):
            if answer[key]:
                answer[key]["spans"] = spans[aid, role]
        for role, key in (("byline", "bylines"), ("caption", "captions"), ("subhead", "paragraphs")):
            if answer[key]:
                answer[key][0]["spans"] = spans[aid, role]
            elif role == "byline" and spans[aid, role]:
                answer[key] = [{"name": "", "text": "", "spans": spans[aid, role]}]
        own = [i for i in ends if any(start <= i < end for start, end in spans[aid, "body"])]
        answer["paragraphs"] += _bodies(article["paragraphs"], spans[aid, "body"], own, text)
        answers.append(answer)
    return {"documents": [{"articles": answers}]}


def _bodies(paragraphs: list[str], spans: list[list[int]], ends: list[int], text: str) -> list[dict[str, Any]]:
    """Return the body cut where the gold's paragraphs end, or the paragraphs as they are for a PDF."""
    if not text:
        return [{"role": "body", "text": words, "spans": []} for words in paragraphs]
    homes: list[list[list[int]]] = [[] for _ in range(len(ends) + 1)]
    for start, end in (piece for span in spans for piece in _cuts(span, ends)):
        homes[sum(stop < start for stop in ends)].append([start, end])  # the paragraph whose end comes next
    return [{"role": "body", "text": "".join(text[s:e] for s, e in home), "spans": home} for home in homes if home]


def _cuts(span: list[int], ends: list[int]) -> list[tuple[int, int]]:
    start, end = span
    stops = [i + 1 for i in ends if start <= i < end - 1]
    edges = [start, *stops, end]
    return list(pairwise(edges))
