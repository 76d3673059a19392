"""A question that nobody could answer goes to its channel in Slack, and its answer comes back."""

from __future__ import annotations

from ntg_bot.domain.asking import Confidence, SearchResult
from tests.scenarios.slack.conftest import hears_channels
from tests.scenarios.slack.setting import SlackBot

ANSWER = "We ran a bee club at the gate every morning and absence fell from 9% to 7%."


@hears_channels
async def test_a_reply_in_the_thread_of_the_question_reaches_whoever_asked(bot: SlackBot) -> None:
    bot.world.retriever.rules["bees"] = SearchResult(Confidence.NONE, (), 0.1)
    direct = bot.direct(bot.officer)
    await bot.say(bot.officer, direct, "what works for keeping bees calm?")
    await bot.press(bot.officer, bot.slack.said(direct)[-1], "Ask the community")
    [card] = bot.slack.said(bot.attendance)
    assert "keeping bees calm" in card.text and "Nobody looks after it yet" in card.text
    await bot.say(bot.colleague, bot.attendance, ANSWER, thread=card.ts)
    back = bot.slack.said(direct)[-1]
    assert ANSWER in back.text
    assert "There is one answer." in bot.slack.said(bot.attendance)[0].text, "drawn anew"
    await bot.mention(bot.colleague, bot.attendance, "I'll find out", thread=card.ts)
    assert "looks after it, until" in bot.slack.said(bot.attendance)[0].text
    await bot.press(bot.officer, back, "That helped")
    assert "This is answered." in bot.slack.said(bot.attendance)[0].text


async def test_a_reply_that_names_the_bot_reaches_whoever_asked_without_any_listening(
    bot: SlackBot,
) -> None:
    bot.world.retriever.rules["bees"] = SearchResult(Confidence.NONE, (), 0.1)
    direct = bot.direct(bot.officer)
    await bot.say(bot.officer, direct, "what works for keeping bees calm?")
    await bot.press(bot.officer, bot.slack.said(direct)[-1], "Ask the community")
    [card] = bot.slack.said(bot.attendance)
    await bot.mention(bot.colleague, bot.attendance, ANSWER, thread=card.ts)
    assert ANSWER in bot.slack.said(direct)[-1].text
    await bot.mention(bot.colleague, bot.attendance, "does a walking bus help?", thread=card.ts)
    assert "Walking bus" in bot.slack.said(bot.attendance)[-1].text, "a question is a question"
