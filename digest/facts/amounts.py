"""Plain text in, amounts out: money, quantities, percentages, ratios, ranks and lengths of time, as they are written.

This is the grammar of numbers alone. It knows nothing of articles: whose a number is, what it measures and whether it is
a plan are questions of `numbers`. Because it reads nothing but the words themselves, a fact's own words can be read
again at any later time and must give the same amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal, NamedTuple

from digest import lexicon
from digest.facts.numerals import HAN_DIGITS, read
from digest.model import Bound

AmountKind = Literal["money", "quantity", "percent", "ratio", "rank", "duration", "bare"]


class Amount(NamedTuple):
    """A number with its unit and bound as written in a plain text.

    [start, end) covers bound word, number and unit, `number` is where the number itself begins. `value` is in base
    units; a range has `low` and `high` instead. `kind` "bare" is a number of 万 or 亿 whose unit the text leaves out.
    """

    start: int
    end: int
    number: int
    kind: AmountKind
    rule: str
    value: Decimal | Fraction | None
    unit: str | None
    bound: Bound = "exact"
    low: Decimal | None = None
    high: Decimal | None = None


class Unit(NamedTuple):
    """What a number counts: `kind` and the name a fact carries; the value is multiplied by `factor`."""

    kind: AmountKind
    name: str | None
    factor: Decimal = Decimal(1)
    counter: bool = False


_HAN = "零〇一二两三四五六七八九十百千万亿"
_HAN_INSIDE = _HAN.replace("百", "")
# A run of number characters; 百 before 分 begins 百分之 or 百分点 and ends the run.
_RUN = re.compile(rf"[0-9{_HAN}数几半兆](?:[0-9{_HAN_INSIDE}数几兆]|百(?!分)|,(?=[0-9]{{3}}(?![0-9]))|\.(?=[0-9万亿])|点(?=[零〇一二三四五六七八九])){{0,40}}")
_MIXED = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3}){1,8}(?:\.\d{1,12})?|\d{1,30}(?:\.\d{1,12})?)(?:\.(?=[万亿]))?"
    r"(?P<scale>[十百千]?万亿|[十百千万]?亿|[百千十]?万|兆|千|百)?(?P<rest>(?:\d{1,4}(?:\.\d{1,6})?[万千百]){1,2})?[kK]?"
)
_VAGUE = re.compile(r"(?P<tens>[二三四五六七八九]?十)[几数](?P<scale>[万亿]{0,2})|[数几](?P<many>[十百千万亿]{1,3})")
_NEIGHBOURS = re.compile(r"(?P<before>[二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<scale>[十百千万亿]{0,3})")
_MORE = re.compile(r"(?:余|多|来|个多?(?=亿))(?P<scale>万亿|[万亿])?|(?P<half>个半)(?=小时|月|钟头|星期)")
_BETWEEN = re.compile(r"[-—–~至到]{1,2}(?=[0-9零〇一二两三四五六七八九十百千万亿])")
_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})(?![/\d年月日号])")
_PARTS = re.compile(rf"分之(?=[0-9{_HAN}])")
_HALF = re.compile(r"半数|一半|半(?!导|成品|径|岛|数|年|天|个|小时|月|场|价|山|夜|日|决|程|自|球|封|挂|分|定|信|截|路|壁|途|点)")
_RANK_NAME = re.compile(r"位|名|强(?!化|调|势|大|度|力|国|省|市|县|烈|制|劲|降|震|基|链|军|推|攻|工)")

# Bound words before the number, by meaning; `过`, `破`, `上` only before a bare scale (上百, 过千亿) or a half.
_BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("约", "大约", "约合", "约达", "约有", "大概", "约占", "约计", "约合为", "大致", "大约有"), "about"),
    **dict.fromkeys(("近", "将近", "接近", "逼近", "接近于", "临近", "近乎", "几近"), "nearly"),
    **dict.fromkeys(("超", "超过", "超过了", "逾", "突破", "突破了", "高于", "多于", "大于", "超出", "远超", "均超", "已超", "高出"), "over"),
    **dict.fromkeys(("不少于", "不低于", "至少", "最少", "最低", "不小于", "不短于", "起码", "下限为", "≥", "不得少于", "不得低于"), "at_least"),
    **dict.fromkeys(
        (
            *("不超过", "不超", "不高于", "不多于", "不大于", "至多", "最多", "最高", "最长", "不长于", "上限为", "≤", "不得超过"),
            *("不得高于", "不晚于", "最高不超过", "最多不超过", "最长不超过", "最高可达", "最高达", "最高可获", "最高为", "顶格"),
        ),
        "at_most",
    ),
    **dict.fromkeys(("不足", "不到", "低于", "少于", "小于", "未满", "不满", "短于", "未到"), "under"),
}  # fmt: skip
_LINKED_BOUND = re.compile(r"(?:(?<![合签节履公预契制邀违条特要续])约|大约|大概|接近|超过)[为达]$")
_LONGEST_LINK = 3
# 不超过公司总股本的2%: the whole of a share stands between the bound and the number.
_BOUND_OF_WHOLE = re.compile(r"(?P<bound>不超过|不超|不低于|不少于|不高于|最高不超过)(?:[^，。；：！？、（）()0-9的]{1,14}的|[^，。；：！？、（）()0-9的]{0,10}(?:总股本|股本|总数|总额|总量)) ?$")
_LONGEST_WHOLE = 24
_SCALE_BOUNDS: dict[str, Bound] = {"上": "at_least", "过": "over", "破": "over", "成百": "at_least", "成千": "at_least"}
_BOUND_ENDS = frozenset(word[-1] for word in (*_BOUNDS, *_SCALE_BOUNDS)) | {"为", "达"}
_LONGEST_BOUND = max(map(len, _BOUNDS))
_AFTER = re.compile(r"及?以上|及?以下|以内|之内|内(?!部|容|外|地|在|需|资|销|蒙|存|涵|循|控|陆|河|江|生|饰|科)|左右|上下(?!游|级)|有余|封顶|余(?=[，。、；])")
_AFTER_BOUNDS: dict[str, Bound] = {
    "以上": "at_least", "及以上": "at_least", "以下": "at_most", "及以下": "at_most", "以内": "at_most", "之内": "at_most",
    "内": "at_most", "左右": "about", "上下": "about", "有余": "over", "余": "over", "封顶": "at_most",
}  # fmt: skip

_TEN_TIMES = Decimal(10)
_HALF_MORE = Decimal("0.5")
_GREATEST_SHARE = Decimal(10)  # 十成 is the whole; 2018成立 is no share
_GREATEST_DISCOUNT = Decimal(100)


class _Number(NamedTuple):
    """The number alone: value or range, where it ends, and how far what it says may be trusted without more words."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    end: int
    written: str
    scaled: bool = False  # carries its own 万 or 亿
    more: bool = False  # 余, 多 or 来 follows
    half: bool = False  # 个半 stands before the unit

    @property
    def is_bare_scale(self) -> bool:
        """Tell 千亿 and 百 (one of a scale, said loosely) from 三千亿."""
        return self.written[0] in "百千万亿"


