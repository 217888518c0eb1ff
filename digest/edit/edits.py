"""A brief and what people decided of it in, the brief they want out, and what can no longer be applied.

Every decision is looked over when it is applied, as the program's own statements are: words of a person that have a
figure of another article, or of none, are refused with both places unless they are marked 〔编者：…〕.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

from digest import lexicon
from digest.edit.own_words import OWN, unfounded
from digest.edit.targets import (
    OWN_STORY,
    figure_target,
    figures_of,
    item_of,
    item_target,
    section_of,
    section_target,
    trend_target,
    zone_target,
)
from digest.model import (
    Aside,
    Brief,
    Dropped,
    Edit,
    Figure,
    Highlight,
    Item,
    Masthead,
    Own,
    Remark,
    Section,
    Span,
    Statement,
    Story,
    Sum,
    Text,
    Trend,
    ZoneRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.model import Article, Decision, Operation, Status

Row = TypeVar("Row")

MARK: Final = "〔编者〕"  # behind an owner or label that is a person's own
REWRITTEN: Final = "（编者改写）"  # behind a summary or highlight that a person worded
WRITTEN: Final = "（编者）"  # behind a paragraph that a person wrote without a mark
DELETED: Final = "编者删去"
_PLACE: Final = re.compile(r"@(?P<article>\w+):(?P<places>\d+-\d+(?:,\d+-\d+)*)(?P<filled>\+?)")
_SUFFIXES: Final = ("增幅", "降幅")
_TEXTS: Final = ("name", "unit", "classification", "serial")
# What is decided of pages and stories is applied before there is a brief, and of the issue by whoever prints it.
_UNSUMMED: Final = frozenset({"statement.drop", "statement.owner", "statement.label", "statement.status"})
_ELSEWHERE: Final = ("article.", "paragraph.", "line.", "story.", "issue.", "sign")


@dataclass(frozen=True, slots=True)
class Refused:
    """A decision that does not apply: why, and the text that stands in its place now ("" where nothing does)."""

    edit: Edit
    reason: str
    now: str = ""

    def __str__(self) -> str:
        """Word it with both texts."""
        wanted = " ".join(self.edit.value) or self.edit.was
        there = f" (there: {self.now})" if self.now else f" (then: {self.edit.was})" if self.edit.was else ""
        return f"{self.edit.operation} “{wanted}”: {self.reason}{there}"


@dataclass(frozen=True, slots=True)
class Applied:
    """A brief as people want it, and which of their decisions it does not have."""

    brief: Brief
    refused: tuple[Refused, ...] = ()


class _RefusedHere(Exception):
    """A decision does not apply."""

    def __init__(self, reason: str, now: str = "") -> None:
        super().__init__(reason)
        self.reason, self.now = reason, now


class Standing(NamedTuple):
    """How far an issue is that people work on: `published` is the last entry that says that it was.

    `until` is the last entry of the log that was published. It is `open` while a draft is out or something was decided
    since. `sources` are the documents it is made of.
    """

    published: Edit | None
    until: int | None
    open: bool
    sources: frozenset[str]


def standing(edits: Iterable[Edit]) -> Standing:
    """Say how far an issue is; one that nobody touched is neither published nor open."""
    made = tuple(edits)
    published = next((one for one in reversed(holding(made)) if one.operation == "issue.published"), None)
    until = int(published.value[0]) if published and published.value else None
    changed = [one for one in made if not one.operation.startswith(("sign", "issue.published"))]
    is_open = any(one.last > (until or 0) for one in changed)
    sources = next((one.value for one in reversed(holding(made)) if one.operation == "issue.sources"), ())
    return Standing(published, until, is_open, frozenset(sources))


def holding(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Leave out what was taken back."""
    return tuple(one for one in edits if one.undone_by is None)


Recount = Callable[[frozenset[str]], tuple[tuple[ZoneRow, ...], tuple[Trend, ...]]]


def apply(brief: Brief, edits: Iterable[Edit], recount: Recount | None = None) -> Applied:
    """Apply decisions in their order; those that were taken back are passed over.

    What is not the brief's (pages, stories, signatures) is passed over too: it is applied before there is a brief. The
    same brief and decisions always give the same. `recount` gives the rows of zones and trends as they are with the
    items of some anchors alone; without it rows that count a deleted item are left out.
    """
    return Replay(brief, recount).applied(edits)


