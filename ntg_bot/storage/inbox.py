"""The inbox: durable events in, committed in groups, claimed in turn and under a lease, set aside
when they keep failing.

One commit an event would meet the real load; committing whoever waits together gives the head-room
for a burst. What an event said is blanked as soon as the event is done: only a digest of its key
stays, by which a second delivery is known.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    and_,
    bindparam,
    case,
    delete,
    false,
    or_,
    select,
    update,
)

from ntg_bot.domain.errors import StorageError
from ntg_bot.services.ports import Clock, Envelope, InboxRow
from ntg_bot.storage import intake
from ntg_bot.storage.intake import Key
from ntg_bot.storage.rotation import NOW, Rotation, named
from ntg_bot.storage.sessions import Session, Sessions
from ntg_bot.storage.tables import inbox
from ntg_bot.storage.waking import Bell

GROUP = 200
MAX_ATTEMPTS = 5
"""a row whose worker never came back is claimed once more after these, for somebody to be told; if
that ends the process too, it is set aside without a word"""
REASON_LENGTH = 500
_Put = tuple[Key, Envelope, asyncio.Future[bool]]
_GAVE_UP = f"tried {MAX_ATTEMPTS} times without coming to an end"


def _lapsed(row: FromClause, state: Any = None) -> ColumnElement[bool]:
    state = row.c.state if state is None else state
    return and_(state == "claimed", row.c.lease_until <= NOW)


def _waiting(row: FromClause, state: Any = None) -> ColumnElement[bool]:
    state = row.c.state if state is None else state
    is_time = or_(row.c.retry_at.is_(None), row.c.retry_at <= NOW)
    return and_(state == "new", is_time)


_SUSPECT = select(inbox.c.seq).where(_lapsed(inbox)).order_by(inbox.c.seq).limit(1)
_GIVE_UP = (
    update(inbox)
    .where(_lapsed(inbox), inbox.c.attempt > MAX_ATTEMPTS)
    .values(state="dead", reason=_GAVE_UP, lease_until=None)
)
_still = named(inbox, "still")
# Rows that are named by number: were the state a plain column here, SQLite would take the index on
# it and read all that waits, while nobody can write.
_its_state = _still.c.state.concat("")
_LEASE = (
    update(inbox)
    .where(
        inbox.c.seq.in_(
            select(_still.c.seq)
            .where(
                _still.c.seq.in_(bindparam("chosen", expanding=True)),
                or_(_waiting(_still, _its_state), _lapsed(_still, _its_state)),
            )
            .with_for_update(skip_locked=True)
        )
    )
    .values(
        state="claimed",
        attempt=inbox.c.attempt + 1,
        lease_until=bindparam("until"),
        retry_at=None,
    )
    .returning(inbox)
)
_DONE = (
    update(inbox)
    .where(inbox.c.seq == bindparam("of_row"), inbox.c.state != "done")
    .values(
        state="done",
        done_at=bindparam("at"),
        key="",
        payload=b"",
        lease_until=None,
        retry_at=None,
        reason="",
    )
)


@dataclass(frozen=True, slots=True)
class SetAside:
    """An event that kept failing, for a person to look at. `reason` holds no message text."""

    id: str
    platform: str
    workspace: str
    kind: str
    attempts: int
    reason: str
    received_at: datetime


class SqlInbox:
    """services.ports.Inbox, and what the command line needs for events set aside."""

    def __init__(self, sessions: Sessions, clock: Clock, bell: Bell) -> None:
        self._sessions = sessions
        self._clock = clock
        self._bell = bell
        self._rotation = Rotation(inbox, "workspace", _waiting)
        self._waiting: deque[_Put] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._is_closed = False
        self._calm = asyncio.Event()
        self._calm.set()

    async def put(self, envelope: Envelope) -> bool:
        if self._is_closed:
            raise StorageError("This program is stopping and takes nothing more in.")
        self._sessions.refuse_inside_write()
        _refuse_unstorable(envelope)
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        key = (envelope.platform, envelope.workspace, _digest(envelope.key))
        self._waiting.append((key, envelope, future))
        self._calm.clear()
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_groups(), name="inbox-writer")
        return await future

    async def claim(
        self, limit: int, lease_seconds: float, *, each: int | None = None
    ) -> Sequence[InboxRow]:
        while True:
            now = self._clock.now()
            async with self._sessions.reading() as session:
                # an idle worker's look must not take the write lock
                chosen = await self._chosen(session, now, limit, each)
            if not chosen:
                return []
            rows = await self._leased(chosen, now, lease_seconds)
            if rows:
                places = {seq: place for place, seq in enumerate(chosen)}
                return [_to_row(row) for row in sorted(rows, key=lambda row: places[row.seq])]
            # given up, or taken by another worker meanwhile: look again

    async def _chosen(
        self, session: Session, now: datetime, limit: int, each: int | None
    ) -> list[int]:
        """What to take: one row alone whose worker did not come back, for it may be what ended
        that worker; else what waits, in turn.
        """
        suspect = await session.first(_SUSPECT, {"now": now})
        if suspect is not None:
            return [suspect.seq]
        return await self._rotation.take(session, {"now": now}, limit, each)

    async def _leased(
        self, chosen: Sequence[int], now: datetime, lease_seconds: float
    ) -> Sequence[Row[Any]]:
        async with self._sessions.writing() as session:
            await session.execute(_GIVE_UP, {"now": now})
            until = now + timedelta(seconds=lease_seconds)
            rows = await session.all(_LEASE, {"now": now, "chosen": chosen, "until": until})
            await session.commit()
        return rows

    async def release(self, ids: Sequence[str]) -> None:
        async with self._sessions.writing() as session:
            await session.execute(
                update(inbox)
                .where(inbox.c.seq.in_([int(id) for id in ids]), inbox.c.state == "claimed")
                .values(state="new", attempt=inbox.c.attempt - 1, lease_until=None)
            )
            await session.ring(self._bell)
            await session.commit()

    async def wait(self, timeout: float) -> None:
        await self._bell.wait(timeout)

    async def calm(self, timeout: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                await self._calm.wait()

    async def failed(
        self, id: str, reason: str, *, retry_at: datetime | None, is_try: bool = True
    ) -> None:
        is_last = false() if not is_try else inbox.c.attempt >= MAX_ATTEMPTS
        is_over: Any = True if retry_at is None else is_last
        async with self._sessions.writing() as session:
            await session.execute(
                update(inbox)
                .where(inbox.c.seq == int(id), inbox.c.state == "claimed")
                .values(
                    state=case((is_over, "dead"), else_="new"),
                    attempt=inbox.c.attempt - (0 if is_try else 1),
                    retry_at=retry_at,
                    lease_until=None,
                    reason=reason[:REASON_LENGTH],
                )
            )
            await session.commit()

    async def dead(self, limit: int = 100) -> Sequence[SetAside]:
        """Events set aside, oldest first."""
        async with self._sessions.reading() as session:
            rows = await session.all(
                select(inbox).where(inbox.c.state == "dead").order_by(inbox.c.seq).limit(limit)
            )
        return [
            SetAside(
                id=str(row.seq),
                platform=row.platform,
                workspace=row.workspace,
                kind=row.kind,
                attempts=row.attempt,
                reason=row.reason,
                received_at=row.received_at,
            )
            for row in rows
        ]

    async def retry_dead(self, id: str) -> bool:
        """Gives an event set aside its five attempts again; False where there is none such."""
        async with self._sessions.writing() as session:
            done = await session.execute(
                update(inbox)
                .where(inbox.c.seq == int(id), inbox.c.state == "dead")
                .values(state="new", attempt=0, retry_at=None, reason="")
            )
            await session.ring(self._bell)
            await session.commit()
        return done.rowcount > 0

    async def drop_dead(self, id: str) -> bool:
        """Throws an event set aside away; False where there is none such."""
        async with self._sessions.writing() as session:
            done = await session.execute(
                delete(inbox).where(inbox.c.seq == int(id), inbox.c.state == "dead")
            )
            await session.commit()
        return done.rowcount > 0

    async def close(self) -> None:
        """Takes nothing more in; returns when everything taken in is committed or refused."""
        self._is_closed = True
        if self._writer is not None:
            await self._writer

    async def _write_groups(self) -> None:
        while self._waiting:
            group = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
            new: set[Key] = set()
            fault: StorageError | None = StorageError("Storing was broken off; send it again.")
            try:
                events = [(key, envelope) for key, envelope, _ in group]
                new = await intake.store(self._sessions, self._bell, events, self._clock.now())
                fault = None
            except StorageError as error:
                fault = error
            finally:
                _answer(group, new, fault)
                if not self._waiting:
                    self._calm.set()


class InboxInWork:
    """services.ports.InboxRepository"""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    async def done(self, id: str) -> None:
        ended = await self._session.execute(_DONE, {"of_row": int(id), "at": self._clock.now()})
        if ended.rowcount == 0:
            # the lease lapsed and another worker finished it: all of this work must roll back
            raise StorageError("This event has been dealt with elsewhere meanwhile.")


def _answer(group: Sequence[_Put], new: set[Key], fault: StorageError | None) -> None:
    """Tells every waiting put its outcome; of two equal keys in one group the first was new."""
    for key, _, future in group:
        if future.done():  # its caller has gone
            new.discard(key)
        elif fault is not None:
            future.set_exception(StorageError(str(fault), is_away=fault.is_away))
        else:
            future.set_result(key in new)
            new.discard(key)


def _digest(key: str) -> str:
    """What stays of a key: it may hold the id of a person who asks to be forgotten."""
    return hashlib.sha256(key.encode()).hexdigest()


def _refuse_unstorable(envelope: Envelope) -> None:
    """One broken envelope must not fail the group it would be in."""
    for text in (envelope.platform, envelope.workspace, envelope.key, envelope.kind):
        try:
            is_fine = b"\0" not in text.encode()
        except UnicodeEncodeError:
            is_fine = False
        if not is_fine:
            raise StorageError("The event's key has broken characters that cannot be stored.")


def _to_row(row: Row[Any]) -> InboxRow:
    envelope = Envelope(row.platform, row.key, row.workspace, row.kind, row.payload)
    return InboxRow(str(row.seq), envelope, row.attempt, row.received_at)