@cache
def _units() -> dict[str, Unit]:
    """Lay out the unit table: what may stand after a number → what it makes of it."""
    table = lexicon.table("units")
    units: dict[str, Unit] = {}
    for name in table["counter"]:
        units[name] = Unit("quantity", name, counter=True)
    for names in table["measure"].values():
        units |= {name: Unit("quantity", name) for name in names}
    units |= {written: Unit("duration", name) for written, name in table["duration"].items()}
    for code, names in table["money"].items():
        units |= {name: Unit("money", code) for name in names}
    points = Unit("percent", "百分点")
    units |= {"%": Unit("percent", "%"), "‰": Unit("percent", "%", Decimal("0.1")), "个百分点": points, "百分点": points}
    units |= {"成": Unit("percent", "%", _TEN_TIMES), "折": Unit("percent", "%"), "倍": Unit("ratio", "倍")}
    return units | {"大": Unit("quantity", "大", counter=True)}


_MORE_GUARDS = {
    "成": "立员果长为功都效本品交分熟套就型绩因年活林群批败全书语县才色都",
    "折": "合叠旧算射页扇线返价腾磨损",
    "倍": "增数感率速受频加镜",
    "大": "于学会人量型街道桥厦众批家小厅都队多部幅力概约使气规地连理同米专豆坝堂数运雪雨赛师妈爷",
}


