"""What is older than its limit goes: seven years pass, and nothing outlives what is said of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Delete, select
from sqlalchemy.ext.asyncio import create_async_engine

from ntg_bot.domain.asking import Confidence, Feedback, GapStatus
from ntg_bot.domain.handing import GivenAnswer
from ntg_bot.domain.sharing import State
from ntg_bot.services.ports import Note
from ntg_bot.storage import retention
from ntg_bot.storage.database import Database
from ntg_bot.storage.retention import Keeping
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import inbox
from ntg_bot.storage.urls import normalised
from tests.contracts.storage.test_handing import a_handoff
from tests.storage.world import (
    NOON,
    StoppedClock,
    a_delivery,
    a_gap,
    a_question,
    a_submission,
    an_event,
    at,
)

DAY = 86_400
KEEPING = Keeping()
LIMITS = {
    "note": 30,
    "held": KEEPING.held,
    "inbox": KEEPING.messages,
    "unanswered": KEEPING.unanswered,
    "gap": KEEPING.unanswered,
    "draft": KEEPING.drafts,
    "outbox": KEEPING.deliveries,
    "question": KEEPING.questions,
    "feedback": KEEPING.questions,
    "handoff": KEEPING.questions,
    "audit": KEEPING.audit,
}
FOR_GOOD = {"published", "released gap", "waiting event", "unsent"}


async def _fill(database: Database, workspace_id: str, member_id: str) -> None:
    await database.inbox.put(an_event("done"))
    [row] = await database.inbox.claim(1, 60)
    async with database.uow() as work:
        await work.inbox.done(row.id)
        await work.questions.add(a_question("q1", workspace_id, member_id=member_id))
        await work.questions.add(
            a_question("q2", workspace_id, member_id=member_id, confidence=Confidence.NONE)
        )
        await work.questions.put_feedback(Feedback("q1", workspace_id, member_id, True, NOON))
        await work.gaps.add(a_gap("g1"))
        await work.gaps.add(a_gap("g2", status=GapStatus.ASKED))
        await work.handoffs.add(a_handoff("q1", workspace_id))
        await work.handoffs.add_answer(
            GivenAnswer(workspace_id, "q1", 1, member_id, "We tried.", NOON)
        )
        for id, state in (("s1", State.DRAFT), ("s2", State.HELD), ("s3", State.PUBLISHED)):
            await work.submissions.add(a_submission(id, workspace_id, state=state))
        await work.outbox.add(a_delivery("sent", workspace_id), NOON)
        await work.notes.put(workspace_id, "queue:C1", Note("", NOON))
        await work.audit.add(at=NOON, actor=member_id, verb="share", object_id="s3")
        await work.commit()
    await database.outbox.claim("local", 9, 30)
    await database.outbox.sent("sent", "1")
    async with database.uow() as work:
        await work.outbox.add(a_delivery("waits", workspace_id, channel="C2"), NOON)
        await work.commit()
    await database.inbox.put(an_event("waits"))


async def _kept(database: Database, workspace_id: str) -> set[str]:
    async with database.uow(read_only=True) as work:
        q1, q2 = [await work.questions.get(workspace_id, id) for id in ("q1", "q2")]
        g1, g2 = [await work.gaps.get(id) for id in ("g1", "g2")]
        assert q1 is not None and q2 is not None and g1 is not None and g2 is not None
        assert g1.count == 1, "the count stays"
        found = {
            "question": q1.text and q1.member_id,
            "unanswered": q2.text and q2.member_id,
            "feedback": await work.questions.feedback_on(workspace_id, "q1"),
            "gap": g1.text,
            "released gap": g2.text,
            "handoff": await work.handoffs.answers(workspace_id, "q1"),
            "draft": await work.submissions.get(workspace_id, "s1"),
            "held": await work.submissions.get(workspace_id, "s2"),
            "published": await work.submissions.get(workspace_id, "s3"),
            "outbox": await work.outbox.by_key("sent"),
            "unsent": await work.outbox.by_key("waits"),
            "note": await work.notes.get(workspace_id, "queue:C1"),
        }
    found["audit"] = (await database.audit_log.verify()).acts
    engine = create_async_engine(normalised(database._sessions.url.render_as_string(False)))
    async with engine.connect() as connection:
        states = {row.state for row in await connection.execute(select(inbox.c.state))}
    await engine.dispose()
    found["inbox"], found["waiting event"] = "done" in states, "new" in states
    return {name for name, value in found.items() if value}


async def test_over_seven_years_everything_goes_on_its_day_and_not_before(
    database: Database, workspace_id: str, member_id: str, clock: StoppedClock
) -> None:
    await _fill(database, workspace_id, member_id)
    assert await _kept(database, workspace_id) == set(LIMITS) | FOR_GOOD
    passed = 0
    for days in sorted({*LIMITS.values(), 7 * 365}):
        clock.pass_seconds((days - passed) * DAY - 60)
        await database.sweep(KEEPING)
        before = await _kept(database, workspace_id)
        assert before == {name for name, most in LIMITS.items() if most >= days} | FOR_GOOD, days
        clock.pass_seconds(120)
        await database.sweep(KEEPING)
        after = await _kept(database, workspace_id)
        assert after == {name for name, most in LIMITS.items() if most > days} | FOR_GOOD, days
        clock.pass_seconds(-60)
        passed = days
    assert (await database.audit_log.verify()).broken_at is None


async def test_the_seals_of_what_is_left_hold_and_the_log_goes_on(
    database: Database, member_id: str, clock: StoppedClock
) -> None:
    for day in range(6):
        async with database.uow() as work:
            await work.audit.add(
                at=NOON + timedelta(days=day), actor=member_id, verb="share", object_id=f"s{day}"
            )
            await work.commit()
    kept = (await database.audit_log.verify()).head
    clock.pass_seconds(12.5 * DAY)
    assert await database.sweep(Keeping(audit=10)) == {"audit": 3}
    verdict = await database.audit_log.verify(kept)
    assert (verdict.acts, verdict.broken_at) == (3, None)
    async with database.uow() as work:
        await work.audit.add(at=at(20 * DAY), actor=member_id, verb="share", object_id="s9")
        await work.commit()
    assert (await database.audit_log.verify()).acts == 4
    clock.pass_seconds(100 * DAY)
    assert await database.sweep(Keeping(audit=10)) == {"audit": 4}
    verdict = await database.audit_log.verify()
    assert (verdict.acts, verdict.broken_at, verdict.head != "") == (0, None, True)


async def test_nought_keeps_for_good(
    database: Database, workspace_id: str, member_id: str, clock: StoppedClock
) -> None:
    await _fill(database, workspace_id, member_id)
    clock.pass_seconds(3_000 * DAY)
    swept = await database.sweep(Keeping(0, 0, 30, 0, 0, 0, 0))
    assert set(swept) == {"inbox", "note"}


async def test_however_much_is_old_it_goes_in_batches_between_which_others_write(
    database: Database, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await database.inbox.put(an_event(f"old {number}"))
    for row in await database.inbox.claim(5, 60):
        await database.inbox.failed(row.id, "cannot be read", retry_at=None)
    clock.pass_seconds(31 * DAY)
    monkeypatch.setattr(retention, "BATCH", 2)
    dropped: list[int] = []
    execute = Session.execute

    async def counted(self: Session, statement: Any, rows: Any = None) -> Any:
        if isinstance(statement, Delete):
            dropped.append(len(rows))
            assert len(await database.inbox.dead()) == 5 - 2 * (len(dropped) - 1), "committed"
        return await execute(self, statement, rows)

    monkeypatch.setattr(Session, "execute", counted)
    assert await database.sweep(Keeping()) == {"inbox": 5}
    assert dropped == [2, 2, 1]
    assert await database.sweep(Keeping()) == {}
