"""Stories in, items out: the right order for these readers, each item with the parts of its score and why."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal
from math import log10
from typing import TYPE_CHECKING, Final

from digest.edit.conflicts import conflicts
from digest.edit.fingerprint import Fingerprint, Fingerprints, within, zone_key
from digest.edit.headline import headline
from digest.edit.keyfacts import key_facts
from digest.edit.memory import fresh, note
from digest.edit.profile import Profile
from digest.edit.statements import anchor_of, contexts, source
from digest.edit.summary import references, summarise
from digest.engine import resting
from digest.model import NUMERIC, Fact, Item, Reason, Story

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from digest.edit.fingerprint import Scope
    from digest.edit.memory import Recalled

_GRADES: Final = {"A": 60.0, "B": 40.0, "C": 20.0, "D": 0.0}
_WEIGHT: Final = {"A": "重大", "B": "重要", "C": "一般", "D": "例行"}
_DAYS: Final = "一两三四五六"
_LEVELS: Final = {"national": (6.0, "全国层面"), "provincial": (4.0, "全省层面")}
_RULE: Final = 1.5  # a rule that binds a whole country or province, over figures and lists of the past
_LARGE: Final = Decimal(50 * 10**8)  # the editors' line between a large project and the others: 50亿元
_HUNDRED_MILLION: Final = 1e8
_LEAST: Final = 0.1
_MOST_FOR_A_SUM: Final = 9.0
_PER_DAY: Final = 0.2
_WEEK: Final = 7
_LAST_WEEK: Final = 2.0  # beyond a week it is last issue's news
_A_DECADE: Final = 3.0  # points for each tenfold sum from 1亿元 on
_REPEATED: Final = -6.0  # an event of an earlier issue yields to the new ones of its grade
_SAME_ZONE: Final = 1.5  # the third story of one zone yields this much, the fourth twice as much
# What a province or ministry does no otherwise than a zone: it is no rule, list or figure for all.
_LOCAL_ACTS: Final = frozenset({"promotion", "sign", "start", "finish", "meeting", "visit", "activity", "service"})
_FREE_OF_CHARGE: Final = 2
_MOST_YIELDED: Final = 2
_NATIONAL_FIRST = re.compile(
    r"(?:全国|国内|我国|全球|世界|国家级?(?:经开区|高新区|开发区|新区|综保区|经济技术开发区|高新技术产业开发区))"
    r"[^，。；、]{0,14}?(?:首[个家份单台套例次创批款条座票张笔支艘列部宗项]|第一(?!季|批)|率先|没有先例|唯一)|此前没有先例"
)
_OF_A_FIRST: Final = (
    "首",
    "第一",
    "率先",
    "先例",
    "唯一",
    "规模最大",
)  # what both look for, found a hundred times as fast
_PROVINCIAL_FIRST = re.compile(
    r"(?:全省|省内|全区|西部|中部|华中|华东|东北)[^，。；、]{0,14}?(?:首[个家份单台套例次创批款条座]|第一(?!季|批)|率先|唯一|规模最大)"
)
_ABOUT_ZONES = re.compile(
    r"开发区|高新区|经开区|综保区|保税|自贸|园区|产业园|新区|新片区"
    r"|自由贸易|工业园|工业区|加工区|科学城|软件园|合作区|试验区|科技城|示范区|开发园"
)
_INVESTMENT = re.compile(r"投资|总额|金额|资金|基金")
_NOT_SPENT = re.compile(r"产值|产业规模|营收|销售|税收|订单|固定资产投资|工业投资|年度计划|总值")
# What a firm builds stands in some zone, though the paper of its city need not say in which: kept, and marked so.
_WORKS: Final = frozenset({"sign", "start", "finish", "change"})
_OURS: Final = "visit"  # routine elsewhere, but news of our own zone


@dataclass(frozen=True, slots=True)
class Cut:
    """An item that does not stand in the brief, and why (Chinese)."""

    item: Item
    why: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The items of a brief, best first, and those that were cut, best first."""

    items: tuple[Item, ...]
    cut: tuple[Cut, ...] = ()
    fingerprints: Fingerprints = field(default_factory=Fingerprints, compare=False, repr=False)


