"""A brief, its Markdown, and that Markdown as an editor left it in; the brief the editor wants out.

What can be changed: the order of items and sections, their titles, what is left out (items, key facts, highlights, rows
of the tables), summaries, and notes (lines that begin with >). The anchors tell what is what and must stay. Every other
line is deleted or left as it is: one that was changed is refused with both texts, so that no edit is lost in silence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, TypeVar

from digest.edit.own_words import unfounded
from digest.errors import DraftError
from digest.model import Brief, Figure, Highlight, Item, Own, Reference, Remark, Section, Statement, ZoneRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.model import Text

Row = TypeVar("Row", Highlight, Figure)

_ANCHOR = re.compile(r'<a id="([^"<>]{1,60})"></a>')
_CALLS = re.compile(r"\[\^[^\]\n]{1,60}\](?!:)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_COMPOSED: Final = "（编者拟题）"
_LISTED: Final = re.compile(r"^[-*]\s")
_FIXED: Final = frozenset({"points", "figures", "zones", "trends", "colophon"})
_NUMBERED = re.compile(r"^\d{1,3}\.\s+")
_PRINTED: Final = ("来源：", "入选理由：", "[^")


@dataclass(slots=True)
class _Piece:
    """The lines that stand under one heading of the draft, each with its number in the file."""

    anchor: str
    title: str
    number: int
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The lines without their numbers."""
        return [line for _, line in self.lines]


def redraft(brief: Brief, original: str, edited: str) -> Brief:
    """Lay out a brief as its edited draft has it; `original` is the Markdown the brief makes by itself.

    Raises:
        DraftError: an item has lost its anchor, stands twice or has an anchor the brief does not know, none is left, a
            line was changed that can only be deleted, or a figure of the editor's words stands in no source; the line
            is named.
    """
    printed = {_bare(line) for line in original.splitlines()}
    pieces = list(_pieces(edited))
    known = {item.anchor: item for item in brief.items}
    sections: list[Section] = []
    fixed: dict[str, list[str]] = {}
    for piece in pieces:
        if piece.anchor in known and sections:
            _refuse_second(piece, sections)
            rank = sum(len(held.items) for held in sections) + 1
            item = _item(known[piece.anchor], piece, rank, printed, brief)
            sections[-1] = replace(sections[-1], items=(*sections[-1].items, item))
        elif piece.anchor in _FIXED or not piece.anchor + piece.title:
            _refuse_changes(piece.lines, printed)
            fixed[piece.anchor] = piece.words
        elif piece.title.startswith("#") or piece.anchor.startswith("story-"):
            what = f"line {piece.number}: an item without an anchor that this issue knows"
            raise DraftError(what, "leave the <a id=…> of a heading as it is")
        else:
            _refuse_changes(piece.lines, printed)
            if piece.title not in {section.title for section in brief.sections}:
                _look_up_title(piece, brief)
            sections.append(Section(piece.title, ()))
    kept = tuple(section for section in sections if section.items)
    if not kept:
        raise DraftError("not one item is left", "leave one, each with its heading ### <a id=…>, below a section ##")
    left = {item.anchor for section in kept for item in section.items}
    return replace(
        brief,
        sections=kept,
        highlights=_left(brief.highlights, fixed.get("points", []), left),
        figures=_left(brief.figures, fixed.get("figures", []), left),
        zones=tuple(_zones(brief, fixed.get("zones", []), left)),
        trends=tuple(one for one in brief.trends if _names(fixed.get("trends", []), one.name)),
    )


def written(brief: Brief) -> frozenset[str]:
    """Collect the words that an editor wrote into a brief: titles, summaries and notes."""
    words = [piece for item in brief.items for piece in (item.headline, *item.summary)]
    notes = [remark for item in brief.items for remark in item.notes if not remark.statements]
    return frozenset((*(one.string for one in words if isinstance(one, Own)), *map(str, notes)))


def _refuse_second(piece: _Piece, sections: Iterable[Section]) -> None:
    """Refuse an item that stands in the draft already.

    Raises:
        DraftError: it does.
    """
    if any(item.anchor == piece.anchor for section in sections for item in section.items):
        what = f"line {piece.number}: {piece.title} stands above already"
        raise DraftError(what, "delete one of the two; an item is printed once")


def _look_up_title(piece: _Piece, brief: Brief) -> None:
    """Look the figures of a section's new title up in the reports of all items.

    Raises:
        DraftError: one stands in none of them.
    """
    for missing in unfounded(piece.title, [text for item in brief.items for text in _texts(item)]):
        what = f"line {piece.number}: {missing} stands in no source of this issue"
        raise DraftError(what, "correct it, or mark it as your own: 〔编者：…〕")


def _refuse_changes(lines: Iterable[tuple[int, str]], printed: set[str]) -> None:
    """Refuse a line that the brief does not print.

    Raises:
        DraftError: there is one; its number and both texts are named.
    """
    for number, line in lines:
        bare = _bare(line)
        if not bare or bare in printed or not bare.strip("|:-"):
            continue
        was = next(iter(get_close_matches(bare, [one for one in printed if one], n=1, cutoff=0)), "")
        what = f"line {number}: {line.strip()} is not as printed" + (f" (there: {was})" if was else "")
        raise DraftError(what, "delete the line or leave it as it is; your own words go into a note: > 〔编者：…〕")


