"""A ranking in, a brief out: highlights, the week's figures, sections, sources and what was left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from digest.edit.clauses import forms
from digest.edit.figures import amounts, in_unit
from digest.edit.fingerprint import within
from digest.edit.keyfacts import worth
from digest.edit.profile import Profile
from digest.edit.references import stands_alone
from digest.edit.sentence import told
from digest.edit.statements import contexts, statement
from digest.model import (
    KINDS,
    NUMERIC,
    Brief,
    Dropped,
    Figure,
    Highlight,
    Item,
    Masthead,
    Own,
    Problem,
    Section,
    Source,
    Statement,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from digest.edit.figures import Amount
    from digest.edit.fingerprint import Fingerprints
    from digest.edit.ranking import Ranking
    from digest.model import Text

_HIGHLIGHTS: Final = 5
_QUOTED: Final = ("“", "‘", "「")
_ROWS: Final = 12  # of the one table on the front page
_ROWS_AN_ITEM: Final = 2
_TELLING: Final = 0.5  # a figure that is worth a row: a wanted measure, or salient by itself
_LINE: Final = 90  # characters of a line on the front page at most: two printed lines
_GOOD: Final = 45  # … and what reads best: one line and a half
_HEADED: Final = ("money", "quantity", "percent", "growth")  # figures that a headline is made for
_STOPS: Final = tuple("。！？!?")


def compose(  # noqa: PLR0913  a brief is made of these parts, all named by keyword
    ranking: Ranking,
    *,
    issue: str,
    first: date,
    last: date,
    printed: date,
    masthead: Masthead,
    profile: Profile | None = None,
    problems: Sequence[Problem] = (),
) -> Brief:
    """Lay out a brief; `first` and `last` are its inclusive days, `printed` the day on the masthead.

    Sections come in the order of the profile, empty ones not at all; every report read stands in `sources` once.
    """
    sections = (profile or Profile()).sections
    return Brief(
        issue=issue,
        first=first,
        last=last,
        printed=printed,
        masthead=masthead,
        highlights=tuple(_highlights(ranking)),
        figures=_figures(ranking),
        sections=tuple(
            Section(title, held)
            for title in sections
            if (held := tuple(item for item in ranking.items if item.section == title))
        ),
        sources=_sources(ranking),
        dropped=tuple(Dropped(source, cut.why) for cut in ranking.cut for source in cut.item.sources),
        problems=tuple(problems),
    )


def _sources(ranking: Ranking) -> tuple[Source, ...]:
    items = (*ranking.items, *(cut.item for cut in ranking.cut))
    return tuple(sorted({source for item in items for source in item.sources}, key=_source_order))


def _source_order(source: Source) -> tuple[str, ...]:
    return tuple(
        str(part or "") for part in (source.published, source.publication, source.page, source.origin, source.headline)
    )


def _highlights(ranking: Ranking) -> Iterator[Highlight]:
    """Yield the best items' most telling sentence with a figure, five at most."""
    made = (_highlight(item, ranking.fingerprints) for item in ranking.items)
    for number, highlight in enumerate(line for line in made if line):
        if number == _HIGHLIGHTS:
            return
        yield highlight


def _highlight(item: Item, fingerprints: Fingerprints) -> Highlight | None:
    """Take the form of a sentence that has the item's first figure, says whose it is and is of a line's length.

    The figure is one of the headline, or the first that is sure enough. The sentence stands by itself, without a label
    of ours: where all of an item need another one, or are what somebody is quoted with, it has no line here.
    """
    report = item.story.reports[0]
    lines = [line for line in told(report) if not line.text.string.startswith(_QUOTED) and stands_alone(line)]
    made = contexts(item.story, fingerprints)[0]
    offers = [
        (statement(fact, made), form, k)
        for k, figure in enumerate(_leading(item))
        for fact in report.facts
        if (fact.value, fact.unit) == figure and fact.polarity == "affirmed"
        for line in lines
        for form in forms(line.text)
        if within(fact, form) and form.string[-1:] in _STOPS and len(form) <= _LINE
    ]
    if not offers:
        return None
    one, line, _ = min(
        offers, key=lambda offer: (offer[2], not _is_whose(offer[0], offer[1]), abs(len(offer[1]) - _GOOD))
    )
    return Highlight(line, one)


def _leading(item: Item) -> tuple[tuple[Decimal | None, str | None], ...]:
    """List the figures a line may be made for: those of the headline, then those sure enough, best first."""
    report = item.story.reports[0]
    heads = (report.article.headline, report.article.subtitle)
    headed = [fact for fact in report.facts if fact.kind in _HEADED and any(within(fact, head) for head in heads)]
    sure = [one for one in item.statements if one.is_sure("points") and KINDS[one.kind].printed]
    figures = [*((one.value, one.unit) for one in headed), *((one.value, one.unit) for one in sure)]
    return tuple(dict.fromkeys((value, unit) for value, unit in figures if isinstance(value, Decimal)))


def _is_whose(one: Statement, form: Text) -> bool:
    """Say whether the printed clauses name whose figure it is."""
    return one.owner is not None and one.owner.string in form.string


def _figures(ranking: Ranking) -> tuple[Figure, ...]:
    """Choose the rows of the table, the most telling of each item, and set those of one measure together.

    The measures come in the order of the items; within one the largest comes first, and a figure in another unit than
    the first of its measure is said in that one as well.
    """
    rows = [row for item in ranking.items for row in _rows(item)][:_ROWS]
    groups: dict[tuple[str, str], list[tuple[Amount, Figure]]] = {}
    for amount, figure in rows:
        groups.setdefault((figure.statement.heading, amount.unit), []).append((amount, figure))
    return tuple(figure for group in groups.values() for figure in _sorted(group))


def _rows(item: Item) -> Iterator[tuple[Amount, Figure]]:
    """Yield the rows of one item, each measure once; a figure that nobody is named for is no row."""
    report = item.story.reports[0]
    facts = {fact.spans: fact for fact in report.facts if fact.kind in NUMERIC}
    chosen: dict[str, Statement] = {}
    again = any(before.again for before in item.follows)
    for one in item.fresh if again else item.statements:
        known = bool(one.owner) and KINDS[one.kind].tabled and one.is_sure("figures")
        if known and worth(facts[one.spans], report.article) >= _TELLING:
            chosen.setdefault(one.heading, one)
    for one in list(chosen.values())[:_ROWS_AN_ITEM]:
        for amount in amounts((facts[one.spans],)):
            yield amount, Figure(one)


def _sorted(group: list[tuple[Amount, Figure]]) -> Iterator[Figure]:
    """Yield the rows of one measure, the largest first, in one unit."""
    group = sorted(group, key=lambda row: -row[0].middle)
    first = group[0][0].fact
    for amount, figure in group:
        yield figure if amount.fact.unit == first.unit else replace(figure, common=Own(in_unit(amount, first)))
