"""What people do in the local workspace, turned into stored messages and inbox events.

Every method returns only once the event is in the inbox for good: acknowledged means durable.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ntg_bot.conversation.events import (
    ButtonPressed,
    CommandGiven,
    FormSubmitted,
    MessagePosted,
    Place,
)
from ntg_bot.domain.errors import NotFound
from ntg_bot.platforms.base import hand_in
from ntg_bot.platforms.local.channels import Channel, ChannelBook, ChannelKind, direct_channel
from ntg_bot.platforms.local.hub import Change, Hub
from ntg_bot.platforms.local.people import BOT, SamplePerson
from ntg_bot.platforms.local.render import MENTION, words_html
from ntg_bot.platforms.local.requests import Pressed, Said, Submitted
from ntg_bot.services.ports import Clock, Ids, Inbox, LocalMessage, LocalStore

PLATFORM = "local"
WORKSPACE = "local"
"""the platform's own id of its one workspace"""

_COMMAND = re.compile(r"/ntg(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(MENTION.pattern + r"[ \t]*[,:]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A message that was taken. `expects_answer`: it was said to the bot."""

    message: LocalMessage
    expects_answer: bool


class Door:
    """The way in for messages, buttons and forms."""

    def __init__(
        self,
        *,
        store: LocalStore,
        inbox: Inbox,
        channels: ChannelBook,
        hub: Hub,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._channels = channels
        self._hub = hub
        self._clock = clock
        self._ids = ids

    async def say(self, person: SamplePerson, said: Said) -> Acknowledged:
        """Stores the message and hands it to the bot; the same key again changes nothing.

        Raises NotFound or NotAllowed for a channel or thread that is not this person's.
        """
        channel = self._channels.open(person, said.channel)
        thread = await self._thread(person, channel, said.thread)
        command = command_text(said.text)
        message = await self._keep(person, channel, thread, said, is_private=command is not None)
        place = self._place(person, channel, message.thread)
        if command is not None:
            event: CommandGiven | MessagePosted = CommandGiven(place, command, message.posted_at)
            expects_answer = True
        else:
            text, is_mentioned = without_mention(said.text)
            expects_answer = is_mentioned or channel.is_direct
            event = MessagePosted(place, message.id, text, expects_answer, message.posted_at)
        await hand_in(self._inbox, event, _key(person, said.key))
        return Acknowledged(message, expects_answer)

    async def press(self, person: SamplePerson, pressed: Pressed) -> None:
        """Hands a pressed button to the bot. Raises NotFound for a message not for this person."""
        message, channel = await self._card(person, pressed.message)
        event = ButtonPressed(
            place=self._place(person, channel, message.thread),
            action=pressed.action,
            value=pressed.value,
            message=message.id,
            delivery_key=message.delivery_key,
            at=self._clock.now(),
        )
        await hand_in(self._inbox, event, _key(person, pressed.key))

    async def brought(self, person: SamplePerson, id: str) -> None:
        """Tells the bot of a file that the person has brought by a page."""
        channel = self._channels.open(person, direct_channel(person.id))
        event = ButtonPressed(
            place=self._place(person, channel, ""),
            action="material.brought",
            value=id,
            message="",
            delivery_key="",
            at=self._clock.now(),
        )
        await hand_in(self._inbox, event, _key(person, f"brought-{id}"))

    async def submit(self, person: SamplePerson, submitted: Submitted) -> None:
        """Hands a filled-in form to the bot. Raises NotFound as `press` does."""
        message, channel = await self._card(person, submitted.message)
        event = FormSubmitted(
            place=self._place(person, channel, message.thread),
            action=submitted.action,
            value=submitted.value,
            values=submitted.values,
            message=message.id,
            delivery_key=message.delivery_key,
            at=self._clock.now(),
        )
        await hand_in(self._inbox, event, _key(person, submitted.key))

    async def _keep(
        self,
        person: SamplePerson,
        channel: Channel,
        thread: str,
        said: Said,
        *,
        is_private: bool,
    ) -> LocalMessage:
        """The message as stored: the new one, or the one this key stored before."""
        key = f"said:{_key(person, said.key)}"
        message = LocalMessage(
            id=self._ids.new(),
            channel=channel.id,
            thread=thread,
            author=person.id,
            text=said.text,
            body=words_html(said.text),
            only_for=person.id if is_private else "",
            delivery_key=key,
            posted_at=self._clock.now(),
        )
        if await self._store.add(message):
            self._hub.tell(Change.ADDED, message)
            return message
        earlier = await self._store.by_delivery_key(key)
        return earlier or message

    async def _thread(self, person: SamplePerson, channel: Channel, thread: str) -> str:
        """The id of the thread's first message, whichever of its messages was named."""
        if not thread:
            return ""
        message = await self._store.get(thread)
        if (
            message is None
            or message.channel != channel.id
            or not self._channels.may_read(person, message)
        ):
            raise NotFound("There is no such thread in this channel.", "Reload the page.")
        return message.thread or message.id

    async def _card(self, person: SamplePerson, id: str) -> tuple[LocalMessage, Channel]:
        """A message of the bot that this person sees, and its channel."""
        message = await self._store.get(id)
        if message is None or message.author != BOT or not self._channels.may_read(person, message):
            raise NotFound("There is no such message here.", "Reload the page.")
        return message, self._channels.open(person, message.channel)

    def _place(self, person: SamplePerson, channel: Channel, thread: str) -> Place:
        return Place(
            platform=PLATFORM,
            workspace=WORKSPACE,
            channel=channel.id,
            thread=thread,
            user=person.id,
            user_name=person.name,
            is_direct=channel.is_direct,
            is_public=not channel.is_direct and channel.kind is not ChannelKind.MODERATORS,
        )


def command_text(text: str) -> str | None:
    """What follows `/ntg`, or None where the message is no command."""
    match = _COMMAND.fullmatch(text.strip())
    return (match[1] or "").strip() if match else None


def without_mention(text: str) -> tuple[str, bool]:
    """The text without mentions of the bot, and whether there was one."""
    stripped, count = _ADDRESS.subn(" ", text)
    if not count:
        return text, False
    lines = (" ".join(line.split()) for line in stripped.splitlines())
    return "\n".join(lines).strip(), True


def _key(person: SamplePerson, key: str) -> str:
    return f"{person.id}:{key}"
