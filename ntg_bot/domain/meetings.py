"""Workshops and the other meetings of a round, boards with their seats, and who signs off what.

The founding texts plan a whole round: meetings with the authorities that take part, a workshop in
each of nine regions, one to challenge the findings, half-days with directors, a national
conference. Each workshop makes a product.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from ntg_bot.domain.errors import WrongState


class MeetingKind(StrEnum):
    MEETING = "meeting"
    WORKSHOP = "workshop"
    CHALLENGE = "challenge"
    """an in-depth workshop that tests the findings of the others"""
    HALF_DAY = "half_day"
    CONFERENCE = "conference"


class MeetingState(StrEnum):
    PLANNED = "PLANNED"
    HELD = "HELD"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Product:
    """What a workshop made, with what it is about."""

    title: str
    text: str
    link: str = ""
    practices: tuple[str, ...] = ()
    hypotheses: tuple[int, ...] = ()
    """their numbers"""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One event of the programme; anybody may join it."""

    id: str
    title: str
    kind: MeetingKind
    region: str
    """one of the taxonomy's, or empty for the whole country"""
    lines: tuple[str, ...]
    """ids of lines of enquiry"""
    starts_at: datetime
    ends_at: datetime
    place: str
    about: str = ""
    state: MeetingState = MeetingState.PLANNED
    notes: str = ""
    product: Product | None = None
    changed_at: datetime | None = None
    version: int = 1

    def changed(self, at: datetime, **changes: object) -> Meeting:
        """The next version; raises WrongState once it is cancelled."""
        if self.state is MeetingState.CANCELLED:
            raise WrongState(key="refused.meeting_cancelled", title=self.title)
        return replace(
            self,
            changed_at=at,
            version=self.version + 1,
            **changes,  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True)
class Joining:
    """A member who comes to a meeting."""

    meeting_id: str
    workspace_id: str
    member_id: str
    authority: str
    """ONS code of their council, or empty"""
    at: datetime


class BoardKind(StrEnum):
    PROGRAMME_BOARD = "programme_board"
    REFERENCE_GROUP = "reference_group"
    WORKING_GROUP = "working_group"


@dataclass(frozen=True, slots=True)
class Board:
    """A body that looks over the programme, with its remit."""

    id: str
    name: str
    kind: BoardKind
    remit: str
    version: int = 1


@dataclass(frozen=True, slots=True)
class Seat:
    """A member on a board, for a term."""

    board_id: str
    workspace_id: str
    member_id: str
    since: date
    until: date | None = None
    """the last day of the term; None while it is open"""

    def is_held(self, today: date) -> bool:
        return self.since <= today and (self.until is None or today <= self.until)


@dataclass(frozen=True, slots=True)
class Signature:
    """One board member's yes to an edition or a call, kept with its day."""

    board_id: str
    subject: str
    """`edition:2` or `call:early-language`"""
    workspace_id: str
    member_id: str
    name: str
    """as it stood; empty once the person is forgotten"""
    at: datetime
