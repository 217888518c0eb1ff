"""The figures of a sentence in, whose each is out: names, groups and wholes of the text as candidates, described.

An owner is a name (zone, organisation, project, paper, place), a group that the sentence speaks of (先进制造业项目14个,
总投资88亿元), or a
whole of an area (全市). The venue of a ceremony, who announces a figure and whom it is compared with
stand nearby as well: what stands around a candidate is what the model looks at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from digest.facts.cast import NO_THING
from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.facts.cast import Cast, Entity, Mention
    from digest.facts.clause import Figure, Sentence
    from digest.facts.labels import Label

_SCOPE = re.compile(r"全[国省市县州]|我[国省市县]")
_SAYS = re.compile(
    r"[^，。；：]{0,10}(?:介绍|表示|说|称|获悉|了解到|透露|通报|公布|指出|分析|统计|数据|显示|消息|发布)"
)
_OFFICES = ("厅", "局", "委", "部", "海关", "办", "办公室", "委员会", "中心", "协会", "研究院", "银行")
_EDGES = frozenset("，。；：！？（）()《》")
_FAR = 160  # characters before a figure beyond which what stands between is not looked at
_MOST_FIGURES = 6  # before a figure, whose groups may own it
_MOST_CLAUSES = 5
_LONGEST_QUOTATION = 300
_SPEAKER = 8  # characters behind a quotation within which its speaker's body is named
_MOST_WORDS = 6  # of a clause within which its subject ends


class Owner(NamedTuple):
    """A candidate: an entity, or the span of a group or whole of the sentence; and its nearest mention."""

    kind: str
    name: str
    entity: Entity | None
    span: tuple[int, int] | None  # of the plain text of the sentence's passage, for groups and wholes
    mention: Mention


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


@cache
def _group() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(table('references')['groups'])})$")


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


def candidates(sentence: Sentence, k: int, whole: Cast, labels: Sequence[Label | None]) -> list[Owner]:
    """List who may own figure `k` of a sentence: the entities of the article, groups and wholes of the sentence."""
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
    return [*found, *_groups(sentence, k, labels), *_wholes(sentence, figure)]


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
    index, figure = sentence.reading.passage.index, sentence.figures[k]
    seen = set()
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
            seen.add((start, end))
            yield Owner("group", sentence.text[start:end], None, (start, end), (index, start, end))
    last = bisect_left(sentence.edges, figure.start)
    for start in sentence.edges[max(0, last - _MOST_CLAUSES) : last]:
        span = _leading(sentence, start)
        if span and span[1] > figure.start:
            continue
        if span and span not in seen:
            yield Owner("noun", sentence.text[slice(*span)], None, span, (index, *span))


def _leading(sentence: Sentence, start: int) -> tuple[int, int] | None:
    """Return the noun that a clause begins with, remembered: each figure behind it asks."""
    known = sentence.leading
    if start not in known:
        known[start] = _noun_from(sentence, start)
    return known[start]


def _noun_from(sentence: Sentence, start: int) -> tuple[int, int] | None:
    """Read the noun that a clause begins with: up to the last of its first words that may be a group."""
    begin, found, count = -1, None, 0
    for token in sentence.tokens_after(start, sentence.end):
        if token.word == "<figure>" or sentence.text[token.start] in _EDGES or count > _MOST_WORDS:
            break
        if begin < 0 and token.word in _words("passed"):
            continue
        count += 1
        begin = token.start if begin < 0 else begin
        if _group().search(token.word):
            found = (begin, token.end)
    if found and (NO_THING.search(sentence.text, *found) or sentence.text[slice(*found)] in _words("generic")):
        return None
    return found


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


def _group_before(sentence: Sentence, k: int, label: Label | None, options: Sequence[Owner]) -> Owner | None:
    """Return the group that the last count before a sum names, where no clause with another subject lies between."""
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
            return next((one for one in groups if one.name.endswith("项目") and _stands_free(sentence, one)), None)
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
    if owner.span:
        found += [f"{kind} ends {owner.name[-2:]}", f"{kind} {min(len(owner.name), 8)}"]
        if string and string in owner.name:
            found.append(f"label within {kind}")
    return found


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
