"""The days an issue covers, and the name it goes by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from digest.errors import UsageError

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)
_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """The inclusive days of an issue; `issue` names its folder: 2025-W16, or first_last for other stretches."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UsageError(
                f"the period ends ({self.last}) before it begins ({self.first})", "swap --since and --until"
            )

    @property
    def issue(self) -> str:
        """The ISO week where the period is one, else its first and last day."""
        if self.first.isoweekday() == 1 and (self.last - self.first).days == _DAYS_OF_A_WEEK - 1:
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02d}"
        return f"{self.first}_{self.last}"

    @property
    def number(self) -> int:
        """The issue's number in its year: the ISO week of its last day."""
        return self.last.isocalendar().week

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the period."""
        return self.first <= day <= self.last


def week(name: str) -> Period:
    """Read an ISO week such as 2025-W16.

    Raises:
        UsageError: the name is not a week, or the year has no such week.
    """
    match = _WEEK.fullmatch(name.strip())
    if match:
        try:
            monday = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        except ValueError:
            pass
        else:
            return Period(monday, monday + timedelta(days=_DAYS_OF_A_WEEK - 1))
    raise UsageError(f"{name!r} is not an ISO week", "write it like 2025-W16")


def week_of(day: date) -> Period:
    """The ISO week, Monday to Sunday, that a day lies in."""
    monday = day - timedelta(days=day.isoweekday() - 1)
    return Period(monday, monday + timedelta(days=_DAYS_OF_A_WEEK - 1))


def weeks_between(first: Period, last: Period) -> int:
    """Count the weeks from one period's first day to another's, both included."""
    return (last.first - first.first).days // _DAYS_OF_A_WEEK + 1
