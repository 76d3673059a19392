"""Calls for evidence, what was sent to them, and what the readers found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Row, delete, insert, select, update

from ntg_bot.domain import encoding
from ntg_bot.domain.calls import Call, CallReader, Evidence, EvidenceState, Mark, Reading
from ntg_bot.domain.errors import StorageError, WrongState
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import (
    call,
    call_evidence,
    call_notice,
    call_reader,
    call_reading,
    call_report,
)

_T = TypeVar("_T")
_CHUNK = 500


class Calls:
    """services.ports.CallRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, call_: Call) -> bool:
        row = await self._session.first(
            self._session.insert_new(call, "id").values(_from_call(call_)).returning(call.c.id)
        )
        return row is not None

    async def save(self, call_: Call) -> None:
        here = (call.c.id == call_.id, call.c.version == call_.version - 1)
        done = await self._session.execute(update(call).where(*here).values(_from_call(call_)))
        if not done.rowcount:
            raise WrongState(key="refused.call_moved", title=call_.title)

    async def get(self, id: str) -> Call | None:
        row = await self._session.first_to_change(select(call).where(call.c.id == id))
        return _decoded(Call, row) if row else None

    async def all(self) -> Sequence[Call]:
        rows = await self._session.all(select(call).order_by(call.c.closes_on.desc(), call.c.id))
        return [_decoded(Call, row) for row in rows]

    async def add_evidence(self, evidence: Evidence) -> None:
        await self._session.execute(insert(call_evidence).values(from_evidence(evidence)))

    async def save_evidence(self, evidence: Evidence) -> None:
        done = await self._session.execute(
            update(call_evidence)
            .where(
                call_evidence.c.workspace_id == evidence.workspace_id,
                call_evidence.c.id == evidence.id,
                call_evidence.c.version == evidence.version - 1,
            )
            .values(from_evidence(evidence))
        )
        if not done.rowcount:
            raise WrongState(key="refused.evidence_moved", title=evidence.title)

    async def get_evidence(self, workspace_id: str, id: str) -> Evidence | None:
        row = await self._session.first_to_change(
            select(call_evidence).where(
                call_evidence.c.workspace_id == workspace_id, call_evidence.c.id == id
            )
        )
        return to_evidence(row) if row else None

    async def evidence(self, call_id: str) -> Sequence[Evidence]:
        rows = await self._session.all(
            select(call_evidence).where(call_evidence.c.call_id == call_id)
        )
        found = map(to_evidence, rows)
        return sorted(
            found,
            key=lambda each: (each.state is EvidenceState.DRAFT, each.number, each.id),
        )

    async def of_sender(self, workspace_id: str, member_id: str) -> Sequence[Evidence]:
        rows = await self._session.all(
            select(call_evidence)
            .where(
                call_evidence.c.workspace_id == workspace_id,
                call_evidence.c.member_id == member_id,
            )
            .order_by(call_evidence.c.id)
        )
        return [to_evidence(row) for row in rows]

    async def add_reader(self, reader: CallReader) -> bool:
        row = await self._session.first(
            self._session.insert_new(call_reader, "call_id", "workspace_id", "member_id")
            .values(
                call_id=reader.call_id,
                workspace_id=reader.workspace_id,
                member_id=reader.member_id,
            )
            .returning(call_reader.c.call_id)
        )
        return row is not None

    async def remove_reader(self, reader: CallReader) -> None:
        await self._session.execute(
            delete(call_reader).where(
                call_reader.c.call_id == reader.call_id,
                call_reader.c.workspace_id == reader.workspace_id,
                call_reader.c.member_id == reader.member_id,
            )
        )

    async def readers(self, call_id: str) -> Sequence[CallReader]:
        rows = await self._session.all(
            select(call_reader)
            .where(call_reader.c.call_id == call_id)
            .order_by(call_reader.c.workspace_id, call_reader.c.member_id)
        )
        return [CallReader(row.call_id, row.workspace_id, row.member_id) for row in rows]

    async def add_reading(self, reading: Reading) -> bool:
        row = await self._session.first(
            self._session.insert_new(call_reading, "evidence_id", "workspace_id", "reader_id")
            .values(
                evidence_id=reading.evidence_id,
                workspace_id=reading.workspace_id,
                reader_id=reading.reader_id,
                mark=reading.mark.value,
                reason=reading.reason,
                lift=reading.lift,
                at=reading.at,
            )
            .returning(call_reading.c.evidence_id)
        )
        return row is not None

    async def readings(self, evidence_ids: Sequence[str]) -> Sequence[Reading]:
        found: list[Reading] = []
        for start in range(0, len(evidence_ids), _CHUNK):
            some = evidence_ids[start : start + _CHUNK]
            rows = await self._session.all(
                select(call_reading).where(call_reading.c.evidence_id.in_(some))
            )
            found.extend(map(to_reading, rows))
        return sorted(found, key=lambda each: (each.at, each.reader_id))

    async def claim_notice(self, call_id: str, notice: str, at: datetime) -> bool:
        row = await self._session.first(
            self._session.insert_new(call_notice, "call_id", "notice")
            .values(call_id=call_id, notice=notice, at=at)
            .returning(call_notice.c.notice)
        )
        return row is not None

    async def put_report(self, call_id: str, kind: str, payload: bytes, at: datetime) -> bool:
        row = await self._session.first(
            self._session.insert_new(call_report, "call_id", "kind")
            .values(call_id=call_id, kind=kind, payload=payload, frozen_at=at)
            .returning(call_report.c.kind)
        )
        return row is not None

    async def report(self, call_id: str, kind: str) -> bytes | None:
        row = await self._session.first(
            select(call_report.c.payload).where(
                call_report.c.call_id == call_id, call_report.c.kind == kind
            )
        )
        return row.payload if row else None


def _from_call(call_: Call) -> dict[str, object]:
    return {
        "id": call_.id,
        "state": call_.state.value,
        "closes_on": call_.closes_on.isoformat(),
        "version": call_.version,
        "payload": encoding.dumps(call_),
    }


def from_evidence(evidence: Evidence) -> dict[str, object]:
    """The row of one piece of evidence."""
    return {
        "workspace_id": evidence.workspace_id,
        "id": evidence.id,
        "call_id": evidence.call_id,
        "member_id": evidence.member_id,
        "state": evidence.state.value,
        "number": evidence.number,
        "version": evidence.version,
        "payload": encoding.dumps(evidence),
    }


def to_evidence(row: Row[Any]) -> Evidence:
    return _decoded(Evidence, row)


def to_reading(row: Row[Any]) -> Reading:
    return Reading(
        row.evidence_id,
        row.workspace_id,
        row.reader_id,
        Mark(row.mark),
        row.reason,
        row.lift,
        row.at,
    )


def _decoded(kind: type[_T], row: Row[Any]) -> _T:
    try:
        return encoding.loads(kind, row.payload)
    except encoding.CannotDecode as error:
        raise StorageError(f"A stored value cannot be read: {error}") from error
