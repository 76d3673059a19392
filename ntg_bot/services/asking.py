"""Asking: search, keep the question, take feedback, file what nobody could answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from ntg_bot.domain.asking import (
    Audience,
    Confidence,
    Facets,
    Feedback,
    Gap,
    GapStatus,
    Question,
    SearchResult,
)
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.knowledge import Kind
from ntg_bot.domain.likeness import alike
from ntg_bot.domain.people import Member
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, CommunityClassifier, Ids, Retriever, UnitOfWork

STORED_QUESTION_CHARACTERS = 1_000
"""of a question's text; more is cut when it is stored, the search cuts at its own limit"""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question on its way: where it was asked and what it is."""

    member: Member
    channel: str
    thread: str
    text: str
    intent: str
    result: SearchResult
    is_public: bool = False
    """everybody in the workspace could read the question"""


class AskService:
    """Answers from the in-memory index; the database is only written to."""

    def __init__(
        self,
        retriever: Retriever,
        communities: CommunityClassifier,
        library: Library,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._retriever = retriever
        self._communities = communities
        self._library = library
        self._clock = clock
        self._ids = ids

    def search(
        self,
        text: str,
        *,
        audience: Audience,
        context: str = "",
        limit: int = 10,
        kinds: frozenset[Kind] | None = None,
    ) -> SearchResult:
        """Hits for `text`; raises InvalidInput where there is nothing to search for."""
        if not any(character.isalnum() for character in text):
            raise InvalidInput("question", key="refused.question_empty")
        return self._retriever.search(
            text, audience=audience, context=context, limit=limit, kinds=kinds
        )

    def nearest_community(self, text: str, result: SearchResult) -> str:
        """The community to ask: that of the best practice found, else the classifier's first."""
        if result.confidence is not Confidence.NONE:
            for hit in result.hits:
                item = self._library.find(hit.kind, hit.id)
                communities: tuple[str, ...] = getattr(item, "communities", ())
                if communities:
                    return communities[0]
        ranked = self._communities.route(text).communities
        return ranked[0].community if ranked else ""

    async def record(self, work: UnitOfWork, asking: Asking) -> Question:
        """Keeps question, hits and confidence; NONE also files a gap or joins its like."""
        now = self._clock.now()
        text = asking.text[:STORED_QUESTION_CHARACTERS]
        community = await asyncio.to_thread(self.nearest_community, asking.text, asking.result)
        gap_id = ""
        if asking.result.confidence is Confidence.NONE:
            gap_id = (await self._file_gap(work, text, community, asking.result.facets)).id
        question = Question(
            id=self._ids.new(),
            workspace_id=asking.member.workspace_id,
            member_id=asking.member.id,
            channel=asking.channel,
            thread=asking.thread,
            text=text,
            intent=asking.intent,
            confidence=asking.result.confidence,
            hits=asking.result.hits,
            asked_at=now,
            community=community,
            gap_id=gap_id,
            is_public=asking.is_public,
        )
        await work.questions.add(question)
        return question

    async def _file_gap(
        self, work: UnitOfWork, text: str, community: str, facets: Facets, times: int = 1
    ) -> Gap:
        """Joins its like, or makes a gap; `times` is 0 where there was an answer of a kind."""
        gap = await self._like(work, text, community)
        if gap is None:
            return await self._new_gap(work, text, community, facets, times)
        joined = replace(about(gap, facets), count=gap.count + times, last_asked=self._clock.now())
        await work.gaps.save(joined)
        return joined

    @staticmethod
    async def _like(work: UnitOfWork, text: str, community: str) -> Gap | None:
        for gap in await work.gaps.open():
            if gap.community == community and alike(gap.text, text):
                return gap
        return None

    async def _new_gap(
        self, work: UnitOfWork, text: str, community: str, facets: Facets, times: int = 1
    ) -> Gap:
        now = self._clock.now()
        gap = Gap(
            id=self._ids.new(),
            text=text,
            community=community,
            count=times,
            status=GapStatus.OPEN,
            first_asked=now,
            last_asked=now,
            groups=facets.groups,
            outcomes=facets.outcomes,
        )
        await work.gaps.add(gap)
        return gap

    async def give_feedback(
        self, work: UnitOfWork, member: Member, question_id: str, *, helpful: bool
    ) -> Question:
        """Keeps one person's verdict on an answer; a second press replaces the first. What did not
        help is a gap like what nobody knew.
        """
        question = await self.question(work, member.workspace_id, question_id)
        if not helpful:
            said = await work.questions.feedback_on(member.workspace_id, question_id)
            if not any(each.member_id == member.id and not each.helpful for each in said):
                question = await self._unhelped(work, question)
        await work.questions.put_feedback(
            Feedback(question_id, member.workspace_id, member.id, helpful, self._clock.now())
        )
        return question

    async def _unhelped(self, work: UnitOfWork, question: Question) -> Question:
        """The question joins its like, or is a gap of its own, with one more who was not helped."""
        gap = await work.gaps.get(question.gap_id) if question.gap_id else None
        if gap is None:
            facets = await asyncio.to_thread(self._facets, question.text)
            gap = await self._file_gap(work, question.text, question.community, facets, times=0)
            await work.questions.set_gap(question.workspace_id, question.id, gap.id)
            question = replace(question, gap_id=gap.id)
        await work.gaps.save(replace(gap, unhelped=gap.unhelped + 1))
        return question

    def _facets(self, text: str) -> Facets:
        """What the words name; nobody reads what is found."""
        audience = Audience(public_only=True)
        return self._retriever.search(text, audience=audience, limit=1).facets

    async def release_gap(
        self, work: UnitOfWork, member: Member, question_id: str
    ) -> tuple[Question, Gap]:
        """The asker's yes to putting the question to the community, in their own words."""
        question = await self.question(work, member.workspace_id, question_id)
        if question.member_id != member.id:
            raise NotFound(key="refused.not_your_question")
        gap = await work.gaps.get(question.gap_id) if question.gap_id else None
        if gap is None:
            gap = await self._like(work, question.text, question.community)
            if gap is None:
                facets = await asyncio.to_thread(self._facets, question.text)
                gap = await self._new_gap(work, question.text, question.community, facets)
            elif (gap.status, gap.text) != (GapStatus.ASKED, question.text):
                gap = replace(gap, count=gap.count + 1)
        # Released now, it is news now, however long ago it was asked.
        released = replace(
            gap, status=GapStatus.ASKED, text=question.text, last_asked=self._clock.now()
        )
        await work.gaps.save(released)
        if question.gap_id != released.id:
            await work.questions.set_gap(question.workspace_id, question.id, released.id)
        return question, released

    async def question(self, work: UnitOfWork, workspace_id: str, id: str) -> Question:
        """The question; raises NotFound where this workspace has none of that id."""
        question = await work.questions.get(workspace_id, id)
        if question is None:
            raise NotFound(key="refused.question_gone")
        return question


def about(gap: Gap, facets: Facets) -> Gap:
    """The gap with what one more wording names."""
    return replace(
        gap,
        groups=tuple(dict.fromkeys((*gap.groups, *facets.groups))),
        outcomes=tuple(dict.fromkeys((*gap.outcomes, *facets.outcomes))),
    )
