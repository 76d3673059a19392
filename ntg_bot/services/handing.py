"""Hand-off: a question that the bot could not answer goes to its community, and comes back.

Whoever asked is told of each answer. Everybody in the workspace may take a question on and answer
it; those who look after the community may ask somebody to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.asking import Question
from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from ntg_bot.domain.handing import GivenAnswer, Handoff, HandoffState, Use
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.domain.reviewing import ServiceTarget
from ntg_bot.services.ports import Clock, Screening, UnitOfWork
from ntg_bot.services.posts import has_words
from ntg_bot.services.screening import screened

MOST_ANSWERS = 30
"""of one question; a thread that goes on and on is a talk, and stays one"""
ANSWER_CHARACTERS = 6_000


@dataclass(frozen=True, slots=True)
class Record:
    """The answers that may be used, as one text, and how many people were not heard yet."""

    text: str
    waiting: int


class HandoffService:
    """Every act is checked here, whatever card or button it came from."""

    def __init__(self, screening: Screening, clock: Clock, due: ServiceTarget) -> None:
        self._screening = screening
        self._clock = clock
        self._due = due

    async def check_question(self, text: str) -> None:
        """Raises InvalidInput where the words may tell who somebody is, Disclosed for danger."""
        if await screened(self._screening, {"text": text}):
            raise InvalidInput("question", key="refused.question_may_identify")

    async def put(self, work: UnitOfWork, question: Question, gap_id: str) -> tuple[Handoff, bool]:
        """The question is the community's from now on; False where it was already."""
        now = self._clock.now()
        handoff = Handoff(
            workspace_id=question.workspace_id,
            question_id=question.id,
            asker_id=question.member_id,
            gap_id=gap_id,
            community=question.community,
            text=question.text,
            state=HandoffState.OPEN,
            asked_at=now,
            due_on=self._due.last_day(now),
        )
        if await work.handoffs.add(handoff):
            return handoff, True
        return await self.get(work, question.workspace_id, question.id), False

    async def get(self, work: UnitOfWork, workspace_id: str, id: str) -> Handoff:
        found = await work.handoffs.get(workspace_id, id)
        if found is None:
            raise NotFound(key="refused.handoff_gone")
        return found

    async def waiting(self, work: UnitOfWork, member: Member) -> Sequence[Handoff]:
        """Unsettled ones of the communities that the member belongs to or looks after, and those
        that they look after themselves."""
        mine = await work.memberships.of_member(member.workspace_id, member.id)
        joined = {membership.community for membership in mine}
        return [
            each
            for each in await work.handoffs.unsettled(member.workspace_id)
            if each.community in joined
            or each.owner_id == member.id
            or may(member, Act.ASSIGN, [each.community])
        ]

    # --- who looks after it -------------------------------------------------------------------

    async def take(self, work: UnitOfWork, member: Member, id: str) -> Handoff:
        """The member looks after it; somebody else's is not taken away from them."""
        handoff = await self.get(work, member.workspace_id, id)
        if handoff.owner_id and handoff.owner_id != member.id:
            owner = await work.members.get(member.workspace_id, handoff.owner_id)
            if owner is not None and not may(member, Act.ASSIGN, [handoff.community]):
                raise WrongState(key="refused.handoff_taken", name=owner.name)
        return await self._owned(work, member, handoff, member.id, "handoff.take")

    async def assign(self, work: UnitOfWork, member: Member, id: str, person: Member) -> Handoff:
        """Somebody is asked to look after it: by who looks after it or after the community."""
        handoff = await self.get(work, member.workspace_id, id)
        if person.id != member.id and (not handoff.owner_id or handoff.owner_id != member.id):
            require(member, Act.ASSIGN, [handoff.community])
        if person.workspace_id != handoff.workspace_id:
            raise NotFound(key="refused.handoff_gone")
        return await self._owned(work, member, handoff, person.id, "handoff.assign")

    async def drop(self, work: UnitOfWork, member: Member, id: str) -> Handoff:
        """Hands it back: nobody looks after it."""
        handoff = await self.get(work, member.workspace_id, id)
        if handoff.owner_id != member.id:
            raise NotAllowed(key="refused.handoff_not_yours")
        return await self._owned(work, member, handoff, "", "handoff.drop")

    async def candidates(self, work: UnitOfWork, handoff: Handoff) -> Sequence[Member]:
        """The community's members here, by name: who can be asked."""
        found = []
        for membership in await work.memberships.of_community(handoff.community):
            if membership.workspace_id == handoff.workspace_id:
                member = await work.members.get(membership.workspace_id, membership.member_id)
                if member is not None:
                    found.append(member)
        return sorted(found, key=lambda each: (each.name.casefold(), each.id))

    async def _owned(
        self, work: UnitOfWork, by: Member, handoff: Handoff, owner: str, verb: str
    ) -> Handoff:
        changed = handoff.changed(owner_id=owner, reminded_at=None)
        await work.handoffs.save(changed)
        await work.audit.add(
            at=self._clock.now(), actor=by.id, verb=verb, object_id=handoff.question_id
        )
        return replace(changed, version=changed.version + 1)

    # --- answers ------------------------------------------------------------------------------

    async def answer(
        self, work: UnitOfWork, member: Member, id: str, text: str, source: str = ""
    ) -> tuple[Handoff, GivenAnswer]:
        """Keeps what the member answers. Words that may tell who somebody is are not kept, and
        those of danger raise Disclosed.
        """
        handoff = await self.get(work, member.workspace_id, id)
        words = text.strip()
        if not has_words(words):
            raise InvalidInput("answer", key="refused.no_answer")
        if len(words) > ANSWER_CHARACTERS:
            raise InvalidInput(
                "answer",
                key="refused.too_long",
                length=f"{len(words):,}",
                most=f"{ANSWER_CHARACTERS:,}",
            )
        if await screened(self._screening, {"text": words}):
            raise InvalidInput("answer", key="refused.may_identify")
        if handoff.state is HandoffState.OPEN:
            handoff = handoff.move(HandoffState.ANSWERED)
        else:
            handoff = handoff.changed()
        given = await work.handoffs.answers(member.workspace_id, id)
        if len(given) >= MOST_ANSWERS:
            raise WrongState(key="refused.handoff_full", most=MOST_ANSWERS)
        answer = GivenAnswer(
            workspace_id=member.workspace_id,
            question_id=id,
            number=given[-1].number + 1 if given else 1,
            member_id=member.id,
            text=words,
            given_at=self._clock.now(),
            source=source,
        )
        await work.handoffs.add_answer(answer)
        await work.handoffs.save(handoff)
        return replace(handoff, version=handoff.version + 1), answer

    async def settle(self, work: UnitOfWork, member: Member, id: str) -> Sequence[Handoff]:
        """The asker has what they need; returns it as it is in every workspace it went to."""
        settled = [await self._moved_by_asker(work, member, id, HandoffState.SETTLED)]
        for other in await work.handoffs.of_question(id):
            if other.asked_in == member.workspace_id and other.state is not HandoffState.SETTLED:
                moved = other.move(HandoffState.SETTLED)
                await work.handoffs.save(moved)
                settled.append(replace(moved, version=moved.version + 1))
        return settled

    async def reopen(self, work: UnitOfWork, member: Member, id: str) -> Handoff:
        """The asker still looks for an answer."""
        return await self._moved_by_asker(work, member, id, HandoffState.OPEN)

    async def follow(self, work: UnitOfWork, member: Member, id: str) -> bool:
        """The member is told of answers too; False where they were already, or asked it."""
        handoff = await self.get(work, member.workspace_id, id)
        if handoff.asker_id == member.id:
            return False
        return await work.handoffs.follow(
            member.workspace_id, handoff.gap_id or handoff.question_id, member.id
        )

    async def told(self, work: UnitOfWork, handoff: Handoff) -> Sequence[Member]:
        """Who is told of an answer in this workspace: the asker first, then who follows."""
        ids = [handoff.asker_id]
        for workspace_id, member_id in await work.handoffs.followers(
            handoff.gap_id or handoff.question_id
        ):
            if workspace_id == handoff.workspace_id:
                ids.append(member_id)
        found = [
            await work.members.get(handoff.workspace_id, id) for id in dict.fromkeys(ids) if id
        ]
        return [member for member in found if member is not None and member.external_id]

    async def _moved_by_asker(
        self, work: UnitOfWork, member: Member, id: str, to: HandoffState
    ) -> Handoff:
        handoff = await self.get(work, member.workspace_id, id)
        if handoff.asker_id != member.id:
            raise NotAllowed(key="refused.not_your_question")
        moved = handoff.move(to)
        await work.handoffs.save(moved)
        return replace(moved, version=moved.version + 1)

    # --- a record of the thread -----------------------------------------------------------------

    async def own_answer(
        self, work: UnitOfWork, member: Member, id: str, number: int
    ) -> GivenAnswer:
        """The member's own answer; anybody else's is not found."""
        for answer in await work.handoffs.answers(member.workspace_id, id):
            if answer.number == number and answer.member_id == member.id:
                return answer
        raise NotFound(key="refused.answer_gone")

    async def ask_for_record(
        self, work: UnitOfWork, member: Member, id: str
    ) -> tuple[Handoff, Sequence[GivenAnswer]]:
        """The member wishes to make a record of the answers. Returns those whose authors are to be
        asked now; their own they may use anyway.
        """
        handoff = await self.get(work, member.workspace_id, id)
        answers = await work.handoffs.answers(member.workspace_id, id)
        if not answers:
            raise WrongState(key="refused.nothing_to_record")
        if handoff.recorder_id and handoff.recorder_id != member.id:
            recorder = await work.members.get(member.workspace_id, handoff.recorder_id)
            if recorder is not None:
                raise WrongState(key="refused.recorded_by", name=recorder.name)
        changed = replace(handoff, recorder_id=member.id)
        await work.handoffs.save(changed)
        to_ask = []
        for answer in answers:
            if answer.member_id != member.id and answer.use is Use.NOT_ASKED:
                asked = replace(answer, use=Use.ASKED)
                await work.handoffs.save_answer(asked)
                to_ask.append(asked)
        return replace(changed, version=changed.version + 1), to_ask

    async def agree(self, work: UnitOfWork, member: Member, id: str, *, is_yes: bool) -> Handoff:
        """An author's yes or no to all that they answered here; it can be changed until then."""
        handoff = await self.get(work, member.workspace_id, id)
        use = Use.YES if is_yes else Use.NO
        for answer in await work.handoffs.answers(member.workspace_id, id):
            if answer.member_id == member.id:
                await work.handoffs.save_answer(replace(answer, use=use))
        return handoff

    async def record(self, work: UnitOfWork, member: Member, id: str) -> Record:
        """What may be recorded now: the member's own answers and those of who agreed, in quotes,
        without names.
        """
        handoff = await self.get(work, member.workspace_id, id)
        if handoff.recorder_id != member.id:
            raise NotAllowed(key="refused.record_not_yours")
        answers = await work.handoffs.answers(member.workspace_id, id)
        usable = [each for each in answers if each.member_id == member.id or each.use is Use.YES]
        waiting = {
            each.member_id
            for each in answers
            if each.use is Use.ASKED and each.member_id != member.id
        }
        if not usable:
            raise WrongState(key="refused.nobody_agreed")
        quoted = "\n".join(f"“{each.text}”" for each in usable)
        return Record(f"{handoff.text.rstrip()}\n{quoted}", len(waiting))

    # --- time and changes -----------------------------------------------------------------------

    async def overdue(self, work: UnitOfWork) -> Sequence[Handoff]:
        """Across workspaces: those whose day has passed, and of which nobody was reminded."""
        return await work.handoffs.due(self._due.local(self._clock.now()).date())

    async def mark_reminded(self, work: UnitOfWork, handoff: Handoff) -> None:
        await work.handoffs.save(replace(handoff, reminded_at=self._clock.now()))

    async def forget_message(
        self, work: UnitOfWork, member: Member, source: str
    ) -> Sequence[GivenAnswer]:
        """An answer goes with the message that it was; returns what there was."""
        theirs = [
            answer
            for answer in await work.handoffs.answers_from(member.workspace_id, source)
            if answer.member_id == member.id
        ]
        for answer in theirs:
            await work.handoffs.remove_answer(answer)
        return theirs

    async def change_message(
        self, work: UnitOfWork, member: Member, source: str, text: str
    ) -> Sequence[GivenAnswer]:
        """An answer changes with the message that it was; one that may identify somebody goes.
        Returns what was there.
        """
        theirs = []
        for answer in await work.handoffs.answers_from(member.workspace_id, source):
            if answer.member_id != member.id:
                continue
            theirs.append(answer)
            if not has_words(text) or await screened(self._screening, {"text": text}):
                await work.handoffs.remove_answer(answer)
            else:
                await work.handoffs.save_answer(
                    replace(answer, text=text.strip()[:ANSWER_CHARACTERS])
                )
        return theirs
