"""An article's passages in, its names out: zones, places, organisations, people, papers, projects, events, quotes."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from digest.facts import places, policies, zones
from digest.facts.events import Doer, Event, events
from digest.facts.mention import Mention
from digest.facts.orgs import formed, organisations
from digest.facts.people import Person, people
from digest.facts.projects import projects
from digest.facts.quotes import Said, quotes
from digest.facts.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from digest.facts.finding import Finding
    from digest.facts.passages import Passage
    from digest.model import Article


def names(passages: tuple[Passage, ...], article: Article) -> tuple[Finding, ...]:
    """Find every name in the passages of an article, in reading order.

    A name is a fact at its first mention in the heads and at its first in the body; later ones only lend it their
    aliases. What stands in the title of a paper or in the name of an organisation is a fact of its own only where the
    article has it nowhere else.
    """
    sheets, heads = _sheets(passages, article)
    papers = policies.named(tuple(paper for sheet in sheets for paper in policies.papers(sheet)))
    sure = formed(sheets)
    zone_facts = tuple(_zone_facts(sheets, heads, sure))
    orgs = organisations(sheets, sure)
    met = people(sheets, orgs)
    said = quotes(sheets, met, orgs)
    plans = tuple(plan for sheet in sheets for plan in projects(sheet))
    told = events(sheets, _doers(sheets, orgs, met, plans), article.published)
    found = [
        *(_paper_fact(paper) for paper in _first(papers)),
        *zone_facts,
        *(org.finding("org") for org in orgs),
        *(_person_fact(person) for person in _first_met(met)),
        *(_quote_fact(words) for words in said),
        *(plan.finding("project") for plan in _first(plans)),
        *(_event_fact(event) for event in told),
        *(place.finding("place") for place in _first(_places(sheets))),
    ]
    return tuple(sorted(found, key=attrgetter("place")))


Heads = tuple[zones.Heads, zones.Heads]


def _sheets(passages: tuple[Passage, ...], article: Article) -> tuple[tuple[Sheet, ...], Heads]:
    strings = [passage.text.string for passage in passages]
    spots = [places.spots(string) for string in strings]
    where = zones.setting((*spots, places.spots(article.publication or "")))
    hits = zones.agreed([zones.hits(string, where) for string in strings], strings)
    rows = zip(passages, spots, hits, strict=True)
    sheets = tuple(Sheet(passage, here, hit, bytearray(len(passage.text))) for passage, here, hit in rows)
    return sheets, zones.heads(hits, strings, where)


def _first(mentions: tuple[Mention, ...]) -> Iterator[Mention]:
    """Keep the first mention of every wording, once in the heads and once below them."""
    seen: set[tuple[str, bool]] = set()
    for mention in mentions:
        key = (mention.string, mention.passage.role in {"headline", "kicker", "subtitle"})
        if key not in seen:
            seen.add(key)
            yield mention


def _first_met(met: tuple[Person, ...]) -> Iterator[Person]:
    kept = {id(mention) for mention in _first(tuple(person.mention for person in met))}
    return (person for person in met if id(person.mention) in kept)


def _paper_fact(paper: Mention) -> Finding:
    return paper.finding("policy", title=policies.number(paper))


def _person_fact(person: Person) -> Finding:
    return person.mention.finding("person", title=person.title)


def _quote_fact(said: Said) -> Finding:
    return said.mention.finding("quote", said.title, said.speaker)


def _event_fact(event: Event) -> Finding:
    return event.mention.finding("event")._replace(
        subject=event.who, measure=event.what, modality=event.stance.modality, polarity=event.stance.polarity
    )


_SCHOOLS = ("大学", "学院", "研究院", "研究所", "医院")
_BODIES = ("国务院", "部", "委", "委员会", "局", "署")  # known by name alone


def _doers(
    sheets: tuple[Sheet, ...], orgs: tuple[Mention, ...], met: tuple[Person, ...], plans: tuple[Mention, ...]
) -> dict[int, list[Doer]]:
    """Collect who and what events may be about, in order, by the passage's index."""
    found: dict[int, list[Doer]] = {}
    for sheet in sheets:
        index = sheet.passage.index
        found[index] = [Doer(hit.start, hit.end, hit.full, "zone") for hit in sheet.zones]
    persons = tuple(person.mention for person in met)
    for kind, mentions in (("org", orgs), ("project", plans), ("person", persons)):
        for mention in mentions:
            role = kind if kind != "org" else _role(mention)
            found[mention.passage.index].append(Doer(mention.start, mention.end, mention.full, role))
    return {index: sorted(doers) for index, doers in found.items()}


