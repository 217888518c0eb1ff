"""A folded passage in; whether a place of it is affirmed, actual, expected, aimed at, intended, or a limit, out.

A cue word governs what follows it in its sentence (力争到2028年…) until another cue takes over (目前已…); some govern
their own clause only (计划总投资, 尚未签约). The cues, their classes and guards are `lexicon/cues.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from digest.lexicon import table
from digest.model import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.facts.clause import Sentence
    from digest.facts.units import Amount
    from digest.model import Modality, Polarity


class Cue(NamedTuple):
    """A cue word at [start, end) of a text and its class in the lexicon."""

    start: int
    end: int
    kind: str


class _Rule(NamedTuple):
    """A cue word with the guards of its class."""

    word: str
    kind: str
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    through: re.Pattern[str] | None
    not_before: tuple[str, ...]
    not_after: tuple[str, ...]

    def end(self, text: str, start: int) -> int | None:
        """Return where the cue whose word stands at `start` ends, None where a guard forbids it."""
        end = start + len(self.word)
        if self.not_before and text.endswith(self.not_before, 0, start):
            return None
        if self.not_after and text.startswith(self.not_after, end):
            return None
        if self.after and not self.after.match(text, end):
            return None
        if self.before and not self.before.search(text, max(0, start - _GUARD_REACH), start):
            return None
        through = self.through.match(text, end) if self.through else None
        return (through.end() if through else None) if self.through else end


_GUARD_REACH = 16  # characters before a cue that its guard looks at
_SCOPE_OF_CLAUSE = frozenset({"deny", "cancel"})
_FOR_STATE = frozenset(
    {"target", "oblige", "expected", "intention", "outline", "if", "actual", "limit", "deadline", "local", "built"}
)
_OF_EVENTS = frozenset({"ahead", "undone"})
CLASSES = _FOR_STATE | _SCOPE_OF_CLAUSE | _OF_EVENTS


@cache
def _rules() -> dict[str, tuple[_Rule, ...]]:
    """Load the cues: for every word its own rules, then those of the shorter words it begins with."""
    own: dict[str, list[_Rule]] = {}
    for row in table("cues")["cue"]:
        before, after, through = (_compiled(row, key) for key in ("before", "after", "through"))
        guards = (before, after, through, tuple(row.get("not_before", ())), tuple(row.get("not_after", ())))
        for word in row["words"]:
            own.setdefault(word, []).append(_Rule(word, row["class"], *guards))
    return {word: tuple(rule for size in range(len(word), 0, -1) for rule in own.get(word[:size], ())) for word in own}


@cache
def _words() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _rules()), key=len, reverse=True)))


def _compiled(row: dict[str, Any], key: str) -> re.Pattern[str] | None:
    return re.compile(f"(?:{row[key]})$" if key == "before" else row[key]) if key in row else None


def cues(text: str) -> Iterator[Cue]:
    """Yield the cues of a folded text from left to right; of those that begin at one place, the longest that holds."""
    rules, words = _rules(), _words()
    match = words.search(text)
    while match:
        start = done = match.start()
        for rule in rules[match[0]]:
            end = rule.end(text, start)
            if end is not None:
                yield Cue(start, end, rule.kind)
                done = end - 1
                break
        match = words.search(text, done + 1)


_STOP = re.compile(r"[。！？；]")
_SOMEBODY = re.compile(r"公司|集团|项目|基地|园区|企业")
_CLAUSE = re.compile(r"[，。；：！？、（）()《》“” ]")
_CLAUSE_OF_DENIAL = re.compile(r"[，。；：！？）)]")
_FARTHEST = 40  # characters a cue for its own clause reaches: no clause of the pages read was longer
_WHOSE = (
    r"企业|项目|单位|机构|团队|人才|个人|平台|园区|公司|主体|人员|产品|基金|家庭|职工|民宿|农家乐|合作社|商户|门店"
    r"|工厂|农户|者"
)
_OF_WHOM = re.compile(
    r"(?:[、和或][0-9.,]{1,12}[百千万亿]{0,2}[元家个人项%]{0,2}){0,6}(?:\(含\)|（含）)?(?:及?以上)?(?:（含）)?"
    rf"的[^，。；的]{{0,10}}?(?:{_WHOSE})"
)
_FOR = re.compile(r"(?:^|[，。；：！？])(?:对|对于|凡|凡是|符合|经)[^，。；：！？]{0,40}$")
_OPENING = re.compile(r"(?:对|对于|凡|凡是|符合|经)[^，。；：！？]{0,40}$")
_FOR_WINDOW = 60
_NEAR = 4  # characters between what was given up and the word for it: 取消了原定的签约
_DROPPED = ("原", "本来")  # a plan that is told of as past: 原定8月开工
# Behind these an event is over with: 签约未果, 二季度开不了; and what is only put off or wished for is none either.
_CAME_TO_NOTHING = re.compile(
    r"(?:仪式|一事|项目|计划)?(?:未果|未成|未遂|不了|不成|落空|泡汤|告吹|失败|受阻|被叫停|无望|遥遥无期)"
)
# A plan that only describes what the sentence is about: 计划投资9亿元的某某项目签约.
_DESCRIBED = re.compile(r"的[^，。；：的]{1,30}$")
_UP_TO_NOW = re.compile(r"[从由](?:目前|当前|现在|如今|现有|去年|上年)[^，。；]{0,3}$")  # 将从目前的4万吨提高到9万吨
_CEILING = ("上限", "上限为", "上限是", "限额", "限额为")
_HEADLESS = ("的，", "的,")  # 投资额达到1000万元以上的，按8%补助: a condition that leaves its noun out
_AND_HEADLESS = re.compile(r"(?:且|并且)[^，。；：]{1,20}的[，,]")  # 投入超过300万元且增幅在20%以上的，按15%补助
_ASIDE = 16  # characters in brackets before an amount that bounds what they name
_EDGES = frozenset("，。；：、")
_IS_TO_BE = re.compile(r"[也均都还]?(?:拟(?!合|态)|将(?!军|士)|计划(?!单列|内|外)|预计)(?![^，。；]{0,6}(?:项目|企业))")
_IS_AIM = re.compile(
    r"的(?:[^，。；：的0-9]{0,4})(?:目标|任务|预期|指标任务)(?![^，。；]{0,4}(?:已|提前|超额|全部|顺利))"
)
_MISSED = re.compile(
    r"(没有完成|未能完成|未完成|没能完成|没有达到|未达到?|没有实现|未能实现|未能达到)[^，。；：]{0,16}$|(?<=.)(未能完成|未完成|没有完成|没能完成|没有实现|未能实现|未能达到|落空)"
)
_OUTLINED = re.compile(r"[^，。；：0-9]{0,8}(?:签|达成)[^，。；：0-9]{0,6}(?:意向|框架协议|备忘录)")
_WHO_PLAN = frozenset("家户人名位")  # 六成企业计划扩产, 9家将上市: who plans is there
_UP_TO = re.compile(
    r"最[高多]可?(?:给予|奖励|奖补|补贴|补助|补偿|资助|支持|赔付|授信|贷款|享受|获得|获|报销|报|奖|补|贷)[^，。；：、0-9]{0,6}$"
    r"|不(?:[低少高多]于|超过?)每[^，。；：、0-9]{1,4}$"
)
_REACH_OF_MOST = 14
_SHORT_REACH = 8
_GIVES = re.compile(r"给予|奖励|补贴|补助|资助|支持|安排|提供")
_REACHED = ("压缩到", "压缩至", "缩短到", "缩短至", "压减到", "压减至", "降到", "降至")  # …40分钟以内: it is so already
_LATER_THAN = ("同比", "环比", "较", "上年", "去年")  # a comparison inside an aim leaves the aim standing
_AIMED = frozenset({"target", "oblige"})
# Of a class of things: 亿元以上项目139个, 10-50亿元项目40个, 投资超过20亿元的有3个, 100亩以上的地块.
_CLASS_OF = re.compile(
    rf"(?:（含）|\(含\))?(?:的?(?:[^，。；：、的0-9]{{0,6}}(?:{_WHOSE}|地块|用户|户型|部分|案件|订单))"
    r"(?=[^，。；]{0,6}[0-9一二两三四五六七八九十百几])|的(?:有|达|共|仅|超|约)?[0-9一二两三四五六七八九十])"
)
_WITH_THRESHOLD = frozenset({"at_least", "over", "range", "at_most", "under"})
_SUM_OF_ALL = re.compile(r"(?:总投资|总额|投资额|总规模|总值|共计?|合计|累计|总计)[^，。；、]{0,6}$")
_OF_SUCH = re.compile(rf"的[^，。；：、0-9的]{{0,8}}(?:{_WHOSE}|地块|用户|部分|案件|订单|情形)")


class Stance(NamedTuple):
    """How a place of a text stands: its modality and polarity, whether it is only a condition, and the deciding cue."""

    modality: Modality
    polarity: Polarity = "affirmed"
    condition: bool = False
    cue: Cue | None = None


class _State(NamedTuple):
    """What holds after a cue: the modality, and "limit" or "deadline" where a rule speaks.

    `half` is set where it is expected in one half of a sentence: it is over where the next half has another subject.
    """

    mood: Modality = "actual"
    limit: str = ""
    half: bool = False
    cue: Cue | None = None


class Modalities:
    """The cues of one passage, read once from left to right and asked place by place."""

    def __init__(self, text: str, sentences: Sequence[Span]) -> None:
        self._text = text
        self._sentences = sentences
        found = list(cues(text))
        self._denials = [cue for cue in found if cue.kind in _SCOPE_OF_CLAUSE]
        self._of_events = [cue for cue in found if cue.kind in _OF_EVENTS]
        self._cues = [cue for cue in found if cue.kind in _FOR_STATE]
        self._starts = [cue.start for cue in self._cues]
        self._stops = [match.start() for match in _STOP.finditer(text)] if found else []
        built = any(cue.kind == "built" for cue in self._cues)
        self._laters = [cue.start for cue in self._cues if built and _is_afterwards(text, cue)]
        self._states = list(self._run())

    def _run(self) -> Iterator[_State]:
        """Yield what holds after each cue; every sentence begins anew."""
        state, sentence, before = _State(), -1, 0
        for cue in self._cues:
            here = bisect_right(self._sentences, (cue.start, len(self._text)))
            if here != sentence:
                state, sentence = _State(), here
            elif state.limit and self._stopped(before, cue.start):
                state = state._replace(limit="")
            if state.half and self._turned(before, cue.start):
                state = _State()
            state, before = _after(state, cue, self._text[cue.start : cue.end]), cue.end
            yield state

    def _stopped(self, start: int, end: int) -> bool:
        """Whether a sentence or its half ends between two places."""
        return bisect_right(self._stops, start) < bisect_right(self._stops, end)

    def _turned(self, start: int, end: int) -> bool:
        """Whether the half of a sentence ends between two places and the next one names a firm or a project."""
        last = bisect_right(self._stops, end) - 1
        if last < 0 or self._stops[last] < start:
            return False
        return _SOMEBODY.search(self._text, self._stops[last], min(end, self._stops[last] + _FARTHEST)) is not None

    def at(self, sentence: Span, start: int) -> tuple[Modality, str, Cue | None]:
        """Return the modality at `start` of a sentence, "limit" or "deadline" where one is set, and the cue."""
        last = bisect_right(self._starts, start) - 1
        if last < 0 or self._starts[last] < sentence.start:
            return "actual", "", None
        mood, limit, half, decided = self._states[last]
        cue = self._cues[last]
        if limit and self._stopped(cue.end, start):
            limit = ""
        if half and self._turned(cue.end, start):
            mood = "actual"
        if cue.kind == "outline" and mood in ("actual", "expected") and self._in_same_clause(cue.end, start):
            return "intention", limit, cue
        if cue.kind in ("local", "built") and self._in_same_clause(cue.end, start) and self._is_planned(sentence, cue):
            mood, decided = ("expected", cue) if mood == "actual" else (mood, decided)
        return mood, limit, decided

    def deciding(self, sentence: Sentence, start: int) -> tuple[int, int] | None:
        """Return where the cue stands that decides on a place of a sentence, None where nothing but the verb does."""
        here = Span(sentence.start, sentence.end)
        cue = self.denial(here, start) or self.at(here, start)[2]
        return (cue.start, cue.end) if cue else None

    def _is_planned(self, sentence: Span, cue: Cue) -> bool:
        """Whether a cue is one of a plan, or the sentence goes on to what follows the building (…, 建成后…)."""
        if cue.kind == "local":
            return True
        later = bisect_right(self._laters, cue.end)
        return later < len(self._laters) and self._laters[later] < sentence.end

    def _in_same_clause(self, end: int, start: int) -> bool:
        return start - end <= _FARTHEST and not _CLAUSE.search(self._text, end, start)

    def denial(self, sentence: Span, start: int) -> Cue | None:
        """Return the cue that denies what a sentence reports at `start`: the last one before it in its clause."""
        k = bisect_right(self._denials, (start,)) - 1
        if k < 0 or self._denials[k].end > start:
            return None
        cue = self._denials[k]
        within = cue.start >= sentence.start and start - cue.end <= _FARTHEST
        return cue if within and not _CLAUSE_OF_DENIAL.search(self._text, cue.end, start) else None

    def of_event(self, sentence: Span, start: int, end: int) -> Stance:
        """Return how what is reported at [start, end) stands: whether it has happened, is to happen, or did not."""
        mood, limit, cue = self._reported(sentence, start)
        denied = self._undone(sentence, start, end)
        own = self._governing(sentence, start, "ahead")
        if own and mood == "actual":
            mood, cue = "expected", own
        if limit and mood == "actual":
            mood = "limit"
        dropped = cue is not None and mood == "expected" and self._text.startswith(_DROPPED, cue.start)
        return Stance(mood, "denied" if denied or dropped else "affirmed", cue=denied or cue)

    def _reported(self, sentence: Span, start: int) -> tuple[Modality, str, Cue | None]:
        """Return what the sentence has set before `start`; a plan that only describes (计划投资9亿元的项目) is over."""
        mood, limit, cue = self.at(sentence, start - 1)
        if cue is None or mood == "actual":
            return mood, limit, cue
        if cue.kind == "built" or (cue.kind == "local" and not self._text.startswith("明年", cue.start)):
            return "actual", limit, None
        clause = self._text[max(cue.end, start - _FARTHEST) : start]
        described = cue.kind == "expected" and not _CLAUSE.search(clause) and _DESCRIBED.search(clause)
        return ("actual", limit, None) if described else (mood, limit, cue)

    def _undone(self, sentence: Span, start: int, end: int) -> Cue | None:
        """Return what denies an event: a denial in its clause, what was given up right before it, or its failure."""
        failed = _CAME_TO_NOTHING.match(self._text, end)
        if failed:
            return Cue(failed.start(), failed.end(), "undone")
        denial = self.denial(sentence, start)
        if denial and not (denial.kind == "cancel" and start - denial.end > _NEAR):
            return denial
        return self._governing(sentence, start, "undone")

    def _governing(self, sentence: Span, start: int, kind: str) -> Cue | None:
        """Return the last cue for events of a class that stands before `start` in its clause."""
        k = bisect_right(self._of_events, (start, start)) - 1
        while k >= 0 and self._of_events[k].start >= max(sentence.start, start - _FARTHEST):
            cue = self._of_events[k]
            if cue.kind == kind and cue.end <= start:
                return None if _CLAUSE_OF_DENIAL.search(self._text, cue.end, start) else cue
            k -= 1
        return None

    def of(self, sentence: Span, amount: Amount) -> Stance:
        """Return how an amount stands: as a fact, an expectation, an aim, a limit or only a condition."""
        mood, limit, cue = self.at(sentence, amount.start)
        aimed, missed = self._set_aim(sentence, amount)
        if aimed:
            return Stance("target", "denied" if missed else "affirmed", condition=False, cue=missed or cue)
        condition = self._is_threshold(sentence, amount)
        bounded = self._bounded(sentence, amount, mood, limit)
        denied = self._denied(sentence, amount)
        polarity: Polarity = "denied" if denied else "affirmed"
        return Stance(bounded, polarity, condition, denied or (cue if bounded == mood else None))

    def _set_aim(self, sentence: Span, amount: Amount) -> tuple[bool, Cue | None]:
        """Whether an amount is what was aimed at (增长10%的任务), and what denies that it was reached (没有完成…)."""
        aim = _IS_AIM.match(self._text, amount.end)
        if aim is None:
            return False, None
        begin = max(sentence.start, amount.start - _FARTHEST)
        missed = _MISSED.search(self._text, begin, amount.start) or _MISSED.match(self._text, aim.end())
        return True, Cue(missed.start(), missed.end(), "deny") if missed else None

    def _denied(self, sentence: Span, amount: Amount) -> Cue | None:
        """Return what denies an amount; 取消收费15项 counts what was given up and stands."""
        cue = self.denial(sentence, amount.start)
        counted = cue is not None and cue.kind == "cancel" and amount.kind != "money"
        return None if counted else cue

    def _bounded(self, sentence: Span, amount: Amount, mood: Modality, limit: str) -> Modality:
        acts = amount.kind in ("percent", "ratio") or amount.unit in _WHO_PLAN
        if mood in ("actual", "expected") and _OUTLINED.match(self._text, amount.end):  # 另有4个项目签了意向书
            return "intention"
        if mood == "actual" and not acts and _IS_TO_BE.match(self._text, amount.end):  # 2亿元拟投向基金
            return "expected"
        bound = "exact" if amount.kind == "rank" else amount.bound  # 进入前20 is no limit
        lasting = amount.kind == "duration"
        if bound == "at_most" and not (lasting and mood != "actual"):
            return "actual" if self._text.endswith(_REACHED, 0, amount.start) else "limit"
        if self._is_condition(sentence, amount):
            return "limit"
        if mood != "actual":
            begin = max(sentence.start, amount.start - _SHORT_REACH)
            return "actual" if _UP_TO_NOW.search(self._text, begin, amount.start) else mood
        bounded = bound in ("at_least", "under")
        demanded = (limit == "deadline" and lasting) or (limit != "" and bounded)
        demanded = demanded or (
            bound == "at_least" and self._text.startswith(("不低于", "不少于", "不得"), amount.start)
        )
        demanded = demanded or self._text.startswith(_HEADLESS, amount.end)
        demanded = demanded or self._text.endswith(_CEILING, 0, amount.start)
        return "limit" if demanded else mood

    def _is_condition(self, sentence: Span, amount: Amount) -> bool:
        """Tell 对营业收入达到1亿元的企业 (a condition) and 最高赔付60万元 from 对企业给予1亿元."""
        if _UP_TO.search(self._text, max(sentence.start, amount.start - _REACH_OF_MOST), amount.start):
            return True  # 最高赔付60万元
        return self._is_of_whom(sentence, amount)

    def _is_of_whom(self, sentence: Span, amount: Amount) -> bool:
        if not _OF_WHOM.match(self._text, amount.end):
            return False
        start = max(sentence.start, amount.start - _FOR_WINDOW)
        opened = _FOR.search(self._text, start, amount.start) or _OPENING.match(self._text, start, amount.start)
        return opened is not None and not _GIVES.search(opened[0])

    def _is_threshold(self, sentence: Span, amount: Amount) -> bool:
        """Whether an amount only says which things are meant (500万元及以上, 亿元以上项目139个), and is no value."""
        if amount.kind not in ("money", "quantity", "bare", "percent", "duration"):
            return False
        if self._is_of_whom(sentence, amount):
            return True
        return amount.bound in _WITH_THRESHOLD and (self._is_aside(amount) or self._is_of_such(sentence, amount))

    def _is_aside(self, amount: Amount) -> bool:
        """Whether an amount stands in brackets, alone or with what it bounds: 规上工业（年收入2000万元及以上）."""
        if self._text[amount.end : amount.end + 1] not in ("）", ")") or amount.bound == "range":
            return False
        before = self._text[max(0, amount.start - _ASIDE) : amount.start]
        said = before[max(before.rfind("（"), before.rfind("(")) + 1 :]
        bounds = self._text.endswith(("以上", "以下"), 0, amount.end) and not _EDGES.intersection(said)
        return len(said) < len(before) and (not said or bounds)

    def _is_of_such(self, sentence: Span, amount: Amount) -> bool:
        """Whether things of that size are counted or meant: 亿元以上项目139个, 100亩以上的地块."""
        text, before = self._text, max(sentence.start, amount.start - _REACH_OF_MOST)
        if amount.bound == "over" and _SUM_OF_ALL.search(text, before, amount.start):
            return False
        limited = amount.bound in ("at_least", "at_most")
        headless = (limited or amount.bound == "under") and text.startswith(_HEADLESS, amount.end)
        headless = headless or _AND_HEADLESS.match(text, amount.end) is not None
        such = limited and text.endswith(("以上", "以下"), 0, amount.end) and _OF_SUCH.match(text, amount.end)
        return headless or bool(such) or _CLASS_OF.match(text, amount.end) is not None


def _is_afterwards(text: str, cue: Cue) -> bool:
    return cue.kind == "expected" and text.endswith(("后", "时"), cue.start, cue.end)


def _after(state: _State, cue: Cue, written: str) -> _State:
    """Return what holds after a cue."""
    if cue.kind in _AIMED:
        return state._replace(mood="target", half=False, cue=cue)
    if cue.kind == "intention" and state.mood != "target":
        return state._replace(mood="intention", cue=cue)
    if cue.kind in ("expected", "if") and state.mood not in ("target", "intention"):
        return state._replace(mood="expected", half=state.mood == "actual" and cue.kind == "expected", cue=cue)
    if cue.kind in ("limit", "deadline"):
        return state._replace(limit=cue.kind)
    if cue.kind == "actual":
        stands = state.mood != "actual" and written in _LATER_THAN
        return _State(state.mood if stands else "actual", cue=state.cue if stands else cue)
    return state
