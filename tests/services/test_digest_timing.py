"""When a digest is due: over clock changes, outages and ends of weeks."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntg_bot.domain.digest import DAYS, IssueStatus, Week
from ntg_bot.domain.errors import ConfigError
from ntg_bot.scheduling.holidays import is_bank_holiday
from ntg_bot.services.digest_timing import GRACE, Timing
from tests.fakes.entries import ATTENDANCE, TAXONOMY
from tests.fakes.world import World, world

LONDON = ZoneInfo("Europe/London")
EVERYBODY = [community.id for community in TAXONOMY.communities]


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON).astimezone(UTC)  # type: ignore[arg-type, misc]


async def due(bot: World, at: datetime) -> list[str]:
    bot.clock.at = at
    async with bot.database.uow(read_only=True) as work:
        return list(await bot.digests.due(work))


async def claim(bot: World, *, by_hand: bool = False) -> Week | None:
    async with bot.database.uow() as work:
        issue = await bot.digests.freeze(work, ATTENDANCE, by_hand=by_hand)
        await work.commit()
    return issue.week if issue else None


@pytest.mark.parametrize("at", [time(0, 30), time(1, 0), time(2, 0), time(2, 30)])
def test_no_digest_is_due_in_the_hours_when_clocks_change(at: time) -> None:
    with pytest.raises(ConfigError) as refused:
        Timing(at=at)
    assert refused.value.setting == "NTG_DIGEST__AT"


@pytest.mark.parametrize("at", [time(0, 29), time(2, 31), time(9, 0), time(23, 59)])
def test_other_hours_are_fine(at: time) -> None:
    assert Timing(at=at).at == at


@pytest.mark.parametrize("day", ["monday", "1", "", "MON"])
def test_a_day_is_named_by_its_first_letters(day: str) -> None:
    with pytest.raises(ConfigError):
        Timing(day=day)


@pytest.mark.parametrize(
    ("week", "before", "after"),
    [("2026-W13", "+0000", "+0100"), ("2026-W43", "+0100", "+0000")],
)
def test_nine_oclock_stays_nine_oclock_when_the_clocks_change(
    week: str, before: str, after: str
) -> None:
    timing = Timing(day="mon", at=time(9, 0))
    this = Week.parse(week)
    slots = [timing.slot(this), timing.slot(this.following)]
    assert [f"{slot:%H:%M %z}" for slot in slots] == [f"09:00 {before}", f"09:00 {after}"]


@pytest.mark.parametrize(
    ("day", "week", "due"),
    [
        ("mon", "2026-W21", "2026-05-18"),
        ("mon", "2026-W22", "2026-05-26"),  # spring bank holiday
        ("fri", "2027-W12", "2027-03-30"),  # from Good Friday past Easter Monday
        ("fri", "2026-W52", "2026-12-29"),  # Christmas Day, and Boxing Day made up for on Monday
        ("sun", "2026-W22", "2026-05-31"),  # who chose a Sunday gets it then
    ],
)
def test_on_a_bank_holiday_the_digest_waits_for_the_next_working_day(
    day: str, week: str, due: str
) -> None:
    timing = Timing(day=day, is_holiday=is_bank_holiday)
    assert f"{timing.slot(Week.parse(week)):%Y-%m-%d %H:%M}" == f"{due} 09:00"


async def test_a_digest_that_waited_for_a_working_day_is_due_then(tmp_path: Path) -> None:
    async with world(tmp_path, Timing(is_holiday=is_bank_holiday)) as bot:
        assert await due(bot, local(2026, 5, 25, 12)) == []
        assert await due(bot, local(2026, 5, 26, 9)) == EVERYBODY


@given(
    st.dates(
        min_value=datetime(2020, 1, 1).date(),  # noqa: DTZ001 - a day, not a moment
        max_value=datetime(2035, 1, 1).date(),  # noqa: DTZ001
    ),
    st.sampled_from(DAYS),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kolkata"]),
)
def test_every_week_has_one_slot_and_it_is_in_that_week(day, when, zone) -> None:  # type: ignore[no-untyped-def]
    timing = Timing(day=when, at=time(23, 30), zone=zone)
    week = Week.of(day)
    slot = timing.slot(week)
    assert timing.week_of(slot) == week
    assert timing.slot(week.following) > slot + timedelta(days=6)


async def test_a_digest_is_due_from_its_slot_until_the_grace_is_over(bot: World) -> None:
    slot = local(2026, 11, 16, 9, 0)
    assert await due(bot, slot - timedelta(seconds=1)) == []
    assert await due(bot, slot) == EVERYBODY
    assert await due(bot, slot + GRACE) == EVERYBODY
    assert await due(bot, slot + GRACE + timedelta(seconds=1)) == []


async def test_what_was_claimed_is_not_due_again(bot: World) -> None:
    await due(bot, local(2026, 11, 16, 9, 0))
    assert await claim(bot) == Week(2026, 47)
    assert ATTENDANCE not in await due(bot, local(2026, 11, 16, 9, 1))
    assert ATTENDANCE in await due(bot, local(2026, 11, 23, 9, 0))


async def test_a_replica_that_comes_second_sends_nothing_not_even_next_weeks(bot: World) -> None:
    bot.clock.at = local(2026, 11, 16, 9, 0)
    assert await claim(bot) == Week(2026, 47)
    assert await claim(bot) is None
    async with bot.database.uow(read_only=True) as work:
        assert await work.digests.of_week(ATTENDANCE, Week(2026, 48)) is None


async def test_the_clock_sends_nothing_between_two_slots(bot: World) -> None:
    bot.clock.at = local(2026, 11, 20, 9, 0)
    assert await claim(bot) is None


async def test_a_sunday_digest_that_was_missed_still_goes_out_on_monday(tmp_path: Path) -> None:
    async with world(tmp_path, Timing(day="sun", at=time(18, 0))) as bot:
        assert await due(bot, local(2026, 11, 22, 18, 0)) == EVERYBODY
        assert await due(bot, local(2026, 11, 23, 8, 0)) == EVERYBODY
        assert await claim(bot) == Week(2026, 47)
        assert ATTENDANCE not in await due(bot, local(2026, 11, 23, 8, 1))
        assert await due(bot, local(2026, 11, 24, 18, 1)) == []


@pytest.mark.parametrize(
    ("at", "week"),
    [
        ((2026, 11, 16, 8, 0), 47),
        ((2026, 11, 16, 9, 30), 47),
        ((2026, 11, 18, 9, 0), 47),
        ((2026, 11, 18, 9, 1), 48),
        ((2026, 11, 22, 23, 0), 48),
    ],
)
async def test_the_issue_being_written_is_this_weeks_until_it_is_too_late_for_it(
    bot: World, at: tuple[int, ...], week: int
) -> None:
    bot.clock.at = local(*at)
    async with bot.database.uow(read_only=True) as work:
        assert (await bot.digests.next_week(work, ATTENDANCE)).number == week


@pytest.mark.parametrize(("hours", "is_late"), [(0.5, False), (1, False), (1.1, True), (47, True)])
async def test_a_late_digest_says_so(bot: World, hours: float, is_late: bool) -> None:
    bot.clock.at = local(2026, 11, 16, 9, 0) + timedelta(hours=hours)
    async with bot.database.uow() as work:
        issue = await bot.digests.freeze(work, ATTENDANCE)
    assert issue is not None
    assert (issue.is_late, issue.status) == (is_late, IssueStatus.EMPTY)
