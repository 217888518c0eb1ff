"""A stream whose texts break off at the foot of a column and go on elsewhere in, the same with its texts whole out.

Where a page is dumped column by column, two reports side by side come in pieces, taken in turn: A, B, A, B. A
text that breaks off in the middle of a sentence goes on at a line that begins in the middle of one; between the
two stands either another report whole, or the beginning of one that goes on behind. Which it is is told by the
words across the gaps and by what the pieces speak of.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.page.shingles import pairs
from digest.text.unwrap import unwrap
from digest.text.words import crosses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.page.stream import Item

_WORD, _TOPIC, _SAME_COLUMN, _APART = 2.5, 4.0, 1.0, -1.5
_ALIKE = 1.0
_WINDOW = 3  # paragraphs that are compared on either side of a gap
_FEW = 3.0  # shared pairs that count as half a proof
_FARTHEST = 120  # items a text may be interrupted by


@dataclass(frozen=True, slots=True)
class _Turn:
    """Where a text that broke off goes on: at line `line` of item `place`, up to item `end`."""

    gain: float
    place: int
    line: int
    end: int


def mended(source: str, items: Sequence[Item]) -> Sequence[Item]:
    """Lay texts that broke off and their continuations end to end; everything else keeps its order."""
    whole = list(items)
    at = 0
    while at < len(whole):
        if _breaks_off(whole[at]) and (turn := _best(whole, at)):
            _move(source, whole, at, turn)
        else:
            at += 1
    return whole


def _breaks_off(item: Item) -> bool:
    return item.kind == "paragraph" and not item.closed and not item.bylines


def _best(items: Sequence[Item], at: int) -> _Turn | None:
    """Weigh every way the text that breaks off at `at` may go on; None if none convinces."""
    for torn in range(at + 1, min(len(items), at + _FARTHEST)):
        if items[torn].torn:
            turns = [_whole_between(items, at, torn), *_begun_between(items, at, torn)]
            best = max(turns, key=lambda turn: turn.gain)
            return best if best.gain > 0 else None
    return None


def _whole_between(items: Sequence[Item], at: int, torn: int) -> _Turn:
    """Take what stands between for a report that is whole: the text goes on at the torn item."""
    end = next((k for k in range(torn + 1, len(items)) if items[k].torn or _breaks_off(items[k - 1])), len(items))
    return _Turn(_link(items, at, torn, 0, end), torn, 0, end)


def _begun_between(items: Sequence[Item], at: int, torn: int) -> Iterator[_Turn]:
    """Take what stands between for the beginning of another report, and a line in it for the text's own."""
    for place in range(at + 1, torn):
        item = items[place]
        if item.kind != "paragraph":
            continue
        for line, (above, below) in enumerate(pairwise(item.lines), 1):
            if not crosses(above.ink, below.ink):
                gain = _link(items, at, place, line, torn) + _across(items, place, line, torn)
                yield _Turn(gain, place, line, torn)


def _link(items: Sequence[Item], at: int, place: int, line: int, end: int) -> float:
    """Weigh whether the text up to `at` goes on at a line and runs to `end`; what stands between is another one's."""
    upper, lower = items[at], items[place]
    here = _said(items, at, begin_at=max(0, at - _WINDOW))
    others = _said(items, place - 1, begin_at=at + 1) | pairs("".join(part.ink for part in lower.lines[:line]))
    rest = "".join(part.ink for part in lower.lines[line:])
    behind = _said(items, min(place + _WINDOW, end - 1), begin_at=place + 1)
    return _touch(upper, lower, rest) + _topic(pairs(rest) | behind, here, others)


def _across(items: Sequence[Item], place: int, line: int, torn: int) -> float:
    """Weigh whether the other report, cut before a line of item `place`, goes on at the torn item."""
    item = items[place]
    head = "".join(part.ink for part in item.lines[:line])
    here = _said(items, place - 1, begin_at=max(0, place - _WINDOW)) | pairs(head)
    others = _said(items, torn - 1, begin_at=place + 1) | pairs("".join(part.ink for part in item.lines[line:]))
    cut = replace(item, text=item.text[: max(1, len(head))])
    rest = items[torn].string
    return _touch(cut, items[torn], rest) + _topic(pairs(rest), here, others)


def _touch(upper: Item, lower: Item, rest: str) -> float:
    """Weigh the gap itself: a word that lies across it, and columns of one width."""
    same = abs(upper.width - lower.width) <= _ALIKE
    return _APART + _WORD * crosses(upper.string, rest) + _SAME_COLUMN * same


def _topic(said: frozenset[str], here: frozenset[str], others: frozenset[str]) -> float:
    """Weigh whether what is said behind the gap is what was said before it rather than what stands between."""
    ours, theirs = len(said & here - others), len(said & others - here)
    return _TOPIC * (ours - theirs) / (ours + theirs + _FEW)


def _said(items: Sequence[Item], last: int, begin_at: int) -> frozenset[str]:
    """Gather what the paragraphs from `begin_at` to `last` say, the last few of them."""
    texts = [item.string for item in items[begin_at : last + 1] if item.kind == "paragraph"]
    return frozenset[str]().union(*(pairs(text) for text in texts[-_WINDOW:]))


def _move(source: str, items: list[Item], at: int, turn: _Turn) -> None:
    """Join the text at `at` to where it goes on, and let what stood between follow."""
    place = turn.place
    if turn.line:
        head, rest = cut_before(source, items[place], turn.line)
        items[place : place + 1] = [head, rest]
        place += 1
    end = turn.end + (1 if turn.line else 0)
    moved, between = items[place:end], items[at + 1 : place]
    items[at:end] = [laid_behind(source, items[at], moved[0]), *moved[1:], *between]


def cut_before(source: str, item: Item, at: int) -> tuple[Item, Item]:
    """Cut a paragraph before its line `at`; what is cut off is torn."""
    below = item.lines[at].spans[0].start
    above = [span for span in item.text.spans if span.start < below]
    rest = [span for span in item.text.spans if span.start >= below]
    head = replace(item, lines=item.lines[:at], text=unwrap(source, above), bylines=())
    return head, replace(item, lines=item.lines[at:], text=unwrap(source, rest), torn=True)


def laid_behind(source: str, upper: Item, lower: Item) -> Item:
    """Make one paragraph of two: the second goes on with the first."""
    text = unwrap(source, (*upper.text.spans, *lower.text.spans))
    return replace(upper, lines=upper.lines + lower.lines, text=text, bylines=lower.bylines)
