"""Editions and their errata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ntg_bot.domain.editions import Erratum, FrozenEdition


class EditionRepository(Protocol):
    """Programme-wide. What is in here was published and is never changed."""

    async def next_number(self) -> int:
        """The number of the next edition; who asks inside a writing work is alone with it."""
        ...

    async def publish(self, edition: FrozenEdition) -> bool:
        """False where an edition of that number is out already."""
        ...

    async def get(self, number: int) -> FrozenEdition | None: ...

    async def all(self) -> Sequence[FrozenEdition]:
        """The latest first."""
        ...

    async def add_erratum(self, erratum: Erratum) -> bool:
        """False where that number is taken."""
        ...

    async def errata(self, number: int) -> Sequence[Erratum]:
        """Of one edition, in order."""
        ...
