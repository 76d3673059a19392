"""Joining, leaving, rhythms, and which community somebody means."""

from __future__ import annotations

import pytest

from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.services.library import Library
from ntg_bot.services.membership import MembershipService
from tests.fakes.clock import FrozenClock
from tests.fakes.entries import ATTENDANCE, AUTHORITIES, PARENTS, SEND, TAXONOMY
from tests.fakes.world import ASKER, SHARER, World, replies

SERVICE = MembershipService(Library(TAXONOMY, AUTHORITIES), FrozenClock())


@pytest.mark.parametrize(
    ("text", "community"),
    [
        ("attendance-and-inclusion", ATTENDANCE),
        ("Attendance, behaviour and inclusion", ATTENDANCE),
        (" SEND AND DISABLED CHILDREN ", SEND),
        ("attendance", ATTENDANCE),
        ("the attendance community", ATTENDANCE),
        ("behaviour", ATTENDANCE),
        ("send", SEND),
        ("SEND", SEND),
        ("SEN", SEND),
        ("join SEN?", SEND),
        ("disabled children", SEND),
        ("speech and language", SEND),
        ("dads", PARENTS),
        ("parental engagement please", PARENTS),
        ("I would like to join the SEND group please", SEND),
        ("this week's digest for attendance", ATTENDANCE),
        ("sign me up for the parents people", PARENTS),
    ],
)
def test_a_community_is_known_by_id_name_and_key_words(text: str, community: str) -> None:
    assert SERVICE.community(text).id == community


@pytest.mark.parametrize(
    "text", ["", "   ", "knitting", "the", "school buses in winter", "🙂", "join a group"]
)
def test_what_names_no_community_is_not_found_with_a_hint(text: str) -> None:
    with pytest.raises(NotFound) as refused:
        SERVICE.community(text)
    assert "communities" in replies().explain(refused.value)


async def test_joining_and_leaving_say_whether_anything_changed(bot: World) -> None:
    member = bot.people[ASKER]
    async with bot.database.uow() as work:
        assert await bot.members.join(work, member, SEND)
        assert not await bot.members.join(work, member, SEND)
        assert [mine.community for mine in await bot.members.mine(work, member)] == [SEND]
        assert await bot.members.mine(work, bot.people[SHARER]) == []
        assert await bot.members.leave(work, member, SEND)
        assert not await bot.members.leave(work, member, SEND)


async def test_joining_again_does_not_change_the_rhythm(bot: World) -> None:
    member = bot.people[ASKER]
    async with bot.database.uow() as work:
        await bot.members.set_rhythm(work, member, "monthly", SEND)
        await bot.members.join(work, member, SEND)
        assert [mine.digest for mine in await bot.members.mine(work, member)] == ["monthly"]


async def test_less_often_goes_down_one_step_at_a_time_and_stays_at_never(bot: World) -> None:
    member = bot.people[ASKER]
    async with bot.database.uow() as work:
        await bot.members.join(work, member, SEND)
        await bot.members.join(work, member, PARENTS)
        rhythms = [(await bot.members.less_often(work, member, SEND))[0].digest for _ in range(4)]
        assert rhythms == ["fortnightly", "monthly", "never", "never"]
        both = {mine.community: mine.digest for mine in await bot.members.mine(work, member)}
        assert both == {SEND: "never", PARENTS: "weekly"}


async def test_a_rhythm_for_all_changes_all(bot: World) -> None:
    member = bot.people[ASKER]
    async with bot.database.uow() as work:
        await bot.members.join(work, member, SEND)
        await bot.members.join(work, member, PARENTS)
        changed = await bot.members.set_rhythm(work, member, "never")
        assert {mine.digest for mine in changed} == {"never"}
        assert len(changed) == 2


async def test_asking_for_a_digest_joins_and_stopping_one_does_not(bot: World) -> None:
    member = bot.people[ASKER]
    async with bot.database.uow() as work:
        assert await bot.members.set_rhythm(work, member, "never", SEND) == []
        assert await bot.members.mine(work, member) == []
        await bot.members.set_rhythm(work, member, "weekly", SEND)
        assert [mine.community for mine in await bot.members.mine(work, member)] == [SEND]


async def test_a_rhythm_there_is_not_is_refused_with_those_there_are(bot: World) -> None:
    async with bot.database.uow() as work:
        with pytest.raises(InvalidInput) as refused:
            await bot.members.set_rhythm(work, bot.people[ASKER], "hourly", SEND)
    assert "fortnightly" in replies().explain(refused.value)


async def test_forgetting_leaves_nothing_of_the_member(bot: World) -> None:
    member = bot.people[ASKER]
    async with bot.database.uow() as work:
        await bot.members.join(work, member, SEND)
        await bot.members.forget_me(work, member)
        await work.commit()
    async with bot.database.uow(read_only=True) as work:
        assert await work.members.get(bot.home.id, member.id) is None
        assert await bot.members.mine(work, member) == []
