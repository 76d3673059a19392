"""Evidence for a call: sent in two halves, read by two people on their own, graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from ntg_bot.domain.calls import (
    Call,
    CallReader,
    CallState,
    Evidence,
    EvidenceState,
    Mark,
    Reading,
    agreed,
    readers_wanted,
)
from ntg_bot.domain.errors import InvalidInput, NotAllowed, NotFound, WrongState
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services import fields
from ntg_bot.services.calls import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    NATIONS,
    find_call,
    readings_of,
)
from ntg_bot.services.ports import Clock, Ids, Screening, UnitOfWork
from ntg_bot.services.screening import refuse_people

MAY_BE_A_PERSON = "refused.may_be_a_person"
_FIRST_WORDS = ("organisation", "title", "what", "for_whom")
_SECOND_WORDS = ("what_happened", "how_measured")


class EvidenceService:
    """Anybody sends; curators take what is late; the panel reads, never its own council's."""

    def __init__(self, screening: Screening, clock: Clock, ids: Ids) -> None:
        self._screening = screening
        self._clock = clock
        self._ids = ids

    async def begin(
        self,
        work: UnitOfWork,
        member: Member,
        call_id: str,
        values: Mapping[str, str],
        insisted: str = "",
    ) -> Evidence:
        """The first half of the form, kept as a draft.

        What may tell who somebody is, is refused at its field; the same words sent again with
        their `fingerprint` are the sender's word that it is nobody.
        """
        call = await find_call(work, call_id)
        self._must_take(call)
        now = self._clock.now()
        nation = values.get("nation", "")
        if nation not in NATIONS:
            raise InvalidInput("nation", key="refused.no_nation")
        draft = Evidence(
            self._ids.new(),
            member.workspace_id,
            member.id,
            call.id,
            EvidenceState.DRAFT,
            created_at=now,
            changed_at=now,
            organisation=fields.text(values, "organisation", most=LONGEST_TITLE),
            nation=nation,
            authority=member.authority,
            title=fields.text(values, "title", most=LONGEST_TITLE),
            what=fields.text(values, "what", most=LONGEST_TEXT),
            for_whom=fields.text(values, "for_whom", most=500, required=False),
        )
        draft = replace(draft, is_insisted=await self._screen(values, _FIRST_WORDS, insisted))
        await work.calls.add_evidence(draft)
        return draft

    async def mine(self, work: UnitOfWork, member: Member, id: str) -> Evidence:
        """The member's own evidence; NotFound for anybody else's."""
        evidence = await work.calls.get_evidence(member.workspace_id, id)
        if evidence is None or evidence.member_id != member.id:
            raise NotFound(key="refused.no_evidence")
        return evidence

    async def send(
        self,
        work: UnitOfWork,
        member: Member,
        id: str,
        values: Mapping[str, str],
        insisted: str = "",
    ) -> Evidence:
        """The second half of the form: it is sent, and gets a receipt. Late is said so."""
        evidence = await self.mine(work, member, id)
        call = await find_call(work, evidence.call_id)
        self._must_take(call)
        now = self._clock.now()
        is_late = call.is_late(now)
        filled = replace(
            evidence,
            what_happened=fields.text(values, "what_happened", most=LONGEST_TEXT),
            how_measured=fields.text(values, "how_measured", most=LONGEST_TEXT),
            link=fields.link(values.get("link", "")),
        )
        is_insisted = await self._screen(values, _SECOND_WORDS, insisted)
        filled = replace(filled, is_insisted=evidence.is_insisted or is_insisted)
        counted = call.changed(now, received=call.received + 1)
        sent = filled.move(
            EvidenceState.LATE if is_late else EvidenceState.RECEIVED,
            now,
            number=counted.received,
            received_at=now,
            is_late=is_late,
        )
        await work.calls.save(counted)
        await work.calls.save_evidence(sent)
        await self._audit(work, member, "evidence.send", sent.id)
        return sent

    async def withdraw(self, work: UnitOfWork, member: Member, id: str) -> Evidence:
        """The sender takes it back, as long as it is not graded."""
        evidence = await self.mine(work, member, id)
        return await self._move_evidence(
            work, member, evidence, EvidenceState.WITHDRAWN, "withdraw"
        )

    async def admit(self, work: UnitOfWork, member: Member, workspace_id: str, id: str) -> Evidence:
        """A curator takes what came late."""
        require(member, Act.CURATE, ())
        evidence = await sent_evidence(work, workspace_id, id)
        return await self._move_evidence(work, member, evidence, EvidenceState.RECEIVED, "admit")

    async def refuse(
        self, work: UnitOfWork, member: Member, workspace_id: str, id: str, reason: str
    ) -> Evidence:
        """A curator does not take what came late; the sender is told why."""
        require(member, Act.CURATE, ())
        evidence = await sent_evidence(work, workspace_id, id)
        why = " ".join(reason.split())
        if not why:
            raise InvalidInput("reason", key="refused.no_reason")
        return await self._move_evidence(
            work, member, evidence, EvidenceState.NOT_TAKEN, "refuse", reason=why[:500]
        )

    async def next_to_read(self, work: UnitOfWork, reader: Member, id: str) -> Evidence | None:
        """What this reader should read next: what waits longest, never their own council's."""
        call = await find_call(work, id)
        await self._must_read(work, reader, call)
        waiting = [
            e
            for e in await work.calls.evidence(call.id)
            if e.state is EvidenceState.RECEIVED and _may_read(reader, e)
        ]
        readings = await readings_of(work, waiting)
        wanted = [
            e
            for e in waiting
            if readers_wanted(readings[e.id])
            and all(reading.reader_id != reader.id for reading in readings[e.id])
        ]
        return min(wanted, key=lambda e: (-len(readings[e.id]), e.number), default=None)

    async def to_read(
        self, work: UnitOfWork, reader: Member, workspace_id: str, id: str
    ) -> Evidence:
        """The piece, for somebody who may read it."""
        evidence = await sent_evidence(work, workspace_id, id)
        await self._must_read(work, reader, await find_call(work, evidence.call_id))
        if not _may_read(reader, evidence):
            raise NotAllowed(key="refused.own_evidence")
        return evidence

    async def read(
        self,
        work: UnitOfWork,
        reader: Member,
        workspace_id: str,
        id: str,
        values: Mapping[str, str],
    ) -> Evidence:
        """One reader's judgement. The evidence comes back graded once its mark stands."""
        evidence = await self.to_read(work, reader, workspace_id, id)
        try:
            mark = Mark(values.get("mark", ""))
        except ValueError:
            raise InvalidInput("mark", key="refused.no_mark") from None
        now = self._clock.now()
        reading = Reading(
            evidence.id,
            reader.workspace_id,
            reader.id,
            mark,
            fields.text(values, "reason", most=2_000),
            fields.text(values, "lift", most=2_000, required=mark is not Mark.VALIDATED),
            now,
        )
        before = await work.calls.readings([evidence.id])
        if any(each.reader_id == reader.id for each in before):
            raise WrongState(key="refused.read_already", title=evidence.title)
        if evidence.state is not EvidenceState.RECEIVED or not readers_wanted(before):
            raise WrongState(key="refused.evidence_moved", title=evidence.title)
        if not await work.calls.add_reading(reading):
            raise WrongState(key="refused.read_already", title=evidence.title)
        await self._audit(work, reader, "evidence.read", evidence.id)
        readings = [*before, reading]
        standing = agreed(readings)
        if standing is None:
            # The row is touched so that of two readers at once one comes after the other.
            touched = evidence.changed(now)
            await work.calls.save_evidence(touched)
            return touched
        lift = " ".join(dict.fromkeys(r.lift for r in readings if r.lift and r.mark is standing))
        graded = evidence.move(EvidenceState.READ, now, mark=standing, lift=lift)
        await work.calls.save_evidence(graded)
        return graded

    async def _screen(
        self, values: Mapping[str, str], names: tuple[str, ...], insisted: str
    ) -> bool:
        """Whether something was seen and insisted on; Disclosed for somebody in danger."""
        return await refuse_people(
            self._screening,
            {name: values.get(name, "") for name in names},
            is_insisted=insisted == fingerprint(values),
            may_be=MAY_BE_A_PERSON,
        )

    def _must_take(self, call: Call) -> None:
        now = self._clock.now()
        if call.is_open(now) or call.is_late(now):
            return
        if call.state in (CallState.DRAFT, CallState.OPEN) and now < call.ends_at:
            raise WrongState(key="refused.call_not_yet", title=call.title)
        raise WrongState(key="refused.call_closed", title=call.title)

    async def _must_read(self, work: UnitOfWork, reader: Member, call: Call) -> None:
        panel = await work.calls.readers(call.id)
        if CallReader(call.id, reader.workspace_id, reader.id) not in panel:
            raise NotAllowed(key="refused.no_reader", title=call.title)

    async def _move_evidence(
        self,
        work: UnitOfWork,
        member: Member,
        evidence: Evidence,
        to: EvidenceState,
        verb: str,
        **changes: object,
    ) -> Evidence:
        moved = evidence.move(to, self._clock.now(), **changes)
        await work.calls.save_evidence(moved)
        await self._audit(work, member, f"evidence.{verb}", evidence.id)
        return moved

    async def _audit(self, work: UnitOfWork, by: Member, verb: str, object_id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=by.id, verb=verb, object_id=object_id)


def fingerprint(values: Mapping[str, str]) -> str:
    """Of what was typed into a form: the same words, the same mark."""
    typed = "\0".join(f"{name}={values[name].strip()}" for name in sorted(values))
    return sha256(typed.encode()).hexdigest()[:16]


async def sent_evidence(work: UnitOfWork, workspace_id: str, id: str) -> Evidence:
    """What was sent, by its id; NotFound for a draft, which is its author's alone."""
    evidence = await work.calls.get_evidence(workspace_id, id)
    if evidence is None or evidence.state is EvidenceState.DRAFT:
        raise NotFound(key="refused.no_evidence")
    return evidence


def _may_read(reader: Member, evidence: Evidence) -> bool:
    """Nobody grades what they or their own council sent."""
    if reader.id == evidence.member_id:
        return False
    return not reader.authority or reader.authority != evidence.authority
