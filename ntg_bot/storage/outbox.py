"""The outbox: what is to be said, in order within each thread, claimed by the courier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, or_, select, update

from ntg_bot.services.ports import Clock, Delivery, DeliveryState
from ntg_bot.storage import mapping
from ntg_bot.storage.sessions import Session, Sessions
from ntg_bot.storage.tables import PENDING, outbox
from ntg_bot.storage.traces import Forgotten
from ntg_bot.storage.waking import Bell

REASON_LENGTH = 500
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


class SqlOutbox:
    """services.ports.Outbox"""

    def __init__(self, sessions: Sessions, clock: Clock, bell: Bell) -> None:
        self._sessions = sessions
        self._clock = clock
        self._bell = bell

    async def claim(self, platform: str, limit: int, lease_seconds: float) -> Sequence[Delivery]:
        now = self._clock.now()
        due = self._due(platform, now, limit)
        async with self._sessions.reading() as session:
            # an idle courier's look must not take the write lock
            if await session.first(due) is None:
                return []
        async with self._sessions.writing() as session:
            rows = await session.all(
                update(outbox)
                .where(outbox.c.seq.in_(due.with_for_update(skip_locked=True)))
                .values(
                    state=DeliveryState.SENDING.value,
                    attempts=outbox.c.attempts + 1,
                    lease_until=now + timedelta(seconds=lease_seconds),
                )
                .returning(outbox)
            )
            await session.commit()
        ordered = sorted(rows, key=lambda row: (int(row.priority), int(row.seq)))
        return [mapping.to_delivery(row) for row in ordered]

    async def sent(self, key: str, external_id: str) -> None:
        await self._end(key, DeliveryState.SENT, external_id=external_id, reason="")

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

    async def _end(self, key: str, state: DeliveryState, **values: object) -> None:
        ended = {
            "state": state.value,
            "ended_at": self._clock.now(),
            "lease_until": None,
            "reply_address": "",
            **values,
        }
        async with self._sessions.writing() as session:
            row = await session.first(
                update(outbox)
                .where(outbox.c.key == key)
                .values(ended)
                .returning(outbox.c.is_to_be_blanked)
            )
            if row is not None and row.is_to_be_blanked:
                await session.execute(update(outbox).where(outbox.c.key == key).values(blank()))
            await session.ring(self._bell)  # the next row of the thread becomes due
            await session.commit()

    @staticmethod
    def _due(platform: str, now: datetime, limit: int) -> Any:
        row, earlier = outbox.alias("due"), outbox.alias("earlier")
        is_due = or_(
            and_(row.c.state == DeliveryState.NEW.value, row.c.not_before <= now),
            and_(row.c.state == DeliveryState.SENDING.value, row.c.lease_until <= now),
        )
        # an earlier row of the thread still on its way keeps this one back, so at most one a
        # thread is ever due and a thread is always read in the order it was written
        is_kept_back = exists().where(
            earlier.c.workspace_id == row.c.workspace_id,
            earlier.c.channel == row.c.channel,
            earlier.c.thread == row.c.thread,
            earlier.c.seq < row.c.seq,
            earlier.c.state.in_(PENDING),
        )
        return (
            select(row.c.seq)
            .where(row.c.platform == platform, row.c.state.in_(PENDING), is_due, ~is_kept_back)
            .order_by(row.c.priority, row.c.seq)
            .limit(limit)
        )


class OutboxInWork:
    """services.ports.OutboxRepository"""

    def __init__(self, session: Session, bell: Bell, forgotten: Forgotten) -> None:
        self._session = session
        self._bell = bell
        self._forgotten = forgotten

    async def add(self, delivery: Delivery, at: datetime) -> None:
        await self._session.execute(
            self._session.insert_new(outbox, "key").values(
                key=delivery.key,
                platform=delivery.platform,
                workspace_id=delivery.workspace_id,
                channel=delivery.channel,
                thread=delivery.thread,
                only_for=delivery.only_for,
                replaces=delivery.replaces,
                reply_address=delivery.reply_address,
                kind=delivery.kind,
                priority=delivery.priority,
                facts=delivery.facts,
                state=delivery.state.value,
                attempts=delivery.attempts,
                external_id=delivery.external_id,
                created_at=at,
                not_before=at,
                is_to_be_blanked=self._forgotten.is_in(delivery),
            )
        )
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
