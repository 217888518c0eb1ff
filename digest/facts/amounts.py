"""Plain text in, amounts out: money, quantities, percentages, ratios, ranks and lengths of time, as they are written.

This is the grammar of numbers alone. It knows nothing of articles: whose a number is, what it measures and whether it
is a plan are questions of `numbers`. Because it reads nothing but the words themselves, a fact's own words can be read
again at any later time and must give the same amount.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from digest import lexicon
from digest.facts import rates
from digest.facts.bounds import bound_after, bound_before, bound_of_whole, currency_before, sign_before
from digest.facts.cardinals import HALF, HAN, RUN, Number, number_at, scale
from digest.facts.numerals import HAN_DIGITS, read
from digest.facts.ranks import ordinal, place
from digest.facts.units import Amount, halved, is_idiom, unit_at
from digest.text.units import Unit, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from digest.model import Bound, Span

_TEN = Decimal(10)
_PERCENT = Unit("percent", "%")


def scan(text: str, taken: Sequence[Span] = ()) -> Iterator[Amount]:
    """Yield the amounts of a folded text from left to right; they do not overlap.

    Numbers within a `taken` stretch (in order, apart) are passed over: one in three of a news text is part of a date.
    """
    done = k = 0
    for run in RUN.finditer(text):
        start = run.start()
        if start < done:
            continue
        while k < len(taken) and taken[k].end <= start:
            k += 1
        if k < len(taken) and taken[k].start <= start and run.end() < taken[k].end:
            continue
        amount = _amount(text, start)
        if amount is None:  # 二期12个, H3两条
            other = next((i for i in range(start, run.end()) if text[i].isdigit() != text[start].isdigit()), None)
            amount = (
                None if other is None or (text[start].isdigit() and not _in_name(text, start)) else _amount(text, other)
            )
        if amount is not None and amount.start < done:
            amount = _without_what_is_taken(text, amount, done)
        if amount is not None:
            done = amount.end
            yield amount


_FAR = 20  # characters behind an amount that its units and guards may look at


def _without_what_is_taken(text: str, amount: Amount, done: int) -> Amount | None:
    """Read an amount again whose first words (4人民币 5美元) are the last of the amount before."""
    again = _amount(text[done : amount.end + _FAR], amount.number - done)
    if again is None:
        return None
    return again._replace(start=again.start + done, end=again.end + done, number=again.number + done)


@cache
def _words() -> re.Pattern[str]:
    table = lexicon.table("units")["word"]
    guards = {word: "|".join(row.get("not_before", "").split()) for word, row in table.items()}
    behind = {word: row.get("behind", "") for word, row in table.items()}
    return re.compile(
        "|".join(
            f"{f'(?<={behind[word]})' if behind[word] else ''}{word}{f'(?!{guard})' if guard else ''}"
            for word, guard in guards.items()
        )
    )


def scan_words(text: str) -> Iterator[Amount]:
    """Yield the amounts that are written without a number: 首位 and 榜首 are rank 1, 翻番 is twice, 腰斩 half."""
    for match in _words().finditer(text):
        yield _worded(match[0], match.start())


def _worded(word: str, start: int) -> Amount:
    row = lexicon.table("units")["word"][word]
    above, _, below = row["value"].partition("/")
    value = Fraction(int(above), int(below)) if below else Decimal(above)
    return Amount(start, start + len(word), start, row["kind"], f"{row['kind']}.word", value, row.get("in"))


def reread(text: str, rule: str) -> Amount | None:
    """Read an amount again from nothing but its own words and the rule that found it.

    Its surroundings were judged when it was found (全国第三, 有效期一年) and are not asked again.
    """
    amount = next((amount for words in (scan, scan_words) for amount in words(text)), None)
    if amount is None and text in lexicon.table("units")["word"]:  # 对折 was found behind 打
        return _worded(text, 0)
    if amount is not None:
        return amount
    run = RUN.search(text)
    number = number_at(text, run.start()) if run else None
    if number is None:
        return None
    if rule.startswith(("rank", "ratio.index")):
        return Amount(0, len(text), number.start, "rank", rule, number.value, None)
    found = unit_at(text, number.end)
    return _measured(text, number, *found) if found else _finish(text, number, number.end, Unit("bare", None), "bare")


def _amount(text: str, start: int) -> Amount | None:
    """Read the amount whose number begins at `start`."""
    before = text[start - 1 : start]
    number = number_at(text, start)
    if number is None:
        return _half(text, start) if text[start] in "半一" else None
    if text[start].isdigit() and _in_name(text, start):
        return _after_latin(text, number)
    if before == "第" and not text.endswith("连续第", 0, start):  # 连续第8个月: eight months long
        return ordinal(text, number)
    found = unit_at(text, number.end)
    follows = text[number.end : number.end + 1]
    return (
        (_portion(text, number) if follows in ("分", "/") else None)
        or (_doubling(text, number) if follows == "番" else None)
        or _range(text, number, found)
        or (place(text, number) if before in _PLACED and follows in ("位", "名") else None)
        or _counted(text, number, found)
        or (_half(text, start) if text[start] in "半一" else None)
        or place(text, number)
        or (_index(text, number) or _without_unit(text, number) if found is None else None)
    )


_PLACED = ("前", "后", "末", "头")  # 前20名, 后三位
_NAME_SIGNS = frozenset("/._&=+")


def _in_name(text: str, start: int) -> bool:
    """Tell a number of a Latin name (C919, GB/T2025) from 40兆瓦时 in 20兆瓦/40兆瓦时."""
    before = text[start - 1 : start]
    if before == "/" and not text[start - 2 : start - 1].isascii():
        return False
    return before.isascii() and (before.isalpha() or before in _NAME_SIGNS)


def _after_latin(text: str, number: Number) -> Amount | None:
    """Read a sum or share that touches a Latin name (ABB60%股权); other such numbers belong to models (C919)."""
    found = unit_at(text, number.end)
    return _counted(text, number, found) if found and found[0].kind in ("percent", "money") else None


# --- number and unit ------------------------------------------------------------------------------------------------


def _finish(text: str, number: Number, end: int, unit: Unit, rule: str) -> Amount | None:
    """Put bound words, sign and currency around a number whose unit ends at `end`."""
    negative = sign_before(text, number.start)
    begin, bound = _opening(text, number, number.start - negative, unit)
    after = bound_after(text, end, unit.kind, reach=unit.dimension == "length") or _more_after(text, end, unit.kind)
    if after:
        end, bound = after[0], after[1] if bound in ("exact", "over") else bound
    elif unit.kind == "duration" and bound == "exact" and text.startswith("个多", number.end):  # 一个多月
        bound = "over"
    if text.startswith("级", end) and not text.startswith("级别", end):
        return None  # 10万吨级 names a class
    if text.startswith("/", end) and unit.kind in _RATED and (rate := rates.behind(text, end)):  # 320万元/亩, 3万吨/日
        end = rate[1]
        unit = unit if unit.kind == "money" else unit._replace(name=f"{unit.name}/{rate[0]}")
    if number.low is not None and number.high is not None:
        ends = (number.low * unit.times, number.high * unit.times)
        return Amount(begin, end, number.start, unit.kind, rule, None, unit.name, "range", *ends)
    factor = -unit.times if negative else unit.times
    value = None if number.value is None else number.value * factor
    return Amount(begin, end, number.start, unit.kind, rule, value, unit.name, bound)


_RATED = ("money", "quantity")
_MORE_AFTER = re.compile(r"多(?=[，。；、的了）来]|时间|$)")


def _more_after(text: str, end: int, kind: str) -> tuple[int, Bound] | None:
    """Read the 多 of 两年多, 六成多 and 6倍多."""
    if kind not in ("duration", "percent", "ratio") or not _MORE_AFTER.match(text, end):
        return None
    return end + 1, "over"


def _opening(text: str, number: Number, start: int, unit: Unit) -> tuple[int, Bound]:
    """Find where an amount begins, with its currency and its bound word, and what the word says."""
    currency = currency_before(text, start) if unit.kind in ("money", "bare") else None
    begin = currency[0] if currency else start
    counts = unit.kind == "duration" or unit.counter
    begin, bound = bound_before(text, begin, loose=number.is_loose or number.written == "半", counts=counts)
    if bound == "exact" and number.more:
        bound = "about" if number.about else "over"
    whole = bound_of_whole(text, begin) if bound == "exact" and unit.name == "%" else None
    return whole or (begin, bound)


def _counted(text: str, number: Number, found: tuple[Unit, int] | None) -> Amount | None:
    """Read number and unit: 960万台, 约10亿元, 30个及以上, 三成半, 一年半."""
    if number.half:
        found = _unit_after_half(text, number.end)
    if found is None:
        return _with_sign_only(text, number)
    unit, end = found
    if (unit.behind and not text.endswith(unit.behind, 0, number.start)) or (
        unit.digits and not number.written[0].isdigit()
    ):
        return None
    return _measured(text, number, unit, end) if _may_count(text, number, unit, end) else None


def _measured(text: str, number: Number, unit: Unit, end: int) -> Amount | None:
    """Put number and unit together, once it is sure that they count something."""
    if text[end - 1] in "成折":
        return _share(text, number, end)
    if unit.kind in ("duration", "quantity") and not unit.counter and text.startswith("半", end) and not number.more:
        number, end = number.plus(HALF), end + 1
    if unit.kind == "money":
        number, end = _with_small_change(text, number, end)
    if unit.name in _SMALLER_TIME and number.value is not None and not number.more:
        number, unit, end = _with_smaller_time(text, number, unit, end)
    return _finish(text, number, end, unit, f"{unit.kind}.unit")


def _unit_after_half(text: str, place: int) -> tuple[Unit, int] | None:
    """Read the unit of 三个半小时, 两个半月: its 个 stands before 半."""
    match = halved().match(text, place)
    return (units()[f"个{match[0]}"], match.end()) if match else None


def _with_sign_only(text: str, number: Number) -> Amount | None:
    """Read $20, ￥300, 人民币254亿."""
    currency = currency_before(text, number.start)
    return _finish(text, number, number.end, Unit("money", currency[1]), "money.sign") if currency else None


_SMALL_CHANGE = re.compile(
    r"[又零]?(?P<many>\d{1,2}|[一二两三四五六七八九])"
    r"(?P<part>毛钱|美分|欧分|港仙|日本銭|日本钱|分钱|角|毛|分(?!之|别|钟|公司|店|行))"
)
_MOST_PARTS = 2  # 角 and 分


def _with_small_change(text: str, number: Number, end: int) -> tuple[Number, int]:
    """Add the tenths and hundredths that follow a sum: 五元三毛, 50元6角三分, 两美元又三美分."""
    parts = lexicon.table("units")["money_part"]
    for _ in range(_MOST_PARTS):
        match = _SMALL_CHANGE.match(text, end)
        many = read(match["many"]) if match else None
        if match is None or many is None:
            break
        number, end = number.plus(many * Decimal(parts[match["part"]])), match.end()
    return number, end


_SHORTEST_HAN = 3  # 三万 and 一亿 stand in names and idioms; 三千万 does not


_SMALLER_TIME = {"年": ("月", 12), "天": ("小时", 24), "小时": ("分钟", 60), "分钟": ("秒", 60), "分": ("秒", 60)}
_SMALLER = re.compile(
    r"[零又]?(?P<many>\d{1,2}|[一二两三四五六七八九十]{1,3})个?(?P<unit>月|小时|分钟|分(?![之别公店行])|秒)(?!份|[底末初])"
)


def _with_smaller_time(text: str, number: Number, unit: Unit, end: int) -> tuple[Number, Unit, int]:
    """Add the months that follow years and the minutes that follow hours: 三年二个月, 2小时40分."""
    match = _SMALLER.match(text, end)
    name, times = _SMALLER_TIME[unit.name or ""]
    many = read(match["many"]) if match and match["unit"] in (name, name[0]) else None
    if match is None or many is None or number.value is None or not 0 < many < times:
        return number, unit, end
    return number._replace(value=number.value * times + many), Unit("duration", name), match.end()


def _without_unit(text: str, number: Number) -> Amount | None:
    """Keep a number of 万 or 亿 whose unit the text leaves out (1.75亿债权, 30万和45万元); its reader must judge."""
    if not number.scaled or text.startswith(("级", "分", "里"), number.end):
        return None
    if text.startswith("级", number.end + 1):  # 10万吨级
        return None
    short = not number.written[0].isdigit() and len(number.written) + number.more < _SHORTEST_HAN
    bounded = number.written[-1] == "亿" and bound_before(text, number.start, loose=True)[1] != "exact"
    if (short or number.is_loose) and not bounded and "个" not in text[number.start : number.end]:
        return None  # but 突破百亿, 逾九亿, 两个亿
    return _finish(text, number, number.end, Unit("bare", None), "bare")


# --- what counts nothing --------------------------------------------------------------------------------------------

_NO_GROUPS = ("一", "九", "百")  # 一大批, 九大, 百大
_ARTICLE_AFTER = frozenset("第每这那同任某大")  # 这一单, 最大一单
# 有效期一年, 用了一天, 一年来 name a length; 一年白白跑掉, 一小时通勤圈 name a rate or a reach.
_LASTING = frozenset("近约足整满期时达为了用仅隔需存早迟晚省短前过施快到历")
_LASTS = frozenset(("来", "多", "内", "后", "期", "半", "以", "之", "，", "。", "；", "、", "）", ""))
_SPAN_AFTER = frozenset("第每这那新的同某又另有前后上下头")  # 新的一年, 这一年


def _may_count(text: str, number: Number, unit: Unit, end: int) -> bool:
    """Tell a count from an article (一家企业), a loose scale (百家争鸣, 千里), a set phrase (四个意识) or 每台."""
    written, before = number.written, text[number.start - 1 : number.start]
    if (
        before == "每"
        or (written == "二" and unit.name != "两")
        or (written[0] in HAN and is_idiom(text, number.start))
    ):
        return False
    if written == "一" and not number.half:
        return _counts_one(text, number, unit, end)
    if unit.name in ("分", "大"):
        return _counts_points(number, before) if unit.name == "分" else _counts_groups(number)
    if number.is_loose and not number.more:
        return (unit.kind == "money" and len(written) > 1) or _is_bounded(text, number, unit, end)
    return True


def _counts_points(number: Number, before: str) -> bool:
    """100分 is a score; 10时05分 is a time of day, 十分 an adverb."""
    return number.written[0].isdigit() and before not in ("时", "点", ":")


def _counts_groups(number: Number) -> bool:
    """六大维度 are six; 一大批 and 二十大 count nothing."""
    party_congress = number.written.startswith(("十", "二十")) and len(number.written) > 1
    return not (number.written in _NO_GROUPS or party_congress or number.scaled)


def _is_bounded(text: str, number: Number, unit: Unit, end: int) -> bool:
    before = bound_before(text, number.start, loose=True)[1]
    return before != "exact" or bound_after(text, end, unit.kind) is not None


def _counts_one(text: str, number: Number, unit: Unit, end: int) -> bool:
    """一年, 一吨, 一成 and 一单 are counted; 一个 and 一家 are articles, 新的一年 and 这一天 name no length."""
    before = text[number.start - 1 : number.start]
    if unit.counter:
        ones = lexicon.table("units")["counted_one"]
        if text.endswith(tuple(ones["behind"]), 0, number.start):  # 只有一条, 减到一枚
            return True
        return unit.name in ones["units"] and before not in _ARTICLE_AFTER
    if unit.kind == "duration":
        if unit.name in ("日", "秒", "昼夜") or before in _SPAN_AFTER:
            return False
        if text.startswith("个", number.end):  # 一个小时, 一个多月
            return True
        longer = text.startswith(("左右", "为限"), end) or _SMALLER.match(text, end) is not None  # 一年六个月
        return longer or before in _LASTING or text[end : end + 1] in _LASTS
    return unit.name not in ("里", "度", "度电", "两", "升") and before not in ("第", "统", "唯", "同", "专", "单")


# --- shares ---------------------------------------------------------------------------------------------------------

_BETWEEN_SHARES = ("月", "万", "亿", "十", "百")  # 三成五月: the 五 belongs to the month


def _share(text: str, number: Number, end: int) -> Amount | None:
    """三成 is 30 %, 七成五 75 %, 三成半 35 %; 8折 is 80 %, 七五折 75 %."""
    value = number.value
    if value is None:  # 七八成
        tenths = Unit("percent", "%", _TEN)
        return _finish(text, number, end, tenths, "percent.share") if number.high and number.high < _TEN else None
    if text[end - 1] == "折":
        return _discount(text, number, value, end)
    if value > _TEN or number.is_loose:  # 2018成立, 百成
        return None
    more = _after_tenths(text, end)
    return _finish(text, number._replace(value=value * 10 + more), end + (more > 0), _PERCENT, "percent.share")


def _after_tenths(text: str, end: int) -> Decimal:
    """Read the 五 of 七成五 and the 半 of 三成半; the 五 of 三成五月 belongs to the month."""
    if text.startswith("半", end):
        return Decimal(5)
    if unit_at(text, end + 1) or text.startswith(_BETWEEN_SHARES, end + 1):
        return Decimal(0)
    return Decimal(HAN_DIGITS.get(text[end : end + 1], 0))


def _discount(text: str, number: Number, value: Decimal, end: int) -> Amount | None:
    """8折 is 80 %, 七五折 75 %; 百折不挠 and 十折 are none."""
    if value >= _TEN * _TEN or value == _TEN or number.is_loose:
        return None
    return _finish(text, number._replace(value=value * 10 if value < _TEN else value), end, _PERCENT, "percent.share")


_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})(?![/\d年月日号])")
_PARTS = re.compile(rf"分之(?=[0-9{HAN}])")


def _portion(text: str, number: Number) -> Amount | None:
    """Read 1/3, 三分之一 (ratios) and 百分之五, 万分之三 (percent)."""
    slash = _FRACTION.match(text, number.start)
    if slash:
        return _ratio(text, number.start, slash.end(), int(slash[1]), int(slash[2]))
    parts = _PARTS.match(text, number.end)
    many = number_at(text, parts.end()) if parts else None
    if many is None or number.value is None:
        return None
    if set(number.written) <= set("百千万亿"):
        hundredths = Unit("percent", "%", 100 / number.value)
        end = many.end + text.startswith("%", many.end)
        return _finish(text, many._replace(start=number.start, written="一"), end, hundredths, "percent.parts")
    if many.value is None or number.value % 1 or many.value % 1:
        return None
    return _ratio(text, number.start, many.end, int(many.value), int(number.value))


def _ratio(text: str, start: int, end: int, over: int, under: int) -> Amount | None:
    if not 0 < over < under:
        return None
    begin, bound = _bound_of_share(text, start)
    after = bound_after(text, end, "ratio")
    if after:
        end, bound = after
    elif text.startswith(("强", "多"), end):
        end, bound = end + 1, "over"
    return Amount(begin, end, start, "ratio", "ratio.parts", Fraction(over, under), None, bound)


def _bound_of_share(text: str, start: int, *, loose: bool = False) -> tuple[int, Bound]:
    begin, bound = bound_before(text, start, loose=loose)
    return (bound_of_whole(text, start) if bound == "exact" else None) or (begin, bound)


_HALF = re.compile(
    r"半数|一半|半(?!导|成品|径|岛|数|年|天|个|小时|月|场|价|山|夜|日|决|程|自|球|封|挂|分|定|信|截|路|壁|途|点)"
)
_NOT_BEFORE_HALF = frozenset("上下前后大小多每两")


def _half(text: str, start: int) -> Amount | None:
    """Read 一半, 超半数, 过半 (ratios) and 半年, 半天 (lengths of time)."""
    match = _HALF.match(text, start)
    if match is None:
        return _half_a_time(text, start) if text[start] == "半" else None
    begin, bound = _bound_of_share(text, start, loose=True)
    if (match[0] == "半" and bound == "exact") or is_idiom(text, max(0, begin - 1)):
        return None
    after = bound_after(text, match.end(), "ratio") or _more_after(text, match.end(), "ratio")
    end, bound = after or (match.end(), bound)
    return Amount(begin, end, start, "ratio", "ratio.half", Fraction(1, 2), None, bound)


def _half_a_time(text: str, start: int) -> Amount | None:
    found = unit_at(text, start + 1)
    if found is None or found[0].kind != "duration" or found[0].name in ("日", "秒", "周"):
        return None
    if text[start - 1 : start] in _NOT_BEFORE_HALF or text.startswith(("报", "度"), found[1]):
        return None  # 上半年 is a period, 半年报 a report
    return _finish(text, Number(start, start + 1, "半", HALF), found[1], found[0], "duration.half")


def _doubling(text: str, number: Number) -> Amount | None:
    """翻一番 is twice, 翻两番 four times as much."""
    if not text.startswith("番", number.end) or number.value is None or number.value > _TEN:
        return None
    begin, bound = bound_before(text, number.start)
    begin = next((begin - len(verb) for verb in ("翻了", "翻") if text.endswith(verb, 0, begin)), -1)
    if begin < 0:
        return None
    end, bound = bound_after(text, number.end + 1, "ratio") or (number.end + 1, bound)
    return Amount(begin, end, number.start, "ratio", "ratio.doubling", 2 ** Decimal(int(number.value)), "倍", bound)


_INDEX_REACH = 24  # characters of a clause before a number in which the index may be named


def _index(text: str, number: Number) -> Amount | None:
    """Read a number without a unit that is an index: 容积率2.6, PUE值从1.42降到了1.19."""
    if not _DECIMAL.match(text, number.start):
        return None
    clause = re.split("[。；\n（）]", text[max(0, number.start - _INDEX_REACH) : number.start])[-1]
    if not any(noun in clause for noun in lexicon.table("units")["index"]["nouns"]):
        return None
    return _finish(text, number, number.end, Unit("ratio", None), "ratio.index")


_DECIMAL = re.compile(r"\d{1,2}\.\d{1,3}(?=[^\w%]|[提升降下以左的至到上]|$)")

# --- ranges ---------------------------------------------------------------------------------------------------------

_BETWEEN = re.compile(rf"[-—–~至到]{{1,2}}(?=[0-9{HAN}])")


def _range(text: str, number: Number, first: tuple[Unit, int] | None) -> Amount | None:
    """Read 10—15亿元, 10亿—50亿元, 30%-50%, 3至5年. What goes 从 … 到 … changes and is no range."""
    join = _BETWEEN.match(text, first[1] if first else number.end)
    if join is None or number.value is None:
        return None
    before = text[number.start - 1 : number.start]
    if before in ("从", "由", "-") or before.isdigit():
        return None
    second = number_at(text, join.end())
    found = unit_at(text, second.end) if second else None
    if second is None or second.value is None or found is None or (first and first[0].name != found[0].name):
        return None
    low = _low(number, second, same_scale=first is None)
    if not low < second.value or not _may_span(text, second, *found):
        return None
    both = second._replace(start=number.start, value=None, low=low, high=second.value, written="1")
    return _finish(text, both, found[1], found[0], f"{found[0].kind}.range")


def _may_span(text: str, number: Number, unit: Unit, end: int) -> bool:
    return unit.name != "大" and text[end - 1] != "折" and not (text[end - 1] == "成" and (number.value or 0) > _TEN)


def _low(first: Number, second: Number, *, same_scale: bool) -> Decimal:
    """Give the first number the scale of the second where it has none of its own: 10—15亿元, 870-1130万股."""
    low = first.value or Decimal(0)
    if not same_scale or first.scaled or not second.scaled:
        return low
    factor = scale(second.written.lstrip("0123456789.,零〇一二两三四五六七八九点"))
    return low * factor if low < (second.value or low) / factor else low
