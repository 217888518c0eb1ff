"""Clippings in, a readable account of them on the terminal out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from digest.page.shares import shares
from digest.pipeline.fact_json import number
from digest.text.visible import visible
from digest.translation import named, translated

if TYPE_CHECKING:
    from digest.model import Article, Clipping, Fact, Text

_BOUNDS = {
    "about": "约",
    "nearly": "近",
    "over": "超",
    "at_least": "至少",
    "at_most": "至多",
    "under": "不足",
    "range": "区间",
}
_MODALITIES = {"actual": "已实现", "expected": "预计", "target": "目标", "limit": "上限", "intention": "意向"}
_WEIGHED = frozenset({"money", "quantity", "percent", "ratio", "growth", "rank", "duration", "event"})  # have a status
_SPREAD = 24  # characters of the sentence shown on each side of the figure
_LEAST_SHOWN = 0.001  # a runner-up that is less likely is not worth a look
_NO_TERMINAL_WIDTH = 140  # columns in a pipe, where no terminal tells its width


def tables(taken: tuple[Clipping, ...], *, why: bool = False) -> None:
    """Print every article with its parts and facts; in each sentence the fact's own words stand out.

    With `why`, whose each figure is, what it measures, when and how sure, and the words that decided it, instead of
    what the rules alone make of it.
    """
    console = Console()
    if not console.is_terminal:
        console = Console(width=_NO_TERMINAL_WIDTH)
    for clipping in taken:
        document = clipping.document
        console.rule(_styled(translated(f"{document.origin}  ({document.encoding}, {len(clipping.reports)} articles)")))
        for report in clipping.reports:
            _head(console, report.article)
            if report.facts:
                console.print(_facts(report.facts, document.text if why else None))
        for piece in clipping.layout.furniture:
            console.print(_styled(f"{piece.role}: {piece.text.string}", style="dim"), soft_wrap=True)
        for text in clipping.layout.unread:
            console.print(_styled(f"{translated('given to no article')}: {text.string}", style="yellow"))
        console.print(_styled(_shares(clipping), style="dim"))


def _styled(words: str, style: str = "") -> Styled:
    """Set words of a source; what could not be seen, or would steer the terminal, is shown as □."""
    return Styled(visible(words), style=style)


def lines(taken: tuple[Clipping, ...]) -> None:
    """Print every line with its role, the runner-up, its article, and how surely that was chosen; and the share given.

    The confidence of a boundary is shown on the first line of what was placed: by how much it was better than the next
    best, in log-odds.
    """
    console = Console()
    if not console.is_terminal:
        console = Console(width=_NO_TERMINAL_WIDTH)
    for clipping in taken:
        numbers = {article.id: k for k, article in enumerate(clipping.layout.articles, start=1)}
        table = Table(show_edge=False, pad_edge=False, header_style="dim", expand=True)
        for column, share in (("line", 8), ("role", 2), ("or", 2), ("article", 1), ("margin", 1)):
            table.add_column(named(column, "show"), overflow="fold", ratio=share)
        for trace in clipping.layout.traces:
            other = f"{trace.other} {trace.other_chance:.3f}" if trace.other_chance >= _LEAST_SHOWN else ""
            owner = str(numbers.get(trace.article, "")) if trace.article else ""
            margin = "" if trace.margin is None else f"{trace.margin:.1f}"
            table.add_row(trace.text.string, f"{trace.role} {trace.chance:.3f}", other, owner, margin)
        console.rule(Styled(clipping.document.origin))
        console.print(table)
        console.print(Styled(_shares(clipping)))


def _shares(clipping: Clipping) -> str:
    """Word where the characters of a document went."""
    found = shares(clipping.document, clipping.layout)
    places = ("in articles", "in furniture", "in neither", "lost")
    said = [
        f"{share:.1%} {named(place, 'show')}"
        for place, share in zip(places, found, strict=True)
        if share or place != "lost"
    ]
    return f"{named('characters', 'show')}: {', '.join(said)}"


def _head(console: Console, article: Article) -> None:
    headline = article.headline.string if article.headline else "（题目未见）"
    console.print()
    console.print(_styled(headline, style="bold"), soft_wrap=True)
    parts = [
        ("kicker", article.kicker),
        ("subtitle", article.subtitle),
        ("section", article.section),
        ("bylines", "、".join(f"{by.role} {by.name}".strip() for by in article.bylines)),
        ("printed", " ".join(str(part) for part in (article.publication, article.published, article.page) if part)),
        ("subheads", " / ".join(p.text.string for p in article.paragraphs if p.role == "subhead")),
        ("captions", " / ".join(caption.string for caption in article.captions)),
        ("body", translated(f"{len(article.body)} paragraphs, {sum(len(text) for text in article.body)} characters")),
    ]
    for name, value in parts:
        if value:
            console.print(_styled(f"  {named(name, 'show'):<9}{value}", style="dim"))


def _facts(found: tuple[Fact, ...], source: str | None) -> Table:
    table = Table(show_edge=False, pad_edge=False, header_style="dim", expand=True)
    for column, share in (("fact", 3), ("value", 3), ("measures / whose", 4), ("evidence", 8)):
        table.add_column(named(column, "show"), overflow="fold", ratio=share)
    for one in found:
        status = " ".join(filter(None, (_BOUNDS.get(one.bound), _MODALITIES[one.modality])))
        table.add_row(
            _two(one.text.string, one.kind, style="bold"),
            _two(_value(one), status if one.kind in _WEIGHED else ""),
            _two(*_why(one, source))
            if source is not None and one.confidence
            else _two(one.measure or one.title or "", one.subject or one.speaker or ""),
            evidence(one),
        )
    return table


def _why(one: Fact, source: str) -> tuple[str, str]:
    """Word the attribution of a figure and what decided it: the owner's mention, the label, the cue."""
    names = (text.string for text in (one.owner, one.label) if text)
    found = {"denied": one.polarity == "denied", "condition": bool(one.condition)}
    marks = (named(name, "show") for name, there in found.items() if there)
    said = dict.fromkeys(source[slice(*span)].replace("\n", "") for span in one.because)
    return " · ".join(filter(None, (*names, one.period, f"{one.confidence:.2f}", *marks))), " | ".join(said)


