"""All that is said to PostgreSQL alone: bells rung in one process and heard in the others.

A bell is a channel of LISTEN and NOTIFY. A notice goes out with the transaction it belongs to, and
only if that commits. Notices sent while the connection is down are lost, so bells ring by
themselves after each new connection, and who waits looks now and then all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import structlog
from sqlalchemy import Executable, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage.faults import in_plain_words
from ntg_bot.storage.waking import Bell

log = structlog.get_logger(__name__)

AGAIN_SECONDS = 1.0
"""how long after a lost connection a new one is tried"""


def notice(bell: Bell) -> Executable:
    """The statement that rings `bell` everywhere once the transaction commits."""
    return select(func.pg_notify(bell.name, ""))


class Listener:
    """Keeps one connection that hears the bells of all processes, for as long as it is open."""

    def __init__(self, engine: AsyncEngine, bells: Sequence[Bell]) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._bells = bells
        self._is_over = asyncio.Event()
        self.is_listening = asyncio.Event()
        """set while the connection stands"""
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_listening(), name="postgresql-listener")

    async def close(self) -> None:
        """Returns when the connection is given back."""
        self._is_over.set()
        if self._task is not None:
            await self._task

    async def _keep_listening(self) -> None:
        while not self._is_over.is_set():
            try:
                with in_plain_words():
                    async with self._engine.connect() as connection:
                        await self._listen(connection)
            except StorageError as error:
                log.warning("not listening to the database", reason=str(error))
            if not self._is_over.is_set():
                await _either(self._is_over, seconds=AGAIN_SECONDS)

    async def _listen(self, connection: AsyncConnection) -> None:
        import asyncpg  # of the extra `postgres`

        raw = await connection.get_raw_connection()
        driver = raw.driver_connection
        if driver is None:
            raise StorageError("The connection to the database is gone.")
        is_lost = asyncio.Event()
        driver.add_termination_listener(lambda _: is_lost.set())
        try:
            for bell in self._bells:
                await driver.add_listener(bell.name, partial(_heard, bell))
                bell.ring()
        except (
            asyncpg.PostgresError,
            asyncpg.InterfaceError,
            asyncpg.InternalClientError,  # it was cut off in the middle of something
            OSError,
        ) as error:
            # The driver itself speaks here, whose errors nobody else knows.
            raise StorageError("The connection to the database was lost.", is_away=True) from error
        self.is_listening.set()
        await _either(self._is_over, is_lost)
        self.is_listening.clear()
        # It listens, so nobody else may be given it.
        await connection.invalidate()


def _heard(bell: Bell, *_: object) -> None:
    bell.ring()


async def _either(*events: asyncio.Event, seconds: float | None = None) -> None:
    """Returns when one of `events` is set, or after `seconds`."""
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
