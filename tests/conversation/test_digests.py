"""Digests on their way: to every channel and member, once, and as a preview in the chat."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ntg_bot.domain.digest import IssueStatus, Week
from ntg_bot.domain.errors import DeliveryError
from ntg_bot.services.ports import DeliveryState
from tests.conversation.test_handing import release
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE, SEND, practice
from tests.fakes.world import ASKER, CHANNEL, MODERATOR, SEND_CHANNEL, SHARER, World

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""of 2026-W48"""


async def publish(bot: World, id: str, title: str = "", community: str = ATTENDANCE) -> None:
    bot.clock.forward(minutes=1)
    item = practice(id, title or id, communities=(community,))
    async with bot.database.uow() as work:
        await work.knowledge.save(item, by=bot.people[SHARER].id, at=bot.clock.now())
        await work.commit()
    await bot.knowledge_base.apply(item)
    bot.clock.forward(minutes=1)


async def tick(bot: World, at: datetime) -> list[Message]:
    bot.clock.at = at
    await bot.sender.tick()
    return await bot.deliver()


def direct(messages: list[Message], user: str = ASKER) -> list[Message]:
    return [each for each in messages if each.delivery.channel == f"@{user}"]


async def test_a_digest_goes_to_every_bound_channel_once(bot: World) -> None:
    await publish(bot, "club", "Homework club")
    said = await tick(bot, MONDAY)
    places = [(each.delivery.workspace_id, each.delivery.channel) for each in said]
    assert sorted(places) == [(bot.home.id, CHANNEL), (bot.away.id, CHANNEL)]
    for each in said:
        assert "Attendance, behaviour and inclusion: week of 23 November 2026" in each.text
        assert "New practice" in each.text
        assert "Homework club: Early signs are good" in each.text
        assert each.button("Less often").value == ATTENDANCE
        assert each.button("Homework club").action == "practice.how"
    assert await tick(bot, MONDAY + timedelta(minutes=1)) == []
    async with bot.database.uow(read_only=True) as work:
        issue = await work.digests.of_week(ATTENDANCE, Week(2026, 48))
        empty = await work.digests.of_week(SEND, Week(2026, 48))
    assert issue is not None
    assert empty is not None
    assert (issue.status, empty.status) == (IssueStatus.SENT, IssueStatus.EMPTY)


async def test_an_empty_week_is_skipped_and_logged(
    bot: World, logged: list[dict[str, str]]
) -> None:
    assert await tick(bot, MONDAY) == []
    skipped = [entry["community"] for entry in logged if "empty week" in entry["event"]]
    assert ATTENDANCE in skipped


async def test_two_replicas_that_tick_together_send_once_and_leave_next_week_alone(
    bot: World,
) -> None:
    """The second has read what is due before the first has claimed it."""
    await publish(bot, "club")
    bot.clock.at = MONDAY
    async with bot.database.uow(read_only=True) as work:
        due = await bot.digests.due(work)
    await bot.sender.tick()
    for community in due:
        issue, channels = await bot.sender.send(community)
        assert (issue, channels) == (None, 0)
    assert len(await bot.deliver()) == 2
    async with bot.database.uow(read_only=True) as work:
        assert await work.digests.of_week(ATTENDANCE, Week(2026, 49)) is None


async def test_a_late_digest_says_so(bot: World) -> None:
    await publish(bot, "club")
    said = await tick(bot, MONDAY + timedelta(hours=5))
    assert all("This digest is late." in each.text for each in said)
    assert said


async def test_a_digest_nobody_can_vouch_for_is_not_sent_twice(bot: World) -> None:
    await publish(bot, "club")
    bot.chat.hang_up = [DeliveryError("lost")]
    bot.chat.blind = [DeliveryError("no right to read", permanent=True)]
    said = await tick(bot, MONDAY)
    assert bot.chat.posts == 2
    bot.clock.forward(seconds=5)
    later = await bot.deliver()
    assert {each.delivery.kind for each in later} == {"answer"}, "admins are told, and no more"
    states = [
        found.state for each in said if (found := await bot.delivery(each.delivery.key)) is not None
    ]
    assert sorted(states) == [DeliveryState.SENT, DeliveryState.UNCERTAIN]
    assert bot.chat.posts == 2 + len(later)


