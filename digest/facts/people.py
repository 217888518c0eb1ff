"""Sheets in, the people on them out: a title with a name behind it, or a name before a verb of speech.

A Chinese personal name is a family name (`lexicon/surnames.txt`) and one or two characters; what tells it from other
words is the title before it and what may follow it (说, 表示, a comma). Foreign names carry a dot (约翰·史密斯).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from digest import lexicon
from digest.facts.boundary import head
from digest.facts.lookup import Names, index, occurrences
from digest.facts.mention import Mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.facts.sheet import Sheet

_HAN = re.compile(r"[\u3400-\u9fff]")
_ALL_HAN = re.compile(r"[\u3400-\u9fff]*")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,6}(?:[·•][\u4e00-\u9fffA-Z]{1,8}){1,3}")
_FOREIGN_ALL = re.compile(r"[\u4e00-\u9fffA-Z]{1,6}(?:[·•][\u4e00-\u9fffA-Z]{1,8}){1,3}")
_SHORTEST_PART = 3  # the dot and two characters: the last part of a foreign name
# A third character that is one of these is not the name's own (王伟说 is 王伟) …
_NEVER_GIVEN = frozenset("说在和与及等是的称对将已也还就从把被则了")
_SPEECH = re.compile(
    r"(?:说道|说起|说(?![明法服不出])|表示|介绍|告诉|坦言|坦承|笑言|感慨|感叹|透露|指出|强调|认为|解释|谈到|回忆|补充|笑着|笑道|称赞|称|直言|坦陈|直呼|分析|评价|总结|点赞|提到|呼吁|建议|如是说|竖起|难掩|举着|指着|翻着|捧着|打趣|打比方|算了|兴奋地|激动地|高兴地|自豪地|欣喜地)"
)
_NOTHING: tuple[str, ...] = ()
_TITLE_OF = re.compile(r"(?:的|——|：|:)?")
_CALLED = re.compile(
    r"(?:经理|总|主任|书记|局长|厂长|院长|校长|教授|博士|老师|师傅|律师|医生|处长|科长|部长|会长|女士|先生|站长|所长|店长|老板)"
)
# One group of plain words and no choice inside: a search for it passes over the rest five times as fast.
_ADDRESS = re.compile(
    r"(?:局长|厅长|县长|市长|区长|院长|校长|会长|主任|书记|董事长|总经理|教授|院士|博士|先生|女士"
    r"|副局长|副厅长|副县长|副市长|副区长|副院长|副校长|副会长|副主任|副书记|副教授)(?!级|助理|办)"
)
_DEPARTMENT = "部的司团厂园店组科室"
_OF_FIRM = re.compile(r"(?:该|本|我们)?(?:公司|企业|集团|厂|园区|单位|协会|机构)$")
_OF_BODY = ("该局", "该厅", "该委", "该院", "该校", "该所", "该会", "该行")
_AS = re.compile(r"^(?:做|当|担任|从事|任|里|内|的)+")
_MOST_BETWEEN = 10  # characters between an employer and the title: 某某公司做算法工程师


@dataclass(frozen=True, slots=True)
class Person:
    """A person met: the mention of the name, and organisation and title as far as the text tells them."""

    mention: Mention
    title: str | None


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.table("people")[name].split())


@cache
def _families() -> frozenset[str]:
    return frozenset(lexicon.lines("surnames")) | _words("rare")


@cache
def _titles() -> Names:
    return index(_words("titles"))


@cache
def _follows(longer_than: int = 0) -> dict[str, tuple[str, ...]]:
    """Load the words that follow names, of more than so many characters, by their first."""
    by_first: dict[str, tuple[str, ...]] = {}
    for word in _words("follows"):
        if len(word) > longer_than:
            by_first[word[0]] = (*by_first.get(word[0], ()), word)
    return by_first


def people(sheets: tuple[Sheet, ...], orgs: tuple[Mention, ...]) -> tuple[Person, ...]:
    """Find the people of an article in reading order; claims their names on the sheets.

    `orgs` are the organisations found before, which give a title its employer.
    """
    by_sheet: dict[int, list[Mention]] = {}
    for mention in orgs:
        by_sheet.setdefault(mention.passage.index, []).append(mention)
    last: Mention | None = None
    found: list[Person] = []
    for sheet in sheets:
        here = by_sheet.get(sheet.passage.index, [])
        found += _titled(sheet, here, last)
        found += _speaking(sheet, here)
        found += _called(sheet, here)
        found += _addressed(sheet, here)
        found += _rolled(sheet, here)
        last = here[-1] if here else last
    found += _again(sheets, found)
    return tuple(sorted(found, key=lambda person: (person.mention.passage.index, person.mention.start)))


def _titled(sheet: Sheet, orgs: list[Mention], before: Mention | None) -> Iterator[Person]:
    string = sheet.string
    employers = {org.end for org in orgs}
    behind = 0
    for at, title in occurrences(string, _titles()):
        if at < behind:
            continue
        behind = at + len(title)
        for start in (behind, behind + 1 if string.startswith(("的", "”"), behind) else 0):
            sure = title in _words("offices") or at in employers
            end = _name_end(string, start, sure=sure) if start else 0
            if end and sheet.claim(start, end):
                employer = _before(orgs, at) or before
                mention = Mention(sheet.passage, start, end, string[start:end], "person.title")
                yield Person(mention, _title(string, at, behind, employer))
                yield from _listed(sheet, end, title)
                break


_TELLING = 3  # characters of a name that is nothing else where it stands alone


def _again(sheets: tuple[Sheet, ...], met: list[Person]) -> Iterator[Person]:
    """Find the names met with a title where they stand without one, in the heads and in the text."""
    titles = {person.mention.string: person.title for person in met if len(person.mention.string) >= _TELLING}
    if not titles:
        return
    names = index(titles)
    for sheet in sheets:
        for start, name in occurrences(sheet.string, names):
            if sheet.claim(start, start + len(name)):
                yield Person(Mention(sheet.passage, start, start + len(name), name, "person.again"), titles[name])


def _before(orgs: list[Mention], at: int) -> Mention | None:
    """Find the last organisation that ends before a place."""
    found = bisect_right(orgs, at, key=lambda org: org.end)
    return orgs[found - 1] if found else None


def _listed(sheet: Sheet, end: int, title: str) -> Iterator[Person]:
    """Go on through a list of names under one title (董事王敏、李立新、赵青)."""
    while (
        sheet.string.startswith("、", end) and (stop := _name_end(sheet.string, end + 1)) and sheet.claim(end + 1, stop)
    ):
        yield Person(Mention(sheet.passage, end + 1, stop, sheet.string[end + 1 : stop], "person.list"), title)
        end = stop


def _name_end(string: str, start: int, *, sure: bool = False) -> int:
    """Find where the personal name that begins at `start` ends; 0 if none begins there.

    Behind an office that is hardly ever mentioned without a name (`sure`) any word may follow the name.
    """
    if match := _FOREIGN.match(string, start):
        return _foreign_end(string, match)
    if string[start : start + 1] in {"老", "小"} and string[start + 1 : start + 2] in _families():
        return start + 2 if _may_end(string, start + 2) else 0  # 司机老魏
    family = _family(string, start)
    short, long = start + family + 1, start + family + 2
    if not family or not _all_han(string, start, short):
        return 0
    ends = [end for end in (short, long) if _all_han(string, start, end) and _may_end(string, end)]
    if len(ends) > 1:
        return short if _ends_short(string, short) else long
    if not ends:
        return long if sure and _all_han(string, start, long) else 0
    return 0 if ends == [long] and string[short] in "说的" else ends[0]


def _family(string: str, start: int) -> int:
    """Measure the family name that begins at `start`; 0 if none does, or an everyday word does (方面, 高新)."""
    words = _words("not_names")
    if string[start : start + 2] in words or string[start : start + 3] in words:
        return 0
    return next((size for size in (2, 1) if string[start : start + size] in _families()), 0)


def _foreign_end(string: str, match: re.Match[str]) -> int:
    """Cut the last part of a foreign name where something that may follow a name begins."""
    last = max(match[0].rfind("·"), match[0].rfind("•")) + match.start()
    ends = range(last + _SHORTEST_PART, match.end() + 1)
    return next((end for end in ends if _may_end(string, end)), match.end())


def _all_han(string: str, start: int, end: int) -> bool:
    return end <= len(string) and _ALL_HAN.fullmatch(string, start, end) is not None


def _may_end(string: str, end: int) -> bool:
    """Tell whether a name may end at `end`: no Han character follows, or a word that follows names."""
    if end >= len(string) or not _HAN.match(string, end):
        return True
    return string.startswith(_follows().get(string[end], _NOTHING), end)


def _ends_short(string: str, end: int) -> bool:
    """Tell whether a name of two that may be of three ends at `end`: 王伟说, 欧阳颂一同揭牌, but 庾清和说."""
    if string[end] == "和" and (_word_follows(string, end + 1) or _SPEECH.match(string, end + 1)):
        return False
    return string[end] in _NEVER_GIVEN or _word_follows(string, end)


def _word_follows(string: str, end: int) -> bool:
    """Tell whether a whole word that follows names begins at `end`: 欧阳颂一同, where 同 alone follows names too."""
    return string.startswith(_follows(1).get(string[end : end + 1], _NOTHING), end)


def _title(string: str, start: int, end: int, employer: Mention | None) -> str:
    """Read organisation and title from the text before a name: 云汀湾经开区经发局副局长, 党工委书记、管委会主任."""
    title = string[start:end]
    first = head(string, start)
    while first > 1 and string[first - 1] == "、" and _ends_with_title(string, first - 1):
        first = head(string, _title_start(string, first - 1))
    if employer and employer.end != first and _OF_FIRM.search(string, max(0, first - 4), first):
        return employer.full + string[first:end]
    if employer and string.startswith(_OF_BODY, first - 1):  # 该局副局长
        return employer.full + string[first + 1 : end]
    if not employer or employer.passage.text.string != string or employer.end > start:
        return string[first:end]
    between = _AS.sub("", string[employer.end : start])
    if start - employer.end > _MOST_BETWEEN or (between and not between.isalpha()):
        return string[first:end]
    return string[min(first, employer.start) : employer.end] + between + title


def _ends_with_title(string: str, end: int) -> bool:
    return _title_start(string, end) < end


def _title_start(string: str, end: int) -> int:
    titles = _words("titles")
    return next((end - size for size in range(8, 1, -1) if string[max(0, end - size) : end] in titles), end)


def _speaking(sheet: Sheet, orgs: list[Mention]) -> Iterator[Person]:
    """Find names before a verb of speech that follow a quotation, 的, an employer or a comma before a quotation."""
    string = sheet.string
    ends = {org.end for org in orgs}
    for match in _SPEECH.finditer(string):
        stop = match.start() - len("向记者") * string.endswith(("向记者", "对记者"), 0, match.start())
        for size in (3, 2, 4):
            start = stop - size
            if (
                start >= 0
                and _introduced(string, start, match.end(), ends)
                and _name_end(string, start) == stop
                and sheet.claim(start, stop)
            ):
                yield Person(Mention(sheet.passage, start, stop, string[start:stop], "person.speech"), None)
                break


def _introduced(string: str, start: int, end: int, employers: set[int]) -> bool:
    """Tell whether a name may begin here: behind 的, an employer or a closing quotation, or before an opening one."""
    before = string[start - 1] if start else ""
    if before in {"的", "”", "」"} or start in employers:
        return True
    if before in _ROLE_ENDS and "”" in string[max(0, start - _LONGEST_ROLE) : start]:  # “……”民宿主人某某笑着说
        return True
    return (not before or not _HAN.match(before)) and "“" in string[end : end + 8]


_ROLE_ENDS = frozenset("人员工师长者主手民生家户友商")
_LONGEST_ROLE = 10


def _called(sheet: Sheet, orgs: list[Mention]) -> Iterator[Person]:
    """Find those called by family name and title behind a department or an employer (工程部杨经理指着图纸说)."""
    string = sheet.string
    ends = {org.end for org in orgs}
    for match in _CALLED.finditer(string):
        start = match.start() - 1
        if start < 1 or string[start] not in _families() or not _may_end(string, match.end()):
            continue
        if (string[start - 1] in _DEPARTMENT or start in ends) and sheet.claim(start, match.end()):
            employer = _before(orgs, start)
            title = _title(string, start, start, employer) + match[0]
            yield Person(
                Mention(sheet.passage, start, match.end(), string[start : match.end()], "person.called"), title
            )


def _addressed(sheet: Sheet, orgs: list[Mention]) -> Iterator[Person]:
    """Find names with the title behind them (梁启航局长, 晏平川教授) where the name clearly begins."""
    string = sheet.string
    ends = {org.end for org in orgs}
    for match in _ADDRESS.finditer(string):
        for size in (3, 2):
            start = match.start() - size
            begins = start == 0 or start in ends or (start > 0 and not _HAN.match(string[start - 1]))
            if begins and _family(string, start) and _all_han(string, start, match.start()):
                if sheet.claim(start, match.start()):
                    name = string[start : match.start()]
                    yield Person(Mention(sheet.passage, start, match.start(), name, "person.addressed"), match[0])
                break


_AGED = re.compile(r"[1-9][0-9]岁的(?=[\u4e00-\u9fff]{2})")  # 34岁的某某某是…
# Both are looked for by what stands behind the name: a search for a mark or a blank passes over the rest fast.
_AMONG = re.compile(r"等(?=[0-9]{1,4}(?:[名位]|人(?!才|次)))")
_AMONG_NAME = re.compile(r"(?<=[，。；：、对由和与给予])[\u4e00-\u9fff]{3}$")
_ROW = re.compile(r"[　 ]{1,2}(?=[\u4e00-\u9fff])")
_ROW_NAME = re.compile(r"(?:(?<=[；。：、])|^)[\u4e00-\u9fff]{2,3}$")
_LONGEST_ROLLED = 4  # characters of a name of a roll, with the mark before it


def _rolled(sheet: Sheet, orgs: list[Mention]) -> Iterator[Person]:
    """Find the names of a roll: 某某某等40名先进个人, and a name, a blank and the employer with the post."""
    string = sheet.string
    for match in _AGED.finditer(string):
        end = _name_end(string, match.end())
        if end and sheet.claim(match.end(), end):
            yield Person(Mention(sheet.passage, match.end(), end, string[match.end() : end], "person.aged"), None)
    for match in _AMONG.finditer(string):
        name = _name_before(string, match.start(), _AMONG_NAME)
        if name and sheet.claim(*name):
            yield Person(Mention(sheet.passage, *name, string[slice(*name)], "person.roll"), None)
    employers = {org.start: org for org in orgs}
    for match in _ROW.finditer(string):
        employer = employers.get(match.end())
        name = _name_before(string, match.start(), _ROW_NAME) if employer else None
        if employer and name and sheet.claim(*name):
            post = _POST.match(string, employer.end)
            title = employer.full + (post[0] if post else "")
            yield Person(Mention(sheet.passage, *name, string[slice(*name)], "person.roll"), title)


def _name_before(string: str, end: int, form: re.Pattern[str]) -> tuple[int, int] | None:
    """Take the name of a roll that ends at `end`, if one does."""
    floor = max(0, end - _LONGEST_ROLLED)
    name = form.search(string[floor:end])
    start = floor + name.start() if name else 0
    return (start, end) if name and _family(string, start) else None


_POST = re.compile(r"[\u4e00-\u9fff]{0,14}")
