"""What a template printed and the file that was made of it in; what of the print the file does not hold, out.

Blanks and joiners aside, every value printed must stand in the file's words. Print breaks a sentence at the end of a
page, where the page's notes and number follow: there a value may stand in stretches, one a page.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from digest.publish.escape import one_line
from digest.publish.provenance import SHOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from digest.publish.provenance import Printed

GETA: Final = "〓"  # what printers set in the place of a type they have not
_UNSEEN: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffe\u0002")
_AT_LINE_END: Final = "\u0002"  # PDFium's sign for a hyphen that ends a line; our print adds none (hyphens: none)
_STRETCHES: Final = 4  # pages that one value runs over; of 1,000 characters and more each
_PAGE: Final = "\f"  # what a reader of pages puts between two
_SHORTEST: Final = 4  # characters of a stretch; less stands anywhere


def lost(printed: Iterable[Printed], words: str) -> tuple[str, ...]:
    """Name the values printed that a file's words do not hold, each once, in the order they were printed."""
    pages = [squeezed(page) for page in words.replace(_AT_LINE_END, "-").split(_PAGE)]
    wanted = dict.fromkeys(squeezed(one_line(one.words)) for one in printed if one.sort in SHOWN)
    return tuple(value for value in wanted if not _is_in(value, pages))


def _is_in(value: str, pages: list[str]) -> bool:
    """Say whether a value stands in a text, where a character that stands nowhere in it may be a 〓."""
    if any(value in page for page in pages) or _over_pages(value, pages):
        return True
    seen = set().union(*pages)
    replaced = "".join(char if char in seen or char.isdigit() else GETA for char in value)
    return GETA in seen and replaced != value and _is_in(replaced, pages)


def squeezed(words: str) -> str:
    """Leave blanks, joiners, control characters and forms of compatibility out: what print adds, and what it drops."""
    told = unicodedata.normalize("NFKC", one_line(words))
    return "".join(char for char in told if not char.isspace() and char not in _UNSEEN)


def _over_pages(value: str, pages: list[str]) -> bool:
    """Say whether a value stands in stretches at the end of one page and on those after it; the ends may be short."""
    return any(_runs_on(value, pages[k:]) for k in range(len(pages) - 1))


def _runs_on(value: str, pages: list[str]) -> bool:
    length = 0
    for number, page in enumerate(pages[:_STRETCHES]):
        begun = _longest(value[length:], page, _SHORTEST if number else 1)
        length += begun
        if not begun or length == len(value):
            break
    return length == len(value)


def _longest(value: str, page: str, shortest: int) -> int:
    """Count the characters of a value that it has in common with a page from some place on; 0 where they are few."""
    best, start = 0, page.find(value[:shortest])
    while start >= 0:
        while value[: best + 1] == page[start : start + best + 1] and best < len(value):
            best += 1
        start = page.find(value[: best + 1], start + 1) if best < len(value) else -1
    return best
