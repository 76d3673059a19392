"""What the clock does for the knowledge base: the weekly look for what is alike."""

from __future__ import annotations

import structlog

from ntg_bot.conversation import facts
from ntg_bot.conversation.turn import NOTICES, moderators_channels
from ntg_bot.domain.reviewing import ServiceTarget
from ntg_bot.services.ports import Clock, Delivery, UnitOfWorkFactory
from ntg_bot.services.sweeping import SweepService

log = structlog.get_logger(__name__)

JOB = "sweep"
SHOWN = 10


class WeeklySweep:
    """Called by the clock in every process; one of them looks, once a week."""

    def __init__(
        self,
        uow: UnitOfWorkFactory,
        sweeps: SweepService,
        clock: Clock,
        target: ServiceTarget,
    ) -> None:
        self._uow = uow
        self._sweeps = sweeps
        self._clock = clock
        self._target = target

    async def tick(self) -> int:
        """Looks where it is due; returns how many new pairs were found."""
        now = self._clock.now()
        year, week, _ = self._target.local(now).isocalendar()
        slot = f"{year}-W{week:02}"
        async with self._uow(read_only=True) as work:
            if await work.slots.is_taken(JOB, slot):
                return 0
            is_first = not await work.slots.is_taken(JOB, "first")
            practices = await self._sweeps.changed(work, is_first=is_first)
        # Outside of any transaction: searching takes its time, and nobody is to wait for it.
        found = await self._sweeps.look(practices)
        async with self._uow() as work:
            # With what was found, so that a process that dies on the way takes no week with it.
            if not await work.slots.take(JOB, slot, now):
                return 0
            await work.slots.take(JOB, "first", now)
            new = await self._sweeps.keep(work, found)
            rows = tuple((each.first, each.second, each.kind.value) for each in new[:SHOWN])
            said = facts.encode(facts.Pairs(rows, len(new)))
            for workspace in await work.workspaces.all() if new else ():
                for channel in await moderators_channels(work, workspace):
                    delivery = Delivery(
                        key=f"{JOB}:{workspace.id}:{year}-W{week:02}:{channel}",
                        platform=workspace.platform,
                        workspace_id=workspace.id,
                        channel=channel,
                        facts=said,
                        priority=NOTICES,
                    )
                    await work.outbox.add(delivery, now)
            await work.commit()
        log.info("practices compared", looked_at=len(practices), found=len(new))
        return len(new)
