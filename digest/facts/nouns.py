"""The tokens of a passage in, its noun phrases out: what its sentences may speak of without a name for it.

A phrase is a run of words that the dictionary has as nouns (环线热力管网), with a verb or an adjective where a noun
follows it at once (再生水厂) and with short quotations (“闽屿一号”风机). Parts of speech are those of the dictionary,
the same for a word wherever it stands: phrases are candidates, and what is made of them is for a model to say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from digest.facts.clause import Sentence, Token
    from digest.facts.reading import Reading

_NOUN = re.compile(r"n|vn$|an$|b$|j$|l$|s$")
_MODIFIES = frozenset(("v", "a", "vd", "ad", "d", "f"))
_ENDS = re.compile(r"[号期区线港站园馆库”）]$")
_LONGEST = 24  # characters; 1,506 of 1,517 owners of the gold without a name have no more
_LONGEST_QUOTATION = 14
_HEADS = frozenset(("headline", "kicker", "subtitle"))
# What is looked at for one figure: phrases of its sentence, openings of the sentences before, of each head and of the
# lead. Of the printable owners of round_1, round_3 and round_4 .858, .921 and .876 are among the candidates; with half
# as many .858, .908 and .856, with twice as many .866, .921 and .878.
_MOST_HERE, _MOST_SENTENCES, _MOST_OPENING = 8, 3, 3
_LEAD = 1  # the index of the first passage behind a headline
_MOST_LONGER = 6  # phrases with one ending that are compared


class Phrase(NamedTuple):
    """A noun phrase at [start, end) of the plain text: its words' tags, and what stands around it."""

    start: int
    end: int
    string: str
    tags: tuple[str, ...]
    head: str
    before: str
    after: str

    @property
    def is_word(self) -> bool:
        """Whether it is one word of the dictionary."""
        return len(self.tags) == 1 and "“" not in self.string


class Topics(NamedTuple):
    """The noun phrases of an article by passage, and of each the fullest form that ends with it."""

    rows: Mapping[int, tuple[Phrase, ...]]
    fullest: Mapping[str, str]
    counts: Mapping[str, int]
    in_heads: frozenset[str]

    @classmethod
    def of(cls, readings: Sequence[Reading], tokens: Sequence[Sequence[Token]]) -> Topics:
        """Gather the phrases of an article from its passages and their tokens."""
        rows = {
            one.passage.index: tuple(_phrases(one.plain.text, row)) for one, row in zip(readings, tokens, strict=True)
        }
        heads = {one.passage.index for one in readings if one.passage.role in _HEADS}
        counts = Counter(phrase.string for row in rows.values() for phrase in row)
        in_heads = frozenset(phrase.string for index, row in rows.items() if index in heads for phrase in row)
        return cls(rows, _fullest(list(counts)), counts, in_heads)

    def things(self) -> Iterator[tuple[int, Phrase]]:
        """Yield the phrases of more than one word that begin with a noun, with their passages, in reading order."""
        for index, row in self.rows.items():
            for phrase in row:
                if len(phrase.tags) > 1 and _NOUN.match(phrase.tags[0]):
                    yield index, phrase

    def full(self, string: str) -> str:
        """Return the fullest form of a phrase: “闽屿一号”风机 for 风机."""
        return self.fullest.get(string, string)

    def before(self, index: int, sentence: Sentence, place: int) -> Iterator[tuple[int, Phrase]]:
        """Yield the phrases that a figure at `place` may be of, the nearest first, with their passages.

        They are those of its sentence, what the sentences before it in the passage open with, and those of the heads
        and of the first sentence of the article.
        """
        row = self.rows.get(index, ())
        starts = [phrase.start for phrase in row]
        last = bisect_left(starts, place)
        for phrase in reversed(row[max(bisect_left(starts, sentence.start), last - _MOST_HERE) : last]):
            if phrase.end <= place:
                yield index, phrase
        for here in sentence.reading.sentences_before(sentence.start, _MOST_SENTENCES):
            k = bisect_left(starts, here.start)
            if k < len(row) and row[k].start < here.end:
                yield index, row[k]
        for other, some in self.rows.items():
            if other < index:
                for phrase in some[:_MOST_OPENING]:
                    if phrase.string in self.in_heads or other <= _LEAD:
                        yield other, phrase


def _fullest(strings: Sequence[str]) -> dict[str, str]:
    """Return for each string the longest of the others that ends with it."""
    ordered = sorted(strings, key=lambda one: one[::-1])
    found: dict[str, str] = {}
    for k, string in enumerate(ordered):
        longer = [one for one in ordered[k + 1 : k + 1 + _MOST_LONGER] if one.endswith(string)]
        if longer:
            found[string] = max(longer, key=lambda one: (len(one), one))
    return found


def _phrases(text: str, tokens: Sequence[Token]) -> Iterator[Phrase]:
    run: list[int] = []
    quoted = _quoted(tokens)
    for k, token in enumerate(tokens):
        following = tokens[k + 1] if k + 1 < len(tokens) else None
        if _belongs(token, following, quoted=k in quoted, opened=bool(run)):
            run.append(k)
            continue
        if run and (found := _phrase(text, tokens, run)):
            yield found
        run = []
    if run and (found := _phrase(text, tokens, run)):
        yield found


@cache
def _stops() -> frozenset[str]:
    """Return the words that no name of a thing holds: 园区 完成 工业投资 is not one."""
    return frozenset(table("references")["stops"])


def _belongs(token: Token, following: Token | None, *, quoted: bool, opened: bool) -> bool:
    if token.word.startswith("<") or token.word in _stops():
        return False
    if quoted or _NOUN.match(token.tag):
        return True
    if token.word in "号期" or (opened and token.tag in ("m", "q", "k")):
        return opened
    if not token.tag and (token.word.isascii() and token.word.isalnum()):
        return True
    goes_on = following is not None and (_NOUN.match(following.tag) or following.tag in _MODIFIES)
    # A verb within a run begins a clause (园区 移出 车间); before it, it may be a part of a name (再生水厂).
    begins = not opened or token.tag in ("a", "f")
    return bool(token.tag in _MODIFIES and begins and goes_on and len(token.word) > 1)


def _quoted(tokens: Sequence[Token]) -> frozenset[int]:
    """Return which tokens stand in a short quotation, its marks included."""
    found: set[int] = set()
    opened = -1
    for k, token in enumerate(tokens):
        if token.word == "“":
            opened = k
        elif token.word in "，。；：！？" or token.word == "<figure>":
            opened = -1
        elif token.word == "”" and opened >= 0:
            if token.end - tokens[opened].start <= _LONGEST_QUOTATION:
                found.update(range(opened, k + 1))
            opened = -1
    return frozenset(found)


def _phrase(text: str, tokens: Sequence[Token], run: Sequence[int]) -> Phrase | None:
    """Make a phrase of a run of words, without what it cannot end with."""
    end = len(run)
    while end and not (_NOUN.match(tokens[run[end - 1]].tag) or _ENDS.search(tokens[run[end - 1]].word)):
        end -= 1
    if not end:
        return None
    first, last = tokens[run[0]], tokens[run[end - 1]]
    if not 1 < last.end - first.start <= _LONGEST:
        return None
    before = tokens[run[0] - 1].word if run[0] else "^"
    after = tokens[run[end - 1] + 1] if run[end - 1] + 1 < len(tokens) else None
    return Phrase(
        first.start,
        last.end,
        text[first.start : last.end],
        tuple(tokens[k].tag for k in run[:end]),
        last.word,
        before,
        (after.word if after.word.startswith("<") or not after.tag else f"{after.tag} {after.word}") if after else "$",
    )
