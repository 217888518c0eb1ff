"""Text in, numbers without their units out: Arabic, Chinese, both mixed, and the vague ones (数百, 十几, 三四百)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from digest.facts.numerals import HAN_DIGITS, read
from digest.facts.units import halved, unit_at

HAN = "零〇一二两三四五六七八九十百千万亿"
_HAN_INSIDE = HAN.replace("百", "")
# A run of number characters; 百 before 分 begins 百分之 or 百分点 and ends the run, and 唯一一家 has no eleven.
RUN = re.compile(
    rf"(?<!唯)(?<!唯一)(?!零[件部售食配])[0-9{HAN}数几半兆](?:[0-9{_HAN_INSIDE}数几兆]|百(?!分)|,(?=[0-9]{{3}}(?![0-9]))|\.(?=[0-9万亿])"
    r"|点(?=[零〇一二三四五六七八九])){0,40}"
)
_MIXED = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3}){1,8}(?:\.\d{1,12})?|\d{1,30}(?:\.\d{1,12})?)(?:\.(?=[万亿]))?"
    r"(?P<scale>[十百千]?万亿|[十百千万]?亿|[百千十]?万|兆|千|百)?(?P<rest>(?:\d{1,4}(?:\.\d{1,6})?[万千百]){1,2})?(?:[kK](?![A-Za-z]))?"
)
_VAGUE = re.compile(r"(?P<tens>[二三四五六七八九]?十)[几数](?P<scale>[万亿]{0,2})|[数几](?P<many>[十百千万亿]{1,3})")
_NEIGHBOURS = re.compile(
    r"(?P<before>[二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<scale>[十百千万亿]{0,3})"
)
_MORE = re.compile(r"(?:余|多|来|个多?(?=亿(?!元)))(?P<scale>万亿|[万亿])?|(?P<half>个半)")
HALF = Decimal("0.5")


class Number(NamedTuple):
    """The number alone, [start, end) of a plain text: a value or the two ends of a range.

    `written` is the numeral without 余, 多 and 来, which `more` stands for, with `about` for 来 (20来天); `scaled` says
    that it has its own 万 or 亿, `half` that the 个 of its unit stands before 半 (三个半小时).
    """

    start: int
    end: int
    written: str
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    scaled: bool = False
    more: bool = False
    about: bool = False
    half: bool = False

    @property
    def is_loose(self) -> bool:
        """Tell 千亿 and 百 (a bare scale, said loosely) from 三千亿."""
        return self.written[0] in "百千万亿"

    def plus(self, more: Decimal) -> Number:
        """Add a half that stands behind the unit or before it."""
        return self if self.value is None else self._replace(value=self.value + more)

    def times(self, factor: Decimal) -> Number:
        """Multiply by a scale that stands behind 余 or 多."""
        value, low, high = (None if x is None else x * factor for x in (self.value, self.low, self.high))
        return self._replace(value=value, low=low, high=high)


def number_at(text: str, start: int) -> Number | None:
    """Read the number at `start` with 余, 多 or 来 behind it."""
    number = _arabic(text, start) if text[start].isdigit() else _han(text, start)
    more = _MORE.match(text, number.end) if number else None
    if number is None or more is None:
        return number
    if more["half"] and not halved().match(text, more.end()):
        return number
    if more["half"]:  # 三个半小时: the unit begins after 半
        return number.plus(HALF)._replace(end=more.end(), half=True)
    if more["scale"]:
        said_more = more[0][0] != "个" or "多" in more[0]
        number = number.times(scale(more["scale"]))
        return number._replace(end=more.end(), scaled=True, more=said_more, about=more[0][0] == "来")
    about = more[0][0] == "来"
    return (
        number._replace(end=more.end(), more=True, about=about)
        if unit_at(text, more.end()) or number.scaled
        else number
    )


def scale(written: str) -> Decimal:
    """Read a scale that may be absent (one)."""
    return (read(written) or Decimal(1)) if written else Decimal(1)


def _arabic(text: str, start: int) -> Number | None:
    match = _MIXED.match(text, start)
    if match is None:
        return None
    sort, end = match["scale"] or "", match.end()
    if sort in ("千", "百", "兆") and _belongs_to_unit(text, match.start("scale"), end):
        return Number(start, match.end("digits"), match["digits"], read(match["digits"]))
    if sort == "百" and text.startswith("分", end):
        return None
    value = _scaled(match["digits"], sort) if end == match.end("scale" if sort else "digits") else None
    value = read(match[0].replace(".亿", "亿").replace(".万", "万")) if value is None else value
    return Number(start, end, match[0], value, scaled=sort[-1:] in ("万", "亿", "兆")) if value is not None else None


_MOST_DIGITS = 12  # whose product with a scale is exact whatever the order of its factors


def _scaled(digits: str, sort: str) -> Decimal | None:
    """Read 3.6亿, the form of four numbers in five, without taking it apart as `read` would (thrice the time)."""
    if len(digits) > _MOST_DIGITS:
        return None
    value = Decimal(digits.replace(",", ""))
    return value * _scale_of(sort) if sort else value


@cache
def _scale_of(sort: str) -> Decimal:
    return scale(sort)


def _belongs_to_unit(text: str, place: int, end: int) -> bool:
    """Tell 9.6兆瓦 and 5千瓦 from 5千家 and 3兆元."""
    return unit_at(text, place) is not None or (text[place] == "兆" and not text.startswith("元", end))


def _han(text: str, start: int) -> Number | None:
    vague = _VAGUE.match(text, start)
    if vague:
        return _vague(vague)
    run = RUN.match(text, start)
    if run is None:
        return None
    end = run.end()
    while end - start > 1 and (text[end - 1] == "两" or (text[end - 1] in "千百兆" and unit_at(text, end - 1))):
        end -= 1  # the last character belongs to the unit: 三十两, 一百千瓦
    written = text[start:end]
    pair = _NEIGHBOURS.fullmatch(written)
    if pair and HAN_DIGITS[pair["high"]] - HAN_DIGITS[pair["low"]] in (1, 2) and not text.startswith("折", end):
        return _neighbours(pair, start, end)
    value = read(written)
    return None if value is None else Number(start, end, written, value, scaled=written[-1] in "万亿")


def _vague(match: re.Match[str]) -> Number:
    """数百 is 200 to 999, 十几 11 to 19, 数十万 200,000 to 990,000."""
    if match["tens"]:
        unit, tens = scale(match["scale"]), scale(match["tens"])
        low, high = (tens + 1) * unit, (tens + 9) * unit
    else:
        unit, factor = scale(match["many"][0]), scale(match["many"][1:])
        low, high = 2 * unit * factor, (10 * unit - 1) * factor
    return Number(match.start(), match.end(), match[0], None, low, high)


def _neighbours(pair: re.Match[str], start: int, end: int) -> Number | None:
    """三四百 is 300 to 400, 十五六 15 to 16."""
    if pair["before"] and pair["scale"] and pair["scale"][0] in "十百千":
        return None
    tens = scale(pair["before"]) if pair["before"] else Decimal(0)
    low, high = ((tens + HAN_DIGITS[pair[part]]) * scale(pair["scale"]) for part in ("low", "high"))
    return Number(start, end, pair[0], None, low, high)
