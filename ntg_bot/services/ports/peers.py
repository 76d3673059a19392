"""Statistical neighbours, and offers and asks of help between councils."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ntg_bot.domain.peers import Help, HelpKind, Introduction, Neighbour, NeighbourSet


class NeighbourRepository(Protocol):
    async def replace(self, found: NeighbourSet, neighbours: Sequence[Neighbour]) -> None:
        """Makes these the whole set, in place of whatever was there."""
        ...

    async def imported(self) -> NeighbourSet | None: ...

    async def of(self, authority: str) -> Sequence[Neighbour]:
        """Nearest first."""
        ...

    async def all(self) -> Sequence[Neighbour]: ...


class HelpRepository(Protocol):
    """Offers and asks belong to a workspace; matching looks across all of them."""

    async def take_turn(self) -> None:
        """Waits until nobody else matches or answers, so that no limit is passed by two at once."""
        ...

    async def add(self, help: Help) -> None: ...

    async def save(self, help: Help) -> None: ...

    async def get(self, workspace_id: str, id: str) -> Help | None: ...

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Help]:
        """Oldest first, closed ones too."""
        ...

    async def open(self, kind: HelpKind, practice_id: str = "") -> Sequence[Help]:
        """Across workspaces, oldest first."""
        ...

    async def all(self) -> Sequence[Help]: ...

    async def add_introduction(self, introduction: Introduction) -> None: ...

    async def save_introduction(self, introduction: Introduction) -> None:
        """Replaces version N-1 by version N; raises WrongState where the row has moved on."""
        ...

    async def introduction(self, id: str) -> Introduction | None: ...

    async def introductions_of(self, help_id: str) -> Sequence[Introduction]:
        """Of one offer or ask, oldest first."""
        ...

    async def under_way(self) -> Sequence[tuple[Help, Introduction]]:
        """Each offer and each ask with an introduction that is proposed or made."""
        ...

    async def introductions(self) -> Sequence[Introduction]: ...
