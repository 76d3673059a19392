"""Questions: what is kept of them, and what nobody could answer."""

from __future__ import annotations

import pytest

from ntg_bot.domain.asking import (
    Audience,
    Confidence,
    Gap,
    GapStatus,
    Hit,
    Question,
    SearchResult,
)
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.knowledge import Kind
from ntg_bot.services.asking import STORED_QUESTION_CHARACTERS, Asking
from tests.fakes.entries import ATTENDANCE, SEND
from tests.fakes.world import ASKER, SHARER, World

NOTHING = SearchResult(Confidence.NONE, (), 0.0)
NEAR = SearchResult(Confidence.CLOSEST, (Hit("walking-bus", Kind.PRACTICE, 0.4),), 0.4)
EVERYBODY = Audience(public_only=True)


async def ask(
    bot: World, text: str, result: SearchResult = NOTHING, *, user: str = ASKER
) -> Question:
    async with bot.database.uow() as work:
        asking = Asking(bot.people[user], "c1", "t1", text, "ask_what_works", result)
        question = await bot.asks.record(work, asking)
        await work.commit()
    return question


async def release(bot: World, question: Question, *, user: str = ASKER) -> None:
    async with bot.database.uow() as work:
        await bot.asks.release_gap(work, bot.people[user], question.id)
        await work.commit()


async def gaps(bot: World) -> list[Gap]:
    async with bot.database.uow(read_only=True) as work:
        return list(await work.gaps.open())


async def test_a_question_is_kept_with_what_it_was_answered_with(bot: World) -> None:
    asked = await ask(bot, "walking bus?", NEAR)
    async with bot.database.uow(read_only=True) as work:
        kept = await bot.asks.question(work, bot.home.id, asked.id)
    assert kept == asked
    assert (kept.hits, kept.community, kept.asked_at) == (NEAR.hits, ATTENDANCE, bot.clock.now())
    assert await gaps(bot) == []


async def test_a_question_nobody_can_answer_files_a_gap(bot: World) -> None:
    bot.communities.rules["trampolines"] = SEND
    asked = await ask(bot, "do trampolines help?")
    [gap] = await gaps(bot)
    assert (gap.id, gap.text, gap.count) == (asked.gap_id, "do trampolines help?", 1)
    assert (gap.community, gap.status) == (SEND, GapStatus.OPEN)


async def test_its_like_joins_the_gap_and_another_does_not(bot: World) -> None:
    first = await ask(bot, "do trampolines help with focus?")
    bot.clock.forward(hours=2)
    second = await ask(bot, "Do trampolines help focus", user=SHARER)
    other = await ask(bot, "do dogs in class calm anybody?")
    assert first.gap_id == second.gap_id != other.gap_id
    gap = next(gap for gap in await gaps(bot) if gap.id == first.gap_id)
    assert (gap.count, gap.text) == (2, "do trampolines help with focus?")
    assert gap.first_asked < gap.last_asked == bot.clock.now()


async def test_the_same_words_in_another_community_are_another_gap(bot: World) -> None:
    first = await ask(bot, "do trampolines help?")
    bot.communities.default = SEND
    second = await ask(bot, "do trampolines help?")
    assert first.gap_id != second.gap_id


async def test_a_very_long_question_is_cut_when_it_is_kept(bot: World) -> None:
    asked = await ask(bot, "why " * 1_000)
    assert len(asked.text) == STORED_QUESTION_CHARACTERS
    [gap] = await gaps(bot)
    assert len(gap.text) == STORED_QUESTION_CHARACTERS


async def test_the_last_verdict_of_a_person_counts(bot: World) -> None:
    asked = await ask(bot, "walking bus?", NEAR)
    for helpful in (False, True):
        async with bot.database.uow() as work:
            await bot.asks.give_feedback(work, bot.people[SHARER], asked.id, helpful=helpful)
            await work.commit()
    async with bot.database.uow(read_only=True) as work:
        held = await bot.members.my_data(work, bot.people[SHARER])
    [verdict] = held["feedback"]  # type: ignore[misc]
    assert verdict["helpful"] is True


async def test_feedback_on_a_question_of_another_workspace_is_not_found(bot: World) -> None:
    asked = await ask(bot, "walking bus?", NEAR)
    async with bot.database.uow() as work:
        stranger = await work.members.ensure(bot.away.id, "u9", "Stranger")
        with pytest.raises(NotFound):
            await bot.asks.give_feedback(work, stranger, asked.id, helpful=True)


async def test_only_the_asker_releases_a_question(bot: World) -> None:
    asked = await ask(bot, "do trampolines help?")
    with pytest.raises(NotFound, match="not_your_question"):
        await release(bot, asked, user=SHARER)
    await release(bot, asked)
    [gap] = await gaps(bot)
    assert gap.status is GapStatus.ASKED


async def test_a_released_gap_shows_the_words_of_who_released_it(bot: World) -> None:
    await ask(bot, "do trampolines help with focus?")
    mine = await ask(bot, "Do trampolines help focus", user=SHARER)
    await release(bot, mine, user=SHARER)
    [gap] = await gaps(bot)
    assert (gap.text, gap.count) == ("Do trampolines help focus", 2)


async def test_releasing_a_near_answer_files_its_gap_and_counts_it_once(bot: World) -> None:
    asked = await ask(bot, "walking bus in snow?", NEAR)
    await release(bot, asked)
    await release(bot, asked)
    [gap] = await gaps(bot)
    assert (gap.text, gap.count, gap.status) == ("walking bus in snow?", 1, GapStatus.ASKED)


async def test_a_question_released_later_is_news_of_the_day_it_is_released(bot: World) -> None:
    asked = await ask(bot, "do trampolines help?")
    bot.clock.forward(days=20)
    await release(bot, asked)
    [gap] = await gaps(bot)
    assert gap.last_asked == bot.clock.now()
    assert gap.count == 1


@pytest.mark.parametrize("text", ["", "   ", "???", "🙂🙂", "<>"])
def test_a_text_without_words_is_not_searched(bot: World, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        bot.asks.search(text, audience=EVERYBODY)
    assert refused.value.field == "question"
    assert bot.retriever.searches == []


def test_the_nearest_community_is_that_of_the_best_practice_else_the_classifiers(
    bot: World,
) -> None:
    bot.communities.default = SEND
    assert bot.asks.nearest_community("walking bus?", NEAR) == ATTENDANCE
    assert bot.asks.nearest_community("walking bus?", NOTHING) == SEND
    bot.communities.default = ""
    assert bot.asks.nearest_community("walking bus?", NOTHING) == ""
