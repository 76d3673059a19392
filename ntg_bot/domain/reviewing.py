"""Who is looking at a submission, and by when it should be decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def no_holidays(_: date) -> bool:
    """A year without a holiday."""
    return False


@dataclass(frozen=True, slots=True)
class Claim:
    """A moderator has taken a submission, so that two do not work on it at once."""

    workspace_id: str
    submission_id: str
    member_id: str
    taken_at: datetime
    lapses_at: datetime
    """from then on it is anybody's again"""

    def holds(self, now: datetime) -> bool:
        return now < self.lapses_at


@dataclass(frozen=True, slots=True)
class ServiceTarget:
    """How many working days a submission may wait, counted in local time."""

    days: int = 5
    zone: str = "Europe/London"
    is_holiday: Callable[[date], bool] = no_holidays

    def local(self, instant: datetime) -> datetime:
        """`instant` on the clocks of the place."""
        return instant.astimezone(ZoneInfo(self.zone))

    def is_working(self, day: date) -> bool:
        return day.weekday() < _SATURDAY and not self.is_holiday(day)

    def last_day(self, since: datetime) -> date:
        """The last day that is in time: the day itself does not count, weekends do not either."""
        day, left = self.local(since).date(), self.days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return day

    def is_past(self, since: datetime, now: datetime) -> bool:
        return self.local(now).date() > self.last_day(since)
