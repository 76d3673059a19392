"""Gaps: counted with their like, looked after, and closed with word to whoever asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.domain.asking import Confidence, Facets, Hit, SearchResult
from ntg_bot.domain.knowledge import Kind
from ntg_bot.domain.people import Appointment, Role
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE, SEND
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SHARER,
    World,
)

NOTHING = SearchResult(Confidence.NONE, (), 0.1, facets=Facets(groups=("young-carers",)))
BUS = SearchResult(Confidence.ANSWER, (Hit("walking-bus", Kind.PRACTICE, 1.0),), 0.9)
QUESTION = "what works for keeping bees calm?"


async def ask(bot: World, *users: str, channel: str = CHANNEL) -> list[Message]:
    bot.retriever.rules["bees"] = NOTHING
    return [(await bot.post(user, QUESTION, channel or f"@{user}"))[0] for user in users]


async def gaps(bot: World, user: str = MODERATOR) -> Message:
    return (await bot.post(user, "gaps", MODERATORS))[0]


async def test_questions_that_are_alike_are_one_gap_with_what_they_are_about(bot: World) -> None:
    assert "There is no gap" in (await gaps(bot)).text
    await ask(bot, ASKER, SHARER)
    bot.retriever.rules["hives"] = replace(NOTHING, facets=Facets(outcomes=("stay-safe",)))
    await bot.post(ASKER, "how do you paint hives blue in autumn?", CHANNEL)
    shown = await gaps(bot)
    assert "asked 2 times" in shown.text and "asked once" in shown.text
    assert "Young carers" in shown.text or "young-carers" not in shown.text
    assert shown.text.index("bees calm") < shown.text.index("hives"), "the most wanted first"
    assert not any(name in shown.text for name in ("Asa", "Shaz"))
    async with bot.database.uow(read_only=True) as work:
        first, second = await work.gaps.open()
    assert (first.groups, first.count, second.outcomes) == (("young-carers",), 2, ("stay-safe",))


async def test_an_answer_that_did_not_help_is_a_gap_too_once_a_person(bot: World) -> None:
    [answer] = await bot.post(ASKER, "what works: a walking bus?", CHANNEL)
    for _ in range(2):
        await bot.press_raw(ASKER, "answer.not_helpful", answer.button("Helpful").value)
    await bot.press_raw(SHARER, "answer.not_helpful", answer.button("Helpful").value)
    async with bot.database.uow(read_only=True) as work:
        [gap] = await work.gaps.open()
    assert (gap.count, gap.unhelped) == (0, 2)
    assert "Not helped by an answer: 2." in (await gaps(bot)).text


async def test_words_asked_in_private_are_counted_and_not_shown(bot: World) -> None:
    bot.retriever.rules["bees"] = NOTHING
    [mine] = await bot.post(ASKER, QUESTION)
    shown = await gaps(bot)
    assert "asked in private" in shown.text and "bees" not in shown.text
    await bot.press(ASKER, mine, "Ask the community")
    assert "bees calm" in (await gaps(bot)).text, "released by its asker"


async def test_words_of_another_workspaces_channel_stay_there(bot: World) -> None:
    bot.retriever.rules["bees"] = NOTHING
    await bot.post(ASKER, QUESTION, CHANNEL, workspace="W2")
    shown = await gaps(bot)
    assert "bees" not in shown.text and "asked once" in shown.text


async def test_somebody_looks_after_a_gap_and_hands_it_back(bot: World) -> None:
    await ask(bot, ASKER)
    shown = await gaps(bot)
    await bot.press(MODERATOR, shown, "I look after it")
    assert "Mo looks after it." in shown.text
    others = await gaps(bot, OTHER_MODERATOR)
    assert "Mo looks after it." in others.text
    await bot.press(MODERATOR, shown, "Hand it back")
    assert "looks after it" not in shown.text.replace("I look after it", "")


async def test_a_practice_that_answers_it_now_closes_it_and_askers_are_told(bot: World) -> None:
    [one, _] = await ask(bot, ASKER, SHARER)
    said = await bot.press(ASKER, one, "Ask the community")
    card = next(each for each in said if each.delivery.key.startswith("gap:"))
    await bot.press(OTHER_MODERATOR, card, "Tell me too")
    bot.retriever.rules["bees"] = BUS
    shown = await gaps(bot)
    told = await bot.press(MODERATOR, shown, "Answered by: Walking bus")
    to = {each.delivery.channel: each.text for each in told if not each.delivery.only_for}
    assert set(to) == {f"@{ASKER}", f"@{SHARER}", f"@{OTHER_MODERATOR}"}
    assert QUESTION in to[f"@{ASKER}"] and "Walking bus" in to[f"@{SHARER}"]
    assert QUESTION not in to[f"@{OTHER_MODERATOR}"]
    [done] = [each for each in told if each.delivery.only_for]
    assert "telling those who asked or follow it: 3" in done.text
    assert "There is no gap" in (await gaps(bot)).text
    [again] = await bot.press_raw(MODERATOR, "gap.close", shown.button("Close the gap").value)
    assert "closed already" in again.text


async def test_a_practice_is_named_and_shown_before_the_gap_is_closed(bot: World) -> None:
    await ask(bot, ASKER)
    shown = await gaps(bot)
    [form] = await bot.press(MODERATOR, shown, "Close the gap")
    [unknown] = await bot.fill_in(MODERATOR, form, practice="mopeds")
    assert "no practice of that name" in unknown.field("practice").error
    [sure] = await bot.fill_in(MODERATOR, form, practice="walking bus")
    assert "Does “Walking bus” answer it?" in sure.text
    told = await bot.press(MODERATOR, sure, "Close the gap")
    assert any(each.delivery.channel == f"@{ASKER}" for each in told)


@pytest.mark.parametrize("action", ["gap.list", "gap.own", "gap.disown", "gap.close"])
async def test_only_those_who_look_after_the_community_may(bot: World, action: str) -> None:
    await ask(bot, ASKER)
    shown = await gaps(bot)
    value = shown.button("Close the gap").value
    [refusal] = await bot.press_raw(ASKER, action, value)
    assert "Only a moderator, facilitator or curator" in refusal.text
    async with bot.database.uow() as work:
        mine = Appointment(Role.CURATOR, SEND)
        await work.members.appoint(bot.home.id, bot.people[ASKER].id, mine)
        await work.commit()
    [said] = await bot.press_raw(ASKER, action, value)
    expected = "There is no gap" if action == "gap.list" else "Only a moderator, facilitator"
    assert expected in said.text
    async with bot.database.uow(read_only=True) as work:
        [gap] = await work.gaps.open()
    assert (gap.owner_id, gap.community) == ("", ATTENDANCE)
