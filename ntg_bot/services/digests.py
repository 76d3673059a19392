"""The weekly digest of a community: what goes in, when it is due, and freezing it once.

The issue of a week holds what happened since the issue before it (at most two weeks back), and is
due at one local time of that week. `claim` is one unique row a community and week: whoever
inserts it sends, everybody else does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ntg_bot.domain.digest import DigestIssue, DigestItem, IssueStatus, Week
from ntg_bot.domain.errors import WrongState
from ntg_bot.services.digest_content import compose, together
from ntg_bot.services.digest_sources import DigestSource, Period, standard_sources
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


class DigestService:
    """Gathers, previews and freezes digests."""

    def __init__(
        self,
        library: Library,
        clock: Clock,
        ids: Ids,
        timing: Timing,
        sources: Sequence[DigestSource] | None = None,
    ) -> None:
        self._library = library
        self._sources = standard_sources(library) if sources is None else tuple(sources)
        self._clock = clock
        self._ids = ids
        self.timing = timing

    async def next_week(self, work: UnitOfWork, community: str) -> Week:
        """The week of the issue that is being written now."""
        now = self._clock.now()
        due, this = self.due_week(), self.timing.week_of(now)
        if due is not None and await work.digests.of_week(community, due) is None:
            return due
        week = this if now < self.timing.slot(this) else this.following
        while await work.digests.of_week(community, week) is not None:
            week = week.following
        return week

    def due_week(self) -> Week | None:
        """The week whose slot has come, not longer ago than the grace; None between the two.

        Late in a week the grace reaches into the week after.
        """
        return self.timing.due_week(self._clock.now())

    async def preview(self, work: UnitOfWork, community: str) -> Preview:
        """What the next issue holds so far."""
        week = await self.next_week(work, community)
        return await self._gather(work, community, week)

    async def latest(self, work: UnitOfWork, community: str) -> DigestIssue | None:
        """The latest issue with something in it: of next week (sent early), this or the last."""
        week = self.timing.week_of(self._clock.now())
        for candidate in (week.following, week, week.previous):
            issue = await work.digests.of_week(community, candidate)
            if issue is not None and issue.status is not IssueStatus.EMPTY:
                return issue
        return None

    async def due(self, work: UnitOfWork) -> Sequence[str]:
        """Communities whose issue is due, unclaimed and not too late."""
        week = self.due_week()
        if week is None:
            return []
        return [
            community.id
            for community in self._library.taxonomy.communities
            if await work.digests.of_week(community.id, week) is None
        ]

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
        week = await self.next_week(work, community) if by_hand else self.due_week()
        if week is None:
            return None
        preview = await self._gather(work, community, week)
        if by_hand and not preview.items:
            raise WrongState(
                key="refused.digest_empty", community=self._library.community_name(community)
            )
        if week > self.timing.week_of(self._clock.now()).following:
            raise WrongState(key="refused.digest_out")
        now = self._clock.now()
        issue = DigestIssue(
            id=self._ids.new(),
            community=community,
            week=preview.week,
            items=preview.items,
            status=IssueStatus.CLAIMED if preview.items else IssueStatus.EMPTY,
            frozen_at=now,
            is_late=not by_hand and self.timing.is_late(preview.week, now),
        )
        return issue if await work.digests.claim(issue) else None

    async def for_rhythm(
        self, work: UnitOfWork, issue: DigestIssue, rhythm: str
    ) -> tuple[DigestItem, ...]:
        """What a member of that rhythm is sent with `issue`: all issues since their last digest.

        Fortnightly is every other week, monthly the week of a month's first Monday. Nothing in
        the weeks between, and nothing for `never`.
        """
        if rhythm == "weekly":
            return issue.items
        is_theirs = {"fortnightly": _is_other_week, "monthly": _is_first_week}.get(rhythm)
        if is_theirs is None or not is_theirs(issue.week):
            return ()
        items = [issue.items]
        week = issue.week
        for _ in range(LOOK_BACK_WEEKS):
            week = week.previous
            earlier = await work.digests.of_week(issue.community, week)
            if earlier is None:
                continue  # missed, so nobody was sent anything: what came before is still owed
            if is_theirs(week):
                break
            items.append(earlier.items)
        return compose(together(items)).items

    async def _gather(self, work: UnitOfWork, community: str, week: Week) -> Preview:
        now = self._clock.now()
        before = await self._before(work, community, week)
        if before is not None:
            start = max(before.frozen_at, now - LONGEST_PERIOD)
        else:
            start = max(
                min(self.timing.slot(week.previous), now - timedelta(days=7)), now - LONGEST_PERIOD
            )
        period = Period(community, start, now)
        found = [item for source in self._sources for item in await source.items(work, period)]
        content = compose(found)
        return Preview(community, week, start, now, content.items, content.left_out)

    @staticmethod
    async def _before(work: UnitOfWork, community: str, week: Week) -> DigestIssue | None:
        """The issue before that of `week`, however many weeks were missed in between."""
        for _ in range(LOOK_BACK_WEEKS):
            week = week.previous
            issue = await work.digests.of_week(community, week)
            if issue is not None:
                return issue
        return None


def _is_other_week(week: Week) -> bool:
    return week.monday.toordinal() // 7 % 2 == 0


def _is_first_week(week: Week) -> bool:
    return week.monday.day <= 7
