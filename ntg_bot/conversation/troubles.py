"""Tells a workspace's admins what keeps the bot from saying something, and how to mend it.

Once a week for each channel and each obstacle, however much could not be said and whichever
process met it: the key of what they are told names all three.
"""

from __future__ import annotations

from collections.abc import Sequence

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
        async with self._uow() as work:
            workspace = await work.workspaces.get(delivery.workspace_id)
            if workspace is None:
                return
            name = f"{delivery.channel}:{obstacle.value}"
            people = await self._who(work, workspace, delivery)
            await self._put(work, delivery, f"trouble.{obstacle.value}", name, people)
            await work.commit()

    async def doubt(self, delivery: Delivery) -> None:
        """Tells each admin directly, or else each moderator, that nobody knows whether a digest
        arrived: once a week, however many channels it was for.
        """
        async with self._uow() as work:
            workspace = await work.workspaces.get(delivery.workspace_id)
            if workspace is None:
                return
            people = [direct(user) for user in await self._roles.admins(work, workspace)] or [
                direct(member.external_id)
                for member in await self._roles.with_roles(work, workspace)
                if member.is_moderator and member.external_id
            ]
            await self._put(work, delivery, "trouble.uncertain", "uncertain", people)
            await work.commit()

    async def _put(
        self, work: UnitOfWork, about: Delivery, reply: str, name: str, channels: Sequence[str]
    ) -> None:
        """What is to be told, once a week under that name."""
        now = self._clock.now()
        year, week, _ = now.isocalendar()
        said = facts.Reply(reply, {"where": await self._where(work, about)})
        for channel in channels:
            told = Delivery(
                key=f"{_ABOUT_TROUBLE}{about.workspace_id}:{name}:{year}-{week}:{channel}",
                platform=about.platform,
                workspace_id=about.workspace_id,
                channel=channel,
                facts=facts.encode(said),
                priority=NOTICES,
            )
            await work.outbox.add(told, now)

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
