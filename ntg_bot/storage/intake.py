"""A group of events goes into the inbox, in one transaction and with statements made once.

On SQLite all of it is one trip to the connection's thread (`storage/driver.py`); what a bare driver
needs is read out of the statement that SQLAlchemy makes of the table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as post_insert
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.dialects.sqlite import insert as lite_insert

from ntg_bot.services.ports import Envelope
from ntg_bot.storage.sessions import Sessions
from ntg_bot.storage.tables import inbox
from ntg_bot.storage.tables.base import Moment
from ntg_bot.storage.waking import Bell

Key = tuple[str, str, str]
"""platform, workspace and the digest of the platform's own key: unique"""

_UNIQUE = ("platform", "workspace", "key_digest")
_COLUMNS = (*_UNIQUE, "key", "kind", "payload", "state", "attempt", "received_at")
_KEYS = tuple(inbox.c[name] for name in _UNIQUE)
_POST = post_insert(inbox).on_conflict_do_nothing(index_elements=_UNIQUE).returning(*_KEYS)

_DIALECT = sqlite_dialect(paramstyle="qmark")
_LITE = (
    lite_insert(inbox)
    .on_conflict_do_nothing(index_elements=_UNIQUE)
    .compile(dialect=_DIALECT, column_keys=list(_COLUMNS))
)
_LITE_INSERT, _LITE_PLACES = str(_LITE), tuple(_LITE.positiontup or ())
_LITE_NEWEST = str(select(*_KEYS).order_by(inbox.c.seq.desc()).compile(dialect=_DIALECT))
_lite_moment = Moment().bind_processor(_DIALECT)


async def store(
    sessions: Sessions, bell: Bell, group: Sequence[tuple[Key, Envelope]], now: datetime
) -> set[Key]:
    """Commits the group; returns which keys were new. Raises StorageError: then none is stored."""
    if sessions.is_sqlite:
        new = await _store_on_sqlite(sessions, group, now)
        if new:
            bell.ring()
        return new
    async with sessions.writing() as session:
        stored = await session.execute(_POST, [_row(key, event, now) for key, event in group])
        new = {(row.platform, row.workspace, row.key_digest) for row in stored}
        if new:
            await session.ring(bell)
        await session.commit()
    return new


def _row(key: Key, event: Envelope, now: object) -> dict[str, object]:
    values = (*key, event.key, event.kind, event.payload, "new", 0, now)
    return dict(zip(_COLUMNS, values, strict=True))


async def _store_on_sqlite(
    sessions: Sessions, group: Sequence[tuple[Key, Envelope]], now: datetime
) -> set[Key]:
    moment = now if _lite_moment is None else _lite_moment(now)
    rows = []
    for key, event in group:
        row = _row(key, event, moment)
        rows.append(tuple(row[place] for place in _LITE_PLACES))

    def insert(connection: sqlite3.Connection) -> set[Key] | None:
        count = connection.executemany(_LITE_INSERT, rows).rowcount
        if count == len(rows):
            return None
        # Nobody else writes meanwhile, so what was new are the rows with the highest numbers.
        return set(connection.execute(_LITE_NEWEST).fetchmany(count)) if count else set()

    new = await sessions.at_once(insert)
    return {key for key, _ in group} if new is None else new
