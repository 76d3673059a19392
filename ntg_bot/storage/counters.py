"""Counters of the programme: one row a name. Whoever counts holds the row until the commit."""

from __future__ import annotations

from sqlalchemy import update

from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import counter


async def count_up(session: Session, name: str) -> int:
    """One more than before, from 1. Of several at once each waits for the one before."""
    await session.execute(session.insert_new(counter, "name").values(name=name, value=0))
    row = await session.first(
        update(counter)
        .where(counter.c.name == name)
        .values(value=counter.c.value + 1)
        .returning(counter.c.value)
    )
    assert row is not None  # noqa: S101 - inserted just now, or there before
    return int(row.value)
