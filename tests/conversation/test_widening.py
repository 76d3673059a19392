"""A question goes to the other workspaces of its community by two yeses, and its answer by one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.conversation.events import MessageDeleted, MessageEdited
from ntg_bot.domain.handing import Reach
from tests.conversation.test_handing import ANSWER, CHILD, put, to
from tests.fakes.chat import Message
from tests.fakes.entries import SEND
from tests.fakes.world import (
    ASKER,
    AWAY,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    SEND_CHANNEL,
    SHARER,
    World,
)

FAR = "far"
"""somebody of the other workspace"""
WIDER = "Ask others too"


def away(bot: World, channel: str = CHANNEL) -> list[Message]:
    """What was said in a channel of the other workspace."""
    return [
        each
        for each in bot.chat.in_channel(channel)
        if each.delivery.workspace_id == bot.away.id and not each.delivery.only_for
    ]


def offer(bot: World) -> Message:
    return next(each for each in bot.chat.messages if "has read your question" in each.text)


async def wished(bot: World) -> Message:
    """Asked, and the asker wishes that the others are asked too; the moderators' card."""
    await put(bot)
    said = await bot.press(ASKER, offer(bot), WIDER)
    [card] = to(MODERATORS, said)
    return card


async def released(bot: World) -> Message:
    """A moderator agrees; the card in the other workspace."""
    await bot.press(MODERATOR, await wished(bot), "Ask the others")
    [card] = away(bot)
    return card


async def far(bot: World, card: Message, text: str = ANSWER) -> list[Message]:
    """A reply of the other workspace in the question's thread."""
    return await bot.post(FAR, text, CHANNEL, thread=card.id, addressed=False, workspace=AWAY)


async def reach(bot: World) -> Reach:
    async with bot.database.uow(read_only=True) as work:
        [found] = await work.handoffs.unsettled(bot.home.id)
        return found.reach


async def test_nothing_leaves_the_workspace_before_the_asker_and_a_moderator_say_so(
    bot: World,
) -> None:
    card = await wished(bot)
    assert away(bot) == [] and "bees" in card.text and "Asa" not in card.text
    [refusal] = await bot.press(SHARER, card, "Ask the others")
    assert "Only a moderator" in refusal.text
    [refusal] = await bot.press_raw(MODERATOR, "handoff.release", "no-such-question")
    assert "do not have that question" in refusal.text
    assert away(bot) == [] and await reach(bot) is Reach.WANTED
    said = await bot.press(MODERATOR, card, "Ask the others")
    assert "A moderator has agreed" in to(f"@{ASKER}", said)[0].text
    [there] = away(bot)
    assert "Somebody in another organisation asks" in there.text and "bees" in there.text
    assert "Asa" not in there.text
    [refusal] = await bot.press_raw(MODERATOR, "handoff.release", there.button("Answer").value)
    assert "decided already" in refusal.text
    assert len(away(bot)) == 1


async def test_only_the_asker_wishes_it_and_only_once(bot: World) -> None:
    await put(bot)
    id = offer(bot).button(WIDER).value
    [refusal] = await bot.press_raw(SHARER, "handoff.widen", id)
    assert "Only the person who asked" in refusal.text
    await bot.press(ASKER, offer(bot), WIDER)
    [refusal] = await bot.press_raw(ASKER, "handoff.widen", id)
    assert "decided already" in refusal.text


async def test_a_moderator_keeps_it_here_and_the_asker_hears_of_it(bot: World) -> None:
    card = await wished(bot)
    said = await bot.press(MODERATOR, card, "Keep it here")
    assert "kept this question here" in to(f"@{ASKER}", said)[0].text
    assert "A moderator has kept it here" in card.text
    assert (away(bot), await reach(bot)) == ([], Reach.KEPT)


async def test_a_community_that_is_nowhere_else_offers_nothing(bot: World) -> None:
    async with bot.database.uow() as work:
        await work.bindings.remove(bot.away.id, CHANNEL)
        await work.commit()
    await put(bot)
    assert not any("organisation" in each.text for each in bot.chat.messages)


async def test_an_answer_comes_back_once_its_author_says_so(bot: World) -> None:
    card = await released(bot)
    [asked] = await far(bot, card)
    assert asked.delivery.only_for == FAR and "Whoever asked is in another" in asked.text
    assert "There is one answer." in card.text, "the others there see it"
    said = await bot.press(FAR, asked, "Yes, send it", workspace=AWAY)
    [back] = to(f"@{ASKER}", said)
    assert back.delivery.workspace_id == bot.home.id
    assert ANSWER in back.text and "A colleague in another organisation answers:" in back.text
    assert FAR not in back.text, "no names"
    assert "passed your answer on" in asked.text
    assert await bot.press_raw(
        FAR, "handoff.pass", f"{card.button('Answer').value}|1", workspace=AWAY
    ), "answered, and not sent twice"
    assert len(to(f"@{ASKER}", [each for each in bot.chat.messages if ANSWER in each.text])) == 1
    [done] = await bot.press(ASKER, back, "That helped")
    assert "marked your question as answered" in done.text
    assert "This is answered." in card.text, "there too"


