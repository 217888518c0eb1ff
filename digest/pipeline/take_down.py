"""Articles in, reports out, in their order: the facts taken down wherever there is a free worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from digest import engine, facts
from digest.model import Problem, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Executor

    from digest.model import Article

# A plan for five years that a paper prints whole has some 70,000 characters, the report on a government's work 20,000.
# A list of 增长1%， of 78,000 characters takes 40 seconds to edit and print; the time grows with the square.
LONGEST: Final = 80_000
_SHARED: Final = 16  # articles a worker is given at a time: some 50 ms of work, against 2 ms to hand them over and back


Known = dict["Article", "Report | Problem"]


def take_down(articles: tuple[Article, ...], place: Executor, known: Known | None = None) -> Iterator[Report | Problem]:
    """Find the facts of every article; one that ends whoever reads it is a problem.

    `known` are those that were found before, which are not looked for again; it is left with those of `articles` alone.
    """
    before = dict(known or {})
    new = tuple(one for one in articles if one not in before)
    chunks = (new[k : k + _SHARED] for k in range(0, len(new), _SHARED))
    found = engine.each(place, reports, chunks, _lost)
    if known is not None:
        known.clear()
    for one in articles:
        made = before[one] if one in before else next(found)
        if known is not None:
            known[one] = made
        yield made


def reports(articles: Iterable[Article]) -> Iterator[Report | Problem]:
    """Find the facts of articles, one after the other; one that is too long is a problem."""
    return (_too_long(one) if is_too_long(one) else report(one) for one in articles)


def report(article: Article) -> Report:
    """Find the facts of an article; none where it is too long."""
    return Report(article, () if is_too_long(article) else facts.extract(article, on=article.published))


def is_too_long(article: Article) -> bool:
    """Tell whether an article is longer than anything a newspaper prints as one."""
    return sum(map(len, article.body)) > LONGEST


def _too_long(article: Article) -> Problem:
    title = _title(article)
    what = f"{title} has more than {LONGEST:,} characters; it is left out"
    remedy = "see whether several articles were run together, and give them one by one"
    return Problem(article.origin, "long_article", what, remedy, (("title", title),))


def _title(article: Article) -> str:
    return article.headline.string if article.headline else "无题"


def _lost(article: Article, error: Exception) -> Problem:
    title = _title(article)
    what = f"the facts of {title} cannot be found ({type(error).__name__})"
    return Problem(article.origin, "lost_facts", what, "report it with the file", (("title", title),))
