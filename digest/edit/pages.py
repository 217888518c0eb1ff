"""Pages and stories as people mended them: articles merged, parted and retitled, lines given another role or place.

It goes before the facts: they are found in the articles as they are then. Words of a page only ever move; none is lost
and none is added, so a headline is a stretch of its page (a title of one's own is given to an item).
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from digest.edit.edits import Refused, holding
from digest.edit.stories import story_id
from digest.edit.targets import article_target, document_of, line_span
from digest.model import Byline, Furniture, Paragraph, Span, Story, Text
from digest.text.unwrap import unwrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from digest.model import Article, Document, Edit, Layout, Operation

_ROLES: Final = ("headline", "kicker", "subtitle", "byline", "date", "body", "subhead", "caption", "furniture")
_HEADS: Final = frozenset({"headline", "kicker", "subtitle"})
_ENDS: Final = ("。", "！", "？", "；", "…", "”", "』", "」", "）", ".", "!", "?")  # what a paragraph ends with
_INDENT: Final = re.compile(r"(?:\u3000|[ \xa0]{2}|\t)[ \u3000\xa0]*")  # before the first line of a paragraph
# A line that ends inside a sentence is full, or the paragraph's last one: a shorter one that has no stop is a head.
_FULL: Final = 0.8
_DAY: Final = re.compile(
    r"(?:(20\d\d)\s?年\s?)?(\d{1,2})\s?月\s?(\d{1,2})\s?日|(20\d\d)([.\-/])(\d{1,2})\5(\d{1,2})(?!\d)"
)


class _Unfit(Exception):
    """A decision does not apply; `now` is what stands there."""

    def __init__(self, reason: str, now: str = "") -> None:
        super().__init__(reason)
        self.reason, self.now = reason, now


def repaged(
    pages: Sequence[tuple[Document, Layout]], edits: Iterable[Edit]
) -> tuple[tuple[Layout, ...], tuple[Refused, ...]]:
    """Mend the pages as people decided, in that order; give each page's layout, and what no longer applies."""
    layouts = [layout for _, layout in pages]
    refused = []
    for one in holding(edits):
        if one.operation in _OPERATIONS:
            k = next((k for k, (document, _) in enumerate(pages) if _is_of(one.target, document, layouts[k])), None)
            if k is None:
                refused.append(Refused(one, "no page of this issue has it any more"))
                continue
            try:
                layouts[k] = _OPERATIONS[one.operation](pages[k][0], layouts[k], one)
            except _Unfit as why:
                refused.append(Refused(one, why.reason, why.now))
    return tuple(layouts), tuple(refused)


def _is_of(target: str, document: Document, layout: Layout) -> bool:
    if target.startswith("line:"):
        return document.id.startswith(document_of(target))
    return any(article_target(one.id) == target for one in layout.articles)


def _article(layout: Layout, target: str) -> Article:
    found = next((one for one in layout.articles if article_target(one.id) == target), None)
    if found is None:
        raise _Unfit("the article stands on no such page; merge the stories where it is of another one")
    return found


def _with(layout: Layout, *made: Article) -> Layout:
    """Put articles in the place of those of their ids."""
    known = {one.id: one for one in made}
    return replace(layout, articles=tuple(known.get(one.id, one) for one in layout.articles))


def _merge(document: Document, layout: Layout, edit: Edit) -> Layout:
    """Put the words of another article behind an article's own; its headline becomes a subhead."""
    first, second = _article(layout, edit.target), _article(layout, _value(edit))
    if first is second:
        raise _Unfit("an article is not merged with itself")
    texts = (text for text in (second.kicker, second.headline, second.subtitle) if text)
    heads = tuple(Paragraph("subhead", text) for text in texts)
    paragraphs = _joined_at(document, first.paragraphs, (*heads, *second.paragraphs))
    bylines = tuple(dict.fromkeys((*first.bylines, *second.bylines)))
    merged = replace(first, paragraphs=paragraphs, bylines=bylines, captions=(*first.captions, *second.captions))
    rest = tuple(one for one in layout.articles if one is not second)
    return _with(replace(layout, articles=rest), merged)


