"""What a number measures, read from the words around it: the noun before it, after it, or that of the number before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from digest.facts.cardinals import number_at
from digest.facts.rates import without_rate
from digest.facts.units import unit_at
from digest.lexicon import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from digest.facts.units import Amount, AmountKind
    from digest.model import Span

_EDGES = frozenset("，。；：！？、（）()《》“”‘’[]【】 \n—")
_EDGE = re.compile(f"[{re.escape(''.join(sorted(_EDGES)))}]")
_LONGEST = 18  # characters of a measure; the longest nouns of the pages read had 15
# Words at the head of a clause that name no measure.
_LEADING = re.compile(
    r"(?:有望|短短|仅仅|整整|剑指|直指|我们|咱们|其中|其余|首批|余下|剩余|剩下|另外|当场|现场|就地|限期|依法|一次性|同时|目前|当前|截至|预计|预期|并且?|还|将|已经?(?!完成)|共有?|累计|总共|合计|力争|确保|争取|计划(?!总?投)|拟|可|每年|每月|全年|当年|全[区市县省国园]"
    r"|[区园市省县]内|[市省县]里|园区|该[区市县园企项厂院校局]业?目?|此次|本次|今年|去年|上年|到(?![位账岗港货达期])|由(?!于)|从(?![业事严])|在(?!校|建|编|职|岗|册|线|库|手|产|营|研|谈|租|押|园|用)|据|按照?(?!揭)|与|和|及|以及|或|对|为|以|用(?![地电水户工能时])|只|仅|一般|通常|原则上|平均|分别|各|均|约|近|超过?|的|了|(?:开发区|高新区|经开区|新区|综保区|保税区)(?=已|共|现|累|有|目前|拟)|是(?!否)|有(?![效机色限源])"
    r"|一[间个座栋条处片所](?![性月])|(?:剔除|扣除|扣减)[^，。；：]{1,14}?(?:因素|影响|部分)?后|按?(?:同口径|可比口径|可比价格|不变价格|可比价|不变价)(?:计算)?"
    r"|现有?(?![代场金])|还有|另有|拥有|设有|包括|涵盖|涉及|如|即|以来|底|末|初|期间|也|又|再|更|首次|率先|总计|共计)+"
)
# Words at the end of a clause that lead over to the number.
_TRAILING = re.compile(
    r"(?:达到了?|达|拟|(?:仅|只|约|就|共|已|均|各)占|占了?(?<!抢占)|为|是|至|(?<!签)到|增至|增加[至到]|降至|降到|升至|升到|发展[至到]|拓展[至到]|扩展[至到]|转为|变为|涨[至到]|跌[至到]|减少[至到]|回落[至到]|提高[至到]|提升[至到]|扩大?[至到]|压减[至到]?|压缩[至到]?|压[至到]|攀升[至到]|提[至到]|跃升[至到]|抬高[至到]?|拉[高升][至到]?|增长[至到]|上升[至到]|加快|放缓|缩短[至到]?|缩减[至到]?|下降[至到]|上升[至到]|超过?|近|共|合计|总计|(?<![设总共合预累统估])计|减[至到]|(?<=由)平均|[日月周]均|为期|长达|历时"
    r"|共计|累计|分别|零的突破并?|各有?|因|须|应|均|了|(?<![所拥])有|(?<![签合节])约|仅|只有?|只用|(?<![费作使占利])用|的|在|由|从|实现|完成(?=.)|突破|保持|稳定|维持|预计|可|将|就|也|还|已|仍|再|较|(?<![推反])翻|[同环]比[多少]|同比|环比"
    r"|(?:年均|实际|名义|大幅|同步|逆势|平均|持续|不断|连续|成功|首次|再次|合计|整体|全部|最高|最低)|增长|上升|上涨|上调|下调|下滑|提高|提升|回落|回升|增加|减少|下降|降低|扩大|收窄|净增|大增|猛增|需要?|要|能够|比上年|(?<![\u4e00-\u9fff])占比|快于|高于|低于|好于|优于|(?<=[\u4e00-\u9fff]{2})中|如今|眼下|现在|同口径|按?可比(?:口径|价格?)|\s)+$"
)
_COMPARED = re.compile(
    r"(?:[高低快慢优好多少]于|不及|高出|超出|落后于|领先于)(?=[\u4e00-\u9fff]{2})[^，。；：！？、0-9]{1,14}$|(?<![同环占对])[较比](?![例重率亚赛特值利亚尔对])[^，。；：！？、]{0,24}?(?:增长|下降|上升|提高|提升|增加|减少|回落|净增|降低|扩大|加快|放缓|收窄|多|少|高|低|翻|快|早|晚)?(?:了)?$"
)
_AS_MUCH_AS = re.compile(r"(?:是|为|相当于|达到?)[^，。；：！？、]{0,14}的?$")
_ENUMERATED = re.compile(r"^[一二三四五六七八九十]是")
_RATES = frozenset({"增速", "增幅", "降幅", "涨幅", "跌幅", "占比", "比重", "总量"})  # of what, the words before say
_GIVES = ("提供", "给予", "享受", "实行")
_WHOEVER = frozenset({"企业", "部门", "单位", "企业承诺", "承诺", "要求", "原则"})
_NOBODYS = frozenset({"公司", "集团", "双方"})
# Verbs whose object the number measures: 完成固定资产投资, 贡献了全市的税收. Words made of them (完成率) are nouns.
_DONE = re.compile(
    r"(?:实现|达成|形成(?!率)|建成(?!区|率)|带动(?!力)|拥有(?!量|率)|获得(?!感)|引进|签约(?!额|率|项|资|金|总)|吸纳|覆盖(?!率|面|范|人)|惠及|集聚(?!区|度|效)|推广|培育|投放(?!量)|发放(?!率|额)"
    r"|提供|完成(?!率|额|量|度|情|比|值|投资)|贡献(?!率|度|值|额|力|奖)|创造(?!力|性)|撬动|拉动(?!力)|吸引(?!力)|聚集(?!区|度)|汇聚|承接(?!力)|取得|享受|办理(?!量|率|时|事|环|流|周|天|期)|安排|推出|兑现(?!率)|拨付(?!率)|节省)"
    r"了?(?:以?后(?![勤台市续备]))?(?=[\u4e00-\u9fff]{2})|了(?![解结望])(?=[\u4e00-\u9fff]{2})"
)
# What leads over to a rank: 综合评价中居, 总量跃居全省.
_PLACED = re.compile(
    r"(?:在?(?:全国|全省|全市|全区|全县|全州|国内|省内|市内|世界|全球|行业|同类)|位居|位列|名列|稳居|跃居|跻身|进入|升至|蝉联|连续|[居列排]|中)+$"
)
# 列全省开发区第5位: among whom is no measure.
_PLACED_WITHIN = re.compile(r"[位名稳]?[居列](?:在|于)?(?:全[国省市区县州球]|国家|省级|世界|同类)[^，。；]{0,8}$")
_LONGEST_TRAIL = 20  # characters of words that lead over; the pattern is slow to look for them further back
_COMPARING = frozenset("于及出较比")  # what compares has one of these
_TRAILING_CHARACTERS = frozenset(_TRAILING.pattern)  # else ends no match: seven in ten phrases need no search
# Words that end the noun after a number.
_NOUN_STOP = re.compile(
    r"计划(?![生单划])|打算|希望|认为|表示|纳入|进行|实现|给予|用于|贡献(?!率|度|值|奖|企业|单位|力)|支持(?!资金|力度|政策|中心|服务)|扶持(?!资金|政策)|创造(?!力)|支撑(?!平台)|共(?!享|同|建)|已|将|于(?!是)|在(?!线|岸)|中(?!心|国|小|央|试|医|药|介|欧|高|等|型|标|学|部|西|外|东|期|转|车|航|科|关|级|间|药)|被|从(?!业|事)|是|(?<![许认])可(?!持|再|穿|视|靠)"
    r"|就(?!业|学|诊|医|餐|地|读|近|绪)|均(?!衡)|获(?!得感)|达|同比|环比|占(?!地)|落户|开工|竣工|投产(?!业)|签约|入驻|集中|参加|参与|通过|得到|由|较|比(?!例|重|赛)|成功|正式|全部|目前|覆盖|和(?!谐)|与"
    r"|及|或(?!者)|并(?!购|网)|且|至|让|使(?!用)|帮助|推动|位列|分布|分别|超(?!算|级|市|声|充|导|薄|高|低|临|轻|重|大|短|细|纯|精)|增长|下降|提升|合计|累计|为(?!民|主|先)|向(?<!方向)(?<!双向)(?<!面向)(?<!定向)(?<!导向)|被|对(?!接|外|口)|以(?!太|上|下|内)"
)
_NO_NOUN = re.compile(
    r"(?:(?:封顶|完工|竣工|开工|投产|投用|启用|通车|交付|揭牌|亮相|上线|下线|满产|达产|爬坡|落地|到位|办完|完成|取得|拿到|建起|建成|搭建|成了|成为|组建)(?![\u4e00-\u9fff]{0,2}(?:项目|企业|产品))"
    r"|(?:实施|开展|推进|推动|打造|购置|购买|升级|改造|改建|新建|兴建|修建|租用|建设)(?!者|单位|资金|用地|项目|债|任务|基金|补助|补贴|工程)|减[至到为]|扩[至到]|发展[至到]|拓展[至到]|扩展[至到]|转为|变为|压减|压缩|缩短|缩减|提高|提升|精简|增加|减少|扩大|相继|陆续|先后|同步|正(?!极|式)|返|左右|以上|以下|以内|降|增(?!值|量|材|程)|升(?!级|降)|至|到|且|并(?!购|网)|和|与|及|或|在(?!线|岸|建)|于|是|为|用(?!户|地|电|水|工|于)|能(?!源)|可|已|将|拟|占(?!地)|同|全部|纳入|进行|不|多(?!媒|功|元)|内|后|前|来|间|就(?!业)|的|来自|属于|位于|现|也|都|还|又|均|共|以|由|从|被|把|让|使|对|向|比|较|超|达|获|等|，)"
)
_DIGIT = re.compile(r"[0-9]")
_GIVEN = re.compile(r"标准(?:给予|予以|发放|享受)")
_SIZE_BEGINS = frozenset("0123456789十百千万亿")
_SIZED_NOUN = re.compile(r"级?(?:及?以上)?的?(?=[\u4e00-\u9fff]{2})")


def _behind_size(text: str, begin: int) -> int:
    """Skip the size of what is counted, between the counter and the noun: 3条8英寸产线, 5个10亿元以上项目."""
    number = number_at(text, begin) if text[begin : begin + 1] in _SIZE_BEGINS else None
    unit = unit_at(text, number.end) if number else None
    noun = _SIZED_NOUN.match(text, unit[1]) if unit and unit[0].kind in ("quantity", "money") else None
    return noun.end() if noun else begin


# Characters of a verb alone: 交付 in 交付800套 names less than what was counted before; 奖励 names the sum behind it.
_SHORT = 2
_AFTER_DATE = re.compile(r"(?:(?:之|以)?[前后]|以来|期间|起)?")  # 8月底前开工2个
_VERBS = tuple(table("measures")["verbs"])
_DIMENSIONS = tuple(table("measures")["dimensions"])
_QUOTED = re.compile(r"[“‘]([^“”‘’，。；]{2,10})[”’]")
_LONGEST_QUOTED = 12  # “小巨人” within a noun; what is longer was said by somebody
_OUTPUT = ("年产", "月产", "日产", "年加工", "年处理", "日处理")


def noun_before(text: str, amount: Amount, left: int, dates: Sequence[Span], owner: int = 0) -> str:
    """Take the noun phrase that ends where an amount begins; "" if there is none.

    It does not reach back beyond `left` nor beyond the edge of its clause, leaves out the `dates` within, and begins
    behind the name that ends at `owner` (澄原经开区固定资产投资) where a noun follows it.
    """
    start = amount.start
    if owner > left and len(noun := noun_before(text, amount, owner, dates)) >= _SHORT:
        return noun
    phrase, begin = _words_before(text, start, left, dates)
    if text[start - 1] in "和与及" and begin == left:  # 免费场地和300万元投资: the noun is of the number before
        return ""
    return _bared(phrase, amount.kind)


def _words_before(text: str, start: int, left: int, dates: Sequence[Span]) -> tuple[str, int]:
    """Take the words of the clause before `start`, dates left out, and say where they begin behind the last one."""
    begin = _clause(text, max(left, start - 2 * _LONGEST), start)
    if dates and dates[-1].start < begin <= dates[-1].end:  # the dash of 1—10月 is no edge
        begin = _clause(text, max(left, start - 2 * _LONGEST), dates[-1].start)
    phrase = ""
    for date in dates:
        if begin <= date.start and date.end <= start:
            phrase, begin = phrase + text[begin : date.start], _behind(text, date.end)
    return _ASIDE.sub("", phrase + text[max(begin, left) : start]), begin


def _bared(phrase: str, kind: AmountKind) -> str:
    """Take away what leads to the noun of a phrase and what leads over from it to the number."""
    if phrase[1:2] == "是":  # 一是新建中小学4所
        phrase = _ENUMERATED.sub("", phrase)
    phrase = without_rate(_AIM.split(phrase)[-1])
    if phrase.endswith("的") and kind in ("percent", "ratio"):
        phrase = _AS_MUCH_AS.sub("", phrase)  # 预算收入34亿元，为年度预算的94%
    if kind == "rank":
        phrase = _PLACED_WITHIN.sub("", phrase)
        phrase = _PLACED.sub("", phrase)
    if not _COMPARING.isdisjoint(phrase):
        phrase = _COMPARED.sub("", phrase)
    if phrase[-1:] in _TRAILING_CHARACTERS or phrase[-1:].isspace():
        leads_over = _TRAILING.search(phrase, max(0, len(phrase) - _LONGEST_TRAIL))
        phrase = phrase[: leads_over.start()] if leads_over else phrase
    if "是" in phrase or phrase.endswith("的"):
        phrase = _AS_MUCH_AS.sub("", phrase)
    phrase = _DONE.split(phrase)[-1]
    leading = _LEADING.match(phrase)
    return without_rate(phrase[leading.end() if leading else 0 :])[-_LONGEST:]


def _behind(text: str, end: int) -> int:
    """Skip what a date takes along: 8月底前."""
    match = _AFTER_DATE.match(text, end)
    return match.end() if match else end


def noun_after(text: str, end: int) -> str:
    """Take the noun phrase that begins behind a number and its unit; "" if there is none."""
    begin = end + (text[end : end + 1] == "的")
    if given := _GIVEN.match(text, begin):  # 按4500元标准给予补贴
        begin = given.end()
    if quoted := _QUOTED.match(text, begin):  # 1亿元“算力券”
        return quoted[1]
    begin = _behind_size(text, begin)  # 两座110千伏变电站
    if _NO_NOUN.match(text, begin) or text[begin : begin + 1].isdigit():
        return ""
    edge = _EDGE.search(text, begin, begin + _LONGEST)
    last = edge.start() if edge else min(len(text), begin + _LONGEST)
    digit = _DIGIT.search(text, begin + 1, last)
    last = digit.start() if digit else last
    stop = _NOUN_STOP.search(text, begin + 1, last)
    if stop and stop.start() - begin < _SHORT and stop.end() < last:  # 18个拟开工项目
        stop = _NOUN_STOP.search(text, stop.end(), last)
    return text[begin : stop.start() if stop else last]


class Told(NamedTuple):
    """What a number says to the next one: its sentence, where it ended, what it measured, its kind and unit.

    `counts` are the things counted or measured before it in its passage, the latest first, each with its unit.
    """

    sentence: Span
    end: int
    measure: str | None = None
    kind: str | None = None
    unit: str | None = None
    counts: tuple[tuple[str, str], ...] = ()

    def counted(self, unit: str | None) -> str | None:
        """Say what was last counted by a counter, or measured in a unit."""
        return next((noun for counter, noun in self.counts if counter == unit), None)

    def after(self, sentence: Span, amount: Amount, measured: str | None) -> Told:
        """Say what the next number is told behind an amount that measures so."""
        counts = self.counts
        if amount.unit and measured:
            counts = ((amount.unit, measured), *counts[: _REMEMBERED - 1])
        return Told(sentence, amount.end, measured, amount.kind, amount.unit, counts)


_REMEMBERED = 8
_AIM = re.compile(r"目标(?:是|为)(?=[\u4e00-\u9fff]{2})")  # 今年的目标是进出口总额突破…
_DOES = ("实现", "达到", "获得", "取得", "完成", "保持", "入选", "获奖", "中标", "上榜")  # what is counted does it


_ACT = re.compile(r"(?![来以之后前内间多左里时])[\u4e00-\u9fff]{2,8}(?=[，。；、])")


def _act(text: str, amount: Amount) -> str | None:
    """Take what is to be done in a time, where nothing else tells what it is for: 12个月内开工."""
    act = _ACT.match(text, amount.end) if amount.kind == "duration" else None
    return act[0] if act else None


_FOR = re.compile(r"(?:对|凡)[^，。；：！？]{2,24}$")


def _is_condition(text: str, amount: Amount, told: Told) -> bool:
    """Tell 对研发投入强度超过5%的企业, a condition on what stands before, from 新政超1/3的条款, a share."""
    return _FOR.search(text, max(told.sentence.start, amount.start - _TOPIC_WINDOW), amount.start) is not None


def _names_nothing(amount: Amount, before: str, after: str) -> bool:
    """Tell words that say only whose or which: 公司504比特超导量子计算机, 前两年房租全免."""
    if amount.kind == "duration" and before in _WHOEVER and after:  # 企业承诺60日内整改
        return True
    return before in _NOBODYS or (amount.kind == "duration" and bool(after) and before.endswith(("前", "头")))


def _nouns(text: str, amount: Amount, dates: Sequence[Span], told: Told, owner: int) -> tuple[str, str]:
    """Take the noun before an amount and the one behind it; "" where there is none."""
    before = noun_before(text, amount, told.end, dates, owner)
    if not before and text[amount.start - 1 : amount.start] in ("（", "(", "："):  # 先进企业（5家）, 占地面积：200亩
        before = noun_before(text, amount._replace(start=amount.start - 1), told.end, dates, owner)
    if not before and (opened := _sized(text, told.sentence.start, amount.start)):  # 两居室（70平方米）56套
        before = noun_before(text, amount._replace(start=opened), told.sentence.start, dates, owner)
    after = noun_after(text, amount.end)
    if amount.kind == "quantity" and after.startswith(_DOES):  # 27个实现增长
        after = ""
    return "" if _names_nothing(amount, before, after) else before, after


def measure(text: str, amount: Amount, dates: Sequence[Span], told: Told, owner: int = 0) -> str | None:
    """Say what an amount measures; `dates` are those between the number before, of which `told` speaks, and this one.

    `owner` is where the last name before it ends.

    Counters take the noun they count, which follows (14条举措) or, in lists, precedes them (企业402家); sums and
    shares take the noun before them unless only a verb stands there (推出1亿元算力券).
    """
    same = told.unit == amount.unit
    if told.measure and same and _goes_on(text, amount, told):
        return told.measure
    before, after = _nouns(text, amount, dates, told, owner)
    linked = text.startswith("的", amount.end)
    if before in _RATES and told.measure:
        return told.measure.removesuffix(before) + before
    if not before and not after and (topic := _topic(text, amount, told) or _act(text, amount)):
        return topic
    if amount.kind in ("percent", "ratio"):
        if told.measure and text[told.end : amount.start] in _OF_WHICH:
            return told.measure  # 总规模58亿元，其中三分之一投向…
        share = _share_of(text, amount, told.end) if told.measure else ""
        if share or (linked and after and not (before and _is_condition(text, amount, told))):
            return f"{told.measure}{share}" if share else after
    if text.startswith("的", told.end):  # 投资50亿元以上的2个: what was counted before is out of the question
        told = told._replace(counts=())
    return _chosen(amount, told, before, after, linked=linked)


def _goes_on(text: str, amount: Amount, told: Told) -> bool:
    """Tell a second number of a list (3项和4项) and how much less time it took (平均用时188天，同比缩短71天)."""
    less = amount.kind == "duration" and text.endswith(_CUT_BY, told.end, amount.start)
    return less or text[told.end : amount.start] in ("、", "和", "及", "与", "/")


_OF_WHICH = ("，其中", "，其中约", "，其中近", "，其中超")
_SHIFTED = re.compile(r"(提前|提早|推迟|延后|延长|缩短|(?<=[期划定])[早晚])了?[近约]?$")
_CUT_BY = ("缩短", "缩短了", "压缩", "压缩了", "减少", "减少了", "压减", "压减了")
_TOOK = re.compile(r"(从[^，。；：！？、]{1,12}到[^，。；：！？、]{1,8})，[\u4e00-\u9fff]{0,4}用时?了?[近约]?$")
_SUCH = re.compile(r"的([\u4e00-\u9fff]{2,8})，[\u4e00-\u9fff]{0,4}有[近约]?$")
# 从2020年的318亿元到2024年的687亿元，工业产值翻番: what moved, the next clause says.
_MOVED = re.compile(r"从[^，。；：！？]{1,24}到[^，。；：！？]{1,24}，(?=[\u4e00-\u9fff])")
_AMONG = re.compile(r"([\u4e00-\u9fff]{2,8})中，(?:已?有|共)?[近约]?$")  # 募集资金中，2亿元拟投向…
_THEN = re.compile(r"[^，。；：！？]{0,2}[去上]年(?:同期|全年)?[为是仅约]{0,2}$")
_GIFT = re.compile(
    r"([\u4e00-\u9fff]{0,4}(?:奖励|补贴|补助|资助|奖补|贷款|额度|罚款))，$"
)  # 实行分阶段奖励，最高1000万元
_TOPIC_WINDOW = 30
_TELLING = re.compile(r"[^，。；：！？0-9]{2,24}")
_CHANGES = re.compile(r"(?:翻|增长|增加|实现|跃|提高|提升|下降|扩大)[^，。]*$")
_AS_OF = re.compile(r"截至|目前|去年|今年")


def _explained(text: str, begin: int) -> str | None:
    """Take the noun of the words that a dash behind a figure opens; a date that comes first is passed over."""
    for said in _TELLING.finditer(text, begin, begin + 2 * _TOPIC_WINDOW):
        noun = _DONE.split(_TRAILING.sub("", _CHANGES.split(said[0])[0] or said[0]))[-1]
        leading = _LEADING.match(noun)
        noun = noun[leading.end() if leading else 0 :]
        if len(noun) > _SHORT and not _AS_OF.match(noun):
            return noun[-_LONGEST:]
    return None


def _topic(text: str, amount: Amount, told: Told) -> str | None:
    """Say what an amount without a noun of its own is about, where the words before it tell.

    提前两个月; 从打桩到出产品，只用了400天; 这样的人才，全区已有96位; 净利润3亿元。去年同期为2亿元.
    """
    if text.startswith("——", amount.end):  # 36.8亿元——完成技术合同成交额…
        return _explained(text, amount.end + 2)
    if (moved := _MOVED.match(text, told.sentence.start)) and amount.start < moved.end():
        return _explained(text, moved.end())
    begin = max(told.sentence.start, amount.start - _TOPIC_WINDOW)
    said = _LEADS_TO.get(amount.kind, ())
    found = next((match for look in (_AMONG, *said) if (match := look.search(text, begin, amount.start))), None)
    if found or told.measure:
        return found[1] if found else None
    if _THEN.fullmatch(text, told.end, amount.start):
        return told.counted(amount.unit)
    such = _SUCH.search(text, begin, amount.start) if amount.kind == "quantity" else None
    return such[1] if such else None


# What tells, by the kind of amount, what one without a noun is about.
_LEADS_TO = {"duration": (_SHIFTED, _TOOK), "money": (_GIFT,)}
_INSTALMENTS = frozenset({"连发", "连补", "连奖", "连续发放", "连续补贴", "分", "分期", "连续"})


def _chosen(amount: Amount, told: Told, before: str, after: str, *, linked: bool) -> str | None:
    """Choose between the noun before an amount, the one behind it and that of a number before."""
    if after and before.endswith(_OUTPUT):  # 年产8000套单晶炉
        return before[-2:] + after if before.endswith("产") else before[-3:] + after
    same = told.unit == amount.unit
    counted = amount.kind == "quantity" and not (linked and before) and not before.endswith(_DIMENSIONS)
    if amount.kind == "duration" and before in _INSTALMENTS and not after:  # 补贴4000元，连发36个月
        before = told.measure or before
    given = bool(after) and before.endswith(_GIVES)  # 为项目提供两年免费场地
    names_it = not before.endswith(_VERBS) or (amount.kind == "duration" and len(before) > _SHORT and not given)
    if before and names_it and not (counted and after):
        return before
    if after or len(before) > _SHORT or (before and amount.kind == "money"):
        return after or before
    if counted and (before in _VERBS or not before):
        other = told.counted(amount.unit)  # 目前已交付800套; 引资9亿元，比去年多3个
        return told.measure if same or not (before or linked or other) else other
    return (told.measure if same or not before else None) or before


_AND = re.compile(r"[、和与及]")
_SUMMED = re.compile(
    r"[0-9二两三四五六七八九十]{1,2}[项大个类][\u4e00-\u9fff]{0,4}指标[^，。]{0,4}$"
)  # 用电量、货运量两项先行指标
_COMPARISON = re.compile(r"[同环]比(?:、|和|与|及|$)")
_IS_NOUN = re.compile(r".[^年月日度]$")  # neither 税 alone nor 一季度
_CLAUSE_EDGES = re.compile(r"[，。；：！？（）]")


def each(text: str, amount: Amount, left: int, many: int) -> list[str | None]:
    """Take the nouns of a list that as many amounts go with one by one (税收、产值分别增长5%和8%), if there is one."""
    begin = max(left, amount.start - _LONGEST * many)
    end = text.rfind("分别", begin, amount.start)
    if _TRAILING.sub("", text[end + len("分别") : amount.start]):  # 甲区、乙区分别持股51%和49%
        return []
    phrase = _CLAUSE_EDGES.split(text[begin:end])[-1]
    phrase = _SUMMED.sub("", phrase)
    if _COMPARISON.search(phrase):  # 环比、同比分别提高4%和9%: what rose, the words before say
        return []
    nouns = [_LEADING.sub("", part, count=1)[-_LONGEST:] for part in _AND.split(phrase)]
    return list(nouns) if len(nouns) == many > 1 and all(_IS_NOUN.search(noun) for noun in nouns) else []


def _share_of(text: str, amount: Amount, left: int) -> str:
    """Find 占… before a share whose clause names nothing else: 占全部投资的62.6%."""
    begin = _clause(text, max(left, amount.start - _LONGEST), amount.start)
    phrase = text[begin : amount.start]
    return phrase.removesuffix("的") if phrase.startswith(("占", "约占")) else ""


_ASIDE = re.compile(r"[（(][^（）()，。；：]{1,12}[）)]")


def _sized(text: str, begin: int, closed: int) -> int:
    """Find where an aside that tells a size and ends right before `closed` begins; 0 if there is none."""
    if text[closed - 1 : closed] not in ("）", ")"):
        return 0
    opened = max(text.rfind("（", begin, closed), text.rfind("(", begin, closed))
    return opened if opened > 0 and _ASIDE.fullmatch(text, opened, closed) else 0


def _aside(text: str, begin: int, closed: int) -> int:
    """Find where the short aside that ends at `closed` begins; 0 for a long one and for one that tells a number."""
    opened = max(text.rfind("（", begin, closed), text.rfind("(", begin, closed))
    short = opened > 0 and _ASIDE.fullmatch(text, opened, closed + 1) is not None
    return opened if short and not _DIGIT.search(text, opened, closed) else 0


def _clause(text: str, begin: int, end: int) -> int:
    """Find where the clause that ends at `end` begins, but not before `begin`."""
    place = end - 1
    while place >= begin:
        if text[place] == "”" and 0 <= place - (opened := text.rfind("“", begin, place)) <= _LONGEST_QUOTED:
            place = opened  # the quoted word is part of the noun: 专精特新“小巨人”企业
        elif text[place] in "）)" and (opened := _aside(text, begin, place)):
            place = opened  # 固定资产投资（不含农户）增长6%: the aside parts nothing
        elif text[place] in _EDGES:
            return place + 1
        place -= 1
    return begin
