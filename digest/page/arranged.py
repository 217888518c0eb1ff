"""Headings that stand apart from their texts and the paragraphs of a page in, where its reports begin out.

Where all headlines of a page were dumped before or behind all texts, they stand in the order of the texts. How many
reports there are, and which heading is whose, is then one question: the division of the paragraphs that the headings
agree with best is found at once (dynamic programming over paragraphs and headings, as in the alignment of sentences,
Gale and Church 1993).
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from digest.page.shingles import pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.page.vocabulary import Grams

# A page of more than this takes too long, and is none: the fullest seen have 45 paragraphs and 14 such headings.
_MOST_PARAGRAPHS, _MOST_HEADS = 60, 24
_MOST_LINES = 4  # of one heading that were not joined before: kicker, headline, subtitle
# In the natural logarithms of article_bodies.py; chosen on 310 typeset pages whose headings stand apart: of 1,280
# beginnings they find 1,180 with 46 false ones, `article_bodies.called` finds 1,150 with 30. Flat: each may be changed
# by a third.
_UNUSED, _BARE, _MORE = -1.5, -0.2, -1.0
_SHARED, _LEADING = 2.0, 2.3
_NEVER = -1e9
_LEAST = -4.5

# A score, where the last report begins, and how many headings those before it have taken.
Way = tuple[float, int, int]


def arranged(heads: Sequence[str], paragraphs: Sequence[Grams], scores: Sequence[float]) -> frozenset[int] | None:
    """Find the paragraphs, from 0, at which reports begin; `scores` are those of `article_bodies.boundaries`.

    A report may have lost its heading, and a heading its report. None for a page with too much on it to be arranged.
    """
    size, count = len(paragraphs), len(heads)
    if size > _MOST_PARAGRAPHS or count > _MOST_HEADS:
        return None
    said = [grams.pairs for grams in paragraphs]
    # no heading outweighs signs that speak strongly against a beginning
    starts = [0, *(k for k, score in enumerate(scores, 1) if score >= _LEAST)]
    gains = [_gains(head, said, starts) for head in heads]
    best: list[list[Way]] = [[(_UNUSED * taken, 0, max(0, taken - 1)) for taken in range(count + 1)]]
    for end in range(1, size + 1):
        row: list[Way] = [(_NEVER, 0, 0)] * (count + 1)
        for start in starts[: bisect_left(starts, end)]:
            begins = scores[start - 1] if start else 0.0
            _extend(row, best[start], [gain[start][end - start - 1] for gain in gains], start, begins)
        for taken in range(1, count + 1):
            row[taken] = max(row[taken], (row[taken - 1][0] + _UNUSED, end, taken - 1))
        best.append(row)
    return _starts(best)


def _extend(row: list[Way], before: Sequence[Way], own: Sequence[float], start: int, begins: float) -> None:
    """Let a report begin at `start` with none, one or more headings, where that is better than what `row` holds."""
    for taken in range(len(row)):
        score, origin = before[taken][0] + _BARE, taken
        told = -_MORE
        for k in range(taken - 1, max(-1, taken - 1 - _MOST_LINES), -1):
            told += own[k] + _MORE
            if before[k][0] + told > score:
                score, origin = before[k][0] + told, k
        if score + begins > row[taken][0]:
            row[taken] = score + begins, start, origin


def _starts(best: Sequence[Sequence[Way]]) -> frozenset[int]:
    """Walk the best way back."""
    found = set[int]()
    end, taken = len(best) - 1, len(best[-1]) - 1
    while end:
        _, start, taken = best[end][taken]
        if start < end:
            found.add(start)
        end = start
    return frozenset(found)


def _gains(head: str, said: Sequence[frozenset[str]], starts: Iterable[int]) -> dict[int, list[float]]:
    """Weigh whether a heading is that of a stretch of paragraphs, by its first one and its length less one.

    What it shares with the first paragraph counts twice; pairs of characters that many paragraphs have weigh less.
    """
    heard = [[k for k, pair_set in enumerate(said) if pair in pair_set] for pair in sorted(pairs(head))]
    weights = [math.log((len(said) + 1) / max(1, len(holders))) for holders in heard]
    total = sum(weights) or 1.0
    gains: dict[int, list[float]] = {}
    for start in starts:
        found = [0.0] * (len(said) - start)
        for weight, holders in zip(weights, heard, strict=True):
            first = next((k for k in holders if k >= start), None)
            if first is not None:
                found[first - start] += weight / total
        share, row = 0.0, []
        for more in found:
            share += more
            row.append(_SHARED * share + _LEADING * found[0])
        gains[start] = row
    return gains
