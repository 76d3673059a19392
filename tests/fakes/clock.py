"""Time and ids that a test decides."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
"""a Wednesday of 2026-W47, two days after its digest"""


class FrozenClock:
    """A Clock that stands still until a test moves it."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def forward(self, **amount: float) -> None:
        """Moves on by `timedelta(**amount)`."""
        self.at += timedelta(**amount)


class CountingIds:
    """Ids that count up: as long as real ones, and sorted by time of making like them."""

    def __init__(self) -> None:
        self.made = 0

    def new(self) -> str:
        self.made += 1
        return f"{self.made:032x}"
