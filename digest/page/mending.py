"""A stream whose texts break off at the foot of a column and go on elsewhere in, the same with its texts whole out.

Where a page is dumped column by column, two reports side by side come in pieces, taken in turn. A piece that
breaks off in the middle of a sentence is joined to one that begins in the middle of a sentence; which to which
is decided over all of them at once, by the words across the gap, the columns' widths and the distance.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.page.assign import assign
from digest.text.unwrap import unwrap
from digest.text.words import crosses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.page.stream import Item

_SAME_COLUMN, _WORD, _FAR = 2.0, 3.0, 0.1
_ALIKE = 1.0


def mended(source: str, items: Sequence[Item]) -> Sequence[Item]:
    """Lay texts that broke off and their continuations end to end; everything else keeps its order."""
    items = list(_torn_apart(source, items))
    pieces = list(_pieces(items))
    broken = [p for p, piece in enumerate(pieces) if _breaks_off(piece[-1])]
    torn = [p for p, piece in enumerate(pieces) if piece[0].torn]
    if not broken or not torn:
        return items
    pairs = assign([[_gain(pieces, a, b) for b in torn] for a in broken])
    follows = {a: torn[column] for a, column in zip(broken, pairs, strict=True) if column is not None}
    held = set(follows.values())
    whole: list[Item] = []
    for start in range(len(pieces)):
        if start not in held:
            whole.extend(_chain(source, pieces, follows, start))
    return whole


def _torn_apart(source: str, items: Sequence[Item]) -> Iterator[Item]:
    """Cut paragraphs in two where a line goes on with a text that broke off before rather than with the line above.

    A word lies across the gap between the two far lines, and none across the line end that would join the near ones.
    """
    waiting: list[Item] = []
    for item in items:
        rest = item
        while waiting and rest.kind == "paragraph" and (found := _turn(waiting, rest)):
            waiting.remove(found[0])
            head, rest = _cut(source, rest, found[1])
            yield head
            waiting.append(head)
        if _breaks_off(rest):
            waiting.append(rest)
        yield rest


def _turn(waiting: Sequence[Item], item: Item) -> tuple[Item, int] | None:
    """Find the first line of a paragraph that goes on with one of the waiting texts."""
    for k, (above, line) in enumerate(pairwise(item.lines), 1):
        for text in waiting:
            if crosses(text.string, line.ink) and not crosses(above.ink, line.ink):
                return text, k
    return None


def _cut(source: str, item: Item, at: int) -> tuple[Item, Item]:
    """Cut a paragraph before its line `at`."""
    below = item.lines[at].spans[0].start
    above = [span for span in item.text.spans if span.start < below]
    rest = [span for span in item.text.spans if span.start >= below]
    head = replace(item, lines=item.lines[:at], text=unwrap(source, above), bylines=())
    return head, replace(item, lines=item.lines[at:], text=unwrap(source, rest), torn=True)


def _pieces(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Cut the stream behind each text that breaks off and before each that begins in the middle."""
    piece: list[Item] = []
    for item in items:
        if piece and (item.torn or _breaks_off(piece[-1])):
            yield piece
            piece = []
        piece.append(item)
    if piece:
        yield piece


def _breaks_off(item: Item) -> bool:
    return item.kind == "paragraph" and not item.closed and not item.bylines


def _gain(pieces: Sequence[Sequence[Item]], a: int, b: int) -> float:
    """Weigh whether piece `b` goes on where piece `a` broke off; it can only come later in the dump."""
    if b <= a:
        return 0.0
    upper, lower = pieces[a][-1], pieces[b][0]
    gain = -_FAR * (b - a - 1)
    gain += _SAME_COLUMN * (abs(upper.width - lower.width) <= _ALIKE)
    return gain + _WORD * crosses(upper.string, lower.string)


def _chain(source: str, pieces: Sequence[list[Item]], follows: dict[int, int], start: int) -> list[Item]:
    """Lay a piece and all that goes on with it end to end, the broken paragraphs made whole."""
    chain = list(pieces[start])
    while start in follows:
        start = follows[start]
        upper, lower = chain.pop(), pieces[start][0]
        chain += [_joined(source, upper, lower), *pieces[start][1:]]
    return chain


def _joined(source: str, upper: Item, lower: Item) -> Item:
    text = unwrap(source, (*upper.text.spans, *lower.text.spans))
    return replace(upper, lines=upper.lines + lower.lines, text=text, bylines=lower.bylines)
