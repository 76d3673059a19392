"""Migrations: they end where the tables of the code are, with data, up, down and up again."""

from __future__ import annotations

import asyncio
import sqlite3
from importlib import resources
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from ntg_bot import storage
from ntg_bot.domain.errors import StorageError
from ntg_bot.storage import schema
from tests.storage.world import (
    CountedIds,
    StoppedClock,
    a_delivery,
    a_gap,
    a_message,
    a_question,
    a_submission,
    an_event,
    an_issue,
    at,
    one_of_each,
)


async def fill(url: str) -> None:
    """A row in every kind of table."""
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        await database.inbox.put(an_event("e1"))
        await database.local_store.add(a_message("1"))
        async with database.uow() as work:
            workspace = await work.workspaces.ensure("local", "T1", "Anytown")
            await work.members.ensure(workspace.id, "anna", "Anna")
            await work.questions.add(a_question("q1", workspace.id))
            await work.submissions.add(a_submission("s1", workspace.id))
            await work.outbox.add(a_delivery("k", workspace.id), at(0))
            await work.gaps.add(a_gap("g1"))
            await work.digests.claim(an_issue("d1"))
            await work.knowledge.save_many(
                [(item, None) for item in one_of_each()], by="sync", at=at(0)
            )
            await work.commit()


def test_the_tables_of_the_code_are_those_of_the_migrations(url: str) -> None:
    assert storage.check(url) == ()


def test_a_difference_between_code_and_database_is_named(file: Path, url: str) -> None:
    database = sqlite3.connect(file)
    database.execute("ALTER TABLE gap ADD COLUMN surplus TEXT")
    database.execute("DROP INDEX ix_question_asked_at")
    database.close()
    found = " ".join(storage.check(url))
    assert "surplus" in found and "ix_question_asked_at" in found


def test_the_revisions_the_code_knows_are_those_it_ships() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [schema.HEAD], "one head only"
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(in_order) == schema.REVISIONS


def test_the_migrations_lie_in_the_package() -> None:
    folder = resources.files("ntg_bot.storage") / "migrations"
    assert (folder / "env.py").is_file()
    assert (folder / "versions" / "0001_first.py").is_file()


async def test_up_down_and_up_again_with_data_in_it(url: str) -> None:
    for _ in range(2):
        await fill(url)
        assert await asyncio.to_thread(storage.current, url) == schema.HEAD
        await asyncio.to_thread(storage.downgrade, url, "base")
        assert await asyncio.to_thread(storage.current, url) is None
        await storage.migrate(url)
    await fill(url)
    assert storage.check(url) == ()


async def test_a_database_not_at_head_fails_its_check(file: Path, url: str) -> None:
    async with storage.open_database(url, clock=StoppedClock(), ids=CountedIds()) as database:
        await asyncio.to_thread(storage.downgrade, url, "base")
        with pytest.raises(StorageError, match=r"schema none and needs .* `ntg-bot db upgrade`"):
            await database.check()
        with pytest.raises(StorageError, match="lacks a table"):
            await database.inbox.put(an_event("e1"))


def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (versions.parent / "env.py").write_text((schema.MIGRATIONS / "env.py").read_text())
    (versions / "0001.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\n"
        "revision, down_revision = '0001', None\n"
        "def upgrade():\n"
        "    op.create_table('half', sa.Column('a', sa.Text()))\n"
        "    op.execute('INSERT INTO missing VALUES (1)')\n"
    )
    monkeypatch.setattr(schema, "MIGRATIONS", versions.parent)
    url = f"sqlite:///{tmp_path / 'ntg.db'}"
    with pytest.raises(StorageError):
        storage.upgrade(url)
    assert storage.current(url) is None
    tables = sqlite3.connect(tmp_path / "ntg.db").execute("SELECT name FROM sqlite_master")
    assert tables.fetchall() == []
