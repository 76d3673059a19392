"""Bells: who waits for rows hears of new ones, in this process and, on PostgreSQL, in others."""

from __future__ import annotations

import asyncio


class Bell:
    """Rung while nobody waits, it is heard by the next who does; nothing rung is missed."""

    def __init__(self, name: str) -> None:
        """`name` is what other processes know the bell by."""
        self.name = name
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()

    async def wait(self, timeout: float) -> None:
        """Returns once rung, or after `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._rung.wait()
        except TimeoutError:
            return
        self._rung.clear()
