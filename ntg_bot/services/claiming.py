"""Claims: a moderator takes a submission, hands it on or puts it back; what waits too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from ntg_bot.domain.errors import NotAllowed, WrongState
from ntg_bot.domain.people import Member, Workspace
from ntg_bot.domain.reviewing import Claim, ServiceTarget
from ntg_bot.domain.sharing import IN_PLAIN_WORDS, State, Submission
from ntg_bot.services.ports import Clock, UnitOfWork
from ntg_bot.services.reviewing import ReviewService, claim_on, refuse_taken
from ntg_bot.services.roles import RoleService


@dataclass(frozen=True, slots=True)
class ReviewTerms:
    """What the settings say about reviewing."""

    target_days: int = 5
    """working days"""
    claim_hours: int = 24


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking a submission: `claim` is in force, whoever has it."""

    submission: Submission
    claim: Claim
    before: str = ""
    """name of the moderator who had it until now, or has it still"""

    def is_of(self, member: Member) -> bool:
        return self.claim.member_id == member.id


class ClaimService:
    """Takes, hands over and puts back. A claim holds others from deciding; it decides nothing."""

    def __init__(
        self, reviews: ReviewService, roles: RoleService, clock: Clock, lasts: timedelta
    ) -> None:
        self._reviews = reviews
        self._roles = roles
        self._clock = clock
        self._lasts = lasts

    async def take(
        self, work: UnitOfWork, member: Member, number_or_id: str, *, is_over: bool = False
    ) -> Taken:
        """Takes it, unless somebody else has it; with `is_over` from whoever has it."""
        submission = await self._waiting(work, member, number_or_id)
        held = await claim_on(work, submission, self._clock)
        if held is None or held.member_id == member.id:
            claim = await self._put(work, member, submission, member, "submission.take")
            return Taken(submission, claim)
        holder = await work.members.get(held.workspace_id, held.member_id)
        before = holder.name if holder else ""
        if not is_over:
            return Taken(submission, held, before)
        claim = await self._put(work, member, submission, member, "submission.take_over")
        return Taken(submission, claim, before)

    async def hand_over(
        self,
        work: UnitOfWork,
        workspace: Workspace,
        member: Member,
        number_or_id: str,
        to: str,
    ) -> tuple[Submission, Member]:
        """Gives it to the moderator with that id, who must be one of its communities.

        What somebody else has taken must be taken over first.
        """
        submission = await self._waiting(work, member, number_or_id)
        held = await claim_on(work, submission, self._clock)
        if held is not None and held.member_id != member.id:
            await refuse_taken(work, held, submission)
        receivers = await self.receivers(work, workspace, submission)
        receiver = next((each for each in receivers if each.id == to), None)
        if receiver is None:
            raise NotAllowed(key="refused.hand_over_to")
        await self._put(work, member, submission, receiver, "submission.hand_over")
        return submission, receiver

    async def receivers(
        self, work: UnitOfWork, workspace: Workspace, submission: Submission
    ) -> Sequence[Member]:
        """The moderators who may decide on it, by name."""
        return await self._roles.moderators(work, workspace, submission.communities)

    async def put_back(self, work: UnitOfWork, member: Member, number_or_id: str) -> Submission:
        """It is anybody's again; only whoever has it can put it back."""
        submission = await self._waiting(work, member, number_or_id)
        held = await claim_on(work, submission, self._clock)
        if held is None or held.member_id != member.id:
            raise WrongState(key="refused.not_taken_by_you", title=submission.shown_title)
        await work.claims.remove(submission.workspace_id, submission.id)
        await self._audit(work, member, "submission.put_back", submission.id)
        return submission

    async def _waiting(self, work: UnitOfWork, member: Member, number_or_id: str) -> Submission:
        submission = await self._reviews.find(work, member, number_or_id)
        if submission.state is not State.SUBMITTED:
            state = IN_PLAIN_WORDS[submission.state]
            raise WrongState(key="refused.stands", title=submission.shown_title, state=state)
        return submission

    async def _put(
        self, work: UnitOfWork, by: Member, submission: Submission, to: Member, verb: str
    ) -> Claim:
        now = self._clock.now()
        claim = Claim(submission.workspace_id, submission.id, to.id, now, now + self._lasts)
        await work.claims.put(claim)
        await self._audit(work, by, verb, submission.id)
        return claim

    async def _audit(self, work: UnitOfWork, member: Member, verb: str, id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)


async def past_target(
    work: UnitOfWork, workspace_id: str, target: ServiceTarget, clock: Clock
) -> list[Submission]:
    """What waits for a moderator longer than it should, oldest first."""
    waiting = await work.submissions.in_state(workspace_id, State.SUBMITTED)
    now = clock.now()
    return [each for each in waiting if target.is_past(each.changed_at, now)]
