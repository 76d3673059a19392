"""Reality checks: what a council reports of a practice or a hypothesis, and how reports add up.

A check speaks for a council and for nobody in it. Take-up is counted, never weighed, and never
blended with evidence strength or freshness.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ntg_bot.domain.errors import WrongState


class Subject(StrEnum):
    """What is checked."""

    PRACTICE = "practice"
    HYPOTHESIS = "hypothesis"


class Holds(StrEnum):
    """What the council found."""

    HOLDS = "holds"
    PARTLY = "partly"
    DOES_NOT = "does_not"
    NOT_TRIED = "not_tried"


class WordsState(StrEnum):
    """Who may read what the council wrote beside its answer."""

    NONE = "none"
    WAITING = "waiting"
    """moderators alone, until one of them has read it"""
    SHOWN = "shown"
    KEPT_BACK = "kept_back"


class Ended(StrEnum):
    """How a check came to be history."""

    REVISED = "revised"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RealityCheck:
    """One council's report; the current one where `ended_at` is None, else its history."""

    id: str
    workspace_id: str
    member_id: str
    """who gave it; shown to nobody"""
    subject: Subject
    subject_id: str
    authority: str
    """ONS code of the council that it speaks for"""
    holds: Holds
    adapted: str
    for_whom: str
    measured: str
    wants_contact: bool
    """other councils may ask this one about it"""
    words: WordsState
    given_at: datetime
    ended_at: datetime | None = None
    ended_as: Ended | None = None

    @property
    def is_current(self) -> bool:
        return self.ended_at is None

    @property
    def has_words(self) -> bool:
        return bool(self.adapted or self.for_whom or self.measured)

    @property
    def may_be_read(self) -> bool:
        """Whether everybody may read its words."""
        return self.words is WordsState.SHOWN

    def end(self, how: Ended, at: datetime) -> RealityCheck:
        """This check as history; raises WrongState where it is history already."""
        if not self.is_current:
            raise WrongState(key="refused.check_ended")
        return replace(self, ended_at=at, ended_as=how)

    def decide(self, *, is_shown: bool) -> RealityCheck:
        """A moderator's word on its words; raises WrongState where none waits for it."""
        if not self.is_current:
            raise WrongState(key="refused.check_ended")
        if self.words is not WordsState.WAITING:
            raise WrongState(key="refused.words_decided")
        return replace(self, words=WordsState.SHOWN if is_shown else WordsState.KEPT_BACK)

    def says_the_same(self, other: RealityCheck) -> bool:
        """Whether both report the same in the same words."""
        mine = (self.holds, self.adapted, self.for_whom, self.measured, self.wants_contact)
        return mine == (
            other.holds,
            other.adapted,
            other.for_whom,
            other.measured,
            other.wants_contact,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many councils found what. Numbers, for percentages of so few would mislead."""

    holds: int = 0
    partly: int = 0
    does_not: int = 0
    not_tried: int = 0

    @property
    def tried(self) -> int:
        """Councils that have tried it, whatever they found."""
        return self.holds + self.partly + self.does_not

    @property
    def answered(self) -> int:
        return self.tried + self.not_tried

    @classmethod
    def of(cls, checks: Iterable[RealityCheck]) -> Tally:
        """The current checks among `checks`, counted."""
        found = [check.holds for check in checks if check.is_current]
        return cls(*(found.count(each) for each in Holds))
