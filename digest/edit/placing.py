"""A headline that names nobody in, the same with the place that it is of out.

The name is that of the one zone its report is about, in the article's own characters; or that of the zone whose own
site or paper prints it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from digest.edit.fingerprint import within, zone_key
from digest.edit.sentence import told
from digest.model import NUMERIC, Article, Fact, Own, Report, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

PLACED: Final = 28  # characters of a title with its zone in it
_ZONE_NAME: Final = 10  # characters; what is longer is a firm's park or a name that was read too long
_OPENS: Final = 2  # paragraphs that say where a report is from
_STEM: Final = 2  # characters that a zone is known by: 江畔 of 江畔高新区
_PREPOSITIONS: Final = "从在向对由与和到"  # what may cling to a name
_ANY: Final = ("我区", "全区", "本区", "园区")
# The paper or site of a zone itself.
_SITE = re.compile(
    r"(?:[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,6}自治区)?(?P<name>[\u4e00-\u9fff]{2,6}?(?:国家)?"
    r"(?:高新技术产业(?:开发|园)区|高新技术开发区|经济技术开发区|经济开发区|高新区|经开区|综合保税区|综保区|保税区|新区"
    r"|工业园区?|产业园区?))(?:党工委|管委会|管理委员会|党政办公室|政务网|网|报|发布|$)"
)
_BRACKETED = re.compile(r"(?:高新区|经开区|开发区|新区)[（(]([\u4e00-\u9fff]{1,5}[市县区])[）)]")


# A zone as its own paper names it at the head of a line; 高新区 of 高新区13个项目集中开工 is whichever it prints for.
_OURS = re.compile(
    r"(?P<when>(?:今年|去年|\d{4}年)?(?:[上下]半年|[一二三四首]季度|前[一二三四两]季度|前?\d{1,2}个?月)?)"
    r"(?P<own>我区|全区|本区|园区|开发区|高新区|经开区|综保区|保税区|新区(?!域))(?=[\u4e00-\u9fff\d“]|$)"
)


def calls_itself(string: str) -> bool:
    """Say whether a headline begins with what a zone calls itself: 高新区13个项目集中开工."""
    return bool(_OURS.match(string))


def placed(printed: Text, report: Report) -> Text | Own | None:
    """Give a headline that names nobody with the one zone that its report is about before it; None where in doubt.

    A figure in it must be that zone's, as its facts attribute it: the title would give it to the zone.
    """
    kicker = report.article.kicker
    if kicker and any(fact.kind in ("zone", "place") and fact.text == kicker for fact in report.facts):
        return Text.join((kicker, printed))
    own = _OURS.match(printed.string)
    zones = [fact for fact in report.facts if fact.kind == "zone" and _is_early(fact, report.article)]
    if _names_somebody(printed, report, zones):
        return None
    if own and (stem := _paper_stem(report.article, own["own"]) or _only_place(report)):
        return Text.join((printed[: own.start("own")], stem, printed[own.start("own") :]))
    name = _own_zone(zones, report)
    if name and (own is None or own["own"] in _ANY or name.string.endswith(own["own"].removeprefix("开发"))):
        return _named(printed, own, name, zones, report)
    return None if name or any(_is_known(zone) for zone in zones) else _of_paper(printed, own, report.article)


def _named(printed: Text, own: re.Match[str] | None, name: Text, zones: Iterable[Fact], report: Report) -> Text | None:
    """Put a zone's name before a headline, or in the place of what it calls it."""
    figures = [fact for fact in report.facts if fact.kind in NUMERIC and within(fact, printed)]
    if not own and any(str(fact.owner) not in {zone.text.string for zone in zones} for fact in figures):
        return None
    start, end = own.span("own") if own else (0, 0)
    title = Text.join((printed[:start], name, printed[end:]))
    return title if len(name) <= _ZONE_NAME and len(title) <= PLACED else None


def _of_paper(printed: Text, own: re.Match[str] | None, article: Article) -> Own | None:
    """Put the zone whose own site or paper prints it before a headline: 雅安经济技术开发区管委会."""
    match = _SITE.match(article.publication or "")
    if match is None:
        return None
    name = _short(Text.of(match["name"])).string
    start, end = own.span("own") if own else (0, 0)
    if own and own["own"] not in _ANY and not name.endswith(own["own"]):
        return None
    title = f"{printed.string[:start]}{name}{printed.string[end:]}"
    return Own(title) if len(title) <= PLACED else None


