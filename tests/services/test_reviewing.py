"""Moderators' decisions: who may, what is published, and who was first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

import pytest

from ntg_bot.domain.asking import Facets
from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from ntg_bot.domain.knowledge import Direction, Kind, Practice
from ntg_bot.domain.people import Role
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.ports import UnitOfWork
from ntg_bot.services.posts import Shared
from ntg_bot.services.sharing import Detail
from tests.fakes.entries import ATTENDANCE, PARENTS, SEND
from tests.fakes.world import ASKER, MODERATOR, OTHER_MODERATOR, SHARER, World, replies

T = TypeVar("T")
CLUB = Shared("Homework café", "We opened the hall after school.", "year 7", "Detentions fell.", "")


async def do(bot: World, act: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    async with bot.database.uow() as work:
        done = await act(work)
        await work.commit()
    return done


async def submitted(bot: World, shared: Shared = CLUB) -> Submission:
    async def send(work: UnitOfWork) -> Submission:
        made = await bot.shares.draft(work, bot.people[SHARER], shared)
        return await bot.shares.confirm(work, bot.people[SHARER], made.id)

    bot.clock.forward(minutes=1)
    return await do(bot, send)


async def accept(bot: World, which: str, *, user: str = MODERATOR) -> tuple[Submission, Practice]:
    return await do(bot, lambda work: bot.reviews.accept(work, bot.people[user], which))


async def test_the_detail_that_its_author_added_is_published_with_it(bot: World) -> None:
    waiting = await submitted(bot)
    detail = Detail("£200 a term", "one family worker", "Rain empties it.", contact_wanted=True)
    await do(bot, lambda work: bot.shares.add_detail(work, bot.people[SHARER], waiting.id, detail))
    _, practice = await accept(bot, waiting.id)
    assert practice.cost == "£200 a term"
    assert practice.how_it_works[1:] == ("Who did the work: one family worker",)
    assert practice.cautions[0] == "Rain empties it."
    assert "happy to be asked" in practice.cautions[-1]


async def test_only_moderators_see_or_decide(bot: World) -> None:
    waiting = await submitted(bot)
    member = bot.people[ASKER]
    for act in (
        lambda work: bot.reviews.queue(work, member),
        lambda work: bot.reviews.find(work, member, "1"),
        lambda work: bot.reviews.accept(work, member, waiting.id),
        lambda work: bot.reviews.decline(work, member, waiting.id, "no"),
        lambda work: bot.reviews.ask_for_changes(work, member, waiting.id, "no"),
        lambda work: bot.reviews.reroute(work, member, waiting.id, [SEND]),
    ):
        with pytest.raises(NotAllowed):
            await do(bot, act)


async def test_a_moderator_of_another_workspace_does_not_find_it(bot: World) -> None:
    waiting = await submitted(bot)

    async def elsewhere(work: UnitOfWork) -> None:
        stranger = await work.members.ensure(bot.away.id, "u9", "Sam", role=Role.MODERATOR)
        assert await bot.reviews.queue(work, stranger) == []
        with pytest.raises(NotFound):
            await bot.reviews.accept(work, stranger, waiting.id)

    await do(bot, elsewhere)


async def test_the_queue_is_numbered_from_the_oldest(bot: World) -> None:
    first = await submitted(bot)
    second = await submitted(bot, replace(CLUB, title="Walk"))
    moderator = bot.people[MODERATOR]

    async def look(work: UnitOfWork) -> list[Submission]:
        queue = await bot.reviews.queue(work, moderator)
        assert [one.id for one in queue] == [first.id, second.id]
        return [await bot.reviews.find(work, moderator, place) for place in ("1", "2", second.id)]

    assert [found.id for found in await do(bot, look)] == [first.id, second.id, second.id]


@pytest.mark.parametrize("which", ["0", "2", "9999", "²", "١٢", "-1", "", "f" * 32, "'; drop"])
async def test_a_number_or_id_that_is_none_is_not_found(bot: World, which: str) -> None:
    await submitted(bot)
    with pytest.raises(NotFound):
        await accept(bot, which)


async def test_a_draft_is_its_authors_alone(bot: World) -> None:
    made = await do(bot, lambda work: bot.shares.draft(work, bot.people[SHARER], CLUB))
    with pytest.raises(NotFound):
        await accept(bot, made.id)


async def test_accepting_publishes_the_sharers_words_as_one_teams_account(bot: World) -> None:
    waiting = await submitted(bot)
    bot.retriever.named["homework"] = Facets(groups=("poor-attendance",), ages=(11, 12))
    done, practice = await accept(bot, "1")
    assert (done.state, done.practice_id) == (State.PUBLISHED, "homework-caf")
    assert done.decided_by == bot.people[MODERATOR].id
    assert practice.title == waiting.title
    assert practice.how_it_works == (waiting.what,)
    assert practice.evidence.direction is Direction.DESCRIPTIVE
    assert (practice.evidence.rating, practice.grade) == ("no outside rating", None)
    assert practice.evidence.standard == "Shared by a member"
    assert practice.evidence.effect == "Detentions fell."
    assert practice.evidence.design == "the sharer's own account"
    assert practice.communities == (ATTENDANCE,)
    assert (practice.groups, practice.age_range) == (("poor-attendance",), "11-12")
    assert any("nobody outside has checked" in caution for caution in practice.cautions)
    assert practice.sources[0].organisation == "Leeds"
    today = bot.clock.now().date()
    assert (practice.reviewed, practice.review_by) == (today, today + timedelta(days=365))
    async with bot.database.uow(read_only=True) as work:
        row = await work.knowledge.get(Kind.PRACTICE, practice.id)
    assert row is not None
    assert row.item == practice
    assert row.changed_by == bot.people[MODERATOR].id


async def test_what_was_not_said_is_stated_as_not_said(bot: World) -> None:
    await submitted(bot, Shared("Gate talks", "We talk at the gate."))
    _, practice = await accept(bot, "1")
    assert practice.evidence.effect == "No result was reported."
    assert practice.evidence.population == "not stated"
    assert practice.age_range == "all-ages"


async def test_two_practices_of_one_name_never_share_an_id(bot: World) -> None:
    for _ in range(3):
        await submitted(bot, Shared("Walking bus", "We walked too."))
    ids = {(await accept(bot, "1"))[1].id for _ in range(3)}
    # The library in memory does not know them yet: another process may have accepted them.
    assert len(ids) == 3
    assert "walking-bus" not in ids
    async with bot.database.uow(read_only=True) as work:
        shipped = await work.knowledge.get(Kind.PRACTICE, "walking-bus")
    assert shipped is not None
    assert shipped.changed_by == "sync"


@pytest.mark.parametrize("title", ["日本語の実践", "¡¿ü?", "x" * 150])
async def test_any_title_makes_an_id(bot: World, title: str) -> None:
    await submitted(bot, replace(CLUB, title=title))
    _, practice = await accept(bot, "1")
    assert practice.id
    assert set(practice.id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(practice.id) <= 70


@pytest.mark.parametrize("reason", ["", "  \n "])
async def test_a_no_needs_a_reason(bot: World, reason: str) -> None:
    waiting = await submitted(bot)
    moderator = bot.people[MODERATOR]
    for act in (bot.reviews.decline, bot.reviews.ask_for_changes):
        with pytest.raises(InvalidInput) as refused:
            await do(bot, lambda work, act=act: act(work, moderator, waiting.id, reason))
        assert refused.value.field == "reason"


async def test_a_submission_that_went_back_can_be_sent_in_again(bot: World) -> None:
    waiting = await submitted(bot)
    sent_back = await do(
        bot,
        lambda work: bot.reviews.ask_for_changes(
            work, bot.people[MODERATOR], "1", " say for how long "
        ),
    )
    assert (sent_back.state, sent_back.reason) == (State.CHANGES_ASKED, "say for how long")
    again = await do(bot, lambda work: bot.shares.confirm(work, bot.people[SHARER], waiting.id))
    assert (again.state, again.rounds) == (State.SUBMITTED, 2)


@pytest.mark.parametrize("second", ["accept", "decline", "ask_for_changes"])
async def test_the_second_moderator_is_told_who_was_first(bot: World, second: str) -> None:
    waiting = await submitted(bot)
    await accept(bot, waiting.id)
    other = bot.people[OTHER_MODERATOR]
    extra = () if second == "accept" else ("no",)
    with pytest.raises(WrongState) as refused:
        await do(bot, lambda work: getattr(bot.reviews, second)(work, other, waiting.id, *extra))
    told = replies().explain(refused.value)
    assert told.startswith("Mo was first: “Homework café” is already published.")


async def test_a_moderator_who_presses_twice_is_told_so(bot: World) -> None:
    waiting = await submitted(bot)
    await accept(bot, waiting.id)
    with pytest.raises(WrongState, match="you_were_first"):
        await accept(bot, waiting.id)


async def test_what_its_author_withdrew_cannot_be_accepted(bot: World) -> None:
    waiting = await submitted(bot)
    await do(bot, lambda work: bot.shares.withdraw(work, bot.people[SHARER], waiting.id))
    with pytest.raises(WrongState, match="stands") as refused:
        await accept(bot, waiting.id)
    assert "withdrawn by its author" in replies().explain(refused.value)


async def test_a_moderator_may_choose_another_community(bot: World) -> None:
    waiting = await submitted(bot)
    moderator = bot.people[MODERATOR]
    moved = await do(
        bot, lambda work: bot.reviews.reroute(work, moderator, waiting.id, [SEND, PARENTS])
    )
    assert (moved.communities, moved.state) == ((SEND, PARENTS), State.SUBMITTED)
    for communities in ([], ["knitting"], [SEND, PARENTS, ATTENDANCE]):
        with pytest.raises(InvalidInput):
            await do(
                bot,
                lambda work, to=communities: bot.reviews.reroute(work, moderator, waiting.id, to),
            )
    _, practice = await accept(bot, waiting.id)
    assert practice.communities == (SEND, PARENTS)
    with pytest.raises(WrongState):
        await do(bot, lambda work: bot.reviews.reroute(work, moderator, waiting.id, [SEND]))


async def test_every_decision_is_audited_by_ids_alone(bot: World) -> None:
    waiting = await submitted(bot)
    await accept(bot, waiting.id)
    async with bot.database.uow(read_only=True) as work:
        held = await bot.members.my_data(work, bot.people[MODERATOR])
    [act] = held["audit"]  # type: ignore[misc]
    assert (act["verb"], act["object_id"]) == ("submission.accept", waiting.id)
    assert "café" not in str(act)
