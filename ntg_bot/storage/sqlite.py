"""All that is said to SQLite alone: pragmas, transactions, integrity, compaction.

Proved settings: with the driver's own transactions, read-then-write code loses updates silently;
deferred BEGIN fails at once where a reader turns writer; BEGIN IMMEDIATE does neither.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.ext.asyncio import AsyncConnection

from ntg_bot.domain.errors import StorageError

BUSY_MILLISECONDS = 5000
NO_TRANSACTION: dict[str, Any] = {"ntg_no_transaction": True}
"""execution option for statements that SQLite refuses inside a transaction"""


def configure(engine: Engine, *, read_only: bool = False, foreign_keys: bool = True) -> None:
    """Sets every new connection up and takes transactions over from the driver.

    Foreign keys are off for migrations only: rebuilding a table must not cascade.
    """

    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        # busy_timeout goes first: the pragmas after it may have to wait for another process
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.execute("PRAGMA journal_mode")
        if cursor.fetchone()[0] != "wal":
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.execute("PRAGMA secure_delete = ON")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        if not NO_TRANSACTION.items() <= connection.get_execution_options().items():
            connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


async def verify(connection: AsyncConnection) -> None:
    """Raises StorageError where pages or references of the file are damaged."""
    found = (await connection.exec_driver_sql("PRAGMA quick_check(1)")).scalar_one()
    if found != "ok":
        raise StorageError("The database file is damaged. Restore a backup.")
    if (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first() is not None:
        raise StorageError("The database has rows that point nowhere. Restore a backup.")


def verify_references(connection: Connection) -> None:
    """`verify` after a migration, which runs with foreign keys off."""
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StorageError("The migration would leave rows that point nowhere; it was undone.")


async def compact(connection: AsyncConnection) -> None:
    """Rewrites the file so that no deleted byte stays in it or in its write-ahead log.

    `connection` must be outside a transaction.
    """
    await connection.exec_driver_sql("VACUUM")
    busy = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
    if busy:
        raise StorageError(
            "The database was being read, so its log could not be emptied. Try again."
        )
