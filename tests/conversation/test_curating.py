"""Looking after a practice in the chat: grade, versions, retiring and bringing back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ntg_bot.domain.knowledge import Grade, Kind, PracticeStatus
from ntg_bot.domain.people import Appointment, Role
from tests.conversation.test_claiming import to
from tests.conversation.test_merging import keep, stored
from tests.conversation.test_moderating import TITLE, submission, submit
from tests.fakes.entries import ATTENDANCE, SEND, WALKING_BUS, example
from tests.fakes.world import ASKER, CHANNEL, MODERATOR, SHARER, World


async def published(bot: World) -> str:
    """A local practice; returns its id."""
    review = await submit(bot)
    await bot.press(MODERATOR, review, "Accept")
    return (await submission(bot)).practice_id


# --- the grade ------------------------------------------------------------------------------------


async def test_a_grade_is_chosen_when_it_is_accepted_and_its_author_is_told_what_would_lift_it(
    bot: World,
) -> None:
    review = await submit(bot)
    said = await bot.press(MODERATOR, review, "Accept")
    ask = next(each for each in said if "How far has" in each.text)
    assert ask.delivery.only_for == MODERATOR
    said = await bot.press(MODERATOR, ask, "Emerging")
    [told] = to(said, SHARER)
    assert "is graded Emerging, the first step of three" in told.text
    assert "What would lift it to Promising: a figure before and after" in told.text
    [answer] = await bot.post(ASKER, "what works: homework club?")
    assert "Grade: Emerging: the idea is sound" in answer.text
    assert "Described, but its effect has not been tested." in answer.text, "never blended"
    [whole] = await bot.press(ASKER, answer, "How it works")
    assert "Grade: Emerging" in whole.text


async def test_a_grade_can_be_changed_later_from_the_practices_desk(bot: World) -> None:
    id = await published(bot)
    [desk] = await bot.press_raw(MODERATOR, "practice.desk", id)
    assert "Grade: not graded yet" in desk.text
    await bot.press(MODERATOR, desk, "Promising")
    assert (await stored(bot, id)).grade is Grade.PROMISING
    [desk] = await bot.press_raw(MODERATOR, "practice.desk", id)
    assert "What would lift it to Validated: a comparison" in desk.text
    assert "Promising" not in [button.label for button in desk.buttons()]
    said = await bot.press(MODERATOR, desk, "Validated")
    assert "the highest of three steps" in to(said, SHARER)[0].text


async def test_a_published_standard_keeps_its_own_rating(bot: World) -> None:
    [desk] = await bot.press_raw(MODERATOR, "practice.desk", "walking-bus")
    assert "Grade" not in desk.text
    [refusal] = await bot.press_raw(MODERATOR, "practice.grade", "walking-bus|validated")
    assert "keeps the rating that its source gives it" in refusal.text
    assert (await stored(bot, "walking-bus")).grade is None


async def test_who_may_look_after_it_is_checked_when_it_is_done(bot: World) -> None:
    id = await published(bot)
    for action, value in (
        ("practice.desk", id), ("practice.grade", f"{id}|validated"), ("practice.retire", id),
        ("practice.back", id), ("practice.versions", id), ("practice.changes", f"{id}|1"),
        ("practice.restore", f"{id}|1|1"),
    ):  # fmt: skip
        [refusal] = await bot.press_raw(SHARER, action, value)
        assert "Only a curator or moderator can do that." in refusal.text, action
    async with bot.database.uow() as work:
        other = bot.people[ASKER].id
        await work.members.appoint(bot.home.id, other, Appointment(Role.CURATOR, SEND))
        await work.commit()
    [refusal] = await bot.press_raw(ASKER, "practice.grade", f"{id}|validated")
    assert "of its community" in refusal.text
    async with bot.database.uow() as work:
        await work.members.appoint(bot.home.id, other, Appointment(Role.CURATOR, ATTENDANCE))
        await work.commit()
    await bot.press_raw(ASKER, "practice.grade", f"{id}|validated")
    assert (await stored(bot, id)).grade is Grade.VALIDATED


@pytest.mark.parametrize("value", ["", "|", "gone|emerging", "walking-bus|best", "walking-bus"])
async def test_guessed_grades_do_nothing(bot: World, value: str) -> None:
    before = await stored(bot, "walking-bus")
    await bot.press_raw(MODERATOR, "practice.grade", value)
    assert await stored(bot, "walking-bus") == before


# --- out of use and back --------------------------------------------------------------------------


async def test_a_retired_practice_leaves_answers_and_tells_why_where_it_is_opened(
    bot: World,
) -> None:
    id = await published(bot)
    [before] = await bot.post(ASKER, "what works: homework club?")
    [form] = await bot.press_raw(MODERATOR, "practice.retire", id)
    [again] = await bot.fill_in(MODERATOR, form, reason="  ")
    assert "Say in one sentence why" in again.field("reason").error
    said = await bot.fill_in(MODERATOR, again, reason="A trial found no difference.")
    assert "A trial found no difference." in to(said, SHARER)[0].text
    [answer] = await bot.post(ASKER, "what works: homework club?")
    assert TITLE not in answer.text
    [whole] = await bot.press(ASKER, before, "How it works")
    assert "This is not in use any more" in whole.text
    assert "A trial found no difference." in whole.text
    await bot.press_raw(MODERATOR, "practice.back", id)
    [answer] = await bot.post(ASKER, "what works: homework club?")
    assert f"1. {TITLE}" in answer.text
    back = await stored(bot, id)
    assert (back.status, back.why_retired) == (PracticeStatus.CURRENT, "")
    [refusal] = await bot.press_raw(MODERATOR, "practice.back", id)
    assert "is in use already" in refusal.text


async def test_an_example_of_nothing_but_retired_practice_is_not_found(bot: World) -> None:
    gone = replace(WALKING_BUS, id="gone-bus", status=PracticeStatus.RETIRED)
    told = example("kite-club", "A kite club in Leeds", "gone-bus")
    async with bot.database.uow() as work:
        await work.knowledge.save(told, by="sync", at=bot.clock.now())
        await work.commit()
    await keep(bot, gone)
    [answer] = await bot.post(ASKER, "what works: kite club")
    assert "kite club in Leeds" not in answer.text
    await keep(bot, replace(gone, status=PracticeStatus.CURRENT))
    [answer] = await bot.post(ASKER, "what works: kite club")
    assert "Walking bus" in answer.text


# --- versions -------------------------------------------------------------------------------------


async def changed(bot: World) -> str:
    """A practice with three versions."""
    for summary in ("One way to walk.", "Two ways to walk to school."):
        bot.clock.forward(days=1)
        async with bot.database.uow() as work:
            await work.knowledge.save(
                replace(WALKING_BUS, summary=summary),
                by=bot.people[MODERATOR].id,
                at=bot.clock.now(),
            )
            await work.commit()
    await bot.knowledge_base.refresh()
    return WALKING_BUS.id


async def test_versions_say_who_when_and_what_changed(bot: World) -> None:
    id = await changed(bot)
    [listed] = await bot.press_raw(MODERATOR, "practice.versions", id)
    assert "Version 3, as it is now: 20 November 2026, Mo." in listed.text
    assert "Version 1: 18 November 2026, from the reviewed files." in listed.text
    [what] = await bot.press_raw(MODERATOR, "practice.changes", f"{id}|3")
    assert "What version 3 changed" in what.text
    assert (
        "What it is\nTaken out:\n“One way … walk.”\nPut in:\n“Two ways … walk to school.”"
        in what.text
    )
    [first] = await bot.press_raw(MODERATOR, "practice.changes", f"{id}|1")
    assert "This is how it began." in first.text
    [refusal] = await bot.press_raw(MODERATOR, "practice.changes", f"{id}|9")
    assert "There is no version 9" in refusal.text


async def test_restoring_makes_a_new_version_and_loses_none(bot: World) -> None:
    id = await changed(bot)
    [listed] = await bot.press_raw(MODERATOR, "practice.versions", id)
    restore = next(
        each for each in listed.buttons()
        if each.action == "practice.restore" and each.value.startswith(f"{id}|1|")
    )  # fmt: skip
    done, now = await bot.press_raw(MODERATOR, restore.action, restore.value)
    assert "says again what version 1 said" in done.text
    assert "Version 4, as it is now" in now.text
    assert (await stored(bot, id)).summary == WALKING_BUS.summary
    async with bot.database.uow(read_only=True) as work:
        kept = await work.knowledge.versions(Kind.PRACTICE, id)
    assert [each.version for each in kept] == [1, 2, 3, 4]
    # The list was drawn before that: what came since is not undone unread.
    [refusal] = await bot.press_raw(MODERATOR, restore.action, restore.value)
    assert "It was changed since you looked" in refusal.text


async def test_restoring_words_brings_nothing_back_into_use(bot: World) -> None:
    id = await changed(bot)
    [form] = await bot.press_raw(MODERATOR, "practice.retire", id)
    await bot.fill_in(MODERATOR, form, reason="Not any more.")
    await bot.press_raw(MODERATOR, "practice.restore", f"{id}|1|4")
    now = await stored(bot, id)
    assert (now.status, now.why_retired) == (PracticeStatus.RETIRED, "Not any more.")
    assert now.summary == WALKING_BUS.summary
    [refusal] = await bot.press_raw(MODERATOR, "practice.restore", f"{id}|1|5")
    assert "It says that already" in refusal.text


async def test_somebody_of_another_workspace_is_not_named(bot: World) -> None:
    id = await changed(bot)
    async with bot.database.uow() as work:
        stranger = await work.members.ensure(bot.away.id, "u9", "Sam", role=Role.MODERATOR)
        await work.commit()
    assert stranger
    said = await bot.press_raw("u9", "practice.versions", id, workspace="W2", channel=CHANNEL)
    assert "Mo" not in said[0].text and "somebody of another workspace" in said[0].text
