"""A call for evidence: asked in public, answered by anybody, read by two, heard, published.

    call      DRAFT -> OPEN -> READING -> REPORTED -> (HEARD) -> PUBLISHED
    evidence  DRAFT -> RECEIVED -> READ        (also LATE -> RECEIVED or NOT_TAKEN)
                  \\-> WITHDRAWN  (from every state before READ)

Two people read each piece on their own; where they differ a third decides, by the grade in the
middle. The founding texts plan the whole round: a call with an opening and a closing month, an
interim report, a hearing of the strongest, a final compendium.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from ntg_bot.domain.errors import WrongState

LONDON = ZoneInfo("Europe/London")
"""a call's days are days in England, where the programme is"""
READERS = 2
REMIND_AT_DAYS = (14, 3, 1)
"""before the last day of a call"""


class CallState(StrEnum):
    DRAFT = "DRAFT"
    OPEN = "OPEN"
    READING = "READING"
    """closed; what came in is being read"""
    REPORTED = "REPORTED"
    """all is graded and the interim report is out"""
    HEARD = "HEARD"
    PUBLISHED = "PUBLISHED"


CALL_MOVES: dict[CallState, frozenset[CallState]] = {
    CallState.DRAFT: frozenset({CallState.OPEN}),
    CallState.OPEN: frozenset({CallState.READING}),
    CallState.READING: frozenset({CallState.REPORTED}),
    CallState.REPORTED: frozenset({CallState.HEARD, CallState.PUBLISHED}),
    CallState.HEARD: frozenset({CallState.PUBLISHED}),
    CallState.PUBLISHED: frozenset(),
}


class Mark(StrEnum):
    """What a reader finds: the C4EO ladder, and below it what is not on the ladder yet."""

    NOT_YET = "not_yet"
    EMERGING = "emerging"
    PROMISING = "promising"
    VALIDATED = "validated"

    @property
    def rank(self) -> int:
        return tuple(Mark).index(self)


@dataclass(frozen=True, slots=True)
class Hearing:
    """The strongest are asked to come and be questioned; each has a turn of `minutes`."""

    starts_at: datetime
    place: str
    minutes: int = 20
    questions: tuple[str, ...] = ()
    """what the panel asks everybody"""

    def turn(self, number: int) -> datetime:
        """When the witness in that place (from 0) begins."""
        return self.starts_at + timedelta(minutes=self.minutes * number)


@dataclass(frozen=True, slots=True)
class Call:
    """One call for evidence; programme-wide."""

    id: str
    """a slug"""
    title: str
    question: str
    themes: tuple[str, ...]
    """ids of lines of enquiry, outcomes or groups"""
    communities: tuple[str, ...]
    """who is told; empty: all"""
    nations: tuple[str, ...]
    who: str
    """who may answer, in words"""
    opens_on: date
    closes_on: date
    """the last day, whole"""
    state: CallState
    created_at: datetime
    changed_at: datetime
    grace_days: int = 7
    """after the last day, in which evidence is taken with a curator's yes"""
    received: int = 0
    """receipts given out so far"""
    hearing: Hearing | None = None
    version: int = 1

    @property
    def ends_at(self) -> datetime:
        """The first instant after the last day."""
        return datetime.combine(self.closes_on + timedelta(days=1), datetime.min.time(), LONDON)

    @property
    def late_ends_at(self) -> datetime:
        last = self.closes_on + timedelta(days=1 + self.grace_days)
        return datetime.combine(last, datetime.min.time(), LONDON)

    def is_open(self, now: datetime) -> bool:
        """Whether evidence is taken as a matter of course."""
        begins = datetime.combine(self.opens_on, datetime.min.time(), LONDON)
        return self.state is CallState.OPEN and begins <= now < self.ends_at

    def is_late(self, now: datetime) -> bool:
        """Whether evidence is still taken, and marked as late."""
        is_taking = self.state in (CallState.OPEN, CallState.READING)
        return is_taking and self.ends_at <= now < self.late_ends_at

    def move(self, to: CallState, at: datetime, **changes: object) -> Call:
        """This call in state `to`; raises WrongState where it has no such step."""
        if to not in CALL_MOVES[self.state]:
            raise WrongState(key=f"refused.call_{self.state.value.lower()}", title=self.title)
        return self.changed(at, state=to, **changes)

    def changed(self, at: datetime, **changes: object) -> Call:
        """The next version."""
        return replace(
            self,
            changed_at=at,
            version=self.version + 1,
            **changes,  # type: ignore[arg-type]
        )


