"""Claims inbox rows and runs the conversation: every row ends done, or set aside with a reason."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from ntg_bot.conversation.events import Event, MessageDeleted, MessageEdited, MessagePosted, decode
from ntg_bot.conversation.router import Conversation
from ntg_bot.domain.encoding import CannotDecode
from ntg_bot.domain.errors import StorageError
from ntg_bot.services.ports import Clock, Ids, Inbox, InboxRow

log = structlog.get_logger(__name__)

BATCH = 20
"""rows at most between two looks at whether to stop; one of a workspace at a time"""
LEASE_SECONDS = 60.0
IDLE_SECONDS = 1.0
"""how often a worker looks by itself: rows of another process, lapsed leases"""
CALM_SECONDS = 0.2
"""how long a row stands back for events that come in at that moment"""
STORAGE_SECONDS = 2.0
"""how long a row waits that the database would not take, times its tries"""
AWAY_FOR = timedelta(hours=1)
"""after a row came, for which a database that cannot be used is no fault of the row's"""
TRIES = 5
"""after which a person is told and the row is set aside; a killed process counts as a try too"""


class Worker:
    """One loop in a process; any number of processes may run one on the same database."""

    def __init__(
        self,
        inbox: Inbox,
        conversation: Conversation,
        clock: Clock,
        ids: Ids,
        *,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._lease = lease_seconds
        self._inbox = inbox
        self._conversation = conversation
        self._clock = clock
        self._ids = ids

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop`; the row in hand is finished first, and no other begun."""
        while not stop.is_set():
            try:
                worked = await self.step(stop)
            except StorageError as error:
                # Nothing can be said while the database is away; leases bring the rows back.
                log.error("inbox out of reach", reason=str(error))
                worked = 0
            if not worked and not stop.is_set():
                await self._inbox.wait(IDLE_SECONDS)

    async def step(self, stop: asyncio.Event | None = None) -> int:
        """Handles what is waiting now, up to BATCH rows; returns how many.

        Of each workspace one row at a time, so that whoever comes meanwhile waits for one row of
        everybody else's and no more.
        """
        handled = 0
        while handled < BATCH:
            rows = await self._inbox.claim(BATCH - handled, self._lease, each=1)
            if not rows:
                break
            for number, row in enumerate(rows):
                if stop is not None and stop.is_set():
                    await self._inbox.release([each.id for each in rows[number:]])
                    return handled
                await self._inbox.calm(CALM_SECONDS)
                await self._handle(row)
                handled += 1
        return handled

    async def _handle(self, row: InboxRow) -> None:
        try:
            event = decode(row.envelope.payload)
        except CannotDecode as error:
            log.error("inbox row cannot be read", row=row.id, reason=str(error))
            await self._inbox.failed(row.id, f"cannot be read: {error}", retry_at=None)
            return
        if row.attempt > TRIES:
            incident = self._ids.new()[-8:]
            log.error("event ended its process", row=row.id, tries=TRIES, incident=incident)
            reason = f"ended its process {TRIES} times (incident {incident})"
            await self._set_aside(row, event, incident, reason, is_try=False)
            return
        try:
            await self._conversation.handle(row.id, event)
        except StorageError as error:
            # Raises again where the database itself is away; else only this row waits, not those
            # after it, and the database counts its tries.
            log.error("event not stored", row=row.id, attempt=row.attempt, reason=str(error))
            now = self._clock.now()
            again = now + timedelta(seconds=STORAGE_SECONDS * row.attempt)
            is_try = not error.is_away or now - row.received_at > AWAY_FOR
            await self._inbox.failed(row.id, str(error), retry_at=again, is_try=is_try)
        except Exception as error:
            await self._failed(row, event, error)

    async def _failed(self, row: InboxRow, event: Event, error: Exception) -> None:
        incident = self._ids.new()[-8:]
        reason = f"{type(error).__name__} (incident {incident})"
        # The traceback's lines, never the message's words.
        log.error("event failed", row=row.id, attempt=row.attempt, incident=incident, exc_info=True)
        if row.attempt < TRIES:
            again = self._clock.now() + timedelta(seconds=0.5 * row.attempt)
            await self._inbox.failed(row.id, reason, retry_at=again)
            return
        await self._set_aside(row, event, incident, reason)

    async def _set_aside(
        self, row: InboxRow, event: Event, incident: str, reason: str, *, is_try: bool = True
    ) -> None:
        """Who spoke to the bot is told, with a number that the log and the row have too."""
        is_overheard = isinstance(event, MessagePosted) and not event.addressed
        if not is_overheard and not isinstance(event, (MessageEdited, MessageDeleted)):
            await self._apologise(row, event, incident)
        await self._inbox.failed(row.id, reason, retry_at=None, is_try=is_try)

    async def _apologise(self, row: InboxRow, event: Event, incident: str) -> None:
        try:
            await self._conversation.apologise(row.id, event, incident)
        except Exception:
            # What broke the answer may break the apology; the row is set aside all the same.
            log.error("no apology either", row=row.id, incident=incident, exc_info=True)
