"""Two Slack teams, one community: what is shared, moved and asked in one of them, in both."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ntg_bot.domain.asking import Confidence, SearchResult
from tests.fakes.entries import SEND
from tests.fakes.slack.workspace import Message
from tests.scenarios.slack.installed import Open, Team, open_bot

POST = "We ran a walking bus on two streets. Kamarul Hasznan, 9, told his teacher that he liked it."
NAME = "Kamarul"
QUESTION = "what works for keeping bees calm?"
ANSWER = "We ran a bee club at the gate every morning and absence fell from 9% to 7%."


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Open]:
    async with open_bot(tmp_path) as made:
        made.world.platforms["slack"] = made.platform
        made.world.intents.say("we ran", "share_practice")
        made.world.retriever.rules["bees"] = SearchResult(Confidence.NONE, (), 0.1)
        yield made
        for slack in (made.north, made.south):
            assert [each for each in slack.refused if "invalid" in each] == []


@pytest.fixture
async def north(bot: Open) -> Team:
    return await Team.of(bot, bot.north)


@pytest.fixture
async def south(bot: Open) -> Team:
    return await Team.of(bot, bot.south)


def everything(team: Team) -> str:
    """All that the bot has said there."""
    return str([(each.text, each.blocks) for each in team.slack.messages if each.bot_id])


async def share(team: Team) -> tuple[Message, Message]:
    """A post of the officer is sent to the moderators: the post, and the moderators' card."""
    post = await team.say(team.officer, team.attendance, POST)
    [card] = team.told(team.officer)
    await team.press(team.officer, card, "Yes, show me a draft")
    assert "This looks like a person's name." in card.text and f"{NAME} Hasznan" in card.text
    await team.press(team.officer, card, "It is not a person")
    await team.fill_in(team.officer, card)
    return post, team.said(team.moderators)[-1]


async def test_what_is_shared_in_one_team_is_posted_and_recalled_in_both(
    north: Team, south: Team
) -> None:
    assert (north.attendance, north.officer) == (south.attendance, south.officer), "told apart"
    before = [len(team.said(channel)) for team in (north, south) for channel in channels(team)]
    post, review = await share(north)
    assert "walking bus" in review.text and NAME not in str((review.text, review.blocks))

    # A moderator has to look at the words as they are; the other team's is not asked at all.
    await north.press(north.moderator, review, "Accept")
    assert "Choose “Show as written” first" in north.told(north.moderator)[-1].text
    await north.press(north.moderator, review, "Show as written")
    assert f"{NAME} Hasznan" in north.told(north.moderator)[-1].text
    assert "walking bus" not in everything(south)

    # The author takes the name out of the post, and what the moderators read follows.
    await north.change(post, "We ran a walking bus on three streets. A boy told us he liked it.")
    assert "three streets" in review.text and "two streets" not in str(review.blocks)
    await north.press(north.moderator, review, "Accept")
    posted = [team.said(team.attendance)[-1] for team in (north, south)]
    assert all("walking bus" in each.text and "three streets" in each.text for each in posted)
    counts = [len(team.said(channel)) for team in (north, south) for channel in channels(team)]
    assert [now - was for now, was in zip(counts, before, strict=True)] == [1, 0, 1, 0]

    # It went to the wrong community.
    await north.press(north.moderator, review, "Wrong community")
    await north.fill_in(north.moderator, north.told(north.moderator)[-1], communities=[SEND])
    for team, was in zip((north, south), posted, strict=True):
        assert "was posted here by mistake" in was.text
        assert "walking bus" in team.said(team.send)[-1].text
    counts = [len(team.said(channel)) for team in (north, south) for channel in channels(team)]
    assert [now - was for now, was in zip(counts, before, strict=True)] == [1, 1, 1, 1]
    assert NAME not in everything(south)
    assert not any(NAME in each.text for channel in channels(north) for each in north.said(channel))
    for team in (north, south):
        keys = [each.metadata for each in team.slack.messages if each.bot_id and each.metadata]
        assert len({str(key) for key in keys}) == len(keys), "each delivery once"


def channels(team: Team) -> tuple[str, str]:
    return team.attendance, team.send


async def test_a_post_that_is_deleted_is_withdrawn_and_never_reaches_the_other_team(
    north: Team, south: Team
) -> None:
    post, review = await share(north)
    await north.delete(post)
    assert "Withdrawn by its author." in review.text
    assert "two streets" not in str((review.text, review.blocks))
    assert "walking bus" not in everything(south)


async def test_a_question_asked_in_one_team_is_answered_in_the_other_by_three_yeses(
    north: Team, south: Team
) -> None:
    direct = north.slack.direct(north.officer).id
    await north.say(north.officer, direct, QUESTION)
    await north.press(north.officer, north.told(north.officer)[-1], "Ask the community")
    card = north.said(north.attendance)[-1]
    assert "keeping bees calm" in card.text and "bees" not in everything(south)
    await north.press(north.officer, north.told(north.officer)[-1], "Ask others too")
    wish = north.said(north.moderators)[-1]
    assert "keeping bees calm" in wish.text and "bees" not in everything(south)
    await north.press(north.moderator, wish, "Ask the others")
    there = south.said(south.attendance)[-1]
    assert "Somebody in another organisation asks" in there.text and "olu" not in there.text
    assert len([each for each in south.said(south.attendance) if "bees" in each.text]) == 1

    reply = await south.say(south.colleague, south.attendance, ANSWER, thread=there.ts)
    assert ANSWER not in everything(north)
    await south.press(south.colleague, south.told(south.colleague)[-1], "Yes, send it")
    back = north.told(north.officer)[-1]
    assert ANSWER in back.text and "A colleague in another organisation answers" in back.text
    at_home = await north.say(north.colleague, north.attendance, "We have no bees.", card.ts)
    assert "We have no bees." in north.told(north.officer)[-1].text
    await south.change(reply, ANSWER.replace("7%", "8%"))
    assert "8%" in back.text and "7%" not in str((back.text, back.blocks))
    await north.delete(at_home)
    assert "has taken the answer back" in north.told(north.officer)[-1].text
    await north.press(north.officer, back, "That helped")
    assert "This is answered." in card.text and "This is answered." in there.text
