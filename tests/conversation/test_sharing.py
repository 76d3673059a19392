"""Sharing in the chat: offered, drafted, confirmed; nothing leaves without its author's yes."""

from __future__ import annotations

import pytest

from ntg_bot.conversation import facts
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.sharing import POST_CHARACTERS
from ntg_bot.storage.retention import Keeping
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE, SEND
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATORS,
    SEND_CHANNEL,
    SHARER,
    World,
)

POST = "We ran a homework club for year 7 pupils. Detentions fell by half."


async def mine(bot: World, user: str = SHARER) -> list[Submission]:
    async with bot.database.uow(read_only=True) as work:
        return list(await work.submissions.of_member(bot.home.id, bot.people[user].id))


async def draft(bot: World, text: str = POST) -> Message:
    [card] = await bot.post(SHARER, f"share: {text}", CHANNEL)
    return card


def reviews(bot: World) -> list[Message]:
    return [each for each in bot.chat.in_channel(MODERATORS) if "To review" in each.text]


async def test_a_shared_text_becomes_a_draft_that_only_its_author_sees(bot: World) -> None:
    bot.communities.rules["homework"] = ATTENDANCE
    card = await draft(bot)
    assert card.delivery.only_for == SHARER
    for words in (
        "Only you can see it.",
        "What did you do?: We ran a homework club for year 7 pupils.",
        "For whom?: year 7 pupils",
        "What happened?: Detentions fell by half.",
        "I would send it to Attendance, behaviour and inclusion.",
        "Attendance, behaviour and inclusion, because you wrote homework.",
    ):
        assert words in card.text
    assert card.field("communities").value == ATTENDANCE
    assert card.field("communities").options[0].value == ATTENDANCE
    assert reviews(bot) == []


async def test_two_close_communities_are_both_marked(bot: World) -> None:
    bot.communities.rules |= {"homework": ATTENDANCE, "pupils": SEND}
    bot.communities.is_close = True
    card = await draft(bot)
    assert "It could fit more than one community" in card.text
    assert card.field("communities").value == f"{ATTENDANCE},{SEND}"


async def test_the_authors_yes_puts_a_review_card_before_the_moderators(bot: World) -> None:
    card = await draft(bot)
    said = await bot.fill_in(SHARER, card)
    [review] = reviews(bot)
    thanks = next(message for message in said if message is not review)
    assert "is with the moderators of Attendance, behaviour and inclusion" in thanks.text
    assert thanks.delivery.only_for == SHARER
    assert review.delivery.workspace_id == bot.home.id
    assert "From: Leeds" in review.text
    assert "Detentions fell by half." in review.text
    assert [button.label for button in review.buttons()][:1] == ["Accept"]
    assert review.button("Accept").says == "Accept: Homework club for year 7 pupils"


async def test_the_author_chooses_other_communities(bot: World) -> None:
    card = await draft(bot)
    await bot.fill_in(SHARER, card, communities=f"{SEND},{ATTENDANCE}")
    [submission] = await mine(bot)
    assert submission.communities == (SEND, ATTENDANCE)


async def test_sending_it_twice_is_refused_in_plain_words(bot: World) -> None:
    card = await draft(bot)
    await bot.fill_in(SHARER, card)
    [refusal] = await bot.fill_in(SHARER, card)
    assert "waiting for a moderator" in refusal.text
    assert len(reviews(bot)) == 1


# --- the form -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["share", "Share a practice", "share practice!"])
async def test_without_words_the_form_asks(bot: World, words: str) -> None:
    [form] = await bot.post(SHARER, words, CHANNEL)
    assert form.form().action == "share.form"
    assert form.delivery.only_for == SHARER
    assert len(form.form().fields) <= 5
    assert all(field.label and field.hint for field in form.form().fields)


async def test_the_form_leads_to_the_draft(bot: World) -> None:
    [form] = await bot.post(SHARER, "share")
    [card] = await bot.fill_in(SHARER, form, title="Homework club", what="We opened the hall.")
    assert "Homework club" in card.text
    [submission] = await mine(bot)
    assert (submission.title, submission.what) == ("Homework club", "We opened the hall.")


async def test_the_form_may_come_back_without_a_name(bot: World) -> None:
    [form] = await bot.post(SHARER, "share")
    assert not form.field("title").required
    [card] = await bot.fill_in(SHARER, form, what="We opened the hall. Many came.")
    assert "We opened the hall" in card.text
    [submission] = await mine(bot)
    assert submission.title == "We opened the hall"


@pytest.mark.parametrize(
    ("values", "field", "error"),
    [
        ({"title": "Club", "what": "  "}, "what", "Say what you did."),
        ({"title": "x" * 161, "what": "We did."}, "title", "160 is the most"),
        (
            {"title": "Club", "what": "We did.", "how_known": "x" * (POST_CHARACTERS + 1)},
            "how_known",
            "I can take 12,000",
        ),
    ],
)
async def test_a_fault_is_shown_at_its_field_and_nothing_is_typed_twice(
    bot: World, values: dict[str, str], field: str, error: str
) -> None:
    [form] = await bot.post(SHARER, "share")
    [again] = await bot.fill_in(SHARER, form, **values)
    assert error in again.field(field).error
    assert [each.name for each in again.form().fields if each.error] == [field]
    for name, value in values.items():
        assert again.field(name).value == value
    assert error in again.text
    assert await mine(bot) == []


