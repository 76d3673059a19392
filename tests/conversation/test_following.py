"""What is shared follows the message it came from: its edits, and its end."""

from __future__ import annotations

from ntg_bot.conversation.events import MessageDeleted, MessageEdited, MessagePosted
from ntg_bot.domain.errors import NotFound
from ntg_bot.domain.knowledge import Kind
from ntg_bot.domain.sharing import State, Submission
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE
from tests.fakes.world import ASKER, CHANNEL, MODERATOR, MODERATORS, SHARER, World

WAS = "We ran a homework club for year 7 pupils. Detentions fell by half."
NOW = "We ran a homework club for year 8 pupils. Detentions fell by a third."
POST = "post-1"


async def post(bot: World) -> Message:
    """A plain post in a bound channel; returns the offer to its author."""
    bot.intents.say("we ran", "share_practice")
    bot.clock.forward(seconds=1)
    place = bot.place(SHARER, CHANNEL)
    await bot.happen(MessagePosted(place, POST, WAS, False, bot.clock.now()))
    [offer] = await bot.deliver()
    assert offer.delivery.only_for == SHARER
    return offer


async def send_in(bot: World, offer: Message) -> Message:
    """The author says yes; returns the moderators' card."""
    await bot.press(SHARER, offer, "Yes, show me a draft")
    said = await bot.fill_in(SHARER, offer, communities=ATTENDANCE)
    return next(each for each in said if each.delivery.channel == MODERATORS)


async def edit(bot: World, text: str = NOW, *, was: str = WAS, user: str = SHARER) -> list[Message]:
    await bot.happen(MessageEdited(bot.place(user, CHANNEL), POST, was, text, bot.clock.now()))
    return await bot.deliver()


async def delete(bot: World, user: str = SHARER) -> list[Message]:
    await bot.happen(MessageDeleted(bot.place(user, CHANNEL), POST, bot.clock.now()))
    return await bot.deliver()


async def submission(bot: World) -> Submission:
    async with bot.database.uow(read_only=True) as work:
        [one] = await work.submissions.of_member(bot.home.id, bot.people[SHARER].id)
    return one


async def test_a_draft_follows_an_edit_in_silence(bot: World) -> None:
    offer = await post(bot)
    assert await edit(bot) == []
    await bot.press(SHARER, offer, "Yes, show me a draft")
    assert "year 8 pupils" in offer.text
    assert "by a third" in offer.text
    assert "year 7" not in offer.text


async def test_what_waits_follows_an_edit_and_moderators_and_author_see_it(bot: World) -> None:
    review = await send_in(bot, await post(bot))
    [told] = await edit(bot)
    assert "year 8 pupils" in review.text
    assert "year 7" not in review.text
    assert "for the moderators too" in told.text
    assert told.delivery.channel == f"@{SHARER}"
    await bot.press(MODERATOR, review, "Accept")
    assert "Accepted by Mo" in review.text
    async with bot.database.uow(read_only=True) as work:
        row = await work.knowledge.get(Kind.PRACTICE, (await submission(bot)).practice_id)
    assert row is not None and row.item is not None
    assert "year 8" in getattr(row.item, "summary", "")


async def test_words_that_the_author_changed_in_the_form_stay_theirs(bot: World) -> None:
    offer = await post(bot)
    await bot.press(SHARER, offer, "Yes, show me a draft")
    [form] = await bot.press(SHARER, offer, "Change the words")
    await bot.fill_in(SHARER, form, what="We ran it for a whole year.")
    assert await edit(bot) == []
    assert (await submission(bot)).what == "We ran it for a whole year."


async def test_an_edit_of_somebody_else_changes_nothing(bot: World) -> None:
    review = await send_in(bot, await post(bot))
    assert await edit(bot, user=ASKER) == []
    assert await delete(bot, user=ASKER) == []
    assert "year 7" in review.text


async def test_an_edit_to_nothing_or_to_the_same_changes_nothing(bot: World) -> None:
    await post(bot)
    for text in ("", "…", WAS):
        assert await edit(bot, text) == []
    assert "year 7" in (await submission(bot)).what


async def test_a_deleted_post_takes_its_draft_along_in_silence(bot: World) -> None:
    offer = await post(bot)
    assert await delete(bot) == []
    gone = await submission(bot)
    assert (gone.state, gone.what, gone.title) == (State.WITHDRAWN, "", "")
    await bot.press(SHARER, offer, "Yes, show me a draft")
    assert "year 7" not in offer.text


async def test_a_deleted_post_withdraws_what_waits_and_its_words_are_gone(bot: World) -> None:
    review = await send_in(bot, await post(bot))
    said = await delete(bot)
    assert "Withdrawn by its author." in review.text
    assert "year 7" not in review.text
    by_channel = {each.delivery.channel: each.text for each in said}
    assert "There is nothing to do." in by_channel[MODERATORS]
    assert "I have withdrawn" in by_channel[f"@{SHARER}"]
    assert (await submission(bot)).state is State.WITHDRAWN
    assert await delete(bot) == [], "once"


async def test_a_deleted_post_that_is_published_is_shown_to_moderators(bot: World) -> None:
    review = await send_in(bot, await post(bot))
    await bot.press(MODERATOR, review, "Accept")
    [told] = await delete(bot)
    assert told.delivery.channel == MODERATORS
    assert "look whether it should stay" in told.text
    practice = (await submission(bot)).practice_id
    try:
        assert bot.library.practice(practice)
    except NotFound:
        raise AssertionError("a person decides whether it goes") from None


async def test_a_moderator_does_not_publish_what_changed_under_their_eyes(bot: World) -> None:
    review = await send_in(bot, await post(bot))
    seen = review.button("Accept")
    await edit(bot)
    said = await bot.press_raw(MODERATOR, seen.action, seen.value, message=review)
    assert "has changed it since you saw it" in said[-1].text
    assert (await submission(bot)).state is State.SUBMITTED
    await bot.press(MODERATOR, review, "Accept")
    assert (await submission(bot)).state is State.PUBLISHED


async def test_a_deletion_that_comes_before_its_post_wins(bot: World) -> None:
    assert await delete(bot) == []
    bot.intents.say("we ran", "share_practice")
    await bot.happen(MessagePosted(bot.place(SHARER, CHANNEL), POST, WAS, False, bot.clock.now()))
    assert await bot.deliver() == []
    async with bot.database.uow(read_only=True) as work:
        assert await work.submissions.of_member(bot.home.id, bot.people[SHARER].id) == []
