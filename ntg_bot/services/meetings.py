"""Workshops and other meetings: planned by curators, joined by anybody, each with its product."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from ntg_bot.domain.errors import InvalidInput, NotFound, WrongState
from ntg_bot.domain.knowledge import Kind
from ntg_bot.domain.meetings import Joining, Meeting, MeetingKind, MeetingState, Product
from ntg_bot.domain.people import Member
from ntg_bot.domain.permissions import Act, require
from ntg_bot.services import fields
from ntg_bot.services.library import Library
from ntg_bot.services.ports import Clock, UnitOfWork

LONDON = ZoneInfo("Europe/London")
LONGEST_TITLE, LONGEST_NOTES = 120, 12_000
LONGEST_MEETING = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Comers:
    """Who comes to a meeting, as numbers and councils: nobody's name."""

    people: int
    councils: tuple[str, ...]
    """their names, in order"""
    is_mine: bool = False


class MeetingService:
    """Curators plan; whoever comes says so themselves."""

    def __init__(self, library: Library, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    async def all(self, work: UnitOfWork, *, upcoming: bool = False) -> Sequence[Meeting]:
        """By time; only those still to come where wanted."""
        found = sorted(await work.programme.all(Meeting), key=lambda m: (m.starts_at, m.id))
        now = self._clock.now()
        is_ahead = [m for m in found if m.ends_at >= now and m.state is MeetingState.PLANNED]
        return is_ahead if upcoming else found

    async def find(self, work: UnitOfWork, named: str) -> Meeting:
        """By its id, or the only one whose title or region holds these words."""
        wanted = " ".join(named.casefold().split()).strip(" “”\"'")
        meeting = await work.programme.get(Meeting, wanted)
        if meeting is not None:
            return meeting
        fitting = [
            each
            for each in await work.programme.all(Meeting)
            if wanted and wanted in f"{each.title} {each.region}".casefold()
        ]
        if len(fitting) != 1:
            raise NotFound(key="refused.no_meeting", name=named.strip()[:80])
        return fitting[0]

    async def plan(self, work: UnitOfWork, member: Member, values: Mapping[str, str]) -> Meeting:
        """A new meeting from a form or a row of a file."""
        require(member, Act.CURATE, ())
        meeting = self.read(values)
        for number in range(1, 100):
            id = meeting.id if number == 1 else f"{meeting.id}-{number}"
            made = Meeting(
                id,
                meeting.title,
                meeting.kind,
                meeting.region,
                meeting.lines,
                meeting.starts_at,
                meeting.ends_at,
                meeting.place,
                meeting.about,
                changed_at=self._clock.now(),
            )
            if await work.programme.add(made):
                await self._audit(work, member, "meeting.plan", id)
                return made
        raise InvalidInput("title", key="refused.meeting_title_taken")

    def read(self, values: Mapping[str, str]) -> Meeting:
        """A meeting from fields as people write them, checked one by one."""
        title = fields.text(values, "title", most=LONGEST_TITLE)
        try:
            kind = MeetingKind(values.get("kind", "") or "workshop")
        except ValueError:
            raise InvalidInput("kind", key="refused.no_meeting_kind") from None
        taxonomy = self._library.taxonomy
        region = values.get("region", "").strip()
        if region and region not in taxonomy.regions:
            raise InvalidInput("region", key="refused.no_region", name=region[:80])
        known = {line.id for line in taxonomy.lines_of_enquiry}
        lines = tuple(id for id in values.get("lines", "").split(",") if id in known)
        starts = _moment(values, "starts")
        ends = _moment(values, "ends") if values.get("ends", "").strip() else None
        ends = ends or starts + timedelta(hours=3)
        if not timedelta(0) < ends - starts <= LONGEST_MEETING:
            raise InvalidInput("ends", key="refused.meeting_ends")
        stem = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:48].strip("-")
        return Meeting(
            values.get("id", "").strip() or stem or "meeting",
            title,
            kind,
            region,
            lines,
            starts,
            ends,
            fields.text(values, "place", most=200),
            fields.text(values, "about", most=2_000, required=False),
        )

    async def cancel(self, work: UnitOfWork, member: Member, id: str) -> Meeting:
        """Those who come are told by the caller."""
        require(member, Act.CURATE, ())
        meeting = await self.find(work, id)
        if meeting.state is not MeetingState.PLANNED:
            raise WrongState(key="refused.meeting_over", title=meeting.title)
        changed = meeting.changed(self._clock.now(), state=MeetingState.CANCELLED)
        await work.programme.save(changed)
        await self._audit(work, member, "meeting.cancel", meeting.id)
        return changed

    async def note(
        self, work: UnitOfWork, member: Member, id: str, values: Mapping[str, str]
    ) -> Meeting:
        """Notes of a meeting that has begun, and the product it made."""
        require(member, Act.CURATE, ())
        meeting = await self.find(work, id)
        if meeting.starts_at > self._clock.now():
            raise WrongState(key="refused.meeting_ahead", title=meeting.title)
        notes = fields.text(values, "notes", most=LONGEST_NOTES, required=False)
        title = fields.text(values, "product", most=LONGEST_TITLE, required=False)
        product = None
        if title:
            practices = _listed(values.get("practices", ""))
            for each in practices:
                if self._library.find(Kind.PRACTICE, each) is None:
                    raise InvalidInput("practices", key="refused.no_practice_id", name=each[:80])
            numbers = _listed(values.get("hypotheses", ""))
            for each in numbers:
                if not each.isdecimal() or await work.hypotheses.numbered(int(each)) is None:
                    raise InvalidInput("hypotheses", key="refused.no_hypothesis_no", name=each[:20])
            product = Product(
                title,
                fields.text(values, "product_text", most=LONGEST_NOTES, required=False),
                practices=practices,
                hypotheses=tuple(map(int, numbers)),
            )
        if not notes and product is None:
            raise InvalidInput("notes", key="refused.field_empty")
        changed = meeting.changed(
            self._clock.now(),
            state=MeetingState.HELD,
            notes=notes or meeting.notes,
            product=product or meeting.product,
        )
        await work.programme.save(changed)
        await self._audit(work, member, "meeting.note", meeting.id)
        return changed

    async def join(self, work: UnitOfWork, member: Member, id: str) -> tuple[Meeting, bool]:
        """The member comes; False where they had said so before."""
        meeting = await self.find(work, id)
        if meeting.state is not MeetingState.PLANNED or meeting.ends_at < self._clock.now():
            raise WrongState(key="refused.meeting_over", title=meeting.title)
        is_new = await work.programme.join(
            Joining(meeting.id, member.workspace_id, member.id, member.authority, self._clock.now())
        )
        return meeting, is_new

    async def leave(self, work: UnitOfWork, member: Member, id: str) -> tuple[Meeting, bool]:
        """The member does not come after all."""
        meeting = await self.find(work, id)
        was = await work.programme.unjoin(member.workspace_id, member.id, meeting.id)
        return meeting, was

    async def comers(self, work: UnitOfWork, meeting: Meeting, member_id: str = "") -> Comers:
        """How many come, and from which councils."""
        found = await work.programme.joinings(meeting.id)
        names = {self._library.authority_name(each.authority) for each in found if each.authority}
        return Comers(
            len(found),
            tuple(sorted(name for name in names if name)),
            any(each.member_id == member_id for each in found if member_id),
        )

    async def _audit(self, work: UnitOfWork, by: Member, verb: str, object_id: str) -> None:
        await work.audit.add(at=self._clock.now(), actor=by.id, verb=verb, object_id=object_id)


def _moment(values: Mapping[str, str], field: str) -> datetime:
    """`12/03/2027 10:30`, `2027-03-12 10:30` or a day alone, by the clocks of England."""
    typed = " ".join(values.get(field, "").split())
    day, _, time = typed.partition(" ")
    at = fields.day({field: day}, field)
    match = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", time or "9:30")
    if match is None:
        raise InvalidInput(field, key="refused.no_moment")
    return datetime(at.year, at.month, at.day, int(match[1]), int(match[2]), tzinfo=LONDON)


def _listed(typed: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,;]+", typed.strip()) if part)
