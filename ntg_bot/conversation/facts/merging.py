"""What is much alike, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NearComparison:
    """A submission beside a practice that is much like it."""

    workspace_id: str
    submission_id: str
    practice_id: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Practices to compare: (first id, second id, why), as they were when asked for.

    `count` is how many there are in all.
    """

    pairs: tuple[tuple[str, str, str], ...]
    count: int


MergingSaid = NearComparison | Pairs
