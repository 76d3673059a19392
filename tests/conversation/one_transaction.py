"""Many units of work as parts of one transaction that is never committed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from ntg_bot.services.ports import UnitOfWork
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.unit_of_work import SqlUnitOfWork, SqlUnitsOfWork


class Done:
    """Stands for the inbox inside a unit of work: events of these worlds come from nowhere."""

    async def done(self, row_id: str) -> None:
        """There is no row to mark."""


class OneTransaction:
    """A UnitOfWorkFactory all of whose units are parts of one transaction, which is never
    committed: a fault still undoes its own unit alone, and a world takes a third of the time.
    """

    def __init__(self, units: SqlUnitsOfWork, session: Session) -> None:
        self._units = units
        self._session = session

    @asynccontextmanager
    async def __call__(self, *, read_only: bool = False) -> AsyncIterator[UnitOfWork]:
        units = self._units
        work = SqlUnitOfWork(
            self._session,
            clock=units._clock,
            ids=units._ids,
            outbox_bell=units._outbox_bell,
            audit_key=units._audit_key,
        )
        work.inbox = Done()  # type: ignore[assignment]
        if read_only:
            yield work
            return
        work.commit = work._audit.flush  # type: ignore[method-assign]
        await self._session.execute(text("SAVEPOINT unit"))
        try:
            yield work
        except BaseException:
            await self._session.execute(text("ROLLBACK TO unit"))
            raise
        finally:
            await self._session.execute(text("RELEASE unit"))
