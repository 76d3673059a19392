"""Moving: everything of one database into another that is empty, counted and compared.

All rows are written in one transaction, which commits only where every table reads the same
afterwards: what is at the target is the whole or nothing. The source is only read.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, Table, func, insert, select, text

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage import schema
from ntg_bot.storage.sessions import Session, Sessions
from ntg_bot.storage.tables import metadata
from ntg_bot.storage.urls import is_sqlite, normalised, prepare_file

ROWS_AT_ONCE = 500
_SPACE = 2**256


@dataclass(frozen=True, slots=True)
class Moved:
    """One table: how many rows, and a checksum that both databases give, whatever their order."""

    table: str
    rows: int
    checksum: str


async def move(source: str, target: str) -> tuple[Moved, ...]:
    """Copies every row from the database at the URL `source` to the one at `target`.

    The target is brought to the newest schema first. Raises StorageError where the source is not
    at that schema, the target has rows, or the copy does not read as the source does.
    """
    from_url, to_url = normalised(source), normalised(target)
    if from_url == to_url:
        raise StorageError("That is the same database. Name another one to move to.")
    if is_sqlite(from_url) and not prepare_file(from_url).exists():
        raise StorageError(f"There is no database at {from_url.database}, so nothing can move.")
    sources = Sessions(from_url)
    try:
        async with sources.outside_transactions() as connection:
            schema.refuse_unless_at_head(await connection.run_sync(schema.stamp))
        targets = Sessions(to_url)
        try:
            if targets.is_sqlite:
                prepare_file(to_url)
            await schema.migrate(target)
            async with sources.reading() as old, targets.writing() as new:
                moved = [await _copied(old, new, table) for table in metadata.sorted_tables]
                await raise_counters(new, is_sqlite=targets.is_sqlite)
                await new.commit()
            return tuple(moved)
        finally:
            await targets.close()
    finally:
        await sources.close()


async def _copied(old: Session, new: Session, table: Table) -> Moved:
    if await new.first(select(table).limit(1)) is not None:
        raise StorageError(
            f"The database to move to is not empty: its table {table.name} has rows. "
            "Name an empty database."
        )
    async for rows in _read(old, table):
        await new.execute(insert(table), [dict(row._mapping) for row in rows])
    was, now = await _summed(old, table), await _summed(new, table)
    if was != now:
        raise StorageError(
            f"The table {table.name} did not arrive whole, so nothing was moved: {was.rows} rows "
            f"with checksum {was.checksum} became {now.rows} with {now.checksum}."
        )
    return was


async def _summed(session: Session, table: Table) -> Moved:
    rows, total = 0, 0
    async for found in _read(session, table):
        rows += len(found)
        for row in found:
            digest = hashlib.sha256("\x1f".join(map(_canonical, row)).encode()).digest()
            total = (total + int.from_bytes(digest, "big")) % _SPACE
    return Moved(table.name, rows, f"{total:064x}"[:16])


async def _read(session: Session, table: Table) -> AsyncIterator[Sequence[Row[Any]]]:
    """The rows, some at a time, in the order of their keys."""
    keys = list(table.primary_key)
    start = 0
    while True:
        rows = await session.all(select(table).order_by(*keys).limit(ROWS_AT_ONCE).offset(start))
        if rows:
            yield rows
        if len(rows) < ROWS_AT_ONCE:
            return
        start += ROWS_AT_ONCE


def _canonical(value: object) -> str:
    """A value as text that is the same whichever database it was read from."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).hex()
    if isinstance(value, bool):
        return str(int(value))
    return repr(value)


async def raise_counters(session: Session, *, is_sqlite: bool) -> None:
    """Numbers that only rise go on after those that came; SQLite sees to that by itself."""
    if is_sqlite:
        return
    for table in metadata.sorted_tables:
        if "seq" not in table.c:
            continue
        last = (await session.execute(select(func.max(table.c.seq)))).scalar()
        if last is not None:
            await session.execute(
                text("SELECT setval(pg_get_serial_sequence(:name, 'seq'), :last)").bindparams(
                    name=table.name, last=last
                )
            )
