"""A question goes to its community, and its answer comes back and may become more."""

from __future__ import annotations

import pytest

from ntg_bot.conversation.events import MessageDeleted, MessageEdited, MessagePosted
from ntg_bot.domain.asking import Confidence, SearchResult
from ntg_bot.domain.people import Membership
from ntg_bot.domain.sharing import State
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE
from tests.fakes.world import (
    ADMIN,
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SHARER,
    World,
)

NOTHING = SearchResult(Confidence.NONE, (), 0.1)
QUESTION = "what works for keeping bees calm in the school garden?"
ANSWER = "We ran a bee club at the gate every morning and absence fell from 9% to 7%."


async def put(bot: World, user: str = ASKER) -> Message:
    """`user` asks what nobody knows and has it put to the community; returns the card there."""
    bot.retriever.rules["bees"] = NOTHING
    [answer] = await bot.post(user, QUESTION)
    said = await bot.press(user, answer, "Ask the community")
    assert "I bring you what they answer" in to(f"@{user}", said)[0].text
    [card] = to(CHANNEL, said)
    return card


async def release(bot: World) -> None:
    """What was put last goes to every workspace: by its asker's wish and a moderator's yes."""
    offered = next(
        each
        for each in reversed(bot.chat.messages)
        if any(button.label == "Ask others too" for button in each.buttons())
    )
    [card] = to(MODERATORS, await bot.press(ASKER, offered, "Ask others too"))
    await bot.press(MODERATOR, card, "Ask the others")


def to(channel: str, said: list[Message]) -> list[Message]:
    return [each for each in said if each.delivery.channel == channel]


async def reply(bot: World, user: str, card: Message, text: str) -> list[Message]:
    return await bot.post(user, text, CHANNEL, thread=card.id, addressed=False)


async def the_handoff(bot: World):  # type: ignore[no-untyped-def]
    async with bot.database.uow(read_only=True) as work:
        [found] = await work.handoffs.unsettled(bot.home.id)
        return found, await work.handoffs.answers(bot.home.id, found.question_id)


# --- out and back ---------------------------------------------------------------------------------


async def test_a_reply_in_the_thread_comes_back_to_the_asker_who_settles_it(bot: World) -> None:
    card = await put(bot)
    assert "An answer is hoped for by 2 December 2026." in card.text
    said = await reply(bot, SHARER, card, ANSWER)
    [back] = to(f"@{ASKER}", said)
    assert ANSWER in back.text and "Shaz answers:" in back.text and QUESTION in back.text
    assert "There is one answer." in card.text
    [offer] = [each for each in said if each.delivery.only_for == SHARER]
    assert "passed your answer on" in offer.text
    again = await reply(bot, SHARER, card, "And it was cheap too.")
    assert [each.delivery.channel for each in again] == [f"@{ASKER}"], "offered once"
    [done] = await bot.press(ASKER, back, "That helped")
    assert "marked your question as answered" in done.text
    assert "This is answered." in card.text and "That helped" not in back.text
    assert await reply(bot, MODERATOR, card, "Late, but we did that as well.") == []


async def test_the_askers_own_words_in_the_thread_are_no_answer(bot: World) -> None:
    card = await put(bot)
    assert await reply(bot, ASKER, card, "We are a small school, if that matters.") == []
    _, answers = await the_handoff(bot)
    assert answers == []


async def test_an_answer_by_the_form_stands_in_the_thread_too(bot: World) -> None:
    card = await put(bot)
    [form] = await bot.press(SHARER, card, "Answer")
    said = await bot.fill_in(SHARER, form, answer=ANSWER)
    [in_thread] = to(CHANNEL, [each for each in said if not each.delivery.only_for])
    assert (in_thread.delivery.thread, "Shaz answers:" in in_thread.text) == (card.id, True)
    assert ANSWER in to(f"@{ASKER}", said)[0].text
    [empty] = await bot.fill_in(SHARER, form, answer="...")
    assert "could not find any words" in empty.text


