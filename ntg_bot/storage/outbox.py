"""The outbox: what is to be said, in order within each thread, claimed by the courier in turn."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Text,
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

from ntg_bot.domain.errors import StorageError
from ntg_bot.services.ports import Clock, Delivery, DeliveryState
from ntg_bot.storage import mapping
from ntg_bot.storage.rotation import NOW, Rotation, named
from ntg_bot.storage.sessions import Session, Sessions
from ntg_bot.storage.tables import PENDING, outbox
from ntg_bot.storage.traces import Forgotten
from ntg_bot.storage.waking import Bell

GROUP = 100
REASON_LENGTH = 500
DIGEST = "digest"
"""the kind of delivery that stands outside its channel's conversation"""
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
        self._rotations: dict[tuple[str, int], Rotation] = {}
        """by platform and priority"""
        self._ending: deque[tuple[_End, asyncio.Future[None]]] = deque()
        self._writer: asyncio.Task[None] | None = None

    async def claim(
        self,
        platform: str,
        limit: int,
        lease_seconds: float,
        *,
        below: int | None = None,
        patient: int = 0,
    ) -> Sequence[Delivery]:
        found: list[Delivery] = []
        while len(found) < limit:
            now = self._clock.now()
            room = limit - len(found)
            others = room
            if below is not None:
                others = patient - sum(each.priority >= below for each in found)
            async with self._sessions.reading() as session:
                # an idle courier's look must not take the write lock
                chosen = await self._chosen(session, platform, now, room, below, others)
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
        async with self._sessions.writing() as session:
            until = now + timedelta(seconds=lease_seconds)
            rows = await session.all(_LEASE, {"now": now, "chosen": chosen, "until": until})
            await session.commit()
        return rows

    async def _chosen(
        self,
        session: Session,
        platform: str,
        now: datetime,
        limit: int,
        below: int | None,
        others: int,
    ) -> list[int]:
        """The most urgent rows, those of one urgency in turn by workspace; at most `others` of them
        not below the priority `below`.
        """
        chosen: list[int] = []
        for row in await session.all(_PRIORITIES, {"platform": platform}):
            is_urgent = below is not None and row.priority < below
            room = limit - len(chosen) if is_urgent else min(limit - len(chosen), others)
            if room <= 0:
                break
            rotation = self._rotations.setdefault(
                (platform, row.priority), Rotation(outbox, "workspace_id", _first_due)
            )
            given = {"platform": platform, "priority": row.priority, "now": now}
            taken = await rotation.take(session, given, room)
            chosen += taken
            others -= 0 if is_urgent else len(taken)
        return chosen

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
        at = self._clock.now()
        rows = [
            {
                "of_key": end.key,
                "to_state": end.state.value,
                "for_reason": end.reason,
                "as_external_id": end.external_id,
                "at": at,
            }
            for end in ends
        ]
        async with self._sessions.writing() as session:
            await session.execute(_END, rows)
            await session.execute(_BLANK, {"keys": [end.key for end in ends]})
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
        row = await self._session.first(_BY_KEY, {"of_key": key})
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
        and_(row.c.state == DeliveryState.NEW.value, row.c.not_before <= NOW),
        and_(row.c.state == DeliveryState.SENDING.value, row.c.lease_until <= NOW),
    )


def _first_due(row: FromClause) -> ColumnElement[bool]:
    """Due, and nothing that must be said before it in its thread is still on its way.

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
        row.c.platform == _PLATFORM,
        row.c.priority == _PRIORITY,
        _pending(row),
        _is_due(row),
        ~is_kept_back,
    )


def _priorities() -> Any:
    """The priorities on the way on a platform, most urgent first: the index is entered once for
    each, and not read through.
    """

    def least(row: FromClause, *conditions: ColumnElement[bool]) -> Any:
        return (
            select(func.min(row.c.priority))
            .where(row.c.platform == _PLATFORM, _pending(row), *conditions)
            .correlate_except(row)
            .scalar_subquery()
        )

    walk = select(least(named(outbox, "first_row")).label("priority")).cte("walk", recursive=True)
    after = named(outbox, "next_row")
    following = least(after, after.c.priority > walk.c.priority)
    walk = walk.union_all(select(following).where(walk.c.priority.is_not(None)))
    return select(walk.c.priority).where(walk.c.priority.is_not(None)).order_by(walk.c.priority)


_PLATFORM, _PRIORITY = bindparam("platform", type_=Text), bindparam("priority", type_=Integer)
_PRIORITIES = _priorities()
_still = named(outbox, "still")
_LEASE = (
    update(outbox)
    .where(
        outbox.c.seq.in_(
            select(_still.c.seq)
            .where(_still.c.seq.in_(bindparam("chosen", expanding=True)), _is_due(_still))
            .with_for_update(skip_locked=True)
        )
    )
    .values(
        state=DeliveryState.SENDING.value,
        attempts=outbox.c.attempts + 1,
        lease_until=bindparam("until"),
    )
    .returning(outbox)
)
_END = (
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
_BLANK = (
    update(outbox)
    .where(outbox.c.key.in_(bindparam("keys", expanding=True)), outbox.c.is_to_be_blanked)
    .values(blank())
)
_BY_KEY = select(outbox).where(outbox.c.key == bindparam("of_key"))
