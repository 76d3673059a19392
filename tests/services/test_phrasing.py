"""Helpful questions become phrasings, one moderator's yes at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.domain.asking import Confidence, Hit, Question, SearchResult
from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound
from ntg_bot.domain.knowledge import Kind, Practice
from ntg_bot.services.asking import Asking
from ntg_bot.services.phrasing import MOST_PHRASINGS
from tests.fakes.entries import WALKING_BUS
from tests.fakes.world import ASKER, MODERATOR, World

FOUND = SearchResult(Confidence.ANSWER, (Hit("walking-bus", Kind.PRACTICE, 1.0),), 0.9)


async def helped(bot: World, text: str, result: SearchResult = FOUND) -> Question:
    async with bot.database.uow() as work:
        asking = Asking(bot.people[ASKER], "c", "", text, "ask_what_works", result, is_public=True)
        question = await bot.asks.record(work, asking)
        await bot.asks.give_feedback(work, bot.people[ASKER], question.id, helpful=True)
        await work.commit()
    bot.clock.forward(minutes=1)
    return question


async def suggested(bot: World) -> list[str]:
    async with bot.database.uow(read_only=True) as work:
        found = await bot.phrasings.suggestions(work, bot.people[MODERATOR])
    return [suggestion.question.text for suggestion in found]


async def accept(bot: World, question: Question, *, user: str = MODERATOR) -> Practice:
    async with bot.database.uow() as work:
        practice = await bot.phrasings.accept(work, bot.people[user], question.id)
        await work.commit()
    return practice


async def test_a_helpful_question_in_new_words_is_suggested(bot: World) -> None:
    await helped(bot, "getting pupils in on foot")
    await helped(bot, "walking bus?")  # its title already
    await helped(bot, "x" * 200)
    await helped(bot, "what is it", replace(FOUND, hits=(Hit("leeds-bus", Kind.EXAMPLE, 1.0),)))
    assert await suggested(bot) == ["getting pupils in on foot"]


async def test_an_accepted_phrasing_is_kept_with_the_practice_and_not_suggested_again(
    bot: World,
) -> None:
    asked = await helped(bot, "getting pupils in on foot")
    practice = await accept(bot, asked)
    assert practice == replace(WALKING_BUS, asked_as=("getting pupils in on foot",))
    assert await suggested(bot) == []
    with pytest.raises(InvalidInput, match="phrasing_settled"):
        await accept(bot, asked)


async def test_a_phrasing_is_added_to_the_practice_as_the_database_has_it(bot: World) -> None:
    asked = await helped(bot, "getting pupils in on foot")
    newer = replace(WALKING_BUS, summary="Better words, by another process.")
    async with bot.database.uow() as work:
        await work.knowledge.save(newer, by="m9", at=bot.clock.now())
        await work.commit()
    assert (await accept(bot, asked)).summary == newer.summary


async def test_a_practice_taken_out_meanwhile_is_not_brought_back(bot: World) -> None:
    asked = await helped(bot, "getting pupils in on foot")
    async with bot.database.uow() as work:
        await work.knowledge.remove(Kind.PRACTICE, "walking-bus", by="m9", at=bot.clock.now())
        await work.commit()
    with pytest.raises(NotFound):
        await accept(bot, asked)


async def test_a_dismissed_suggestion_does_not_come_back(bot: World) -> None:
    asked = await helped(bot, "getting pupils in on foot")
    async with bot.database.uow() as work:
        await bot.phrasings.dismiss(work, bot.people[MODERATOR], asked.id)
        await work.commit()
    assert await suggested(bot) == []


async def test_only_a_moderator_decides_on_phrasings(bot: World) -> None:
    asked = await helped(bot, "getting pupils in on foot")
    with pytest.raises(NotAllowed):
        await accept(bot, asked, user=ASKER)
    async with bot.database.uow() as work:
        with pytest.raises(NotAllowed):
            await bot.phrasings.dismiss(work, bot.people[ASKER], asked.id)
    assert await suggested(bot) == ["getting pupils in on foot"]


async def test_a_practice_takes_only_so_many_phrasings(bot: World) -> None:
    full = replace(WALKING_BUS, asked_as=tuple(f"wording {n}" for n in range(MOST_PHRASINGS)))
    async with bot.database.uow() as work:
        await work.knowledge.save(full, by="m9", at=bot.clock.now())
        await work.commit()
    asked = await helped(bot, "getting pupils in on foot")
    with pytest.raises(InvalidInput, match="phrasings_full"):
        await accept(bot, asked)


async def test_what_was_asked_in_private_or_names_somebody_is_not_suggested(bot: World) -> None:
    async with bot.database.uow() as work:
        asking = Asking(bot.people[ASKER], "c", "", "on foot in private", "ask_what_works", FOUND)
        question = await bot.asks.record(work, asking)
        await bot.asks.give_feedback(work, bot.people[ASKER], question.id, helpful=True)
        await work.commit()
    await helped(bot, "what gets Kamarul Hasznan, 9, to walk with his mum")
    assert await suggested(bot) == []
