"""What moderators learn from how answers fared: verdicts on them, and questions left open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ntg_bot.domain.asking import Question
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.services.library import Library
from ntg_bot.services.ports import UnitOfWork

LOOKED_AT = 500
"""verdicts and questions of a workspace, the latest first"""
FLAGGED_FROM = 2
"""people who found no help in a practice before moderators are told"""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How answers fared. Nothing says who judged."""

    flagged: tuple[tuple[str, int], ...]
    """(practice id, people who found it not helpful), most first"""
    not_helpful: tuple[tuple[str, str], ...]
    """(the question's words, id of the practice that led the answer or empty), the latest first;
    no words where it was asked in private
    """
    helpful: int
    """how many verdicts said Helpful"""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question of this workspace that nobody could answer, with its like."""

    text: str
    """its latest wording that everybody here could read; empty where there is none"""
    community: str
    count: int


class InsightService:
    """Reads verdicts and open questions of one workspace; a moderator sees their communities'."""

    def __init__(self, library: Library) -> None:
        self._library = library

    async def flags(self, work: UnitOfWork, question: Question) -> tuple[str, int]:
        """(practice that led the answer, people who found its answers not helpful), or ("", 0)."""
        practice = self._lead(question)
        if not practice:
            return "", 0
        people = await self._unhelped(work, question.workspace_id)
        return practice, people[practice]

    async def verdicts(self, work: UnitOfWork, member: Member, limit: int) -> Verdicts:
        """How the answers of this workspace fared, for a moderator."""
        require(member, Act.GAPS)
        bad = await work.questions.rated(member.workspace_id, helpful=False, limit=LOOKED_AT)
        good = await work.questions.rated(member.workspace_id, helpful=True, limit=LOOKED_AT)
        people = await self._unhelped(work, member.workspace_id)
        flagged = [
            (practice, count)
            for practice, count in people.most_common()
            if count >= FLAGGED_FROM and may(member, Act.GAPS, self._communities(practice))
        ]
        shown = dict.fromkeys(
            (question.text if question.is_public else "", self._lead(question))
            for question, _ in bad
            if may(member, Act.GAPS, [question.community])
        )
        helped = [question for question, _ in good if may(member, Act.GAPS, [question.community])]
        return Verdicts(tuple(flagged[:limit]), tuple(shown)[:limit], len(helped))

    async def open_questions(
        self, work: UnitOfWork, member: Member, limit: int
    ) -> Sequence[OpenQuestion]:
        """What nobody could answer, most asked first. Those that became answered are left out."""
        require(member, Act.GAPS)
        asked = await work.questions.unanswered(member.workspace_id, LOOKED_AT)
        still_open = {gap.id for gap in await work.gaps.open()}
        counts: Counter[str] = Counter()
        latest: dict[str, Question] = {}
        said: dict[str, str] = {}
        for question in asked:
            if question.gap_id in still_open and may(member, Act.GAPS, [question.community]):
                counts[question.gap_id] += 1
                latest.setdefault(question.gap_id, question)
                if question.is_public:
                    said.setdefault(question.gap_id, question.text)
        return [
            OpenQuestion(said.get(gap, ""), latest[gap].community, count)
            for gap, count in counts.most_common(limit)
        ]

    async def _unhelped(self, work: UnitOfWork, workspace_id: str) -> Counter[str]:
        """practice id -> people who found an answer that it led not helpful."""
        rated = await work.questions.rated(workspace_id, helpful=False, limit=LOOKED_AT)
        pairs = {(self._lead(question), verdict.member_id) for question, verdict in rated}
        return Counter(practice for practice, _ in pairs if practice)

    def _lead(self, question: Question) -> str:
        return next(iter(self._library.led_to(question.hits)), "")

    def _communities(self, practice: str) -> tuple[str, ...]:
        found = {each.id: each.communities for each in self._library.practices()}
        return found.get(practice, ())