@cache
def _unit_patterns() -> dict[str, re.Pattern[str]]:
    """Compile one pattern for each first character a unit may have, the longest unit first."""
    table = lexicon.table("units")
    guards: dict[str, list[str]] = {**table["guard"], **table["counter"]}
    guards |= {name: list(chars) for name, chars in _MORE_GUARDS.items()}
    by_first: dict[str, list[str]] = {}
    for name in sorted(_units(), key=len, reverse=True):
        guard = "|".join(map(re.escape, guards.get(name, ())))
        if name[-1].isascii() and name[-1].isalpha():
            guard = "[A-Za-z0-9]"
        by_first.setdefault(name[0], []).append(re.escape(name) + (f"(?!{guard})" if guard else ""))
    return {first: re.compile("|".join(names)) for first, names in by_first.items()}


def _unit_at(text: str, place: int) -> tuple[Unit, int] | None:
    """Read the longest unit that stands at `place` (a blank may stand before it)."""
    first = text[place : place + 1]
    if first == " ":
        place += 1
        first = text[place : place + 1]
    pattern = _unit_patterns().get(first)
    match = pattern.match(text, place) if pattern else None
    return (_units()[match[0]], match.end()) if match else None


def scan(text: str) -> Iterator[Amount]:
    """Yield the amounts of a folded text from left to right; they do not overlap."""
    done = 0
    for run in _RUN.finditer(text):
        start = run.start()
        if start < done:
            continue
        amount = _amount(text, start)
        if amount is None and not text[start].isdigit():
            digits = next((i for i in range(start, run.end()) if text[i].isdigit()), None)
            amount = None if digits is None else _amount(text, digits)
        if amount is not None:
            done, start = amount.end, max(amount.start, done)
            yield amount._replace(start=start) if start > amount.start else amount


def _amount(text: str, start: int) -> Amount | None:
    """Read the amount whose number begins at `start`."""
    before = text[start - 1 : start]
    number = _number(text, start)
    if before.isascii() and (before.isalpha() or (before and before in "/._&=")) and text[start].isdigit():
        return _after_latin(text, start, number)
    if number is None:
        return _half(text, start) if text[start] in "半一" else None
    if before == "第":
        return _ordinal(text, start, number)
    return (
        _portion(text, start, number)
        or _doubling(text, start, number)
        or _range(text, start, number)
        or _counted(text, start, number)
        or _half(text, start)
        or _place(text, start, number)
        or _without_unit(text, start, number)
    )


def _after_latin(text: str, start: int, number: _Number | None) -> Amount | None:
    """Read a sum or share that touches a Latin name (ABB60%股权); other such numbers belong to a model (C919, GB/T 50378)."""
    found = _unit_at(text, number.end) if number else None
    if number is None or found is None or found[0].kind not in ("percent", "money"):
        return None
    return _counted(text, start, number)


# --- the number -----------------------------------------------------------------------------------------------------


def _number(text: str, start: int) -> _Number | None:
    """Read the number at `start` with 余, 多 or 来 behind it."""
    number = _arabic(text, start) if text[start].isdigit() else _han(text, start)
    if number is None:
        return None
    more = _MORE.match(text, number.end)
    if more is None:
        return number
    if more["half"]:  # 三个半小时: the unit begins after 半
        return number._replace(value=_add(number.value, _HALF_MORE), end=more.end(), half=True)
    if more["scale"]:
        factor = read(more["scale"]) or Decimal(1)
        value, low, high = (None if x is None else x * factor for x in (number.value, number.low, number.high))
        return _Number(value, low, high, more.end(), number.written, scaled=True, more=more[0][0] != "个" or "多" in more[0])
    return number._replace(end=more.end(), more=True) if _unit_at(text, more.end()) or number.scaled else number


def _add(value: Decimal | None, more: Decimal) -> Decimal | None:
    return None if value is None else value + more


def _arabic(text: str, start: int) -> _Number | None:
    match = _MIXED.match(text, start)
    if match is None:
        return None
    scale, end = match["scale"], match.end()
    if scale and scale in "千百兆" and (_unit_at(text, match.start("scale")) or (scale == "兆" and text[end : end + 1] != "元")):
        return _Number(Decimal(match["digits"].replace(",", "")), None, None, match.end("digits"), match["digits"])
    if scale == "百" and text[end : end + 1] == "分":
        return None
    value = read(match[0].replace(".亿", "亿").replace(".万", "万"))
    return None if value is None else _Number(value, None, None, end, match[0], scaled=bool(scale) and scale[-1] in "万亿兆")


