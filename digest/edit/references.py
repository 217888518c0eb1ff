"""A sentence that begins with 该项目, 该公司 or 他 in, the name that stands for out, where the article leaves no doubt.

The nearest sentence before it that speaks of a thing of that kind decides: it must name exactly one and speak of no
other. From a paragraph before, the name must also be the only one of its kind so far.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from digest.edit.fingerprint import within, zone_key
from digest.model import Own, Reference
from digest.text.datelines import day_sent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from digest.edit.sentence import Sentence
    from digest.model import Article, Fact, FactKind, Text


class _Class(NamedTuple):
    """Things of one kind: their facts, the words that refer to one of them, and the nouns that speak of any."""

    kind: FactKind
    words: re.Pattern[str]
    nouns: re.Pattern[str]


_SAYS: Final = "说|称|表示|介绍|认为|坦言|透露|指出|告诉"
_CLASSES: Final = (
    _Class("project", re.compile("(?:该|这一|这个)(?:项目|工程|基地)(?!群|库|组|部)"), re.compile("项目|工程|基地")),
    _Class("org", re.compile("(?:该|这家)(?:企业|公司)"), re.compile("企业|公司|集团|厂")),
    _Class("zone", re.compile("该(?:开发区|高新区|经开区|园区|新区|区(?!块|间|分|别|域))"), re.compile("[区园]")),
    _Class("policy", re.compile("该(?:政策|办法|意见|方案|措施|细则|文件|条例|规划|通知)"), re.compile("《")),
    _Class("person", re.compile(f"[他她](?={_SAYS}|还(?:{_SAYS}))"), re.compile(_SAYS)),
)
_FURTHER = re.compile(
    "这(?:[一种些项批个]|[0-9两二三四五六七八九十]+(?:余|多)?[家个项条种座])|上述|前述|此举|该(?=[\u4e00-\u9fff])|双方"
)
_EARLY: Final = 5  # characters that may stand before it: 据介绍，该项目
_LONGEST: Final = 4
_FIRM = re.compile(r"公司|集团|厂$|^org\.(?:firm|alias|short)")


# A day as its paper names it: so many days before the paper's own, or a weekday of its week or the one before.
_DAY = re.compile(r"(?P<day>昨[日天晚]|前[日天]|今[日天晨晚](?!年))|(?P<week>[本上]周)(?P<weekday>[一二三四五六日])")
_BACK: Final = {"昨": 1, "前": 2, "今": 0}


_REPRINTED: Final = timedelta(days=31)  # … after which a dateline is of another year, or of history


def day_written(article: Article) -> date | None:
    """Say from which day a report counts its 今天: that of its dateline, else that of its paper."""
    printed = article.published
    sent = day_sent(article.body[0].string, printed) if printed and article.body else None
    return sent if sent and printed and printed - sent <= _REPRINTED else printed


def days(text: Text, published: date | None) -> tuple[Reference, ...]:
    """Resolve 昨日, 今天, 本周一 in a printed sentence, counted from a day; not in what somebody is quoted with."""
    if published is None:
        return ()
    found = (match for match in _DAY.finditer(text.string) if not _is_quoted(text.string, match.start()))
    return tuple(Reference(text[match.start() : match.end()], Own(_said(match, published))) for match in found)


def _is_quoted(string: str, at: int) -> bool:
    return string.count("“", 0, at) > string.count("”", 0, at)


def _said(match: re.Match[str], published: date) -> str:
    if match["day"]:
        day = published - timedelta(days=_BACK[match["day"][0]])
    else:
        monday = published - timedelta(days=published.weekday() + (7 if match["week"] == "上周" else 0))
        day = monday + timedelta(days="一二三四五六日".index(match["weekday"]))
    return f"{day.month}月{day.day}日"


# Within a sentence: whose district, city or firm it is stands before it, or was cut off with who told the paper.
_WITHIN = re.compile(
    r"该(?:(?P<area>开发区|高新区|经开区|园区|新区|区(?![块间分别域])|市(?!场)|县|省(?!略))|(?P<firm>企业|公司))"
)
_AREAS: Final = frozenset({"zone", "place"})


def inner(sentence: Sentence, printed: Text, whole: Sequence[Sentence]) -> tuple[Reference, ...]:
    """Resolve 该区, 该市, 该公司 within a printed form by the one name of that kind before it that was not printed."""
    found = ((match, _unsaid(match, sentence, printed, whole)) for match in _WITHIN.finditer(printed.string))
    return tuple(Reference(printed[match.start() : match.end()], name) for match, name in found if name)


def dangles(sentence: Sentence, printed: Text, whole: Sequence[Sentence]) -> bool:
    """Say whether a printed form says 该区 of a district, city or firm that neither it nor a filled-in name tells."""
    return any(
        not _is_said(match, sentence, printed) and not _unsaid(match, sentence, printed, whole)
        for match in _WITHIN.finditer(printed.string)
    )


def _is_said(match: re.Match[str], sentence: Sentence, printed: Text) -> bool:
    before = printed[: match.start()]
    named = any(_name(fact, match) and within(fact, before) for fact in sentence.facts)
    return named or bool(match["area"] and re.search("[\u4e00-\u9fff]{2}" + match["area"][-1], before.string))


def _name(fact: Fact, match: re.Match[str]) -> Text | None:
    """Give the name in a fact that 该区 may stand for: a zone, place, one within a body (瀚泉经开区统计局), a firm."""
    if match["firm"]:
        firm = fact.kind == "org" and (_FIRM.search(fact.text.string) or _FIRM.search(fact.rule))
        return fact.text if firm else None
    end = fact.text.string.rfind(match["area"][-1]) + 1
    named = fact.kind in _AREAS and end == len(fact.text)
    return fact.text[:end] if named or (fact.kind == "org" and _SHORTEST < end < len(fact.text)) else None


_SHORTEST: Final = 2  # characters of a name before its 区


def _unsaid(match: re.Match[str], sentence: Sentence, printed: Text, whole: Sequence[Sentence]) -> Text | None:
    """Find the one name that 该区 stands for in what was cut off its sentence, else in the sentence before."""
    if _is_said(match, sentence, printed):
        return None
    place = printed[match.start() :].start
    here = [name for fact in sentence.facts if fact.text.start < place and (name := _name(fact, match))]
    earlier = whole[sentence.index - 1].facts if sentence.index and not sentence.begins else ()
    named = here or [name for fact in earlier if (name := _name(fact, match))]
    longest = max(named, key=len, default=None)
    return longest if longest and all(name.string in longest.string for name in named) else None


def refers(sentence: Sentence) -> bool:
    """Say whether a sentence begins with a word that refers to a name before it."""
    return _word(sentence) is not None


def refers_twice(sentence: Sentence) -> bool:
    """Say whether a sentence refers back by more than the word it begins with: 该园区将推广这一做法."""
    found = _word(sentence)
    return bool(found and _FURTHER.search(sentence.text.string, found[1].end()))


_NAMED: Final = frozenset(one.kind for one in _CLASSES) - {"person"}  # 某人介绍，这个项目…: which is not said


def stands_alone(sentence: Sentence) -> bool:
    """Say whether a sentence can be read without another: what refers back in it follows a name it may mean."""
    if sentence.leans or refers(sentence):
        return False
    found = _FURTHER.search(sentence.text.string)
    named = (sentence.text.string.find(fact.text.string) for fact in sentence.facts if fact.kind in _NAMED)
    return found is None or any(0 <= at < found.start() for at in named)


def reference(sentence: Sentence, whole: Sequence[Sentence], facts: Sequence[Fact]) -> Reference | None:
    """Resolve the word a sentence begins with; None without one and in doubt."""
    found = _word(sentence)
    if not found:
        return None
    one, match = found
    before = [fact for fact in facts if fact.kind == one.kind and _before(fact, sentence) and _is(fact, one)]
    name = _named(sentence, whole, before, one)
    return Reference(sentence.text[match.start() : match.end()], name) if name else None


def _word(sentence: Sentence) -> tuple[_Class, re.Match[str]] | None:
    string = sentence.text.string[: _EARLY + _LONGEST]
    found = ((one, match) for one in _CLASSES if (match := one.words.search(string)))
    return next(((one, match) for one, match in found if not re.search("[“‘《（]", string[: match.start()])), None)


def _before(fact: Fact, sentence: Sentence) -> bool:
    return fact.text.start < sentence.text.start


def _is(fact: Fact, one: _Class) -> bool:
    """Say whether a fact names what the word can refer to: a firm, not any body."""
    return one.kind != "org" or bool(_FIRM.search(fact.text.string) or _FIRM.search(fact.rule))


def _named(sentence: Sentence, whole: Sequence[Sentence], facts: Sequence[Fact], one: _Class) -> Text | None:
    """Find the one name in the nearest sentence before it that speaks of a thing of the kind."""
    crossed = sentence.begins
    for before in reversed(whole[: sentence.index]):
        named = [fact for fact in facts if within(fact, before.text)]
        rest = before.text.string
        for fact in sorted(named, key=lambda fact: -len(fact.text)):
            rest = rest.replace(fact.text.string, "")
        if named or (one.nouns.search(rest) and not refers(before)):
            known = {_key(fact) for fact in (facts if crossed else named)}
            doubt = one.kind != "person" and one.nouns.search(rest)
            return max((fact.text for fact in named), key=len) if len(known) == 1 and named and not doubt else None
        crossed = crossed or before.begins
    return None


def _key(fact: Fact) -> str:
    return zone_key(fact.zone) if fact.zone else str(fact.value or fact.text)
