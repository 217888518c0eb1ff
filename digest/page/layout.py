"""A document in, its layout out: every line given to an article, to the furniture, or named as not understood."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from digest.model import Article, Byline, Furniture, Layout, Paragraph, Text
from digest.page import bylines, folio, matching
from digest.page.arranged import arranged
from digest.page.article_bodies import Body, bodies, boundaries, called
from digest.page.heads import Heading, apart, headings, joined, may_be_two, subheads
from digest.page.matching import Page
from digest.page.mending import mended
from digest.page.stream import Item, cut_vertical, stream
from digest.page.threads import unravelled
from digest.page.vocabulary import Grams, Vocabulary
from digest.text.unwrap import ENTITY, unwrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from digest.model import Document

_SHORTEST_BODY = 16  # characters; less is a notice or a stray line, not a report
_LEAST_SAID = 8  # of them letters or figures: a page of quotation marks reports nothing
_SURELY_JOINED = 1.0
_REMAINS = re.compile(rf"\s*(?P<remains>(?:&{ENTITY})+)[^\S\n]*(?=\n|$)")
# Items under one label (简讯, 园区动态) are briefs: the longest of those seen have two paragraphs and 180 characters.
_MOST_BRIEF, _LONGEST_BRIEF = 2, 220
_LINES_OF_ONE = 3  # a heading above its body has mostly up to three lines: kicker, headline, subtitle


@dataclass(frozen=True, slots=True)
class _Parts:
    """What belongs to one body, as places in the stream's items."""

    body: Body
    heading: Heading | None
    subheads: tuple[tuple[int, ...], ...]
    bylines: tuple[int, ...]
    captions: tuple[int, ...]
    section: int | None


def page(document: Document) -> Layout:
    """Take one page apart by rules; `document` has its lines only. What it promises, `digest.page.dump.split` does."""
    found = stream(document)
    whole = mended(document.text, unravelled(document.text, found.items))
    grams = {item.string: Grams.of(item.string) for item in whole if item.kind == "paragraph"}
    items = _verticals_apart(document.text, whole, grams)
    parts = _parts(items, grams)
    says = folio.understand(furniture.text.string for furniture in found.furniture)
    used = {k for part in parts for k in _places(part)}
    furniture = sorted([*found.furniture, *_furniture(items)], key=lambda piece: piece.text.start)
    return Layout(
        tuple(_article(document, says, items, part) for part in parts),
        tuple(furniture),
        tuple(text for k, item in enumerate(items) if k not in used for text in _unread(item)),
    )


def _unread(item: Item) -> Iterable[Text]:
    """Name the texts of an item that belongs to no article and is no furniture."""
    if item.kind == "paragraph":
        yield from (item.text, *(byline.text for byline in item.bylines))
    elif item.kind not in {"section", "to", "from"}:
        yield item.text


def _parts(items: Sequence[Item], grams: Mapping[str, Grams]) -> list[_Parts]:
    found = _bodies(items, grams)
    if not found:
        return []
    vocabulary = _vocabulary(items, found, grams)
    page = Page(items, found, vocabulary)
    inner, outer = _runs(items, found)
    heads = [
        heading
        for run, wanted in zip(outer, _wanted(items, outer, found), strict=True)
        for heading in headings(items, run, vocabulary, wanted)
    ]
    owners = matching.match_headings(page, heads)
    of_body = [next((heads[h] for h, owner in enumerate(owners) if owner == b), None) for b in range(len(found))]
    captions = [k for k, item in enumerate(items) if item.kind == "caption"]
    captioned = matching.match_captions(page, captions, of_body)
    groups = _byline_groups(items)
    signed = [_is_signed(items, body) for body in found]
    signing = matching.match_bylines(page, groups, of_body, signed)
    return _governed(
        items,
        [
            _Parts(
                body,
                of_body[b],
                tuple(sub for run in inner[b] for sub in subheads(items, run, vocabulary)),
                tuple(k for group, owner in zip(groups, signing, strict=True) if owner == b for k in group),
                tuple(k for k, owner in zip(captions, captioned, strict=True) if owner == b),
                _section(items, body, of_body[b]),
            )
            for b, body in enumerate(found)
        ],
    )


