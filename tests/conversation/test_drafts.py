"""A digest's draft: given to moderators in time, changed by them, and out by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ntg_bot.domain.digest import Week
from ntg_bot.domain.knowledge import PracticeStatus
from ntg_bot.domain.people import Role
from tests.conversation.test_digests import MONDAY, publish, tick
from tests.conversation.test_handing import release
from tests.fakes.chat import Message
from tests.fakes.entries import ATTENDANCE, practice
from tests.fakes.world import (
    ASKER,
    CHANNEL,
    MODERATOR,
    MODERATORS,
    OTHER_MODERATOR,
    World,
    opened,
)

FRIDAY = MONDAY - timedelta(days=3)
"""the working day before"""
WEEK = Week(2026, 48)


@pytest.fixture
async def drafted(bot: World) -> AsyncIterator[tuple[World, Message]]:
    """Two practices and a question, and the draft in the home workspace's moderators' channel."""
    [answer] = await bot.post(ASKER, "do trampolines help?", CHANNEL)
    await bot.press(ASKER, answer, "Ask the community")
    await release(bot)
    await publish(bot, "club", "Homework club")
    await publish(bot, "choir", "School choir")
    [home, _] = await look(bot, FRIDAY)
    yield bot, home


async def look(bot: World, at: datetime) -> list[Message]:
    """The drafts that are given out then; the home workspace's first."""
    bot.clock.at = at
    await bot.joined.previews.tick()
    said = await bot.deliver()
    return sorted(said, key=lambda each: each.delivery.workspace_id != bot.home.id)


def button_on(message: Message, label: str, line: str) -> str:
    """The value of the button of that label at that line."""
    [found] = [each for each in message.buttons() if each.says == f"{label}: {line}"]
    return found.value


async def act(bot: World, message: Message, action: str, label: str, line: str) -> list[Message]:
    value = button_on(message, label, line)
    return await bot.press_raw(MODERATOR, action, value, message=message)


async def out(bot: World) -> str:
    """What the community's channel reads on Monday."""
    said = await tick(bot, MONDAY)
    [home] = [
        each
        for each in said
        if (each.delivery.workspace_id, each.delivery.channel) == (bot.home.id, CHANNEL)
    ]
    return home.text


async def test_moderators_of_every_workspace_get_it_the_working_day_before(bot: World) -> None:
    await publish(bot, "club", "Homework club")
    assert await look(bot, FRIDAY - timedelta(seconds=1)) == []
    said = await look(bot, FRIDAY)
    assert [(each.delivery.workspace_id, each.delivery.channel) for each in said] == [
        (bot.home.id, MODERATORS),
        (bot.away.id, MODERATORS),
    ]
    for each in said:
        assert "Draft: Attendance, behaviour and inclusion: week of 23 November 2026" in each.text
        assert "It goes out by itself on Monday 23 November 2026, 09:00" in each.text
        assert "Homework club: Early signs are good" in each.text
    assert await look(bot, FRIDAY + timedelta(minutes=1)) == []


async def test_it_goes_out_as_it_was_if_nobody_looks_and_what_came_since_is_the_next(
    drafted: tuple[World, Message],
) -> None:
    bot, _ = drafted
    await publish(bot, "late", "Came on Saturday")
    text = await out(bot)
    assert "Homework club" in text
    assert "School choir" in text
    assert "Saturday" not in text
    next_week = await tick(bot, MONDAY + timedelta(days=7))
    assert any("Came on Saturday" in each.text for each in next_week)


async def test_what_one_workspace_changes_the_others_moderators_see(
    drafted: tuple[World, Message],
) -> None:
    bot, draft = drafted
    [there] = [
        each
        for each in bot.chat.in_channel(MODERATORS)
        if each.delivery.workspace_id == bot.away.id and "Draft:" in each.text
    ]
    await act(bot, draft, "digest.drop", "Leave out", "Homework club")
    assert "Left out: Homework club" in there.text
    async with bot.database.uow() as work:
        await work.bindings.remove(bot.away.id, MODERATORS)
        await work.commit()
    await act(bot, draft, "digest.put_back", "Put back", "Homework club")
    assert "Left out: Homework club" not in draft.text
    assert "Left out: Homework club" in there.text, "who moderates no longer is shown no more"


