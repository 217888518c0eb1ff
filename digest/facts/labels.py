"""The figures of a sentence in, what each measures out: spans of the source as candidates, ranked by a fitted model.

A label is what can be printed beside the figure: the noun before it (规上工业增加值), behind it (26个重点项目), the two
around it (年产…铜箔), that of a figure before (同比增长8%), or the clause before (从签约到开工，只用了28天).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from decimal import Decimal
from functools import cache
from itertools import islice, takewhile
from typing import TYPE_CHECKING, NamedTuple

from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.facts.clause import Figure, Sentence, Token

_LONGEST = 22  # characters of a label before its figure; the longest of the gold has 19
_HEAD = 2  # characters of the head noun of the rules' answer
_MOST_WORDS = 9
_MOST_AFTER = 6
_MOST_BACK = 3  # figures before from which a label is inherited
_MOST_ENDS = 4  # places before the figure where the noun may end
_FARTHEST = 34  # characters before the figure that are looked at
_FAR = 80  # … for the words of the rules' own answer
EDGES = frozenset("，。；：！？（）()《》【】[] \n—｜|▲●■◆")
_HAN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9“]")
_EMPTY = frozenset(("的", "和", "及", "与", "、", "”", "“", "或"))
_PARTS = frozenset(("其中", "其余", "另有", "此外"))  # they open a part, and are no part of its name
_WHOLE = frozenset(("<date>", "<figure>"))


class Label(NamedTuple):
    """A candidate: one or two spans of the plain text, where it comes from, and its words."""

    spans: tuple[tuple[int, int], ...]
    source: str
    words: tuple[str, ...]

    def string(self, text: str) -> str:
        """Return what it says."""
        if len(self.spans) == 1:
            start, end = self.spans[0]
            return text[start:end]
        return "".join([text[start:end] for start, end in self.spans])


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(table("labels")[name])


def candidates(sentence: Sentence, k: int, before: Sequence[Label | None]) -> list[Label]:
    """List what figure `k` of a sentence may measure; `before` are the labels of the figures before it."""
    figure = sentence.figures[k]
    begin = _begin(sentence, k)
    after = list(_after(sentence, figure, k))
    found = [
        *_before(sentence, figure, begin),
        *after,
        *_around(sentence, figure, begin, after),
        *_inherited(sentence, k, before),
        *_clause_before(sentence, figure, begin),
        *_of_rule(sentence, figure),
    ]
    unique = list({one.spans: one for one in reversed(found)}.values())[::-1]
    going_on = [one for one in unique if back(one) and back(one) == _goes_on(sentence, k)]
    whole = [one for one in unique if sentence.text[one.spans[0][0] - 1 : one.spans[0][0]] not in _CLOSED] or unique
    return going_on or [one for one in whole if _fits(figure, one)] or whole


# A label does not begin behind what belongs to it: “小巨人”企业, 产值（现价）增速.
_CLOSED = ("”", "）", ")", "》")
_RISES = re.compile(
    r"[，、（(；](?:同比|环比|比上年同期|比上年|较上年同期|较上年|同口径|按可比价计算，?|可比价|名义|实际|，){0,4}"
    r"(?:增长|下降|增加|减少|上升|回落|提高|增|降)(?:了|约|近|超|达|为|到){0,2}$"
)


def _goes_on(sentence: Sentence, k: int) -> int:
    """Return how many figures before stands the one that a rise goes on with; 0 where words of its own may name it.

    产值8亿元，同比增长5%: the rise is that of the sum. A share between the two (完成率87%，增长21%) is passed over.
    """
    figure = sentence.figures[k]
    if k == 0 or figure.finding.kind != "growth":
        return 0
    if not _RISES.fullmatch(sentence.text, sentence.figures[k - 1].end, figure.start):
        return 0
    points = figure.unit_class == "points"
    share = not points and sentence.figures[k - 1].unit_class in ("percent", "ratio", "points")
    return 2 if share and k > 1 and sentence.figures[k - 2].unit_class in ("money", "measure", "count") else 1


def _begin(sentence: Sentence, k: int) -> int:
    """Return where the words of figure `k` begin: behind the figure before, if that is no aside (（500万元以上）)."""
    for other in reversed(sentence.figures[max(0, k - _MOST_BACK) : k]):
        if not other.finding.condition or sentence.text[other.end : other.end + 1] not in ("）", ")"):
            return other.end
    return sentence.figures[k - _MOST_BACK - 1].end if k > _MOST_BACK else sentence.start


_RATES = ("率", "比重", "占比", "比例", "增速", "增幅", "降幅", "百分比", "满意度", "强度", "贡献度")
_SUMS = (
    "投资",
    "产值",
    "收入",
    "金额",
    "总额",
    "税收",
    "资金",
    "利润",
    "贷款",
    "融资",
    "外资",
    "进出口",
    "销售额",
    "营收",
    "增加值",
    "货值",
    "成本",
    "补贴",
    "补助",
    "奖励",
    "投资额",
    "成交额",
    "贸易额",
    "生产总值",
)
_THINGS = ("项目", "企业", "公司", "园区", "机构", "产业园", "基地", "工程", "措施", "岗位", "人才", "专利")
_OF_SHARES = frozenset(("percent", "growth", "points", "times", "ratio"))


def _fits(figure: Figure, label: Label) -> bool:
    """Whether unit and label are of one dimension: no sum is a rate, no count of things a sum or a rate."""
    unit = figure.unit_class
    last = "".join(label.words[-2:])
    if unit in _OF_SHARES or label.source == "around":
        return True
    if last.endswith(_RATES) and not (unit in ("money", "measure") and last.endswith(("强度", "比例"))):
        return False
    if unit == "money":
        return not last.endswith(_THINGS) or label.source in ("after", "around")
    return unit not in ("count", "rank", "duration") or not (
        last.endswith(_SUMS) and label.source not in ("after", "around", "before0")
    )


def _before(sentence: Sentence, figure: Figure, begin: int) -> Iterator[Label]:
    """Yield the noun phrases before the figure: up to it, and up to the words that lead over to it."""
    tokens = _clause_of(sentence, figure, begin)
    for level, last in enumerate(_ends(tokens)):
        words: list[str] = []
        for token in tokens[last:]:
            if token.word in _WHOLE or len(words) >= _MOST_WORDS or tokens[last].end - token.start > _LONGEST:
                break
            words.append(token.word)
            if token.word not in _EMPTY and _HAN.match(sentence.text, token.start):
                yield Label(((token.start, tokens[last].end),), f"before{level}", tuple(reversed(words)))


def _clause_of(sentence: Sentence, figure: Figure, begin: int) -> list[Token]:
    """Return the tokens of the clause before a figure, from the last one back; what stands in brackets is left out."""
    found: list[Token] = []
    depth = 0
    for token in sentence.tokens_before(figure.start, max(begin, figure.start - _FARTHEST)):
        first = sentence.text[token.start]
        if token.word in _PARTS and found:
            break
        if first in "）)":
            depth += 1
        elif first in "（(":
            if not depth and found:
                break
            depth = max(0, depth - 1)
        elif not depth:
            if first in EDGES and (found or first not in "：　 "):
                break
            if first not in EDGES:
                found.append(token)
    return found


def _ends(tokens: Sequence[Token]) -> list[int]:
    """Return at which tokens a noun may end: the last, and before each run of words that lead over to the figure."""
    over = _words("leading_over")
    ends: list[int] = []
    k = 0
    while k < len(tokens) and len(ends) < _MOST_ENDS:
        leads = tokens[k].word in over or tokens[k].word in _WHOLE
        if (
            not leads
            and tokens[k].word not in _EMPTY
            and (not ends or tokens[k - 1].word in over or tokens[k - 1].word in _WHOLE)
        ):
            ends.append(k)
        if k == 0 and leads and tokens[k].word not in _WHOLE and len(tokens[k].word) > 1:
            ends.append(k)
        k += 1
    return ends


def _after(sentence: Sentence, figure: Figure, k: int) -> Iterator[Label]:
    """Yield the noun phrases that begin behind the figure."""
    last = sentence.figures[k + 1].start if k + 1 < len(sentence.figures) else sentence.end
    words: list[str] = []
    begin = -1
    for token in sentence.tokens_after(figure.end, last):
        if begin < 0 and token.word in ("的", "“"):
            continue
        ends = token.word in _words("ends_noun") or token.word in _WHOLE or sentence.text[token.start] in EDGES
        if ends or len(words) >= _MOST_AFTER:
            return
        begin = token.start if begin < 0 else begin
        words.append(token.word)
        if token.word not in _EMPTY:
            yield Label(((begin, token.end),), "after", tuple(words))


def _around(sentence: Sentence, figure: Figure, begin: int, after: Sequence[Label]) -> Iterator[Label]:
    """Yield the verb right before the figure with the nouns behind it: 新签…重点项目."""
    verb = next(sentence.tokens_before(figure.start, begin), None)
    if verb is None or verb.word in _WHOLE or not _HAN.match(sentence.text, verb.start):
        return
    for one in after:
        yield Label(((verb.start, verb.end), *one.spans), "around", (verb.word, *one.words))


def _inherited(sentence: Sentence, k: int, before: Sequence[Label | None]) -> Iterator[Label]:
    """Yield the labels of the figures before, the latest first."""
    for back in range(1, min(_MOST_BACK, k) + 1):
        one = before[k - back]
        if one is not None:
            yield Label(one.spans, f"figure{back} {sentence.figures[k - back].unit_class}", one.words)


def back(label: Label) -> int:
    """Return how many figures before stands the one whose label this is; 0 for a label of its own."""
    return int(label.source[6]) if label.source.startswith("figure") else 0


def _clause_before(sentence: Sentence, figure: Figure, begin: int) -> Iterator[Label]:
    """Yield the clause before that of the figure, and the nouns it ends with."""
    end = sentence.clause_start(figure.start) - 1
    if end <= sentence.start:
        return
    start = max(sentence.clause_start(end), begin) if begin <= end else sentence.clause_start(end)
    words: list[str] = []
    for token in sentence.tokens_before(end, start):
        if token.word in _WHOLE or len(words) >= _MOST_WORDS or sentence.text[token.start] in EDGES:
            return
        words.append(token.word)
        if token.word not in _EMPTY:
            whole = "clause" if token.start == start else "clause end"
            yield Label(((token.start, end),), whole, tuple(reversed(words)))


def _of_rule(sentence: Sentence, figure: Figure) -> Iterator[Label]:
    """Yield where the words stand that the rules take for the measure."""
    rule = figure.finding.measure
    if not rule:
        return
    at = sentence.text.rfind(rule, max(sentence.start, figure.start - _FAR), figure.start)
    at = sentence.text.find(rule, figure.end, min(sentence.end, figure.end + _FARTHEST)) if at < 0 else at
    if at >= 0:
        yield Label(((at, at + len(rule)),), "rule", (rule[:-_HEAD], rule[-_HEAD:]) if len(rule) > _HEAD else (rule,))


_DIFFERS = re.compile(
    r"((?:(?:比|较|同比|环比)[^，。；：0-9]{0,12}?)?"
    r"(?:净增加?|增加|减少|省下|节省|节约|减免|新增|压缩|缩短|压减|精简|降低|提高|提升|下降|上升|多出|少了|多了|高出|回落|前移|提前|扩大))"
    r"了?[约近超达]?$"
)
_SHARE = re.compile(r"(占[^，。；：、0-9]{0,14}?)的?(?:比重|比例)?[约近为达超]{0,2}$")
_OF_PLAN = re.compile(
    r"((?:完成|为|达|占)?(?:年度|全年|年初|计划|预算|时序|序时)[^，。；：0-9]{0,6}(?:任务|目标|计划|预算|进度)(?:数|指标)?)"
    r"[的为]?[约近超达]{0,2}$"
)
_TIMES = re.compile(r"((?:是|为|相当于|等于)[^，。；：、]{1,14}的)[约近]?$")  # 是2022年的4.1倍, 为年度计划的112%
_FROM_WHEN = re.compile(
    r"(环比|[比较](?:年初|上月末?|上季度|上年末|去年末|[一二三四1-4]季度|[0-9]{1,2}月份?|20[0-9]{2}年)[^，。；：0-9]{0,3}?)"
    r"(?:增长|下降|增加|减少|上升|回落|提高|增|降)?[了约近超达]{0,2}$"
)
_RANKED = re.compile(
    r"((?:在[^，。；：]{2,18}?[中里])?(?:位列|位居|排名|排在|列|居|排)(?:全[国省市区]|[^，。；：、0-9]{0,8})?)$"
)
_ALONE = re.compile(r"(?:当月|单月|当季|当日)$")
_MEANT = re.compile(r"(的?(?:[^，。；：、0-9]{0,8}?(?:项目|企业|户|人))?)(?:有|共|达|仅|约|已有)?$")
_REACH = 24
_UNSEEN = frozenset({"Cf", "Cc", "Co", "Cn", "Mn", "Me"})  # characters of a text that no reader sees as such
_HANDFUL = 10  # 六篇大文章, 两种资源: a count in words up to this says how an office orders its plans


def complete(
    sentence: Sentence, k: int, label: Label, row: Sequence[Label | None] = (), *, counted: bool = False
) -> Label:
    """Add to a label the words without which it would say something else; all are spans of the sentence.

    A difference keeps its verb (高新技术企业净增31家), a share its whole (进出口占全市外贸总值), one of a plan the
    plan (到位资金完成年度任务), a rise what it is measured from (环比), a place its list, a single month its mark, and
    a count what it counts by (投资规模10亿元以上的有5个). What is bare by itself keeps the noun it is of: of the count
    before it (低空经济企业33家，去年营收18.6亿元), or of which it is a part (其中制造业企业51家).
    `row` are the labels of the sentence's figures, at least of those before it; `counted` says that the owner is what
    was counted before, which its sum then need not name again.
    """
    figure, text = sentence.figures[k], sentence.text
    if k and sentence.figures[k - 1].finding.condition and (meant := _counted_by(sentence, k)):
        return Label((meant,), "condition", label.words)
    begin = max(_begin(sentence, k), figure.start - _REACH)
    spans = _bare(sentence, label.spans, rises=figure.finding.kind == "growth")
    found = next((match for look in _looks(figure) if (match := look.search(text, begin, figure.start))), None)
    if found and all(end <= found.start(1) for _, end in spans):
        spans = (*spans, found.span(1))
    elif found and spans[0][0] >= figure.end and figure.unit_class not in ("percent", "ratio", "times", "rank"):
        spans = (found.span(1), *spans)  # 省下32万元租金, 净增31家企业
    spans = _with_base(sentence, figure, spans)
    first = spans[0][0]
    alone = _ALONE.search(
        text, max(sentence.start, sentence.clause_start(figure.start) - 6), sentence.clause_start(figure.start) - 1
    )
    if alone and first >= alone.end():
        spans = (alone.span(), *spans)
    of = _of_which(sentence, k, label, row) or (() if counted else _of_counted(sentence, k, label, row))
    return label._replace(spans=(*of, *spans))


def _with_base(sentence: Sentence, figure: Figure, spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Add to what a share is taken of what it is given as: 按实际投资额…补助 of 按实际投资额的20%给予补助."""
    if not is_base(sentence, figure, spans):
        return spans
    given = _given().match(sentence.text, figure.end)
    begin = spans[0][0]
    by = next((word for word in _words("bases") if sentence.text.endswith(word, 0, begin)), "")
    return ((begin - len(by), spans[-1][1]), given.span(1)) if given else spans


