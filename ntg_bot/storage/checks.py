"""Reality checks by councils."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from ntg_bot.domain.checks import Ended, Holds, RealityCheck, Subject, WordsState
from ntg_bot.domain.errors import NotFound
from ntg_bot.storage.counters import count_up
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import reality_check

_TURN = "reality checks"
"""counter whose row whoever changes checks holds until the commit"""
_LATEST_FIRST = (reality_check.c.given_at.desc(), reality_check.c.id.desc())
_IS_CURRENT = reality_check.c.ended_at.is_(None)


class Checks:
    """services.ports.CheckRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def take_turn(self) -> None:
        await count_up(self._session, _TURN)

    async def add(self, check: RealityCheck) -> None:
        await self._session.execute(insert(reality_check).values(from_check(check)))

    async def save(self, check: RealityCheck) -> None:
        done = await self._session.execute(
            update(reality_check)
            .where(
                reality_check.c.workspace_id == check.workspace_id,
                reality_check.c.id == check.id,
            )
            .values(from_check(check))
        )
        if not done.rowcount:
            raise NotFound(key="refused.check_gone")

    async def get(self, workspace_id: str, id: str) -> RealityCheck | None:
        row = await self._session.first_to_change(
            select(reality_check).where(
                reality_check.c.workspace_id == workspace_id, reality_check.c.id == id
            )
        )
        return to_check(row) if row else None

    async def current_of(
        self, subject: Subject, subject_id: str, authority: str
    ) -> RealityCheck | None:
        row = await self._session.first(
            select(reality_check).where(
                _IS_CURRENT,
                reality_check.c.subject == subject.value,
                reality_check.c.subject_id == subject_id,
                reality_check.c.authority == authority,
            )
        )
        return to_check(row) if row else None

    async def current(self, subject: Subject, ids: Collection[str]) -> Sequence[RealityCheck]:
        if not ids:
            return []
        rows = await self._session.all(
            select(reality_check)
            .where(
                _IS_CURRENT,
                reality_check.c.subject == subject.value,
                reality_check.c.subject_id.in_(sorted(ids)),
            )
            .order_by(*_LATEST_FIRST)
        )
        return [to_check(row) for row in rows]

    async def of_council(self, authority: str) -> Sequence[RealityCheck]:
        rows = await self._session.all(
            select(reality_check)
            .where(_IS_CURRENT, reality_check.c.authority == authority)
            .order_by(*_LATEST_FIRST)
        )
        return [to_check(row) for row in rows]

    async def all(self, *, with_history: bool = False) -> Sequence[RealityCheck]:
        wanted = select(reality_check).order_by(reality_check.c.given_at, reality_check.c.id)
        rows = await self._session.all(wanted if with_history else wanted.where(_IS_CURRENT))
        return [to_check(row) for row in rows]


def to_check(row: Row[Any]) -> RealityCheck:
    return RealityCheck(
        id=row.id,
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        subject=Subject(row.subject),
        subject_id=row.subject_id,
        authority=row.authority,
        holds=Holds(row.holds),
        adapted=row.adapted,
        for_whom=row.for_whom,
        measured=row.measured,
        wants_contact=row.wants_contact,
        words=WordsState(row.words),
        given_at=row.given_at,
        ended_at=row.ended_at,
        ended_as=Ended(row.ended_as) if row.ended_as else None,
    )


def from_check(check: RealityCheck) -> dict[str, object]:
    return {
        "id": check.id,
        "workspace_id": check.workspace_id,
        "member_id": check.member_id,
        "subject": check.subject.value,
        "subject_id": check.subject_id,
        "authority": check.authority,
        "holds": check.holds.value,
        "adapted": check.adapted,
        "for_whom": check.for_whom,
        "measured": check.measured,
        "wants_contact": check.wants_contact,
        "words": check.words.value,
        "given_at": check.given_at,
        "ended_at": check.ended_at,
        "ended_as": check.ended_as.value if check.ended_as else "",
    }
