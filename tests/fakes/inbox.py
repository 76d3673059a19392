"""The inbox in memory: durable for as long as the object lives."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ntg_bot.domain.errors import StorageError
from ntg_bot.services.ports import Clock, Envelope, InboxRow


@dataclass
class _Kept:
    envelope: Envelope
    received_at: datetime
    attempt: int = 0
    due: datetime | None = None
    """when it may be claimed; None where it is done or dead"""


class MemoryInbox:
    """An Inbox, and its `done`: unique by (platform, workspace, key), leased when claimed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rows: dict[str, _Kept] = {}
        self._came = asyncio.Event()
        self.is_broken = False

    @property
    def envelopes(self) -> list[Envelope]:
        """Everything ever put, in order."""
        return [kept.envelope for kept in self._rows.values()]

    async def put(self, envelope: Envelope) -> bool:
        if self.is_broken:
            raise StorageError("the inbox was broken by a test")
        id = f"{envelope.platform} {envelope.workspace} {envelope.key}"
        if id in self._rows:
            return False
        now = self._clock.now()
        self._rows[id] = _Kept(envelope, now, due=now)
        self._came.set()
        return True

    async def claim(
        self, limit: int, lease_seconds: float, *, each: int | None = None
    ) -> Sequence[InboxRow]:
        now = self._clock.now()
        claimed: list[InboxRow] = []
        for id, kept in self._rows.items():
            if kept.due is None or kept.due > now or len(claimed) == limit:
                continue
            kept.attempt += 1
            kept.due = now + timedelta(seconds=lease_seconds)
            claimed.append(InboxRow(id, kept.envelope, kept.attempt, kept.received_at))
        return claimed

    async def release(self, ids: Sequence[str]) -> None:
        for id in ids:
            self._rows[id].attempt -= 1
            self._rows[id].due = self._clock.now()

    async def calm(self, timeout: float) -> None:
        return  # nothing waits here

    async def wait(self, timeout: float) -> None:
        try:
            await asyncio.wait_for(self._came.wait(), timeout)
        except TimeoutError:
            return
        self._came.clear()

    async def failed(
        self, id: str, reason: str, *, retry_at: datetime | None, is_try: bool = True
    ) -> None:
        self._rows[id].attempt -= 0 if is_try else 1
        self._rows[id].due = retry_at

    async def done(self, id: str) -> None:
        self._rows[id].due = None
