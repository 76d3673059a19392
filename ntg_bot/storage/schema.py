"""The schema's version, and Alembic to move it.

Reading the version takes plain SQL: Alembic costs half a second to import, so a database that is
at head never loads it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, create_engine, inspect, pool
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage import sqlite
from ntg_bot.storage.faults import in_plain_words
from ntg_bot.storage.tables import metadata
from ntg_bot.storage.urls import is_sqlite, normalised, prepare_file

if TYPE_CHECKING:
    from alembic.config import Config

T = TypeVar("T")

REVISIONS = tuple(f"{number:04}" for number in range(1, 25))
"""every revision in order; the last is what this code needs"""
HEAD = REVISIONS[-1]
MIGRATIONS = Path(__file__).parent / "migrations"
_VERSION_TABLE = "alembic_version"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the database says of itself: its revision, and whether it has any table at all."""

    revision: str | None
    is_empty: bool


def stamp(connection: Connection) -> Stamp:
    tables = inspect(connection).get_table_names()
    if _VERSION_TABLE not in tables:
        return Stamp(None, is_empty=not tables)
    row = connection.exec_driver_sql(f"SELECT version_num FROM {_VERSION_TABLE}").first()  # noqa: S608
    others = [name for name in tables if name != _VERSION_TABLE]
    return Stamp(str(row[0]) if row else None, is_empty=not others)


def refuse_unknown(found: Stamp) -> None:
    """Raises StorageError for a database of a newer version of this program, or of another."""
    if found.revision is None and not found.is_empty:
        raise StorageError(
            "The database holds another program's tables. Choose an empty one, or another file."
        )
    if found.revision is not None and found.revision not in REVISIONS:
        raise StorageError(
            f"The database was made by a newer version of ntg-bot (schema {found.revision}; "
            f"this version knows {HEAD}). Install that version, or restore an older backup."
        )


def refuse_unless_at_head(found: Stamp) -> None:
    refuse_unknown(found)
    if found.revision != HEAD:
        raise StorageError(
            f"The database is at schema {found.revision or 'none'} and needs {HEAD}. "
            "Run `ntg-bot db upgrade`."
        )


def current(url: str) -> str | None:
    """The revision the database is at, None for an empty one."""

    def read(connection: Connection) -> str | None:
        return stamp(connection).revision

    return _connected(normalised(url), read)


def upgrade(url: str, revision: str = "head") -> None:
    def go(connection: Connection) -> None:
        refuse_unknown(stamp(connection))
        from alembic import command

        command.upgrade(_config(connection), revision)

    _connected(normalised(url), go)


def downgrade(url: str, revision: str) -> None:
    def go(connection: Connection) -> None:
        refuse_unknown(stamp(connection))
        from alembic import command

        command.downgrade(_config(connection), revision)

    _connected(normalised(url), go)


async def migrate(url: str) -> None:
    """`upgrade` to head in a thread."""
    await asyncio.to_thread(upgrade, url)


def differences(url: str) -> tuple[str, ...]:
    """What autogenerate would change to bring the database to the tables of the code."""

    def compare(connection: Connection) -> tuple[str, ...]:
        from alembic.autogenerate import compare_metadata
        from alembic.migration import MigrationContext

        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return tuple(str(difference) for difference in compare_metadata(context, metadata))

    return _connected(normalised(url), compare)


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _connected(url: URL, call: Callable[[Connection], T]) -> T:
    """`call` in one committed transaction, by itself: two processes that migrate take turns.

    Foreign keys are off meanwhile and verified at the end, since SQLite changes a table by
    building it anew.
    """
    with in_plain_words():
        if is_sqlite(url):
            prepare_file(url)
            engine = create_engine(url.set(drivername="sqlite"), poolclass=pool.NullPool)
            sqlite.configure(engine, foreign_keys=False)
            with engine.begin() as connection:
                result = call(connection)
                sqlite.verify_references(connection)
            return result
        # a thread of its own has no running loop, whatever the caller has
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(lambda: asyncio.run(_connected_async(url, call))).result()


async def _connected_async(url: URL, call: Callable[[Connection], T]) -> T:
    engine = create_async_engine(url, poolclass=pool.NullPool)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(call)
    finally:
        await engine.dispose()
