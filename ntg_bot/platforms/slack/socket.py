"""Socket Mode: the same listeners over a connection that we open, and a watch over it.

The library reconnects by itself; the watch is for when it does not, or when a connection looks
open and brings nothing. Nothing that was not stored is acknowledged.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from ntg_bot.domain.errors import ConfigError
from ntg_bot.platforms.slack.calls import REVOKED
from ntg_bot.platforms.slack.settings import SlackSetup

log = structlog.get_logger(__name__)

PING_SECONDS = 10.0
WATCH_SECONDS = 10.0
DEAF_AFTER_SECONDS = 45.0
"""without an answer to a ping; the library itself gives up after forty"""
CONNECT_SECONDS = 20.0
_SILENT = logging.getLogger("slack_bolt.ntg.socket")
_SILENT.setLevel(logging.CRITICAL)  # this module says what matters, without bodies
GIVES_UP_AFTER = 5
"""rebuilds in a row that failed: then the process is no longer alive, and is started anew"""


class SocketDoor:
    """One connection, rebuilt whenever it goes deaf."""

    def __init__(
        self,
        app: AsyncApp,
        setup: SlackSetup,
        *,
        ping_seconds: float = PING_SECONDS,
        watch_seconds: float = WATCH_SECONDS,
        deaf_after_seconds: float = DEAF_AFTER_SECONDS,
    ) -> None:
        self._app = app
        self._setup = setup
        self._ping = ping_seconds
        self._watch = watch_seconds
        self._deaf_after = deaf_after_seconds
        self._handler: AsyncSocketModeHandler | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()
        self._greeted: object = None
        """the connection over which Slack last said hello"""
        self._watched: object = None
        self._watched_since = 0.0
        self.failed = 0
        """rebuilds in a row that did not work"""
        self.gave_up = asyncio.Event()
        """set with the fifth of them; the watch tries on all the same"""

    @property
    def is_alive(self) -> bool:
        """False after five rebuilds in a row that failed."""
        return self.failed < GIVES_UP_AFTER

    async def start(self) -> None:
        """Connects, and watches. Raises ConfigError for an app token Slack refuses."""
        try:
            await self._connect()
        except SlackApiError as error:
            name = str(error.response.get("error", ""))
            if name in REVOKED or name == "not_allowed_token_type":
                await self._drop()
                raise ConfigError(
                    "NTG_SLACK__APP_TOKEN",
                    f"Slack does not accept this token ({name}). Make an app-level token with "
                    "the scope connections:write on your app's page, Basic Information.",
                ) from None
            log.warning("socket not open yet", reason=name)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("socket not open yet", reason=type(error).__name__)
        self._watcher = asyncio.create_task(self._look_after(), name="slack-socket-watch")

    async def close(self) -> None:
        """Ends the connection and the watch."""
        self._closing.set()
        if self._watcher is not None:
            await self._watcher
        await self._drop()

    async def _connect(self) -> None:
        await self._drop()
        web_client = AsyncWebClient(
            token=self._setup.app_token,
            base_url=self._setup.api_base_url,
            timeout=int(CONNECT_SECONDS),
            retry_handlers=[],
        )
        self._handler = AsyncSocketModeHandler(
            self._app,
            self._setup.app_token,
            logger=_SILENT,
            web_client=web_client,
            ping_interval=self._ping,
        )
        client = self._handler.client
        client.message_listeners.append(self._hear_hello)
        async with asyncio.timeout(CONNECT_SECONDS):
            # Asked for here, for the library would ask again and again without saying why it fails.
            client.wss_uri = await client.issue_new_wss_url()
            await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def _drop(self) -> None:
        handler, self._handler = self._handler, None
        if handler is None:
            return
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await handler.close_async()  # type: ignore[no-untyped-call]
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("old socket not closed", reason=type(error).__name__)

    async def _look_after(self) -> None:
        while not self._closing.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), self._watch)
            if self._closing.is_set() or await self._hears():
                continue
            log.warning("socket went deaf: building a new one", failed=self.failed)
            try:
                await self._connect()
                self.failed = 0
            except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
                self.failed += 1
                if not self.is_alive:
                    self.gave_up.set()
                log.error("socket not rebuilt", reason=type(error).__name__, failed=self.failed)

    async def _hears(self) -> bool:
        if self._handler is None:
            return False
        client = self._handler.client
        if not await client.is_connected():
            return False
        if not self._is_greeted(client.current_session):
            return False
        last = getattr(client, "last_ping_pong_time", None)
        return last is None or time.time() - last < self._deaf_after

    async def _hear_hello(
        self, client: AsyncBaseSocketModeClient, message: dict[str, object], _: str | None
    ) -> None:
        if message.get("type") == "hello":
            self._greeted = getattr(client, "current_session", None)

    def _is_greeted(self, connection: object) -> bool:
        """Slack says hello when a connection is ready; one that stays without it brings nothing,
        though it answers pings.
        """
        now = time.monotonic()
        if connection is not self._watched:
            self._watched, self._watched_since = connection, now
        return connection is self._greeted or now - self._watched_since < self._deaf_after