async def test_an_answer_that_does_not_help_leaves_the_question_open(bot: World) -> None:
    card = await put(bot)
    [back] = to(f"@{ASKER}", await reply(bot, SHARER, card, ANSWER))
    [kept] = await bot.press(ASKER, back, "I still need an answer")
    assert "I keep it open" in kept.text
    [refusal] = await bot.press_raw(SHARER, "handoff.settle", back.button("That helped").value)
    assert "Only the person who asked" in refusal.text
    assert (await the_handoff(bot))[0].state == "OPEN"


async def test_somebody_who_follows_is_told_too(bot: World) -> None:
    card = await put(bot)
    [fine] = await bot.press(MODERATOR, card, "Tell me too")
    assert "I tell you too" in fine.text
    [already] = await bot.press(MODERATOR, card, "Tell me too")
    assert "already" in already.text
    said = await reply(bot, SHARER, card, ANSWER)
    [told] = to(f"@{MODERATOR}", said)
    assert "a question that you follow" in told.text and "That helped" not in told.text


async def test_a_question_is_put_to_a_community_once(bot: World) -> None:
    card = await put(bot)
    [again] = await bot.press_raw(
        ASKER, "gap.ask", card.button("Answer").value, channel=f"@{ASKER}"
    )
    assert "that already" in again.text
    assert len(bot.chat.in_channel(CHANNEL)) == 1


# --- what may tell who somebody is ----------------------------------------------------------------

CHILD = "Ring Jayden Okafor's mum on 07700 900123, he is in Year 4 at Hilltop Primary."


async def test_words_that_may_identify_somebody_are_neither_asked_nor_passed_on(
    bot: World,
) -> None:
    card = await put(bot)
    said = await reply(bot, SHARER, card, CHILD)
    assert [each.delivery.only_for for each in said] == [SHARER]
    assert "may tell who somebody is" in said[0].text
    [form] = await bot.press(SHARER, card, "Answer")
    [refused] = await bot.fill_in(SHARER, form, answer=CHILD)
    assert "may tell who somebody is" in refused.field("answer").error
    assert refused.field("answer").value == CHILD, "nobody types twice"
    _, answers = await the_handoff(bot)
    assert answers == []
    bot.retriever.rules["jayden"] = NOTHING
    [asked] = await bot.post(OTHER_MODERATOR, f"what works for jayden bees? {CHILD}")
    [held] = await bot.press(OTHER_MODERATOR, asked, "Ask the community")
    assert "not put it to the community" in held.text
    assert [each.id for each in bot.chat.in_channel(CHANNEL) if not each.delivery.only_for] == [
        card.id
    ]


async def test_danger_in_a_reply_is_met_with_the_route_and_not_passed_on(bot: World) -> None:
    card = await put(bot)
    said = await reply(bot, SHARER, card, "a child is in danger, he was hit last night")
    assert [("999" in each.text, each.delivery.only_for) for each in said] == [(True, SHARER)]
    _, answers = await the_handoff(bot)
    assert answers == []


async def test_an_answer_follows_its_message(bot: World) -> None:
    card = await put(bot)
    await reply(bot, SHARER, card, ANSWER)
    source = f"msg{bot.events}"
    place = bot.place(SHARER, CHANNEL, thread=card.id)
    edited = ANSWER.replace("7%", "8%")
    await bot.happen(MessageEdited(place, source, ANSWER, edited, bot.clock.now()))
    assert (await the_handoff(bot))[1][0].text == edited
    await bot.happen(MessageDeleted(bot.place(MODERATOR, CHANNEL), source, bot.clock.now()))
    assert len((await the_handoff(bot))[1]) == 1, "only its author's deletion counts"
    await bot.happen(MessageDeleted(place, source, bot.clock.now()))
    assert (await the_handoff(bot))[1] == []


# --- who looks after it ---------------------------------------------------------------------------


