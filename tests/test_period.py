"""Weeks and stretches of days."""

from datetime import date

import pytest

from digest.errors import UsageError
from digest.text.period import Period, week, week_of, weeks_between


def test_an_iso_week_runs_from_monday_to_sunday() -> None:
    assert week("2025-W16") == Period(date(2025, 4, 14), date(2025, 4, 20))
    assert week("2025w16") == week("2025-W16")


def test_the_first_days_of_january_may_belong_to_the_year_before() -> None:
    assert week_of(date(2027, 1, 1)).issue == "2026-W53"


@pytest.mark.parametrize("name", ["2025-W54", "2025-W00", "16", "", "2025-16"])
def test_what_is_no_week_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(UsageError, match="2025-W16"):
        week(name)


def test_a_stretch_that_is_no_week_goes_by_its_days() -> None:
    assert Period(date(2025, 4, 14), date(2025, 4, 30)).issue == "2025-04-14_2025-04-30"


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(UsageError, match="before it begins"):
        Period(date(2025, 4, 20), date(2025, 4, 14))


def test_issues_are_counted_from_the_first_one() -> None:
    assert weeks_between(week("2024-W51"), week("2025-W02")) == 4
