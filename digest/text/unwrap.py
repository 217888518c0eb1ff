"""Printed lines in, flowing Text out: line ends and the blanks of justification are gone, every place is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from digest.model import Span, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Blanks, and what is left of them in pages that went through HTML once.
BLANK = r"\s\u200b\ufeff\u00ad"
ENTITY = r"(?:nbsp|emsp|ensp|thinsp|#160|#8194|#8195|#12288|#xa0|#x3000);"
_INK = re.compile(rf"&{ENTITY}|(?P<ink>(?:[^{BLANK}&]+|&(?!{ENTITY}))+)")
_LATIN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]")
_BLANKS = frozenset(" \u3000\xa0")
_SPREAD = re.compile(r"[^\sA-Za-z0-9][ \u3000]{1,3}(?=[^\sA-Za-z0-9])")
# A line is spread when this share of its glyphs has a blank behind it: lines stretched by justification have
# one behind nearly every glyph, lines with a blank around figures behind fewer than one in four.
_FEWEST_BLANKS = 2
_SHARE_OF_SPREAD = 0.4


def unwrap(source: str, lines: Iterable[Span]) -> Text:
    """Join the lines of one paragraph; spans count characters of `source`.

    Blanks beside a Han character or punctuation mark are dropped, those between two Latin words or figures
    kept (one of them); a line end between two Latin words stands as a blank.
    """
    strings: list[str] = []
    spans: list[Span] = []
    previous = None
    for ink, spread in _inks(source, lines):
        end = previous.end if previous is not None else -1
        if previous is not None and _keeps_blank(source, previous, ink, spread=spread):
            strings.append(" ")
            spans[-1] = Span(spans[-1].start, end := end + 1)
        strings.append(source[ink.start : ink.end])
        if end == ink.start:
            spans[-1] = Span(spans[-1].start, ink.end)
        else:
            spans.append(ink)
        previous = ink
    return Text("".join(strings), tuple(spans))


def _inks(source: str, lines: Iterable[Span]) -> Iterator[tuple[Span, bool]]:
    """Yield the stretches without white space, each with whether its line is spread by justification."""
    for line in lines:
        spread = is_spread(source[line.start : line.end])
        for match in _INK.finditer(source, line.start, line.end):
            if match.group("ink"):
                yield Span(match.start(), match.end()), spread


def is_spread(line: str) -> bool:
    """Tell whether a line was stretched by blanks between its glyphs."""
    if line.count(" ") + line.count("\u3000") < _FEWEST_BLANKS:
        return False
    gaps = len(_SPREAD.findall(line))
    return gaps > 1 and gaps >= _SHARE_OF_SPREAD * (len(line.split()) + 1) and gaps * 4 > len(line)


def _keeps_blank(source: str, left: Span, right: Span, *, spread: bool) -> bool:
    before, after = source[left.end - 1], source[right.start]
    if "&" in (before, after):  # 望沧 & 澜舟: a sign of Latin script, set with its blanks
        return source[left.end] in _BLANKS
    if not (_LATIN.match(before) and _LATIN.match(after)) or not source[left.end : left.end + 1].isspace():
        return False
    if spread and left.end - left.start == right.end - right.start == 1:
        return False
    return not ("\n" in source[left.end : right.start] and before.isdigit() and after.isdigit())
