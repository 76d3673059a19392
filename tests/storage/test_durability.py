"""What two processes, a kill, a lock and a full disk must not take away."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ntg_bot import storage
from ntg_bot.domain.errors import StorageError
from ntg_bot.storage import sessions as sessions_module
from ntg_bot.storage import sqlite
from ntg_bot.storage.inbox import SqlInbox
from ntg_bot.storage.sessions import Sessions
from ntg_bot.storage.urls import normalised
from ntg_bot.storage.waking import Bell
from tests.storage.world import CountedIds, StoppedClock, a_gap, an_event


async def test_two_processes_of_ten_tasks_lose_no_update_and_meet_no_error(url: str) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        async with database.uow() as work:
            await work.gaps.add(a_gap("g1", count=0))
            await work.commit()
        started = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.storage.counting", url, "10", "50"),
                stderr=asyncio.subprocess.PIPE,
            )
            for _ in range(2)
        ]
        told = [(await process.communicate())[1].decode() for process in started]
        assert told == ["", ""]
        async with database.uow(read_only=True) as work:
            gap = await work.gaps.get("g1")
    assert gap is not None and gap.count == 1000


async def test_what_was_acknowledged_survives_a_kill(file: Path, url: str) -> None:
    chance = random.Random(7)
    acknowledged: set[str] = set()
    for round_ in range(5):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.storage.acknowledging", url, f"r{round_}"),
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 300)):
            acknowledged.add((await process.stdout.readline()).decode().strip())
        process.kill()
        # a line cut by the kill was no acknowledgement
        acknowledged |= {
            line.decode() for line in (await process.stdout.read()).split(b"\n")[:-1] if line
        }
        await process.wait()
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        await database.check()
    stored = {key for (key,) in sqlite3.connect(file).execute("SELECT key FROM inbox")}
    assert len(acknowledged) > 5
    assert acknowledged - stored == set()


@asynccontextmanager
async def _inbox(url: str) -> AsyncIterator[tuple[SqlInbox, Sessions]]:
    sessions = Sessions(normalised(url))
    try:
        yield SqlInbox(sessions, StoppedClock(), Bell("ntg_inbox")), sessions
    finally:
        await sessions.close()


@pytest.mark.parametrize(
    ("patience", "held"),
    [(20, 0.0), pytest.param(sqlite.BUSY_MILLISECONDS, 6.0, marks=pytest.mark.soak)],
)
async def test_a_lock_held_too_long_refuses_the_whole_group_and_later_puts_are_stored(
    file: Path, url: str, monkeypatch: pytest.MonkeyPatch, patience: int, held: float
) -> None:
    """The long form holds it for six seconds, a second longer than anybody waits."""
    monkeypatch.setattr(sqlite, "BUSY_MILLISECONDS", patience)
    other = sqlite3.connect(file, isolation_level=None)
    events = [an_event(f"e{n}") for n in range(30)]
    async with _inbox(url) as (inbox, _):
        other.execute("BEGIN EXCLUSIVE")
        over = asyncio.get_running_loop().time() + held
        refused = await asyncio.gather(*map(inbox.put, events), return_exceptions=True)
        await asyncio.sleep(over - asyncio.get_running_loop().time())
        other.execute("COMMIT")
        assert {str(error) for error in refused if isinstance(error, StorageError)} == {
            "The database is busy: something else held it for too long. "
            "Nothing was stored; try again."
        }
        assert len(refused) == 30
        assert await asyncio.gather(*map(inbox.put, events)) == [True] * 30
    other.close()


async def test_a_full_disk_refuses_and_after_it_is_freed_everything_is_stored(url: str) -> None:
    events = [an_event(f"e{n}", b"x" * 2000) for n in range(100)]
    async with _inbox(url) as (inbox, sessions):
        async with sessions.outside_transactions() as connection:
            await connection.exec_driver_sql("PRAGMA max_page_count = 60")
        refused = await asyncio.gather(*map(inbox.put, events), return_exceptions=True)
        assert {type(error) for error in refused} == {StorageError}
        assert "disk is full" in str(refused[0])
        async with sessions.outside_transactions() as connection:
            await sqlite.verify(connection)
            await connection.exec_driver_sql("PRAGMA max_page_count = 100000")
        assert await asyncio.gather(*map(inbox.put, events)) == [True] * 100


async def test_closing_commits_what_was_taken_in_and_takes_in_nothing_more(url: str) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        puts = [asyncio.create_task(database.inbox.put(an_event(f"e{n}"))) for n in range(50)]
        await asyncio.wait(puts, timeout=0)
    assert await asyncio.gather(*puts) == [True] * 50
    with pytest.raises(StorageError, match="stopping"):
        await database.inbox.put(an_event("late"))


async def test_a_second_unit_of_work_inside_the_first_is_refused_and_not_waited_for(
    url: str,
) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        async with database.uow() as work:
            with pytest.raises(StorageError, match="open here already"):
                async with database.uow():
                    pass
            with pytest.raises(StorageError, match="open here already"):
                await database.inbox.put(an_event("e1"))
            await work.gaps.add(a_gap("g1"))
            await work.commit()
        assert await database.inbox.put(an_event("e1"))


async def test_a_turn_at_writing_that_does_not_come_is_refused_and_not_waited_for(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions_module, "TURN_SECONDS", 0.01)
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        async with database.uow():
            put = asyncio.create_task(database.inbox.put(an_event("e1")))
            with pytest.raises(StorageError, match="busy: another piece of work"):
                await put
        assert await database.inbox.put(an_event("e1"))
