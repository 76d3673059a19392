"""Who looks after practices, what should be looked at, and which web addresses still answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.upkeep import Concern, Link, LinkState, Part, Steward


class StewardRepository(Protocol):
    """Across workspaces: a practice is the programme's, and has one owner and one deputy."""

    async def put(self, steward: Steward) -> None:
        """Replaces whoever had that part of the practice."""
        ...

    async def of_practice(self, practice_id: str) -> Sequence[Steward]:
        """The owner first."""
        ...

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Steward]: ...

    async def all(self) -> Sequence[Steward]: ...

    async def remove(self, practice_id: str, part: Part) -> None:
        """A part that nobody has is ignored."""
        ...


class ConcernRepository(Protocol):
    async def put(self, concern: Concern) -> None:
        """One a practice and reason in each workspace: the same again is opened anew."""
        ...

    async def open(self, workspace_id: str) -> Sequence[Concern]:
        """Oldest first."""
        ...

    async def close(self, workspace_id: str, practice_id: str, at: datetime) -> bool:
        """Settles all of the practice's; False where there is none."""
        ...


class LinkRepository(Protocol):
    async def put(self, link: Link) -> None: ...

    async def all(self) -> Sequence[Link]: ...


class LinkChecker(Protocol):
    """Asks a web address whether it is still there. Goes out of this machine, so it is asked for
    only where the settings allow it.
    """

    async def check(self, url: str) -> LinkState:
        """Never raises for what the other side does."""
        ...
