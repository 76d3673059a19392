"""Merging in the chat: nothing of either account is lost, and old links lead on."""

from __future__ import annotations

from dataclasses import replace

from ntg_bot.conversation import facts
from ntg_bot.domain.knowledge import Kind, Practice, PracticeStatus
from ntg_bot.domain.sharing import State
from tests.conversation.test_claiming import to, verbs
from tests.conversation.test_moderating import submission, submit
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE, SEND, practice
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    SHARER,
    World,
)

HOMEWORK = practice(
    "homework-club",
    "Homework club",
    summary="Pupils of year 7 do homework in the hall after school with a teacher near.",
)
POST = "We ran a homework club for year 7 pupils in the hall after school. Detentions fell by half."


async def keep(bot: World, *items: Practice) -> None:
    async with bot.database.uow() as work:
        for item in items:
            await work.knowledge.save(item, by="sync", at=bot.clock.now())
        await work.commit()
    await bot.knowledge_base.refresh()


async def stored(bot: World, id: str, kind: Kind = Kind.PRACTICE) -> Practice:
    async with bot.database.uow(read_only=True) as work:
        row = await work.knowledge.get(kind, id)
    assert row is not None and isinstance(row.item, Practice)
    return row.item


async def compared(bot: World) -> tuple[Message, Message]:
    """A submission much like a practice: its review card, and both side by side."""
    await keep(bot, HOMEWORK)
    review = await submit(bot, POST)
    [beside] = await bot.press(MODERATOR, review, "Compare")
    return review, beside


async def test_a_review_card_shows_what_is_there_already_side_by_side(bot: World) -> None:
    review, beside = await compared(bot)
    assert "Much like “Homework club”, which is there already." in review.text
    assert "Shared: Homework club for year 7 pupils" in beside.text
    assert "There already: Homework club" in beside.text
    assert "Detentions fell by half." in beside.text
    assert HOMEWORK.summary in beside.text


async def test_a_submission_becomes_an_example_of_the_practice_in_its_authors_words(
    bot: World,
) -> None:
    review, beside = await compared(bot)
    said = await bot.press(MODERATOR, beside, "Merge them")
    done = await submission(bot)
    assert (done.state, done.practice_id) == (State.MERGED, "homework-club")
    [thanks] = to(said, SHARER)
    assert "is published as a part of “Homework club”" in thanks.text
    assert "Merged by Mo into a practice that is there already." in review.text
    [example] = bot.library.examples_of("homework-club")
    assert [each.name for each in example.authorities] == ["Leeds"]
    assert "in the hall after school" in example.what_they_did
    kept = await stored(bot, "homework-club")
    assert (kept.also_shared_by, kept.summary) == (("E08000035",), HOMEWORK.summary)
    assert (await verbs(bot))[-1] == "submission.merge"
    async with bot.database.uow(read_only=True) as work:
        [given] = await work.contributions.of_practice("homework-club")
    assert (given.member_id, given.submission_id) == (bot.people[SHARER].id, done.id)
    [whole] = await bot.press(SHARER, thanks, "How it works")
    assert "Leeds" in whole.text and "Detentions fell by half." in whole.text


async def test_the_second_account_is_told_to_those_who_gave_the_first(bot: World) -> None:
    review = await submit(bot, POST)
    await bot.press(MODERATOR, review, "Accept")
    [draft] = await bot.post(ASKER, f"share: {POST}")
    said = await bot.fill_in(ASKER, draft, communities=ATTENDANCE)
    second = next(each for each in said if each.delivery.channel == MODERATORS)
    [beside] = await bot.press(MODERATOR, second, "Compare")
    said = await bot.press(MODERATOR, beside, "Merge them")
    [told] = to(said, SHARER)
    assert "There is another account of" in told.text
    [thanks] = to(said, ASKER)
    assert "you are credited" in thanks.text
    async with bot.database.uow(read_only=True) as work:
        [one] = await work.submissions.of_member(bot.home.id, bot.people[SHARER].id)
        credited = await work.contributions.of_practice(one.practice_id)
    assert {each.member_id for each in credited} == {bot.people[SHARER].id, bot.people[ASKER].id}


async def test_a_merge_is_one_decision_like_any_other(bot: World) -> None:
    review, beside = await compared(bot)
    accept = review.button("Accept")
    await bot.press(MODERATOR, beside, "Merge them")
    [told] = await bot.press_raw(OTHER_MODERATOR, accept.action, accept.value, message=review)
    assert "Mo was first" in told.text and "a part of another practice" in told.text


async def test_what_its_author_changed_since_is_shown_before_it_is_merged(bot: World) -> None:
    _, beside = await compared(bot)
    button = beside.button("Merge them")
    named, _, practice_id = button.value.partition("|")
    id, _, version = named.partition("@")
    value = f"{id}@{int(version) - 1}|{practice_id}"
    said = await bot.press_raw(MODERATOR, button.action, value, channel=MODERATORS)
    assert any("has changed it since you saw it" in each.text for each in said)
    assert (await submission(bot)).state is State.SUBMITTED


