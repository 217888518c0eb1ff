"""Numerals as newspapers print them, in; `Decimal` out. Also the folding that makes the grammars simple.

Full-width and formal (大写) digits, traditional characters and stray blanks are folded away before any rule looks at
the text, and every folded character knows where it stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_PLAIN = str.maketrans(
    "０１２３４５６７８９．％＋－／＄￥：〜～–－﹣Ｋｋ"
    "萬億兩個點後週禮幾數餘約過這達長減預計將擬劃歲項條臺輛戶處際圓銭間從並內則無還種類區實現業務價額總資產單噸鎮鄉縣號發佔比較與於為開幣歐鎊鐘頭時"
    "陸貳參團",
    "0123456789.%+-/$¥:~~---Kk"
    "万亿两个点后周礼几数余约过这达长减预计将拟划岁项条台辆户处际元钱间从并内则无还种类区实现业务价额总资产单吨镇乡县号发占比较与于为开币欧镑钟头时"
    "陆贰叁团",
)
_UNFOLDED = re.compile(f"[{re.escape(''.join(map(chr, _PLAIN)))}]")
_FORMAL_DIGITS = "壹贰叁肆伍陆柒捌玖拾佰仟"
_FORMAL = str.maketrans(_FORMAL_DIGITS + "圆", "一二三四五六七八九十百千元")
_FORMAL_DIGIT = re.compile(f"[{_FORMAL_DIGITS}]")
# One formal digit alone is more often a name (大陆, 队伍, 陆家嘴) than a number: two are asked for, or what follows
# only numbers (点, 分之).
_FORMAL_RUN = re.compile(
    f"[{_FORMAL_DIGITS}](?:[{_FORMAL_DIGITS}零〇一二三四五六七八九十百千万亿点圆元角分整]{{0,30}}[{_FORMAL_DIGITS}圆]"
    r"|(?=[ ]{0,4}(?:点|分[ ]{0,4}之)))|(?<=分之)" + f"[{_FORMAL_DIGITS}]+"
)
_WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
# Latin punctuation in Chinese sentences; a comma or colon between digits belongs to the number or the time.
_COMMA = re.compile("(?<![0-9]),|,(?![0-9]{3})")
_COLON = re.compile("(?<![0-9]):|:(?![0-9])")
_NUMERIC = "0-9零〇一二两三四五六七八九十百千万亿点年月日号元个分之成折%.,"
_BLANK = re.compile(r"\s")
_GAP = re.compile(
    rf"(?<=[{_NUMERIC}])(?<![0-9.,%])\s{{1,4}}(?=[{_NUMERIC}])|(?<=[0-9.,])\s{{1,4}}(?=[{_NUMERIC}])(?![0-9])"
    r"|(?<=[0-9])(?<![0-9]{4})(?<!\.[0-9])(?<!\.[0-9]{2})(?<!\.[0-9]{3})\s(?=[0-9]{3}(?![0-9]))"
)

HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SMALL = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000)}
LARGE = {"兆": Decimal(10**12), "亿": Decimal(10**8), "万": Decimal(10**4)}
_PLAIN_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Folded:
    """A passage made plain for the grammars: `text`, and for each character its place in the passage.

    `places` is None where nothing was taken out, so that character `i` stood at `i`.
    """

    text: str
    places: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Turn a stretch of the plain text into the stretch of the passage it came from."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1

    def index(self, place: int) -> int:
        """Turn a place of the passage into the first character of the plain text that stands at or after it."""
        if self.places is None:
            return place
        low, high = 0, len(self.places)
        while low < high:
            middle = (low + high) // 2
            if self.places[middle] < place:
                low = middle + 1
            else:
                high = middle
        return low


def fold(string: str) -> Folded:
    """Fold full-width, formal and traditional number characters and drop the blanks inside numbers."""
    if "，" in string:
        string = _WIDE_COMMA.sub(",", string)
    plain = string.translate(_PLAIN) if _UNFOLDED.search(string) else string  # to look costs a seventh of a translation
    if "," in plain:
        plain = _COMMA.sub("，", plain)
    if ":" in plain and "://" not in plain:
        plain = _COLON.sub("：", plain)
    if ";" in plain:
        plain = plain.replace(";", "；")
    if _FORMAL_DIGIT.search(plain):
        plain = _FORMAL_RUN.sub(lambda match: match[0].translate(_FORMAL), plain)
    gaps = [match.span() for match in _GAP.finditer(plain)] if _BLANK.search(plain) else []
    if not gaps:
        return Folded(plain)
    pieces: list[str] = []
    places: list[int] = []
    start = 0
    for left, right in [*gaps, (len(plain), len(plain))]:
        pieces.append(plain[start:left])
        places.extend(range(start, left))
        start = right
    return Folded("".join(pieces), tuple(places))


def fold_number(string: str) -> str:
    """Fold words that are sure to be a number: one formal digit alone (壹元) is read as well."""
    return fold(string.translate(_FORMAL)).text


def read(numeral: str) -> Decimal | None:
    """Read a numeral of Arabic digits, Chinese digits or both (1.2万, 三千五, 二〇二五, 3亿5000万); None if it is none.

    A bare scale counts one of itself (千亿 = 1000 亿). A last digit after a scale counts tenths of it (三千五 = 3500).
    """
    if _PLAIN_NUMBER.fullmatch(numeral):
        return Decimal(numeral.replace(",", ""))
    if numeral and numeral[-1] in "kK":
        value = read(numeral[:-1])
        return None if value is None else value * 1000
    whole, dot, decimals = numeral.partition("点")
    if dot:
        return _with_decimals(whole, decimals)
    return _by_scale(numeral)


def _with_decimals(whole: str, decimals: str) -> Decimal | None:
    """一百二十点五, 三点五万: digits after 点, then perhaps scales that multiply the whole."""
    digits = decimals.rstrip("十百千万亿兆")
    if not digits or any(char not in HAN_DIGITS for char in digits):
        return None
    before = read(whole)
    factor = _by_scale(decimals[len(digits) :]) if len(digits) < len(decimals) else Decimal(1)
    if before is None or factor is None:
        return None
    return (before + Decimal("0." + "".join(str(HAN_DIGITS[char]) for char in digits))) * factor


def _by_scale(numeral: str) -> Decimal | None:
    for char, scale in LARGE.items():
        left, found, right = numeral.rpartition(char)
        if found:
            many = _by_scale(left) if left else Decimal(1)
            rest = _rest(right, scale)
            return None if many is None or rest is None else many * scale + rest
    return _below_ten_thousand(numeral)


def _rest(numeral: str, scale: Decimal) -> Decimal | None:
    """Read what follows a scale: nothing, 五 in 一万五, or a smaller number."""
    if not numeral:
        return Decimal(0)
    if len(numeral) == 1 and numeral in HAN_DIGITS:
        return HAN_DIGITS[numeral] * scale / 10
    return _by_scale(numeral)


_SMALL_RUN = re.compile(r"([^十百千]*)([十百千]?)")


def _below_ten_thousand(numeral: str) -> Decimal | None:
    whole = _digits(numeral)
    if whole is not None or not numeral:
        return whole
    total, last = Decimal(0), Decimal(10**4)
    for written, sort in _SMALL_RUN.findall(numeral):
        many = _digits(written.lstrip("零〇")) if written.strip("零〇") else Decimal(1 if sort else 0)
        if many is None:
            return None
        if sort:
            last = SMALL[sort]
        tenths = not sort and len(written) == 1 and last > SMALL["十"] and written in HAN_DIGITS  # 三千五
        total += many * last / (10 if tenths else 1) if sort or tenths else many
    return total


def _digits(written: str) -> Decimal | None:
    """Read digits alone: 1,234.5 and 二〇二五."""
    if _PLAIN_NUMBER.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if written and all(char in HAN_DIGITS for char in written):
        return Decimal("".join(str(HAN_DIGITS[char]) for char in written))
    return None
