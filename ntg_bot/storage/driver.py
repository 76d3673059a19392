"""SQLite's driver, with one trip to the connection's thread for each statement.

aiosqlite runs each connection in a thread of its own, and SQLAlchemy goes there four times for a
query: for a cursor, the query, its rows and the cursor's end. Each trip costs more than most of our
queries do, and while something else computes, up to two waits for the interpreter. Here a statement
runs and hands over its rows in one trip, and a rollback with nothing to roll back makes none.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

import aiosqlite
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)

T = TypeVar("T")


class _Outcome(NamedTuple):
    """What a statement left behind."""

    description: Any
    rowcount: int
    lastrowid: int | None
    rows: Sequence[Any]


_NOTHING = _Outcome(None, -1, None, ())


def _execute(connection: sqlite3.Connection, operation: str, parameters: Any) -> _Outcome:
    return _outcome(connection, lambda cursor: cursor.execute(operation, parameters))


def _execute_many(connection: sqlite3.Connection, operation: str, rows: Any) -> _Outcome:
    return _outcome(connection, lambda cursor: cursor.executemany(operation, rows))


def _outcome(connection: sqlite3.Connection, run: Callable[[sqlite3.Cursor], object]) -> _Outcome:
    """In the connection's thread. Rows are fetched before anything is counted: SQLite counts what
    an UPDATE returns as it is read.
    """
    cursor = connection.cursor()
    try:
        run(cursor)
        rows = cursor.fetchall() if cursor.description else ()
        return _Outcome(cursor.description, cursor.rowcount, cursor.lastrowid, rows)
    finally:
        cursor.close()


def transact(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """`work` as one transaction, in the connection's thread; undone where it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        made = work(connection)
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    return made


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """Holds what its last statement left; on SQLite's side nothing of it stays open."""

    __slots__ = ("_outcome", "arraysize")

    def __init__(self, adapt_connection: AsyncAdapt_aiosqlite_connection) -> None:
        self._adapt_connection = adapt_connection
        self._connection = adapt_connection._connection
        self._outcome = _NOTHING
        self._rows = deque()
        self.arraysize = 1

    @property
    def description(self) -> Any:
        return self._outcome.description

    @property
    def rowcount(self) -> int:
        return self._outcome.rowcount

    @property
    def lastrowid(self) -> Any:
        return self._outcome.lastrowid

    async def _async_soft_close(self) -> None:
        """Nothing is open."""

    def close(self) -> None:
        self._rows.clear()

    async def _execute_async(self, operation: Any, parameters: Any) -> Any:
        await self._run(_execute, operation, () if parameters is None else parameters)

    async def _executemany_async(self, operation: Any, seq_of_parameters: Any) -> Any:
        await self._run(_execute_many, operation, seq_of_parameters)

    async def _run(
        self,
        run: Callable[[sqlite3.Connection, str, Any], _Outcome],
        operation: str,
        parameters: Any,
    ) -> None:
        connection: Any = self._connection
        async with self._adapt_connection._execute_mutex:
            self._outcome = await connection._execute(run, connection._conn, operation, parameters)
            self._rows = deque(self._outcome.rows)


class _Connection(AsyncAdapt_aiosqlite_connection):
    __slots__ = ()

    _cursor_cls: type[AsyncAdapt_aiosqlite_cursor] = _Cursor

    def rollback(self) -> None:
        """A pool rolls back whatever is given back to it, most often after a commit. Where a task
        was cancelled while its BEGIN was on its way, SQLAlchemy throws the connection away.
        """
        connection: Any = self._connection
        if connection._connection is not None and connection.in_transaction:
            super().rollback()


class Driver(AsyncAdapt_aiosqlite_dbapi):
    """What an engine is made with, as its `module`."""

    def __init__(self) -> None:
        super().__init__(aiosqlite, sqlite3)

    def connect(self, *arg: Any, **kw: Any) -> AsyncAdapt_aiosqlite_connection:
        return _Connection(self, super().connect(*arg, **kw)._connection)
