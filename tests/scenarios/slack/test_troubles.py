"""What Slack refuses for good is told to the workspace's admins: once, kindly, with what to do."""

from __future__ import annotations

import pytest

from ntg_bot.conversation import facts
from ntg_bot.domain.people import ChannelBinding, Purpose
from ntg_bot.services.ports import Delivery, DeliveryState
from tests.fakes.entries import ATTENDANCE
from tests.fakes.slack.workspace import TEAM
from tests.scenarios.slack.setting import QUESTION, SlackBot

POST = "chat.postMessage"


async def put(bot: SlackBot, channel: str, *keys: str, kind: str = "answer") -> None:
    async with bot.world.database.uow() as work:
        home = await work.workspaces.ensure("slack", TEAM, TEAM)
        for key in keys:
            said = facts.encode(facts.Reply("thanks"))
            delivery = Delivery(key, "slack", home.id, channel, said, kind=kind)
            await work.outbox.add(delivery, bot.world.clock.now())
        await work.commit()
    await bot.settle()


async def state(bot: SlackBot, key: str) -> DeliveryState:
    found = await bot.world.delivery(key)
    assert found is not None
    return found.state


async def name(bot: SlackBot, channel: str, named: str) -> None:
    """The binding knows the channel's name, as one that was made in the chat does."""
    async with bot.world.database.uow() as work:
        home = await work.workspaces.ensure("slack", TEAM, TEAM)
        binding = ChannelBinding("b", home.id, channel, Purpose.COMMUNITY, ATTENDANCE, named)
        await work.bindings.put(binding)
        await work.commit()


@pytest.mark.parametrize(
    ("error", "to_do"),
    [
        ("not_in_channel", "invite me again"),
        ("channel_not_found", "invite me again"),
        ("is_archived", "is archived"),
        ("restricted_action", "let me post there"),
        ("missing_scope", "ntg-bot doctor"),
    ],
)
async def test_the_admin_is_told_once_what_to_do(
    http_bot: SlackBot, error: str, to_do: str
) -> None:
    await name(http_bot, http_bot.attendance, "attendance")
    for key, kind in (("one", "answer"), ("two", "digest"), ("three", "answer")):
        http_bot.slack.break_next(POST, error)
        await put(http_bot, http_bot.attendance, key, kind=kind)
        assert await state(http_bot, key) is DeliveryState.DEAD
    [told] = http_bot.slack.said(http_bot.direct(http_bot.admin))
    assert to_do in told.text
    assert "#attendance" in told.text
    assert http_bot.slack.said(http_bot.attendance) == []


async def test_another_channel_and_another_week_are_told_of_again(http_bot: SlackBot) -> None:
    http_bot.slack.break_next(POST, "is_archived")
    await put(http_bot, http_bot.attendance, "one")
    http_bot.slack.break_next(POST, "is_archived")
    await put(http_bot, http_bot.general, "two")
    told = http_bot.slack.said(http_bot.direct(http_bot.admin))
    assert len(told) == 2
    http_bot.world.clock.forward(days=7)
    http_bot.slack.break_next(POST, "is_archived")
    await put(http_bot, http_bot.general, "three")
    assert len(http_bot.slack.said(http_bot.direct(http_bot.admin))) == 3


async def test_a_workspace_that_takes_nothing_is_not_written_to(http_bot: SlackBot) -> None:
    """What could be said of it would be refused as well: the log and `doctor` say it."""
    for number, error in enumerate(("account_inactive", "token_revoked", "invalid_auth")):
        http_bot.slack.break_next(POST, error)
        await put(http_bot, http_bot.general, f"k{number}")
        assert await state(http_bot, f"k{number}") is DeliveryState.DEAD
    assert [each for each in http_bot.slack.messages if each.bot_id] == []


async def test_of_what_the_admin_cannot_be_told_nothing_more_is_said(http_bot: SlackBot) -> None:
    http_bot.slack.break_next(POST, "is_archived", "missing_scope")
    await put(http_bot, http_bot.general, "one")
    assert [each for each in http_bot.slack.messages if each.bot_id] == []
    assert len(http_bot.slack.called(POST)) == 2


async def test_a_person_who_has_left_is_nobody_s_trouble(http_bot: SlackBot) -> None:
    http_bot.slack.break_next(POST, "channel_not_found")
    await http_bot.say(http_bot.officer, http_bot.direct(http_bot.officer), QUESTION)
    assert [each for each in http_bot.slack.messages if each.bot_id] == []
    assert len(http_bot.slack.called(POST)) == 1


async def test_where_no_admin_is_known_the_moderators_are_told(http_bot: SlackBot) -> None:
    http_bot.world.joined.roles._admins = frozenset()
    http_bot.slack.break_next(POST, "not_in_channel")
    await put(http_bot, http_bot.attendance, "one")
    [told] = http_bot.slack.said(http_bot.moderators)
    assert "invite me again" in told.text
