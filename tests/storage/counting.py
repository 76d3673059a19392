"""Run by a test, several at once: each of its tasks reads a number and writes the next."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

from ntg_bot import storage
from ntg_bot.storage.database import Database
from tests.storage.world import CountedIds, StoppedClock


async def _count(database: Database, times: int) -> None:
    for _ in range(times):
        async with database.uow() as work:
            gap = await work.gaps.get("g1")
            assert gap is not None
            await work.gaps.save(replace(gap, count=gap.count + 1))
            await work.commit()


async def main(url: str, tasks: int, times: int) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        await asyncio.gather(*(_count(database, times) for _ in range(tasks)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