async def test_words_can_be_changed_before_they_are_sent(bot: World) -> None:
    card = await draft(bot)
    [form] = await bot.press(SHARER, card, "Change the words")
    assert form.field("what").value == POST
    [second] = await bot.fill_in(SHARER, form, title="Homework club")
    assert "Homework club" in second.text
    [submission] = await mine(bot)
    assert (submission.title, submission.state) == ("Homework club", State.DRAFT)


async def test_what_waits_can_be_changed_and_moderators_see_the_new_words(bot: World) -> None:
    card = await draft(bot)
    await bot.fill_in(SHARER, card)
    [review] = reviews(bot)
    [form] = await bot.press(SHARER, card, "Change the words")
    [said] = await bot.fill_in(SHARER, form, what_happened="Detentions fell by a third.")
    assert "The moderators see the new words" in said.text
    assert "fell by a third" in review.text
    assert review.drawn == 2
    assert len(reviews(bot)) == 1


async def test_detail_comes_later_and_all_of_it_is_optional(bot: World) -> None:
    card = await draft(bot)
    [form] = await bot.press(SHARER, card, "Add detail")
    assert [each.name for each in form.form().fields] == ["costs", "staffing", "beware", "contact"]
    assert not any(each.required for each in form.form().fields if each.name != "contact")
    [again] = await bot.fill_in(SHARER, form, costs="About £200", contact="yes")
    assert "What did it cost?: About £200" in again.text
    assert "May other councils ask you about it?: Yes" in again.text
    [filled] = await bot.press(SHARER, again, "Add detail")
    assert (filled.field("costs").value, filled.field("contact").value) == ("About £200", "yes")


async def test_a_fault_in_the_detail_is_shown_at_its_field(bot: World) -> None:
    card = await draft(bot)
    [form] = await bot.press(SHARER, card, "Add detail")
    values = {"costs": "x" * (POST_CHARACTERS + 1), "beware": "rain"}
    [again] = await bot.fill_in(SHARER, form, **values)
    assert "I can take 12,000" in again.field("costs").error
    assert again.field("beware").value == "rain"


# --- overheard ------------------------------------------------------------------------------------


async def test_a_post_that_tells_of_practice_is_offered_help_privately_and_once(
    bot: World,
) -> None:
    [offer] = await bot.post(SHARER, POST, CHANNEL, addressed=False)
    assert "That sounds worth sharing" in offer.text
    assert offer.delivery.only_for == SHARER
    assert bot.chat.in_channel(MODERATORS) == []
    assert await bot.press(SHARER, offer, "Yes, show me a draft") == []
    assert "This is your draft" in offer.text
    assert offer.drawn == 2


async def test_the_draft_of_an_offer_is_never_shown_to_the_channel(bot: World) -> None:
    """The pressed card may not be known, or may never have been posted: then a new one is."""
    [offer] = await bot.post(SHARER, POST, CHANNEL, addressed=False)
    button = offer.button("Yes, show me a draft")
    [card] = await bot.press_raw(SHARER, button.action, button.value)
    assert "This is your draft" in card.text
    assert card.delivery.only_for == SHARER


async def test_no_thank_you_keeps_nothing(bot: World) -> None:
    [offer] = await bot.post(SHARER, POST, CHANNEL, addressed=False)
    [reply] = await bot.press(SHARER, offer, "No, thank you")
    assert "I have not kept the words" in reply.text
    [submission] = await mine(bot)
    assert submission.state is State.WITHDRAWN
    assert "homework" not in f"{submission.title} {submission.what}"


async def test_a_no_holds_in_that_channel_for_that_person(bot: World) -> None:
    [offer] = await bot.post(SHARER, POST, CHANNEL, addressed=False)
    await bot.press(SHARER, offer, "No, thank you")
    assert await bot.post(SHARER, POST, CHANNEL, addressed=False) == []
    assert await bot.post(ASKER, POST, CHANNEL, addressed=False) != [], "another person"
    assert await bot.post(SHARER, POST, SEND_CHANNEL, addressed=False) != [], "another channel"
    assert await bot.post(SHARER, f"share: {POST}", CHANNEL) != [], "said to the bot"
    bot.clock.forward(days=31)
    await bot.database.sweep(Keeping())
    assert await bot.post(SHARER, POST, CHANNEL, addressed=False) != [], "a month later"


async def test_of_one_message_its_author_is_asked_once(bot: World) -> None:
    assert await bot.nominate(SHARER, POST, "m1") != []
    assert await bot.nominate(SHARER, POST, "m1") == []
    assert await bot.nominate(SHARER, POST, "m2") != []


