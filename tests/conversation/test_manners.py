"""Not too much at once, and silence where people have asked for it."""

from __future__ import annotations

import pytest

from tests.fakes.world import ASKER, CHANNEL, MODERATOR, SHARER, World

QUESTION = "does a walking bus help?"
FOLLOW_UP = "and for under fives?"


# --- how much -------------------------------------------------------------------------------------


async def test_ten_questions_a_minute_are_answered_and_the_next_gets_one_kind_notice(
    bot: World,
) -> None:
    for _ in range(10):
        [answer] = await bot.post(ASKER, QUESTION, CHANNEL)
        assert "Walking bus" in answer.text
    [notice] = await bot.post(ASKER, QUESTION, CHANNEL)
    assert "quiet until the minute is over" in notice.text
    assert notice.delivery.only_for == ASKER
    for words in (QUESTION, "help", "bind attendance", "🙂"):
        assert await bot.post(ASKER, words) == []
    [theirs] = await bot.post(SHARER, QUESTION)
    assert "Walking bus" in theirs.text, "one person's flood is not another's"
    bot.clock.forward(seconds=60)
    [answer] = await bot.post(ASKER, QUESTION)
    assert "Walking bus" in answer.text


async def test_sixty_questions_a_minute_are_answered_in_one_channel(bot: World) -> None:
    bot.seconds_between = 0
    for person in range(6):
        for _ in range(10):
            assert await bot.post(f"u{person}", QUESTION, CHANNEL)
    [notice] = await bot.post("u-next", QUESTION, CHANNEL)
    assert "quiet until the minute is over" in notice.text
    assert notice.delivery.only_for == "u-next"
    assert await bot.post("u-after", QUESTION, CHANNEL) == []
    assert await bot.post("u-after", QUESTION), "elsewhere there is room"


async def test_danger_is_answered_however_much_was_said(bot: World) -> None:
    for _ in range(15):
        await bot.post(ASKER, QUESTION)
    [reply] = await bot.post(ASKER, "a child is in danger")
    assert "999" in reply.text


async def test_what_cannot_be_done_counts_too(bot: World) -> None:
    for _ in range(10):
        await bot.post(ASKER, "queue")
    [notice] = await bot.post(ASKER, QUESTION)
    assert "quiet until" in notice.text


async def test_buttons_are_not_counted(bot: World) -> None:
    [answer] = await bot.post(ASKER, QUESTION)
    for _ in range(15):
        assert await bot.press(ASKER, answer, "How it works")


async def test_a_message_that_comes_twice_counts_once(bot: World) -> None:
    from ntg_bot.conversation.events import MessagePosted

    for number in range(5):
        event = MessagePosted(
            bot.place(ASKER, "@u-asker"), f"m{number}", QUESTION, True, bot.clock.now()
        )
        for _ in range(3):
            await bot.happen(event, key=f"same-{number}")
    assert len(await bot.deliver()) == 5


# --- threads that are left alone ------------------------------------------------------------------


async def ask_in_thread(bot: World) -> str:
    """Asks in a channel; returns the thread."""
    [answer] = await bot.post(ASKER, QUESTION, CHANNEL)
    return answer.delivery.thread


async def overhear(bot: World, text: str, thread: str, user: str = SHARER) -> list[str]:
    said = await bot.post(user, text, CHANNEL, thread=thread, addressed=False)
    return [message.text for message in said]


async def test_a_follow_up_needs_no_mention(bot: World) -> None:
    thread = await ask_in_thread(bot)
    assert await overhear(bot, FOLLOW_UP, thread)


@pytest.mark.parametrize("words", ["thanks", "Thank you!", "cheers"])
async def test_thanks_end_a_thread_until_somebody_asks_the_bot_again(
    bot: World, words: str
) -> None:
    thread = await ask_in_thread(bot)
    assert await overhear(bot, words, thread) == [], "between colleagues it says nothing"
    assert await overhear(bot, FOLLOW_UP, thread) == []
    assert await bot.post(ASKER, "does a breakfast club help?", CHANNEL, thread=thread)
    assert await overhear(bot, FOLLOW_UP, thread)


async def test_thanks_to_the_bot_are_answered_and_end_the_thread_too(bot: World) -> None:
    thread = await ask_in_thread(bot)
    [welcome] = await bot.post(ASKER, "thanks", CHANNEL, thread=thread)
    assert "You are welcome" in welcome.text
    assert await overhear(bot, FOLLOW_UP, thread) == []


@pytest.mark.parametrize("addressed", [True, False])
async def test_a_muted_thread_stays_quiet_until_unmute(bot: World, addressed: bool) -> None:
    thread = await ask_in_thread(bot)
    [done] = await bot.post(SHARER, "mute", CHANNEL, thread=thread, addressed=addressed)
    assert "only when somebody names me" in done.text
    assert done.delivery.only_for == SHARER
    assert await bot.post(ASKER, QUESTION, CHANNEL, thread=thread), "named, it answers"
    await overhear(bot, "thanks", thread)
    assert await overhear(bot, FOLLOW_UP, thread) == []
    await bot.post(SHARER, "unmute", CHANNEL, thread=thread)
    assert await overhear(bot, FOLLOW_UP, thread)


async def test_muting_is_of_one_thread(bot: World) -> None:
    first, second = await ask_in_thread(bot), await ask_in_thread(bot)
    await bot.post(SHARER, "mute", CHANNEL, thread=first)
    assert await overhear(bot, FOLLOW_UP, second)
    [where] = await bot.post(MODERATOR, "mute", CHANNEL)
    assert "in the thread" in where.text


async def test_mute_in_a_thread_without_the_bot_is_none_of_its_business(bot: World) -> None:
    assert await overhear(bot, "mute", "some-thread") == []
