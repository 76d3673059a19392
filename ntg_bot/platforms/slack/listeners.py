"""One workspace's listeners: each translates and puts one row into the inbox, and nothing more.

The exceptions are windows, which Slack opens for three seconds only, and what is
drawn without being asked for: the Home tab and suggested prompts.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck

from ntg_bot.conversation.events import Place
from ntg_bot.platforms.base import hand_in
from ntg_bot.platforms.slack import forms, reading
from ntg_bot.platforms.slack.calls import SlackCalls
from ntg_bot.platforms.slack.identity import Identity
from ntg_bot.platforms.slack.render import OPEN_FORM, SHARE_ALL
from ntg_bot.platforms.slack.surfaces import Surfaces
from ntg_bot.platforms.slack.windows import Windows
from ntg_bot.services.ports import Clock, Inbox

SHARE_MESSAGE, SHARE, ASK = "ntg.share_message", "ntg.share", "ntg.ask"
"""callback ids of the shortcuts, as the manifest names them"""

Payload = dict[str, Any]


class Listeners:
    """Everything that Slack tells the bot in one workspace."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        clock: Clock,
        identity: Callable[[], Awaitable[Identity]],
        calls: SlackCalls,
        windows: Windows,
        surfaces: Surfaces,
    ) -> None:
        self._inbox = inbox
        self._clock = clock
        self._identity = identity
        self._calls = calls
        self._windows = windows
        self._surfaces = surfaces

    # --- events -------------------------------------------------------------------------------

    async def on_event(self, body: Payload) -> None:
        """An event of the Events API; those that ask nothing of us are acknowledged."""
        me = await self._identity()
        event = body.get("event") or {}
        match event.get("type"):
            case "message" | "app_mention":
                now = self._clock.now()
                said = reading.message(body, me.bot_user, now)
                is_new = await self._take(said or reading.followed(body, me.bot_user, now))
                if is_new and said is not None:
                    await self._think(said.event.place)
            case "app_home_opened":
                await self._surfaces.home_opened(me.team, event)
            case "assistant_thread_started":
                await self._surfaces.thread_started(event)
            case "member_joined_channel":
                if event.get("user") == me.bot_user:
                    await self._surfaces.joined(me.team, str(event.get("channel") or ""))
            case "reaction_added":
                await self._take(await self._surfaces.nominated(me, body))

    # --- interactions -------------------------------------------------------------------------

    async def on_command(self, body: Payload, ack: AsyncAck) -> None:
        """`/ntg ...`: the answer comes privately, from the outbox."""
        incoming = reading.command(body, self._clock.now())
        if incoming is not None:
            await self._take(incoming)
        await ack()

    async def on_shortcut(self, body: Payload, ack: AsyncAck) -> None:
        """A shortcut opens its window at once."""
        user = str((body.get("user") or {}).get("id") or "")
        trigger = str(body.get("trigger_id") or "")
        match body.get("callback_id"):
            case "ntg.ask":
                await self._windows.open_ask(trigger, user)
            case "ntg.share":
                await self._windows.open_share(trigger, user)
            case "ntg.share_message":
                await self._share_message(body, trigger, user)
        await ack()

    async def _share_message(self, body: Payload, trigger: str, user: str) -> None:
        """One's own message opens as a draft; of somebody else's, its author is asked."""
        me = await self._identity()
        message = body.get("message") or {}
        text = self._surfaces.text_of(message, me.bot_user)
        author = str(message.get("user") or "")
        if reading.is_outsider(body) or reading.is_from_outside(body, message):
            await self._windows.say(
                trigger, "Nothing to share", "Only what the people of this workspace write."
            )
            return
        if author == user:
            channel = str((body.get("channel") or {}).get("id") or "")
            source = f"{channel}:{message.get('ts') or ''}" if channel else ""
            await self._windows.open_share(trigger, user, text, source)
            return
        if not text or not author or author == me.bot_user or message.get("bot_id"):
            await self._windows.say(trigger, "Nothing to share", "Only what a colleague wrote.")
            return
        channel = str((body.get("channel") or {}).get("id") or "")
        await self._take(
            self._surfaces.ask_author(body, author, text, channel, str(message.get("ts") or ""))
        )
        await self._windows.say(
            trigger,
            "Share as practice",
            "I have asked the person who wrote this. Nothing is shared without their yes.",
        )

    async def on_action(self, body: Payload, ack: AsyncAck) -> None:
        """A button. One that opens a form does so now; every other one goes to the inbox."""
        found = reading.pressed(body)
        if found is None:
            await ack()
            return
        action, value, delivery_key = found
        user = str((body.get("user") or {}).get("id") or "")
        if action == OPEN_FORM:
            origin = reading.origin(body, delivery_key)
            trigger = str(body.get("trigger_id") or "")
            await self._windows.open_form(trigger, user, origin, value)
        elif action == "ask.start":
            await self._windows.open_ask(str(body.get("trigger_id") or ""), user)
        elif action == "share.start":
            await self._windows.open_share(str(body.get("trigger_id") or ""), user)
        elif action == SHARE_ALL:
            await self._surfaces.share_with_all(user, delivery_key)
        else:
            await self._take(reading.button(body, self._clock.now()))
        await ack()

    async def on_view(self, body: Payload, ack: AsyncAck) -> None:
        """A window was sent off: faults are said at their fields, the rest goes to the inbox."""
        view = body.get("view") or {}
        returned = forms.read(view)
        if returned is None:
            await ack()
            return
        faults = forms.faults(view, returned)
        if faults:
            await ack(response_action="errors", errors=faults)
            return
        now = self._clock.now()
        asked = self._windows.asked(returned)
        if asked is None:
            await self._take(reading.form(body, returned, now))
        else:
            user = str((body.get("user") or {}).get("id") or "")
            await self._take(reading.said_for(body, user, asked, reading.action_key(body), now))
        await ack(response_action="clear")

    # --- the inbox ----------------------------------------------------------------------------

    async def _take(self, incoming: reading.Incoming | None) -> bool:
        """True where it is new."""
        return incoming is not None and await hand_in(self._inbox, incoming.event, incoming.key)

    async def _think(self, place: Place) -> None:
        """In a thread of the bot's own conversation, where agents show what they are at."""
        if place.is_direct and place.thread:
            await self._surfaces.thinking(place.channel, place.thread)
