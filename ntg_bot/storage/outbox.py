"""The outbox: what is to be said, in order within each thread, claimed by the courier in turn."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Row,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from ntg_bot.domain.errors import StorageError
from ntg_bot.services.ports import Clock, Delivery, DeliveryState
from ntg_bot.storage import mapping
from ntg_bot.storage.sessions import Session, Sessions
from ntg_bot.storage.tables import PENDING, outbox
from ntg_bot.storage.traces import Forgotten
from ntg_bot.storage.turns import Rotation, named
from ntg_bot.storage.waking import Bell

GROUP = 100
REASON_LENGTH = 500
DIGEST = "digest"
"""the kind of delivery that stands outside its channel's conversation"""
_LEAST, _MOST = -(2**31), 2**31 - 1
"""no priority is beyond these: the column holds 32 bits"""
FORGOTTEN = "forgotten"
"""stands where the id of a person stood who asked to be forgotten"""


def blank() -> dict[str, Any]:
    """What a delivery's row keeps of its content once a person in it is forgotten: nothing."""
    return {
        "facts": b"",
        "channel": "",
        "thread": "",
        "reply_address": "",
        "only_for": case((outbox.c.only_for != "", FORGOTTEN), else_=""),
    }


@dataclass(frozen=True, slots=True)
class _End:
    """How a delivery ended. `external_id` None leaves what is there."""

    key: str
    state: DeliveryState
    reason: str
    external_id: str | None


