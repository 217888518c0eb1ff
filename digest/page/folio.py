"""The furniture of a page in, its date, paper and page number out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from digest.page import marks

if TYPE_CHECKING:
    from collections.abc import Iterable

_DAY = re.compile(r"((?:19|20)\d\d)\s?[年.\-/]\s?(\d{1,2})\s?[月.\-/]\s?(\d{1,2})")
_PAGE = re.compile(r"第?\s?([A-Z]?\s?\d{1,3})\s?版")


@dataclass(frozen=True, slots=True)
class Folio:
    """What a page says of itself; unknown stays None."""

    published: date | None = None
    publication: str | None = None
    page: str | None = None


def understand(lines: Iterable[str]) -> Folio:
    """Read folio lines: the first date, paper and page number found count."""
    published: date | None = None
    publication: str | None = None
    page: str | None = None
    for line in lines:
        if (day := _DAY.search(line)) and published is None:
            published = _date(*map(int, day.groups()))
        if publication is None and marks.is_paper(line):
            publication = line.strip("《》 ")
        if page is None and (number := _PAGE.search(line)) and "今日" not in line:
            page = number.group(1).replace(" ", "")
    return Folio(published, publication, page)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
