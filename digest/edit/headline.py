"""A report in, its headline out: the paper's own, or one made of the article's words where it is lost or too long.

A composed headline says who did what: whole clauses only, without the time it begins with and without brackets that
explain; never cut inside a word, a figure or a name.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from digest import lexicon
from digest.edit.fingerprint import within
from digest.edit.placing import PLACED, bare_name, placed
from digest.edit.sentence import told
from digest.edit.sure_part import sure_part
from digest.edit.topics import has_topic
from digest.model import NUMERIC, Article, Own, Paragraph, Report, Text
from digest.text.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST_PRINTED: Final = 24  # the editors' measure of a title: one line of the brief
_SHORTEST, _LONGEST, _TOO_LONG = 10, 24, 36
_OVER: Final = 0.15  # what a character over the line costs: a growth is not worth ten of them
_SENTENCES: Final = 3  # a headline is made of the first sentences
_HOUR: Final = r"(?:零时|凌晨|清晨|早上|上午|中午|下午|傍晚|晚间|晚上|晚|\d{1,2}时(?:\d{1,2}分)?)?"
# Time that a clause begins with.
_WHEN: Final = (
    r"近日|日前|近期|不久前|昨日|昨天|昨晚|前天|前晚|今日|今天|目前|当前|如今|眼下|连日来|近年来|去年以来|今年以来|本月",
    r"[本上]周[一二三四五六日]?",
    r"(?:截至|截止)(?:目前|今年|去年)?(?:\d{4}年)?(?:\d{1,2}月)?(?:底|末|份)?(?:\d{1,2}日)?",
    r"(?:今年|去年|\d{4}年)?(?:[一二三四首]季度|上半年|下半年|前[一二三四两]季度|前\d{1,2}个?月)",
    r"(?:今年|去年|\d{4}年)?\d{1,2}\s?[—\-－~至]\s?\d{1,2}月份?",
    r"今年(?!以)|(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日",
)
_TIME = re.compile("(?:" + "|".join(_WHEN) + ")" + _HOUR + "[，,]?")
_DAY_WITHIN = re.compile(
    r"(?<=[\u4e00-\u9fff》”）])(?:日前|近日|(?:\d{1,2}月)?\d{1,2}日(?:上午|下午|晚)?(?:\d{1,2}时(?:\d{1,2}分)?)?)"
    r"(?=[\u4e00-\u9fff《“])(?!起|至|前|后|止|内|以|的|到|夜)"
)
# A stretch that figures hold for, without which a title would say them of now.
_SPAN: Final = (
    r"(?:今年)?(?P<time>(?:去年|\d{4}年)?(?:[一二三四首]季度|[上下]半年|前[一二三四两]季度|前\d{1,2}个?月"
    r"|\d{1,2}\s?[—\-－~至]\s?\d{1,2}月份?|\d{1,2}月份)|去年|\d{4}年)(?:全年)?"
)
_STRETCH = re.compile(_SPAN + r"[，,]?(?=[\u4e00-\u9fff])(?!\d|第|首|度|以来|来|起|底|末)")
_STRETCH_BEFORE = re.compile(r"(?:^|[，。；：])" + _SPAN + "[，,]$")
# Who told it, or with whose leave: the clause has no news of its own.
_SAID = re.compile(
    r"^(?:据|根据|按照|经|在|随着|为|从).{0,24}(?:悉|了解|介绍|测算|统计|同意|批准|显示|上|中|里|后|到|来看)$"
    r"|(?:介绍|表示|说|告诉记者|获悉|了解到|显示|透露|称|宣布|看到|提醒|指出|发布(?:了)?(?:数据|消息|通报|公报))$"
)
_BRACKETS = re.compile(
    r"（(?:以下|下称|简称|即|又称)[^（）]{1,24}）|（[^（）]{0,12}\d{2,4}\s?[—\-－~至]\s?\d{2,4}年?[^（）]{0,6}）"
)
# Words before a doer that a headline does without: 位于某区的某厂投产, 由某厂研制的设备下线.
_BEFORE_DOER = re.compile(r"^(?:——|[▲■●]|位于(?=[^，]{2,24}的)|由(?=[^，]{2,24}的))")
# What kind of rule it is says enough where its name would fill the line: 专项政策《关于支持…的若干政策》发布.
_NAMED_RULE = re.compile(r"(?<=政策|办法|意见|方案|措施|条例|细则|规定|规划|文件|法规|新政)《[^《》]{10,80}》")
_CLAUSE = re.compile(r"[^，。；：！？,;!?\n ]{1,120}")
_PART = re.compile(r"(?:[^，。；：！？,;:!?\n |｜丨—]|(?<!—)—(?!—)){1,120}")
_PAIRS: Final = {"“": "”", "《": "》", "（": "）", "‘": "’"}
# A clause that begins so has lost its beginning, and one that ends so its end.
_NO_START = re.compile(
    r"^(?:\d[\d.]*[亿万]?元|对|从|把|在|向|经|据|由|将|以|用|并|且|也|又|还|则|即|和|与|及|或|为|让|使|被|给|其|该|此|这|那|占|达|共|自|既|一是"
    r"|来自|包括|包含|囊括|涉及|涵盖|如果|虽然|由于|随着|通过|按照|根据|围绕|作为|对于|关于|首批|同比|增长|下降|累计|预计|总投资|投资额?|年产"
    r"|建筑面积|为期|帮助|不仅|不用|确保|标志着|相当于|力争|争取|旨在|建有|设有|拥有|完成|达产后|建成后|投产后)"
)
_NO_END = re.compile(
    r"(?:里|中|时|后|前|上|的|等|和|与|及|是|在|以来|之际|期间|来看|方面|过程中|为例|季度|上半年|下半年|\d[年月日])$"
    r"|(?:发布|公布)(?:公告|办法|方案|文件|清单|数据)$"
)
_WHOSE = re.compile(r"^(?:全区|园区|该区|区内|开发区|高新区|经开区)(?=[\u4e00-\u9fff])")
_MEETING = re.compile(
    r"(?:召开|举行|举办)(?:了)?[^，]{0,40}(?:会|会议|活动|仪式)$|(?:会|会议|活动|仪式)(?:召开|举行|举办)$"
)
# A line of the body that the page took for a headline ends in the air.
_IN_THE_AIR = re.compile(
    r"(?:沿|经过|通过|在|对|将|与|和|的|是|由|把|从|向|为|及|以|按|被|让|达|约|超|逾|近|至|到|、|，)$"
)


def headline(report: Report) -> tuple[Text | Own, bool]:
    """Give the paper's headline, or, where it is lost or too long for a line, one made of its own words (then True).

    Empty where the article has no sentence.
    """
    whole = report.article.headline
    printed = whole and _without_column(whole)
    if printed and len(printed) <= LONGEST_PRINTED:
        named = placed(printed, report)
        return (named, True) if named else (printed, printed is not whole)
    parts = _fittest(_parts(printed), report, _asked(printed, report)) if printed else None
    made = _fittest(_offers(report), report, max(_FIT, _fitness(printed, report)) if printed else None)
    title = max((offer for offer in (parts, made) if offer), key=lambda offer: offer[0], default=None)
    if title is None:
        return (printed, printed is not whole) if printed else (Text("", ()), True)
    named = placed(title[1], report) or title[1]
    return named, named != whole


def _fittest(offers: Iterable[tuple[Text, float]], report: Report, asked: float | None) -> tuple[float, Text] | None:
    """Give the fittest of some offers with how fit it is, None where that is less than is asked."""
    whole = [offer for offer in offers if len(offer[0]) >= _LEAST and _whole(offer[0].string)]
    rated = [(_fitness(text, report) - cost, -len(text), k, text) for k, (text, cost) in enumerate(whole)]
    best = max(rated, key=lambda one: (one[0], one[1], -one[2]), default=None)
    return (best[0], best[3]) if best and (asked is None or best[0] >= asked) else None


def _asked(printed: Text, report: Report) -> float:
    """Say how fit a part must be to stand for the paper's headline: the less, the further that runs over its line."""
    return _FIT_FOR_LONG if len(printed) > PLACED else max(_FIT, _fitness(printed, report))


