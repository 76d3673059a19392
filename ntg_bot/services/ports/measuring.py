"""What an operator counts: how much waits, how long, and what came of it.

No words of people, no names, no ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits in a queue, of one priority (the inbox has none)."""

    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Measures:
    """All keys are words of the program's own."""

    events: int
    """taken in since the database was made"""
    deliveries: int
    """put into the outbox since then"""
    inbox: Waiting
    outbox: Mapping[int, Waiting] = field(default_factory=dict)
    """by priority"""
    events_kept: Mapping[str, int] = field(default_factory=dict)
    """by state, of those that are still kept"""
    deliveries_kept: Mapping[str, int] = field(default_factory=dict)
    questions: Mapping[str, int] = field(default_factory=dict)
    """by how sure the bot was, of those that are still kept"""
    verdicts: Mapping[str, int] = field(default_factory=dict)
    """by what people said of answers"""


class MeasureRepository(Protocol):
    async def all(self) -> Measures:
        """Across workspaces, as it is now."""
        ...
