"""The figures of a sentence in, whose each is out: names, groups and wholes of the text as candidates, described.

An owner is a name (zone, organisation, project, paper, place), a group that the sentence speaks of (先进制造业项目14个,
总投资88亿元), or a
whole of an area (全市). The venue of a ceremony, who announces a figure and whom it is compared with
stand nearby as well: what stands around a candidate is what the model looks at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from digest.facts.cast import NO_THING
from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.facts.cast import Cast, Entity, Mention
    from digest.facts.clause import Figure, Sentence
    from digest.facts.labels import Label
    from digest.facts.nouns import Phrase

_SCOPE = re.compile(r"全[国省市县州]|我[国省市县]")
_SAYS = re.compile(
    r"[^，。；：]{0,10}(?:介绍|表示|说|称|获悉|了解到|透露|通报|公布|指出|分析|统计|数据|显示|消息|发布)"
)
_OFFICES = ("厅", "局", "委", "部", "海关", "办", "办公室", "委员会", "中心", "协会", "研究院", "银行")
_EDGES = frozenset("，。；：！？（）()《》")
_FAR = 160  # characters before a figure beyond which what stands between is not looked at
_MOST_FIGURES = 6  # before a figure, whose groups may own it
_LONGEST_QUOTATION = 300
_SPEAKER = 8  # characters behind a quotation within which its speaker's body is named


class Owner(NamedTuple):
    """A candidate: an entity, or the span of a group or whole of the sentence; and its nearest mention."""

    kind: str
    name: str
    entity: Entity | None
    span: tuple[int, int] | None  # of the plain text of the mention's passage, for groups, nouns and wholes
    mention: Mention
    phrase: Phrase | None = None  # of a noun


class Scene(NamedTuple):
    """What the candidates for one figure share."""

    sentence: Sentence
    figure: Figure
    k: int  # which of the sentence's figures
    label: Label | None
    last: Owner | None  # of the figure before, in the article
    cast: Cast
    opens: tuple[Entity | None, str]  # who the sentence opens with, and its first word
    clause_opens: tuple[Entity | None, str]  # the same of the figure's clause
    pronoun: str  # the kind of the last word before the figure that refers back; "" if none does
    quoted: int  # where the quotation that holds the figure ends, in the plain text; 0 if none does


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("references")[name])


def scene(sentence: Sentence, k: int, label: Label | None, last: Owner | None, whole: Cast) -> Scene:
    """Gather what the candidates for figure `k` share."""
    figure = sentence.figures[k]
    clause = sentence.clause_start(figure.start)
    opens, clause_opens = (_opening(sentence, place, whole) for place in (sentence.start, clause))
    last_one = sentence.pronouns[: bisect_left(sentence.pronouns, (figure.start, ""))][-1:]
    pronoun = next((kind for place, kind in last_one if figure.start - place < _FAR), "")
    return Scene(
        sentence, figure, k, label, last, whole, opens, clause_opens, pronoun, _quotation_end(sentence, figure)
    )


def _opening(sentence: Sentence, place: int, whole: Cast) -> tuple[Entity | None, str]:
    """Return which entity is mentioned first from a place on, and the word there; remembered, as above."""
    known = sentence.openings
    if place not in known:
        known[place] = _opening_from(sentence, place, whole)
    return known[place]


def _opening_from(sentence: Sentence, place: int, whole: Cast) -> tuple[Entity | None, str]:
    """Read who is mentioned first from a place on, dates and adverbs passed over."""
    index, passed = sentence.reading.passage.index, _words("passed")
    for token in sentence.tokens_after(place, sentence.end):
        if token.word not in passed:
            entity = whole.at(index, token.start, token.start + 2)
            return entity, f"<{entity.kind}>" if entity else token.word
    return None, ""


def _quotation_end(sentence: Sentence, figure: Figure) -> int:
    """Return where the quotation that holds a figure ends; 0 if none does."""
    text, start = sentence.text, figure.start
    opened = text.rfind("“", max(0, start - _LONGEST_QUOTATION), start)
    if opened < 0 or text.find("”", opened, start) >= 0:
        return 0
    return text.find("”", start, start + _LONGEST_QUOTATION) + 1


def candidates(here: Scene, labels: Sequence[Label | None]) -> list[Owner]:
    """List who may own a figure: the entities of the article, groups and wholes of the sentence.

    Nouns without a name are those of the sentence before the figure, and what earlier sentences and heads speak of;
    what the figure measures is not whose it is. `labels` are those of the figures before.
    """
    sentence, k, whole = here.sentence, here.k, here.cast
    figure = sentence.figures[k]
    place = (sentence.reading.passage.index, figure.start, 0)
    found = []
    behind = (place[0], _clause_end(sentence, figure), 0)
    for entity in whole.entities:
        before = entity.last_before(place)
        mention = before or entity.mentions[0]
        # Who is named only in a later clause has no share in this one; a headline may leave the name to the lead.
        unnamed = before is None and mention > behind and (sentence.is_body or mention[0] > place[0] + 1)
        beside = _only_announces(entity, mention, sentence) or _is_venue(entity, mention, sentence, whole)
        if not unnamed and (len(whole.entities) == 1 or not beside):
            found.append(Owner(entity.kind, entity.name, entity, None, mention))
    groups = list(_groups(sentence, k, labels))
    known = {one.name for one in (*found, *groups)}
    nouns = [one for one in _nouns(here) if one.name not in known]
    return [*found, *groups, *nouns, *_wholes(sentence, figure)]


def _clause_end(sentence: Sentence, figure: Figure) -> int:
    """Return where the clause of a figure ends."""
    k = bisect_right(sentence.edges, figure.end)
    return sentence.edges[k] if k < len(sentence.edges) else sentence.end


def _only_announces(entity: Entity, mention: Mention, sentence: Sentence) -> bool:
    """Whether an office stands in the sentence only as who announces the figures: 省商务厅介绍，…."""
    passage, start, end = mention
    here = passage == sentence.reading.passage.index and sentence.start <= start < sentence.end
    return here and entity.kind == "org" and entity.name.endswith(_OFFICES) and says(sentence.text, end)


def _is_venue(entity: Entity, mention: Mention, sentence: Sentence, whole: Cast) -> bool:
    """Whether a zone is only where what another place counts was held: 雍城市105个项目在…开发区集中开工."""
    passage, start, end = mention
    if entity.kind != "zone" or passage != sentence.reading.passage.index or not sentence.start <= start < sentence.end:
        return False
    held = sentence.text[start - 1 : start] in _AT and _HELD.match(sentence.text, end) is not None
    opener, _ = _opening(sentence, sentence.start, whole)
    return held and opener is not None and opener.kind == "place"


_AT = ("在", "于")
_HELD = re.compile(r"(?:集中|正式|顺利|隆重)?(?:开工|举行|召开|举办|签约|启动|揭牌|开幕)")


def says(text: str, end: int) -> bool:
    """Whether who is mentioned up to `end` announces something (某局介绍，…)."""
    return _SAYS.match(text, end) is not None


def _groups(sentence: Sentence, k: int, labels: Sequence[Label | None]) -> Iterator[Owner]:
    """Yield the groups that earlier figures of the sentence count, and the nouns its clauses begin with."""
    index = sentence.reading.passage.index
    for other, label in zip(
        sentence.figures[max(0, k - _MOST_FIGURES) : k], labels[max(0, k - _MOST_FIGURES) : k], strict=True
    ):
        if (
            label
            and other.unit_class == "count"
            and len(label.spans) == 1
            and label.string(sentence.text) not in _words("generic")
        ):
            start, end = label.spans[0]
            yield Owner("group", sentence.text[start:end], None, (start, end), (index, start, end))


def _nouns(here: Scene) -> Iterator[Owner]:
    """Yield the nouns that a figure may be of, each name once, the latest mention first."""
    sentence, figure, whole = here.sentence, here.figure, here.cast
    index = sentence.reading.passage.index
    spans = here.label.spans if here.label else ()
    names = set()
    for passage, phrase in whole.topics.before(index, sentence, figure.start):
        name = whole.topics.full(phrase.string)
        if passage == index and any(start < phrase.end and phrase.start < end for start, end in spans):
            continue
        if name in names or whole.at(passage, phrase.start, phrase.end) is not None or name in _words("generic"):
            continue
        names.add(name)
        span = (phrase.start, phrase.end)
        yield Owner("noun", name, None, span, (passage, *span), phrase)


def _wholes(sentence: Sentence, figure: Figure) -> Iterator[Owner]:
    """Yield the areas that the sentence counts over: 全市, 全国."""
    index = sentence.reading.passage.index
    for match in _SCOPE.finditer(sentence.text, max(sentence.start, figure.start - _FAR), figure.start):
        yield Owner("whole", match[0], None, match.span(), (index, *match.span()))


_FOLLOWS = re.compile(
    r"的([\u4e00-\u9fffA-Za-z“”·—]{2,20}?(?:项目|基地|产业园|科技园|工厂|生产线|母基金|基金|工程|中心|平台))(?=[，。；、和及等”（]|$)"
)
_GENERIC_HEADS = ("投资", "总额", "金额", "投资额")
_WHOLE_BEFORE = frozenset("，。；：年月日底前末“今")


def settled(
    sentence: Sentence, k: int, owner: Owner | None, label: Label | None, options: Sequence[Owner]
) -> Owner | None:
    """Return the owner that the form of the sentence leaves no doubt of, else the one that was chosen.

    总投资8.4亿元的冷链物流项目: the thing that follows; 先进制造业项目14个，…，总投资88亿元: the group, not its last
    example; 全市今年已开工342个: the whole of the area.
    """
    figure, text = sentence.figures[k], sentence.text
    index = sentence.reading.passage.index
    if (item := _item(sentence, k, options)) is not None:
        return item
    if (
        figure.unit_class == "money"
        and (follows := _FOLLOWS.match(text, figure.end))
        and not NO_THING.search(follows[1])
    ):
        return Owner("noun", follows[1], None, follows.span(1), (index, *follows.span(1)))
    group = _group_before(sentence, k, label, options)
    if group:
        return group
    return _whole_before(sentence, figure, owner, options) or owner


_EACH = re.compile("分别|依次")
_NEXT = re.compile(r"(?:(?:、|和|及|与|以及)[^，。；：0-9]{0,4})$")  # between two figures of a row: 3亿元、5亿元和7亿元
_APART = re.compile("、|和|与|及|以及")
_MOST_ROW = 8


def is_in_row(sentence: Sentence, k: int) -> bool:
    """Whether a figure stands in a row of figures behind 分别 or 依次."""
    return _each_before(sentence, sentence.figures[k].start) is not None and len(set(_row(sentence, k))) > 1


def _each_before(sentence: Sentence, place: int) -> int | None:
    """Return where the first 分别 or 依次 of a sentence stands, if before a place."""
    first = _first_each(sentence.text, sentence.start, sentence.end)
    return first.start() if first and first.end() <= place else None


@lru_cache(maxsize=8)  # asked for every figure of a sentence
def _first_each(text: str, start: int, end: int) -> re.Match[str] | None:
    return _EACH.search(text, start, end)


def _item(sentence: Sentence, k: int, options: Sequence[Owner]) -> Owner | None:
    """Return the name that stands where a figure stands in its row: 甲区、乙区分别完成5亿元和3亿元，增长7%和9%.

    The row of figures is told by 分别 or 依次, or goes on with such a row; the names are the last list of as many.
    """
    first, last = _row(sentence, k)
    count = last - first + 1
    index = sentence.reading.passage.index
    each = _each_before(sentence, sentence.figures[first].start)
    if count < 2 or each is None:  # noqa: PLR2004  a row
        return None
    named = sorted(
        (one for one in options if one.entity and one.mention[0] == index and one.mention[1] >= sentence.start),
        key=lambda one: one.mention,
    )
    for begin in range(len(named) - count, -1, -1):
        row = named[begin : begin + count]
        between = [sentence.text[one.mention[2] : other.mention[1]] for one, other in pairwise(row)]
        if row[-1].mention[2] <= each and all(_APART.fullmatch(words) for words in between):
            return row[k - first]
    return None


def _row(sentence: Sentence, k: int) -> tuple[int, int]:
    """Return the first and the last of the figures that stand in a row with figure `k`."""
    figures, text = sentence.figures, sentence.text
    first = last = k
    while first and k - first < _MOST_ROW and _NEXT.fullmatch(text, figures[first - 1].end, figures[first].start):
        first -= 1
    while (
        last + 1 < len(figures)
        and last - k < _MOST_ROW
        and _NEXT.fullmatch(text, figures[last].end, figures[last + 1].start)
    ):
        last += 1
    return first, last


def _group_before(sentence: Sentence, k: int, label: Label | None, options: Sequence[Owner]) -> Owner | None:
    """Return the group that the last count before a sum names, where no clause with another subject lies between.

    It is one of several: what is counted alone (集中开工项目26个，总投资86亿元) may as well be the zone's; the model
    weighs that.
    """
    figure, text = sentence.figures[k], sentence.text
    if label is None or figure.unit_class != "money" or not label.string(text).endswith(_GENERIC_HEADS):
        return None
    for other in reversed(sentence.figures[max(0, k - _MOST_FIGURES) : k]):
        between = text[other.end : figure.start]
        if "；" in between or "其中" in between:
            return None
        if other.unit_class == "count" and other.finding.unit in ("个", "家", "项", "户"):
            groups = [
                one for one in options if one.kind == "group" and one.span and abs(one.span[1] - other.start) <= 1
            ]
            several = sum(one.unit_class == "count" for one in sentence.figures[:k]) > 1
            named = (one for one in groups if one.name.endswith("项目") and _stands_free(sentence, one))
            return next(named, None) if several else None
    return None


def _stands_free(sentence: Sentence, group: Owner) -> bool:
    """Whether the name of a group opens its clause (，制造业项目14个) with no verb before it (累计实施项目412个)."""
    before = sentence.text[group.mention[1] - 2 : group.mention[1]]
    return before[-1:] in _EDGES or before.endswith(("其中", "、")) or group.mention[1] == sentence.start


def _whole_before(sentence: Sentence, figure: Figure, owner: Owner | None, options: Sequence[Owner]) -> Owner | None:
    """Return the area that a clause counts over (全市…), where no zone is named between it and the figure."""
    wholes = [one for one in options if one.kind == "whole" and one.span]
    if not wholes or owner is None or owner.kind not in ("zone", "place"):
        return None
    span = wholes[-1].span
    assert span is not None  # noqa: S101  of a whole
    before = sentence.text[span[0] - 1 : span[0]]
    later = owner.mention[0] == sentence.reading.passage.index and span[0] < owner.mention[1] < figure.start
    opens = span[0] == sentence.start or before in _WHOLE_BEFORE
    return wholes[-1] if opens and not later and not sentence.text.startswith(("第", "平均", "前"), span[1]) else None


def ranks(owners: Sequence[Owner]) -> list[int]:
    """Return for each candidate how many of its kind have a later nearest mention."""
    return [sum(other.kind == one.kind and other.mention > one.mention for other in owners) for one in owners]


def where(mention: Mention, sentence: Sentence, figure: Figure) -> str:
    """Say where a mention stands from a figure: in its clause, the one before …, its passage, earlier, later."""
    passage, start, _ = mention
    index = sentence.reading.passage.index
    if passage != index:
        return "earlier" if passage < index else "later"
    if start >= figure.start:
        return "in clause after" if start < sentence.end else "later here"
    if start < max(sentence.start, figure.start - _FAR):
        return "before"
    return f"in {min(bisect_right(sentence.edges, figure.start) - bisect_right(sentence.edges, start), 3)}"


def features(owner: Owner, here: Scene, rank: int) -> list[str]:
    """Describe a candidate to the model; `rank` counts the candidates of its kind that were mentioned later."""
    text, kind, unit = here.sentence.text, owner.kind, here.figure.unit_class
    place = where(owner.mention, here.sentence, here.figure)
    string, source = (here.label.string(text), here.label.source[:6]) if here.label else ("", "")
    head = string[-2:]
    found = [
        f"{kind} {place}", f"{kind} {place} {unit}", f"{kind} {head}", f"{kind} {place} rank {min(rank, 3)}",
        f"{kind} label {source}",
        *_opened(owner, here),
    ]  # fmt: skip
    near = "near" if place.startswith("in") else "far"
    found.append(f"{kind} pronoun {here.pronoun} {near} {min(rank, 2)}")
    if here.opens[0] is not None and here.opens[0] is owner.entity:
        found.append(f"opener {source} {unit}")
    if owner.entity:
        found += _of_entity(owner, owner.entity, here, place, head)
    if here.last and here.last.name == owner.name:
        found += [f"last {here.k > 0}", f"last {kind} {here.k > 0}", f"last {here.k > 0} {source}", f"last {head}"]
        if "；" in text[max(here.sentence.start, here.figure.start - 30) : here.figure.start]:
            found.append("last but ；")
    found += (
        _nearby(owner, here, place, source) if place.startswith("in") else [f"{kind} passages {_passages(owner, here)}"]
    )
    if owner.phrase:
        found += _of_phrase(owner, owner.phrase, here, place)
    if owner.span:
        found += [f"{kind} ends {owner.name[-2:]}", f"{kind} {min(len(owner.name), 8)}"]
        if string and string in owner.name:
            found.append(f"label within {kind}")
    return found


def _of_phrase(owner: Owner, phrase: Phrase, here: Scene, place: str) -> Iterator[str]:
    """Describe a noun by its form, its part in the article, and what it stands before."""
    topics, sentence = here.cast.topics, here.sentence
    same = owner.mention[0] == sentence.reading.passage.index
    opens = same and phrase.start == sentence.start
    clause = same and phrase.start == sentence.clause_start(phrase.start)
    yield from (
        f"noun tags {phrase.tags[0]} {phrase.tags[-1]} {min(len(phrase.tags), 4)}",
        f"noun after {phrase.after}", f"noun after {phrase.after.split(' ')[0]} {place}",
        f"noun before {phrase.before}",
        f"noun many {min(topics.counts[phrase.string], 4)} {place}",
        f"noun in head {phrase.string in topics.in_heads}",
        f"noun resolved {owner.name != phrase.string} {place}",
        f"noun opens {opens} {clause} {place}",
        f"noun {owner.name[-1]} {here.figure.unit_class}",
        f"noun {owner.name[-2:]} {place}",
    )  # fmt: skip


def _passages(owner: Owner, here: Scene) -> int:
    return min(abs(here.sentence.reading.passage.index - owner.mention[0]), 4)


def _opened(owner: Owner, here: Scene) -> Iterator[str]:
    """Describe who opens the sentence and the clause: the candidate, another, or a noun."""
    for name, (opener, word) in (("sentence", here.opens), ("clause", here.clause_opens)):
        yield f"{name} opens {opener is owner.entity if opener else 'noun'} {owner.kind}"
        yield f"{name} opens with {word} {opener is owner.entity if opener else ''} {owner.kind}"


def _of_entity(owner: Owner, entity: Entity, here: Scene, place: str, head: str) -> Iterator[str]:
    """Describe an entity by its part in the article and by who speaks."""
    kind = owner.kind
    yield f"{kind} head {entity.in_head}"
    yield f"{kind} many {min(len(entity.mentions), 4)}"
    if entity is here.cast.main:
        yield from (
            "main",
            f"main {place}",
            f"main pronoun {here.pronoun}",
            f"main {here.figure.unit_class}",
            f"main {head}",
        )
    if here.figure.finding.subject == entity.name:
        yield from ("rule", f"rule {kind}", f"rule {place}")
    if here.quoted:
        index = here.sentence.reading.passage.index
        at = bisect_left(entity.mentions, (index, here.quoted, 0))
        speaks = at < len(entity.mentions) and entity.mentions[at] <= (index, here.quoted + _SPEAKER, 0)
        yield from (f"quoted {kind} {speaks}", f"quoted {kind} {place} {speaks}", f"quoted {here.pronoun} {speaks}")


def _nearby(owner: Owner, here: Scene, place: str, source: str) -> Iterator[str]:
    """Describe what stands around a candidate of the figure's own sentence, and between the two."""
    sentence, figure, kind = here.sentence, here.figure, owner.kind
    text, (_, start, end) = sentence.text, owner.mention
    before, after = text[max(sentence.start, start - 2) : start] or "^", text[end : end + 2]
    between = text[end : figure.start]
    figures = sum(end <= other.start for other in sentence.figures[max(0, here.k - _MOST_FIGURES) : here.k])
    yield from (
        f"{kind} after {after}", f"{kind} after {after[:1]}", f"{kind} before {before}",
        f"{kind} gap {min(len(between) // 6, 6)}", f"figures between {figures}",
        f"{kind} commas {min(between.count('，'), 4)}",
        f"first in sentence {start == sentence.start}",
    )  # fmt: skip
    if says(text, end):
        yield from ("says", f"says {kind}")
    if start == sentence.clause_start(start):
        yield f"opens clause {kind} {place}"
    if "；" in between:
        yield from ("；", f"； {kind}")
    if "其中" in between:
        yield f"of which {kind}"
    if here.label:
        first, last = here.label.spans[0][0], here.label.spans[-1][1]
        if first <= start < last:
            yield from (f"in label {kind}", f"in label {kind} {source}")
        if end == first:
            yield f"joins label {kind}"
