"""Moderating in the chat: from the review card to every bound channel, or back with a reason."""

from __future__ import annotations

import pytest

from ntg_bot.domain.asking import Confidence, Hit, SearchResult
from ntg_bot.domain.knowledge import Kind
from ntg_bot.domain.people import ChannelBinding, Purpose, Role
from ntg_bot.domain.sharing import State, Submission
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE, SEND
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SEND_CHANNEL,
    SHARER,
    World,
)

POST = "We ran a homework club for year 7 pupils. Detentions fell by half."
TITLE = "Homework club for year 7 pupils"


async def submit(bot: World, text: str = POST, communities: str = ATTENDANCE) -> Message:
    """Shares `text`; returns the review card."""
    [draft] = await bot.post(SHARER, f"share: {text}")
    said = await bot.fill_in(SHARER, draft, communities=communities)
    return next(message for message in said if message.delivery.channel == MODERATORS)


async def submission(bot: World) -> Submission:
    async with bot.database.uow(read_only=True) as work:
        [one] = await work.submissions.of_member(bot.home.id, bot.people[SHARER].id)
    return one


def to_sharer(messages: list[Message]) -> Message:
    return next(each for each in messages if each.delivery.channel == f"@{SHARER}")


# --- accepting ------------------------------------------------------------------------------------


async def test_accepting_publishes_to_every_bound_channel_of_every_workspace(bot: World) -> None:
    review = await submit(bot)
    said = await bot.press(MODERATOR, review, "Accept")
    published = [each for each in said if "shared from Leeds" in each.text]
    places = {(each.delivery.workspace_id, each.delivery.channel) for each in published}
    assert places == {(bot.home.id, CHANNEL), (bot.away.id, CHANNEL)}
    for each in published:
        assert each.delivery.only_for == ""
        assert "What happened: Detentions fell by half." in each.text
        assert "Described, but its effect has not been tested." in each.text
        assert "One team's own account" in each.text
        assert "Shaz" not in each.text


async def test_accepting_thanks_the_sharer_redraws_the_card_and_answers_questions_at_once(
    bot: World,
) -> None:
    review = await submit(bot)
    said = await bot.press(MODERATOR, review, "Accept")
    assert (
        "is published and shared with Attendance, behaviour and inclusion" in to_sharer(said).text
    )
    assert "Accepted by Mo, and published." in review.text
    labels = [button.label for button in review.buttons()]
    assert (review.drawn, labels) == (2, ["Wrong community"])
    [answer] = await bot.post(ASKER, "what works: homework club?")
    assert f"1. {TITLE}" in answer.text
    assert "not graded" in answer.text
    [whole] = await bot.press(SHARER, to_sharer(said), "How it works")
    assert "the sharer's own account" in whole.text


async def test_a_practice_for_two_communities_goes_to_both(bot: World) -> None:
    review = await submit(bot, communities=f"{ATTENDANCE},{SEND}")
    said = await bot.press(MODERATOR, review, "Accept")
    channels = sorted(each.delivery.channel for each in said if "shared from" in each.text)
    assert channels == [CHANNEL, CHANNEL, SEND_CHANNEL, SEND_CHANNEL]


async def test_a_member_who_presses_accept_is_refused_when_it_is_pressed(bot: World) -> None:
    review = await submit(bot)
    for label in ("Accept", "Decline", "Ask for changes", "Other community"):
        [refusal] = await bot.press(ASKER, review, label)
        assert "Only a moderator can do that." in refusal.text
        assert refusal.delivery.only_for == ASKER
    assert (await submission(bot)).state is State.SUBMITTED
    assert review.drawn == 1


async def test_the_sharer_cannot_accept_their_own(bot: World) -> None:
    review = await submit(bot)
    await bot.press(SHARER, review, "Accept")
    assert (await submission(bot)).state is State.SUBMITTED


async def test_a_moderator_who_was_demoted_is_refused(bot: World) -> None:
    review = await submit(bot)
    async with bot.database.uow() as work:
        await work.members.ensure(bot.home.id, MODERATOR, "Mo", role=Role.MEMBER)
        await work.commit()
    [refusal] = await bot.press(MODERATOR, review, "Accept")
    assert "Only a moderator" in refusal.text


async def test_of_two_moderators_the_second_is_told_who_was_first(bot: World) -> None:
    review = await submit(bot)
    accept = review.button("Accept")
    await bot.press(MODERATOR, review, "Accept")
    [told] = await bot.press_raw(OTHER_MODERATOR, accept.action, accept.value, message=review)
    assert f"Mo was first: “{TITLE}” is already published." in told.text
    assert told.delivery.only_for == OTHER_MODERATOR
    assert len([each for each in bot.chat.messages if "shared from Leeds" in each.text]) == 2


@pytest.mark.parametrize("value", ["no-such-id", "", "0", "99", "²", "' or 1=1"])
@pytest.mark.parametrize("action", ["review.accept", "review.open", "review.decline"])
async def test_a_guessed_submission_is_not_found(bot: World, action: str, value: str) -> None:
    [reply] = await bot.press_raw(MODERATOR, action, value, channel=MODERATORS)
    assert "Say “queue” to see" in reply.text