def rank(
    stories: Sequence[Story],
    profile: Profile | None = None,
    recalled: Mapping[str, Recalled] | None = None,
    fingerprints: Fingerprints | None = None,
) -> Ranking:
    """Order stories for the readers of `profile`; `recalled` is what they take up of earlier ones.

    The score follows the editor's rules: grade of the event first, then level of the issuer, stage, sum, firsts, hard
    figures, place, time and the readers' own interests. The number of papers earns nothing. What is off topic, what
    the profile drops and what exceeds its limits is cut with its reason. The order of `stories` does not matter.
    """
    profile = profile or Profile()
    made = fingerprints or Fingerprints()
    newest = max(
        (story.reports[0].article.published for story in stories if story.reports[0].article.published), default=None
    )
    known = recalled or {}
    with resting():
        items = [_item(story, made, profile, newest, known.get(story.id)) for story in stories]
        items = _varied(sorted(items, key=_order), made)
        return _limited(items, made, profile)


def _order(item: Item) -> tuple[float, str, str]:
    return -item.score, str(item.story.reports[0].article.published or ""), item.story.id


def _item(story: Story, made: Fingerprints, profile: Profile, newest: date | None, known: Recalled | None) -> Item:
    report = story.reports[0]
    one = replace(made(report), scope=_widest(story, made))
    title, composed = headline(report)
    new = fresh(contexts(story, made)[0], known) if known else ()
    return Item(
        story=story,
        anchor=anchor_of(story),
        rank=0,
        section=_section(one, profile),
        headline=title,
        composed=composed,
        summary=(),
        statements=(),
        reasons=tuple(_reasons(story, one, profile, newest, known)),
        sources=tuple(source(each) for each in story.reports),
        follows=known.earlier if known else (),
        fresh=new,
    )


def _widest(story: Story, made: Fingerprints) -> Scope:
    """Give the widest scope of a story's reports: a zone's own paper tells a national list as its zone's."""
    return min((made(report).scope for report in story.reports), key=_SCOPES.index)


_SCOPES: Final = ("national", "provincial", "local")


def _written(item: Item, made: Fingerprints, profile: Profile) -> Item:
    """Write what is said of an item; only those that are printed need it."""
    report = item.story.reports[0]
    told = contexts(item.story, made)
    disputed = conflicts(told)
    summary = summarise(report, profile.summary)
    return replace(
        item,
        summary=summary,
        statements=key_facts(told[0]),
        notes=(*note(item), *disputed),
        conflicts=disputed,
        references=references(report, summary),
    )


def _section(one: Fingerprint, profile: Profile) -> str:
    """The first section that gathers this kind of event, else the one it usually stands in, else the last."""
    named = (title for title, kinds in profile.kinds.items() if one.kind.why in kinds or one.kind.name in kinds)
    section = next(named, one.kind.section or "招商与环境")
    return section if section in profile.sections else profile.sections[-1]


def _reasons(
    story: Story, one: Fingerprint, profile: Profile, newest: date | None, known: Recalled | None
) -> Iterator[Reason]:
    """Yield the named parts of the score; parts worth nothing are left out."""
    money, first = _investment(one), _first(story, _NATIONAL_FIRST)
    grade, why = _grade(one, money, first)
    yield Reason("分量", _GRADES[grade], f"{_WEIGHT[grade]}：{why}")
    yield from _level(one)
    points = one.kind.points + _RULE * (one.kind.name == "policy" and one.scope != "local")
    if points:
        yield Reason("进度", points, one.kind.why)
    yield from _sum(one, money)
    yield from _firsts(story, first)
    yield from _hardness(one)
    yield from _place(one)
    yield from _age(one, newest)
    if known and known.again:
        yield Reason("新旧", _REPEATED, "往期已经报道")
    yield from _interest(one, profile)