def _two(first: str, second: str, style: str = "") -> Styled:
    """Set one line over another that is less important."""
    both = _styled(first, style=style)
    if second:
        both.append(visible(second) if not first else f"\n{visible(second)}", style="not bold dim")
    return both


def _value(one: Fact) -> str:
    if one.kind in ("date", "period"):
        days = [day.isoformat() for day in (one.first, one.last) if day]
        return " … ".join(dict.fromkeys(days))
    value = number(one.value) or f"{number(one.low)}…{number(one.high)}"
    return " ".join(filter(None, (value if one.value is not None or one.low is not None else "", one.unit)))


def evidence(one: Fact) -> Styled:
    """Show the sentence around a fact with the fact's own words in reverse."""
    at = place(one.text, one.quote)
    if at is None:
        return _styled(one.quote.string)
    end = at + len(one.text)
    before, after = one.quote.string[max(0, at - _SPREAD) : at], one.quote.string[end : end + _SPREAD]
    shown = _styled(("…" if at > _SPREAD else "") + before)
    shown.append(visible(one.text.string), style="reverse")
    shown.append(visible(after) + ("…" if end + _SPREAD < len(one.quote) else ""))
    return shown


def place(part: Text, whole: Text) -> int | None:
    """Find where a text stands in another by its place in the source; offset in characters of `whole`."""
    offset = 0
    for start, end in whole.spans:
        if start <= part.start < end:
            return offset + part.start - start
        offset += end - start
    return None
