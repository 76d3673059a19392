"""A question that was put to a community: who looks after it, by when, and what came back.

    OPEN -> ANSWERED -> SETTLED
      ^        |
      \\--------/   the asker says that it did not help

Settled is the end: the asker has what they need, or a practice answers it now.

How far it goes is a thing of its own. It is put to the community in the asker's workspace; the
community's channels elsewhere are asked only once the asker wishes it and a moderator agrees:

    HERE -> WANTED -> EVERYWHERE
                  \\-> KEPT
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


class Reach(StrEnum):
    HERE = "here"
    WANTED = "wanted"
    """the asker wishes it, and no moderator has decided"""
    EVERYWHERE = "everywhere"
    KEPT = "kept"
    """a moderator has said that it stays in its workspace"""


REACHES: dict[Reach, frozenset[Reach]] = {
    Reach.HERE: frozenset({Reach.WANTED}),
    Reach.WANTED: frozenset({Reach.EVERYWHERE, Reach.KEPT}),
    Reach.EVERYWHERE: frozenset(),
    Reach.KEPT: frozenset(),
}


class Use(StrEnum):
    """Whether an answer may go into a record that somebody else makes."""

    NOT_ASKED = "not asked"
    ASKED = "asked"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Handoff:
    """One question in one workspace; it is known by the question's id.

    Where it was asked in another workspace, this one has a hand-off of its own, with its own owner
    and answers, and without an asker.
    """

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
    reach: Reach = Reach.HERE
    asked_in: str = ""
    """the workspace that it came from; empty: it was asked here"""
    version: int = 1

    def move(self, to: HandoffState) -> Handoff:
        """In state `to`; raises WrongState where there is no such step."""
        if to not in LEGAL_MOVES[self.state]:
            raise WrongState(key="refused.handoff_settled")
        return replace(self, state=to)

    def reaching(self, to: Reach) -> Handoff:
        """Going as far as `to`; raises WrongState where that was decided, or it is settled."""
        if to not in REACHES[self.reach] or self.asked_in:
            raise WrongState(key="refused.reach_decided")
        return self.changed(reach=to)

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