@cache
def _given() -> re.Pattern[str]:
    return re.compile(f"(?:标准)?(?:给予|予以|发放)?({_any('given')})")


def is_base(sentence: Sentence, figure: Figure, spans: tuple[tuple[int, int], ...]) -> bool:
    """Whether a label is only what a share is taken of: 按实际投资额的20%给予补助 does not say 实际投资额 20%."""
    (first, _), (_, last) = spans[0], spans[-1]
    bases = tuple(_words("bases"))
    taken = sentence.text.startswith(bases, first) or sentence.text.endswith(bases, 0, first)
    return taken and sentence.text[last : figure.start] == "的" and figure.unit_class in ("percent", "ratio")


def _bare(sentence: Sentence, spans: tuple[tuple[int, int], ...], *, rises: bool) -> tuple[tuple[int, int], ...]:
    """Leave out the words that only lead over to the value (实现产值, 企业达到), and the verb of what `rises`."""
    if len(spans) > 1:
        return spans
    (start, end), text = spans[0], sentence.text
    if (over := _LEADS.match(text, start, end)) and end - over.end() > 1:
        start = over.end()
    for look in (_LEADS_OVER, *((_VERB,) if rises else ())):
        over = look.search(text, start, end)
        if over and over.start() - start > 1 and _begins_word(sentence, over.start()):  # 集中签约 keeps its 约
            end = over.start()
    return ((start, end),)


