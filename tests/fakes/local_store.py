"""The local workspace's store in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from ntg_bot.domain.errors import StorageError
from ntg_bot.services.ports import LocalMessage


class MemoryLocalStore:
    """A LocalStore that keeps messages in the order they came."""

    def __init__(self) -> None:
        self.messages: dict[str, LocalMessage] = {}
        self.is_broken = False

    async def add(self, message: LocalMessage) -> bool:
        self._check()
        key = message.delivery_key
        if key and any(each.delivery_key == key for each in self.messages.values()):
            return False
        self.messages[message.id] = message
        return True

    async def edit(self, id: str, *, text: str, body: str, at: datetime) -> None:
        self._check()
        if id in self.messages:
            self.messages[id] = replace(self.messages[id], text=text, body=body, edited_at=at)

    async def get(self, id: str) -> LocalMessage | None:
        self._check()
        return self.messages.get(id)

    async def by_delivery_key(self, key: str) -> LocalMessage | None:
        self._check()
        found = (each for each in self.messages.values() if each.delivery_key == key)
        return next(found, None) if key else None

    async def channel(self, channel: str, viewer: str, limit: int = 200) -> Sequence[LocalMessage]:
        self._check()
        seen = [
            each
            for each in self.messages.values()
            if each.channel == channel and each.only_for in ("", viewer)
        ]
        return seen[-limit:]

    def _check(self) -> None:
        if self.is_broken:
            raise StorageError("the store was broken by a test")
