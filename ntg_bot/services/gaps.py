"""Gaps: what nobody could answer and what did not help, with its like, looked after until closed.

Gaps are the programme's: everybody who looks after a community sees its gaps from all workspaces,
counted. Words are shown only where their asker put them to the community in the viewer's workspace
(and a moderator let them go there, where it is another one), or everybody in it could read them;
names never.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.asking import Audience, Confidence, Gap, GapStatus, Question
from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.handing import HandoffState
from ntg_bot.domain.knowledge import Kind, Practice, PracticeStatus
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Retriever, UnitOfWork


@dataclass(frozen=True, slots=True)
class GapShown:
    """A gap as somebody may see it."""

    gap: Gap
    words: str
    """empty where nobody released any"""
    practice_id: str = ""
    """a practice that seems to answer it now"""


@dataclass(frozen=True, slots=True)
class Closed:
    """A gap that a practice answers now, and whom to tell: (workspace id, member id)."""

    gap: Gap
    practice: Practice
    tell: tuple[tuple[str, str, str], ...]
    """(workspace id, member id, their own words or empty for who only follows)"""


class GapService:
    """Looks through gaps, gives them an owner, closes them."""

    def __init__(self, library: Library, retriever: Retriever, clock: Clock) -> None:
        self._library = library
        self._retriever = retriever
        self._clock = clock

    async def shown_to(self, work: UnitOfWork, member: Member, limit: int) -> Sequence[GapShown]:
        """Open gaps of the communities that the member looks after, the most wanted first."""
        require(member, Act.GAPS)
        mine = [gap for gap in await work.gaps.open() if may(member, Act.GAPS, [gap.community])]
        shown = []
        for gap in _most_wanted(mine)[:limit]:
            words = await self._words(work, gap, member.workspace_id)
            practice = await asyncio.to_thread(self._answers_now, gap.text)
            shown.append(GapShown(gap, words, practice))
        return shown

    async def for_operators(
        self, work: UnitOfWork, *, community: str = "", with_closed: bool = False
    ) -> Sequence[GapShown]:
        """All of the programme: words that were released or asked where everybody could read."""
        gaps = await work.gaps.all() if with_closed else await work.gaps.open()
        wanted = [gap for gap in gaps if community in ("", gap.community)]
        return [
            GapShown(gap, await self._words(work, gap, ""), gap.practice_id)
            for gap in _most_wanted(wanted)
        ]

    async def own(self, work: UnitOfWork, member: Member, id: str) -> Gap:
        """The member looks after it from now on."""
        gap = await self._open(work, member, id)
        return await self._owned(work, member, gap, member, "gap.own")

    async def disown(self, work: UnitOfWork, member: Member, id: str) -> Gap:
        """Nobody looks after it."""
        gap = await self._open(work, member, id)
        return await self._owned(work, member, gap, None, "gap.disown")

    async def practice_named(self, text: str) -> Practice:
        """The practice that a name or a few words of it mean; raises NotFound."""
        wanted = text.strip().casefold()
        for practice in self._library.practices():
            if wanted in (practice.id.casefold(), practice.title.casefold()):
                return practice
        if any(character.isalnum() for character in wanted):
            result = await asyncio.to_thread(
                self._retriever.search,
                text,
                audience=Audience(public_only=True),
                limit=1,
                kinds=frozenset({Kind.PRACTICE}),
            )
            if result.confidence is not Confidence.NONE and result.hits:
                return self._library.practice(result.hits[0].id)
        raise NotFound(key="refused.no_practice_for_gap")

    async def to_close(self, work: UnitOfWork, member: Member, id: str) -> Gap:
        """The gap, where the member may close it."""
        return await self._open(work, member, id)

    async def close(self, work: UnitOfWork, member: Member, id: str, practice_id: str) -> Closed:
        """A practice answers it now; says who asked and who follows, each once."""
        gap = await self._open(work, member, id)
        practice = self._library.practice(practice_id)
        if practice.status is not PracticeStatus.CURRENT:
            raise InvalidInput("practice", key="refused.practice_retired", title=practice.title)
        closed = replace(gap, status=GapStatus.CLOSED, practice_id=practice.id)
        await work.gaps.save(closed)
        await work.audit.add(
            at=self._clock.now(), actor=member.id, verb="gap.close", object_id=gap.id
        )
        tell: dict[tuple[str, str], str] = {}
        for question in await work.questions.of_gap(gap.id):
            if question.member_id:
                tell.setdefault((question.workspace_id, question.member_id), question.text)
        for handoff in await work.handoffs.of_gap(gap.id):
            if handoff.state is not HandoffState.SETTLED:
                await work.handoffs.save(handoff.move(HandoffState.SETTLED))
        for follower in await work.handoffs.followers(gap.id):
            tell.setdefault(follower, "")
        return Closed(closed, practice, tuple((*who, text) for who, text in tell.items()))

    async def _open(self, work: UnitOfWork, member: Member, id: str) -> Gap:
        require(member, Act.GAPS)
        gap = await work.gaps.get(id)
        if gap is None:
            raise NotFound(key="refused.gap_gone")
        require(member, Act.GAPS, [gap.community])
        if gap.status is GapStatus.CLOSED:
            raise WrongState(key="refused.gap_closed")
        return gap

    async def _owned(
        self, work: UnitOfWork, by: Member, gap: Gap, owner: Member | None, verb: str
    ) -> Gap:
        owned = replace(
            gap,
            owner_workspace=owner.workspace_id if owner else "",
            owner_id=owner.id if owner else "",
        )
        await work.gaps.save(owned)
        await work.audit.add(at=self._clock.now(), actor=by.id, verb=verb, object_id=gap.id)
        return owned

    async def _words(self, work: UnitOfWork, gap: Gap, workspace_id: str) -> str:
        """Words that were put to the community in `workspace_id`; else those of a question that
        everybody there could read (in any workspace, where that is empty).
        """
        if gap.status is GapStatus.ASKED:
            if not workspace_id:
                return gap.text
            for put in await work.handoffs.of_gap(gap.id):
                if put.workspace_id == workspace_id:
                    return put.text
        for question in await work.questions.of_gap(gap.id):
            if _is_readable(question, workspace_id):
                return question.text
        return ""

    def _answers_now(self, text: str) -> str:
        """The id of a practice that is an answer by now, or empty."""
        if not any(character.isalnum() for character in text):
            return ""
        result = self._retriever.search(text, audience=Audience(public_only=True), limit=1)
        if result.confidence is not Confidence.ANSWER or not result.hits:
            return ""
        return next(iter(self._library.led_to(result.hits)), "")


def _is_readable(question: Question, workspace_id: str) -> bool:
    return question.is_public and workspace_id in ("", question.workspace_id)


def _most_wanted(gaps: Sequence[Gap]) -> list[Gap]:
    """By how many people went without: who asked in vain, and who was not helped."""
    return sorted(gaps, key=lambda gap: (-(gap.count + gap.unhelped), gap.first_asked, gap.id))
