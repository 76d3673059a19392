"""Calls for evidence: made and opened by curators, watched by the clock, and how each stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ntg_bot.domain.calls import (
    LONDON,
    Attendance,
    Call,
    CallReader,
    CallState,
    Evidence,
    EvidenceState,
    Reading,
    readers_wanted,
    reminder_due,
)
from ntg_bot.domain.errors import InvalidInput, NotFound
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services import fields
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWork

NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
LONGEST_TITLE = 120
LONGEST_TEXT = 6_000
"""characters of one answer; a link can say more"""
LONGEST_CALL_DAYS = 366


@dataclass(frozen=True, slots=True)
class CallReport:
    """How a call stands, in numbers."""

    call: Call
    by_state: Mapping[str, int]
    by_mark: Mapping[str, int]
    by_nation: Mapping[str, int]
    organisations: int
    late: int
    readers: int
    readings_wanted: int
    """still to be made before all is graded"""
    shortlisted: int
    coming: int
    heard: int


class CallService:
    """Curators run a call; whether somebody is one is checked when they act."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    async def all(self, work: UnitOfWork, *, drafts: bool) -> Sequence[Call]:
        """The one that closes last first; drafts are for curators."""
        found = await work.calls.all()
        return [call for call in found if drafts or call.state is not CallState.DRAFT]

    async def create(self, work: UnitOfWork, member: Member, values: Mapping[str, str]) -> Call:
        """A draft; `values` are the fields of the form, checked one by one."""
        require(member, Act.CURATE, ())
        title = fields.text(values, "title", most=LONGEST_TITLE)
        question = fields.text(values, "question", most=LONGEST_TEXT)
        known = self._library.taxonomy.names
        themes = tuple(id for id in values.get("themes", "").split(",") if id in known)
        if not themes:
            raise InvalidInput("themes", key="refused.call_no_theme")
        opens_on, closes_on = fields.day(values, "opens_on"), fields.day(values, "closes_on")
        if not 0 <= (closes_on - opens_on).days <= LONGEST_CALL_DAYS:
            raise InvalidInput("closes_on", key="refused.call_days", most=LONGEST_CALL_DAYS)
        now = self._clock.now()
        if closes_on < now.astimezone(LONDON).date():
            raise InvalidInput("closes_on", key="refused.call_over")
        draft = Call(
            id="",
            title=title,
            question=question,
            themes=themes,
            communities=tuple(
                id
                for id in values.get("communities", "").split(",")
                if id in self._library.taxonomy.community_by_id
            ),
            nations=NATIONS,
            who=fields.text(values, "who", most=500, required=False),
            opens_on=opens_on,
            closes_on=closes_on,
            state=CallState.DRAFT,
            created_at=now,
            changed_at=now,
        )
        stem = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:40].strip("-") or "call"
        for number in range(1, 1_000):
            call = replace(draft, id=stem if number == 1 else f"{stem}-{number}")
            if await work.calls.add(call):
                await self._audit(work, member, "call.create", call.id)
                return call
        raise InvalidInput("title", key="refused.call_title_taken")

    async def open(self, work: UnitOfWork, member: Member, id: str) -> Call:
        """Evidence may be sent from its first day on; the communities are told by the caller."""
        require(member, Act.CURATE, ())
        return await self._move(work, member, await find_call(work, id), CallState.OPEN)

    async def close(self, work: UnitOfWork, member: Member, id: str) -> Call:
        """Ends the taking before its time, or the days of grace."""
        require(member, Act.CURATE, ())
        return await self._move(work, member, await find_call(work, id), CallState.READING)

    async def due(self, work: UnitOfWork) -> Sequence[tuple[Call, str]]:
        """What the clock has to say of calls, not yet claimed: (call, `remind:3` or `close`)."""
        now = self._clock.now()
        found: list[tuple[Call, str]] = []
        for call in await work.calls.all():
            if call.state is CallState.OPEN and now >= call.ends_at:
                found.append((call, "close"))
            days = reminder_due(call, now.astimezone(LONDON).date())
            if days is not None:
                found.append((call, f"remind:{days}"))
        return found

    async def take_notice(self, work: UnitOfWork, call: Call, notice: str) -> Call | None:
        """Claims one of `due` and does it; None where somebody was first."""
        now = self._clock.now()
        if not await work.calls.claim_notice(call.id, notice, now):
            return None
        if notice != "close":
            return call
        current = await find_call(work, call.id)
        if current.state is not CallState.OPEN:
            return None  # a curator closed it meanwhile
        closed = current.move(CallState.READING, now)
        await work.calls.save(closed)
        await work.audit.add(at=now, actor="clock", verb="call.close", object_id=call.id)
        return closed

    async def report_of(self, work: UnitOfWork, named: str) -> CallReport:
        """How it stands; drafts of senders are not counted."""
        call = await find_call(work, named)
        sent = [e for e in await work.calls.evidence(call.id) if e.state is not EvidenceState.DRAFT]
        readings = await readings_of(work, sent)
        waiting = [e for e in sent if e.state is EvidenceState.RECEIVED]
        return CallReport(
            call=call,
            by_state=Counter(e.state.value for e in sent),
            by_mark=Counter(e.mark.value for e in sent if e.mark is not None),
            by_nation=Counter(e.nation for e in sent if e.nation),
            organisations=len({e.organisation.casefold() for e in sent}),
            late=sum(e.is_late for e in sent),
            readers=len(await work.calls.readers(call.id)),
            readings_wanted=sum(readers_wanted(readings[e.id]) for e in waiting),
            shortlisted=sum(e.attendance is not Attendance.NONE for e in sent),
            coming=sum(e.attendance is Attendance.COMING for e in sent),
            heard=sum(bool(e.note) for e in sent),
        )

    async def appoint_reader(self, work: UnitOfWork, by: Member, id: str, person: Member) -> bool:
        """Puts somebody on the panel; False where they are on it."""
        require(by, Act.CURATE, ())
        call = await find_call(work, id)
        is_new = await work.calls.add_reader(CallReader(call.id, person.workspace_id, person.id))
        if is_new:
            await self._audit(work, by, "call.reader", person.id)
        return is_new

    async def _move(self, work: UnitOfWork, member: Member, call: Call, to: CallState) -> Call:
        moved = call.move(to, self._clock.now())
        await work.calls.save(moved)
        await self._audit(work, member, f"call.{to.value.lower()}", call.id)
        return moved

    async def _audit(self, work: UnitOfWork, by: Member, verb: str, object_id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=by.id, verb=verb, object_id=object_id)


async def find_call(work: UnitOfWork, named: str) -> Call:
    """The call of that slug, or the only one whose title holds these words."""
    wanted = " ".join(named.casefold().split()).strip(" “”\"'")
    call = await work.calls.get(wanted)
    if call is not None:
        return call
    fitting = [
        each for each in await work.calls.all() if wanted and wanted in each.title.casefold()
    ]
    if len(fitting) != 1:
        raise NotFound(key="refused.no_call", name=named.strip()[:80])
    return fitting[0]


async def readings_of(work: UnitOfWork, sent: Sequence[Evidence]) -> Mapping[str, list[Reading]]:
    """What was found of each piece so far, by its id."""
    found: dict[str, list[Reading]] = {e.id: [] for e in sent}
    for reading in await work.calls.readings([e.id for e in sent]):
        found[reading.evidence_id].append(reading)
    return found