def _begins_word(sentence: Sentence, place: int) -> bool:
    k = bisect_left(sentence.tokens, (place,))
    return k < len(sentence.tokens) and sentence.tokens[k].start == place


def _any(name: str) -> str:
    """Write the words of a list as alternatives, the longest first."""
    return "|".join(sorted(map(re.escape, _words(name)), key=lambda word: (-len(word), word)))


_VERB = re.compile(f"(?:同比|环比)?(?:{_any('rising')})$")  # printed as 增幅, 降幅
_LEADS = re.compile(f"(?:{_any('leads')})+")
_LEADS_OVER = re.compile(f"(?:{_any('leads_over')})+$")


def _looks(figure: Figure) -> tuple[re.Pattern[str], ...]:
    """Return what may complete the label of a figure of its unit."""
    if figure.unit_class == "rank":
        return (_RANKED,)
    if figure.unit_class in ("times", "ratio"):
        return (_TIMES, _OF_PLAN, _SHARE)
    if figure.finding.kind == "growth":
        return (_FROM_WHEN,)
    if figure.unit_class == "percent":
        return (_OF_PLAN, _SHARE, _TIMES)
    return (_DIFFERS,)


def _of_which(sentence: Sentence, k: int, label: Label, before: Sequence[Label | None]) -> tuple[tuple[int, int], ...]:
    """Return the spans of the noun that a bare label is of, and of the 其中 between the two."""
    own = label.string(sentence.text)
    if not k or back(label) or len(before) < k or len(label.spans) > 1:
        return ()
    figure, other, noun = sentence.figures[k], sentence.figures[k - 1], before[k - 1]
    between = sentence.text[other.end : label.spans[0][0]] if label.spans[0][0] >= other.end else "。"
    if (
        noun is None
        or back(noun)
        or other.unit_class != "count"
        or len(noun.spans) > 1
        or not noun.string(sentence.text).endswith(tuple(_words("groups")))
    ):
        return ()
    if "。" in between or "；" in between or noun.string(sentence.text) in own:
        return ()
    if figure.unit_class == "count" and figure.finding.unit == other.finding.unit and (part := _PART.match(between)):
        at = other.end + part.start(1)
        return (noun.spans[0], (at, at + len(part[1])))
    if figure.unit_class == "money" and own in _words("bare") and _PAUSE.fullmatch(between):
        return (noun.spans[0],)
    return ()


