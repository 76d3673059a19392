"""What a message wants is thought out before the database is held: thinking takes longer than all
that is written, and whatever waits to be taken in would wait for it.

A thought is used only where the message is still about the same when the database is held, which
its words, the questions before it and its readers tell. Else it is thought again there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from ntg_bot.conversation import commands, manners
from ntg_bot.conversation.commands import Pattern
from ntg_bot.conversation.events import CommandGiven, Event, MessagePosted
from ntg_bot.conversation.manners import Limits
from ntg_bot.conversation.turn import reply_thread
from ntg_bot.conversation.understanding import Understanding, Understood, said_together
from ntg_bot.domain.asking import Audience
from ntg_bot.services.ports import UnitOfWork, UnitOfWorkFactory

LONGEST_MESSAGE = 12_000
MOST_FOLLOWED = 5
"""questions back that a chain of follow-ups is read"""


@dataclass(frozen=True, slots=True)
class Thought:
    """What was made of the words; `understood` is None where it was not worth the thinking."""

    text: str
    is_urgent: bool
    understood: Understood | None = None
    context: str = ""
    audience: Audience | None = None

    def fits(self, text: str, audience: Audience, context: str) -> bool:
        return (self.text, self.audience, self.context) == (text, audience, context)


class Thinking:
    """Thinks in a thread; nobody else waits meanwhile."""

    def __init__(
        self, understanding: Understanding, limits: Limits, grammar: Sequence[Pattern]
    ) -> None:
        self._understanding = understanding
        self._limits = limits
        self._grammar = tuple(grammar)

    async def ahead(self, uow: UnitOfWorkFactory, event: Event) -> Thought | None:
        """What `event` is about, as far as it can be known before it is handled."""
        match event:
            case CommandGiven(text=text) | MessagePosted(addressed=True, text=text):
                words, is_addressed = text.strip()[:LONGEST_MESSAGE], True
            case MessagePosted(text=words):
                is_addressed = False
            case _:
                return None
        if not any(character.isalnum() for character in words):
            return None
        if is_addressed and commands.parse(words, self._grammar) is None:
            async with uow(read_only=True) as work:
                found = await self._before(work, event)
            if found is not None:
                audience, context = found
                understood = await self._understood(words, audience, context)
                is_urgent = understood.intent == "urgent"
                return Thought(words, is_urgent, understood, context, audience)
        return Thought(words, await self._is_urgent(words))

    async def is_urgent(self, thought: Thought | None, text: str) -> bool:
        """Whether somebody may be in danger."""
        if thought is not None and thought.text == text:
            return thought.is_urgent
        return await self._is_urgent(text)

    async def understood(
        self, thought: Thought | None, text: str, audience: Audience, context: str
    ) -> Understood:
        """What the words want."""
        if (
            thought is not None
            and thought.understood is not None
            and thought.fits(text, audience, context)
        ):
            return thought.understood
        return await self._understood(text, audience, context)

    async def _is_urgent(self, text: str) -> bool:
        return await asyncio.to_thread(self._understanding.is_urgent, text)

    async def _understood(self, text: str, audience: Audience, context: str) -> Understood:
        return await asyncio.to_thread(
            self._understanding.understand, text, audience=audience, context=context
        )

    async def _before(self, work: UnitOfWork, event: Event) -> tuple[Audience, str] | None:
        """Who will read the answer and what was asked before; None in a workspace that is not
        known yet, and for who has said so much that there will be no answer.
        """
        place = event.place
        workspace = await work.workspaces.of_platform(place.platform, place.workspace)
        if workspace is None:
            return None
        member = await work.members.of_user(workspace.id, place.user)
        member_id = "" if member is None else member.id
        channel = "" if place.is_direct else place.channel
        names = manners.counted(member_id, channel, self._limits)
        if await manners.is_too_much(work, workspace.id, names, event.at):
            return None
        thread = reply_thread(event)
        asked = await work.questions.latest_in_thread(
            workspace.id, place.channel, thread, None if thread else member_id, most=MOST_FOLLOWED
        )
        context = said_together([question.text for question in asked])
        return Audience(public_only=True, workspace_id=workspace.id), context
