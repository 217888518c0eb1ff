"""A date as feeds, letters and web pages write it in, the newspaper's day out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

# 2025-04-14, 2025/4/14 08:30, 2025.4.14, 2025年4月14日, 20250414 and ISO 8601 with its offset.
_WRITTEN = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:\s{0,2}(?P<mark>[-/.年])\s{0,2})?(?P<month>\d{1,2})(?(mark)\s{0,2}[-/.月]\s{0,2})"
    r"(?P<day>\d{1,2})(?!\d)日?"
    r"(?:[T\s]\s{0,3}(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::\d\d(?:[.,]\d{1,9})?)?\s?(?P<offset>Z|[+-]\d\d:?\d\d)?)?"
)
# Digits only: 20250414083000 and 2025041408, or the seconds or milliseconds since 1970 that scripts and databases keep.
_STAMP = re.compile(r"\s{0,3}((?:19|20)\d\d)(\d\d)(\d\d)(?:\d\d){1,4}\s{0,3}")
_EPOCH = re.compile(r"\s{0,3}(\d{10})(?:\d{3})?\s{0,3}")
# The order of Java's Date.toString(), which editorial systems print: Tue Apr 15 22:30:00 CST 2025.
_JAVA = re.compile(r"([A-Z][a-z]{2}) (\d{1,2}) (\d\d:\d\d:\d\d) ([A-Z]{1,5}|[+-]\d{4}|GMT[+-]\d\d:\d\d) (\d{4})\b")
_ENGLISH = re.compile(
    r"\b(?:(?P<first>\d{1,2})[ -])?(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}[.,]?[ -]"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?,? )?(?P<year>(?:19|20)\d\d)\b"
)
# A server of American settings: 4/15/2025 9:23:57 PM; without the half of the day the order would be a guess.
_AMERICAN = re.compile(r"\b(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)\s{1,3}\d{1,2}:\d\d(?::\d\d)?\s?[AP]M\b")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Java again, in a Chinese locale: 星期二, 15 四月 2025 22:30:00 +0800; WordPress in one: 四月 15th, 2025.
_CHINESE_MONTH = re.compile(
    r"(?:(?<=\d)\s?|(?<![\d\u3400-\u9fff]))(十[一二]|[一二三四五六七八九十])月\s?(?=\d{4}\b|\d{1,2}(?:st|nd|rd|th)\b)"
)
_CHINESE_MONTHS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_WEEKDAY = re.compile(r"^\s{0,3}(?:星期|周)[一二三四五六日天][,，]?\s{0,3}")
# RFC 5322 knows CST as the American zone; on a server in China it is China Standard Time.
_CST = re.compile(r"\bCST\b")
_CHINA = timedelta(hours=8)
_LONGEST = 100  # characters; a date string is a few words, and the standard parser is slow on long rubbish


def day(string: str, timezone_name: str) -> date | None:
    """Read the day from a date string (ISO 8601, RFC 5322, 2025年4月14日); None if there is none.

    A time with an offset is moved to the time zone `timezone_name`, so that 22:30 GMT is the next day in Shanghai;
    a time without one is the paper's own. CST is China Standard Time where `timezone_name` is eight hours ahead of
    Greenwich.
    """
    short = string[:_LONGEST]
    if found := _digits(short, timezone_name):
        return found
    for written in _WRITTEN.finditer(short):
        if moment := _moment(written):
            return _local(moment, timezone_name)
    return _by_name(short, timezone_name)


def _digits(string: str, timezone_name: str) -> date | None:
    """Read a date of digits alone; None if the string is none."""
    if (stamp := _STAMP.fullmatch(string)) and (moment := _valid(stamp[1], stamp[2], stamp[3])):
        return _local(moment, timezone_name)
    epoch = _EPOCH.fullmatch(string)
    return _local(datetime.fromtimestamp(int(epoch[1]), UTC), timezone_name) if epoch else None


def _by_name(string: str, timezone_name: str) -> date | None:
    """Read a date that names its month, or its half of the day: RFC 5322, Java's order, April 15, 2025."""
    if (found := _AMERICAN.search(string)) and (moment := _valid(found[3], found[1], found[2])):
        return _local(moment, timezone_name)
    named = _CHINESE_MONTH.sub(_english_month, _WEEKDAY.sub("", string))
    if _offset_of(timezone_name) == _CHINA:
        named = _CST.sub("+0800", named)
    named = _JAVA.sub(r"\2 \1 \5 \3 \4", named).replace("GMT+", "+").replace("GMT-", "-")
    try:
        return _local(parsedate_to_datetime(named), timezone_name)
    except (TypeError, ValueError, IndexError, OverflowError):
        pass
    return _english(named, timezone_name)


def _english(string: str, timezone_name: str) -> date | None:
    found = _ENGLISH.search(string)
    number = (found["first"] or found["day"]) if found else None
    moment = _valid(found["year"], _MONTHS.index(found["month"]) + 1, number) if found and number else None
    return _local(moment, timezone_name) if moment else None


def _english_month(found: re.Match[str]) -> str:
    return f" {_MONTHS[_CHINESE_MONTHS.index(found[1])]} "


def _offset_of(timezone_name: str) -> timedelta | None:
    return datetime(2025, 1, 1, tzinfo=ZoneInfo(timezone_name)).utcoffset()


def _local(moment: datetime, timezone_name: str) -> date | None:
    """Move to the zone; a year that cannot be moved, or that no newspaper of this kind was printed in, is no date."""
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return (moment.astimezone(ZoneInfo(timezone_name)) if moment.tzinfo else moment).date()


_FIRST_YEAR, _LAST_YEAR = 1949, 2100


def _moment(found: re.Match[str]) -> datetime | None:
    if not found["mark"] and len(found["month"] + found["day"]) != len("0414"):
        return None
    moment = _valid(found["year"], found["month"], found["day"], found["hour"] or 0, found["minute"] or 0)
    return moment.replace(tzinfo=_offset(found["offset"])) if moment and found["offset"] else moment


def _valid(*numbers: str | int) -> datetime | None:
    """Make a moment of year, month, day, hour and minute; None where there is no such one."""
    year, month, number, hour, minute = (*map(int, numbers), 0, 0)[:5]
    try:
        return datetime(year, month, number, hour, minute)  # noqa: DTZ001  the offset is set by the caller
    except ValueError:
        return None


def _offset(written: str) -> timezone:
    if written == "Z":
        return UTC
    sign = -1 if written[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(written[1:3]) % 24, minutes=int(written[-2:]) % 60))
