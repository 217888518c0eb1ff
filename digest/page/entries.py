"""A Document whose source sets its articles apart in, its Articles out."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from digest.model import Article, Byline, Furniture, Paragraph, Span, Text
from digest.page import bylines
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model import Document, Entry

# A blank between two stretches of four characters parts clauses; between shorter ones it is a stray or a spread line.
# Beside a figure (联盟在沈阳成立 19家高新区共谱新篇) both must be of eight: 总投资 50 亿元 is one clause.
_GAP = re.compile(
    r"(?<=\S{3}[^\sA-Za-z0-9])\s{1,8}(?=[^\sA-Za-z0-9]\S{3})|(?<=\S{7}[^\sA-Za-z])\s{1,8}(?=[^\sA-Za-z]\S{7})"
)
_ENDS_SEARCHED = 2  # paragraphs at each end of an article where a line of names alone is a byline: 本报记者 张伟


def articles(document: Document) -> tuple[Article, ...]:
    """Make an article of each entry; what an entry does not say of date, paper and page its document says.

    An entry without an id gets one from its words, the same whenever and wherever it is read; a second article of
    the document with the same id gets a number behind it.
    """
    seen: Counter[str] = Counter()
    made = []
    for entry in document.entries:
        name = entry.id or _hash(document, entry)
        seen[name] += 1
        made.append(_article(document, entry, name if seen[name] == 1 else f"{name}-{seen[name]}"))
    return tuple(made)


def furniture(document: Document) -> Iterator[Furniture]:
    """Yield the lines of a source that sets its articles apart which are in none of them: menus, links, notices."""
    return (Furniture("page", unwrap(document.text, [line.span])) for line in document.lines)


def _hash(document: Document, entry: Entry) -> str:
    spans = (*filter(None, (entry.headline,)), *entry.paragraphs)
    words = "\n".join((entry.publication or "", *(document.text[start:end] for start, end in spans)))
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def _article(document: Document, entry: Entry, name: str) -> Article:
    source = document.text
    signed, left = _signed(source, entry)
    paragraphs = tuple(
        Paragraph("subhead" if span in entry.subheads else "body", unwrap(source, [span])) for span in left
    )
    return Article(
        id=name,
        document=document.id,
        origin=document.origin,
        headline=_text(source, entry.headline),
        kicker=_text(source, entry.kicker),
        subtitle=_text(source, entry.subtitle),
        bylines=tuple(_once((*_authors(source, entry), *signed), _inside(source, paragraphs))),
        paragraphs=paragraphs,
        captions=tuple(unwrap(source, [span]) for span in entry.captions),
        page=entry.page or document.page,
        published=entry.published or document.published,
        publication=entry.publication or document.publication,
        link=entry.link,
    )


def _text(source: str, span: Span | None) -> Text | None:
    """Read a headline; a blank between its clauses stays: 两园合一 三年见效."""
    if not span:
        return None
    gaps = list(_GAP.finditer(source, *span))
    starts = (span.start, *(gap.end() for gap in gaps))
    ends = (*(gap.start() for gap in gaps), span.end)
    clauses = [unwrap(source, [Span(*places)]) for places in zip(starts, ends, strict=True)]
    blanks = [Text(" ", (Span(gap.start(), gap.start() + 1),)) for gap in gaps]
    return Text.join(piece for pair in zip_longest(clauses, blanks) for piece in pair if piece)


def _authors(source: str, entry: Entry) -> tuple[Byline, ...]:
    """Read the line of the entry's authors; one that is not built of names is one name as it stands."""
    if entry.byline is None:
        return ()
    return bylines.parse(source, [entry.byline]) or (
        Byline(source[entry.byline.start : entry.byline.end], "", Text.of(source, *entry.byline)),
    )


def _signed(source: str, entry: Entry) -> tuple[tuple[Byline, ...], tuple[Span, ...]]:
    """Take the lines of names alone out of the paragraphs at both ends; return their bylines and the rest."""
    last = len(entry.paragraphs) - _ENDS_SEARCHED
    signed: list[Byline] = []
    left: list[Span] = []
    for at, span in enumerate(entry.paragraphs):
        found = bylines.parse(source, [span]) if at < _ENDS_SEARCHED or at >= last else ()
        if any(byline.role for byline in found):
            signed += found
        else:
            left.append(span)
    return tuple(signed), tuple(left)


def _inside(source: str, paragraphs: Iterable[Paragraph]) -> Iterator[Byline]:
    first = next((paragraph.text for paragraph in paragraphs if paragraph.role == "body"), None)
    if first is not None:
        yield from bylines.inside(source, first)


def _once(apart: Iterable[Byline], inside: Iterable[Byline]) -> Iterator[Byline]:
    """Yield each name once, with the first role it has and all its words that stand apart from the body."""
    best: dict[str, Byline] = {}
    for byline in apart:
        known = best.get(byline.name, Byline(byline.name, "", byline.text[:0]))
        best[byline.name] = Byline(byline.name, known.role or byline.role, Text.join((known.text, byline.text)))
    for byline in inside:
        known = best.get(byline.name, byline)
        best[byline.name] = replace(known, role=known.role or byline.role)
    yield from best.values()
