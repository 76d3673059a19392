"""Reality checks in the chat: We tried this, the take-up line, who has tried it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.conversation import facts
from ntg_bot.conversation.events import ButtonPressed
from ntg_bot.conversation.present.checks import take_up_line
from ntg_bot.domain.asking import Facets
from ntg_bot.domain.checks import Subject, Tally
from tests.fakes.chat import Message
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    SHARER,
    World,
    replies,
)

LEEDS = "E08000035"


async def tried(bot: World, user: str, council: str, **values: str) -> list[Message]:
    """`user` of `council` presses We tried this on a walking bus and fills the form."""
    await bot.post(user, f"my council is {council}")
    [form] = await bot.press_raw(user, "practice.tried", "walking-bus", channel=f"@{user}")
    filled = {"holds": "holds", "contact": "no"} | values
    return await bot.fill_in(user, form, **filled)


async def line(bot: World) -> str:
    """The take-up line of the walking bus, on an answer."""
    answer = (await bot.post(ASKER, "What works for late school bus?"))[-1]
    return next(each for each in answer.text.splitlines() if each.startswith("Take-up"))


@pytest.mark.parametrize(
    ("tally", "words"),
    [
        (Tally(), "No council has reported on it yet."),
        (Tally(6, 2, 1), "Tried by 9 councils: 6 say it holds, 2 partly, 1 not."),
        (Tally(1), "Tried by 1 council: 1 says it holds."),
        (Tally(0, 1, 2), "Tried by 3 councils: 1 says it partly holds, 2 not."),
        (Tally(0, 0, 2), "Tried by 2 councils: 2 say it does not hold."),
        (
            Tally(1, 0, 0, 1),
            "Tried by 1 council: 1 says it holds. One more says it has not tried it.",
        ),
        (
            Tally(0, 0, 0, 4),
            "No council has reported on it yet. 4 more say they have not tried it.",
        ),
    ],
)
def test_take_up_is_said_in_numbers_and_never_in_shares(tally: Tally, words: str) -> None:
    said = take_up_line(replies().say, tally)
    assert said == words
    assert "%" not in said and "per cent" not in said


async def test_the_council_is_asked_for_once_and_then_the_form_goes_on(bot: World) -> None:
    [answer] = await bot.post(ASKER, "What works for late school bus?")
    assert "No council has reported on it yet." in answer.text
    [form] = await bot.press(ASKER, answer, "We tried this")
    assert form.form().action == "council.form"
    [again] = await bot.fill_in(ASKER, form, council="Atlantis")
    assert "no council in England called “Atlantis”" in again.text
    assert again.field("council").value == "Atlantis"
    [check] = await bot.fill_in(ASKER, again, council="leeds city council")
    assert "What did Leeds find with “Walking bus”?" in check.text
    [unanswered] = await bot.fill_in(ASKER, check, holds="", adapted="On Mondays")
    assert "Choose what you found" in unanswered.text
    assert unanswered.field("adapted").value == "On Mondays"
    told = await bot.fill_in(ASKER, unanswered, holds="holds", adapted="")
    assert "Leeds has now reported on “Walking bus”" in told[0].text
    assert await line(bot) == "Take-up: Tried by 1 council: 1 says it holds."
    [kept] = await bot.post(ASKER, "my council")
    assert "You are with Leeds" in kept.text


async def test_a_council_has_one_check_and_the_last_word_counts(bot: World) -> None:
    await tried(bot, SHARER, "Leeds")
    await tried(bot, ASKER, "Leeds", holds="does_not")
    assert await line(bot) == "Take-up: Tried by 1 council: 1 says it does not hold."
    told = [each.text for each in bot.chat.in_channel(f"@{SHARER}")]
    assert any("A colleague of your council has changed" in text for text in told)
    same = await tried(bot, ASKER, "Leeds", holds="does_not")
    assert "already" in same[0].text
    async with bot.database.uow(read_only=True) as work:
        history = await work.checks.all(with_history=True)
    assert [check.is_current for check in history] == [False, True]


async def test_what_is_withdrawn_counts_no_more_and_stays_as_history(bot: World) -> None:
    await tried(bot, SHARER, "Leeds")
    [mine] = await bot.post(SHARER, "our reality checks")
    assert "Walking bus" in mine.text and "It holds here" in mine.text
    [done] = await bot.press(SHARER, mine, "Withdraw it")
    assert "Leeds says nothing of “Walking bus” any more" in done.text
    assert "No council has reported" in await line(bot)
    [again] = await bot.press(SHARER, mine, "Withdraw it")
    assert "I do not have that reality check any more" in again.text
    async with bot.database.uow(read_only=True) as work:
        assert len(await work.checks.all(with_history=True)) == 1


async def test_words_are_read_by_a_moderator_before_anybody_else(bot: World) -> None:
    said = await tried(bot, SHARER, "Leeds", adapted="We began at <!channel> eight", holds="partly")
    review = next(each for each in said if each.delivery.channel == MODERATORS)
    assert "We began at <!channel> eight" in review.text
    take_up = facts.TakeUp("practice", "walking-bus")
    assert "eight" not in await bot.card(take_up)
    [no] = await bot.press(ASKER, review, "Show the words")
    assert "Only a moderator" in no.text
    assert "eight" not in await bot.card(take_up)
    await bot.press(MODERATOR, review, "Show the words")
    assert "We began at <!channel> eight" in await bot.card(take_up)
    assert "shown to everybody" in review.text
    [twice] = await bot.press_raw(MODERATOR, "check.keep_words", review.id, channel=MODERATORS)
    assert "any more" in twice.text
    [form] = await bot.press_raw(SHARER, "practice.tried", "walking-bus", channel=f"@{SHARER}")
    assert form.field("adapted").value == "We began at <!channel> eight"
    await bot.fill_in(SHARER, form, holds="holds")
    assert "eight" in await bot.card(take_up), "the same words need no second look"
    await bot.fill_in(SHARER, form, adapted="In the evenings")
    assert "evenings" not in await bot.card(take_up), "new words wait for a moderator"


async def test_words_that_may_tell_who_somebody_is_are_shown_to_their_author_first(
    bot: World,
) -> None:
    await bot.post(SHARER, "my council is Leeds")
    [form] = await bot.press_raw(SHARER, "practice.tried", "walking-bus", channel=f"@{SHARER}")
    [number] = await bot.fill_in(
        SHARER, form, holds="holds", adapted="call her mum on 07700 900123"
    )
    assert "Please take it out" in number.text
    [again] = await bot.fill_in(SHARER, number)
    assert "Please take it out" in again.text, "a number never passes"
    [name] = await bot.fill_in(SHARER, again, adapted="It was for Daisy Thornton at first")
    assert "“Daisy Thornton” may tell who somebody is" in name.text
    [other] = await bot.fill_in(SHARER, name, adapted="We asked Daisy Thornton")
    assert "may tell who somebody is" in other.text, "it passes for the very same words alone"
    said = await bot.fill_in(SHARER, other)
    assert "has now reported" in said[0].text


async def test_words_kept_back_stay_with_the_moderators(bot: World) -> None:
    said = await tried(bot, SHARER, "Leeds", measured="Registers of one small school")
    review = next(each for each in said if each.delivery.channel == MODERATORS)
    await bot.press(MODERATOR, review, "Keep them back")
    text = await bot.card(facts.TakeUp("practice", "walking-bus"))
    assert "Leeds: It holds here." in text and "small school" not in text


async def test_who_has_tried_it_names_councils_from_checks_beside_examples(bot: World) -> None:
    bot.intents.say("who has tried", "who_has_tried")
    await tried(bot, ASKER, "Manchester", holds="partly", contact="yes")
    [found] = await bot.post(SHARER, "Who has tried a walking bus?")
    assert "A walking bus in Leeds" in found.text
    assert "What councils say themselves" in found.text
    assert "Manchester: It partly holds here. They are open to being asked." in found.text
    assert "Asa" not in found.text
    bot.retriever.named["yorkshire"] = Facets(regions=("Yorkshire and The Humber",))
    [here] = await bot.post(SHARER, "Who has tried a walking bus in Yorkshire?")
    assert "No council there has reported" in here.text and "Manchester" not in here.text


async def test_a_practice_without_examples_is_answered_with_checks_alone(bot: World) -> None:
    bot.intents.say("who has tried", "who_has_tried")
    await bot.post(ASKER, "my council is Manchester")
    [form] = await bot.post(ASKER, "reality check breakfast club")
    await bot.fill_in(ASKER, form, holds="holds")
    [found] = await bot.post(SHARER, "Who has tried a breakfast club?")
    assert "Manchester: It holds here." in found.text and "One school" not in found.text


async def test_what_councils_found_is_told_by_region_and_by_name(bot: World) -> None:
    await tried(bot, SHARER, "Leeds")
    await tried(bot, ASKER, "Manchester", holds="does_not")
    [found] = await bot.post(SHARER, "reality checks for walking bus")
    assert "Tried by 2 councils: 1 says it holds, 1 not." in found.text
    assert "North West: Tried by 1 council: 1 says it does not hold." in found.text
    assert "It is not evidence of effect" in found.text
    how = await bot.card(facts.HowItWorks("walking-bus"))
    assert "Evidence" in how and "Take-up: Tried by 2 councils" in how
    assert "Take-up: Tried by 2" in await bot.card(
        facts.Comparison(("walking-bus", "breakfast-club"))
    )
    [nothing] = await bot.post(SHARER, "take-up of moon landings")
    assert "I do not know a practice called “moon landings”" in nothing.text


async def test_people_of_other_organisations_see_take_up_and_report_nothing(bot: World) -> None:
    place = replace(bot.place(ASKER, CHANNEL), is_outsider=True)
    now = bot.clock.now()
    await bot.happen(ButtonPressed(place, "practice.tried", "walking-bus", "m", "", now))
    [refused] = await bot.deliver()
    assert "for the people of this workspace" in refused.text
    await bot.happen(ButtonPressed(place, "check.found", "practice:walking-bus", "m", "", now))
    [shown] = await bot.deliver()
    assert "No council has reported" in shown.text


async def test_danger_in_a_form_is_answered_first_and_nothing_of_it_is_kept(bot: World) -> None:
    said = await tried(bot, SHARER, "Leeds", measured="One child is in danger")
    assert "999" in said[0].text
    async with bot.database.uow(read_only=True) as work:
        assert await work.checks.current_of(Subject.PRACTICE, "walking-bus", LEEDS) is None


@pytest.mark.parametrize(
    "value", ["", "walking-bus", "nothing:walking-bus", "practice:", "practice:x"]
)
async def test_a_guessed_button_is_refused_in_words(bot: World, value: str) -> None:
    for action in ("check.give", "check.found", "check.withdraw"):
        [said] = await bot.press_raw(SHARER, action, value)
        assert "version of me" in said.text or "any more" in said.text
