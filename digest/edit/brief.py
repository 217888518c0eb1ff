"""A ranking in, a brief out: highlights, the week's figures, sections, sources and what was left out."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, Final

from digest.edit.figures import amounts, in_unit
from digest.edit.highlights import highlight
from digest.edit.keyfacts import worth
from digest.edit.profile import Profile
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
    from digest.edit.ranking import Ranking


_HIGHLIGHTS: Final = 5
_ROWS: Final = 12  # of the one table on the front page
_ROWS_AN_ITEM: Final = 2
_TELLING: Final = 0.5  # a figure that is worth a row: a wanted measure, or salient by itself


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
    made = (highlight(item, ranking.fingerprints) for item in ranking.items)
    yield from islice((line for line in made if line), _HIGHLIGHTS)


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
    exact = [one for one in chosen.values() if not _is_round(one)]
    told = [one for one in chosen.values() if not any(_rounds(one, other) for other in exact)]
    for one in told[:_ROWS_AN_ITEM]:
        for amount in amounts((facts[one.spans],)):
            yield amount, Figure(one)


_TENTHS = re.compile("[一二两三四五六七八九]成[多半]?")


def _is_round(one: Statement) -> bool:
    return bool(_TENTHS.search(one.text.string))


def _rounds(one: Statement, other: Statement) -> bool:
    """Say whether a figure in tenths is another of its owner in other words: 三成 and 31.2% of one growth."""
    owners = [str(each.owner) for each in (one, other)]
    values = [each.value for each in (one, other)]
    if not _is_round(one) or owners[0] != owners[1] or not all(isinstance(value, Decimal) for value in values):
        return False
    return abs(Decimal(str(values[0])) - Decimal(str(values[1]))) < _A_TENTH


_A_TENTH: Final = 10


def _sorted(group: list[tuple[Amount, Figure]]) -> Iterator[Figure]:
    """Yield the rows of one measure, the largest first, in one unit."""
    group = sorted(group, key=lambda row: -row[0].middle)
    first = group[0][0].fact
    for amount, figure in group:
        yield figure if amount.fact.unit == first.unit else replace(figure, common=Own(in_unit(amount, first)))
