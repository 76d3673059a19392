"""Slack as the courier and the server see it: a ChatPlatform and Routes in one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

import structlog
from aiohttp import web

from ntg_bot.conversation.cards import Card
from ntg_bot.domain.errors import ConfigError, DeliveryError, Obstacle
from ntg_bot.domain.people import ChannelAbout, Purpose
from ntg_bot.platforms.slack.calls import REVOKED, SlackCalls, SlackRefused
from ntg_bot.platforms.slack.channels import about
from ntg_bot.platforms.slack.desks import Desk, Desks, NotInstalled
from ntg_bot.platforms.slack.dispatch import Dispatch
from ntg_bot.platforms.slack.door import HttpDoor
from ntg_bot.platforms.slack.guests import Guests, has_left
from ntg_bot.platforms.slack.identity import Identity
from ntg_bot.platforms.slack.listeners import Listeners
from ntg_bot.platforms.slack.oauth import InstallDoor
from ntg_bot.platforms.slack.pacing import Ticking
from ntg_bot.platforms.slack.posting import Poster
from ntg_bot.platforms.slack.reading import PLATFORM
from ntg_bot.platforms.slack.settings import Mode, SlackSetup
from ntg_bot.platforms.slack.socket import SocketDoor
from ntg_bot.platforms.slack.surfaces import Surfaces
from ntg_bot.platforms.slack.windows import Draw, Windows
from ntg_bot.services.ports import Clock, Delivery, Inbox, Installations, UnitOfWorkFactory

T = TypeVar("T")

GONE = frozenset({"account_inactive", "token_revoked"})
"""how Slack refuses the token of a workspace that took the app out"""

OF_A_CHANNEL = frozenset({Obstacle.NOT_IN_CHANNEL, Obstacle.ARCHIVED, Obstacle.MAY_NOT_POST})

log = structlog.get_logger(__name__)


class SlackPlatform:
    """One Slack app, in one workspace or many. `draw` is the presenter's `present`: forms are
    drawn anew. With `installations`, workspaces install the app themselves.
    """

    def __init__(
        self,
        *,
        setup: SlackSetup,
        inbox: Inbox,
        uow: UnitOfWorkFactory,
        clock: Clock,
        draw: Draw,
        installations: Installations | None = None,
        ticking: Ticking = time.monotonic,
    ) -> None:
        self._setup = setup
        self._inbox = inbox
        self._uow = uow
        self._clock = clock
        self._draw = draw
        self._installations = installations
        self._desks = Desks(setup, self._staff, installations, uow, clock, ticking)
        self._guests = Guests(clock)
        self._http: HttpDoor | None = None
        self._socket: SocketDoor | None = None
        self._install = (
            InstallDoor(setup, installations, clock, self._desks.forget)
            if installations is not None
            else None
        )

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def is_alive(self) -> bool:
        """Whether Slack can reach us, as far as this side knows."""
        return self._socket is None or self._socket.is_alive

    async def gave_up(self) -> None:
        """Returns when Socket Mode cannot be mended from here; over HTTP never."""
        if self._socket is None:
            await asyncio.Event().wait()
        else:
            await self._socket.gave_up.wait()

    async def identity(self) -> Identity:
        """Whose the settings' token is. Raises DeliveryError while Slack does not say."""
        if self._desks.own is None:
            raise NotInstalled
        return await self._desks.own.identity()

    # --- Routes -------------------------------------------------------------------------------

    def routes(self) -> list[web.RouteDef]:
        """POST /slack/events, in Socket Mode nothing; and where workspaces install the app."""

        async def take(request: web.Request) -> web.StreamResponse:
            if self._http is None:
                return web.Response(status=503)
            return await self._http.take(request)

        events = [] if self._setup.mode is Mode.SOCKET else [web.post("/slack/events", take)]
        return [*events, *(self._install.routes() if self._install is not None else ())]

    async def start(self) -> None:
        """Asks who we are and opens the way in. Raises ConfigError for a token Slack refuses, and
        StorageError for installations that no key opens.
        """
        if self._installations is not None:
            teams = [each.external_id for each in await self._installations.all(PLATFORM)]
            log.info("slack workspaces", installed=len(teams), mode=self._setup.mode.value)
        if self._desks.own is not None:
            await self._meet(self._desks.own)
        dispatch = Dispatch(self._desks.of_team, self._removed)
        app = dispatch.app()
        if self._setup.mode is Mode.HTTP:
            self._http = HttpDoor(app, self._setup.signing_secret, self._clock, dispatch.take_event)
        else:
            self._socket = SocketDoor(app, self._setup)
            await self._socket.start()

    async def _meet(self, own: Desk) -> None:
        try:
            me = await own.identity()
            log.info("slack workspace", team=me.team, mode=self._setup.mode.value)
        except SlackRefused as error:
            if error.error in REVOKED:
                await self._desks.close()
                raise ConfigError(
                    "NTG_SLACK__BOT_TOKEN",
                    f"Slack does not accept this token ({error.error}). Copy the Bot User OAuth "
                    "Token from your app's page, OAuth & Permissions.",
                ) from None
            log.warning("slack not ready yet", reason=str(error))
        except DeliveryError as error:  # Slack is away: the first event asks again
            log.warning("slack not ready yet", reason=str(error))

    async def close(self) -> None:
        """Takes nothing more in. Posting goes on until `end`."""
        self._http = None
        if self._socket is not None:
            await self._socket.close()

    async def end(self) -> None:
        """Gives the connections back, when nothing is posted any more."""
        await self._desks.close()

    # --- ChannelDirectory ---------------------------------------------------------------------

    async def about(self, workspace: str, channel: str) -> ChannelAbout:
        """What a channel is, by Slack's own ids. Raises DeliveryError while Slack does not say."""
        desk = await self._desks.of_team(workspace)
        if desk is None:
            raise NotInstalled
        return await about(desk.calls, channel)

    @property
    def broken(self) -> int:
        """To how many workspaces this process makes no calls for a while."""
        return self._desks.broken

    # --- PeopleDirectory ----------------------------------------------------------------------

    async def is_guest(self, workspace: str, user: str) -> bool:
        """By Slack's own ids. Raises DeliveryError while Slack does not say."""
        desk = await self._desks.of_team(workspace)
        if desk is None:
            raise NotInstalled
        return await self._guests.is_guest(desk.calls, workspace, user)

    # --- LeaverDirectory ----------------------------------------------------------------------

    async def has_left(self, workspace: str, user: str) -> bool:
        """By Slack's own ids. Raises DeliveryError while Slack does not say."""
        desk = await self._desks.of_team(workspace)
        if desk is None:
            raise NotInstalled
        return await has_left(desk.calls, user)

    # --- ChatPlatform -------------------------------------------------------------------------

    async def post(self, delivery: Delivery, card: Card) -> str:
        """Posts into the channel or thread, privately with `only_for`; the key goes along."""
        await self._keep_inside(delivery)
        return await self._at_desk(delivery, lambda poster: poster.post(delivery, card))

    async def replace(self, delivery: Delivery, message: str, card: Card) -> str:
        """Redraws a message of ours."""
        return await self._at_desk(delivery, lambda poster: poster.replace(delivery, message, card))

    async def find(self, delivery: Delivery) -> str | None:
        """The message that carries the delivery's key, or None."""
        return await self._at_desk(delivery, lambda poster: poster.find(delivery))

    async def _keep_inside(self, delivery: Delivery) -> None:
        """Raises DeliveryError where people of other organisations would read what is for the
        moderators. Asked each time, for a channel can be shared long after it was bound.
        """
        if delivery.only_for or delivery.channel.startswith(("D", "@")):
            return
        async with self._uow(read_only=True) as work:
            binding = await work.bindings.of_channel(delivery.workspace_id, delivery.channel)
        if binding is None or binding.purpose is not Purpose.MODERATORS:
            return
        desk = await self._desks.of_workspace(delivery.workspace_id)
        if (await about(desk.calls, delivery.channel)).is_shared:
            raise DeliveryError(
                "the moderators' channel is shared with other organisations",
                permanent=True,
                obstacle=Obstacle.SHARED,
            )

    async def _at_desk(self, delivery: Delivery, act: Callable[[Poster], Awaitable[T]]) -> T:
        """`act` in the delivery's workspace; with a token that was renewed meanwhile, once more."""
        desk = await self._desks.of_workspace(delivery.workspace_id)
        try:
            return await act(desk.poster)
        except SlackRefused as error:
            if delivery.channel.startswith(("D", "@")) and error.obstacle in OF_A_CHANNEL:
                error.obstacle = None  # that person has gone, and nobody can mend it
            if error.error not in REVOKED:
                raise
            if not await self._desks.is_renewed(desk):
                if error.error in GONE and desk is not self._desks.own:
                    # Slack's word of it did not reach us.
                    await self._removed((await desk.identity()).team, self._clock.now())
                raise
        desk = await self._desks.of_workspace(delivery.workspace_id)
        return await act(desk.poster)

    # --- workspaces ---------------------------------------------------------------------------

    async def _removed(self, team: str, at: datetime) -> None:
        """The app was taken out of a workspace: its token goes, and what was to be said there."""
        if self._installations is None:
            log.error("app removed", team=team)
            return
        reason = "the app was removed from this workspace"
        is_gone = await self._installations.remove(PLATFORM, team, reason=reason, said_at=at)
        if not is_gone and await self._desks.is_shut_out(team):  # our clock may be ahead of Slack's
            is_gone = await self._installations.remove(PLATFORM, team, reason=reason)
        await self._desks.forget(team)
        log.warning("app removed", team=team, had_token=is_gone)

    def _staff(
        self, calls: SlackCalls, identity: Callable[[], Awaitable[Identity]]
    ) -> tuple[Poster, Listeners]:
        """Who posts and who listens in one workspace."""
        listeners = Listeners(
            inbox=self._inbox,
            clock=self._clock,
            identity=identity,
            calls=calls,
            windows=Windows(calls, self._uow, self._draw),
            surfaces=Surfaces(calls, self._uow, self._clock, self._draw),
        )
        return Poster(calls, self._clock, new_blocks=self._setup.new_blocks), listeners