class _Step(NamedTuple):
    """An issue after one more decision: what it is of, what was refused until then, and the figures left unsummed."""

    edit: Edit | None
    brief: Brief
    refused: tuple[Refused, ...] = ()
    touched: frozenset[str] = frozenset()


class Replay:
    """A brief that decisions are applied to again and again, as `apply` does: those that it had before are not redone.

    An undo of the last decision and a new one cost what they change, however long the log is.
    """

    def __init__(self, brief: Brief, recount: Recount | None = None) -> None:
        self._recount = recount
        self._steps = [_Step(None, brief)]

    def applied(self, edits: Iterable[Edit]) -> Applied:
        """Apply decisions in their order."""
        wanted = [one for one in holding(edits) if not one.operation.startswith(_ELSEWHERE)]
        same = 0
        while same < min(len(wanted), len(self._steps) - 1) and _is_same(wanted[same], self._steps[same + 1].edit):
            same += 1
        del self._steps[same + 1 :]
        for one in wanted[same:]:
            self._steps.append(self._next(one))
        last = self._steps[-1]
        return Applied(_numbered(last.brief), last.refused)

    def _next(self, one: Edit) -> _Step:
        _, before, refused, touched = self._steps[-1]
        try:
            brief = _OPERATIONS[one.operation](before, one)
        except _RefusedHere as why:
            return _Step(one, before, (*refused, Refused(one, why.reason, why.now)), touched)
        if one.operation in _UNSUMMED:
            touched |= {one.target}
        if one.operation == "item.drop":
            brief = _recounted(brief, before, touched, self._recount)
        return _Step(one, brief, refused, touched)


def _is_same(one: Edit, other: Edit | None) -> bool:
    """Say whether two entries decide the same, whatever was taken back and given again meanwhile."""
    return other is not None and (one.sequence, one.operation, one.target, one.value) == (
        other.sequence,
        other.operation,
        other.target,
        other.value,
    )


def objections(brief: Brief, decisions: Sequence[Decision], recount: Recount | None = None) -> tuple[Refused, ...]:
    """Say what decisions would not apply to a brief as it is now, one after the other, before they are entered.

    The `sequence` of a refused one counts them from 1.
    """
    asked = (
        Edit(number, one.operation, one.target, one.value, "", "", was=one.was)
        for number, one in enumerate(decisions, start=1)
    )
    return apply(brief, asked, recount).refused


def _recounted(brief: Brief, before: Brief, touched: frozenset[str], recount: Recount | None) -> Brief:
    """Count zones and trends again without the items that are left out; figures that were changed stay unsummed."""
    left = frozenset(item.anchor for item in brief.items)
    gone = {item.anchor for item in before.items} - left
    stories = {item.anchor: item.story for item in brief.items}
    zones, trends = recount(left) if recount else ((), ())
    counted = {row.zone: row for row in zones}
    moved = {(one.kind, one.name): one for one in trends}

    def summed(amount: Sum) -> Sum:
        return Sum(tuple(one for one in amount.of if figure_target(one, stories[one.anchor]) not in touched))

    def again(row: ZoneRow) -> ZoneRow | None:
        made = counted.get(row.zone)
        return made and replace(made, announced=summed(made.announced), actual=summed(made.actual))

    rows = (row if gone.isdisjoint(row.anchors) else again(row) for row in brief.zones)
    named = (moved.get((one.kind, one.name)) for one in brief.trends)
    return replace(brief, zones=tuple(filter(None, rows)), trends=tuple(filter(None, named)))


def _numbered(brief: Brief) -> Brief:
    """Number the items again, leave out empty sections, and what leads to an item that is gone."""
    held = (section for section in brief.sections if section.items)
    rank = iter(range(1, 1 + len(brief.items)))
    sections = tuple(
        replace(one, items=tuple(replace(item, rank=next(rank), section=one.title) for item in one.items))
        for one in held
    )
    left = {item.anchor for section in sections for item in section.items}
    return replace(
        brief,
        sections=sections,
        highlights=tuple(one for one in brief.highlights if one.anchor in left),
        figures=tuple(one for one in brief.figures if one.anchor in left),
    )


