"""The weekly digest of a community: what goes in, when it is due, and freezing it once.

The issue of a week holds what happened since the issue before it (at most two weeks back), and is
due at one local time of that week. `claim` is one unique row a community and week: whoever
inserts it sends, everybody else does nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ntg_bot.domain.asking import Confidence, Gap, GapStatus, Question
from ntg_bot.domain.digest import DigestIssue, DigestItem, IssueStatus, ItemKind, Week
from ntg_bot.domain.errors import ConfigError, WrongState
from ntg_bot.domain.knowledge import Example, Kind, Practice, PracticeStatus
from ntg_bot.services.library import Library
from ntg_bot.services.phrasing import CHANGED_BY
from ntg_bot.services.ports import Clock, Ids, KnowledgeRow, UnitOfWork

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_ITEMS = 7
"""of one issue: longer digests make people leave"""
LONGEST_PERIOD = timedelta(days=14)
LOOK_BACK_WEEKS = 8
"""for the issue before: without one this is a community's first, and holds one week"""
LATE_AFTER = timedelta(hours=1)
SATURDAY = 5
GRACE = timedelta(hours=48)
"""how late a missed issue is still sent"""


def _never(_: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Timing:
    """When issues are due, in local time."""

    day: str = "mon"
    at: time = time(9, 0)
    zone: str = "Europe/London"
    is_holiday: Callable[[date], bool] = _never
    """a day on which nobody is at work: the digest comes on the next working day"""

    def __post_init__(self) -> None:
        if self.day not in DAYS:
            raise ConfigError("NTG_DIGEST__DAY", f"“{self.day}” is not one of {', '.join(DAYS)}.")
        if time(0, 30) <= self.at <= time(2, 30):
            raise ConfigError(
                "NTG_DIGEST__AT",
                "between 00:30 and 02:30 the clocks change; choose another time, such as 09:00.",
            )

    def slot(self, week: Week) -> datetime:
        """The instant at which the issue of `week` is due."""
        day = week.monday + timedelta(days=DAYS.index(self.day))
        if self.is_holiday(day):
            while self.is_holiday(day) or day.weekday() >= SATURDAY:
                day += timedelta(days=1)
        return datetime.combine(day, self.at, tzinfo=ZoneInfo(self.zone))

    def week_of(self, instant: datetime) -> Week:
        """The ISO week of `instant` in the local zone."""
        return Week.of(instant.astimezone(ZoneInfo(self.zone)).date())


@dataclass(frozen=True, slots=True)
class Preview:
    """What the next issue of a community would say now."""

    community: str
    week: Week
    start: datetime
    end: datetime
    items: tuple[DigestItem, ...]


class DigestService:
    """Gathers, previews and freezes digests."""

    def __init__(self, library: Library, clock: Clock, ids: Ids, timing: Timing) -> None:
        self._library = library
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
        now = self._clock.now()
        week = self.timing.week_of(now)
        for candidate in (week, week.previous):
            slot = self.timing.slot(candidate)
            if slot <= now <= slot + GRACE:
                return candidate
        return None

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
            is_late=not by_hand and now > self.timing.slot(preview.week) + LATE_AFTER,
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
        items = list(issue.items)
        week = issue.week.previous
        while not is_theirs(week):
            earlier = await work.digests.of_week(issue.community, week)
            items += earlier.items if earlier is not None else ()
            week = week.previous
        return _together(items)

    async def _gather(self, work: UnitOfWork, community: str, week: Week) -> Preview:
        now = self._clock.now()
        before = await self._before(work, community, week)
        if before is not None:
            start = max(before.frozen_at, now - LONGEST_PERIOD)
        else:
            start = max(
                min(self.timing.slot(week.previous), now - timedelta(days=7)), now - LONGEST_PERIOD
            )
        rows = await work.knowledge.changed_between(start, now)
        asked = [
            question
            for question in await work.questions.asked_between(start, now)
            if question.community == community
        ]
        gaps = [gap for gap in await work.gaps.open() if gap.community == community]
        items = [
            *self._practices(rows, community, start),
            *self._wanted(gaps, start),
            *self._unanswered(gaps, start),
            *self._answered(asked),
        ]
        return Preview(community, week, start, now, tuple(items[:MOST_ITEMS]))

    @staticmethod
    async def _before(work: UnitOfWork, community: str, week: Week) -> DigestIssue | None:
        """The issue before that of `week`, however many weeks were missed in between."""
        for _ in range(LOOK_BACK_WEEKS):
            week = week.previous
            issue = await work.digests.of_week(community, week)
            if issue is not None:
                return issue
        return None

    def _practices(
        self, rows: Sequence[KnowledgeRow], community: str, start: datetime
    ) -> list[DigestItem]:
        """New and changed practices; the first import of the knowledge base is no news."""
        items = []
        for row in rows:
            practice = row.item
            if (
                not isinstance(practice, Practice)
                or practice.status is PracticeStatus.RETIRED
                or community not in practice.communities
                or row.changed_by == "sync"
                or row.changed_by.startswith(CHANGED_BY)
            ):
                continue
            # What came with a sync and was changed since is not new, however lately it came.
            is_new = row.published_at >= start and row.base is None
            items.append(
                DigestItem(
                    kind=ItemKind.NEW_PRACTICE if is_new else ItemKind.UPDATED_PRACTICE,
                    text=practice.title,
                    ref=practice.id,
                    detail=practice.evidence.direction.value,
                )
            )
        return sorted(items, key=lambda item: (item.kind is not ItemKind.NEW_PRACTICE, item.text))

    @staticmethod
    def _wanted(gaps: Sequence[Gap], start: datetime) -> list[DigestItem]:
        """Questions whose asker put them to the community: in the asker's words."""
        return [
            DigestItem(ItemKind.WANTED, gap.text, gap.id, str(gap.count))
            for gap in gaps
            if gap.status is GapStatus.ASKED and gap.last_asked >= start
        ]

    @staticmethod
    def _unanswered(gaps: Sequence[Gap], start: datetime) -> list[DigestItem]:
        """Only a count: nobody but the asker may release the words of a question."""
        new = [gap for gap in gaps if gap.status is GapStatus.OPEN and gap.last_asked >= start]
        if not new:
            return []
        return [DigestItem(ItemKind.UNANSWERED, "", "", str(len(new)))]

    def _answered(self, asked: Sequence[Question]) -> list[DigestItem]:
        """The practices that answered most questions, by name; no asker's words."""
        found: Counter[str] = Counter()
        for question in asked:
            if question.confidence is Confidence.ANSWER and question.hits:
                first = self._library.find(question.hits[0].kind, question.hits[0].id)
                if isinstance(first, Practice):
                    found[first.id] += 1
                elif isinstance(first, Example):
                    found.update(first.practice_ids[:1])
        items = []
        for id, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))[:3]:
            practice = self._library.find(Kind.PRACTICE, id)
            if practice is not None and isinstance(practice, Practice):
                items.append(DigestItem(ItemKind.ANSWERED, practice.title, id, str(count)))
        return items


def _is_other_week(week: Week) -> bool:
    return week.monday.toordinal() // 7 % 2 == 0


def _is_first_week(week: Week) -> bool:
    return week.monday.day <= 7


def _together(items: Sequence[DigestItem]) -> tuple[DigestItem, ...]:
    """Items of several issues, the latest first, as one: each thing once, counts added up."""
    found: dict[tuple[ItemKind, str, str], DigestItem] = {}
    for item in items:
        key = (item.kind, item.ref, item.text)
        seen = found.get(key)
        if seen is None:
            found[key] = item
        elif item.kind in (ItemKind.ANSWERED, ItemKind.UNANSWERED):
            found[key] = replace(seen, detail=str(int(seen.detail) + int(item.detail)))
    kinds = list(ItemKind)
    ordered = sorted(found.values(), key=lambda item: kinds.index(item.kind))
    return tuple(ordered[:MOST_ITEMS])