async def test_anybody_takes_a_question_and_hands_it_back(bot: World) -> None:
    card = await put(bot)
    [yours] = await bot.press(SHARER, card, "I will find out")
    assert "You look after this question until 2 December 2026" in yours.text
    assert "Shaz looks after it" in card.text
    await bot.press_raw(OTHER_MODERATOR, "handoff.take", card.button("Answer").value)
    assert "Mel looks after it" in card.text, "who looks after the community may take it over"
    [refusal] = await bot.press_raw(SHARER, "handoff.take", card.button("Answer").value)
    assert "Mel looks after it already" in refusal.text
    [refusal] = await bot.press(SHARER, card, "Hand it back")
    assert "You do not look after this question" in refusal.text
    await bot.press(OTHER_MODERATOR, card, "Hand it back")
    assert "Nobody looks after it yet" in card.text


async def test_a_facilitator_asks_a_member_of_the_community_who_is_told(bot: World) -> None:
    card = await put(bot)
    [nobody] = await bot.press(MODERATOR, card, "Ask somebody")
    assert "Nobody has joined" in nobody.text
    async with bot.database.uow() as work:
        member = bot.people[SHARER]
        await work.memberships.put(Membership(member.id, bot.home.id, ATTENDANCE))
        await work.commit()
    [form] = await bot.press(MODERATOR, card, "Ask somebody")
    assert [option.label for option in form.field("person").options] == ["Shaz"]
    said = await bot.fill_in(MODERATOR, form, person=member.id)
    [told] = to(f"@{SHARER}", said)
    assert "Mo asks you to look after a colleague's question" in told.text
    assert "Shaz looks after it" in card.text
    await bot.press(SHARER, told, "Hand it back")
    assert "Nobody looks after it yet" in card.text


async def test_in_its_thread_somebody_is_named(bot: World) -> None:
    card = await put(bot)

    async def say(user: str, text: str, thread: str) -> list[Message]:
        bot.clock.forward(seconds=1)
        place = bot.place(user, CHANNEL, thread=thread)
        named = ((SHARER, "Shaz"),) if "@" in text else ()
        await bot.happen(MessagePosted(place, f"x{bot.events}", text, True, bot.clock.now(), named))
        return await bot.deliver()

    [refusal] = await say(ASKER, "assign @Shaz", card.id)
    assert "Only a moderator or facilitator" in refusal.text
    await say(MODERATOR, "assign this to @Shaz", card.id)
    assert "Shaz looks after it" in card.text
    await say(SHARER, "hand it back", card.id)
    assert "Nobody looks after it yet" in card.text
    await say(ASKER, "I'll find out", card.id)
    assert "Asa looks after it" in card.text
    [elsewhere] = await say(MODERATOR, "assign this to @Shaz", "")
    assert "in the thread of the question" in elsewhere.text


async def test_the_list_shows_what_waits_in_ones_own_communities(bot: World) -> None:
    await put(bot)
    [none] = await bot.command(SHARER, "community questions")
    assert "No question waits" in none.text
    await bot.post(SHARER, "join attendance")
    [listed] = await bot.command(SHARER, "community questions")
    assert QUESTION in listed.text and "Nobody looks after it yet" in listed.text
    [moderators] = await bot.command(MODERATOR, "community questions")
    assert QUESTION in moderators.text


async def test_whoever_looks_after_it_is_reminded_once_after_ten_working_days(bot: World) -> None:
    card = await put(bot)
    await bot.press(SHARER, card, "I will find out")
    bot.clock.forward(days=14)
    assert await bot.joined.chaser.tick() == 0, "the last day is still in time"
    bot.clock.forward(days=1)
    assert [await bot.joined.chaser.tick() for _ in range(2)] == [1, 0]
    said = await bot.deliver()
    [chased] = to(f"@{SHARER}", said)
    assert "The day has passed" in chased.text and chased.button("Answer")
    [told] = to(f"@{ASKER}", said)
    assert "Nobody has answered your question yet" in told.text


