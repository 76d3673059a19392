"""A practice in the wrong community is recalled there, and posted once in each right channel."""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.domain.knowledge import Kind, Practice
from ntg_bot.domain.people import Appointment, ChannelBinding, Purpose, Role
from ntg_bot.domain.sharing import State, Submission
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE, PARENTS, SEND
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SEND_CHANNEL,
    SHARER,
    World,
)

POST = "We ran a homework club for year 7 pupils. Detentions fell by half."


async def published(bot: World, communities: str = ATTENDANCE) -> Message:
    """Shared and accepted; returns the moderators' card."""
    [card] = await bot.post(SHARER, f"share: {POST}", CHANNEL)
    said = await bot.fill_in(SHARER, card, communities=communities)
    review = next(each for each in said if each.delivery.channel == MODERATORS)
    await bot.press(MODERATOR, review, "Accept")
    assert (await submission(bot)).state is State.PUBLISHED
    return review


async def submission(bot: World) -> Submission:
    async with bot.database.uow(read_only=True) as work:
        [one] = await work.submissions.of_member(bot.home.id, bot.people[SHARER].id)
    return one


async def practice(bot: World) -> Practice:
    async with bot.database.uow(read_only=True) as work:
        row = await work.knowledge.get(Kind.PRACTICE, (await submission(bot)).practice_id)
    assert row is not None
    assert isinstance(row.item, Practice)
    return row.item


def posts(bot: World, channel: str) -> dict[str, str]:
    """What a community's channel holds for everybody, by workspace."""
    return {
        each.delivery.workspace_id: each.text
        for each in bot.chat.in_channel(channel)
        if not each.delivery.only_for
    }


async def move(
    bot: World, review: Message, communities: str, *, user: str = MODERATOR
) -> list[Message]:
    [form] = await bot.press(user, review, "Wrong community")
    return await bot.fill_in(user, form, communities=communities)


async def test_it_reaches_every_channel_of_its_community_in_every_workspace_once(
    bot: World,
) -> None:
    await published(bot)
    here, away = posts(bot, CHANNEL)[bot.home.id], posts(bot, CHANNEL)[bot.away.id]
    assert "Homework club" in here
    assert here == away
    assert len([m for m in bot.chat.in_channel(CHANNEL) if not m.delivery.only_for]) == 2
    assert posts(bot, SEND_CHANNEL) == {}


async def test_it_is_taken_from_the_wrong_channels_and_posted_in_the_right_ones(
    bot: World,
) -> None:
    review = await published(bot)
    said = await move(bot, review, SEND)
    for workspace in (bot.home.id, bot.away.id):
        gone = posts(bot, CHANNEL)[workspace]
        assert "was posted here by mistake. It is now with SEND and disabled children" in gone
        assert "Detentions" not in gone
        assert "Detentions fell by half" in posts(bot, SEND_CHANNEL)[workspace]
    assert (await practice(bot)).communities == (SEND,)
    assert bot.library.practice((await practice(bot)).id).communities == (SEND,)
    told = [each for each in said if each.delivery.channel == f"@{SHARER}"]
    assert "where it fits better" in told[0].text
    assert "SEND and disabled children" in review.text


async def test_moved_back_it_stands_where_it_stood(bot: World) -> None:
    review = await published(bot)
    await move(bot, review, SEND)
    await move(bot, review, ATTENDANCE)
    assert "Detentions fell by half" in posts(bot, CHANNEL)[bot.away.id]
    assert "posted here by mistake" in posts(bot, SEND_CHANNEL)[bot.away.id]
    for channel in (CHANNEL, SEND_CHANNEL):
        assert len([m for m in bot.chat.in_channel(channel) if not m.delivery.only_for]) == 2


async def test_the_community_that_it_stays_in_hears_nothing(bot: World) -> None:
    review = await published(bot, f"{ATTENDANCE},{PARENTS}")
    before = posts(bot, CHANNEL)
    await move(bot, review, f"{ATTENDANCE},{SEND}")
    assert posts(bot, CHANNEL) == before
    assert len(posts(bot, SEND_CHANNEL)) == 2


async def test_a_channel_that_was_freed_since_is_told_all_the_same(bot: World) -> None:
    review = await published(bot)
    async with bot.database.uow() as work:
        await work.bindings.remove(bot.away.id, CHANNEL)
        await work.bindings.put(
            ChannelBinding("b-new", bot.away.id, "c-new", Purpose.COMMUNITY, SEND)
        )
        await work.commit()
    await move(bot, review, SEND)
    assert "posted here by mistake" in posts(bot, CHANNEL)[bot.away.id]
    assert "Detentions" in posts(bot, "c-new")[bot.away.id]


async def test_nothing_or_the_same_community_is_refused_at_the_field(bot: World) -> None:
    review = await published(bot)
    for chosen, fault in (("", "one or two"), (ATTENDANCE, "It is there already")):
        [again] = await move(bot, review, chosen)
        assert fault in again.field("communities").error
    assert (await practice(bot)).communities == (ATTENDANCE,)


async def test_only_its_moderators_recall_it_and_only_once_it_is_published(bot: World) -> None:
    review = await published(bot)
    id = (await submission(bot)).id
    async with bot.database.uow() as work:
        of_send = Appointment(Role.MODERATOR, SEND)
        await work.members.appoint(bot.home.id, bot.people[ASKER].id, of_send)
        await work.commit()
    for user in (SHARER, ASKER):
        [refusal] = await bot.send_form(user, "review.recall", id, communities=SEND)
        assert "moderator" in refusal.text
    assert (await practice(bot)).communities == (ATTENDANCE,)
    assert await move(bot, review, SEND, user=OTHER_MODERATOR) != []

    [card] = await bot.post(ASKER, f"share: {POST}", CHANNEL)
    await bot.fill_in(ASKER, card, communities=SEND)
    waiting = card.form().value
    [refusal] = await bot.send_form(MODERATOR, "review.recall", waiting, communities=ATTENDANCE)
    assert "nothing to move" in refusal.text


async def test_what_never_arrived_is_not_said_to_have_been_a_mistake(bot: World) -> None:
    review = await published(bot)
    key = next(m.delivery.key for m in bot.chat.in_channel(CHANNEL) if not m.delivery.only_for)
    await bot.database.outbox.dead(key, "the channel is archived")
    before = len(bot.chat.messages)
    await move(bot, review, SEND)
    new = [each.delivery.facts for each in bot.chat.messages[before:]]
    assert not any(isinstance(facts.decode(each), facts.MovedElsewhere) for each in new)
