"""One week's digests of a programme of many workspaces, and what its events would need.

Run by hand: `python -m benchmarks.week --workspaces 10000`. Every workspace binds one channel to
each of the thirteen communities. Claims are really made, by as many clocks at once as are asked
for; deliveries are really queued, drawn and marked, against a chat platform that takes everything
at once. The load of events is computed from measured rates, not played. Prints, and ends with a
fault unless each channel got each digest once.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from ntg_bot.bootstrap import Application, build
from ntg_bot.cli.console import set_up_logging
from ntg_bot.conversation.cards import Card
from ntg_bot.domain.digest import Week
from ntg_bot.domain.errors import StorageError
from ntg_bot.domain.knowledge import Practice
from ntg_bot.domain.people import Purpose
from ntg_bot.services.ports import Delivery
from ntg_bot.settings import Settings
from ntg_bot.storage.tables import binding, workspace

PLATFORM = "null"
ROWS_AT_ONCE = 5_000
WEEK_SECONDS = 7 * 24 * 3_600


class Clock:
    """Time that this program moves on from one moment of the week to the next."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class NullPlatform:
    """Takes everything at once, and counts it."""

    name = PLATFORM

    def __init__(self) -> None:
        self.said: Counter[str] = Counter()

    async def post(self, delivery: Delivery, card: Card) -> str:
        self.said[delivery.key] += 1
        return delivery.key

    async def replace(self, delivery: Delivery, message: str, card: Card) -> str:
        raise AssertionError("no digest is drawn again")

    async def find(self, delivery: Delivery) -> str | None:
        return delivery.key if self.said[delivery.key] else None


@asynccontextmanager
async def replicas(
    count: int, folder: Path, database: str, clock: Clock
) -> AsyncIterator[list[Application]]:
    async with AsyncExitStack() as stack:
        settings = Settings(home=folder, semantic_model="off", database_url=database)
        yield [await stack.enter_async_context(build(settings, clock=clock)) for _ in range(count)]


async def fill(bot: Application, workspaces: int) -> int:
    """Workspaces and their bindings, straight into the tables; returns how many bindings."""
    communities = [each.id for each in bot.library.taxonomy.communities]
    spaces = [
        {"id": f"{n:032x}", "platform": PLATFORM, "external_id": f"T{n}", "name": f"Council {n}"}
        for n in range(workspaces)
    ]
    bindings = [
        {
            "id": f"{space['id']}-{number}",
            "workspace_id": space["id"],
            "channel": f"C{number}",
            "purpose": Purpose.COMMUNITY.value,
            "community": community,
        }
        for space in spaces
        for number, community in enumerate(communities)
    ]
    for table, rows in ((workspace, spaces), (binding, bindings)):
        for start in range(0, len(rows), ROWS_AT_ONCE):
            async with bot.database._sessions.writing() as session:
                await session.execute(insert(table), rows[start : start + ROWS_AT_ONCE])
                await session.commit()
    return len(bindings)


async def publish(bot: Application, clock: Clock) -> None:
    """Something new for every community, so that none has an empty week."""
    like = next(each for each in bot.library.items if isinstance(each, Practice))
    async with bot.database.uow() as work:
        for community in bot.library.taxonomy.communities:
            item = replace(
                like, id=f"new-{community.id}", title=f"New in {community.name}",
                communities=(community.id,),
            )  # fmt: skip
            await work.knowledge.save(item, by="m1", at=clock.now())
        await work.commit()


async def simulate(workspaces: int, database: str, clocks: int) -> None:
    clock = Clock(datetime(2026, 11, 17, 12, 0, tzinfo=UTC))
    with tempfile.TemporaryDirectory() as folder:
        async with replicas(clocks, Path(folder), database, clock) as bots:
            bot = bots[0]
            channels = await fill(bot, workspaces)
            clock.at += timedelta(days=1)
            await publish(bot, clock)
            for each in bots:
                await each.parts.knowledge_base.refresh()
            clock.at = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)
            print(f"{workspaces} workspaces, {channels} channels, {clocks} clocks at once")
            await _claim(bots)
            await _deliver(bot, channels, clock)


async def _claim(bots: list[Application]) -> None:
    """As the clocks do: a look that the busy database refuses is made again at the next tick."""
    refused = 0

    async def ticks(bot: Application) -> int:
        nonlocal refused
        while True:
            try:
                return await bot.joined.sender.tick()
            except StorageError:
                refused += 1

    start = time.perf_counter()
    await asyncio.gather(*map(ticks, bots))
    took = time.perf_counter() - start
    async with bots[0].database.uow(read_only=True) as work:
        week = Week.of(bots[0].clock.now().date())
        issues = [
            await work.digests.of_week(each.id, week)
            for each in bots[0].library.taxonomy.communities
        ]
    print(
        f"issues claimed, frozen and queued: {sum(each is not None for each in issues)} in "
        f"{took:.1f} s, {took / len(issues):.1f} s each, for which it keeps the write lock; "
        f"looks refused meanwhile and made again: {refused}",
        flush=True,
    )


async def _deliver(bot: Application, channels: int, clock: Clock) -> None:
    platform = NullPlatform()
    bot.platforms[PLATFORM] = platform
    start = time.perf_counter()
    cpu = time.process_time()
    told = 0
    while await bot.joined.courier.step():
        clock.at += timedelta(milliseconds=1)
        if platform.said.total() >= told + channels // 10:
            told = platform.said.total()
            print(f"  {told} delivered, {told / (time.perf_counter() - start):.0f} a second",
                  flush=True)  # fmt: skip
    took, worked = time.perf_counter() - start, time.process_time() - cpu
    if len(platform.said) != channels or set(platform.said.values()) != {1}:
        raise SystemExit(f"{len(platform.said)} of {channels} were said, not each once")
    print(
        f"delivered: {channels}, each once; {took:.0f} s, {channels / took:.0f} a second, "
        f"{worked / channels * 1e3:.2f} CPU ms each"
    )


def needed(workspaces: int, events: float, peak: float, taken: float, answered: float) -> None:
    """What events would need: computed, from rates that other benchmarks measured."""
    mean = workspaces * events / WEEK_SECONDS
    most = mean * peak
    print(
        f"events, computed: {events:g} a workspace and week are {mean:.1f} a second on average and "
        f"{most:.0f} at {peak:g} times that; at {taken:g} acknowledged and {answered:g} answered a "
        f"second by one process, {math.ceil(most / taken)} web and {math.ceil(most / answered)} "
        "worker processes"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workspaces", type=int, default=10_000)
    parser.add_argument("--clocks", type=int, default=4, help="processes' clocks that race")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--events", type=float, default=300, help="of a workspace in a week")
    parser.add_argument("--peak", type=float, default=8, help="times the average")
    parser.add_argument(
        "--taken", type=float, default=200, help="acknowledged a second, of benchmarks.load"
    )
    parser.add_argument(
        "--answered", type=float, default=43, help="answered a second, of benchmarks.answers"
    )
    chosen = parser.parse_args()
    set_up_logging("error")
    if chosen.database == "sqlite":
        asyncio.run(simulate(chosen.workspaces, "", chosen.clocks))
    else:
        from ntg_bot import storage
        from tests.postgresql import Databases, server

        with server() as first:
            url = Databases(first).empty()
            storage.upgrade(url)
            asyncio.run(simulate(chosen.workspaces, url, chosen.clocks))
    needed(chosen.workspaces, chosen.events, chosen.peak, chosen.taken, chosen.answered)


if __name__ == "__main__":
    main()
