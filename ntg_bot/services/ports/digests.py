"""Weekly digests."""

from __future__ import annotations

from typing import Protocol

from ntg_bot.domain.digest import DigestIssue, IssueStatus, Week


class DigestRepository(Protocol):
    async def claim(self, issue: DigestIssue) -> bool:
        """Inserts the issue; False where (community, week) is taken: somebody was first."""
        ...

    async def set_status(self, id: str, status: IssueStatus) -> None: ...

    async def get(self, id: str) -> DigestIssue | None: ...

    async def of_week(self, community: str, week: Week) -> DigestIssue | None: ...
