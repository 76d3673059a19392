"""Danger comes first, who speaks to the bot is answered, and the rest is met with silence."""

from __future__ import annotations

import pytest

from ntg_bot.domain.asking import Confidence, SearchResult
from tests.fakes.world import ASKER, CHANNEL, MODERATORS, ROUTE, World

NOTHING = SearchResult(Confidence.NONE, (), 0.1)


async def gaps(bot: World) -> list[str]:
    async with bot.database.uow(read_only=True) as work:
        return [f"{gap.status.value}: {gap.text}" for gap in await work.gaps.open()]


# --- danger ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["a child is in danger", "share: we ran a club, and a child is in danger"]
)
async def test_danger_comes_before_everything_else(bot: World, text: str) -> None:
    [reply] = await bot.post(ASKER, text)
    assert "Call 999" in reply.text
    assert ROUTE in reply.text
    assert bot.retriever.searches == []
    assert await gaps(bot) == []


async def test_danger_that_is_only_overheard_is_answered_privately(bot: World) -> None:
    for channel in (CHANNEL, MODERATORS, "c-anything"):
        [reply] = await bot.post(ASKER, "her dad is hurting her", channel, addressed=False)
        assert "999" in reply.text
        assert reply.delivery.only_for == ASKER


async def test_danger_in_a_form_is_answered_and_nothing_of_it_is_kept(bot: World) -> None:
    [form] = await bot.post(ASKER, "share")
    [said] = await bot.fill_in(ASKER, form, title="Visits", what="A child is in danger.")
    assert "999" in said.text
    assert "I have not kept what you wrote" in said.text
    assert said.delivery.only_for == ASKER
    async with bot.database.uow(read_only=True) as work:
        assert await work.submissions.of_member(bot.home.id, bot.people[ASKER].id) == []


# --- what is not for the bot ----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["lunch anyone?", "what works for absence?", "🙂", "", "help"])
async def test_what_is_not_said_to_the_bot_is_met_with_silence(bot: World, text: str) -> None:
    assert await bot.post(ASKER, text, CHANNEL, addressed=False) == []
    async with bot.database.uow(read_only=True) as work:
        assert await work.gaps.open() == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Ask me what works"),
        ("   ", "Ask me what works"),
        ("🙂🙂", "I could not find any words"),
        ("?!", "I could not find any words"),
        ("the weather is nice", "outside what I know"),
    ],
)
async def test_who_speaks_to_the_bot_is_always_answered(bot: World, text: str, words: str) -> None:
    [reply] = await bot.post(ASKER, text)
    assert words in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "walking bus? " + "x" * 20_000,
        "<b>walking bus</b> <!channel> <@U1> [x](javascript:alert(1))?",
        "walking bus {question} {0} %s?",
        "walking\u202ebus\u0000?\ud83d",
    ],
)
async def test_hostile_texts_get_an_answer(bot: World, text: str) -> None:
    bot.retriever.rules["walking"] = NOTHING
    [reply] = await bot.post(ASKER, text)
    assert "Nobody here knows yet" in reply.text
    told = await bot.press(ASKER, reply, "Ask the community")
    assert {message.delivery.channel for message in told} == {CHANNEL, f"@{ASKER}"}
