"""A document's lines in, printed lines out: each with its ink, its width in ems and how it follows the one before.

Everything behind this module works on `Print`s alone, so that lines of a PDF (with boxes) can take the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from digest.model import Span
from digest.text.unwrap import is_spread
from digest.text.words import crosses, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from digest.model import Document, Line

_VARIABLE = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕·…—－"
_NO_VARIABLE = str.maketrans("", "", _VARIABLE)
_ENTITY = re.compile(r"&(?:nbsp|emsp|ensp|thinsp|#160|#8194|#8195|#12288|#xa0|#x3000);")
_NO_WIDTH = re.compile(r"[\u200b\ufeff\u00ad]")
_BLANK_LINE = "\n\n"
_USUAL = frozenset({"\n", "\n\n"})
_NARROWEST = "\u02ff"  # letters up to here are half as wide as a Han character
_CAPITALS = re.compile(r"[A-Z%&@+=]")
_NARROW = re.compile(r"[\x21-\x7e\u00b7\u00c0-\u024f]")
_GAP = re.compile(r"[\u3400-\u9fff。”] (?=[\u3400-\u9fff（])|[\u3400-\u9fff] (?=\d{1,2}月)")
_INDENT_WIDTHS = {" ": 0.5, "\u3000": 1.0, "\xa0": 0.5, "\t": 2.0}
_LEAST_INDENT = 1.5
# A page kept its indents if some of its lines have one, and not most.
_FEWEST_TIGHT = 2
_FEWEST_INDENTS, _MOST_INDENTS = 3, 0.6
_HALF, _CAPITAL = 0.5, 0.65
# Widths a full-width mark has in newspapers: set solid, half-width everywhere, and between the two where a page mixes.
_MARK_WIDTHS = (1.0, 0.5, 0.75)
_OPENING, _CLOSING = "“‘（《〈「『【〔", "，。、；：？！”’）》〉」』】〕%…"
# A row of two vertical lines side by side: two glyphs, none of which ends a sentence.
_ROW = re.compile(r"[\u3400-\u9fff“”‘’『』「」《》Ⅰ-Ⅻ]{2}")
_FEWEST_ROWS = 3
# The name of a series over a headline: 雁滩稳中求进系列报道之二.
_SERIES = re.compile(r".{2,16}?系列(?:报道|述评|观察|评论|调查)?之?[①-⑳一二三四五六七八九十]{1,3}(?=.)")
_TOKEN = re.compile(r"[A-Za-z0-9.,%+~\-/:]+")


@dataclass(frozen=True, slots=True)
class Print:
    """One printed line: `ink` has no blanks, `words` one blank where the source has any, `width` is in ems.

    `need` is the width of what begins the line and cannot be broken off, so that the line before may stay that
    much short of its column. On a page with a blank line between body lines, `tight` says that a line follows
    the one before without one and `loose` that it does not; elsewhere both are False. `indented` is None on a page
    that kept no indents.
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
    indented: bool | None = None
    vertical: bool = False
    apart: bool = False  # a blank line is before it


def prints(document: Document) -> list[Print]:
    """Measure every line of a document that has ink."""
    text = document.text
    raws = [(line, raw, ink) for line in document.lines if (ink := _ink(raw := text[line.span.start : line.span.end]))]
    if not raws:
        return []
    gaps = [False, *(_BLANK_LINE in _between(text, a[0].span, b[0].span) for a, b in pairwise(raws))]
    telling = _FEWEST_TIGHT <= _tight(raws, gaps) < len(gaps) / 2
    counts = [_counts(ink) for _, _, ink in raws]
    indents = [_indent(text, line.span.start) >= _LEAST_INDENT for line, _, _ in raws]
    kept = _FEWEST_INDENTS <= sum(indents) < _MOST_INDENTS * len(raws)
    mark = min(_MARK_WIDTHS, key=lambda width: _unevenness(counts, width))
    found: list[Print] = []
    for (line, raw, ink), gap, count, indent in zip(raws, gaps, counts, indents, strict=True):
        spread = is_spread(raw)
        words = ink if spread else _words(raw)
        width = _width(count, mark) + (0.0 if spread else _blanks(raw, words))
        tight = telling and not gap and bool(found) and not _NARROW.match(found[-1].ink[-1])
        need = _need(ink, mark)
        found.append(
            Print(
                (line.span,),
                ink,
                words,
                width,
                need,
                spread,
                tight,
                telling and gap,
                line.page,
                indent if kept else None,
                apart=gap,
            )
        )
    return found


def _indent(text: str, start: int) -> float:
    """Width of the blanks before a line, in ems."""
    if not start or text[start - 1] == "\n":
        return 0.0
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return sum(_INDENT_WIDTHS.get(char, 0.0) for char in before)


def _ink(raw: str) -> str:
    return "".join(_without_marks(raw).split())


def _words(raw: str) -> str:
    return " ".join(_without_marks(raw).split())


def _without_marks(raw: str) -> str:
    """Put a blank for blanks printed as words, and nothing for marks without width."""
    if "&" in raw:
        raw = _ENTITY.sub(" ", raw)
    return _NO_WIDTH.sub("", raw) if _NO_WIDTH.search(raw) else raw


def _tight(raws: Sequence[tuple[Line, str, str]], gaps: Sequence[bool]) -> int:
    """Count the lines that follow the one before without a blank line, but for those behind a Latin letter or figure.

    The blank lines of a dump come from the distance of the lines; behind a narrow glyph it writes none.
    """
    return sum(not gap and not _NARROW.match(above[-1]) for (_, _, above), gap in zip(raws, gaps[1:], strict=False))


