"""Which moderator is looking at what, and what the clock has done already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.reviewing import Claim


class ClaimRepository(Protocol):
    async def put(self, claim: Claim) -> None:
        """One a submission: a second claim replaces the first."""
        ...

    async def get(self, workspace_id: str, submission_id: str) -> Claim | None: ...

    async def of_workspace(self, workspace_id: str) -> Sequence[Claim]:
        """Those that have lapsed too, until they are dropped."""
        ...

    async def remove(self, workspace_id: str, submission_id: str) -> None:
        """One that is not there is ignored."""
        ...

    async def drop_lapsed(self, now: datetime) -> None: ...


class SlotRepository(Protocol):
    """What is done once a day or once a week, however many processes look at the clock."""

    async def take(self, job: str, slot: str, at: datetime) -> bool:
        """True for the first who takes this slot of the job."""
        ...

    async def is_taken(self, job: str, slot: str) -> bool: ...

    async def drop_before(self, at: datetime) -> None:
        """Forgets slots that were taken longer ago."""
        ...
