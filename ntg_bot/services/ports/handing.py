"""Questions put to a community, their answers, and who else waits for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from ntg_bot.domain.handing import GivenAnswer, Handoff


class HandoffRepository(Protocol):
    async def add(self, handoff: Handoff) -> bool:
        """False where the question was put to the community before."""
        ...

    async def save(self, handoff: Handoff) -> None:
        """Replaces version N by N+1; raises WrongState where somebody else changed it."""
        ...

    async def get(self, workspace_id: str, question_id: str) -> Handoff | None: ...

    async def unsettled(self, workspace_id: str) -> Sequence[Handoff]:
        """Open and answered ones, those due first."""
        ...

    async def due(self, day: date) -> Sequence[Handoff]:
        """Across workspaces: open ones due before `day` of which nobody was reminded. Of those that
        came from another workspace, only what somebody here has taken on.
        """
        ...

    async def of_gap(self, gap_id: str) -> Sequence[Handoff]:
        """Across workspaces: what was asked, for its askers to be told."""
        ...

    async def of_question(self, question_id: str) -> Sequence[Handoff]:
        """Across workspaces: the one of its asker, and those of the workspaces it was sent to."""
        ...

    async def add_answer(self, answer: GivenAnswer) -> None: ...

    async def save_answer(self, answer: GivenAnswer) -> None: ...

    async def answers(self, workspace_id: str, question_id: str) -> Sequence[GivenAnswer]:
        """In the order in which they came."""
        ...

    async def answers_from(self, workspace_id: str, source: str) -> Sequence[GivenAnswer]:
        """What was made of one chat message, `channel:message`."""
        ...

    async def remove_answer(self, answer: GivenAnswer) -> None: ...

    async def follow(self, workspace_id: str, gap_id: str, member_id: str) -> bool:
        """False where the member follows it already."""
        ...

    async def followers(self, gap_id: str) -> Sequence[tuple[str, str]]:
        """Across workspaces: (workspace id, member id)."""
        ...
