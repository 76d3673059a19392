"""Questions put to a community, their answers, and who else waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, and_, delete, insert, or_, select, update

from ntg_bot.domain.errors import NotFound, WrongState
from ntg_bot.domain.handing import GivenAnswer, Handoff, HandoffState, Reach, Use
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import gap_follower, handoff, handoff_answer


class Handoffs:
    """services.ports.HandoffRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, handoff_: Handoff) -> bool:
        row = await self._session.first(
            self._session.insert_new(handoff, "workspace_id", "question_id")
            .values(_from_handoff(handoff_))
            .returning(handoff.c.question_id)
        )
        return row is not None

    async def save(self, handoff_: Handoff) -> None:
        values = {**_from_handoff(handoff_), "version": handoff_.version + 1}
        done = await self._session.execute(
            update(handoff)
            .where(
                handoff.c.workspace_id == handoff_.workspace_id,
                handoff.c.question_id == handoff_.question_id,
                handoff.c.version == handoff_.version,
            )
            .values(values)
        )
        if done.rowcount:
            return
        if await self.get(handoff_.workspace_id, handoff_.question_id) is None:
            raise NotFound(key="refused.handoff_gone")
        raise WrongState(key="refused.handoff_changed")

    async def get(self, workspace_id: str, question_id: str) -> Handoff | None:
        row = await self._session.first_to_change(
            select(handoff).where(
                handoff.c.workspace_id == workspace_id, handoff.c.question_id == question_id
            )
        )
        return to_handoff(row) if row else None

    async def unsettled(self, workspace_id: str) -> Sequence[Handoff]:
        rows = await self._session.all(
            select(handoff)
            .where(
                handoff.c.workspace_id == workspace_id,
                handoff.c.state != HandoffState.SETTLED.value,
            )
            .order_by(handoff.c.due_on, handoff.c.question_id)
        )
        return [to_handoff(row) for row in rows]

    async def due(self, day: date) -> Sequence[Handoff]:
        rows = await self._session.all(
            select(handoff)
            .where(
                handoff.c.state == HandoffState.OPEN.value,
                handoff.c.due_on < day.isoformat(),
                handoff.c.reminded_at.is_(None),
                or_(handoff.c.asked_in == "", handoff.c.owner_id != ""),
            )
            .order_by(handoff.c.due_on, handoff.c.question_id)
        )
        return [to_handoff(row) for row in rows]

    async def of_gap(self, gap_id: str) -> Sequence[Handoff]:
        rows = await self._session.all(
            select(handoff).where(handoff.c.gap_id == gap_id).order_by(handoff.c.question_id)
        )
        return [to_handoff(row) for row in rows]

    async def of_question(self, question_id: str) -> Sequence[Handoff]:
        rows = await self._session.all(
            select(handoff)
            .where(handoff.c.question_id == question_id)
            .order_by(handoff.c.workspace_id)
        )
        return [to_handoff(row) for row in rows]

    async def add_answer(self, answer: GivenAnswer) -> None:
        await self._session.execute(insert(handoff_answer).values(_from_answer(answer)))

    async def save_answer(self, answer: GivenAnswer) -> None:
        await self._session.execute(
            update(handoff_answer).where(_is(answer)).values(_from_answer(answer))
        )

    async def answers(self, workspace_id: str, question_id: str) -> Sequence[GivenAnswer]:
        rows = await self._session.all(
            select(handoff_answer)
            .where(
                handoff_answer.c.workspace_id == workspace_id,
                handoff_answer.c.question_id == question_id,
            )
            .order_by(handoff_answer.c.number)
        )
        return [to_given_answer(row) for row in rows]

    async def answers_from(self, workspace_id: str, source: str) -> Sequence[GivenAnswer]:
        rows = await self._session.all(
            select(handoff_answer).where(
                handoff_answer.c.workspace_id == workspace_id, handoff_answer.c.source == source
            )
        )
        return [to_given_answer(row) for row in rows]

    async def remove_answer(self, answer: GivenAnswer) -> None:
        await self._session.execute(delete(handoff_answer).where(_is(answer)))

    async def follow(self, workspace_id: str, gap_id: str, member_id: str) -> bool:
        row = await self._session.first(
            self._session.insert_new(gap_follower, "workspace_id", "gap_id", "member_id")
            .values(workspace_id=workspace_id, gap_id=gap_id, member_id=member_id)
            .returning(gap_follower.c.gap_id)
        )
        return row is not None

    async def followers(self, gap_id: str) -> Sequence[tuple[str, str]]:
        rows = await self._session.all(
            select(gap_follower)
            .where(gap_follower.c.gap_id == gap_id)
            .order_by(gap_follower.c.workspace_id, gap_follower.c.member_id)
        )
        return [(row.workspace_id, row.member_id) for row in rows]


def to_handoff(row: Row[Any]) -> Handoff:
    return Handoff(
        workspace_id=row.workspace_id,
        question_id=row.question_id,
        asker_id=row.asker_id,
        gap_id=row.gap_id,
        community=row.community,
        text=row.text,
        state=HandoffState(row.state),
        asked_at=row.asked_at,
        due_on=date.fromisoformat(row.due_on),
        owner_id=row.owner_id,
        recorder_id=row.recorder_id,
        reminded_at=row.reminded_at,
        reach=Reach(row.reach),
        asked_in=row.asked_in,
        version=row.version,
    )


def to_given_answer(row: Row[Any]) -> GivenAnswer:
    return GivenAnswer(
        row.workspace_id,
        row.question_id,
        row.number,
        row.member_id,
        row.text,
        row.given_at,
        row.source,
        Use(row.use),
    )


def _from_handoff(handoff_: Handoff) -> dict[str, object]:
    return {
        "workspace_id": handoff_.workspace_id,
        "question_id": handoff_.question_id,
        "asker_id": handoff_.asker_id,
        "owner_id": handoff_.owner_id,
        "recorder_id": handoff_.recorder_id,
        "gap_id": handoff_.gap_id,
        "community": handoff_.community,
        "text": handoff_.text,
        "state": handoff_.state.value,
        "asked_at": handoff_.asked_at,
        "due_on": handoff_.due_on.isoformat(),
        "reminded_at": handoff_.reminded_at,
        "reach": handoff_.reach.value,
        "asked_in": handoff_.asked_in,
        "version": handoff_.version,
    }


def _from_answer(answer: GivenAnswer) -> dict[str, object]:
    return {
        "workspace_id": answer.workspace_id,
        "question_id": answer.question_id,
        "number": answer.number,
        "member_id": answer.member_id,
        "text": answer.text,
        "source": answer.source,
        "given_at": answer.given_at,
        "use": answer.use.value,
    }


def _is(answer: GivenAnswer) -> Any:
    return and_(
        handoff_answer.c.workspace_id == answer.workspace_id,
        handoff_answer.c.question_id == answer.question_id,
        handoff_answer.c.number == answer.number,
    )
