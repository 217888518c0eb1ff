"""A brief as Markdown that people edit, and what they decided there: a view of the log of edits.

`to_draft` writes the brief, `from_draft` reads two such texts, as it was written and as people left it, and words every
difference as a decision, or refuses it by line and reason. What a line is of stands in it as an anchor or link, so that
lines may be moved; blank lines and line ends mean nothing.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from digest import lexicon
from digest.edit.own_words import OWN
from digest.edit.sentence import sentences_of
from digest.edit.targets import figure_target, item_of, item_target, places, section_target, trend_target, zone_target
from digest.model import KINDS, Decision, Figure, Own, Text
from digest.text.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from digest.model import Brief, Item, Masthead, Operation, Reference, Source, Statement, ZoneRow

_HEAD: Final = re.compile(r'#{2,3}\s+(?:<a id="([^"<>]{1,120})"></a>)?(.*)')
_LINK: Final = re.compile(r"\[(.*)\]\(#([^()\s]{1,120})\)\s*$")
_FIELD: Final = re.compile(r"[-*]\s+([^：:]{1,8})[：:](.*)")
_LISTED: Final = re.compile(r"(?:\d{1,3}[.、]|[-*])\s+(.*)")
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")
_OPENS: Final = re.compile(r"^(\s*)([-+]|\d{1,3}(?=[.、]\s))")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~0-9])")
_HIDDEN: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_COMPOSED: Final = "（编者拟题）"
_SOURCE: Final = "来源："
_UNLINKED: Final = re.compile(r"[()\s]")
_SHUT: Final = "<!--"
_BORDER: Final = re.compile(r"^\|[\s:|-]+\|$")
_FIELDS: Final[Mapping[str, str]] = {
    "name": "名称",
    "unit": "单位",
    "number": "期号",
    "classification": "密级",
    "serial": "份号",
    "to": "报送",
}
_PARTS: Final = {
    "masthead": "报头",
    "points": "本期要点",
    "figures": "本周数据",
    "zones": "各区一览",
    "trends": "近期走势",
}
_CELLS: Final = ("主体", "指标", "数值", "性质", "原句")
_ZONE_CELLS: Final = ("开发区", "条数", "签约", "开工", "投产", "计划投资", "建成投资")
_TREND_CELLS: Final = ("类别", "名称", "各期")
_OWNER, _LABEL, _VALUE, _STATUS, _QUOTE = range(5)
_NOTE: Final = f"""{_SHUT} 底稿。可以改：报头，要点，表中的主体、指标、性质，题目、摘要、栏目，次序；可以删行、删条。
另起一段写〔编者：…〕，或以 > 起头写按语；不带锚点的 ### 是自撰稿件。存盘后运行 digest publish 本文件 -->"""


# --- writing


def to_draft(brief: Brief) -> str:
    """Write a brief as a draft; the same brief gives the same text."""
    return "\n".join(_written(brief)) + "\n"


def _written(brief: Brief) -> Iterator[str]:
    stories = {item.anchor: item.story for item in brief.items}
    yield from (f"# {_shown(brief.masthead.name)}　{brief.issue}　底稿", "", _NOTE, "")
    yield from _part("masthead", (f"- {_FIELDS[name]}：{_shown(words)}" for name, words in _masthead(brief.masthead)))
    lines = (
        f"{k}. {_linked(_shown(one.sentence), figure_target(one.statement, stories[one.anchor]))}"
        for k, one in enumerate(brief.highlights, start=1)
        if one.anchor in stories
    )
    yield from _part("points", lines)
    held = (one for one in brief.figures if one.anchor in stories)
    yield from _part(
        "figures", _table(_CELLS, (_figure(o, figure_target(o.statement, stories[o.anchor])) for o in held))
    )
    yield from _part("zones", _table(_ZONE_CELLS, map(_zone, brief.zones)))
    trends = (
        (one.kind, _linked(_shown(one.name), trend_target(one)), "、".join(map(str, one.counts)))
        for one in brief.trends
    )
    yield from _part("trends", _table(_TREND_CELLS, trends))
    for section in brief.sections:
        yield from (f'## <a id="{section_target(section)}"></a>{_shown(section.title)}', "")
        for item in section.items:
            yield from _item(item)


