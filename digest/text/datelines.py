"""The opening of a report in, the day it was sent on out: 新华社北京4月14日电, 本报4月14日讯."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_LEAP: Final = 4  # years back within which every day of the calendar, 29 February too, is found
_DATELINE = re.compile(
    r"^\s{0,4}[（(]?(?:据)?(?:本报|本刊|本网|新华社|新华网|中新社|中新网|人民网|中国新闻网"
    r"|[\u3400-\u9fff]{2,4}(?:日报|晚报|社)|央广网|央视网)"
    r"[^，。：；]{0,16}?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})日\s?(?:专?电|讯|消息)"
)


def day_sent(opening: str, latest: date) -> date | None:
    """Read the day of a dateline; it tells no year, so it is the last one in which its day is not after `latest`."""
    found = _DATELINE.match(opening)
    if not found:
        return None
    days = (_date(latest.year - back, int(found["month"]), int(found["day"])) for back in range(_LEAP + 1))
    return next((day for day in days if day and day <= latest), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
