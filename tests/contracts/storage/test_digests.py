"""When digests come, and what their readers were told."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import time, timedelta

from ntg_bot.domain.digest import DigestItem, ItemKind, TimeOfWeek, Week
from ntg_bot.domain.drafting import DigestDraft
from ntg_bot.storage.database import Database
from ntg_bot.storage.retention import SLOT_DAYS, TOLD_DAYS, Keeping
from tests.storage.world import StoppedClock, an_issue, at

WEEK = Week(2026, 48)


async def test_an_issue_keeps_when_it_went_out_and_what_found_no_room(database: Database) -> None:
    issue = replace(an_issue("d1"), left_out=4, note="Hello", sent_at=at(3600))
    async with database.uow() as work:
        await work.digests.claim(issue)
        assert await work.digests.get("d1") == issue
    assert issue.out_at == at(3600)
    assert an_issue("d1").out_at == an_issue("d1").frozen_at


async def test_each_community_has_a_time_of_its_own_until_it_gives_it_up(
    database: Database,
) -> None:
    friday, sunday = (
        TimeOfWeek("fri", time(14, 0), "Europe/London"),
        TimeOfWeek("sun", time(8, 5), "Asia/Kolkata"),
    )
    async with database.uow() as work:
        assert await work.digests.times() == {}
        await work.digests.set_time("camping", sunday)
        await work.digests.set_time("attendance", sunday)
        await work.digests.set_time("attendance", friday)
        assert await work.digests.times() == {"camping": sunday, "attendance": friday}
        await work.digests.set_time("camping", None)
        await work.digests.set_time("never had one", None)
        assert await work.digests.times() == {"attendance": friday}


async def test_a_member_is_told_each_piece_of_news_once(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        other = await work.members.ensure(workspace_id, "ben", "Ben")
        tell = work.digests.tell
        assert await tell(workspace_id, member_id, [], at(0)) == frozenset()
        assert await tell(workspace_id, member_id, ["a", "b", "a"], at(0)) == {"a", "b"}
        assert await tell(workspace_id, member_id, ["b", "c"], at(60)) == {"c"}
        assert await tell(workspace_id, other.id, ["b"], at(60)) == {"b"}


async def test_of_two_who_tell_at_once_one_gets_each_piece(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async def tell(*keys: str) -> frozenset[str]:
        async with database.uow() as work:
            new = await work.digests.tell(workspace_id, member_id, keys, at(0))
            await work.commit()
        return new

    told = await asyncio.gather(tell("b", "a", "c"), tell("c", "b"), tell("a", "b"))
    assert sorted(key for new in told for key in new) == ["a", "b", "c"]


async def test_what_was_told_long_ago_is_not_kept(
    database: Database, clock: StoppedClock, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        await work.digests.tell(
            workspace_id, member_id, ["old"], clock.now() - timedelta(days=TOLD_DAYS)
        )
        await work.digests.tell(workspace_id, member_id, ["new"], clock.now())
        await work.commit()
    clock.pass_seconds(1)
    await database.sweep(Keeping())
    async with database.uow() as work:
        held = await work.members.export(workspace_id, member_id)
    assert [row["item"] for row in held["digest_told"]] == ["new"]


async def test_a_draft_keeps_what_was_decided_and_what_it_is_made_of(database: Database) -> None:
    item = DigestItem(ItemKind.NEW_PRACTICE, "Walking bus", "walking-bus", "promising", key="k")
    async with database.uow() as work:
        assert await work.digests.draft("camping", WEEK) is None
        draft = await work.digests.open_draft("camping", WEEK)
        assert draft == DigestDraft("camping", WEEK)
        decided = (
            draft.reword(item.mark, "“Other” words")
            .drop("wanted:g1")
            .noted("Hello")
            .freeze([item], at(0))
        )
        await work.digests.put_draft(decided)
        await work.commit()
    async with database.uow() as work:
        assert await work.digests.draft("camping", WEEK) == decided
        assert await work.digests.open_draft("camping", WEEK) == decided
        assert await work.digests.draft("camping", WEEK.following) is None
        assert await work.digests.draft("attendance", WEEK) is None


async def test_two_who_decide_at_once_both_count(database: Database) -> None:
    async def drop(mark: str) -> None:
        async with database.uow() as work:
            draft = await work.digests.open_draft("camping", WEEK)
            await work.digests.put_draft(draft.drop(mark))
            await work.commit()

    marks = [f"answered:p{number}" for number in range(6)]
    await asyncio.gather(*map(drop, marks))
    async with database.uow(read_only=True) as work:
        draft = await work.digests.draft("camping", WEEK)
    assert draft is not None
    assert sorted(draft.dropped) == marks


async def test_a_slot_that_was_taken_is_known_until_it_is_old(
    database: Database, clock: StoppedClock
) -> None:
    async with database.uow() as work:
        assert not await work.slots.is_taken("job", "s")
        assert await work.slots.take("job", "s", clock.now())
        assert await work.slots.is_taken("job", "s")
        await work.commit()
    clock.pass_seconds(SLOT_DAYS * 86_400 + 1)
    await database.sweep(Keeping())
    async with database.uow() as work:
        assert not await work.slots.is_taken("job", "s")