async def test_where_nobody_looks_after_it_those_who_look_after_the_community_are_told(
    bot: World,
) -> None:
    await put(bot)
    bot.clock.forward(days=15)
    await bot.joined.chaser.tick()
    said = await bot.deliver()
    assert {each.delivery.channel for each in said} == {
        f"@{MODERATOR}",
        f"@{OTHER_MODERATOR}",
        f"@{ASKER}",
    }


# --- from answers to practice ---------------------------------------------------------------------


async def submissions(bot: World, user: str):  # type: ignore[no-untyped-def]
    async with bot.database.uow(read_only=True) as work:
        return await work.submissions.of_member(bot.home.id, bot.people[user].id)


async def test_an_answer_becomes_a_submission_in_two_taps(bot: World) -> None:
    card = await put(bot)
    said = await reply(bot, SHARER, card, ANSWER)
    [offer] = [each for each in said if each.delivery.only_for == SHARER]
    [draft] = await bot.press(SHARER, offer, "Draft from my answer")
    assert "Only you can see it" in draft.text and draft.delivery.only_for == SHARER
    await bot.fill_in(SHARER, draft)
    [shared] = await submissions(bot, SHARER)
    assert (shared.state, "bee club" in shared.what) == (State.SUBMITTED, True)
    [refusal] = await bot.press_raw(ASKER, "handoff.draft", f"{card.button('Answer').value}|1")
    assert "not there any more" in refusal.text, "nobody makes a draft of another's words"


async def test_a_thread_becomes_a_draft_of_the_words_of_those_who_agree(bot: World) -> None:
    card = await put(bot)
    await reply(bot, SHARER, card, ANSWER)
    await reply(bot, MODERATOR, card, "We tried a bee hotel and it was left empty all summer.")
    await reply(bot, OTHER_MODERATOR, card, "Our garden group met twice and then it rained.")
    said = await bot.press(ASKER, card, "Record this thread")
    [mine] = [each for each in said if each.delivery.only_for == ASKER]
    asked = {each.delivery.channel: each for each in said if each is not mine}
    assert set(asked) == {f"@{SHARER}", f"@{MODERATOR}", f"@{OTHER_MODERATOR}"}
    assert ANSWER in asked[f"@{SHARER}"].text and "bee hotel" not in asked[f"@{SHARER}"].text
    [early] = await bot.press(ASKER, mine, "Make the draft")
    assert "Nobody has agreed yet" in early.text
    await bot.press(SHARER, asked[f"@{SHARER}"], "Yes, use my words")
    await bot.press(MODERATOR, asked[f"@{MODERATOR}"], "No, leave them out")
    made = await bot.press(ASKER, mine, "Make the draft")
    assert {each.delivery.only_for for each in made} == {ASKER}
    [draft] = await submissions(bot, ASKER)
    words = f"{draft.title} {draft.what} {draft.what_happened}"
    assert "bee club" in words
    assert "bee hotel" not in words and "rained" not in words and "Shaz" not in words
    assert "Not everybody has answered yet" in made[-1].text


async def test_a_record_is_made_by_who_asked_for_it(bot: World) -> None:
    card = await put(bot)
    await reply(bot, SHARER, card, ANSWER)
    value = card.button("Answer").value
    [refusal] = await bot.press_raw(MODERATOR, "handoff.make", value)
    assert "Somebody else makes the record" in refusal.text
    await bot.press(ASKER, card, "Record this thread")
    [refusal] = await bot.press(MODERATOR, card, "Record this thread")
    assert "Asa is making a record" in refusal.text


@pytest.mark.parametrize("action", ["take", "drop", "assign", "answer", "follow", "record", "make"])
async def test_a_question_of_another_workspace_is_not_there(bot: World, action: str) -> None:
    card = await put(bot)
    value = card.button("Answer").value
    [refusal] = await bot.press_raw(ADMIN, f"handoff.{action}", value, workspace="W2")
    assert "do not have that question" in refusal.text