def _han(text: str, start: int) -> _Number | None:
    vague = _VAGUE.match(text, start)
    if vague:
        return _vague(vague)
    run = _RUN.match(text, start)
    if run is None:
        return None
    end = run.end()
    while end - start > 1 and (text[end - 1] == "两" or (text[end - 1] in "千百兆" and _unit_at(text, end - 1))):
        end -= 1  # the last character belongs to the unit: 三十两, 一百千瓦
    written = text[start:end]
    pair = _NEIGHBOURS.fullmatch(written)
    if pair and HAN_DIGITS[pair["high"]] - HAN_DIGITS[pair["low"]] in (1, 2) and text[end : end + 1] != "折":
        return _neighbours(pair, end)
    value = read(written)
    return None if value is None else _Number(value, None, None, end, written, scaled=written[-1] in "万亿")


def _vague(match: re.Match[str]) -> _Number:
    """数百 is 200 to 999, 十几 11 to 19, 数十万 200,000 to 990,000."""
    if match["tens"]:
        scale, tens = _times(match["scale"]), _times(match["tens"])
        return _Number(None, (tens + 1) * scale, (tens + 9) * scale, match.end(), match[0])
    unit, factor = _times(match["many"][0]), _times(match["many"][1:])
    return _Number(None, 2 * unit * factor, (10 * unit - 1) * factor, match.end(), match[0])


def _times(scale: str) -> Decimal:
    """Read a scale that may be absent."""
    return read(scale) or Decimal(1) if scale else Decimal(1)


def _neighbours(pair: re.Match[str], end: int) -> _Number | None:
    """三四百 is 300 to 400, 十五六 15 to 16."""
    tens = (read(pair["before"]) or Decimal(0)) if pair["before"] else Decimal(0)
    scale = _times(pair["scale"])
    if pair["before"] and pair["scale"] and pair["scale"][0] in "十百千":
        return None
    low, high = ((tens + HAN_DIGITS[pair[part]]) * scale for part in ("low", "high"))
    return _Number(None, low, high, end, pair[0])


# --- what it becomes ------------------------------------------------------------------------------------------------


def _bound_before(text: str, number: _Number, start: int) -> tuple[int, Bound]:
    """Read the bound word before a number: where the fact then begins, and the bound."""
    place = start - 1 if text[start - 1 : start] == " " else start
    if text[place - 1 : place] not in _BOUND_ENDS:
        return start, "exact"
    for length in range(min(_LONGEST_BOUND, place), 0, -1):
        bound = _BOUNDS.get(text[place - length : place])
        if bound is not None and not _is_part_of_a_word(text, place - length):
            return place - length, bound
    linked = _LINKED_BOUND.search(text, max(0, place - _LONGEST_LINK), place)
    if linked:  # 约为5亿元: what lies between is no part of the fact's words
        return start, "about" if linked[0][0] in "约大" else _BOUNDS[linked[0].removesuffix("为").removesuffix("达")]
    if number.written[0] in "百千万亿半":
        for length in (2, 1):
            bound = _SCALE_BOUNDS.get(text[max(0, place - length) : place])
            if bound is not None and text[place - length - 1 : place - length] not in tuple("以网线路晚早马超通经"):
                return place - length, bound
    return start, "exact"


def _is_part_of_a_word(text: str, start: int) -> bool:
    """Tell 节约5万元 from 约5万元, 附近3家 from 近3家."""
    before, first = text[start - 1 : start], text[start]
    return bool(before) and (
        (first == "约" and before in "合签节履公预契制邀违条特要续毁相誓租")
        or (first == "近" and before in "附最邻靠亲贴就相走远渐临")
        or (first == "超" and before in "反赶")
        or (text.startswith("最高", start) and before in "史创")
    )


def _sign_before(text: str, start: int) -> int:
    """Find a minus sign before the number (0 or 1 character): 负3.9%, -22.2%, but not 5-20% or A-12."""
    sign, before = text[start - 1 : start], text[start - 2 : start - 1] if start > 1 else ""
    if sign == "负" and before not in tuple("担肩抱欺胜辜自"):
        return 1
    return int(sign in ("-", "−") and not (before.isascii() and before.isalnum()) and before not in tuple("%亿万元年月日-—"))


_SIGN_ENDS = frozenset("￥¥$€£币B ")


def _currency_before(text: str, start: int) -> tuple[int, str] | None:
    """Find a currency sign or 人民币 before the number."""
    if text[start - 1 : start] not in _SIGN_ENDS:
        return None
    place = start
    while place > 0 and start - place < 3 and text[place - 1] == " ":
        place -= 1
    for sign, code in lexicon.table("units")["money_sign"].items():
        if text.endswith(sign, 0, place):
            return place - len(sign), code
    return None


