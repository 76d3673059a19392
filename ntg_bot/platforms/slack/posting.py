"""Deliveries to Slack: into threads, privately, into direct messages; and finding them again."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from ntg_bot.conversation import facts
from ntg_bot.conversation.cards import Card
from ntg_bot.conversation.turn import HOME
from ntg_bot.domain.encoding import CannotDecode
from ntg_bot.domain.errors import DeliveryError
from ntg_bot.platforms.slack import limits
from ntg_bot.platforms.slack.calls import SlackCalls, SlackRefused
from ntg_bot.platforms.slack.render import Rendered, home_view, render, share_button
from ntg_bot.services.ports import Clock, Delivery

METADATA = "ntg_delivery"
PAGE = 15
"""messages a look-up; Slack gives some apps no more"""
PAGES = 10
LOOK_BACK = timedelta(hours=2)
_KEYS = uuid.UUID("6a1f1f0e-0a39-5b52-9d0c-6f8b1c8b7f10")
_PRIVATE = "~"
_RESPONSE_LIFE = timedelta(minutes=30)
"""of a response_url"""
_NOT_THERE = frozenset({"not_in_channel", "channel_not_found", "user_not_in_channel"})
_NOT_DRAWN = frozenset({"invalid_blocks", "invalid_blocks_format", "invalid_arguments"})
"""what Slack says of blocks that it does not take"""
_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


class Poster:
    """What the courier asks of Slack. An id of a message is `channel:ts`, or `~channel:user:ts`
    for a private one, which Slack lets nobody find or change by its id.
    """

    def __init__(self, calls: SlackCalls, clock: Clock, *, new_blocks: bool = False) -> None:
        self._calls = calls
        self._new_blocks = new_blocks
        self._clock = clock
        self._direct: dict[str, str] = {}

    async def post(self, delivery: Delivery, card: Card) -> str:
        """Posts the card; see ChatPlatform.post."""
        owner = _owner_of_home(delivery.channel)
        if owner:
            await self._calls.call("views.publish", user_id=owner, view=home_view(card))
            return f"{delivery.channel}:"
        channel = await self._channel(delivery.channel)
        if delivery.only_for and not channel.startswith("D"):
            return await self._whisper(delivery, channel, card)
        try:
            return await self._say(delivery, channel, card)
        except SlackRefused as error:
            if error.error in _NOT_THERE and delivery.only_for:  # somebody else's direct message
                return await self._elsewhere(delivery, channel, card)
            raise

    async def replace(self, delivery: Delivery, message: str, card: Card) -> str:
        """Redraws a message; one that Slack no longer lets us change is said anew."""
        rendered = render(card, delivery.key)
        if message.startswith(_PRIVATE):
            if await self._answered(delivery, rendered, is_replacement=True):
                return message
            return await self.post(delivery, card)
        channel, _, ts = message.partition(":")
        try:
            await self._calls.call(
                "chat.update",
                channel=channel,
                ts=ts,
                text=rendered.text,
                blocks=rendered.blocks,
                metadata=_metadata(delivery),
            )
        except SlackRefused as error:
            if error.error in _GONE:
                return await self.post(delivery, card)
            raise
        return message

    async def find(self, delivery: Delivery) -> str | None:
        """Looks for the delivery's key in the metadata of what was said there lately.

        A private message leaves no trace: it is None, and is said again. So is a Home tab.
        """
        if _owner_of_home(delivery.channel):
            return None
        channel = await self._channel(delivery.channel)
        if delivery.only_for and not channel.startswith("D"):
            return None
        method, thread = "conversations.history", {}
        if delivery.thread:
            method, thread = "conversations.replies", {"ts": delivery.thread}
        oldest = (self._clock.now() - LOOK_BACK).timestamp()
        cursor = ""
        for _ in range(PAGES):
            page = await self._calls.form(
                method,
                channel=channel,
                oldest=f"{oldest:.6f}",
                limit=str(PAGE),
                include_all_metadata="true",
                cursor=cursor,
                **thread,
            )
            for message in page.get("messages") or ():
                if _key(message) == delivery.key:
                    return f"{channel}:{message['ts']}"
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
        raise DeliveryError("too much was said there to find one message", permanent=True)

    async def direct(self, user: str) -> str:
        """The direct message with a member, opened if it is new."""
        if user not in self._direct:
            answer = await self._calls.call("conversations.open", users=user)
            self._direct[user] = str((answer.get("channel") or {}).get("id") or "")
        return self._direct[user]

    async def _channel(self, channel: str) -> str:
        return await self.direct(channel[1:]) if channel.startswith("@") else channel

    async def _say(self, delivery: Delivery, channel: str, card: Card) -> str:
        if self._new_blocks:
            try:
                newer = render(card, delivery.key, new_blocks=True)
                return await self._post(delivery, channel, newer)
            except SlackRefused as error:
                if error.error not in _NOT_DRAWN:
                    raise
        return await self._post(delivery, channel, render(card, delivery.key))

    async def _post(self, delivery: Delivery, channel: str, rendered: Rendered) -> str:
        answer = await self._calls.post(
            "chat.postMessage",
            channel,
            thread_ts=delivery.thread,
            text=rendered.text,
            blocks=rendered.blocks,
            metadata=_metadata(delivery),
            client_msg_id=str(uuid.uuid5(_KEYS, delivery.key)),
            unfurl_links=False,
            unfurl_media=False,
        )
        return f"{answer.get('channel') or channel}:{answer['ts']}"

    async def _whisper(self, delivery: Delivery, channel: str, card: Card) -> str:
        """To one person in a channel; where the bot is not in it, by the command's own address."""
        rendered = render(card, delivery.key)
        blocks = rendered.blocks
        if is_shareable(delivery) and len(blocks) < limits.BLOCKS_IN_MESSAGE:
            blocks = [*blocks, share_button(delivery.key)]
        try:
            answer = await self._calls.post(
                "chat.postEphemeral",
                channel,
                user=delivery.only_for,
                thread_ts=delivery.thread,
                text=rendered.text,
                blocks=blocks,
            )
        except SlackRefused as error:
            if error.error not in _NOT_THERE:
                raise
            return await self._elsewhere(delivery, channel, card)
        return f"{_PRIVATE}{channel}:{delivery.only_for}:{answer.get('message_ts', '')}"

    async def _elsewhere(self, delivery: Delivery, channel: str, card: Card) -> str:
        user, rendered = delivery.only_for, render(card, delivery.key)
        if await self._answered(delivery, rendered, is_replacement=False):
            return f"{_PRIVATE}{channel}:{user}:"
        return await self._say(_flat(delivery), await self.direct(user), card)

    async def _answered(
        self, delivery: Delivery, rendered: Rendered, *, is_replacement: bool
    ) -> bool:
        """By the response_url of what is answered; False where it has none that still works."""
        age = self._clock.now() - (delivery.added_at or self._clock.now())
        if not delivery.reply_address or age > _RESPONSE_LIFE:
            return False
        body = {
            "response_type": "ephemeral",
            "replace_original": is_replacement,
            "text": rendered.text,
            "blocks": rendered.blocks,
        }
        try:
            await self._calls.answer(delivery.reply_address, body)
        except SlackRefused:  # it was used five times, or for another half an hour
            return False
        return True


_PUBLIC = (
    facts.Answer,
    facts.HowItWorks,
    facts.Comparison,
    facts.Tried,
    facts.TermMeaning,
    facts.OrganisationFound,
    facts.ProgrammeAnswer,
)
"""what is drawn from the released knowledge base alone"""


def is_shareable(delivery: Delivery) -> bool:
    """Whether what was said to one person may be said to the whole channel, if they wish."""
    try:
        return isinstance(facts.decode(delivery.facts), _PUBLIC)
    except CannotDecode:
        return False


def _owner_of_home(channel: str) -> str:
    """Whose Home tab the channel stands for; empty for every other channel."""
    name, is_one, user = channel.partition(":")
    return user if is_one and name == HOME else ""


def _flat(delivery: Delivery) -> Delivery:
    """The delivery outside its thread, which is in another channel."""
    return dataclasses.replace(delivery, thread="")


def _metadata(delivery: Delivery) -> dict[str, Any]:
    return {"event_type": METADATA, "event_payload": {"key": delivery.key}}


def _key(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != METADATA:
        return ""
    return str((metadata.get("event_payload") or {}).get("key") or "")
