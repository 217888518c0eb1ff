"""A sheet in, what people said on it out: the words in quotation marks, and who spoke them.

The speaker stands before (某某说：“……”), after (“……”某某说) or between two halves (“……，”某某说，“……。”); a quotation that
goes on after that has the same speaker. Marks around a single word (“开门红”) are no speech.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from digest.facts.boundary import head
from digest.facts.mention import Mention
from digest.facts.people import Person
from digest.facts.sheet import Sheet

_QUOTED = re.compile(r"[“「]([^“”「」]{2,600})[”」]")
_VERB = (
    r"(?:说道|说起|说|表示|介绍说?|告诉(?:记者|我们|笔者)?|坦言|感慨|感叹|透露|指出|强调|认为|解释|谈到|谈起|回忆|补充|笑着|笑道|称|直言|提到|呼吁|建议|如是说|讲|问|答|写道|宣布|总结|评价|形容|打趣|算起?了?一?笔?账|分享)"
)
_BEFORE = re.compile(rf"{_VERB}(?:[^，。；：:“”]{{0,8}})?(?:[：:，,]|说[：:，,])$")
_AFTER = re.compile(rf"[^。！？“”\n]{{0,60}}?{_VERB}(?=[^。！？“”\n]{{0,30}}[，。：；、！]|$)")
_SENTENCE_MARK = "。！？，…；、：～!?,"
_SHORTEST_SPOKEN = 12  # without a mark at its end, shorter words in quotation marks are a term
_SHORTEST = 4
_AGAIN = re.compile(r"(?:^|[，。；”])\s*(?:他|她|他们|她们|这位负责人|该负责人|上述负责人|其)(?:还|也|又|们)?$|(?:他|她|该负责人|上述负责人|这位负责人)")
_REACH = 80  # characters before a quotation in which its speaker is looked for


@dataclass(frozen=True, slots=True)
class Said:
    """Words in quotation marks and who said them: a person met, else the phrase that stands for the speaker."""

    mention: Mention
    speaker: str
    title: str | None


def quotes(sheets: tuple[Sheet, ...], people: tuple[Person, ...], orgs: tuple[Mention, ...]) -> tuple[Said, ...]:
    """Find the spoken quotations of an article in reading order."""
    found: list[Said] = []
    for sheet in sheets:
        index = sheet.passage.index
        here = [person for person in people if person.mention.passage.index == index]
        firms = [org for org in orgs if org.passage.index == index]
        found += _passage(sheet, here, firms, found[-1] if found else None)
    return tuple(found)


def _passage(sheet: Sheet, people: list[Person], orgs: list[Mention], last: Said | None) -> Iterator[Said]:
    string = sheet.string
    end_before = 0
    for match in _QUOTED.finditer(string):
        speaker = _speaker(string, match, end_before, people, orgs, last)
        if speaker:
            last = Said(Mention(sheet.passage, match.start(1), match.end(1), match[1], "quote"), *speaker)
            yield last
            end_before = match.end()


Speaker = tuple[str, str | None]


def _speaker(string: str, match: re.Match[str], floor: int, people: list[Person], orgs: list[Mention], last: Said | None) -> Speaker | None:
    words = match[1]
    if len(words) < _SHORTEST:
        return None
    start = max(floor, match.start() - _REACH)
    before = string[start : match.start()]
    verb = _BEFORE.search(before)
    after = string[match.end() : match.end() + 1]
    if verb and (words[-1] in _SENTENCE_MARK or after in _SENTENCE_MARK or len(words) >= _SHORTEST_SPOKEN):
        return _who(string, start, start + verb.start(), people, orgs, last)
    if words[-1] not in _SENTENCE_MARK and len(words) < _SHORTEST_SPOKEN:
        return None
    if before.endswith(("：", ":")) and (acting := _acting(people, start, match.start(), before)):
        return acting
    told = _AFTER.match(string, match.end())
    if told and (who := _who(string, match.end(), told.end(), people, orgs, last)):
        return who
    if last and floor and last.mention.passage.text.string == string and _goes_on(string, floor, match.start()) and words[-1] in _SENTENCE_MARK:
        return last.speaker, last.title
    return None


def _acting(people: list[Person], start: int, end: int, before: str) -> Speaker | None:
    """Name whoever does something before a colon (某某指着图纸：“……”) in the same sentence."""
    floor = start + before.rfind("。") + 1
    named = [person for person in people if floor <= person.mention.start < end]
    return (named[-1].mention.full, named[-1].title) if named else None


def _goes_on(string: str, floor: int, start: int) -> bool:
    """Tell whether nothing but the speaker of the last quotation stands between it and this one."""
    between = string[floor:start]
    return between.count("。") <= 1 and bool(re.search(rf"{_VERB}[^。]{{0,12}}[。，]$", between))


def _phrase_start(string: str, end: int, orgs: list[Mention]) -> int:
    """Find where the phrase for a speaker begins, the organisation right before it included."""
    start = head(string, end)
    return next((org.start for org in orgs if org.end == start or org.start < start < org.end), start)


def _who(string: str, start: int, end: int, people: list[Person], orgs: list[Mention], last: Said | None) -> Speaker | None:
    """Name the speaker in [start, end): the last person, a pronoun's, the last organisation, or the phrase at its end."""
    named = [person for person in people if start <= person.mention.start and person.mention.end <= end]
    if named:
        return named[-1].mention.full, named[-1].title
    if last and _AGAIN.search(string[start:end]):
        return last.speaker, last.title
    verb = re.search(rf"{_VERB}$", string[start:end])
    stop = start + verb.start() if verb else end
    phrase = string[max(start, _phrase_start(string, stop, orgs)) : stop]
    if re.search(r"(?:人|者|员|长|理|师|任|总|主|民|监|家|生|友|户|商|媒体|方面|方|司|局|会|部)$", phrase):
        return phrase, None
    firms = [org for org in orgs if start <= org.start and org.end <= end]
    return (firms[-1].full, None) if firms else None
