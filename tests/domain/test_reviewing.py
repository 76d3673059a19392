"""How long a submission may wait, and how long a claim lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.reviewing import Claim, ServiceTarget

CHRISTMAS = {date(2026, 12, 25), date(2026, 12, 28)}
INSTANTS = st.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "last_day"),
    [
        ("2026-11-18T10:00", date(2026, 11, 25)),  # a Wednesday: five days on, a weekend between
        ("2026-11-20T17:00", date(2026, 11, 27)),  # a Friday
        ("2026-11-21T09:00", date(2026, 11, 27)),  # a Saturday counts from Monday
        ("2026-12-21T09:00", date(2026, 12, 30)),  # two bank holidays on the way
    ],
)
def test_working_days_are_counted_and_others_are_not(sent: str, last_day: date) -> None:
    target = ServiceTarget(is_holiday=CHRISTMAS.__contains__)
    assert target.last_day(at(sent)) == last_day


def test_the_last_day_is_in_time_and_the_next_is_not() -> None:
    target = ServiceTarget()
    sent = at("2026-11-18T10:00")
    assert not target.is_past(sent, at("2026-11-25T23:59"))
    assert target.is_past(sent, at("2026-11-26T00:00"))


def test_a_day_begins_at_midnight_of_the_place() -> None:
    target = ServiceTarget(1)
    sent = at("2026-07-01T23:30")  # half past midnight on Thursday in London
    assert target.last_day(sent) == date(2026, 7, 3)


@given(INSTANTS, st.integers(1, 30), st.integers(0, 90))
def test_a_longer_target_is_never_past_sooner(sent: datetime, days: int, waited: int) -> None:
    now = sent + timedelta(days=waited)
    longer, shorter = ServiceTarget(days + 1), ServiceTarget(days)
    assert longer.last_day(sent) > shorter.last_day(sent) >= sent.date()
    assert not (longer.is_past(sent, now) and not shorter.is_past(sent, now))


def test_a_claim_holds_until_it_lapses() -> None:
    claim = Claim("w", "s", "m", at("2026-11-18T10:00"), at("2026-11-19T10:00"))
    assert claim.holds(at("2026-11-19T09:59"))
    assert not claim.holds(at("2026-11-19T10:00"))
