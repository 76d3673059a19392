"""Phrasings: questions that were answered well become "asked as" lines, if a moderator agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.asking import Question
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.knowledge import Kind, Practice
from ntg_bot.domain.likeness import alike
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Screening, UnitOfWork

MOST_PHRASINGS = 20
"""of one practice: more would let it answer everything"""
LONGEST_PHRASING = 150
CHANGED_BY = "phrasing:"
"""how a change of phrasings alone is signed: it is no news for a digest"""
CHECKED_BY = "checked:"
"""how a look that changed nothing but its date is signed: no news either"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question marked Helpful, with the practice that answered it first."""

    question: Question
    practice: Practice


class PhrasingService:
    """A moderator decides on each: people's questions may hold what must not be published.

    Only what everybody in the workspace could read where it was asked is suggested, and nothing in
    which screening sees a person.
    """

    def __init__(self, library: Library, screening: Screening, clock: Clock) -> None:
        self._library = library
        self._screening = screening
        self._clock = clock

    async def suggestions(
        self, work: UnitOfWork, member: Member, limit: int = 10
    ) -> Sequence[Suggestion]:
        """New wordings of this workspace's questions; those said already are passed over."""
        require(member, Act.CURATE)
        found = []
        for question in await work.questions.helpful_unsettled(member.workspace_id, 5 * limit):
            practice = self._answered_by(question) if question.is_public else None
            if practice is None or not may(member, Act.CURATE, practice.communities):
                continue
            if self._is_new(question.text, practice) and self._names_nobody(question.text):
                found.append(Suggestion(question, practice))
        return found[:limit]

    async def accept(self, work: UnitOfWork, member: Member, question_id: str) -> Practice:
        """Adds the question's words to its practice; the caller shows it once committed."""
        suggestion = await self._find(work, member, question_id)
        # The row, not the library: another process may have changed the practice meanwhile.
        row = await work.knowledge.get(Kind.PRACTICE, suggestion.practice.id)
        if row is None or not isinstance(row.item, Practice):
            raise NotFound(key="refused.phrasing_gone")
        practice = row.item
        if len(practice.asked_as) >= MOST_PHRASINGS:
            raise InvalidInput(
                "phrasing", key="refused.phrasings_full", title=practice.title, most=MOST_PHRASINGS
            )
        now = self._clock.now()
        taught = replace(practice, asked_as=(*practice.asked_as, suggestion.question.text.strip()))
        await work.knowledge.save(taught, by=f"{CHANGED_BY}{member.id}", at=now)
        await work.questions.settle_phrasing(member.workspace_id, question_id, now)
        await work.audit.add(at=now, actor=member.id, verb="phrasing.accept", object_id=practice.id)
        return taught

    async def dismiss(self, work: UnitOfWork, member: Member, question_id: str) -> None:
        """Not to be suggested again."""
        require(member, Act.CURATE)
        if not may(member, Act.CURATE, ()):
            await self._find(work, member, question_id)
        await work.questions.settle_phrasing(member.workspace_id, question_id, self._clock.now())

    async def _find(self, work: UnitOfWork, member: Member, question_id: str) -> Suggestion:
        for suggestion in await self.suggestions(work, member, limit=50):
            if suggestion.question.id == question_id:
                return suggestion
        raise InvalidInput("phrasing", key="refused.phrasing_settled")

    def _answered_by(self, question: Question) -> Practice | None:
        first = question.hits[0] if question.hits else None
        if first is None or first.kind is not Kind.PRACTICE:
            return None
        item = self._library.find(Kind.PRACTICE, first.id)
        return item if isinstance(item, Practice) else None

    def _names_nobody(self, text: str) -> bool:
        return not any(finding.holds for finding in self._screening.findings(text))

    @staticmethod
    def _is_new(text: str, practice: Practice) -> bool:
        if not 3 <= len(text.strip()) <= LONGEST_PHRASING:
            return False
        return not any(alike(text, known) for known in (practice.title, *practice.asked_as))
