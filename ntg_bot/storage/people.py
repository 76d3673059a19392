"""Workspaces, members, memberships and channel bindings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, insert, or_, select, update

from ntg_bot.domain.people import (
    Appointment,
    ChannelBinding,
    Member,
    Membership,
    Purpose,
    Role,
    Workspace,
)
from ntg_bot.services.ports import Ids
from ntg_bot.storage import mapping
from ntg_bot.storage.forgetting import Forgetting
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import appointment, binding, member, membership, workspace

# What every event asks for.
_WORKSPACE = select(workspace).where(
    workspace.c.platform == bindparam("on_platform"), workspace.c.external_id == bindparam("its_id")
)
_MEMBER = select(member).where(
    member.c.workspace_id == bindparam("in_workspace"),
    member.c.external_id == bindparam("their_id"),
)
_APPOINTMENTS = (
    select(appointment)
    .where(
        appointment.c.workspace_id == bindparam("in_workspace"),
        appointment.c.member_id == bindparam("of_member"),
    )
    .order_by(appointment.c.role, appointment.c.community)
)
_BINDING = select(binding).where(
    binding.c.workspace_id == bindparam("in_workspace"),
    binding.c.channel == bindparam("of_channel"),
)


class Workspaces:
    """services.ports.WorkspaceRepository"""

    def __init__(self, session: Session, ids: Ids) -> None:
        self._session = session
        self._ids = ids

    async def ensure(self, platform: str, external_id: str, name: str) -> Workspace:
        known = {"on_platform": platform, "its_id": external_id}
        row = await self._session.first(_WORKSPACE, known)
        if row is None:
            made = {
                "id": self._ids.new(),
                "platform": platform,
                "external_id": external_id,
                "name": name,
            }
            await self._session.execute(
                self._session.insert_new(workspace, "platform", "external_id"), made
            )
            row = await self._session.first(_WORKSPACE, known)
            assert row is not None  # noqa: S101 - inserted, or found by the key that was taken
        found = mapping.to_workspace(row)
        if name and found.name != name:
            change = update(workspace).where(workspace.c.id == found.id).values(name=name)
            await self._session.execute(change)
            found = Workspace(found.id, platform, external_id, name)
        return found

    async def of_platform(self, platform: str, external_id: str) -> Workspace | None:
        row = await self._session.first(
            _WORKSPACE, {"on_platform": platform, "its_id": external_id}
        )
        return mapping.to_workspace(row) if row else None

    async def get(self, id: str) -> Workspace | None:
        row = await self._session.first(select(workspace).where(workspace.c.id == id))
        return mapping.to_workspace(row) if row else None

    async def all(self) -> Sequence[Workspace]:
        rows = await self._session.all(select(workspace).order_by(workspace.c.id))
        return [mapping.to_workspace(row) for row in rows]


class Members:
    """services.ports.MemberRepository"""

    def __init__(self, session: Session, ids: Ids, forgetting: Forgetting) -> None:
        self._session = session
        self._ids = ids
        self._forgetting = forgetting

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
        known = {"in_workspace": workspace_id, "their_id": external_id}
        row = await self._session.first(_MEMBER, known)
        if row is None:
            made = {
                "workspace_id": workspace_id,
                "id": self._ids.new(),
                "external_id": external_id,
                "name": name,
                "role": (role or Role.MEMBER).value,
                "authority": authority or "",
                "reads_as": reads_as or "",
            }
            await self._session.execute(
                self._session.insert_new(member, "workspace_id", "external_id"), made
            )
            row = await self._session.first(_MEMBER, known)
            assert row is not None  # noqa: S101 - inserted, or found by the key that was taken
        found = await self._with_appointments(row)
        wanted = replace(
            found,
            name=name or found.name,
            role=role or found.role,
            authority=found.authority if authority is None else authority,
            reads_as=found.reads_as if reads_as is None else reads_as,
        )
        if wanted != found:
            await self._session.execute(
                update(member)
                .where(member.c.workspace_id == workspace_id, member.c.id == found.id)
                .values(
                    name=wanted.name,
                    role=wanted.role.value,
                    authority=wanted.authority,
                    reads_as=wanted.reads_as,
                )
            )
        return wanted

    async def get(self, workspace_id: str, id: str) -> Member | None:
        row = await self._session.first(
            select(member).where(member.c.workspace_id == workspace_id, member.c.id == id)
        )
        return await self._with_appointments(row) if row else None

    async def of_user(self, workspace_id: str, external_id: str) -> Member | None:
        row = await self._session.first(
            _MEMBER, {"in_workspace": workspace_id, "their_id": external_id}
        )
        return await self._with_appointments(row) if row else None

    async def _with_appointments(self, row: Row[Any]) -> Member:
        given = await self._session.all(
            _APPOINTMENTS, {"in_workspace": row.workspace_id, "of_member": row.id}
        )
        return mapping.to_member(row, given)

    async def with_roles(self, workspace_id: str) -> Sequence[Member]:
        has_appointment = exists().where(
            appointment.c.workspace_id == member.c.workspace_id,
            appointment.c.member_id == member.c.id,
        )
        rows = await self._session.all(
            select(member)
            .where(
                member.c.workspace_id == workspace_id,
                or_(member.c.role != Role.MEMBER.value, has_appointment),
            )
            .order_by(member.c.name, member.c.id)
        )
        return [await self._with_appointments(row) for row in rows]

    async def appoint(self, workspace_id: str, id: str, appointment_: Appointment) -> None:
        keys = ("workspace_id", "member_id", "role", "community")
        await self._session.execute(
            self._session.insert_new(appointment, *keys).values(
                workspace_id=workspace_id,
                member_id=id,
                role=appointment_.role.value,
                community=appointment_.community,
            )
        )

    async def dismiss(self, workspace_id: str, id: str, appointment_: Appointment) -> None:
        await self._session.execute(
            delete(appointment).where(
                appointment.c.workspace_id == workspace_id,
                appointment.c.member_id == id,
                appointment.c.role == appointment_.role.value,
                appointment.c.community == appointment_.community,
            )
        )

    async def forget(self, workspace_id: str, id: str) -> None:
        await self._forgetting.forget(workspace_id, id)

    async def export(self, workspace_id: str, id: str) -> Mapping[str, object]:
        return await self._forgetting.export(workspace_id, id)


class Memberships:
    """services.ports.MembershipRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, membership_: Membership) -> None:
        await self._session.execute(
            self._session.upsert(membership, ["digest"]).values(
                mapping.from_membership(membership_)
            )
        )

    async def remove(self, workspace_id: str, member_id: str, community: str) -> None:
        await self._session.execute(
            delete(membership).where(
                membership.c.workspace_id == workspace_id,
                membership.c.member_id == member_id,
                membership.c.community == community,
            )
        )

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Membership]:
        rows = await self._session.all(
            select(membership)
            .where(membership.c.workspace_id == workspace_id, membership.c.member_id == member_id)
            .order_by(membership.c.community)
        )
        return [mapping.to_membership(row) for row in rows]

    async def of_community(self, community: str) -> Sequence[Membership]:
        rows = await self._session.all(
            select(membership)
            .where(membership.c.community == community)
            .order_by(membership.c.workspace_id, membership.c.member_id)
        )
        return [mapping.to_membership(row) for row in rows]