def _age(one: Fingerprint, newest: date | None) -> Iterator[Reason]:
    if newest and one.article.published and (age := (newest - one.article.published).days):
        points = _PER_DAY * age + (_LAST_WEEK if age >= _WEEK else 0.0)
        why = "比最新的报道早一周以上" if age >= _WEEK else f"比最新的报道早{_DAYS[age - 1]}天"
        yield Reason("时效", -round(points, 2), why)


def _grade(one: Fingerprint, money: Fact | None, first: str) -> tuple[str, str]:
    if one.kind.off or one.kind.grade == "D":
        return "D", one.kind.why
    if one.scope != "local" and one.kind.name not in _LOCAL_ACTS:
        where = _LEVELS[one.scope][1]
        return ("B", f"{where}征求意见") if one.kind.name == "draft" else ("A", f"{where}{one.kind.why}")
    if first:
        return "B", f"首创，{first}"
    if (
        money
        and not one.batch
        and one.kind.name not in ("promotion", "data", "ranking")
        and one.zone
        and one.zone.level != "省级"
        and _number(money) >= _LARGE
    ):
        return "B", f"大项目，{money.text}"
    return one.kind.grade or "C", one.kind.why


def _first(story: Story, pattern: re.Pattern[str]) -> str:
    """Give the words that say it is a first, from whichever report says so of itself: in its headline or lead."""
    for report in story.reports:
        article = report.article
        for text in (article.headline, *article.body[:1]):
            likely = text is not None and any(word in text.string for word in _OF_A_FIRST)
            if text and likely and (match := pattern.search(text.string)):
                return match.group()
    return ""


def _investment(one: Fingerprint) -> Fact | None:
    """The largest sum of money the headline or the lead gives as the event's own."""
    heads = (one.article.headline, one.article.kicker, one.article.subtitle, *one.article.body[:2])
    sums = [
        fact
        for fact in one.report.facts
        if fact.kind == "money"
        and fact.unit == "CNY"
        and isinstance(fact.value, Decimal)
        and any(within(fact, text) for text in heads)
        and (_INVESTMENT.search(fact.measure or "") or within(fact, one.article.headline))
        and not _NOT_SPENT.search(fact.measure or "")
    ]
    return max(sums, key=_number, default=None)


def _number(fact: Fact) -> Decimal:
    return fact.value if isinstance(fact.value, Decimal) else Decimal(0)


def _level(one: Fingerprint) -> Iterator[Reason]:
    if one.scope in _LEVELS:
        points, why = _LEVELS[one.scope]
        yield Reason("层级", points, why)
    elif one.zone and one.zone.level == "国家级":
        yield Reason("层级", 2.0, f"国家级开发区：{one.zone.name}")
    elif not one.zones and not _ABOUT_ZONES.search(one.lead + (str(one.article.headline or ""))):
        yield Reason("层级", -2.0, "没有写到开发区")


def _sum(one: Fingerprint, money: Fact | None) -> Iterator[Reason]:
    if money and one.kind.name not in ("data", "ranking", "promotion"):
        points = 1.0 + _A_DECADE * log10(max(_LEAST, float(_number(money)) / _HUNDRED_MILLION))
        points = min(_MOST_FOR_A_SUM, points) * one.kind.announced
        if points > 0:
            yield Reason("数额", round(points, 2), f"{money.label or '金额'}{money.text}")


def _firsts(story: Story, first: str) -> Iterator[Reason]:
    if first:
        yield Reason("首创", 4.0, first)
    elif first := _first(story, _PROVINCIAL_FIRST):
        yield Reason("首创", 1.5, first)


def _hardness(one: Fingerprint) -> Iterator[Reason]:
    numeric = [fact for fact in one.report.facts if fact.kind in NUMERIC]
    actual = sum(fact.modality == "actual" for fact in numeric)
    if numeric:
        points = min(2.0, 0.15 * actual) + min(0.5, 0.05 * (len(numeric) - actual))
        yield Reason(
            "硬指标", round(points, 2), "数字多已实现" if 2 * actual > len(numeric) else "数字多为计划、目标或上限"
        )


