"""Where the items of a digest come from. A source finds items of its kinds; it decides nothing
about room, order or doubles.

A new kind of item needs its place in `domain.digest` and a source in `bootstrap.joining`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ntg_bot.domain.asking import Gap, GapStatus
from ntg_bot.domain.checks import Holds, Subject, Tally
from ntg_bot.domain.digest import DigestItem, ItemKind, Week
from ntg_bot.domain.handing import Reach
from ntg_bot.domain.knowledge import Kind, Practice, PracticeStatus
from ntg_bot.domain.upkeep import ReviewPeriods
from ntg_bot.services.library import Library
from ntg_bot.services.phrasing import CHANGED_BY, CHECKED_BY
from ntg_bot.services.ports import KnowledgeRow, UnitOfWork


@dataclass(frozen=True, slots=True)
class Period:
    """What an issue is about: one community, and what happened from `start` until `end`."""

    community: str
    start: datetime
    end: datetime

    @property
    def week(self) -> Week:
        return Week.of(self.end.date())


class DigestSource(Protocol):
    async def items(self, work: UnitOfWork, period: Period) -> Sequence[DigestItem]:
        """Items of the period, each kind's best first. They hold nothing that the community's
        readers may not see: no words but released ones, no names.
        """
        ...


class PracticeNews:
    """Practices that are new, changed or taken out, and one that is new in a community nearby."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def items(self, work: UnitOfWork, period: Period) -> Sequence[DigestItem]:
        first = await work.knowledge.first_filled()
        rows = [
            row
            for row in await work.knowledge.changed_between(period.start, period.end)
            if not row.changed_by.startswith((CHANGED_BY, CHECKED_BY))
            # What the knowledge base began with is no news.
            and first is not None
            and row.changed_at > first
        ]
        mine = [item for row in rows if (item := _item(row, period, first)) is not None]
        return [*sorted(mine, key=lambda item: item.text), *self._nearby(rows, period, first)]

    def _nearby(
        self, rows: Sequence[KnowledgeRow], period: Period, first: datetime | None
    ) -> list[DigestItem]:
        """What is new in the communities that share most practices with this one, nearest first."""
        shared: Counter[str] = Counter()
        for each in self._library.practices():
            if period.community in each.communities:
                shared.update(each.communities)
        found: list[tuple[int, str, DigestItem]] = []
        for row in rows:
            practice = row.item
            if (
                not isinstance(practice, Practice)
                or not practice.communities
                or period.community in practice.communities
                or practice.status is PracticeStatus.RETIRED
                or not _is_new(row, period, first)
            ):
                continue
            nearest = max(practice.communities, key=lambda community: shared[community])
            item = DigestItem(
                ItemKind.NEIGHBOUR,
                practice.title,
                practice.id,
                nearest,
                evidence=practice.evidence.direction.value,
                key=_key(row),
            )
            found.append((-shared[nearest], practice.title, item))
        return [item for _, _, item in sorted(found, key=lambda each: each[:2])]


def _item(row: KnowledgeRow, period: Period, first: datetime | None) -> DigestItem | None:
    practice = row.item
    if not isinstance(practice, Practice) or period.community not in practice.communities:
        return None
    is_new = _is_new(row, period, first)
    kind = ItemKind.NEW_PRACTICE if is_new else ItemKind.UPDATED_PRACTICE
    detail = practice.evidence.direction.value
    if practice.status is PracticeStatus.RETIRED:
        if is_new:
            return None  # nobody was ever told of it
        kind, detail = ItemKind.CORRECTION, ""
    return DigestItem(kind, practice.title, practice.id, detail, key=_key(row))


def _is_new(row: KnowledgeRow, period: Period, first: datetime | None) -> bool:
    """Whether it came within the period, and not with the first filling of the knowledge base."""
    return row.published_at >= period.start and (first is None or row.published_at > first)


def _key(row: KnowledgeRow) -> str:
    return f"practice:{row.id}:{row.version}"


