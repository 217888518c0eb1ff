"""The last look before a brief goes out: every figure and quotation in the rendered text must stand in a source.

Goes in: the words of a rendered file (`publish.words`), the brief, the sources' texts. Comes out: what is in neither.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from digest.publish.charts import counts
from digest.publish.filters import points
from digest.publish.tables import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from digest.model import Brief

# A figure as readers see it: digits, or Chinese numerals before a large unit, with the words that follow it.
_NUMBER = r"\d+(?:[.,]\d+){0,6}"
_FIGURE = re.compile(rf"(?<![\d.])({_NUMBER})(?![\d.]*\d)([%‰℃]|[\u4e00-\u9fff]{{0,3}})")
_CHINESE = re.compile(r"([〇零一二两三四五六七八九十百千]{1,8}[万亿]{1,2})([\u4e00-\u9fff]{0,2})")
_GAPS = re.compile(r"\s+")
_MARK = re.compile("[“”]")
_QUOTED = 10  # characters; what is shorter between quotation marks is a name or a term (“十四五”, “编者拟题”)
_NESTED = 3  # quotations in a quotation; a page with marks lost leaves deeper ones open


class Figure(NamedTuple):
    """A number and up to three characters that follow it."""

    number: str
    follow: str


def unfounded(rendered: str, brief: Brief, sources: Iterable[str]) -> tuple[str, ...]:
    """Name the figures and quotations of a rendered text that stand in no source nor in what the brief itself counts.

    A figure is found when its number occurs in a source followed by the same words, a quotation when it occurs in
    one, blanks aside. What the brief says of itself (issue, days, pages, ranks, counts) is told from `brief`, not
    from the rendered text.
    """
    texts = [_GAPS.sub("", text) for text in (*sources, *_own(brief))]
    known: dict[str, set[str]] = {}
    for text in texts:
        for figure in figures(text):
            known.setdefault(figure.number, set()).add(figure.follow)
    missing = [figure for figure in figures(rendered) if not _stands(figure, known.get(figure.number, set()))]
    misquoted = [quote for quote in quotations(rendered) if not any(quote in text for text in texts)]
    return tuple(dict.fromkeys((*(figure.number + figure.follow for figure in missing), *misquoted)))


def figures(text: str) -> Iterator[Figure]:
    """Find the figures of a text in order."""
    for pattern in (_FIGURE, _CHINESE):
        for match in pattern.finditer(text):
            yield Figure(match[1], match[2])


def quotations(text: str) -> Iterator[str]:
    """Find what stands between quotation marks on one page, blanks aside, also a quotation in another."""
    for leaf in text.split("\f"):
        squeezed = _GAPS.sub("", leaf)
        opened: list[int] = []
        for mark in _MARK.finditer(squeezed):
            if mark.group() == "“":
                opened = [*opened[-_NESTED:], mark.end()]
            elif opened and mark.start() - (start := opened.pop()) >= _QUOTED:
                yield squeezed[start : mark.start()]


def _stands(figure: Figure, follows: set[str]) -> bool:
    """Tell whether a number is followed by the same words somewhere; markup may cut the words short."""
    return any(follow.startswith(figure.follow) for follow in follows) or any(
        figure.follow[: len(follow)] == follow for follow in follows if follow
    )


def _own(brief: Brief) -> Iterator[str]:
    """What a brief may say of itself in numbers: its issue, days, pages, places and counts; never its notes."""
    head = brief.masthead
    yield from (
        brief.issue,
        f"{head.number}期",
        f"第{head.total}期",
        head.name,
        head.unit,
        head.serial,
        head.web,
        head.unsubscribe,
        *head.to,
    )
    for day in (brief.first, brief.last, brief.printed):
        yield from _written(day)
    for source in (*brief.sources, *(one.source for one in brief.dropped)):
        yield from (source.origin, f"{source.page}版", source.page or "", source.publication or "", source.link or "")
        if source.published:
            yield from _written(source.published)
    yield from counted(brief)
    yield f"{len(brief.items)}条"
    yield from counts(brief)
    for count in (len(brief.sources), len(brief.dropped), sum(len(item.sources) for item in brief.items)):
        yield f"{count}篇"
    heads = {item.anchor: item.headline for item in brief.items}
    for place, line in enumerate(brief.highlights, start=1):  # a PDF's words run on from the number of a list's line
        yield from (f"{place}.{heads.get(line.anchor, '')}", f"{place}.{line.sentence}")
    for problem in brief.problems:
        yield str(problem)
    for item in brief.items:
        yield from (
            str(item.rank),
            item.anchor,
            *(points(reason.points) for reason in item.reasons),
            points(item.score),
        )
        for earlier in item.follows:
            yield from (earlier.headline, earlier.issue, *(_written(earlier.published) if earlier.published else ()))
    yield from (row.common for row in brief.figures)


def _written(day: date) -> tuple[str, ...]:
    """Write a day in every form the templates use."""
    return (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.month}月{day.day}日", f"{day.day}日")
