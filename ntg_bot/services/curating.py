"""What becomes of a practice once it is published: its grade, its versions, its end and return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.knowledge import Grade, Kind, Practice, PracticeStatus
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services.differences import Difference, differences
from ntg_bot.services.library import Library
from ntg_bot.services.merging import current
from ntg_bot.services.ports import Clock, KnowledgeVersion, UnitOfWork

LONGEST_REASON = 280
"""characters of why a practice was retired"""


@dataclass(frozen=True, slots=True)
class Compared:
    """A version beside the one before it."""

    practice_id: str
    version: KnowledgeVersion
    before: KnowledgeVersion | None
    """None for the first"""
    differences: tuple[Difference, ...]


class CurateService:
    """Curators' and moderators' acts on practices of their communities."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    async def grade(
        self, work: UnitOfWork, member: Member, practice_id: str, grade: Grade | None
    ) -> Practice:
        """Says how far local practice has been tested; a published standard keeps its own."""
        practice = await current(work, practice_id)
        require(member, Act.CURATE, practice.communities)
        if not practice.is_local:
            raise WrongState(key="refused.grade_published", title=practice.title)
        return await self._save(work, member, replace(practice, grade=grade), "practice.grade")

    async def retire(
        self, work: UnitOfWork, member: Member, practice_id: str, reason: str
    ) -> Practice:
        """It leaves answers and digests. Whoever opens it by an old link reads why."""
        practice = await current(work, practice_id)
        require(member, Act.CURATE, practice.communities)
        tidy = " ".join(reason.split())
        if not tidy:
            raise InvalidInput("reason", key="refused.no_reason_to_retire")
        if len(tidy) > LONGEST_REASON:
            length, most = len(tidy), LONGEST_REASON
            raise InvalidInput("reason", key="refused.too_long", length=length, most=most)
        gone = replace(practice, status=PracticeStatus.RETIRED, why_retired=tidy)
        saved = await self._save(work, member, gone, "practice.retire")
        await work.concerns.close(member.workspace_id, practice_id, self._clock.now())
        await work.pairs.settle_all_of(practice_id, self._clock.now())
        return saved

    async def bring_back(self, work: UnitOfWork, member: Member, practice_id: str) -> Practice:
        """It answers again. What became a part of another practice stays a part of it."""
        practice = await self._stored(work, practice_id)
        require(member, Act.CURATE, practice.communities)
        if practice.merged_into:
            raise WrongState(key="refused.was_merged", title=practice.title)
        if practice.status is not PracticeStatus.RETIRED:
            raise WrongState(key="refused.in_use", title=practice.title)
        back = replace(practice, status=PracticeStatus.CURRENT, why_retired="")
        return await self._save(work, member, back, "practice.bring_back")

    async def versions(
        self, work: UnitOfWork, member: Member, practice_id: str
    ) -> Sequence[KnowledgeVersion]:
        """Every version there was, the latest first."""
        practice = await self._stored(work, practice_id)
        require(member, Act.CURATE, practice.communities)
        return list(reversed(await work.knowledge.versions(Kind.PRACTICE, practice_id)))

    async def compare(
        self, work: UnitOfWork, member: Member, practice_id: str, number: int
    ) -> Compared:
        """What that version changed."""
        known = {each.version: each for each in await self.versions(work, member, practice_id)}
        version = known.get(number)
        if version is None:
            raise NotFound(key="refused.no_version", number=number)
        before = known.get(number - 1)
        found: tuple[Difference, ...] = ()
        if before is not None and _is_practice(before) and _is_practice(version):
            found = differences(before.item, version.item)  # type: ignore[arg-type]
        return Compared(practice_id, version, before, found)

    async def restore(
        self, work: UnitOfWork, member: Member, practice_id: str, number: int, seen: int
    ) -> Practice:
        """Makes the words of an earlier version a new version. `seen` is the latest version that
        the moderator saw: raises WrongState where there is a later one, so that nobody undoes what
        they have not read. Whether it is in use is not a matter of words, and stays.
        """
        known = await self.versions(work, member, practice_id)
        latest = known[0]
        if latest.version != seen:
            raise WrongState(key="refused.changed_since")
        wanted = next((each for each in known if each.version == number), None)
        if wanted is None or not isinstance(wanted.item, Practice):
            raise NotFound(key="refused.no_version", number=number)
        now = await self._stored(work, practice_id)
        words = replace(
            wanted.item,
            status=now.status,
            why_retired=now.why_retired,
            merged_into=now.merged_into,
        )
        if words == now:
            raise WrongState(key="refused.says_that_already")
        return await self._save(work, member, words, "practice.restore")

    async def _stored(self, work: UnitOfWork, practice_id: str) -> Practice:
        row = await work.knowledge.get(Kind.PRACTICE, practice_id)
        if row is None or not isinstance(row.item, Practice):
            raise NotFound(key="refused.practice_gone")
        return row.item

    async def _save(
        self, work: UnitOfWork, member: Member, practice: Practice, verb: str
    ) -> Practice:
        now = self._clock.now()
        await work.knowledge.save(practice, by=member.id, at=now)
        await work.audit.add(at=now, actor=member.id, verb=verb, object_id=practice.id)
        return practice


def _is_practice(version: KnowledgeVersion) -> bool:
    return isinstance(version.item, Practice)