class EvidenceState(StrEnum):
    DRAFT = "DRAFT"
    RECEIVED = "RECEIVED"
    LATE = "LATE"
    """came in the days of grace; a curator says whether it is taken"""
    READ = "READ"
    """graded for good"""
    NOT_TAKEN = "NOT_TAKEN"
    WITHDRAWN = "WITHDRAWN"


EVIDENCE_MOVES: dict[EvidenceState, frozenset[EvidenceState]] = {
    EvidenceState.DRAFT: frozenset(
        {EvidenceState.RECEIVED, EvidenceState.LATE, EvidenceState.WITHDRAWN}
    ),
    EvidenceState.RECEIVED: frozenset({EvidenceState.READ, EvidenceState.WITHDRAWN}),
    EvidenceState.LATE: frozenset(
        {EvidenceState.RECEIVED, EvidenceState.NOT_TAKEN, EvidenceState.WITHDRAWN}
    ),
    EvidenceState.READ: frozenset(),
    EvidenceState.NOT_TAKEN: frozenset(),
    EvidenceState.WITHDRAWN: frozenset(),
}


class Attendance(StrEnum):
    """Of a shortlisted sender at the hearing."""

    NONE = ""
    SHORTLISTED = "shortlisted"
    INVITED = "invited"
    COMING = "coming"
    NOT_COMING = "not_coming"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one organisation sent to a call. Its sender released it to the readers by sending."""

    id: str
    workspace_id: str
    member_id: str
    call_id: str
    state: EvidenceState
    created_at: datetime
    changed_at: datetime
    organisation: str = ""
    nation: str = ""
    authority: str = ""
    """ONS code of the sender's council, where known"""
    title: str = ""
    what: str = ""
    for_whom: str = ""
    what_happened: str = ""
    how_measured: str = ""
    link: str = ""
    number: int = 0
    """of the receipt, within the call; 0 before it was sent"""
    received_at: datetime | None = None
    is_late: bool = False
    is_insisted: bool = False
    """told that it may tell who somebody is, its sender said that it is nobody"""
    mark: Mark | None = None
    lift: str = ""
    """what would lift the mark, told to the sender"""
    reason: str = ""
    """why it was not taken"""
    attendance: Attendance = Attendance.NONE
    turn: int = 0
    """its place at the hearing, from 1; 0 before the invitations"""
    note: str = ""
    """the note of what it said at the hearing"""
    version: int = 1

    @property
    def receipt(self) -> str:
        """What a sender quotes: the call's slug and a number."""
        return f"{self.call_id}-{self.number:03d}" if self.number else ""

    def move(self, to: EvidenceState, at: datetime, **changes: object) -> Evidence:
        """This evidence in state `to`; raises WrongState where it has no such step."""
        if to not in EVIDENCE_MOVES[self.state]:
            raise WrongState(key=f"refused.evidence_{self.state.value.lower()}", title=self.title)
        return self.changed(at, state=to, **changes)

    def changed(self, at: datetime, **changes: object) -> Evidence:
        """The next version."""
        return replace(
            self,
            changed_at=at,
            version=self.version + 1,
            **changes,  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True)
class CallReader:
    """Somebody on the grading panel of a call."""

    call_id: str
    workspace_id: str
    member_id: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reader's own judgement of one piece of evidence."""

    evidence_id: str
    workspace_id: str
    """of the reader"""
    reader_id: str
    mark: Mark
    reason: str
    lift: str
    at: datetime


def agreed(readings: Sequence[Reading]) -> Mark | None:
    """The mark that stands: of two who agree theirs, of three the one in the middle; else None."""
    ranked = sorted((reading.mark for reading in readings), key=lambda mark: mark.rank)
    if len(ranked) == READERS and ranked[0] is ranked[1]:
        return ranked[0]
    return ranked[1] if len(ranked) > READERS else None


def readers_wanted(readings: Sequence[Reading]) -> int:
    """How many more people must read it before its mark stands."""
    if agreed(readings) is not None:
        return 0
    return 1 if len(readings) >= READERS else READERS - len(readings)


def reminder_due(call: Call, today: date) -> int | None:
    """The latest of the days of reminding that has come, or None. One that was missed by more
    than the next one is not made up for.
    """
    left = (call.closes_on - today).days
    if call.state is not CallState.OPEN or left < 0:
        return None
    due = [days for days in REMIND_AT_DAYS if left <= days]
    return min(due) if due else None
