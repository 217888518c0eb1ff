"""A document in, its stream out: paragraphs, display lines, captions, bylines and marks in the order of the dump."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from digest.model import Byline, Furniture, Span, Text
from digest.page import bylines, columns, marks
from digest.page.prints import Print, cut, prints, with_verticals
from digest.text.unwrap import unwrap
from digest.text.words import crosses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Document

ItemKind = Literal["paragraph", "display", "caption", "byline", "section", "to", "from"]

_ENDS = re.compile(r"[。！？!?][”’）》」】]{0,3}$")
_STOPS = "。！？"
_STOP = re.compile(r"[。！？!?][”’》」】]{0,3}")
_LONGEST_TAIL = 30
_LONGEST_LINE = 200
_LONGEST_MARKED = 4  # lines of a caption from its first words to its credit
_LONGEST_NAMES = 8  # characters of a credit that stands on a line of its own
_LONGEST_CAPTION = 3  # lines of a caption that look like a paragraph
_OPENINGS = "（《“"


@dataclass(frozen=True, slots=True)
class Item:
    """A stretch of the page with one role.

    A paragraph knows its column's width and the bylines at its end; a `torn` one begins in the middle of a sentence.
    """

    kind: ItemKind
    lines: tuple[Print, ...]
    text: Text
    width: float = 0.0
    bylines: tuple[Byline, ...] = ()
    torn: bool = False

    @property
    def marked(self) -> bool:
        """Tell whether a byline names a role or carries a mark (本报记者 …, ■ …), as those under a headline do."""
        return bool(self.bylines and (self.bylines[0].role or self.lines[0].ink[0] in bylines.MARKS))

    @property
    def closed(self) -> bool:
        """Tell whether the item ends as a sentence does."""
        return bool(_ENDS.search(self.text.string))

    @property
    def string(self) -> str:
        """The words of the item."""
        return self.text.string


@dataclass(frozen=True, slots=True)
class Stream:
    """What a page says, in its own order, and the furniture that was taken out of it."""

    items: tuple[Item, ...]
    furniture: tuple[Furniture, ...]


def stream(document: Document) -> Stream:
    """Take a document's lines apart into items and furniture."""
    source = document.text
    lines, folios = _without_folios(source, prints(document))
    pieces = list(_with_jumps(source, with_verticals(lines)))
    marked = [(line, kind or _byline(source, pieces, k)) for k, (line, kind) in enumerate(pieces)]
    kept, captions = _without_captions(marked)
    rows = [line for line, _ in kept]
    places = columns.place(rows, [kind is not None for _, kind in kept], lambda i: bool(_tail(source, rows, i)))
    read = _with_captions(source, list(_items(source, kept, places)))
    items = tuple(_laid_in(read, [(k, _item(source, "caption", lines, 0.0)) for k, lines in captions]))
    furniture = tuple(Furniture("folio", unwrap(source, line.spans)) for line in folios)
    return Stream(items, furniture)


def _without_folios(source: str, lines: Sequence[Print]) -> tuple[list[Print], list[Print]]:
    # Two editors' names a line look spread by justification, but there the blanks part the words.
    folio = [marks.is_folio(_parted(source, line) if line.spread else line.words) for line in lines]
    for k in (*range(len(lines)), *reversed(range(len(lines)))):
        words = lines[k].words
        if folio[k] or not any(folio[max(0, k - 1) : k + 2]) or not marks.may_be_folio(words):
            continue
        # A label below the folio stands above the first report; the name of the page stands over it or at the foot.
        folio[k] = not marks.is_section(words) or k + 1 == len(lines) or folio[k + 1]
    return (
        [line for line, out in zip(lines, folio, strict=True) if not out],
        [line for line, out in zip(lines, folio, strict=True) if out],
    )


def _parted(source: str, line: Print) -> str:
    return " ".join(" ".join(source[start:end].split()) for start, end in line.spans)


