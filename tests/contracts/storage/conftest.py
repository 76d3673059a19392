"""`database`: the same contract over every database. Today SQLite files; PostgreSQL joins here."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ntg_bot import storage
from ntg_bot.storage.database import Database
from tests.storage.world import CountedIds, StoppedClock


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database at head, to be copied: migrating takes longer than a test."""
    path = tmp_path_factory.mktemp("template") / "ntg.db"
    storage.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture(params=["sqlite"])
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path, clock: StoppedClock
) -> AsyncIterator[Database]:
    shutil.copy(migrated_file, tmp_path / "ntg.db")
    url = f"sqlite+aiosqlite:///{tmp_path / 'ntg.db'}"
    async with storage.open_database(url, clock=clock, ids=CountedIds()) as opened:
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
