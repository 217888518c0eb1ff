"""A text as it stands in, an article out: nothing unwrapped, every line a paragraph."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from digest.model import Article, Paragraph, Text

if TYPE_CHECKING:
    from datetime import date

_LINE = re.compile(r"[^\n]+")
# Headlines of the pages measured run to 36 characters; a first line that ends as a sentence does is a lead.
_LONGEST_HEADLINE = 40
_ENDINGS = "。！？；：，…”"


def plain(text: str, published: date | None = None) -> Article:
    """Take a text for one article; spans count characters of `text`.

    The first of several lines is the headline if it is short and does not end as a sentence does.
    """
    lines = [line for match in _LINE.finditer(text) if (line := Text.of(text, *match.span()).strip())]
    headed = len(lines) > 1 and len(lines[0]) <= _LONGEST_HEADLINE and lines[0].string[-1] not in _ENDINGS
    return Article(
        id=sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        document="",
        origin="",
        headline=lines[0] if headed else None,
        paragraphs=tuple(Paragraph("body", line) for line in lines[headed:]),
        published=published,
    )
