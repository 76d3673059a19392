"""Submissions and digest issues."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, select, update

from ntg_bot.domain.errors import NotFound, WrongState
from ntg_bot.domain.sharing import IN_PLAIN_WORDS, State, Submission
from ntg_bot.storage import mapping
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import submission


class Submissions:
    """services.ports.SubmissionRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def add(self, submission_: Submission) -> None:
        await self._session.execute(insert(submission).values(mapping.from_submission(submission_)))

    async def save(self, submission_: Submission) -> None:
        done = await self._session.execute(
            update(submission)
            .where(
                submission.c.workspace_id == submission_.workspace_id,
                submission.c.id == submission_.id,
                submission.c.version == submission_.version - 1,
            )
            .values(mapping.from_submission(submission_))
        )
        if done.rowcount:
            return
        now = await self.get(submission_.workspace_id, submission_.id)
        if now is None:
            raise NotFound(key="refused.submission_gone")
        raise WrongState(
            key="refused.somebody_was_first", title=now.shown_title, state=IN_PLAIN_WORDS[now.state]
        )

    async def get(self, workspace_id: str, id: str) -> Submission | None:
        row = await self._session.first_to_change(
            select(submission).where(
                submission.c.workspace_id == workspace_id, submission.c.id == id
            )
        )
        return mapping.to_submission(row) if row else None

    async def in_state(self, workspace_id: str, *states: State) -> Sequence[Submission]:
        rows = await self._session.all(
            select(submission)
            .where(
                submission.c.workspace_id == workspace_id,
                submission.c.state.in_([state.value for state in states]),
            )
            .order_by(submission.c.created_at, submission.c.id)
        )
        return [mapping.to_submission(row) for row in rows]

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Submission]:
        rows = await self._session.all(
            select(submission)
            .where(submission.c.workspace_id == workspace_id, submission.c.member_id == member_id)
            .order_by(submission.c.created_at, submission.c.id)
        )
        return [mapping.to_submission(row) for row in rows]

    async def of_source(self, workspace_id: str, source: str) -> Sequence[Submission]:
        rows = await self._session.all(
            select(submission)
            .where(submission.c.workspace_id == workspace_id, submission.c.source == source)
            .order_by(submission.c.created_at, submission.c.id)
        )
        return [mapping.to_submission(row) for row in rows]
