"""From the interim report of a call to its compendium: shortlist, hearing, notes, the freeze."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from ntg_bot.domain import encoding
from ntg_bot.domain.call_reports import COMPENDIUM, INTERIM, FrozenEntry, FrozenReport
from ntg_bot.domain.calls import (
    LONDON,
    Attendance,
    Call,
    CallState,
    Evidence,
    EvidenceState,
    Hearing,
    Mark,
)
from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services import fields
from ntg_bot.services.calls import LONGEST_TEXT, find_call
from ntg_bot.services.evidence import sent_evidence
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWork

MOST_QUESTIONS = 8
"""that a panel asks everybody"""
STRONG = (Mark.PROMISING, Mark.VALIDATED)
"""marks that may be shortlisted for the hearing and that reach the reports"""


class HearingService:
    """The curators' acts after the reading, and a witness's yes or no."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    async def report(self, work: UnitOfWork, member: Member, id: str) -> FrozenReport:
        """Freezes the interim report, once everything that was taken is graded."""
        require(member, Act.CURATE, ())
        call = await find_call(work, id)
        sent = await work.calls.evidence(call.id)
        waiting = [e for e in sent if e.state in (EvidenceState.RECEIVED, EvidenceState.LATE)]
        if call.state is CallState.READING and waiting:
            raise WrongState(key="refused.call_unread", title=call.title, left=len(waiting))
        moved = await self._move(work, member, call, CallState.REPORTED)
        return await self._freeze(work, moved, INTERIM, sent)

    async def candidates(self, work: UnitOfWork, member: Member, id: str) -> Sequence[Evidence]:
        """What is strong enough for the hearing, the strongest first."""
        require(member, Act.CURATE, ())
        call = await find_call(work, id)
        return strongest(await work.calls.evidence(call.id))

    async def shortlist(
        self, work: UnitOfWork, member: Member, workspace_id: str, id: str, *, on: bool
    ) -> Evidence:
        """Puts it on the shortlist for the hearing or takes it off, before the invitations."""
        require(member, Act.CURATE, ())
        evidence = await sent_evidence(work, workspace_id, id)
        if evidence.mark not in STRONG:
            raise WrongState(key="refused.not_strong", title=evidence.title)
        if evidence.attendance not in (Attendance.NONE, Attendance.SHORTLISTED):
            raise WrongState(key="refused.invited_already", title=evidence.title)
        wanted = Attendance.SHORTLISTED if on else Attendance.NONE
        changed = evidence.changed(self._clock.now(), attendance=wanted)
        await work.calls.save_evidence(changed)
        await self._audit(work, member, f"evidence.shortlist.{'on' if on else 'off'}", id)
        return changed

    async def set_hearing(
        self, work: UnitOfWork, member: Member, id: str, values: Mapping[str, str]
    ) -> Call:
        """When and where, how long each, and what the panel asks everybody (a line each)."""
        require(member, Act.CURATE, ())
        call = await find_call(work, id)
        if call.state is not CallState.REPORTED:
            raise WrongState(key="refused.hearing_early", title=call.title)
        day = fields.day(values, "day")
        match = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", values.get("time", "").strip())
        if match is None:
            raise InvalidInput("time", key="refused.no_time")
        starts = datetime(day.year, day.month, day.day, int(match[1]), int(match[2]), tzinfo=LONDON)
        if starts <= self._clock.now():
            raise InvalidInput("day", key="refused.hearing_past")
        minutes = values.get("minutes", "").strip() or "20"
        if not minutes.isdecimal() or not 5 <= int(minutes) <= 240:
            raise InvalidInput("minutes", key="refused.no_minutes")
        lines = [" ".join(line.split()) for line in values.get("questions", "").splitlines()]
        questions = tuple(line[:300] for line in lines if line)
        if len(questions) > MOST_QUESTIONS:
            raise InvalidInput("questions", key="refused.many_questions", most=MOST_QUESTIONS)
        hearing = Hearing(starts, fields.text(values, "place", most=200), int(minutes), questions)
        changed = call.changed(self._clock.now(), hearing=hearing)
        await work.calls.save(changed)
        await self._audit(work, member, "call.hearing", call.id)
        return changed

    async def invite(self, work: UnitOfWork, member: Member, id: str) -> Sequence[Evidence]:
        """Gives every shortlisted sender a turn; returns those newly invited."""
        require(member, Act.CURATE, ())
        call = await find_call(work, id)
        if call.hearing is None:
            raise WrongState(key="refused.no_hearing", title=call.title)
        sent = await work.calls.evidence(call.id)
        turn = max((e.turn for e in sent), default=0)
        invited: list[Evidence] = []
        for evidence in strongest(sent):
            if evidence.attendance is not Attendance.SHORTLISTED:
                continue
            turn += 1
            changed = evidence.changed(self._clock.now(), attendance=Attendance.INVITED, turn=turn)
            await work.calls.save_evidence(changed)
            invited.append(changed)
        if not invited:
            raise WrongState(key="refused.nobody_shortlisted", title=call.title)
        await self._audit(work, member, "call.invite", call.id)
        return invited

    async def attend(self, work: UnitOfWork, member: Member, id: str, *, coming: bool) -> Evidence:
        """The sender says whether they come; they may change their mind."""
        evidence = await work.calls.get_evidence(member.workspace_id, id)
        if evidence is None or evidence.member_id != member.id:
            raise NotFound(key="refused.no_evidence")
        if evidence.turn == 0:
            raise WrongState(key="refused.not_invited", title=evidence.title)
        wanted = Attendance.COMING if coming else Attendance.NOT_COMING
        changed = evidence.changed(self._clock.now(), attendance=wanted)
        await work.calls.save_evidence(changed)
        await self._audit(work, member, f"evidence.{wanted.value}", id)
        return changed

    async def note(
        self, work: UnitOfWork, member: Member, workspace_id: str, id: str, text: str
    ) -> Evidence:
        """The note of what was said at the hearing."""
        require(member, Act.CURATE, ())
        evidence = await sent_evidence(work, workspace_id, id)
        if evidence.turn == 0:
            raise WrongState(key="refused.not_invited", title=evidence.title)
        words = fields.text({"note": text}, "note", most=LONGEST_TEXT)
        changed = evidence.changed(self._clock.now(), note=words)
        await work.calls.save_evidence(changed)
        await self._audit(work, member, "evidence.note", id)
        return changed

    async def heard(self, work: UnitOfWork, member: Member, id: str) -> Call:
        """The hearing is over."""
        require(member, Act.CURATE, ())
        call = await find_call(work, id)
        if call.hearing is None or call.hearing.starts_at > self._clock.now():
            raise WrongState(key="refused.hearing_ahead", title=call.title)
        return await self._move(work, member, call, CallState.HEARD)

    async def publish(self, work: UnitOfWork, member: Member, id: str) -> FrozenReport:
        """Freezes the final compendium."""
        require(member, Act.CURATE, ())
        call = await find_call(work, id)
        moved = await self._move(work, member, call, CallState.PUBLISHED)
        return await self._freeze(work, moved, COMPENDIUM, await work.calls.evidence(call.id))

    async def frozen(self, work: UnitOfWork, named: str, kind: str) -> FrozenReport:
        """The report as it was frozen; NotFound before."""
        call = await find_call(work, named)
        payload = await work.calls.report(call.id, kind)
        if payload is None:
            raise NotFound(key="refused.no_report", title=call.title)
        return encoding.loads(FrozenReport, payload)

    async def _move(self, work: UnitOfWork, member: Member, call: Call, to: CallState) -> Call:
        moved = call.move(to, self._clock.now())
        await work.calls.save(moved)
        await self._audit(work, member, f"call.{to.value.lower()}", call.id)
        return moved

    async def _freeze(
        self, work: UnitOfWork, call: Call, kind: str, sent: Sequence[Evidence]
    ) -> FrozenReport:
        taken = [e for e in sent if e.state is EvidenceState.READ]
        marks = Counter(e.mark for e in taken if e.mark is not None)
        names = self._library.taxonomy.names
        frozen = FrozenReport(
            call_id=call.id,
            kind=kind,
            title=call.title,
            question=call.question,
            themes=tuple(names.get(theme, theme) for theme in call.themes),
            opened_on=call.opens_on,
            closed_on=call.closes_on,
            frozen_at=self._clock.now(),
            received=call.received,
            by_mark=tuple((mark, marks[mark]) for mark in reversed(Mark) if marks[mark]),
            by_nation=tuple(sorted(Counter(e.nation for e in taken if e.nation).items())),
            entries=tuple(
                FrozenEntry(
                    e.receipt,
                    e.title,
                    e.organisation,
                    e.nation,
                    e.what,
                    e.for_whom,
                    e.what_happened,
                    e.how_measured,
                    e.link,
                    e.mark or Mark.NOT_YET,
                    bool(e.note),
                    e.note if kind == COMPENDIUM else "",
                )
                for e in strongest(sent)
            ),
            hearing=call.hearing,
        )
        await work.calls.put_report(call.id, kind, encoding.dumps(frozen), frozen.frozen_at)
        return frozen

    async def _audit(self, work: UnitOfWork, by: Member, verb: str, object_id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=by.id, verb=verb, object_id=object_id)


def strongest(sent: Sequence[Evidence]) -> list[Evidence]:
    """What reaches the reports: promising and validated, the strongest first."""
    strong = [e for e in sent if e.state is EvidenceState.READ and e.mark in STRONG]
    return sorted(strong, key=lambda e: (-(e.mark or Mark.NOT_YET).rank, e.number))