def _zones(brief: Brief, lines: list[str], left: set[str]) -> Iterator[ZoneRow]:
    """Keep the zones whose row the draft still has and whose stories are all left: else its counts would not hold."""
    printed = sum(row.tells for row in brief.zones) > 1
    for row in brief.zones:
        if left.issuperset(row.anchors) and (_names(lines, row.zone) or not (printed and row.tells)):
            yield row


def _names(lines: Iterable[str], name: str) -> bool:
    return any(_squeezed(name) in _bare(line) for line in lines)


def _pieces(markdown: str) -> Iterator[_Piece]:
    """Yield what stands before the first heading of the second level, then each such heading with its lines."""
    piece = _Piece("", "", 1)
    for number, line in enumerate(markdown.splitlines(), start=1):
        if line.startswith(("## ", "### ")):
            yield piece
            anchor = _ANCHOR.search(line)
            title = _ESCAPE.sub(r"\1", _ANCHOR.sub("", line).lstrip("#").strip())
            lost = line.startswith("### ") and not (anchor and anchor[1].startswith("story-"))
            piece = _Piece(anchor[1] if anchor else "", "#" + title if lost else title, number, [])
        else:
            piece.lines.append((number, line))
    yield piece


def _item(item: Item, piece: _Piece, rank: int, printed: set[str], brief: Brief) -> Item:
    """Give an item its title, summary, notes and facts as the draft has them."""
    title = piece.title.removesuffix(_COMPOSED)
    lines = [(number, line.strip()) for number, line in piece.lines if line.strip()]
    _refuse_changes([one for one in lines if one[1].startswith(_PRINTED) or _LISTED.match(one[1])], printed)
    told = [one for one in lines if not one[1].startswith((">", *_PRINTED)) and not _LISTED.match(one[1])]
    summary = _bare("".join(line for _, line in told))
    filled = tuple(one for one in item.references if _filling(one) in summary)
    for one in filled:
        summary = summary.replace(_filling(one), "", 1)
    same = summary == _squeezed("".join(map(str, item.summary)))
    retitled = _squeezed(title) != _squeezed(item.headline.string)
    notes = [(number, _ESCAPE.sub(r"\1", line.lstrip("> "))) for number, line in lines if line.startswith(">")]
    remarks = {_squeezed(str(remark)): remark for remark in item.notes}
    own = [one for one in notes if _squeezed(one[1]) not in remarks]
    _look_up([*([(piece.number, title)] if retitled else []), *([] if same else told), *own], item, brief)
    listed = [_bare(line) for _, line in lines if _LISTED.match(line)]
    return replace(
        item,
        rank=rank,
        headline=Own(title) if retitled else item.headline,
        composed=item.composed or retitled,
        summary=item.summary if same else ((Own(summary),) if summary else ()),
        references=filled if same else (),
        statements=tuple(one for one in item.statements if _is_left(one, listed, summary)),
        notes=tuple(remarks.get(_squeezed(line), Remark((Own(line),))) for _, line in notes),
    )


def _look_up(written: Iterable[tuple[int, str]], item: Item, brief: Brief) -> None:
    """Look the figures and quotations of an editor's words up in the reports of their item.

    Raises:
        DraftError: one stands in none of them; its line is named, and the item that has it where there is one.
    """
    for number, line in written:
        for missing in unfounded(_plain(line), _texts(item)):
            others = (one for one in brief.items if one is not item and not unfounded(missing, _texts(one)))
            other = next(others, None)
            where = f", but in that of “{other.headline}”" if other else ""
            what = f"line {number}: {missing} stands in no source of “{item.headline}”{where}"
            raise DraftError(what, "correct it, or mark it as your own: 〔编者：…〕")


def _texts(item: Item) -> Iterator[str]:
    """Yield the words of an item's reports, and what its notes say of earlier ones."""
    yield from (str(remark) for remark in item.notes)
    for report in item.story.reports:
        article = report.article
        heads = (article.kicker, article.headline, article.subtitle)
        yield from (text.string for text in (*heads, *article.captions, *article.body) if text)


def _is_left(one: Statement, listed: Iterable[str], summary: str) -> bool:
    """Say whether a draft still has a figure: in its list, or, where it is listed nowhere, in the summary."""
    words = _squeezed(one.text.string)
    return any(words in line for line in listed) or (not one.is_sure("item") and words in summary)


def _filling(one: Reference) -> str:
    return f"〔{_squeezed(one.name.string)}〕"


def _left(shown: tuple[Row, ...], lines: Iterable[str], anchors: set[str]) -> tuple[Row, ...]:
    """Keep the highlights or rows that the draft still has, of items that it still has."""
    bare = [(line, _bare(line)) for line in lines]
    return tuple(
        one
        for one in shown
        if one.anchor in anchors
        and any(f"(#{one.anchor})" in line and all(word in plain for word in _words(one)) for line, plain in bare)
    )


def _words(one: Highlight | Figure) -> Iterator[str]:
    """Yield what tells a highlight or row from the others of its item."""
    shown: list[Text | Own | str] = [one.sentence] if isinstance(one, Highlight) else [one.statement.text]
    if isinstance(one, Figure):
        shown.append(one.statement.heading)
    yield from (_squeezed(str(words)) for words in shown)


def _plain(line: str) -> str:
    """Strip a line of what Markdown adds."""
    return _ESCAPE.sub(r"\1", _CALLS.sub("", line).replace("**", ""))


def _bare(line: str) -> str:
    """Strip a line of what Markdown adds, of the number of its place in a list, and of blanks."""
    return _squeezed(_NUMBERED.sub("", _plain(line).lstrip()))


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)
