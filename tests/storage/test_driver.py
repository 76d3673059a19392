"""Each statement is one trip to the connection's thread, and nothing is left open behind it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import insert, select, update

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage.sessions import Sessions
from ntg_bot.storage.tables import counter
from ntg_bot.storage.urls import normalised

ROWS = [{"name": f"n{number}", "value": number} for number in range(3)]


@pytest.fixture
async def sessions(url: str) -> AsyncIterator[Sessions]:
    made = Sessions(normalised(url))
    yield made
    await made.close()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was sent to the threads of connections that are open already."""
    sent: list[str] = []
    real = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, run: Any, *given: Any, **named: Any) -> Any:
        sent.append(run.__name__)
        return await real(self, run, *given, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    return sent


async def _fill(sessions: Sessions) -> None:
    async with sessions.writing() as session:
        await session.execute(insert(counter), ROWS)
        await session.commit()


async def test_a_transaction_makes_a_trip_for_its_begin_each_statement_and_its_commit(
    sessions: Sessions, trips: list[str]
) -> None:
    await _fill(sessions)
    trips.clear()
    async with sessions.writing() as session:
        found = await session.all(select(counter.c.value).order_by(counter.c.value))
        await session.execute(update(counter).values(value=counter.c.value + 1))
        await session.commit()
    assert [row.value for row in found] == [0, 1, 2]
    assert trips == ["_execute", "_execute", "_execute", "commit"]


async def test_what_only_read_makes_a_trip_to_end(sessions: Sessions, trips: list[str]) -> None:
    await _fill(sessions)
    async with sessions.reading() as session:
        await session.all(select(counter))
        trips.clear()
    assert trips == ["rollback"]


async def test_work_at_once_is_one_trip(sessions: Sessions, trips: list[str]) -> None:
    await _fill(sessions)
    trips.clear()
    await sessions.at_once(lambda bare: bare.execute("UPDATE counter SET value = 7"))
    assert trips == ["transact"]
    async with sessions.reading() as session:
        assert {row.value for row in await session.all(select(counter))} == {7}


async def test_rows_that_a_change_returns_are_counted(sessions: Sessions) -> None:
    await _fill(sessions)
    async with sessions.writing() as session:
        changed = await session.execute(
            update(counter).where(counter.c.value > 0).values(value=9).returning(counter.c.name)
        )
        assert sorted(changed.scalars()) == ["n1", "n2"]
        done = await session.execute(update(counter).values(value=9))
        assert done.rowcount == 3


async def test_work_at_once_that_breaks_is_undone(sessions: Sessions) -> None:
    await _fill(sessions)

    def breaking(bare: Any) -> None:
        bare.execute("DELETE FROM counter")
        bare.execute("INSERT INTO counter (name, value) VALUES ('a', NULL)")

    with pytest.raises(StorageError, match="breaks its rules") as refused:
        await sessions.at_once(breaking)
    assert not refused.value.is_away
    async with sessions.writing() as session:
        assert len(await session.all(select(counter))) == 3
        await session.commit()


async def test_a_task_cancelled_while_it_begins_leaves_no_transaction_open(
    sessions: Sessions, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _fill(sessions)

    async def write() -> None:
        async with sessions.writing():
            raise AssertionError("it never begins")

    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    is_on_its_way = asyncio.Event()
    real = aiosqlite.Connection._execute

    async def told(self: aiosqlite.Connection, run: Any, *given: Any, **named: Any) -> Any:
        is_on_its_way.set()
        return await real(self, run, *given, **named)

    monkeypatch.setattr(aiosqlite.Connection, "_execute", told)
    task = asyncio.create_task(write())
    async with asyncio.timeout(20):
        await is_on_its_way.wait()
    task.cancel()
    await asyncio.sleep(0)
    other.execute("ROLLBACK")
    other.close()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with sessions.writing() as session:
        assert len(await session.all(select(counter))) == 3
        await session.commit()