def _verticals_apart(source: str, items: Sequence[Item], grams: Mapping[str, Grams]) -> Sequence[Item]:
    """Part vertical headlines that stand side by side and were read as one."""
    if not any(len(item.lines) == 1 and may_be_two(item) for item in items):
        return items
    found = _bodies(items, grams)
    if not found:
        return items
    vocabulary = _vocabulary(items, found, grams)
    parted: list[Item] = []
    for item in items:
        at = apart(item, vocabulary) if len(item.lines) == 1 and may_be_two(item) else None
        parted.extend([item] if at is None else cut_vertical(source, item, at))
    return parted


def _bodies(items: Sequence[Item], grams: Mapping[str, Grams]) -> list[Body]:
    """Find the bodies: once by the paragraphs alone, then again with the headings that stand elsewhere."""
    places = [k for k, item in enumerate(items) if item.kind == "paragraph"]
    if not places:
        return []
    said = [grams[items[k].string] for k in places]
    scores = boundaries(items, places, said)
    found = bodies(places, scores)
    vocabulary = _vocabulary(items, found, grams)
    runs = _runs(items, found)[1]
    elsewhere = _elsewhere(runs, places)
    heads = [
        ("".join(items[k].string for k in group), _home(items, run, found))
        for run in (elsewhere or runs)
        for group in joined(items, run, vocabulary, _SURELY_JOINED)
    ]
    starts = arranged([head for head, _ in heads], said, scores) if elsewhere else None
    if starts is not None:
        found = bodies(places, [1.0 if k in starts else -1.0 for k in range(1, len(places))])
    elif heads:
        calls = called(heads, said, found)
        found = bodies(places, [score + call for score, call in zip(scores, calls, strict=True)])
    return [body for body in found if _size(items, body) >= _SHORTEST_BODY and _says(items, body)]


def _elsewhere(runs: Sequence[Sequence[int]], places: Sequence[int]) -> list[Sequence[int]]:
    """Find the runs of display lines above or below all paragraphs that hold more than one heading."""
    top = [run for run in runs if run[-1] < places[0]]
    foot = [run for run in runs if run[0] > places[-1]]
    sides = (top, _LINES_OF_ONE), (foot, 1)
    return [run for side, most in sides if sum(map(len, side)) > most for run in side]


def _vocabulary(items: Sequence[Item], found: Sequence[Body], grams: Mapping[str, Grams]) -> Vocabulary:
    return Vocabulary([[grams[items[k].string] for k in body.members] for body in found])


def _home(items: Sequence[Item], run: Sequence[int], found: Sequence[Body]) -> int | None:
    """Find the body that a run of display lines stands directly above."""
    for b, body in enumerate(found):
        if run[-1] < body.first and _only_marks(items, run[-1] + 1, body.first):
            return b
    return None


def _size(items: Sequence[Item], body: Body) -> int:
    return sum(len(items[k].text) for k in body.members)


def _says(items: Sequence[Item], body: Body) -> bool:
    """Tell whether a body says anything: the letters and figures of its first words are counted, not all."""
    said = (char for k in body.members for char in items[k].string if char.isalnum())
    return next(islice(said, _LEAST_SAID - 1, None), None) is not None


def _runs(items: Sequence[Item], found: Sequence[Body]) -> tuple[list[list[list[int]]], list[list[int]]]:
    """Gather display lines that follow each other: those inside each body, and those between bodies."""
    inner: list[list[list[int]]] = [[] for _ in found]
    outer: list[list[int]] = []
    run: list[int] = []
    for k in range(len(items) + 1):
        if k < len(items) and items[k].kind == "display":
            run.append(k)
        elif run:
            inside = [b for b, body in enumerate(found) if body.first < run[0] < body.last]
            (inner[inside[0]] if inside else outer).append(run)
            run = []
    return inner, outer


def _wanted(items: Sequence[Item], runs: Sequence[Sequence[int]], found: Sequence[Body]) -> list[int]:
    """How many headings each run of display lines should hold.

    One where it stands above a body; headings of bodies with none above them are in the runs with lines to spare.
    """
    above = [
        next(
            (r for r, run in enumerate(runs) if run[-1] < body.first and _only_marks(items, run[-1] + 1, body.first)),
            None,
        )
        for body in found
    ]
    bare = above.count(None)
    near = {r for r in above if r is not None}
    room = [max(0, len(run) - _LINES_OF_ONE) if r in near else len(run) for r, run in enumerate(runs)]
    shares = [bare * lines / max(1, sum(room)) for lines in room]
    return [max(1, (r in near) + round(share)) for r, share in enumerate(shares)]


