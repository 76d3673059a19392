"""Sharing: what is read out of a post, and the author's own steps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.services.ports import UnitOfWork
from ntg_bot.services.posts import TITLE_CHARACTERS, Shared
from ntg_bot.services.sharing import POST_CHARACTERS, Detail
from tests.fakes.entries import ATTENDANCE, PARENTS, SEND
from tests.fakes.world import ASKER, MODERATOR, SHARER, World, replies

WALK = Shared(
    "Walking bus", "We walked pupils to school.", "pupils", "Fewer were late.", "registers"
)


async def do(bot: World, act: Callable[[UnitOfWork], Awaitable[Submission]]) -> Submission:
    async with bot.database.uow() as work:
        done = await act(work)
        await work.commit()
    return done


async def draft(bot: World, shared: Shared = WALK, *, user: str = SHARER) -> Submission:
    return await do(bot, lambda work: bot.shares.draft(work, bot.people[user], shared))


async def confirm(bot: World, id: str, *communities: str, user: str = SHARER) -> Submission:
    return await do(
        bot, lambda work: bot.shares.confirm(work, bot.people[user], id, list(communities))
    )


async def stored(bot: World, id: str) -> Submission | None:
    async with bot.database.uow(read_only=True) as work:
        return await work.submissions.get(bot.home.id, id)


# --- drafts ---------------------------------------------------------------------------------------


async def test_a_draft_keeps_the_words_and_proposes_the_likeliest_community(bot: World) -> None:
    bot.communities.rules["walked"] = PARENTS
    made = await draft(bot)
    assert await stored(bot, made.id) == made
    assert (made.state, made.communities, made.authority) == (State.DRAFT, (PARENTS,), "E08000035")
    assert (made.what, made.rounds) == ("We walked pupils to school.", 0)


@pytest.mark.parametrize("title", ["", "  ", "…"])
async def test_a_draft_without_a_name_is_named_after_its_words(bot: World, title: str) -> None:
    shared = Shared(title, "Last term we ran a walking bus to school. It was fun.")
    made = await draft(bot, shared)
    assert made.title == "Walking bus to school"
    edited = await do(
        bot,
        lambda work: bot.shares.edit(
            work, bot.people[SHARER], made.id, replace(shared, what="We read to babies."), ()
        ),
    )
    assert edited.title == "We read to babies"


async def test_two_communities_are_proposed_where_they_are_close(bot: World) -> None:
    bot.communities.rules["walked"] = PARENTS
    bot.communities.is_close = True
    assert (await draft(bot)).communities == (PARENTS, ATTENDANCE)


async def test_edited_words_replace_the_draft_and_keep_its_communities(bot: World) -> None:
    made = await draft(bot)
    edited = await do(
        bot,
        lambda work: bot.shares.edit(
            work, bot.people[SHARER], made.id, replace(WALK, title=" Bus "), ()
        ),
    )
    assert (edited.title, edited.communities, edited.version) == ("Bus", (ATTENDANCE,), 2)
    assert await stored(bot, made.id) == edited


async def test_the_authors_yes_hands_it_to_the_moderators_and_counts_the_rounds(bot: World) -> None:
    made = await draft(bot)
    sent = await confirm(bot, made.id, SEND, PARENTS)
    assert (sent.state, sent.communities, sent.rounds) == (State.SUBMITTED, (SEND, PARENTS), 1)
    assert await stored(bot, made.id) == sent


async def test_what_waits_can_be_edited_and_not_sent_again(bot: World) -> None:
    made = await draft(bot)
    sent = await confirm(bot, made.id)
    bot.clock.forward(days=2)
    better = replace(WALK, what="We walked 40 pupils to school.")
    edited = await do(
        bot, lambda work: bot.shares.edit(work, bot.people[SHARER], made.id, better, ())
    )
    assert (edited.state, edited.what) == (State.SUBMITTED, "We walked 40 pupils to school.")
    assert edited.changed_at == sent.changed_at, "it waits since it was sent in"
    assert edited.version == sent.version + 1
    with pytest.raises(WrongState):
        await confirm(bot, made.id)
    assert await stored(bot, made.id) == edited


async def test_what_is_decided_cannot_be_edited(bot: World) -> None:
    made = await draft(bot)
    await confirm(bot, made.id)
    await do(bot, lambda work: bot.reviews.decline(work, bot.people[MODERATOR], made.id, "no"))
    for act in (
        lambda work: bot.shares.edit(work, bot.people[SHARER], made.id, WALK, ()),
        lambda work: bot.shares.add_detail(work, bot.people[SHARER], made.id, Detail("£5")),
    ):
        with pytest.raises(WrongState, match="stands"):
            await do(bot, act)


async def test_detail_is_added_later(bot: World) -> None:
    made = await draft(bot)
    detail = Detail(" about £200 ", "one teaching assistant", "rain", contact_wanted=True)
    detailed = await do(
        bot, lambda work: bot.shares.add_detail(work, bot.people[SHARER], made.id, detail)
    )
    assert (detailed.costs, detailed.staffing) == ("about £200", "one teaching assistant")
    assert (detailed.beware, detailed.contact_wanted) == ("rain", True)
    assert detailed.what == made.what
    assert await stored(bot, made.id) == detailed


async def test_withdrawing_keeps_no_words(bot: World) -> None:
    made = await draft(bot)
    await confirm(bot, made.id)
    gone = await do(bot, lambda work: bot.shares.withdraw(work, bot.people[SHARER], made.id))
    kept = await stored(bot, made.id)
    assert kept == gone
    assert kept.state is State.WITHDRAWN
    words = (kept.title, kept.what, kept.for_whom, kept.what_happened, kept.how_known)
    assert "".join(words) == ""


async def test_nobody_touches_the_draft_of_somebody_else(bot: World) -> None:
    made = await draft(bot)
    other = bot.people[ASKER]
    for act in (
        lambda work: bot.shares.own(work, other, made.id),
        lambda work: bot.shares.edit(work, other, made.id, WALK, ()),
        lambda work: bot.shares.confirm(work, other, made.id),
        lambda work: bot.shares.withdraw(work, other, made.id),
    ):
        with pytest.raises(NotFound):
            await do(bot, act)
    assert await stored(bot, made.id) == made


@pytest.mark.parametrize(
    ("communities", "sentence"),
    [
        (["knitting"], "no community called “knitting”"),
        ([ATTENDANCE, SEND, PARENTS], "one or two communities"),
    ],
)
async def test_communities_that_cannot_be_are_refused(
    bot: World, communities: list[str], sentence: str
) -> None:
    made = await draft(bot)
    with pytest.raises(InvalidInput) as refused:
        await confirm(bot, made.id, *communities)
    assert sentence in replies().explain(refused.value)
    assert refused.value.field == "communities"


async def test_without_any_community_the_author_is_asked_for_one(bot: World) -> None:
    bot.communities.default = ""
    made = await draft(bot)
    assert made.communities == ()
    with pytest.raises(InvalidInput, match="no_community"):
        await confirm(bot, made.id)


@pytest.mark.parametrize(
    ("shared", "field"),
    [
        (replace(WALK, title="x" * (2 * TITLE_CHARACTERS + 1)), "title"),
        (replace(WALK, what="…"), "what"),
        (replace(WALK, what="x" * (POST_CHARACTERS + 1)), "what"),
        (replace(WALK, what_happened="x" * (POST_CHARACTERS + 1)), "what_happened"),
    ],
)
async def test_a_fault_names_its_field(bot: World, shared: Shared, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await draft(bot, shared)
    assert refused.value.field == field
    assert replies().explain(refused.value)


async def test_a_post_of_the_longest_length_can_be_shared_whatever_it_reports(bot: World) -> None:
    post = ("We ran a club. " + "Attendance rose by 5. " * 1_000)[:POST_CHARACTERS]
    made = await draft(bot, await bot.shares.read(post))
    assert len(made.what) + len(made.what_happened) > POST_CHARACTERS
