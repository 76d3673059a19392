"""What screening saw: the author alone is asked, and moderators read without it first."""

from __future__ import annotations

from structlog.typing import EventDict

from ntg_bot.conversation import facts
from ntg_bot.conversation.events import MessageEdited, MessagePosted
from ntg_bot.domain.knowledge import Kind, Practice
from ntg_bot.domain.sharing import State, Submission
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SHARER,
    World,
)

NAMED = "We ran a homework club. Kamarul Hasznan, 9, told his teacher that he liked it."
NAME = "Kamarul"
NUMBERED = f"{NAMED} Ring his mum on 07700 900123."


async def mine(bot: World) -> Submission:
    async with bot.database.uow(read_only=True) as work:
        [one] = await work.submissions.of_member(bot.home.id, bot.people[SHARER].id)
    return one


async def held(bot: World, text: str = NAMED) -> Message:
    [form] = await bot.post(SHARER, "share")
    [card] = await bot.fill_in(SHARER, form, title="Homework club", what=text)
    return card


def reviews(bot: World) -> list[Message]:
    return [each for each in bot.chat.in_channel(MODERATORS) if "To review" in each.text]


async def verbs(bot: World) -> list[str]:
    async with bot.database.uow(read_only=True) as work:
        kept = await work.members.export(bot.home.id, bot.people[SHARER].id)
    acts = kept["audit"]
    assert isinstance(acts, list)
    return [act["verb"] for act in acts]


async def insist(bot: World) -> Message:
    """Named, insisted on and sent in; returns the moderators' card."""
    card = await held(bot)
    await bot.press(SHARER, card, "It is not a person")
    await bot.fill_in(SHARER, card)
    return reviews(bot)[-1]


async def test_a_name_holds_the_draft_and_its_author_alone_sees_which(bot: World) -> None:
    card = await held(bot)
    assert (await mine(bot)).state is State.HELD
    assert card.delivery.only_for == SHARER
    assert "“Kamarul Hasznan” (What did you do?). This looks like a person's name." in card.text
    assert [button.label for button in card.buttons()] == [
        "It is not a person",
        "Remove it for me",
        "Change the words",
        "Do not share it",
    ]
    assert NAME.encode() not in card.delivery.facts


async def test_what_is_held_cannot_be_sent_in(bot: World) -> None:
    await held(bot)
    id = (await mine(bot)).id
    async with bot.database.uow(read_only=True) as work:
        assert await work.submissions.in_state(bot.home.id, State.SUBMITTED) == []
    assert (await bot.card(facts.Draft(bot.home.id, id))).startswith("Before it goes further")
    [refusal] = await bot.send_form(SHARER, "share.confirm", id, communities=ATTENDANCE)
    assert "who is asked about what may identify somebody" in refusal.text
    assert reviews(bot) == []


async def test_remove_it_for_me_masks_and_the_author_sees_the_draft(bot: World) -> None:
    card = await held(bot, NUMBERED)
    await bot.press(SHARER, card, "Remove it for me")
    assert "This is your draft" in card.text
    made = await mine(bot)
    assert made.state is State.DRAFT
    assert made.what.startswith("We ran a homework club. [name], 9, told his teacher")
    assert "[phone number]" in made.what
    assert "submission.mask" in await verbs(bot)


async def test_it_is_not_a_person_is_remembered_with_who_said_so(bot: World) -> None:
    card = await held(bot)
    await bot.press(SHARER, card, "It is not a person")
    made = await mine(bot)
    assert (made.state, made.what) == (State.DRAFT, NAMED)
    [[spotted]] = made.insisted
    assert spotted.insisted_by == bot.people[SHARER].id
    assert spotted.insisted_at is not None
    assert "submission.insist" in await verbs(bot)


async def test_each_finding_is_answered_by_itself_or_all_at_once(bot: World) -> None:
    card = await held(bot, NUMBERED)
    assert len((await mine(bot)).unsettled) == 2
    await bot.press(SHARER, card, "It is nobody's")
    made = await mine(bot)
    assert made.state is State.HELD
    assert [len(group) for group in (made.insisted, made.unsettled)] == [1, 1]
    assert "07700" not in card.text
    await bot.press(SHARER, card, "It is not a person")
    assert (await mine(bot)).state is State.DRAFT

    [form] = await bot.press(SHARER, card, "Change the words")
    [again] = await bot.fill_in(SHARER, form, what="Ring Tobenna Eze's mum on 07700 900456.")
    await bot.press(SHARER, again, "None is a person")
    assert (await mine(bot)).state is State.DRAFT


