"""Whose turn it is to write: one piece of work at a time, and what comes in goes before the rest.

Where people are waiting to be heard, the next turn is theirs; but only every other one while
somebody else waits, so that much coming in slows answering down and does not stop it.
"""

from __future__ import annotations

import asyncio
from collections import deque


class WriteTurns:
    """A lock with two queues, each first come, first served."""

    def __init__(self) -> None:
        self.is_taken = False
        self._was_urgent = False
        """the turn now, or the last one"""
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    async def acquire(self, *, urgent: bool = False) -> None:
        """Returns when it is the caller's turn, who must `release` it."""
        if not self.is_taken:
            self.is_taken, self._was_urgent = True, urgent
            return
        queue = self._urgent if urgent else self._others
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():  # it was handed over at that moment
                self.release()
            else:
                queue.remove(mine)
            raise

    def release(self) -> None:
        """Hands the turn over to who is next."""
        first, second = self._urgent, self._others
        if self._was_urgent and self._others:
            first, second = second, first
        queue = first or second
        if not queue:
            self.is_taken = False
            return
        self._was_urgent = queue is self._urgent
        queue.popleft().set_result(None)
