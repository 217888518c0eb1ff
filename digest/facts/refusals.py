"""An attribution in, whether the form of its sentence forbids to print it, however sure the models are, out.

What a reader would be misled by is refused: another place, park or thing stands as the subject between the owner and
its figure, a rate loses what it is a rate of, a mark that is neared is told as an amount.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING

from digest.facts import rates
from digest.facts.boundary import head
from digest.facts.labels import is_announcer
from digest.facts.owners import says
from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.facts.cast import Entity
    from digest.facts.clause import Figure, Sentence
    from digest.facts.labels import Label
    from digest.facts.owners import Owner, Scene


@cache
def _words(name: str) -> tuple[str, ...]:
    return tuple(table("refusals")[name])


def has_rival(scene: Scene, owner: Owner, label: Label) -> bool:
    """Whether another name, an area (全县) or a thing that a zone only has (孵化基地) is a figure's subject."""
    sentence, figure = scene.sentence, scene.figure
    index, (passage, _, end) = sentence.reading.passage.index, owner.mention
    begin = max(end if passage == index and end <= figure.start else 0, sentence.start)
    begin = max(begin, sentence.text.rfind("；", begin, figure.start))
    first, last = label.spans[0][0], label.spans[-1][1]
    row = scene.cast.mentions.get(index, [])
    for start, stop, k in row[bisect_left(row, (begin, 0, 0)) : bisect_left(row, (figure.start, 0, 0))]:
        entity = scene.cast.entities[k]
        joins = stop == first and entity.kind in _PLACES and sentence.text[start - 1 : start] not in _words("before")
        is_part = entity.kind == "thing" and owner.kind == "zone" and entity.name.endswith(_words("parts"))
        if not (entity.kind in _NAMED or is_part) or (start < last and first < stop):
            continue
        if not _is_aside(entity, owner, sentence, stop) and (joins or _opens(sentence, start)):
            return True
    if owner.kind != "whole" and any(
        _opens(sentence, at) or (at + 2 == first and sentence.text[at - 1 : at] not in _words("before"))
        for at in _wholes(sentence, begin, figure.start)
    ):
        return True
    phrases = scene.cast.topics.rows.get(index, ())
    low, high = (bisect_right(phrases, place, key=attrgetter("start")) for place in (begin - 1, figure.start - 1))
    return any(
        one.start == sentence.clause_start(one.start)
        and one.end <= figure.start
        and not (one.start < last and first < one.end)
        and one.string.endswith(_words("parts"))
        and one.string not in owner.name
        and not says(sentence.text, one.end)
        and scene.cast.at(index, one.start, one.end) is None
        and not one.is_word
        for one in phrases[low:high]
    )


_PLACES = ("place", "zone")
_OWNING = (*_PLACES, "org")
_NAMED = (*_OWNING, "project")


def _is_aside(entity: Entity, owner: Owner, sentence: Sentence, stop: int) -> bool:
    """Whether an entity is the owner itself, in another form too, or only who announces the figure."""
    same = entity is owner.entity or entity.name in owner.name or owner.name in entity.name
    return same or says(sentence.text, stop) or is_announcer(entity.name) or entity.name.endswith(_words("offices"))


def _opens(sentence: Sentence, place: int) -> bool:
    """Whether a word opens its clause, adverbs and dates passed over."""
    passed = table("references")["passed"]
    start = sentence.clause_start(place)
    return all(token.word in passed for token in sentence.tokens_after(start, place) if token.start < place)


def _wholes(sentence: Sentence, begin: int, end: int) -> list[int]:
    text = sentence.text
    found = (text.find(word, begin, end) for word in _words("areas"))
    return [at for at in found if at >= 0]


def has_other(scene: Scene, owner: Owner, label: Label) -> bool:
    """Whether a label begins with a place, a park or a firm that is not the owner: 柏岭县制种面积 of a park there."""
    sentence = scene.sentence
    row = scene.cast.mentions.get(sentence.reading.passage.index, [])
    return any(
        scene.cast.entities[k].kind in _OWNING
        and _is_name(scene.cast.entities[k], sentence.text[start:stop])
        and not _is_aside(scene.cast.entities[k], owner, sentence, stop)
        for begin, _ in label.spans
        for start, stop, k in row[bisect_left(row, (begin, 0, 0)) : bisect_left(row, (begin + 1, 0, 0))]
    )


def is_of_other_place(string: str, owner: Owner) -> bool:
    """Whether a label begins with a city or county that is not the owner's, known or not: 芦雨市新开工项目."""
    place = _place().match(string)
    return place is not None and place[0][:_STEM] not in owner.name


@cache
def _place() -> re.Pattern[str]:
    return re.compile(table("refusals")["place"])


def _is_name(entity: Entity, words: str) -> bool:
    """Whether words are a name of an entity and no noun that stands for it (企业, 该项目)."""
    return len(words) >= _SHORTEST and words in entity.name


_SHORTEST = 3


