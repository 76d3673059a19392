"""What moderators decide about digests: when they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ntg_bot.domain.digest import Week
from tests.conversation.test_digests import publish, tick
from tests.fakes.entries import ATTENDANCE, SEND
from tests.fakes.world import ASKER, CHANNEL, MODERATOR, World

FRIDAY = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


async def test_a_moderator_chooses_when_it_comes(bot: World) -> None:
    for words, shown in (
        ("digest time for attendance friday at 14:00", "every Friday at 14:00 (Europe/London)"),
        ("set digest day for attendance to fri 2pm", "every Friday at 14:00 (Europe/London)"),
        ("digest time attendance sun 8.30", "every Sunday at 08:30 (Europe/London)"),
        (
            "change the digest time of attendance to every Thursdays at 12 am america/new_york",
            "every Thursday at 00:00 (America/New_York)",
        ),
    ):
        [said] = await bot.post(MODERATOR, words)
        assert shown in said.text
        [asked] = await bot.post(ASKER, "digest time for attendance?")
        assert shown in asked.text
    [other] = await bot.post(ASKER, "digest time for send")
    assert "every Monday at 09:00 (Europe/London)" in other.text


async def test_it_comes_when_it_was_chosen_and_others_as_before(bot: World) -> None:
    [said] = await bot.post(MODERATOR, "digest time friday at 14:00", CHANNEL)
    assert "The next one is due on Friday 20 November 2026, 14:00." in said.text
    await publish(bot, "club", "Homework club")
    await publish(bot, "breaks", "Short breaks", SEND)
    assert await tick(bot, FRIDAY - timedelta(minutes=1)) == []
    friday = await tick(bot, FRIDAY)
    assert friday
    assert all("Homework club" in each.text for each in friday)
    monday = await tick(bot, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert monday
    assert all("Short breaks" in each.text for each in monday)
    await bot.post(MODERATOR, "digest time for attendance as usual")
    async with bot.database.uow(read_only=True) as work:
        assert await work.digests.times() == {}
        assert (await bot.digests.next_week(work, ATTENDANCE)) == Week(2026, 48)


async def test_a_change_in_the_middle_of_a_week_makes_no_second_issue(bot: World) -> None:
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    await publish(bot, "club")
    assert await tick(bot, monday)
    await bot.post(MODERATOR, "digest time for attendance wed 10:00")
    await publish(bot, "choir")
    assert await tick(bot, monday + timedelta(days=2, hours=1)) == []
    [next_week, _] = await tick(bot, monday + timedelta(days=9, hours=1))
    assert "choir" in next_week.text


async def test_what_cannot_be_read_is_said_and_nothing_changes(bot: World) -> None:
    for words, reason in (
        ("digest time for attendance friday at 1:30", "the clocks change"),
        ("digest time for attendance friday at 25:00", "I cannot read “friday at 25:00”"),
        ("digest time for attendance friday at 0pm", "I cannot read “friday at 0pm”"),
        ("digest time for attendance friday", "I cannot read “friday”"),
        ("digest time for attendance fri 14:00 Mars/Phobos", "no time zone called “Mars/Phobos”"),
        ("digest time for attendance fri 14:00 ../etc", "no time zone called “../etc”"),
        ("digest time for knitting fri 14:00", "community"),
        ("digest time", "Whose digest?"),
        ("digest time friday at 14:00", "Whose digest?"),
    ):
        [said] = await bot.post(MODERATOR, words)
        assert reason in said.text
    async with bot.database.uow(read_only=True) as work:
        assert await work.digests.times() == {}


async def test_in_a_zone_far_away_it_is_their_nine_oclock(bot: World) -> None:
    await bot.post(MODERATOR, "digest time for attendance mon 9:00 Asia/Kolkata")
    await publish(bot, "club")
    theirs = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Kolkata"))
    assert await tick(bot, theirs.astimezone(UTC) - timedelta(seconds=1)) == []
    assert len(await tick(bot, theirs.astimezone(UTC))) == 2