@pytest.mark.parametrize("words", ["my drafts", "show me my drafts", "drafts", "My submissions"])
async def test_drafts_are_listed_on_the_persons_own_page(bot: World, words: str) -> None:
    await draft(bot)
    [page] = await bot.post(SHARER, words, CHANNEL)
    assert page.delivery.only_for == SHARER
    assert "Homework club for year 7 pupils · a draft that only you see" in page.text


@pytest.mark.parametrize(
    ("channel", "thread"), [("c-anything", ""), (MODERATORS, ""), (CHANNEL, "t1")]
)
async def test_only_posts_in_a_communitys_channel_are_offered_help(
    bot: World, channel: str, thread: str
) -> None:
    assert await bot.post(SHARER, POST, channel, thread=thread, addressed=False) == []


async def test_an_overheard_post_that_is_too_long_is_not_complained_about(bot: World) -> None:
    text = POST + " It worked." * 2_000
    assert await bot.post(SHARER, text, CHANNEL, addressed=False) == []
    assert await mine(bot) == []


async def test_a_post_that_may_be_a_question_is_asked_about(bot: World) -> None:
    bot.intents.say("thoughts", "ask_what_works", probability=0.4)
    [doubt] = await bot.post(SHARER, "we tried drumming, thoughts welcome", CHANNEL)
    assert "Are you asking what works, or sharing" in doubt.text
    assert doubt.delivery.only_for == SHARER
    said = await bot.press(SHARER, doubt, "I am asking")
    assert "Nobody here knows yet" in said[-1].text
    [gone] = await mine(bot)
    assert (gone.state, gone.what) == (State.WITHDRAWN, "")
    [refusal] = await bot.press(SHARER, doubt, "I am asking")
    assert "withdrawn by its author" in refusal.text


async def test_a_doubtful_post_can_be_shared_after_all(bot: World) -> None:
    bot.intents.say("thoughts", "ask_what_works", probability=0.4)
    [doubt] = await bot.post(SHARER, "we tried drumming, thoughts welcome", CHANNEL)
    await bot.press(SHARER, doubt, "Share a practice")
    assert "This is your draft" in doubt.text
    assert doubt.drawn == 2


# --- withdrawing ----------------------------------------------------------------------------------


async def test_withdrawing_takes_the_words_off_the_moderators_card(bot: World) -> None:
    card = await draft(bot)
    await bot.fill_in(SHARER, card)
    [review] = reviews(bot)
    said = await bot.press(SHARER, card, "Do not share it")
    assert {message.delivery.channel for message in said} == {CHANNEL, MODERATORS}
    told = next(message for message in said if message.delivery.channel == MODERATORS)
    assert "The author has withdrawn “Homework club for year 7 pupils”" in told.text
    assert review.text == "Withdrawn by its author."
    assert review.buttons() == []


async def test_a_draft_is_withdrawn_without_a_word_to_the_moderators(bot: World) -> None:
    card = await draft(bot)
    [reply] = await bot.press(SHARER, card, "Do not share it")
    assert "I have not shared it" in reply.text
    assert bot.chat.in_channel(MODERATORS) == []
    assert await bot.card(facts.Draft(bot.home.id, card.form().value)) == (
        "This is withdrawn by its author."
    )


# --- guessed ids ----------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["share.show", "share.edit", "share.withdraw", "doubt.ask"])
async def test_the_draft_of_somebody_else_is_not_found_by_its_id(bot: World, action: str) -> None:
    card = await draft(bot)
    for value in (card.form().value, "no-such-id", ""):
        [refusal] = await bot.press_raw(ASKER, action, value)
        assert "I do not have a draft of yours by that name." in refusal.text
        assert refusal.delivery.only_for == ASKER
    [submission] = await mine(bot)
    assert submission.what == POST


async def test_another_workspace_cannot_reach_the_draft(bot: World) -> None:
    card = await draft(bot)
    [refusal] = await bot.press_raw(SHARER, "share.withdraw", card.form().value, workspace="W2")
    assert "I do not have a draft of yours" in refusal.text


async def test_a_form_for_somebody_elses_draft_is_refused(bot: World) -> None:
    card = await draft(bot)
    [refusal] = await bot.fill_in(ASKER, card)
    assert "I do not have a draft of yours" in refusal.text
    assert reviews(bot) == []


@pytest.mark.parametrize("action", ["share.publish_now", "", "review.", "__class__"])
async def test_an_old_button_or_form_says_so(bot: World, action: str) -> None:
    [reply] = await bot.press_raw(ASKER, action, "x")
    assert "from an older version of me" in reply.text
    assert reply.delivery.only_for == ASKER


async def test_a_community_channel_hears_nothing_before_the_moderators_yes(bot: World) -> None:
    card = await draft(bot)
    await bot.fill_in(SHARER, card)
    public = [
        message
        for channel in (CHANNEL, SEND_CHANNEL)
        for message in bot.chat.in_channel(channel)
        if not message.delivery.only_for
    ]
    assert public == []
