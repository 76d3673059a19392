"""The register of data sets and research: who holds what, about whom, until when, what overlaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations


class RegisterKind(StrEnum):
    DATA = "data"
    RESEARCH = "research"


class Sensitivity(StrEnum):
    """Who may have it, as its holder says."""

    OPEN = "open"
    ON_REQUEST = "on_request"
    SENSITIVE = "sensitive"
    """about single people: only by agreement"""


@dataclass(frozen=True, slots=True)
class Registered:
    """One data set or piece of research. It says where something is, never what is in it."""

    id: str
    kind: RegisterKind
    title: str
    holder: str
    groups: tuple[str, ...]
    outcomes: tuple[str, ...]
    sensitivity: Sensitivity
    how_often: str
    """in words: every term, once, each March"""
    until: date | None = None
    """the last day for which it is collected or under way; None: no end is known"""
    region: str = ""
    link: str = ""
    note: str = ""
    checked_on: date | None = None
    version: int = 1

    def is_running(self, today: date) -> bool:
        return self.until is None or today <= self.until

    @property
    def cells(self) -> frozenset[tuple[str, str]]:
        return frozenset((group, outcome) for group in self.groups for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two of one kind that cover similar ground: a place to look, not a fault."""

    first: str
    second: str
    shared: tuple[tuple[str, str], ...]
    """(group, outcome) that both are about"""


def overlaps(entries: Iterable[Registered], today: date) -> tuple[Overlap, ...]:
    """Running entries of one kind, from different holders, that share most of what the smaller
    of the two is about; the most shared first.
    """
    running = sorted((e for e in entries if e.is_running(today)), key=lambda e: e.id)
    found: list[Overlap] = []
    for first, second in combinations(running, 2):
        if first.kind is not second.kind or first.holder.casefold() == second.holder.casefold():
            continue
        if first.region and second.region and first.region != second.region:
            continue
        shared = first.cells & second.cells
        smaller = min(len(first.cells), len(second.cells))
        if shared and 2 * len(shared) >= smaller:
            found.append(Overlap(first.id, second.id, tuple(sorted(shared))))
    return tuple(sorted(found, key=lambda o: (-len(o.shared), o.first, o.second)))


def uncovered(
    entries: Iterable[Registered],
    kind: RegisterKind,
    groups: Sequence[str],
    outcomes: Sequence[str],
    today: date,
) -> tuple[tuple[str, str], ...]:
    """(group, outcome) that nothing running of that kind is about, in the taxonomy's order."""
    covered = {cell for e in entries if e.kind is kind and e.is_running(today) for cell in e.cells}
    return tuple((g, o) for g in groups for o in outcomes if (g, o) not in covered)
