"""Meetings, boards and the register, with who comes, who sits and who signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, delete, select, update

from ntg_bot.domain import encoding
from ntg_bot.domain.errors import StorageError, WrongState
from ntg_bot.domain.meetings import Joining, Seat, Signature
from ntg_bot.services.ports import Ids, ProgrammeRecord, RecordKind
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import joining, programme_record, seat, signature


class Programme:
    """services.ports.ProgrammeRepository"""

    def __init__(self, session: Session, ids: Ids) -> None:
        self._session = session
        self._ids = ids

    async def add(self, record: ProgrammeRecord) -> bool:
        row = await self._session.first(
            self._session.insert_new(programme_record, "kind", "id")
            .values(_from_record(record))
            .returning(programme_record.c.id)
        )
        return row is not None

    async def save(self, record: ProgrammeRecord) -> None:
        done = await self._session.execute(
            update(programme_record)
            .where(
                programme_record.c.kind == type(record).__name__,
                programme_record.c.id == record.id,
                programme_record.c.version == record.version - 1,
            )
            .values(_from_record(record))
        )
        if not done.rowcount:
            raise WrongState(key="refused.record_moved")

    async def remove(self, kind: type[ProgrammeRecord], id: str) -> None:
        await self._session.execute(
            delete(programme_record).where(
                programme_record.c.kind == kind.__name__, programme_record.c.id == id
            )
        )

    async def get(self, kind: type[RecordKind], id: str) -> RecordKind | None:
        row = await self._session.first_to_change(
            select(programme_record).where(
                programme_record.c.kind == kind.__name__, programme_record.c.id == id
            )
        )
        return _to_record(kind, row) if row else None

    async def all(self, kind: type[RecordKind]) -> Sequence[RecordKind]:
        rows = await self._session.all(
            select(programme_record)
            .where(programme_record.c.kind == kind.__name__)
            .order_by(programme_record.c.id)
        )
        return [_to_record(kind, row) for row in rows]

    async def join(self, found: Joining) -> bool:
        row = await self._session.first(
            self._session.insert_new(joining, "workspace_id", "meeting_id", "member_id")
            .values(
                workspace_id=found.workspace_id,
                meeting_id=found.meeting_id,
                member_id=found.member_id,
                authority=found.authority,
                at=found.at,
            )
            .returning(joining.c.member_id)
        )
        return row is not None

    async def unjoin(self, workspace_id: str, member_id: str, meeting_id: str) -> bool:
        done = await self._session.execute(
            delete(joining).where(
                joining.c.workspace_id == workspace_id,
                joining.c.member_id == member_id,
                joining.c.meeting_id == meeting_id,
            )
        )
        return bool(done.rowcount)

    async def joinings(self, meeting_id: str) -> Sequence[Joining]:
        rows = await self._session.all(
            select(joining)
            .where(joining.c.meeting_id == meeting_id)
            .order_by(joining.c.at, joining.c.member_id)
        )
        return [
            Joining(row.meeting_id, row.workspace_id, row.member_id, row.authority, row.at)
            for row in rows
        ]

    async def put_seat(self, found: Seat) -> None:
        await self._session.execute(
            self._session.upsert(seat, ("since", "until")).values(
                workspace_id=found.workspace_id,
                board_id=found.board_id,
                member_id=found.member_id,
                since=found.since.isoformat(),
                until=found.until.isoformat() if found.until else "",
            )
        )

    async def seats(self, board_id: str) -> Sequence[Seat]:
        rows = await self._session.all(
            select(seat).where(seat.c.board_id == board_id).order_by(seat.c.since, seat.c.member_id)
        )
        return [_to_seat(row) for row in rows]

    async def sign(self, found: Signature) -> bool:
        keys = ("workspace_id", "board_id", "subject", "member_id")
        row = await self._session.first(
            self._session.insert_new(signature, *keys)
            .values(
                workspace_id=found.workspace_id,
                id=self._ids.new(),
                board_id=found.board_id,
                subject=found.subject,
                member_id=found.member_id,
                name=found.name,
                at=found.at,
            )
            .returning(signature.c.id)
        )
        return row is not None

    async def signatures(self, subject: str) -> Sequence[Signature]:
        rows = await self._session.all(
            select(signature)
            .where(signature.c.subject == subject)
            .order_by(signature.c.at, signature.c.id)
        )
        return [
            Signature(
                row.board_id, row.subject, row.workspace_id, row.member_id or "", row.name, row.at
            )
            for row in rows
        ]


def _from_record(record: ProgrammeRecord) -> dict[str, object]:
    return {
        "kind": type(record).__name__,
        "id": record.id,
        "version": record.version,
        "payload": encoding.dumps(record),
    }


def _to_record(kind: type[RecordKind], row: Row[Any]) -> RecordKind:
    try:
        return encoding.loads(kind, row.payload)
    except encoding.CannotDecode as error:
        raise StorageError(f"A stored value cannot be read: {error}") from error


def _to_seat(row: Row[Any]) -> Seat:
    until = date.fromisoformat(row.until) if row.until else None
    return Seat(row.board_id, row.workspace_id, row.member_id, date.fromisoformat(row.since), until)
