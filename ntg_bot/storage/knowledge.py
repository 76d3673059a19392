"""The knowledge base: entries with their history, and the number that tells replicas to refresh."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, insert, select, tuple_, update

from ntg_bot.domain.knowledge import Item, Kind
from ntg_bot.services.ports import KnowledgeRow, KnowledgeVersion
from ntg_bot.storage import mapping
from ntg_bot.storage.counters import count_up
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import counter, knowledge, knowledge_version

_VERSION = "knowledge"
_CHUNK = 400
"""entries asked for in one statement: two parameters each, far below every database's limit"""


class Knowledge:
    """services.ports.KnowledgeRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def all(self) -> Sequence[KnowledgeRow]:
        rows = await self._session.all(select(knowledge).order_by(knowledge.c.kind, knowledge.c.id))
        return [mapping.to_knowledge_row(row) for row in rows]

    async def get(self, kind: Kind, id: str) -> KnowledgeRow | None:
        row = await self._session.first_to_change(
            select(knowledge).where(knowledge.c.kind == kind.value, knowledge.c.id == id)
        )
        return mapping.to_knowledge_row(row) if row else None

    async def save(
        self, item: Item, *, by: str, at: datetime, base: bytes | None = None, synced: bool = False
    ) -> None:
        await self.save_many([(item, base)], by=by, at=at, synced=synced)

    async def save_many(
        self,
        entries: Sequence[tuple[Item, bytes | None]],
        *,
        by: str,
        at: datetime,
        synced: bool = False,
    ) -> None:
        by_key = {(mapping.KIND_OF[type(item)], item.id): (item, base) for item, base in entries}
        stored = await self._stored(list(by_key))
        rows: list[mapping.Values] = []
        history: list[mapping.Values] = []
        for (kind, id), (item, base) in by_key.items():
            old = stored.get((kind.value, id))
            payload = mapping.item_payload(item)
            row: mapping.Values = {
                "kind": kind.value,
                "id": id,
                "payload": payload,
                "base": base if synced else (old.base if old else None),
                "changed_at": at,
                "changed_by": by,
                "version": old.version + 1 if old else 1,
                "published_at": old.published_at if old else at,
            }
            if old and old.payload == payload:
                # nothing to read anew: only the base may differ, so it is no change to tell about
                row |= {
                    "changed_at": old.changed_at,
                    "changed_by": old.changed_by,
                    "version": old.version,
                }
                if row["base"] == old.base:
                    continue
            else:
                history.append({column.name: row[column.name] for column in knowledge_version.c})
            rows.append(row)
        if rows:
            changes = ["payload", "base", "changed_at", "changed_by", "version"]
            await self._session.execute(self._session.upsert(knowledge, changes), rows)
        if history:
            await self._session.execute(insert(knowledge_version), history)
            await self._raise_version()

    async def remove(self, kind: Kind, id: str, *, by: str, at: datetime) -> None:
        row = (await self._stored([(kind, id)])).get((kind.value, id))
        if row is None or row.payload is None:
            return
        change: mapping.Values = {
            "payload": None,
            "changed_at": at,
            "changed_by": by,
            "version": row.version + 1,
        }
        await self._session.execute(
            update(knowledge)
            .where(knowledge.c.kind == kind.value, knowledge.c.id == id)
            .values(change)
        )
        await self._session.execute(
            insert(knowledge_version).values({"kind": kind.value, "id": id, **change})
        )
        await self._raise_version()

    async def version(self) -> int:
        row = await self._session.first(select(counter.c.value).where(counter.c.name == _VERSION))
        return int(row.value) if row else 0

    async def versions(self, kind: Kind, id: str) -> Sequence[KnowledgeVersion]:
        rows = await self._session.all(
            select(knowledge_version)
            .where(knowledge_version.c.kind == kind.value, knowledge_version.c.id == id)
            .order_by(knowledge_version.c.version)
        )
        return [
            KnowledgeVersion(
                row.version,
                mapping.to_item(kind.value, id, row.payload),
                row.changed_by,
                row.changed_at,
            )
            for row in rows
        ]

    async def changed_between(self, start: datetime, end: datetime) -> Sequence[KnowledgeRow]:
        rows = await self._session.all(
            select(knowledge)
            .where(knowledge.c.changed_at >= start, knowledge.c.changed_at < end)
            .order_by(knowledge.c.changed_at, knowledge.c.kind, knowledge.c.id)
        )
        return [mapping.to_knowledge_row(row) for row in rows]

    async def first_filled(self) -> datetime | None:
        row = await self._session.first(
            select(knowledge.c.published_at).order_by(knowledge.c.published_at).limit(1)
        )
        return row.published_at if row else None

    async def _stored(
        self, keys: Sequence[tuple[Kind, str]]
    ) -> dict[tuple[str, str], Row[tuple[object, ...]]]:
        found: dict[tuple[str, str], Row[tuple[object, ...]]] = {}
        for start in range(0, len(keys), _CHUNK):
            some = [(kind.value, id) for kind, id in keys[start : start + _CHUNK]]
            wanted = select(knowledge).where(tuple_(knowledge.c.kind, knowledge.c.id).in_(some))
            for row in await self._session.all(self._session.to_change(wanted)):
                found[row.kind, row.id] = row
        return found

    async def _raise_version(self) -> None:
        await count_up(self._session, _VERSION)
