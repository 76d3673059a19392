"""Connections and transactions: who may write when, and how a statement is run.

On SQLite one connection writes and the process takes turns at it, so that waiting happens in a
fair queue here and not in SQLite's retry loop; readers have connections of their own, which
refuse to write. PostgreSQL needs neither: there every session has a connection of the pool.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Executable, Insert, Row, Select, Table
from sqlalchemy.dialects.postgresql import insert as post_insert
from sqlalchemy.dialects.sqlite import insert as lite_insert
from sqlalchemy.engine import URL, CursorResult
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncTransaction,
    create_async_engine,
)

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage import postgresql, sqlite
from ntg_bot.storage.driver import Driver, transact
from ntg_bot.storage.faults import in_plain_words
from ntg_bot.storage.urls import is_sqlite
from ntg_bot.storage.waking import Bell
from ntg_bot.storage.write_turns import WriteTurns

TURN_SECONDS = 10.0
READERS = 4
T = TypeVar("T")


class Session:
    """One transaction. Every statement goes through here, so errors come out as StorageError."""

    def __init__(
        self, connection: AsyncConnection, transaction: AsyncTransaction, *, read_only: bool
    ) -> None:
        self._connection = connection
        self._transaction = transaction
        self._is_read_only = read_only
        self._after_commit: list[Callable[[], None]] = []
        self._rung: set[Bell] = set()

    async def execute(
        self,
        statement: Executable,
        rows: Sequence[Mapping[str, object]] | Mapping[str, object] | None = None,
    ) -> CursorResult[Any]:
        """Runs `statement`, once for each of `rows` where given, or with what it has places for.

        What runs for every event is a statement made once: making one costs as much as running it.
        """
        if not self._transaction.is_active:
            raise StorageError("This unit of work is over. Open another for further changes.")
        with in_plain_words():
            return await self._connection.execute(statement, rows)

    async def all(
        self, statement: Executable, given: Mapping[str, object] | None = None
    ) -> Sequence[Row[Any]]:
        return (await self.execute(statement, given)).all()

    async def first(
        self, statement: Executable, given: Mapping[str, object] | None = None
    ) -> Row[Any] | None:
        return (await self.execute(statement, given)).first()

    async def first_to_change(
        self, statement: Select[Any], given: Mapping[str, object] | None = None
    ) -> Row[Any] | None:
        """`first`; on PostgreSQL a writing session also keeps the row from other writers, which
        on SQLite it does by being the only one.
        """
        return await self.first(self.to_change(statement), given)

    def to_change(self, statement: Select[Any]) -> Select[Any]:
        """`statement`, locking its rows where the database locks rows."""
        is_locking = not self._is_read_only and self._connection.dialect.name != "sqlite"
        return statement.with_for_update() if is_locking else statement

    def insert_new(self, table: Table, *unique: str) -> Insert:
        """An insert that does nothing where a row has the same values in the columns `unique`."""
        return _insert_new(self._connection.dialect.name, table, unique)

    def upsert(self, table: Table, changes: Sequence[str]) -> Insert:
        """An insert that, where the primary key is taken, sets the columns `changes` instead."""
        return _upsert(self._connection.dialect.name, table, tuple(changes))

    async def ring(self, bell: Bell) -> None:
        """Rings `bell` once the transaction is durable; on PostgreSQL in every process."""
        if bell in self._rung:
            return
        self._rung.add(bell)
        if self._connection.dialect.name != "sqlite":
            await self.execute(postgresql.notice(bell))
        self.after_commit(bell.ring)

    def after_commit(self, call: Callable[[], None]) -> None:
        """`call` runs once the transaction is durable."""
        self._after_commit.append(call)

    async def commit(self) -> None:
        if not self._transaction.is_active:
            raise StorageError("This unit of work was committed already.")
        with in_plain_words():
            await self._transaction.commit()
        for call in self._after_commit:
            call()


@cache
def _insert_new(dialect: str, table: Table, unique: tuple[str, ...]) -> Insert:
    if dialect == "sqlite":
        return lite_insert(table).on_conflict_do_nothing(index_elements=unique)
    return post_insert(table).on_conflict_do_nothing(index_elements=unique)


@cache
def _upsert(dialect: str, table: Table, changes: tuple[str, ...]) -> Insert:
    keys = [column.name for column in table.primary_key]
    if dialect == "sqlite":
        lite = lite_insert(table)
        return lite.on_conflict_do_update(
            index_elements=keys, set_={name: lite.excluded[name] for name in changes}
        )
    post = post_insert(table)
    return post.on_conflict_do_update(
        index_elements=keys, set_={name: post.excluded[name] for name in changes}
    )


class Sessions:
    """All connections of this process to one database."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_sqlite = is_sqlite(url)
        self._turn = WriteTurns()
        self._whose_turn: asyncio.Task[Any] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        if self.is_sqlite:
            self._writer = _engine(url, module=Driver(), pool_size=1, max_overflow=0)
            self._reader = _engine(url, module=Driver(), pool_size=READERS, max_overflow=0)
            sqlite.configure(self._writer.sync_engine)
            sqlite.configure(self._reader.sync_engine, read_only=True)
        else:
            self._writer = _engine(url, pool_pre_ping=True)
            self._reader = self._writer.execution_options(postgresql_readonly=True)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Session]:
        """A transaction that may write; rolled back unless committed."""
        async with self._my_turn(), self._opened(self._writer, read_only=False) as session:
            yield session

    async def at_once(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` does with the bare driver, committed, in one trip to SQLite's thread; for
        what is done many times a second and goes before other work. On SQLite alone.
        """
        async with self._my_turn(urgent=True):
            with in_plain_words():
                connection = await self._writer.connect()
            try:
                with in_plain_words():
                    thread: Any = (await connection.get_raw_connection()).driver_connection
                    made: T = await thread._execute(transact, thread._conn, work)
            finally:
                await self._give_back(connection)
        return made

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Session]:
        """A transaction that only reads, never waits for a writer and never keeps one waiting."""
        async with self._opened(self._reader, read_only=True) as session:
            yield session

    @asynccontextmanager
    async def outside_transactions(self) -> AsyncIterator[AsyncConnection]:
        """A connection for maintenance such as VACUUM, while no writer of this process runs."""
        plain = sqlite.NO_TRANSACTION if self.is_sqlite else {"isolation_level": "AUTOCOMMIT"}
        engine = self._writer.execution_options(**plain)
        async with self._my_turn():
            with in_plain_words():
                async with engine.connect() as connection:
                    yield connection

    def refuse_inside_write(self) -> None:
        """Raises StorageError where the present task is writing: waiting would never end."""
        if self._whose_turn is not None and self._whose_turn is asyncio.current_task():
            raise StorageError("A unit of work is open here already; a second would wait for ever.")

    def listener(self, bells: Sequence[Bell]) -> postgresql.Listener | None:
        """What hears the bells of other processes; None where no process can tell another."""
        return None if self.is_sqlite else postgresql.Listener(self._writer, bells)

    async def close(self) -> None:
        """Returns when no connection is left, those given back by cancelled tasks included."""
        await asyncio.gather(*self._closing, return_exceptions=True)
        await self._reader.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def _my_turn(self, *, urgent: bool = False) -> AsyncIterator[None]:
        if not self.is_sqlite:
            yield
            return
        self.refuse_inside_write()
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._turn.acquire(urgent=urgent)
        except TimeoutError as error:
            raise StorageError(
                "The database is busy: another piece of work held it for too long. "
                "Nothing was stored; try again."
            ) from error
        self._whose_turn = asyncio.current_task()
        try:
            yield
        finally:
            self._whose_turn = None
            self._turn.release()

    @asynccontextmanager
    async def _opened(self, engine: AsyncEngine, *, read_only: bool) -> AsyncIterator[Session]:
        with in_plain_words():
            connection = await engine.connect()
        try:
            with in_plain_words():
                transaction = await connection.begin()
            yield Session(connection, transaction, read_only=read_only)
        finally:
            await self._give_back(connection)

    async def _give_back(self, connection: AsyncConnection) -> None:
        """Closes it, which rolls back what was not committed. A cancelled task still closes, and
        `close` waits for that.
        """
        closing = asyncio.create_task(connection.close())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        with in_plain_words():
            await asyncio.shield(closing)


def _engine(url: URL, **options: Any) -> AsyncEngine:
    try:
        return create_async_engine(url, hide_parameters=True, **options)
    except ModuleNotFoundError as error:
        raise StorageError(
            "PostgreSQL needs its driver: install ntg-bot with the extra `postgres`."
        ) from error
