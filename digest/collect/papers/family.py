"""What the e-papers of one platform have in common: how addresses are built, and where an article's words stand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import urlsplit

# The day in an address: 2025-04/14, 202504/14, 20250414, 2025/0414, 2025-04-14.
_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/]?)(0[1-9]|1[0-2])([-/]?)(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Family:
    """One platform: patterns of the paths of its pages and articles, and where an article's fields stand (XPath).

    The group `n` of a pattern is the page's number where the address has it. A pattern is matched against the end of
    the path, so that any prefix (pc/, paper/, a paper's own folder) may stand before it.
    """

    name: str
    page: re.Pattern[str]
    article: re.Pattern[str]
    kicker: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    subtitle: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    body: tuple[str, ...] = ()

    def is_page(self, url: str) -> bool:
        """Tell whether an address is one of a newspaper page."""
        return bool(self.page.search(urlsplit(url).path))

    def is_article(self, url: str) -> bool:
        """Tell whether an address is one of an article."""
        return bool(self.article.search(urlsplit(url).path))

    def number(self, url: str) -> str:
        """Read a page's number in the address of the page or of its article; "" where it has none."""
        path = urlsplit(url).path
        found = self.page.search(path) or self.article.search(path)
        number = (found.groupdict().get("n") or "") if found else ""
        return number.upper()


def by_class(*names: str) -> tuple[str, ...]:
    """Write the XPath of elements of a class, one for each name."""
    return tuple(f"//*[contains(concat(' ',normalize-space(@class),' '),' {name} ')]" for name in names)


# Heads in a table, as several platforms lay them out: lines of class font02 stand around the title (font01, or
# BSHARE_TEXT where its words are shared), above it the kicker, below it the subtitle and then the author; an empty one
# keeps its place. A longer third line is no author.
TABLE_TITLE: Final = f"({' | '.join(by_class('font01', 'BSHARE_TEXT'))})[1]"
_BESIDE: Final = "::*[contains(concat(' ',normalize-space(@class),' '),' font02 ')]"
TABLE_KICKER: Final = f"{TABLE_TITLE}/preceding{_BESIDE}[1]"
TABLE_SUBTITLE: Final = f"{TABLE_TITLE}/following{_BESIDE}[1]"
TABLE_AUTHOR: Final = f"{TABLE_TITLE}/following{_BESIDE}[2][string-length(normalize-space()) < 25]"


def by_id(*names: str) -> tuple[str, ...]:
    """Write the XPath of elements with an id, one for each name; a page may repeat an id."""
    return tuple(f"//*[@id='{name}']" for name in names)


def day_of(url: str) -> date | None:
    """Read the day of an issue in an address; the last one where there are several, None where there is none."""
    days = [day for found in _DAY.finditer(urlsplit(url).path) if (day := _date(found))]
    return days[-1] if days else None


def tree_of(url: str) -> str:
    """Give what stands before the day in an address: of two editions or papers of a host each has its own."""
    path = urlsplit(url).path
    found = _DAY.search(path)
    return path[: found.start()] if found else ""


def on(url: str, day: date) -> str:
    """Give the address that a page of another day has: every day in it replaced, written as it stands there."""
    parts = urlsplit(url)
    path = _DAY.sub(lambda found: f"{day:%Y}{found[2]}{day:%m}{found[4]}{day:%d}", parts.path)
    path = re.sub(r"/(?:19|20)\d\d(?=/(?:19|20)\d{6}/)", f"/{day:%Y}", path)
    return parts._replace(path=path).geturl()


def _date(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[3]), int(found[5]))
    except ValueError:
        return None
