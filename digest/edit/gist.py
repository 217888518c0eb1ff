"""A report in, its gist out: who, where, what kind of event, which figures and when — all that merging and ranking compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final, Literal

from digest import lexicon
from digest.edit.figures import Amount, amounts
from digest.model import Article, Fact, Report, Text, Zone
from digest.text.sentences import sentences
from digest.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

Scope = Literal["national", "provincial", "local"]

_HEADLINE_WEIGHT: Final = 3.0
_KICKER_WEIGHT: Final = 1.0
_LEAD_WEIGHT: Final = 1.0
_BODY_WEIGHT: Final = 0.25
# An off-topic kind must be carried by more than a passing word: a headline word and one of the lead, or four of the lead.
_OFF_TOPIC: Final = 3.5
_READ_FOR_NAMES: Final = 400  # characters of the body in which names of the event are looked for
_RECENT: Final = timedelta(days=12)  # an event is reported within days; an older date in the lead is its history
_TERM = re.compile(r"[“《]([^“”《》\n]{2,24})[”》]")
_NOT_A_FIRM = re.compile(
    r"(?:管委会|管理委员会|政府|党委|党工委|委员会|局|厅|部|处|署|办公室|日报|晚报|时报|早报|大学|学院|协会|法院|检察院|海关)$"
)
_LEGAL_FORM = re.compile(r"(?:（[^（）]{1,8}）)|(?:股份|集团)?(?:有限责任|有限)?公司$|股份$|集团$")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event as the lexicon has it; `off` is the reason to drop it, `stage` its place in a thing's life."""

    name: str
    why: str
    words: tuple[str, ...]
    section: str = ""
    off: str = ""
    stage: int | None = None


OTHER: Final = Kind("other", "其他消息", ())


@dataclass(frozen=True, slots=True)
class Gist:
    """What a report is about, in a form that can be compared.

    `zone` is the zone it is mainly about, `zones` all it names, `places` the cities and provinces (without 市 and 省),
    `names` what else may tell its event from others: firms, projects, papers, quoted terms, words no dictionary has.
    `days` are the days its head and lead give the event, `periods` the stretches its figures cover.
    """

    report: Report
    kind: Kind
    scope: Scope
    zone: Zone | None
    zones: frozenset[str]
    places: frozenset[str]
    names: frozenset[str]
    figures: tuple[Amount, ...]
    days: frozenset[date]
    periods: frozenset[tuple[date, date]]
    lead: str

    @property
    def article(self) -> Article:
        """The article the gist is of."""
        return self.report.article


@cache
def kinds() -> tuple[Kind, ...]:
    """Load the kinds of events in the order of the lexicon."""
    return tuple(
        Kind(row["name"], row["why"], tuple(row["words"]), row.get("section", ""), row.get("off", ""), row.get("stage"))
        for row in lexicon.table("desk")["kind"]
    )


def gist(report: Report) -> Gist:
    """Reduce a report to its gist."""
    article = report.article
    lead = _lead(article)
    head = _head(article)
    zones = _zones(report)
    main = _main_zone(report, lead)
    return Gist(
        report=report,
        kind=_kind(article, lead.string),
        scope=_scope(head, lead.string, main),
        zone=main,
        zones=frozenset(zone.name for zone in zones),
        places=_places(report, zones),
        names=_names(report),
        figures=amounts(report.facts),
        days=_days(report, lead),
        periods=_periods(report, lead),
        lead=lead.string,
    )


def _lead(article: Article) -> Text:
    """The first paragraph, or, where it is no more than a hook, the first two."""
    body = article.body
    if not body:
        return Text("", ())
    hook = 60
    return body[0] if len(body[0]) >= hook or len(body) == 1 else Text.join(body[:2])


def _head(article: Article) -> str:
    return " ".join(text.string for text in (article.kicker, article.headline, article.subtitle) if text)


def _kind(article: Article, lead: str) -> Kind:
    """Choose the kind of event whose words the headline and the lead hold most."""
    headline = article.headline.string if article.headline else ""
    around = " ".join(text.string for text in (article.kicker, article.subtitle) if text)
    body = "\n".join(text.string for text in article.body)
    first = lead[: sentences(lead)[0].end] if lead else ""
    best, most = OTHER, 0.0
    for kind in kinds():
        weight = 0.0
        for word in kind.words:
            weight += _HEADLINE_WEIGHT * (word in headline) + _KICKER_WEIGHT * (word in around)
            weight += _LEAD_WEIGHT * (word in first) + _LEAD_WEIGHT / 2 * (word in lead) + _BODY_WEIGHT * (word in body)
        if weight > most and not (kind.off and weight < _OFF_TOPIC):
            best, most = kind, weight
    return best


