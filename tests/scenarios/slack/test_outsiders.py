"""Slack Connect: people of another organisation ask, and do nothing else, whoever they are."""

from __future__ import annotations

from typing import Any

import pytest

from ntg_bot.domain.people import Purpose
from tests.fakes.slack.workspace import Json, Message
from tests.scenarios.slack.setting import QUESTION, SlackBot

ELSEWHERE = "T0ELSEWHERE"
PRACTICE = "We ran a walking bus with two schools last term and lateness fell by a third."


def from_outside(payload: Json) -> Json:
    """The same event, done by somebody of another organisation in a channel shared with it."""
    event = {**payload["event"], "user_team": ELSEWHERE, "source_team": ELSEWHERE}
    return {**payload, "team_id": ELSEWHERE, "is_ext_shared_channel": True, "event": event}


async def outsider_says(bot: SlackBot, user: str, channel: str, text: str) -> Message:
    message = bot.people.says(user, channel, f"<@U0BOT> {text}")
    await bot.event(from_outside(bot.people.mention_event(message)))
    return message


async def kept(bot: SlackBot) -> dict[str, Any]:
    """What only the workspace's own people may change."""
    async with bot.world.database.uow(read_only=True) as work:
        [home] = [each for each in await work.workspaces.all() if each.platform == "slack"]
        bindings = [
            (each.channel, each.purpose, each.community)
            for purpose in Purpose
            for each in await work.bindings.of_purpose(purpose, home.id)
        ]
        members = await work.members.with_roles(home.id)
        someone = await work.members.of_user(home.id, bot.moderator)
        assert someone is not None
        return {
            "bindings": sorted(bindings),
            "roles": sorted((each.external_id, each.role.value) for each in members),
            "joined": await work.memberships.of_member(home.id, someone.id),
            "shared": await work.submissions.of_member(home.id, someone.id),
        }


async def test_a_question_from_outside_is_answered_in_the_thread(bot: SlackBot) -> None:
    asked = await outsider_says(bot, bot.officer, bot.general, QUESTION)
    [answer] = bot.slack.said(bot.general)
    assert answer.thread_ts == asked.ts
    assert answer.only_for == ""


@pytest.mark.parametrize(
    "text",
    [
        "join school attendance",
        "digest school attendance weekly",
        f"share: {PRACTICE}",
        "review queue",
        "suggested phrasings",
        "feedback",
        "channels",
        "bind school attendance",
        "unbind",
        "moderators channel",
        "moderator add <@U0OTHER>",
    ],
)
@pytest.mark.parametrize("where", ["general", "attendance", "moderators"])
async def test_nothing_else_is_done_for_them_even_under_a_moderators_id(
    http_bot: SlackBot, text: str, where: str
) -> None:
    before = await kept(http_bot)
    channel = getattr(http_bot, where)
    await outsider_says(http_bot, http_bot.moderator, channel, text)
    assert await kept(http_bot) == before
    assert http_bot.slack.views == []


async def test_their_posts_in_a_bound_channel_are_offered_to_nobody(bot: SlackBot) -> None:
    message = bot.people.says(bot.officer, bot.attendance, PRACTICE)
    await bot.event(from_outside(bot.people.message_event(message)))
    assert bot.slack.said(bot.attendance) == []
    same = bot.people.says(bot.officer, bot.attendance, PRACTICE)
    await bot.event(bot.people.message_event(same))
    assert len(bot.slack.said(bot.attendance)) == 1, "from inside it is offered"


async def test_a_button_for_the_workspaces_people_does_nothing_for_them(bot: SlackBot) -> None:
    await bot.say(bot.officer, bot.attendance, PRACTICE)
    [offer] = bot.slack.said(bot.attendance)
    before = await kept(bot)
    for label in [element["text"]["text"] for element in offer.elements()]:
        payload = bot.people.press(bot.moderator, offer, label)
        payload["user"]["team_id"] = ELSEWHERE
        await bot.interact(payload)
    assert await kept(bot) == before


async def test_their_message_cannot_be_made_a_draft(bot: SlackBot) -> None:
    message = bot.people.says(bot.officer, bot.general, PRACTICE)
    payload = bot.people.shortcut(bot.colleague, "ntg.share_message", message)
    payload["message"]["user_team"] = ELSEWHERE
    await bot.interact(payload)
    assert bot.slack.views[-1]["title"]["text"] == "Nothing to share"
    assert bot.slack.said(bot.direct(bot.officer)) == []
