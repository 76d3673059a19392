"""`database`: the same contract over every database.

On SQLite each test has a file of its own; on PostgreSQL one database, emptied before each.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from ntg_bot import storage
from ntg_bot.storage.database import Database
from ntg_bot.storage.tables import metadata
from ntg_bot.storage.urls import normalised
from tests.postgresql import Databases
from tests.storage.world import AUDIT_KEY, CountedIds, StoppedClock


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at head, to be copied: migrating takes longer than a test."""
    path = tmp_path_factory.mktemp("template") / "ntg.db"
    storage.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture(scope="session")
def migrated_server(postgresql: Databases) -> str:
    """The URL of a PostgreSQL database at head, with whatever rows the last test left."""
    return postgresql.ready()


async def _emptied(url: str) -> str:
    engine = create_async_engine(normalised(url))
    names = ", ".join(table.name for table in metadata.sorted_tables)
    async with engine.begin() as connection:
        await connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")
    await engine.dispose()
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, clock: StoppedClock
) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "ntg.db")
        url = f"sqlite+aiosqlite:///{tmp_path / 'ntg.db'}"
    else:
        url = await _emptied(request.getfixturevalue("migrated_server"))
    async with storage.open_database(
        url, clock=clock, ids=CountedIds(), audit_key=AUDIT_KEY
    ) as opened:
        if opened.listener is not None:
            # It rings when it begins to listen, which no test is about.
            async with asyncio.timeout(20):
                await opened.listener.is_listening.wait()
                await opened.inbox.wait(20)
                await opened.outbox.wait(20)
        yield opened


@pytest.fixture
async def workspace_id(database: Database) -> str:
    async with database.uow() as work:
        workspace = await work.workspaces.ensure("local", "T1", "Anytown")
        await work.commit()
    return workspace.id


@pytest.fixture
async def member_id(database: Database, workspace_id: str) -> str:
    async with database.uow() as work:
        member = await work.members.ensure(workspace_id, "anna", "Anna Example")
        await work.commit()
    return member.id
