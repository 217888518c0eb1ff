"""Moments in, days out: the first and last day a date or period means, as seen from the article's day."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from digest import lexicon
from digest.facts.numerals import read

if TYPE_CHECKING:
    from digest.facts.dates import Moment


class Days(NamedTuple):
    """The inclusive days a moment means; None where nothing can be said."""

    first: date | None
    last: date | None
    precise: bool = True  # False where the words only point about (近日)


class Setting(NamedTuple):
    """What a moment is resolved against.

    `on` is the article's day; `year`, `month` and `period` come from the dates before it in the same passage, and so
    does `counted`, the months since New Year that figures were counted over; `ahead` says that the clause speaks of
    what is to come.
    """

    on: date | None
    year: int | None = None
    month: int | None = None
    period: tuple[date, date] | None = None
    counted: tuple[date, date] | None = None
    ahead: bool = False


_UNKNOWN = Days(None, None, precise=False)
# A date this far after the article's day, in a clause that speaks of the past, is last year's (12月 read in January).
_FARTHEST_AHEAD = timedelta(days=120)


def resolve(moment: Moment, setting: Setting) -> Days:
    """Find the inclusive days a moment means; unknown ends are None. Impossible dates (2月30日) mean no day."""
    try:
        return _RESOLVERS[moment.rule](moment.parts, setting)
    except (ValueError, OverflowError):
        return _UNKNOWN


def _int(words: str) -> int:
    if words.isdigit():
        return int(words)
    words = words.replace("初", "").replace("〇", "零")
    value = read(words)
    if value is None:
        raise ValueError(words)
    return int(value)


def _year_of(parts: dict[str, str], setting: Setting) -> int | None:
    """Find the year a moment names, in digits or by 今年, 去年, 同年."""
    if "y" in parts:
        year = _int(parts["y"])
        return year if year > _TWO_DIGITS else year + 2000
    this = parts.get("this")
    if this is None:
        return None
    told = _year_told(setting)
    if this in _YEARS_BESIDE:
        return None if told is None else told + (this not in ("当年", "同年"))
    if setting.on is None:
        return None
    if this in YEARS_BEFORE and told is not None and told < setting.on.year:
        return told - 1  # 2024年…，比上年增长 is said of 2023, in whatever year it is printed
    return setting.on.year + _YEARS_AWAY.get(this[0], 0)


def _year_told(setting: Setting) -> int | None:
    """Find the year the text speaks of: of its sentence, of the last period before it, or its own."""
    if setting.year is not None:
        return setting.year
    return next((day.year for day in (setting.period and setting.period[1], setting.on) if day), None)


_YEARS_BESIDE = ("当年", "同年", "次年", "翌年", "来年")
YEARS_BEFORE = ("上年", "上年度", "上一年", "上一年度")
_TWO_DIGITS = 99
_YEARS_AWAY = {"去": -1, "上": -1, "前": -2, "明": 1, "下": 1, "后": 2}


def _guessed_year(month: int, day: int, setting: Setting) -> int | None:
    """Find the year of a month that is named without one."""
    if setting.year is not None:
        return setting.year
    if setting.on is None:
        return None
    year = setting.on.year
    day = min(day, monthrange(year, month)[1])
    if setting.ahead:
        return year if date(year, month, monthrange(year, month)[1]) >= setting.on else year + 1
    return year - 1 if date(year, month, day) - setting.on > _FARTHEST_AHEAD else year


def _point_days(parts: dict[str, str], setting: Setting) -> Days:
    """Resolve a year, a month, a day or a part of them."""
    if "year2" in parts:
        return Days(date(_int(parts["year"]), 1, 1), date(_int(parts["year2"]), 12, 31))
    if parts.get("part") == "同期":
        return _same_time(parts, setting)
    if "thismonth" in parts:
        return _within(*_relative_month(parts["thismonth"], setting), parts)
    year = _year_of(parts, setting)
    if "m" in parts:
        month, day = _int(parts["m"]), _int(parts.get("d", "1"))
        return _within(year or _guessed_year(month, day, setting), month, parts)
    if "m1" in parts or "months" in parts:
        first, last = _int(parts.get("m1", "1")), _int(parts.get("m2") or parts["months"])
        counted = (
            setting._replace(ahead=False) if first == 1 else setting
        )  # 预计…；前2个月产值11亿元: counted, not planned
        return _months(year or _guessed_year(last if first == 1 else first, 1, counted), first, last)
    return _year_part(year, parts, setting)


def _relative_month(word: str, setting: Setting) -> tuple[int | None, int | None]:
    if word in ("当月", "同月", "次月") and setting.month and setting.year:
        return _shifted(setting.year, setting.month, int(word == "次月"))
    if setting.on is None:
        return None, None
    away = {"上": -1, "下": 1, "次": 1}.get(word[0], 0)
    return _shifted(setting.on.year, setting.on.month, away)


def _shifted(year: int, month: int, away: int) -> tuple[int, int]:
    months = year * 12 + month - 1 + away
    return months // 12, months % 12 + 1


def _months(year: int | None, first: int, last: int) -> Days:
    if year is None:
        return _UNKNOWN
    until = year + (last < first)
    return Days(date(year, first, 1), date(until, last, monthrange(until, last)[1]))


_TENTHS = {
    "上旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "上半月": (1, 15),
    "下半月": (16, 31),
    "初": (1, 1),
    "中": (15, 15),
}


def _within(year: int | None, month: int | None, parts: dict[str, str]) -> Days:
    """Find the days of a month: all of them, one, a stretch, or 上旬, 底."""
    if year is None or month is None:
        return _UNKNOWN
    end = monthrange(year, month)[1]
    if "d1" in parts:
        return Days(date(year, month, _int(parts["d1"])), date(year, month, _int(parts["d2"])))
    if "d" in parts:
        day = date(year, month, _int(parts["d"]))
        return Days(day, day)
    part = parts.get("part", "")
    if part in ("底", "末"):
        return Days(date(year, month, end), date(year, month, end))
    first, last = _TENTHS.get(part, (1, end))
    return Days(date(year, month, first), date(year, month, min(last, end)))


def _year_part(year: int | None, parts: dict[str, str], setting: Setting) -> Days:
    """Find the days of a year or of its half, quarter, beginning or end."""
    part = parts.get("part", "")
    quarter = parts.get("quarter") or parts.get("q")
    first, last = 1, 12
    if quarter:
        first = _int(quarter) * 3 - 2
        last = first + 2
    elif part[:2] in ("上半", "前半", "上个"):
        last = 6
    elif part[:2] in ("下半", "后半"):
        first = 7
    elif part[:1] in tuple("前首头"):
        last = 3 * (1 if part[0] == "首" else _int(part[1]))
    year = year or (_year_of_part(part, last if setting.ahead else first, setting) if part else None)
    if year is None:
        return _UNKNOWN
    if "end" in parts:
        return Days(*(2 * (date(year, last, monthrange(year, last)[1]),)))
    if part.endswith(("底", "末", "终")):
        return Days(date(year, 12, 31), date(year, 12, 31))
    if part.endswith("初") or part == "伊始":
        return Days(date(year, 1, 1), date(year, 1, 1))
    return Days(date(year, 6, 30), date(year, 6, 30)) if part == "年中" else _months(year, first, last)


def _year_of_part(part: str, month: int, setting: Setting) -> int | None:
    """Find the year of a half, a quarter or a whole year that is named without one; 力争全年 is of this one."""
    year = _guessed_year(month, 1, setting)
    return year - 1 if year and part in _WHOLE_YEAR and _is_last_years(setting) else year


_WHOLE_YEAR = ("全年", "年末")
# Reports of a whole year come out in the first months of the next: of what 全年 tells then, nothing is still to come.
_LAST_MONTH_OF_REPORTS = 5


def _is_last_years(setting: Setting) -> bool:
    """Tell 全年实现…亿元 in March, which speaks of the year before, from 力争全年… and from what is said in autumn."""
    on = setting.on
    return not setting.ahead and setting.year is None and on is not None and on.month <= _LAST_MONTH_OF_REPORTS


def _same_time(parts: dict[str, str], setting: Setting) -> Days:
    """Move the period just spoken of by whole years (去年同期)."""
    year = _year_of(parts, setting)
    if year is None or setting.period is None:
        return _UNKNOWN
    first, last = setting.period
    away = year - last.year
    return Days(_moved(first, away), _moved(last, away))


def _moved(day: date, years: int) -> date:
    end = monthrange(day.year + years, day.month)[1]
    at_end = day.day == monthrange(day.year, day.month)[1]
    return date(day.year + years, day.month, end if at_end else min(day.day, end))


def _joined_days(parts: dict[str, str], setting: Setting) -> Days:
    later = {name[3:]: words for name, words in parts.items() if name.startswith("to_")}
    earlier = {name: words for name, words in parts.items() if not name.startswith("to_")}
    first = (
        _day_days(earlier, setting)
        if not {"y", "m", "this", "thismonth"} & earlier.keys()
        else _point_days(earlier, setting)
    )
    if first.first is None:
        return _UNKNOWN
    after = setting._replace(year=first.first.year, month=first.first.month)
    last = _point_days(later, after) if {"y", "m", "this", "thismonth"} & later.keys() else _day_days(later, after)
    if last.last is not None and last.last < first.first and "y" not in later:
        last = Days(last.first, _moved(last.last, 1))
    return Days(first.first, last.last)


def _day_days(parts: dict[str, str], setting: Setting) -> Days:
    """Find the month of a day that is named alone: the month just spoken of, or the article's, or the one before."""
    day = _int(parts.get("d") or parts.get("d1") or "")
    if setting.month is not None and setting.year is not None:
        year, month = setting.year, setting.month
    elif setting.on is None:
        return _UNKNOWN
    else:
        away = -1 if day > setting.on.day + 1 and not setting.ahead else int(setting.ahead and day < setting.on.day)
        year, month = _shifted(setting.on.year, setting.on.month, away)
    return _within(year, month, parts)


