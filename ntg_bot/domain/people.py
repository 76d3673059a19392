"""Workspaces, members and channels: who is here. These belong to one workspace each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a member may do. A later issue adds facilitator, curator and admin by community."""

    MEMBER = "member"
    MODERATOR = "moderator"


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
    authority: str = ""
    """ONS code of the member's council, or empty"""


class Purpose(StrEnum):
    """What a channel is for."""

    COMMUNITY = "community"
    MODERATORS = "moderators"


@dataclass(frozen=True, slots=True)
class ChannelBinding:
    """Ties a channel of one workspace to a community, or makes it the moderators' channel."""

    id: str
    workspace_id: str
    channel: str
    """the platform's channel id"""
    purpose: Purpose
    community: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A member who joined a community, and how often the digest comes by direct message."""

    member_id: str
    workspace_id: str
    community: str
    digest: str = "weekly"
    """weekly | fortnightly | monthly | never"""
