"""One event in, one transaction out: finds the handler and turns faults into plain words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

import structlog

from ntg_bot.conversation import commands, facts, manners
from ntg_bot.conversation.events import (
    ButtonPressed,
    CommandGiven,
    Event,
    FormSubmitted,
    MessageDeleted,
    MessageEdited,
    MessagePosted,
    Place,
)
from ntg_bot.conversation.handlers import Handlers
from ntg_bot.conversation.hearing import Hearing
from ntg_bot.conversation.ports import ChannelDirectory, ChatPlatform, PeopleDirectory
from ntg_bot.conversation.pressing import Pressing
from ntg_bot.conversation.thinking import Thought
from ntg_bot.conversation.turn import HOME, NOTICES, Turn, home
from ntg_bot.domain.errors import DeliveryError, Disclosed, UserError
from ntg_bot.domain.people import ChannelAbout, Role
from ntg_bot.services.ports import Clock, UnitOfWork, UnitOfWorkFactory
from ntg_bot.services.roles import RoleService

log = structlog.get_logger(__name__)


class Conversation:
    """Handles one inbox row: its effects, its answers and its mark as done commit together."""

    def __init__(
        self,
        handlers: Handlers,
        *,
        roles: RoleService,
        platforms: Mapping[str, ChatPlatform],
        uow: UnitOfWorkFactory,
        clock: Clock,
    ) -> None:
        self._hearing = Hearing(handlers)
        self._pressing = Pressing(handlers)
        self._following = handlers.following
        self._handing = handlers.handing
        self._limits = handlers.limits
        self._roles = roles
        self._platforms = platforms
        self._uow = uow
        self._clock = clock

    async def handle(self, row_id: str, event: Event) -> None:
        """Answers the event and marks its inbox row done. A person's mistake is an answer too."""
        if await self._is_guest(event.place, event.place.user):
            event = replace(event, place=replace(event.place, is_outsider=True))
        try:
            thought = await self._hearing.thinking.ahead(self._uow, event)
            await self._in_one_work(row_id, event, self._dispatch, thought=thought)
        except UserError as fault:
            # The work is rolled back: the reason is said in a transaction of its own.
            is_danger = isinstance(fault, Disclosed)
            refusal = facts.Safeguarding(not_kept=True) if is_danger else facts.refusal(fault)

            async def explain(turn: Turn) -> None:
                if not turn.is_addressed and not is_danger:
                    return  # who did not speak to the bot is not told what it made of them
                if isinstance(event, (MessagePosted, CommandGiven)):
                    await manners.pace(
                        turn, self._limits
                    )  # it counts, though what it did is undone
                await turn.say(refusal, only_me=True)

            await self._in_one_work(row_id, event, explain)

    async def rehearse(self, event: Event) -> tuple[facts.Said, ...]:
        """What the event would be answered with. Nothing is kept of it; raises UserError."""
        async with self._uow() as work:
            turn = await self._turn(work, "rehearsal", event)
            await self._dispatch(turn)
            return tuple(turn.said)

    async def apologise(self, row_id: str, event: Event, incident: str) -> None:
        """Says that something broke here, with the number that the log knows it by.

        The row is not done: whoever mends what broke can have it handled again, so the apology
        does not take the place of the answer's delivery.
        """

        async def sorry(turn: Turn) -> None:
            said = facts.Reply("error.ours", {"incident": incident})
            await turn.say(said, only_me=True, key=f"{row_id}-sorry")

        await self._in_one_work(row_id, event, sorry, is_done=False)

    async def _in_one_work(
        self,
        row_id: str,
        event: Event,
        act: Callable[[Turn], Awaitable[None]],
        *,
        is_done: bool = True,
        thought: Thought | None = None,
    ) -> None:
        about = await self._about(event)
        guests = await self._guests_named(event)
        async with self._uow() as work:
            turn = await self._turn(work, row_id, event)
            turn.about = about
            turn.guests = guests
            turn.thought = thought
            await act(turn)
            if is_done:
                await work.inbox.done(row_id)
            await work.commit()
        for effect in turn.after_commit:
            await effect()

    async def _is_guest(self, place: Place, user: str) -> bool:
        """Asked before the database is held. While the platform does not say, nobody is one."""
        platform = self._platforms.get(place.platform)
        if place.is_outsider or not isinstance(platform, PeopleDirectory):
            return False
        try:
            return await platform.is_guest(place.workspace, user)
        except DeliveryError as error:
            log.warning("person not looked up", reason=str(error))
            return False

    async def _guests_named(self, event: Event) -> frozenset[str]:
        """Of the people to whom a role is given, those who are guests."""
        match event:
            case CommandGiven(text=text) | MessagePosted(addressed=True, text=text):
                command = commands.parse(text)
                if command is not None and command.name == "appoint":
                    return frozenset(
                        {
                            user
                            for user, _ in event.mentioned
                            if await self._is_guest(event.place, user)
                        }
                    )
        return frozenset()

    async def _about(self, event: Event) -> ChannelAbout | None:
        """What kind of channel it is, where that matters; asked before the database is held."""
        place = event.place
        match event:
            case ButtonPressed(action=action):
                is_needed = action in ("channel.bind", "channel.moderators")
            case CommandGiven(text=text) | MessagePosted(addressed=True, text=text):
                command = commands.parse(text)
                is_needed = command is not None and command.name in commands.NEED_CHANNEL
            case _:
                is_needed = False
        if not is_needed:
            return None
        platform = self._platforms.get(place.platform)
        if place.is_direct or not isinstance(platform, ChannelDirectory):
            return ChannelAbout(place.channel, is_direct=place.is_direct)
        try:
            return await platform.about(place.workspace, place.channel)
        except DeliveryError as error:
            log.warning("channel not looked at", reason=str(error))
            return None

    async def _turn(self, work: UnitOfWork, row_id: str, event: Event) -> Turn:
        place = event.place
        workspace = await work.workspaces.ensure(place.platform, place.workspace, "")
        member = await self._roles.known(work, workspace, place.user, place.user_name)
        if place.is_outsider:
            member = replace(member, role=Role.MEMBER, appointments=())
        binding = await work.bindings.of_channel(workspace.id, place.channel)
        turn = Turn(event, row_id, workspace, member, binding, work, self._clock, self._roles)
        pressed = await work.outbox.by_key(turn.pressed) if turn.pressed else None
        turn.is_private = pressed is not None and bool(pressed.only_for)
        return turn

    @staticmethod
    async def _draw_home(turn: Turn) -> None:
        """A person's own page shows what its button has changed."""
        place = turn.event.place
        said = facts.Home(place.platform, place.workspace, place.user)
        await turn.post(said, channel=home(place.user), priority=NOTICES)

    async def _dispatch(self, turn: Turn) -> None:
        match turn.event:
            case ButtonPressed(action=action, value=value):
                await self._pressing.button(turn, action, value)
                if turn.pressed == HOME:
                    await self._draw_home(turn)
            case FormSubmitted(action=action, value=value, values=values):
                await self._pressing.form(turn, action, value, values)
            case MessageEdited(was=was, text=text):
                await self._following.message_edited(turn, was, text)
                await self._handing.message_edited(turn, text)
            case MessageDeleted():
                await self._following.message_deleted(turn)
                await self._handing.message_deleted(turn)
            case CommandGiven(text=text):
                await self._hearing.addressed(turn, text)
            case MessagePosted(addressed=True, text=text):
                await self._hearing.addressed(turn, text)
            case MessagePosted(text=text):
                await self._hearing.overheard(turn, text)