# The column it stands in: 航拍｜…, 心语丨….
_COLUMN = re.compile(r"^[^，。：:！？]{2,12}[|｜丨](?=.{8,})")


def _without_column(printed: Text) -> Text:
    match = _COLUMN.match(printed.string)
    return printed[match.end() :] if match else printed


def printable(articles: Iterable[Article]) -> Iterator[Article]:
    """Give articles as an issue takes them: mended, and without those of which no text is sure."""
    for article in articles:
        one = mended(article)
        if one.body or sure_part(article) is article:
            yield one


def mended(article: Article) -> Article:
    """Cut an article to its sure part, and give a first line that was taken for the headline back to the body.

    Such a line runs on into the body: a word stands across the seam, it begins with the time, or it ends in the air.
    """
    article = sure_part(article)
    head, body = article.headline, article.body
    if not head or not body or "，" not in head.string or not _runs_on(head.string, body[0].string):
        return article
    first = next(k for k, paragraph in enumerate(article.paragraphs) if paragraph.role == "body")
    joined = Paragraph("body", Text.join((head, body[0])))
    return replace(
        article, headline=None, paragraphs=(*article.paragraphs[:first], joined, *article.paragraphs[first + 1 :])
    )


def _runs_on(head: str, body: str) -> bool:
    if _IN_THE_AIR.search(head) or (_TIME.match(head) and not head.endswith(("。", "！", "？"))):
        return True
    seam = min(len(head), _SEAM)
    at = 0
    for word in words(head[-seam:] + body[:_SEAM]):
        at += len(word)
        if at >= seam:
            return at > seam
    return False


