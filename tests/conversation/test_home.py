"""A person's own page in any chat: theirs alone, and every button does what it says."""

from __future__ import annotations

from ntg_bot.domain.asking import Confidence, SearchResult
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE
from tests.fakes.world import ADMIN, ASKER, CHANNEL, MODERATOR, SHARER, World


async def page(bot: World, user: str) -> Message:
    [card] = await bot.command(user, "home")
    assert card.delivery.only_for == user
    return card


async def test_somebody_new_is_welcomed_and_shown_round(bot: World) -> None:
    card = await page(bot, ASKER)
    assert "Welcome." in card.text
    await bot.press(ASKER, card, "Show me round")
    assert "Step 1 of 4" in card.text
    await bot.press(ASKER, card, "Next")
    assert "Step 2 of 4" in card.text


async def test_a_question_on_the_page_says_what_became_of_it_and_can_be_asked_again(
    bot: World,
) -> None:
    bot.retriever.rules["bees"] = SearchResult(Confidence.NONE, (), 0.1)
    await bot.post(ASKER, "does a walking bus help?")
    await bot.post(ASKER, "what works for bees?")
    card = await page(bot, ASKER)
    assert "what works for bees? · nobody knew yet" in card.text
    assert "does a walking bus help? · I had an answer" in card.text
    bot.retriever.rules.clear()
    [answer] = await bot.press(ASKER, card, "Ask again")
    assert "Nobody here knows yet" in answer.text
    value = card.button("Ask again").value
    [refusal] = await bot.press_raw(SHARER, "ask.again", value)
    assert "I no longer have that question." in refusal.text


async def test_the_rhythm_of_a_digest_is_set_by_ones_own_buttons(bot: World) -> None:
    await bot.post(ASKER, "join attendance")
    card = await page(bot, ASKER)
    assert "digest every week" in card.text
    [done] = await bot.press(ASKER, card, "Every month")
    assert "monthly" in done.text
    assert "digest every month" in (await page(bot, ASKER)).text
    for value in (f"{ATTENDANCE}|hourly", "mopeds|weekly", ""):
        [refusal] = await bot.press_raw(ASKER, "digest.rhythm", value)
        assert "Done" not in refusal.text
    [refusal] = await bot.press_raw(SHARER, "digest.rhythm", f"{ATTENDANCE}|weekly")
    assert "have not joined" in refusal.text


async def test_moderators_and_admins_see_what_they_can_do(bot: World) -> None:
    assert "Waiting for a moderator" not in (await page(bot, ASKER)).text
    moderators = await page(bot, MODERATOR)
    assert "The queue is empty." in moderators.text
    assert "An admin names them" not in moderators.text
    [listed] = await bot.press(MODERATOR, moderators, "Channels")
    assert CHANNEL in listed.text
    [who] = await bot.press(MODERATOR, moderators, "Who moderates")
    assert "@Mo: moderator of every community" in who.text
    assert "An admin names them" in (await page(bot, ADMIN)).text
    for action in ("channel.list", "review.queue"):
        [refusal] = await bot.press_raw(ASKER, action, "")
        assert "Only a moderator" in refusal.text


async def test_what_was_shared_stands_on_the_page_with_its_next_step(bot: World) -> None:
    [draft] = await bot.post(SHARER, "share: We ran a homework club. Detentions fell.")
    card = await page(bot, SHARER)
    assert "Homework club · a draft that only you see" in card.text
    await bot.press(SHARER, card, "Open")
    assert "This is your draft" in card.text
    await bot.fill_in(SHARER, draft, communities=ATTENDANCE)
    card = await page(bot, SHARER)
    assert "with the moderators" in card.text
    await bot.press(SHARER, card, "Do not share it")
    assert "homework club" not in (await page(bot, SHARER)).text