def _split(document: Document, layout: Layout, edit: Edit) -> Layout:
    """Part an article before a line, the headline of the new one; where "body" is said too, its first paragraph."""
    article, span = _article(layout, edit.target), _line(_value(edit))
    untitled = edit.value[1:] == ("body",)
    if not any(_meets(one.text, span) for one in article.paragraphs):
        raise _Unfit("the line stands in no paragraph of the article")
    before, rest = _before(article.paragraphs, span)
    line, after = _behind(rest, span)
    head = _joined(line)
    captions = [one for one in article.captions if one.start >= span.start]
    new = replace(
        article,
        id=hashlib.sha256(f"{document.id}:{span.start}".encode()).hexdigest()[:16],
        headline=None if untitled else head,
        kicker=None,
        subtitle=None,
        bylines=tuple(one for one in article.bylines if one.text.start >= span.start),
        paragraphs=_joined_at(document, (Paragraph("body", head),), after) if untitled else after,
        captions=tuple(captions),
    )
    old = replace(
        article,
        bylines=tuple(one for one in article.bylines if one not in new.bylines),
        paragraphs=before,
        captions=tuple(one for one in article.captions if one not in captions),
    )
    at = layout.articles.index(article)
    return replace(layout, articles=(*layout.articles[:at], old, new, *layout.articles[at + 1 :]))


def _drop(_document: Document, layout: Layout, edit: Edit) -> Layout:
    """Make furniture of an article."""
    article = _article(layout, edit.target)
    heads = (article.kicker, article.headline, article.subtitle)
    held = (*(one.text for one in article.paragraphs), *article.captions, *(one.text for one in article.bylines))
    words = [text for text in (*heads, *held) if text]
    rest = tuple(one for one in layout.articles if one is not article)
    return replace(layout, articles=rest, furniture=(*layout.furniture, *(Furniture("page", text) for text in words)))


def _move(document: Document, layout: Layout, edit: Edit) -> Layout:
    """Put a line into an article behind another line, or at its front; it goes on with the paragraph it continues."""
    to, *rest = (*edit.value, "")
    _article(layout, to)
    span = _line(edit.target)
    text, layout = _taken(document, layout, span)
    article = _article(layout, to)
    if not rest[0]:
        return _with(layout, replace(article, paragraphs=(Paragraph("body", text), *article.paragraphs)))
    before, after = _behind(article.paragraphs, _line(rest[0]))
    return _with(layout, replace(article, paragraphs=_laid(document, before, text, after)))


Parts = tuple[Paragraph, ...]


def _before(paragraphs: Parts, span: Span) -> tuple[Parts, Parts]:
    """Part paragraphs, in the order they are read in, before a line.

    Where none of them has the line it is looked for by its place in the source; if they do not stand in the order of
    that (the columns of a PDF), all is before it.
    """
    k = next((k for k, one in enumerate(paragraphs) if _meets(one.text, span)), None)
    if k is None:
        return _by_place(paragraphs, span.start)
    return _parted(paragraphs, k, next(_chars(paragraphs[k].text, span)))


def _behind(paragraphs: Parts, span: Span) -> tuple[Parts, Parts]:
    """Part paragraphs behind a line, as `_before` does before it."""
    k = next((k for k in reversed(range(len(paragraphs))) if _meets(paragraphs[k].text, span)), None)
    if k is None:
        return _by_place(paragraphs, span.end)
    return _parted(paragraphs, k, max(_chars(paragraphs[k].text, span)) + 1)


def _chars(text: Text, span: Span) -> Iterator[int]:
    return (k for k in range(len(text)) if span.start <= text.place(k) < span.end)


def _by_place(paragraphs: Parts, at: int) -> tuple[Parts, Parts]:
    starts = [one.text.start for one in paragraphs]
    if starts != sorted(starts):
        return paragraphs, ()
    return tuple(_cut(paragraphs, lambda place: place < at)), tuple(_cut(paragraphs, lambda place: place >= at))


