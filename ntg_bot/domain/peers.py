"""Councils that are alike, and councils that help each other.

An introduction is proposed by the bot and made by two people: only the second yes makes it. Until
then neither side learns who the other person is.

    PROPOSED -> INTRODUCED -> DONE
        \\-> DECLINED  (also ENDED: an offer or ask was taken back)
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ntg_bot.domain.errors import WrongState

MOST_AT_ONCE = 5
"""introductions that one offer can take on at one time"""
ASK_AT_ONCE = 2
"""introductions under way for one ask"""


@dataclass(frozen=True, slots=True)
class NeighbourSet:
    """Which councils are alike, as somebody published it."""

    dated: str
    """the date that the set itself has, as it was given; empty where nobody said it"""
    file: str
    imported_at: datetime


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One council's place among those most like another; rank 1 is nearest."""

    authority: str
    rank: int
    neighbour: str
    closeness: str
    """as the set says it, such as `very close`"""


class HelpKind(StrEnum):
    OFFER = "offer"
    ASK = "ask"


class HelpState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Help:
    """A council's offer to be asked about a practice, or its ask for somebody who has done it."""

    id: str
    workspace_id: str
    member_id: str
    """who speaks for the council; shown to nobody before both have said yes"""
    authority: str
    kind: HelpKind
    practice_id: str
    at_most: int
    """introductions at one time"""
    state: HelpState
    made_at: datetime

    def close(self) -> Help:
        """Raises WrongState where it is closed already."""
        if self.state is HelpState.CLOSED:
            raise WrongState(key="refused.help_closed")
        return replace(self, state=HelpState.CLOSED)


class Meeting(StrEnum):
    """Where an introduction stands."""

    PROPOSED = "proposed"
    INTRODUCED = "introduced"
    DECLINED = "declined"
    ENDED = "ended"
    DONE = "done"


UNDER_WAY = frozenset({Meeting.PROPOSED, Meeting.INTRODUCED})
"""states that count against a limit: a proposal keeps its place, so that no yes comes too late"""


@dataclass(frozen=True, slots=True)
class Introduction:
    """Two councils that the bot would bring together over one practice."""

    id: str
    offer_workspace: str
    offer_id: str
    ask_workspace: str
    ask_id: str
    offer_authority: str
    ask_authority: str
    practice_id: str
    state: Meeting
    made_at: datetime
    changed_at: datetime
    offer_yes: bool = False
    ask_yes: bool = False
    offer_reach: str = ""
    """how the other side may reach them, told at the second yes and not before"""
    ask_reach: str = ""
    visited_on: str = ""
    outcome: str = ""
    thanked: bool = False
    version: int = 1

    def says_yes(self, kind: HelpKind, reach: str, at: datetime) -> Introduction:
        """One side's yes; the second makes the introduction. A yes twice changes nothing."""
        self._must_be(Meeting.PROPOSED)
        if kind is HelpKind.OFFER:
            said = replace(self, offer_yes=True, offer_reach=reach)
        else:
            said = replace(self, ask_yes=True, ask_reach=reach)
        both = said.offer_yes and said.ask_yes
        return replace(
            said,
            state=Meeting.INTRODUCED if both else Meeting.PROPOSED,
            changed_at=at,
            version=self.version + 1,
        )

    def end(self, how: Meeting, at: datetime) -> Introduction:
        """Declined by one side, or ended because an offer or ask was taken back."""
        self._must_be(Meeting.PROPOSED)
        return replace(self, state=how, changed_at=at, offer_reach="", ask_reach="",
                       version=self.version + 1)  # fmt: skip

    def done(self, visited_on: str, outcome: str, *, thanked: bool, at: datetime) -> Introduction:
        """What came of it; how to reach each other is not needed any more."""
        self._must_be(Meeting.INTRODUCED)
        return replace(self, state=Meeting.DONE, visited_on=visited_on, outcome=outcome,
                       thanked=thanked, changed_at=at, offer_reach="", ask_reach="",
                       version=self.version + 1)  # fmt: skip

    def _must_be(self, state: Meeting) -> None:
        if self.state is not state:
            raise WrongState(key="refused.introduction_stands", state=self.state.value)
