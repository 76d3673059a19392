"""ISO weeks, above all where they do not keep to the calendar year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.digest import Week
from ntg_bot.domain.errors import InvalidInput
from tests.fakes.world import replies


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 1, 1), "2026-W01"),
        (date(2025, 12, 29), "2026-W01"),
        (date(2025, 12, 28), "2025-W52"),
        (date(2026, 12, 31), "2026-W53"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2027, 1, 4), "2027-W01"),
    ],
)
def test_days_around_new_year_belong_to_their_iso_week(day: date, week: str) -> None:
    assert str(Week.of(day)) == week


@given(st.dates(min_value=date(1000, 1, 8)))
def test_a_week_is_written_and_read_back_equal(day: date) -> None:
    week = Week.of(day)
    assert Week.parse(str(week)) == week
    assert week.monday <= day < week.monday + timedelta(days=7)


@given(st.dates(min_value=date(1, 1, 8)))
def test_the_week_before_ends_the_day_before(day: date) -> None:
    week = Week.of(day)
    assert week.previous < week
    assert week.previous.monday + timedelta(days=7) == week.monday


def test_the_week_before_the_first_is_the_last_of_the_year_before() -> None:
    assert str(Week.parse("2027-W01").previous) == "2026-W53"
    assert str(Week.parse("2026-W01").previous) == "2025-W52"


def test_a_week_may_be_typed_in_small_letters_and_with_spaces() -> None:
    assert Week.parse(" 2026-w47 ") == Week(2026, 47)


@pytest.mark.parametrize("text", ["", "2026", "2026-W0", "2026-W00", "2025-W53", "2026-W54", "W47"])
def test_what_is_no_week_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Week.parse(text)
    assert refused.value.field == "week"
    assert "2026-W47" in replies().explain(refused.value)
