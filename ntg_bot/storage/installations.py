"""Workspaces that installed the app, with their tokens sealed; and installations under way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, or_, select, update

from ntg_bot.domain.people import Workspace
from ntg_bot.services.ports import Clock, DeliveryState, Ids, Installation
from ntg_bot.storage.keyring import Keyring
from ntg_bot.storage.people import Workspaces
from ntg_bot.storage.sessions import Sessions
from ntg_bot.storage.tables import PENDING, install_state, installation, outbox, workspace

MOST_STATES = 5_000
"""installations under way at once: whoever asks for more than that installs nothing"""


class SqlInstallations:
    """services.ports.Installations, and what the command line needs to change keys."""

    def __init__(self, sessions: Sessions, keyring: Keyring, *, clock: Clock, ids: Ids) -> None:
        self._sessions = sessions
        self._keyring = keyring
        self._clock = clock
        self._ids = ids

    async def put(self, made: Installation) -> Workspace:
        async with self._sessions.writing() as session:
            space = await Workspaces(session, self._ids).ensure(
                made.platform, made.external_id, made.name
            )
            values = {
                "bot_user": made.bot_user,
                "bot": made.bot,
                "scopes": ",".join(made.scopes),
                "token": self._keyring.seal(made.token, space.id),
                "refresh_token": (
                    self._keyring.seal(made.refresh_token, space.id) if made.refresh_token else None
                ),
                "expires_at": made.expires_at,
                "refreshing_until": None,
                "installed_at": made.installed_at,
            }
            await session.execute(
                session.upsert(installation, list(values)).values(workspace_id=space.id, **values)
            )
            await session.commit()
        return space

    async def of_team(self, platform: str, external_id: str) -> Installation | None:
        return await self._one(
            _joined().where(
                workspace.c.platform == platform, workspace.c.external_id == external_id
            )
        )

    async def of_workspace(self, workspace_id: str) -> Installation | None:
        return await self._one(_joined().where(workspace.c.id == workspace_id))

    async def all(self, platform: str) -> Sequence[Installation]:
        async with self._sessions.reading() as session:
            rows = await session.all(
                _joined().where(workspace.c.platform == platform).order_by(workspace.c.id)
            )
        return [self._opened(row) for row in rows]

    async def remove(
        self, platform: str, external_id: str, *, reason: str, said_at: datetime | None = None
    ) -> bool:
        async with self._sessions.writing() as session:
            row = await session.first_to_change(
                _joined().where(
                    workspace.c.platform == platform, workspace.c.external_id == external_id
                )
            )
            if row is None or (said_at is not None and said_at < row.installed_at):
                return False
            await session.execute(
                delete(installation).where(installation.c.workspace_id == row.workspace_id)
            )
            await session.execute(
                update(outbox)
                .where(outbox.c.workspace_id == row.workspace_id, outbox.c.state.in_(PENDING))
                .values(
                    state=DeliveryState.DEAD.value,
                    ended_at=self._clock.now(),
                    lease_until=None,
                    reason=reason,
                )
            )
            await session.commit()
        return True

    async def may_refresh(self, workspace_id: str, until: datetime) -> bool:
        now = self._clock.now()
        async with self._sessions.writing() as session:
            done = await session.execute(
                update(installation)
                .where(
                    installation.c.workspace_id == workspace_id,
                    or_(
                        installation.c.refreshing_until.is_(None),
                        installation.c.refreshing_until <= now,
                    ),
                )
                .values(refreshing_until=until)
            )
            await session.commit()
        return done.rowcount > 0

    async def issue_state(self, state: str, until: datetime) -> bool:
        now = self._clock.now()
        async with self._sessions.writing() as session:
            await session.execute(delete(install_state).where(install_state.c.expires_at <= now))
            counted = await session.first(select(func.count()).select_from(install_state))
            if counted is not None and counted[0] >= MOST_STATES:
                await session.commit()
                return False
            await session.execute(
                session.insert_new(install_state, "digest").values(
                    digest=_digest(state), expires_at=until
                )
            )
            await session.commit()
        return True

    async def use_state(self, state: str) -> bool:
        async with self._sessions.writing() as session:
            done = await session.execute(
                delete(install_state).where(
                    install_state.c.digest == _digest(state),
                    install_state.c.expires_at > self._clock.now(),
                )
            )
            await session.commit()
        return done.rowcount > 0

    async def seal_again(self) -> int:
        """Seals every token with the first key; returns how many workspaces there are.

        All or none: raises WrongKey, and changes nothing, where one cannot be opened.
        """
        async with self._sessions.writing() as session:
            rows = await session.all(session.to_change(select(installation)))
            for row in rows:
                refresh = row.refresh_token
                await session.execute(
                    update(installation)
                    .where(installation.c.workspace_id == row.workspace_id)
                    .values(
                        token=self._keyring.seal_again(row.token),
                        refresh_token=self._keyring.seal_again(refresh) if refresh else None,
                    )
                )
            await session.commit()
        return len(rows)

    async def _one(self, statement: Select[Any]) -> Installation | None:
        async with self._sessions.reading() as session:
            row = await session.first(statement)
        return None if row is None else self._opened(row)

    def _opened(self, row: Row[Any]) -> Installation:
        owner = row.workspace_id
        return Installation(
            platform=row.platform,
            external_id=row.external_id,
            name=row.name,
            bot_user=row.bot_user,
            bot=row.bot,
            token=self._keyring.open(row.token, owner),
            installed_at=row.installed_at,
            scopes=tuple(filter(None, row.scopes.split(","))),
            refresh_token=(
                self._keyring.open(row.refresh_token, owner) if row.refresh_token else ""
            ),
            expires_at=row.expires_at,
            workspace_id=owner,
        )


def _joined() -> Select[Any]:
    return select(
        installation, workspace.c.platform, workspace.c.external_id, workspace.c.name
    ).join(workspace, workspace.c.id == installation.c.workspace_id)


def _digest(state: str) -> str:
    """What is kept of a state: whoever reads the database cannot finish an installation."""
    return hashlib.sha256(state.encode()).hexdigest()