async def test_answers_questions_and_wants_stand_under_their_headings(bot: World) -> None:
    [answer] = await bot.post(ASKER, "do trampolines help?", CHANNEL)
    await bot.press(ASKER, answer, "Ask the community")
    await release(bot)
    [kept] = await bot.post(ASKER, "do dogs calm anybody?", CHANNEL)
    await bot.press(ASKER, kept, "Ask the community")
    [helped] = await bot.post(ASKER, "walking bus?", CHANNEL)
    await bot.press(ASKER, helped, "Helpful")
    said = await tick(bot, MONDAY)
    text = said[0].text
    assert "Can you help?\n- do trampolines help? A member asks." in text
    assert "Nobody knows yet\n- New questions that nobody could answer: 1" in text
    assert "the answer helped\n- Walking bus: One person asked, and found the answer" in text
    assert "dogs" not in text, "no moderator let it go to the other workspace"


# --- members --------------------------------------------------------------------------------------


async def test_who_joined_gets_the_digest_directly(bot: World) -> None:
    await bot.post(ASKER, "join attendance")
    await publish(bot, "club", "Homework club")
    [mine] = direct(await tick(bot, MONDAY))
    assert "Homework club" in mine.text
    [slower] = await bot.press(ASKER, mine, "Less often")
    assert "fortnightly" in slower.text
    [stopped] = await bot.press(ASKER, mine, "Stop this digest")
    assert "never" in stopped.text


async def test_any_rhythm_is_one_press_away(bot: World) -> None:
    [joined] = await bot.post(ASKER, "join attendance")
    [monthly] = await bot.press(ASKER, joined, "Every month")
    assert "monthly" in monthly.text
    assert [button.label for button in monthly.buttons()] == [
        "Every week",
        "Every two weeks",
        "Pause",
    ]
    [weekly] = await bot.press(ASKER, monthly, "Every week")
    assert "weekly" in weekly.text


async def test_a_fortnightly_reader_misses_nothing_of_two_weeks(bot: World) -> None:
    await bot.post(ASKER, "join attendance")
    await bot.post(ASKER, "less often")
    heard = []
    for week in range(4):
        await publish(bot, f"practice-{week}")
        heard.append(direct(await tick(bot, MONDAY + timedelta(days=7 * week))))
    told = [message.text for messages in heard for message in messages]
    assert [len(messages) for messages in heard] in ([1, 0, 1, 0], [0, 1, 0, 1])
    for week in range(1, 3):
        assert sum(f"practice-{week}:" in text for text in told) == 1


async def test_a_fortnight_that_ends_in_an_empty_week_is_still_told(bot: World) -> None:
    await bot.post(ASKER, "join attendance")
    await bot.post(ASKER, "less often")
    for week in range(2):  # the first week that is theirs is one of the two
        await tick(bot, MONDAY + timedelta(days=7 * week))
    heard = []
    for week in range(2, 6):
        if week in (2, 3):
            await publish(bot, f"practice-{week}")
        heard += direct(await tick(bot, MONDAY + timedelta(days=7 * week)))
    told = "\n".join(message.text for message in heard)
    assert told.count("practice-2:") == 1
    assert told.count("practice-3:") == 1


async def test_a_monthly_reader_is_told_of_the_month_at_its_first_monday(bot: World) -> None:
    await bot.post(ASKER, "join attendance")
    for _ in range(2):
        await bot.post(ASKER, "less often")
    heard = {}
    for week in range(7):
        await publish(bot, f"practice-{week}")
        at = MONDAY + timedelta(days=7 * week)
        heard[f"{at:%d %b}"] = [message.text for message in direct(await tick(bot, at))]
    assert [day for day, messages in heard.items() if messages] == ["07 Dec", "04 Jan"]
    assert all(f"practice-{week}:" in heard["04 Jan"][0] for week in range(3, 7))


async def test_who_stopped_or_left_hears_nothing(bot: World) -> None:
    await bot.post(ASKER, "join attendance")
    await bot.post(ASKER, "stop digests")
    await bot.post(SHARER, "join attendance")
    await bot.post(SHARER, "leave attendance")
    await publish(bot, "club")
    said = await tick(bot, MONDAY)
    assert direct(said) == direct(said, SHARER) == []


# --- in the chat ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["digest for attendance", "this week's digest for attendance", "show digest attendance?"],
)
async def test_a_preview_shows_what_the_next_digest_holds(bot: World, words: str) -> None:
    await publish(bot, "club", "Homework club")
    [card] = await bot.post(ASKER, words)
    assert "This is what the next digest holds so far." in card.text
    assert "Homework club" in card.text
    assert "Less often" not in {button.label for button in card.buttons()}


