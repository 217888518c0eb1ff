"""Articles and what people decided of them in, the articles they want out: merged, split, dropped, with their headline.

Everything an article then has is still a slice of its source, so that every figure found in it has its place.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from digest.model import Paragraph, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from digest.model import Article, Edit, Operation

_LINE: Final = re.compile(r"line:(?P<document>[0-9a-f]{16}):(?P<start>\d{1,9})-(?P<end>\d{1,9})")
_STOPS: Final = tuple("。！？；，：”")


def amend(articles: tuple[Article, ...], edits: Iterable[Edit]) -> tuple[Article, ...]:
    """Apply decisions of pages to the articles of all documents, in their order; what does not fit changes nothing.

    Those that were taken back, and decisions of anything but pages, are passed over. An article that is split keeps
    its id; the id of the new one follows from it and the place where it begins.
    """
    for one in edits:
        if one.undone_by is None and one.operation in _OPERATIONS:
            articles = _OPERATIONS[one.operation](articles, one)
    return articles


def owner_of(articles: Iterable[Article], start: int) -> Article | None:
    """Find the article that has a place of its document."""
    return next((one for one in articles if any(a <= start < b for text in _texts(one) for a, b in text.spans)), None)


def _texts(article: Article) -> Iterator[Text]:
    heads = (article.kicker, article.headline, article.subtitle)
    yield from (text for text in heads if text)
    yield from (one.text for one in article.paragraphs)
    yield from article.captions
    yield from (one.text for one in article.bylines)


def _named(articles: Iterable[Article], target: str) -> Article | None:
    return next((one for one in articles if target == f"article:{one.id}"), None)


def _merge(articles: tuple[Article, ...], edit: Edit) -> tuple[Article, ...]:
    first, other = _named(articles, edit.target), _named(articles, edit.value[0] if edit.value else "")
    if first is None or other is None or first is other or first.document != other.document:
        return articles
    heading = (Paragraph("subhead", other.headline),) if other.headline else ()
    whole = replace(
        first,
        headline=first.headline or other.headline,
        kicker=first.kicker or other.kicker,
        subtitle=first.subtitle or other.subtitle,
        bylines=(*first.bylines, *other.bylines),
        paragraphs=(*first.paragraphs, *(heading if first.headline else ()), *other.paragraphs),
        captions=(*first.captions, *other.captions),
        jumps_to=first.jumps_to or other.jumps_to,
    )
    return tuple(whole if one is first else one for one in articles if one is not other)


def _split(articles: tuple[Article, ...], edit: Edit) -> tuple[Article, ...]:
    article = _named(articles, edit.target)
    line = _LINE.fullmatch(edit.value[0] if edit.value else "")
    if article is None or line is None or not article.document.startswith(line["document"]):
        return articles
    start, end = int(line["start"]), int(line["end"])
    before, after = _parted(article.paragraphs, start)
    if not after or not (before or article.headline):
        return articles
    named = hashlib.sha256(f"{article.id}:{start}".encode()).hexdigest()[:16]
    headline, rest = _headed(after, end)
    second = replace(
        article, id=named, headline=headline, kicker=None, subtitle=None, bylines=(), paragraphs=rest, captions=(),
        jumps_from=None,
    )  # fmt: skip
    first = replace(article, paragraphs=before, jumps_to=None)
    return tuple(part for one in articles for part in ((first, second) if one is article else (one,)))


def _parted(paragraphs: tuple[Paragraph, ...], start: int) -> tuple[tuple[Paragraph, ...], tuple[Paragraph, ...]]:
    """Part paragraphs at a place; the one it lies in is cut in two."""
    for k, one in enumerate(paragraphs):
        at = _offset(one.text, start)
        if at is not None:
            head = (replace(one, text=one.text[:at].strip()),) if at else ()
            return (*paragraphs[:k], *head), (replace(one, text=one.text[at:]), *paragraphs[k + 1 :])
    return paragraphs, ()


def _offset(text: Text, start: int) -> int | None:
    """Say at which character of a text a place of its source stands; None where it is elsewhere."""
    offset = 0
    for first, last in text.spans:
        if first <= start < last:
            return offset + start - first
        offset += last - first
    return None


def _headed(paragraphs: tuple[Paragraph, ...], end: int) -> tuple[Text | None, tuple[Paragraph, ...]]:
    """Take the line that a new article begins with for its headline, where it is one by its form."""
    first, *rest = paragraphs
    line = _until(first.text, end)
    if first.role == "subhead":
        return first.text, tuple(rest)
    if line and not line.string.endswith(_STOPS) and len(line) == len(first.text):
        return line, tuple(rest)
    return None, paragraphs


def _until(text: Text, end: int) -> Text:
    """Cut a text at a place of its source."""
    at = _offset(text, end - 1)
    return text if at is None else text[: at + 1]


def _drop(articles: tuple[Article, ...], edit: Edit) -> tuple[Article, ...]:
    return tuple(one for one in articles if edit.target != f"article:{one.id}")


def _role(articles: tuple[Article, ...], edit: Edit) -> tuple[Article, ...]:
    """Make a line of an article its headline; what was its headline becomes a subhead."""
    line = _LINE.fullmatch(edit.target)
    if line is None or edit.value[:1] != ("headline",):
        return articles
    start, end = int(line["start"]), int(line["end"])
    mine = [one for one in articles if one.document.startswith(line["document"])]
    article = owner_of(mine, start)
    if article is None:
        return articles
    for k, one in enumerate(article.paragraphs):
        at = _offset(one.text, start)
        if at is None:
            continue
        last = _offset(one.text, end - 1)
        cut = len(one.text) if last is None else last + 1
        rests = (one.text[:at].strip(), one.text[cut:].strip())
        left = tuple(replace(one, text=rest) for rest in rests if rest)
        old = (Paragraph("subhead", article.headline),) if article.headline else ()
        made = replace(
            article,
            headline=one.text[at:cut].strip(),
            paragraphs=(*old, *article.paragraphs[:k], *left, *article.paragraphs[k + 1 :]),
        )
        return tuple(made if held is article else held for held in articles)
    return articles


_OPERATIONS: Final[Mapping[Operation, Callable[[tuple[Article, ...], Edit], tuple[Article, ...]]]] = {
    "article.merge": _merge,
    "article.split": _split,
    "article.drop": _drop,
    "line.role": _role,
}
