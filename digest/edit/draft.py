"""A brief and its Markdown as an editor left it in, the brief the editor wants out.

What can be changed: the order of items and sections, their titles, what is left out (items, key facts, highlights, rows
of the table), the summary, and notes (lines that begin with >). The anchors tell what is what and must stay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, TypeVar

from digest.errors import UsageError
from digest.model import Brief, Fact, Figure, Highlight, Item, Reference, Section, Span, Text, ZoneRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Row = TypeVar("Row", Highlight, Figure)

_ANCHOR = re.compile(r'<a id="([^"<>]{1,60})"></a>')
_CALLS = re.compile(r"\[\^[^\]\n]{1,60}\](?!:)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_COMPOSED: Final = "（编者拟题）"
_LISTED: Final = re.compile(r"^[-*]\s")
_FIXED: Final = frozenset({"points", "figures", "zones", "trends", "colophon"})
_BEYOND: Final = 10**9  # the editor's own words stand behind the end of every source
OWN: Final = re.compile(r"〔编者[：:][^〔〕\n]{0,400}〕")


@dataclass(slots=True)
class _Piece:
    """The lines that stand under one heading of the draft."""

    anchor: str
    title: str
    number: int
    lines: list[str] = field(default_factory=list)


def redraft(brief: Brief, markdown: str) -> Brief:
    """Lay out a brief as its edited draft has it.

    Raises:
        UsageError: an item has lost its anchor or has one the brief does not know; the line is named.
    """
    pieces = list(_pieces(markdown))
    known = {item.anchor: item for item in brief.items}
    sections: list[Section] = []
    fixed: dict[str, list[str]] = {}
    for piece in pieces:
        if piece.anchor in known and sections:
            item = _item(known[piece.anchor], piece, len([one for held in sections for one in held.items]) + 1)
            sections[-1] = replace(sections[-1], items=(*sections[-1].items, item))
        elif piece.anchor in _FIXED:
            fixed[piece.anchor] = piece.lines
        elif piece.title.startswith("#") or piece.anchor.startswith("story-"):
            what = f"line {piece.number}: an item without an anchor that this issue knows"
            raise UsageError(what, "leave the <a id=…> of a heading as it is")
        else:
            sections.append(Section(piece.title, ()))
    kept = tuple(section for section in sections if section.items)
    left = {item.anchor for section in kept for item in section.items}
    return replace(
        brief,
        sections=kept,
        highlights=_left(brief.highlights, fixed.get("points", []), left, lambda one: one.figure.string),
        figures=_left(brief.figures, fixed.get("figures", []), left, lambda one: one.value.string),
        zones=tuple(_zones(brief, fixed.get("zones", []), left)),
        trends=tuple(one for one in brief.trends if _names(fixed.get("trends", []), one.name)),
    )


def _zones(brief: Brief, lines: list[str], left: set[str]) -> Iterator[ZoneRow]:
    """Keep the zones whose row the draft still has and whose stories are all left: else its counts would not hold."""
    printed = sum(row.tells for row in brief.zones) > 1
    for row in brief.zones:
        if left.issuperset(row.anchors) and (_names(lines, row.zone) or not (printed and row.tells)):
            yield row


def _names(lines: Iterable[str], name: str) -> bool:
    return any(_squeezed(name) in _bare(line) for line in lines)


def _pieces(markdown: str) -> Iterator[_Piece]:
    """Yield each heading of the second and third level with its lines."""
    piece: _Piece | None = None
    for number, line in enumerate(markdown.splitlines(), start=1):
        if line.startswith(("## ", "### ")):
            if piece:
                yield piece
            anchor = _ANCHOR.search(line)
            title = _ESCAPE.sub(r"\1", _ANCHOR.sub("", line).lstrip("#").strip())
            lost = line.startswith("### ") and not (anchor and anchor[1].startswith("story-"))
            piece = _Piece(anchor[1] if anchor else "", "#" + title if lost else title, number, [])
        elif piece:
            piece.lines.append(line)
    if piece:
        yield piece


def _item(item: Item, piece: _Piece, rank: int) -> Item:
    """Give an item its title, summary, notes and facts as the draft has them."""
    title = piece.title.removesuffix(_COMPOSED)
    lines = [line.strip() for line in piece.lines if line.strip()]
    told = [line for line in lines if not line.startswith((">", "-", "*", "来源：", "入选理由：", "[^"))]
    summary = _bare("".join(told))
    filled = tuple(one for one in item.references if _filling(one) in summary)
    for one in filled:
        summary = summary.replace(_filling(one), "", 1)
    same = summary == _squeezed("".join(sentence.string for sentence in item.summary))
    listed = [_bare(line) for line in lines if _LISTED.match(line)]
    retitled = _squeezed(title) != _squeezed(item.headline.string)
    return replace(
        item,
        rank=rank,
        headline=_own(title) if retitled else item.headline,
        composed=item.composed or retitled,
        summary=item.summary if same else ((_own(_bare("".join(told))),) if summary else ()),
        references=filled if same else (),
        facts=tuple(fact for fact in item.facts if _is_left(fact, listed, summary)),
        notes=tuple(_ESCAPE.sub(r"\1", line.lstrip("> ")) for line in lines if line.startswith(">")),
    )


def _is_left(fact: Fact, listed: Iterable[str], summary: str) -> bool:
    """Say whether a draft still has a fact: in its list, or, where nothing says what it measures, in the summary."""
    words = _squeezed(fact.text.string)
    return any(words in line for line in listed) or (not fact.labelled and words in summary)


def _filling(one: Reference) -> str:
    return f"〔{_squeezed(one.name.string)}〕"


def _left(
    shown: tuple[Row, ...], lines: Iterable[str], anchors: set[str], words: Callable[[Row], str]
) -> tuple[Row, ...]:
    """Keep the highlights or rows that the draft still has, of items that it still has."""
    bare = [(line, _bare(line)) for line in lines]
    return tuple(
        one
        for one in shown
        if one.anchor in anchors
        and any(f"(#{one.anchor})" in line and _squeezed(words(one)) in plain for line, plain in bare)
    )


def _own(words: str) -> Text:
    """Lay the editor's own words out as a text that stands in no source."""
    return Text(words, (Span(_BEYOND, _BEYOND + len(words)),) if words else ())


def _bare(line: str) -> str:
    """Strip a line of what Markdown adds, and of blanks."""
    return _squeezed(_ESCAPE.sub(r"\1", _CALLS.sub("", line).replace("**", "")))


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)
