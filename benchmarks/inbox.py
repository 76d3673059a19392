"""How fast the inbox takes events in, beside a bare INSERT and COMMIT an event.

Run by hand: `python -m benchmarks.inbox`. Both sides use WAL and synchronous=FULL on the same disk,
so the ratios hold on any machine; the figures do not. Prints, and asserts nothing.
"""

from __future__ import annotations

import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from ntg_bot import storage
from ntg_bot.services.ports import Envelope
from ntg_bot.storage.database import Database

EVENTS = 2000
STEADY_RATE, STEADY_SECONDS = 200, 5
BURST = 1000
PAYLOAD = b"x" * 600


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class NoIds:
    def new(self) -> str:
        raise AssertionError("the inbox makes no ids")


def bare(path: Path) -> list[float]:
    """Seconds of each of EVENTS inserts, one commit each: what every design pays at least."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE event (key TEXT PRIMARY KEY, payload BLOB)")
    took = []
    for number in range(EVENTS):
        start = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO event VALUES (?, ?)", (f"e{number}", PAYLOAD))
        connection.execute("COMMIT")
        took.append(time.perf_counter() - start)
    connection.close()
    return took


async def timed_put(database: Database, key: str, took: list[float]) -> None:
    start = time.perf_counter()
    await database.inbox.put(Envelope("bench", key, "T1", "MessagePosted", PAYLOAD))
    took.append(time.perf_counter() - start)


async def at_once(database: Database, callers: int) -> list[float]:
    """EVENTS puts by `callers` tasks, each waiting for one put before the next."""
    took: list[float] = []

    async def caller(name: int) -> None:
        for number in range(EVENTS // callers):
            await timed_put(database, f"{callers}-{name}-{number}", took)

    await asyncio.gather(*(caller(name) for name in range(callers)))
    return took


async def steady(database: Database) -> list[float]:
    """Events that arrive at a fixed rate, whether or not the earlier ones are stored."""
    took: list[float] = []
    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(STEADY_RATE * STEADY_SECONDS):
            wait = start + number / STEADY_RATE - time.perf_counter()
            await asyncio.sleep(max(wait, 0))
            group.create_task(timed_put(database, f"steady-{number}", took))
    return took


async def burst(database: Database) -> list[float]:
    """BURST events in one moment."""
    took: list[float] = []
    await asyncio.gather(*(timed_put(database, f"burst-{n}", took) for n in range(BURST)))
    return took


def line(name: str, took: list[float], seconds: float, floor_rate: float) -> float:
    rate = len(took) / seconds
    p99 = statistics.quantiles(took, n=100)[98]
    ratio = f"{rate / floor_rate:6.2f}x" if floor_rate else "  floor"
    print(f"{name:<34}{rate:>9.0f}/s{ratio:>9}   p99 {p99 * 1000:7.1f} ms")
    return rate


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        floor = await asyncio.to_thread(bare, Path(folder) / "bare.db")
        floor_rate = line("bare INSERT, a commit each", floor, time.perf_counter() - start, 0)
        url = f"sqlite+aiosqlite:///{folder}/ntg.db"
        runs: list[tuple[str, Callable[[Database], Awaitable[list[float]]]]] = [
            ("inbox, 1 caller", lambda database: at_once(database, 1)),
            ("inbox, 20 callers", lambda database: at_once(database, 20)),
            ("inbox, 200 callers", lambda database: at_once(database, 200)),
            (f"inbox, {STEADY_RATE} events a second", steady),
            (f"inbox, {BURST} at once", burst),
        ]
        async with storage.open_database(url, clock=RealClock(), ids=NoIds()) as database:
            for name, run in runs:
                start = time.perf_counter()
                took = await run(database)
                line(name, took, time.perf_counter() - start, floor_rate)


if __name__ == "__main__":
    asyncio.run(main())
