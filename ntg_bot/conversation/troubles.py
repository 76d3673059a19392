"""Tells a workspace's admins what keeps the bot from saying something, and how to mend it.

Once a week for each channel and each obstacle, however much could not be said and whichever
process met it: the key of what they are told names all three.
"""

from __future__ import annotations

from ntg_bot.conversation import facts
from ntg_bot.conversation.turn import NOTICES, direct
from ntg_bot.domain.errors import Obstacle
from ntg_bot.domain.people import Purpose, Workspace
from ntg_bot.services.ports import Clock, Delivery, UnitOfWork, UnitOfWorkFactory
from ntg_bot.services.roles import RoleService

_ABOUT_TROUBLE = "trouble:"


class Troubles:
    """Puts what is to be told into the outbox; the platform's own names of errors stay outside."""

    def __init__(self, uow: UnitOfWorkFactory, roles: RoleService, clock: Clock) -> None:
        self._uow = uow
        self._roles = roles
        self._clock = clock

    async def tell(self, delivery: Delivery, obstacle: Obstacle) -> None:
        """Each admin directly; where none is known, the moderators' channels.

        Nothing is said of what could not be told itself, nor where nothing can be said at all.
        """
        if delivery.key.startswith(_ABOUT_TROUBLE) or obstacle is Obstacle.SHUT_OUT:
            return
        now = self._clock.now()
        year, week, _ = now.isocalendar()
        async with self._uow() as work:
            workspace = await work.workspaces.get(delivery.workspace_id)
            if workspace is None:
                return
            said = facts.Reply(
                f"trouble.{obstacle.value}", {"where": await self._where(work, delivery)}
            )
            for channel in await self._who(work, workspace, delivery):
                name = f"{workspace.id}:{delivery.channel}:{obstacle.value}:{year}-{week}"
                told = Delivery(
                    key=f"{_ABOUT_TROUBLE}{name}:{channel}",
                    platform=delivery.platform,
                    workspace_id=workspace.id,
                    channel=channel,
                    facts=facts.encode(said),
                    priority=NOTICES,
                )
                await work.outbox.add(told, now)
            await work.commit()

    async def _where(self, work: UnitOfWork, delivery: Delivery) -> str:
        """The channel by its name, where that is known."""
        if delivery.channel.startswith("@"):
            return "a direct message"
        binding = await work.bindings.of_channel(delivery.workspace_id, delivery.channel)
        return f"#{binding.name}" if binding is not None and binding.name else delivery.channel

    async def _who(self, work: UnitOfWork, workspace: Workspace, delivery: Delivery) -> list[str]:
        admins = await self._roles.admins(work, workspace)
        if admins and not delivery.channel.startswith("@"):
            return [direct(user) for user in admins]
        bindings = await work.bindings.of_purpose(Purpose.MODERATORS, workspace.id)
        return [each.channel for each in bindings if each.channel != delivery.channel]
