"""A ranking in, a brief out: highlights, the week's figures, sections, sources and what was left out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from digest.edit.figures import amounts, in_unit
from digest.edit.fingerprint import within, zone_key
from digest.edit.keyfacts import worth
from digest.edit.profile import Profile
from digest.edit.sentence import told
from digest.model import Brief, Dropped, Fact, Figure, Highlight, Item, Masthead, Problem, Report, Section, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from digest.edit.figures import Amount
    from digest.edit.fingerprint import Fingerprint
    from digest.edit.ranking import Ranking

_HIGHLIGHTS: Final = 5
_OFFERS: Final = 3
_ROWS: Final = 16
_ROWS_AN_ITEM: Final = 2
_TELLING: Final = 0.5  # a figure that is worth a row: a wanted measure, or salient by itself
_LINE: Final = 110  # characters a line of 本期要点 should not exceed if another sentence serves as well
_COUNTRY: Final = re.compile(r"^(?!.*(?:全省|全区|全市|我省|我市|本省)).*(?:我国|全国)", re.DOTALL)
_WHOSE: Final = {"national": "全国", "provincial": "全省", "local": "—"}
_A_NAME: Final = 4  # 某某高新区 is five characters, 江畔 alone is the city
_PLANNED = re.compile(r"总投资|^投资额?$|计划投资|期投资|就业|岗位|^年产|^[年月日]产|产值$|占地|税收|建筑面积")
_STATUS: Final = {"actual": "已实现", "expected": "预计", "target": "目标", "limit": "上限"}
_TABLED: Final = frozenset({"money", "quantity", "percent", "growth"})


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
        highlights=tuple(_highlights(ranking.items)),
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


def _highlights(items: Sequence[Item]) -> Iterator[Highlight]:
    """Yield the best items' most telling sentence with a figure, five at most."""
    made = (_highlight(item) for item in items)
    for number, highlight in enumerate(line for line in made if line):
        if number == _HIGHLIGHTS:
            return
        yield highlight


def _highlight(item: Item) -> Highlight | None:
    """Take the sentence of the most salient figure, of the next ones where it is too long for a line or leans."""
    report = item.story.reports[0]
    offers = [
        (fact, line)
        for key in item.facts
        for fact in report.facts
        if (fact.value, fact.unit) == (key.value, key.unit)
        for line in told(report)
        if within(fact, line.text)
    ]
    if not offers:
        return None
    short = ((fact, line) for fact, line in offers[:_OFFERS] if len(line.text) <= _LINE and not line.leans)
    fact, line = next(short, offers[0])
    return Highlight(line.text, fact.text, item.anchor, item.sources[0])


def _figures(ranking: Ranking) -> tuple[Figure, ...]:
    """Choose the rows of the table, the most telling of each item, and set those of one measure together.

    The measures come in the order of the items; within one the largest comes first, and a figure in another unit than
    the first of its measure is said in that one as well.
    """
    rows = [row for item in ranking.items for row in _rows(item, ranking.fingerprints(item.story.reports[0]))][:_ROWS]
    groups: dict[tuple[str, str], list[tuple[Amount, Figure]]] = {}
    for amount, figure in rows:
        groups.setdefault((figure.measure, amount.unit), []).append((amount, figure))
    return tuple(figure for group in groups.values() for figure in _sorted(group))


def _rows(item: Item, one: Fingerprint) -> Iterator[tuple[Amount, Figure]]:
    """Yield the rows of one item, each measure once."""
    chosen: dict[str, Fact] = {}
    again = any(before.again for before in item.follows)
    for fact in item.fresh if again else item.facts:
        if fact.kind in _TABLED and fact.labelled and worth(fact, one.article) >= _TELLING:
            chosen.setdefault(fact.measure or "", fact)
    for measure, fact in list(chosen.items())[:_ROWS_AN_ITEM]:
        for amount in amounts((fact,)):
            row = Figure(_whose(fact, one), measure, fact.text, _status(fact, item, one), item.anchor, item.sources[0])
            yield amount, row


def _sorted(group: list[tuple[Amount, Figure]]) -> Iterator[Figure]:
    """Yield the rows of one measure, the largest first, in one unit."""
    group = sorted(group, key=lambda row: -row[0].middle)
    unit = group[0][0].fact.unit
    for amount, figure in group:
        yield figure if amount.fact.unit == unit else replace(figure, common=in_unit(amount, group[0][0].fact))


def _status(fact: Fact, item: Item, one: Fingerprint) -> str:
    """Word how real a figure is; what a signed or started project is to cost is not yet spent."""
    planned = item.section == "项目" and fact.modality == "actual" and bool(_PLANNED.search(fact.measure or ""))
    return "计划" if planned and one.kind.name in ("sign", "start") else _STATUS[fact.modality]


def _whose(fact: Fact, one: Fingerprint) -> str:
    """Name whose figure it is: the one zone its sentence names, else the story's; "—" where two could claim it."""
    names = _zone_names(one.report)
    quoted = {key for key, said in names.items() if any(name in fact.quote.string for name in said)}
    if len(quoted) > 1:
        return "—"
    key = next(iter(quoted), zone_key(one.zone) if one.zone else "")
    if not key:
        return _WHOSE["national" if _COUNTRY.search(fact.quote.string) else one.scope]
    return names[key][0] if names.get(key) else one.zone.name if one.zone else key


def _zone_names(report: Report) -> dict[str, tuple[str, ...]]:
    """Collect what a report calls each zone, the shortest full name first."""
    names: dict[str, set[str]] = {}
    for fact in report.facts:
        if fact.kind == "zone" and fact.zone and len(fact.text) >= _A_NAME:
            names.setdefault(zone_key(fact.zone), set()).add(fact.text.string)
    return {key: tuple(sorted(said, key=lambda name: (len(name), name))) for key, said in names.items()}
