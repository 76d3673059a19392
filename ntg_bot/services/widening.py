"""A question to a community that is shared with other workspaces: how it gets there, and back.

It leaves its workspace once the asker wishes it and a moderator has read it. An answer from there
reaches the asker once its own author has said so. Names go neither way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.errors import NotAllowed, NotFound, WrongState
from ntg_bot.domain.handing import GivenAnswer, Handoff, HandoffState, Reach
from ntg_bot.domain.people import ChannelBinding, Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.domain.reviewing import ServiceTarget
from ntg_bot.services.handing import HandoffService
from ntg_bot.services.ports import Clock, UnitOfWork


@dataclass(frozen=True, slots=True)
class Passed:
    """An answer on its way to who asked, in another workspace."""

    handoff: Handoff
    """of the workspace where it was answered"""
    answer: GivenAnswer
    asker: Member


class WideningService:
    """Every act is checked here, whatever card or button it came from."""

    def __init__(self, handoffs: HandoffService, clock: Clock, due: ServiceTarget) -> None:
        self._handoffs = handoffs
        self._clock = clock
        self._due = due

    async def elsewhere(self, work: UnitOfWork, handoff: Handoff) -> Sequence[ChannelBinding]:
        """The community's channels in other workspaces than the asker's."""
        return [
            binding
            for binding in await work.bindings.of_community(handoff.community)
            if binding.workspace_id != handoff.workspace_id
        ]

    async def want(self, work: UnitOfWork, member: Member, id: str) -> Handoff:
        """The asker wishes that the others are asked too; a moderator decides."""
        handoff = await self._handoffs.get(work, member.workspace_id, id)
        if handoff.asker_id != member.id:
            raise NotAllowed(key="refused.not_your_question")
        wanted = handoff.reaching(Reach.WANTED)
        if not await self.elsewhere(work, handoff):
            raise NotFound(key="refused.nobody_elsewhere")
        await self._handoffs.check_question(handoff.text)
        return await self._saved(work, member, wanted, "handoff.want")

    async def keep(self, work: UnitOfWork, member: Member, id: str) -> Handoff:
        """A moderator decides that it stays in its workspace."""
        handoff = await self._to_decide(work, member, id)
        return await self._saved(work, member, handoff.reaching(Reach.KEPT), "handoff.keep")

    async def release(
        self, work: UnitOfWork, member: Member, id: str
    ) -> tuple[Handoff, Sequence[Handoff]]:
        """A moderator has read it and lets it go. Returns it, and one for each other workspace."""
        handoff = await self._to_decide(work, member, id)
        released = await self._saved(
            work, member, handoff.reaching(Reach.EVERYWHERE), "handoff.release"
        )
        others = dict.fromkeys(each.workspace_id for each in await self.elsewhere(work, handoff))
        sent = []
        for workspace_id in others:
            copy = Handoff(
                workspace_id=workspace_id,
                question_id=handoff.question_id,
                asker_id="",
                gap_id=handoff.gap_id,
                community=handoff.community,
                text=handoff.text,
                state=HandoffState.OPEN,
                asked_at=handoff.asked_at,
                due_on=self._due.last_day(self._clock.now()),
                asked_in=handoff.workspace_id,
            )
            if await work.handoffs.add(copy):
                sent.append(copy)
        return released, sent

    async def pass_on(self, work: UnitOfWork, member: Member, id: str, number: int) -> Passed:
        """The author of an answer lets it go to who asked."""
        handoff = await self._handoffs.get(work, member.workspace_id, id)
        answer = await self._handoffs.own_answer(work, member, id, number)
        asked = await self._handoffs.get(work, handoff.asked_in, id)
        asker = await work.members.get(asked.workspace_id, asked.asker_id)
        if asker is None or not asker.external_id:
            raise NotFound(key="refused.handoff_gone")
        if asked.state is HandoffState.SETTLED:
            raise WrongState(key="refused.handoff_settled")
        if asked.state is HandoffState.OPEN:
            await work.handoffs.save(asked.move(HandoffState.ANSWERED))
        return Passed(handoff, answer, asker)

    async def _to_decide(self, work: UnitOfWork, member: Member, id: str) -> Handoff:
        handoff = await self._handoffs.get(work, member.workspace_id, id)
        require(member, Act.REVIEW, [handoff.community])
        if not handoff.asker_id and not handoff.asked_in:
            raise NotFound(key="refused.handoff_gone")  # whose wish it was has been forgotten
        return handoff

    async def _saved(self, work: UnitOfWork, by: Member, handoff: Handoff, verb: str) -> Handoff:
        await work.handoffs.save(handoff)
        await work.audit.add(
            at=self._clock.now(), actor=by.id, verb=verb, object_id=handoff.question_id
        )
        return replace(handoff, version=handoff.version + 1)
