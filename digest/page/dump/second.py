"""A page taken apart by rules and the roles a model gives its lines in, whether the two agree out.

Rules written for pages of one kind are right on that kind and wrong without a word on others. Where the fitted roles
contradict them, or where an article of theirs holds the beginning of another, the fitted way is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from digest.page import marks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.model import Article, Layout, Text
    from digest.page.dump.lines import Row

# Fitted pages have more lines than this; shorter ones are left to the rules.
_FEWEST_LINES = 60
# Lines whose role the model is this sure of are compared, each counted by its length or as a few characters.
_SURE, _OTHERS = 0.9, 6
# Of 41 pages of the rules' own kind the least agreement was .989, of 30 dumps of dailies half were below .975.
_AGREEMENT = 0.985
_SURELY = 2.0  # what `marks.lead` gives 本报讯 and a dateline
_LIKE = {"jump": "furniture", "section": "furniture", "folio": "furniture", "ad": "furniture", "table": "furniture"}
_NEAR = (frozenset({"headline", "deck", "subhead"}), frozenset({"body", "byline"}))


def agrees(found: Layout, rows: Sequence[Row], chances: Sequence[tuple[str, float]]) -> bool:
    """Return whether a layout fits the role and chance of each line."""
    if len(rows) < _FEWEST_LINES:
        return True
    if any(map(_holds_another, found.articles)):
        return False
    given = dict(_given(found))
    whole = right = 0
    for row, (role, chance) in zip(rows, chances, strict=True):
        if chance < _SURE:
            continue
        wanted = _LIKE.get(role, role)
        said = given.get(row.spans[0].start, "")
        weight = len(row.ink) if wanted == "body" else _OTHERS
        whole += weight
        right += weight * (said == wanted or any({said, wanted} <= near for near in _NEAR))
    return right >= _AGREEMENT * whole


def _holds_another(article: Article) -> bool:
    """Return whether a paragraph in the middle of an article opens a report."""
    return any(text.string[0] == "【" or marks.lead(text.string) >= _SURELY for text in article.body[1:])


def _given(found: Layout) -> Iterator[tuple[int, str]]:
    for article in found.articles:
        for byline in article.bylines:
            yield from _places(byline.text, "byline")
        for role, text in (("headline", article.headline), ("deck", article.kicker), ("deck", article.subtitle)):
            if text:
                yield from _places(text, role)
        for paragraph in article.paragraphs:
            yield from _places(paragraph.text, paragraph.role)
        for caption in article.captions:
            yield from _places(caption, "caption")
    for piece in found.furniture:
        yield from _places(piece.text, "furniture")


def _places(text: Text, role: str) -> Iterator[tuple[int, str]]:
    for span in text.spans:
        for place in range(*span):
            yield place, role