# --- figures


def _statements(brief: Brief, target: str) -> frozenset[tuple[str, tuple[Span, ...]]]:
    """Find a figure by its target: the articles and places it has in the brief."""
    first = target.rpartition(":")[2].partition("-")[0]  # compared first: wording every figure's target takes 10 ms
    start = int(first) if first.isdecimal() else -1
    stories = {item.anchor: item.story for item in brief.items}
    shown = (one for item in brief.items for one in (*item.statements, *item.fresh))
    listed = (*(one.statement for one in brief.highlights), *(one.statement for one in brief.figures))
    summed = (one for row in brief.zones for amount in (row.announced, row.actual) for one in amount.of)
    found = frozenset(
        (one.article, one.spans)
        for one in (*shown, *listed, *summed)
        if one.text.start == start and one.anchor in stories and figure_target(one, stories[one.anchor]) == target
    )
    if not found:
        raise _RefusedHere("no such figure in this issue any more")
    return found


def _restated(brief: Brief, target: str, change: Callable[[Statement], Statement | None], *, summed: bool) -> Brief:
    """Change a figure wherever it stands, or leave it out; it leaves the sums of zones unless it stays as it `summed`.

    A sum that has lost a part is the sum of the others.
    """
    wanted = _statements(brief, target)

    def changed(found: tuple[Statement, ...]) -> tuple[Statement, ...]:
        made = (change(one) if (one.article, one.spans) in wanted else one for one in found)
        return tuple(one for one in made if one)

    def added(amount: Sum) -> Sum:
        kept = changed(amount.of) if summed else tuple(o for o in amount.of if (o.article, o.spans) not in wanted)
        return Sum(kept)

    def item(one: Item) -> Item:
        if not any((each.article, each.spans) in wanted for each in (*one.statements, *one.fresh)):
            return one
        return replace(one, statements=changed(one.statements), fresh=changed(one.fresh))

    return replace(
        brief,
        sections=tuple(replace(held, items=tuple(map(item, held.items))) for held in brief.sections),
        highlights=tuple(replace(one, statement=s) for one in brief.highlights for s in changed((one.statement,))),
        figures=tuple(replace(one, statement=s) for one in brief.figures for s in changed((one.statement,))),
        zones=tuple(replace(row, announced=added(row.announced), actual=added(row.actual)) for row in brief.zones),
    )


def _accept(brief: Brief, edit: Edit) -> Brief:
    return _restated(brief, edit.target, lambda one: _decided(one, "accept"), summed=True)


def _decided(one: Statement, what: str) -> Statement:
    """Take a figure for sure: a person looked at it."""
    return replace(one, decided=tuple(dict.fromkeys((*one.decided, what))), confidence=1.0)


def _drop(brief: Brief, edit: Edit) -> Brief:
    if edit.value == ("list",):
        wanted = _statements(brief, edit.target)
        return _each_item(
            brief,
            lambda item: replace(
                item, statements=tuple(one for one in item.statements if (one.article, one.spans) not in wanted)
            ),
        )
    return _restated(brief, edit.target, lambda _: None, summed=False)


def _move(brief: Brief, edit: Edit) -> Brief:
    """Put a figure behind another one in the list of its item."""
    after = edit.value[0] if edit.value else ""
    item = next((item for found, _, item in figures_of(brief) if found == edit.target), None)
    if item is None:
        raise _RefusedHere("no item of this issue has this figure any more")
    story = item.story
    placed = _put_behind(item.statements, lambda one: figure_target(one, story), edit.target, after)
    return _changed(brief, item, statements=placed)


def _owner(brief: Brief, edit: Edit) -> Brief:
    words = _worded(edit, MARK)
    articles = _articles(brief)

    def owned(one: Statement) -> Statement:
        owner = _found(words, one, articles) or Own(words + MARK)
        return replace(_decided(one, "owner"), owner=owner)

    return _restated(brief, edit.target, owned, summed=False)


