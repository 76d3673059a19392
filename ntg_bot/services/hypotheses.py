"""Hypotheses: curators write them, move them with a reason, and councils check them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.checks import Subject
from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.hypotheses import Hypothesis, HypothesisState, Moved, Threshold
from ntg_bot.domain.knowledge import Kind
from ntg_bot.domain.levels import Level
from ntg_bot.domain.likeness import words
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, may, require
from ntg_bot.services.checks import CheckService
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, Ids, Screening, UnitOfWork
from ntg_bot.services.screening import refuse_people

STATEMENT_CHARACTERS = 600
REASON_CHARACTERS = 600
MOST_LINKS = 10
"""practices, and pieces of research, that a hypothesis is tied to"""
LINK_CHARACTERS = 300
MOST_COUNCILS = 153
"""of a threshold: there are no more councils in England"""


@dataclass(frozen=True, slots=True)
class Written:
    """A hypothesis as it was typed: practices by id or title and research one a line."""

    line: str
    statement: str
    practices: str = ""
    research: str = ""
    levels: str = ""
    """ids with commas between"""


class HypothesisService:
    """Everybody reads hypotheses; who may curate writes and moves them."""

    def __init__(
        self,
        checks: CheckService,
        library: Library,
        screening: Screening,
        clock: Clock,
        ids: Ids,
        threshold: Threshold,
    ) -> None:
        self._checks = checks
        self._library = library
        self._screening = screening
        self._clock = clock
        self._ids = ids
        self._threshold = threshold

    # --- reading ------------------------------------------------------------------------------

    async def numbered(self, work: UnitOfWork, number: str) -> Hypothesis:
        """The hypothesis that people call by that number."""
        found = None
        if number.isdecimal() and len(number) < 7:
            found = await work.hypotheses.numbered(int(number))
        if found is None:
            raise NotFound(key="refused.no_hypothesis", number=number[:20])
        return found

    async def get(self, work: UnitOfWork, id: str) -> Hypothesis:
        found = await work.hypotheses.get(id)
        if found is None:
            raise NotFound(key="refused.hypothesis_gone")
        return found

    def threshold_of(self, hypothesis: Hypothesis) -> Threshold:
        return hypothesis.threshold or self._threshold

    # --- writing ------------------------------------------------------------------------------

    async def write(self, work: UnitOfWork, member: Member, written: Written) -> Hypothesis:
        """A new draft; raises InvalidInput at the field to mend."""
        require(member, Act.CURATE)
        made = await self._read(written)
        now = self._clock.now()
        hypothesis = replace(
            made,
            id=self._ids.new(),
            number=await work.hypotheses.next_number(),
            created_at=now,
            changed_at=now,
        )
        await work.hypotheses.add(hypothesis)
        await self._record(work, member, hypothesis, None, "")
        return hypothesis

    async def _read(self, written: Written) -> Hypothesis:
        try:
            line = self._library.line_of_enquiry(written.line)
        except NotFound as fault:
            raise InvalidInput("line", key=fault.key, **fault.values) from fault
        statement = " ".join(written.statement.split())
        if len(words(statement)) < 3:
            raise InvalidInput("statement", key="refused.no_statement")
        _not_too_long("statement", statement, STATEMENT_CHARACTERS)
        research = tuple(
            dict.fromkeys(" ".join(each.split()) for each in written.research.splitlines())
        )
        research = tuple(each for each in research if each)
        if len(research) > MOST_LINKS:
            raise InvalidInput("research", key="refused.too_many_links", most=MOST_LINKS)
        for each in research:
            _not_too_long("research", each, LINK_CHARACTERS)
        levels = tuple(each for each in written.levels.split(",") if each.strip())
        if not set(levels) <= set(Level):
            raise InvalidInput("levels", key="refused.no_level")
        texts = {"statement": statement, "research": "\n".join(research)}
        await refuse_people(self._screening, texts, is_insisted=True)
        now = self._clock.now()
        return Hypothesis(
            id="",
            number=0,
            line=line.id,
            statement=statement,
            practices=self._practices(written.practices),
            research=research,
            levels=levels,
            state=HypothesisState.DRAFT,
            created_at=now,
            changed_at=now,
        )

    def _practices(self, text: str) -> tuple[str, ...]:
        """Ids of the practices named, by id or by title, with commas or lines between."""
        by_title = {each.title.casefold(): each.id for each in self._library.practices()}
        known = {each.id for each in self._library.practices()}
        ids: dict[str, None] = {}
        for part in text.replace("\n", ",").split(","):
            name = part.strip()
            if not name:
                continue
            id = name.casefold() if name.casefold() in known else by_title.get(name.casefold(), "")
            if not id:
                raise InvalidInput("practices", key="refused.no_such_practice", name=name[:80])
            ids.setdefault(id)
        if len(ids) > MOST_LINKS:
            raise InvalidInput("practices", key="refused.too_many_links", most=MOST_LINKS)
        return tuple(ids)

    # --- moving -------------------------------------------------------------------------------

    async def move(
        self, work: UnitOfWork, member: Member, id: str, to: HypothesisState, reason: str
    ) -> Hypothesis:
        """Moves it on, with the reason kept. Supported takes as many councils as its threshold."""
        require(member, Act.CURATE)
        hypothesis = await self.get(work, id)
        if to is HypothesisState.REVISED:
            raise WrongState(key="refused.revise_with_words", number=hypothesis.number)
        return await self._move(work, member, hypothesis, to, await self._reason(reason))

    async def _move(
        self,
        work: UnitOfWork,
        member: Member,
        hypothesis: Hypothesis,
        to: HypothesisState,
        reason: str,
    ) -> Hypothesis:
        moved = hypothesis.move(to, self._clock.now())
        if to is HypothesisState.SUPPORTED:
            tallies = await self._checks.tallies(work, Subject.HYPOTHESIS, [hypothesis.id])
            tally, needed = tallies[hypothesis.id], self.threshold_of(hypothesis)
            if not needed.is_met(tally):
                raise WrongState(
                    key="refused.hypothesis_threshold",
                    number=hypothesis.number,
                    councils=needed.councils,
                    holding=needed.holding,
                    tried=tally.tried,
                    holds=tally.holds,
                )
        await work.hypotheses.save(moved)
        await self._record(work, member, moved, hypothesis.state, reason)
        return moved

    async def revise(
        self, work: UnitOfWork, member: Member, id: str, statement: str, reason: str
    ) -> Hypothesis:
        """Another takes its place, as a draft with new words and no checks; the old one ends.

        Checks stay with the words that councils checked.
        """
        require(member, Act.CURATE)
        old = await self.get(work, id)
        kept = [each for each in old.practices if self._library.find(Kind.PRACTICE, each)]
        written = Written(
            line=old.line,
            statement=statement,
            practices=",".join(kept),
            research="\n".join(old.research),
            levels=",".join(old.levels),
        )
        made = await self._read(written)
        await self._move(work, member, old, HypothesisState.REVISED, await self._reason(reason))
        new = replace(
            made,
            id=self._ids.new(),
            number=await work.hypotheses.next_number(),
            threshold=old.threshold,
            revised_from=old.number,
        )
        await work.hypotheses.add(new)
        await self._record(work, member, new, None, reason.strip())
        return new

    async def set_threshold(
        self, work: UnitOfWork, member: Member, id: str, threshold: Threshold
    ) -> Hypothesis:
        """Gives it a threshold of its own."""
        require(member, Act.CURATE)
        if not 1 <= threshold.holding <= threshold.councils <= MOST_COUNCILS:
            raise InvalidInput("threshold", key="refused.no_threshold", most=MOST_COUNCILS)
        changed = (await self.get(work, id)).needing(threshold, self._clock.now())
        await work.hypotheses.save(changed)
        await self._note(work, member, "hypothesis.threshold", id)
        return changed

    async def _reason(self, reason: str) -> str:
        tidy = " ".join(reason.split())
        if not any(character.isalnum() for character in tidy):
            raise InvalidInput("reason", key="refused.no_move_reason")
        _not_too_long("reason", tidy, REASON_CHARACTERS)
        await refuse_people(self._screening, {"reason": tidy}, is_insisted=True)
        return tidy

    async def _record(
        self,
        work: UnitOfWork,
        member: Member,
        hypothesis: Hypothesis,
        before: HypothesisState | None,
        reason: str,
    ) -> None:
        now = self._clock.now()
        await work.hypotheses.record(
            Moved(self._ids.new(), hypothesis.id, before, hypothesis.state, reason, now, member.id)
        )
        await self._note(work, member, f"hypothesis.{hypothesis.state.value}", hypothesis.id)

    async def _note(self, work: UnitOfWork, member: Member, verb: str, id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=member.id, verb=verb, object_id=id)

    @staticmethod
    def is_shown_to(member: Member, hypothesis: Hypothesis) -> bool:
        """A draft is for those who may change it."""
        return not hypothesis.is_draft or may(member, Act.CURATE)

    async def of_line(
        self, work: UnitOfWork, line: str = "", *, with_drafts: bool = True
    ) -> Sequence[Hypothesis]:
        """Those that stand first, what ended after them; by number."""
        found = [
            each for each in await work.hypotheses.all(line) if with_drafts or not each.is_draft
        ]
        ended = (HypothesisState.REVISED, HypothesisState.DROPPED)
        return sorted(found, key=lambda each: (each.state in ended, each.number))


def _not_too_long(field: str, text: str, most: int) -> None:
    if len(text) > most:
        raise InvalidInput(field, key="refused.too_long", length=len(text), most=most)
