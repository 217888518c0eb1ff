"""A document without boxes in, its measured lines out: one page's, vertical ones laid down, jump lines cut off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.page.prints import prints, with_verticals
from digest.page.shingles import pairs

if TYPE_CHECKING:
    from digest.model import Document, Span
    from digest.page.prints import Print

MOST = 4_000  # lines of one page; the fullest measured has 900


@dataclass(frozen=True)
class Row:
    """One line of a dump: what `digest.page.prints.Print` measures, and its number on the page.

    `blank` is how many blank lines are before it.
    """

    print: Print
    index: int
    blank: int = 0

    @property
    def spans(self) -> tuple[Span, ...]:
        """Its stretches of `Document.text`."""
        return self.print.spans

    @property
    def ink(self) -> str:
        """Its words without blanks."""
        return self.print.ink

    @property
    def width(self) -> float:
        """Its width in ems."""
        return self.print.width

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Its pairs of characters."""
        return pairs(self.ink)


def rows(document: Document) -> list[Row]:
    """Measure the lines of one page; `document` has its lines only."""
    found = list(with_verticals(prints(document)))
    if not found:
        return []
    blanks = [
        0,
        *(document.text.count("\n", a.spans[-1].end, b.spans[0].start) - 1 for a, b in pairwise(found)),
    ]
    return [Row(line, k, max(0, blank)) for k, (line, blank) in enumerate(zip(found, blanks, strict=True))]