def _scope(head: str, lead: str, zone: Zone | None) -> Scope:
    """Say whose story it is: the country's, a province's, or one zone's or city's."""
    issuers = lexicon.table("desk")["issuers"]
    first = lead[: sentences(lead)[0].end] if lead else ""
    if zone is not None:
        return "local"
    if _holds(head + first, issuers["national"]) or _holds(head, issuers["nation"]):
        return "national"
    if _holds(head + first, issuers["provincial"]) or _holds(head + first, issuers["province"]):
        return "provincial"
    return "national" if _holds(first, issuers["nation"]) else "local"


def _holds(text: str, listed: Iterable[str]) -> bool:
    return any(word in text for word in listed)


def within(fact: Fact, text: Text | None) -> bool:
    """Say whether a fact's own words stand in a stretch of text."""
    return text is not None and any(span.start <= fact.text.start < span.end for span in text.spans)


def _zones(report: Report) -> tuple[Zone, ...]:
    return tuple(fact.zone for fact in report.facts if fact.kind == "zone" and fact.zone is not None)


def _main_zone(report: Report, lead: Text) -> Zone | None:
    """The zone the headline names, else the first of the first sentence, else the only one of the whole report."""
    article = report.article
    found = sorted((f for f in report.facts if f.kind == "zone" and f.zone is not None), key=lambda f: f.text.start)
    for stretch in (article.headline, article.kicker, article.subtitle):
        for fact in found:
            if within(fact, stretch):
                return fact.zone
    cut = sentences(lead.string)[:1]
    first = lead[: cut[0].end] if cut else lead
    for fact in found:
        if within(fact, first):
            return fact.zone
    names = {fact.zone.name for fact in found if fact.zone}
    return found[0].zone if len(names) == 1 else None


def _places(report: Report, zones: Iterable[Zone]) -> frozenset[str]:
    named = [str(fact.value or fact.text) for fact in report.facts if fact.kind == "place"]
    of_zones = [place for zone in zones for place in (zone.city, zone.province)]
    return frozenset(_bare(place) for place in (*named, *of_zones) if place)


def _bare(place: str) -> str:
    return re.sub(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$", "", place) or place


def _names(report: Report) -> frozenset[str]:
    article = report.article
    text = (article.headline.string if article.headline else "") + "\n" + "\n".join(t.string for t in article.body)
    text = text[:_READ_FOR_NAMES]
    names = {_LEGAL_FORM.sub("", str(f.value or f.text)) for f in report.facts if f.kind == "org"}
    names = {name for name in names if len(name) > 1 and not _NOT_A_FIRM.search(name)}
    names |= {_bare_title(str(f.value or f.text)) for f in report.facts if f.kind in ("policy", "project")}
    return frozenset(names | {_bare_title(term) for term in _TERM.findall(text)} | unknown_words(text))


def _bare_title(title: str) -> str:
    return re.sub(r"[《》“”（(].{0,30}$", "", title.strip("《》“”")) or title


def unknown_words(text: str) -> frozenset[str]:
    """Find two-character pieces that no dictionary has: of 曜晟储能 and 泓箔科技 the names 曜晟 and 泓箔."""
    joining = lexicon.table("desk")["words"]["joining"]
    return frozenset(
        left + right
        for left, right in pairwise(words(text))
        if len(left) == len(right) == 1
        and _is_han(left)
        and _is_han(right)
        and left not in joining
        and right not in joining
    )


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _days(report: Report, lead: Text) -> frozenset[date]:
    published = report.article.published
    days = {
        fact.first
        for fact in report.facts
        if fact.kind == "date"
        and fact.first
        and fact.first == fact.last
        and (within(fact, lead) or within(fact, report.article.headline))
    }
    return frozenset(day for day in days if published is None or published - _RECENT <= day <= published)


def _periods(report: Report, lead: Text) -> frozenset[tuple[date, date]]:
    return frozenset(
        (fact.first, fact.last)
        for fact in report.facts
        if fact.kind in ("date", "period")
        and fact.first
        and fact.last
        and fact.last > fact.first
        and (within(fact, lead) or within(fact, report.article.headline))
    )
