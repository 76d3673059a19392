"""What is kept about practices beside their words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.curating import Contribution, Follow, Pair


class ContributionRepository(Protocol):
    """Who gave what a practice says. Across workspaces: a practice is the programme's."""

    async def add(self, contribution: Contribution) -> None:
        """The same again changes nothing."""
        ...

    async def of_practice(self, practice_id: str) -> Sequence[Contribution]:
        """Oldest first."""
        ...

    async def move(self, practice_id: str, to: str) -> None:
        """They are contributions to the practice `to` from now on."""
        ...


class FollowRepository(Protocol):
    async def put(self, follow: Follow) -> bool:
        """False where the member follows it already."""
        ...

    async def remove(self, workspace_id: str, member_id: str, practice_id: str) -> bool:
        """False where the member does not follow it."""
        ...

    async def of_practice(self, practice_id: str) -> Sequence[Follow]:
        """Across workspaces."""
        ...

    async def move(self, practice_id: str, to: str) -> None:
        """Whoever follows one follows the other instead, once."""
        ...


class PairRepository(Protocol):
    async def add(self, pair: Pair) -> bool:
        """False where the two are known already, settled or not."""
        ...

    async def open(self) -> Sequence[Pair]:
        """Those that nobody has settled, oldest first."""
        ...

    async def settle(self, first: str, second: str, at: datetime) -> bool:
        """False where there is no such open pair."""
        ...

    async def settle_all_of(self, practice_id: str, at: datetime) -> None:
        """A practice that is gone need not be compared."""
        ...
