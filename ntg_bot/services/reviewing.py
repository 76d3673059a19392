"""Reviewing: moderators accept, decline or ask for changes; checked when it is pressed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace

from ntg_bot.domain.asking import Audience
from ntg_bot.domain.curating import Contribution
from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.knowledge import SHARERS_OWN, Direction, Evidence, Kind, Practice, Source
from ntg_bot.domain.people import Member
from ntg_bot.domain.reviewing import Claim
from ntg_bot.domain.sharing import IN_PLAIN_WORDS, State, Submission
from ntg_bot.domain.upkeep import Part, ReviewPeriods, Steward, months_on
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Ids, Note, Retriever, UnitOfWork
from ntg_bot.services.roles import require_moderator
from ntg_bot.services.sharing import MOST_COMMUNITIES

_DECIDED = frozenset({State.PUBLISHED, State.MERGED, State.DECLINED, State.CHANGES_ASKED})


def _read_note(member: Member, submission: Submission) -> str:
    return f"as-written:{submission.id}:{submission.version}:{member.id}"


class ReviewService:
    """The moderators' acts on submissions of their own workspace."""

    NO_RESULT = "No result was reported."

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        clock: Clock,
        ids: Ids,
        periods: ReviewPeriods | None = None,
    ) -> None:
        self._periods = periods or ReviewPeriods()
        self._library = library
        self._retriever = retriever
        self._clock = clock
        self._ids = ids

    async def queue(self, work: UnitOfWork, member: Member) -> Sequence[Submission]:
        """What waits for a moderator, oldest first."""
        require_moderator(member)
        waiting = await work.submissions.in_state(member.workspace_id, State.SUBMITTED)
        return [each for each in waiting if member.moderates(each.communities)]

    async def find(self, work: UnitOfWork, member: Member, number_or_id: str) -> Submission:
        """A submission by its id, or by its place in the queue counted from 1."""
        require_moderator(member)
        if number_or_id.isdecimal() and len(number_or_id) < 5:
            queue = await self.queue(work, member)
            place = int(number_or_id)
            if not 1 <= place <= len(queue):
                raise NotFound(key="refused.no_number", number=place)
            return queue[place - 1]
        submission = await work.submissions.get(member.workspace_id, number_or_id)
        if submission is None or submission.state in (State.DRAFT, State.HELD):
            raise NotFound(key="refused.no_submission")
        require_moderator(member, submission.communities)
        return submission

    async def accept(
        self, work: UnitOfWork, member: Member, number_or_id: str
    ) -> tuple[Submission, Practice]:
        """Publishes it as a practice; the caller shows the practice once the work is committed."""
        submission = await self.undecided(work, member, number_or_id)
        await self.refuse_unread(work, member, submission)
        now = self._clock.now()
        slug = await self._slug(work, submission.title)
        practice = await asyncio.to_thread(self.as_practice, submission, slug)
        moved = submission.move(State.PUBLISHED, now, decided_by=member.id, practice_id=practice.id)
        await self.decided(work, moved)
        await work.knowledge.save(practice, by=member.id, at=now)
        if submission.member_id:
            given = Contribution(
                submission.workspace_id, practice.id, submission.id, submission.member_id, now
            )
            await work.contributions.add(given)
            await self._adopt(work, member, moved, practice.id)
        await self._audit(work, member, "submission.accept", submission.id)
        return moved, practice

    async def _adopt(
        self, work: UnitOfWork, member: Member, submission: Submission, practice_id: str
    ) -> None:
        """Who shared it looks after it; who let it through stands in."""
        space, now = submission.workspace_id, self._clock.now()
        if await work.members.get(space, submission.member_id) is None:
            return
        await work.stewards.put(Steward(space, submission.member_id, practice_id, Part.OWNER, now))
        if member.id != submission.member_id:
            await work.stewards.put(Steward(space, member.id, practice_id, Part.DEPUTY, now))

    async def read_as_written(self, work: UnitOfWork, member: Member, id: str) -> Submission:
        """A moderator looks at what its author said is nobody; only who has may accept it."""
        submission = await self.find(work, member, id)
        now = self._clock.now()
        await work.notes.put(member.workspace_id, _read_note(member, submission), Note("", now))
        await self._audit(work, member, "submission.read_as_written", submission.id)
        return submission

    @staticmethod
    async def _has_read(work: UnitOfWork, member: Member, submission: Submission) -> bool:
        name = _read_note(member, submission)
        return await work.notes.get(member.workspace_id, name) is not None

    async def refuse_unread(self, work: UnitOfWork, member: Member, submission: Submission) -> None:
        """Nobody publishes words that they have seen masked only."""
        if submission.insisted and not await self._has_read(work, member, submission):
            raise WrongState(key="refused.not_read", title=submission.shown_title)

    async def reroute(
        self, work: UnitOfWork, member: Member, id: str, communities: Sequence[str]
    ) -> Submission:
        """The moderator knows better where it belongs; the router learns from what is accepted."""
        submission = await self.find(work, member, id)
        known = self._library.taxonomy.community_by_id
        chosen = tuple(dict.fromkeys(community for community in communities if community in known))
        if not 1 <= len(chosen) <= MOST_COMMUNITIES:
            raise InvalidInput("communities", key="refused.how_many_communities")
        if submission.state is not State.SUBMITTED:
            raise WrongState(
                key="refused.not_waiting",
                title=submission.shown_title,
                state=IN_PLAIN_WORDS[submission.state],
            )
        moved = replace(
            submission,
            communities=chosen,
            version=submission.version + 1,
        )
        await work.submissions.save(moved)
        await self._audit(work, member, "submission.reroute", submission.id)
        return moved

    async def decline(
        self, work: UnitOfWork, member: Member, number_or_id: str, reason: str
    ) -> Submission:
        """Says no, with a reason that the sharer is told."""
        return await self._send_back(work, member, number_or_id, State.DECLINED, reason)

    async def ask_for_changes(
        self, work: UnitOfWork, member: Member, number_or_id: str, reason: str
    ) -> Submission:
        """Hands it back to its author with what to change."""
        return await self._send_back(work, member, number_or_id, State.CHANGES_ASKED, reason)

    async def undecided(self, work: UnitOfWork, member: Member, number_or_id: str) -> Submission:
        """`find`, but of two moderators the second is told that somebody was first, and who.

        What another moderator has taken must be taken over before it can be decided on.
        """
        submission = await self.find(work, member, number_or_id)
        if submission.state in _DECIDED and submission.decided_by:
            title, state = submission.shown_title, IN_PLAIN_WORDS[submission.state]
            if submission.decided_by == member.id:
                raise WrongState(key="refused.you_were_first", title=title, state=state)
            first = await work.members.get(member.workspace_id, submission.decided_by)
            if first is None or not first.name:
                raise WrongState(key="refused.somebody_was_first", title=title, state=state)
            raise WrongState(
                key="refused.they_were_first", who=first.name, title=title, state=state
            )
        claim = await claim_on(work, submission, self._clock)
        if claim is not None and claim.member_id != member.id:
            await refuse_taken(work, claim, submission)
        return submission

    async def _send_back(
        self, work: UnitOfWork, member: Member, number_or_id: str, to: State, reason: str
    ) -> Submission:
        submission = await self.undecided(work, member, number_or_id)
        if not reason.strip():
            raise InvalidInput("reason", key="refused.no_reason")
        moved = submission.move(
            to, self._clock.now(), reason=reason.strip()[:2_000], decided_by=member.id
        )
        if to is State.DECLINED:
            # The case is closed: what may have identified somebody is not kept.
            moved = moved.without_findings()
        await self.decided(work, moved)
        verb = "submission.decline" if to is State.DECLINED else "submission.ask_for_changes"
        await self._audit(work, member, verb, submission.id)
        return moved

    @staticmethod
    async def decided(work: UnitOfWork, moved: Submission) -> None:
        """Keeps the decision; nobody need look at it any more."""
        await work.submissions.save(moved)
        await work.claims.remove(moved.workspace_id, moved.id)

    def as_practice(self, submission: Submission, slug: str) -> Practice:
        """What the knowledge base will say: the sharer's words, marked as one team's account. It
        reads them all, which takes a while: to be called in a thread.
        """
        today = self._clock.now().date()
        council = self._library.authority_name(submission.authority)
        facets = self._retriever.search(
            f"{submission.title} {submission.what}", audience=Audience(public_only=True), limit=1
        ).facets
        who = council or "a member"
        return Practice(
            id=slug,
            title=submission.title,
            summary=submission.what,
            line_of_enquiry=facets.lines_of_enquiry,
            outcomes=facets.outcomes,
            groups=facets.groups,
            age_range=f"{facets.ages[0]}-{facets.ages[1]}" if facets.ages else "all-ages",
            setting=facets.settings,
            communities=submission.communities,
            how_it_works=(
                submission.what,
                *((f"Who did the work: {submission.staffing}",) if submission.staffing else ()),
            ),
            how_it_works_basis=SHARERS_OWN,
            evidence=Evidence(
                standard="Shared by a member",
                rating="no outside rating",
                effect=submission.what_happened or self.NO_RESULT,
                population=submission.for_whom or "not stated",
                direction=Direction.DESCRIPTIVE,
                design=submission.how_known or SHARERS_OWN,
            ),
            cost=submission.costs or None,
            cautions=(
                *((submission.beware,) if submission.beware else ()),
                "One team's own account: nobody outside has checked the result.",
                "Its sharer is happy to be asked: put your question to the community."
                if submission.contact_wanted
                else "Find out what it took before you copy it.",
            ),
            sources=(
                Source(
                    title=f"Shared through the community by {who}",
                    organisation=council or "Community member",
                    year=str(today.year),
                    url=None,
                    source_seen=True,
                    url_kind="none",
                ),
            ),
            organisations=(council,) if council else (),
            keywords=(),
            acronyms=(),
            reviewed=today,
            review_by=months_on(today, self._periods.local),
            shared_by=submission.authority,
        )

    async def _slug(self, work: UnitOfWork, title: str) -> str:
        """An id that no practice has or ever had: asked of the database, which alone knows all."""
        slug = slug_of(title) or "shared-practice"
        if await work.knowledge.get(Kind.PRACTICE, slug) is None:
            return slug
        return f"{slug}-{self._ids.new()[-6:]}"

    async def _audit(self, work: UnitOfWork, member: Member, verb: str, id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)


def slug_of(title: str) -> str:
    """Small letters, digits and dashes; empty where the title has none."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60].strip("-")


async def claim_on(work: UnitOfWork, submission: Submission, clock: Clock) -> Claim | None:
    """The claim that is in force now, if any."""
    claim = await work.claims.get(submission.workspace_id, submission.id)
    return claim if claim is not None and claim.holds(clock.now()) else None


async def refuse_taken(work: UnitOfWork, claim: Claim, submission: Submission) -> None:
    """Raises WrongState that says who has it, and how to decide all the same."""
    holder = await work.members.get(claim.workspace_id, claim.member_id)
    if holder is None or not holder.name:
        raise WrongState(key="refused.taken_by_somebody", title=submission.shown_title)
    raise WrongState(key="refused.taken", who=holder.name, title=submission.shown_title)
