"""The figures of a passage by sentence, with its tokens, clauses and names: what attribution asks of a text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from digest.text.units import COUNTED, dimension
from digest.text.words import tagged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.facts.cast import Entity
    from digest.facts.finding import Finding
    from digest.facts.reading import Reading
    from digest.model import Span

_EDGE = re.compile(r"[，。；：！？\n]")
_NUMERIC = frozenset(("money", "quantity", "percent", "ratio", "growth", "rank", "duration"))
_DATED = frozenset(("date", "period"))


# What refers back, by the kind of what it may stand for.
_PRONOUN = re.compile(
    r"(?P<project>[该此这本]个?(?:项目|工程|基地|产线|工厂|平台|中心|基金)|(?:^|[，。；：“])(?:项目|基地|工程|工厂|基金)(?=[总计一二年全占达将投已规建在])|一期|二期)"
    r"|(?P<org>[该本这]家?(?:公司|企业|集团|院|所|校|局|行)|(?:^|[，。；：“])(?:公司|企业|集团)|我们|他们)"
    r"|(?P<zone>[该全我](?:区|园区|园|新区|高新区|经开区|开发区|综保区|保税区|片区|示范区)|(?:^|[，。；：“])(?:园区|开发区|高新区|经开区|新区|片区|综保区|保税区|管委会))"
)


class Token(NamedTuple):
    """A word at [start, end) of the plain text; `word` is what it says, or what it is: <date>, <figure>, <zone> ….

    `tag` is its part of speech in the dictionary, "" for what the dictionary lacks and for dates, figures and names.
    """

    start: int
    end: int
    word: str
    tag: str = ""


class Figure(NamedTuple):
    """A numeric finding at [start, end) of the plain text of its passage.

    `unit_class` names coarsely what it counts: money, percent, growth, points, times, count, measure, duration, rank.
    """

    finding: Finding
    start: int
    end: int
    unit_class: str


def _unit_class(kind: str, unit: str | None) -> str:
    if kind in ("percent", "growth", "ratio"):
        return "points" if unit == "百分点" else "times" if unit == "倍" else kind
    if kind == "quantity":
        return "count" if unit is not None and dimension(unit) in COUNTED else "measure"
    return kind


class Sentence(NamedTuple):
    """One sentence of a passage: [start, end) of the plain text, with its figures, tokens and clause edges in order."""

    reading: Reading
    start: int
    end: int
    figures: tuple[Figure, ...]
    tokens: tuple[Token, ...]
    edges: tuple[int, ...]
    pronouns: tuple[tuple[int, str], ...]  # what refers back: where it begins and the kind of what it may stand for
    openings: dict[int, tuple[Entity | None, str]]  # remembered by clause: who is mentioned first

    @property
    def is_body(self) -> bool:
        """Whether it stands in the body, not in a head."""
        return self.reading.passage.role == "body"

    @property
    def text(self) -> str:
        """The plain text of the passage."""
        return self.reading.plain.text

    def tokens_before(self, end: int, begin: int) -> Iterator[Token]:
        """Yield the tokens within [begin, end) from the last one back."""
        k = bisect_left(self.tokens, (end,)) - 1
        while k >= 0 and self.tokens[k].start >= begin:
            yield self.tokens[k]
            k -= 1

    def tokens_after(self, begin: int, end: int) -> Iterator[Token]:
        """Yield the tokens within [begin, end)."""
        k = bisect_left(self.tokens, (begin,))
        while k < len(self.tokens) and self.tokens[k].end <= end:
            yield self.tokens[k]
            k += 1

    def clause_start(self, place: int) -> int:
        """Return where the clause that holds `place` begins."""
        return self.edges[max(0, bisect_right(self.edges, place) - 1)]


def tokens(reading: Reading, findings: Sequence[Finding]) -> tuple[Token, ...]:
    """Cut a passage into words; its figures, dates and names stay whole."""
    index = reading.plain.index
    named = (Token(index(one.start), index(one.end), f"<{one.kind}>") for one in reading.names)
    found = (
        Token(index(one.start), index(one.end), "<figure>" if one.kind in _NUMERIC else "<date>")
        for one in findings
        if one.kind in _NUMERIC or one.kind in _DATED
    )
    return tuple(_tokens(reading.plain.text, _apart((*found, *named))))


def sentences(reading: Reading, findings: Sequence[Finding], whole: Sequence[Token]) -> Iterator[Sentence]:
    """Yield the sentences of a passage that hold figures, in order; `whole` are its tokens."""
    index = reading.plain.index
    rows: dict[Span, list[Figure]] = {}
    for one in sorted((one for one in findings if one.kind in _NUMERIC), key=lambda one: one.start):
        figure = Figure(one, index(one.start), index(one.end), _unit_class(one.kind, one.unit))
        rows.setdefault(reading.sentence(figure.start), []).append(figure)
    text = reading.plain.text
    for here, figures in rows.items():
        some = whole[bisect_left(whole, (here.start,)) : bisect_left(whole, (here.end,))]
        pronouns = tuple((match.start(), match.lastgroup or "") for match in _PRONOUN.finditer(text, *here))
        edges = [here.start, *(match.end() for match in _EDGE.finditer(text, *here))]
        yield Sentence(reading, *here, tuple(figures), tuple(some), tuple(edges), pronouns, {})


_ORDER = {"<figure>": 0, "<date>": 1}  # which of two that overlap is read as one; names come last, the longest first


def _apart(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens that are read as one, in order: of those that overlap, figures before dates before names."""
    taken: list[Token] = []
    for token in sorted(tokens, key=lambda one: (_ORDER.get(one.word, 2), one.start - one.end, one)):
        k = bisect_left(taken, token)
        free = (k == 0 or taken[k - 1].end <= token.start) and (k == len(taken) or token.end <= taken[k].start)
        if free:
            taken.insert(k, token)
    return taken


def _tokens(text: str, whole: Sequence[Token]) -> Iterator[Token]:
    place = 0
    for token in (*whole, Token(len(text), len(text), "")):
        for word, tag in tagged(text[place : token.start]) if token.start > place else ():
            yield Token(place, place + len(word), word, tag)
            place += len(word)
        if token.word:
            yield token
        place = max(place, token.end)
