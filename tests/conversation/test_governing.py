"""Channels and roles in the chat: who may tie what to what, and who names whom."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from ntg_bot.domain.errors import DeliveryError
from ntg_bot.domain.people import ChannelAbout, ChannelBinding, Purpose
from tests.fakes.chat import Message, RecordingPlatform
from tests.fakes.entries import ATTENDANCE, SEND
from tests.fakes.world import (
    ADMIN,
    ASKER,
    CHANNEL,
    HOME,
    MODERATOR,
    MODERATORS,
    SEND_CHANNEL,
    SHARER,
    Named,
    World,
)

NEW = "c-new"
SHAZ: Named = ((SHARER, "Shaz"),)


@dataclass
class Directory(RecordingPlatform):
    """A chat platform that knows what its channels are."""

    channels: dict[str, ChannelAbout] = field(default_factory=dict)
    is_away: bool = False

    def __init__(self, chat: RecordingPlatform, *channels: ChannelAbout) -> None:
        super().__init__(chat.name)
        self.messages = chat.messages
        self.channels = {channel.id: channel for channel in channels}
        self.is_away = False

    async def about(self, workspace: str, channel: str) -> ChannelAbout:
        assert workspace == HOME
        if self.is_away:
            raise DeliveryError("away")
        return self.channels.get(channel, ChannelAbout(channel))


def know(bot: World, **what: bool) -> Directory:
    """The platform says this of the channel NEW."""
    directory = Directory(bot.chat, ChannelAbout(NEW, "new", **what))
    bot.platforms["chat"] = directory
    return directory


async def bound(bot: World, channel: str = NEW) -> ChannelBinding | None:
    async with bot.database.uow(read_only=True) as work:
        return await work.bindings.of_channel(bot.home.id, channel)


def to(user: str, said: list[Message]) -> Message:
    return next(each for each in said if user in (each.delivery.only_for, each.delivery.channel))


# --- channels -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["bind attendance", "bind this channel to Attendance"])
async def test_a_moderator_ties_a_channel_to_a_community_and_the_channel_is_told(
    bot: World, words: str
) -> None:
    know(bot)
    answer, notice = await bot.command(MODERATOR, words, NEW)
    assert "belongs to Attendance, behaviour and inclusion now" in answer.text
    assert answer.delivery.only_for == MODERATOR
    assert (notice.delivery.channel, notice.delivery.only_for) == (NEW, "")
    assert "shared only if you say so" in notice.text
    binding = await bound(bot)
    assert binding is not None
    assert (binding.purpose, binding.community, binding.name) == (
        Purpose.COMMUNITY,
        ATTENDANCE,
        "new",
    )
    [again] = await bot.command(MODERATOR, words, NEW)
    assert "already" in again.text


@pytest.mark.parametrize(
    "words", ["bind attendance", "unbind", "moderators channel", "moderator add @Shaz"]
)
async def test_members_tie_and_name_nothing(bot: World, words: str) -> None:
    know(bot)
    for channel in (NEW, CHANNEL):
        before = await bound(bot, channel)
        [refusal] = await bot.command(ASKER, words, channel, mentioned=SHAZ)
        assert "Only a" in refusal.text
        assert refusal.delivery.only_for == ASKER
        assert await bound(bot, channel) == before


async def test_a_list_for_a_member_is_that_of_the_communities(bot: World) -> None:
    [reply] = await bot.command(ASKER, "list")
    assert "These are the communities." in reply.text


@pytest.mark.parametrize(
    ("what", "words"),
    [({"is_private": True}, "This channel is private."), ({"is_shared": True}, "People of other")],
)
async def test_a_channel_that_not_everybody_reads_is_asked_about_twice(
    bot: World, what: dict[str, bool], words: str
) -> None:
    know(bot, **what)
    [asked] = await bot.command(MODERATOR, "bind attendance", NEW)
    assert words in asked.text
    assert await bound(bot) is None
    await bot.press(MODERATOR, asked, "No, leave it")
    assert "changed nothing" in asked.text
    assert await bound(bot) is None
    [again] = await bot.command(MODERATOR, "bind attendance", NEW)
    await bot.press(MODERATOR, again, "Yes, use this channel")
    assert "Done." in again.text
    binding = await bound(bot)
    assert binding is not None
    assert binding.is_private is what.get("is_private", False)


async def test_the_second_question_is_no_pass_for_somebody_else(bot: World) -> None:
    know(bot, is_private=True)
    [asked] = await bot.command(MODERATOR, "bind attendance", NEW)
    [refusal] = await bot.press(ASKER, asked, "Yes, use this channel")
    assert "Only a moderator" in refusal.text
    assert await bound(bot) is None


async def test_a_channel_that_turned_against_it_meanwhile_is_not_bound(bot: World) -> None:
    directory = know(bot, is_private=True)
    [asked] = await bot.command(MODERATOR, "bind attendance", NEW)
    directory.channels[NEW] = ChannelAbout(NEW, has_bot=False)
    [refusal] = await bot.press(MODERATOR, asked, "Yes, use this channel")
    assert "I am not in this channel yet" in refusal.text
    directory.is_away = True
    [refusal] = await bot.press(MODERATOR, asked, "Yes, use this channel")
    assert "could not look at this channel" in refusal.text
    assert await bound(bot) is None


async def test_a_direct_message_belongs_to_no_community(bot: World) -> None:
    [refusal] = await bot.post(MODERATOR, "bind attendance")
    assert "This is a conversation with me." in refusal.text


@pytest.mark.parametrize("words", ["bind", "bind this channel", "bind mopeds"])
async def test_a_community_that_is_not_named_is_asked_for(bot: World, words: str) -> None:
    know(bot)
    [reply] = await bot.command(MODERATOR, words, NEW)
    assert "“communities” for the list" in reply.text


async def test_unbinding_ends_what_comes_to_the_channel(bot: World) -> None:
    [reply] = await bot.command(MODERATOR, "unbind", CHANNEL)
    assert "does not belong to Attendance" in reply.text
    assert await bound(bot, CHANNEL) is None
    [none] = await bot.command(MODERATOR, "unbind", CHANNEL)
    assert "belongs to no community" in none.text


async def test_the_list_shows_what_belongs_where_and_frees_it_with_a_press(bot: World) -> None:
    [card] = await bot.command(MODERATOR, "list")
    for words in (CHANNEL, SEND_CHANNEL, "the moderators' channel"):
        assert words in card.text
    await bot.press(MODERATOR, card, "Unbind")
    assert await bound(bot, CHANNEL) is None
    assert await bound(bot, SEND_CHANNEL) is not None
    [refusal] = await bot.press_raw(ASKER, "channel.unbind", SEND_CHANNEL)
    assert "Only a moderator" in refusal.text


async def test_the_moderators_channel_is_best_private_and_never_shared_with_others(
    bot: World,
) -> None:
    directory = know(bot, is_private=True)
    [done] = await bot.command(MODERATOR, "moderators channel", NEW)
    assert "comes to this channel" in done.text
    directory.channels[NEW] = ChannelAbout(NEW)
    await bot.command(MODERATOR, "unbind", NEW)
    [asked] = await bot.command(MODERATOR, "make this the moderators' channel", NEW)
    assert "Everybody in the workspace can read" in asked.text
    directory.channels[NEW] = ChannelAbout(NEW, is_shared=True, is_private=True)
    [refusal] = await bot.press(MODERATOR, asked, "Yes, use this channel")
    assert "People of other organisations" in refusal.text
    assert await bound(bot) is None


async def test_words_of_danger_are_never_a_command(bot: World) -> None:
    [reply] = await bot.post(MODERATOR, "bind a child is in danger")
    assert "999" in reply.text


# --- roles ----------------------------------------------------------------------------------------


async def test_an_admin_of_the_settings_names_a_moderator_who_is_told_and_can_decide(
    bot: World,
) -> None:
    said = await bot.command(ADMIN, "moderator add @Shaz", mentioned=SHAZ)
    assert "Shaz moderates every community here now." in to(ADMIN, said).text
    assert "You are a moderator now" in to(f"@{SHARER}", said).text
    [queue] = await bot.post(SHARER, "queue")
    assert "The queue is empty." in queue.text
    [again] = await bot.command(ADMIN, "moderator add @Shaz", mentioned=SHAZ)
    assert "had that role already" in again.text
    [gone] = await bot.command(ADMIN, "moderator remove @Shaz", mentioned=SHAZ)
    assert "not a moderator any more" in gone.text
    [refusal] = await bot.post(SHARER, "queue")
    assert "Only a moderator" in refusal.text


async def test_a_moderator_of_one_community_decides_for_that_one_alone(bot: World) -> None:
    asked = ((ASKER, "Asa"),)
    await bot.command(ADMIN, "moderator add @Asa for the SEND community", mentioned=asked)
    reviews = []
    for community in (ATTENDANCE, SEND):
        [draft] = await bot.post(SHARER, "share: We ran a homework club. Detentions fell.")
        said = await bot.fill_in(SHARER, draft, communities=community)
        reviews.append(next(each for each in said if each.delivery.channel == MODERATORS))
    [queue] = await bot.post(ASKER, "queue")
    assert "Waiting for a moderator: 1." in queue.text
    [refusal] = await bot.press(ASKER, reviews[0], "Accept")
    assert "Only a moderator of its community" in refusal.text
    await bot.press(ASKER, reviews[1], "Accept")
    assert "Accepted by Asa" in reviews[1].text
    [refusal] = await bot.command(ASKER, "unbind", CHANNEL)
    assert "Only a moderator of its community" in refusal.text
    [done] = await bot.command(ASKER, "unbind", SEND_CHANNEL)
    assert "Done." in done.text
    [refusal] = await bot.command(ASKER, "moderators channel", NEW)
    assert "Only a moderator of its community" in refusal.text


async def test_an_admin_names_another_admin_who_loses_it_again(bot: World) -> None:
    await bot.command(ADMIN, "admin add @Shaz", mentioned=SHAZ)
    await bot.command(SHARER, "moderator add @Asa", mentioned=((ASKER, "Asa"),))
    [listed] = await bot.command(ASKER, "moderators")
    assert "@Shaz: admin" in listed.text
    assert "@Asa: moderator of every community" in listed.text
    [refusal] = await bot.command(SHARER, "admin remove @Shaz", mentioned=SHAZ)
    assert "your own admin role" in refusal.text
    [refusal] = await bot.command(SHARER, "admin remove @boss", mentioned=((ADMIN, "boss"),))
    assert "named as an admin in the bot's settings" in refusal.text
    [refusal] = await bot.command(ADMIN, "moderator remove @Shaz", mentioned=SHAZ)
    assert "They are an admin" in refusal.text
    [done] = await bot.command(ADMIN, "admin remove @Shaz", mentioned=SHAZ)
    assert "not an admin any more" in done.text
    [refusal] = await bot.command(SHARER, "admin add @Asa", mentioned=((ASKER, "Asa"),))
    assert "Only an admin" in refusal.text


@pytest.mark.parametrize("named", [(), (*SHAZ, (ASKER, "Asa"))])
async def test_one_person_is_named_by_the_chat_and_not_by_words(bot: World, named: Named) -> None:
    [refusal] = await bot.command(ADMIN, "moderator add @Shaz", mentioned=named)
    assert "I could not tell whom you mean." in refusal.text


async def test_without_a_moderators_channel_moderators_hear_of_it_directly(bot: World) -> None:
    await bot.command(MODERATOR, "unbind", MODERATORS)
    [draft] = await bot.post(SHARER, "share: We ran a homework club. Detentions fell.")
    said = await bot.fill_in(SHARER, draft, communities=ATTENDANCE)
    reviews = [each for each in said if "To review" in each.text]
    assert {each.delivery.channel for each in reviews} == {"@u-mod", "@u-mod2"}
    await bot.press(MODERATOR, reviews[0], "Accept")
    assert all("Accepted by Mo" in each.text for each in reviews)


async def test_a_sharer_is_told_when_nobody_can_decide_yet(bot: World) -> None:
    [draft] = await bot.post(SHARER, "share: We ran a homework club.", workspace="W3")
    said = await bot.fill_in(SHARER, draft, communities=ATTENDANCE, workspace="W3")
    assert [each.delivery.channel for each in said] == [f"@{SHARER}"]
    assert "nobody here is one yet" in said[0].text


async def test_a_facilitator_ties_channels_of_their_community_and_decides_nothing(
    bot: World,
) -> None:
    know(bot)
    asked = ((ASKER, "Asa"),)
    said = await bot.command(ADMIN, "facilitator add @Asa SEND", mentioned=asked)
    assert "Asa is a facilitator of " in to(ADMIN, said).text
    assert "You are a facilitator of " in to(f"@{ASKER}", said).text
    [again] = await bot.command(ADMIN, "facilitator add @Asa SEND", mentioned=asked)
    assert "had that role already" in again.text
    [listed] = await bot.command(SHARER, "moderators")
    assert "@Asa: facilitator of " in listed.text
    [done] = await bot.command(ASKER, "unbind", SEND_CHANNEL)
    assert "Done." in done.text
    for words in (f"unbind {CHANNEL}", "moderators channel", "queue", "suggestions"):
        channel = CHANNEL if words.startswith("unbind") else NEW
        [refusal] = await bot.command(ASKER, words.split(" c-")[0], channel)
        assert "Only a " in refusal.text, words
    [gone] = await bot.command(ADMIN, "facilitator remove @Asa", mentioned=asked)
    assert "is not a facilitator any more" in gone.text
    [refusal] = await bot.command(ASKER, "bind SEND", NEW)
    assert "Only a moderator or facilitator" in refusal.text


async def test_a_curator_of_everything_keeps_it_beside_another_role(bot: World) -> None:
    await bot.command(ADMIN, "curator add @Shaz", mentioned=SHAZ)
    await bot.command(ADMIN, "moderator add @Shaz attendance", mentioned=SHAZ)
    [listed] = await bot.command(SHARER, "moderators")
    assert "@Shaz: curator of everything" in listed.text
    assert "@Shaz: moderator of Attendance" in listed.text
    [suggestions] = await bot.command(SHARER, "suggestions")
    assert "no new phrasings" in suggestions.text
    await bot.command(ADMIN, "moderator remove @Shaz", mentioned=SHAZ)
    [refusal] = await bot.command(SHARER, "queue")
    assert "Only a moderator" in refusal.text
    [suggestions] = await bot.command(SHARER, "suggestions")
    assert "no new phrasings" in suggestions.text
