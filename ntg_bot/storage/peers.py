"""Statistical neighbours; offers and asks of help; introductions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, delete, insert, or_, select, update

from ntg_bot.domain.errors import NotFound, WrongState
from ntg_bot.domain.peers import (
    UNDER_WAY,
    Help,
    HelpKind,
    HelpState,
    Introduction,
    Meeting,
    Neighbour,
    NeighbourSet,
)
from ntg_bot.storage.counters import count_up
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import introduction, neighbour, neighbour_set, peer_help

_TURN = "introductions"
"""counter whose row whoever matches or answers holds until the commit"""
_ONLY = 1
"""id of the one set of neighbours"""


class Neighbours:
    """services.ports.NeighbourRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def replace(self, found: NeighbourSet, neighbours: Sequence[Neighbour]) -> None:
        await self._session.execute(delete(neighbour))
        await self._session.execute(delete(neighbour_set))
        await self._session.execute(
            insert(neighbour_set).values(
                id=_ONLY, dated=found.dated, file=found.file, imported_at=found.imported_at
            )
        )
        rows = [
            {
                "authority": each.authority,
                "rank": each.rank,
                "neighbour": each.neighbour,
                "closeness": each.closeness,
            }
            for each in neighbours
        ]
        if rows:
            await self._session.execute(insert(neighbour), rows)

    async def imported(self) -> NeighbourSet | None:
        row = await self._session.first(select(neighbour_set))
        return NeighbourSet(row.dated, row.file, row.imported_at) if row else None

    async def of(self, authority: str) -> Sequence[Neighbour]:
        rows = await self._session.all(
            select(neighbour).where(neighbour.c.authority == authority).order_by(neighbour.c.rank)
        )
        return [to_neighbour(row) for row in rows]

    async def all(self) -> Sequence[Neighbour]:
        rows = await self._session.all(
            select(neighbour).order_by(neighbour.c.authority, neighbour.c.rank)
        )
        return [to_neighbour(row) for row in rows]


class Helps:
    """services.ports.HelpRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def take_turn(self) -> None:
        await count_up(self._session, _TURN)

    async def add(self, help: Help) -> None:
        await self._session.execute(insert(peer_help).values(from_help(help)))

    async def save(self, help: Help) -> None:
        done = await self._session.execute(
            update(peer_help)
            .where(peer_help.c.workspace_id == help.workspace_id, peer_help.c.id == help.id)
            .values(from_help(help))
        )
        if not done.rowcount:
            raise NotFound(key="refused.help_gone")

    async def get(self, workspace_id: str, id: str) -> Help | None:
        row = await self._session.first_to_change(
            select(peer_help).where(peer_help.c.workspace_id == workspace_id, peer_help.c.id == id)
        )
        return to_help(row) if row else None

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Help]:
        rows = await self._session.all(
            select(peer_help)
            .where(peer_help.c.workspace_id == workspace_id, peer_help.c.member_id == member_id)
            .order_by(peer_help.c.made_at, peer_help.c.id)
        )
        return [to_help(row) for row in rows]

    async def open(self, kind: HelpKind, practice_id: str = "") -> Sequence[Help]:
        wanted = select(peer_help).where(
            peer_help.c.state == HelpState.OPEN.value, peer_help.c.kind == kind.value
        )
        if practice_id:
            wanted = wanted.where(peer_help.c.practice_id == practice_id)
        rows = await self._session.all(wanted.order_by(peer_help.c.made_at, peer_help.c.id))
        return [to_help(row) for row in rows]

    async def all(self) -> Sequence[Help]:
        rows = await self._session.all(
            select(peer_help).order_by(peer_help.c.made_at, peer_help.c.id)
        )
        return [to_help(row) for row in rows]

    async def add_introduction(self, introduction_: Introduction) -> None:
        await self._session.execute(insert(introduction).values(from_introduction(introduction_)))

    async def save_introduction(self, introduction_: Introduction) -> None:
        done = await self._session.execute(
            update(introduction)
            .where(
                introduction.c.id == introduction_.id,
                introduction.c.version == introduction_.version - 1,
            )
            .values(from_introduction(introduction_))
        )
        if done.rowcount:
            return
        now = await self.introduction(introduction_.id)
        if now is None:
            raise NotFound(key="refused.introduction_gone")
        raise WrongState(key="refused.introduction_stands", state=now.state.value)

    async def introduction(self, id: str) -> Introduction | None:
        row = await self._session.first_to_change(
            select(introduction).where(introduction.c.id == id)
        )
        return to_introduction(row) if row else None

    async def introductions_of(self, help_id: str) -> Sequence[Introduction]:
        rows = await self._session.all(
            select(introduction)
            .where(or_(introduction.c.offer_id == help_id, introduction.c.ask_id == help_id))
            .order_by(introduction.c.made_at, introduction.c.id)
        )
        return [to_introduction(row) for row in rows]

    async def under_way(self) -> Sequence[tuple[Help, Introduction]]:
        live = [state.value for state in UNDER_WAY]
        rows = await self._session.all(select(introduction).where(introduction.c.state.in_(live)))
        made = [to_introduction(row) for row in rows]
        wanted = {id for each in made for id in (each.offer_id, each.ask_id)}
        found = await self._session.all(select(peer_help).where(peer_help.c.id.in_(sorted(wanted))))
        helps = {row.id: to_help(row) for row in found}
        return [
            (helps[id], each) for each in made for id in (each.offer_id, each.ask_id) if id in helps
        ]

    async def introductions(self) -> Sequence[Introduction]:
        rows = await self._session.all(
            select(introduction).order_by(introduction.c.made_at, introduction.c.id)
        )
        return [to_introduction(row) for row in rows]


def to_neighbour(row: Row[Any]) -> Neighbour:
    return Neighbour(row.authority, row.rank, row.neighbour, row.closeness)


def to_help(row: Row[Any]) -> Help:
    return Help(
        id=row.id,
        workspace_id=row.workspace_id,
        member_id=row.member_id,
        authority=row.authority,
        kind=HelpKind(row.kind),
        practice_id=row.practice_id,
        at_most=row.at_most,
        state=HelpState(row.state),
        made_at=row.made_at,
    )


def from_help(value: Help) -> dict[str, object]:
    return {
        "id": value.id,
        "workspace_id": value.workspace_id,
        "member_id": value.member_id,
        "authority": value.authority,
        "kind": value.kind.value,
        "practice_id": value.practice_id,
        "at_most": value.at_most,
        "state": value.state.value,
        "made_at": value.made_at,
    }


def to_introduction(row: Row[Any]) -> Introduction:
    values = {each.name: row._mapping[each.name] for each in fields(Introduction)}
    return Introduction(**values | {"state": Meeting(row.state)})


def from_introduction(value: Introduction) -> dict[str, object]:
    values = {each.name: getattr(value, each.name) for each in fields(Introduction)}
    return values | {"state": value.state.value}
