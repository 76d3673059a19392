"""One event being answered: who, where, the open unit of work, and a way to say things."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ntg_bot.conversation import facts
from ntg_bot.conversation.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
)
from ntg_bot.domain.asking import Audience
from ntg_bot.domain.people import ChannelAbout, ChannelBinding, Member, Purpose, Workspace
from ntg_bot.services.ports import Clock, Delivery, UnitOfWork
from ntg_bot.services.roles import RoleService

if TYPE_CHECKING:  # thinking knows turns
    from ntg_bot.conversation.thinking import Thought

ANSWERS, NOTICES, DIGESTS = 0, 5, 9
"""priorities of deliveries: lower goes first"""

HOME = "home"
"""the delivery key that buttons of somebody's own page carry"""

MOST_FACTS_BYTES = 200_000
"""of one delivery; a guard against a card nobody could read"""


def direct(user: str) -> str:
    """The channel of a direct message to a member, by the platform's user id."""
    return f"@{user}"


def home(user: str) -> str:
    """The channel of a person's own page, where the platform has one."""
    return f"{HOME}:{user}"


def reply_thread(event: Event) -> str:
    """Where an answer goes: the thread, or a new one under the message; flat when direct."""
    place = event.place
    if place.thread or place.is_direct or isinstance(event, CommandGiven):
        return place.thread
    return event.message


async def moderators_channels(work: UnitOfWork, workspace: Workspace) -> list[str]:
    """The channels in which the workspace's moderators decide."""
    bindings = await work.bindings.of_purpose(Purpose.MODERATORS, workspace.id)
    return [binding.channel for binding in bindings]


@dataclass
class Turn:
    """Everything a handler needs, and nothing that outlives the event."""

    event: Event
    row_id: str
    workspace: Workspace
    member: Member
    binding: ChannelBinding | None
    work: UnitOfWork
    clock: Clock
    roles: RoleService
    about: ChannelAbout | None = None
    """the channel as its platform describes it, where the event needs that; None: unknown"""
    guests: frozenset[str] = frozenset()
    """people named in the message to be given a role, who are guests of the workspace"""
    thought: Thought | None = None
    """what was made of the message before the database was held"""
    is_private: bool = False
    """the pressed card was for this person alone, so what follows from it is too"""
    after_commit: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    said: list[facts.Said] = field(default_factory=list)

    @property
    def audience(self) -> Audience:
        """Replies may be read by everybody in the channel, so only what is released is shown."""
        return Audience(public_only=True, workspace_id=self.workspace.id)

    @property
    def is_moderator(self) -> bool:
        return self.member.is_moderator

    @property
    def mentioned(self) -> tuple[tuple[str, str], ...]:
        """The people named in the message: (user id, name)."""
        event = self.event
        return event.mentioned if isinstance(event, (MessagePosted, CommandGiven)) else ()

    @property
    def thread(self) -> str:
        return reply_thread(self.event)

    @property
    def only_for(self) -> str:
        """A command's answer is for the person alone; so is what follows from a private card."""
        is_alone = self.is_private or isinstance(self.event, CommandGiven)
        return self.event.place.user if is_alone else ""

    @property
    def is_public(self) -> bool:
        """Whether everybody in the workspace can read what was written; where nobody says, no."""
        place = self.event.place
        if place.is_direct or self.only_for:
            return False
        if place.is_public is not None:
            return place.is_public
        return self.binding is not None and not self.binding.is_private

    @property
    def pressed(self) -> str:
        """The delivery key of the card that was pressed or filled in; empty where not known."""
        event = self.event
        return event.delivery_key if isinstance(event, (ButtonPressed, FormSubmitted)) else ""

    @property
    def is_among_moderators(self) -> bool:
        """Whether what is said here is read by this person or by moderators only."""
        is_theirs = self.binding is not None and self.binding.purpose is Purpose.MODERATORS
        return is_theirs or self.event.place.is_direct

    @property
    def is_addressed(self) -> bool:
        if isinstance(self.event, (MessageEdited, MessageDeleted)):
            return False
        return not isinstance(self.event, MessagePosted) or self.event.addressed

    @property
    def source(self) -> str:
        """Where the words come from: `channel:message`, empty for what is no message."""
        event = self.event
        if isinstance(event, (MessagePosted, MessageEdited, MessageDeleted)):
            return f"{event.place.channel}:{event.message}"
        return ""

    async def say(
        self,
        said: facts.Said,
        *,
        only_me: bool = False,
        replaces: str = "",
        priority: int = ANSWERS,
        key: str = "",
    ) -> None:
        """Answers where the event came from.

        What one person alone sees opens no thread: chats show it there only if others replied.
        """
        only_for = self.event.place.user if only_me else self.only_for
        await self.post(
            said,
            channel=self.event.place.channel,
            thread=self.event.place.thread if only_for else self.thread,
            only_for=only_for,
            replaces=replaces,
            priority=priority,
            key=key,
        )

    async def redraw(self, said: facts.Said, *, only_me: bool = False) -> None:
        """Draws the pressed card anew; where it is not known, says it as a new message."""
        await self.say(said, only_me=only_me, replaces=self.pressed)

    async def post(
        self,
        said: facts.Said,
        *,
        channel: str,
        thread: str = "",
        only_for: str = "",
        replaces: str = "",
        priority: int = ANSWERS,
        workspace: Workspace | None = None,
        key: str = "",
        kind: str = "answer",
    ) -> None:
        """Puts a delivery into the outbox, in the same transaction as everything else.

        Without `key` it is named after the event and its place in the answer, so that handling
        the event a second time makes the same delivery and not another one.
        """
        target = workspace or self.workspace
        place = self.event.place
        is_theirs = only_for == place.user and channel == place.channel
        self.said.append(said)
        payload = facts.encode(said)
        if len(payload) > MOST_FACTS_BYTES:
            raise ValueError(f"{type(said).__name__} of {len(payload)} bytes is too large to say")
        await self.work.outbox.add(
            Delivery(
                key=key or f"{self.row_id}-{len(self.said)}",
                platform=target.platform,
                workspace_id=target.id,
                channel=channel,
                facts=payload,
                thread=thread,
                only_for=only_for,
                replaces=replaces,
                # It redraws the card that was pressed, and no other.
                reply_address=(
                    place.reply_address if is_theirs and replaces in ("", self.pressed) else ""
                ),
                kind=kind,
                priority=priority,
            ),
            self.clock.now(),
        )

    async def tell_moderators(
        self, said: facts.Said, *, key: str = "", communities: Iterable[str] = ()
    ) -> int:
        """Posts to the workspace's moderators' channels; returns to how many places.

        Where there is no such channel, the moderators of `communities` get a direct message.
        """
        channels = await moderators_channels(self.work, self.workspace)
        if not channels:
            moderators = await self.roles.moderators(self.work, self.workspace, communities)
            channels = [direct(each.external_id) for each in moderators if each.external_id]
        for number, channel in enumerate(channels):
            await self.post(
                said,
                channel=channel,
                priority=NOTICES,
                key=f"{key}:{number}" if key and number else key,
            )
        return len(channels)

    async def tell_community(self, said: facts.Said, community: str, *, key: str) -> int:
        """Posts to every channel bound to the community, in every workspace; returns how many."""
        bindings = await self.work.bindings.of_community(community)
        for binding in bindings:
            workspace = await self.work.workspaces.get(binding.workspace_id)
            if workspace is not None:
                await self.post(
                    said,
                    channel=binding.channel,
                    workspace=workspace,
                    priority=NOTICES,
                    key=f"{key}:{binding.id}",
                )
        return len(bindings)
