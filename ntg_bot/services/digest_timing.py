"""When a digest is due: one instant a week, in local time, whatever clocks and holidays do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ntg_bot.domain.digest import CLOCKS_CHANGE, DAYS, TimeOfWeek, Week
from ntg_bot.domain.errors import ConfigError

LATE_AFTER = timedelta(hours=1)
SATURDAY = 5
GRACE = timedelta(hours=48)
"""how late a missed issue is still sent"""


def _never(_: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Timing:
    """When issues are due, in local time."""

    day: str = "mon"
    at: time = time(9, 0)
    zone: str = "Europe/London"
    is_holiday: Callable[[date], bool] = _never
    """a day on which nobody is at work: the digest comes on the next working day"""
    preview_days: int = 1
    """how many working days before it goes out moderators get it to look at; 0 for never"""

    def __post_init__(self) -> None:
        if self.day not in DAYS:
            raise ConfigError("NTG_DIGEST__DAY", f"“{self.day}” is not one of {', '.join(DAYS)}.")
        if CLOCKS_CHANGE[0] <= self.at <= CLOCKS_CHANGE[1]:
            raise ConfigError(
                "NTG_DIGEST__AT",
                "between 00:30 and 02:30 the clocks change; choose another time, such as 09:00.",
            )

    def chosen(self, chosen: TimeOfWeek | None) -> Timing:
        """The same with what a community's moderators chose, if they did."""
        if chosen is None:
            return self
        return replace(self, day=chosen.day, at=chosen.at, zone=chosen.zone)

    def slot(self, week: Week) -> datetime:
        """The instant at which the issue of `week` is due."""
        day = week.monday + timedelta(days=DAYS.index(self.day))
        if self.is_holiday(day):
            while self.is_holiday(day) or day.weekday() >= SATURDAY:
                day += timedelta(days=1)
        return datetime.combine(day, self.at, tzinfo=ZoneInfo(self.zone))

    def preview_at(self, week: Week) -> datetime | None:
        """When the draft of `week` is frozen and moderators get it; None for never."""
        if not self.preview_days:
            return None
        day, left = self.slot(week).date(), self.preview_days
        while left:
            day -= timedelta(days=1)
            if day.weekday() < SATURDAY and not self.is_holiday(day):
                left -= 1
        return datetime.combine(day, self.at, tzinfo=ZoneInfo(self.zone))

    def week_of(self, instant: datetime) -> Week:
        """The ISO week of `instant` in the local zone."""
        return Week.of(instant.astimezone(ZoneInfo(self.zone)).date())

    def due_weeks(self, now: datetime) -> tuple[Week, ...]:
        """The weeks whose slot has come, not longer ago than the grace, oldest first; most of the
        time none.

        Late in a week the grace reaches into the week after.
        """
        week = self.week_of(now)
        return tuple(
            candidate
            for candidate in (week.previous, week)
            if self.slot(candidate) <= now <= self.slot(candidate) + GRACE
        )

    def weeks_to_look_at(self, now: datetime) -> tuple[Week, ...]:
        """The weeks whose draft moderators should have by now, and which are not due yet."""
        this = self.week_of(now)
        return tuple(
            week
            for week in (this, this.following, this.following.following)
            if (begins := self.preview_at(week)) is not None and begins <= now < self.slot(week)
        )

    def is_late(self, week: Week, now: datetime) -> bool:
        """Whether the issue of `week`, sent now, has to say that it is late."""
        return now > self.slot(week) + LATE_AFTER
