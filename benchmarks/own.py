"""Score the reading of a page against gold labels, character by character."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from digest import page, read

if TYPE_CHECKING:
    from pathlib import Path

    from digest.model import Article, Layout, Text

WHOLE = 0.98  # an article counts as right when it shares this much of the union of its characters with its gold
HEADS = {"kicker": "headline", "subtitle": "headline"}  # one role where roles are compared

Place = tuple[int | str | None, str]  # article and role of one character


def score_page(gold: dict[str, Any], path: Path) -> dict[str, float]:
    """Score one page: shares of articles, headlines, character roles and paragraph ends that are right."""
    document = read.read(path.name, path.read_bytes())
    layout = page.split(document)
    wanted = {
        i: (label["article"], HEADS.get(label["role"], label["role"]))
        for label in gold["labels"]
        for i in range(label["start"], label["end"])
        if not document.text[i].isspace()
    }
    got = _places(layout)
    pairs = _pairs(wanted, got)
    named = {g: layout.articles[k] for g, k in pairs.items()}
    heads = [(want.get("headline") or "", named.get(g)) for g, want in gold["articles"].items()]
    ends, found = set(gold["paragraph_ends"]), _ends(layout)
    return {
        "articles": len(pairs) / max(len(gold["articles"]), len(layout.articles)),
        "headlines": sum(_headline(article) == _squeeze(want) for want, article in heads) / len(heads),
        "roles": sum(_role(got.get(i)) == _role(place) for i, place in wanted.items()) / len(wanted),
        "paragraphs": 2 * len(ends & found) / max(1, len(ends) + len(found)),
    }


def _places(layout: Layout) -> dict[int, Place]:
    """Give every character of an article its article's number and its role."""
    places: dict[int, Place] = {}
    for k, article in enumerate(layout.articles):
        for role, text in _parts(article):
            for start, end in text.spans:
                places.update((i, (k, role)) for i in range(start, end))
    return places


def _parts(article: Article) -> list[tuple[str, Text]]:
    heads = [("headline", text) for text in (article.headline, article.kicker, article.subtitle) if text]
    lines = [("byline", by.text) for by in article.bylines] + [("caption", caption) for caption in article.captions]
    return heads + lines + [(paragraph.role, paragraph.text) for paragraph in article.paragraphs]


def _pairs(wanted: dict[int, Place], got: dict[int, Place]) -> dict[str, int]:
    """Match gold articles with read ones that share `WHOLE` of their characters."""
    gold: dict[Any, set[int]] = {}
    read_as: dict[Any, set[int]] = {}
    for places, sets in ((wanted, gold), (got, read_as)):
        for i, (article, _) in places.items():
            if article is not None and i in wanted:
                sets.setdefault(article, set()).add(i)
    return {g: k for g, a in gold.items() for k, b in read_as.items() if len(a & b) >= WHOLE * len(a | b)}


def _role(place: Place | None) -> str:
    return "furniture" if place is None or place[0] is None else place[1]


def _headline(article: Article | None) -> str:
    return _squeeze(article.headline.string) if article and article.headline else ""


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _ends(layout: Layout) -> set[int]:
    return {p.text.spans[-1].end - 1 for article in layout.articles for p in article.paragraphs if p.role == "body"}
