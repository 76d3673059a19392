"""Workspaces, members, memberships and bindings."""

from __future__ import annotations

from ntg_bot.domain.people import Appointment, ChannelBinding, Membership, Purpose, Role
from ntg_bot.storage.database import Database


async def test_a_workspace_is_made_once_and_takes_a_new_name(database: Database) -> None:
    async with database.uow() as work:
        first = await work.workspaces.ensure("slack", "T9", "Anytown")
        again = await work.workspaces.ensure("slack", "T9", "Anytown Council")
        unnamed = await work.workspaces.ensure("slack", "T9", "")
        other_platform = await work.workspaces.ensure("teams", "T9", "Anytown")
        await work.commit()
    assert again.id == first.id != other_platform.id
    assert again.name == unnamed.name == "Anytown Council"
    async with database.uow(read_only=True) as work:
        assert await work.workspaces.get(first.id) == again
        assert await work.workspaces.get("nobody's") is None
        assert await work.workspaces.all() == [again, other_platform]


async def test_a_member_keeps_role_and_council_unless_they_are_given(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        plain = await work.members.ensure(workspace_id, "U1", "Ada")
        raised = await work.members.ensure(
            workspace_id, "U1", "Ada", role=Role.MODERATOR, authority="E06000999"
        )
        later = await work.members.ensure(workspace_id, "U1", "Ada B")
        without = await work.members.ensure(workspace_id, "U1", "", authority="")
        await work.commit()
    assert (plain.role, plain.authority) == (Role.MEMBER, "")
    assert (raised.id, raised.role, raised.authority) == (plain.id, Role.MODERATOR, "E06000999")
    assert (later.name, later.role, later.authority) == ("Ada B", Role.MODERATOR, "E06000999")
    assert (without.name, without.authority) == ("Ada B", "")
    async with database.uow(read_only=True) as work:
        assert await work.members.get(workspace_id, plain.id) == without


async def test_a_member_of_one_workspace_is_nobody_in_another(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        other = await work.workspaces.ensure("local", "T2", "Elsewhere")
        double = await work.members.ensure(other.id, "anna", "Anna Example")
        await work.commit()
        assert double.id != member_id
    async with database.uow(read_only=True) as work:
        assert await work.members.get(other.id, member_id) is None
        assert await work.members.get(workspace_id, double.id) is None


async def test_memberships_are_put_changed_listed_and_removed(
    database: Database, workspace_id: str, member_id: str
) -> None:
    async with database.uow() as work:
        await work.memberships.put(Membership(member_id, workspace_id, "camping"))
        await work.memberships.put(Membership(member_id, workspace_id, "attendance"))
        await work.memberships.put(Membership(member_id, workspace_id, "camping", "never"))
        await work.commit()
    async with database.uow() as work:
        mine = await work.memberships.of_member(workspace_id, member_id)
        assert [(m.community, m.digest) for m in mine] == [
            ("attendance", "weekly"),
            ("camping", "never"),
        ]
        assert await work.memberships.of_member("another", member_id) == []
        assert await work.memberships.of_community("camping") == [mine[1]]
        await work.memberships.remove(workspace_id, member_id, "camping")
        await work.memberships.remove(workspace_id, member_id, "camping")
        assert await work.memberships.of_community("camping") == []


async def test_a_second_binding_of_a_channel_replaces_the_first(
    database: Database, workspace_id: str
) -> None:
    first = ChannelBinding("b1", workspace_id, "C1", Purpose.COMMUNITY, "camping")
    second = ChannelBinding("b2", workspace_id, "C1", Purpose.MODERATORS)
    async with database.uow() as work:
        await work.bindings.put(first)
        await work.bindings.put(second)
        await work.commit()
    async with database.uow(read_only=True) as work:
        assert await work.bindings.of_channel(workspace_id, "C1") == second
        assert await work.bindings.of_channel("another", "C1") is None
        assert await work.bindings.of_community("camping") == []


async def test_bindings_are_found_across_workspaces_and_in_one(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        other = await work.workspaces.ensure("slack", "T2", "Elsewhere")
        here = ChannelBinding("b1", workspace_id, "C1", Purpose.COMMUNITY, "camping")
        there = ChannelBinding("b2", other.id, "C1", Purpose.COMMUNITY, "camping")
        moderators = ChannelBinding("b3", other.id, "C2", Purpose.MODERATORS)
        for binding in (here, there, moderators):
            await work.bindings.put(binding)
        await work.bindings.put(ChannelBinding("b1", workspace_id, "C7", here.purpose, "camping"))
        await work.commit()
    async with database.uow(read_only=True) as work:
        both = await work.bindings.of_community("camping")
        assert [(b.workspace_id, b.channel) for b in both] == [
            (workspace_id, "C7"),
            (other.id, "C1"),
        ]
        assert await work.bindings.of_purpose(Purpose.MODERATORS) == [moderators]
        assert await work.bindings.of_purpose(Purpose.MODERATORS, workspace_id) == []
        assert await work.bindings.of_purpose(Purpose.COMMUNITY, other.id) == [there]


async def test_a_channel_is_unbound_in_its_own_workspace_only(
    database: Database, workspace_id: str
) -> None:
    async with database.uow() as work:
        other = await work.workspaces.ensure("slack", "T2", "Elsewhere")
        here = ChannelBinding(
            "b1", workspace_id, "C1", Purpose.COMMUNITY, "camping", "tents", is_private=True
        )
        there = ChannelBinding("b2", other.id, "C1", Purpose.COMMUNITY, "camping")
        for binding in (here, there):
            await work.bindings.put(binding)
        assert await work.bindings.of_workspace(workspace_id) == [here]
        await work.bindings.remove(workspace_id, "C1")
        await work.bindings.remove(workspace_id, "C9")
        assert await work.bindings.of_workspace(workspace_id) == []
        assert await work.bindings.of_workspace(other.id) == [there]


async def test_a_role_in_one_community_is_given_kept_and_taken_away(
    database: Database, workspace_id: str, member_id: str
) -> None:
    camping = Appointment(Role.MODERATOR, "camping")
    async with database.uow() as work:
        admin = await work.members.ensure(workspace_id, "zoe", "Zoe", role=Role.ADMIN)
        for _ in range(2):
            await work.members.appoint(workspace_id, member_id, camping)
        await work.commit()
    async with database.uow() as work:
        seen = await work.members.ensure(workspace_id, "anna", "")
        assert seen.appointments == (camping,)
        assert await work.members.get(workspace_id, member_id) == seen
        assert await work.members.with_roles(workspace_id) == [seen, admin]
        assert await work.members.with_roles("another") == []
        assert seen.moderates(["camping", "tents"])
        assert not seen.moderates(["tents"])
        assert admin.moderates(["tents"])
        await work.members.dismiss(workspace_id, member_id, camping)
        await work.members.dismiss(workspace_id, member_id, camping)
        assert await work.members.with_roles(workspace_id) == [admin]
