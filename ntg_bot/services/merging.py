"""Merging: two accounts of one thing become one practice, and nothing of either is lost.

A submission becomes an example of the practice: its words stay its author's own, and a published
standard is not blended with one council's account. A practice becomes part of another the same
way; its id leads there from then on.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from ntg_bot.domain.curating import Contribution
from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.knowledge import (
    SHARERS_OWN,
    AuthorityRef,
    Example,
    Item,
    Kind,
    Practice,
    PracticeStatus,
    ReportedOutcome,
)
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.domain.sharing import State, Submission
from ntg_bot.domain.upkeep import Part
from ntg_bot.services.library import Library
from ntg_bot.services.phrasing import MOST_PHRASINGS
from ntg_bot.services.ports import Clock, Ids, UnitOfWork
from ntg_bot.services.reviewing import ReviewService, slug_of

AS_TOLD = "As the sharer tells it"
NOT_STATED = "not stated"
A_MEMBER = "a member of the community"


@dataclass(frozen=True, slots=True)
class MergedSubmission:
    """What came of it; the caller shows `changed` once the work is committed."""

    submission: Submission
    practice: Practice
    changed: tuple[Item, ...]
    contributions: tuple[Contribution, ...]
    """of the practice now, its new one too"""


@dataclass(frozen=True, slots=True)
class MergedPractices:
    """The practice that went and the one that it is part of now."""

    gone: Practice
    kept: Practice
    changed: tuple[Item, ...]


class MergeService:
    """Moderators' acts; what is merged is never merged twice."""

    def __init__(self, reviews: ReviewService, library: Library, clock: Clock, ids: Ids) -> None:
        self._reviews = reviews
        self._library = library
        self._clock = clock
        self._ids = ids

    async def merge_submission(
        self, work: UnitOfWork, member: Member, number_or_id: str, practice_id: str
    ) -> MergedSubmission:
        """The sharer's account becomes an example of a practice that is there already."""
        submission = await self._reviews.undecided(work, member, number_or_id)
        await self._reviews.refuse_unread(work, member, submission)
        practice = await current(work, self._successor(practice_id))
        now = self._clock.now()
        moved = submission.move(State.MERGED, now, decided_by=member.id, practice_id=practice.id)
        await self._reviews.decided(work, moved)
        draft = await asyncio.to_thread(self._reviews.as_practice, submission, "")
        example = self._example(
            draft, practice, await self._free_id(work, submission.title), submission.authority
        )
        kept = replace(
            practice,
            communities=_joined(practice.communities, submission.communities),
            also_shared_by=self._credit(practice, (submission.authority,)),
        )
        for item in (example, kept):
            await work.knowledge.save(item, by=member.id, at=now)
        if submission.member_id:
            given = Contribution(
                submission.workspace_id, practice.id, submission.id, submission.member_id, now
            )
            await work.contributions.add(given)
        await self._audit(work, member, "submission.merge", submission.id)
        contributions = tuple(await work.contributions.of_practice(practice.id))
        return MergedSubmission(moved, kept, (example, kept), contributions)

    async def merge_practices(
        self, work: UnitOfWork, member: Member, gone_id: str, kept_id: str
    ) -> MergedPractices:
        """The practice `gone_id` becomes part of `kept_id`: retired, and leading there."""
        if gone_id == kept_id:
            raise InvalidInput("practice", key="refused.merge_itself")
        # In one order, so that two who merge them the other way round do not wait for each other.
        found = {id: await current(work, id) for id in sorted((gone_id, kept_id))}
        gone, kept = found[gone_id], found[kept_id]
        require(member, Act.CURATE, gone.communities)
        require(member, Act.CURATE, kept.communities)
        if not gone.is_local and kept.is_local:
            raise WrongState(key="refused.merge_published", title=gone.title)
        now = self._clock.now()
        changed: list[Item] = [
            replace(gone, status=PracticeStatus.RETIRED, merged_into=kept.id),
            self._enriched(kept, gone),
        ]
        if gone.is_local:
            id = await self._free_id(work, gone.title)
            changed.append(self._example(gone, kept, id, gone.shared_by))
        changed += self._retied(gone.id, kept.id)
        for item in changed:
            await work.knowledge.save(item, by=member.id, at=now)
        await work.contributions.move(gone.id, kept.id)
        await work.follows.move(gone.id, kept.id)
        await self._hand_on(work, gone.id, kept.id)
        await work.pairs.settle_all_of(gone.id, now)
        await self._audit(work, member, "practice.merge", gone.id)
        return MergedPractices(gone, kept, tuple(changed))

    @staticmethod
    async def _hand_on(work: UnitOfWork, gone_id: str, kept_id: str) -> None:
        """Whoever looked after the one that went takes a part of the other that nobody has."""
        taken = {each.part: each for each in await work.stewards.of_practice(kept_id)}
        people = {(each.workspace_id, each.member_id) for each in taken.values()}
        for each in await work.stewards.of_practice(gone_id):
            await work.stewards.remove(gone_id, each.part)
            free = [part for part in Part if part not in taken]
            if free and (each.workspace_id, each.member_id) not in people:
                taken[free[0]] = replace(each, practice_id=kept_id, part=free[0])
                people.add((each.workspace_id, each.member_id))
                await work.stewards.put(taken[free[0]])

    def _successor(self, practice_id: str) -> str:
        return self._library.practice(practice_id).id

    def _enriched(self, kept: Practice, gone: Practice) -> Practice:
        """The one that stays, found by the other's words too, with its councils and sources."""
        # What one council says of itself is no source of a published standard.
        sources = () if gone.is_local and not kept.is_local else gone.sources
        return replace(
            kept,
            communities=_joined(kept.communities, gone.communities),
            also_shared_by=self._credit(kept, (gone.shared_by, *gone.also_shared_by)),
            asked_as=_joined(kept.asked_as, (gone.title, *gone.asked_as))[:MOST_PHRASINGS],
            keywords=_joined(kept.keywords, gone.keywords),
            sources=tuple(dict.fromkeys((*kept.sources, *sources))),
        )

    def _credit(self, practice: Practice, councils: tuple[str, ...]) -> tuple[str, ...]:
        named = [code for code in councils if code and code != practice.shared_by]
        return _joined(practice.also_shared_by, tuple(named))

    def _retied(self, gone_id: str, kept_id: str) -> list[Item]:
        """The examples of the one are examples of the other."""
        return [
            replace(
                example,
                practice_ids=tuple(
                    dict.fromkeys(kept_id if id == gone_id else id for id in example.practice_ids)
                ),
            )
            for example in self._library.examples_of(gone_id)
        ]

    def _example(self, told: Practice, of: Practice, id: str, council: str) -> Example:
        """One council's account, as an example of the practice; its words unchanged."""
        authority = self._library.authorities.get(council)
        councils = (
            (AuthorityRef(authority.name, authority.ons_code, authority.region),)
            if authority
            else ()
        )
        has_result = told.evidence.effect and told.evidence.effect != self._reviews.NO_RESULT
        outcomes = (
            (ReportedOutcome(AS_TOLD, told.evidence.effect, None, NOT_STATED),)
            if has_result
            else ()
        )
        return Example(
            id=id,
            title=told.title,
            authorities=councils,
            place="" if councils else A_MEMBER,
            region=authority.region if authority else "",
            year_from=None,
            year_to=None,
            organisations=told.organisations,
            line_of_enquiry=told.line_of_enquiry or of.line_of_enquiry,
            outcomes=told.outcomes or of.outcomes,
            groups=told.groups or of.groups,
            age_range=told.age_range,
            setting=told.setting or of.setting,
            communities=told.communities,
            what_they_did=told.summary,
            how=told.how_it_works,
            how_basis=SHARERS_OWN,
            outcomes_reported=outcomes,
            evidence_design=told.evidence.design,
            validation=None,
            cost=told.cost,
            cautions=told.cautions,
            practice_ids=(of.id,),
            keywords=told.keywords,
            sources=told.sources,
            reviewed=self._clock.now().date(),
        )

    async def _free_id(self, work: UnitOfWork, title: str) -> str:
        base = slug_of(title) or "shared-example"
        if await work.knowledge.get(Kind.EXAMPLE, base) is None:
            return base
        return f"{base}-{self._ids.new()[-6:]}"

    async def _audit(self, work: UnitOfWork, member: Member, verb: str, id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)


async def current(work: UnitOfWork, practice_id: str) -> Practice:
    """The practice as the database has it now, which no other writer changes meanwhile.

    Raises NotFound where there is none, WrongState for one that is retired.
    """
    row = await work.knowledge.get(Kind.PRACTICE, practice_id)
    if row is None or not isinstance(row.item, Practice):
        raise NotFound(key="refused.practice_gone")
    if row.item.status is PracticeStatus.RETIRED:
        raise WrongState(key="refused.practice_retired", title=row.item.title)
    return row.item


def _joined(first: tuple[str, ...], then: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *then)))
