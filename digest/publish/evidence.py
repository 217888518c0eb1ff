"""What a template shows of an item: its figures, and for each the sentence, paper and page it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from digest import lexicon
from digest.model import KINDS, Own, Source, Statement, Text
from digest.publish.provenance import Mark

if TYPE_CHECKING:
    from digest.model import Aside, Brief, Figure, Highlight, Item, Reference

_MORE = tuple("0123456789.")
_OWN = "·编者"  # behind a status that is a person's own


@dataclass(frozen=True, slots=True)
class Note:
    """One piece of evidence of an item: a quoted sentence and where it was printed; `label` is unique in the brief."""

    label: Mark
    quote: Text
    source: Source


@dataclass(frozen=True, slots=True)
class KeyFact:
    """One figure as the brief lists it: whose it is, what it measures, the figure, its time and status, its evidence.

    `owner` is given where neither the item's headline nor the figure before it names it. Where nothing says what a
    figure measures, `label` is only the kind of figure it is, and it is not `named`.
    """

    owner: Text | Own | None
    label: Own
    figure: Statement
    status: Own | None
    note: Note
    named: bool = True


def status_word(one: Statement, column: str) -> str:
    """Word how real a figure is: `shown` beside it ("" for what is reached) or `tabled` in a column.

    A status that a person gave and no word of the sentence tells is marked as theirs. The whole of what a project is to
    cost is not reached by being named (总投资5亿元): its column is empty.
    """
    words = lexicon.table("status")[one.status]
    if column == "tabled" and "status" not in one.decided and one.heading.endswith(tuple(words.get("untold", ()))):
        return ""
    return f"{words['tabled']}{_OWN}" if one.own_status else str(words[column])


def time_word(one: Statement) -> str:
    """Word what time a figure holds for: 2025年上半年, 2025年1—10月, 2021—2025年, 截至2025年10月31日, 近3年来 or ""."""
    if one.period is None:
        return one.running.string if one.running else ""
    first, _, last = one.period.partition("..")
    if not last:
        until = _UNTIL[one.status == "actual"] if _DAY.fullmatch(first) else ""
        return until + _worded(first)
    if first[:4] != last[:4]:
        return f"{first}—{last}年" if len(first) == len(last) == len("2025") else f"{_worded(first)}—{_worded(last)}"
    year = f"{int(first[:4])}年"
    begin, end = _worded(first).removeprefix(year), _worded(last).removeprefix(year)
    return f"{year}{begin.removesuffix('月') if end.count('月') and '日' not in end else begin}—{end}"


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNTIL = ("到", "截至")
_QUARTERS = "一二三四"


def _worded(time: str) -> str:
    """Word one end of a period."""
    year, *rest = time.split("-")
    if not rest:
        return f"{year}年"
    if rest[0][0] in "HQ":
        number = int(rest[0][1:])
        return f"{year}年{'上下'[number - 1]}半年" if rest[0][0] == "H" else f"{year}年{_QUARTERS[number - 1]}季度"
    if rest == ["12", "31"]:
        return f"{year}年底"
    return f"{year}年{int(rest[0])}月" + (f"{int(rest[1])}日" if len(rest) > 1 else "")


def _beside(one: Statement) -> Own | None:
    """Word what stands in brackets beside a figure: its time, and its status where it is not reached."""
    time = time_word(one)
    words = "，".join(filter(None, ("" if time in one.heading else time, status_word(one, "shown"))))
    return Own(words) if words else None


def notes(item: Item) -> tuple[Note, ...]:
    """List the quoted sentences behind an item's figures, each once, in the order they are first needed."""
    quotes = {one.quote: one.source for one in reversed(_shown(item))}
    return tuple(
        Note(Mark(f"{item.anchor}-{number}"), quote, quotes[quote])
        for number, quote in enumerate(dict.fromkeys(one.quote for one in _shown(item)), start=1)
    )


