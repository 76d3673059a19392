"""Digest issues as they are drawn: frozen once and said in every channel, so the last are kept."""

from __future__ import annotations

from ntg_bot.domain.digest import DigestIssue
from ntg_bot.services.ports import UnitOfWorkFactory

KEPT = 20
"""issues in memory: more than go out in a week"""


class Issues:
    """Reads an issue once for all its channels."""

    def __init__(self, uow: UnitOfWorkFactory) -> None:
        self._uow = uow
        self._kept: dict[str, DigestIssue] = {}

    async def get(self, id: str) -> DigestIssue | None:
        """The issue; None where there is none."""
        if id not in self._kept:
            async with self._uow(read_only=True) as work:
                issue = await work.digests.get(id)
            if issue is None:
                return None
            while len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[id] = issue
        return self._kept.get(id)
