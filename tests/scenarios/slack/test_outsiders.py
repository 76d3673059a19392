"""Slack Connect: people of another organisation ask, and do nothing else, whoever they are."""

from __future__ import annotations

from typing import Any

import pytest

from ntg_bot.domain.people import Purpose
from tests.fakes.slack.workspace import Json, Message
from tests.scenarios.slack.conftest import hears_channels
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


FOR_THE_WORKSPACES_PEOPLE = (
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
)


@pytest.mark.parametrize("where", ["general", "attendance", "moderators"])
async def test_nothing_else_is_done_for_them_even_under_a_moderators_id(
    http_bot: SlackBot, where: str
) -> None:
    before = await kept(http_bot)
    channel = getattr(http_bot, where)
    for text in FOR_THE_WORKSPACES_PEOPLE:
        await outsider_says(http_bot, http_bot.moderator, channel, text)
        assert await kept(http_bot) == before, text
        http_bot.world.clock.forward(minutes=1)
    assert http_bot.slack.views == []
    said = http_bot.slack.said(channel)
    assert len(said) == len(FOR_THE_WORKSPACES_PEOPLE), "each is told so"


@hears_channels
async def test_their_posts_in_a_bound_channel_are_offered_to_nobody(bot: SlackBot) -> None:
    message = bot.people.says(bot.officer, bot.attendance, PRACTICE)
    await bot.event(from_outside(bot.people.message_event(message)))
    assert bot.slack.said(bot.attendance) == []
    same = bot.people.says(bot.officer, bot.attendance, PRACTICE)
    await bot.event(bot.people.message_event(same))
    assert len(bot.slack.said(bot.attendance)) == 1, "from inside it is offered"


@hears_channels
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


# --- guests ---------------------------------------------------------------------------------------

GUESTS = ("is_restricted", "is_ultra_restricted", "is_stranger")


@pytest.mark.parametrize("kind", GUESTS)
async def test_a_guest_is_answered_and_may_do_nothing_else(http_bot: SlackBot, kind: str) -> None:
    """Whoever they are by a role row, which was given before they became a guest."""
    http_bot.slack.guests[http_bot.moderator] = kind
    asked = await http_bot.mention(http_bot.moderator, http_bot.general, QUESTION)
    [answer] = http_bot.slack.said(http_bot.general, thread=asked.ts)
    assert "walking bus" in answer.text.casefold()
    before = await kept(http_bot)
    for text in ("join school attendance", f"share: {PRACTICE}", "review queue", "unbind"):
        await http_bot.command(http_bot.moderator, http_bot.attendance, text)
    assert await kept(http_bot) == before
    refusals = http_bot.slack.said(http_bot.attendance)
    assert {"not for guests" in each.text for each in refusals} == {True}
    assert {each.only_for for each in refusals} == {http_bot.moderator}


@hears_channels
async def test_a_post_of_a_guest_is_offered_to_nobody(bot: SlackBot) -> None:
    bot.slack.guests[bot.officer] = "is_restricted"
    await bot.say(bot.officer, bot.attendance, PRACTICE)
    assert bot.slack.said(bot.attendance) == []


async def test_a_guest_is_given_no_role(bot: SlackBot) -> None:
    bot.slack.guests[bot.officer] = "is_ultra_restricted"
    for person in (bot.officer, bot.colleague):
        await bot.command(bot.admin, bot.general, f"moderator add <@{person}|x>")
    refused, done = bot.slack.said(bot.general)
    assert "A guest of this workspace cannot have a role" in refused.text
    assert "moderates every community" in done.text


async def test_slack_is_asked_about_a_person_once_an_hour(http_bot: SlackBot) -> None:
    for _ in range(3):
        await http_bot.mention(http_bot.officer, http_bot.general, QUESTION)
    assert len(http_bot.slack.called("users.info")) == 1
    http_bot.slack.guests[http_bot.officer] = "is_restricted"
    http_bot.world.clock.forward(minutes=61)
    await http_bot.command(http_bot.officer, http_bot.general, "join attendance")
    assert "not for guests" in http_bot.slack.said(http_bot.general)[-1].text


@pytest.mark.parametrize("fault", ["500", "429", "missing_scope", "user_not_found"])
async def test_while_slack_does_not_say_people_are_answered_as_before(
    http_bot: SlackBot, fault: str
) -> None:
    http_bot.slack.break_next("users.info", fault)
    for user in (http_bot.officer, http_bot.colleague):
        await http_bot.mention(user, http_bot.general, QUESTION)
    assert len(http_bot.slack.said(http_bot.general)) == 2
    is_fault = fault in ("500", "429")
    assert len(http_bot.slack.called("users.info")) == (1 if is_fault else 2), "it is left alone"
    http_bot.world.clock.forward(seconds=61)
    http_bot.slack.guests[http_bot.officer] = "is_restricted"
    await http_bot.command(http_bot.officer, http_bot.general, "join attendance")
    refusal = http_bot.slack.said(http_bot.general)[-1]
    assert ("not for guests" in refusal.text) == is_fault, "then it is asked again"


async def test_what_waits_for_a_moderator_is_kept_from_a_channel_that_came_to_be_shared(
    bot: SlackBot,
) -> None:
    bot.slack.channels[bot.moderators].is_shared = True
    await bot.command(bot.officer, bot.general, f"share: {PRACTICE}")
    [draft] = bot.slack.said(bot.general)
    opener = next(e for e in draft.elements() if e["action_id"].startswith("form.open"))
    await bot.press(bot.officer, draft, opener["text"]["text"])
    await bot.submit(bot.officer, bot.slack.views[-1])
    assert bot.slack.said(bot.moderators) == []
    [told] = bot.slack.said(bot.direct(bot.admin))
    assert "people of other organisations read that channel" in told.text
    bot.slack.channels[bot.moderators].is_shared = False
    await bot.command(bot.moderator, bot.moderators, "queue")
    assert "walking bus" in bot.slack.said(bot.moderators)[-1].text.casefold()
