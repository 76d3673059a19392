"""Claims on submissions and slots of the clock."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from ntg_bot.domain.reviewing import Claim
from ntg_bot.storage.database import Database
from tests.storage.world import a_submission, at


async def test_a_claim_is_one_a_submission_and_of_its_workspace(
    database: Database, workspace_id: str, member_id: str
) -> None:
    first = Claim(workspace_id, "s1", member_id, at(0), at(60))
    async with database.uow() as work:
        await work.submissions.add(a_submission("s1", workspace_id))
        other = await work.members.ensure(workspace_id, "ben", "Ben")
        second = replace(first, member_id=other.id, taken_at=at(5), lapses_at=at(65))
        await work.claims.put(first)
        await work.claims.put(second)
        await work.commit()
    async with database.uow() as work:
        assert await work.claims.get(workspace_id, "s1") == second
        assert await work.claims.get("another", "s1") is None
        assert await work.claims.of_workspace(workspace_id) == [second]
        assert await work.claims.of_workspace("another") == []
        await work.claims.remove("another", "s1")
        assert await work.claims.of_workspace(workspace_id) == [second]
        await work.claims.remove(workspace_id, "s1")
        assert await work.claims.get(workspace_id, "s1") is None


async def test_only_lapsed_claims_are_dropped(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        for id, lapses in (("s1", 60), ("s2", 61)):
            await work.submissions.add(a_submission(id, workspace_id))
            await work.claims.put(Claim(workspace_id, id, member_id, at(0), at(lapses)))
        await work.claims.drop_lapsed(at(60))
        kept = await work.claims.of_workspace(workspace_id)
    assert [each.submission_id for each in kept] == ["s2"]


async def test_a_claim_goes_with_the_person_who_had_it(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        await work.submissions.add(a_submission("s1", workspace_id, member_id="somebody-else"))
        await work.claims.put(Claim(workspace_id, "s1", member_id, at(0), at(60)))
        await work.commit()
    async with database.uow() as work:
        await work.members.forget(workspace_id, member_id)
        assert await work.claims.get(workspace_id, "s1") is None


async def test_a_slot_is_taken_once_however_many_try(database: Database) -> None:
    async def take(slot: str) -> bool:
        async with database.uow() as work:
            is_mine = await work.slots.take("sweep", slot, at(0))
            await work.commit()
            return is_mine

    assert sorted(await asyncio.gather(*(take("2026-W10") for _ in range(6)))) == [False] * 5 + [
        True
    ]
    assert await take("2026-W11")
    async with database.uow(read_only=True) as work:
        assert await work.slots.is_taken("sweep", "2026-W10")
        assert not await work.slots.is_taken("sweep", "2026-W12")
    async with database.uow() as work:
        await work.slots.drop_before(at(1))
        assert await work.slots.take("sweep", "2026-W10", at(2))
