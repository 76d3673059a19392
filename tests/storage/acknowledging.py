"""Run by a test until it is killed: puts events into the inbox and says which are durable."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys

from ntg_bot import storage
from tests.storage.world import CountedIds, StoppedClock, an_event

AT_ONCE = 20


async def main(url: str, prefix: str) -> None:
    numbers = itertools.count()
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:

        async def put_for_ever() -> None:
            while True:
                key = f"{prefix}-{next(numbers)}"
                await database.inbox.put(an_event(key))
                os.write(1, f"{key}\n".encode())

        await asyncio.gather(*(put_for_ever() for _ in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