def _of_counted(
    sentence: Sentence, k: int, label: Label, before: Sequence[Label | None]
) -> tuple[tuple[int, int], ...]:
    """Return the span of what was counted right before a sum or rate of it: 新签约项目22个，总投资57亿元."""
    if not k or back(label) or len(before) < k or len(label.spans) > 1 or before[k - 1] is None:
        return ()
    noun, other = before[k - 1], sentence.figures[k - 1]
    first = label.spans[0][0]
    if noun is None or back(noun) or len(noun.spans) > 1 or other.unit_class != "count" or first < other.end:
        return ()
    own = label.string(sentence.text)
    return (
        (noun.spans[0],) if own in _words("of_counted") and _JOINED.fullmatch(sentence.text, other.end, first) else ()
    )


_JOINED = re.compile("[，、]?(?:合计|共|累计|共计)?")
_PART = re.compile(r"[，、：（]?(其中)")
_PAUSE = re.compile(rf"，(?:[0-9]{{4}}年|前[0-9]{{1,2}}个月|{_any('pauses')})*(?:实现|完成)?")


def _counted_by(sentence: Sentence, k: int) -> tuple[int, int] | None:
    """Return the words of the condition that a figure counts by: 投资规模10亿元以上(的有5个), 10亿元以上项目(20个)."""
    figure, condition = sentence.figures[k], sentence.figures[k - 1]
    between = _MEANT.fullmatch(sentence.text, condition.end, figure.start)
    if between is None or figure.unit_class != "count":
        return None
    clause = sentence.clause_start(condition.start)
    begin = clause if condition.start - clause <= _LONGEST // 2 else condition.start
    end = between.end(1)
    return begin, end - sentence.text.endswith("的", begin, end)


