"""Digests over years of weeks and hundreds of outages: one a week, none missed, none doubled.

The real service decides over a memory of issues in place of the database, so that a year takes a
second; tests/contracts/storage lets replicas race for real rows.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest

from ntg_bot.domain.digest import DAYS, DigestIssue, TimeOfWeek, Week
from ntg_bot.domain.drafting import DigestDraft
from ntg_bot.scheduling.holidays import is_bank_holiday
from ntg_bot.services.digest_timing import GRACE, LATE_AFTER, Timing
from ntg_bot.services.digests import DigestService
from ntg_bot.services.library import Library
from ntg_bot.services.ports import UnitOfWork
from tests.fakes.clock import CountingIds, FrozenClock
from tests.fakes.entries import ATTENDANCE, AUTHORITIES, TAXONOMY

STEP = timedelta(hours=1)
MOVING = ("Europe/London", "America/New_York", "Australia/Lord_Howe")
"""zones that move their clocks on different days, one of them by half an hour"""


@dataclass
class Remembered:
    """The part of services.ports.DigestRepository that a claim needs."""

    issues: dict[tuple[str, Week], DigestIssue] = field(default_factory=dict)
    tries: int = 0

    async def times(self) -> dict[str, TimeOfWeek]:
        return {}

    async def of_week(self, community: str, week: Week) -> DigestIssue | None:
        return self.issues.get((community, week))

    async def draft(self, community: str, week: Week) -> DigestDraft | None:
        return None

    async def claim(self, issue: DigestIssue) -> bool:
        self.tries += 1
        key = (issue.community, issue.week)
        return self.issues.setdefault(key, issue) is issue


@dataclass
class Replica:
    """One process: it looks at the clock unless it is down."""

    service: DigestService
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)

    def is_up(self, now: datetime) -> bool:
        return not any(start <= now < end for start, end in self.outages)


class Years:
    """Replicas that tick through time over one memory."""

    def __init__(self, timing: Timing, replicas: int = 1) -> None:
        self.timing = timing
        self.clock = FrozenClock()
        self.store = Remembered()
        self.work = cast(UnitOfWork, SimpleNamespace(digests=self.store))
        library, ids = Library(TAXONOMY, AUTHORITIES), CountingIds()
        self.replicas = [
            Replica(DigestService(library, self.clock, ids, timing, [])) for _ in range(replicas)
        ]

    async def run(self, start: datetime, end: datetime) -> None:
        self.clock.at = start
        while self.clock.at < end:
            for replica in self.replicas:
                if replica.is_up(self.clock.at):
                    await replica.service.freeze(self.work, ATTENDANCE)
            self.clock.at += STEP

    def sent(self) -> dict[Week, DigestIssue]:
        return {week: issue for (_, week), issue in self.store.issues.items()}


def weeks_of(start: datetime, end: datetime, timing: Timing) -> list[Week]:
    """The weeks whose slot lies in that time."""
    week, found = timing.week_of(start).previous, []
    while timing.slot(week) < end:
        if timing.slot(week) >= start:
            found.append(week)
        week = week.following
    return found


@pytest.mark.parametrize("years", [1, pytest.param(10, marks=pytest.mark.soak)])
@pytest.mark.parametrize("zone", MOVING)
async def test_there_is_one_digest_a_week_at_its_local_time_however_the_clocks_move(
    zone: str, years: int
) -> None:
    day = {"Europe/London": "mon", "America/New_York": "sun", "Australia/Lord_Howe": "fri"}[zone]
    holidays = {"is_holiday": is_bank_holiday} if zone == "Europe/London" else {}
    timing = Timing(day=day, at=time(9, 0), zone=zone, **holidays)
    start = datetime(2026, 1, 1, tzinfo=UTC) - timedelta(minutes=30 if "Lord" in zone else 0)
    end = start + timedelta(days=365 * years)
    two = Years(timing, replicas=2)
    await two.run(start, end)
    sent = two.sent()
    assert sorted(sent) == weeks_of(start, end, timing)
    assert len(sent) >= 52 * years - 1
    for week, issue in sent.items():
        assert issue.sent_at is not None
        local = issue.sent_at.astimezone(ZoneInfo(zone))
        assert timing.slot(week) <= issue.sent_at < timing.slot(week) + STEP
        assert local.hour == 9
        assert not issue.is_late
        if not holidays:
            assert f"{local:%a}".casefold() == day


@pytest.mark.parametrize("outages", [50, pytest.param(500, marks=pytest.mark.soak)])
async def test_an_outage_misses_nothing_inside_the_window_and_doubles_nothing(outages: int) -> None:
    chance = random.Random(20_261_123)
    kinds = {"in time": 0, "late": 0, "missed": 0}
    for number in range(outages):
        day = DAYS[number % len(DAYS)]
        timing = Timing(day=day, at=time(16, 0), is_holiday=is_bank_holiday)
        start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(24 * 360))
        end = start + timedelta(days=15)
        both = Years(timing, replicas=2)
        slot = timing.slot(weeks_of(start, end, timing)[0]).astimezone(UTC)
        for replica in both.replicas:
            # About the first slot: most outages are short, some longer than the window.
            begins = slot - timedelta(hours=chance.uniform(0, 30))
            replica.outages = [(begins, begins + timedelta(hours=chance.expovariate(1 / 40)))]
        await both.run(start, end)
        sent = both.sent()
        # What was missed while nobody was up for the whole of the window is told by the next.
        for week in weeks_of(start, end - GRACE - STEP, timing):
            due = timing.slot(week)
            ups = [at for at in _ticks(start, end) if due <= at <= due + GRACE]
            first = next((at for at in ups if any(r.is_up(at) for r in both.replicas)), None)
            issue = sent.get(week)
            if first is None:
                assert issue is None
                kinds["missed"] += 1
                continue
            assert issue is not None, (week, both.replicas)
            assert issue.sent_at == first
            assert issue.is_late == (first > due + LATE_AFTER)
            kinds["late" if issue.is_late else "in time"] += 1
        assert both.store.tries == len(sent)
    assert all(kinds.values()), kinds


def _ticks(start: datetime, end: datetime) -> list[datetime]:
    return [start + STEP * number for number in range(int((end - start) / STEP))]