def _label(brief: Brief, edit: Edit) -> Brief:
    words = _worded(edit, MARK)
    articles = _articles(brief)
    return _restated(brief, edit.target, lambda one: _decided(_labelled(one, words, articles), "label"), summed=False)


def _labelled(one: Statement, words: str, articles: Mapping[str, Article]) -> Statement:
    """Give a figure a label that is then shown as `words`: of the article where it has them, else a person's own."""
    bare = (words.removesuffix(suffix) for suffix in ("", *_SUFFIXES) if words.endswith(suffix))
    for label in bare:
        found = _found(label, one, articles)
        made = replace(one, label=found)
        if found and made.heading == words:
            return made
    return replace(one, label=Own(words + MARK))


def _status(brief: Brief, edit: Edit) -> Brief:
    status = cast("Status", edit.value[0] if edit.value else "")
    table = lexicon.table("status")
    if status not in table:
        raise _RefusedHere("no such status", "、".join(str(one["tabled"]) for one in table.values()))

    def told(one: Statement) -> Statement:
        own = one.status != status and not any(cue in one.quote.string for cue in table[status]["cues"])
        return replace(_decided(one, "status"), status=status, own_status=own)

    return _restated(brief, edit.target, told, summed=False)


def _worded(edit: Edit, *marks: str) -> str:
    words = " ".join(edit.value).strip()
    for mark in marks:
        words = words.removesuffix(mark)
    if not words:
        raise _RefusedHere("there are no words", edit.was)
    return words


def _articles(brief: Brief) -> dict[str, Article]:
    return {report.article.id: report.article for item in brief.items for report in item.story.reports}


def _found(words: str, one: Statement, articles: Mapping[str, Article]) -> Text | None:
    """Find words in a figure's sentence, or else anywhere in its article."""
    article = articles.get(one.article)
    texts: tuple[Text, ...] = (one.quote, *(_texts(article) if article else ()))
    for text in texts:
        if words and (at := text.string.find(words)) >= 0:
            return text[at : at + len(words)]
    return None


def _texts(article: Article) -> Iterator[Text]:
    heads = (article.kicker, article.headline, article.subtitle)
    yield from (text for text in (*heads, *article.captions, *article.body) if text)


# --- items


def _item(brief: Brief, edit: Edit) -> Item:
    found = item_of(brief, edit.target)
    if found is None:
        raise _RefusedHere("this issue has no such item any more")
    return found


def _each_item(brief: Brief, change: Callable[[Item], Item]) -> Brief:
    return replace(
        brief, sections=tuple(replace(held, items=tuple(map(change, held.items))) for held in brief.sections)
    )


def _changed(brief: Brief, item: Item, **fields: Any) -> Brief:  # noqa: ANN401  fields of an Item, of their own types
    made = replace(item, **fields)
    return _each_item(brief, lambda one: made if one.anchor == item.anchor else one)


def _place(brief: Brief, edit: Edit) -> Brief:
    item = _item(brief, edit)
    return _placed(_without(brief, item), item, *edit.value)


def _placed(brief: Brief, item: Item, title: str, after: str = "") -> Brief:
    """Put an item into a section behind another one, at its end where that one is not there; a section may be new."""
    sections = list(brief.sections)
    k = next((k for k, one in enumerate(sections) if one.name == title), None)
    if k is None:
        return replace(brief, sections=(*sections, Section(title, (item,))))
    items = list(sections[k].items)
    before = item_of(brief, after) if after else None
    at = next((n + 1 for n, one in enumerate(items) if before and one.anchor == before.anchor), len(items))
    items.insert(at if after else 0, item)
    sections[k] = replace(sections[k], items=tuple(items))
    return replace(brief, sections=tuple(sections))


def _without(brief: Brief, item: Item) -> Brief:
    return replace(
        brief,
        sections=tuple(
            replace(held, items=tuple(one for one in held.items if one.anchor != item.anchor))
            for held in brief.sections
        ),
    )


def _delete(brief: Brief, edit: Edit) -> Brief:
    item = _item(brief, edit)
    dropped = tuple(Dropped(source, DELETED) for source in item.sources)
    return replace(_without(brief, item), dropped=(*dropped, *brief.dropped))


