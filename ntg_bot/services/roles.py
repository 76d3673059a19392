"""Who has which role: facilitators, curators and moderators, of everything or of one community, and
admins. What a role may do is in `domain.permissions`.

Admins give roles. The first admins are named in the settings; those stay
admins as long as the settings say so, whatever anybody does in the chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ntg_bot.domain.errors import InvalidInput, NotAllowed, WrongState
from ntg_bot.domain.people import Appointment, Member, Role, Workspace
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.services.ports import Clock, UnitOfWork


class RoleService:
    """Roles are looked up when something is done, never carried by a card or a button.

    `admins` are platform user ids, each alone or as `workspace/user` by the platform's ids.
    """

    def __init__(self, clock: Clock, admins: Iterable[str] = ()) -> None:
        self._clock = clock
        self._admins = frozenset(admins)

    async def known(self, work: UnitOfWork, workspace: Workspace, user: str, name: str) -> Member:
        """The member, made if new, with the role that counts now."""
        member = await work.members.ensure(workspace.id, user, name)
        return self._by_settings(workspace, member)

    async def seen(self, work: UnitOfWork, workspace: Workspace, user: str) -> Member | None:
        """`known` for who only looks: nobody is made."""
        member = await work.members.of_user(workspace.id, user)
        return self._by_settings(workspace, member) if member is not None else None

    async def with_roles(self, work: UnitOfWork, workspace: Workspace) -> Sequence[Member]:
        """Everybody in the workspace who is more than a member, by name."""
        found = {each.id: each for each in await work.members.with_roles(workspace.id)}
        for named in sorted(self._admins):
            member = await work.members.of_user(workspace.id, named.rpartition("/")[2])
            if member is not None:
                found[member.id] = member
        ranked = [self._by_settings(workspace, member) for member in found.values()]
        return sorted(ranked, key=lambda member: (member.name.casefold(), member.id))

    async def who_may(
        self, work: UnitOfWork, workspace: Workspace, act: Act, communities: Iterable[str]
    ) -> Sequence[Member]:
        """Who may do that for one of these communities, by name."""
        wanted = tuple(communities)
        everybody = await self.with_roles(work, workspace)
        return [member for member in everybody if may(member, act, wanted)]

    async def admins(self, work: UnitOfWork, workspace: Workspace) -> Sequence[str]:
        """The platform's ids of the admins; of those that the settings name, the unknown too."""
        here = {
            user
            for place, _, user in (named.rpartition("/") for named in self._admins)
            if place in ("", workspace.external_id)
        }
        known = {
            each.external_id for each in await self.with_roles(work, workspace) if each.is_admin
        }
        return sorted((here | known) - {""})

    async def moderators(
        self, work: UnitOfWork, workspace: Workspace, communities: Iterable[str]
    ) -> Sequence[Member]:
        """Who may decide for one of these communities."""
        return await self.who_may(work, workspace, Act.REVIEW, communities)

    async def appoint(
        self,
        work: UnitOfWork,
        workspace: Workspace,
        by: Member,
        person: tuple[str, str],
        role: Role,
        community: str = "",
    ) -> tuple[Member, bool]:
        """Gives `person` (user id, name) a role, in one community where that is named.

        Returns the member, and False where they had the role already.
        """
        self._require_admin(by, role, community)
        member = await self.known(work, workspace, *person)
        if community or role in _BESIDE:
            given = Appointment(role, community)
            if role in member.roles_for([community]) or _is_more(member, role):
                return member, False
            await work.members.appoint(workspace.id, member.id, given)
            member = replace(member, appointments=(*member.appointments, given))
        else:
            if member.role is role or member.is_admin:
                return member, False
            member = await work.members.ensure(
                workspace.id, member.external_id, member.name, role=role
            )
        await self._audit(work, by, f"role.add.{role.value}", member)
        return member, True

    async def dismiss(
        self,
        work: UnitOfWork,
        workspace: Workspace,
        by: Member,
        person: tuple[str, str],
        role: Role,
        community: str = "",
    ) -> tuple[Member, bool]:
        """Takes a role away; without a community, in all communities too.

        Returns the member, and False where they did not have it.
        """
        self._require_admin(by, role, community)
        member = await self.known(work, workspace, *person)
        if member.is_admin:
            self._may_lose_admin(workspace, by, member, role, community)
        taken = [
            given
            for given in member.appointments
            if given.role is role and community in ("", given.community)
        ]
        for given in taken:
            await work.members.dismiss(workspace.id, member.id, given)
        loses_role = not community and member.role is role
        if community and role is Role.MODERATOR and member.moderates_all and not taken:
            raise WrongState(key="refused.moderates_all")
        if loses_role:
            member = await work.members.ensure(
                workspace.id, member.external_id, member.name, role=Role.MEMBER
            )
        if taken or loses_role:
            await self._audit(work, by, f"role.remove.{role.value}", member)
        return member, bool(taken) or loses_role

    def _by_settings(self, workspace: Workspace, member: Member) -> Member:
        return replace(member, role=Role.ADMIN) if self._is_named(workspace, member) else member

    def _is_named(self, workspace: Workspace, member: Member) -> bool:
        user = member.external_id
        return bool(user) and not self._admins.isdisjoint((user, f"{workspace.external_id}/{user}"))

    def _require_admin(self, by: Member, role: Role, community: str) -> None:
        if not by.is_admin:
            if not self._admins:
                raise NotAllowed(key="refused.no_admin_yet", id=by.external_id)
            require(by, Act.APPOINT)
        if community and role is Role.ADMIN:
            raise InvalidInput("community", key="refused.admin_of_all")

    def _may_lose_admin(
        self, workspace: Workspace, by: Member, member: Member, role: Role, community: str
    ) -> None:
        if role is Role.MODERATOR and not any(
            given.role is role and community in ("", given.community)
            for given in member.appointments
        ):
            raise WrongState(key="refused.is_admin")
        if role is Role.ADMIN and self._is_named(workspace, member):
            raise WrongState(key="refused.admin_by_settings")
        if role is Role.ADMIN and member.id == by.id:
            raise NotAllowed(key="refused.own_admin")

    async def _audit(self, work: UnitOfWork, by: Member, verb: str, member: Member) -> None:
        await work.audit.add(at=self._clock.now(), actor=by.id, verb=verb, person=member.id)


_BESIDE = frozenset({Role.FACILITATOR, Role.CURATOR})
"""roles that are held beside others, in the whole workspace too"""


def _is_more(member: Member, role: Role) -> bool:
    """Whether the member may do all of it already: moderators of everything do all but appoint."""
    return member.is_admin or (role is not Role.ADMIN and member.moderates_all)


def require_moderator(member: Member, communities: Iterable[str] | None = None) -> None:
    """Raises NotAllowed for whoever moderates none of `communities`; None: nothing at all."""
    require(member, Act.REVIEW, communities)
