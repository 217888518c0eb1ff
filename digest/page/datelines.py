"""A layout without a day in, the same dated by its datelines out (新华社北京4月14日电, 本报4月14日讯)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from digest.text.datelines import day_sent

if TYPE_CHECKING:
    from datetime import date

    from digest.model import Article, Document, Layout


def dated(document: Document, layout: Layout, latest: date) -> Layout:
    """Give articles without a day that of their dateline; all articles of a page have that of its latest one.

    A dateline's year is the last one in which its day is not after `latest`. Articles that know their day keep it, and
    where no dateline stands nothing is changed.
    """
    if all(article.published for article in layout.articles):
        return layout
    days = {article.id: found for article in layout.articles if (found := _day(article, latest))}
    if document.entries:
        articles = (replace(one, published=one.published or days.get(one.id)) for one in layout.articles)
    else:
        # What stands on one page was printed on one day, and not before the news it prints was sent.
        newest = max(days.values(), default=None)
        articles = (replace(one, published=one.published or newest) for one in layout.articles)
    return replace(layout, articles=tuple(articles))


def _day(article: Article, latest: date) -> date | None:
    return day_sent(article.body[0].string, latest) if article.body else None
