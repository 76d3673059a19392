"""What a call for evidence publishes, as it was frozen: the interim report, the compendium."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ntg_bot.domain.calls import Hearing, Mark

INTERIM, COMPENDIUM = "interim", "compendium"
"""the kinds of report"""


@dataclass(frozen=True, slots=True)
class FrozenEntry:
    """One piece of evidence as a report shows it: nothing of the person who sent it."""

    receipt: str
    title: str
    organisation: str
    nation: str
    what: str
    for_whom: str
    what_happened: str
    how_measured: str
    link: str
    mark: Mark
    was_heard: bool
    note: str


@dataclass(frozen=True, slots=True)
class FrozenReport:
    """All that a report is made of; the same freeze makes the same bytes, always."""

    call_id: str
    kind: str
    title: str
    question: str
    themes: tuple[str, ...]
    """their names"""
    opened_on: date
    closed_on: date
    frozen_at: datetime
    received: int
    by_mark: tuple[tuple[Mark, int], ...]
    by_nation: tuple[tuple[str, int], ...]
    entries: tuple[FrozenEntry, ...]
    """the strongest first"""
    hearing: Hearing | None = None
