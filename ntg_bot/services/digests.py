"""The weekly digest of a community: what goes in, when it is due, and freezing it once.

The issue of a week holds what happened since the issue before it (at most two weeks back), and is
due at one local time of that week. `claim` is one unique row a community and week: whoever
inserts it sends, everybody else does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ntg_bot.domain.digest import DigestIssue, DigestItem, IssueStatus, TimeOfWeek, Week
from ntg_bot.domain.errors import WrongState
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.domain.upkeep import ReviewPeriods
from ntg_bot.services.digest_content import compose
from ntg_bot.services.digest_sources import DigestSource, Period, standard_sources, still_so
from ntg_bot.services.digest_timing import Timing
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Ids, UnitOfWork

LONGEST_PERIOD = timedelta(days=14)
LOOK_BACK_WEEKS = 8
"""for the issue before: without one this is a community's first, and holds one week"""


@dataclass(frozen=True, slots=True)
class Preview:
    """What the next issue of a community would say now."""

    community: str
    week: Week
    start: datetime
    end: datetime
    items: tuple[DigestItem, ...]
    left_out: int = 0
    note: str = ""
    dropped: tuple[DigestItem, ...] = ()
    """what moderators left out"""
    found: tuple[DigestItem, ...] = ()
    """all that was found, before anybody decided anything"""


class DigestService:
    """Gathers, previews and freezes digests."""

    def __init__(
        self,
        library: Library,
        clock: Clock,
        ids: Ids,
        timing: Timing,
        sources: Sequence[DigestSource] | None = None,
        periods: ReviewPeriods | None = None,
    ) -> None:
        self._library = library
        if sources is None:
            sources = standard_sources(library, periods or ReviewPeriods())
        self._sources = tuple(sources)
        self._clock = clock
        self._ids = ids
        self.timing = timing
        """of communities whose moderators chose none"""

    async def timing_of(self, work: UnitOfWork, community: str) -> Timing:
        """When a community's digests come: as its moderators chose, else as the settings say."""
        return self.timing.chosen((await work.digests.times()).get(community))

    async def choose_time(
        self, work: UnitOfWork, member: Member, community: str, chosen: TimeOfWeek | None
    ) -> Timing:
        """Sets when a community's digests come; None: as the settings say. Raises NotAllowed."""
        require(member, Act.DIGEST, [community])
        await work.digests.set_time(community, chosen)
        await work.audit.add(
            at=self._clock.now(), actor=member.id, verb="digest.time", object_id=community
        )
        return self.timing.chosen(chosen)

    async def next_slot(self, work: UnitOfWork, community: str) -> datetime:
        """When the issue that is being written now goes out, in its local time."""
        timing = await self.timing_of(work, community)
        return timing.slot(await self.next_week(work, community))

    async def next_week(self, work: UnitOfWork, community: str) -> Week:
        """The week of the issue that is being written now."""
        timing, now = await self.timing_of(work, community), self._clock.now()
        due = await self._due_week(work, community, timing)
        if due is not None:
            return due
        this = timing.week_of(now)
        week = this if now < timing.slot(this) else this.following
        while await work.digests.of_week(community, week) is not None:
            week = week.following
        return week

    async def preview(self, work: UnitOfWork, community: str) -> Preview:
        """What the next issue holds so far."""
        return await self.preview_of(work, community, await self.next_week(work, community))

    async def preview_of(self, work: UnitOfWork, community: str, week: Week) -> Preview:
        """What the issue of that week, which is not out yet, holds so far."""
        return await self._gather(work, community, week)

    async def latest(self, work: UnitOfWork, community: str) -> DigestIssue | None:
        """The latest issue with something in it: of next week (sent early), this or the last."""
        week = (await self.timing_of(work, community)).week_of(self._clock.now())
        for candidate in (week.following, week, week.previous):
            issue = await work.digests.of_week(community, candidate)
            if issue is not None and issue.status is not IssueStatus.EMPTY:
                return issue
        return None

    async def due(self, work: UnitOfWork) -> Sequence[str]:
        """Communities whose issue is due, unclaimed and not too late."""
        times = await work.digests.times()
        return [
            community.id
            for community in self._library.taxonomy.communities
            if await self._due_week(work, community.id, self.timing.chosen(times.get(community.id)))
            is not None
        ]

    async def _due_week(self, work: UnitOfWork, community: str, timing: Timing) -> Week | None:
        """The oldest week that is due and unclaimed."""
        for week in timing.due_weeks(self._clock.now()):
            if await work.digests.of_week(community, week) is None:
                return week
        return None

    async def freeze(
        self, work: UnitOfWork, community: str, *, by_hand: bool = False
    ) -> DigestIssue | None:
        """Claims and freezes the issue that is due; None where somebody else was first.

        By hand it is the issue being written, due or not: that of the next week where this
        week's is out, and no further (WrongState). The clock never takes that one, however many
        replicas race for this week's.
        An issue with nothing in it is frozen too, with status EMPTY, and is not to be sent.
        By hand, an empty issue is refused instead (WrongState), so that the week stays open.
        """
        timing, now = await self.timing_of(work, community), self._clock.now()
        if by_hand:
            week: Week | None = await self.next_week(work, community)
        else:
            week = await self._due_week(work, community, timing)
        if week is None:
            return None
        preview = await self._gather(work, community, week)
        if by_hand and not preview.items:
            raise WrongState(
                key="refused.digest_empty", community=self._library.community_name(community)
            )
        if week > timing.week_of(now).following:
            raise WrongState(key="refused.digest_out")
        issue = DigestIssue(
            id=self._ids.new(),
            community=community,
            week=week,
            items=preview.items,
            status=IssueStatus.CLAIMED if preview.items else IssueStatus.EMPTY,
            frozen_at=preview.end,
            is_late=not by_hand and timing.is_late(week, now),
            left_out=preview.left_out,
            note=preview.note,
            sent_at=now,
        )
        return issue if await work.digests.claim(issue) else None

    async def _gather(self, work: UnitOfWork, community: str, week: Week) -> Preview:
        now = self._clock.now()
        before = await self._before(work, community, week)
        if before is not None:
            start = max(before.frozen_at, now - LONGEST_PERIOD)
        else:
            timing = await self.timing_of(work, community)
            start = max(
                min(timing.slot(week.previous), now - timedelta(days=7)), now - LONGEST_PERIOD
            )
        draft = await work.digests.draft(community, week)
        if draft is not None and draft.frozen_at is not None:
            end = draft.frozen_at
            found = [item for item in draft.found if await still_so(work, self._library, item)]
        else:
            end = now
            found = await self._found(work, Period(community, start, now))
        kept, dropped = draft.applied(found) if draft is not None else (tuple(found), ())
        content = compose(kept)
        note = draft.note if draft is not None else ""
        return Preview(
            community,
            week,
            start,
            end,
            content.items,
            content.left_out,
            note,
            dropped,
            tuple(found),
        )

    async def _found(self, work: UnitOfWork, period: Period) -> list[DigestItem]:
        return [item for source in self._sources for item in await source.items(work, period)]

    @staticmethod
    async def _before(work: UnitOfWork, community: str, week: Week) -> DigestIssue | None:
        """The issue before that of `week`, however many weeks were missed in between."""
        for _ in range(LOOK_BACK_WEEKS):
            week = week.previous
            issue = await work.digests.of_week(community, week)
            if issue is not None:
                return issue
        return None
