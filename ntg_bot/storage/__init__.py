"""The database: opening it, and bringing its tables up to date.

Everything here is light to import: SQLAlchemy and Alembic load at the first call, so that
`ntg-bot --help` needs neither. No class of SQLAlchemy leaves this package; what callers get are
the ports of `ntg_bot.services.ports`. Every function raises StorageError in plain words.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ntg_bot.services.ports import Clock, Ids
    from ntg_bot.storage.carrying import Carried
    from ntg_bot.storage.database import Database
    from ntg_bot.storage.moving import Moved

__all__ = [
    "carried",
    "carry_in",
    "carry_out",
    "check",
    "current",
    "downgrade",
    "migrate",
    "move",
    "open_database",
    "upgrade",
]


@asynccontextmanager
async def open_database(
    url: str, *, clock: Clock, ids: Ids, audit_key: str = ""
) -> AsyncIterator[Database]:
    """The database at `url`, ready for use, closed on leaving.

    `url` is `sqlite+aiosqlite:///path` (or `sqlite:///path`) or any spelling of a PostgreSQL URL.
    An SQLite file is made and migrated where needed; a PostgreSQL schema must be at head already.
    Without `audit_key` nothing can be done that is to be audited.
    """
    from ntg_bot.storage.database import opened

    async with opened(url, clock=clock, ids=ids, audit_key=audit_key) as database:
        yield database


def upgrade(url: str, revision: str = "head") -> None:
    """Brings the schema up to `revision`. Blocks; in async code use `migrate`."""
    from ntg_bot.storage import schema

    schema.upgrade(url, revision)


def downgrade(url: str, revision: str) -> None:
    """Takes the schema down to `revision` (`base` takes everything away, rows included)."""
    from ntg_bot.storage import schema

    schema.downgrade(url, revision)


def current(url: str) -> str | None:
    """The schema's revision, None for an empty database."""
    from ntg_bot.storage import schema

    return schema.current(url)


def check(url: str) -> tuple[str, ...]:
    """What differs between the tables as the code knows them and as they are; empty when equal."""
    from ntg_bot.storage import schema

    return schema.differences(url)


async def migrate(url: str) -> None:
    """`upgrade` to head without blocking the event loop."""
    from ntg_bot.storage import schema

    await schema.migrate(url)


async def move(source: str, target: str) -> tuple[Moved, ...]:
    """Copies every row from one database to another that is empty; table by table what arrived."""
    from ntg_bot.storage import moving

    return await moving.move(source, target)


async def carry_out(url: str) -> Carried:
    """Everything that an export holds."""
    from ntg_bot.storage import carrying

    return await carrying.carry_out(url)


def carried(revision: str, tables: Mapping[str, Sequence[dict[str, Any]]]) -> Carried:
    """What an export held, for `carry_in`."""
    from ntg_bot.storage.carrying import Carried

    return Carried(revision, tables)


async def carry_in(url: str, carried: Carried) -> Mapping[str, int]:
    """Writes an export into an empty database; the rows of each table."""
    from ntg_bot.storage import carrying

    return await carrying.carry_in(url, carried)
