"""From an empty Slack workspace to published practice that is found: roles, channels, the path."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.slack.workspace import BOT_USER
from tests.scenarios.slack.conftest import WAYS, in_order
from tests.scenarios.slack.setting import SlackBot
from tests.scenarios.slack.test_sharing import WORDS, opener


@pytest.fixture(params=WAYS)
async def new_bot(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[SlackBot]:
    """A workspace where nobody is anything yet, but the admin of the settings."""
    async with in_order(tmp_path, *request.param, is_set_up=False) as made:
        yield made


def named(user: str, name: str) -> str:
    """As Slack escapes a person in the text of a command."""
    return f"<@{user}|{name}>"


async def test_from_nothing_to_practice_that_answers_a_question(new_bot: SlackBot) -> None:
    bot = new_bot
    # The admin of the settings names a moderator, who is told.
    await bot.command(bot.admin, bot.general, f"moderator add {named(bot.moderator, 'mo')}")
    assert "mo moderates every community" in bot.slack.said(bot.general)[-1].text
    assert "You are a moderator now" in bot.slack.said(bot.direct(bot.moderator))[-1].text
    # The moderator ties channels to what they are for.
    await bot.command(bot.moderator, bot.attendance, "bind attendance")
    done, notice = bot.slack.said(bot.attendance)
    assert (done.only_for, notice.only_for) == (bot.moderator, "")
    assert "belongs to the community Attendance" in notice.text
    bot.slack.channels[bot.moderators].is_private = True
    await bot.command(bot.moderator, bot.moderators, "moderators channel")
    assert "comes to this channel" in bot.slack.said(bot.moderators)[-1].text

    # A member shares, by a command and its windows.
    await bot.command(bot.officer, bot.general, f"share: {WORDS}")
    draft = bot.slack.said(bot.general)[-1]
    assert draft.only_for == bot.officer
    await bot.press(bot.officer, draft, opener(draft))
    await bot.submit(bot.officer, bot.slack.views[-1])
    review = bot.slack.said(bot.moderators)[-1]
    assert "To review" in review.text
    assert review.only_for == ""

    # Nobody else can accept it; the moderator can.
    await bot.press(bot.colleague, review, "Accept")
    refusal = bot.slack.said(bot.moderators)[-1]
    assert refusal.only_for == bot.colleague
    assert "Only a moderator" in refusal.text
    assert len(bot.slack.said(bot.attendance)) == 2
    await bot.press(bot.moderator, review, "Accept")
    assert "Accepted by mo, and published." in review.text
    published = bot.slack.said(bot.attendance)[-1]
    assert "walking bus on two streets" in published.text
    assert published.only_for == ""
    assert "is published" in bot.slack.said(bot.direct(bot.officer))[-1].text

    # A colleague asks, and it is found.
    question = await bot.mention(bot.colleague, bot.general, "What works: two streets?")
    [answer] = bot.slack.said(bot.general, thread=question.ts)
    assert "walking bus on two streets" in answer.text


async def test_members_set_up_nothing_and_are_told_who_can(new_bot: SlackBot) -> None:
    bot = new_bot
    for text in ("bind attendance", "moderators channel", "unbind"):
        await bot.command(bot.officer, bot.attendance, text)
        assert "Only a moderator" in bot.slack.said(bot.attendance)[-1].text
    await bot.command(bot.officer, bot.general, f"moderator add {named(bot.officer, 'olu')}")
    assert "Only an admin" in bot.slack.said(bot.general)[-1].text
    await bot.command(bot.officer, bot.general, "queue")
    assert "Only a moderator" in bot.slack.said(bot.general)[-1].text


async def test_a_private_channel_is_asked_about_twice_and_one_without_the_bot_is_refused(
    new_bot: SlackBot,
) -> None:
    bot = new_bot
    await bot.command(bot.admin, bot.general, f"moderator add {named(bot.moderator, 'mo')}")
    closed = bot.slack.channel("closed", is_private=True)
    closed.members |= {bot.moderator}
    await bot.command(bot.moderator, closed.id, "bind attendance")
    [asked] = bot.slack.said(closed.id)
    assert "This channel is private." in asked.text
    assert asked.only_for == bot.moderator
    await bot.press(bot.moderator, asked, "Yes, use this channel")
    assert "Done." in asked.text, "the question becomes its answer"
    assert "belongs to the community" in bot.slack.said(closed.id)[-1].text
    await bot.command(bot.moderator, closed.id, "list")
    assert "#closed" in bot.slack.said(closed.id)[-1].text

    outside = bot.slack.channel("outside", bot=False)
    outside.members |= {bot.moderator}
    await bot.command(bot.moderator, outside.id, "bind attendance")
    # The bot cannot speak there: the answer comes by the command's own address.
    [told] = bot.slack.said(outside.id)
    assert told.only_for == bot.moderator
    assert "I am not in this channel yet" in told.text


async def test_a_name_that_is_only_typed_makes_nobody_a_moderator(new_bot: SlackBot) -> None:
    bot = new_bot
    await bot.command(bot.admin, bot.general, "moderator add @mo")
    assert "could not tell whom you mean" in bot.slack.said(bot.general)[-1].text


async def test_a_mention_of_the_bot_is_not_the_person_who_is_named(new_bot: SlackBot) -> None:
    bot = new_bot
    said = await bot.mention(bot.admin, bot.general, f"moderator add <@{bot.moderator}> attendance")
    told = bot.slack.said(bot.general)[-1]
    assert told.only_for == bot.admin, said
    assert "moderates Attendance" in told.text
    assert BOT_USER not in told.text
    await bot.mention(bot.admin, bot.general, f"moderator add <@{bot.moderator}>")
    assert "moderates every community" in bot.slack.said(bot.general)[-1].text