class Bindings:
    """services.ports.BindingRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def put(self, binding_: ChannelBinding) -> None:
        await self._session.execute(
            delete(binding).where(
                binding.c.workspace_id == binding_.workspace_id,
                or_(binding.c.channel == binding_.channel, binding.c.id == binding_.id),
            )
        )
        await self._session.execute(insert(binding).values(mapping.from_binding(binding_)))

    async def of_channel(self, workspace_id: str, channel: str) -> ChannelBinding | None:
        row = await self._session.first(
            _BINDING, {"in_workspace": workspace_id, "of_channel": channel}
        )
        return mapping.to_binding(row) if row else None

    async def remove(self, workspace_id: str, channel: str) -> None:
        await self._session.execute(
            delete(binding).where(
                binding.c.workspace_id == workspace_id, binding.c.channel == channel
            )
        )

    async def of_workspace(self, workspace_id: str) -> Sequence[ChannelBinding]:
        rows = await self._session.all(
            select(binding)
            .where(binding.c.workspace_id == workspace_id)
            .order_by(binding.c.purpose, binding.c.community, binding.c.channel)
        )
        return [mapping.to_binding(row) for row in rows]

    async def of_community(self, community: str) -> Sequence[ChannelBinding]:
        rows = await self._session.all(
            select(binding)
            .where(binding.c.community == community)
            .order_by(binding.c.workspace_id, binding.c.channel)
        )
        return [mapping.to_binding(row) for row in rows]

    async def of_purpose(
        self, purpose: Purpose, workspace_id: str | None = None
    ) -> Sequence[ChannelBinding]:
        found = select(binding).where(binding.c.purpose == purpose.value)
        if workspace_id is not None:
            found = found.where(binding.c.workspace_id == workspace_id)
        rows = await self._session.all(found.order_by(binding.c.workspace_id, binding.c.channel))
        return [mapping.to_binding(row) for row in rows]
