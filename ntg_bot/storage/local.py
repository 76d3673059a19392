"""Messages of the local workspace: what a chat platform would keep for itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update

from ntg_bot.domain.errors import NotFound
from ntg_bot.services.ports import LocalMessage
from ntg_bot.storage import mapping
from ntg_bot.storage.sessions import Sessions
from ntg_bot.storage.tables import local_message


class SqlLocalStore:
    """services.ports.LocalStore; each call is its own transaction."""

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions

    async def add(self, message: LocalMessage) -> bool:
        async with self._sessions.writing() as session:
            row = await session.first(
                session.insert_new(local_message, "delivery_key")
                .values(mapping.from_local_message(message))
                .returning(local_message.c.id)
            )
            await session.commit()
        return row is not None

    async def edit(self, id: str, *, text: str, body: str, at: datetime) -> None:
        async with self._sessions.writing() as session:
            done = await session.execute(
                update(local_message)
                .where(local_message.c.id == id)
                .values(text=text, body=body, edited_at=at)
            )
            await session.commit()
        if done.rowcount == 0:
            raise NotFound("This message is not there any more.")

    async def get(self, id: str) -> LocalMessage | None:
        async with self._sessions.reading() as session:
            row = await session.first(select(local_message).where(local_message.c.id == id))
        return mapping.to_local_message(row) if row else None

    async def by_delivery_key(self, key: str) -> LocalMessage | None:
        async with self._sessions.reading() as session:
            row = await session.first(
                select(local_message).where(local_message.c.delivery_key == key)
            )
        return mapping.to_local_message(row) if row else None

    async def channel(self, channel: str, viewer: str, limit: int = 200) -> Sequence[LocalMessage]:
        latest = (
            select(local_message)
            .where(
                local_message.c.channel == channel,
                or_(local_message.c.only_for == "", local_message.c.only_for == viewer),
            )
            .order_by(local_message.c.posted_at.desc(), local_message.c.seq.desc())
            .limit(limit)
        )
        async with self._sessions.reading() as session:
            rows = await session.all(latest)
        return [mapping.to_local_message(row) for row in reversed(rows)]
