"""Shared practices on their way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ntg_bot.domain.sharing import State, Submission


class SubmissionRepository(Protocol):
    async def add(self, submission: Submission) -> None: ...

    async def save(self, submission: Submission) -> None:
        """Replaces version N-1 by version N; raises WrongState where the row has moved on."""
        ...

    async def get(self, workspace_id: str, id: str) -> Submission | None: ...

    async def in_state(self, workspace_id: str, *states: State) -> Sequence[Submission]:
        """Oldest first."""
        ...

    async def of_member(self, workspace_id: str, member_id: str) -> Sequence[Submission]: ...

    async def of_source(self, workspace_id: str, source: str) -> Sequence[Submission]:
        """What was made from one chat message, `channel:message`."""
        ...
