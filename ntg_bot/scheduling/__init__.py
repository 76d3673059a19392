"""APScheduler as a clock: it says when to look, the database says what is due."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger(__name__)

DIGEST_TICK_SECONDS = 30
CALL_TICK_SECONDS = 60
REFRESH_TICK_SECONDS = 1
"""so that what one process publishes is found by all within two seconds"""
REMINDER_TICK_SECONDS = 60
SWEEP_TICK_SECONDS = 3_600
LINK_TICK_SECONDS = 900
COMPACTION_TICK_SECONDS = 30
RETENTION_TICK_SECONDS = 3_600


class Ticker:
    """Calls functions every so often in this process; every replica runs one, safely.

    Jobs live in memory only. A tick that was missed is not made up for: each tick asks what is
    due now, so the next one does the work.
    """

    def __init__(self) -> None:
        self._scheduler: AsyncIOScheduler | None = None
        self._done: dict[str, float] = {}

    @property
    def ages(self) -> dict[str, float]:
        """Seconds since each tick was last done, by name; since the start where none was."""
        now = time.monotonic()
        return {name: now - done for name, done in self._done.items()}

    def _noting(
        self, name: str, function: Callable[[], Awaitable[object]]
    ) -> Callable[[], Awaitable[None]]:
        async def tick() -> None:
            await function()
            self._done[name] = time.monotonic()

        return tick

    def start(self, ticks: dict[str, tuple[float, Callable[[], Awaitable[object]]]]) -> None:
        """Starts `{name: (seconds, function)}`; a tick still at work is not started twice."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        # A tick that a busy machine leaves out is made good by the next: nothing to warn of.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        scheduler = AsyncIOScheduler(timezone="UTC")
        for name, (seconds, function) in ticks.items():
            self._done[name] = time.monotonic()
            scheduler.add_job(
                self._noting(name, function),
                "interval",
                seconds=seconds,
                id=name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        scheduler.start()
        self._scheduler = scheduler

    def stop(self) -> None:
        """No tick starts after this."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
