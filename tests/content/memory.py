"""The knowledge rows of a unit of work kept in memory, with a count of its transactions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from ntg_bot.content import kind_of
from ntg_bot.domain.knowledge import Item, Kind
from ntg_bot.services.ports import KnowledgeRow, UnitOfWork

Rows = dict[tuple[Kind, str], KnowledgeRow]


@dataclass
class MemoryKnowledge:
    rows: Rows
    number: int = 0

    async def all(self) -> Sequence[KnowledgeRow]:
        return list(self.rows.values())

    async def get(self, kind: Kind, id: str) -> KnowledgeRow | None:
        return self.rows.get((kind, id))

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
        for item, base in entries:
            key = (kind_of(item), item.id)
            old = self.rows.get(key)
            kept = old.base if old else None
            version = old.version + 1 if old else 1
            begun = old.published_at if old else at
            new = KnowledgeRow(*key, item, base if synced else kept, at, by, version, begun)
            if old and old.item == item:
                new = replace(old, base=new.base)
            self.rows[key] = new
        self.number += 1

    async def remove(self, kind: Kind, id: str, *, by: str, at: datetime) -> None:
        old = self.rows[kind, id]
        self.rows[kind, id] = replace(
            old, item=None, changed_by=by, changed_at=at, version=old.version + 1
        )
        self.number += 1

    async def version(self) -> int:
        return self.number

    async def changed_between(self, start: datetime, end: datetime) -> Sequence[KnowledgeRow]:
        return [row for row in self.rows.values() if start <= row.changed_at < end]

    async def first_filled(self) -> datetime | None:
        return min((row.published_at for row in self.rows.values()), default=None)


@dataclass
class _Work:
    knowledge: MemoryKnowledge
    committed: bool = False

    async def commit(self) -> None:
        self.committed = True


@dataclass
class MemoryDatabase:
    """`database()` is a unit of work; what is not committed is forgotten."""

    rows: Rows = field(default_factory=dict)
    commits: int = 0

    def __call__(self, *, read_only: bool = False) -> AbstractAsyncContextManager[UnitOfWork]:
        return self._open()

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[UnitOfWork]:
        work = _Work(MemoryKnowledge(dict(self.rows)))
        yield cast(UnitOfWork, work)
        if work.committed:
            self.rows = work.knowledge.rows
            self.commits += 1

    async def edit(self, item: Item, by: str, at: datetime) -> None:
        """What a moderator does on the desk."""
        async with self() as work:
            await work.knowledge.save(item, by=by, at=at)
            await work.commit()

    async def take_out(self, kind: Kind, id: str, by: str, at: datetime) -> None:
        async with self() as work:
            await work.knowledge.remove(kind, id, by=by, at=at)
            await work.commit()


@dataclass
class FixedClock:
    at: datetime

    def now(self) -> datetime:
        return self.at