def key_facts(item: Item) -> tuple[KeyFact, ...]:
    """List an item's figures in its order, each with its evidence; the same figure of the same measure once."""
    by_quote = {note.quote: note for note in notes(item)}
    found: dict[tuple[str, str], KeyFact] = {}
    before: Text | Own | None = None
    for one in _shown(item):
        label = one.heading or KINDS[one.kind].label
        is_new = str(one.owner) != str(before)
        owner = _owner(one, item, first=before is None) if is_new else None
        fact = KeyFact(owner, Own(label), one, _beside(one), by_quote[one.quote], one.is_sure("item"))
        found.setdefault((label, one.text.string), fact)
        before = one.owner
    return tuple(found.values())


def bold(item: Item) -> tuple[Text, ...]:
    """List the figures that are set bold in an item's sentences; 六大 of 六大维度 orders a plan and counts nothing."""
    return tuple(fact.figure.text for fact in key_facts(item) if not _ORDERS.fullmatch(fact.figure.text.string))


_ORDERS = re.compile("[一二两三四五六七八九十]大")


def _owner(one: Statement, item: Item, *, first: bool) -> Text | Own | None:
    """Give the owner where the label does not name it; that of the first figures also not where the headline does."""
    told = (item.headline.string if first else "") + one.heading
    return one.owner if one.owner and one.owner.string not in told else None


def listed(item: Item) -> tuple[KeyFact, ...]:
    """List an item's figures that say what they measure."""
    return tuple(fact for fact in key_facts(item) if fact.named)


def other_facts(item: Item) -> tuple[KeyFact, ...]:
    """List an item's figures that its summary does not tell already."""
    summary = _summary(item)
    return tuple(fact for fact in listed(item) if not _tells(summary, str(fact.figure)))


def holds(quote: Text, sentence: Text | Own) -> bool:
    """Say whether a printed sentence is of the quoted one, in whole or in clauses; one of one's own is of none."""
    if isinstance(sentence, Own):
        return sentence.string in quote.string or quote.string in sentence.string
    return any(a.start < b.end and b.start < a.end for a in quote.spans for b in sentence.spans)


def called(item: Item, brief: Brief) -> tuple[Note, ...]:
    """List the notes of an item that paper calls: of its summary, of the figures listed there, of the table's rows."""
    wanted = {fact.note.quote for fact in other_facts(item)}
    wanted |= {row.statement.quote for row in brief.figures if row.anchor == item.anchor}
    return tuple(
        note for note in notes(item) if note.quote in wanted or any(holds(note.quote, one) for one in item.summary)
    )


def _summary(item: Item) -> str:
    return "".join(map(str, item.summary))


def _tells(text: str, figure: str) -> bool:
    """Tell whether a text has a figure, and not as the end of a longer one: 2% is not told by 12%."""
    places = (found.start() for found in re.finditer(re.escape(figure), text))
    return any(not text[:place].endswith(_MORE) for place in places)


def note_of(line: Figure | Highlight, items: tuple[Item, ...]) -> Note | None:
    """Find the evidence of a row of the table of figures, or of a highlight, among the items' notes."""
    item = next((item for item in items if item.anchor == line.anchor), None)
    return next((note for note in notes(item) if note.quote == line.statement.quote), None) if item else None


def whose(line: Highlight, items: tuple[Item, ...]) -> Text | Own | None:
    """Give the headline of a highlight's item, where its sentence does not say by itself whose figure it has.

    It says so when it names a zone of the report, or a firm that the headline names or that the figure is of.
    """
    item = next((item for item in items if item.anchor == line.anchor), None)
    if item is None:
        return None
    sentence, headline = line.sentence.string, item.headline.string
    facts = item.story.reports[0].facts
    owners = {fact.subject for fact in facts if fact.text == line.figure} | {str(line.statement.owner or "")}
    names = {fact.text.string for fact in facts if fact.kind == "zone" and fact.zone}
    names |= {
        name for fact in facts if fact.kind == "org" and ((name := fact.text.string) in headline or name in owners)
    }
    told = headline in sentence or sentence in headline or any(name in sentence for name in names)
    return None if told else item.headline