class HelpfulAnswers:
    """The practices whose answers people marked Helpful, by name; nobody's words."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def items(self, work: UnitOfWork, period: Period) -> Sequence[DigestItem]:
        people: dict[str, set[str]] = {}
        for question, verdict in await work.questions.helped_between(period.start, period.end):
            if question.community == period.community:
                for id in self._library.led_to(question.hits)[:1]:
                    people.setdefault(id, set()).add(verdict.member_id)
        found = []
        for id, by in sorted(people.items(), key=lambda pair: (-len(pair[1]), pair[0])):
            practice = self._library.find(Kind.PRACTICE, id)
            if isinstance(practice, Practice) and practice.status is not PracticeStatus.RETIRED:
                key = f"answered:{id}:{period.week}"
                count = str(len(by))
                found.append(DigestItem(ItemKind.ANSWERED, practice.title, id, count, key=key))
        return found


class OpenQuestions:
    """Questions put to the community in their askers' words, where everybody who reads the digest
    may read them; of all others, how many.
    """

    async def items(self, work: UnitOfWork, period: Period) -> Sequence[DigestItem]:
        gaps = [
            gap
            for gap in await work.gaps.open()
            if gap.community == period.community and period.start <= gap.last_asked < period.end
        ]
        readers = await _readers(work, period.community)
        said = [gap for gap in gaps if await _may_be_read(work, gap, readers)]
        found = [
            DigestItem(
                ItemKind.WANTED,
                gap.text,
                gap.id,
                key=f"gap:{gap.id}:{gap.last_asked:%Y-%m-%d}",
            )
            for gap in said
        ]
        # Nobody but the asker, and a moderator for other workspaces, may release the words.
        if others := sum(gap.count > 0 for gap in gaps if gap not in said):
            found.append(DigestItem(ItemKind.UNANSWERED, "", detail=str(others)))
        return found


class ReviewsDue:
    """Practices whose evidence fell due for another look within the period."""

    def __init__(self, library: Library, periods: ReviewPeriods) -> None:
        self._periods = periods
        self._library = library

    async def items(self, work: UnitOfWork, period: Period) -> Sequence[DigestItem]:
        found = [
            practice
            for practice in self._library.practices()
            if period.community in practice.communities
            and practice.status is PracticeStatus.CURRENT
            and period.start.date() <= self._periods.due(practice) < period.end.date()
        ]
        return [
            DigestItem(
                ItemKind.DUE,
                practice.title,
                practice.id,
                self._periods.due(practice).isoformat(),
                key=f"due:{practice.id}:{self._periods.due(practice)}",
            )
            for practice in sorted(found, key=lambda each: (self._periods.due(each), each.title))
        ]


class CouncilFindings:
    """Practices that councils reported on within the period, with all that councils say of them."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def items(self, work: UnitOfWork, period: Period) -> Sequence[DigestItem]:
        mine = {
            practice.id: practice
            for practice in self._library.practices()
            if period.community in practice.communities
            and practice.status is PracticeStatus.CURRENT
        }
        checks = await work.checks.current(Subject.PRACTICE, list(mine))
        new = {
            check.subject_id: check
            for check in reversed(checks)
            if period.start <= check.given_at < period.end and check.holds is not Holds.NOT_TRIED
        }
        found = []
        for id, latest in new.items():
            tally = Tally.of(check for check in checks if check.subject_id == id)
            counts = (tally.holds, tally.partly, tally.does_not, tally.not_tried)
            item = DigestItem(
                ItemKind.REALITY_CHECK,
                mine[id].title,
                id,
                ",".join(map(str, counts)),
                key=f"checks:{latest.id}",
            )
            found.append((-tally.tried, mine[id].title, item))
        return [item for _, _, item in sorted(found, key=lambda each: each[:2])]


def standard_sources(library: Library, periods: ReviewPeriods) -> tuple[DigestSource, ...]:
    """All that are there by themselves."""
    return (
        PracticeNews(library),
        CouncilFindings(library),
        HelpfulAnswers(library),
        OpenQuestions(),
        ReviewsDue(library, periods),
    )


async def still_so(work: UnitOfWork, library: Library, item: DigestItem) -> bool:
    """Whether an item that was found some days ago may still be said: its practice is there and
    not taken out, its question still waits for the community in the same words.
    """
    if item.traits.opens:
        practice = library.find(Kind.PRACTICE, item.ref)
        return isinstance(practice, Practice) and practice.status is PracticeStatus.CURRENT
    if item.kind is ItemKind.WANTED:
        gap = await work.gaps.get(item.ref)
        if gap is None or gap.text != item.text:
            return False
        return await _may_be_read(work, gap, await _readers(work, gap.community))
    return True


async def _readers(work: UnitOfWork, community: str) -> frozenset[str]:
    """The workspaces in which the community's digest is read."""
    return frozenset(
        [each.workspace_id for each in await work.bindings.of_community(community)]
        + [each.workspace_id for each in await work.memberships.of_community(community)]
    )


async def _may_be_read(work: UnitOfWork, gap: Gap, readers: frozenset[str]) -> bool:
    """Whether its asker put these words to the community, and a moderator let them go wherever the
    digest is read beyond the asker's workspace.
    """
    if gap.status is not GapStatus.ASKED:
        return False
    return any(
        put.text == gap.text and (put.reach is Reach.EVERYWHERE or readers <= {put.workspace_id})
        for put in await work.handoffs.of_gap(gap.id)
    )
