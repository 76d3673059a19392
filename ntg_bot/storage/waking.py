"""A bell between the tasks of one process: who waits for rows hears of new ones."""

from __future__ import annotations

import asyncio


class Bell:
    """Rung while nobody waits, it is heard by the next who does; nothing rung is missed."""

    def __init__(self) -> None:
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