async def test_nobody_else_compares_merges_or_settles(bot: World) -> None:
    review, beside = await compared(bot)
    for label, card in (("Compare", review), ("Merge them", beside)):
        [refusal] = await bot.press(ASKER, card, label)
        assert "Only a moderator can do that." in refusal.text
    for action in ("pair.merge", "pair.different", "pair.list"):
        [refusal] = await bot.press_raw(ASKER, action, "homework-club|walking-bus")
        assert "Only a curator or moderator" in refusal.text
    assert (await submission(bot)).state is State.SUBMITTED


async def test_typed_words_compare_too(bot: World) -> None:
    await compared(bot)
    await bot.post(MODERATOR, "queue", MODERATORS)
    [beside] = await bot.post(MODERATOR, "compare 1", MODERATORS)
    assert "There already: Homework club" in beside.text


# --- two practices --------------------------------------------------------------------------------

LOCAL = replace(
    practice("club-two", "Club for homework", summary=HOMEWORK.summary),
    shared_by="E08000003",
    communities=(SEND,),
    asked_as=("where can they do homework",),
)


async def test_a_merged_practice_leads_on_from_links_questions_and_examples(bot: World) -> None:
    [bus] = bot.library.examples_of("walking-bus")
    bus = replace(bus, id="two-example", practice_ids=("club-two",))
    async with bot.database.uow() as work:
        await work.knowledge.save(bus, by="sync", at=bot.clock.now())
        await work.commit()
    await keep(bot, HOMEWORK, LOCAL)
    [answer] = await bot.post(ASKER, "what works: club for homework")
    old = next(
        each
        for each in answer.buttons()
        if each.action == "practice.how" and each.value == LOCAL.id
    )
    await bot.press_raw(SHARER, "practice.follow", LOCAL.id)
    done, *_ = await bot.press_raw(MODERATOR, "pair.merge", "club-two|homework-club")
    assert "“Club for homework” is a part of “Homework club” now." in done.text

    gone, kept = await stored(bot, "club-two"), await stored(bot, "homework-club")
    assert (gone.status, gone.merged_into) == (PracticeStatus.RETIRED, "homework-club")
    assert set(kept.communities) == {ATTENDANCE, SEND}
    assert kept.also_shared_by == ("E08000003",)
    assert {"Club for homework", "where can they do homework"} <= set(kept.asked_as)
    examples = {each.id for each in bot.library.examples_of("homework-club")}
    assert examples == {"two-example", "club-for-homework"}

    [whole] = await bot.press_raw(ASKER, old.action, old.value, channel=CHANNEL)
    assert "“Club for homework” is a part of this now." in whole.text
    assert "1. Homework club" in await bot.card(facts.decode(answer.delivery.facts))
    async with bot.database.uow(read_only=True) as work:
        [follow] = await work.follows.of_practice("homework-club")
    assert follow.member_id == bot.people[SHARER].id


async def test_followers_are_told_of_a_merge_and_may_stop(bot: World) -> None:
    await keep(bot, HOMEWORK, LOCAL)
    [followed] = await bot.press_raw(ASKER, "practice.follow", "homework-club")
    said = await bot.press_raw(MODERATOR, "pair.merge", "club-two|homework-club")
    [told] = to(said, ASKER)
    assert "“Club for homework” is a part of “Homework club” now." in told.text
    await bot.press(ASKER, followed, "Stop following")
    assert "I will not tell you" in followed.text
    [refusal] = await bot.press_raw(ASKER, "practice.unfollow", "homework-club")
    assert "You do not follow" in refusal.text


async def test_a_published_standard_never_becomes_part_of_one_councils_account(bot: World) -> None:
    await keep(bot, HOMEWORK, LOCAL)
    [refusal] = await bot.press_raw(MODERATOR, "pair.merge", "homework-club|club-two")
    assert "is a published standard" in refusal.text
    [refusal] = await bot.press_raw(MODERATOR, "pair.merge", "club-two|club-two")
    assert "one already" in refusal.text
    await bot.press_raw(MODERATOR, "pair.merge", "club-two|homework-club")
    [refusal] = await bot.press_raw(MODERATOR, "pair.merge", "club-two|homework-club")
    assert "not in use any more" in refusal.text


async def test_rings_of_merges_lead_nowhere_and_hang_nothing(bot: World) -> None:
    ring = [
        replace(HOMEWORK, id=id, merged_into=to, status=PracticeStatus.RETIRED)
        for id, to in (("a", "b"), ("b", "c"), ("c", "a"))
    ]
    chain = [
        replace(HOMEWORK, id="x", merged_into="y", status=PracticeStatus.RETIRED),
        replace(HOMEWORK, id="y", merged_into="walking-bus", status=PracticeStatus.RETIRED),
    ]
    await keep(bot, *ring, *chain)
    assert bot.library.practice("a").id == "a"
    assert bot.library.practice("x").id == "walking-bus"