def _with_jumps(source: str, lines: Iterable[Print]) -> Iterator[tuple[Print, ItemKind | None]]:
    """Cut jump lines off the lines they are set in."""
    for line in _with_torn_jumps(source, list(lines)):
        found = None if line.vertical or not marks.may_be_jump(line.ink) else marks.jump(_raw(source, line))
        if found is None:
            yield line, None
            continue
        start, end, way = found
        if len(line.spans) > 1:
            yield line, "to" if way == "to" else "from"
            continue
        (span,) = line.spans
        before, inner, after = (
            cut(source, line, Span(span.start + a, span.start + b))
            for a, b in ((0, start), (start, end), (end, span.end - span.start))
        )
        if before:
            yield before, None
        if inner:
            yield inner, "to" if way == "to" else "from"
        if after:
            # What is left of the line is as wide as the line was: the jump line stands in it.
            yield replace(after, width=line.width, need=line.need), None


def _with_torn_jumps(source: str, lines: Sequence[Print]) -> Iterator[Print]:
    """Take jump lines that a line end broke out of the two lines they stand on, as one line of two stretches."""
    rest: Print | None = lines[0] if lines else None
    for below in [*lines[1:], None]:
        if rest is None:
            rest = below
            continue
        parts = _torn_jump(source, rest, below) if below else None
        if not parts:
            yield rest
            rest = below
            continue
        head, jump, rest = parts
        if head:
            yield head
        yield jump
    if rest is not None:
        yield rest


def _torn_jump(source: str, above: Print, below: Print) -> tuple[Print | None, Print, Print | None] | None:
    if above.vertical or below.vertical or not marks.may_be_torn(above.ink):
        return None
    found = marks.torn_jump(_raw(source, above), _raw(source, below))
    if not found:
        return None
    start, end = above.spans[0].start + found[0], below.spans[0].start + found[1]
    left, right = Span(start, above.spans[0].end), Span(below.spans[0].start, end)
    ink = "".join((source[left.start : left.end] + source[right.start : right.end]).split())
    jump = replace(above, spans=(left, right), ink=ink, words=ink, width=float(len(ink)))
    head = cut(source, above, Span(above.spans[0].start, start))
    return (
        head and replace(head, width=above.width, need=above.need),
        jump,
        cut(source, below, Span(end, below.spans[0].end)),
    )


def _raw(source: str, line: Print) -> str:
    return "".join(source[start:end] for start, end in line.spans)


def cut_vertical(source: str, item: Item, at: int) -> tuple[Item, Item]:
    """Cut a vertical line behind its first `at` glyphs."""
    (line,) = item.lines
    parts = (line.spans[:at], line.ink[:at]), (line.spans[at:], line.ink[at:])
    left, right = (
        replace(
            item,
            lines=(replace(line, spans=spans, ink=ink, words=ink, width=float(len(ink))),),
            text=unwrap(source, spans),
        )
        for spans, ink in parts
    )
    return left, right


def _byline(source: str, pieces: Sequence[tuple[Print, ItemKind | None]], k: int) -> ItemKind | None:
    """Tell whether line `k` is nothing but a byline; bare names are one only behind a finished text."""
    line = pieces[k][0]
    if len(line.ink) > _LONGEST_TAIL or line.vertical or not bylines.may_be(line.ink):
        return None
    if marks.has_credit(line.words) or marks.is_section(line.ink):
        return None
    found = bylines.parse(source, line.spans)
    if not found or _goes_on(source, pieces, k):
        return None
    if found[0].role or line.ink[0] in bylines.MARKS:
        return "byline"
    before = pieces[k - 1][0] if k else None
    closed = (
        before is None
        or pieces[k - 1][1] is not None
        or bool(_ENDS.search(before.ink))
        or bool(_tail_of(source, [before]))
    )
    return "byline" if closed else None


def _goes_on(source: str, pieces: Sequence[tuple[Print, ItemKind | None]], k: int) -> bool:
    """Tell whether line `k` ends names that begin behind the last sentence of the line before (… 本报 / 记者 某某)."""
    before, kind = pieces[k - 1] if k else (None, None)
    if before is None or kind is not None or before.vertical or _ENDS.search(before.ink):
        return False
    rest = before.ink[max(map(before.ink.rfind, _STOPS)) + 1 :]
    return (
        len(rest) < min(len(before.ink), _LONGEST_TAIL)
        and bylines.may_be(rest)
        and not _tail_of(source, [before])
        and bool(_tail_of(source, [before, pieces[k][0]]))
    )


