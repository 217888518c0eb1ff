"""A folded passage in, the mood of each of its numbers out: has it happened, is it expected, aimed at, or a limit?

A cue word governs what follows it in its sentence (力争到2028年…) until another cue takes over (目前已…); some govern
their own clause only (计划总投资).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from digest.facts.units import Amount
    from digest.model import Modality, Span


_FUTURE_VERB = (
    r"(?:主要用|把|实现|达|新增|建|推出|投|于|在|有|带动|形成|成为|超|突破|完成|增|提升|提高|引进|引入|吸引|培育|打造|推动|加快|安排|设立"
    r"|开工|开展|开通|开放"
    r"|翻|发[运放行布展出]|输|派|承|签|获|招|惠|搬|迁|送|继续|进一步|陆续|累计|同步|全面|再|新|分|围绕|聚焦|重点|按|以|从|对|举|启动|交付|释放|带来|创造|提供|满足|拥有|覆盖|落户|入驻|集聚"
    r"|用|生产|产生|支持|发放|给予|面向|为|实行|实施|组织|通过|持续|大力|力争|争取|全力|着力|可|会|是|迎|出台|扩|降|缩|减|节|贡献|年产|每年)"
)
_DONE = (
    "建成",
    "投产",
    "达产",
    "竣工",
    "完工",
    "投用",
    "投运",
    "运营",
    "运行",
    "满产",
    "建设完成",
    "落成",
    "交付",
    "投入使用",
    "投入运营",
    "投入生产",
    "启用",
)
_THEN = r"(?:达产|投产|投用|投运|运营|达效|使用)?(?:(?:之|以)?后|时(?![间代期候速隔段长]))"
_AFTERWARDS = "|".join(done + _THEN for done in _DONE)
_NO_PLAN = "比较按照原划动项助育才展业案该本此体生"  # 比计划, 专项计划, 行动计划 name a plan that stands
# Every branch begins with a plain character, so that the pattern skips over text as fast as a set of characters does.
_CUE = re.compile(
    r"力争|目标(?:是|为|[^，。；：！？]{0,8}：|(?=[0-9]))|确保|争取|奋力|努力实现|剑指|锚定|瞄准[^，。]{0,8}目标|要达到|力促|誓|挑战|到(?<!排到)(?<!延到)(?<!直到)(?<!续到)(?<!行到)(?<!效到)(?<!施到)(?<!期到)(?=20[0-9]{2}年)|向着|迈向"
    r"|推动(?=[^，。；]{0,30}(?:突破|达到|超过|迈上|跃升|跨越|实现))|冲刺(?=[^，。；“]{0,8}[0-9一二三四五六七八九十百千万])"
    r"|计划(?:年度)?(?:总)?投(?:资|入)|规划总?投资|拟投资|预算(?!收入|支出|执行|的[0-9])|概算|年度计划(?!的)|预计总投资"
    r"|预计|预期|预估|预增|预减|有望|可望|或将|料将|拟(?<![模虚草比]拟)(?<!在建拟)(?<!在建、拟)(?!人|态|南|声|合|真|定了)|打算|按照?(?:施工)?(?:进度|计划|规划|协议|约定|合同|安排)(?=，)"
    rf"|计(?<![{_NO_PLAN}]计)划(?=[于在到用新总投年今明后两三四五六七八九十0-9建引增分培设开启安推完出拿购向从将对再首实发募融收招派组举采扩改追达支打申筹加力全通把与])|原(?<!比原)计划|规划建设"
    rf"|分[一二三四五两]期(?:建设|实施|推进|开发)|{_AFTERWARDS}|届时|根据(?:协议|合同|规划|方案)|未来(?<![及到向望的]未来)(?![科产学城社工之网中])|下一步|待[^，。]{{2,12}}后|将(?={_FUTURE_VERB})|即将|还将|也将|均将"
    r"|可(?<!最长可)(?<!最高可)(?<!最多可)(?:达|实现|完成|形成|年产|新增|带动|节约|减少|创造|提供|满足|增加|降低|拉动|撬动|为(?=[^，。；]{1,12}(?:节|减|增|降|提供|带来|创造)))|可(?<=[年天月日]可)(?=[\u4e00-\u9fff]{2})"
    r"|希望(?=[用在把能到通让将未今明年])|明年|底(?<!去年底)前"
    r"|已|目(?<![从由]目)前|现有|实际(?!到位|使用|利用)|截至|当(?<![从由]当)前|去(?<![从由]去)年|上(?<![从由]上)年|同比|环比|此前|迄今|完成了|达成了|实现了|仅(?=[0-9用花一二两三四五六七八九])|昨|近年来|自[^，。]{2,10}以来"
    r"|法定|时限(?![由从压缩减])|上限|限额|封顶|不得|约定|要求|门槛|准入|应(?<![适响反供感对效]应)(?:当|不|达|在)|须|需达|规定|最高限|限价|红线"
    r"|将新建|将建设(?!周期|工期)|新建|建设(?!周期|工期)|购置|新上|改造|扩建|建设周期|建设工期|建设期|工期|引进|配套建设|布局"
)
_MOODS = {word: mood for mood, words in table("moods").items() for word in words}
_MOODS_BY_HEAD = (
    ("目标", "target"),
    ("努力", "target"),
    ("瞄准", "target"),
    ("要达", "target"),
    ("自", "actual"),
    ("应", "limit"),
)


def _mood(word: str) -> str:
    """Say what mood a cue word sets."""
    mood = _MOODS.get(word)
    if mood is not None:
        return mood
    if (word.startswith("计划") and "投" in word) or word.endswith("可"):  # 每年可送电
        return "local"
    return next((mood for head, mood in _MOODS_BY_HEAD if word.startswith(head)), "expected")


_SPAN = re.compile(r"[从自由][^，。；：！？]{2,14}$")


def _is_aim(text: str, match: re.Match[str]) -> bool:
    """Tell 到2028年 (an aim) from the end of a span: 从2024年1月到2025年1月."""
    return not _SPAN.search(text, max(0, match.start() - _FARTHEST), match.start())


_STOP = re.compile(r"[。！？；]")
_SOMEBODY = re.compile(r"公司|集团|项目|基地|园区|企业")
_LATER = re.compile(_AFTERWARDS)
_CLAUSE = re.compile(r"[，。；：！？、（）()《》“” ]")
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
_UP_TO_NOW = re.compile(r"[从由](?:目前|当前|现在|如今|现有|去年|上年)[^，。；]{0,3}$")  # 将从目前的4万吨提高到9万吨
_CEILING = ("上限", "上限为", "上限是", "限额", "限额为")
_HEADLESS = ("的，", "的,")  # 投资额达到1000万元以上的，按8%补助: a condition that leaves its noun out
_IS_TO_BE = re.compile(r"[也均都还]?(?:拟(?!合|态)|将(?!军|士)|计划(?!单列|内|外)|预计)(?![^，。；]{0,6}(?:项目|企业))")
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


class _State(NamedTuple):
    """What holds after a cue: the mood, and "limit" or "deadline" where one is spoken of."""

    mood: Modality = "actual"
    limit: str = ""
    half: bool = False  # expected in one half of a sentence: over where the next half speaks of somebody else


class Moods:
    """The cues of one passage, read once from left to right and asked number by number."""

    def __init__(self, text: str, sentences: tuple[Span, ...]) -> None:
        self._text = text
        self._sentences = sentences
        cues = [
            (match.start(), match.end(), _mood(match[0]))
            for match in _CUE.finditer(text)
            if match[0] != "到" or _is_aim(text, match)
        ]
        self._starts = [start for start, _, _ in cues]
        self._ends = [end for _, end, _ in cues]
        self._words = [word for _, _, word in cues]
        self._stops = [match.start() for match in _STOP.finditer(text)] if cues else []
        self._laters = [match.start() for match in _LATER.finditer(text)] if "built" in self._words else []
        self._states = list(self._run())

    def _run(self) -> Iterator[_State]:
        """Say what holds after each cue; every sentence begins anew."""
        state, sentence, before = _State(), -1, 0
        for start, end, word in zip(self._starts, self._ends, self._words, strict=True):
            here = bisect_right(self._sentences, (start, len(self._text)))
            if here != sentence:
                state, sentence = _State(), here
            elif state.limit and self._stopped(before, start):
                state = state._replace(limit="")
            if state.half and self._turned(before, start):
                state = _State()
            state, before = _after(state, word, self._text[start:end]), end
            yield state

    def _stopped(self, start: int, end: int) -> bool:
        """Tell whether a sentence or its half ends between two places."""
        return bisect_right(self._stops, start) < bisect_right(self._stops, end)

    def _turned(self, start: int, end: int) -> bool:
        """Tell whether the half of a sentence ends between two places and the next one names a firm or a project."""
        last = bisect_right(self._stops, end) - 1
        if last < 0 or self._stops[last] < start:
            return False
        return _SOMEBODY.search(self._text, self._stops[last], min(end, self._stops[last] + _FARTHEST)) is not None

    def at(self, sentence: Span, start: int) -> tuple[Modality, str]:
        """Say in what mood the character `start` of a sentence stands, and whether a "limit" or "deadline" is set."""
        last = bisect_right(self._starts, start) - 1
        if last < 0 or self._starts[last] < sentence.start:
            return "actual", ""
        mood, limit, half = self._states[last]
        end, word = self._ends[last], self._words[last]
        if limit and self._stopped(end, start):
            limit = ""
        if half and self._turned(end, start):
            mood = "actual"
        if (
            word in ("local", "built")
            and self._same_clause(end, start)
            and (word == "local" or self._unbuilt(sentence, end))
        ):
            mood = "expected" if mood == "actual" else mood
        return mood, limit

    def _same_clause(self, end: int, start: int) -> bool:
        return start - end <= _FARTHEST and not _CLAUSE.search(self._text, end, start)

    def _unbuilt(self, sentence: Span, place: int) -> bool:
        """Tell whether the sentence goes on to what follows when the building is done (…, 建成后…)."""
        later = bisect_right(self._laters, place)
        return later < len(self._laters) and self._laters[later] < sentence.end

    def of(self, sentence: Span, amount: Amount) -> Modality:
        """Say whether an amount has happened, is expected, aimed at or a limit."""
        mood, limit = self.at(sentence, amount.start)
        acts = amount.kind in ("percent", "ratio") or amount.unit in _WHO_PLAN
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
        if not _OF_WHOM.match(self._text, amount.end):
            return False
        start = max(sentence.start, amount.start - _FOR_WINDOW)
        said = _FOR.search(self._text, start, amount.start) or _OPENING.match(self._text, start, amount.start)
        return said is not None and not _GIVES.search(said[0])


def _after(state: _State, word: str, written: str) -> _State:
    """Say what holds after a cue word."""
    if word == "target":
        return state._replace(mood="target")
    if word == "expected":
        return state if state.mood == "target" else state._replace(mood="expected", half=state.mood == "actual")
    if word in ("limit", "deadline"):
        return state._replace(limit=word)
    if word == "actual":
        kept = state.mood != "actual" and written in _LATER_THAN
        return _State(state.mood if kept else "actual")
    return state