def _only_place(report: Report) -> Text | None:
    """Give 江海区 of 高新区（江海区）: the place in brackets behind what the zone is called in the first paragraph."""
    lead = next(iter(report.article.body), None)
    match = lead and _BRACKETED.search(lead.string)
    return lead[match.start(1) : match.end(1)] if lead and match else None


def _paper_stem(article: Article, kind: str) -> Text | None:
    """Give 渭城 of the body where 渭城高新区网 prints of 高新区: its own zone, which its readers need no name for."""
    stem, found, _ = (article.publication or "").partition(kind)
    texts = article.body if found and len(stem) >= _STEM else ()
    places = ((text, text.string.find(stem)) for text in texts)
    return next((text[at : at + len(stem)] for text, at in places if at >= 0), None)


def _own_zone(zones: Sequence[Fact], report: Report) -> Text | None:
    """Give the short name of the one zone that the first sentence names, None where the opening names another one.

    A zone that no gazetteer knows and that stands further on is none to be in doubt about: 进一步拓展嘉明开发区 is the
    same one, read too long.
    """
    first = next(iter(told(report)), None)
    named = [fact for fact in zones if first and within(fact, first.text)] or zones
    known = [fact for fact in zones if _is_known(fact)]
    longest = max(named, key=lambda fact: (len(fact.text), -fact.text.start), default=None)
    if longest is None or not all(_is_same(fact, longest) for fact in (*named, *known)):
        return None
    return min((_short(bare_name(fact.text)) for fact in named), key=lambda text: (len(text), text.start))


def _is_known(zone: Fact) -> bool:
    return zone.zone is not None and zone.zone.level != "未知"


def _is_same(one: Fact, longer: Fact) -> bool:
    """Say whether two facts name one zone: 丰城高新区 is 宜春丰城高新技术产业开发区."""
    short, long = (_short(bare_name(fact.text)).string for fact in (one, longer))
    known = one.zone and longer.zone and zone_key(one.zone) == zone_key(longer.zone)
    return bool(known) or short in long


# A zone's name as a headline has it: 聊城嘉明经开区 of 山东省聊城嘉明经济开发区, in the characters of its own.
_SHORTER: Final = (
    re.compile("(?P<kept>高新)技术(?:产业)?开发(?P<end>区)$"),
    re.compile("(?P<kept>经)济(?:技术)?(?P<more>开)发(?P<end>区)$"),
    re.compile("(?P<kept>综)合(?P<more>保)税(?P<end>区)$"),
)
_PROVINCE = re.compile("^(?:[\u4e00-\u9fff]{2,3}省|[\u4e00-\u9fff]{2,6}自治区)(?=[\u4e00-\u9fff]{5})")


def _short(name: Text) -> Text:
    province = _PROVINCE.match(name.string)
    name = name[province.end() if province else 0 :]
    match = next((match for pattern in _SHORTER if (match := pattern.search(name.string))), None)
    if match is None or not match.start():
        return name
    kept = (span for group in match.groupdict() if (span := match.span(group)))
    return Text.join((name[: match.start()], *(name[start:end] for start, end in kept)))


def bare_name(zone: Text) -> Text:
    """Give a zone's name without the preposition that it was read with."""
    return zone[zone.string[0] in _PREPOSITIONS :]


def _is_early(fact: Fact, article: Article) -> bool:
    return any(within(fact, text) or fact.text.string in text.string for text in article.body[:_OPENS])


def _names_somebody(printed: Text, report: Report, zones: Iterable[Fact]) -> bool:
    """Say whether a headline names a place, zone or body, if only by the beginning of the zone's name."""
    named = any(
        fact.kind in ("zone", "place", "org", "policy")
        and within(fact, printed)
        and not _OURS.fullmatch(fact.text.string)
        for fact in report.facts
    )
    head = re.compile(re.escape(printed.string[:_STEM]) + "[省市县州区]")
    placed = not _OURS.match(printed.string) and any(head.search(text.string) for text in report.article.body)
    return named or placed or any(bare_name(zone.text).string[:_STEM] in printed.string for zone in zones)
