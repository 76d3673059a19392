"""One digest issue a community and ISO week, and how a week is named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

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


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CLOCKS_CHANGE = (time(0, 30), time(2, 30))
"""no digest comes between these"""


@dataclass(frozen=True, slots=True)
class TimeOfWeek:
    """A day, a local time and its zone, as a community's moderators chose them."""

    day: str
    """one of DAYS"""
    at: time
    zone: str

    @staticmethod
    def found_in(text: str) -> tuple[str, str]:
        """`text` as what stands before the first day's name, and the rest; empty for no day."""
        match = _DAY.search(text)
        return (text, "") if match is None else (text[: match.start()], text[match.start() :])

    @classmethod
    def parse(cls, text: str, zone: str) -> TimeOfWeek:
        """What `fri 14:00`, `Friday at 2pm` or `mon 9:30 Europe/Dublin` say; `zone` where none is
        named. Raises InvalidInput.
        """
        match = _WHEN.fullmatch(" ".join(text.split()))
        if match is None:
            raise InvalidInput("time", key="refused.no_time_of_week", text=text)
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        if match["half"]:
            if not 1 <= hour <= 12:
                raise InvalidInput("time", key="refused.no_time_of_week", text=text)
            hour = hour % 12 + (12 if match["half"].casefold() == "pm" else 0)
        if hour > 23 or minute > 59:
            raise InvalidInput("time", key="refused.no_time_of_week", text=text)
        at = time(hour, minute)
        if CLOCKS_CHANGE[0] <= at <= CLOCKS_CHANGE[1]:
            raise InvalidInput("time", key="refused.clocks_change")
        return cls(match["day"][:3].casefold(), at, _zone(match["zone"] or zone))


def _zone(named: str) -> str:
    """The name of a time zone, however its letters were typed; raises InvalidInput for none."""
    try:
        return ZoneInfo(named).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        for known in available_timezones():
            if known.casefold() == named.casefold():
                return known
        raise InvalidInput("zone", key="refused.no_zone", zone=named) from None


_DAYS = (
    r"(?P<day>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)s?\b"
)
_DAY = re.compile(rf"\b{_DAYS}", re.IGNORECASE)
_WHEN = re.compile(
    rf"{_DAYS},?(?: at)? "
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>am|pm)?(?: (?P<zone>\S{1,40}))?",
    re.IGNORECASE,
)


class ItemKind(StrEnum):
    """Why a line is in the digest, in the order of a digest: what is useful first.

    A new kind needs a place here and in TRAITS, its two sentences in intents/replies.yaml
    (`digest.<kind>`, its heading, and `digest.why_<kind>`), and a source that finds its items.
    """

    NEW_PRACTICE = "new_practice"
    UPDATED_PRACTICE = "updated_practice"
    CORRECTION = "correction"
    """what was relied on and no longer should be"""
    REALITY_CHECK = "reality_check"
    """what a council found when it tried a practice"""
    ANSWERED = "answered"
    """a practice that answered questions, to the askers' content"""
    WANTED = "wanted"
    """a question put to the community, in its asker's words"""
    UNANSWERED = "unanswered"
    """how many questions nobody could answer"""
    DUE = "due"
    """a practice whose evidence is to be looked at again"""
    NEIGHBOUR = "neighbour"
    """something new in a community nearby"""


class Detail(StrEnum):
    """What an item's `detail` is, for whoever puts it into words."""

    NONE = "none"
    DIRECTION = "direction"
    """which way the evidence points: a value of knowledge.Direction"""
    PEOPLE = "people"
    """how many people"""
    COUNT = "count"
    DAY = "day"
    """a date, as 2026-11-30"""
    COMMUNITY = "community"
    """the id of one"""
    TALLY = "tally"
    """how many councils say that it holds, partly, not, and that they have not tried: `3,1,0,2`"""


@dataclass(frozen=True, slots=True)
class Traits:
    """What holds for every item of a kind."""

    detail: Detail
    most: int
    """of one issue"""
    opens: bool = False
    """`ref` is a practice that can be shown whole"""
    is_news: bool = False
    """it changes what readers should do; how many of them found no room is said"""
    is_public: bool = True
    """may be read outside the community's own channels and members"""
    is_reason: bool = True
    """reason enough for a digest: one with nothing but the others is not sent"""


TRAITS: Mapping[ItemKind, Traits] = MappingProxyType(
    {
        ItemKind.NEW_PRACTICE: Traits(Detail.DIRECTION, 7, opens=True, is_news=True),
        ItemKind.UPDATED_PRACTICE: Traits(Detail.DIRECTION, 4, opens=True, is_news=True),
        ItemKind.CORRECTION: Traits(Detail.NONE, 3, is_news=True),
        ItemKind.REALITY_CHECK: Traits(Detail.TALLY, 3, opens=True, is_news=True),
        ItemKind.ANSWERED: Traits(Detail.PEOPLE, 3, opens=True),
        ItemKind.WANTED: Traits(Detail.NONE, 3, is_public=False),
        ItemKind.UNANSWERED: Traits(Detail.COUNT, 1),
        ItemKind.DUE: Traits(Detail.DAY, 2, opens=True),
        ItemKind.NEIGHBOUR: Traits(Detail.COMMUNITY, 1, opens=True, is_reason=False),
    }
)


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One line of a digest."""

    kind: ItemKind
    text: str
    """a practice's title, or the released words of a question; empty where a count says it all"""
    ref: str = ""
    """practice id or gap id"""
    detail: str = ""
    """see Traits.detail"""
    evidence: str = ""
    """which way the evidence points, where `detail` says something else"""
    key: str = ""
    """the same news has the same key wherever it is told; empty: it is told nowhere else"""
    said: str = ""
    """a moderator's words, in place of `text`"""

    @property
    def mark(self) -> str:
        """What it is within an issue, however often that is gathered anew."""
        return f"{self.kind.value}:{self.ref}"

    @property
    def traits(self) -> Traits:
        return TRAITS[self.kind]


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
    """when its content was gathered: the next issue begins here"""
    is_late: bool = False
    left_out: int = 0
    """news that found no room"""
    note: str = ""
    """what moderators tell the readers, before everything else"""
    sent_at: datetime | None = None
    """when it was claimed to be sent; None in issues from before this was kept"""

    @property
    def out_at(self) -> datetime:
        """When its readers got it, as far as we know."""
        return self.sent_at or self.frozen_at
