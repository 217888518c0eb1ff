"""Articles of a page and what its models say of its lines in, the articles out with the joins that are doubtful.

An article is lines that were put behind each other. Each such join has a chance that both lines are of one article:
inside a piece, between two pieces, between lines of a headline, and between a headline and what begins under it. Where
the chance is too low, nothing that is said on one side may be taken to be of the other (`digest.model.Article`).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digest.model import Article, Text
    from digest.page.pieces import Head, Piece

Kind = Literal["line", "piece", "title", "head"]


class Sure(NamedTuple):
    """How likely a join must be to be relied on: of lines of a piece, of pieces, of a headline's lines, under it."""

    line: float
    piece: float
    title: float
    head: float


class Join(NamedTuple):
    """Two lines of an article that were put together: where the second begins, and the chance that this is right."""

    place: int
    chance: float
    kind: Kind


class Weighed(Protocol):
    """The parts of a page and how surely each follows which, as `digest.page.chains` asks for them."""

    @property
    def pieces(self) -> Sequence[Piece[Any]]: ...  # noqa: D102
    @property
    def heads(self) -> Sequence[Head[Any]]: ...  # noqa: D102
    def next_odds(self, i: int, j: int, /) -> float: ...  # noqa: D102
    def under_odds(self, k: int, j: int, /) -> float: ...  # noqa: D102


class Doubts:
    """What can be asked of a page's joins.

    `lines` gives, where it is known, the chance that a line (by its index) goes on with the one before it in its piece
    or its headline.
    """

    def __init__(self, asked: Weighed, lines: Mapping[int, float]) -> None:
        self._asked, self._lines = asked, lines
        rows = [line for piece in asked.pieces for line in piece.lines]
        rows += [line for head in asked.heads for line in head.lines]
        self._starts = sorted((span.start, line.index) for line in rows for span in line.spans)
        self._piece = {line.index: (j, n) for j, part in enumerate(asked.pieces) for n, line in enumerate(part.lines)}
        self._head = {line.index: (k, n) for k, part in enumerate(asked.heads) for n, line in enumerate(part.lines)}

    def marked(self, article: Article, sure: Sure) -> Article:
        """Mark the joins of an article that are not sure enough."""
        weak = [join for join in self.joins(article) if join.chance < getattr(sure, join.kind)]
        return replace(
            article,
            doubtful=frozenset(join.place for join in weak if join.kind != "head"),
            is_headed=not any(join.kind == "head" for join in weak),
        )

    def joins(self, article: Article) -> Iterator[Join]:
        """Yield the joins of an article in reading order."""
        title = list(self._rows([article.headline] if article.headline else []))
        body = list(self._rows([paragraph.text for paragraph in article.paragraphs]))
        yield from (Join(at, self._in_title(a, b), "title") for (_, a), (at, b) in pairwise(title))
        if title and body:
            yield Join(body[0][0], self._under(title[-1][1], body[0][1]), "head")
        yield from (self._join(a, at, b) for (_, a), (at, b) in pairwise(body))

    def _rows(self, texts: Sequence[Text]) -> Iterator[tuple[int, int]]:
        """Yield the lines of some texts by their index, each with the place of its first character there."""
        last = -1
        for text in texts:
            for span in text.spans:
                for place, index in self._within(span.start, span.end):
                    if index != last:
                        yield place, index
                    last = index

    def _within(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        at = max(0, bisect_right(self._starts, (start, math.inf)) - 1)
        while at < len(self._starts) and self._starts[at][0] < end:
            yield max(start, self._starts[at][0]), self._starts[at][1]
            at += 1

    def _join(self, a: int, place: int, b: int) -> Join:
        one, two = self._piece.get(a), self._piece.get(b)
        if one is None or two is None:
            return Join(place, 0.0, "piece")
        if one[0] == two[0]:
            return Join(place, self._lines.get(b, 1.0) if two[1] == one[1] + 1 else 0.0, "line")
        whole = two[1] == 0 and one[1] == len(self._asked.pieces[one[0]].lines) - 1
        return Join(place, _chance(self._asked.next_odds(one[0], two[0])) if whole else 0.0, "piece")

    def _in_title(self, a: int, b: int) -> float:
        one, two = self._head.get(a), self._head.get(b)
        return self._lines.get(b, 1.0) if one and two and one[0] == two[0] else 0.0

    def _under(self, a: int, b: int) -> float:
        """Return the chance that a body begins under a headline; one that is set in its own lines does."""
        head, piece = self._head.get(a), self._piece.get(b)
        own = self._piece.get(a)
        if own and piece and own[0] == piece[0]:
            return 1.0
        if head is None or piece is None or piece[1]:
            return 0.0
        return _chance(self._asked.under_odds(head[0], piece[0]))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))
