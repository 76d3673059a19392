"""Helpful and Not helpful: shown as pressed, counted where many read, and told to moderators."""

from __future__ import annotations

import pytest

from ntg_bot.domain.asking import Confidence, SearchResult
from ntg_bot.domain.people import Appointment, Role
from tests.fakes.entries import SEND
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SHARER,
    World,
)

QUESTION = "does a walking bus help?"
NOTHING = SearchResult(Confidence.NONE, (), 0.1)


def labels(message: object) -> list[str]:
    return [button.label for button in message.buttons()]  # type: ignore[attr-defined]


async def test_a_pressed_button_shows_it_where_one_person_reads(bot: World) -> None:
    [answer] = await bot.post(ASKER, QUESTION)
    await bot.press(ASKER, answer, "Helpful")
    assert "✓ Helpful" in labels(answer)
    assert "Not helpful" in labels(answer)
    await bot.press(ASKER, answer, "Not helpful")
    assert "✓ Not helpful" in labels(answer)
    assert "Helpful" in labels(answer), "the last press counts"
    assert answer.drawn == 3


async def test_verdicts_are_counted_where_many_people_read(bot: World) -> None:
    [answer] = await bot.post(ASKER, QUESTION, CHANNEL)
    for user in (ASKER, SHARER):
        await bot.press(user, answer, "Helpful" if user is ASKER else "Helpful (1)")
    await bot.press(MODERATOR, answer, "Not helpful")
    assert {"Helpful (2)", "Not helpful (1)"} <= set(labels(answer))
    await bot.press(SHARER, answer, "Helpful (2)")
    assert "Helpful (2)" in labels(answer), "a person counts once"


async def test_a_button_of_a_message_that_is_not_known_counts_all_the_same(bot: World) -> None:
    [answer] = await bot.post(ASKER, QUESTION)
    value = answer.button("Helpful").value
    [thanks] = await bot.press_raw(ASKER, "answer.helpful", value)
    assert "Thank you" in thanks.text
    assert answer.drawn == 1


async def test_the_second_person_without_help_flags_the_practice_to_moderators_once(
    bot: World,
) -> None:
    for user in (ASKER, ASKER, SHARER, OTHER_MODERATOR):
        [answer] = await bot.post(user, QUESTION, CHANNEL)
        label = next(each for each in labels(answer) if each.startswith("Not helpful"))
        await bot.press(user, answer, label)
    flags = [each for each in bot.chat.in_channel(MODERATORS) if "found no help" in each.text]
    assert len(flags) == 1
    assert "2 people found no help in answers that began with “Walking bus”." in flags[0].text
    [screen] = await bot.press(MODERATOR, flags[0], "See the feedback")
    assert "Walking bus: 3 people found no help in it." in screen.text
    assert screen.text.count(f"“{QUESTION}”") == 1
    assert not any(name in screen.text for name in ("Asa", "Shaz", "Mel"))


@pytest.mark.parametrize("words", ["feedback", "show me the feedback"])
async def test_moderators_see_how_answers_fared(bot: World, words: str) -> None:
    [screen] = await bot.post(MODERATOR, words)
    assert "Nobody has marked an answer as not helpful." in screen.text
    [answer] = await bot.post(ASKER, QUESTION)
    await bot.press(ASKER, answer, "Helpful")
    [screen] = await bot.post(MODERATOR, words, CHANNEL)
    assert "Marked helpful: 1." in screen.text
    assert screen.delivery.only_for == MODERATOR, "not in front of others"


async def test_open_questions_are_those_of_this_workspace_with_their_like_counted(
    bot: World,
) -> None:
    [none] = await bot.post(MODERATOR, "open questions", MODERATORS)
    assert "Every question that was asked here has an answer." in none.text
    bot.retriever.rules["bees"] = NOTHING
    for user in (ASKER, SHARER):
        await bot.post(user, "what works for keeping bees calm?", CHANNEL)
    await bot.post(ASKER, "what works for bees abroad?", workspace="W2")
    [screen] = await bot.post(MODERATOR, "open questions", MODERATORS)
    assert "keeping bees calm? (Attendance, behaviour and inclusion; asked 2 times)" in screen.text
    assert "abroad" not in screen.text


async def test_for_members_feedback_is_a_question_and_the_buttons_are_refused(bot: World) -> None:
    await bot.post(ASKER, "feedback")
    assert bot.retriever.searches[-1].text == "feedback"
    for action in ("moderate.feedback", "moderate.questions"):
        [refusal] = await bot.press_raw(ASKER, action, "")
        assert "Only a moderator, facilitator or curator" in refusal.text


async def test_a_moderator_of_one_community_sees_what_concerns_it(bot: World) -> None:
    async with bot.database.uow() as work:
        mine = Appointment(Role.MODERATOR, SEND)
        await work.members.appoint(bot.home.id, bot.people[SHARER].id, mine)
        await work.commit()
    for user in (ASKER, OTHER_MODERATOR):
        [answer] = await bot.post(user, QUESTION)
        await bot.press(user, answer, "Not helpful")
    [screen] = await bot.post(SHARER, "feedback")
    assert "Nobody has marked an answer as not helpful." in screen.text
