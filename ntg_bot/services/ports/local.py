"""The local workspace's own store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LocalMessage:
    """A message of the local workspace. `body` is what its platform rendered (HTML)."""

    id: str
    channel: str
    thread: str
    """id of the thread's first message; empty for a first message"""
    author: str
    """persona id, or `bot`"""
    text: str
    body: str
    only_for: str
    delivery_key: str
    posted_at: datetime
    edited_at: datetime | None = None


class LocalStore(Protocol):
    """Messages of the local workspace; its channels are the bound ones and direct messages."""

    async def add(self, message: LocalMessage) -> bool:
        """False where a message with that non-empty delivery key is there already."""
        ...

    async def edit(self, id: str, *, text: str, body: str, at: datetime) -> None: ...

    async def get(self, id: str) -> LocalMessage | None: ...

    async def by_delivery_key(self, key: str) -> LocalMessage | None: ...

    async def channel(self, channel: str, viewer: str, limit: int = 200) -> Sequence[LocalMessage]:
        """The latest `limit` messages that `viewer` may see, oldest first, threads included."""
        ...