def _bound_after(text: str, end: int, kind: AmountKind) -> tuple[int, Bound] | None:
    match = _AFTER.match(text, end)
    if match is None or (match[0] == "内" and kind != "duration"):
        return None
    if match[0].endswith(("以下", "以上")) and text.startswith(("简称", "问题", "内容", "几", "方面", "统称", "措施"), match.end()):
        return None
    return match.end(), _AFTER_BOUNDS[match[0]]


def _finish(text: str, start: int, number: _Number, end: int, unit: Unit, rule: str) -> Amount | None:
    """Put bound words, sign and unit around a number whose unit ends at `end`."""
    negative = _sign_before(text, start)
    currency = _currency_before(text, start - negative) if unit.kind in ("money", "bare") else None
    begin = currency[0] if currency else start - negative
    begin, bound = _bound_before(text, number, begin)
    if currency and bound == "exact":
        begin = currency[0]
    elif negative and bound == "exact":
        begin = start - 1
    if bound == "exact" and number.more:
        bound = "over"
    if bound == "exact" and unit.name == "%":
        whole = _BOUND_OF_WHOLE.search(text, max(0, begin - _LONGEST_WHOLE), begin)
        begin, bound = (whole.start(), _BOUNDS[whole["bound"]]) if whole else (begin, bound)
    after = _bound_after(text, end, unit.kind)
    if after:
        end, bound = after[0], after[1] if bound in ("exact", "over") else bound
    if text[end : end + 1] == "级" and text[end : end + 2] != "级别":
        return None
    factor = -unit.factor if negative else unit.factor
    if number.low is not None and number.high is not None:
        low, high = number.low * unit.factor, number.high * unit.factor
        return Amount(begin, end, start, unit.kind, rule, None, unit.name, "range", low, high)
    value = None if number.value is None else number.value * factor
    return Amount(begin, end, start, unit.kind, rule, value, unit.name, bound)


def _counted(text: str, start: int, number: _Number) -> Amount | None:
    """Read number and unit: 960万台, 约10亿元, 30个及以上, 三成半, 一年半."""
    found = _unit_at(text, number.end) if not number.half else _unit_after_half(text, number.end)
    if found is None:
        return _with_sign_only(text, start, number)
    unit, end = found
    if not _may_count(text, start, number, unit, end):
        return None
    if text[end - 1] in "成折":
        return _share(text, start, number, end)
    if unit.kind in ("duration", "quantity") and not unit.counter and text.startswith("半", end) and not number.more:
        number, end = number._replace(value=_add(number.value, _HALF_MORE)), end + 1
    if unit.kind == "money":
        number, end = _with_small_change(text, number, end)
    return _finish(text, start, number, end, unit, f"{unit.kind}.unit")


def _unit_after_half(text: str, place: int) -> tuple[Unit, int] | None:
    """Read the unit of 三个半小时, 两个半月: 个 stands before 半."""
    for name, unit in _HALVED.items():
        if text.startswith(name, place):
            return Unit("duration", unit), place + len(name)
    return None


_HALVED = {"小时": "小时", "月": "月", "钟头": "小时", "星期": "周"}


def _may_count(text: str, start: int, number: _Number, unit: Unit, end: int) -> bool:
    """Tell a count from an article (一家企业), a loose scale (百家争鸣, 千里), a set phrase (四个意识) or 每台."""
    if unit.name == "分" and (text[start - 1 : start] in tuple("时点:") or not number.written[0].isdigit()):
        return False  # 10时05分 is a time of day, 十分 an adverb
    if text[start - 1 : start] == "每" or (text[start - 2 : start] == "每一"):
        return False
    written = number.written
    if written == "二" and unit.name != "两":
        return False
    if written[0] in _HAN and _is_idiom(text, start, end):
        return False
    if written == "一":
        return _counts_one(text, start, unit, end)
    if unit.name == "大":
        return not (written in ("一", "九", "百") or written.startswith(("十", "二十")) and len(written) > 1 or number.scaled)
    if number.is_bare_scale and not number.more:
        return (unit.kind == "money" and len(written) > 1) or _bound_word_near(text, start, number, end)
    return True


