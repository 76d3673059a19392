"""Digest issues, when they come, and what their readers were told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, delete, select, update

from ntg_bot.domain.digest import DigestIssue, IssueStatus, TimeOfWeek, Week
from ntg_bot.domain.drafting import DigestDraft
from ntg_bot.domain.errors import NotFound
from ntg_bot.storage import mapping
from ntg_bot.storage.sessions import Session
from ntg_bot.storage.tables import digest_draft, digest_issue, digest_timing, digest_told


class Digests:
    """services.ports.DigestRepository"""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def claim(self, issue: DigestIssue) -> bool:
        row = await self._session.first(
            self._session.insert_new(digest_issue, "community", "week")
            .values(mapping.from_issue(issue))
            .returning(digest_issue.c.id)
        )
        return row is not None

    async def set_status(self, id: str, status: IssueStatus) -> None:
        done = await self._session.execute(
            update(digest_issue).where(digest_issue.c.id == id).values(status=status.value)
        )
        if done.rowcount == 0:
            raise NotFound(key="refused.digest_gone")

    async def get(self, id: str) -> DigestIssue | None:
        row = await self._session.first(select(digest_issue).where(digest_issue.c.id == id))
        return mapping.to_issue(row) if row else None

    async def of_week(self, community: str, week: Week) -> DigestIssue | None:
        row = await self._session.first(
            select(digest_issue).where(
                digest_issue.c.community == community, digest_issue.c.week == str(week)
            )
        )
        return mapping.to_issue(row) if row else None

    async def sent(self, community: str, limit: int) -> Sequence[DigestIssue]:
        rows = await self._session.all(
            select(digest_issue)
            .where(
                digest_issue.c.community == community,
                digest_issue.c.status == IssueStatus.SENT.value,
            )
            .order_by(digest_issue.c.week.desc())
            .limit(limit)
        )
        return [mapping.to_issue(row) for row in rows]

    async def draft(self, community: str, week: Week) -> DigestDraft | None:
        row = await self._session.first_to_change(_draft(community, week))
        return mapping.to_draft(row) if row else None

    async def open_draft(self, community: str, week: Week) -> DigestDraft:
        await self._session.execute(
            self._session.insert_new(digest_draft, "community", "week").values(
                mapping.from_draft(DigestDraft(community, week))
            )
        )
        row = await self._session.first_to_change(_draft(community, week))
        assert row is not None  # noqa: S101 - inserted, or found by the key that was taken
        return mapping.to_draft(row)

    async def put_draft(self, draft: DigestDraft) -> None:
        await self._session.execute(
            update(digest_draft)
            .where(
                digest_draft.c.community == draft.community, digest_draft.c.week == str(draft.week)
            )
            .values(mapping.from_draft(draft))
        )

    async def times(self) -> Mapping[str, TimeOfWeek]:
        rows = await self._session.all(select(digest_timing))
        return {
            row.community: TimeOfWeek(row.day, time.fromisoformat(row.at), row.zone) for row in rows
        }

    async def set_time(self, community: str, chosen: TimeOfWeek | None) -> None:
        if chosen is None:
            await self._session.execute(
                delete(digest_timing).where(digest_timing.c.community == community)
            )
            return
        await self._session.execute(
            self._session.upsert(digest_timing, ["day", "at", "zone"]).values(
                community=community, day=chosen.day, at=f"{chosen.at:%H:%M}", zone=chosen.zone
            )
        )

    async def tell(
        self, workspace_id: str, member_id: str, keys: Collection[str], at: datetime
    ) -> frozenset[str]:
        if not keys:
            return frozenset()
        # In one order everywhere, so that two who tell the same member wait and do not lock.
        rows = await self._session.all(
            self._session.insert_new(digest_told, "workspace_id", "member_id", "item")
            .values(
                [
                    {
                        "workspace_id": workspace_id,
                        "member_id": member_id,
                        "item": key,
                        "told_at": at,
                    }
                    for key in sorted(set(keys))
                ]
            )
            .returning(digest_told.c.item)
        )
        return frozenset(row.item for row in rows)


def _draft(community: str, week: Week) -> Select[Any]:
    return select(digest_draft).where(
        digest_draft.c.community == community, digest_draft.c.week == str(week)
    )
