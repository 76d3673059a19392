"""The bot as an agent: a status while it looks, and Slack's own feedback buttons where wished."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ntg_bot.platforms.slack.settings import Mode
from tests.fakes.slack.workspace import Json, Message
from tests.scenarios.slack.setting import QUESTION, SlackBot, slack_bot


def feedback(message: Message) -> list[Json]:
    """Slack's own pairs of feedback buttons in a message, each with its block's id."""
    return [
        {**element, "block_id": block["block_id"]}
        for block in message.blocks
        if block["type"] == "context_actions"
        for element in block["elements"]
    ]


async def give(bot: SlackBot, user: str, message: Message, which: str) -> None:
    """Presses one of the pair, as Slack tells it."""
    [pair] = feedback(message)
    payload = bot.people.press(user, message, "How it works")
    payload["actions"] = [
        {
            "type": "feedback_buttons",
            "action_id": pair["action_id"],
            "block_id": pair["block_id"],
            "value": pair[which]["value"],
            "action_ts": "1.1",
        }
    ]
    await bot.interact(payload)


async def test_a_status_is_shown_once_in_a_thread_of_the_bots_own_conversation(
    bot: SlackBot,
) -> None:
    direct = bot.direct(bot.officer)
    first = await bot.say(bot.officer, direct, "hello")
    assert bot.slack.statuses == [], "nothing would take it away there"
    message = bot.people.says(bot.officer, direct, QUESTION, first.ts)
    for _ in range(2):
        await bot.event(bot.people.message_event(message))
    [status] = bot.slack.statuses
    assert (status["channel_id"], status["thread_ts"]) == (direct, first.ts)
    await bot.mention(bot.officer, bot.general, QUESTION, first.ts)
    assert len(bot.slack.statuses) == 1


async def test_without_a_status_there_is_an_answer_all_the_same(bot: SlackBot) -> None:
    direct = bot.direct(bot.officer)
    first = await bot.say(bot.officer, direct, "hello")
    bot.slack.break_next("assistant.threads.setStatus", "hang")
    await bot.say(bot.officer, direct, QUESTION, first.ts)
    assert "walking bus" in bot.slack.said(direct)[-1].text.casefold()


@pytest.mark.parametrize("mode", list(Mode))
async def test_slacks_own_feedback_buttons_are_there_where_the_setting_asks_for_them(
    tmp_path: Path, mode: Mode
) -> None:
    async with slack_bot(tmp_path, mode, new_blocks=True) as bot:
        await bot.mention(bot.officer, bot.general, QUESTION)
        [answer] = bot.slack.said(bot.general)
        [pair] = feedback(answer)
        assert pair["positive_button"]["text"]["text"] == "Helpful"
        assert "Helpful" not in [each["text"]["text"] for each in answer.elements()]
        await give(bot, bot.officer, answer, "negative_button")
        assert answer.button("Not helpful (1)"), "the plain pair shows what was pressed"
        assert feedback(answer) == []
        thanks = bot.slack.said(bot.general)[-1]
        assert thanks.only_for == bot.officer
        assert "did not help" in thanks.text


async def test_plain_buttons_stand_in_where_slack_refuses_the_new_ones(tmp_path: Path) -> None:
    async with slack_bot(tmp_path, Mode.HTTP, new_blocks=True) as bot:
        bot.slack.break_next("chat.postMessage", "invalid_blocks")
        await bot.mention(bot.officer, bot.general, QUESTION)
        [answer] = bot.slack.said(bot.general)
        assert answer.button("Helpful")
        assert feedback(answer) == []


async def test_by_itself_the_bot_uses_plain_buttons_only(bot: SlackBot) -> None:
    await bot.mention(bot.officer, bot.general, QUESTION)
    [answer] = bot.slack.said(bot.general)
    assert feedback(answer) == []
    assert answer.button("Helpful")


@pytest.mark.parametrize(
    "action",
    [
        {"action_id": "answer.verdict|0", "value": "review.accept|1"},
        {"action_id": "answer.verdict|0", "value": ""},
        {"action_id": "answer.verdict|0"},
        {"action_id": "other|0", "value": "x"},
    ],
)
async def test_made_up_feedback_does_nothing(bot: SlackBot, action: dict[str, Any]) -> None:
    await bot.mention(bot.officer, bot.general, QUESTION)
    [answer] = bot.slack.said(bot.general)
    payload = bot.people.press(bot.officer, answer, "How it works")
    payload["actions"] = [{"type": "feedback_buttons", "block_id": "0|x", **action}]
    await bot.interact(payload)
    for told in bot.slack.said(bot.general)[1:]:
        assert told.only_for == bot.officer
        assert "Accepted" not in told.text