def _counts_one(text: str, start: int, unit: Unit, end: int) -> bool:
    """一年, 一吨, 一成 and 一单 are counted; 一个 and 一家 are articles, 新的一年 and 这一天 name no length."""
    before = text[start - 1 : start]
    if unit.counter:
        return unit.name in lexicon.table("units")["counted_one"]["units"] and before not in tuple("第每这那同任某")
    if unit.kind == "duration":
        if unit.name in ("日", "秒", "昼夜") or before in tuple("第每这那新的同某又另有前后上下头"):
            return False
        return unit.name not in ("天", "周") or text[end : end + 1] in tuple("内后多半")
    return unit.name not in ("里", "度", "两", "升") and before not in tuple("第统唯同专单")


def _bound_word_near(text: str, start: int, number: _Number, end: int) -> bool:
    return _bound_before(text, number, start)[1] != "exact" or _AFTER.match(text, end) is not None


def _is_idiom(text: str, start: int, end: int) -> bool:
    longest = _idioms().get(text[start], ())
    return any(text.startswith(phrase, start) for phrase in longest)


@cache
def _idioms() -> dict[str, tuple[str, ...]]:
    by_first: dict[str, tuple[str, ...]] = {}
    for phrase in lexicon.table("units")["idioms"]["phrases"]:
        by_first[phrase[0]] = (*by_first.get(phrase[0], ()), phrase)
    return by_first


def _share(text: str, start: int, number: _Number, end: int) -> Amount | None:
    """三成 is 30 %, 七成五 75 %, 三成半 35 %; 8折 is 80 %, 七五折 75 %, 对折 50 %."""
    value, sort = number.value, text[end - 1]
    tail = text[end : end + 1]
    if value is None:
        unit = Unit("percent", "%", _TEN_TIMES)
        return _finish(text, start, number, end, unit, "percent.share") if number.high and number.high < _TEN_TIMES else None
    if sort == "成":
        if value > _GREATEST_SHARE or number.is_bare_scale:
            return None
        extra = Decimal(5) if tail == "半" else Decimal(HAN_DIGITS.get(tail, 0))
        if extra and _unit_at(text, end + 1) is None and text[end + 1 : end + 2] not in ("月", "万", "亿", "十", "百"):
            return _percent(text, start, number, end + 1, value * 10 + extra)
        return _percent(text, start, number, end, value * 10)
    if value >= _GREATEST_DISCOUNT or value == _TEN_TIMES or number.written in ("一", "百") and text[start - 1 : start] in "不曲波":
        return None
    return _percent(text, start, number, end, value * 10 if value < _TEN_TIMES else value)


def _percent(text: str, start: int, number: _Number, end: int, value: Decimal) -> Amount | None:
    return _finish(text, start, number._replace(value=value), end, Unit("percent", "%"), "percent.share")


def _with_sign_only(text: str, start: int, number: _Number) -> Amount | None:
    """Read $20, ￥300, 人民币254亿."""
    currency = _currency_before(text, start)
    if currency is None:
        return None
    return _finish(text, start, number, number.end, Unit("money", currency[1]), "money.sign")


def _with_small_change(text: str, number: _Number, end: int) -> tuple[_Number, int]:
    """Add the tenths and hundredths that follow a sum: 五元三毛, 50元6角三分, 两美元又三美分."""
    parts = lexicon.table("units")["money_part"]
    while match := _SMALL_CHANGE.match(text, end):
        many = read(match["many"])
        if many is None or number.value is None:
            break
        number = number._replace(value=number.value + many * Decimal(parts[match["part"]]))
        end = match.end()
    return number, end


_SMALL_CHANGE = re.compile(r"[又零]?(?P<many>\d{1,2}|[一二两三四五六七八九])(?P<part>毛钱|美分|欧分|港仙|日本銭|日本钱|分钱|角|毛|分(?!之|别|钟|公司|店|行))")


def _portion(text: str, start: int, number: _Number) -> Amount | None:
    """Read 1/3, 三分之一 (ratios) and 百分之五, 万分之三 (percent)."""
    slash = _FRACTION.match(text, start)
    if slash:
        return _fraction(text, start, number, slash.end(), int(slash[1]), int(slash[2]))
    parts = _PARTS.match(text, number.end)
    many = _number(text, parts.end()) if parts else None
    if parts is None or many is None or number.value is None:
        return None
    if number.is_bare_scale and set(number.written) <= set("百千万亿"):
        scaled = many._replace(written=number.written.replace("百", "一"))
        sign = Unit("percent", "%", 100 / number.value)
        end = many.end + 1 if many.end < len(text) and text[many.end] == "%" else many.end
        return _finish(text, start, scaled, end, sign, "percent.parts")
    if many.value is None or number.value % 1 or many.value % 1:
        return None
    return _fraction(text, start, number, many.end, int(many.value), int(number.value))