def is_old_value(sentence: Sentence, k: int) -> bool:
    """Whether a figure is what was before a change: 由19个 in 由19个精简至11个."""
    figure, text = sentence.figures[k], sentence.text
    opened = _FROM.search(text, max(sentence.start, figure.start - 8), figure.start)
    return opened is not None and _CHANGED.match(text, figure.end) is not None


_FROM = re.compile(r"[由从](?:[^，。；、0-9]{0,6})$")
_CHANGED = re.compile(r"[^，。；0-9]{0,10}?(?:至|到|成|为)(?!今)")


def is_no_measure(figure: Figure, string: str) -> bool:
    """Whether a sum stands beside a thing (签下52亿元储能电池项目), or a count is one of points of a text (5个方面).

    The words of order are labels of 3 of 2,807 figures of the gold; 审批环节, which a zone does have, is none of them.
    """
    if figure.unit_class == "count" and string in _words("orders"):
        return True
    return figure.unit_class == "money" and string.endswith(_THINGS)


def is_clause(string: str) -> bool:
    """Whether a label is a piece of a clause and names nothing; of 3,447 labels of the gold 3 hold such a word."""
    return any(word in string for word in _words("clause_words"))


def is_verbal(owner: str) -> bool:
    """Whether an owner begins with a verb that is no part of its name; none of 3,397 owners of the gold does."""
    return owner.startswith(tuple(_words("owner_verbs")))


