"""Hypotheses and their history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, select, update

from ntg_bot.domain import encoding
from ntg_bot.domain.errors import NotFound, WrongState
from ntg_bot.domain.hypotheses import Hypothesis, HypothesisState, Moved, Threshold
from ntg_bot.storage.counters import count_up
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import hypothesis, hypothesis_move

_NUMBERS = "hypotheses"


class Hypotheses:
    """services.ports.HypothesisRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def next_number(self) -> int:
        return await count_up(self._session, _NUMBERS)

    async def add(self, hypothesis_: Hypothesis) -> None:
        await self._session.execute(insert(hypothesis).values(from_hypothesis(hypothesis_)))

    async def save(self, hypothesis_: Hypothesis) -> None:
        done = await self._session.execute(
            update(hypothesis)
            .where(
                hypothesis.c.id == hypothesis_.id,
                hypothesis.c.version == hypothesis_.version - 1,
            )
            .values(from_hypothesis(hypothesis_))
        )
        if done.rowcount:
            return
        now = await self.get(hypothesis_.id)
        if now is None:
            raise NotFound(key="refused.no_hypothesis", number=hypothesis_.number)
        raise WrongState(
            key="refused.hypothesis_moved_on", number=now.number, state=now.state.value
        )

    async def get(self, id: str) -> Hypothesis | None:
        row = await self._session.first_to_change(select(hypothesis).where(hypothesis.c.id == id))
        return to_hypothesis(row) if row else None

    async def numbered(self, number: int) -> Hypothesis | None:
        row = await self._session.first_to_change(
            select(hypothesis).where(hypothesis.c.number == number)
        )
        return to_hypothesis(row) if row else None

    async def all(self, line: str = "") -> Sequence[Hypothesis]:
        wanted = select(hypothesis).order_by(hypothesis.c.number)
        if line:
            wanted = wanted.where(hypothesis.c.line == line)
        return [to_hypothesis(row) for row in await self._session.all(wanted)]

    async def record(self, moved: Moved) -> None:
        await self._session.execute(
            insert(hypothesis_move).values(
                id=moved.id,
                hypothesis_id=moved.hypothesis_id,
                before=moved.before.value if moved.before else "",
                after=moved.after.value,
                reason=moved.reason,
                at=moved.at,
                by=moved.by,
            )
        )

    async def history(self, hypothesis_id: str) -> Sequence[Moved]:
        rows = await self._session.all(
            select(hypothesis_move)
            .where(hypothesis_move.c.hypothesis_id == hypothesis_id)
            .order_by(hypothesis_move.c.at, hypothesis_move.c.id)
        )
        return [to_moved(row) for row in rows]


def _texts(value: str) -> tuple[str, ...]:
    return encoding.loads(tuple[str, ...], value)


def to_hypothesis(row: Row[Any]) -> Hypothesis:
    own = row.needs_councils is not None
    return Hypothesis(
        id=row.id,
        number=row.number,
        line=row.line,
        statement=row.statement,
        practices=_texts(row.practices),
        research=_texts(row.research),
        levels=_texts(row.levels),
        state=HypothesisState(row.state),
        created_at=row.created_at,
        changed_at=row.changed_at,
        threshold=Threshold(row.needs_councils, row.needs_holding) if own else None,
        revised_from=row.revised_from,
        version=row.version,
    )


def from_hypothesis(value: Hypothesis) -> dict[str, object]:
    return {
        "id": value.id,
        "number": value.number,
        "line": value.line,
        "statement": value.statement,
        "practices": encoding.dumps(value.practices).decode(),
        "research": encoding.dumps(value.research).decode(),
        "levels": encoding.dumps(value.levels).decode(),
        "state": value.state.value,
        "needs_councils": value.threshold.councils if value.threshold else None,
        "needs_holding": value.threshold.holding if value.threshold else None,
        "revised_from": value.revised_from,
        "created_at": value.created_at,
        "changed_at": value.changed_at,
        "version": value.version,
    }


def to_moved(row: Row[Any]) -> Moved:
    return Moved(
        id=row.id,
        hypothesis_id=row.hypothesis_id,
        before=HypothesisState(row.before) if row.before else None,
        after=HypothesisState(row.after),
        reason=row.reason,
        at=row.at,
        by=row.by,
    )