def _role(org: Mention) -> str:
    if org.rule.startswith("org.body") or (org.full.endswith(_BODIES) and not org.rule.startswith("org.firm")):
        return "body"
    return "institution" if org.rule.startswith("org.institution") or org.full.endswith(_SCHOOLS) else "org"


def _zone_facts(sheets: tuple[Sheet, ...], heads: Heads, sure: tuple[Mention, ...]) -> Iterator[Finding]:
    """Yield the zones that stand free, then those only the names of public bodies or papers hold.

    A zone within a firm's name (伏羲云谷运营有限公司) is the firm's own word and no mention of the zone.
    """
    in_heads, in_body = heads
    firms = _marked(sheets, (mention for mention in sure if mention.rule == "org.firm"))
    free: list[tuple[Mention, zones.Hit]] = []
    held: list[tuple[Mention, zones.Hit]] = []
    for sheet, firm in zip(sheets, firms, strict=True):
        bare = zones.bare(sheet.string, in_heads if sheet.is_head else in_body)
        for hit in (*sheet.zones, *bare):
            mention = Mention(sheet.passage, hit.start, hit.end, hit.full, "zone.known" if hit.known else "zone.form")
            if sheet.claim(hit.start, hit.end):
                free.append((mention, hit))
            elif not firm[hit.start]:
                held.append((mention, hit))
    named = {hit.full for _, hit in free}
    kept = {id(mention) for mention in _first(tuple(mention for mention, _ in free))}
    only_held = {hit.full: (mention, hit) for mention, hit in reversed(held) if hit.full not in named}
    for mention, hit in [*(pair for pair in free if id(pair[0]) in kept), *only_held.values()]:
        yield mention.finding("zone", zone=hit.zone)


def _marked(sheets: tuple[Sheet, ...], mentions: Iterable[Mention]) -> tuple[bytearray, ...]:
    """Mark the characters of each sheet that the mentions take."""
    marks = {sheet.passage.index: bytearray(len(sheet.string)) for sheet in sheets}
    for mention in mentions:
        marks[mention.passage.index][mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    return tuple(marks.values())


def _places(sheets: tuple[Sheet, ...]) -> tuple[Mention, ...]:
    """Join places that stand end to end (湖南省益阳市) and name each by its path, as far as it is the only one."""
    found: list[Mention] = []
    for sheet in sheets:
        for start, end, candidates in _chains(sheet.spots):
            if sheet.claim(start, end):
                full = candidates[0].path if len(candidates) == 1 else sheet.string[start:end]
                found.append(Mention(sheet.passage, start, end, full, "place"))
    return tuple(found)


def _chains(spots: tuple[places.Spot, ...]) -> Iterator[places.Spot]:
    whole: places.Spot | None = None
    for spot in spots:
        if whole and spot.start == whole.end and (inner := _within(spot.candidates, whole.candidates)):
            whole = places.Spot(whole.start, spot.end, inner)
            continue
        if whole:
            yield whole
        whole = spot
    if whole:
        yield whole


def _within(inner: tuple[places.Division, ...], outer: tuple[places.Division, ...]) -> tuple[places.Division, ...]:
    codes = tuple(division.code.rstrip("0") for division in outer)
    return tuple(division for division in inner if division.code.startswith(codes))
