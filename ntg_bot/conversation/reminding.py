"""Reminds moderators of what waits longer than it should: one message, once a working day."""

from __future__ import annotations

from datetime import datetime, time

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.turn import NOTICES, direct, moderators_channels
from ntg_bot.domain.people import Workspace
from ntg_bot.domain.reviewing import ServiceTarget
from ntg_bot.domain.sharing import Submission
from ntg_bot.services.claiming import past_target
from ntg_bot.services.ports import Clock, Delivery, UnitOfWork, UnitOfWorkFactory
from ntg_bot.services.roles import RoleService

log = structlog.get_logger(__name__)

JOB = "review-reminder"


class ReviewReminder:
    """Called by the clock in every process; a slot a workspace and day makes it one message."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        roles: RoleService,
        clock: Clock,
        target: ServiceTarget,
        at: time = time(9, 0),
    ) -> None:
        self._uow = uow
        self._roles = roles
        self._clock = clock
        self._target = target
        self._at = at

    async def tick(self) -> int:
        """Sends what is due; returns to how many workspaces."""
        now = self._target.local(self._clock.now())
        if now.time() < self._at or not self._target.is_working(now.date()):
            return 0
        async with self._uow(read_only=True) as work:
            workspaces = await work.workspaces.all()
        return sum([await self._remind(workspace, now) for workspace in workspaces])

    async def _remind(self, workspace: Workspace, now: datetime) -> bool:
        async with self._uow(read_only=True) as work:
            if not await past_target(work, workspace.id, self._target, self._clock):
                return False
        async with self._uow() as work:
            day = now.date().isoformat()
            if not await work.slots.take(JOB, f"{workspace.id}:{day}", self._clock.now()):
                return False
            late = await past_target(work, workspace.id, self._target, self._clock)
            told = await self._tell(work, workspace, late, day) if late else 0
            await work.commit()
        log.info("moderators reminded", waiting=len(late), told=told)
        return bool(told)

    async def _tell(
        self, work: UnitOfWork, workspace: Workspace, late: list[Submission], day: str
    ) -> int:
        """The moderators' channels hear of all of it; single moderators of what is theirs."""
        everything = tuple(each.id for each in late)
        channels = await moderators_channels(work, workspace)
        to: dict[str, tuple[str, ...]] = dict.fromkeys(channels, everything)
        if not to:
            for moderator in await self._roles.with_roles(work, workspace):
                mine = tuple(each.id for each in late if moderator.moderates(each.communities))
                if mine and moderator.external_id:
                    to[direct(moderator.external_id)] = mine
        for channel, ids in to.items():
            await work.outbox.add(
                Delivery(
                    key=f"{JOB}:{workspace.id}:{day}:{channel}",
                    platform=workspace.platform,
                    workspace_id=workspace.id,
                    channel=channel,
                    facts=facts.encode(facts.Overdue(workspace.id, ids)),
                    priority=NOTICES,
                ),
                self._clock.now(),
            )
        return len(to)