def _title(brief: Brief, edit: Edit) -> Brief:
    item, words = _item(brief, edit), _worded(edit)
    _look_up((words,), item, brief)
    return _changed(brief, item, headline=Own(words), composed=True)


def _summary(brief: Brief, edit: Edit) -> Brief:
    item = _item(brief, edit)
    pieces = tuple(_piece(one, item) for one in edit.value)
    _look_up((one.string for one in pieces if isinstance(one, Own)), item, brief)
    summary = tuple(_signed(one, REWRITTEN) if isinstance(one, Own) else one for one in pieces)
    filled = [one for one, words in zip(pieces, edit.value, strict=True) if _is_filled(words)]
    kept = tuple(one for one in item.references if _refers_in(filled, one.words))
    return _changed(brief, item, summary=summary, references=kept)


def _piece(words: str, item: Item) -> Text | Own:
    """Read a piece of a summary: a place of an article of the item, or words."""
    place = _PLACE.fullmatch(words)
    if not place:
        return Own(words)
    spans = tuple(Span(*map(int, one.split("-"))) for one in place["places"].split(","))
    article = next((one.article for one in item.story.reports if one.article.id == place["article"]), None)
    for text in _texts(article) if article else ():
        if found := _cut(text, spans):
            return found
    raise _RefusedHere("its sentence is in no article of the item any more", "".join(map(str, item.summary)))


def _is_filled(words: str) -> bool:
    place = _PLACE.fullmatch(words)
    return bool(place and place["filled"])


def _cut(text: Text, spans: tuple[Span, ...]) -> Text | None:
    """Cut out of a text what stands at places of its source: a sentence, or the clauses of one."""
    pieces = []
    for start, end in spans:
        at = next((at for at in range(len(text)) if text.place(at) == start), None)
        pieces.append(text.cut(at, at + end - start) if at is not None else Text("", ()))
    found = Text.join(pieces)
    return found if found and found.spans == spans else None


def _refers_in(summary: Iterable[Text | Own], words: Text) -> bool:
    spans = [span for one in summary if isinstance(one, Text) for span in one.spans]
    return any(start <= words.start < end for start, end in spans)


def _signed(own: Own, mark: str) -> Own:
    """Mark a person's words, unless they are marked already."""
    return own if OWN.search(own.string) or own.string.endswith(mark) else Own(own.string + mark)


def _text(brief: Brief, edit: Edit) -> Brief:
    item = _item(brief, edit)
    pairs = tuple(zip(edit.value[::2], edit.value[1::2], strict=False))
    _look_up((words for _, words in pairs), item, brief)
    own = not item.story.reports
    return _changed(brief, item, asides=tuple(_aside(int(at), words, own=own) for at, words in pairs))


def _aside(after: int, words: str, *, own: bool = False) -> Aside:
    """Set a person's paragraph behind so many sentences: a note where it begins with >."""
    note = words.startswith(">")
    bare = words.lstrip("> ")
    return Aside(after, Own(bare) if note or own else _signed(Own(bare), WRITTEN), note)


def _notes(brief: Brief, edit: Edit) -> Brief:
    item = _item(brief, edit)
    known = {_squeezed(str(one)): one for one in item.notes}
    own = [words for words in edit.value if _squeezed(words) not in known]
    _look_up(own, item, brief)
    notes = tuple(known.get(_squeezed(words), Remark((Own(words),))) for words in edit.value)
    return _changed(brief, item, notes=notes)


def _own(brief: Brief, edit: Edit) -> Brief:
    section, after, title, *paragraphs = edit.value
    name = edit.target.partition(":")[2]
    item = Item(
        story=Story(OWN_STORY + name, ()),
        anchor=f"story-{OWN_STORY}{name}",
        rank=0,
        section=section,
        headline=Own(title),
        composed=True,
        summary=(),
        statements=(),
        reasons=(),
        sources=(),
        asides=tuple(_aside(0, words, own=True) for words in paragraphs),
    )
    held = item_of(brief, edit.target)
    return _placed(_without(brief, held) if held else brief, item, section, after)


