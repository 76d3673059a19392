"""Contributions, follows and pairs, over every database."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from ntg_bot.domain.curating import Contribution, Follow, Pair, PairKind
from ntg_bot.storage.database import Database
from tests.storage.world import at


async def test_contributions_are_kept_once_and_move_with_a_merge(
    database: Database, workspace_id: str, member_id: str
) -> None:
    first = Contribution(workspace_id, "bus", "s1", member_id, at(0))
    second = replace(first, practice_id="walk", submission_id="s2", at=at(1))
    async with database.uow() as work:
        for given in (first, first, second):
            await work.contributions.add(given)
        assert await work.contributions.of_practice("bus") == [first]
        await work.contributions.move("bus", "walk")
        assert await work.contributions.of_practice("bus") == []
        kept = await work.contributions.of_practice("walk")
    assert kept == [replace(first, practice_id="walk"), second]


async def test_whoever_follows_both_follows_one_after_a_merge(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        other = await work.members.ensure(workspace_id, "ben", "Ben")
        both = Follow(workspace_id, member_id, "bus", at(0))
        assert await work.follows.put(both)
        assert not await work.follows.put(both)
        await work.follows.put(replace(both, practice_id="walk", since=at(5)))
        await work.follows.put(replace(both, member_id=other.id, since=at(1)))
        await work.follows.move("bus", "walk")
        assert await work.follows.of_practice("bus") == []
        kept = await work.follows.of_practice("walk")
        assert [(each.member_id, each.since) for each in kept] == [
            (other.id, at(1)),
            (member_id, at(5)),
        ]
        assert not await work.follows.remove("another", member_id, "walk")
        assert await work.follows.remove(workspace_id, member_id, "walk")
        assert not await work.follows.remove(workspace_id, member_id, "walk")


async def test_a_pair_is_found_once_and_settled_for_good(database: Database) -> None:
    pair = Pair.of("walk", "bus", PairKind.DUPLICATE, at(0))
    other = Pair.of("bus", "club", PairKind.CONTRADICTION, at(1))
    assert (pair.first, pair.second) == ("bus", "walk")

    async def add() -> bool:
        async with database.uow() as work:
            is_new = await work.pairs.add(pair)
            await work.commit()
            return is_new

    assert sorted(await asyncio.gather(*(add() for _ in range(4)))) == [False] * 3 + [True]
    async with database.uow() as work:
        assert await work.pairs.add(other)
        assert await work.pairs.open() == [pair, other]
        assert await work.pairs.settle("bus", "walk", at(2))
        assert not await work.pairs.settle("bus", "walk", at(3))
        assert not await work.pairs.add(pair), "what was settled is not found again"
        assert await work.pairs.open() == [other]
        await work.pairs.settle_all_of("club", at(4))
        assert await work.pairs.open() == []
