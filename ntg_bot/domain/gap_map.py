"""The evidence gap map: what is known and what is asked, for each group of children by outcome.

Supply is practices, counted by how far their evidence goes; demand is questions that named the
group and the outcome. The two are laid side by side and never made into one number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ntg_bot.domain.knowledge import Direction, Practice, PracticeStatus

HOT_FROM = 3
"""questions in the period from which an empty cell proposes a call for evidence"""
REVIEWS = ("meta-analysis", "review", "synthesis")
"""designs that bring studies together"""
TESTED = (
    Direction.POSITIVE,
    Direction.PROMISING,
    Direction.MIXED,
    Direction.NULL,
    Direction.NEGATIVE,
)
"""directions that say something was tested, whatever came of it"""


class GapKind(StrEnum):
    NONE = "none"
    ABSOLUTE = "absolute"
    """nothing is known here at all"""
    SYNTHESIS = "synthesis"
    """something was done or studied, and no review brings it together"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One group of children by one outcome."""

    group: str
    outcome: str
    practices: int = 0
    tested: int = 0
    """practices of these whose effect was tested, whatever came of it"""
    reviewed: int = 0
    """practices of these that rest on a review of studies"""
    questions: int = 0
    unanswered: int = 0
    """questions of these that nobody could answer"""

    @property
    def kind(self) -> GapKind:
        if not self.practices:
            return GapKind.ABSOLUTE
        return GapKind.NONE if self.reviewed else GapKind.SYNTHESIS

    @property
    def is_hot_and_empty(self) -> bool:
        """Asked about and nothing there: the place for the next call for evidence."""
        return self.kind is GapKind.ABSOLUTE and self.questions >= HOT_FROM


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the map counts it: what it named, and whether it was answered."""

    groups: tuple[str, ...]
    outcomes: tuple[str, ...]
    lines: tuple[str, ...]
    is_answered: bool


@dataclass(frozen=True, slots=True)
class GapMap:
    """All cells, group by group in the order of the founding texts."""

    groups: tuple[tuple[str, str], ...]
    """(id, name)"""
    outcomes: tuple[tuple[str, str], ...]
    cells: tuple[Cell, ...]
    line: tuple[str, str] = ("", "")
    """(id, name) of the line of enquiry it is about; empty: all five"""
    since: date | None = None
    """the first day whose questions are counted"""
    made_on: date | None = None
    without_outcome: tuple[tuple[str, int], ...] = ()
    """questions that named a group and no outcome: (group, count); they are in no cell"""

    def cell(self, group: str, outcome: str) -> Cell:
        return next(c for c in self.cells if (c.group, c.outcome) == (group, outcome))

    def row(self, group: str) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.group == group)

    @property
    def hot_and_empty(self) -> tuple[Cell, ...]:
        """The most asked first."""
        hot = [cell for cell in self.cells if cell.is_hot_and_empty]
        return tuple(sorted(hot, key=lambda c: (-c.questions, c.group, c.outcome)))


def gap_map(
    groups: Sequence[tuple[str, str]],
    outcomes: Sequence[tuple[str, str]],
    practices: Iterable[Practice],
    asked: Iterable[Asked],
    *,
    line: tuple[str, str] = ("", ""),
    since: date | None = None,
    made_on: date | None = None,
) -> GapMap:
    """Counts current practices and questions into cells; of one line of enquiry where named."""
    keys = [(group, outcome) for group, _ in groups for outcome, _ in outcomes]
    count: dict[tuple[str, str], list[int]] = {key: [0, 0, 0, 0, 0] for key in keys}
    alone: dict[str, int] = {group: 0 for group, _ in groups}
    for practice in practices:
        if practice.status is not PracticeStatus.CURRENT:
            continue
        if line[0] and line[0] not in practice.line_of_enquiry:
            continue
        is_tested = practice.evidence.direction in TESTED
        is_reviewed = is_tested and any(
            word in practice.evidence.design.casefold() for word in REVIEWS
        )
        for key in _cells_of(practice.groups, practice.outcomes, count):
            count[key][0] += 1
            count[key][1] += is_tested
            count[key][2] += is_reviewed
    for question in asked:
        if line[0] and line[0] not in question.lines:
            continue
        for key in _cells_of(question.groups, question.outcomes, count):
            count[key][3] += 1
            count[key][4] += not question.is_answered
        if not question.outcomes:
            for group in set(question.groups) & alone.keys():
                alone[group] += 1
    return GapMap(
        tuple(groups),
        tuple(outcomes),
        tuple(Cell(group, outcome, *count[group, outcome]) for group, outcome in keys),
        line,
        since,
        made_on,
        tuple((group, number) for group, number in alone.items() if number),
    )


def _cells_of(
    groups: Iterable[str],
    outcomes: Iterable[str],
    known: Mapping[tuple[str, str], list[int]],
) -> list[tuple[str, str]]:
    wanted = {(group, outcome) for group in groups for outcome in outcomes}
    return [key for key in known if key in wanted]