async def test_the_council_of_who_answered_is_said_and_no_name(bot: World) -> None:
    card = await released(bot)
    async with bot.database.uow() as work:
        await work.members.ensure(bot.away.id, FAR, "Fay", authority="E08000035")
        await work.commit()
    [asked] = await far(bot, card)
    [back] = to(f"@{ASKER}", await bot.press(FAR, asked, "Yes, send it", workspace=AWAY))
    assert "A colleague in Leeds answers:" in back.text and "Fay" not in back.text


async def test_who_says_no_is_not_asked_again_and_nothing_goes(bot: World) -> None:
    card = await released(bot)
    [asked] = await far(bot, card)
    await bot.press(FAR, asked, "No, it stays here", workspace=AWAY)
    assert "stays here" in asked.text
    assert await far(bot, card, "And it cost next to nothing.") == []
    assert not any(ANSWER in each.text for each in to(f"@{ASKER}", bot.chat.messages))


async def test_the_form_says_where_the_answer_goes_and_sends_it(bot: World) -> None:
    card = await released(bot)
    [form] = await bot.press(FAR, card, "Answer", workspace=AWAY)
    assert "in another organisation" in form.field("answer").hint
    said = await bot.fill_in(FAR, form, workspace=AWAY, answer=ANSWER)
    assert ANSWER in to(f"@{ASKER}", said)[0].text
    [refused] = await bot.fill_in(FAR, form, workspace=AWAY, answer=CHILD)
    assert "may tell who somebody is" in refused.field("answer").error


async def test_what_came_back_follows_its_message(bot: World) -> None:
    card = await released(bot)
    [asked] = await far(bot, card)
    source = f"msg{bot.events}"
    [back] = to(f"@{ASKER}", await bot.press(FAR, asked, "Yes, send it", workspace=AWAY))
    place = bot.place(FAR, CHANNEL, thread=card.id, workspace=AWAY)
    edited = ANSWER.replace("7%", "8%")
    await bot.happen(MessageEdited(place, source, ANSWER, edited, bot.clock.now()))
    await bot.deliver()
    assert edited in back.text and ANSWER not in back.text
    await bot.happen(MessageDeleted(place, source, bot.clock.now()))
    await bot.deliver()
    assert "has taken the answer back" in back.text and "bee club" not in back.text


async def test_nobody_sends_anothers_answer_and_none_to_who_was_forgotten(bot: World) -> None:
    card = await released(bot)
    [asked] = await far(bot, card)
    value = asked.button("Yes, send it").value
    [refusal] = await bot.press_raw("third", "handoff.pass", value, workspace=AWAY)
    assert "not there any more" in refusal.text
    async with bot.database.uow() as work:
        await work.members.forget(bot.home.id, bot.people[ASKER].id)
        await work.commit()
    [refusal] = await bot.press(FAR, asked, "Yes, send it", workspace=AWAY)
    assert "do not have that question" in refusal.text


async def test_a_question_that_names_its_forgotten_asker_goes_everywhere(bot: World) -> None:
    card = await released(bot)
    id = card.button("Answer").value
    async with bot.database.uow() as work:
        for each in await work.handoffs.of_question(id):
            await work.handoffs.save(replace(each, text="Asa asks about bees."))
        await work.members.forget(bot.home.id, bot.people[ASKER].id)
        assert await work.handoffs.of_question(id) == []
        await work.commit()


async def test_it_is_taken_on_there_without_reminders_until_then(bot: World) -> None:
    card = await released(bot)
    bot.clock.forward(days=15)
    assert await bot.joined.chaser.tick() == 1, "of the asker's own workspace alone"
    await bot.deliver()
    await bot.press(FAR, card, "I will find out", workspace=AWAY)
    assert f"{FAR} looks after it" in card.text
    assert await bot.joined.chaser.tick() == 1


@pytest.mark.parametrize("action", ["pass", "answer", "take", "release", "keep", "widen"])
async def test_before_it_was_sent_there_it_is_not_there(bot: World, action: str) -> None:
    card = await wished(bot)
    value = card.button("Ask the others").value
    [refusal] = await bot.press_raw(FAR, f"handoff.{action}", value, workspace=AWAY)
    assert "do not have that question" in refusal.text


async def test_the_wish_of_somebody_who_was_forgotten_is_nobodys(bot: World) -> None:
    card = await wished(bot)
    async with bot.database.uow() as work:
        await work.members.forget(bot.home.id, bot.people[ASKER].id)
        await work.commit()
    [refusal] = await bot.press(MODERATOR, card, "Ask the others")
    assert "do not have that question" in refusal.text
    assert away(bot) == []


async def test_other_communities_hear_nothing(bot: World) -> None:
    await released(bot)
    assert SEND and away(bot, SEND_CHANNEL) == []
