"""One digest issue a community and ISO week, and how a week is named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from ntg_bot.domain.errors import InvalidInput


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """An ISO 8601 week, Monday to Sunday, written `2026-W47`."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        iso = day.isocalendar()
        return cls(iso.year, iso.week)

    @classmethod
    def parse(cls, text: str) -> Week:
        match = re.fullmatch(r"(\d{4})-W(\d{2})", text.strip().upper())
        if match:
            week = cls(int(match[1]), int(match[2]))
            try:
                date.fromisocalendar(week.year, week.number, 1)
            except ValueError:
                pass
            else:
                return week
        raise InvalidInput("week", key="refused.no_week", text=text)

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def previous(self) -> Week:
        return Week.of(self.monday - timedelta(days=7))

    @property
    def following(self) -> Week:
        return Week.of(self.monday + timedelta(days=7))

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


class ItemKind(StrEnum):
    """Why a line is in the digest."""

    NEW_PRACTICE = "new_practice"
    UPDATED_PRACTICE = "updated_practice"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    WANTED = "wanted"
    """what is being asked for: asked often, answered badly or not at all"""


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One line of a digest."""

    kind: ItemKind
    text: str
    ref: str = ""
    """practice id or gap id"""
    detail: str = ""
    """evidence in words for practices, a count in words for questions"""


class IssueStatus(StrEnum):
    CLAIMED = "claimed"
    SENT = "sent"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class DigestIssue:
    """The frozen content of one community's digest for one week; unique per (community, week)."""

    id: str
    community: str
    week: Week
    items: tuple[DigestItem, ...]
    status: IssueStatus
    frozen_at: datetime
    is_late: bool = False