def _parted(paragraphs: Parts, k: int, at: int) -> tuple[Parts, Parts]:
    one = paragraphs[k]
    upper, lower = (
        tuple(Paragraph(one.role, text) for text in (half.strip(),) if text) for half in (one.text[:at], one.text[at:])
    )
    return (*paragraphs[:k], *upper), (*lower, *paragraphs[k + 1 :])


def _laid(
    document: Document, before: Sequence[Paragraph], text: Text, after: Sequence[Paragraph]
) -> tuple[Paragraph, ...]:
    return _joined_at(document, _joined_at(document, before, (Paragraph("body", text),)), after)


def _joined_at(document: Document, before: Sequence[Paragraph], after: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Lay paragraphs behind others; where a sentence runs over the seam the two paragraphs there are one."""
    if not (before and after and _runs_on(document, before[-1], after[0])):
        return (*before, *after)
    one = Paragraph("body", Text.join([before[-1].text, after[0].text]))
    return (*before[:-1], one, *after[1:])


def _runs_on(document: Document, upper: Paragraph, lower: Paragraph) -> bool:
    """Say whether a paragraph goes on in another: it ends inside a sentence, in a full line; that is not indented."""
    if upper.role != "body" or lower.role != "body" or upper.text.string.endswith(_ENDS):
        return False
    last, first = _line_at(document, upper.text.place(len(upper.text) - 1)), _line_at(document, lower.text.start)
    if _INDENT.fullmatch(document.text[first.start : lower.text.start]):
        return False
    return len(_ink(document, last)) >= _FULL * len(_ink(document, first))


def _line_at(document: Document, place: int) -> Span:
    """Find the line of a page that a place stands in, its indentation included."""
    at = bisect_right(document.lines, place, key=lambda line: line.span.start) - 1
    found = document.lines[at].span if at >= 0 else Span(place, place)
    start = document.text.rfind("\n", 0, found.start) + 1
    return Span(start if not document.text[start : found.start].strip() else found.start, max(found.end, place))


def _ink(document: Document, span: Span) -> str:
    return "".join(document.text[span.start : span.end].split())


def _role(document: Document, layout: Layout, edit: Edit) -> Layout:
    """Give a line another role, in its article or the one named."""
    role, *named = edit.value or ("",)
    span = _line(edit.target)
    if role not in _ROLES:
        raise _Unfit(f"“{role}” is no role of a line; there are: {', '.join(_ROLES)}")
    home = named[0] if named else next((article_target(one.id) for one in layout.articles if _has(one, span)), "")
    gap = _gap(layout, home, span)
    text, layout = _taken(document, layout, span)
    if role == "furniture":
        return replace(layout, furniture=(*layout.furniture, Furniture("page", text)))
    article = _article(layout, home)
    if role == "date":
        dated = _with(layout, replace(article, published=_day_in(text.string, document, edit)))
        return replace(dated, furniture=(*dated.furniture, Furniture("folio", text)))
    return _with(layout, _in_role(document, article, role, text, gap))


def _gap(layout: Layout, home: str, span: Span) -> tuple[Parts, Parts]:
    """Part the paragraphs of an article where a line stands, as they are without it; a head stands before them all."""
    article = next((one for one in layout.articles if article_target(one.id) == home), None)
    if article is None:
        return (), ()
    if any(_meets(text, span) for text in (article.kicker, article.headline, article.subtitle) if text):
        return (), article.paragraphs
    before, rest = _before(article.paragraphs, span)
    return before, tuple(_cut(rest, lambda place: not span.start <= place < span.end))


def _in_role(document: Document, article: Article, role: str, text: Text, gap: tuple[Parts, Parts]) -> Article:
    """Put a line that was taken out of its page into an article as what it is."""
    if role in _HEADS:
        return _headed(document, article, role, text)
    if role == "byline":
        return replace(article, bylines=(*article.bylines, Byline(text.string, "", text)))
    if role == "caption":
        return replace(article, captions=(*article.captions, text))
    before, after = gap
    if role == "subhead":
        return replace(article, paragraphs=(*before, Paragraph("subhead", text), *after))
    return replace(article, paragraphs=_laid(document, before, text, after))


def _headed(document: Document, article: Article, role: str, text: Text) -> Article:
    """Give an article a head: the line next to one it has is its second line, any other takes its place."""
    old: Text | None = getattr(article, role)
    if old and _are_neighbours(document, old, text):
        both = sorted((old, text), key=lambda one: one.start)
        return replace(article, **{role: Text.join(both)})  # type: ignore[arg-type]
    kept = (Paragraph("subhead", old),) if old else ()
    return replace(article, **{role: text}, paragraphs=(*kept, *article.paragraphs))  # type: ignore[arg-type]


def _are_neighbours(document: Document, one: Text, other: Text) -> bool:
    """Say whether no ink stands between two texts of a page."""
    upper, lower = sorted((one, other), key=lambda text: text.start)
    return not document.text[upper.place(len(upper) - 1) + 1 : lower.start].strip()


def _day_in(words: str, document: Document, edit: Edit) -> date:
    """Read the day that a line names; where it names no year that of its page."""
    found = _DAY.search(words)
    year = found and (found[1] or found[4] or (document.published and document.published.year))
    if not found or not year:
        raise _Unfit("the line names no day; write it into the article's field, like 2025-04-16", edit.was)
    try:
        return date(int(year), int(found[2] or found[6]), int(found[3] or found[7]))
    except ValueError as error:
        raise _Unfit("the line names no day that there is", edit.was) from error


def _words(document: Document, layout: Layout, edit: Edit) -> Layout:
    """Give an article a headline or kicker of words that stand on its page."""
    article, words = _article(layout, edit.target), _value(edit)
    name = edit.operation.partition(".")[2]
    found = _standing(document, words)
    if not found:
        raise _Unfit("these words stand nowhere on the page; give the item a title of your own instead", edit.was)
    return _with(layout, replace(article, **{name: found}))  # type: ignore[arg-type]


def _standing(document: Document, words: str) -> Text:
    """Find words on a page, whatever blanks and line ends stand between their characters."""
    places = [k for k, sign in enumerate(document.text) if not sign.isspace()]
    wanted = "".join(words.split())
    at = "".join(document.text[k] for k in places).find(wanted)
    return (
        Text.join([Text.of(document.text, k, k + 1) for k in places[at : at + len(wanted)]])
        if at >= 0
        else Text("", ())
    )


def _byline(document: Document, layout: Layout, edit: Edit) -> Layout:
    article = _article(layout, edit.target)
    found = tuple(Byline(name, "", _standing(document, name)) for name in edit.value)
    return _with(layout, replace(article, bylines=found))


def _day(_document: Document, layout: Layout, edit: Edit) -> Layout:
    try:
        day = date.fromisoformat(_value(edit))
    except ValueError as error:
        raise _Unfit("no day; write it like 2025-04-16", edit.was) from error
    return _with(layout, replace(_article(layout, edit.target), published=day))


def _page(_document: Document, layout: Layout, edit: Edit) -> Layout:
    return _with(layout, replace(_article(layout, edit.target), page=_value(edit)))


_OPERATIONS: Final[Mapping[Operation, Callable[[Document, Layout, Edit], Layout]]] = {
    "article.merge": _merge,
    "article.split": _split,
    "article.drop": _drop,
    "article.headline": _words,
    "article.kicker": _words,
    "article.byline": _byline,
    "article.date": _day,
    "article.page": _page,
    "paragraph.move": _move,
    "line.role": _role,
}


def _value(edit: Edit) -> str:
    if not edit.value or not edit.value[0].strip():
        raise _Unfit("there are no words", edit.was)
    return edit.value[0].strip()


def _line(target: str) -> Span:
    span = line_span(target)
    if span is None:
        raise _Unfit(f"“{target}” names no line")
    return span


def _cut(paragraphs: Iterable[Paragraph], wanted: Callable[[int], bool]) -> Iterator[Paragraph]:
    """Cut out of paragraphs the characters whose places in the source are wanted."""
    for one in paragraphs:
        text = _kept(one.text, wanted)
        if text:
            yield Paragraph(one.role, text)


def _kept(text: Text, wanted: Callable[[int], bool]) -> Text:
    """Keep the characters of a text whose places are wanted, without blanks at the ends."""
    at = [wanted(text.place(k)) for k in range(len(text))]
    if all(at) or not any(at):
        return text if all(at) else Text("", ())
    return Text.join([text.cut(k, k + 1) for k, is_wanted in enumerate(at) if is_wanted]).strip()


def _joined(paragraphs: Iterable[Paragraph]) -> Text:
    return Text.join([one.text for one in paragraphs]).strip()


def _has(article: Article, span: Span) -> bool:
    """Say whether an article has a line."""
    heads = (article.kicker, article.headline, article.subtitle)
    texts = (*(text for text in heads if text), *(one.text for one in article.paragraphs), *article.captions)
    return any(_meets(text, span) for text in texts)


def _meets(text: Text, span: Span) -> bool:
    return any(start < span.end and span.start < end for start, end in text.spans)


def _taken(document: Document, layout: Layout, span: Span) -> tuple[Text, Layout]:
    """Take a line out of whatever has it."""

    def other(place: int) -> bool:
        return not span.start <= place < span.end

    def without(text: Text | None) -> Text | None:
        return (_kept(text, other) or None) if text else None

    def mended(one: Article) -> Article:
        return replace(
            one,
            headline=without(one.headline),
            kicker=without(one.kicker),
            subtitle=without(one.subtitle),
            paragraphs=tuple(_cut(one.paragraphs, other)),
            captions=tuple(text for caption in one.captions if (text := _kept(caption, other))),
            bylines=tuple(byline for byline in one.bylines if not byline.text or _kept(byline.text, other)),
        )

    text = unwrap(document.text, [Span(span.start, min(span.end, len(document.text)))])
    if not text:
        raise _Unfit("no such line on this page")
    furniture = (Furniture(one.role, kept) for one in layout.furniture if (kept := _kept(one.text, other)))
    unread = tuple(kept for one in layout.unread if (kept := _kept(one, other)))
    articles = tuple(mended(one) if _has(one, span) else one for one in layout.articles)
    return text, replace(layout, articles=articles, furniture=tuple(furniture), unread=unread)


def regrouped(stories: Sequence[Story], edits: Iterable[Edit]) -> tuple[tuple[Story, ...], tuple[Refused, ...]]:
    """Merge and part stories as people decided, in that order; the lead of the story named first stays the lead."""
    found = list(stories)
    refused = []
    for one in holding(edits):
        if one.operation in {"story.merge", "story.part"}:
            try:
                found = _together(found, one) if one.operation == "story.merge" else _apart(found, one)
            except _Unfit as why:
                refused.append(Refused(one, why.reason, why.now))
    return tuple(found), tuple(refused)


def _story(stories: Iterable[Story], target: str) -> Story:
    """Find the story that has the first of the articles named that there still is."""
    holders = {report.article.id: story for story in stories for report in story.reports}
    named = target.partition(":")[2].split("+")
    found = next((holders[article] for article in named if article in holders), None)
    if found is None:
        raise _Unfit("this issue has no such story any more")
    return found


def _together(stories: list[Story], edit: Edit) -> list[Story]:
    first, second = _story(stories, edit.target), _story(stories, _value(edit))
    if first is second:
        return stories
    reports = (*first.reports, *second.reports)
    merged = Story(story_id(report.article.id for report in reports), reports)
    return [merged if one is first else one for one in stories if one is not second]


def _apart(stories: list[Story], edit: Edit) -> list[Story]:
    story = _story(stories, edit.target)
    leaves = [report for report in story.reports if article_target(report.article.id) == _value(edit)]
    stays = [report for report in story.reports if report not in leaves]
    if not leaves or not stays:
        raise _Unfit("the story has no such article beside another")
    parted = [Story(story_id(one.article.id for one in reports), tuple(reports)) for reports in (stays, leaves)]
    return [made for one in stories for made in (parted if one is story else (one,))]