def _look_up(written: Iterable[str], item: Item, brief: Brief) -> None:
    """Look the figures and quotations of a person's words up in the reports of their item."""
    for words in written if item.story.reports else ():
        for missing in unfounded(words, _words(item)):
            others = (one for one in brief.items if one is not item and not unfounded(missing, _words(one)))
            other = next(others, None)
            where = f", but in that of “{other.headline}”" if other else ""
            here = _nearest(missing, item)
            there = f"; there stands {here}" if here else ""
            raise _RefusedHere(f"{missing} stands in no source of “{item.headline}”{where}{there}")


def _words(item: Item) -> Iterator[str]:
    """Yield the words of an item's reports, and what its notes say of earlier ones."""
    yield from (str(remark) for remark in item.notes if remark.statements)
    for report in item.story.reports:
        yield from (text.string for text in _texts(report.article))


def _nearest(figure: str, item: Item) -> str:
    """Name the figure of an item that is most like one that it does not have."""
    known = {str(one) for one in item.statements}
    return max(known, key=lambda one: (SequenceMatcher(None, one, figure).ratio(), one), default="")


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


# --- sections


def _section(brief: Brief, edit: Edit) -> Section:
    found = section_of(brief, edit.target)
    if found is None:
        raise _RefusedHere("this issue has no such section")
    return found


def _section_title(brief: Brief, edit: Edit) -> Brief:
    section, words = _section(brief, edit), _worded(edit)
    if any(one.title == words and one is not section for one in brief.sections):
        raise _RefusedHere("another section has this title", words)
    texts = [text for item in brief.items for text in _words(item)]
    for missing in unfounded(words, texts):
        raise _RefusedHere(f"{missing} stands in no source of this issue")
    made = replace(section, title=words, key=section.name)
    return replace(brief, sections=tuple(made if one is section else one for one in brief.sections))


def _section_place(brief: Brief, edit: Edit) -> Brief:
    section = _section(brief, edit)
    rest = [one for one in brief.sections if one is not section]
    after = edit.value[0] if edit.value else ""
    at = next((k + 1 for k, one in enumerate(rest) if section_target(one) == after), len(rest))
    rest.insert(at if after else 0, section)
    return replace(brief, sections=tuple(rest))


# --- the first pages


def _highlight_on(brief: Brief, edit: Edit) -> Brief:
    wanted = _statements(brief, edit.target)
    known = (one for item in brief.items for one in (*item.statements, *item.fresh))
    statement = next((one for one in known if (one.article, one.spans) in wanted), None)
    if statement is None:
        raise _RefusedHere("no item of this issue has this figure any more")
    held = next((one for one in brief.highlights if (one.statement.article, one.statement.spans) in wanted), None)
    rest = [one for one in brief.highlights if one is not held]
    after = edit.value[0] if edit.value else ""
    stories = {item.anchor: item.story for item in brief.items}
    targets = [figure_target(one.statement, stories[one.anchor]) if one.anchor in stories else "" for one in rest]
    at = next((k + 1 for k, target in enumerate(targets) if target == after), len(rest))
    rest.insert(at if after else 0, held or Highlight(statement.quote, statement))
    return replace(brief, highlights=tuple(rest))


def _highlight_off(brief: Brief, edit: Edit) -> Brief:
    wanted = _statements(brief, edit.target)
    kept = tuple(one for one in brief.highlights if (one.statement.article, one.statement.spans) not in wanted)
    return replace(brief, highlights=kept)


def _highlight_text(brief: Brief, edit: Edit) -> Brief:
    wanted = _statements(brief, edit.target)
    words = _worded(edit, REWRITTEN)
    held = [one for one in brief.highlights if (one.statement.article, one.statement.spans) in wanted]
    for one in held:
        item = next((item for item in brief.items if item.anchor == one.anchor), None)
        if item:
            _look_up((words,), item, brief)
    if not held:
        raise _RefusedHere("it is no highlight of this issue any more")
    made = tuple(replace(one, sentence=_trimmed(one, words)) if one in held else one for one in brief.highlights)
    return replace(brief, highlights=made)