async def test_a_moderator_of_another_workspace_finds_nothing(bot: World) -> None:
    review = await submit(bot)
    async with bot.database.uow() as work:
        await work.members.ensure(bot.away.id, MODERATOR, "Mo", role=Role.MODERATOR)
        await work.commit()
    [reply] = await bot.press_raw(
        MODERATOR, "review.accept", review.button("Accept").value, workspace="W2"
    )
    assert "I do not have that submission." in reply.text
    assert (await submission(bot)).state is State.SUBMITTED


# --- sending back ---------------------------------------------------------------------------------


async def test_a_decline_carries_its_reason_to_the_sharer(bot: World) -> None:
    review = await submit(bot)
    [form] = await bot.press(MODERATOR, review, "Decline")
    assert form.delivery.only_for == MODERATOR
    said = await bot.fill_in(MODERATOR, form, reason="It names a family.")
    assert "It names a family." in to_sharer(said).text
    assert "decided not to publish" in to_sharer(said).text
    assert "Declined by Mo." in review.text
    assert "“It names a family.”" in review.text
    assert review.buttons() == []


async def test_asking_for_changes_lets_the_sharer_change_and_send_again(bot: World) -> None:
    review = await submit(bot)
    [form] = await bot.press(MODERATOR, review, "Ask for changes")
    said = await bot.fill_in(MODERATOR, form, reason="Say for how long.")
    told = to_sharer(said)
    assert "Say for how long." in told.text
    [edit] = await bot.press(SHARER, told, "Change the words")
    [draft] = await bot.fill_in(SHARER, edit, what="We ran it for a year.")
    await bot.fill_in(SHARER, draft)
    second = bot.chat.in_channel(MODERATORS)[-1]
    assert second is not review
    assert "We ran it for a year." in second.text
    await bot.press(MODERATOR, second, "Accept")
    assert "Accepted by Mo" in second.text


async def test_an_empty_reason_is_asked_for_again_at_its_field(bot: World) -> None:
    review = await submit(bot)
    [form] = await bot.press(MODERATOR, review, "Decline")
    [again] = await bot.fill_in(MODERATOR, form, reason="  ")
    assert "The sharer needs a reason." in again.field("reason").error
    assert (await submission(bot)).state is State.SUBMITTED


async def test_a_moderator_chooses_another_community(bot: World) -> None:
    review = await submit(bot)
    [form] = await bot.press(MODERATOR, review, "Other community")
    [again] = await bot.fill_in(MODERATOR, form, communities="")
    assert again.field("communities").error
    assert await bot.fill_in(MODERATOR, form, communities=SEND) == []
    assert "Community: SEND and disabled children" in review.text
    said = await bot.press(MODERATOR, review, "Accept")
    assert {each.delivery.channel for each in said if "shared from" in each.text} == {SEND_CHANNEL}


# --- in words -------------------------------------------------------------------------------------


async def test_the_queue_numbers_what_waits_and_opens_it(bot: World) -> None:
    await submit(bot)
    bot.clock.forward(days=2)
    [queue] = await bot.post(MODERATOR, "queue", MODERATORS)
    assert f"1. {TITLE}. Attendance, behaviour and inclusion. For 2 days." in queue.text
    [opened] = await bot.press(MODERATOR, queue, "Open")
    assert "To review:" in opened.text
    said = await bot.press(MODERATOR, opened, "Accept")
    assert "Accepted by Mo" in opened.text
    assert to_sharer(said)


async def test_an_empty_queue_says_so(bot: World) -> None:
    [queue] = await bot.post(MODERATOR, "show the queue?")
    assert "The queue is empty." in queue.text


@pytest.mark.parametrize("words", ["accept 1", "Approve 1", "publish 1."])
async def test_typing_accept_and_a_number_publishes_and_says_so(bot: World, words: str) -> None:
    review = await submit(bot)
    said = await bot.post(MODERATOR, words, MODERATORS)
    assert any("Accepted by Mo" in each.text for each in said), "who types is answered"
    assert "Accepted by Mo" in review.text
    async with bot.database.uow(read_only=True) as work:
        published = await work.knowledge.get(Kind.PRACTICE, (await submission(bot)).practice_id)
    assert published is not None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("decline 1 because it names a family", "because it names a family"),
        ("reject 1: it names a family", "it names a family"),
        ("decline 1 - it names\n a family", "it names a family"),
    ],
)
async def test_typing_decline_with_a_reason_declines(bot: World, words: str, reason: str) -> None:
    await submit(bot)
    said = await bot.post(MODERATOR, words, MODERATORS)
    assert f"This is why:\n{reason}" in to_sharer(said).text


@pytest.mark.parametrize("words", ["decline 1", "changes 1", "ask for changes to 1"])
async def test_typing_a_no_without_a_reason_asks_for_it(bot: World, words: str) -> None:
    await submit(bot)
    [form] = await bot.post(MODERATOR, words, MODERATORS)
    assert form.form().fields[0].name == "reason"


