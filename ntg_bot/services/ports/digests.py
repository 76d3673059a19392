"""Weekly digests."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.digest import DigestIssue, IssueStatus, TimeOfWeek, Week
from ntg_bot.domain.drafting import DigestDraft


class DigestRepository(Protocol):
    async def claim(self, issue: DigestIssue) -> bool:
        """Inserts the issue; False where (community, week) is taken: somebody was first."""
        ...

    async def set_status(self, id: str, status: IssueStatus) -> None: ...

    async def get(self, id: str) -> DigestIssue | None: ...

    async def of_week(self, community: str, week: Week) -> DigestIssue | None: ...

    async def sent(self, community: str, limit: int) -> Sequence[DigestIssue]:
        """The community's issues with something in them, the latest week first."""
        ...

    async def draft(self, community: str, week: Week) -> DigestDraft | None: ...

    async def open_draft(self, community: str, week: Week) -> DigestDraft:
        """The draft, made if there is none. Nobody else changes it until this work ends."""
        ...

    async def put_draft(self, draft: DigestDraft) -> None:
        """Replaces the draft; one that was opened before."""
        ...

    async def times(self) -> Mapping[str, TimeOfWeek]:
        """When the digests of those communities come whose moderators have chosen, by community."""
        ...

    async def set_time(self, community: str, chosen: TimeOfWeek | None) -> None:
        """None: as the settings say."""
        ...

    async def tell(
        self, workspace_id: str, member_id: str, keys: Collection[str], at: datetime
    ) -> frozenset[str]:
        """Marks news as told to a member; returns what they had not been told before.

        Whoever marks it tells it: of two at the same time one gets it.
        """
        ...
