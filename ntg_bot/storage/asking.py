"""Questions with their feedback, and gaps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, exists, insert, select, update

from ntg_bot.domain.asking import Confidence, Feedback, Gap, GapStatus, Question
from ntg_bot.domain.errors import NotFound
from ntg_bot.storage import mapping
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import feedback, gap, question

_ADD_QUESTION = insert(question)
_LATEST = (
    select(question)
    .where(
        question.c.workspace_id == bindparam("in_workspace"),
        question.c.channel == bindparam("in_channel"),
        question.c.thread == bindparam("in_thread"),
    )
    .order_by(question.c.asked_at.desc(), question.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_LATEST_OF_MEMBER = _LATEST.where(question.c.member_id == bindparam("of_member"))


class Questions:
    """services.ports.QuestionRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, question_: Question) -> None:
        await self._session.execute(_ADD_QUESTION, mapping.from_question(question_))

    async def get(self, workspace_id: str, id: str) -> Question | None:
        row = await self._session.first(
            select(question).where(question.c.workspace_id == workspace_id, question.c.id == id)
        )
        return mapping.to_question(row) if row else None

    async def latest_in_thread(
        self,
        workspace_id: str,
        channel: str,
        thread: str,
        member_id: str | None = None,
        *,
        most: int = 1,
    ) -> Sequence[Question]:
        given = {"in_workspace": workspace_id, "in_channel": channel, "in_thread": thread}
        if member_id is None:
            rows = await self._session.all(_LATEST, given | {"most": most})
        else:
            rows = await self._session.all(
                _LATEST_OF_MEMBER, given | {"of_member": member_id, "most": most}
            )
        return [mapping.to_question(row) for row in rows]

    async def put_feedback(self, feedback_: Feedback) -> None:
        await self._session.execute(
            self._session.upsert(feedback, ["helpful", "given_at"]).values(
                mapping.from_feedback(feedback_)
            )
        )

    async def feedback_on(self, workspace_id: str, id: str) -> Sequence[Feedback]:
        rows = await self._session.all(
            select(feedback)
            .where(feedback.c.workspace_id == workspace_id, feedback.c.question_id == id)
            .order_by(feedback.c.given_at, feedback.c.member_id)
        )
        return [mapping.to_feedback(row) for row in rows]

    async def rated(
        self, workspace_id: str, *, helpful: bool, limit: int
    ) -> Sequence[tuple[Question, Feedback]]:
        rows = await self._session.all(
            select(feedback)
            .where(feedback.c.workspace_id == workspace_id, feedback.c.helpful.is_(helpful))
            .order_by(feedback.c.given_at.desc(), feedback.c.question_id, feedback.c.member_id)
            .limit(limit)
        )
        ids = {row.question_id for row in rows}
        asked = {
            row.id: mapping.to_question(row)
            for row in await self._session.all(
                select(question).where(
                    question.c.workspace_id == workspace_id, question.c.id.in_(ids)
                )
            )
        }
        return [
            (asked[row.question_id], mapping.to_feedback(row))
            for row in rows
            if row.question_id in asked
        ]

    async def unanswered(self, workspace_id: str, limit: int) -> Sequence[Question]:
        rows = await self._session.all(
            select(question)
            .where(
                question.c.workspace_id == workspace_id,
                question.c.confidence == Confidence.NONE.value,
            )
            .order_by(question.c.asked_at.desc(), question.c.id.desc())
            .limit(limit)
        )
        return [mapping.to_question(row) for row in rows]

    async def of_member(self, workspace_id: str, member_id: str, limit: int) -> Sequence[Question]:
        rows = await self._session.all(
            select(question)
            .where(question.c.workspace_id == workspace_id, question.c.member_id == member_id)
            .order_by(question.c.asked_at.desc(), question.c.id.desc())
            .limit(limit)
        )
        return [mapping.to_question(row) for row in rows]

    async def helpful_unsettled(self, workspace_id: str, limit: int) -> Sequence[Question]:
        helped = exists().where(
            feedback.c.workspace_id == question.c.workspace_id,
            feedback.c.question_id == question.c.id,
            feedback.c.helpful,
        )
        rows = await self._session.all(
            select(question)
            .where(
                question.c.workspace_id == workspace_id,
                question.c.phrasing_settled_at.is_(None),
                helped,
            )
            .order_by(question.c.asked_at, question.c.id)
            .limit(limit)
        )
        return [mapping.to_question(row) for row in rows]

    async def settle_phrasing(self, workspace_id: str, id: str, at: datetime) -> None:
        await self._session.execute(
            update(question)
            .where(question.c.workspace_id == workspace_id, question.c.id == id)
            .values(phrasing_settled_at=at)
        )

    async def asked_since(
        self, start: datetime, intents: Collection[str]
    ) -> Sequence[tuple[str, Confidence]]:
        rows = await self._session.all(
            select(question.c.text, question.c.confidence)
            .where(
                question.c.asked_at >= start,
                question.c.intent.in_(sorted(intents)),
                question.c.text != "",
            )
            .order_by(question.c.asked_at, question.c.id)
        )
        return [(row.text, Confidence(row.confidence)) for row in rows]

    async def of_gap(self, gap_id: str) -> Sequence[Question]:
        rows = await self._session.all(
            select(question)
            .where(question.c.gap_id == gap_id)
            .order_by(question.c.asked_at.desc(), question.c.id.desc())
        )
        return [mapping.to_question(row) for row in rows]

    async def set_gap(self, workspace_id: str, id: str, gap_id: str) -> None:
        await self._session.execute(
            update(question)
            .where(question.c.workspace_id == workspace_id, question.c.id == id)
            .values(gap_id=gap_id)
        )

    async def helped_between(
        self, start: datetime, end: datetime
    ) -> Sequence[tuple[Question, Feedback]]:
        both = feedback.c.workspace_id == question.c.workspace_id
        rows = await self._session.all(
            select(question, feedback.c.member_id.label("by"), feedback.c.given_at)
            .join(feedback, both & (feedback.c.question_id == question.c.id))
            .where(
                question.c.asked_at >= start,
                question.c.asked_at < end,
                feedback.c.given_at < end,
                feedback.c.helpful,
            )
            .order_by(feedback.c.given_at, question.c.id, feedback.c.member_id)
        )
        return [
            (
                mapping.to_question(row),
                Feedback(row.id, row.workspace_id, row.by, helpful=True, given_at=row.given_at),
            )
            for row in rows
        ]


class Gaps:
    """services.ports.GapRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, gap_: Gap) -> None:
        await self._session.execute(insert(gap).values(mapping.from_gap(gap_)))

    async def save(self, gap_: Gap) -> None:
        done = await self._session.execute(
            update(gap).where(gap.c.id == gap_.id).values(mapping.from_gap(gap_))
        )
        if done.rowcount == 0:
            raise NotFound(key="refused.gap_gone")

    async def get(self, id: str) -> Gap | None:
        row = await self._session.first_to_change(select(gap).where(gap.c.id == id))
        return mapping.to_gap(row) if row else None

    async def all(self) -> Sequence[Gap]:
        rows = await self._session.all(select(gap).order_by(gap.c.last_asked.desc(), gap.c.id))
        return [mapping.to_gap(row) for row in rows]

    async def open(self) -> Sequence[Gap]:
        still_open = (
            select(gap)
            .where(gap.c.status != GapStatus.CLOSED.value)
            .order_by(gap.c.count.desc(), gap.c.last_asked.desc(), gap.c.id)
        )
        rows = await self._session.all(self._session.to_change(still_open))
        return [mapping.to_gap(row) for row in rows]
