"""PostgreSQL alone: bells that other processes hear, lost connections, moving in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from ntg_bot import storage
from ntg_bot.domain.errors import StorageError
from ntg_bot.storage import schema
from ntg_bot.storage.database import Database
from tests.postgresql import Databases
from tests.storage import test_migrations as migrations
from tests.storage.world import CountedIds, StoppedClock, a_delivery, an_event, at

PATIENCE = 20.0
"""seconds until a test that waits for something gives up; nothing here takes one"""


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Database]:
    """A process of its own, as far as the database can tell; it listens."""
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        assert database.listener is not None
        async with asyncio.timeout(PATIENCE):
            await database.listener.is_listening.wait()
            # It rang when it began to listen: hear that now.
            await database.inbox.wait(PATIENCE)
            await database.outbox.wait(PATIENCE)
        yield database


async def test_a_worker_hears_of_what_another_process_stored(postgresql_url: str) -> None:
    async with _opened(postgresql_url) as web, _opened(postgresql_url) as worker:
        async with asyncio.timeout(PATIENCE):
            waits = asyncio.create_task(worker.inbox.wait(10 * PATIENCE))
            await web.inbox.put(an_event("e1"))
            await waits
        [row] = await worker.inbox.claim(10, 60)
        assert row.envelope.key == "e1"


async def test_a_delivery_rings_elsewhere_when_it_is_committed_and_not_before(
    postgresql_url: str,
) -> None:
    async with _opened(postgresql_url) as web, _opened(postgresql_url) as worker:
        waits = asyncio.create_task(worker.outbox.wait(10 * PATIENCE))
        async with asyncio.timeout(PATIENCE):
            async with web.uow() as work:
                workspace = await work.workspaces.ensure("local", "T1", "Anytown")
                await work.outbox.add(a_delivery("k", workspace.id), at(0))
                await web.inbox.put(an_event("e1"))
                await worker.inbox.wait(10 * PATIENCE)  # notices come in order
                assert not waits.done()
                await work.commit()
            await waits
        [delivery] = await worker.outbox.claim("local", 10, 60)
        assert delivery.key == "k"


async def test_a_process_whose_connections_were_cut_hears_again(
    postgresql_url: str, postgresql: Databases
) -> None:
    async with _opened(postgresql_url) as web, _opened(postgresql_url) as worker:
        assert postgresql.end_connections(postgresql_url) >= 2
        async with asyncio.timeout(PATIENCE):
            waits = asyncio.create_task(worker.inbox.wait(10 * PATIENCE))
            await web.inbox.put(an_event("e1"))
            await waits
        [row] = await worker.inbox.claim(10, 60)
        assert row.envelope.key == "e1"


@pytest.mark.parametrize(
    "fault",
    [
        asyncpg.ConnectionDoesNotExistError("cut"),
        asyncpg.InterfaceError("cut"),
        asyncpg.InternalClientError("cut: another operation is in progress"),
        ConnectionResetError("cut"),
    ],
    ids=lambda fault: type(fault).__name__,
)
async def test_a_connection_that_is_cut_as_it_begins_to_listen_leaves_nobody_deaf(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    listen, faults = asyncpg.Connection.add_listener, [fault]

    async def cut_once(self: asyncpg.Connection, *given: object) -> None:
        if faults:
            raise faults.pop()
        await listen(self, *given)

    monkeypatch.setattr(asyncpg.Connection, "add_listener", cut_once)
    async with _opened(postgresql_url) as web, _opened(postgresql_url) as worker:
        assert faults == []
        async with asyncio.timeout(PATIENCE):
            waits = asyncio.create_task(worker.inbox.wait(10 * PATIENCE))
            await web.inbox.put(an_event("e1"))
            await waits


def test_a_database_without_tables_is_told_to_be_upgraded(postgresql: Databases) -> None:
    url = postgresql.empty()

    async def use() -> None:
        async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()):
            raise AssertionError("it must not open")

    try:
        with pytest.raises(StorageError, match="ntg-bot db upgrade"):
            asyncio.run(use())
    finally:
        postgresql.drop(url)


async def test_a_file_moves_to_postgresql_and_back_row_by_row(
    tmp_path: Path, postgresql: Databases
) -> None:
    first, last = f"sqlite:///{tmp_path / 'first.db'}", f"sqlite:///{tmp_path / 'last.db'}"
    await migrations.fill(first)
    url = postgresql.empty()
    there = await storage.move(first, url)
    back = await storage.move(url, last)
    assert there == back
    by_table = {moved.table: moved.rows for moved in there}
    assert min(by_table[name] for name in ("inbox", "outbox", "question", "knowledge")) >= 1
    with pytest.raises(StorageError, match="not empty"):
        await storage.move(first, url)
    async with _opened(url) as database:
        assert await database.inbox.put(an_event("a second event"))
        rows = await database.inbox.claim(10, 60)
        assert len({row.id for row in rows}) == 2, "numbers go on after those that came"
    postgresql.drop(url)


async def test_up_down_and_up_again_with_data_in_it(postgresql: Databases) -> None:
    url = postgresql.empty()
    await storage.migrate(url)
    for _ in range(2):
        await migrations.fill(url)
        assert await asyncio.to_thread(storage.current, url) == schema.HEAD
        await asyncio.to_thread(storage.downgrade, url, "base")
        assert await asyncio.to_thread(storage.current, url) is None
        await storage.migrate(url)
    await migrations.fill(url)
    assert storage.check(url) == ()
    postgresql.drop(url)