def _trimmed(one: Highlight, words: str) -> Text | Own:
    """Take words for the paper's own where they are a stretch of its sentence with the figure."""
    at = one.sentence.string.find(words) if isinstance(one.sentence, Text) else -1
    if isinstance(one.sentence, Text) and at >= 0 and one.figure.string in words:
        return one.sentence[at : at + len(words)]
    return _signed(Own(words), REWRITTEN)


def _row_off(brief: Brief, edit: Edit) -> Brief:
    kind = edit.target.partition(":")[0]
    if kind == "zone":
        return replace(brief, zones=tuple(row for row in brief.zones if zone_target(row) != edit.target))
    if kind == "trend":
        return replace(brief, trends=tuple(one for one in brief.trends if trend_target(one) != edit.target))
    wanted = _statements(brief, edit.target)

    def stays(row: Figure) -> bool:
        return (row.statement.article, row.statement.spans) not in wanted

    return replace(brief, figures=tuple(filter(stays, brief.figures)))


def _row_place(brief: Brief, edit: Edit) -> Brief:
    after, kind = edit.value[0] if edit.value else "", edit.target.partition(":")[0]
    if kind == "zone":
        return replace(brief, zones=_put_behind(brief.zones, zone_target, edit.target, after))
    if kind == "trend":
        return replace(brief, trends=_put_behind(brief.trends, trend_target, edit.target, after))
    stories = {item.anchor: item.story for item in brief.items}
    wanted = _statements(brief, edit.target)
    known = (one for item in brief.items for one in (*item.statements, *item.fresh))
    statement = next((one for one in known if (one.article, one.spans) in wanted), None)

    def name(row: Figure) -> str:
        return figure_target(row.statement, stories[row.anchor]) if row.anchor in stories else ""

    rows = brief.figures
    if statement and edit.target not in map(name, rows):
        rows = (*rows, Figure(statement))
    return replace(brief, figures=_put_behind(rows, name, edit.target, after))


def _put_behind(rows: tuple[Row, ...], name: Callable[[Row], str], target: str, after: str) -> tuple[Row, ...]:
    """Put the row of a target behind another one, at the end where that is not there."""
    mine = [row for row in rows if name(row) == target]
    if not mine:
        raise _RefusedHere("no such row in this issue any more")
    rest = [row for row in rows if name(row) != target]
    at = next((k + 1 for k, row in enumerate(rest) if name(row) == after), len(rest)) if after else 0
    return (*rest[:at], *mine, *rest[at:])


def _masthead(brief: Brief, edit: Edit) -> Brief:
    field = edit.target.partition(":")[2]
    head: Masthead = brief.masthead
    if field in _TEXTS:
        words: dict[str, Any] = {field: " ".join(edit.value)}
        return replace(brief, masthead=replace(head, **words))
    if field == "to":
        return replace(brief, masthead=replace(head, to=edit.value))
    if field != "number":
        raise _RefusedHere("the masthead has no such field", field)
    if not edit.value or not edit.value[0].isdecimal():
        raise _RefusedHere("the number of an issue is written in digits", edit.was)
    return replace(brief, masthead=replace(head, number=int(edit.value[0])))


_OPERATIONS: Final[Mapping[Operation, Callable[[Brief, Edit], Brief]]] = {
    "statement.accept": _accept,
    "statement.drop": _drop,
    "statement.owner": _owner,
    "statement.label": _label,
    "statement.status": _status,
    "statement.place": _move,
    "item.place": _place,
    "item.title": _title,
    "item.summary": _summary,
    "item.text": _text,
    "item.notes": _notes,
    "item.drop": _delete,
    "item.own": _own,
    "section.title": _section_title,
    "section.place": _section_place,
    "highlight.on": _highlight_on,
    "highlight.off": _highlight_off,
    "highlight.text": _highlight_text,
    "row.off": _row_off,
    "row.place": _row_place,
    "masthead": _masthead,
}


def targets(brief: Brief) -> frozenset[str]:
    """Name everything of a brief that a decision can be of, but figures."""
    return frozenset(
        (
            *map(item_target, brief.items),
            *map(section_target, brief.sections),
            *map(zone_target, brief.zones),
            *map(trend_target, brief.trends),
        )
    )
