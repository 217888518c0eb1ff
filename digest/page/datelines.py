"""A layout without a day in, the same dated by its datelines out (新华社北京4月14日电, 本报4月14日讯)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digest.model import Article, Document, Layout

_LEAP = 4  # years back within which every day of the calendar, 29 February too, is found
_DATELINE = re.compile(
    r"^\s{0,4}[（(]?(?:据)?(?:本报|本刊|本网|新华社|新华网|中新社|中新网|人民网|中国新闻网|[\u3400-\u9fff]{2,4}(?:日报|晚报|社))"
    r"[^，。：；]{0,16}?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})日\s?(?:专?电|讯|消息)"
)


def dated(document: Document, layout: Layout, latest: date) -> Layout:
    """Give articles without a day that of their dateline; all articles of a page have that of its latest one.

    A dateline tells no year: it is the last one in which its day is not after `latest`. Articles that know their day
    keep it, and where no dateline stands nothing is changed.
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
    found = _DATELINE.match(article.body[0].string) if article.body else None
    if not found:
        return None
    days = (_date(latest.year - back, int(found["month"]), int(found["day"])) for back in range(_LEAP + 1))
    return next((day for day in days if day and day <= latest), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
