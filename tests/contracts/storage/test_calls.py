"""Calls for evidence in the database: what is kept, who was first, and what forgetting leaves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from ntg_bot.domain.calls import (
    Call,
    CallReader,
    CallState,
    Evidence,
    EvidenceState,
    Mark,
    Reading,
)
from ntg_bot.domain.errors import WrongState
from ntg_bot.storage.database import Database
from tests.storage.world import at

CALL = Call(
    id="language",
    title="Language",
    question="What helps?",
    themes=("parents",),
    communities=("c",),
    nations=("Wales",),
    who="",
    opens_on=date(2027, 1, 4),
    closes_on=date(2027, 2, 4),
    state=CallState.OPEN,
    created_at=at(0),
    changed_at=at(0),
)


def evidence(workspace_id: str, member_id: str, id: str = "e1") -> Evidence:
    return Evidence(
        id,
        workspace_id,
        member_id,
        CALL.id,
        EvidenceState.RECEIVED,
        at(1),
        at(1),
        organisation="Anytown",
        nation="Wales",
        title="Talk time",
        number=1,
    )


async def added(database: Database, *pieces: Evidence) -> None:
    async with database.uow() as work:
        assert await work.calls.add(CALL)
        for piece in pieces:
            await work.calls.add_evidence(piece)
        await work.commit()


async def test_a_call_is_read_back_and_its_name_is_taken(database: Database) -> None:
    await added(database)
    async with database.uow() as work:
        assert not await work.calls.add(replace(CALL, title="Another"))
        assert await work.calls.get(CALL.id) == CALL
        assert await work.calls.all() == [CALL]
        assert await work.calls.get("none") is None


async def test_of_two_changes_to_one_version_the_second_is_told(
    database: Database, workspace_id: str, member_id: str
) -> None:
    piece = evidence(workspace_id, member_id)
    await added(database, piece)
    async with database.uow() as work:
        await work.calls.save(CALL.changed(at(2), received=1))
        await work.calls.save_evidence(piece.move(EvidenceState.READ, at(2), mark=Mark.EMERGING))
        await work.commit()
    async with database.uow() as work:
        with pytest.raises(WrongState, match="call_moved"):
            await work.calls.save(CALL.changed(at(3), received=2))
        with pytest.raises(WrongState, match="evidence_moved"):
            await work.calls.save_evidence(piece.move(EvidenceState.WITHDRAWN, at(3)))


async def test_a_notice_is_claimed_once_however_many_try(database: Database) -> None:
    await added(database)

    async def claim() -> bool:
        async with database.uow() as work:
            is_mine = await work.calls.claim_notice(CALL.id, "remind:3", at(2))
            await work.commit()
            return is_mine

    assert sum(await asyncio.gather(*(claim() for _ in range(8)))) == 1


async def test_a_person_reads_a_piece_once_and_a_report_is_frozen_once(
    database: Database, workspace_id: str, member_id: str
) -> None:
    await added(database, evidence(workspace_id, member_id))
    reading = Reading("e1", workspace_id, "r1", Mark.PROMISING, "why", "more", at(2))
    async with database.uow() as work:
        assert await work.calls.add_reading(reading)
        assert not await work.calls.add_reading(replace(reading, mark=Mark.NOT_YET))
        assert await work.calls.readings(["e1", "e2"]) == [reading]
        assert await work.calls.put_report(CALL.id, "interim", b"one", at(3))
        assert not await work.calls.put_report(CALL.id, "interim", b"two", at(4))
        assert await work.calls.report(CALL.id, "interim") == b"one"
        assert await work.calls.report(CALL.id, "compendium") is None


async def test_forgetting_leaves_what_was_graded_without_its_sender(
    database: Database, workspace_id: str, member_id: str
) -> None:
    graded = replace(
        evidence(workspace_id, member_id, "e2"), state=EvidenceState.READ, mark=Mark.VALIDATED
    )
    await added(database, evidence(workspace_id, member_id), graded)
    reader = CallReader(CALL.id, workspace_id, member_id)
    async with database.uow() as work:
        assert await work.calls.add_reader(reader)
        assert not await work.calls.add_reader(reader)
        await work.calls.add_reading(
            Reading("e9", workspace_id, member_id, Mark.EMERGING, "why", "", at(2))
        )
        held = await work.members.export(workspace_id, member_id)
        assert {each["id"] for each in held["call_evidence"]} == {"e1", "e2"}  # type: ignore[attr-defined]
        assert held["call_reader"] == [CALL.id]
        assert len(held["call_reading"]) == 1  # type: ignore[arg-type]
        await work.members.forget(workspace_id, member_id)
        await work.commit()
    async with database.uow(read_only=True) as work:
        assert await work.calls.evidence(CALL.id) == [replace(graded, member_id="")]
        assert await work.calls.readers(CALL.id) == []
        assert await work.calls.readings(["e9"]) == []