async def test_the_same_words_in_two_fields_are_asked_about_once(bot: World) -> None:
    [form] = await bot.post(SHARER, "share")
    [card] = await bot.fill_in(
        SHARER, form, title="Club", what=NAMED, what_happened="Kamarul Hasznan came every week."
    )
    assert "(What did you do? and What happened?)" in card.text
    await bot.press(SHARER, card, "It is not a person")
    assert len((await mine(bot)).insisted[0]) == 2
    assert (await mine(bot)).state is State.DRAFT


async def test_what_was_said_of_words_stays_with_them_when_others_change(bot: World) -> None:
    card = await held(bot)
    await bot.press(SHARER, card, "It is not a person")
    [form] = await bot.press(SHARER, card, "Change the words")
    await bot.fill_in(SHARER, form, what=f"Last year it began. {NAMED}")
    assert (await mine(bot)).state is State.DRAFT
    [form] = await bot.press(SHARER, card, "Change the words")
    await bot.fill_in(SHARER, form, what=f"{NAMED} Tobenna Eze, 10, came with his sister.")
    made = await mine(bot)
    assert made.state is State.HELD
    [[left]] = made.unsettled
    assert left.words(made.words) == "Tobenna Eze"


async def test_a_button_of_older_words_does_nothing(bot: World) -> None:
    card = await held(bot)
    button = card.button("It is not a person")
    [form] = await bot.press(SHARER, card, "Change the words")
    await bot.fill_in(SHARER, form, what="Tobenna Eze, 10, came with his sister.")
    for value in (button.value, f"{(await mine(bot)).id}@x", f"{(await mine(bot)).id}@9@1"):
        [refusal] = await bot.press_raw(SHARER, button.action, value)
        assert "These words have changed since" in refusal.text
    assert (await mine(bot)).state is State.HELD


async def test_nobody_else_can_say_it_for_the_author(bot: World) -> None:
    card = await held(bot)
    for user in (ASKER, MODERATOR):
        for label in ("It is not a person", "Remove it for me"):
            button = card.button(label)
            [refusal] = await bot.press_raw(user, button.action, button.value)
            assert "I do not have a draft of yours" in refusal.text
    assert (await mine(bot)).state is State.HELD


async def test_moderators_read_without_it_first_and_look_before_they_accept(bot: World) -> None:
    review = await insist(bot)
    assert "[name], 9, told his teacher" in review.text
    assert NAME not in review.text
    assert "Hidden here, for it may identify somebody: 1." in review.text
    [refusal] = await bot.press(MODERATOR, review, "Accept")
    assert "Show as written" in refusal.text
    assert (await mine(bot)).state is State.SUBMITTED

    [shown] = await bot.press(MODERATOR, review, "Show as written")
    assert shown.delivery.only_for == MODERATOR
    assert NAME in shown.text
    assert NAME.encode() not in shown.delivery.facts
    [refusal] = await bot.press(OTHER_MODERATOR, review, "Accept")
    assert "Show as written" in refusal.text, "who has not looked cannot accept"
    await bot.press(MODERATOR, shown, "Accept")
    made = await mine(bot)
    assert made.state is State.PUBLISHED
    async with bot.database.uow(read_only=True) as work:
        row = await work.knowledge.get(Kind.PRACTICE, made.practice_id)
    assert row is not None
    assert isinstance(row.item, Practice)
    assert NAME in row.item.summary


async def test_the_address_of_a_service_holds_nothing_up_and_is_pointed_out(bot: World) -> None:
    text = "We ran a homework club. Write to the duty team: earlyhelp@leeds.gov.uk, 0113 496 0000."
    [card] = await bot.post(SHARER, f"share: {text}")
    assert "This is your draft" in card.text
    said = await bot.fill_in(SHARER, card)
    assert "the phone number, email or address of a service" in reviews(bot)[-1].text
    thanks = next(each for each in said if each.delivery.only_for == SHARER)
    [form] = await bot.press(SHARER, thanks, "Add detail")
    assert form.form().action == "share.detail"


