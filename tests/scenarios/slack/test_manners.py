"""Manners in Slack: floods, other bots, threads that are left alone, and both tiers."""

from __future__ import annotations

from tests.fakes.slack.workspace import BOT_USER, Message
from tests.scenarios.slack.conftest import hears_channels
from tests.scenarios.slack.setting import QUESTION, SlackBot

FOLLOW_UP = "and for under fives?"


async def test_a_flood_of_one_person_gets_one_private_notice(bot: SlackBot) -> None:
    for _ in range(14):
        await bot.mention(bot.officer, bot.general, QUESTION)
    said = bot.slack.said(bot.general)
    assert len([each for each in said if "walking bus" in each.text.casefold()]) == 10
    [notice] = [each for each in said if "quiet until the minute is over" in each.text]
    assert notice.only_for == bot.officer
    await bot.mention(bot.colleague, bot.general, QUESTION)
    assert len(bot.slack.said(bot.general)) == 12
    bot.world.clock.forward(seconds=61)
    await bot.mention(bot.officer, bot.general, QUESTION)
    assert len(bot.slack.said(bot.general)) == 13


async def test_two_bots_that_face_each_other_say_nothing(bot: SlackBot) -> None:
    """Whatever another bot says, however it says it, and whatever we said ourselves."""
    for marks in (
        {"bot_id": "B0OTHER"},
        {"subtype": "bot_message", "bot_id": "B0OTHER", "username": "other"},
        {"bot_profile": {"id": "B0OTHER"}},
        {"app_id": "A0OTHER"},
        {"user": BOT_USER},
        {"user": "USLACKBOT"},
    ):
        for channel in (bot.general, bot.attendance, bot.direct(bot.officer)):
            said = Message(channel, bot.slack.ts(1_700_000_000), "U0OTHER", f"<@{BOT_USER}> help")
            await bot.event(bot.people.message_event(said, **marks))
            mention = bot.people.mention_event(said)
            mention["event"] |= marks
            await bot.event(mention)
    assert bot.slack.messages == []


@hears_channels
async def test_thanks_and_mute_end_follow_ups_in_a_thread(bot: SlackBot) -> None:
    for words in ("thanks", "mute"):
        asked = await bot.mention(bot.officer, bot.general, QUESTION)
        await bot.say(bot.colleague, bot.general, FOLLOW_UP, asked.ts)
        assert len(bot.slack.said(bot.general, thread=asked.ts)) == 2
        await bot.say(bot.colleague, bot.general, words, asked.ts)
        before = len(bot.slack.messages)
        await bot.say(bot.colleague, bot.general, FOLLOW_UP, asked.ts)
        assert len(bot.slack.messages) == before + 1, words


async def test_without_listening_a_follow_up_in_a_channel_names_the_bot(bot: SlackBot) -> None:
    """In the base tier Slack tells of mentions only, so nothing else can be answered."""
    asked = await bot.mention(bot.officer, bot.general, QUESTION)
    await bot.mention(bot.colleague, bot.general, FOLLOW_UP, asked.ts)
    answers = bot.slack.said(bot.general, thread=asked.ts)
    assert len(answers) == 2
    assert bot.world.retriever.searches[-1].context == QUESTION
