"""A question that was put to a community: who looks after it, by when, and what came back.

    OPEN -> ANSWERED -> SETTLED
      ^        |
      \\--------/   the asker says that it did not help

Settled is the end: the asker has what they need, or a practice answers it now.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from ntg_bot.domain.errors import WrongState


class HandoffState(StrEnum):
    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    SETTLED = "SETTLED"


LEGAL_MOVES: dict[HandoffState, frozenset[HandoffState]] = {
    HandoffState.OPEN: frozenset({HandoffState.ANSWERED, HandoffState.SETTLED}),
    HandoffState.ANSWERED: frozenset({HandoffState.OPEN, HandoffState.SETTLED}),
    HandoffState.SETTLED: frozenset(),
}


class Use(StrEnum):
    """Whether an answer may go into a record that somebody else makes."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Handoff:
    """One question in one workspace; it is known by the question's id."""

    workspace_id: str
    question_id: str
    asker_id: str
    gap_id: str
    community: str
    text: str
    state: HandoffState
    asked_at: datetime
    due_on: date
    """the last day on which an answer is in time"""
    owner_id: str = ""
    """who looks after it; empty: nobody yet"""
    recorder_id: str = ""
    """who wishes to make a record of its answers"""
    reminded_at: datetime | None = None
    version: int = 1

    def move(self, to: HandoffState) -> Handoff:
        """In state `to`; raises WrongState where there is no such step."""
        if to not in LEGAL_MOVES[self.state]:
            raise WrongState(key="refused.handoff_settled")
        return replace(self, state=to)

    def changed(self, **changes: object) -> Handoff:
        """With these changes; raises WrongState once it is settled."""
        if self.state is HandoffState.SETTLED:
            raise WrongState(key="refused.handoff_settled")
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What a colleague answered, in their words."""

    workspace_id: str
    question_id: str
    number: int
    """from 1, in the order in which they came"""
    member_id: str
    text: str
    given_at: datetime
    source: str = ""
    """`channel:message` of the reply that it was, empty for one given by the form"""
    use: Use = Use.NOT_ASKED
