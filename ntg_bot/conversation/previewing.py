"""Gives moderators the draft of a digest to look at, some time before it goes out."""

from __future__ import annotations

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.preparing import draft_key, places, shown
from ntg_bot.conversation.turn import NOTICES
from ntg_bot.domain.digest import Week
from ntg_bot.services.digest_drafts import Drafted, DraftService
from ntg_bot.services.ports import Clock, Delivery, UnitOfWork, UnitOfWorkFactory
from ntg_bot.services.roles import RoleService

log = structlog.get_logger(__name__)


class DraftTeller:
    """Called by the clock in every process; a slot a community and week makes it one draft."""

    def __init__(
        self, drafts: DraftService, uow: UnitOfWorkFactory, roles: RoleService, clock: Clock
    ) -> None:
        self._drafts = drafts
        self._uow = uow
        self._roles = roles
        self._clock = clock

    async def tick(self) -> int:
        """Freezes what is due for a look and tells moderators of it; returns how many drafts."""
        async with self._uow(read_only=True) as work:
            due = await self._drafts.to_freeze(work)
        return sum([await self._tell_of(community, week) for community, week in due])

    async def _tell_of(self, community: str, week: Week) -> bool:
        async with self._uow() as work:
            drafted = await self._drafts.freeze(work, community, week)
            told = await self._tell(work, drafted) if drafted is not None else 0
            await work.commit()
        if drafted is not None:
            log.info("digest drafted", community=community, week=str(week), told=told)
        return drafted is not None

    async def _tell(self, work: UnitOfWork, drafted: Drafted) -> int:
        """In every workspace that reads it: the moderators' channels, else each moderator."""
        preview = drafted.preview
        bindings = await work.bindings.of_community(preview.community)
        told = 0
        for workspace_id in dict.fromkeys(binding.workspace_id for binding in bindings):
            workspace = await work.workspaces.get(workspace_id)
            if workspace is None:
                continue
            for channel in await places(work, self._roles, workspace, preview.community):
                key = draft_key(preview.community, preview.week, workspace, channel)
                await work.outbox.add(
                    Delivery(
                        key=key,
                        platform=workspace.platform,
                        workspace_id=workspace.id,
                        channel=channel,
                        facts=facts.encode(shown(drafted)),
                        priority=NOTICES,
                    ),
                    self._clock.now(),
                )
                told += 1
        return told
