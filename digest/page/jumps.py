"""A layout with its jump lines in, the same out with every report joined that goes on on another page (下转, 上接)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from digest.model import Furniture, Paragraph, Text
from digest.page import marks
from digest.page.assign import assign
from digest.page.shingles import fours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from digest.model import Article, Byline, Document, Layout

_NUMBER = re.compile(r"第?\s?(?:([A-Z]?)\s?(\d{1,3})|([一二三四五六七八九十]{1,3}))\s?[版页面]")
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", 1)}
_CLOSED = re.compile(r"[。！？!?…][”’）》」】]{0,3}\s?$")
# Two halves of one report share its names: six runs of four characters that no third report has are two firms, or a
# headline said again.
_MANY_SHARED = 6
# Where no folio says that the pages are the right ones, the words must.
_BY_WORDS = 0.5


def join(document: Document, layout: Layout) -> Layout:
    """Append what was carried over to another page to the article that jumps there.

    The two are one article where the pages named agree with those they stand on, as far as these are known, and their
    words say so where several could be meant. What finds no partner keeps the page it names in `jumps_to` or
    `jumps_from`. A headline repeated over the second part is furniture, one of its own a subhead.
    """
    jumps = [piece.text for piece in layout.furniture if piece.role == "jump"]
    if not jumps:
        return layout
    starts = [line.span.start for line in document.lines]

    def sheet(place: int) -> int:
        return document.lines[max(0, bisect_right(starts, place) - 1)].page

    articles = _marked(layout.articles, jumps, sheet)
    after = dict(_pairs(document, articles, sheet))
    seconds = set(after.values())
    joined, repeated = [], []
    for k, article in enumerate(articles):
        if k in seconds:
            continue
        whole, at = article, k
        while at in after:
            at = after[at]
            whole, heads = _joined(whole, articles[at])
            repeated += [Furniture("jump", head) for head in heads]
        joined.append(whole)
    furniture = sorted([*layout.furniture, *repeated], key=lambda piece: piece.text.start)
    return replace(layout, articles=tuple(joined), furniture=tuple(furniture))


def number(words: str) -> str | None:
    """Read the page a jump line or a folio names, without zeros: 第03版 and 三版 are 3, A04版 is A4."""
    found = _NUMBER.search(words)
    if not found:
        return None
    if found[2]:
        return f"{found[1]}{int(found[2])}"
    tens, ten, ones = found[3].rpartition("十")
    return str((_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0))


def _marked(articles: Sequence[Article], jumps: Iterable[Text], sheet: Callable[[int], int]) -> list[Article]:
    """Give each jump line to the report that ends before it, or begins behind it, on its sheet."""
    marked = list(articles)
    for text in jumps:
        found, page = marks.jump(text.string), number(text.string)
        places = [k for k, one in enumerate(marked) if one.paragraphs and sheet(_first(one)) == sheet(text.start)]
        if found and found[2] == "to":
            ended = [(_last(marked[k]), k) for k in places if _last(marked[k]) <= text.start]
            for _, k in sorted(ended)[-1:]:
                marked[k] = replace(marked[k], jumps_to=page)
        elif found:
            begun = [(_first(marked[k]), k) for k in places if _first(marked[k]) >= text.start]
            for _, k in sorted(begun)[:1]:
                marked[k] = replace(marked[k], jumps_from=page)
    return marked


def _first(article: Article) -> int:
    return article.paragraphs[0].text.start


def _last(article: Article) -> int:
    return article.paragraphs[-1].text.spans[-1].end


def _pairs(document: Document, articles: Sequence[Article], sheet: Callable[[int], int]) -> Iterator[tuple[int, int]]:
    """Pair the reports that jump with those that go on, so that what speaks for all pairs adds up to the most."""
    jumping = [k for k, article in enumerate(articles) if article.jumps_to]
    going_on = [k for k, article in enumerate(articles) if article.jumps_from]
    words = [_words(article) for article in articles]
    held = Counter(run for each in words for run in each)
    telling = frozenset(run for run, count in held.items() if count <= len(("one half", "the other")))

    def gain(a: int, b: int) -> float:
        left, right = articles[a], articles[b]
        if a == b or sheet(_first(left)) == sheet(_first(right)):
            return 0.0
        agreeing = (
            _agrees(left.jumps_to, right.page, document.page),
            _agrees(right.jumps_from, left.page, document.page),
        )
        shared = min(1.0, len(words[a] & words[b] & telling) / _MANY_SHARED)
        if False in agreeing or (not any(agreeing) and shared < _BY_WORDS):
            return 0.0
        return sum(map(bool, agreeing)) + shared

    owners = assign([[gain(a, b) for b in going_on] for a in jumping])
    yield from ((jumping[row], going_on[column]) for row, column in enumerate(owners) if column is not None)


def _agrees(said: str | None, page: str | None, file: str | None) -> bool | None:
    """Tell whether a page named is the page stood on; None where only the file's name says which that is."""
    if said is None or page is None or page == file:
        return None
    return said == number(f"{page}版")


def _words(article: Article) -> frozenset[str]:
    heads = [text.string for text in (article.headline, article.subtitle) if text]
    return fours("。".join([*heads, *(paragraph.text.string for paragraph in article.paragraphs)]))


def _joined(article: Article, rest: Article) -> tuple[Article, tuple[Text, ...]]:
    """Append the second part of a report; return with it the headlines that it only repeats."""
    heads = [head for head in (rest.kicker, rest.headline, rest.subtitle) if head]
    own: list[Text] = []
    if article.headline is None:
        article = replace(
            article, kicker=rest.kicker, headline=rest.headline, subtitle=rest.subtitle, is_headed=rest.is_headed
        )
        heads = []
    elif rest.headline and not fours(rest.headline.string) & _words(article):
        own, heads = heads, []
    paragraphs = (*(Paragraph("subhead", head) for head in own), *rest.paragraphs)
    whole = replace(
        article,
        paragraphs=_run_on(article.paragraphs, paragraphs),
        captions=(*article.captions, *rest.captions),
        bylines=(*article.bylines, *_new(rest.bylines, article.bylines)),
        jumps_to=rest.jumps_to,
        doubtful=article.doubtful | rest.doubtful,
    )
    return whole, tuple(heads)


def _run_on(before: tuple[Paragraph, ...], after: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    """Lay paragraphs behind others; a sentence that the page tore apart is whole again."""
    left, right = before[-1], after[0]
    if left.role == right.role == "body" and not _CLOSED.search(left.text.string):
        return (*before[:-1], Paragraph("body", Text.join((left.text, right.text))), *after[1:])
    return (*before, *after)


def _new(bylines: Iterable[Byline], known: Iterable[Byline]) -> Iterator[Byline]:
    names = {(byline.name, byline.role) for byline in known}
    return (byline for byline in bylines if (byline.name, byline.role) not in names)