def _iso_days(parts: dict[str, str], _: Setting) -> Days:
    if "yq" in parts:
        return _months(_int(parts["yq"]), _int(parts["q"]) * 3 - 2, _int(parts["q"]) * 3)
    day = date(_int(parts["y"]), _int(parts["m"]), _int(parts["d"]))
    return Days(day, day)


def _since_days(parts: dict[str, str], setting: Setting) -> Days:
    days = _point_days(parts, setting)
    return Days(days.first, setting.on)


_FIRST_PLAN = 1953


def _plan_days(parts: dict[str, str], setting: Setting) -> Days:
    """Find the years of the n-th five-year plan: from 1953, from 1958, then every fifth year from 1966."""
    number = _int(parts["plan"][:-1])
    first = _FIRST_PLAN if number == 1 else 1958 if number == _SECOND else 1966 + 5 * (number - 3)
    start, end = date(first, 1, 1), date(first + 4, 12, 31)
    when = parts["when"]
    if when.startswith("末") or when == "收官之年":
        return Days(date(first + 4, 1, 1), end) if when == "收官之年" else Days(end, end)
    if when == "开局之年":
        return Days(start, date(first, 12, 31))
    return Days(start, setting.on if when == "以来" else end)


_SECOND = 2


def _near_days(parts: dict[str, str], setting: Setting) -> Days:
    """Point at the article's day for 近日, at years nobody can name for 近年来."""
    if "年" in parts["near"] or parts["near"][0] in "报此":
        return Days(None, setting.on if "年" in parts["near"] else None, precise=False)
    return Days(setting.on, setting.on, precise=False)