_A_CLAUSE: Final = 5  # characters: less is a call or what time left behind
_SEAM: Final = 8  # characters on either side that show whether a word stands across
_LEAST: Final = 8
_FIT: Final = 2.5  # who and what: a long printed headline gives way to nothing less
_MET: Final = 2.5  # 召开发布会, 集中开工仪式举行: that people met is not what they met for
_FIT_FOR_LONG: Final = 1.2  # what runs over its line by more than a name gives way to less
_OCCASION: Final = 1.5  # who was there is no title
_UNTOLD: Final = 2.0  # 推进这些重点工作: which ones was cut away
_POINTS = re.compile("(?:这些|这[几两三四五六七八九十]|这样|如此)(?![^：]*：.)")
_A_SENTENCE_ON: Final = 0.8
_NOT_PRINTED: Final = 0.5  # where the paper has a headline, its own words go before those of the body
_A_CLAUSE_ON: Final = 0.15


def _parts(printed: Text) -> Iterator[tuple[Text, float]]:
    """Yield the lines, the clauses and the runs of clauses of a printed headline."""
    lines, at = [], 0
    for start, end in printed.spans:
        lines.append(printed[at : at + end - start])
        at += end - start
    bounds = [match.span() for match in _PART.finditer(printed.string)]
    runs = (printed[start:end] for k, (start, _) in enumerate(bounds) for _, end in bounds[k:])
    for line in (*lines, *runs):
        if _whole(line.string):
            yield line.strip(), 0.0


def _offers(report: Report) -> Iterator[tuple[Text, float]]:
    """Yield clauses of the first sentences and runs of two of them, with what their place costs."""
    printed = str(report.article.headline or "")
    for heading in (report.article.subtitle, report.article.kicker):
        if heading and _SHORTEST <= len(heading) <= _TOO_LONG:
            yield _trim(heading), 0.0
    for k, sentence in enumerate(told(report)[:_SENTENCES]):
        text = sentence.text
        bounds = [match.span() for match in _CLAUSE.finditer(text.string)]
        for n, (start, end) in enumerate(bounds):
            cost = _A_SENTENCE_ON * k + _A_CLAUSE_ON * n + _NOT_PRINTED * (0 < len(printed) <= _TOO_LONG)
            for last in (end, *(stop for _, stop in bounds[n + 1 : n + 2])):
                clause = _trim(text[start:last])
                if clause and _whole(clause.string):
                    when = _stretch(clause, text[:start], text[start:last], report)
                    yield Text.join((when, clause)), cost
                    owned = _owned(clause, text[:start], report)
                    yield from ((Text.join((when, whose)), cost + _A_CLAUSE_ON) for whose in owned)