def _tail(source: str, rows: Sequence[Print], k: int) -> tuple[Byline, ...]:
    """Find the names behind the last sentence of line `k`, which may begin on the line before."""
    line = rows[k]
    if _ENDS.search(line.ink) or len(line.ink) > _LONGEST_LINE:
        return ()
    stop = max(map(line.ink.rfind, _STOPS))
    if stop >= 0 or k == 0:
        return _tail_of(source, [line]) if bylines.may_be(line.ink[stop + 1 :]) else ()
    above = rows[k - 1].ink
    stop = max(map(above.rfind, _STOPS))
    if stop < 0 or len(line.ink) > _LONGEST_TAIL or not bylines.may_be(above[stop + 1 :] + line.ink):
        return ()
    return _tail_of(source, [rows[k - 1], line])


def _tail_of(source: str, lines: Sequence[Print]) -> tuple[Byline, ...]:
    """Read what stands behind the last sentence end of some lines as names; () where it is anything else."""
    spans = [span for line in lines for span in line.spans]
    for k in range(len(spans) - 1, -1, -1):
        start, end = spans[k]
        at = _last_stop(source, start, end)
        if at is not None:
            rest = [Span(at, end), *spans[k + 1 :]]
            rest = [span for span in rest if source[span.start : span.end].strip()]
            return bylines.parse(source, rest) if rest else ()
    return ()


def _last_stop(source: str, start: int, end: int) -> int | None:
    """Place behind the last sentence end in source[start:end] (with the marks that close it)."""
    found = None
    for match in _STOP.finditer(source, max(start, end - 2 * _LONGEST_TAIL), end):
        found = match.end()
    return found


def _items(
    source: str, marked: Sequence[tuple[Print, ItemKind | None]], places: Sequence[columns.Place]
) -> Iterator[Item]:
    """Gather lines into items; a paragraph begins at each first line."""
    group: list[Print] = []
    kind, width, torn = "", 0.0, False
    credited = columns.credited([line for line, _ in marked])
    for k, ((line, mark), place) in enumerate(zip(marked, places, strict=True)):
        fresh = mark or place.kind
        goes_on = (fresh == "more" and kind == "paragraph" and not place.fresh) or (
            fresh == kind == "caption"
            and not _is_new_caption(group[-1], line, over=credited[k - 1], credit=credited[k])
        )
        if not goes_on:
            if group:
                yield replace(_item(source, kind, group, width), torn=torn)
            group = []
            kind = "paragraph" if fresh in {"first", "more"} else fresh
            width, torn = place.width, place.torn
        group.append(line)
    if group:
        yield replace(_item(source, kind, group, width), torn=torn)


def _without_captions(
    marked: Sequence[tuple[Print, ItemKind | None]],
) -> tuple[list[tuple[Print, ItemKind | None]], list[tuple[int, list[Print]]]]:
    """Take out the captions that are told by their first words and their credit, wherever they stand.

    One may stand in the middle of a paragraph that goes on below it in the next column. Each comes with the number of
    lines that are left before it.
    """
    lines = [line for line, _ in marked]
    credited = columns.credited(lines)
    kept: list[tuple[Print, ItemKind | None]] = []
    captions: list[tuple[int, list[Print]]] = []
    k = 0
    while k < len(marked):
        end = _end_of_caption(marked, credited, k)
        if end > k:
            captions.append((len(kept), lines[k:end]))
        else:
            kept.append(marked[k])
        k = max(end, k + 1)
    return kept, captions