def _shown(item: Item) -> tuple[Statement, ...]:
    """The figures that are listed, or stand in the summary; 数量 74家 would say nothing by itself."""
    spans = [span for sentence in item.summary if isinstance(sentence, Text) for span in sentence.spans]

    def is_shown(one: Statement) -> bool:
        return one.is_sure("item") or any(start <= one.text.start < end for start, end in spans)

    return tuple(one for one in item.statements if KINDS[one.kind].printed and is_shown(one))


def stands_at(one: Aside, number: int, item: Item) -> bool:
    """Say whether a person's paragraph stands before the sentence of a number; behind the last one, before none."""
    return min(one.after, len(item.summary)) == number


def paragraphs(item: Item) -> tuple[tuple[Text | Own, ...], ...]:
    """Give an item's text as paragraphs: runs of its sentences, and what a person set between them."""
    found: list[tuple[Text | Own, ...]] = [()]
    for number, sentence in enumerate((*item.summary, None)):
        asides = [(one.words,) for one in item.asides if stands_at(one, number, item)]
        found += [*asides, ()] if asides else []
        if sentence is not None:
            found[-1] = (*found[-1], sentence)
    return tuple(one for one in found if one)


def is_edited(brief: Brief) -> bool:
    """Say whether a brief has words of a person beside titles and notes, which are marked in any case."""
    owned = (one for item in brief.items for one in item.statements if one.decided)
    worded = (one for item in brief.items for one in (*item.summary, *item.asides) if not isinstance(one, Text))
    return any(True for _ in (*owned, *worded)) or any(isinstance(one.sentence, Own) for one in brief.highlights)


def zones(brief: Brief) -> tuple[tuple[str, Mark], ...]:
    """List the zones that a brief's items are about, each with the anchors of its items."""
    return tuple((row.zone, Mark(" ".join(row.anchors))) for row in brief.zones)


def marked(
    sentence: Text | Own, figures: tuple[Text, ...], references: tuple[Reference, ...] = ()
) -> tuple[tuple[Text | Own, bool], ...]:
    """Cut a sentence at the figures that stand in it: pieces in order, each with whether it is a figure.

    A figure is found by its place in the source, so that 2% is not found in 12%. The names that `references` stand
    for are filled in behind them in 〔〕. What an editor wrote is one piece.
    """
    if isinstance(sentence, Own):
        return ((sentence, False),)
    cuts: set[tuple[int, int, int]] = {
        (*place, -1) for figure in figures if (place := _place(sentence, figure)) is not None
    }
    cuts |= {(at, at, k) for k, one in enumerate(references) if (at := one.after(sentence)) is not None}
    pieces: list[tuple[Text | Own, bool]] = []
    end = 0
    for start, stop, number in sorted(cuts):
        if start < end:
            continue
        pieces.append((sentence[end:start], False))
        if number >= 0:
            pieces += [(Own("〔"), False), (references[number].name, False), (Own("〕"), False)]
        else:
            pieces.append((sentence[start:stop], True))
        end = stop
    pieces.append((sentence[end:], False))
    return tuple(piece for piece in pieces if piece[0])


def _place(sentence: Text, figure: Text) -> tuple[int, int] | None:
    """Say which characters of the sentence a figure is; None where it stands elsewhere."""
    start = _offset(sentence, figure.start)
    if start is None or not figure or sentence.string[start : start + len(figure)] != figure.string:
        return None
    return start, start + len(figure)


def _offset(sentence: Text, place: int) -> int | None:
    """Turn a place in the source into one in the sentence."""
    before = 0
    for start, end in sentence.spans:
        if start <= place < end:
            return before + place - start
        before += end - start
    return None