def _fraction(text: str, start: int, number: _Number, end: int, over: int, under: int) -> Amount | None:
    if not 0 < over < under:
        return None
    begin, bound = _bound_before(text, number._replace(written="1"), start)
    after = _bound_after(text, end, "ratio")
    if after:
        end, bound = after
    elif text[end : end + 1] in ("强", "多"):
        end, bound = end + 1, "over"
    return Amount(begin, end, start, "ratio", "ratio.parts", Fraction(over, under), None, bound)


def _half(text: str, start: int) -> Amount | None:
    """Read 一半, 超半数, 过半 (ratios) and 半年, 半天 (lengths of time)."""
    match = _HALF.match(text, start)
    number = _Number(_HALF_MORE, None, None, start + 1, "半")
    if match is None:
        found = _unit_at(text, start + 1) if text[start] == "半" else None
        if found is None or found[0].kind != "duration" or found[0].name in ("日", "秒", "周"):
            return None
        if text[start - 1 : start] in tuple("上下前后大小多每两") or text[found[1] : found[1] + 1] in ("报", "度"):
            return None
        return _finish(text, start, number, found[1], found[0], "duration.half")
    begin, bound = _bound_before(text, number, start)
    after = _bound_after(text, match.end(), "ratio")
    if (match[0] == "半" and bound == "exact") or _is_idiom(text, begin - 1 if begin else 0, start):
        return None
    end, bound = after or (match.end(), bound)
    return Amount(begin, end, start, "ratio", "ratio.half", Fraction(1, 2), None, bound)


def _doubling(text: str, start: int, number: _Number) -> Amount | None:
    """翻一番 is twice, 翻两番 four times as much."""
    if text[number.end : number.end + 1] != "番" or number.value is None or number.value > _TEN_TIMES:
        return None
    begin = next((start - len(verb) for verb in ("翻了", "翻") if text.endswith(verb, 0, start)), None)
    if begin is None:
        return None
    return Amount(begin, number.end + 1, start, "ratio", "ratio.doubling", Decimal(2) ** int(number.value), "倍")


# --- ranges ---------------------------------------------------------------------------------------------------------


def _range(text: str, start: int, number: _Number) -> Amount | None:
    """Read 10—15亿元, 10亿—50亿元, 30%-50%, 3至5年. What goes 从 … 到 … changes and is no range."""
    first = _unit_at(text, number.end)
    join = _BETWEEN.match(text, first[1] if first else number.end)
    if join is None or number.value is None or text[start - 1 : start] in ("从", "由", "-"):
        return None
    if text[start - 1 : start].isdigit() or (text.startswith(("到", "至"), join.start()) and text.startswith("目前", join.end())):
        return None
    second = _number(text, join.end())
    second_unit = _unit_at(text, second.end) if second else None
    if second is None or second.value is None or second_unit is None:
        return None
    unit, end = second_unit
    if first and first[0].name != unit.name:
        return None
    low = _low(number, second, same_scale=first is None)
    if not low < second.value or text[end - 1] == "折" or unit.name == "大":
        return None
    both = second._replace(value=None, low=low, high=second.value, written="1")
    if text[end - 1] == "成" and second.value > _GREATEST_SHARE:
        return None
    return _finish(text, start, both, end, unit, f"{unit.kind}.range")


def _low(first: _Number, second: _Number, *, same_scale: bool) -> Decimal:
    """Give the first number the scale of the second where it has none of its own: 10—15亿元, 870-1130万股."""
    low = first.value or Decimal(0)
    if not same_scale or first.scaled or not second.scaled:
        return low
    scale = second.written.lstrip("0123456789.,零〇一二两三四五六七八九点")
    return low * _times(scale) if low < (second.value or low) / _times(scale) else low


# --- ranks ----------------------------------------------------------------------------------------------------------

_SCOPE = re.compile(
    r"(?:全国|全省|全市|全区|全球|世界|国内|国际|亚洲|亚太|中部|西部|东部|东北|省内|行业|同类|总分|综合|我国|中国|[东西南北]部地区|同期"
    r"|列|居|排名?|位次|名次|升至|升到|跃至|获|获得|评为|稳居|蝉联|保持|规模|总量|增速|增幅|总值|数量)(?:的|为|了|开发区|高新区|经开区|同类|同行业|地区)?$"
)
_NO_RANK = re.compile(r"[季届批次轮期号个家条款项章节卷部代产方时大线步阶梯书天年月日周场枪村站站课组人台套座艘架颗份责生要动道眼手]|副|工程|财季")
_NO_TOP = frozenset("目此日之以年月天提当会眼先空午产史生")