def _part(name: str, lines: Iterable[str]) -> Iterator[str]:
    written = list(lines)
    if written:
        yield from (f'## <a id="{name}"></a>{_PARTS[name]}', "", *written, "")


def _masthead(head: Masthead) -> Iterator[tuple[str, str]]:
    for name in _FIELDS:
        value = getattr(head, name)
        yield name, "；".join(value) if name == "to" else str(value)


def _table(cells: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    written = [f"| {' | '.join(row)} |" for row in rows]
    if written:
        yield f"| {' | '.join(cells)} |"
        yield f"|{':--|' * len(cells)}"
        yield from written


def _figure(one: Figure | Statement, target: str) -> tuple[str, ...]:
    """Lay out a figure: its owner, label, words, status and sentence."""
    statement = one.statement if isinstance(one, Figure) else one
    words = (statement.owner or "", statement.heading, statement.text, _status(statement))
    return (*(_shown(one) or "—" for one in words), _linked(_shown(statement.quote), target))


def _status(one: Statement) -> str:
    return str(lexicon.table("status")[one.status]["tabled"])


def _zone(row: ZoneRow) -> tuple[str, ...]:
    fields = ("stories", "signed", "started", "finished", "announced", "actual")
    return (_linked(_shown(row.zone), zone_target(row)), *(_shown(getattr(row, name)) for name in fields))


def _item(item: Item) -> Iterator[str]:
    lead = item_target(item).partition("+")[0]
    yield from (f'### <a id="{lead}"></a>{_shown(item.headline)}{_COMPOSED if item.composed else ""}', "")
    if item.sources:
        yield from (_SOURCE + "；".join(map(_cited, item.sources)), "")
    yield from _text(item)
    listed = (one for one in item.statements if KINDS[one.kind].printed and one.is_sure("item"))
    rows = list(_table(_CELLS, (_figure(one, figure_target(one, item.story)) for one in listed)))
    yield from (*rows, "") if rows else ()
    for note in item.notes:
        yield from (f"> {_shown(note)}", "")


def _text(item: Item) -> Iterator[str]:
    """Yield the paragraphs of an item: runs of its sentences, and what a person set between them."""
    run = ""
    for number, sentence in enumerate((*item.summary, None)):
        here = [one for one in item.asides if min(one.after, len(item.summary)) == number]
        if here and run:
            yield from (_opened(run), "")
            run = ""
        for one in here:
            yield from (f"> {_shown(one.words)}" if one.note else _opened(_shown(one.words)), "")
        run += _shown(_filled(sentence, item.references)) if sentence else ""
    if run:
        yield from (_opened(run), "")


def _filled(sentence: Text | Own, references: Iterable[Reference]) -> str:
    """Fill in the names that words of a sentence stand for: 该项目〔钠电池基地〕."""
    words = sentence.string
    for one in reversed(tuple(references) if isinstance(sentence, Text) else ()):
        at = one.after(sentence) if isinstance(sentence, Text) else None
        words = words if at is None else f"{words[:at]}〔{one.name}〕{words[at:]}"
    return words


def _cited(source: Source) -> str:
    day = f"{source.published.month}月{source.published.day}日" if source.published else ""
    page = f"{(source.page or '').removeprefix('第').removesuffix('版')}版" if source.page else ""
    return _shown((f"《{source.publication}》" if source.publication else source.origin) + day + page)


def _linked(words: str, target: str) -> str:
    return f"[{words}](#{_UNLINKED.sub('', target)})"


def _shown(words: object) -> str:
    """Write words on one line so that Markdown shows them as they are."""
    line = re.sub(r"\s+", " ", _HIDDEN.sub("", str(words))).strip()
    return _SPECIAL.sub(r"\\\1", line)


def _opened(line: str) -> str:
    """Keep the beginning of a paragraph from being taken for a list."""
    return _OPENS.sub(r"\1\\\2", line)


# --- reading


class _Row(NamedTuple):
    """A line that is of something: a row of a table, a highlight."""

    target: str
    cells: tuple[str, ...]
    line: int


class _Paragraph(NamedTuple):
    """A paragraph of an item: a note begins with >, and is at the foot behind the table."""

    words: str
    line: int
    note: bool = False


@dataclass(slots=True, eq=False)
class _Piece:
    """What stands under a heading."""

    anchor: str
    title: str
    line: int
    source: tuple[str, int] = ("", 0)
    rows: list[_Row] = field(default_factory=list)
    text: list[_Paragraph] = field(default_factory=list)
    notes: list[_Paragraph] = field(default_factory=list)
    fields: dict[str, tuple[str, int]] = field(default_factory=dict)
    items: list[_Piece] = field(default_factory=list)


class Change(NamedTuple):
    """A decision, and the line of the draft it was read from."""

    line: int
    decision: Decision


class Unread(NamedTuple):
    """A line of a draft that is no decision, and why."""

    line: int
    reason: str


def from_draft(brief: Brief, written: str, edited: str) -> tuple[tuple[Change, ...], tuple[Unread, ...]]:
    """Read what people decided in a draft: `written` is the text they got, `edited` what they made of it.

    `brief` is the one that was written. What can be neither taken over nor understood is named by its line.
    """
    reader = _Reader(brief)
    before, after = _Read(written), _Read(edited)
    changes = tuple(reader.changes(before, after))
    lines = [[line.strip() for line in text.splitlines()] for text in (written, edited)]
    nothing = {lines[0][one.line - 1] for one in before.unread}  # the note at its head
    fresh = (one for one in after.unread if lines[1][one.line - 1] not in nothing)
    return changes, tuple(sorted((*fresh, *reader.unread)))


class _Read:
    """A draft taken apart: its parts by name, its sections with their items, and the lines that are nothing."""

    def __init__(self, markdown: str) -> None:
        self.parts: dict[str, _Piece] = {}
        self.sections: list[_Piece] = []
        self.unread: list[Unread] = []
        self.head = ""
        self._piece = _Piece("", "", 0)
        self._broken = True  # a blank line stands before this one
        for number, line in enumerate(markdown.splitlines(), start=1):
            self._line(line.strip(), number)

    @property
    def items(self) -> dict[str, tuple[_Piece, _Piece]]:
        """The items by their anchors, each with its section."""
        return {one.anchor: (one, held) for held in self.sections for one in held.items if one.anchor}

    def _line(self, bare: str, number: int) -> None:
        if not bare:
            self._broken = True
        elif bare.startswith("# ") and not self._piece.line:
            self.head = bare
        elif bare.startswith(_SHUT):
            self.unread.append(Unread(number, "a comment is not kept; write a note (> …), or delete it"))
        elif bare.startswith(("## ", "### ")):
            self._head(bare, number)
        elif bare.startswith("|"):
            self._row(bare, number)
        elif bare.startswith(">"):
            self._note(bare, number)
        elif self._piece.anchor in _PARTS:
            self._fixed(bare, number)
        else:
            self._words(bare, number)

    def _head(self, bare: str, number: int) -> None:
        found = _HEAD.fullmatch(bare)
        anchor, title = (found[1] or "", found[2].strip()) if found else ("", bare)
        if bare.startswith("### "):
            self._piece = _Piece(anchor, _plain(title).removesuffix(_COMPOSED), number)
            if self.sections:
                self.sections[-1].items.append(self._piece)
            else:
                self.unread.append(Unread(number, "an item stands in a section; put a line ## 栏目 above it"))
        elif anchor in _PARTS:
            self._piece = self.parts[anchor] = _Piece(anchor, _plain(title), number)
            if self._piece.title != _PARTS[anchor]:
                self.unread.append(Unread(number, f"this heading stays as it is (there: {_PARTS[anchor]})"))
        else:
            self._piece = _Piece(anchor, _plain(title), number)
            self.sections.append(self._piece)
        self._broken = True

    def _row(self, bare: str, number: int) -> None:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", bare.removeprefix("|").removesuffix("|"))]
        link = next(filter(None, map(_LINK.search, cells)), None)
        words = tuple(_plain(_LINK.sub(r"\1", cell)) for cell in cells)
        if link:
            self._piece.rows.append(_Row(link[2], words, number))
        elif not _BORDER.match(bare) and words not in {_CELLS, _ZONE_CELLS, _TREND_CELLS}:
            self.unread.append(Unread(number, "a row without its link; rows are changed, moved and deleted, not added"))

    def _note(self, bare: str, number: int) -> None:
        paragraph = _Paragraph(_plain(bare.lstrip("> ")), number, note=True)
        if self._piece.anchor in _PARTS or self._piece in self.sections or not self._piece.line:
            self.unread.append(Unread(number, "a note belongs to an item; put it below a line ###"))
        elif self._piece.rows or not paragraph.words:
            self._piece.notes.append(paragraph)
        else:
            self._piece.text.append(paragraph)
        self._broken = True

    def _fixed(self, bare: str, number: int) -> None:
        named = _FIELD.fullmatch(bare) if self._piece.anchor == "masthead" else None
        listed = _LISTED.fullmatch(bare) if self._piece.anchor == "points" else None
        link = _LINK.search(listed[1]) if listed else None
        if named and named[1] in _FIELDS.values():
            self._piece.fields[named[1]] = _plain(named[2].strip()), number
        elif listed and link:
            head = listed[1][: link.start()]
            self._piece.rows.append(_Row(link[2], (_plain(head + link[1]),), number))
        else:
            self.unread.append(Unread(number, f"“{bare}” is no line of {_PARTS[self._piece.anchor]}"))

    def _words(self, bare: str, number: int) -> None:
        """Read a line of an item: its sources, or words, which go on from the line before where no blank is."""
        if not self._piece.line or self._piece in self.sections:
            self.unread.append(Unread(number, f"“{bare}” stands in no item; write it below a line ###"))
        elif bare.startswith(_SOURCE) and not self._piece.source[0]:
            self._piece.source = _plain(bare), number
        elif self._broken or not self._piece.text or self._piece.text[-1].note:
            if self._piece.rows:
                self.unread.append(Unread(number, "words behind the table: write a note (> …), or put them above it"))
            else:
                self._piece.text.append(_Paragraph(_plain(bare), number))
        else:
            last = self._piece.text[-1]
            self._piece.text[-1] = last._replace(words=last.words + _plain(bare))
        self._broken = False


def _plain(line: str) -> str:
    """Take from a line what Markdown adds."""
    return _ESCAPED.sub(r"\1", line.replace("**", ""))


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


class _Reader:
    """Words the differences of two drafts of one brief as decisions."""

    def __init__(self, brief: Brief) -> None:
        self._brief = brief
        self._names = {item_target(item).partition("+")[0]: item for item in brief.items}
        self.unread: list[Unread] = []

    def changes(self, before: _Read, after: _Read) -> Iterator[Change]:
        """Yield every decision, in the order in which they apply."""
        if _squeezed(before.head) != _squeezed(after.head):
            self.unread.append(Unread(1, f"the first line stays as it is (there: {before.head})"))
        yield from self._fields(before, after)
        yield from self._statements(before, after)
        yield from self._highlights(before, after)
        yield from self._rows(before, after)
        yield from self._sections(before, after)
        yield from self._items(before, after)

    def _fields(self, before: _Read, after: _Read) -> Iterator[Change]:
        was = before.parts["masthead"].fields if "masthead" in before.parts else {}
        now = after.parts["masthead"].fields if "masthead" in after.parts else {}
        for name, words in _FIELDS.items():
            if words in was and words in now and _squeezed(was[words][0]) != _squeezed(now[words][0]):
                value, line = now[words]
                parts = tuple(part for part in re.split("[；;]", value) if part.strip()) if name == "to" else (value,)
                yield Change(line, Decision("masthead", f"masthead:{name}", parts, was[words][0]))
            elif words in was and words not in now:
                line = after.parts["masthead"].line if "masthead" in after.parts else 1
                self.unread.append(Unread(line, f"{words} was deleted: leave it empty behind the colon instead"))

    def _statements(self, before: _Read, after: _Read) -> Iterator[Change]:
        """Yield what was changed of figures, in whatever table."""
        was = {row.target: row for row in _figures(before)}
        seen: dict[tuple[str, int], _Row] = {}
        for row in _figures(after):
            old = was.get(row.target)
            if old is None or len(row.cells) != len(_CELLS):
                self.unread.append(
                    Unread(row.line, "a row that this draft did not have, or with a cell too many or few")
                )
                continue
            for at in (_VALUE, _QUOTE):
                if _squeezed(row.cells[at]) != _squeezed(old.cells[at]):
                    there = f"{row.cells[at]} is not what the source says (there: {old.cells[at]})"
                    self.unread.append(Unread(row.line, f"{there}; write your own words into a note: > 〔编者：…〕"))
            for at in (_OWNER, _LABEL, _STATUS):
                if _squeezed(row.cells[at]) != _squeezed(old.cells[at]):
                    yield from self._cell(row, old, at, seen)

    def _cell(self, row: _Row, old: _Row, at: int, seen: dict[tuple[str, int], _Row]) -> Iterator[Change]:
        first = seen.setdefault((row.target, at), row)
        words = row.cells[at]
        if _squeezed(first.cells[at]) != _squeezed(words):
            self.unread.append(Unread(row.line, f"“{words}” here and “{first.cells[at]}” in line {first.line}: decide"))
        elif first is not row:
            return
        elif at == _STATUS:
            table = lexicon.table("status")
            status = next((name for name, one in table.items() if one["tabled"] == words), None)
            if status is None:
                known = "、".join(str(one["tabled"]) for one in table.values())
                self.unread.append(
                    Unread(row.line, f"“{words}” is no status; there are: {known} (there: {old.cells[at]})")
                )
            else:
                yield Change(row.line, Decision("statement.status", row.target, (status,), old.cells[at]))
        elif words in {"", "—"}:
            self.unread.append(
                Unread(row.line, f"a figure has its {_CELLS[at]} (there: {old.cells[at]}); delete the row instead")
            )
        else:
            operation: Operation = "statement.owner" if at == _OWNER else "statement.label"
            yield Change(row.line, Decision(operation, row.target, (words,), old.cells[at]))

    def _highlights(self, before: _Read, after: _Read) -> Iterator[Change]:
        was, now = _part_rows(before, "points"), _part_rows(after, "points")
        line = after.parts["points"].line if "points" in after.parts else 1
        kept = {row.target for row in now}
        old = {row.target: row for row in was}
        for row in was:
            if row.target not in kept:
                yield Change(line, Decision("highlight.off", row.target, (), row.cells[0]))
        yield from _moved(was, now, "highlight.on")
        for row in now:
            known = old.get(row.target)
            if known and _squeezed(known.cells[0]) != _squeezed(row.cells[0]):
                yield Change(row.line, Decision("highlight.text", row.target, (row.cells[0],), known.cells[0]))

    def _rows(self, before: _Read, after: _Read) -> Iterator[Change]:
        for name in ("figures", "zones", "trends"):
            line = after.parts[name].line if name in after.parts else 1
            was = {row.target: row for row in _part_rows(before, name)}
            now = {row.target: row for row in _part_rows(after, name)}
            for target, row in was.items():
                if target not in now:
                    yield Change(line, Decision("row.off", target, (), " ".join(row.cells)))
            yield from _moved(list(was.values()), _part_rows(after, name), "row.place")
            for target, row in now.items() if name != "figures" else ():
                old = was.get(target)
                if old is None or _squeezed("|".join(old.cells)) != _squeezed("|".join(row.cells)):
                    there = f" (there: {' '.join(old.cells)})" if old else ""
                    why = "is counted and added of this issue's items; delete or change those, or this row"
                    self.unread.append(Unread(row.line, f"“{' '.join(row.cells)}” {why}{there}"))

    def _sections(self, before: _Read, after: _Read) -> Iterator[Change]:
        was = {one.anchor: one for one in before.sections}
        titles = {one.title: one.anchor for one in before.sections}
        for one in after.sections:
            one.anchor = one.anchor or titles.get(one.title, "")
            old = was.get(one.anchor)
            if old and _squeezed(old.title) != _squeezed(one.title):
                yield Change(one.line, Decision("section.title", one.anchor, (one.title,), old.title))
        now = [one for one in after.sections if one.anchor in was and one.items]
        stays = _staying([one.anchor for one in before.sections], [one.anchor for one in now])
        for k, one in enumerate(now):
            if one.anchor not in stays:
                yield Change(one.line, Decision("section.place", one.anchor, (now[k - 1].anchor if k else "",)))

    def _items(self, before: _Read, after: _Read) -> Iterator[Change]:
        self._recognise(before, after)
        self._refuse_doubles(after)
        was, now = before.items, after.items
        if not any(held.items for held in after.sections):
            self.unread.append(Unread(1, "not one item is left; leave one below a section ##"))
            return
        for anchor, (piece, _) in was.items():
            if anchor not in now and anchor in self._names:
                yield Change(1, Decision("item.drop", item_target(self._names[anchor]), (), piece.title))
        for held in after.sections:
            name = held.anchor.removeprefix("section:") or held.title
            there = [one.anchor for one, old in was.values() if old.anchor == held.anchor and held.anchor]
            stays = _staying(there, [one.anchor for one in held.items])
            behind = ""
            for piece in held.items:
                if piece.anchor in was and piece.anchor not in self._names:
                    self._gone(was[piece.anchor][0], piece)
                elif piece.anchor in was:
                    yield from self._item(was[piece.anchor][0], piece, (name, behind), moved=piece.anchor not in stays)
                    behind = item_target(self._names[piece.anchor])
                elif changes := self._own(piece, name, behind):
                    yield from changes
                    behind = changes[0].decision.target

    def _gone(self, old: _Piece, new: _Piece) -> None:
        """Name an item that was changed and whose source is no more."""
        before, after = ([one.title, *(part.words for part in (*one.text, *one.notes))] for one in (old, new))
        if before != after:
            self.unread.append(
                Unread(new.line, f"the source of “{new.title}” is gone; put it back, or delete the item")
            )

    def _recognise(self, before: _Read, after: _Read) -> None:
        """Know an item again whose anchor was lost by the title it had."""
        now = after.items
        lost = {_squeezed(one.title): one.anchor for one, _ in before.items.values() if one.anchor not in now}
        for held in after.sections:
            for piece in held.items:
                piece.anchor = piece.anchor or lost.pop(_squeezed(piece.title), "")

    def _refuse_doubles(self, after: _Read) -> None:
        seen: set[str] = set()
        for held in after.sections:
            for piece in list(held.items):
                if piece.anchor and piece.anchor in seen:
                    self.unread.append(
                        Unread(piece.line, f"“{piece.title}” stands above already; delete one of the two")
                    )
                    held.items.remove(piece)
                seen.add(piece.anchor)

    def _item(self, old: _Piece, new: _Piece, place: tuple[str, str], *, moved: bool) -> Iterator[Change]:
        item = self._names[new.anchor]
        target = item_target(item)
        if moved:
            yield Change(new.line, Decision("item.place", target, place))
        if _squeezed(old.title) != _squeezed(new.title):
            yield Change(new.line, Decision("item.title", target, (new.title,), old.title))
        if _squeezed(old.source[0]) != _squeezed(new.source[0]):
            line = new.source[1] or new.line
            self.unread.append(
                Unread(line, f"“{new.source[0]}”: the sources stay as they are (there: {old.source[0]})")
            )
        left, there = ({row.target for row in piece.rows} for piece in (new, old))
        for row in old.rows:
            if row.target not in left:
                words = " ".join(row.cells[:_QUOTE])
                yield Change(new.line, Decision("statement.drop", row.target, ("list",), words))
        self.unread += [Unread(row.line, "a figure of another item") for row in new.rows if row.target not in there]
        yield from _moved(old.rows, [row for row in new.rows if row.target in there], "statement.place")
        if not old.rows or not new.rows:  # without a table what stands behind the text is at the foot
            _to_foot(old)
            _to_foot(new)
        yield from _Words(item, old, new).changes()

    def _own(self, piece: _Piece, section: str, behind: str) -> tuple[Change, ...]:
        """Read an item that a person wrote."""
        if piece.anchor or piece.source[0] or piece.rows:
            self.unread.append(
                Unread(piece.line, "no item of this issue: leave the anchor at the head of its title as it is")
            )
            return ()
        _to_foot(piece)
        words = tuple(f"> {one.words}" if one.note else one.words for one in piece.text)
        notes = tuple(one.words for one in piece.notes)
        name = hashlib.sha256("\n".join((piece.title, *words, *notes)).encode()).hexdigest()[:8]
        if not piece.title or item_of(self._brief, f"own:{name}"):
            self.unread.append(Unread(piece.line, "an item of one's own has a title, and stands once"))
            return ()
        own = Change(piece.line, Decision("item.own", f"own:{name}", (section, behind, piece.title, *words)))
        return (own, Change(piece.line, Decision("item.notes", f"own:{name}", notes))) if notes else (own,)


class _Words:
    """The words of an item: its summary, the paragraphs of a person, its notes."""

    def __init__(self, item: Item, old: _Piece, new: _Piece) -> None:
        self._item, self._old, self._new = item, old, new
        self._places: dict[str, str] = {}
        for report in item.story.reports:
            for text in sorted(sentences_of(report), key=_at):
                self._places.setdefault(_key(text), f"@{report.article.id}:{places(text.spans)}")
        for one in item.summary:
            if isinstance(one, Text):
                place = f"@{item.story.reports[0].article.id}:{places(one.spans)}"
                self._places.setdefault(_key(one), place)
                self._places.setdefault(_squeezed(_HIDDEN.sub("", _filled(one, item.references))), f"{place}+")

    def changes(self) -> Iterator[Change]:
        """Yield what was changed of them."""
        target, line = item_target(self._item), self._new.line
        before, after = self._read(self._old), self._read(self._new)
        if before[0] != after[0]:
            was = "".join(map(str, self._item.summary))
            at = next((one.line for one in self._new.text if not one.note), line)
            yield Change(at, Decision("item.summary", target, after[0], was))
        notes = [tuple(_squeezed(one.words) for one in piece.notes) for piece in (self._old, self._new)]
        if before[1] != after[1] or notes[0] != notes[1]:  # a note may have moved from one to the other: both are told
            known = {one.words for one in (*self._old.text, *self._old.notes)}
            fresh = [one.line for one in (*self._new.text, *self._new.notes) if one.words not in known]
            at = next(iter(fresh), line)
            foot = tuple(one.words for one in self._new.notes)
            yield Change(at, Decision("item.text", target, after[1], "；".join(before[1][1::2])))
            yield Change(at, Decision("item.notes", target, foot, "；".join(map(str, self._item.notes))))

    def _read(self, piece: _Piece) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Read the paragraphs of an item: the pieces of its summary, and each own paragraph with where it stands."""
        summary: list[str] = []
        asides: list[str] = []
        for paragraph in piece.text:
            if self._is_aside(paragraph, piece):
                asides += [str(len(summary)), f"> {paragraph.words}" if paragraph.note else paragraph.words]
            else:
                summary += self._pieces(paragraph.words)
        return tuple(summary), tuple(asides)

    def _is_aside(self, paragraph: _Paragraph, piece: _Piece) -> bool:
        """Say whether a paragraph is set beside the summary, not a new wording of it."""
        if paragraph.note or not self._item.summary or OWN.fullmatch(paragraph.words.strip()):
            return True
        if any(_squeezed(paragraph.words) == _squeezed(str(one.words)) for one in self._item.asides):
            return True
        mine = {piece for piece in self._pieces(paragraph.words) if piece.startswith("@")}
        others = {one for other in piece.text if other is not paragraph for one in self._pieces(other.words)}
        whole = {self._places.get(_key(one), str(one)) for one in self._item.summary}
        return not mine and whole <= {one.removesuffix("+") for one in others}

    def _pieces(self, words: str) -> list[str]:
        """Cut a paragraph into sentences of the paper, as places, and other words."""
        pieces: list[str] = []
        rest = words
        while rest.strip():
            found = self._longest(rest)
            if found:
                pieces.append(self._places[_squeezed(rest[:found])])
                rest = rest[found:]
            else:
                cut = _first_end(rest)
                if pieces and not pieces[-1].startswith("@"):
                    pieces[-1] += rest[:cut].strip()
                else:
                    pieces.append(rest[:cut].strip())
                rest = rest[cut:]
        return pieces

    def _longest(self, rest: str) -> int:
        """Say how many characters at the beginning of words are a sentence of the paper."""
        best = 0
        for key in self._places:
            end = _prefix(rest, key)
            best = max(best, end)
        return best


def _first_end(rest: str) -> int:
    """Say where the first sentence of words ends, or what is marked as a person's own and opens them."""
    own = OWN.match(rest.lstrip())
    if own:
        return len(rest) - len(rest.lstrip()) + own.end()
    span = next(iter(sentences(rest)), None)
    marked = OWN.search(rest)
    end = span.end if span else len(rest)
    return min(end, marked.start()) if marked else end


def _prefix(rest: str, key: str) -> int:
    """Say where words end that are `key` but for blanks; 0 where they do not begin so."""
    at = 0
    for sign in key:
        while at < len(rest) and rest[at].isspace():
            at += 1
        if at >= len(rest) or rest[at] != sign:
            return 0
        at += 1
    return at


def _key(text: Text | Own) -> str:
    return _squeezed(_HIDDEN.sub("", text.string))


def _at(text: Text) -> int:
    return text.start


def _to_foot(piece: _Piece) -> None:
    """Count the notes that close an item without a table as standing at its foot."""
    while not piece.rows and piece.text and piece.text[-1].note:
        piece.notes.insert(0, piece.text.pop())


def _figures(read: _Read) -> Iterator[_Row]:
    """Yield the rows of figures, those of the items first."""
    yield from (row for piece, _ in read.items.values() for row in piece.rows)
    yield from _part_rows(read, "figures")


def _part_rows(read: _Read, name: str) -> list[_Row]:
    return read.parts[name].rows if name in read.parts else []


def _moved(was: Sequence[_Row], now: Sequence[_Row], operation: Operation) -> Iterator[Change]:
    """Yield the rows that stand elsewhere, each with the one it stands behind."""
    stays = _staying([row.target for row in was], [row.target for row in now])
    for k, row in enumerate(now):
        if row.target not in stays:
            yield Change(row.line, Decision(operation, row.target, (now[k - 1].target if k else "",)))


def _staying(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """Name what need not be moved: the longest run of both orders (patience of the places it had)."""
    at = {name: k for k, name in enumerate(before)}
    found = [name for name in after if name in at]
    best: list[tuple[int, int]] = []  # length of the longest run that ends here, and the one before
    for k, name in enumerate(found):
        length, last = max(((best[j][0], j) for j in range(k) if at[found[j]] < at[name]), default=(0, -1))
        best.append((length + 1, last))
    stays: set[str] = set()
    k = max(range(len(best)), key=lambda k: best[k][0], default=-1)
    while k >= 0:
        stays.add(found[k])
        k = best[k][1]
    return frozenset(stays)