def is_announcer(owner: str) -> bool:
    """Whether an owner is an office, an agency or an occasion: who announces a figure, not whose it is."""
    return owner.endswith(tuple(_words("announcers")))


def is_cut(sentence: Sentence, figure: Figure, label: Label) -> bool:
    """Whether a label begins within a word (创期占比 of 初创期占比) or ends before its noun (10个国际数据|合作平台).

    Where another figure follows in the clause, the noun may be that one's: 18个项目|总投资97亿元.
    """
    first, last = label.spans[0][0], label.spans[-1][1]
    k = bisect_left(sentence.tokens, (first,)) - 1
    if k >= 0 and first < sentence.tokens[k].end and not sentence.tokens[k].word.startswith("<"):
        return True
    if last <= figure.start:
        return False
    tokens = list(islice(sentence.tokens_after(last, sentence.end), _MOST_AFTER))
    clause = [token.word for token in takewhile(lambda token: sentence.text[token.start] not in EDGES, tokens)]
    goes_on = bool(tokens) and (tokens[0].tag[:1] == "n" or tokens[0].tag == "vn")
    return goes_on and "<figure>" not in clause and tokens[0].word not in _words("ends_noun")


def is_verb(sentence: Sentence, figure: Figure, label: Label) -> bool:
    """Whether what a sum measures is only a verb: 签下 of 签下52亿元储能项目; 出口 and 融资 name what they do."""
    return (
        figure.unit_class == "money"
        and not _has_noun(sentence, label)
        and label.string(sentence.text) not in _words("bare")
    )


def is_split(figure: Figure, text: str) -> bool:
    """Whether an unseen or lost character parts a number from more of itself: 6.3亿 of 8<U+202E>6.3亿."""
    before, after = text[max(0, figure.start - 2) : figure.start], text[figure.end : figure.end + 2]
    pairs = (before[::-1], after)
    return any(_is_unseen(pair[0]) and pair[1].isalnum() for pair in pairs if len(pair) == 2)  # noqa: PLR2004  a pair


def _is_unseen(char: str) -> bool:
    return char == "\ufffd" or unicodedata.category(char) in _UNSEEN


