"""Calls for evidence by the clock: reminders before the last day, and the closing."""

from __future__ import annotations

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.turn import NOTICES
from ntg_bot.domain.calls import Call
from ntg_bot.services.calls import CallService
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Delivery, UnitOfWork, UnitOfWorkFactory

log = structlog.get_logger(__name__)


class CallWatch:
    """Says what is due; each notice is claimed by a unique row, so that replicas say it once."""

    def __init__(
        self, calls: CallService, library: Library, uow: UnitOfWorkFactory, clock: Clock
    ) -> None:
        self._calls = calls
        self._library = library
        self._uow = uow
        self._clock = clock

    async def tick(self) -> int:
        """Does what is due; returns how many notices were said here."""
        async with self._uow(read_only=True) as work:
            due = await self._calls.due(work)
        said = 0
        for call, notice in due:
            async with self._uow() as work:
                taken = await self._calls.take_notice(work, call, notice)
                if taken is not None:
                    await self._tell(work, taken, notice)
                    said += 1
                await work.commit()
            if taken is not None:
                log.info("call notice", call=call.id, notice=notice)
        return said

    async def _tell(self, work: UnitOfWork, call: Call, notice: str) -> None:
        what, _, days = notice.partition(":")
        news = facts.CallNews(call.id, "closed" if what == "close" else what, int(days or 0))
        for community in call.communities or tuple(self._library.taxonomy.community_by_id):
            for binding in await work.bindings.of_community(community):
                workspace = await work.workspaces.get(binding.workspace_id)
                if workspace is None:
                    continue
                await work.outbox.add(
                    Delivery(
                        key=f"call:{call.id}:{notice}:{binding.id}",
                        platform=workspace.platform,
                        workspace_id=workspace.id,
                        channel=binding.channel,
                        facts=facts.encode(news),
                        priority=NOTICES,
                    ),
                    self._clock.now(),
                )
