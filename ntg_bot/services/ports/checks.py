"""Reality checks by councils."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from ntg_bot.domain.checks import RealityCheck, Subject


class CheckRepository(Protocol):
    """Checks belong to the workspace they were given in; a council has one current check of a
    subject in the whole programme, so what counts councils looks across workspaces.
    """

    async def take_turn(self) -> None:
        """Waits until nobody else changes checks, so that a council never has two current ones."""
        ...

    async def add(self, check: RealityCheck) -> None: ...

    async def save(self, check: RealityCheck) -> None:
        """Replaces the check of that workspace and id; NotFound where there is none."""
        ...

    async def get(self, workspace_id: str, id: str) -> RealityCheck | None: ...

    async def current_of(
        self, subject: Subject, subject_id: str, authority: str
    ) -> RealityCheck | None:
        """The council's current check, in whichever workspace it was given."""
        ...

    async def current(self, subject: Subject, ids: Collection[str]) -> Sequence[RealityCheck]:
        """Every council's current check of these, the latest first."""
        ...

    async def of_council(self, authority: str) -> Sequence[RealityCheck]:
        """The council's current checks, the latest first."""
        ...

    async def all(self, *, with_history: bool = False) -> Sequence[RealityCheck]:
        """Every current check, and what came before where that is wanted; oldest first."""
        ...
