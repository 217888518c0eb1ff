"""Pages and stories as people mended them: articles merged, parted and retitled, lines given another role or place.

It goes before the facts: they are found in the articles as they are then. Words of a page only ever move; none is lost
and none is added, so a headline is a stretch of its page (a title of one's own is given to an item).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from digest.edit.edits import Refused, holding
from digest.edit.stories import story_id
from digest.edit.targets import article_target, document_of, line_span
from digest.model import Byline, Furniture, Paragraph, Story, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from digest.model import Article, Document, Edit, Layout, Operation, Span

_ROLES: Final = ("headline", "kicker", "subtitle", "byline", "body", "subhead", "furniture")


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


def _merge(_document: Document, layout: Layout, edit: Edit) -> Layout:
    """Put the words of another article behind an article's own; its headline becomes a subhead."""
    first, second = _article(layout, edit.target), _article(layout, _value(edit))
    if first is second:
        raise _Unfit("an article is not merged with itself")
    heads = (text for text in (second.kicker, second.headline, second.subtitle) if text)
    paragraphs = (*first.paragraphs, *(Paragraph("subhead", text) for text in heads), *second.paragraphs)
    bylines = tuple(dict.fromkeys((*first.bylines, *second.bylines)))
    merged = replace(first, paragraphs=paragraphs, bylines=bylines, captions=(*first.captions, *second.captions))
    rest = tuple(one for one in layout.articles if one is not second)
    return _with(replace(layout, articles=rest), merged)


def _split(document: Document, layout: Layout, edit: Edit) -> Layout:
    """Part an article before a line, which becomes the headline of the new one."""
    article, span = _article(layout, edit.target), _line(_value(edit))
    before = tuple(_cut(article.paragraphs, lambda place: place < span.start))
    head = _joined(_cut(article.paragraphs, lambda place: span.start <= place < span.end))
    after = tuple(_cut(article.paragraphs, lambda place: place >= span.end))
    if not head:
        raise _Unfit("the line stands in no paragraph of the article")
    captions = [one for one in article.captions if one.start >= span.start]
    new = replace(
        article,
        id=hashlib.sha256(f"{document.id}:{span.start}".encode()).hexdigest()[:16],
        headline=head,
        kicker=None,
        subtitle=None,
        bylines=tuple(one for one in article.bylines if one.text.start >= span.start),
        paragraphs=after,
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
    words = (*(text for text in heads if text), *(one.text for one in article.paragraphs), *article.captions)
    rest = tuple(one for one in layout.articles if one is not article)
    return replace(layout, articles=rest, furniture=(*layout.furniture, *(Furniture("page", text) for text in words)))


def _move(document: Document, layout: Layout, edit: Edit) -> Layout:
    """Put a line into an article behind another line, or at its front, as a paragraph."""
    to, *rest = (*edit.value, "")
    _article(layout, to)
    span = _line(edit.target)
    text, layout = _taken(document, layout, span)
    article = _article(layout, to)
    behind = _line(rest[0]) if rest[0] else None
    moved = Paragraph("body", text)
    if behind is None:
        return _with(layout, replace(article, paragraphs=(moved, *article.paragraphs)))
    before = tuple(_cut(article.paragraphs, lambda place: place < behind.end))
    after = tuple(_cut(article.paragraphs, lambda place: place >= behind.end))
    return _with(layout, replace(article, paragraphs=(*before, moved, *after)))


def _role(document: Document, layout: Layout, edit: Edit) -> Layout:
    """Give a line another role, in its article or the one named."""
    role, *named = edit.value or ("",)
    span = _line(edit.target)
    if role not in _ROLES:
        raise _Unfit(f"“{role}” is no role of a line; there are: {', '.join(_ROLES)}")
    home = named[0] if named else next((article_target(one.id) for one in layout.articles if _has(one, span)), "")
    text, layout = _taken(document, layout, span)
    if role == "furniture":
        return replace(layout, furniture=(*layout.furniture, Furniture("page", text)))
    article = _article(layout, home)
    if role in {"headline", "kicker", "subtitle"}:
        old: Text | None = getattr(article, role)
        kept = (Paragraph("subhead", old),) if old else ()
        return _with(layout, replace(article, **{role: text}, paragraphs=(*kept, *article.paragraphs)))  # type: ignore[arg-type]
    if role == "byline":
        return _with(layout, replace(article, bylines=(*article.bylines, Byline(text.string, "", text))))
    paragraph = Paragraph("subhead" if role == "subhead" else "body", text)
    before = tuple(_cut(article.paragraphs, lambda place: place < span.start))
    after = tuple(_cut(article.paragraphs, lambda place: place >= span.start))
    return _with(layout, replace(article, paragraphs=(*before, paragraph, *after)))


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
    return any(start < span.end and span.start < end for text in texts for start, end in text.spans)


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

    text = Text.of(document.text, span.start, min(span.end, len(document.text))).strip()
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