@pytest.mark.parametrize("words", ["accept 7", "decline 7 because", "changes 0 please"])
async def test_a_number_that_is_not_in_the_queue_is_said(bot: World, words: str) -> None:
    await submit(bot)
    [reply] = await bot.post(MODERATOR, words, MODERATORS)
    assert "There is no number" in reply.text


async def test_in_front_of_others_moderating_is_private(bot: World) -> None:
    """Nothing that waits may be read in a community's channel, whatever happens there."""
    await submit(bot)
    await submit(bot, "We ran a choir.")
    [queue] = await bot.post(MODERATOR, "queue", CHANNEL)
    [opened] = await bot.press(MODERATOR, queue, "Open")
    said = await bot.post(MODERATOR, "decline 1 because it names a family", CHANNEL)
    here = [each for each in said if each.delivery.channel == CHANNEL]
    assert here
    for message in (queue, opened, *here):
        assert message.delivery.only_for == MODERATOR


@pytest.mark.parametrize("words", ["queue", "accept 1", "decline 1 because no", "suggestions"])
async def test_members_who_type_moderators_words_are_refused(bot: World, words: str) -> None:
    await submit(bot)
    [reply] = await bot.post(ASKER, words)
    who = "curator or moderator" if words == "suggestions" else "moderator"
    assert f"Only a {who} can do that." in reply.text


# --- several channels, phrasings ------------------------------------------------------------------


async def test_every_moderators_channel_gets_the_card_and_sees_the_decision(bot: World) -> None:
    async with bot.database.uow() as work:
        second = ChannelBinding("b2", bot.home.id, "c-mods-2", Purpose.MODERATORS)
        await work.bindings.put(second)
        await work.commit()
    await submit(bot)
    cards = [each for each in bot.chat.messages if "To review" in each.text]
    assert {card.delivery.channel for card in cards} == {MODERATORS, "c-mods-2"}
    await bot.press(MODERATOR, cards[1], "Accept")
    assert all("Accepted by Mo" in card.text for card in cards)


async def test_a_helpful_question_becomes_a_phrasing(bot: World) -> None:
    found = (Hit("walking-bus", Kind.PRACTICE, 1.0),)
    bot.retriever.rules["on foot"] = SearchResult(Confidence.ANSWER, found, 0.9)
    [answer] = await bot.post(ASKER, "getting pupils in on foot?", CHANNEL)
    await bot.press(ASKER, answer, "Helpful")
    [card] = await bot.post(MODERATOR, "suggestions", MODERATORS)
    assert "“getting pupils in on foot?”" in card.text
    [done] = await bot.press(MODERATOR, card, "Yes, add it")
    assert "“Walking bus” is now found by these words too." in done.text
    assert bot.library.practice("walking-bus").asked_as == ("getting pupils in on foot?",)
    [none] = await bot.post(MODERATOR, "suggestions", MODERATORS)
    assert "There are no new phrasings" in none.text


# --- what a moderator saw is what they decide on --------------------------------------------------


async def test_a_number_stays_with_what_was_shown_under_it(bot: World) -> None:
    reviews = [await submit(bot, f"We ran club {name}.") for name in ("one", "two", "three")]
    await bot.post(MODERATOR, "queue", MODERATORS)
    await bot.press(OTHER_MODERATOR, reviews[0], "Accept")
    await submit(bot, "We ran club four.")
    await bot.post(MODERATOR, "accept 2", MODERATORS)
    assert "Accepted by Mo" in reviews[1].text
    assert "Accepted" not in reviews[2].text
    [told] = await bot.post(MODERATOR, "accept 1", MODERATORS)
    assert "Mel was first" in told.text
    [none] = await bot.post(MODERATOR, "accept 4", MODERATORS)
    assert "no number 4 in the queue that you saw" in none.text


async def test_the_queue_that_somebody_else_was_shown_in_private_counts_for_them_alone(
    bot: World,
) -> None:
    first = await submit(bot, "We ran club one.")
    await bot.post(OTHER_MODERATOR, "queue", CHANNEL)
    await bot.press(MODERATOR, first, "Accept")
    second = await submit(bot, "We ran club two.")
    third = await submit(bot, "We ran club three.")
    await bot.post(MODERATOR, "queue", CHANNEL)
    await bot.post(MODERATOR, "accept 1", CHANNEL)
    assert "Accepted by Mo" in second.text
    [told] = await bot.post(OTHER_MODERATOR, "accept 1", CHANNEL)
    assert "Mo was first: “Club one”" in told.text
    assert "Accepted" not in third.text


async def test_a_number_means_nothing_before_the_queue_was_shown(bot: World) -> None:
    for name in ("one", "two"):
        await submit(bot, f"We ran club {name}.")
    for words in ("accept 1", "decline 1 because no", "changes 2"):
        [told] = await bot.post(MODERATOR, words, MODERATORS)
        assert "I have not shown you the queue here" in told.text
