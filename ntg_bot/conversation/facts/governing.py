"""Channels and roles."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Channels:
    """The bound channels of a workspace, for its moderators."""

    workspace_id: str


@dataclass(frozen=True, slots=True)
class WhoModerates:
    """Moderators and admins: (user id, name, is an admin, moderates all, communities)."""

    people: tuple[tuple[str, str, bool, bool, tuple[str, ...]], ...]
    helping: tuple[tuple[str, str, str, str], ...] = ()
    """facilitators and curators: (user id, name, role, community or empty for all of them)"""


GoverningSaid = Channels | WhoModerates
