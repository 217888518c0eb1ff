"""An article in, its passages out: each paragraph, headline or caption with its sentences, ready for the finders."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

from digest.facts.modality import Modalities
from digest.facts.numerals import Folded, fold
from digest.model import Article, Span, Text
from digest.text.sentences import sentences

Role = Literal["headline", "kicker", "subtitle", "body", "subhead", "caption"]


@dataclass(frozen=True, slots=True)
class Passage:
    """One stretch of an article that is read on its own.

    `sentences` are spans of `text.string`, in order; `index` counts the passages of the article in reading order
    (heads first), so that `(index, start)` orders facts by place. `plain` is the text folded, whose sentences are
    `plain_sentences`, and `modalities` are the cues in it.
    """

    text: Text
    sentences: tuple[Span, ...]
    role: Role
    index: int
    plain: Folded = field(compare=False, repr=False)
    plain_sentences: tuple[Span, ...] = field(compare=False, repr=False)
    modalities: Modalities = field(compare=False, repr=False)
    _quotes: dict[Span, Text] = field(default_factory=dict, init=False, repr=False, compare=False)

    def sentence(self, place: int) -> Span:
        """Find the sentence that holds character `place` of the string (the nearest one before it, if none does)."""
        if not self.sentences:
            return Span(0, len(self.text))
        return self.sentences[max(0, bisect_right(self.sentences, (place + 1,)) - 1)]

    def quote(self, place: int) -> Text:
        """Cut out the sentence that holds character `place`: the evidence of a fact found there.

        The facts of a sentence share one quote.
        """
        sentence = self.sentence(place)
        quote = self._quotes.get(sentence)
        if quote is None:
            quote = self._quotes[sentence] = self.text[slice(*sentence)]
        return quote


def passages(article: Article) -> tuple[Passage, ...]:
    """Lay out what an article says in reading order: kicker, headline, subtitle, paragraphs, captions."""
    heads: tuple[tuple[Role, Text | None], ...] = (
        ("kicker", article.kicker),
        ("headline", article.headline),
        ("subtitle", article.subtitle),
    )
    texts: list[tuple[Role, Text]] = [(role, text) for role, text in heads if text]
    texts += [(paragraph.role, paragraph.text) for paragraph in article.paragraphs if paragraph.text]
    texts += [("caption", caption) for caption in article.captions if caption]
    return tuple(_passage(text, role, index) for index, (role, text) in enumerate(texts))


def _passage(text: Text, role: Role, index: int) -> Passage:
    plain, whole = fold(text.string), sentences(text.string)
    folded = whole
    if plain.places is not None:
        folded = tuple(Span(plain.index(start), plain.index(end)) for start, end in whole)
    return Passage(text, whole, role, index, plain, folded, Modalities(plain.text, folded))
