"""A desk for each workspace: its token, its pace, its breaker, and who listens there.

Workspaces that installed the app come from the database; one more may come from the settings, with
its token. What is known of a workspace is read again every minute, so that every process notices
an installation, a removal or a new token without asking Slack.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from ntg_bot.domain.errors import DeliveryError
from ntg_bot.platforms.slack.calls import REVOKED, SlackCalls, SlackRefused
from ntg_bot.platforms.slack.identity import Identity, WhoAmI
from ntg_bot.platforms.slack.listeners import Listeners
from ntg_bot.platforms.slack.oauth import access, installation_of
from ntg_bot.platforms.slack.pacing import Ticking
from ntg_bot.platforms.slack.posting import Poster
from ntg_bot.platforms.slack.reading import PLATFORM
from ntg_bot.platforms.slack.settings import SlackSetup
from ntg_bot.services.ports import Clock, Installation, Installations, UnitOfWorkFactory

log = structlog.get_logger(__name__)

FRESH_SECONDS = 60.0
REFRESH_BEFORE = timedelta(minutes=30)
"""a token that ends is exchanged this long before; the old one is good until then"""
REFRESH_LEASE = timedelta(seconds=60)

Staff = Callable[[SlackCalls, Callable[[], Awaitable[Identity]]], tuple[Poster, Listeners]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything of one workspace."""

    identity: Callable[[], Awaitable[Identity]]
    calls: SlackCalls
    poster: Poster
    listeners: Listeners


@dataclass(slots=True)
class _Kept:
    desk: Desk
    installation: Installation
    looked_at: float


class NotInstalled(DeliveryError):
    """The app is in that workspace no longer, or never was."""

    def __init__(self) -> None:
        super().__init__("the app is not installed in this workspace", permanent=True)


class Desks:
    """`staff` makes who posts and who listens, over the calls of one workspace."""

    def __init__(
        self,
        setup: SlackSetup,
        staff: Staff,
        installations: Installations | None,
        uow: UnitOfWorkFactory,
        clock: Clock,
        ticking: Ticking = time.monotonic,
    ) -> None:
        self._setup = setup
        self._ticking = ticking
        self._staff = staff
        self._installations = installations
        self._uow = uow
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._teams: dict[str, str] = {}
        """Slack's id of a workspace by ours"""
        self._loading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """one a workspace: a slow exchange of one token keeps nobody else waiting"""
        self._retired: list[SlackCalls] = []
        self.own: Desk | None = None
        """the workspace of the token in the settings"""
        if setup.bot_token:
            calls = self._calls(setup.bot_token)
            self.own = self._desk(calls, WhoAmI(calls))

    @property
    def broken(self) -> int:
        """To how many workspaces this process makes no calls for a while."""
        desks = [kept.desk for kept in self._kept.values()]
        desks += [self.own] if self.own is not None else []
        return sum(desk.calls.is_broken for desk in desks)

    async def of_team(self, team: str) -> Desk | None:
        """By Slack's id; None where the app is not installed. Raises DeliveryError, StorageError.

        Without installations, whatever names no workspace belongs to the one there is.
        """
        found = await self._installed(team) if team else None
        if found is not None:
            return found
        if self.own is None:
            return None
        if not team and self._installations is None:
            return self.own
        return self.own if (await self.own.identity()).team == team else None

    async def of_workspace(self, workspace_id: str) -> Desk:
        """By our id. Raises NotInstalled, DeliveryError, StorageError."""
        if self._installations is None:
            if self.own is None:
                raise NotInstalled
            return self.own
        team = self._teams.get(workspace_id)
        if team is None:
            async with self._uow(read_only=True) as work:
                workspace = await work.workspaces.get(workspace_id)
            if workspace is None or workspace.platform != PLATFORM:
                raise NotInstalled
            team = self._teams[workspace_id] = workspace.external_id
        desk = await self.of_team(team)
        if desk is None:
            raise NotInstalled
        return desk

    async def forget(self, team: str) -> None:
        """What is known of the workspace is read anew by whoever comes next."""
        kept = self._kept.pop(team, None)
        if kept is not None:
            self._retired.append(kept.desk.calls)  # a call may be under way on it

    async def is_renewed(self, desk: Desk) -> bool:
        """Whether the workspace has another token by now than this desk, which Slack refused."""
        if desk is self.own:
            return False
        team = (await desk.identity()).team
        await self.forget(team)
        now = await self.of_team(team)
        return now is not None and now.calls.token != desk.calls.token

    async def is_shut_out(self, team: str) -> bool:
        """Whether Slack no longer takes the workspace's token; False while it does not say."""
        await self.forget(team)
        desk = await self._installed(team)
        if desk is None:
            return False
        try:
            await desk.calls.call("auth.test")
        except SlackRefused as error:
            return error.error in REVOKED
        except DeliveryError as error:
            log.warning("slack did not say", reason=str(error))
        return False

    async def close(self) -> None:
        """Gives every connection back."""
        desks = [kept.desk for kept in self._kept.values()]
        if self.own is not None:
            desks.append(self.own)
        for calls in (*(desk.calls for desk in desks), *self._retired):
            await calls.close()

    async def _installed(self, team: str) -> Desk | None:
        if self._installations is None:
            return None
        now = asyncio.get_running_loop().time()
        kept = self._kept.get(team)
        if kept is not None and now - kept.looked_at < FRESH_SECONDS:
            return kept.desk
        async with self._loading[team]:
            kept = self._kept.get(team)
            if kept is not None and now - kept.looked_at < FRESH_SECONDS:
                return kept.desk
            found = await self._installations.of_team(PLATFORM, team)
            if found is None:
                await self.forget(team)
                self._loading.pop(team, None)
                return None
            found = await self._refreshed(self._installations, found)
            if kept is None or kept.installation.token != found.token:
                await self.forget(team)
                kept = _Kept(self._made(found), found, now)
            kept.looked_at = now
            self._kept[team] = kept
            return kept.desk

    async def _refreshed(self, kept_in: Installations, found: Installation) -> Installation:
        """The installation, with its token exchanged where it ends soon; one process at a time."""
        now = self._clock.now()
        if not found.refresh_token or found.expires_at is None:
            return found
        if found.expires_at - now > REFRESH_BEFORE:
            return found
        if not await kept_in.may_refresh(found.workspace_id, now + REFRESH_LEASE):
            return found
        try:
            answer = await access(
                self._setup, grant_type="refresh_token", refresh_token=found.refresh_token
            )
            renewed = installation_of(answer, self._clock, bot=found.bot)
        except DeliveryError as error:
            log.error("token not exchanged", team=found.external_id, reason=str(error))
            return found
        if renewed.external_id != found.external_id:
            log.error("token not exchanged", team=found.external_id, reason="another workspace's")
            return found
        await kept_in.put(renewed)
        return renewed

    def _made(self, found: Installation) -> Desk:
        me = Identity(found.external_id, found.name, found.bot_user, found.bot)

        async def identity() -> Identity:
            return me

        return self._desk(self._calls(found.token), identity)

    def _desk(self, calls: SlackCalls, identity: Callable[[], Awaitable[Identity]]) -> Desk:
        poster, listeners = self._staff(calls, identity)
        return Desk(identity, calls, poster, listeners)

    def _calls(self, token: str) -> SlackCalls:
        setup = self._setup
        return SlackCalls(
            token=token,
            base_url=setup.api_base_url,
            timeout_seconds=setup.timeout_seconds,
            doubt_seconds=setup.lookup_delay_seconds,
            pace_seconds=setup.pace_seconds,
            ticking=self._ticking,
        )
