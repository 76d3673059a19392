"""Reality checks: a council says what it found, revises it, takes it back; and what they add up to.

Answers of councils are shown to everybody at once. What a council writes beside its answer is read
by a moderator first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.checks import Ended, Holds, RealityCheck, Subject, Tally, WordsState
from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from ntg_bot.domain.hypotheses import OPEN_TO_CHECKS
from ntg_bot.domain.knowledge import Kind, Practice
from ntg_bot.domain.people import Member
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Ids, Screening, UnitOfWork
from ntg_bot.services.roles import require_moderator
from ntg_bot.services.screening import refuse_people

WORDS_CHARACTERS = 1_000
"""the most of each thing that a council writes beside its answer"""


@dataclass(frozen=True, slots=True)
class Found:
    """What a council reports, as it was typed."""

    holds: str
    adapted: str = ""
    for_whom: str = ""
    measured: str = ""
    wants_contact: bool = False
    is_checked: bool = False
    """its author has seen what screening saw in these very words, and says that it is nobody"""

    @property
    def texts(self) -> dict[str, str]:
        """What was written beside the answer, by field, tidied."""
        written = {"adapted": self.adapted, "for_whom": self.for_whom, "measured": self.measured}
        return {name: " ".join(text.split()) for name, text in written.items()}


@dataclass(frozen=True, slots=True)
class Given:
    """A check that was given, and the one that it took the place of."""

    check: RealityCheck
    before: RealityCheck | None
    is_new: bool
    """False where the council had said the very same already"""


@dataclass(frozen=True, slots=True)
class TakeUp:
    """All that councils say of one subject."""

    checks: tuple[RealityCheck, ...]
    """the current ones, the latest first"""
    overall: Tally
    regions: tuple[tuple[str, Tally], ...]
    """by the name of the region, in order of the alphabet"""


class CheckService:
    """One current check a council and subject. Nothing it counts or shows names a person."""

    def __init__(self, library: Library, screening: Screening, clock: Clock, ids: Ids) -> None:
        self._library = library
        self._screening = screening
        self._clock = clock
        self._ids = ids

    async def give(
        self, work: UnitOfWork, member: Member, subject: Subject, subject_id: str, found: Found
    ) -> Given:
        """Keeps what the member's council found, in place of what it said before.

        Raises InvalidInput at the field to mend, NotAllowed where the council is not known.
        """
        if member.authority not in self._library.authorities:
            raise NotAllowed(key="refused.council_unknown")
        await self.may_be_checked(work, subject, subject_id)
        await work.checks.take_turn()
        before = await work.checks.current_of(subject, subject_id, member.authority)
        check = self._read(member, subject, subject_id, found)
        await refuse_people(self._screening, found.texts, is_insisted=found.is_checked)
        if before is not None and before.says_the_same(check):
            return Given(before, None, is_new=False)
        if before is not None:
            if (before.adapted, before.for_whom, before.measured) == (
                check.adapted,
                check.for_whom,
                check.measured,
            ):
                check = replace(check, words=before.words)  # read by a moderator already
            await work.checks.save(before.end(Ended.REVISED, check.given_at))
        await work.checks.add(check)
        await self._note(work, member, "check.give", check.id)
        return Given(check, before, is_new=True)

    def _read(
        self, member: Member, subject: Subject, subject_id: str, found: Found
    ) -> RealityCheck:
        if found.holds not in set(Holds):
            raise InvalidInput("holds", key="refused.check_unanswered")
        texts = found.texts
        for name, text in texts.items():
            if len(text) > WORDS_CHARACTERS:
                raise InvalidInput(
                    name, key="refused.too_long", length=len(text), most=WORDS_CHARACTERS
                )
        return RealityCheck(
            id=self._ids.new(),
            workspace_id=member.workspace_id,
            member_id=member.id,
            subject=subject,
            subject_id=subject_id,
            authority=member.authority,
            holds=Holds(found.holds),
            adapted=texts["adapted"],
            for_whom=texts["for_whom"],
            measured=texts["measured"],
            wants_contact=found.wants_contact,
            words=WordsState.WAITING if any(texts.values()) else WordsState.NONE,
            given_at=self._clock.now(),
        )

    async def withdraw(
        self, work: UnitOfWork, member: Member, subject: Subject, subject_id: str
    ) -> RealityCheck:
        """Takes back what the member's council said; NotFound where it says nothing now."""
        await work.checks.take_turn()
        current = await work.checks.current_of(subject, subject_id, member.authority)
        if current is None:
            raise NotFound(key="refused.check_gone")
        ended = current.end(Ended.WITHDRAWN, self._clock.now())
        await work.checks.save(ended)
        await self._note(work, member, "check.withdraw", ended.id)
        return ended

    async def decide(
        self, work: UnitOfWork, member: Member, id: str, *, is_shown: bool
    ) -> RealityCheck:
        """A moderator shows a check's words to everybody, or keeps them back."""
        check = await work.checks.get(member.workspace_id, id)
        require_moderator(member)
        if check is None:
            raise NotFound(key="refused.check_gone")
        require_moderator(member, await self.communities(work, check))
        decided = check.decide(is_shown=is_shown)
        await work.checks.save(decided)
        verb = "check.show_words" if is_shown else "check.keep_words"
        await self._note(work, member, verb, id)
        return decided

    async def own(
        self, work: UnitOfWork, member: Member, subject: Subject, subject_id: str
    ) -> RealityCheck | None:
        """What the member's council says now."""
        if not member.authority:
            return None
        return await work.checks.current_of(subject, subject_id, member.authority)

    async def tallies(
        self, work: UnitOfWork, subject: Subject, ids: Collection[str]
    ) -> Mapping[str, Tally]:
        """By id of the subject; one that nobody reported on has an empty tally."""
        checks = await work.checks.current(subject, ids)
        return {id: Tally.of(each for each in checks if each.subject_id == id) for id in ids}

    async def take_up(self, work: UnitOfWork, subject: Subject, id: str) -> TakeUp:
        """Everything that councils say of one subject now."""
        checks = tuple(await work.checks.current(subject, [id]))
        return TakeUp(checks, Tally.of(checks), by_region(checks, self._library))

    async def known(self, work: UnitOfWork, subject: Subject, id: str) -> None:
        """Raises NotFound for what is not there."""
        if subject is Subject.PRACTICE:
            self._library.practice(id)
        elif await work.hypotheses.get(id) is None:
            raise NotFound(key="refused.hypothesis_gone")

    async def may_be_checked(self, work: UnitOfWork, subject: Subject, id: str) -> None:
        """Raises NotFound for what is not there, WrongState for what councils do not report on."""
        await self.known(work, subject, id)
        if subject is Subject.HYPOTHESIS:
            hypothesis = await work.hypotheses.get(id)
            if hypothesis is not None and hypothesis.state not in OPEN_TO_CHECKS:
                raise WrongState(
                    key="refused.hypothesis_closed",
                    number=hypothesis.number,
                    state=hypothesis.state.value,
                )

    async def title(self, work: UnitOfWork, subject: Subject, id: str) -> str:
        """What the subject is called; its id where it is there no more."""
        if subject is Subject.HYPOTHESIS:
            hypothesis = await work.hypotheses.get(id)
            return f"{hypothesis.number}. {hypothesis.statement}" if hypothesis else id
        item = self._library.find(Kind.PRACTICE, id)
        return item.title if isinstance(item, Practice) else id

    async def communities(self, work: UnitOfWork, check: RealityCheck) -> tuple[str, ...]:
        """Whose moderators read the words of a check."""
        if check.subject is Subject.HYPOTHESIS:
            return ()  # of no one community: moderators of the whole workspace read them
        item = self._library.find(Kind.PRACTICE, check.subject_id)
        return item.communities if isinstance(item, Practice) else ()

    async def _note(self, work: UnitOfWork, member: Member, verb: str, id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)


def by_region(checks: Sequence[RealityCheck], library: Library) -> tuple[tuple[str, Tally], ...]:
    """Tallies of the regions in which a council answered, by name."""
    places: dict[str, list[RealityCheck]] = {}
    for check in checks:
        council = library.council(check.authority)
        if council is not None:
            places.setdefault(council.region, []).append(check)
    return tuple((region, Tally.of(found)) for region, found in sorted(places.items()))