async def test_only_moderators_see_it_as_written(bot: World) -> None:
    await insist(bot)
    [refusal] = await bot.press_raw(ASKER, "review.as_written", (await mine(bot)).id)
    assert NAME not in refusal.text
    assert (await mine(bot)).state is State.SUBMITTED


async def test_a_declined_case_keeps_nothing_that_may_identify(bot: World) -> None:
    review = await insist(bot)
    [form] = await bot.press(MODERATOR, review, "Decline")
    await bot.fill_in(MODERATOR, form, reason="It names a child.")
    made = await mine(bot)
    assert made.state is State.DECLINED
    assert NAME not in made.what
    assert made.spotted == ()


async def test_an_edit_of_what_waits_takes_it_back_where_it_names_somebody(bot: World) -> None:
    [form] = await bot.post(SHARER, "share")
    [card] = await bot.fill_in(SHARER, form, title="Homework club", what="We opened the hall.")
    await bot.fill_in(SHARER, card)
    [review] = reviews(bot)
    [form] = await bot.press(SHARER, card, "Change the words")
    [again] = await bot.fill_in(SHARER, form, what=NAMED)
    assert "Before it goes further" in again.text
    assert review.text == "Back with its author. I will show it again when it is sent in."
    assert review.buttons() == []
    await bot.press(SHARER, again, "Remove it for me")
    await bot.fill_in(SHARER, again)
    assert len(reviews(bot)) == 1, "the first card says that it is back"
    assert "[name]" in reviews(bot)[-1].text


async def test_later_detail_is_screened_too(bot: World) -> None:
    [card] = await bot.post(SHARER, "share: We ran a homework club. Detentions fell.", CHANNEL)
    [form] = await bot.press(SHARER, card, "Add detail")
    [again] = await bot.fill_in(SHARER, form, staffing="Kamarul Hasznan's dad helps every week")
    assert "(Who did the work?)" in again.text
    assert (await mine(bot)).state is State.HELD


async def test_the_edit_of_a_message_is_screened_too(bot: World) -> None:
    was = "We ran a homework club for year 7 pupils. Detentions fell by half."
    place = bot.place(SHARER, CHANNEL)
    await bot.happen(MessagePosted(place, "p1", was, False, bot.clock.now()))
    [offer] = await bot.deliver()
    await bot.press(SHARER, offer, "Yes, show me a draft")
    await bot.fill_in(SHARER, offer)
    await bot.happen(MessageEdited(place, "p1", was, NAMED, bot.clock.now()))
    said = await bot.deliver()
    assert (await mine(bot)).state is State.HELD
    [told] = [each for each in said if "Before it goes further" in each.text]
    assert told.delivery.channel == f"@{SHARER}"
    assert all(NAME not in each.text for each in bot.chat.in_channel(MODERATORS))


async def test_an_edit_that_tells_of_danger_is_answered_and_not_followed(bot: World) -> None:
    was = "We ran a homework club for year 7 pupils. Detentions fell by half."
    place = bot.place(SHARER, CHANNEL)
    await bot.happen(MessagePosted(place, "p1", was, False, bot.clock.now()))
    await bot.deliver()
    now = f"{was} Her dad is hurting her."
    await bot.happen(MessageEdited(place, "p1", was, now, bot.clock.now()))
    [told] = await bot.deliver()
    assert "999" in told.text
    assert told.delivery.only_for == SHARER
    assert "hurting" not in (await mine(bot)).what


async def test_a_nominated_message_that_names_somebody_is_held(bot: World) -> None:
    await bot.nominate(SHARER, NAMED)
    assert (await mine(bot)).state is State.HELD


async def test_what_was_found_is_in_no_log_audit_or_delivery_of_others(
    bot: World, logged: list[EventDict]
) -> None:
    review = await insist(bot)
    await bot.press(MODERATOR, review, "Accept")
    await bot.press(MODERATOR, review, "Show as written")
    card = await bot.press(SHARER, review, "Accept")
    assert card
    assert NAME not in str(logged)
    for message in bot.chat.messages:
        assert NAME.encode() not in message.delivery.facts
        if message.delivery.only_for not in (SHARER, MODERATOR):
            assert NAME not in message.text
    async with bot.database.uow(read_only=True) as work:
        for user in (SHARER, MODERATOR):
            kept = await work.members.export(bot.home.id, bot.people[user].id)
            assert NAME not in str(kept["audit"])