async def test_a_line_is_left_out_and_put_back(drafted: tuple[World, Message]) -> None:
    bot, draft = drafted
    await act(bot, draft, "digest.drop", "Leave out", "Homework club")
    assert "Left out: Homework club" in draft.text
    await act(bot, draft, "digest.drop", "Leave out", "School choir")
    await act(bot, draft, "digest.put_back", "Put back", "School choir")
    assert "Left out: School choir" not in draft.text
    text = await out(bot)
    assert "School choir" in text
    assert "Homework club" not in text


async def test_a_line_is_reworded_and_its_evidence_stays(drafted: tuple[World, Message]) -> None:
    bot, draft = drafted
    [form] = await act(bot, draft, "digest.reword", "Reword", "Homework club")
    assert form.delivery.only_for == MODERATOR
    assert "Now it says: Homework club" in form.text
    await bot.fill_in(MODERATOR, form, text="Clubs after school, now in two councils")
    assert "Clubs after school, now in two councils: Early signs are good" in draft.text
    text = await out(bot)
    assert "- Clubs after school, now in two councils: Early signs are good, but not yet" in text
    assert "Homework club:" not in text


async def test_empty_words_give_a_line_its_own_again(drafted: tuple[World, Message]) -> None:
    bot, draft = drafted
    for words in ("Other words", ""):
        line = "Other words" if "Other words" in draft.text else "Homework club"
        [form] = await act(bot, draft, "digest.reword", "Reword", line)
        await bot.fill_in(MODERATOR, form, text=words)
    assert "Homework club: Early signs" in draft.text


async def test_a_note_stands_before_everything_else(drafted: tuple[World, Message]) -> None:
    bot, draft = drafted
    [form] = await bot.press(MODERATOR, draft, "Add a note")
    await bot.fill_in(MODERATOR, form, note="We meet\non Thursday.")
    [form] = await bot.press(MODERATOR, draft, "Change the note")
    assert form.form().fields[0].value == "We meet on Thursday."
    assert "From the moderators: We meet on Thursday." in (await out(bot)).splitlines()[1]


async def test_what_somebody_changed_meanwhile_is_shown_before_it_is_overwritten(
    drafted: tuple[World, Message],
) -> None:
    bot, draft = drafted
    [mine] = await act(bot, draft, "digest.reword", "Reword", "Homework club")
    [theirs] = await bot.press_raw(
        OTHER_MODERATOR,
        "digest.reword",
        button_on(draft, "Reword", "Homework club"),
        message=draft,
    )
    await bot.fill_in(OTHER_MODERATOR, theirs, text="Theirs")
    [again] = await bot.fill_in(MODERATOR, mine, text="Mine")
    assert "It now says: “Theirs”" in again.text
    assert again.form().fields[0].value == "Mine"
    assert "Theirs" in draft.text
    await bot.fill_in(MODERATOR, again)
    assert "Mine" in draft.text


async def test_words_that_tell_on_somebody_or_go_on_and_on_are_asked_for_again(
    drafted: tuple[World, Message],
) -> None:
    bot, draft = drafted
    wrong = (("ring her mother on 07700 900123", "07700 900123"), ("x" * 501, "501"))
    for words, reason in wrong:
        for field in ("text", "note"):
            if field == "text":
                [form] = await act(bot, draft, "digest.reword", "Reword", "Homework club")
            else:
                [form] = await bot.press(MODERATOR, draft, "Add a note")
            [again] = await bot.fill_in(MODERATOR, form, **{field: words})
            assert again.delivery.only_for == MODERATOR
            assert reason in again.form().fields[0].error
            assert again.form().fields[0].value == words
    text = await out(bot)
    assert all(words not in text for words, _ in wrong)
    assert "From the moderators" not in text


async def test_what_is_out_cannot_be_changed(drafted: tuple[World, Message]) -> None:
    bot, draft = drafted
    await out(bot)
    value = button_on(draft, "Leave out", "Homework club")
    for action in ("digest.drop", "digest.put_back", "digest.reword", "digest.note"):
        [said] = await bot.press_raw(MODERATOR, action, value, message=draft)
        assert "is out already" in said.text
        assert said.delivery.only_for == MODERATOR