@pytest.mark.parametrize("words", ["digest", "this week’s digest", "show this week's digest"])
async def test_a_digest_asked_for_in_a_channel_is_that_of_its_community(
    bot: World, words: str
) -> None:
    await publish(bot, "breaks", "Short breaks", SEND)
    [card] = await bot.post(ASKER, words, SEND_CHANNEL)
    assert "Short breaks" in card.text


async def test_which_digest_is_asked_unless_there_is_one(bot: World) -> None:
    [which] = await bot.post(ASKER, "digest")
    assert "Which community?" in which.text
    await bot.post(ASKER, "join send")
    [mine] = await bot.post(ASKER, "digest")
    assert "SEND and disabled children: week of" in mine.text
    assert "Nothing new yet this week." in mine.text


async def test_after_it_is_out_the_last_digest_is_shown(bot: World) -> None:
    await publish(bot, "club", "Homework club")
    await bot.sender.send(ATTENDANCE, by_hand=True)
    await bot.deliver()
    [card] = await bot.post(ASKER, "digest for attendance")
    assert "Homework club" in card.text
    assert "so far" not in card.text


# --- each reader once -----------------------------------------------------------------------------


async def test_who_is_in_two_communities_reads_a_practice_of_both_once(bot: World) -> None:
    for user, communities in ((ASKER, ("attendance", "send")), (SHARER, ("send",))):
        for community in communities:
            await bot.post(user, f"join {community}")
    item = practice("both", "For both", communities=(ATTENDANCE, SEND))
    bot.clock.forward(minutes=1)
    async with bot.database.uow() as work:
        await work.knowledge.save(item, by=bot.people[SHARER].id, at=bot.clock.now())
        await work.commit()
    await bot.knowledge_base.apply(item)
    await publish(bot, "breaks", "Short breaks", SEND)
    said = await tick(bot, MONDAY)
    mine = [message.text for message in direct(said)]
    assert len(mine) == 2
    assert sum("For both" in text for text in mine) == 1
    assert sum("Short breaks" in text for text in mine) == 1
    [theirs] = direct(said, SHARER)
    assert "For both" in theirs.text
    channels = [each for each in said if each.delivery.channel in (CHANNEL, SEND_CHANNEL)]
    assert sum("For both" in each.text for each in channels) == 4, "two channels, two workspaces"


async def test_what_changed_again_is_news_again(bot: World) -> None:
    for community in ("attendance", "send"):
        await bot.post(ASKER, f"join {community}")
    await bot.post(MODERATOR, "digest time for send fri 9:00")
    both = (ATTENDANCE, SEND)
    for summary, at in (("One.", MONDAY), ("Two.", MONDAY + timedelta(days=4))):
        item = practice("both", "For both", communities=both, summary=summary)
        bot.clock.at = at - timedelta(hours=1)
        async with bot.database.uow() as work:
            await work.knowledge.save(item, by=bot.people[SHARER].id, at=bot.clock.now())
            await work.commit()
        await bot.knowledge_base.apply(item)
        assert ["For both" in message.text for message in direct(await tick(bot, at))] == [True]


async def test_a_week_in_which_all_was_told_elsewhere_sends_nothing(bot: World) -> None:
    for community in ("attendance", "send"):
        await bot.post(ASKER, f"join {community}")
    item = practice("both", "For both", communities=(ATTENDANCE, SEND))
    bot.clock.forward(minutes=1)
    async with bot.database.uow() as work:
        await work.knowledge.save(item, by=bot.people[SHARER].id, at=bot.clock.now())
        await work.commit()
    await bot.knowledge_base.apply(item)
    assert len(direct(await tick(bot, MONDAY))) == 1


async def test_news_without_room_is_counted(bot: World) -> None:
    for number in range(9):
        await publish(bot, f"p{number}", f"Practice {number}")
    said = await tick(bot, MONDAY)
    assert all("News that found no room here: 2." in each.text for each in said)


async def test_a_fortnight_with_a_missed_week_of_theirs_is_made_up_for(bot: World) -> None:
    """The week in which theirs was due was missed altogether: the next of theirs tells it all."""
    await bot.post(ASKER, "join attendance")
    await bot.post(ASKER, "less often")
    heard: list[str] = []
    for week in range(6):
        await publish(bot, f"practice-{week}")
        if week != 2:  # nobody was at work
            at = MONDAY + timedelta(days=7 * week)
            heard += [message.text for message in direct(await tick(bot, at))]
    told = "\n".join(heard)
    assert [told.count(f"practice-{week}:") for week in range(1, 5)] == [1, 1, 1, 1]
