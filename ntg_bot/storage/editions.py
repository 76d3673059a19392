"""Editions and errata: added, never changed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from ntg_bot.domain import encoding
from ntg_bot.domain.editions import Erratum, FrozenEdition
from ntg_bot.domain.errors import StorageError
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import edition, erratum


class Editions:
    """services.ports.EditionRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def next_number(self) -> int:
        row = await self._session.first(select(func.coalesce(func.max(edition.c.number), 0)))
        return int(row[0]) + 1 if row else 1

    async def publish(self, frozen: FrozenEdition) -> bool:
        row = await self._session.first(
            self._session.insert_new(edition, "number")
            .values(
                number=frozen.number,
                title=frozen.title,
                payload=encoding.dumps(frozen),
                frozen_at=frozen.frozen_at,
            )
            .returning(edition.c.number)
        )
        return row is not None

    async def get(self, number: int) -> FrozenEdition | None:
        row = await self._session.first(select(edition.c.payload).where(edition.c.number == number))
        return _read(row.payload) if row else None

    async def all(self) -> Sequence[FrozenEdition]:
        rows = await self._session.all(select(edition.c.payload).order_by(edition.c.number.desc()))
        return [_read(row.payload) for row in rows]

    async def add_erratum(self, found: Erratum) -> bool:
        row = await self._session.first(
            self._session.insert_new(erratum, "edition", "number")
            .values(
                edition=found.edition,
                number=found.number,
                entry_id=found.entry_id,
                text=found.text,
                at=found.at,
            )
            .returning(erratum.c.number)
        )
        return row is not None

    async def errata(self, number: int) -> Sequence[Erratum]:
        rows = await self._session.all(
            select(erratum).where(erratum.c.edition == number).order_by(erratum.c.number)
        )
        return [Erratum(row.edition, row.number, row.entry_id, row.text, row.at) for row in rows]


def _read(payload: bytes) -> FrozenEdition:
    try:
        return encoding.loads(FrozenEdition, payload)
    except encoding.CannotDecode as error:
        raise StorageError(f"A stored edition cannot be read: {error}") from error
