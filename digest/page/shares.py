"""A document and its layout in, the shares of its characters out: in articles, in furniture, given to neither, lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from digest.text.unwrap import BLANK, ENTITY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model import Article, Document, Layout, Text

_UNSEEN = re.compile(rf"&{ENTITY}|[{BLANK}]+")  # what `digest.text.unwrap` leaves out
_LOST, _UNREAD, _FURNITURE, _ARTICLE = range(4)


class Shares(NamedTuple):
    """The shares of a document's characters, blanks left out; together they are 1.

    `unread` is listed as given to no article; `lost` is in no list at all, and 0 where everything is right.
    """

    article: float
    furniture: float
    unread: float
    lost: float


def shares(document: Document, layout: Layout) -> Shares:
    """Say where the characters of a document went; one that is in two lists counts for the first of `Shares`."""
    places = bytearray(len(document.text))
    _mark(places, layout.unread, _UNREAD)
    _mark(places, (piece.text for piece in layout.furniture), _FURNITURE)
    _mark(places, (text for article in layout.articles for text in parts(article)), _ARTICLE)
    seen, at = bytearray(), 0
    for blank in _UNSEEN.finditer(document.text):
        seen += places[at : blank.start()]
        at = blank.end()
    seen += places[at:]
    whole = max(1, len(seen))
    return Shares(*(seen.count(kind) / whole for kind in (_ARTICLE, _FURNITURE, _UNREAD, _LOST)))


def parts(article: Article) -> Iterator[Text]:
    """Yield every text an article owns; a name in 本报讯（记者 …） is in its body and among its bylines."""
    yield from (text for text in (article.headline, article.kicker, article.subtitle) if text)
    yield from (paragraph.text for paragraph in article.paragraphs)
    yield from article.captions
    yield from (byline.text for byline in article.bylines)


def _mark(places: bytearray, texts: Iterable[Text], kind: int) -> None:
    for text in texts:
        for start, end in text.spans:
            places[start:end] = bytes([kind]) * (end - start)