def is_rate(sentence: Sentence, k: int, label: Label) -> bool:
    """Whether a figure is of each of many (每个平台5万元, 每年10亿元, 亩均28万元), and its label does not say so.

    In a row of short names the first says it for all: 博士每人15万元，硕士6万元，本科2万元.
    """
    figure = sentence.figures[k]
    first = _first_in_row(sentence, k)
    if first != k and is_rate(sentence, first, label):
        return True
    if figure.finding.kind == "growth" or figure.finding.modality == "limit":
        return False  # a growth is printed with its pace, and a cap as one
    string = label.string(sentence.text)
    rate = rates.told(sentence.text, sentence.clause_start(figure.start), figure.start)
    behind = figure.finding.per is not None and "/" in figure.finding.string
    return behind or (rate is not None and rate.each and rate.words not in string)


def _first_in_row(sentence: Sentence, k: int) -> int:
    """Return the first figure of the row of short names that figure `k` stands in, `k` itself where it is none."""
    while k:
        before, one = sentence.figures[k - 1], sentence.figures[k]
        if before.unit_class != one.unit_class or not _SHORT_NAME.fullmatch(sentence.text, before.end, one.start):
            break
        k -= 1
    return k


_SHORT_NAME = re.compile(r"[，、；][\u4e00-\u9fff]{2,4}")


def is_mark(sentence: Sentence, figure: Figure) -> bool:
    """Whether a sum is only a mark that is neared or stood at: 处于200亿元发展关口."""
    return sentence.text.startswith(_words("marks"), figure.end)


def is_many(owner: Owner) -> bool:
    """Whether an owner is a batch of an occasion, not a thing: 兰洽会重大项目."""
    return owner.kind in ("noun", "thing", "project") and owner.name.endswith(_words("batches"))


def is_venue(sentence: Sentence, owner: Owner) -> bool:
    """Whether a zone is only where an occasion was held: 砚坪市集中开工仪式在砚坪经开区举行。此次开工26个."""
    index, start, end = owner.mention
    if owner.kind != "zone" or index != sentence.reading.passage.index or start >= sentence.start:
        return False
    return sentence.text[start - 1 : start] in ("在", "于") and sentence.text.startswith(_words("held"), end)


def is_later(sentence: Sentence, owner: Owner) -> bool:
    """Whether a zone is named only behind the sentence: 感知千分之一的压力变化。在江畔高新区，…."""
    index, start, _ = owner.mention
    return owner.kind == "zone" and index == sentence.reading.passage.index and start >= sentence.end


def is_spoken(sentence: Sentence, owner: Owner) -> bool:
    """Whether somebody of a firm speaks, and a zone that the sentence does not name is given what is his own."""
    index, start, _ = owner.mention
    here = index == sentence.reading.passage.index and sentence.start <= start < sentence.end
    first = sentence.text[sentence.start : sentence.end].partition("，")[0]
    if here or owner.kind != "zone" or not first.endswith(_words("speaks")):
        return False
    return owner.name[:_STEM] not in first and not any(word in first for word in _words("officials"))


_STEM = 2  # characters that a zone is known by


def is_due(sentence: Sentence, figure: Figure) -> bool:
    """Whether what is told as reached is to be so by a day: 整合优化至60家左右，今年底前基本完成."""
    stop = sentence.text.find("，", figure.end, sentence.end)
    return figure.finding.modality == "actual" and stop >= 0 and _due().match(sentence.text, stop + 1) is not None


@cache
def _due() -> re.Pattern[str]:
    return re.compile(table("refusals")["due"])


def is_promised(sentence: Sentence, figure: Figure, owner: Owner) -> bool:
    """Whether a sum is what everybody who qualifies is to get, not what a zone has paid: 给予300万元生活补贴."""
    if owner.kind != "zone" or figure.unit_class != "money" or figure.finding.modality == "limit":
        return False
    clause, stop = sentence.clause_start(figure.start), sentence.text.find("，", figure.end, sentence.end)
    words = sentence.text[clause : stop if stop >= 0 else sentence.end]
    return any(word in words for word in _words("promised")) and not any(word in words for word in _words("paid"))


def is_each(sentence: Sentence, k: int, label: Label) -> bool:
    """Whether a sum is a mark that each of some firms passes: 5家企业年产值超百亿元, not 26家公司总市值超百亿元."""
    figure, first = sentence.figures[k], label.spans[0][0]
    if not k or figure.finding.bound == "exact" or sentence.text.startswith("总", first):
        return False
    before = sentence.figures[k - 1]
    between = sentence.text[before.end : first]
    return before.unit_class == "count" and before.end <= first and between.endswith(_words("firms"))


def is_condition_of(sentence: Sentence, k: int, label: Label) -> bool:
    """Whether what is counted goes on to the mark that it is counted by: 5家企业年产值|超百亿元."""
    last, after = label.spans[-1][1], sentence.figures[k + 1 : k + 2]
    return any(one.start == last and one.finding.bound != "exact" for one in after) and last > sentence.figures[k].end