def _word_days(parts: dict[str, str], setting: Setting) -> Days:
    word = parts["word"]
    if word in ("当天", "当日", "同日", "次日", "翌日"):
        base = setting.period[1] if setting.period else setting.on
        away = int(word in ("次日", "翌日"))
    else:
        base, away = setting.on, {"昨": -1, "明": 1, "前": -2, "后": 2}.get(word[0], 0)
    if base is None:
        return _UNKNOWN
    return Days(base + timedelta(days=away), base + timedelta(days=away))


def _term_days(parts: dict[str, str], setting: Setting) -> Days:
    """Find the days of 月底, 年初, 年度, 本季度 …, counted from the article's day."""
    if setting.on is None:
        return _UNKNOWN
    word, on = parts["term"], setting.on
    if word[0] == "月":
        return _within(on.year, on.month, {"part": {"内": "", "中": "中"}.get(word[1], word[1])})
    if "季度" in word:
        quarter = (on.month - 1) // 3 - ("上" in word)
        year, month = _shifted(on.year, 1, quarter * 3)
        return _months(year, month, month + 2)
    if word[0] in "首一三":
        return _year_part(None, {"part": word + "度", "quarter": {"首": "1", "一": "1"}.get(word[0], "3")}, setting)
    if word in ("年度", "本年度", "年内"):
        return _months(on.year, 1, 12)
    last_years = word in _WHOLE_YEAR and _is_last_years(setting)
    return _year_part(setting.year or on.year - last_years, {"part": word}, setting)


