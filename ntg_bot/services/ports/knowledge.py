"""The stored knowledge base."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.knowledge import Item, Kind


@dataclass(frozen=True, slots=True)
class KnowledgeRow:
    """One stored entry. `base` is its canonical encoding at the last sync, None if never synced;
    `item` is None for an entry that was taken out.
    """

    kind: Kind
    id: str
    item: Item | None
    base: bytes | None
    changed_at: datetime
    changed_by: str
    """`sync`, or the id of the member who changed it"""
    version: int
    published_at: datetime
    """when it first entered the knowledge base"""


@dataclass(frozen=True, slots=True)
class KnowledgeVersion:
    """An entry as it was: the first version is 1. `item` is None where it was taken out."""

    version: int
    item: Item | None
    changed_by: str
    changed_at: datetime


class KnowledgeRepository(Protocol):
    async def all(self) -> Sequence[KnowledgeRow]: ...

    async def get(self, kind: Kind, id: str) -> KnowledgeRow | None: ...

    async def save(
        self, item: Item, *, by: str, at: datetime, base: bytes | None = None, synced: bool = False
    ) -> None:
        """Inserts or replaces the entry and raises the programme's knowledge version by one.

        `synced` stores `base` as the text at this sync; otherwise the stored base stays. An item
        equal to the stored one is no change: only its base may be replaced.
        """
        ...

    async def save_many(
        self,
        entries: Sequence[tuple[Item, bytes | None]],
        *,
        by: str,
        at: datetime,
        synced: bool = False,
    ) -> None:
        """`save` for many (item, base) at once, raising the knowledge version once."""
        ...

    async def remove(self, kind: Kind, id: str, *, by: str, at: datetime) -> None:
        """Keeps the row and its base with no item, so that a sync can tell."""
        ...

    async def version(self) -> int:
        """A number that rises with every change: replicas poll it to refresh their index."""
        ...

    async def versions(self, kind: Kind, id: str) -> Sequence[KnowledgeVersion]:
        """Every version of an entry, the first first."""
        ...

    async def changed_between(self, start: datetime, end: datetime) -> Sequence[KnowledgeRow]: ...

    async def first_filled(self) -> datetime | None:
        """When the knowledge base got its first entries; None for an empty one."""
        ...