def _end_of_caption(marked: Sequence[tuple[Print, ItemKind | None]], credited: Sequence[bool], k: int) -> int:
    """Give the place behind the caption that begins with line `k` (图为 … 某某 摄); `k` where none does."""
    if not marks.is_caption(marked[k][0].words):
        return _end_of_block(marked, credited, k)
    closed = False
    for n, (line, kind) in enumerate(marked[k : k + _LONGEST_MARKED], k):
        begins = kind is not None or (n > k and marks.is_caption(line.words))
        if closed and (begins or not credited[n] or _STOP.search(line.ink)):
            break  # behind its last sentence there is nothing but a credit
        if begins or line.vertical:
            return k
        if credited[n]:
            return n + 1
        closed = bool(_ENDS.search(line.ink))
    return k + bool(_ENDS.search(marked[k][0].ink))


def _end_of_block(marked: Sequence[tuple[Print, ItemKind | None]], credited: Sequence[bool], k: int) -> int:
    """Give the place behind lines that stand close together, apart from all others, and end with a credit."""
    line, kind = marked[k]
    if kind or not line.loose or line.vertical:
        return k
    end = k + 1
    while end < min(len(marked), k + _LONGEST_MARKED) and marked[end][0].tight and not marked[end][1]:
        end += 1
    alone = end == len(marked) or not marked[end][0].tight
    alone = alone and not any(marks.is_caption(below.words) for below, _ in marked[k + 1 : end])
    said = "".join(below.words for below, _ in marked[k:end])
    return end if alone and credited[end - 1] and len(line.ink) > _LONGEST_NAMES and marks.has_credit(said) else k


def _laid_in(items: Iterable[Item], captions: Sequence[tuple[int, Item]]) -> Iterator[Item]:
    """Put captions in their places again; one that stood inside a paragraph comes behind it."""
    waiting = list(captions)
    read = 0
    for item in items:
        while waiting and waiting[0][0] <= read:
            yield waiting.pop(0)[1]
        yield item
        read += len(item.lines)
    yield from (caption for _, caption in waiting)


def _with_captions(source: str, items: Sequence[Item]) -> Iterator[Item]:
    """Join display lines to the short paragraph below them where a word runs on from one to the other: a caption."""
    held: list[Item] = []
    for item in items:
        if item.kind == "display":
            held.append(item)
            continue
        k = _runs_on(held, item)
        yield from held[:k]
        lines = tuple(line for part in (*held[k:], item) for line in part.lines)
        yield item if k == len(held) else _item(source, "caption", lines, 0.0)
        held = []
    yield from held


def _runs_on(held: Sequence[Item], item: Item) -> int:
    """Count the display lines above a paragraph that do not belong to its text."""
    k = len(held)
    if item.kind != "paragraph" or len(item.lines) > _LONGEST_CAPTION or item.bylines or marks.is_lead(item.string):
        return k
    below = item.lines[0].ink
    while (
        k
        and not held[k - 1].lines[0].vertical
        and (crosses(held[k - 1].lines[0].ink, below) or (k < len(held) and below[0] in _OPENINGS))
    ):
        k -= 1
        below = held[k].lines[0].ink
    return k


def _is_new_caption(above: Print, line: Print, *, over: bool, credit: bool) -> bool:
    """Tell whether a caption line begins another caption: the one above ended with its credit or its sentence."""
    return over or marks.is_caption(line.words) or (not credit and (line.loose or bool(_ENDS.search(above.ink))))


def _item(source: str, kind: str, group: Sequence[Print], width: float) -> Item:
    spans = [span for line in group for span in line.spans]
    if kind == "byline":
        found = bylines.parse(source, spans)
        return Item("byline", tuple(group), unwrap(source, spans), bylines=found)
    if kind == "display" and marks.is_section(group[0].ink):
        kind = "section"
    if kind != "paragraph":
        return Item(kind, tuple(group), unwrap(source, spans))  # type: ignore[arg-type]
    tail = _tail_of(source, group[-2:]) if not _ENDS.search(group[-1].ink) else ()
    if tail:
        cut_at = tail[0].text.start
        spans = [Span(s, min(e, cut_at)) for s, e in spans if s < cut_at]
    return Item("paragraph", tuple(group), unwrap(source, spans), width, tail)