def _feast_days(parts: dict[str, str], setting: Setting) -> Days:
    name = parts["feast"].strip("“”")
    year = setting.year or (setting.on.year if setting.on else None)
    if year is None:
        return _UNKNOWN
    for word, table in (("春节", "spring"), ("端午", "dragon"), ("中秋", "autumn")):
        if name.startswith(word):
            day = lexicon.table("festivals")[table].get(str(year))
            return _UNKNOWN if day is None else Days(*(2 * (date.fromisoformat(f"{year}-{day}"),)))
    month, of_month = {"元": (1, 1), "五": (5, 1), "清": (4, _clear_bright(year))}.get(name[0], (10, 1))
    return Days(date(year, month, of_month), date(year, month, of_month))


def _clear_bright(year: int) -> int:
    """Find the day of April of 清明 in 2000–2099 (the almanac's rule of thumb: 0.2422 Y + 4.81 less the leap years)."""
    short = year % 100
    return int(short * 0.2422 + 4.81) - short // 4


def _week_days(parts: dict[str, str], setting: Setting) -> Days:
    if setting.on is None:
        return _UNKNOWN
    weeks = {"上": -1, "上上": -2, "下": 1, "下下": 2}.get(parts["week"], 0)
    monday = setting.on - timedelta(days=setting.on.weekday()) + timedelta(weeks=weeks)
    name = parts.get("day")
    if name is None:
        return Days(monday, monday + timedelta(days=6))
    if name == "末":
        return Days(monday + timedelta(days=5), monday + timedelta(days=6))
    day = monday + timedelta(days="一二三四五六日".find(name.replace("天", "日")))
    if not parts["week"] and day > setting.on and not setting.ahead:
        day -= timedelta(weeks=1)
    return Days(day, day)


_LENGTHS = {"年": 12, "个月": 1, "个季度": 3}


def _rolling_days(parts: dict[str, str], setting: Setting) -> Days:
    """Count from the article's day: 近三年 ends, 未来三年 begins on it."""
    on = setting.on
    if on is None:
        return _UNKNOWN
    ahead = parts["side"] in ("未来", "今后", "接下来", "此后")
    if parts["many"] in ("几", "数"):
        return Days(on, None, precise=False) if ahead else Days(None, on, precise=False)
    many, unit = _int(parts["many"]) * (1 if ahead else -1), parts["unit"]
    if unit in _LENGTHS:
        year, month = _shifted(on.year, on.month, many * _LENGTHS[unit])
        other = date(year, month, min(on.day, monthrange(year, month)[1]))
    else:
        other = on + timedelta(days=many * (7 if unit in ("周", "个星期") else 1))
    return Days(on, other) if ahead else Days(other, on)


def _window_days(parts: dict[str, str], setting: Setting) -> Days:
    """Count 3个月内 from the article's day where the clause speaks of what is to come; elsewhere nothing says when."""
    if not setting.ahead or "within" not in parts or "交易" in parts["unit"]:
        return _UNKNOWN
    unit = {"年": "年", "个月": "个月"}.get(parts["unit"], "天")
    return _rolling_days({"side": "未来", "many": parts["many"], "unit": unit}, setting)


def _away_days(parts: dict[str, str], setting: Setting) -> Days:
    """Count 五年前 back from the article's day, 两年后 on from it where the clause speaks of what is to come."""
    back = parts["away"].endswith("前")
    if not back and not setting.ahead:
        return _UNKNOWN
    unit = parts["unit"] if parts["unit"] in _LENGTHS else "天"
    days = _rolling_days({"side": "近" if back else "未来", "many": parts["many"], "unit": unit}, setting)
    day = days.first if back else days.last
    return Days(day, day, precise=False)


def _today(_parts: dict[str, str], setting: Setting) -> Days:
    return Days(setting.on, setting.on)


def _no_days(_parts: dict[str, str], _setting: Setting) -> Days:
    return _UNKNOWN


_RESOLVERS = {
    "date.point": _point_days,
    "period.joined": _joined_days,
    "period.since": _since_days,
    "period.plan": _plan_days,
    "period.rolling": _rolling_days,
    "period.anchored": _no_days,
    "period.window": _window_days,
    "date.away": _away_days,
    "date.clock": _today,
    "date.iso": _iso_days,
    "date.day": _day_days,
    "date.near": _near_days,
    "date.term": _term_days,
    "date.feast": _feast_days,
    "date.week": _week_days,
    "date.word": _word_days,
    "date.lunar": _no_days,
}