def _place(one: Fingerprint) -> Iterator[Reason]:
    page = re.search(r"\d{1,3}", one.article.page or "")
    if page and int(page.group()) == 1:
        yield Reason("版面", 1.0, "头版")


def _interest(one: Fingerprint, profile: Profile) -> Iterator[Reason]:
    told_first = (
        " ".join(str(text) for text in (one.article.kicker, one.article.headline, one.article.subtitle) if text)
        + one.lead
    )
    for points, names, why in ((8.0, profile.zones, "本区"), (4.0, profile.peers, "对标园区")):
        named = next((name for name in names if name in told_first or (one.zone and name == one.zone.name)), None)
        if named:
            yield Reason("关注", points, f"{why}：{named}")
    for topic, points in profile.topics.items():
        if points and topic in told_first:
            yield Reason("关注", points, f"主题：{topic}")


def _varied(items: list[Item], fingerprints: Fingerprints) -> list[Item]:
    """Let the third and later stories of one zone yield a little, so that it does not fill the brief."""
    seen: Counter[str] = Counter()
    varied = []
    for item in items:
        one = fingerprints(item.story.reports[0])
        over = 0
        if one.zone and not one.kind.off:
            seen[zone_key(one.zone)] += 1
            over = min(seen[zone_key(one.zone)] - _FREE_OF_CHARGE, _MOST_YIELDED)
        yielded = (
            (Reason("均衡", -_SAME_ZONE * over, f"{one.zone.name}已有两条以上在前"),) if one.zone and over > 0 else ()
        )
        varied.append(replace(item, reasons=(*item.reasons, *yielded)) if yielded else item)
    return sorted(varied, key=_order)


def _limited(items: Iterable[Item], fingerprints: Fingerprints, profile: Profile) -> Ranking:
    """Cut what does not belong and what exceeds the limits; number the rest."""
    kept: list[Item] = []
    cut: list[Cut] = []
    filled: Counter[str] = Counter()
    for item in items:
        why = _unwanted(item.story, fingerprints, profile) or _stale(item)
        limit = profile.limits.get(item.section)
        if not why and limit is not None and filled[item.section] >= limit:
            why = f"“{item.section}”已满"
        if not why and profile.top and len(kept) >= profile.top:
            why = "全期已满"
        if why:
            cut.append(Cut(item, why))
        else:
            filled[item.section] += 1
            kept.append(replace(_written(item, fingerprints, profile), rank=len(kept) + 1))
    return Ranking(tuple(kept), tuple(cut), fingerprints)


def _stale(item: Item) -> str:
    return "往期已经报道，没有新数据" if not item.fresh and any(one.again for one in item.follows) else ""


def _unwanted(story: Story, fingerprints: Fingerprints, profile: Profile) -> str:
    """Say why a story does not belong into this brief; what the readers want kept always does."""
    one = fingerprints(story.reports[0])
    first = str(one.article.headline or "") + one.lead
    whole = first + "".join(text.string for text in one.article.body)
    if dropped := next((word for word in profile.drop if word in first), None):
        return f"按设置不收：{dropped}"
    ours = one.kind.name == _OURS and any(zone in first for zone in profile.zones)
    if ours or any(word in whole for word in profile.keep):
        return ""
    if one.kind.off:
        return one.kind.off
    works = one.kind.name in _WORKS and any(_is_builder(fact) for fact in one.report.facts)
    about = any(zone in whole for zone in profile.zones) or one.scope != "local" or works
    return "" if about or any(_about_zones(fingerprints(report)) for report in story.reports) else "与开发区无关"


def _is_builder(fact: Fact) -> bool:
    """Say whether a fact names a project or a firm, no office or school."""
    return fact.kind == "project" or fact.rule.startswith(("org.firm", "org.short", "org.alias"))


def _about_zones(one: Fingerprint) -> bool:
    texts = (one.article.headline, *one.article.body)
    return bool(one.zones) or any(_ABOUT_ZONES.search(text.string) for text in texts if text)