def cut(source: str, line: Print, span: Span) -> Print | None:
    """Take a part of a printed line; None where there is no ink in it."""
    raw = source[span.start : span.end]
    ink = _ink(raw)
    if not ink:
        return None
    words = ink if line.spread else _words(raw)
    return replace(line, spans=(span,), ink=ink, words=words, width=line.width * len(ink) / len(line.ink))


def _between(text: str, left: Span, right: Span) -> str:
    gap = text[left.end : right.start]
    return gap if gap in _USUAL else "".join(char for char in gap if char == "\n")


def _counts(ink: str) -> tuple[float, int]:
    """Split a line's width into what is fixed and the number of marks whose width varies from page to page."""
    marks = len(ink) - len(ink.translate(_NO_VARIABLE))
    if ink.isalpha() and not marks and not _NARROW.search(ink):
        return float(len(ink)), 0
    narrow = len(_NARROW.findall(ink))
    return len(ink) - marks - _HALF * narrow + (_CAPITAL - _HALF) * len(_CAPITALS.findall(ink)), marks


def _width(count: tuple[float, int], mark: float) -> float:
    return count[0] + mark * count[1]


def _blanks(raw: str, words: str) -> float:
    """Width of the blanks that were set on purpose (behind 本报讯, between names), and of blanks printed as &nbsp;."""
    printed = sum(map(len, _ENTITY.findall(raw))) if "&" in raw else 0
    return _HALF * (len(_GAP.findall(words)) + printed) if " " in words or printed else 0.0


def _unevenness(counts: Iterable[tuple[float, int]], mark: float) -> float:
    widths = [_width(count, mark) for count in counts]
    return sum(min(abs(a - b), 1.5) for a, b in pairwise(widths))


def _need(ink: str, mark: float) -> float:
    """Width of the first glyphs of a line that no line end may part."""
    if len(ink) > 1 and ink[0].isalpha() and ink[0] > _NARROWEST and ink[1] not in _CLOSING:
        return 1.0
    at = 0
    while at < len(ink) and ink[at] in _OPENING:
        at += 1
    token = _TOKEN.match(ink, at)
    end = token.end() if token else at + 1
    while end < len(ink) and ink[end] in _CLOSING:
        end += 1
    return _width(_counts(ink[:end]), mark)


def with_verticals(lines: Sequence[Print]) -> Iterator[Print]:
    """Lay the glyphs of a vertical line side by side; two that were printed beside each other are told apart."""
    at = 0
    while at < len(lines):
        end = _two_abreast(lines, at)
        if end > at:
            tail = _alone(lines, end)
            yield from _columns(lines[at:end], lines[end:tail])
            at = tail
            continue
        end = _alone(lines, at)
        if end - at > 1:
            yield from map(_upright, _cut(lines[at:end]))
        else:
            yield lines[at]
        at = max(end, at + 1)


def _cut(glyphs: Sequence[Print]) -> Iterator[Sequence[Print]]:
    """Part glyphs under each other into vertical lines: at blank lines, where few have one, and behind a series' name.

    Lines side by side come one after the other, and most tools mark nothing between them.
    """
    apart = [k for k in range(1, len(glyphs)) if glyphs[k].apart]
    cuts = {0, len(glyphs), *(apart if len(apart) * 2 < len(glyphs) else ())}
    series = _SERIES.match("".join(line.ink for line in glyphs))
    cuts |= {series.end()} if series else set()
    yield from (glyphs[a:b] for a, b in pairwise(sorted(cuts)))


def _upright(glyphs: Sequence[Print]) -> Print:
    return _laid([(line, span) for line in glyphs for span in line.spans]) if len(glyphs) > 1 else glyphs[0]


def _alone(lines: Sequence[Print], at: int) -> int:
    """Return where a run of lines of one glyph ends."""
    while at < len(lines) and len(lines[at].ink) == 1:
        at += 1
    return at


def _two_abreast(lines: Sequence[Print], at: int) -> int:
    """Return where two vertical lines that were read row by row end, `at` where none begin.

    Their rows are two glyphs each, and few are words: of 44 headlines in 40 dumps 0 to 3 rows of 3 to 14, of four heads
    of tables (项目 / 本期 / 上年 / 增长) all.
    """
    end = at
    while end < len(lines) and _ROW.fullmatch(lines[end].ink) and lines[end].page == lines[at].page:
        end += 1
    if end - at < _FEWEST_ROWS:
        return at
    known = sum(len(words(line.ink)) == 1 for line in lines[at:end])
    return end if known * 2 <= end - at else at


def _columns(rows: Sequence[Print], tail: Sequence[Print]) -> Iterator[Print]:
    """Give back the right one of two vertical lines, then the left one; the longer one has the tail."""
    right = [(row, Span(row.spans[0].end - 1, row.spans[0].end)) for row in rows]
    left = [(row, Span(row.spans[0].start, row.spans[0].start + 1)) for row in rows]
    rest = [(line, span) for line in tail for span in line.spans]
    ends = "".join(line.ink for line in tail)
    if crosses("".join(row.ink[0] for row in rows), ends) and not crosses("".join(row.ink[1] for row in rows), ends):
        left += rest
    else:
        right += rest
    yield _laid(right, -1)
    yield _laid(left, 0)


def _laid(glyphs: Sequence[tuple[Print, Span]], which: int = 0) -> Print:
    """Make one line of glyphs that were printed under each other; `which` of its row's a glyph is."""
    first = glyphs[0][0]
    ink = "".join(line.ink[which] for line, _ in glyphs)
    spans = tuple(span for _, span in glyphs)
    return replace(first, spans=spans, ink=ink, words=ink, width=float(len(ink)), vertical=True)
