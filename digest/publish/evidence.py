"""What a template shows of an item: its figures, and for each the sentence, paper and page it comes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from digest.model import Brief, Fact, Figure, Highlight, Item, Reference, Source, Text

FIGURES = frozenset({"money", "quantity", "percent", "ratio", "growth", "rank"})
_LABELS = {
    "money": "金额",
    "quantity": "数量",
    "percent": "占比",
    "ratio": "比率",
    "growth": "增幅",
    "rank": "位次",
}
_MORE = tuple("0123456789.")
_STATUS = {"actual": "", "expected": "预计", "target": "目标", "limit": "限额"}


@dataclass(frozen=True, slots=True)
class Note:
    """One piece of evidence of an item: a quoted sentence and where it was printed; `label` is unique in the brief."""

    label: str
    quote: Text
    source: Source


@dataclass(frozen=True, slots=True)
class KeyFact:
    """One figure as the brief lists it: what it measures, the source's own words, its status, its evidence.

    Where nothing says what it measures, `label` is only the kind of figure it is, and it is not `named`.
    """

    label: str
    figure: Text
    status: str
    note: Note
    named: bool = True


def notes(item: Item) -> tuple[Note, ...]:
    """List the quoted sentences behind an item's figures, each once, in the order they are first needed."""
    quotes = dict.fromkeys(fact.quote for fact in _shown(item))
    return tuple(
        Note(f"{item.anchor}-{number}", quote, _source(item, quote)) for number, quote in enumerate(quotes, start=1)
    )


def key_facts(item: Item) -> tuple[KeyFact, ...]:
    """List an item's figures in its order, each with its evidence; the same figure of the same measure once."""
    by_quote = {note.quote: note for note in notes(item)}
    found: dict[tuple[str, str], KeyFact] = {}
    for fact in _shown(item):
        label = fact.measure or _LABELS[fact.kind]
        shown = KeyFact(label, fact.text, _STATUS[fact.modality], by_quote[fact.quote], fact.labelled)
        found.setdefault((label, fact.text.string), shown)
    return tuple(found.values())


def listed(item: Item) -> tuple[KeyFact, ...]:
    """List an item's figures that say what they measure."""
    return tuple(fact for fact in key_facts(item) if fact.named)


def other_facts(item: Item) -> tuple[KeyFact, ...]:
    """List an item's figures that its summary does not tell already."""
    summary = _summary(item)
    return tuple(fact for fact in listed(item) if not _tells(summary, fact.figure.string))


def _summary(item: Item) -> str:
    return "".join(sentence.string for sentence in item.summary)


def _tells(text: str, figure: str) -> bool:
    """Tell whether a text has a figure, and not as the end of a longer one: 2% is not told by 12%."""
    places = (found.start() for found in re.finditer(re.escape(figure), text))
    return any(not text[:place].endswith(_MORE) for place in places)


def note_of(line: Figure | Highlight, items: tuple[Item, ...]) -> Note | None:
    """Find the evidence of a row of the table of figures, or of a highlight, among the items' notes."""
    item = next((item for item in items if item.anchor == line.anchor), None)
    words = line.value if isinstance(line, Figure) else line.figure
    facts = [fact for fact in _shown(item) if fact.text == words] if item else []
    return next((note for note in notes(item) if note.quote == facts[0].quote), None) if item and facts else None


def whose(line: Highlight, items: tuple[Item, ...]) -> Text | None:
    """Give the headline of a highlight's item, where its sentence does not say by itself whose figure it has.

    It says so when it names a zone of the report, or a firm that the headline names or that the figure is of.
    """
    item = next((item for item in items if item.anchor == line.anchor), None)
    if item is None:
        return None
    sentence, headline = line.sentence.string, item.headline.string
    facts = item.story.reports[0].facts
    owners = {fact.subject for fact in facts if fact.text == line.figure}
    names = {fact.text.string for fact in facts if fact.kind == "zone" and fact.zone}
    names |= {
        name for fact in facts if fact.kind == "org" and ((name := fact.text.string) in headline or name in owners)
    }
    told = headline in sentence or sentence in headline or any(name in sentence for name in names)
    return None if told else item.headline


def _shown(item: Item) -> tuple[Fact, ...]:
    """The figures that are listed, or stand in the summary; 数量 74家 would say nothing by itself."""
    summary = _summary(item)
    return tuple(
        fact
        for fact in item.facts
        if fact.kind in FIGURES and (fact.measure or fact.kind == "rank" or _tells(summary, fact.text.string))
    )


def _source(item: Item, quote: Text) -> Source:
    """Find the report a quoted sentence stands in; the lead report where none can be told."""
    for report, source in zip(item.story.reports, item.sources, strict=False):
        if any(fact.quote == quote for fact in report.facts):
            return source
    return item.sources[0]


def zones(brief: Brief) -> tuple[tuple[str, str], ...]:
    """List the zones a brief speaks of, each with the anchors of its items, in the order they are first met."""
    anchors: dict[str, dict[str, None]] = {}
    for item in brief.items:
        for fact in item.facts:
            if fact.zone:
                anchors.setdefault(fact.zone.name, {})[item.anchor] = None
    for row in brief.figures:
        if row.zone:
            anchors.setdefault(row.zone, {})[row.anchor] = None
    return tuple((zone, " ".join(items)) for zone, items in anchors.items())


def marked(
    sentence: Text, figures: tuple[Text, ...], references: tuple[Reference, ...] = ()
) -> tuple[tuple[str, bool], ...]:
    """Cut a sentence at the figures that stand in it: pieces in order, each with whether it is a figure.

    A figure is found by its place in the source, so that 2% is not found in 12%. The names that `references` stand
    for are filled in behind them in 〔〕.
    """
    cuts = {(*place, sentence.string[slice(*place)], True) for figure in figures if (place := _place(sentence, figure))}
    for one in references:
        at = one.after(sentence)
        cuts |= {(at, at, f"〔{one.name}〕", False)} if at is not None else set()
    pieces: list[tuple[str, bool]] = []
    end = 0
    for start, stop, words, bold in sorted(cuts):
        if start < end:
            continue
        pieces += [(sentence.string[end:start], False), (words, bold)]
        end = stop
    pieces.append((sentence.string[end:], False))
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