def _stretch(clause: Text, before: Text, whole: Text, report: Report) -> Text:
    """Give the stretch of time that a clause with a figure begins with or that stands before it: 2022年, 一季度."""
    match = _STRETCH_BEFORE.search(before.string) or _STRETCH.match(whole.string)
    if (
        match is None
        or _STRETCH.match(clause.string)
        or not any(fact.kind in NUMERIC and within(fact, clause) for fact in report.facts)
    ):
        return clause[:0]
    return (before if match.re is _STRETCH_BEFORE else whole)[match.start("time") : match.end("time")]


def _owned(clause: Text, before: Text, report: Report) -> Iterator[Text]:
    """Yield a clause that says 全区 with the zone's name, which stands before it, in its place."""
    match = _WHOSE.match(clause.string)
    zones = [fact.text for fact in report.facts if fact.kind == "zone" and within(fact, before)]
    if match and zones:
        zone = min(zones, key=lambda zone: zone.start)
        yield Text.join((bare_name(zone), clause[match.end() :]))


def _trim(text: Text) -> Text:
    """Drop the time a clause begins with, the days within it and what its brackets explain."""
    text = text.strip()
    while (match := _TIME.match(text.string)) and match.end() < len(text):
        text = text[match.end() :].strip()
    if match := _BEFORE_DOER.match(text.string):
        text = text[match.end() :]
    pieces, at = [], 0
    cuts = [
        match.span() for pattern in (_BRACKETS, _DAY_WITHIN, _NAMED_RULE) for match in pattern.finditer(text.string)
    ]
    for start, end in sorted(cuts):
        if start >= at:
            pieces.append(text[at:start])
            at = end
    return Text.join([*pieces, text[at:]]).strip()


def _whole(string: str) -> bool:
    return all(string.count(left) == string.count(right) for left, right in _PAIRS.items())


def _fitness(text: Text, report: Report) -> float:
    """Judge a headline: who did what and a figure speak for it, a lost beginning or end and its length against it."""
    return _content(text, report) - _faults(text.string)


def _content(text: Text, report: Report) -> float:
    facts = [fact for fact in report.facts if within(fact, text)]
    names = [fact for fact in facts if fact.kind in ("zone", "org", "policy", "project", "place")]
    first = any(text.string.find(name.text.string, 0, len(name.text) + 10) >= 0 for name in names)
    points = 1.5 * bool(names) + 1.0 * first
    points += 1.5 * (has_topic(text.string) or any(fact.kind == "event" for fact in facts))
    points += 0.5 * any(fact.kind in ("policy", "project", "event") for fact in facts)
    return points + 0.7 * any(fact.kind in ("money", "quantity", "percent", "growth", "rank") for fact in facts)


def _faults(string: str) -> float:
    clauses = _CLAUSE.findall(string) or [string]
    points = 2.5 * bool(_NO_START.match(string)) + 2.0 * bool(_NO_END.search(string)) + 1.0 * bool(_WHOSE.match(string))
    points += 1.2 * bool(_SAID.search(clauses[0])) + 2.0 * bool(_SAID.search(clauses[-1]))
    points += _MET * bool(_MEETING.search(string))
    points += 1.5 * string.startswith(tuple(lexicon.table("desk")["words"]["leaning"]))
    points += 0.4 * (len(clauses) > 1) + 2.0 * (len(clauses[0]) < _A_CLAUSE) + 1.5 * _only_speech(string)
    points += _UNTOLD * bool(_POINTS.search(string))
    points += _OCCASION * any(word in string for word in lexicon.table("desk")["clauses"]["occasion"])
    points += 0.2 * max(0, _SHORTEST - len(string)) + _OVER * max(0, len(string) - _LONGEST)
    return points + 0.5 * max(0, len(string) - _TOO_LONG)


def _only_speech(string: str) -> bool:
    return string.startswith("“") and len(string) - string.find("”") <= _SEAM
