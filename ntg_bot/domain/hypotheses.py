"""Hypotheses about what works, and how reality checks move them.

    DRAFT -> TESTING -> SUPPORTED
      |         |   ^----/  |
      |         |           |
      \\-------> DROPPED <---/      REVISED, from TESTING and SUPPORTED: another takes its place

A hypothesis is not evidence. It says what councils expect, and checks say where it held.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ntg_bot.domain.checks import Tally
from ntg_bot.domain.errors import WrongState


class HypothesisState(StrEnum):
    DRAFT = "draft"
    TESTING = "testing"
    SUPPORTED = "supported"
    REVISED = "revised"
    DROPPED = "dropped"


LEGAL_MOVES: dict[HypothesisState, frozenset[HypothesisState]] = {
    HypothesisState.DRAFT: frozenset({HypothesisState.TESTING, HypothesisState.DROPPED}),
    HypothesisState.TESTING: frozenset(
        {HypothesisState.SUPPORTED, HypothesisState.REVISED, HypothesisState.DROPPED}
    ),
    HypothesisState.SUPPORTED: frozenset(
        {HypothesisState.TESTING, HypothesisState.REVISED, HypothesisState.DROPPED}
    ),
    HypothesisState.REVISED: frozenset(),
    HypothesisState.DROPPED: frozenset({HypothesisState.DRAFT}),
}
OPEN_TO_CHECKS = frozenset({HypothesisState.TESTING, HypothesisState.SUPPORTED})
"""states in which councils report on it"""


@dataclass(frozen=True, slots=True)
class Threshold:
    """What it takes to be called supported: councils that tried it, and those who say it holds."""

    councils: int = 5
    holding: int = 4

    def is_met(self, tally: Tally) -> bool:
        return tally.tried >= self.councils and tally.holds >= self.holding


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """`if we do X with Y then Z, because...`, under one line of enquiry."""

    id: str
    number: int
    """what people call it by"""
    line: str
    """id of its line of enquiry"""
    statement: str
    practices: tuple[str, ...]
    research: tuple[str, ...]
    """what it was drawn from, a title or an address each"""
    levels: tuple[str, ...]
    state: HypothesisState
    created_at: datetime
    changed_at: datetime
    threshold: Threshold | None = None
    """its own; None: that of the settings"""
    revised_from: int = 0
    """number of the one that it took the place of"""
    version: int = 1

    @property
    def is_draft(self) -> bool:
        """Written, and nobody has been asked to test it."""
        return self.state is HypothesisState.DRAFT

    def move(self, to: HypothesisState, at: datetime) -> Hypothesis:
        """This hypothesis in state `to`; raises WrongState where there is no such step."""
        if to not in LEGAL_MOVES[self.state]:
            raise WrongState(
                key="refused.hypothesis_stands",
                number=self.number,
                state=self.state.value,
                wanted=to.value,
            )
        return replace(self, state=to, changed_at=at, version=self.version + 1)

    def needing(self, threshold: Threshold, at: datetime) -> Hypothesis:
        """With a threshold of its own; raises WrongState once it has ended."""
        if not LEGAL_MOVES[self.state]:
            raise WrongState(
                key="refused.hypothesis_stands",
                number=self.number,
                state=self.state.value,
                wanted=self.state.value,
            )
        return replace(self, threshold=threshold, changed_at=at, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class Moved:
    """One step in a hypothesis's history, with the reason that was given."""

    id: str
    hypothesis_id: str
    before: HypothesisState | None
    """None: it was written down"""
    after: HypothesisState
    reason: str
    at: datetime
    by: str
    """the member who decided; shown to nobody"""
