"""A report in, the sentences of its body out, each with its facts and its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import lexicon
from digest.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.model import Fact, Report, Text

# What opens a report and says nothing of it: 本报讯（记者 …）, 本报云州4月14日电, 新华社…电（记者 …）.
_OPENING = re.compile(
    r"^\s{0,4}(?:[▶■□◎●◆]\s{0,2})?"
    r"(?:本报综合(?:消息|报道)|综合(?:消息|报道)|本报讯|本报(?:[\u4e00-\u9fff]{1,8})?\d{1,2}月\d{1,2}日(?:电|讯)|(?:新华社|中新社|人民网|新华网)[^，。\n]{0,20}?(?:电|讯)|讯(?=[\s（]))?"
    r"\s{0,4}(?:（[^（）\n]{0,30}?(?:记者|通讯员)[^（）\n]{0,40}）|\([^()\n]{0,30}?(?:记者|通讯员)[^()\n]{0,40}\))?"
    r"(?:(?:记者|通讯员)\s{1,2}[\u4e00-\u9fff ]{2,12}报道[：:]?)?\s{0,4}"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the body: its place in reading order, whether it begins a paragraph, and its facts."""

    text: Text
    index: int
    begins: bool
    facts: tuple[Fact, ...]

    @property
    def leans(self) -> bool:
        """Say whether it cannot be understood without the sentence before it."""
        string = self.text.string.lstrip("“‘")
        return string.startswith(tuple(lexicon.table("desk")["words"]["leaning"])) and not string.startswith("其他")


def without_opening(text: Text) -> Text:
    """Cut 本报讯（记者 …） and the like off the beginning of a text."""
    match = _OPENING.match(text.string)
    return text[match.end() :] if match and match.end() < len(text) else text


def told(report: Report) -> tuple[Sentence, ...]:
    """List the sentences of a report's body in order, the opening cut off the first, each with its facts."""
    return tuple(
        Sentence(piece, index, begins, tuple(fact for fact in report.facts if _inside(fact, piece)))
        for index, (piece, begins) in enumerate(_pieces(report))
    )


def sentences_of(report: Report) -> frozenset[Text]:
    """Give the sentences of a report's body as `told` cuts them, without their facts."""
    return frozenset(piece for piece, _ in _pieces(report))


def _pieces(report: Report) -> Iterator[tuple[Text, bool]]:
    """Yield each sentence with whether it begins a paragraph."""
    for k, paragraph in enumerate(report.article.body):
        text = without_opening(paragraph) if k == 0 else paragraph
        for number, span in enumerate(sentences(text.string)):
            yield text[span.start : span.end], number == 0


def _inside(fact: Fact, text: Text) -> bool:
    return bool(text.spans) and any(span.start <= fact.text.start < span.end for span in text.spans)