def is_figure_of_speech(figure: Figure, text: str) -> bool:
    """Whether a count is none: 第二十次会议, one of many (16个园区之一), a handful in words (六篇大文章)."""
    words, value = figure.finding.string, figure.finding.value
    if figure.unit_class != "count" or words.startswith("第"):
        return words.startswith("第") and figure.finding.kind != "rank"
    small = isinstance(value, Decimal) and abs(value) <= _HANDFUL and not any(char.isascii() for char in words)
    return small or "之一" in text[figure.end : figure.end + 12].partition("，")[0]


def features(sentence: Sentence, figure: Figure, label: Label) -> list[str]:
    """Describe a candidate to the model."""
    text, source, unit, rule = sentence.text, label.source, figure.unit_class, figure.finding.measure
    first, last, string = label.words[0], label.words[-1], label.string(sentence.text)
    start, end = label.spans[0][0], label.spans[-1][1]
    left = text[start - 1] if start > sentence.start else "^"
    before = source.startswith("before")
    over = text[end : figure.start] if before else ""
    same, short = overlap(string, rule), source[:6]
    found = [
        f"{source} {unit}", f"{source} {len(label.words)}", f"{min(len(string), 14)}", f"last {last} {unit}",
        f"first {first} {short}", f"over {over[-3:]} {unit}", f"{same} {short}", f"{same} {unit}",
        f"left {'edge' if left in EDGES else left} {short}",
        f"{source} behind {text[figure.end : figure.end + 1]}", f"{source} unit {figure.finding.unit}",
        f"{source} back {text[figure.start - 1 : figure.start]}",
    ]  # fmt: skip
    if "分别" in text[max(sentence.start, figure.start - 40) : figure.start]:
        found += [f"each {source}", f"each {same}"]
    if not before and source != "after":
        edge = text[figure.end : figure.end + 1] in EDGES
        found += [
            f"{source} {unit} edge {edge}",
            f"{source} {unit} back {text[max(sentence.start, figure.start - 2) : figure.start]}",
        ]
    if "<" in first:
        found.append(f"begins {first} {short}")
    if any("<" in word for word in label.words[1:]):
        found.append(f"name within {short}")
    one, other, before_it = _tags(sentence, start, end)
    found += [
        f"tags {one} {other} {short}",
        f"tag {other} {unit}",
        f"tag {other} {source}",
        f"tag before {before_it} {one} {short}",
        f"noun in it {_has_noun(sentence, label)} {short}",
    ]
    if "的" in string:
        found.append(f"of {short}")
    if not set("、和及与").isdisjoint(string):
        found.append(f"list {short}")
    if any(char.isdigit() for char in string):
        found.append("digit")
    if start == sentence.clause_start(figure.start):
        found.append(f"clause {source}")
    return found


def _tags(sentence: Sentence, start: int, end: int) -> tuple[str, str, str]:
    """Return the parts of speech of the first and the last word of [start, end), and of the word before it."""
    k = bisect_left(sentence.tokens, (start + 1,)) - 1
    last = bisect_left(sentence.tokens, (end,)) - 1
    before = sentence.tokens[k - 1] if k > 0 else None
    return _tag(sentence.tokens[k]), _tag(sentence.tokens[last]), _tag(before) if before else "^"


def _tag(token: Token) -> str:
    return token.word if token.word.startswith("<") else token.tag or "sign"


def form(sentence: Sentence, label: Label) -> str:
    """Describe a label by the parts of speech of its first and last word, and whether a noun is in it."""
    one, other, _ = _tags(sentence, label.spans[0][0], label.spans[-1][1])
    return f"{one} {other} {_has_noun(sentence, label)}"


def _has_noun(sentence: Sentence, label: Label) -> bool:
    """Whether a label holds a noun, or a name."""
    return any(
        token.tag[:1] in ("n", "j", "b", "l") or token.tag == "vn" or token.word.startswith("<")
        for start, end in label.spans
        for token in sentence.tokens_after(start, end)
    )


def overlap(string: str, rule: str | None) -> str:
    """Say how a candidate and the rules' own answer share their words."""
    if not rule:
        return "no rule"
    if string == rule:
        return "rule"
    if string in rule:
        return "end of rule" if rule.endswith(string) else "in rule"
    if rule in string:
        return "ends with rule" if string.endswith(rule) else "holds rule"
    return "like rule" if string[-2:] == rule[-2:] else "not rule"
