"""Beside the words of practices: who gave them, who follows them, which are alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ntg_bot.domain.knowledge import Direction


@dataclass(frozen=True, slots=True)
class Contribution:
    """A member's account is a part of a practice; several have one after a merge."""

    workspace_id: str
    practice_id: str
    submission_id: str
    member_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Follow:
    """A member is told when something becomes of a practice."""

    workspace_id: str
    member_id: str
    practice_id: str
    since: datetime


class PairKind(StrEnum):
    """Why two practices should be looked at together."""

    DUPLICATE = "duplicate"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two practices that a moderator should compare; `first` sorts before `second`."""

    first: str
    second: str
    kind: PairKind
    found_at: datetime
    settled_at: datetime | None = None

    @classmethod
    def of(cls, one: str, other: str, kind: PairKind, at: datetime) -> Pair:
        return cls(min(one, other), max(one, other), kind, at)


HELPS = frozenset({Direction.POSITIVE, Direction.PROMISING})
DOES_NOT_HELP = frozenset({Direction.NULL, Direction.NEGATIVE})


def disagree(one: Direction, other: Direction) -> bool:
    """Whether one says that it helps and the other that it does not; symmetric."""
    return (one in HELPS and other in DOES_NOT_HELP) or (one in DOES_NOT_HELP and other in HELPS)
