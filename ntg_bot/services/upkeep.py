"""Upkeep: who looks after a practice, what is due for another look, and what came of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.knowledge import Practice, PracticeStatus
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.domain.upkeep import Concern, LinkState, Part, Reason, ReviewPeriods, Steward
from ntg_bot.services.library import Library
from ntg_bot.services.merging import current
from ntg_bot.services.phrasing import CHECKED_BY
from ntg_bot.services.ports import Clock, Screening, UnitOfWork
from ntg_bot.services.screening import screened

SOON = timedelta(days=14)
"""an owner hears of what falls due so soon"""
LATE = timedelta(days=28)
"""overdue for so long: the deputy hears of it too"""
LONGEST_FIELD = 3_000
EDITED = ("title", "summary", "effect", "population", "cautions")
"""what a curator can change in the chat; the rest is in the files"""

Person = tuple[str, str]
"""(workspace id, member id)"""


@dataclass(frozen=True, slots=True)
class ToDo:
    """What those who look after practices should see, in one workspace."""

    without_owner: tuple[str, ...]
    """ids of practices that members shared and nobody looks after"""
    others_without_owner: int
    """how many published standards have nobody"""
    overdue: tuple[str, ...]
    gone_links: tuple[tuple[str, str], ...]
    """(practice id, address)"""
    concerns: tuple[Concern, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.without_owner or self.overdue or self.gone_links or self.concerns)


class UpkeepService:
    """Owners and deputies do what is theirs; the rest is curators' and moderators'."""

    def __init__(
        self, library: Library, screening: Screening, clock: Clock, periods: ReviewPeriods
    ) -> None:
        self._library = library
        self._screening = screening
        self._clock = clock
        self._periods = periods

    # --- who looks after it -------------------------------------------------------------------

    async def name(
        self, work: UnitOfWork, by: Member, practice_id: str, part: Part, member_id: str
    ) -> tuple[Practice, Member]:
        """Makes one person of this workspace the owner or deputy, who cannot be both."""
        practice = await current(work, practice_id)
        require(by, Act.CURATE, practice.communities)
        member = await work.members.get(by.workspace_id, member_id)
        if member is None:
            raise NotFound(key="refused.nobody_here")
        for each in await work.stewards.of_practice(practice_id):
            if each.part is not part and (each.workspace_id, each.member_id) == (
                member.workspace_id,
                member.id,
            ):
                raise WrongState(key="refused.both_parts", name=member.name)
        now = self._clock.now()
        await work.stewards.put(Steward(member.workspace_id, member.id, practice_id, part, now))
        await work.audit.add(
            at=now, actor=by.id, verb=f"practice.{part.value}", object_id=practice_id
        )
        return practice, member

    async def sweep_leavers(self, work: UnitOfWork, left: Collection[Person]) -> dict[str, Steward]:
        """Takes those who have left from their practices. A deputy takes the owner's place, also
        where the owner's row is gone with them. Returns the new owners by practice.
        """
        by_practice: dict[str, list[Steward]] = {}
        for each in await work.stewards.all():
            by_practice.setdefault(each.practice_id, []).append(each)
        moved: dict[str, Steward] = {}
        for practice_id, stewards in by_practice.items():
            here = [each for each in stewards if (each.workspace_id, each.member_id) not in left]
            parts = {each.part: each for each in here}
            for each in stewards:
                if each not in here:
                    await work.stewards.remove(practice_id, each.part)
            deputy = parts.get(Part.DEPUTY)
            if Part.OWNER not in parts and deputy is not None:
                await work.stewards.remove(practice_id, Part.DEPUTY)
                owner = replace(deputy, part=Part.OWNER, since=self._clock.now())
                await work.stewards.put(owner)
                moved[practice_id] = owner
        return moved

    # --- another look -------------------------------------------------------------------------

    async def due(self, work: UnitOfWork) -> Mapping[Person, Sequence[str]]:
        """Whom to remind of which practices, the longest due first."""
        today = self._today()
        found: dict[Person, list[Practice]] = {}
        for each in await work.stewards.all():
            practice = self._in_use(each.practice_id)
            if practice is None:
                continue
            wait = self._periods.due(practice) - today
            if wait <= (SOON if each.part is Part.OWNER else -LATE):
                found.setdefault((each.workspace_id, each.member_id), []).append(practice)
        return {
            person: [each.id for each in sorted(practices, key=self._periods.due)]
            for person, practices in found.items()
        }

    async def still_right(self, work: UnitOfWork, member: Member, practice_id: str) -> Practice:
        """Somebody who looks after it has looked: it is due again after its period."""
        practice = await current(work, practice_id)
        await self._require_theirs(work, member, practice)
        return await self._looked_at(work, member, practice, "practice.still_right")

    async def edit(
        self, work: UnitOfWork, member: Member, practice_id: str, words: Mapping[str, str]
    ) -> Practice:
        """A curator's or moderator's change of what people read first; it counts as a look."""
        practice = await current(work, practice_id)
        require(member, Act.CURATE, practice.communities)
        tidy = {name: words.get(name, "").strip() for name in EDITED}
        for name, text in tidy.items():
            if not text:
                raise InvalidInput(name, key="refused.few_words")
            if len(text) > LONGEST_FIELD:
                length, most = f"{len(text):,}", f"{LONGEST_FIELD:,}"
                raise InvalidInput(name, key="refused.too_long", length=length, most=most)
        for spotted in await screened(self._screening, tidy):
            if spotted.finding.holds:
                raise InvalidInput(spotted.field, key="refused.may_tell_who")
        cautions = tuple(line.strip() for line in tidy["cautions"].splitlines() if line.strip())
        evidence = replace(practice.evidence, effect=tidy["effect"], population=tidy["population"])
        edited = replace(
            practice,
            title=" ".join(tidy["title"].split()),
            summary=tidy["summary"],
            evidence=evidence,
            cautions=cautions,
        )
        return await self._looked_at(
            work, member, edited, "practice.edit", is_news=edited != practice
        )

    async def ask_for(self, work: UnitOfWork, member: Member, practice_id: str) -> Practice:
        """An owner without a role asks moderators for a change: they find it in their queue."""
        practice = await current(work, practice_id)
        await self._require_theirs(work, member, practice)
        now = self._clock.now()
        await work.concerns.put(Concern(member.workspace_id, practice_id, Reason.ASKED_FOR, 1, now))
        await work.audit.add(
            at=now, actor=member.id, verb="practice.ask_for_edit", object_id=practice_id
        )
        return practice

    async def settle(self, work: UnitOfWork, member: Member, practice_id: str) -> Practice:
        """A moderator has looked, and leaves it as it is."""
        practice = self._library.practice(practice_id)
        require(member, Act.CURATE, practice.communities)
        now = self._clock.now()
        if not await work.concerns.close(member.workspace_id, practice.id, now):
            raise NotFound(key="refused.no_concern")
        await work.audit.add(at=now, actor=member.id, verb="concern.settle", object_id=practice.id)
        return practice

    def may_change(self, member: Member, practice: Practice) -> bool:
        """Whether the member may change it themselves."""
        return may(member, Act.CURATE, practice.communities)

    # --- what there is to do ------------------------------------------------------------------

    async def to_do(
        self, work: UnitOfWork, workspace_id: str, member: Member | None = None
    ) -> ToDo:
        """All of it, or what `member` may do something about."""

        def is_theirs(practice: Practice) -> bool:
            return member is None or may(member, Act.CURATE, practice.communities)

        today = self._today()
        owned = {each.practice_id for each in await work.stewards.all() if each.part is Part.OWNER}
        mine = {
            each.id: each
            for each in self._library.practices()
            if each.status is PracticeStatus.CURRENT and is_theirs(each)
        }
        orphans = [each for each in mine.values() if each.id not in owned]
        gone = {each.url for each in await work.links.all() if each.state is LinkState.GONE}
        late = [each for each in mine.values() if self._periods.is_overdue(each, today)]
        concerns = await work.concerns.open(workspace_id)
        return ToDo(
            without_owner=tuple(each.id for each in orphans if each.is_local),
            others_without_owner=sum(not each.is_local for each in orphans),
            overdue=tuple(each.id for each in sorted(late, key=self._periods.due)),
            gone_links=tuple(
                (each.id, source.url)
                for each in mine.values()
                for source in each.sources
                if source.url in gone
            ),
            concerns=tuple(each for each in concerns if each.practice_id in mine),
        )

    async def _require_theirs(self, work: UnitOfWork, member: Member, practice: Practice) -> None:
        stewards = await work.stewards.of_member(member.workspace_id, member.id)
        if not any(each.practice_id == practice.id for each in stewards):
            require(member, Act.CURATE, practice.communities)

    async def _looked_at(
        self,
        work: UnitOfWork,
        member: Member,
        practice: Practice,
        verb: str,
        *,
        is_news: bool = False,
    ) -> Practice:
        now, today = self._clock.now(), self._today()
        saved = replace(practice, reviewed=today, review_by=self._periods.next(practice, today))
        by = member.id if is_news else f"{CHECKED_BY}{member.id}"
        await work.knowledge.save(saved, by=by, at=now)
        await work.concerns.close(member.workspace_id, practice.id, now)
        await work.audit.add(at=now, actor=member.id, verb=verb, object_id=practice.id)
        return saved

    def _in_use(self, practice_id: str) -> Practice | None:
        try:
            practice = self._library.practice(practice_id)
        except NotFound:
            return None
        is_itself = practice.id == practice_id and practice.status is PracticeStatus.CURRENT
        return practice if is_itself else None

    def _today(self) -> date:
        return self._clock.now().date()
