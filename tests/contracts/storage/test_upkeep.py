"""Stewards, concerns and links, over every database."""

from __future__ import annotations

from dataclasses import replace

from ntg_bot.domain.upkeep import Concern, Link, LinkState, Part, Reason, Steward
from ntg_bot.storage.database import Database
from tests.storage.world import at


async def test_a_practice_has_one_owner_and_one_deputy_in_the_whole_programme(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        away = await work.workspaces.ensure("slack", "T2", "Elsewhere")
        other = await work.members.ensure(away.id, "ben", "Ben")
        first = Steward(workspace_id, member_id, "bus", Part.OWNER, at(0))
        second = Steward(away.id, other.id, "bus", Part.OWNER, at(1))
        deputy = replace(first, part=Part.DEPUTY)
        for each in (first, deputy, second):
            await work.stewards.put(each)
        assert await work.stewards.of_practice("bus") == [second, deputy]
        assert await work.stewards.of_member(workspace_id, member_id) == [deputy]
        assert await work.stewards.of_member(workspace_id, other.id) == []
        assert list(await work.stewards.all()) == [deputy, second]
        await work.stewards.remove("bus", Part.OWNER)
        await work.stewards.remove("bus", Part.OWNER)
        assert await work.stewards.of_practice("bus") == [deputy]


async def test_whoever_is_forgotten_looks_after_nothing(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        await work.stewards.put(Steward(workspace_id, member_id, "bus", Part.OWNER, at(0)))
        await work.members.forget(workspace_id, member_id)
        assert await work.stewards.all() == []


async def test_a_concern_is_one_a_reason_and_opens_anew(
    database: Database, workspace_id: str
) -> None:
    concern = Concern(workspace_id, "bus", Reason.NOT_HELPFUL, 2, at(0))
    async with database.uow() as work:
        await work.concerns.put(concern)
        await work.concerns.put(replace(concern, people=4, opened_at=at(5)))
        await work.concerns.put(replace(concern, reason=Reason.ASKED_FOR, opened_at=at(1)))
        found = await work.concerns.open(workspace_id)
        assert [(each.reason, each.people) for each in found] == [
            (Reason.ASKED_FOR, 2),
            (Reason.NOT_HELPFUL, 4),
        ]
        assert await work.concerns.open("another") == []
        assert not await work.concerns.close("another", "bus", at(6))
        assert await work.concerns.close(workspace_id, "bus", at(6))
        assert not await work.concerns.close(workspace_id, "bus", at(7))
        assert await work.concerns.open(workspace_id) == []
        await work.concerns.put(concern)
        assert await work.concerns.open(workspace_id) == [concern]


async def test_a_link_is_kept_as_it_was_last_seen(database: Database) -> None:
    link = Link("https://example.org/a", LinkState.FINE, at(0))
    gone = replace(link, state=LinkState.GONE, checked_at=at(9), failing_since=at(5))
    async with database.uow() as work:
        await work.links.put(link)
        await work.links.put(gone)
        assert await work.links.all() == [gone]