def is_taken_back(sentence: Sentence, figure: Figure) -> bool:
    """Whether a paper says of a figure that it was wrong: “实际到位内资57亿元”应为…."""
    close = sentence.text.find("”", figure.end, sentence.end)
    return close >= 0 and sentence.text.startswith(_words("takes_back"), close + 1)


def is_part_of_name(sentence: Sentence, label: Label) -> bool:
    """Whether a label begins with the end of a firm's name: 股份投资 of 恒川股份投资52亿元."""
    first = label.spans[0][0]
    joined = sentence.text[first - 1 : first].isalpha() and sentence.text[first - 1] != "的"
    return joined and sentence.text.startswith(_words("firm_ends"), first)


def is_of_part(sentence: Sentence, owner: Owner, label: Label) -> bool:
    """Whether a part of a zone is named right behind it, of which the figure is: 某新区江北一体发展区生产总值增长21.2%.

    A label that names the part says so itself.
    """
    index, _, end = owner.mention
    if owner.kind != "zone" or index != sentence.reading.passage.index:
        return False
    part = _part().match(sentence.text, end)
    if part is None or head(sentence.text, part.start(1), "zone") > end:
        return False
    return not any(start < part.end() and end < stop for start, stop in label.spans)


@cache
def _part() -> re.Pattern[str]:
    return re.compile(table("refusals")["part"])


def is_of_opener(sentence: Sentence, figure: Figure, owner: Owner, label: Label) -> bool:
    """Whether the clause of a zone's figure opens with a part of it that has no full name: 光电产业园面积1200亩.

    A clause before it in the sentence counts as long as none names the zone again.
    """
    if owner.kind != "zone":
        return False
    index, _, stop = owner.mention
    inside = index == sentence.reading.passage.index and sentence.start <= stop <= figure.start
    begin = stop if inside else sentence.start
    clause = sentence.clause_start(figure.start)
    for _ in range(_MOST_CLAUSES):
        if clause < begin:
            break
        part = _opening_part().match(sentence.text, clause, figure.start)
        if part and part["part"] not in owner.name:
            return not any(first <= part.start("part") and part.end("part") <= last for first, last in label.spans)
        clause = sentence.clause_start(clause - 1) if clause > sentence.start else -1
    return False


_MOST_CLAUSES = 6  # before a figure, in which its subject is looked for


@cache
def _opening_part() -> re.Pattern[str]:
    return re.compile(table("refusals")["opening_part"])


def is_of_firm(string: str, owner: Owner) -> bool:
    """Whether a label begins with 企业 or 公司 and its owner is a thing or project, which has none: 企业手持订单."""
    return owner.kind in ("thing", "project") and string.startswith(_words("firms"))


def is_list(sentence: Sentence, k: int, labels: Sequence[Label | None]) -> bool:
    """Whether a figure is one of several that 分别 gives to as many things, and its label tells not which."""
    figure, own = sentence.figures[k], labels[k] if k < len(labels) else None
    clause = sentence.clause_start(figure.start)
    if own is None or "分别" not in sentence.text[clause : figure.start]:
        return False
    beside = [n for n in (k - 1, k + 1) if 0 <= n < len(sentence.figures) and _is_beside(sentence, n, k)]
    known = [labels[n] for n in beside if n < len(labels)]
    same = any(one is not None and one.spans == own.spans for one in known)
    return bool(beside) and (same or "、" in own.string(sentence.text))


def _is_beside(sentence: Sentence, one: int, other: int) -> bool:
    first, second = sorted((one, other))
    between = sentence.text[sentence.figures[first].end : sentence.figures[second].start]
    return between in ("、", "和", "与", "及")


def is_joint(sentence: Sentence, owner: Owner, label: Label) -> bool:
    """Whether an owner is one of two that a figure is of: 龙溪市各类工业园区和龙溪高新区完成工业总产值218亿元."""
    index, start, end = owner.mention
    inside = index == sentence.reading.passage.index and sentence.start <= start < label.spans[0][0]
    if owner.kind != "zone" or not inside or "分别" in sentence.text[end : label.spans[0][0]]:
        return False
    text, clause = sentence.text, sentence.clause_start(start)
    before = text[clause:start]
    behind = _joined().match(text, end)
    return (before.endswith(_words("joins")) and len(before) > _STEM) or behind is not None


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(table("refusals")["joined"])


def is_act(string: str) -> bool:
    """Whether a label is only what was done, not what is measured: 优化60家."""
    return string in _words("acts")


def is_content(sentence: Sentence, figure: Figure, owner: Owner) -> bool:
    """Whether a count is of the parts of a paper or list, not of the zone: 推出若干政策，包含…等25个支持方向."""
    clause = sentence.clause_start(figure.start)
    outside = owner.mention[0] != sentence.reading.passage.index or owner.mention[1] < clause
    holds = sentence.text.startswith(_words("holds"), clause)
    return owner.kind == "zone" and outside and holds and figure.unit_class == "count"
