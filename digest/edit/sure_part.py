"""An article of a page in, what of it is surely one article out: an issue is made of nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.model import Paragraph
from digest.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Article, Text


def sure_part(article: Article) -> Article:
    """Cut an article before the first line that may be another article's, and take heads off that may be.

    The sentence that runs over such a place goes with what is behind it, so that no figure of one article is told
    of another; captions are found by their place and go too. Of an article without such a place nothing is taken,
    and of one that is doubtful from its first sentence nothing is left: it has no paragraphs.
    """
    if not article.is_headed:
        article = replace(article, headline=None, kicker=None, subtitle=None)
    if not article.doubtful:
        return article
    title = article.headline
    if title and any(_crossing(title, article.doubtful)):
        article = replace(article, headline=None, kicker=None, subtitle=None)
    if not any(_places(paragraph.text, article.doubtful) for paragraph in article.paragraphs):
        return article
    return replace(article, paragraphs=tuple(_before(article)), captions=())


def _before(article: Article) -> Iterator[Paragraph]:
    """Yield the paragraphs before the first doubtful place, the last one with its whole sentences only."""
    for paragraph in article.paragraphs:
        places = _places(paragraph.text, article.doubtful)
        if not places:
            yield paragraph
            continue
        end = max((span.end for span in sentences(paragraph.text.string) if span.end <= places[0]), default=0)
        if end:
            yield Paragraph(paragraph.role, paragraph.text[:end])
        return


def _crossing(text: Text, doubtful: frozenset[int]) -> Iterator[int]:
    return (at for at in _places(text, doubtful) if at)


def _places(text: Text, doubtful: frozenset[int]) -> list[int]:
    """Return where in a text's string doubtful lines begin, in order."""
    found, before = [], 0
    for start, end in text.spans:
        found += [before + place - start for place in doubtful if start <= place < end]
        before += end - start
    return sorted(found)
