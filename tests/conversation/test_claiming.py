"""Sharing the moderators' work out: who has taken what, and what waits too long."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ntg_bot.conversation import facts
from ntg_bot.domain.people import Role
from ntg_bot.domain.sharing import State
from ntg_bot.storage.tables import audit
from tests.conversation.test_moderating import TITLE, submission, submit
from tests.fakes.chat import Message
from tests.fakes.world import (
    ADMIN,
    ASKER,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SHARER,
    World,
)


async def verbs(bot: World) -> list[str]:
    """Every act on a submission so far, oldest first."""
    async with bot.database._sessions.reading() as session:
        rows = await session.all(audit.select().order_by(audit.c.seq))
    return [row.verb for row in rows if row.verb.startswith("submission.")]


def to(messages: list[Message], user: str) -> list[Message]:
    return [each for each in messages if each.delivery.channel == f"@{user}"]


async def test_who_takes_it_is_shown_to_all_and_others_are_held_from_deciding(bot: World) -> None:
    review = await submit(bot)
    await bot.press(MODERATOR, review, "I will take it")
    assert "Taken by: Mo, until 19 November 2026, 10:00" in review.text
    for label in ("Accept", "Decline"):
        said = await bot.press(OTHER_MODERATOR, review, label)
        if label == "Decline":
            said = await bot.fill_in(OTHER_MODERATOR, said[0], reason="no")
        [refusal] = said
        assert f"Mo has taken “{TITLE}”. Take it over first" in refusal.text
    assert (await submission(bot)).state is State.SUBMITTED
    await bot.press(MODERATOR, review, "Accept")
    assert (await submission(bot)).state is State.PUBLISHED
    assert await verbs(bot) == ["submission.confirm", "submission.take", "submission.accept"]


async def test_taking_over_is_possible_and_said_to_whoever_had_it(bot: World) -> None:
    review = await submit(bot)
    take = review.button("I will take it")
    await bot.press(MODERATOR, review, "I will take it")
    # The other pressed the button of a card that was drawn before.
    [told] = await bot.press_raw(OTHER_MODERATOR, take.action, take.value, message=review)
    assert f"Mo has taken “{TITLE}” already." in told.text
    said = await bot.press(OTHER_MODERATOR, told, "Take it over")
    [word] = to(said, MODERATOR)
    assert f"Mel has taken over “{TITLE}” from you" in word.text
    assert "Taken by: Mel" in review.text
    [refusal] = await bot.press(MODERATOR, review, "Accept")
    assert "Mel has taken" in refusal.text
    assert (await verbs(bot))[-1] == "submission.take_over"


async def test_a_claim_lapses_by_itself(bot: World) -> None:
    review = await submit(bot)
    await bot.press(MODERATOR, review, "I will take it")
    bot.clock.forward(hours=24)
    await bot.press(OTHER_MODERATOR, review, "Accept")
    assert (await submission(bot)).state is State.PUBLISHED


async def test_only_who_has_it_can_put_it_back(bot: World) -> None:
    review = await submit(bot)
    await bot.press(MODERATOR, review, "I will take it")
    [refusal] = await bot.press(OTHER_MODERATOR, review, "Put it back")
    assert "You have not taken" in refusal.text
    await bot.press(MODERATOR, review, "Put it back")
    assert "Taken by" not in review.text
    await bot.press(OTHER_MODERATOR, review, "Accept")
    assert (await submission(bot)).state is State.PUBLISHED


async def test_it_is_handed_to_a_moderator_who_hears_of_it(bot: World) -> None:
    review = await submit(bot)
    await bot.press(MODERATOR, review, "I will take it")
    [form] = await bot.press(MODERATOR, review, "Hand it over")
    assert [option.label for option in form.field("to").options] == ["Mel"]
    said = await bot.fill_in(MODERATOR, form)
    [word] = to(said, OTHER_MODERATOR)
    assert f"Mo has handed “{TITLE}” over to you." in word.text
    assert "Taken by: Mel" in review.text
    await bot.press(OTHER_MODERATOR, word, "Open")
    await bot.press(OTHER_MODERATOR, review, "Accept")
    assert "Accepted by Mel" in review.text


async def test_it_is_handed_over_in_words_to_moderators_only(bot: World) -> None:
    await submit(bot)
    await bot.post(MODERATOR, "queue", MODERATORS)
    [refusal] = await bot.command(
        MODERATOR, "hand 1 to @Asa", MODERATORS, mentioned=((ASKER, "Asa"),)
    )
    assert "only to a moderator" in refusal.text
    [unknown] = await bot.command(
        MODERATOR, "hand 1 to @Zoe", MODERATORS, mentioned=(("u-zoe", "Zoe"),)
    )
    assert "only to a moderator" in unknown.text
    said = await bot.command(
        MODERATOR, "hand 1 to @Mel", MODERATORS, mentioned=((OTHER_MODERATOR, "Mel"),)
    )
    assert any("over to you" in each.text for each in to(said, OTHER_MODERATOR))


async def test_taking_and_putting_back_in_words(bot: World) -> None:
    await submit(bot)
    await bot.post(MODERATOR, "queue", MODERATORS)
    await bot.post(MODERATOR, "take 1", MODERATORS)
    [queue] = await bot.post(OTHER_MODERATOR, "queue", MODERATORS)
    assert "Taken by Mo, until" in queue.text
    await bot.post(OTHER_MODERATOR, "take over 1", MODERATORS)
    [queue] = await bot.post(MODERATOR, "queue", MODERATORS)
    assert "Taken by Mel, until" in queue.text
    await bot.post(OTHER_MODERATOR, "put back 1", MODERATORS)
    [queue] = await bot.post(MODERATOR, "queue", MODERATORS)
    assert "Taken by" not in queue.text


async def test_a_member_takes_nothing(bot: World) -> None:
    review = await submit(bot)
    id = (await submission(bot)).id
    for action in ("review.take", "review.take_over", "review.put_back", "review.hand_over"):
        [refusal] = await bot.press_raw(ASKER, action, id, message=review)
        assert "Only a moderator can do that." in refusal.text
    assert "Taken by" not in review.text


async def test_where_nobody_else_decides_there_is_nobody_to_hand_it_to(bot: World) -> None:
    review = await submit(bot)
    async with bot.database.uow() as work:
        await work.members.ensure(bot.home.id, OTHER_MODERATOR, "Mel", role=Role.MEMBER)
        await work.commit()
    [told] = await bot.press(MODERATOR, review, "Hand it over")
    assert "no other moderator" in told.text


# --- what waits too long --------------------------------------------------------------------------


async def test_the_queue_says_what_is_overdue(bot: World) -> None:
    review = await submit(bot)
    assert "Decide by: 25 November 2026" in review.text
    bot.clock.forward(days=8)
    [queue] = await bot.post(MODERATOR, "queue", MODERATORS)
    assert "Overdue: it should have been decided by 25 November 2026." in queue.text
    [opened] = await bot.press(MODERATOR, queue, "Open")
    assert "Overdue: it should have been decided by 25 November 2026." in opened.text


async def test_moderators_are_reminded_once_a_working_day_in_one_message(bot: World) -> None:
    await submit(bot, "We ran a club. Detentions fell.")
    await submit(bot, "We ran a choir. Detentions fell.")
    reminder = bot.joined.reminder
    assert await reminder.tick() == 0, "nothing is late yet"
    bot.clock.at += timedelta(days=8) - timedelta(hours=2)  # Thursday, 08:00
    assert await reminder.tick() == 0, "not before nine"
    bot.clock.forward(hours=2)
    assert [await reminder.tick() for _ in range(3)] == [1, 0, 0]
    [said] = await bot.deliver()
    assert said.delivery.channel == MODERATORS
    assert "Waiting longer than it should: 2." in said.text
    bot.clock.forward(days=1)
    assert await reminder.tick() == 1, "Friday"
    bot.clock.forward(days=1)
    assert await reminder.tick() == 0, "Saturday"


async def test_a_reminder_leaves_out_what_was_decided_by_the_time_it_is_read(bot: World) -> None:
    review = await submit(bot)
    bot.clock.forward(days=8)
    await bot.joined.reminder.tick()
    [said] = await bot.deliver()
    [opened] = await bot.press(MODERATOR, said, "Open")
    await bot.press(MODERATOR, opened, "Accept")
    assert "Accepted by Mo" in review.text
    assert "All of these have been decided" in await bot.card(facts.decode(said.delivery.facts))


async def test_without_a_channel_each_moderator_hears_of_their_own(bot: World) -> None:
    await submit(bot)
    async with bot.database.uow() as work:
        await work.bindings.remove(bot.home.id, MODERATORS)
        await work.commit()
    bot.clock.forward(days=8)
    assert await bot.joined.reminder.tick() == 1
    said = await bot.deliver()
    assert {each.delivery.channel for each in said} == {f"@{MODERATOR}", f"@{OTHER_MODERATOR}"}
    assert to(said, SHARER) == to(said, ADMIN) == []


@pytest.mark.parametrize("act", ["take", "take over", "put back", "hand over"])
async def test_to_others_these_are_words_like_any_other(bot: World, act: str) -> None:
    said = await bot.post(ASKER, f"{act} 1")
    assert all("moderator" not in each.text for each in said)
