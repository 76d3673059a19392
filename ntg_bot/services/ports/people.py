"""Workspaces, their members and channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from ntg_bot.domain.people import (
    Appointment,
    ChannelBinding,
    Member,
    Membership,
    Purpose,
    Role,
    Workspace,
)


class WorkspaceRepository(Protocol):
    async def ensure(self, platform: str, external_id: str, name: str) -> Workspace:
        """The workspace of that platform id, made if it is new."""
        ...

    async def get(self, id: str) -> Workspace | None: ...

    async def of_platform(self, platform: str, external_id: str) -> Workspace | None:
        """The workspace of that platform id, if it is known."""
        ...

    async def all(self) -> Sequence[Workspace]: ...


class MemberRepository(Protocol):
    async def ensure(
        self,
        workspace_id: str,
        external_id: str,
        name: str,
        *,
        role: Role | None = None,
        authority: str | None = None,
        reads_as: str | None = None,
    ) -> Member:
        """The member, made if new; what is given here is set, None leaves it."""
        ...

    async def get(self, workspace_id: str, id: str) -> Member | None: ...

    async def of_user(self, workspace_id: str, external_id: str) -> Member | None:
        """The member of that platform id, if they are known."""
        ...

    async def with_roles(self, workspace_id: str) -> Sequence[Member]:
        """Members of the workspace who are more than members, there or in one community."""
        ...

    async def appoint(self, workspace_id: str, id: str, appointment: Appointment) -> None:
        """Gives a member a role in a community; the same again changes nothing."""
        ...

    async def dismiss(self, workspace_id: str, id: str, appointment: Appointment) -> None:
        """Takes it away; one that was not given is ignored."""
        ...

    async def forget(self, workspace_id: str, id: str) -> None:
        """Removes the member's memberships, feedback, drafts and name; keeps published practice,
        and questions without their asker.
        """
        ...

    async def export(self, workspace_id: str, id: str) -> Mapping[str, object]:
        """Everything held about the member, as plain JSON values by table."""
        ...


class MembershipRepository(Protocol):
    async def put(self, membership: Membership) -> None: ...

    async def remove(self, workspace_id: str, member_id: str, community: str) -> None: ...

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Membership]: ...

    async def of_community(self, community: str) -> Sequence[Membership]: ...


class BindingRepository(Protocol):
    async def put(self, binding: ChannelBinding) -> None:
        """Unique by (workspace, channel): a second binding of a channel replaces the first."""
        ...

    async def of_channel(self, workspace_id: str, channel: str) -> ChannelBinding | None: ...

    async def remove(self, workspace_id: str, channel: str) -> None:
        """Unbinds the channel; one that is not bound is ignored."""
        ...

    async def of_workspace(self, workspace_id: str) -> Sequence[ChannelBinding]: ...

    async def of_community(self, community: str) -> Sequence[ChannelBinding]:
        """Across workspaces: a publication goes to every bound channel."""
        ...

    async def of_purpose(
        self, purpose: Purpose, workspace_id: str | None = None
    ) -> Sequence[ChannelBinding]:
        """Of one workspace, or of all where that is None."""
        ...
