"""Replicas that race for the same digests: each week of a community has one issue."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from ntg_bot import storage
from ntg_bot.services.digest_timing import Timing
from ntg_bot.services.digests import DigestService
from ntg_bot.services.library import Library
from ntg_bot.storage.database import Database
from tests.fakes.clock import CountingIds, FrozenClock
from tests.fakes.entries import AUTHORITIES, TAXONOMY

REPLICAS = 4
COMMUNITIES = [community.id for community in TAXONOMY.communities]


@pytest.mark.parametrize("periods", [100, pytest.param(1_000, marks=pytest.mark.soak)])
async def test_each_week_of_a_community_is_frozen_once_however_many_race_for_it(
    database: Database, periods: int
) -> None:
    library, timing = Library(TAXONOMY, AUTHORITIES), Timing()
    clock, ids = FrozenClock(), CountingIds()
    clock.at = timing.slot(timing.week_of(clock.now()))
    won: Counter[tuple[str, str]] = Counter()

    async def race(replica: Database, community: str) -> None:
        digests = DigestService(library, clock, ids, timing)
        async with replica.uow() as work:
            issue = await digests.freeze(work, community)
            await work.commit()
        if issue is not None:
            won[issue.community, str(issue.week)] += 1

    async with AsyncExitStack() as stack:
        replicas = [
            await stack.enter_async_context(
                storage.open_database(_address(database), clock=clock, ids=ids)
            )
            for _ in range(REPLICAS)
        ]
        weeks = -(-periods // len(COMMUNITIES))
        for _ in range(weeks):
            races = [race(each, community) for each in replicas for community in COMMUNITIES]
            await asyncio.gather(*races)
            clock.at += timedelta(days=7)
    assert len(won) == weeks * len(COMMUNITIES) >= periods
    assert set(won.values()) == {1}


def _address(database: Database) -> str:
    """The URL that other processes would open it by."""
    return database._sessions.url.render_as_string(hide_password=False)
