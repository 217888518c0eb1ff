"""A paragraph in, its sentences out, quotations kept whole with their speaker."""

from __future__ import annotations

import re

from digest.model import Span

_END = re.compile(r"[。！？!?]+|……|…+(?=[”』」])")
_OPENING, _CLOSING = "“‘「『（《", "”’」』）》"
_MARK = re.compile(f"[\n。！？!?…{_OPENING}{_CLOSING}]")
# What follows a finished quotation and still belongs to it: “……。”某某说。
_SPEECH = re.compile(
    r"[^。！？!?“”]{0,60}?(?:说|说道|表示|介绍|介绍说|告诉记者|指出|称|感慨|坦言|谈到|强调|认为|解释|透露|回忆|笑道|补充道|建议)"
    r"[^。！？!?“”]{0,6}[。！？!?，]"
)
# A quotation longer than this is cut at its own sentence ends: the longest spoken passages of the news pages
# measured run to some 250 characters, and an unclosed “ must not swallow the rest of a paragraph.
_LONGEST_QUOTE = 300


def sentences(paragraph: str) -> tuple[Span, ...]:
    """Split a paragraph into sentences; spans count characters of `paragraph` and leave out blanks at the ends.

    A sentence ends at 。！？ outside quotation marks and brackets, or at a line end. A quotation stays whole and
    keeps the speaker that follows it (“……。”某某说。).
    """
    spans: list[Span] = []
    start = 0
    for end in (*_ends(paragraph), len(paragraph)):
        piece = paragraph[start:end]
        if piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append(Span(left, left + len(piece.strip())))
        start = end
    return tuple(spans)


def _ends(paragraph: str) -> list[int]:
    """Find where sentences end, each as the offset after its last character."""
    ends: list[int] = []
    opened: list[int] = []
    i = 0
    while mark := _MARK.search(paragraph, i):  # most characters are passed over without a look
        i, char = mark.start(), mark[0]
        if char == "\n":
            opened.clear()
            ends.append(i + 1)
        elif char in _OPENING:
            opened.append(i)
        elif char in _CLOSING and opened:
            opened.pop()
        elif match := _END.match(paragraph, i):
            i = match.end()
            quoted = bool(opened)
            while i < len(paragraph) and paragraph[i] in _CLOSING:
                i += 1
                if opened:
                    opened.pop()
            if opened and i - opened[0] > _LONGEST_QUOTE:
                opened.clear()
            if not opened and not (quoted and _SPEECH.match(paragraph, i)):
                ends.append(i)
            continue
        i += 1
    return ends
