"""Communities, digests, and what is somebody's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ntg_bot.domain.digest import DigestItem


@dataclass(frozen=True, slots=True)
class Digest:
    """An issue that is sent, or (with `items`) a preview of one."""

    community: str
    week: str
    issue_id: str = ""
    items: tuple[DigestItem, ...] = ()
    is_preview: bool = False
    is_late: bool = False
    left_out: int = 0
    """news that found no room"""
    note: str = ""
    """from the moderators"""


@dataclass(frozen=True, slots=True)
class Communities:
    """The list, with those the member has joined."""

    joined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """A person's own page, as it is when it is drawn; both ids are the platform's."""

    platform: str
    workspace: str
    user: str


@dataclass(frozen=True, slots=True)
class Tour:
    """One step of the first look round."""

    step: int


@dataclass(frozen=True, slots=True)
class MyData:
    """What is held about a member, as the export gave it: {table: rows}."""

    tables: Mapping[str, str]
    """table name -> its rows as readable lines"""


@dataclass(frozen=True, slots=True)
class Help:
    is_moderator: bool
    is_admin: bool = False
    is_curator: bool = False


BelongingSaid = Digest | Communities | Home | Tour | MyData | Help