def _ordinal(text: str, start: int, number: _Number) -> Amount | None:
    """第27位 is a rank; 第三 is one after 全国 or 位居; 第一批, 第3届, 第一时间 are none."""
    if number.value is None or number.more:
        return None
    serial = _serial(text, start, number)
    if serial:
        return serial
    name = _RANK_NAME.match(text, number.end)
    begin, end = start - 1, number.end
    if name and name[0] != "强":
        if name[0] == "名" and text[name.end() : name.end() + 1] in ("单", "为"):
            return None
        end = name.end()
        if text.startswith("书记", end):
            return None
    elif _NO_RANK.match(text, end) or not _SCOPE.search(text, max(0, begin - 8), begin):
        return None
    return Amount(begin, end, start, "rank", "rank.ordinal", number.value, None)


def _serial(text: str, start: int, number: _Number) -> Amount | None:
    """Read a milestone (第2000万辆 came off the line: that many are made) and the number of a recurring event (第25次)."""
    found = _unit_at(text, number.end)
    if found is None or not found[0].counter or number.is_bare_scale:
        return None
    unit, end = found
    if number.scaled:
        return Amount(start - 1, end, start, "quantity", "quantity.milestone", number.value, unit.name)
    if unit.name == "次" and number.value is not None and number.value >= _TEN_TIMES:
        return Amount(start - 1, end, start, "rank", "rank.serial", number.value, unit.name)
    return None


_ENTERING = ("进入", "跻身", "挺进", "迈入", "进军", "闯进", "杀入", "冲进", "冲刺", "挤进", "步入", "首进", "重返", "重回", "入围")


def _place(text: str, start: int, number: _Number) -> Amount | None:
    """前五, 前20名 are ranks, "at most" after 进入 and the like; 入选百强 is one too, but 500强企业 is a name."""
    if number.value is None or number.more or number.value > _LOWEST_RANK:
        return None
    name = _RANK_NAME.match(text, number.end)
    end = name.end() if name else number.end
    window = text[max(0, start - _RANK_WINDOW) : start]
    if text[start - 1 : start] == "前" and text[start - 2 : start - 1] not in _NO_TOP and not _NO_RANK.match(text, end):
        bound: Bound = "at_most" if any(verb in window for verb in _ENTERING) else "exact"
        return Amount(start - 1, end, start, "rank", "rank.top", number.value, None, bound)
    if name and name[0] == "强" and _LISTED.search(window):
        return Amount(start, end, start, "rank", "rank.list", number.value, None)
    return None


_LOWEST_RANK = 1000
_RANK_WINDOW = 14
_LISTED = re.compile(r"(?:入选|入围|跻身|荣登|进入|上榜|列入|名列|位列|晋级|入榜|登上|荣膺)[^，。；：、！？ ]{0,12}$")
_FIRST = re.compile(r"首位(?!度)|榜首|头名(?!状)|翻番|(?<=打)对折")


def scan_words(text: str) -> Iterator[Amount]:
    """Yield the amounts that are written without a number: 首位 and 榜首 are rank 1, 翻番 is twice."""
    for match in _FIRST.finditer(text):
        if match[0] == "翻番":
            yield Amount(match.start(), match.end(), match.start(), "ratio", "ratio.doubling", Decimal(2), "倍")
        elif match[0] == "对折":
            yield Amount(match.start(), match.end(), match.start(), "percent", "percent.share", Decimal(50), "%")
        else:
            yield Amount(match.start(), match.end(), match.start(), "rank", "rank.first", Decimal(1), None)


def _without_unit(text: str, start: int, number: _Number) -> Amount | None:
    """Keep a number of 万 or 亿 whose unit the text leaves out (1.75亿债权, 30万和45万元); its reader must judge."""
    if not number.scaled or number.is_bare_scale or text[number.end : number.end + 1] in ("级", "分", "里"):
        return None
    if _unit_at(text, number.end):  # it was weighed and found to count nothing (10万吨级)
        return None
    if not number.written[0].isdigit() and len(number.written) < _SHORTEST_HAN:
        return None
    return _finish(text, start, number, number.end, Unit("bare", None), "bare")


_SHORTEST_HAN = 3  # 三万 and 一亿 stand in names and idioms; 三千万 does not
