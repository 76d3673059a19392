"""Claims on submissions, and slots of the clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select

from ntg_bot.domain.reviewing import Claim
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import claim, slot


class Claims:
    """services.ports.ClaimRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, claim_: Claim) -> None:
        await self._session.execute(
            self._session.upsert(claim, ["member_id", "taken_at", "lapses_at"]).values(
                workspace_id=claim_.workspace_id,
                submission_id=claim_.submission_id,
                member_id=claim_.member_id,
                taken_at=claim_.taken_at,
                lapses_at=claim_.lapses_at,
            )
        )

    async def get(self, workspace_id: str, submission_id: str) -> Claim | None:
        row = await self._session.first_to_change(
            select(claim).where(
                claim.c.workspace_id == workspace_id, claim.c.submission_id == submission_id
            )
        )
        return to_claim(row) if row else None

    async def of_workspace(self, workspace_id: str) -> Sequence[Claim]:
        rows = await self._session.all(
            select(claim).where(claim.c.workspace_id == workspace_id).order_by(claim.c.taken_at)
        )
        return [to_claim(row) for row in rows]

    async def remove(self, workspace_id: str, submission_id: str) -> None:
        await self._session.execute(
            delete(claim).where(
                claim.c.workspace_id == workspace_id, claim.c.submission_id == submission_id
            )
        )

    async def drop_lapsed(self, now: datetime) -> None:
        await self._session.execute(delete(claim).where(claim.c.lapses_at <= now))


class Slots:
    """services.ports.SlotRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def take(self, job: str, slot_: str, at: datetime) -> bool:
        row = await self._session.first(
            self._session.insert_new(slot, "job", "slot")
            .values(job=job, slot=slot_, taken_at=at)
            .returning(slot.c.job)
        )
        return row is not None

    async def is_taken(self, job: str, slot_: str) -> bool:
        taken = select(slot.c.job).where(slot.c.job == job, slot.c.slot == slot_)
        return await self._session.first(taken) is not None

    async def drop_before(self, at: datetime) -> None:
        await self._session.execute(delete(slot).where(slot.c.taken_at < at))


def to_claim(row: Row[Any]) -> Claim:
    return Claim(row.workspace_id, row.submission_id, row.member_id, row.taken_at, row.lapses_at)