def _only_marks(items: Sequence[Item], start: int, end: int) -> bool:
    return not {item.kind for item in items[start:end]} & {"paragraph", "display"}


def _byline_groups(items: Sequence[Item]) -> list[list[int]]:
    """Gather bylines that follow each other: one that was broken over lines."""
    groups: list[list[int]] = []
    for k, item in enumerate(items):
        if item.kind != "byline":
            continue
        if groups and groups[-1][-1] == k - 1 and not item.marked:
            groups[-1].append(k)
        else:
            groups.append([k])
    return groups


def _is_signed(items: Sequence[Item], body: Body) -> bool:
    """Tell whether the paragraphs of a body name their writer."""
    return bool(items[body.last].bylines or bylines.is_inside(items[body.first].string))


def _section(items: Sequence[Item], body: Body, heading: Heading | None) -> int | None:
    """Find the section label that stands directly above an article."""
    top = min(body.first, heading.first if heading else body.first)
    return top - 1 if top and items[top - 1].kind == "section" else None


def _governed(items: Sequence[Item], parts: Sequence[_Parts]) -> list[_Parts]:
    """Let a label over a brief govern the briefs that follow it, up to the next label or a longer report."""
    governed: list[_Parts] = []
    label: int | None = None
    for part in parts:
        is_brief = len(part.body.members) <= _MOST_BRIEF and _size(items, part.body) <= _LONGEST_BRIEF
        label = (label if part.section is None else part.section) if is_brief else None
        governed.append(part if part.section is not None else replace(part, section=label))
    return governed


def _places(part: _Parts) -> Iterable[int]:
    yield from part.body.members
    if part.heading:
        yield from part.heading.lines
    for group in part.subheads:
        yield from group
    yield from part.bylines
    yield from part.captions


def _furniture(items: Sequence[Item]) -> Iterable[Furniture]:
    for item in items:
        if item.kind == "section":
            yield Furniture("section", item.text)
        elif item.kind in {"to", "from"}:
            yield Furniture("jump", item.text)


def _article(document: Document, says: folio.Folio, items: Sequence[Item], part: _Parts) -> Article:
    paragraphs = tuple(_paragraphs(document.text, items, part))
    lead = items[part.body.first].text
    published = says.published or document.published
    heading = part.heading
    place = f"{document.id}:{lead.start}"
    return Article(
        id=hashlib.sha256(place.encode()).hexdigest()[:16],
        document=document.id,
        origin=document.origin,
        headline=_text(document.text, items, heading.headline) if heading else None,
        kicker=_text(document.text, items, heading.kicker) if heading and heading.kicker else None,
        subtitle=_text(document.text, items, heading.subtitle) if heading and heading.subtitle else None,
        section=items[part.section].string if part.section is not None else None,
        bylines=tuple(_bylines(document.text, items, part)),
        paragraphs=paragraphs,
        captions=tuple(items[k].text for k in part.captions),
        page=says.page or document.page,
        published=published,
        publication=says.publication or document.publication,
    )


def _text(source: str, items: Sequence[Item], places: Iterable[int]) -> Text:
    return unwrap(source, [span for k in places for line in items[k].lines for span in line.spans])


def _paragraphs(source: str, items: Sequence[Item], part: _Parts) -> Iterable[Paragraph]:
    pieces = [(k, Paragraph("body", text)) for k in part.body.members for text in _with_remains(source, items[k])]
    pieces += [(group[0], Paragraph("subhead", _text(source, items, group))) for group in part.subheads]
    return (paragraph for _, paragraph in sorted(pieces, key=lambda piece: piece[0]))


def _with_remains(source: str, item: Item) -> Iterable[Text]:
    """Yield a paragraph and, apart from it, the blanks that were printed as words behind it (&nbsp;): none is lost."""
    yield item.text
    remains = None if item.bylines else _REMAINS.match(source, item.text.spans[-1].end)
    if remains:
        yield Text.of(source, *remains.span("remains"))


def _bylines(source: str, items: Sequence[Item], part: _Parts) -> Iterable[Byline]:
    yield from bylines.inside(source, items[part.body.first].text)
    for k in sorted((*part.body.members, *part.bylines)):
        yield from items[k].bylines
