"""The whole programme as plain values, out of a database and into an empty one, the same.

What gives access to somewhere else never leaves: tokens of installations and the states of those
under way. Keys are in no table. Rows are in the order of their keys, whatever the database.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, LargeBinary, Row, Table, insert, select, text
from sqlalchemy.types import BigInteger, Boolean, Integer

from ntg_bot.domain.errors import StorageError
from ntg_bot.storage import schema
from ntg_bot.storage.moving import raise_counters
from ntg_bot.storage.sessions import Sessions
from ntg_bot.storage.tables import Moment, install_state, installation, metadata
from ntg_bot.storage.urls import is_sqlite, normalised, prepare_file

NEVER_CARRIED = frozenset({installation.name, install_state.name})
_ROWS_AT_ONCE = 500

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """Every table's rows as JSON values; `revision` is the schema that they are of."""

    revision: str
    tables: Mapping[str, Sequence[Plain]]


def table_names() -> tuple[str, ...]:
    """What is carried, in an order in which rows can be written."""
    return tuple(each.name for each in metadata.sorted_tables if each.name not in NEVER_CARRIED)


async def carry_out(url: str) -> Carried:
    """Everything, as of one moment. Raises StorageError unless the schema is at head."""
    address = normalised(url)
    if is_sqlite(address) and not prepare_file(address).exists():
        raise StorageError(f"There is no database at {address.database}, so nothing is exported.")
    sessions = Sessions(address)
    try:
        async with sessions.outside_transactions() as connection:
            schema.refuse_unless_at_head(await connection.run_sync(schema.stamp))
        tables: dict[str, Sequence[Plain]] = {}
        async with sessions.reading() as session:
            if not sessions.is_sqlite:
                await session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            for name in table_names():
                table = metadata.tables[name]
                rows = [_to_plain(table, row) for row in await session.all(select(table))]
                keys = [column.name for column in table.primary_key]
                tables[name] = sorted(rows, key=lambda row: [row[key] for key in keys])
        return Carried(schema.HEAD, tables)
    finally:
        await sessions.close()


async def carry_in(url: str, carried: Carried) -> Mapping[str, int]:
    """Writes everything into an empty database, all or nothing; returns the rows of each table.

    Raises StorageError for another schema, a database with rows, or a value that is none.
    """
    if carried.revision != schema.HEAD:
        raise StorageError(
            f"The export is of schema {carried.revision}, and this version of ntg-bot knows "
            f"{schema.HEAD}. Import it with the version that made it, then upgrade."
        )
    wanted = set(table_names())
    if wanted != set(carried.tables):
        names = ", ".join(sorted(wanted ^ set(carried.tables)))
        raise StorageError(f"The export does not hold the tables it should: {names}.")
    address = normalised(url)
    sessions = Sessions(address)
    try:
        if sessions.is_sqlite:
            prepare_file(address)
        await schema.migrate(url)
        async with sessions.writing() as session:
            for name in table_names():
                table = metadata.tables[name]
                if await session.first(select(table).limit(1)) is not None:
                    raise StorageError(
                        f"The database is not empty: its table {name} has rows. Import into a new "
                        "one: name another NTG_HOME or NTG_DATABASE_URL."
                    )
                rows = [
                    _from_plain(table, row, number)
                    for number, row in enumerate(carried.tables[name], start=1)
                ]
                for start in range(0, len(rows), _ROWS_AT_ONCE):
                    await session.execute(insert(table), rows[start : start + _ROWS_AT_ONCE])
            await raise_counters(session, is_sqlite=sessions.is_sqlite)
            await session.commit()
    finally:
        await sessions.close()
    return {name: len(rows) for name, rows in carried.tables.items()}


def _to_plain(table: Table, row: Row[Any]) -> Plain:
    return {column.name: _value(row._mapping[column.name]) for column in table.columns}


def _value(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        raw = bytes(value)
        try:
            return {"text": raw.decode()}
        except UnicodeDecodeError:
            return {"base64": base64.b64encode(raw).decode()}
    return value


def _from_plain(table: Table, row: object, number: int) -> Plain:
    names = {column.name for column in table.columns}
    if not isinstance(row, dict) or set(row) != names:
        raise StorageError(f"The export's table {table.name}, row {number}, has other columns.")
    try:
        return {column.name: _read(column, row[column.name]) for column in table.columns}
    except (ValueError, TypeError, KeyError, binascii.Error) as error:
        raise StorageError(
            f"The export's table {table.name}, row {number}, has a value that is none: {error}."
        ) from None


def _read(column: Column[Any], value: Any) -> object:
    if value is None:
        if not column.nullable:
            raise ValueError(f"{column.name} is empty")
        return None
    if isinstance(column.type, Moment):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError(f"{column.name} has no time zone")
        return moment
    if isinstance(column.type, LargeBinary):
        if "text" in value:
            return str(value["text"]).encode()
        return base64.b64decode(value["base64"], validate=True)
    wanted: type = str
    if isinstance(column.type, Boolean):
        wanted = bool
    elif isinstance(column.type, (BigInteger, Integer)):
        wanted = int
    if type(value) is not wanted:
        raise TypeError(f"{column.name} is no {wanted.__name__}")
    return value
