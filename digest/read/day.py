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
_LONGEST = 100  # characters; a date string is a few words, and the standard parser is slow on long rubbish


def day(string: str, timezone_name: str) -> date | None:
    """Read the day from a date string (ISO 8601, RFC 5322, 2025年4月14日); None if there is none.

    A time with an offset is moved to the time zone `timezone_name`, so that 22:30 GMT is the next day in Shanghai;
    a time without one is the paper's own.
    """
    for found in _WRITTEN.finditer(string[:_LONGEST]):
        if moment := _moment(found):
            return _local(moment, timezone_name)
    try:
        return _local(parsedate_to_datetime(string[:_LONGEST]), timezone_name)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _local(moment: datetime, timezone_name: str) -> date | None:
    """Move to the zone; a year that cannot be moved, or that no newspaper of this kind was printed in, is no date."""
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        return None
    return (moment.astimezone(ZoneInfo(timezone_name)) if moment.tzinfo else moment).date()


_FIRST_YEAR, _LAST_YEAR = 1949, 2100


def _moment(found: re.Match[str]) -> datetime | None:
    if not found["mark"] and len(found["month"] + found["day"]) != len("0414"):
        return None
    try:
        moment = datetime(  # noqa: DTZ001  the offset, if there is one, is set below
            int(found["year"]),
            int(found["month"]),
            int(found["day"]),
            int(found["hour"] or 0),
            int(found["minute"] or 0),
        )
    except ValueError:
        return None
    return moment.replace(tzinfo=_offset(found["offset"])) if found["offset"] else moment


def _offset(written: str) -> timezone:
    if written == "Z":
        return UTC
    sign = -1 if written[0] == "-" else 1
    return timezone(sign * timedelta(hours=int(written[1:3]) % 24, minutes=int(written[-2:]) % 60))
