"""What Slack shows besides messages: the Home tab, prompts, a greeting, a nomination."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import structlog

from ntg_bot.conversation import facts
from ntg_bot.domain.errors import DeliveryError, StorageError
from ntg_bot.platforms.slack import reading, words
from ntg_bot.platforms.slack.calls import SlackCalls
from ntg_bot.platforms.slack.identity import Identity
from ntg_bot.platforms.slack.manifest import PROMPTS
from ntg_bot.platforms.slack.posting import is_shareable
from ntg_bot.platforms.slack.render import home_view
from ntg_bot.platforms.slack.windows import Draw
from ntg_bot.services.ports import Clock, Delivery, DeliveryState, UnitOfWorkFactory

log = structlog.get_logger(__name__)

NOMINATION = "bulb"
GREETING_PRIORITY = 5
STATUS_SECONDS = 1.0
"""for showing a status: Slack is told that the message is stored only after it"""


class Surfaces:
    """Drawn when Slack says somebody looks; a failure is logged and mended at the next look."""

    def __init__(
        self,
        calls: SlackCalls,
        uow: UnitOfWorkFactory,
        clock: Clock,
        draw: Draw,
    ) -> None:
        self._calls = calls
        self._uow = uow
        self._clock = clock
        self._draw = draw

    async def home_opened(self, team: str, event: Mapping[str, Any]) -> None:
        """The Home tab is drawn; the Messages tab gets prompts."""
        user, channel = str(event.get("user") or ""), str(event.get("channel") or "")
        try:
            if event.get("tab") == "messages":
                await self._prompt(channel_id=channel)
            elif user:
                card = await self._draw(facts.Home(reading.PLATFORM, team, user))
                await self._calls.call("views.publish", user_id=user, view=home_view(card))
        except (DeliveryError, StorageError) as error:
            log.warning("surface not drawn", tab=str(event.get("tab")), reason=str(error))

    async def thread_started(self, event: Mapping[str, Any]) -> None:
        """Prompts in the older assistant view, which has a thread for each conversation."""
        thread = event.get("assistant_thread") or {}
        try:
            await self._prompt(
                channel_id=str(thread.get("channel_id") or ""),
                thread_ts=str(thread.get("thread_ts") or ""),
            )
        except DeliveryError as error:
            log.warning("prompts not set", reason=str(error))

    async def thinking(self, channel: str, thread: str) -> None:
        """A status while the answer is made; Slack takes it away when the answer comes."""
        try:
            await self._calls.call(
                "assistant.threads.setStatus",
                within=STATUS_SECONDS,
                channel_id=channel,
                thread_ts=thread,
                status="is looking that up",
            )
        except DeliveryError as error:
            log.info("status not set", reason=str(error))

    async def joined(self, team: str, channel: str) -> None:
        """One greeting a channel, ever: its key is the channel's."""
        async with self._uow() as work:
            workspace = await work.workspaces.ensure(reading.PLATFORM, team, team)
            greeting = Delivery(
                key=f"greeting:{workspace.id}:{channel}",
                platform=reading.PLATFORM,
                workspace_id=workspace.id,
                channel=channel,
                facts=facts.encode(facts.Reply("channel.greeting")),
                priority=GREETING_PRIORITY,
            )
            await work.outbox.add(greeting, self._clock.now())
            await work.commit()

    async def share_with_all(self, user: str, delivery_key: str) -> None:
        """Says a private answer to its whole channel, once; only the one who got it may."""
        async with self._uow() as work:
            told = await work.outbox.by_key(delivery_key)
            if told is None or told.only_for != user or not is_shareable(told):
                return
            shared = dataclasses.replace(
                told,
                key=f"shared:{told.key}",
                only_for="",
                replaces="",
                reply_address="",
                state=DeliveryState.NEW,
                attempts=0,
                external_id="",
            )
            await work.outbox.add(shared, self._clock.now())
            await work.commit()

    async def nominated(self, me: Identity, payload: Mapping[str, Any]) -> reading.Incoming | None:
        """A :bulb: on somebody's message asks its author; anything else is nothing to us."""
        event = payload.get("event") or {}
        item = event.get("item") or {}
        author = str(event.get("item_user") or "")
        if event.get("reaction") != NOMINATION or item.get("type") != "message":
            return None
        if not author or author == me.bot_user:
            return None
        channel, ts = str(item.get("channel") or ""), str(item.get("ts") or "")
        found = await self._calls.form("reactions.get", channel=channel, timestamp=ts, full="true")
        message = found.get("message") or {}
        text = self.text_of(message, me.bot_user)
        if not text or message.get("bot_id") or message.get("user") != author:
            return None
        if reading.is_outsider(payload) or reading.is_from_outside(payload, message):
            return None
        return self.ask_author(payload, author, text, channel, ts)

    def ask_author(
        self, payload: Mapping[str, Any], author: str, text: str, channel: str, ts: str
    ) -> reading.Incoming:
        """Puts a draft before the author, in their direct message; once for each message."""
        return reading.nominated(payload, author, text, f"{channel}:{ts}", self._clock.now())

    def text_of(self, message: Mapping[str, Any], bot_user: str) -> str:
        """The words of a message as Slack gives it."""
        text = message.get("text")
        return words.plain(text, bot_user) if isinstance(text, str) else ""

    async def _prompt(self, channel_id: str, thread_ts: str = "") -> None:
        prompts = [{"title": title, "message": message} for title, message in PROMPTS]
        await self._calls.call(
            "assistant.threads.setSuggestedPrompts",
            channel_id=channel_id,
            thread_ts=thread_ts,
            prompts=prompts,
        )
