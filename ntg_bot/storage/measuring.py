"""Counts of what waits and of what came of it, for operators.

Rows that wait are found by their indexes. Those that are kept are counted by a walk over their
tables, which is why whoever asks keeps the answer for a while.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select

from ntg_bot.services.ports import Measures, Waiting
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import PENDING, feedback, inbox, outbox, question

CONFIDENCE = question.c.confidence
VERDICTS = {True: "helpful", False: "not helpful"}


class SqlMeasures:
    """services.ports.MeasureRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def all(self) -> Measures:
        newest = select(func.coalesce(func.max(inbox.c.seq), 0)).scalar_subquery()
        latest = select(func.coalesce(func.max(outbox.c.seq), 0)).scalar_subquery()
        waiting = await self._session.first(
            select(
                func.count().label("counted"),
                func.min(inbox.c.received_at).label("oldest"),
                newest.label("events"),
                latest.label("deliveries"),
            ).where(inbox.c.state.in_(("new", "claimed")))
        )
        assert waiting is not None  # noqa: S101 - counts are always one row
        lines = await self._session.all(
            select(
                outbox.c.priority,
                func.count().label("counted"),
                func.min(outbox.c.created_at).label("oldest"),
            )
            .where(outbox.c.state.in_(PENDING))
            .group_by(outbox.c.priority)
        )
        return Measures(
            events=waiting.events,
            deliveries=waiting.deliveries,
            inbox=Waiting(waiting.counted, waiting.oldest),
            outbox={line.priority: Waiting(line.counted, line.oldest) for line in lines},
            events_kept=await self._counted(inbox, inbox.c.state),
            deliveries_kept=await self._counted(outbox, outbox.c.state),
            questions=await self._counted(question, CONFIDENCE),
            verdicts={
                VERDICTS[helpful]: count
                for helpful, count in (await self._by(feedback, feedback.c.helpful)).items()
            },
        )

    async def _counted(self, table: Table, by: ColumnElement[Any]) -> Mapping[str, int]:
        return {str(value): count for value, count in (await self._by(table, by)).items()}

    async def _by(self, table: Table, by: ColumnElement[Any]) -> Mapping[Any, int]:
        rows = await self._session.all(
            select(by.label("value"), func.count().label("counted"))
            .select_from(table)
            .group_by(by)
            .order_by(by)
        )
        return {row.value: row.counted for row in rows}