class SqlOutbox:
    """services.ports.Outbox"""

    def __init__(self, sessions: Sessions, clock: Clock, bell: Bell) -> None:
        self._sessions = sessions
        self._clock = clock
        self._bell = bell
        self._rotations: dict[int, Rotation] = {}
        """by priority"""
        self._ending: deque[tuple[_End, asyncio.Future[None]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def claim(
        self, platform: str, limit: int, lease_seconds: float, *, below: int | None = None
    ) -> Sequence[Delivery]:
        found: list[Delivery] = []
        while len(found) < limit:
            now = self._clock.now()
            async with self._sessions.reading() as session:
                # an idle courier's look must not take the write lock
                chosen = await self._chosen(session, platform, now, limit - len(found), below)
            if not chosen:
                break
            rows = await self._leased(chosen, now, lease_seconds)
            places = {seq: place for place, seq in enumerate(chosen)}
            ordered = sorted(rows, key=lambda row: places[row.seq])
            found += [mapping.to_delivery(row) for row in ordered]
            if len(rows) == len(chosen):
                break
            # another courier took some meanwhile: look again
        return found

    async def _leased(
        self, chosen: Sequence[int], now: datetime, lease_seconds: float
    ) -> Sequence[Row[Any]]:
        until = now + timedelta(seconds=lease_seconds)
        async with self._sessions.writing() as session:
            rows = await session.all(_lease(), {"chosen": chosen, "now": now, "until": until})
            await session.commit()
        return rows

    async def _chosen(
        self, session: Session, platform: str, now: datetime, limit: int, below: int | None
    ) -> list[int]:
        """The most urgent rows, those of one urgency in turn by workspace."""
        chosen: list[int] = []
        priority = await self._next_priority(session, platform, None, below)
        while priority is not None and len(chosen) < limit:
            rotation = self._rotations.setdefault(priority, Rotation(outbox, "workspace_id"))
            values = {"on": platform, "urgency": priority, "now": now}
            chosen += await rotation.take(session, _first_due, values, limit - len(chosen))
            priority = await self._next_priority(session, platform, priority, below)
        return chosen

    @staticmethod
    async def _next_priority(
        session: Session, platform: str, above: int | None, below: int | None
    ) -> int | None:
        """The most urgent of the priorities on the way; `above` and `below` are not among them."""
        values = {"on": platform, "above": _LEAST if above is None else above}
        values["below"] = _MOST if below is None else below
        row = await session.first(_priority(), values)
        return None if row is None else int(row.priority)

    async def sent(self, key: str, external_id: str) -> None:
        await self._end(key, DeliveryState.SENT, reason="", external_id=external_id)

    async def retry(self, key: str, at: datetime, reason: str, *, is_try: bool = True) -> None:
        async with self._sessions.writing() as session:
            await session.execute(
                update(outbox)
                .where(outbox.c.key == key, outbox.c.state.in_(PENDING))
                .values(
                    state=DeliveryState.NEW.value,
                    not_before=at,
                    attempts=outbox.c.attempts - (0 if is_try else 1),
                    lease_until=None,
                    reason=reason[:REASON_LENGTH],
                )
            )
            await session.commit()

    async def dead(self, key: str, reason: str) -> None:
        await self._end(key, DeliveryState.DEAD, reason=reason[:REASON_LENGTH])

    async def uncertain(self, key: str, reason: str) -> None:
        await self._end(key, DeliveryState.UNCERTAIN, reason=reason[:REASON_LENGTH])

    async def wait(self, timeout: float) -> None:
        await self._bell.wait(timeout)

    async def _end(
        self, key: str, state: DeliveryState, *, reason: str, external_id: str | None = None
    ) -> None:
        """Returns once it is durable. Deliveries that end together are committed together."""
        self._sessions.refuse_inside_write()
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ending.append((_End(key, state, reason, external_id), ended))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_ends(), name="outbox-writer")
        await ended

    async def _write_ends(self) -> None:
        while self._ending:
            group = [self._ending.popleft() for _ in range(min(GROUP, len(self._ending)))]
            fault: StorageError | None = StorageError("Storing was broken off.")
            try:
                await self._store([end for end, _ in group])
                fault = None
            except StorageError as error:
                fault = error
            finally:
                for _, ended in group:
                    if ended.done():  # its caller has gone
                        continue
                    if fault is None:
                        ended.set_result(None)
                    else:
                        ended.set_exception(StorageError(str(fault), is_away=fault.is_away))

    async def _store(self, ends: Sequence[_End]) -> None:
        now = self._clock.now()
        rows = [
            {
                "of_key": end.key,
                "to_state": end.state.value,
                "for_reason": end.reason,
                "as_external_id": end.external_id,
                "at": now,
            }
            for end in ends
        ]
        async with self._sessions.writing() as session:
            await session.execute(_end(), rows)
            await session.execute(_blanked(), {"keys": [end.key for end in ends]})
            await session.ring(self._bell)  # the next row of each thread becomes due
            await session.commit()


class OutboxInWork:
    """services.ports.OutboxRepository"""

    def __init__(self, session: Session, bell: Bell, forgotten: Forgotten) -> None:
        self._session = session
        self._bell = bell
        self._forgotten = forgotten

    async def add(self, delivery: Delivery, at: datetime) -> None:
        await self.add_all([delivery], at)

    async def add_all(self, deliveries: Sequence[Delivery], at: datetime) -> None:
        if not deliveries:
            return
        rows = [
            {
                "key": delivery.key,
                "platform": delivery.platform,
                "workspace_id": delivery.workspace_id,
                "channel": delivery.channel,
                "thread": delivery.thread,
                "only_for": delivery.only_for,
                "replaces": delivery.replaces,
                "reply_address": delivery.reply_address,
                "kind": delivery.kind,
                "priority": delivery.priority,
                "facts": delivery.facts,
                "state": delivery.state.value,
                "attempts": delivery.attempts,
                "external_id": delivery.external_id,
                "created_at": at,
                "not_before": at,
                "is_to_be_blanked": self._forgotten.is_in(delivery),
            }
            for delivery in deliveries
        ]
        await self._session.execute(self._session.insert_new(outbox, "key"), rows)
        await self._session.ring(self._bell)

    async def by_key(self, key: str) -> Delivery | None:
        row = await self._session.first(select(outbox).where(outbox.c.key == key))
        return mapping.to_delivery(row) if row else None

    async def begun_with(self, prefix: str) -> Sequence[Delivery]:
        rows = await self._session.all(
            select(outbox)
            .where(outbox.c.key.startswith(prefix, autoescape=True))
            .order_by(outbox.c.seq)
        )
        return [mapping.to_delivery(row) for row in rows]

    async def of_message(self, workspace_id: str, channel: str, message: str) -> Delivery | None:
        row = await self._session.first(
            select(outbox)
            .where(
                outbox.c.workspace_id == workspace_id,
                outbox.c.channel == channel,
                outbox.c.external_id.in_((message, f"{channel}:{message}")),
                outbox.c.replaces == "",
            )
            .order_by(outbox.c.seq)
            .limit(1)
        )
        return mapping.to_delivery(row) if row else None


def _pending(row: FromClause) -> ColumnElement[bool]:
    """In words that the index on pending rows has too, or SQLite would not use it."""
    return row.c.state.in_([literal_column(f"'{state}'") for state in PENDING])


def _is_due(row: FromClause) -> ColumnElement[bool]:
    return or_(
        and_(row.c.state == DeliveryState.NEW.value, row.c.not_before <= bindparam("now")),
        and_(row.c.state == DeliveryState.SENDING.value, row.c.lease_until <= bindparam("now")),
    )


def _first_due(row: FromClause) -> ColumnElement[bool]:
    """Due on the platform `on` with the `urgency`, and nothing that must be said before it in its
    thread is still on its way.

    So at most one row a thread is ever due, and a thread is read in the order it was written. A
    digest is no part of a conversation: it keeps back other digests only.
    """
    earlier = named(outbox, f"earlier_than_{row.name}")  # type: ignore[attr-defined]
    is_kept_back = exists().where(
        earlier.c.workspace_id == row.c.workspace_id,
        earlier.c.channel == row.c.channel,
        earlier.c.thread == row.c.thread,
        earlier.c.seq < row.c.seq,
        _pending(earlier),
        or_(earlier.c.kind != DIGEST, row.c.kind == DIGEST),
    )
    return and_(
        row.c.platform == bindparam("on"),
        row.c.priority == bindparam("urgency"),
        _pending(row),
        _is_due(row),
        ~is_kept_back,
    )


# Made once: making a statement takes longer than running it.


@cache
def _priority() -> Select[Any]:
    """The most urgent priority on the way between `above` and `below`, both left out."""
    return (
        select(outbox.c.priority)
        .where(
            outbox.c.platform == bindparam("on"),
            _pending(outbox),
            outbox.c.priority > bindparam("above"),
            outbox.c.priority < bindparam("below"),
        )
        .order_by(outbox.c.priority)
        .limit(1)
    )


@cache
def _lease() -> ReturningUpdate[Any]:
    """Takes those of the rows `chosen` that are still due, until `until`."""
    still = named(outbox, "still")
    due = (
        select(still.c.seq)
        .where(still.c.seq.in_(bindparam("chosen", expanding=True)), _is_due(still))
        .with_for_update(skip_locked=True)
    )
    return (
        update(outbox)
        .where(outbox.c.seq.in_(due))
        .values(
            state=DeliveryState.SENDING.value,
            attempts=outbox.c.attempts + 1,
            lease_until=bindparam("until"),
        )
        .returning(outbox)
    )


@cache
def _end() -> Update:
    """The delivery `of_key` is over."""
    return (
        update(outbox)
        .where(outbox.c.key == bindparam("of_key"))
        .values(
            state=bindparam("to_state"),
            reason=bindparam("for_reason"),
            external_id=func.coalesce(bindparam("as_external_id"), outbox.c.external_id),
            ended_at=bindparam("at"),
            lease_until=None,
            reply_address="",
        )
    )


@cache
def _blanked() -> Update:
    """What was waiting to be blanked until it was said."""
    keys = outbox.c.key.in_(bindparam("keys", expanding=True))
    return update(outbox).where(keys, outbox.c.is_to_be_blanked).values(blank())