async def test_what_was_taken_out_or_answered_since_is_not_said(
    drafted: tuple[World, Message],
) -> None:
    """A practice that turned out wrong at the weekend is not recommended on Monday."""
    bot, _ = drafted
    gone = practice("club", "Homework club", status=PracticeStatus.RETIRED)
    async with bot.database.uow() as work:
        await work.knowledge.save(gone, by=bot.people[MODERATOR].id, at=bot.clock.now())
        [asked] = [gap for gap in await work.gaps.open() if "trampolines" in gap.text]
        await work.gaps.save(replace(asked, text="other words"))
        await work.commit()
    await bot.knowledge_base.apply(gone)
    text = await out(bot)
    assert "School choir" in text
    assert "Homework club" not in text
    assert "trampolines" not in text


async def test_a_draft_can_be_worked_on_before_it_is_closed(bot: World) -> None:
    await publish(bot, "club", "Homework club")
    [draft] = await bot.post(MODERATOR, "edit the digest for attendance")
    assert "Until its draft is closed, what is new joins it by itself." in draft.text
    await act(bot, draft, "digest.drop", "Leave out", "Homework club")
    await publish(bot, "choir", "School choir")
    [closed, _] = await look(bot, FRIDAY)
    assert "School choir: Early" in closed.text
    assert "Left out: Homework club" in closed.text
    assert "Homework club" not in await out(bot)


async def test_what_is_left_out_makes_room(bot: World) -> None:
    for number in range(8):
        await publish(bot, f"p{number}", f"Practice {number}")
    [draft, _] = await look(bot, FRIDAY)
    assert "Practice 7" not in draft.text
    assert "News that found no room: 1." in draft.text
    await act(bot, draft, "digest.drop", "Leave out", "Practice 3")
    assert "Practice 7: Early" in draft.text
    text = await out(bot)
    assert "Practice 7" in text
    assert "no room" not in text


async def test_a_digest_of_which_all_is_left_out_is_skipped(bot: World) -> None:
    await publish(bot, "club", "Homework club")
    [draft, _] = await look(bot, FRIDAY)
    await act(bot, draft, "digest.drop", "Leave out", "Homework club")
    assert "There is nothing in it now" in draft.text
    assert await tick(bot, MONDAY) == []


async def test_an_empty_week_bothers_nobody_and_may_still_fill_up(bot: World) -> None:
    assert await look(bot, FRIDAY) == []
    await publish(bot, "club", "Homework club")
    assert await look(bot, FRIDAY + timedelta(hours=1)) == []
    assert "Homework club" in await out(bot)


async def test_two_processes_give_one_draft(bot: World, tmp_path: Path) -> None:
    await publish(bot, "club", "Homework club")
    bot.clock.at = FRIDAY
    async with opened(tmp_path, bot.clock, bot.ids) as second:
        async with bot.database.uow(read_only=True) as work:
            due = await bot.joined.previews._drafts.to_freeze(work)
        assert await second.joined.previews.tick() == 1
        told = [await bot.joined.previews._tell_of(*each) for each in due]
        assert set(told) == {False}
        async with bot.database.uow(read_only=True) as work:
            assert await bot.joined.previews._drafts.to_freeze(work) == []
    assert len(await bot.deliver()) == 2


async def test_without_a_moderators_channel_each_moderator_gets_it(bot: World) -> None:
    async with bot.database.uow() as work:
        await work.bindings.remove(bot.home.id, MODERATORS)
        await work.members.ensure(bot.home.id, OTHER_MODERATOR, "", role=Role.MEMBER)
        await work.commit()
    await publish(bot, "club", "Homework club")
    said = await look(bot, FRIDAY)
    assert [each.delivery.channel for each in said[:-1]] == [f"@{MODERATOR}"]
    [form] = await bot.press(MODERATOR, said[0], "Add a note")
    await bot.fill_in(MODERATOR, form, note="Hello")
    assert "From the moderators: Hello" in said[0].text


async def test_a_guessed_button_changes_nothing(bot: World) -> None:
    await publish(bot, "club", "Homework club")
    for value in ("", "x", f"{ATTENDANCE}|week", f"{ATTENDANCE}|2026-W48|no:where"):
        for action in ("digest.drop", "digest.reword"):
            [said] = await bot.press_raw(MODERATOR, action, value)
            assert said.delivery.only_for == MODERATOR
            assert said.buttons() == []
    assert "Homework club" in await out(bot)


def test_the_day_before_is_a_working_day() -> None:
    assert datetime(2026, 11, 20, 9, 0, tzinfo=UTC) == FRIDAY
