"""What a claim costs depends on what it takes, and not on how much waits or has been done."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from ntg_bot import storage
from ntg_bot.storage.database import Database
from tests.storage.world import CountedIds, StoppedClock, a_delivery, an_event, at

WORKSPACES = 20
Statement = tuple[str, Any]


async def _fill(database: Database, file: Path, copies: int) -> None:
    """One waiting event and one waiting answer for each workspace, and each of them `copies` times;
    as many events that are done, and answers that were said.
    """
    async with database.uow() as work:
        for number in range(WORKSPACES):
            team = await work.workspaces.ensure("local", f"T{number:02}", "Some")
            await work.outbox.add(a_delivery(f"d{number}", team.id, channel=f"C{number}"), at(0))
        await work.commit()
    for number in range(WORKSPACES):
        await database.inbox.put(an_event(f"e{number}", workspace=f"T{number:02}"))
    bare = sqlite3.connect(file)
    for table, key, done in (("inbox", "key_digest", "done"), ("outbox", "key", "sent")):
        names = [row[1] for row in bare.execute(f"PRAGMA table_info({table})") if row[1] != "seq"]
        for number in range(copies):
            for state in ("new", done):
                own = {key: f"{key} || '-{number}-{state}'", "state": f"'{state}'"}
                if table == "outbox":
                    own["thread"] = f"'{number}-{state}'"
                values = ", ".join(own.get(name, f'"{name}"') for name in names)
                columns = ", ".join(f'"{name}"' for name in names)
                bare.execute(
                    f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} "
                    f"WHERE seq <= {WORKSPACES}"
                )
    bare.commit()
    bare.close()


async def _asked(database: Database, claim: Callable[[], Awaitable[object]]) -> list[Statement]:
    """The statements that the claim runs."""
    asked: list[Statement] = []

    def hear(_: Any, __: Any, statement: str, parameters: Any, *more: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append((statement, parameters))

    engines = [database._sessions._reader.sync_engine, database._sessions._writer.sync_engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", hear)
    await claim()
    for engine in engines:
        event.remove(engine, "before_cursor_execute", hear)
    return asked


def _steps(file: Path, statements: list[Statement]) -> int:
    """How many instructions of its machine SQLite needs for them, one after the other."""
    bare = sqlite3.connect(file, isolation_level=None)
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    bare.execute("BEGIN")
    bare.set_progress_handler(tick, 1)
    for statement, parameters in statements:
        bare.execute(statement, parameters).fetchall()
    bare.set_progress_handler(None, 1)
    bare.execute("ROLLBACK")
    bare.close()
    return count


@pytest.mark.parametrize("queue", ["inbox", "outbox"])
async def test_a_claim_from_a_long_queue_costs_no_more_than_from_a_short_one(
    tmp_path: Path, migrated_file: Path, queue: str
) -> None:
    costs = []
    for copies in (2, 100):
        file = tmp_path / f"{copies}.db"
        shutil.copy(migrated_file, file)
        clock = StoppedClock()
        async with storage.open_database(
            f"sqlite+aiosqlite:///{file}", clock=clock, ids=CountedIds()
        ) as database:
            await _fill(database, file, copies)

            async def claim(database: Database = database) -> None:
                if queue == "inbox":
                    assert len(await database.inbox.claim(20, 60, each=1)) == WORKSPACES
                else:
                    assert len(await database.outbox.claim("local", 20, 60)) == WORKSPACES

            await claim()  # from here on there are leases too
            statements = await _asked(database, claim)
            assert len(statements) <= 4
            clock.pass_seconds(1)
            costs.append(_steps(file, statements))
    short, long = costs
    assert long < 1.5 * short
