"""Workspaces, members and channels: who is here. These belong to one workspace each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member may do, in the whole workspace or (by appointment) in one community."""

    MEMBER = "member"
    FACILITATOR = "facilitator"
    """looks after the life of a community: its channels, its questions and who answers them"""
    CURATOR = "curator"
    """looks after what is published: its words, what is missing"""
    MODERATOR = "moderator"
    """decides on what is shared; does what facilitators and curators do"""
    ADMIN = "admin"
    """a moderator who also gives roles"""


class Reader(StrEnum):
    """Whom an answer is for: it says how long it is."""

    COUNCILLOR = "councillor"
    """one line a practice"""
    MANAGER = "manager"
    """a card a practice, as for everybody who has not chosen"""
    PRACTITIONER = "practitioner"
    """the first practice whole"""


@dataclass(frozen=True, slots=True)
class Appointment:
    """A role in one community, given by an admin; with no community, in the whole workspace."""

    role: Role
    community: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """A Slack team, a Teams tenant, or the local workspace."""

    id: str
    platform: str
    """local | console | slack | teams"""
    external_id: str
    """the platform's own id of it; unique within the platform"""
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person in one workspace. Only the platform's user id and the shown name are kept."""

    id: str
    workspace_id: str
    external_id: str
    name: str
    role: Role = Role.MEMBER
    """in the whole workspace"""
    authority: str = ""
    """ONS code of the member's council, or empty"""
    appointments: tuple[Appointment, ...] = ()
    """roles in single communities"""
    reads_as: str = ""
    """the `Reader` that they chose to be, or empty"""

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def moderates_all(self) -> bool:
        """A moderator of the whole workspace; every admin is one."""
        return self.role in (Role.MODERATOR, Role.ADMIN)

    @property
    def moderated(self) -> tuple[str, ...]:
        """The communities that this member was made moderator of."""
        return tuple(
            each.community
            for each in self.appointments
            if each.role is Role.MODERATOR and each.community
        )

    def roles_for(self, communities: Iterable[str] | None = None) -> frozenset[Role]:
        """The roles that count for any of these communities; None: those held anywhere."""
        wanted = None if communities is None else {"", *communities}
        given = (
            each.role for each in self.appointments if wanted is None or each.community in wanted
        )
        return frozenset({self.role, *given})

    @property
    def is_moderator(self) -> bool:
        """Whether the member moderates anything at all."""
        return self.moderates_all or bool(self.moderated)

    def moderates(self, communities: Iterable[str]) -> bool:
        """Whether the member may decide for at least one of these communities."""
        return self.moderates_all or not set(self.moderated).isdisjoint(communities)


class Purpose(StrEnum):
    """What a channel is for."""

    COMMUNITY = "community"
    MODERATORS = "moderators"


@dataclass(frozen=True, slots=True)
class ChannelAbout:
    """A channel as its platform describes it now."""

    id: str
    name: str = ""
    is_direct: bool = False
    is_private: bool = False
    """not everybody in the workspace can read it"""
    is_shared: bool = False
    """people of other organisations read it"""
    has_bot: bool = True


@dataclass(frozen=True, slots=True)
class ChannelBinding:
    """Ties a channel of one workspace to a community, or makes it the moderators' channel."""

    id: str
    workspace_id: str
    channel: str
    """the platform's channel id"""
    purpose: Purpose
    community: str = ""
    name: str = ""
    """what the channel was called when it was bound"""
    is_private: bool = False
    """as it was when it was bound"""


@dataclass(frozen=True, slots=True)
class Membership:
    """A member who joined a community, and how often the digest comes by direct message."""

    member_id: str
    workspace_id: str
    community: str
    digest: str = "weekly"
    """weekly | fortnightly | monthly | never"""
