"""Slack as the courier and the server see it: a ChatPlatform and Routes in one."""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from aiohttp import web

from ntg_bot.conversation.cards import Card
from ntg_bot.domain.errors import ConfigError, DeliveryError
from ntg_bot.domain.taxonomy import Community
from ntg_bot.platforms.slack.calls import REVOKED, SlackCalls, SlackRefused
from ntg_bot.platforms.slack.door import HttpDoor
from ntg_bot.platforms.slack.identity import Identity, WhoAmI
from ntg_bot.platforms.slack.listeners import Listeners
from ntg_bot.platforms.slack.posting import Poster
from ntg_bot.platforms.slack.reading import PLATFORM
from ntg_bot.platforms.slack.settings import Mode, SlackSetup
from ntg_bot.platforms.slack.socket import SocketDoor
from ntg_bot.platforms.slack.surfaces import Surfaces
from ntg_bot.platforms.slack.whispers import Whispers
from ntg_bot.platforms.slack.windows import Draw, Windows
from ntg_bot.services.ports import Clock, Delivery, Inbox, UnitOfWorkFactory

log = structlog.get_logger(__name__)


class SlackPlatform:
    """One Slack app in one workspace. `draw` is the presenter's `present`: forms are drawn anew."""

    def __init__(
        self,
        *,
        setup: SlackSetup,
        inbox: Inbox,
        uow: UnitOfWorkFactory,
        clock: Clock,
        draw: Draw,
        communities: Sequence[Community],
    ) -> None:
        self._setup = setup
        self._inbox = inbox
        self._uow = uow
        self._clock = clock
        self._draw = draw
        self._communities = tuple(communities)
        self._calls = SlackCalls(
            token=setup.bot_token,
            base_url=setup.api_base_url,
            timeout_seconds=setup.timeout_seconds,
            doubt_seconds=setup.lookup_delay_seconds,
            pace_seconds=setup.pace_seconds,
        )
        self._whispers = Whispers()
        self._poster = Poster(self._calls, self._whispers, clock)
        self._identity = WhoAmI(self._calls)
        self._http: HttpDoor | None = None
        self._socket: SocketDoor | None = None

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def is_alive(self) -> bool:
        """Whether Slack can reach us, as far as this side knows."""
        return self._socket is None or self._socket.is_alive

    async def identity(self) -> Identity:
        """Which workspace this is. Raises DeliveryError while Slack does not say."""
        return await self._identity()

    # --- Routes -------------------------------------------------------------------------------

    def routes(self) -> list[web.RouteDef]:
        """POST /slack/events, in Socket Mode nothing."""
        if self._setup.mode is Mode.SOCKET:
            return []

        async def take(request: web.Request) -> web.StreamResponse:
            if self._http is None:
                return web.Response(status=503)
            return await self._http.take(request)

        return [web.post("/slack/events", take)]

    async def start(self) -> None:
        """Asks who we are and opens the way in. Raises ConfigError for a token Slack refuses."""
        try:
            me = await self._identity()
            log.info("slack workspace", team=me.team, mode=self._setup.mode.value)
        except SlackRefused as error:
            if error.error in REVOKED:
                await self._calls.close()
                raise ConfigError(
                    "NTG_SLACK__BOT_TOKEN",
                    f"Slack does not accept this token ({error.error}). Copy the Bot User OAuth "
                    "Token from your app's page, OAuth & Permissions.",
                ) from None
            log.warning("slack not ready yet", reason=str(error))
        except DeliveryError as error:  # Slack is away: the first event asks again
            log.warning("slack not ready yet", reason=str(error))
        listeners = Listeners(
            inbox=self._inbox,
            clock=self._clock,
            identity=self._identity,
            calls=self._calls,
            windows=Windows(self._calls, self._uow, self._draw),
            surfaces=Surfaces(self._calls, self._uow, self._clock, self._communities),
            whispers=self._whispers,
        )
        app = listeners.app()
        if self._setup.mode is Mode.HTTP:
            self._http = HttpDoor(app, self._setup.signing_secret, self._clock)
        else:
            self._socket = SocketDoor(app, self._setup)
            await self._socket.start()

    async def close(self) -> None:
        """Takes nothing more in. Posting goes on until `end`."""
        self._http = None
        if self._socket is not None:
            await self._socket.close()

    async def end(self) -> None:
        """Gives the connections back, when nothing is posted any more."""
        await self._calls.close()

    # --- ChatPlatform -------------------------------------------------------------------------

    async def post(self, delivery: Delivery, card: Card) -> str:
        """Posts into the channel or thread, privately with `only_for`; the key goes along."""
        return await self._poster.post(delivery, card)

    async def replace(self, delivery: Delivery, message: str, card: Card) -> str:
        """Redraws a message of ours."""
        return await self._poster.replace(delivery, message, card)

    async def find(self, delivery: Delivery) -> str | None:
        """The message that carries the delivery's key, or None."""
        return await self._poster.find(delivery)
