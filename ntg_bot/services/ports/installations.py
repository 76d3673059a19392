"""Workspaces that installed the app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.people import Workspace


@dataclass(frozen=True, slots=True)
class Installation:
    """One workspace's leave for the bot to act in it. Its tokens are shown by no `repr`."""

    platform: str
    external_id: str
    """the platform's own id of the workspace"""
    name: str
    bot_user: str
    """the bot's ids in that workspace, the platform's own"""
    bot: str
    token: str = field(repr=False)
    installed_at: datetime
    scopes: tuple[str, ...] = ()
    refresh_token: str = field(default="", repr=False)
    expires_at: datetime | None = None
    """None for a token that lasts until it is revoked"""
    workspace_id: str = ""
    """our own id; empty for one not stored yet"""


class Installations(Protocol):
    """Kept with the tokens sealed. Each call is its own transaction; all raise StorageError."""

    async def put(self, made: Installation) -> Workspace:
        """Adds or replaces the installation of that workspace, which is made if it is new."""
        ...

    async def of_team(self, platform: str, external_id: str) -> Installation | None: ...

    async def of_workspace(self, workspace_id: str) -> Installation | None: ...

    async def all(self, platform: str) -> Sequence[Installation]: ...

    async def remove(
        self, platform: str, external_id: str, *, reason: str, said_at: datetime | None = None
    ) -> bool:
        """Deletes it with its tokens and sets aside, with `reason`, what is still to be said there.

        False where there is none, or where it was made after `said_at`: word of an earlier removal.
        """
        ...

    async def may_refresh(self, workspace_id: str, until: datetime) -> bool:
        """True for one caller at a time, who may then exchange the token until `until`."""
        ...

    async def issue_state(self, state: str, until: datetime) -> bool:
        """Begins an installation; False where too many are under way."""
        ...

    async def use_state(self, state: str) -> bool:
        """Ends it: True once for every state issued, and only before its end."""
        ...
