"""Contributions, follows and pairs of practices that are alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update

from ntg_bot.domain.curating import Contribution, Follow, Pair, PairKind
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import contribution, follow, pair


class Contributions:
    """services.ports.ContributionRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, contribution_: Contribution) -> None:
        await self._session.execute(
            self._session.insert_new(
                contribution, "workspace_id", "practice_id", "submission_id"
            ).values(
                workspace_id=contribution_.workspace_id,
                practice_id=contribution_.practice_id,
                submission_id=contribution_.submission_id,
                member_id=contribution_.member_id,
                at=contribution_.at,
            )
        )

    async def of_practice(self, practice_id: str) -> Sequence[Contribution]:
        rows = await self._session.all(
            select(contribution)
            .where(contribution.c.practice_id == practice_id)
            .order_by(contribution.c.at, contribution.c.submission_id)
        )
        return [
            Contribution(
                row.workspace_id, row.practice_id, row.submission_id, row.member_id, row.at
            )
            for row in rows
        ]

    async def move(self, practice_id: str, to: str) -> None:
        # A submission is a part of one practice, so none is there twice.
        await self._session.execute(
            update(contribution)
            .where(contribution.c.practice_id == practice_id)
            .values(practice_id=to)
        )


class Follows:
    """services.ports.FollowRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, follow_: Follow) -> bool:
        row = await self._session.first(
            self._session.insert_new(follow, "workspace_id", "member_id", "practice_id")
            .values(
                workspace_id=follow_.workspace_id,
                member_id=follow_.member_id,
                practice_id=follow_.practice_id,
                since=follow_.since,
            )
            .returning(follow.c.practice_id)
        )
        return row is not None

    async def remove(self, workspace_id: str, member_id: str, practice_id: str) -> bool:
        done = await self._session.execute(
            delete(follow).where(
                follow.c.workspace_id == workspace_id,
                follow.c.member_id == member_id,
                follow.c.practice_id == practice_id,
            )
        )
        return bool(done.rowcount)

    async def of_practice(self, practice_id: str) -> Sequence[Follow]:
        rows = await self._session.all(
            select(follow)
            .where(follow.c.practice_id == practice_id)
            .order_by(follow.c.since, follow.c.member_id)
        )
        return [Follow(row.workspace_id, row.member_id, row.practice_id, row.since) for row in rows]

    async def move(self, practice_id: str, to: str) -> None:
        for each in await self.of_practice(practice_id):
            await self.put(Follow(each.workspace_id, each.member_id, to, each.since))
        await self._session.execute(delete(follow).where(follow.c.practice_id == practice_id))


class Pairs:
    """services.ports.PairRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, pair_: Pair) -> bool:
        row = await self._session.first(
            self._session.insert_new(pair, "first", "second")
            .values(
                first=pair_.first,
                second=pair_.second,
                kind=pair_.kind.value,
                found_at=pair_.found_at,
                settled_at=pair_.settled_at,
            )
            .returning(pair.c.first)
        )
        return row is not None

    async def open(self) -> Sequence[Pair]:
        rows = await self._session.all(
            select(pair)
            .where(pair.c.settled_at.is_(None))
            .order_by(pair.c.found_at, pair.c.first, pair.c.second)
        )
        return [
            Pair(row.first, row.second, PairKind(row.kind), row.found_at, row.settled_at)
            for row in rows
        ]

    async def settle(self, first: str, second: str, at: datetime) -> bool:
        done = await self._session.execute(
            update(pair)
            .where(pair.c.first == first, pair.c.second == second, pair.c.settled_at.is_(None))
            .values(settled_at=at)
        )
        return bool(done.rowcount)

    async def settle_all_of(self, practice_id: str, at: datetime) -> None:
        await self._session.execute(
            update(pair)
            .where(
                or_(pair.c.first == practice_id, pair.c.second == practice_id),
                pair.c.settled_at.is_(None),
            )
            .values(settled_at=at)
        )
