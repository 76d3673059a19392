"""When a practice is due for another look, by what its evidence is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ntg_bot.domain.knowledge import Practice

_DAYS_OF_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class ReviewPeriods:
    """Months from one look to the next."""

    published: int = 24
    """of a published standard or review"""
    local: int = 12
    """of local practice, and of anything whose sources nobody here has read"""

    def due(self, practice: Practice) -> date:
        """The day that the entry itself names, else so long after it was last checked."""
        if practice.review_by is not None:
            return practice.review_by
        return self.next(practice, practice.reviewed)

    def next(self, practice: Practice, checked: date) -> date:
        """When it is due again after a look on that day."""
        is_read = any(source.source_seen for source in practice.sources)
        months = self.published if is_read and not practice.is_local else self.local
        return months_on(checked, months)

    def is_overdue(self, practice: Practice, today: date) -> bool:
        return self.due(practice) < today


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    longest = _DAYS_OF_MONTH[month]
    if month == 1 and (year % 4 or (year % 100 == 0 and year % 400)):
        longest = 28
    return date(year, month + 1, min(day.day, longest))


class Part(StrEnum):
    """What somebody is to a practice: one person each, never a group."""

    OWNER = "owner"
    DEPUTY = "deputy"


@dataclass(frozen=True, slots=True)
class Steward:
    """A person of one workspace looks after a practice of the programme."""

    workspace_id: str
    member_id: str
    practice_id: str
    part: Part
    since: datetime


class Reason(StrEnum):
    """Why a practice should be looked at before it is due."""

    NOT_HELPFUL = "not_helpful"
    ASKED_FOR = "asked_for"
    """its owner asks for a change, or that it be taken out of use"""


@dataclass(frozen=True, slots=True)
class Concern:
    """A practice that moderators of a workspace should look at. Nothing says who raised it."""

    workspace_id: str
    practice_id: str
    reason: Reason
    people: int
    """who say so"""
    opened_at: datetime


class LinkState(StrEnum):
    """What a web address answered."""

    FINE = "fine"
    GONE = "gone"
    UNSURE = "unsure"
    """no answer, or one that says nothing of the page"""


@dataclass(frozen=True, slots=True)
class Link:
    """A web address of the knowledge base, as it was when it was last asked for."""

    url: str
    state: LinkState
    checked_at: datetime
    failing_since: datetime | None = None
