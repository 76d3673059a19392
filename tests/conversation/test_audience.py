"""What was said in private, and to whom it is shown: to nobody but who said it."""

from __future__ import annotations

from dataclasses import replace

from ntg_bot.conversation.events import ButtonPressed, MessagePosted
from ntg_bot.domain.people import ChannelBinding, Purpose
from tests.fakes.entries import ATTENDANCE
from tests.fakes.world import ASKER, CHANNEL, MODERATOR, MODERATORS, SHARER, World

SECRET = "what helps with pangolin phobia?"
PRACTICE = "We ran a homework club for year 7 pupils. Detentions fell by half."


async def ask(bot: World, channel: str, *, is_public: bool | None = None) -> None:
    bot.clock.forward(seconds=1)
    place = replace(bot.place(ASKER, channel), is_public=is_public)
    await bot.happen(MessagePosted(place, f"q{bot.events}", SECRET, True, bot.clock.now()))
    await bot.deliver()


async def open_questions(bot: World) -> str:
    [card] = await bot.post(MODERATOR, "open questions", MODERATORS)
    return card.text


async def test_moderators_see_the_words_of_what_was_asked_in_public_only(bot: World) -> None:
    await ask(bot, f"@{ASKER}")
    assert "pangolin" not in await open_questions(bot)
    assert "A question that was asked in private" in await open_questions(bot)
    await ask(bot, CHANNEL)
    assert SECRET in await open_questions(bot)
    assert "A question that was asked in private" not in await open_questions(bot)


async def test_a_channel_is_what_its_platform_says_and_else_what_it_was_when_bound(
    bot: World,
) -> None:
    async with bot.database.uow() as work:
        was = await work.bindings.of_channel(bot.home.id, CHANNEL)
        assert was is not None
        private = ChannelBinding(
            "b-private", bot.home.id, "c-private", Purpose.COMMUNITY, ATTENDANCE, is_private=True
        )
        await work.bindings.put(private)
        await work.commit()
    for channel, is_public in (
        ("c-unbound", None),
        ("c-private", None),
        ("c-unbound", False),
        (CHANNEL, False),
    ):
        await ask(bot, channel, is_public=is_public)
    assert "pangolin" not in await open_questions(bot)
    await ask(bot, "c-unbound", is_public=True)
    assert SECRET in await open_questions(bot)


async def test_a_command_is_private_wherever_it_is_typed(bot: World) -> None:
    await bot.command(ASKER, SECRET, CHANNEL)
    assert "pangolin" not in await open_questions(bot)


async def test_a_private_question_asked_again_in_public_stays_private(bot: World) -> None:
    await ask(bot, f"@{ASKER}")
    async with bot.database.uow(read_only=True) as work:
        [asked] = await work.questions.of_member(bot.home.id, bot.people[ASKER].id, 5)
    place = bot.place(ASKER, CHANNEL)
    await bot.happen(ButtonPressed(place, "ask.again", asked.id, "m", "", bot.clock.now()))
    await bot.deliver()
    assert "pangolin" not in await open_questions(bot)


async def test_what_did_not_help_in_private_is_shown_without_its_words(bot: World) -> None:
    for channel, words in ((f"@{ASKER}", "walking bus for pangolins?"), (CHANNEL, "walking bus?")):
        [answer] = await bot.post(ASKER, words, channel)
        await bot.press(ASKER, answer, "Not helpful")
    [card] = await bot.post(MODERATOR, "feedback", MODERATORS)
    assert "walking bus?" in card.text
    assert "pangolins" not in card.text
    assert "A question that was asked in private" in card.text


async def test_words_from_a_private_channel_say_so_to_author_and_moderators(bot: World) -> None:
    async with bot.database.uow() as work:
        private = ChannelBinding(
            "b-private", bot.home.id, "c-private", Purpose.COMMUNITY, ATTENDANCE, is_private=True
        )
        await work.bindings.put(private)
        await work.commit()
    for channel, is_private in (("c-private", True), (CHANNEL, False), (f"@{SHARER}", False)):
        [card] = await bot.post(SHARER, f"share: {PRACTICE}", channel)
        assert ("not everybody can read where you wrote this" in card.text) is is_private
        said = await bot.fill_in(SHARER, card)
        review = next(each for each in said if each.delivery.channel == MODERATORS)
        assert ("not everybody could read where this was written" in review.text) is is_private
