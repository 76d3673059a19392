"""Hypotheses and their history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ntg_bot.domain.hypotheses import Hypothesis, Moved


class HypothesisRepository(Protocol):
    async def next_number(self) -> int:
        """A number that nobody else gets."""
        ...

    async def add(self, hypothesis: Hypothesis) -> None: ...

    async def save(self, hypothesis: Hypothesis) -> None:
        """Replaces version N-1 by version N; raises WrongState where the row has moved on."""
        ...

    async def get(self, id: str) -> Hypothesis | None: ...

    async def numbered(self, number: int) -> Hypothesis | None: ...

    async def all(self, line: str = "") -> Sequence[Hypothesis]:
        """By number; of one line of enquiry where it is given."""
        ...

    async def record(self, moved: Moved) -> None: ...

    async def history(self, hypothesis_id: str) -> Sequence[Moved]:
        """Oldest first."""
        ...
