"""Reminds, once, of a question whose day has passed: who looks after it, and who asked."""

from __future__ import annotations

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.turn import NOTICES, direct
from ntg_bot.domain.handing import Handoff
from ntg_bot.domain.people import Member, Workspace
from ntg_bot.domain.permissions import Act
from ntg_bot.services.handing import HandoffService
from ntg_bot.services.ports import Clock, Delivery, UnitOfWork, UnitOfWorkFactory
from ntg_bot.services.roles import RoleService

log = structlog.get_logger(__name__)


class HandoffReminder:
    """Called by the clock in every process; what was reminded of is marked with it."""

    def __init__(
        self,
        handoffs: HandoffService,
        roles: RoleService,
        uow: UnitOfWorkFactory,
        clock: Clock,
    ) -> None:
        self._handoffs = handoffs
        self._roles = roles
        self._uow = uow
        self._clock = clock

    async def tick(self) -> int:
        """Reminds of what is due; returns of how many questions."""
        async with self._uow(read_only=True) as work:
            due = await self._handoffs.overdue(work)
        for handoff in due:
            await self._remind(handoff)
        return len(due)

    async def _remind(self, due: Handoff) -> None:
        async with self._uow() as work:
            handoff = await work.handoffs.get(due.workspace_id, due.question_id)
            workspace = await work.workspaces.get(due.workspace_id)
            if handoff is None or workspace is None or handoff.version != due.version:
                return  # another process was first, or somebody has just done something about it
            await self._handoffs.mark_reminded(work, handoff)
            told = await self._chasers(work, workspace, handoff)
            key = "handoff.due_yours" if handoff.owner_id else "handoff.due_nobodys"
            buttons = (
                facts.Choice("button.answer", "handoff.answer", handoff.question_id),
                facts.Choice("button.assign", "handoff.assign", handoff.question_id),
            )
            for member in told:
                said = facts.Reply(key, {"text": handoff.text}, buttons)
                await self._tell(work, workspace, handoff, member, said)
            asker = await work.members.get(workspace.id, handoff.asker_id)
            if asker is not None and told:
                await self._tell(
                    work,
                    workspace,
                    handoff,
                    asker,
                    facts.Reply("handoff.due_asker", {"text": handoff.text}),
                )
            await work.commit()
        log.info("question chased", told=len(told))

    async def _chasers(
        self, work: UnitOfWork, workspace: Workspace, handoff: Handoff
    ) -> list[Member]:
        """Its owner; where there is none, everybody who looks after the community."""
        owner = await work.members.get(workspace.id, handoff.owner_id) if handoff.owner_id else None
        if owner is not None:
            return [owner]
        return list(await self._roles.who_may(work, workspace, Act.ASSIGN, [handoff.community]))

    async def _tell(
        self,
        work: UnitOfWork,
        workspace: Workspace,
        handoff: Handoff,
        member: Member,
        said: facts.Reply,
    ) -> None:
        if member.external_id:
            await work.outbox.add(
                Delivery(
                    key=f"chase:{handoff.question_id}:{handoff.version}:{member.id}",
                    platform=workspace.platform,
                    workspace_id=workspace.id,
                    channel=direct(member.external_id),
                    facts=facts.encode(said),
                    priority=NOTICES,
                ),
                self._clock.now(),
            )
