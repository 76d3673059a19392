"""What a person has to decide: messages and deliveries set aside, deliveries nobody can vouch for.

Nothing here shows what was written: only where it was going, how often it was tried, and why it
stopped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from ntg_bot.domain.errors import NotFound
from ntg_bot.services.ports import Clock, DeliveryState
from ntg_bot.storage.inbox import SqlInbox
from ntg_bot.storage.sessions import Sessions
from ntg_bot.storage.tables import outbox, workspace
from ntg_bot.storage.waking import Bell

MOST = 200
_MESSAGE, _DELIVERY = "m", "d"


@dataclass(frozen=True, slots=True)
class Stuck:
    """`id` is `m` and a number for a message taken in, `d` and a number for a delivery."""

    id: str
    platform: str
    workspace: str
    kind: str
    channel: str
    """empty for messages"""
    tries: int
    reason: str
    since: datetime


class SqlStuck:
    """Lists them, and does what the person decides."""

    def __init__(self, sessions: Sessions, clock: Clock, inbox: SqlInbox, bell: Bell) -> None:
        self._sessions = sessions
        self._clock = clock
        self._inbox = inbox
        self._bell = bell

    async def dead(self) -> Sequence[Stuck]:
        """Messages and deliveries that were given up, oldest first, at most MOST of each."""
        messages = [
            Stuck(
                id=f"{_MESSAGE}{row.id}",
                platform=row.platform,
                workspace=row.workspace,
                kind=row.kind,
                channel="",
                tries=row.attempts,
                reason=row.reason,
                since=row.received_at,
            )
            for row in await self._inbox.dead(MOST)
        ]
        deliveries = await self._in_state(DeliveryState.DEAD)
        return sorted([*messages, *deliveries], key=lambda stuck: stuck.since)

    async def uncertain(self) -> Sequence[Stuck]:
        """Deliveries that may have been said or not, oldest first, at most MOST."""
        return await self._in_state(DeliveryState.UNCERTAIN)

    async def retry(self, id: str) -> None:
        """Tries it again from the start. Raises NotFound where nothing set aside has that id."""
        if id.startswith(_MESSAGE):
            if not await self._inbox.retry_dead(str(_number(id, _MESSAGE))):
                raise _unknown(id)
            return
        await self._again(id, DeliveryState.DEAD)

    async def drop(self, id: str) -> None:
        """Throws it away for good. Raises NotFound where nothing set aside has that id."""
        if id.startswith(_MESSAGE):
            if not await self._inbox.drop_dead(str(_number(id, _MESSAGE))):
                raise _unknown(id)
            return
        async with self._sessions.writing() as session:
            done = await session.execute(
                delete(outbox).where(
                    outbox.c.seq == _number(id), outbox.c.state == DeliveryState.DEAD.value
                )
            )
            if done.rowcount == 0:
                raise _unknown(id)
            await session.commit()

    async def resolve(self, id: str, *, was_said: bool) -> None:
        """A person looked: it was said, or it was not and is sent again. Raises NotFound where no
        uncertain delivery has that id.
        """
        if not was_said:
            await self._again(id, DeliveryState.UNCERTAIN)
            return
        async with self._sessions.writing() as session:
            done = await session.execute(
                update(outbox)
                .where(outbox.c.seq == _number(id), outbox.c.state == DeliveryState.UNCERTAIN.value)
                .values(state=DeliveryState.SENT.value, reason="")
            )
            if done.rowcount == 0:
                raise _unknown(id)
            await session.commit()

    async def _again(self, id: str, state: DeliveryState) -> None:
        now = self._clock.now()
        async with self._sessions.writing() as session:
            done = await session.execute(
                update(outbox)
                .where(outbox.c.seq == _number(id), outbox.c.state == state.value)
                .values(
                    state=DeliveryState.NEW.value,
                    attempts=0,
                    not_before=now,
                    ended_at=None,
                    lease_until=None,
                    reason="",
                )
            )
            if done.rowcount == 0:
                raise _unknown(id)
            await session.ring(self._bell)
            await session.commit()

    async def _in_state(self, state: DeliveryState) -> list[Stuck]:
        async with self._sessions.reading() as session:
            rows = await session.all(
                select(outbox, workspace.c.external_id.label("workspace_name"))
                .join(workspace, workspace.c.id == outbox.c.workspace_id)
                .where(outbox.c.state == state.value)
                .order_by(outbox.c.seq)
                .limit(MOST)
            )
        return [
            Stuck(
                id=f"{_DELIVERY}{row.seq}",
                platform=row.platform,
                workspace=row.workspace_name,
                kind=row.kind,
                channel=row.channel,
                tries=row.attempts,
                reason=row.reason,
                since=row.created_at,
            )
            for row in rows
        ]


def _number(id: str, kind: str = _DELIVERY) -> int:
    if re.fullmatch(rf"{kind}[0-9]{{1,18}}", id) is None:
        raise _unknown(id)
    return int(id[1:])


def _unknown(id: str) -> NotFound:
    return NotFound(key="refused.nothing_stuck", id=id)
