"""Stewards of practices, concerns about them, and the web addresses they name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, select, update

from ntg_bot.domain.upkeep import Concern, Link, LinkState, Part, Reason, Steward
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import concern, link, steward


class Stewards:
    """services.ports.StewardRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, steward_: Steward) -> None:
        await self._session.execute(
            self._session.upsert(steward, ["workspace_id", "member_id", "since"]).values(
                workspace_id=steward_.workspace_id,
                member_id=steward_.member_id,
                practice_id=steward_.practice_id,
                part=steward_.part.value,
                since=steward_.since,
            )
        )

    async def of_practice(self, practice_id: str) -> Sequence[Steward]:
        rows = await self._session.all(select(steward).where(steward.c.practice_id == practice_id))
        found = [_steward(row) for row in rows]
        return sorted(found, key=lambda each: each.part is not Part.OWNER)

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Steward]:
        rows = await self._session.all(
            select(steward)
            .where(steward.c.workspace_id == workspace_id, steward.c.member_id == member_id)
            .order_by(steward.c.practice_id, steward.c.part)
        )
        return [_steward(row) for row in rows]

    async def all(self) -> Sequence[Steward]:
        rows = await self._session.all(
            select(steward).order_by(steward.c.practice_id, steward.c.part)
        )
        return [_steward(row) for row in rows]

    async def remove(self, practice_id: str, part: Part) -> None:
        await self._session.execute(
            delete(steward).where(
                steward.c.practice_id == practice_id, steward.c.part == part.value
            )
        )


class Concerns:
    """services.ports.ConcernRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, concern_: Concern) -> None:
        await self._session.execute(
            self._session.upsert(concern, ["people", "opened_at", "closed_at"]).values(
                workspace_id=concern_.workspace_id,
                practice_id=concern_.practice_id,
                reason=concern_.reason.value,
                people=concern_.people,
                opened_at=concern_.opened_at,
                closed_at=None,
            )
        )

    async def open(self, workspace_id: str) -> Sequence[Concern]:
        rows = await self._session.all(
            select(concern)
            .where(concern.c.workspace_id == workspace_id, concern.c.closed_at.is_(None))
            .order_by(concern.c.opened_at, concern.c.practice_id, concern.c.reason)
        )
        return [
            Concern(
                row.workspace_id, row.practice_id, Reason(row.reason), row.people, row.opened_at
            )
            for row in rows
        ]

    async def close(self, workspace_id: str, practice_id: str, at: datetime) -> bool:
        done = await self._session.execute(
            update(concern)
            .where(
                concern.c.workspace_id == workspace_id,
                concern.c.practice_id == practice_id,
                concern.c.closed_at.is_(None),
            )
            .values(closed_at=at)
        )
        return bool(done.rowcount)


class Links:
    """services.ports.LinkRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, link_: Link) -> None:
        await self._session.execute(
            self._session.upsert(link, ["state", "checked_at", "failing_since"]).values(
                url=link_.url,
                state=link_.state.value,
                checked_at=link_.checked_at,
                failing_since=link_.failing_since,
            )
        )

    async def all(self) -> Sequence[Link]:
        rows = await self._session.all(select(link).order_by(link.c.url))
        return [
            Link(row.url, LinkState(row.state), row.checked_at, row.failing_since) for row in rows
        ]


def _steward(row: Row[Any]) -> Steward:
    return Steward(row.workspace_id, row.member_id, row.practice_id, Part(row.part), row.since)
