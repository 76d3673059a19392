"""The Bolt app: finds the workspace that a request is for, and hands it to who listens there.

Bolt answers only when a listener is through (`process_before_response`), so what Slack hears as
taken is stored. Who we are in a workspace is known here: no event costs a question to Slack.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from ntg_bot.domain.errors import DeliveryError, StorageError
from ntg_bot.platforms.slack import reading
from ntg_bot.platforms.slack.desks import Desk
from ntg_bot.platforms.slack.listeners import Listeners

log = structlog.get_logger(__name__)

ANYTHING = re.compile(r"[\s\S]*")

_KEPT_BY_THE_DESK = "not for Bolt"

Payload = dict[str, Any]
Finder = Callable[[str], Awaitable[Desk | None]]
Removal = Callable[[str, datetime], Awaitable[None]]


class Dispatch:
    """`desk_of` finds a workspace by Slack's id; `removed` is told which one the app left, when."""

    def __init__(self, desk_of: Finder, removed: Removal) -> None:
        self._desk_of = desk_of
        self._removed = removed

    def app(self) -> AsyncApp:
        """Requests come to it verified: over HTTP by our own check of the raw bytes, over Socket
        Mode by the connection.
        """

        async def authorize(context: Any) -> AuthorizeResult:
            """Enough for Bolt to go on; the listeners have calls of their own."""
            team: str | None = context.get("team_id")
            return AuthorizeResult(enterprise_id=None, team_id=team, bot_token=_KEPT_BY_THE_DESK)

        quiet = logging.getLogger("slack_bolt.ntg")
        quiet.setLevel(logging.ERROR)
        app = AsyncApp(
            name="ntg-bot",  # or Bolt reads the source of every caller to find one
            logger=quiet,
            client=AsyncWebClient(retry_handlers=[]),
            authorize=authorize,
            process_before_response=True,
            request_verification_enabled=False,
            ignoring_self_events_enabled=False,  # the listeners do, and know every bot's id
            signing_secret="checked before Bolt",  # noqa: S106 - Bolt wants one, and checks none
        )
        app.event(ANYTHING)(self.on_event)
        app.command(ANYTHING)(self.on_command)
        app.shortcut(ANYTHING)(self.on_shortcut)
        app.action(ANYTHING)(self.on_action)
        app.view(ANYTHING)(self.on_view)
        app.view_closed(ANYTHING)(self.on_nothing)
        app.options(ANYTHING)(self.on_options)
        app.error(self.on_error)
        return app

    async def take_event(self, body: Payload) -> int:
        """`on_event` without Bolt; the status that Slack is to hear."""
        try:
            await self.on_event(body)
        except Exception as error:  # noqa: BLE001 - as Bolt does: Slack must hear 503, the log no words
            return (await self.on_error(error)).status
        return 200

    async def on_event(self, body: Payload) -> None:
        """An event of the Events API; those that ask nothing of us are acknowledged."""
        event = body.get("event") or {}
        kind, team = event.get("type"), reading.team_of(body)
        tokens = event.get("tokens") or {}
        if kind == "app_uninstalled" or (kind == "tokens_revoked" and tokens.get("bot")):
            at = datetime.fromtimestamp(int(body.get("event_time") or 0), UTC)
            await self._removed(team, at)
        elif (listeners := await self._listeners(body)) is not None:
            await listeners.on_event(body)

    async def on_command(self, body: Payload, ack: AsyncAck) -> None:
        listeners = await self._listeners(body)
        if listeners is None:
            await ack("This app is no longer installed in this workspace.")
        else:
            await listeners.on_command(body, ack)

    async def on_shortcut(self, body: Payload, ack: AsyncAck) -> None:
        listeners = await self._listeners(body)
        await (ack() if listeners is None else listeners.on_shortcut(body, ack))

    async def on_action(self, body: Payload, ack: AsyncAck) -> None:
        listeners = await self._listeners(body)
        await (ack() if listeners is None else listeners.on_action(body, ack))

    async def on_view(self, body: Payload, ack: AsyncAck) -> None:
        listeners = await self._listeners(body)
        await (ack() if listeners is None else listeners.on_view(body, ack))

    async def on_options(self, ack: AsyncAck) -> None:
        """Our menus carry their options; a question for more gets none."""
        await ack(options=[])

    async def on_nothing(self, ack: AsyncAck) -> None:
        """A window that was closed."""
        await ack()

    async def on_error(self, error: Exception) -> BoltResponse:
        """Nothing was stored: Slack is told so, and delivers again. No body goes into the log."""
        if isinstance(error, StorageError | DeliveryError):
            log.error("event not taken", reason=str(error))
        else:
            # Where it broke, never with what: a traceback's values are people's words.
            frames = traceback.extract_tb(error.__traceback__)
            where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-6:]]
            log.error("event not taken", error=type(error).__name__, where=where)
        return BoltResponse(status=503, body="")

    async def _listeners(self, body: Payload) -> Listeners | None:
        desk = await self._desk_of(reading.team_of(body))
        if desk is None:
            log.warning("event of another workspace left alone")
            return None
        return desk.listeners
