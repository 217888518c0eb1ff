"""A document's lines in, printed lines out: each with its ink, its width in ems and how it follows the one before.

Everything behind this module works on `Print`s alone, so that lines of a PDF (with boxes) can take the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from digest.model import Span
from digest.text.unwrap import BLANK, is_spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from digest.model import Document

_VARIABLE = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕·…—－"
_NO_VARIABLE = str.maketrans("", "", _VARIABLE)
_ENTITY = re.compile(r"&(?:nbsp|emsp|ensp|thinsp|#160|#8194|#8195|#12288|#xa0|#x3000);")
_NO_BLANK = re.compile(rf"[{BLANK}]+|{_ENTITY.pattern}")
_CAPITALS = re.compile(r"[A-Z%&@+=]")
_NARROW = re.compile(r"[\x21-\x7e\u00b7\u00c0-\u024f]")
_GAP = re.compile(r"[\u3400-\u9fff。”] (?=[\u3400-\u9fff（])|[\u3400-\u9fff] (?=\d{1,2}月)")
_HALF, _CAPITAL = 0.5, 0.65
# Widths a full-width mark has in newspapers: set solid, half-width everywhere, and between the two where a page mixes.
_MARK_WIDTHS = (1.0, 0.5, 0.75)
_OPENING, _CLOSING = "“‘（《〈「『【〔", "，。、；：？！”’）》〉」』】〕%…"
_TOKEN = re.compile(r"[A-Za-z0-9.,%+~\-/:]+")


@dataclass(frozen=True, slots=True)
class Print:
    """One printed line: `ink` has no blanks, `words` one blank where the source has any, `width` is in ems.

    `need` is the width of what begins the line and cannot be broken off, so that the line before may stay that
    much short of its column. On a page with a blank line between body lines, `tight` says that a line follows
    the one before without one and `loose` that it does not; elsewhere both are False. `printed` is the width of what was set in type but is no ink (a stray &nbsp;).
    """

    spans: tuple[Span, ...]
    ink: str
    words: str
    width: float
    need: float
    spread: bool
    tight: bool
    loose: bool
    page: int
    vertical: bool = False
    printed: float = 0.0


def prints(document: Document) -> list[Print]:
    """Measure every line of a document that has ink."""
    text = document.text
    rows = [(line, text[line.span.start : line.span.end]) for line in document.lines]
    gaps = [False, *("\n\n" in _between(text, a[0].span, b[0].span) for a, b in zip(rows, rows[1:], strict=False))]
    airy = sum(gaps) * 2 > len(gaps)
    found: list[Print] = []
    for (line, raw), gap in zip(rows, gaps, strict=False):
        ink = _NO_BLANK.sub("", raw)
        if not ink:
            continue
        spread = is_spread(raw)
        words = ink if spread else _NO_BLANK.sub(" ", raw).strip()
        tight = airy and not gap and bool(found) and not _NARROW.match(found[-1].ink[-1])
        printed = _HALF * sum(map(len, _ENTITY.findall(raw)))
        found.append(Print((line.span,), ink, words, 0.0, 0.0, spread, tight, airy and gap, line.page, printed=printed))
    return _measured(found)


def cut(source: str, line: Print, span: Span) -> Print | None:
    """Take a part of a printed line; None where there is no ink in it."""
    raw = source[span.start : span.end]
    ink = _NO_BLANK.sub("", raw)
    if not ink:
        return None
    width = line.width * len(ink) / max(1, len(line.ink))
    words = ink if line.spread else _NO_BLANK.sub(" ", raw).strip()
    return replace(line, spans=(span,), ink=ink, words=words, width=width)


def _between(text: str, left: Span, right: Span) -> str:
    return "".join(char for char in text[left.end : right.start] if char not in " \t\u3000\r")


def _measured(lines: Sequence[Print]) -> list[Print]:
    """Give each line its width, with the width of punctuation marks that makes neighbouring lines most alike."""
    counts = [_counts(line.ink) for line in lines]
    mark = min(_MARK_WIDTHS, key=lambda width: _unevenness(counts, width))
    return [
        replace(line, width=_width(count, mark) + _gaps(line), need=_need(line.ink, mark))
        for line, count in zip(lines, counts, strict=True)
    ]


def _counts(ink: str) -> tuple[float, int]:
    """Split a line's width into what is fixed and the number of marks whose width varies from page to page."""
    marks = len(ink) - len(ink.translate(_NO_VARIABLE))
    narrow = len(_NARROW.findall(ink))
    return len(ink) - marks - _HALF * narrow + (_CAPITAL - _HALF) * len(_CAPITALS.findall(ink)), marks


def _width(count: tuple[float, int], mark: float) -> float:
    return count[0] + mark * count[1]


def _gaps(line: Print) -> float:
    """Width of the blanks that were set on purpose: behind 本报讯, between names."""
    return 0.0 if line.spread else _HALF * len(_GAP.findall(line.words)) + line.printed


def _unevenness(counts: Iterable[tuple[float, int]], mark: float) -> float:
    widths = [_width(count, mark) for count in counts]
    return sum(min(abs(a - b), 1.5) for a, b in zip(widths, widths[1:], strict=False))


def _need(ink: str, mark: float) -> float:
    """Width of the first glyphs of a line that no line end may part."""
    at = 0
    while at < len(ink) and ink[at] in _OPENING:
        at += 1
    token = _TOKEN.match(ink, at)
    end = token.end() if token else at + 1
    while end < len(ink) and ink[end] in _CLOSING:
        end += 1
    return _width(_counts(ink[:end]), mark)
