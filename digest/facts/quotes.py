"""A sheet in, what people said on it out: the words in quotation marks, and who spoke them.

The speaker stands before (某某说：“……”), after (“……”某某说) or between two halves (“……，”某某说，“……。”); a quotation
that goes on after that has the same speaker. Marks around a single word (“开门红”) are no speech.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from digest.facts.boundary import head
from digest.facts.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.facts.people import Person
    from digest.facts.sheet import Sheet

_QUOTED = re.compile(r"[“「]([^“”「」]{2,600})[”」]")
_VERB = (
    r"(?:说道|说起|说|表示|介绍说?|告诉(?:记者|我们|笔者)?|坦言|坦承|笑言|感慨|感叹|透露|指出|强调|认为|解释|谈到|谈起|回忆"
    r"|补充|笑着|笑道|称|直言|提到|呼吁|建议|讲|问|答|写道|宣布|总结|分析|评价|点赞|称赞|直呼|坦陈|如是说|笑称|道出|打了?个?比方|算账|感触|解读|回应|形容|打趣|算起?了?一?笔?账|分享|喊着?|吆喝)"
)
_BEFORE = re.compile(rf"{_VERB}(?:[^，。；：:“”]{{0,8}})?(?:[：:，,]|说[：:，,])$")
_TELLS = re.compile(_VERB)
_TOLD_ENDS = re.compile(r"[。！？“”\n]")
_SENTENCE_ENDS = re.compile(r"[。！？\n]")
_ASKED = re.compile(r"(?:^|[。！？”\n])问[：:]$")
_ANSWERS = ("答：", "答:")  # in a talk of questions and answers nobody is named before the words
_THIS_ONE = re.compile(r"这位|这名|该负责人|[，。；]他|[，。；]她")
_AT_END = re.compile(rf"{_VERB}$")
_ONWARD = re.compile(rf"{_VERB}[^。]{{0,12}}[。，]$")
_MARKS = "。！？，…；、：～!?,"  # what spoken words end with, inside the marks or right behind them
_WHOLE = "。！？…"  # inside the marks, they end a sentence of its own
_SHORTEST_SPOKEN = 12  # without such a mark, shorter words in quotation marks are a term
_SHORTEST = 4
_AGAIN = re.compile(r"(?:他|她|该负责人|上述负责人|这位负责人)(?:们)?(?:还|也|又)?|(?:^|[，。；”])其$")
_SOMEBODY = re.compile(
    r"(?:人|者|员|长|理|师|任|总|主|民|监|家|生|友|户|商|媒体|方面|方|司|局|会|部)$"  # 相关负责人, 企业主, 村民 …
)
_REACH = 80  # characters before a quotation in which its speaker is looked for


@dataclass(frozen=True, slots=True)
class Said:
    """Words in quotation marks and who said them: a person met, else the phrase that stands for the speaker."""

    mention: Mention
    speaker: str
    title: str | None


class Speaker(NamedTuple):
    """A speaker and the title, if the text gives one."""

    name: str
    title: str | None


@dataclass(frozen=True, slots=True)
class _Floor:
    """A passage with those who may speak on it, and who spoke last."""

    string: str
    people: list[Person]
    orgs: list[Mention]
    last: Said | None

    def people_in(self, start: int, end: int) -> list[Person]:
        """List those whose names begin in [start, end)."""
        low, high = (bisect_left(self.people, at, key=lambda person: person.mention.start) for at in (start, end))
        return self.people[low:high]

    def orgs_in(self, start: int, end: int) -> list[Mention]:
        """List the organisations whose names begin in [start, end)."""
        low, high = (bisect_left(self.orgs, at, key=lambda org: org.start) for at in (start, end))
        return self.orgs[low:high]


def quotes(sheets: tuple[Sheet, ...], people: tuple[Person, ...], orgs: tuple[Mention, ...]) -> tuple[Said, ...]:
    """Find the spoken quotations of an article in reading order."""
    found: list[Said] = []
    by_sheet: dict[int, tuple[list[Person], list[Mention]]] = {sheet.passage.index: ([], []) for sheet in sheets}
    for person in people:
        by_sheet[person.mention.passage.index][0].append(person)
    for org in orgs:
        by_sheet[org.passage.index][1].append(org)
    for sheet in sheets:
        found += _passage(sheet, *by_sheet[sheet.passage.index], found[-1] if found else None)
    return tuple(found)


def _passage(sheet: Sheet, people: list[Person], orgs: list[Mention], last: Said | None) -> Iterator[Said]:
    end_before = 0
    for match in _QUOTED.finditer(sheet.string):
        floor = _Floor(sheet.string, people, orgs, last)
        if len(match[1]) >= _SHORTEST and (speaker := _speaker(floor, match, end_before)):
            last = Said(Mention(sheet.passage, match.start(1), match.end(1), match[1], "quote"), *speaker)
            yield last
            end_before = match.end()


def _speaker(floor: _Floor, match: re.Match[str], end_before: int) -> Speaker | None:
    """Name who spoke the words, if they are speech: looked for before them, behind them, then in the talk going on."""
    words, behind = match[1], floor.string[match.end() : match.end() + 1]
    start = max(end_before, match.start() - _REACH)
    before = floor.string[start : match.start()]
    marked = words[-1] in _MARKS or len(words) >= _SHORTEST_SPOKEN
    if _ASKED.search(before):
        return None
    if (verb := _BEFORE.search(before)) and (marked or behind in _MARKS):
        spoke = _who(floor, start, start + verb.start())
        if spoke or not before.endswith(_ANSWERS):
            return spoke
    if not marked:
        return None
    whole = words[-1] in _WHOLE
    return (
        _acting(floor, start, before, whole=whole)
        or _told(floor, match.end())
        or _going_on(floor, end_before, match)
        or (_beside(floor, match.end()) if whole else None)
    )


def _told(floor: _Floor, end: int) -> Speaker | None:
    """Name the speaker who follows the words (“……”某某说)."""
    stop = _TOLD_ENDS.search(floor.string, end, end + _REACH)
    for verb in _TELLS.finditer(floor.string, end, stop.start() if stop else end + _REACH):
        if spoke := _who(floor, end, verb.end()):  # “……”回忆起当年，某某说: not every verb has its speaker before it
            return spoke
    return None


def _beside(floor: _Floor, end: int) -> Speaker | None:
    """Name whoever does something right behind the words (“……”项目经理某某抹了把汗。), where nobody speaks."""
    stop = _SENTENCE_ENDS.search(floor.string, end, end + _REACH)
    named = floor.people_in(end, stop.start()) if stop else []
    return Speaker(named[0].mention.full, named[0].title) if named else None


def _acting(floor: _Floor, start: int, before: str, *, whole: bool) -> Speaker | None:
    """Name whoever does something before a colon (某某指着图纸：“……”) in the same sentence.

    Before a comma too, where the words are a `whole` sentence (某某松了口气，“……。”).
    """
    if not before.endswith(("：", ":", "，") if whole else ("：", ":")):
        return None
    first = start + before.rfind("。") + 1
    named = floor.people_in(first, start + len(before))
    if named:
        return Speaker(named[-1].mention.full, named[-1].title)
    again = floor.last and _THIS_ONE.search(floor.string, first, start + len(before))
    return Speaker(floor.last.speaker, floor.last.title) if again and floor.last else None


def _going_on(floor: _Floor, end_before: int, match: re.Match[str]) -> Speaker | None:
    """Name the speaker before, where nothing but that speaker stands between the last quotation and this one."""
    between = floor.string[end_before : min(match.start(), end_before + _REACH)]
    if (
        match.start() - end_before > _REACH
        or not floor.last
        or not end_before
        or match[1][-1] not in _MARKS
        or between.count("。") > 1
    ):
        return None
    return Speaker(floor.last.speaker, floor.last.title) if _ONWARD.search(between) else None


def _who(floor: _Floor, start: int, end: int) -> Speaker | None:
    """Name the speaker in [start, end): the last person, a pronoun's, the phrase at its end, the last organisation."""
    named = floor.people_in(start, end)
    if named:
        return Speaker(named[-1].mention.full, named[-1].title)
    if _AGAIN.search(floor.string, start, end) and (again := _spoken_of(floor, start)):
        return again
    verb = _AT_END.search(floor.string[start:end])
    stop = start + verb.start() if verb else end
    first = max(start, _phrase_start(floor, stop))
    first -= first > start and floor.string.startswith("该", first - 1)  # 该负责人 is whom the text named before
    phrase = floor.string[first:stop]
    if _SOMEBODY.search(phrase):
        return Speaker(phrase, None)
    firms = floor.orgs_in(start, end)
    return Speaker(firms[-1].full, None) if firms else None


def _spoken_of(floor: _Floor, end: int) -> Speaker | None:
    """Name whom 他 stands for before `end`: whoever the passage named last, else who spoke last."""
    spoke = floor.last.mention if floor.last and floor.last.mention.end < end else None
    first = spoke.end if spoke and spoke.passage.text.string == floor.string else max(0, end - 2 * _REACH)
    if named := floor.people_in(first, end):
        return Speaker(named[-1].mention.full, named[-1].title)
    return Speaker(floor.last.speaker, floor.last.title) if floor.last else None


def _phrase_start(floor: _Floor, end: int) -> int:
    """Find where the phrase for a speaker begins, the organisation right before it included."""
    start = head(floor.string, end)
    before = floor.orgs_in(max(0, start - _REACH), end)
    return next((org.start for org in before if org.end == start or org.start < start < org.end), start)
