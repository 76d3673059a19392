"""A practice in the wrong community: taken from there, given to the right one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.knowledge import Kind, Practice
from ntg_bot.domain.people import Member
from ntg_bot.domain.sharing import IN_PLAIN_WORDS, State, Submission
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWork
from ntg_bot.services.reviewing import ReviewService
from ntg_bot.services.sharing import MOST_COMMUNITIES


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved, from where to where. A community that stays is in neither."""

    submission: Submission
    practice: Practice
    left: tuple[str, ...]
    entered: tuple[str, ...]


class RecallService:
    """A moderator's act, checked when it is done. What a digest has said stays said."""

    def __init__(self, reviews: ReviewService, library: Library, clock: Clock) -> None:
        self._reviews = reviews
        self._library = library
        self._clock = clock

    async def find(self, work: UnitOfWork, member: Member, id: str) -> Submission:
        """A published submission that this moderator may move."""
        submission = await self._reviews.find(work, member, id)
        if submission.state is not State.PUBLISHED:
            raise WrongState(
                key="refused.not_published",
                title=submission.shown_title,
                state=IN_PLAIN_WORDS[submission.state],
            )
        return submission

    async def move(
        self, work: UnitOfWork, member: Member, id: str, communities: Sequence[str]
    ) -> Moved:
        """Puts the practice into these communities instead; the caller shows it once committed."""
        submission = await self.find(work, member, id)
        known = self._library.taxonomy.community_by_id
        chosen = tuple(dict.fromkeys(each for each in communities if each in known))
        if not 1 <= len(chosen) <= MOST_COMMUNITIES:
            raise InvalidInput("communities", key="refused.how_many_communities")
        row = await work.knowledge.get(Kind.PRACTICE, submission.practice_id)
        if row is None or not isinstance(row.item, Practice):
            raise NotFound(key="refused.practice_gone")
        was = row.item.communities
        if set(chosen) == set(was):
            raise InvalidInput("communities", key="refused.there_already")
        now = self._clock.now()
        practice = replace(row.item, communities=chosen)
        moved = replace(submission, communities=chosen, version=submission.version + 1)
        await work.knowledge.save(practice, by=member.id, at=now)
        await work.submissions.save(moved)
        await work.audit.add(
            at=now, actor=member.id, verb="submission.recall", object_id=submission.id
        )
        return Moved(
            moved,
            practice,
            left=tuple(each for each in was if each not in chosen),
            entered=tuple(each for each in chosen if each not in was),
        )
