"""When a practice is due for another look."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ntg_bot.domain.knowledge import Practice
from ntg_bot.domain.upkeep import ReviewPeriods, months_on
from tests.fakes.entries import SOURCE, WALKING_BUS

LOCAL = replace(WALKING_BUS, shared_by="E08000035")
UNREAD = replace(WALKING_BUS, sources=(replace(SOURCE, source_seen=False),))


@pytest.mark.parametrize(
    ("practice", "due"),
    [
        (WALKING_BUS, date(2028, 6, 1)),
        (LOCAL, date(2027, 6, 1)),
        (UNREAD, date(2027, 6, 1)),
        (replace(WALKING_BUS, review_by=date(2026, 7, 1)), date(2026, 7, 1)),
    ],
)
def test_it_is_due_by_what_its_evidence_is_unless_it_names_a_day(
    practice: Practice, due: date
) -> None:
    periods = ReviewPeriods()
    assert periods.due(practice) == due
    assert not periods.is_overdue(practice, due)
    assert periods.is_overdue(practice, date.fromordinal(due.toordinal() + 1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2099, 2, 28), 12, date(2100, 2, 28)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, later: date) -> None:
    assert months_on(day, months) == later
