"""The open database: every port that storage implements, over one set of connections."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select

from ntg_bot.domain.errors import StorageError
from ntg_bot.services.ports import Clock, Ids, LocalStore, Outbox, UnitOfWorkFactory
from ntg_bot.storage import retention, schema, sqlite
from ntg_bot.storage.audit import AuditKey, AuditLog
from ntg_bot.storage.faults import in_plain_words
from ntg_bot.storage.forgetting import ERASED
from ntg_bot.storage.inbox import SqlInbox
from ntg_bot.storage.local import SqlLocalStore
from ntg_bot.storage.outbox import SqlOutbox
from ntg_bot.storage.retention import Keeping
from ntg_bot.storage.sessions import Sessions
from ntg_bot.storage.stuck import SqlStuck
from ntg_bot.storage.tables import PENDING, counter, outbox
from ntg_bot.storage.unit_of_work import SqlUnitsOfWork
from ntg_bot.storage.urls import normalised, prepare_file
from ntg_bot.storage.waking import Bell

if TYPE_CHECKING:  # its cryptography is for those who have tokens to keep
    from ntg_bot.storage.installations import SqlInstallations

log = structlog.get_logger(__name__)

_PROBE = "write_probe"
_COMPACTED = "compacted"
"""counter of the people whose bytes are gone from the disk"""


class Database:
    """Made by `ntg_bot.storage.open_database`. `url` is fit to be shown: it has no password."""

    def __init__(self, sessions: Sessions, *, clock: Clock, ids: Ids, audit_key: str = "") -> None:
        key = AuditKey(audit_key) if audit_key else None
        self._audit_key = key
        inbox_bell, outbox_bell = Bell("ntg_inbox"), Bell("ntg_outbox")
        self._sessions = sessions
        self._clock = clock
        self._ids = ids
        self.url: str = sessions.url.render_as_string(hide_password=True)
        self.uow: UnitOfWorkFactory = SqlUnitsOfWork(
            sessions, clock=clock, ids=ids, outbox_bell=outbox_bell, audit_key=key
        )
        self._audit_log = AuditLog(sessions, key) if key is not None else None
        self.inbox = SqlInbox(sessions, clock, inbox_bell)
        self.outbox: Outbox = SqlOutbox(sessions, clock, outbox_bell)
        self.stuck = SqlStuck(sessions, clock, self.inbox, outbox_bell)
        self.local_store: LocalStore = SqlLocalStore(sessions)
        self.listener = sessions.listener((inbox_bell, outbox_bell))

    @property
    def audit_log(self) -> AuditLog:
        """Who did what. Raises StorageError where the database was opened without a key."""
        if self._audit_log is None:
            raise StorageError("The audit is sealed, and there is no key for it.")
        return self._audit_log

    def installations(self, keys: Sequence[str]) -> SqlInstallations:
        """Workspaces that installed the app, their tokens sealed with `keys`, the first of which
        seals. Raises WrongKey for what is no key.
        """
        from ntg_bot.storage.installations import SqlInstallations
        from ntg_bot.storage.keyring import Keyring

        return SqlInstallations(self._sessions, Keyring(keys), clock=self._clock, ids=self._ids)

    async def check(self) -> None:
        """Raises StorageError unless the schema is at head, the file whole, and a row writable."""
        async with self._sessions.outside_transactions() as connection:
            schema.refuse_unless_at_head(await connection.run_sync(schema.stamp))
            if self._sessions.is_sqlite:
                await sqlite.verify(connection)
        async with self._sessions.writing() as session:
            probe = session.upsert(counter, ["value"]).values(name=_PROBE, value=0)
            await session.execute(probe)
            await session.commit()

    async def compact_if_due(self) -> bool:
        """`compact`, where somebody was forgotten since it was done last and everything that is
        still to be blanked has been; False where it was not due, or the database was busy.

        What is due is in the database, so that neither a crash nor another process loses it.
        """
        async with self._sessions.reading() as session:
            rows = await session.all(
                select(counter).where(counter.c.name.in_((ERASED, _COMPACTED)))
            )
            values = {row.name: row.value for row in rows}
            erased = values.get(ERASED, 0)
            if erased <= values.get(_COMPACTED, 0):
                return False
            still = select(outbox.c.key).where(
                outbox.c.is_to_be_blanked, outbox.c.state.in_(PENDING)
            )
            if await session.first(still.limit(1)) is not None:
                return False
        try:
            await self.compact()
        except StorageError as error:
            log.info("not compacted yet", reason=str(error))
            return False
        async with self._sessions.writing() as session:
            done = session.upsert(counter, ["value"]).values(name=_COMPACTED, value=erased)
            await session.execute(done)
            await session.commit()
        return True

    async def sweep(self, keeping: Keeping) -> Mapping[str, int]:
        """Throws away what is older than its limit; how many rows of each kind. Safe in any number
        of processes.
        """
        now = self._clock.now()
        done = await retention.sweep(self._sessions, self._audit_key, keeping, now)
        if done:
            log.info("old rows dropped", **done)
        return done

    async def compact(self) -> None:
        """Gives freed space back; afterwards no byte of a deleted row is left on SQLite's disk.

        Raises StorageError where another process keeps the database busy.
        """
        async with self._sessions.outside_transactions() as connection:
            if self._sessions.is_sqlite:
                await sqlite.compact(connection)
            else:
                await connection.exec_driver_sql("VACUUM")


@asynccontextmanager
async def opened(
    url: str, *, clock: Clock, ids: Ids, audit_key: str = ""
) -> AsyncIterator[Database]:
    """See `ntg_bot.storage.open_database`."""
    address = normalised(url)
    sessions = Sessions(address)
    try:
        if sessions.is_sqlite:
            prepare_file(address)
        found = await _stamp(sessions)
        if found.revision != schema.HEAD:
            schema.refuse_unknown(found)
            if not sessions.is_sqlite:
                raise StorageError(
                    "The database is not up to date. Run `ntg-bot db upgrade` first."
                )
            await schema.migrate(url)
        database = Database(sessions, clock=clock, ids=ids, audit_key=audit_key)
        if audit_key and (older := await database.audit_log.claim()):
            log.warning("audit sealed for the first time", acts=older)
        if database.listener is not None:
            database.listener.start()
        try:
            yield database
        finally:
            await database.inbox.close()
            if database.listener is not None:
                await database.listener.close()
    finally:
        await sessions.close()


async def _stamp(sessions: Sessions) -> schema.Stamp:
    with in_plain_words():
        async with sessions.outside_transactions() as connection:
            return await connection.run_sync(schema.stamp)
